/*
 * A thread as lines: who, when, what became of it; foreign text harmless and never too wide.
 */
#include <string.h>

#include "skranke/base/language.h"
#include "skranke/base/safe_text.h"

#include "skranke/tui/thread_text.h"

#include "testing.h"

#define NOW G_GINT64_CONSTANT(1773133920) /* 2026-03-10 10:12 in Oslo */

static Message *message_of(MessageDirection direction, const char *name, const char *address,
                           const char *text)
{
    Message *message = message_new();
    message->direction = direction;
    message->from_name = g_strdup(name);
    message->from_address = g_strdup(address);
    message->subject = g_strdup("Emne");
    message->text = g_strdup(text);
    message->at = NOW - 3600;
    return message;
}

static void message_destroy(gpointer message)
{
    message_free(message);
}

static GPtrArray *thread_of(Message *first, Message *second, int width, GArray **first_of)
{
    g_autoptr(Inquiry) inquiry = inquiry_new();
    inquiry->subject = g_strdup("Emne");
    inquiry->from_address = g_strdup("ase@example.no");
    g_autoptr(GPtrArray) messages = g_ptr_array_new_with_free_func(message_destroy);
    g_ptr_array_add(messages, first);
    if (second)
        g_ptr_array_add(messages, second);
    return thread_lines(inquiry, messages, width, NOW, false, first_of);
}

static const ThreadLine *line_at(const GPtrArray *lines, guint index)
{
    assert_true(index < lines->len);
    return g_ptr_array_index(lines, index);
}

static void a_question_and_its_answer(void **state)
{
    (void)state;
    Message *in = message_of(MESSAGE_IN, "Åse", "ase@example.no", "Hei\n> sitat\nslutt");
    Message *out = message_of(MESSAGE_OUT, "Byrået", "info@byraa.example", "Svar");
    out->author_name = g_strdup("Kari Vik");
    out->recipients = g_strdup("Åse <ase@example.no>");
    out->delivery = DELIVERY_REFUSED;
    out->delivery_answer = g_strdup("550 no such\033[2J user");
    GArray *first_of = NULL;
    g_autoptr(GPtrArray) lines = thread_of(in, out, 70, &first_of);
    assert_string_equal(line_at(lines, 0)->text, "── 1  In · 09:12 · Åse ──");
    assert_string_equal(line_at(lines, 2)->text, "> sitat");
    assert_int_equal(line_at(lines, 2)->style, STYLE_QUOTE);
    assert_int_equal(line_at(lines, 3)->style, STYLE_NORMAL);
    assert_int_equal(first_of->len, 2);
    guint at = (guint)g_array_index(first_of, int, 1);
    assert_string_equal(line_at(lines, at)->text, "── 2  Out · 09:12 · Kari Vik ──");
    assert_string_equal(line_at(lines, at + 1)->text, "To: Åse <ase@example.no>");
    assert_int_equal(line_at(lines, at + 2)->style, STYLE_ERROR);
    assert_non_null(strstr(line_at(lines, at + 2)->text, "550 no such\xe2\x90\x9b[2J user"));
    g_array_unref(first_of);
}

/* The inquirer's own address stands above the thread; another's is shown. */
static void another_sender_shows_the_address(void **state)
{
    (void)state;
    g_autoptr(GPtrArray) lines =
        thread_of(message_of(MESSAGE_IN, "Ola", "ola@example.no", ""), NULL, 70, NULL);
    assert_string_equal(line_at(lines, 0)->text, "── 1  In · 09:12 · Ola <ola@example.no> ──");
    assert_string_equal(line_at(lines, 1)->text, "(no text)");
}

static void attachments_and_warnings_are_named(void **state)
{
    (void)state;
    Message *in = message_of(MESSAGE_IN, "Åse", "ase@example.no", "Se vedlegg");
    Attachment *attachment = g_new0(Attachment, 1);
    attachment->name = g_strdup("tall\r\n.xlsx");
    attachment->type = g_strdup("application/vnd.ms-excel");
    attachment->size = 2048;
    g_ptr_array_add(in->attachments, attachment);
    in->automatic = g_strdup("vacation");
    in->reply_to = g_strdup("andre@example.no");
    in->copies = g_strdup("kopi@example.no");
    g_autoptr(GPtrArray) lines = thread_of(in, NULL, 70, NULL);
    assert_string_equal(line_at(lines, 1)->text, "Cc: kopi@example.no");
    assert_string_equal(line_at(lines, 2)->text, "[automatic mail: vacation]");
    assert_string_equal(line_at(lines, 3)->text, "Answers go to: andre@example.no");
    assert_string_equal(line_at(lines, 4)->text, "+ tall .xlsx (application/vnd.ms-excel, 2 kB)");
}

static void no_line_is_too_wide_or_can_steer(void **state)
{
    (void)state;
    for (int width = 10; width < 120; width += 9) {
        GString *text = g_string_new("\033]0;x\007");
        for (int i = 0; i < 200; i++)
            g_string_append(text, i % 7 ? "ord日本 " : "etlangtordutenmellomrom\r\n\t");
        g_autofree char *body = g_string_free(text, FALSE);
        g_autoptr(GPtrArray) lines =
            thread_of(message_of(MESSAGE_IN, body, body, body), NULL, width, NULL);
        for (guint i = 0; i < lines->len; i++) {
            const char *line = line_at(lines, i)->text;
            assert_true(safe_text_cells(line) <= width);
            for (const char *p = line; *p; p++)
                assert_true((guchar)*p >= 0x20 && *p != 0x7f);
        }
    }
}

int main(void)
{
    language_start("en");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_question_and_its_answer),
        cmocka_unit_test(another_sender_shows_the_address),
        cmocka_unit_test(attachments_and_warnings_are_named),
        cmocka_unit_test(no_line_is_too_wide_or_can_steer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

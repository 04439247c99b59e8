/* Mail that means harm: bounded time, bounded stack, nothing lost that fits the bounds. And mutated
 * mail, always the same mutations. Run with the sanitizers to mean most. */
// clang-format off
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
// clang-format on
#include <glib.h>
#include <string.h>

#include "skranke/mail/mime_read.h"

#define DATA SKRANKE_SOURCE "/tests/mail/data/"
#define RECEIVED 1773200000
#define MUTATIONS 4000
/* Far above what linear work needs (tenths of a second under the sanitizers), far below quadratic.
 */
#define SECONDS 8

static ParsedMail *read_in_time(GString *text, const char *what)
{
    g_autoptr(GBytes) raw = g_bytes_new(text->str, text->len);
    gint64 start = g_get_monotonic_time();
    ParsedMail *mail = mime_read(raw, RECEIVED, NULL);
    double seconds = (double)(g_get_monotonic_time() - start) / G_USEC_PER_SEC;
    print_message("%s: %zu kB in %.2f s\n", what, text->len / 1024, seconds);
    assert_true(seconds < SECONDS);
    g_string_free(text, TRUE);
    return mail;
}

static GString *repeated(const char *before, const char *unit, guint times, const char *after)
{
    GString *text = g_string_new(before);
    for (guint i = 0; i < times; i++)
        g_string_append(text, unit);
    return g_string_append(text, after);
}

static const struct {
    const char *what, *before, *unit;
    guint times;
    const char *after;
    const char *text; /* must be found in the text, NULL: whatever */
} repetitions[] = {
    {"nested groups in To", "From: a@b.no\nTo: ", "a:", 50000, "\n\nhei\n", "hei"},
    {"nested groups in From", "From: ", "a:", 16000, "\n\nhei\n", "hei"},
    {"nested comments in From", "From: ", "(", 16000, " a@b.no\n\nhei\n", "hei"},
    {"many recipients", "From: a@b.no\nTo: ", "x@y.no, ", 100000, "z@y.no\n\nhei\n", "hei"},
    {"a long header", "From: a@b.no\nSubject: ", "lang ", 2000000, "\n\nhei\n", "hei"},
    {"unfinished words", "From: a@b.no\nSubject: ", "=?utf-8?q?", 3000, "\n\nhei\n", "hei"},
    {"many references", "From: a@b.no\nReferences: ", "<a@b.no>\n ", 200000, "\n\nhei\n", "hei"},
    {"many headers", "From: a@b.no\n", "X: y\n", 1000000, "\nhei\n", "hei"},
    {"many folded lines", "From: a@b.no\nX: y\n", " y\n", 1000000, "\nhei\n", "hei"},
    {"many parameters", "From: a@b.no\nContent-Type: text/plain", "; a=b", 1000000, "\n\nhei\n",
     "hei"},
    {"a million parts",
     "From: a@b.no\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\nforste\n", "--x\n\na\n",
     1000000, "--x--\n", "forste"},
    {"a million parts, hidden boundary",
     "From: a@b.no\nContent-Type: multipart/mixed; boundary*0=x; boundary*1=y\n\n--xy\n\nforste\n",
     "--xy\n\na\n", 1000000, "--xy--\n", NULL},
    {"dashes", "From: a@b.no\n\nhei\n", "--\n", 300000, "slutt\n", "slutt"},
    {"200,000 nested div", "From: a@b.no\nContent-Type: text/html\n\nhei", "<div>", 200000, "x\n",
     "hei"},
    {"200,000 nested quotes", "From: a@b.no\nContent-Type: text/html\n\nhei", "<blockquote>x",
     200000, "x\n", "hei"},
    {"open and wrongly closed", "From: a@b.no\nContent-Type: text/html\n\nhei", "<div><b></i>",
     200000, "x\n", "hei"},
    {"a tag of attributes", "From: a@b.no\nContent-Type: text/html\n\nhei <p", " a=b", 200000,
     ">slutt\n", "slutt"},
    {"a tag of distinct attributes", "From: a@b.no\nContent-Type: text/html\n\nhei <p x=\"", "><",
     200000, "\">slutt\n", NULL},
    {"links", "From: a@b.no\nContent-Type: text/html\n\n", "<a href=\"http://x.no/\">y</a> ", 20000,
     "slutt\n", "slutt"},
    {"unclosed links", "From: a@b.no\nContent-Type: text/html\n\n", "<a href=\"http://x.no/\">y",
     20000, "\n", NULL},
    {"comments", "From: a@b.no\nContent-Type: text/html\n\nhei", "<!--", 300000, "\n", "hei"},
    {"entities", "From: a@b.no\nContent-Type: text/html\n\nhei", "&amp;", 300000, "\n", "hei"},
    {"combining marks", "From: a@b.no\nContent-Type: text/plain; charset=utf-8\n\nhei a",
     "\xCC\x96\xCC\x81", 200000, "\n", "hei"},
    {"uuencode without end", "From: a@b.no\nContent-Transfer-Encoding: x-uuencode\n\nbegin 644 x\n",
     "M", 1000000, "\n", NULL},
    {"a mail in a mail in a mail", "From: a@b.no\nContent-Type: message/rfc822\n\n",
     "Content-Type: message/rfc822\n\n", 100000, "hei\n", NULL},
    {"pictures", "From: a@b.no\nContent-Type: text/html\n\nhei",
     "<img src=\"data:image/png;base64,AAAA\">", 20000, "\n", "hei"},
    {"quoted lines", "From: a@b.no\nContent-Type: text/plain; format=flowed\n\nhei\n",
     ">>>>>> a \n", 100000, "\n", "hei"},
};

static void repetition_costs_little(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(repetitions); i++) {
        g_autoptr(ParsedMail) mail =
            read_in_time(repeated(repetitions[i].before, repetitions[i].unit, repetitions[i].times,
                                  repetitions[i].after),
                         repetitions[i].what);
        assert_non_null(mail);
        assert_in_range(strlen(mail->text), 0, 1024 * 1024);
        assert_in_range(mail->attachments->len, 0, 1200);
        if (repetitions[i].text)
            assert_non_null(strstr(mail->text, repetitions[i].text));
    }
}

static void deep_multiparts_are_bounded(void **state)
{
    (void)state;
    GString *text = g_string_new("From: a@b.no\n");
    for (guint i = 0; i < 100000; i++)
        g_string_append_printf(text, "Content-Type: multipart/mixed; boundary=b%u\n\n--b%u\n", i,
                               i);
    g_string_append(text, "\nhei\n");
    g_autoptr(ParsedMail) mail = read_in_time(text, "100,000 nested multiparts");
    assert_non_null(mail);
    assert_true(mail->warnings->len > 0);
}

static void a_thousand_parts_are_whole(void **state)
{
    (void)state;
    GString *text = repeated("From: a@b.no\nContent-Type: multipart/mixed; boundary=x\n\n",
                             "--x\nContent-Type: image/png; name=a.png\n\na\n", 1000, "--x--\n");
    g_autoptr(ParsedMail) mail = read_in_time(text, "1,000 parts of one name");
    assert_int_equal(mail->attachments->len, 1000);
    assert_int_equal(mail->warnings->len, 0);
    MailAttachment *last = mail->attachments->pdata[999];
    assert_string_equal(last->name, "a (1000).png");
}

typedef struct {
    guint64 state;
} Dice;

/* xorshift64: the same mutations in every run. */
static guint throw_dice(Dice *dice, guint sides)
{
    dice->state ^= dice->state << 13;
    dice->state ^= dice->state >> 7;
    dice->state ^= dice->state << 17;
    return (guint)((dice->state >> 11) % sides);
}

static const char *const splinters[] = {
    "\r\n\r\n", "\n",      "=?utf-8?b?", "?=",          "--A\n",      "--A--",  "<",
    ">",        "\"",      "\xFF",       "\xC3",        "boundary=A", ":",      ";",
    "(",        "=",       "\t",         "Content-",    "<div>",      "</div>", "&#0;",
    "<!--",     "charset", "utf-7",      "iso-2022-jp", "\x1B",       "%00",
};

static void mutate(GByteArray *mail, Dice *dice)
{
    for (guint change = throw_dice(dice, 8) + 1; change > 0 && mail->len > 8; change--) {
        guint at = throw_dice(dice, mail->len - 4);
        const char *splinter = splinters[throw_dice(dice, G_N_ELEMENTS(splinters))];
        guint length = (guint)strlen(splinter);
        switch (throw_dice(dice, 5)) {
        case 0:
            mail->data[at] = (guint8)throw_dice(dice, 256);
            break;
        case 1:
            length = throw_dice(dice, 40);
            g_byte_array_remove_range(mail, at, MIN(length, mail->len - at));
            break;
        case 2:
            mail->data[at] = 0;
            break;
        case 3:
            memcpy(mail->data + at, splinter, MIN(length, mail->len - at));
            break;
        default: {
            g_autofree guint8 *tail = g_memdup2(mail->data + at, mail->len - at);
            guint tail_length = mail->len - at;
            g_byte_array_set_size(mail, at);
            g_byte_array_append(mail, (const guint8 *)splinter, length);
            g_byte_array_append(mail, tail, tail_length);
        }
        }
    }
}

static int compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static GPtrArray *seeds(void)
{
    GPtrArray *all = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    g_autoptr(GDir) dir = g_dir_open(DATA, 0, NULL);
    assert_non_null(dir);
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    for (const char *name = g_dir_read_name(dir); name; name = g_dir_read_name(dir))
        if (g_str_has_suffix(name, ".eml"))
            g_ptr_array_add(names, g_strconcat(DATA, name, NULL));
    g_ptr_array_sort(names, compare_names);
    for (guint i = 0; i < names->len; i++) {
        char *content = NULL;
        gsize size = 0;
        assert_true(g_file_get_contents(names->pdata[i], &content, &size, NULL));
        g_ptr_array_add(all, g_bytes_new_take(content, size));
    }
    return all;
}

static void mutated_mails_are_read(void **state)
{
    (void)state;
    g_autoptr(GPtrArray) mails = seeds();
    assert_true(mails->len > 10);
    Dice dice = {20260310};
    guint read = 0;
    gint64 start = g_get_monotonic_time();
    for (guint i = 0; i < MUTATIONS; i++) {
        GBytes *seed = mails->pdata[throw_dice(&dice, mails->len)];
        gsize size = 0;
        const guint8 *bytes = g_bytes_get_data(seed, &size);
        GByteArray *mutated = g_byte_array_new();
        g_byte_array_append(mutated, bytes, (guint)size);
        mutate(mutated, &dice);
        g_autoptr(GBytes) raw = g_byte_array_free_to_bytes(mutated);
        g_autoptr(ParsedMail) mail = mime_read(raw, RECEIVED, NULL);
        if (!mail)
            continue;
        read++;
        assert_true(g_utf8_validate(mail->text, -1, NULL));
        assert_true(g_utf8_validate(mail->subject, -1, NULL));
        assert_true(g_utf8_validate(mail->from_name, -1, NULL));
        assert_true(g_utf8_validate(mail->from_address, -1, NULL));
        assert_true(g_utf8_validate(mail->message_id, -1, NULL));
        for (guint j = 0; j < mail->attachments->len; j++) {
            const MailAttachment *attachment = mail->attachments->pdata[j];
            assert_true(g_utf8_validate(attachment->name, -1, NULL));
            assert_true(g_utf8_validate(attachment->type, -1, NULL));
            assert_null(strpbrk(attachment->name, "/\\\n\r"));
        }
    }
    print_message("%u of %u mutated mails read in %.1f s\n", read, MUTATIONS,
                  (double)(g_get_monotonic_time() - start) / G_USEC_PER_SEC);
    assert_true(read > MUTATIONS / 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(repetition_costs_little),
        cmocka_unit_test(deep_multiparts_are_bounded),
        cmocka_unit_test(a_thousand_parts_are_whole),
        cmocka_unit_test(mutated_mails_are_read),
    };
    mime_start();
    return cmocka_run_group_tests(tests, NULL, NULL);
}

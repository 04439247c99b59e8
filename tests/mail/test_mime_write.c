/*
 * Answers as bytes: what every server takes, what every reader understands, and that no field can
 * begin a header of its own. Read back with GMime itself and with plain string checks.
 */
#include <gmime/gmime.h>
#include <string.h>

#include "skranke/base/error.h"
#include "skranke/base/time_text.h"

#include "skranke/mail/mime_read.h"
#include "skranke/mail/mime_write.h"

#include "testing.h"

/* 2026-03-10T10:12:00+01:00 */
#define MOMENT G_GINT64_CONSTANT(1773133920)

static MailDraft draft_of(const char *text)
{
    return (MailDraft){.from_name = "Opplysningstjenesten",
                       .from_address = "info@example.com",
                       .to = "Kari Nordmann <kari@example.org>",
                       .cc = "",
                       .subject = "Folkemengde",
                       .text = text,
                       .message_id = "17.4f2a@example.com",
                       .date = MOMENT,
                       .language = "",
                       .automatic = ""};
}

static GBytes *write_mail(const MailDraft *draft)
{
    g_autoptr(GError) error = NULL;
    GBytes *mail = mime_write(draft, &error);
    if (!mail)
        fail_msg("%s", error->message);
    return mail;
}

static char *as_text(GBytes *mail)
{
    gsize size;
    const char *bytes = g_bytes_get_data(mail, &size);
    assert_int_equal(memchr(bytes, 0, size) == NULL, 1);
    return g_strndup(bytes, size);
}

/* RFC 5322 2.1.1 and 2.3: ASCII, CRLF together, no long line. */
static void expect_plain(GBytes *mail)
{
    g_autofree char *text = as_text(mail);
    g_auto(GStrv) lines = g_strsplit(text, "\r\n", -1);
    for (char **line = lines; *line; line++) {
        assert_null(strpbrk(*line, "\r\n"));
        assert_true(strlen(*line) <= 998);
        assert_true(g_str_is_ascii(*line));
    }
    assert_true(g_str_has_suffix(text, "\r\n"));
}

/* The header alone; every logical line of it once unfolded. */
static char *header_of(GBytes *mail)
{
    g_autofree char *text = as_text(mail);
    char *end = strstr(text, "\r\n\r\n");
    assert_non_null(end);
    end[2] = '\0';
    g_auto(GStrv) parts = g_strsplit(text, "\r\n ", -1);
    g_autofree char *spaces = g_strjoinv(" ", parts);
    g_auto(GStrv) tabs = g_strsplit(spaces, "\r\n\t", -1);
    return g_strjoinv(" ", tabs);
}

static void expect_header(GBytes *mail, const char *line)
{
    g_autofree char *header = header_of(mail);
    g_auto(GStrv) lines = g_strsplit(header, "\r\n", -1);
    if (!g_strv_contains((const char *const *)lines, line))
        fail_msg("no \"%s\" in\n%s", line, header);
}

static guint header_lines(GBytes *mail)
{
    g_autofree char *header = header_of(mail);
    g_auto(GStrv) lines = g_strsplit(header, "\r\n", -1);
    return g_strv_length(lines) - 1;
}

static GMimeMessage *read_back(GBytes *mail)
{
    gsize size;
    const char *bytes = g_bytes_get_data(mail, &size);
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(bytes, size);
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);
    g_object_unref(parser);
    g_object_unref(stream);
    assert_non_null(message);
    return message;
}

static char *text_back(GBytes *mail)
{
    GMimeMessage *message = read_back(mail);
    GMimeStream *stream = g_mime_stream_mem_new();
    GMimeDataWrapper *content =
        g_mime_part_get_content(GMIME_PART(g_mime_message_get_mime_part(message)));
    g_mime_data_wrapper_write_to_stream(content, stream);
    GByteArray *bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
    char *text = bytes->len ? g_strndup((char *)bytes->data, bytes->len) : g_strdup("");
    g_object_unref(stream);
    g_object_unref(message);
    return text;
}

static void test_plain_answer(void **state)
{
    (void)state;
    MailDraft draft = draft_of("Hei\n\n.\nFrom here on.\n");
    g_autoptr(GBytes) mail = write_mail(&draft);
    expect_plain(mail);
    expect_header(mail, "From: Opplysningstjenesten <info@example.com>");
    expect_header(mail, "To: Kari Nordmann <kari@example.org>");
    expect_header(mail, "Subject: Folkemengde");
    expect_header(mail, "Message-Id: <17.4f2a@example.com>");
    expect_header(mail, "Date: Tue, 10 Mar 2026 10:12:00 +0100");
    expect_header(mail, "MIME-Version: 1.0");
    expect_header(mail, "Content-Type: text/plain; charset=utf-8");
    expect_header(mail, "Content-Transfer-Encoding: 7bit");
    expect_header(mail, "User-Agent: Skranke " SKRANKE_VERSION);
    assert_int_equal(header_lines(mail), 9);
    g_autofree char *text = as_text(mail);
    assert_true(g_str_has_suffix(text, "\r\n\r\nHei\r\n\r\n.\r\nFrom here on.\r\n"));
    g_autoptr(GBytes) again = write_mail(&draft);
    assert_true(g_bytes_equal(mail, again));
}

static void test_texts_come_back(void **state)
{
    (void)state;
    static const struct {
        const char *text, *encoding;
    } texts[] = {
        {"", "7bit"},
        {"Hei", "7bit"},
        {"=20 og = til slutt =\nspace at the end \n", "7bit"},
        {"Blåbærsyltetøy på brødskiva, sa han og gikk sin vei.\n", "quoted-printable"},
        {"Space at the end, and æ \n\ttab\t\n= = =\n", "quoted-printable"},
        {"Привет, мир\n統計局\n", "base64"},
        {"\xf0\x9f\x98\x80\n", "base64"},
        {"a\rb\r\nc\nd", "7bit"},
        {"\x01 bell \x07 escape \x1b[31m\n", "7bit"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        MailDraft draft = draft_of(texts[i].text);
        g_autoptr(GBytes) mail = write_mail(&draft);
        g_autofree char *encoding =
            g_strconcat("Content-Transfer-Encoding: ", texts[i].encoding, NULL);
        expect_plain(mail);
        expect_header(mail, encoding);
        g_autofree char *back = text_back(mail);
        /* Every kind of line end arrives as CRLF, also inside an encoding (RFC 2045 6.8). */
        g_auto(GStrv) crlf = g_strsplit(texts[i].text, "\r\n", -1);
        g_autofree char *lf = g_strjoinv("\n", crlf);
        g_strdelimit(lf, "\r", '\n');
        g_auto(GStrv) lines = g_strsplit(lf, "\n", -1);
        g_autofree char *joined = g_strjoinv("\r\n", lines);
        g_autofree char *wanted = *joined && !g_str_has_suffix(joined, "\r\n")
                                      ? g_strconcat(joined, "\r\n", NULL)
                                      : g_strdup(joined);
        assert_string_equal(back, wanted);
    }
}

static void test_long_lines(void **state)
{
    (void)state;
    g_autofree char *line = g_strnfill(5000, 'x');
    MailDraft draft = draft_of(line);
    g_autoptr(GBytes) mail = write_mail(&draft);
    expect_plain(mail);
    expect_header(mail, "Content-Transfer-Encoding: quoted-printable");
    g_autofree char *back = text_back(mail);
    g_autofree char *wanted = g_strconcat(line, "\r\n", NULL);
    assert_string_equal(back, wanted);
    g_autofree char *longest = g_strnfill(998, 'y');
    MailDraft fits = draft_of(longest);
    g_autoptr(GBytes) plain = write_mail(&fits);
    expect_header(plain, "Content-Transfer-Encoding: 7bit");
    expect_plain(plain);
}

static void test_names_and_domains(void **state)
{
    (void)state;
    MailDraft draft = draft_of("Hei\n");
    draft.from_name = "Statistisk «skranke» – Ås";
    draft.subject =
        "Sv: Blåbær, rødgrøt og en lang linje om prisene på smør i Tromsø i fjor vår, og mer";
    draft.to =
        "Kåre Ødegård <kare@example.org>, \"Hansen, Per\" <per@blåbær.example>, x@example.net";
    draft.cc = "Åse <ase@example.org>";
    g_autoptr(GBytes) mail = write_mail(&draft);
    expect_plain(mail);
    g_autofree char *bytes = as_text(mail);
    assert_non_null(strstr(bytes, "<per@xn--blbr-roah.example>"));
    GMimeMessage *message = read_back(mail); /* GMime shows domains as people write them */
    assert_string_equal(g_mime_message_get_subject(message), draft.subject);
    InternetAddressList *to = g_mime_message_get_to(message);
    static const char *const wanted[][2] = {{"Kåre Ødegård", "kare@example.org"},
                                            {"Hansen, Per", "per@blåbær.example"},
                                            {NULL, "x@example.net"}};
    assert_int_equal(internet_address_list_length(to), 3);
    for (int i = 0; i < 3; i++) {
        InternetAddress *one = internet_address_list_get_address(to, i);
        const char *name = internet_address_get_name(one);
        if (wanted[i][0])
            assert_string_equal(name, wanted[i][0]);
        assert_string_equal(internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(one)),
                            wanted[i][1]);
    }
    assert_int_equal(internet_address_list_length(g_mime_message_get_cc(message)), 1);
    InternetAddress *from = internet_address_list_get_address(g_mime_message_get_from(message), 0);
    assert_string_equal(internet_address_get_name(from), draft.from_name);
    g_object_unref(message);
}

static void test_thread_headers(void **state)
{
    (void)state;
    static const char *const references[] = {"first@example.org", "bad id@x",         "",
                                             "two\r\nX: y@z",     "last@example.org", NULL};
    MailDraft draft = draft_of("Hei\n");
    draft.references = references;
    draft.language = "nn";
    draft.automatic = "auto-replied";
    g_autoptr(GBytes) mail = write_mail(&draft);
    expect_header(mail, "References: <first@example.org> <last@example.org>");
    expect_header(mail, "In-Reply-To: <last@example.org>");
    expect_header(mail, "Content-Language: nn");
    expect_header(mail, "Auto-Submitted: auto-replied");
    expect_header(mail, "X-Auto-Response-Suppress: All");
    expect_plain(mail);
}

static void test_many_references_are_folded(void **state)
{
    (void)state;
    g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
    for (int i = 0; i < 20; i++)
        g_ptr_array_add(ids, g_strdup_printf("%d.%0150d@example.org", i, i));
    g_ptr_array_add(ids, NULL);
    MailDraft draft = draft_of("Hei\n");
    draft.references = (const char *const *)ids->pdata;
    g_autoptr(GBytes) mail = write_mail(&draft);
    expect_plain(mail);
    g_autofree char *header = header_of(mail);
    for (guint i = 0; i < 20; i++)
        assert_non_null(strstr(header, ids->pdata[i]));
}

static void test_nothing_begins_a_header(void **state)
{
    (void)state;
    MailDraft plain = draft_of("Hei\n");
    g_autoptr(GBytes) good = write_mail(&plain);
    static const char evil[] = "x\r\nBcc: victim@example.net\r\n\r\nbody\rX: y\n Z: z";
    MailDraft draft = plain;
    draft.subject = evil;
    draft.from_name = evil;
    g_autoptr(GBytes) mail = write_mail(&draft);
    expect_plain(mail);
    assert_int_equal(header_lines(mail), header_lines(good));
    MailDraft name = plain;
    name.to = "\"x\r\nBcc: victim@example.net\" <kari@example.org>";
    g_autoptr(GBytes) named = write_mail(&name);
    assert_int_equal(header_lines(named), header_lines(good));
    MailDraft language = plain;
    language.language = "nb\r\nBcc: victim@example.net";
    g_autoptr(GBytes) spoken = write_mail(&language);
    assert_int_equal(header_lines(spoken), header_lines(good) + 1);
}

static void test_what_cannot_be_written(void **state)
{
    (void)state;
    MailDraft drafts[6];
    for (gsize i = 0; i < G_N_ELEMENTS(drafts); i++)
        drafts[i] = draft_of("Hei\n");
    drafts[0].from_address = "";
    drafts[1].message_id = "a\r\nb@c";
    drafts[2].message_id = NULL;
    drafts[3].to = "kåre@example.org"; /* would need SMTPUTF8 all the way */
    drafts[4].to = "nobody at all";
    drafts[5].cc = "group: a@example.org, b@example.org;";
    for (gsize i = 0; i < G_N_ELEMENTS(drafts); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(GBytes) mail = mime_write(&drafts[i], &error);
        if (mail)
            fail_msg("draft %zu was written", i);
        assert_true(g_error_matches(error, SKRANKE_ERROR, SKRANKE_ERROR_FAILED));
    }
}

static int start(void **state)
{
    (void)state;
    mime_start();
    return time_text_set_zone("Europe/Oslo", NULL) ? 0 : -1;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plain_answer),
        cmocka_unit_test(test_texts_come_back),
        cmocka_unit_test(test_long_lines),
        cmocka_unit_test(test_names_and_domains),
        cmocka_unit_test(test_thread_headers),
        cmocka_unit_test(test_many_references_are_folded),
        cmocka_unit_test(test_nothing_begins_a_header),
        cmocka_unit_test(test_what_cannot_be_written),
    };
    return cmocka_run_group_tests_name("mime_write", tests, start, NULL);
}

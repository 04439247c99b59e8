/*
 * Files that go out with an answer: every byte comes back, under its name, in a mail that every
 * server takes; mails inside a mail stay readable mails. Read back with GMime and with our reader.
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

#define TEXT "Hei, Kåre!\n\nSe vedlegget.\n"

static void file_free(gpointer file)
{
    MailAttachment *attachment = file;
    g_bytes_unref(attachment->bytes);
    g_free(attachment);
}

static GPtrArray *files_new(void)
{
    return g_ptr_array_new_with_free_func(file_free);
}

/* name and type are constants of the test. */
static void add_file(GPtrArray *files, const char *name, const char *type, const char *bytes,
                     gsize size)
{
    MailAttachment *file = g_new(MailAttachment, 1);
    *file = (MailAttachment){(char *)name, (char *)type, g_bytes_new(bytes, size)};
    g_ptr_array_add(files, file);
}

static MailDraft draft_with(const GPtrArray *files)
{
    return (MailDraft){.from_name = "Opplysningstjenesten",
                       .from_address = "info@example.com",
                       .to = "Kari Nordmann <kari@example.org>",
                       .cc = "",
                       .subject = "Folkemengde",
                       .text = TEXT,
                       .message_id = "17.4f2a@example.com",
                       .date = MOMENT,
                       .language = "nb",
                       .automatic = "",
                       .attachments = files};
}

/* RFC 5322 2.1.1 and 2.3: ASCII, CRLF together, no long line. Looks at each byte once: the mail may
 * be large. */
static void expect_plain(GBytes *mail)
{
    gsize size, length = 0;
    const char *bytes = g_bytes_get_data(mail, &size);
    for (gsize i = 0; i < size; i++) {
        bool ends = bytes[i] == '\n';
        if ((guchar)bytes[i] >= 0x80 || !bytes[i] || (ends && (i == 0 || bytes[i - 1] != '\r')) ||
            (bytes[i] == '\r' && (i + 1 == size || bytes[i + 1] != '\n')))
            fail_msg("byte %zu is %d", i, bytes[i]);
        length = ends ? 0 : length + 1;
        assert_true(length <= 999); /* with its CR */
    }
}

static GBytes *write_draft(const MailDraft *draft)
{
    g_autoptr(GError) error = NULL;
    GBytes *mail = mime_write(draft, &error);
    if (!mail)
        fail_msg("%s", error->message);
    expect_plain(mail);
    return mail;
}

static GBytes *write_files(const GPtrArray *files)
{
    MailDraft draft = draft_with(files);
    return write_draft(&draft);
}

static char *as_text(GBytes *mail)
{
    gsize size;
    const char *bytes = g_bytes_get_data(mail, &size);
    return g_strndup(bytes, size);
}

static void expect_text(GBytes *mail, const char *words)
{
    g_autofree char *text = as_text(mail);
    if (!strstr(text, words))
        fail_msg("no \"%s\" in\n%.3000s", words, text);
}

/* As the other side reads it. */
static ParsedMail *read_mail(GBytes *mail)
{
    g_autoptr(GError) error = NULL;
    ParsedMail *parsed = mime_read(mail, MOMENT, &error);
    assert_non_null(parsed);
    g_autofree char *wanted = g_strdup(TEXT);
    assert_string_equal(parsed->text, g_strchomp(wanted));
    assert_int_equal(parsed->warnings->len, 0);
    return parsed;
}

static const MailAttachment *attached(const ParsedMail *mail, guint index)
{
    assert_true(index < mail->attachments->len);
    return mail->attachments->pdata[index];
}

static void expect_file(const ParsedMail *mail, guint index, const char *name, const char *type,
                        GBytes *bytes)
{
    const MailAttachment *file = attached(mail, index);
    assert_string_equal(file->name, name);
    assert_string_equal(file->type, type);
    assert_true(g_bytes_equal(file->bytes, bytes));
}

/* ---- any file ---- */

static void test_none_is_no_multipart(void **state)
{
    (void)state;
    g_autoptr(GPtrArray) none = files_new();
    g_autoptr(GBytes) empty = write_files(none);
    g_autoptr(GBytes) missing = write_files(NULL);
    assert_true(g_bytes_equal(empty, missing));
    expect_text(empty, "Content-Type: text/plain; charset=utf-8\r\n");
}

static void test_bytes_come_back(void **state)
{
    (void)state;
    char all[256 * 40];
    for (gsize i = 0; i < sizeof all; i++)
        all[i] = (char)(i * 7 / 3);
    static const char csv[] = "år;tall\n2026;1\r\n2027;2\rslutt";
    static const char latin[] = "K\xE5re\n";
    const struct {
        const char *name, *type, *bytes;
        gsize size;
    } cases[] = {
        {"tabell.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", all,
         sizeof all},
        {"tabell.csv", "text/csv", csv, sizeof csv - 1},
        {"gammel.txt", "text/plain", latin, sizeof latin - 1},
        {"tom.bin", "application/octet-stream", "", 0},
        {"null.bin", "application/octet-stream", "\0", 1},
    };
    g_autoptr(GPtrArray) files = files_new();
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
        add_file(files, cases[i].name, cases[i].type, cases[i].bytes, cases[i].size);
    g_autoptr(GBytes) mail = write_files(files);
    expect_text(mail, "Content-Type: multipart/mixed;");
    g_autoptr(ParsedMail) read = read_mail(mail);
    assert_int_equal(read->attachments->len, G_N_ELEMENTS(cases));
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        const MailAttachment *file = files->pdata[i];
        expect_file(read, i, cases[i].name, cases[i].type, file->bytes);
    }
    g_autoptr(GBytes) again = write_files(files); /* the same draft is the same bytes */
    assert_true(g_bytes_equal(mail, again));
}

static void test_names(void **state)
{
    (void)state;
    static const struct {
        const char *raw, *name;
    } cases[] = {
        {"Blåbær og rødgrøt – oversikt «2026».pdf", "Blåbær og rødgrøt – oversikt «2026».pdf"},
        {"a.pdf", "a.pdf"},
        {"../../etc/passwd", "passwd"},
        {"C:\\Bruker\\liste.pdf", "liste.pdf"},
        {"x\r\nBcc: victim@example.net\r\n\r\n.pdf", NULL},
        {"", "document.pdf"},
    };
    g_autoptr(GPtrArray) files = files_new();
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
        add_file(files, cases[i].raw, "application/pdf", "%PDF", 4);
    g_autoptr(GBytes) mail = write_files(files);
    expect_text(mail, "filename*0*=UTF-8''Bl%C3%A5b%C3%A6r");
    g_autofree char *text = as_text(mail);
    assert_null(strstr(text, "\r\nBcc:"));
    g_autoptr(ParsedMail) read = read_mail(mail);
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++)
        if (cases[i].name)
            assert_string_equal(attached(read, i)->name, cases[i].name);
}

static void test_the_same_name_twice(void **state)
{
    (void)state;
    g_autoptr(GPtrArray) files = files_new();
    add_file(files, "liste.csv", "text/csv", "1", 1);
    add_file(files, "liste.csv", "text/csv", "2", 1);
    g_autoptr(GBytes) mail = write_files(files);
    g_autoptr(ParsedMail) read = read_mail(mail);
    assert_string_not_equal(attached(read, 0)->name, attached(read, 1)->name);
}

static void test_types(void **state)
{
    (void)state;
    static const struct {
        const char *given, *sent;
    } cases[] = {
        {"Application/PDF", "application/pdf"},
        {"text/csv; charset=latin1; name=x", "text/csv"},
        {"multipart/mixed", "application/octet-stream"},
        {"message/partial", "application/octet-stream"},
        {"text", "application/octet-stream"},
        {"a/b/c", "application/octet-stream"},
        {"text/plain\r\nBcc: x@example.org", "application/octet-stream"},
        {"tekst/blåbær", "application/octet-stream"},
        {"", "application/octet-stream"},
        {NULL, "application/octet-stream"},
    };
    g_autoptr(GPtrArray) files = files_new();
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
        add_file(files, "fil", cases[i].given, "x", 1);
    g_autoptr(GBytes) mail = write_files(files);
    g_autofree char *text = as_text(mail);
    assert_null(strstr(text, "\r\nBcc:"));
    g_autoptr(ParsedMail) read = read_mail(mail);
    assert_int_equal(read->attachments->len, G_N_ELEMENTS(cases));
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++)
        assert_string_equal(attached(read, i)->type, cases[i].sent);
}

static void test_too_much(void **state)
{
    (void)state;
    gsize half = 25 * 1024 * 1024 / 2;
    g_autofree char *bytes = g_malloc0(half);
    g_autoptr(GPtrArray) files = files_new();
    add_file(files, "en.bin", "application/octet-stream", bytes, half);
    add_file(files, "to.bin", "application/octet-stream", bytes, half);
    g_autoptr(GBytes) fits = write_files(files);
    assert_true(g_bytes_get_size(fits) > 2 * half);
    add_file(files, "tre.bin", "application/octet-stream", bytes, 1);
    MailDraft draft = draft_with(files);
    g_autoptr(GError) error = NULL;
    assert_null(mime_write(&draft, &error));
    assert_true(g_error_matches(error, SKRANKE_ERROR, SKRANKE_ERROR_FAILED));
    assert_non_null(strstr(error->message, "25"));
}

/* ---- a mail inside a mail ---- */

static GBytes *forward(const char *inner, gsize size)
{
    g_autoptr(GPtrArray) files = files_new();
    add_file(files, "henvendelse.eml", "message/rfc822", inner, size);
    return write_files(files);
}

#define HEAD                                                                                       \
    "From: Kari <kari@example.org>\r\nMessage-ID: <q1@example.org>\r\n"                            \
    "Subject: Folketallet\r\nMIME-Version: 1.0\r\n"

/* 7-bit: byte for byte, readable as the mail it is; bare LF becomes CRLF. */
static void test_mail_as_it_is(void **state)
{
    (void)state;
    static const char inner[] = HEAD "Content-Type: text/plain\r\n\r\nHei.\r\n.\r\nFrom her\r\n";
    g_auto(GStrv) crlf = g_strsplit(inner, "\r\n", -1);
    g_autofree char *lf = g_strjoinv("\n", crlf);
    const char *const written[] = {inner, lf};
    for (gsize i = 0; i < G_N_ELEMENTS(written); i++) {
        g_autoptr(GBytes) mail = forward(written[i], strlen(written[i]));
        expect_text(mail, "Content-Type: message/rfc822");
        expect_text(mail, "Content-Transfer-Encoding: 7bit");
        expect_text(mail, inner);
        g_autoptr(ParsedMail) read = read_mail(mail);
        assert_string_equal(attached(read, 0)->type, "message/rfc822");
        assert_string_equal(attached(read, 0)->name, "henvendelse.eml");
        g_autoptr(GError) error = NULL;
        g_autoptr(ParsedMail) inside = mime_read(attached(read, 0)->bytes, MOMENT, &error);
        assert_string_equal(inside->message_id, "q1@example.org");
        assert_string_equal(inside->text, "Hei.\n.\nFrom her");
    }
}

/* What is not 7-bit is encoded inside it: the mail around a mail may not be. */
static void test_mail_is_encoded_inside(void **state)
{
    (void)state;
    g_autofree char *line = g_strnfill(3000, 'x');
    g_autofree char *long_line =
        g_strdup_printf(HEAD "Content-Type: text/plain; charset=utf-8\r\n"
                             "Content-Transfer-Encoding: 8bit\r\n\r\nå%s\r\n",
                        line);
    const struct {
        const char *inner, *text;
    } cases[] = {
        {HEAD "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
              "Hvor mange bor i Ås?\r\n",
         "Hvor mange bor i Ås?"},
        {HEAD "Content-Type: text/plain; charset=iso-8859-1\r\n"
              "Content-Transfer-Encoding: 8bit\r\n\r\nHvor mange bor i \xC5s?\r\n",
         "Hvor mange bor i Ås?"},
        {HEAD "Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\n"
              "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
              "Blåbær\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n"
              "Content-Transfer-Encoding: 8bit\r\n\r\n<p>Blåbær</p>\r\n--b--\r\n",
         "Blåbær"},
        {long_line, "xxxx"},
        /* Neither says what it is nor is what it says. */
        {"Message-ID: <q1@example.org>\r\nSubject: Folketallet\r\n\r\nfra \xE5r til \xE5r\r\n",
         "fra år til år"},
        {HEAD "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 7bit\r\n\r\n"
              "Blåbær\r\n",
         "Blåbær"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GBytes) mail = forward(cases[i].inner, strlen(cases[i].inner));
        expect_text(mail, "Content-Type: message/rfc822");
        g_autoptr(ParsedMail) read = read_mail(mail);
        g_autoptr(ParsedMail) inside = mime_read(attached(read, 0)->bytes, MOMENT, NULL);
        assert_string_equal(inside->message_id, "q1@example.org");
        assert_string_equal(inside->subject, "Folketallet");
        assert_non_null(strstr(inside->text, cases[i].text));
    }
}

/* A header in raw bytes, an encoded mail in it, no mail at all: a plain file, byte for byte. */
static void test_mail_that_cannot_be(void **state)
{
    (void)state;
    static const char header[] = "From: K\xE5re <kare@example.org>\r\nSubject: x\r\n\r\nHei\r\n";
    static const char inside[] =
        HEAD "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
             "Subject: y\r\n\r\nBlåbær\r\n";
    static const char none[] = "\xFF\xFE\x00\x01";
    const struct {
        const char *bytes;
        gsize size;
    } cases[] = {
        {header, sizeof header - 1}, {inside, sizeof inside - 1}, {none, sizeof none - 1}, {"", 0}};
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GBytes) bytes = g_bytes_new(cases[i].bytes, cases[i].size);
        g_autoptr(GBytes) mail = forward(cases[i].bytes, cases[i].size);
        g_autoptr(ParsedMail) read = read_mail(mail);
        expect_file(read, 0, "henvendelse.eml", "application/octet-stream", bytes);
    }
}

static char *nested(int depth)
{
    GString *mail = g_string_new("From: x@example.org\r\nSubject: blå\r\n");
    for (int i = 0; i < depth; i++)
        g_string_append_printf(mail, "Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n",
                               i, i);
    return g_string_free(g_string_append(mail, "\r\nå\r\n"), FALSE);
}

/* Too deep for the parser's stack: it is not asked. */
static void test_monstrous_mail(void **state)
{
    (void)state;
    g_autofree char *inner = nested(20000);
    g_autoptr(GBytes) bytes = g_bytes_new(inner, strlen(inner));
    g_autoptr(GBytes) mail = forward(inner, strlen(inner));
    g_autoptr(ParsedMail) read = read_mail(mail);
    expect_file(read, 0, "henvendelse.eml", "application/octet-stream", bytes);
}

/* ---- where answers go ---- */

static void test_reply_to(void **state)
{
    (void)state;
    MailDraft draft = draft_with(NULL);
    draft.reply_to = "Skranken på Ås <sak+17.4f2a@example.com>";
    g_autoptr(GBytes) mail = write_draft(&draft);
    expect_text(mail, "<sak+17.4f2a@example.com>\r\n");
    g_autoptr(ParsedMail) read = read_mail(mail);
    assert_string_equal(read->reply_to, "sak+17.4f2a@example.com");
    draft.reply_to = "";
    g_autoptr(GBytes) without = write_draft(&draft);
    g_autofree char *text = as_text(without);
    assert_null(strstr(text, "Reply-To"));
    draft.reply_to = "ingen adresse";
    g_autoptr(GError) error = NULL;
    assert_null(mime_write(&draft, &error));
    assert_non_null(strstr(error->message, "Reply-To"));
    draft.reply_to = "x@example.com\r\nBcc: victim@example.net";
    g_clear_error(&error);
    g_autoptr(GBytes) evil = mime_write(&draft, &error);
    g_autofree char *bytes = evil ? as_text(evil) : g_strdup("");
    assert_null(strstr(bytes, "\r\nBcc"));
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
        cmocka_unit_test(test_none_is_no_multipart),
        cmocka_unit_test(test_bytes_come_back),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_the_same_name_twice),
        cmocka_unit_test(test_types),
        cmocka_unit_test(test_too_much),
        cmocka_unit_test(test_mail_as_it_is),
        cmocka_unit_test(test_mail_is_encoded_inside),
        cmocka_unit_test(test_mail_that_cannot_be),
        cmocka_unit_test(test_monstrous_mail),
        cmocka_unit_test(test_reply_to),
    };
    return cmocka_run_group_tests_name("mime_attach", tests, start, NULL);
}

/* Mails of data/ and small ones written here: what is read of them. */
// clang-format off
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
// clang-format on
#include <glib.h>
#include <string.h>

#include "skranke/base/error.h"

#include "skranke/mail/mime_read.h"

#define DATA SKRANKE_SOURCE "/tests/mail/data/"
#define RECEIVED 1773200000 /* 2026-03-11 */
#define WRITTEN 1773133920  /* Tue, 10 Mar 2026 10:12:00 +0100 */

static ParsedMail *read_text(const char *text)
{
    g_autoptr(GBytes) raw = g_bytes_new(text, strlen(text));
    return mime_read(raw, RECEIVED, NULL);
}

static ParsedMail *read_file(const char *name)
{
    g_autofree char *path = g_strconcat(DATA, name, NULL);
    char *content = NULL;
    gsize size = 0;
    assert_true(g_file_get_contents(path, &content, &size, NULL));
    g_autoptr(GBytes) raw = g_bytes_new_take(content, size);
    return mime_read(raw, RECEIVED, NULL);
}

static char *attachment_names(const ParsedMail *mail)
{
    GString *names = g_string_new(NULL);
    for (guint i = 0; i < mail->attachments->len; i++)
        g_string_append_printf(names, "%s%s", i ? "|" : "",
                               ((MailAttachment *)mail->attachments->pdata[i])->name);
    return g_string_free(names, FALSE);
}

static char *joined(const GPtrArray *texts)
{
    GString *all = g_string_new(NULL);
    for (guint i = 0; i < texts->len; i++)
        g_string_append_printf(all, "%s%s", i ? "|" : "", (char *)texts->pdata[i]);
    return g_string_free(all, FALSE);
}

#define LONG_NAME                                                                                                                                                                              \
    "åååååååååååååååååååååååååååååååååååååååååååååååååååååååååååååååååååååååååååååååååååååååååååå" \
    "åååååå"
static const struct {
    const char *file, *from_name, *text, *attachments,
        *warning; /* warning: a word of it, or NULL */
} files[] = {
    {"latin1-label-utf8.eml", "Kåre Vik", "Blåbær på øya – «ja»", "", "labelled wrongly"},
    {"ascii-label-windows.eml", "Kare Vik", "Blåbær koster 5 € – ja", "", "labelled wrongly"},
    {"raw-8bit-headers.eml", "Kåre Vær", "hei", "", NULL},
    {"outlook-alternative.eml", "Kåre Vik", "Hei, se på figuren.", "figur.png", NULL},
    {"apple-mixed.eml", "Kåre Vik",
     "Takk for svar. Jeg legger ved tabellen.\n> tidligere spørsmål\n-- \nKåre",
     "tabell på øya.pdf", NULL},
    {"forwarded-mail.eml", "Kåre Vik", "Se vedlagt.", "Spørsmål- a-b.eml|tall.csv|tall (2).csv",
     NULL},
    {"bounce.eml", "Mail Delivery System", "I could not deliver your message.",
     "delivery-status.txt|headers.txt", NULL},
    {"invitation.eml", "Kåre Vik",
     "Invitation: Møte om tall, vår\nFrom: 2026-03-10 10:12 UTC\nUntil: 2026-03-10 12:00\n"
     "Place: Rom 3\nOrganiser: kare@example.no\n\nLinje 1\nLinje 2",
     "invitation.ics", NULL},
    {"empty-plain.eml", "Kåre Vik", "Bare på nettsiden\n\n[picture]", "image.png", NULL},
    {"winmail.eml", "Kåre Vik", "Hei", "winmail.dat", "Outlook"},
    {"smime-opaque.eml", "Kåre Vik", "", "smime.p7m", "encrypted or signed"},
    {"two-texts.eml", "Kåre Vik", "Første del.\n\nAndre del på øya.",
     "image.png|notat.txt|notat (2).txt", NULL},
    {"nfd.eml", "Kåre Vik", "Blåbær Ålesund", "", NULL},
    {"nul.eml", "Kåre Vik", "for␀etter", "", NULL},
    {"names.eml", "Kåre Vik", "",
     "blå.pdf|øl.pdf|blfdp.exe|BLÅ (2).PDF|image.jpg|" LONG_NAME ".txt", NULL},
};

static void files_are_read(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(files); i++) {
        g_autoptr(ParsedMail) mail = read_file(files[i].file);
        assert_non_null(mail);
        g_autofree char *names = attachment_names(mail);
        g_autofree char *warnings = joined(mail->warnings);
        print_message("%s\n", files[i].file);
        assert_string_equal(mail->from_name, files[i].from_name);
        assert_string_equal(mail->text, files[i].text);
        assert_string_equal(names, files[i].attachments);
        if (files[i].warning)
            assert_non_null(strstr(warnings, files[i].warning));
        else
            assert_string_equal(warnings, "");
    }
}

static void what_is_no_mail_is_refused(void **state)
{
    (void)state;
    static const char *const none[] = {"", "\n", "dette er ingen e-post\n\nbare tekst\n",
                                       "\n\nFrom nobody\n\ntext", "{\"a\":\n1}"};
    for (gsize i = 0; i < G_N_ELEMENTS(none); i++) {
        g_autoptr(GBytes) raw = g_bytes_new(none[i], strlen(none[i]));
        g_autoptr(GError) error = NULL;
        assert_null(mime_read(raw, RECEIVED, &error));
        assert_true(g_error_matches(error, SKRANKE_ERROR, SKRANKE_ERROR_FAILED));
    }
}

/* headers (a body follows); NULL is not compared. */
static const struct {
    const char *headers, *name, *address, *reply_to, *to, *recipients;
} senders[] = {
    {"From: a@b.no", "", "a@b.no", "", "", ""},
    {"From: \"Vik, Kåre\" <K@B.no>\nTo: A@B.no, \"X, Y\" <c@d.no>", "Vik, Kåre", "K@B.no", "",
     "A@B.no, \"X, Y\" <c@d.no>", "a@b.no|c@d.no"},
    {"From: a@b.no\nReply-To: <>", "", "a@b.no", "", NULL, NULL},
    {"From: a@b.no\nReply-To: A@B.NO", "", "a@b.no", "", NULL, NULL},
    {"From: a@b.no\nReply-To: Ola <c@d.no>", "", "a@b.no", "c@d.no", NULL, NULL},
    {"From: some name, x@y.no", NULL, "x@y.no", "", NULL, NULL},
    {"From: Kari\nSender: s@t.no", "Kari", "s@t.no", "", NULL, NULL},
    {"From: <>\nReply-To: r@t.no", "", "r@t.no", "", NULL, NULL},
    {"Return-Path: <p@q.no>\nSubject: x", "", "p@q.no", "", NULL, NULL},
    {"Subject: x", "", "", "", "", ""},
    {"From: =?utf-8?q?K=C3=A5re?= =?utf-8?q?_Vik?= <a@b.no>", "Kåre Vik", "a@b.no", "", NULL, NULL},
    {"From: \"=?iso-8859-1?Q?K=E5re?=\" <a@b.no>", "Kåre", "a@b.no", "", NULL, NULL},
    {"From: =?iso-8859-1?Q?=93K=E5re=94?= <a@b.no>", "“Kåre”", "a@b.no", "", NULL, NULL},
    {"From: a@b.no\nTo: undisclosed-recipients:;\nDelivered-To: X@y.no\nX-Original-To: z@y.no\n"
     "Cc: Lag: e@f.no, g@h.no;",
     "", "a@b.no", "", "", "e@f.no|g@h.no|x@y.no|z@y.no"},
    {"From: E\x07vil <evil@t.example>", "E vil", "evil@t.example", "", NULL, NULL},
    {"From: \x1b[31mKari\x7f <k@t.example>\nTo: O\x01la <o@t.example>", "[31mKari", "k@t.example",
     "", "O la <o@t.example>", NULL},
    {"From: Kari <k\x07@t.example>\nSender: s@t.example", NULL, "s@t.example", "", NULL, NULL},
    {"From: \"kari@annen.no\" <a@b.no>", "kari@annen.no", "a@b.no", "", NULL, NULL},
};

static void senders_are_found(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(senders); i++) {
        g_autofree char *text = g_strconcat(senders[i].headers, "\n\nhei\n", NULL);
        g_autoptr(ParsedMail) mail = read_text(text);
        g_autofree char *recipients = joined(mail->recipients);
        print_message("%s\n", senders[i].headers);
        if (senders[i].name)
            assert_string_equal(mail->from_name, senders[i].name);
        assert_string_equal(mail->from_address, senders[i].address);
        assert_string_equal(mail->reply_to, senders[i].reply_to);
        if (senders[i].to)
            assert_string_equal(mail->to, senders[i].to);
        if (senders[i].recipients)
            assert_string_equal(recipients, senders[i].recipients);
    }
}

static const struct {
    const char *headers, *message_id, *references;
} ids[] = {
    {"Message-ID: <a@b>\nIn-Reply-To: <p@b>\nReferences: <r@b>\n <q@b> <p@b>", "a@b",
     "p@b|q@b|r@b"},
    {"Message-ID: a@b\nReferences: <r@b>", "a@b", "r@b"},
    {"Message-ID: <a\n @b>", "a@b", ""},
    {"Message-ID:", "", ""},
    {"Message-ID: <>", "", ""},
    {"X: y\nIn-Reply-To: Your message of \"Mon\" <p@b>", "", "p@b"},
    {"X: y\nIn-Reply-To: p@b", "", "p@b"},
    {"X: y\nIn-Reply-To: meldingen fra i gar", "", ""},
    {"X: y\nReferences: <a@b><c@d>", "", "c@d|a@b"},
    {"X: y\nReferences: <a@b <c@d>", "", "c@d"},
};

static void ids_are_found(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(ids); i++) {
        g_autofree char *text = g_strconcat("From: a@b.no\n", ids[i].headers, "\n\nhei\n", NULL);
        g_autoptr(ParsedMail) mail = read_text(text);
        g_autofree char *references = joined(mail->references);
        assert_string_equal(mail->message_id, ids[i].message_id);
        assert_string_equal(references, ids[i].references);
    }
}

static void many_references_keep_the_nearest_and_the_first(void **state)
{
    (void)state;
    g_autoptr(GString) text = g_string_new("From: a@b.no\nReferences:");
    for (int i = 0; i < 200; i++)
        g_string_append_printf(text, " <%d@b>\n", i);
    g_string_append(text, "\n\nhei\n");
    g_autoptr(ParsedMail) mail = read_text(text->str);
    assert_int_equal(mail->references->len, 50);
    assert_string_equal(mail->references->pdata[0], "199@b");
    assert_string_equal(mail->references->pdata[48], "151@b");
    assert_string_equal(mail->references->pdata[49], "0@b");
}

static const struct {
    const char *date;
    gint64 at;
} dates[] = {
    {"Tue, 10 Mar 2026 10:12:00 +0100", WRITTEN},
    {"10 Mar 2026 09:12:00 GMT", WRITTEN},
    {"Tue, 10 Mar 2026 10:12:00 +0100 (CET)", WRITTEN},
    {"Wed, 12 Mar 2036 10:12:00 +0100", 0},
    {"Thu, 1 Jan 1970 00:00:00 +0000", 0},
    {"i går", 0},
    {"", 0},
};

static void dates_are_read(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(dates); i++) {
        g_autofree char *text = g_strdup_printf("From: a@b.no\nDate: %s\n\nhei\n", dates[i].date);
        g_autoptr(ParsedMail) mail = read_text(text);
        assert_int_equal(mail->date, dates[i].at);
        assert_int_equal(mail->warnings->len, dates[i].at == 0);
    }
}

static void fingerprints_tell_mails_apart(void **state)
{
    (void)state;
    static const char *const same[] = {"From: A@b.no\nDate: x\nSubject: s\n\ntekst\n",
                                       "Received: y\nFrom: <a@B.no>\r\nDate:  x\r\nSubject: s\r\n"
                                       "To: someone@else.no\r\n\r\ntekst\r\n"};
    static const char *const other[] = {"From: c@b.no\nDate: x\nSubject: s\n\ntekst\n",
                                        "From: a@b.no\nDate: z\nSubject: s\n\ntekst\n",
                                        "From: a@b.no\nDate: x\nSubject: t\n\ntekst\n",
                                        "From: a@b.no\nDate: x\nSubject: s\n\nannen\n"};
    g_autoptr(ParsedMail) first = read_text(same[0]);
    g_autoptr(ParsedMail) copy = read_text(same[1]);
    assert_int_equal(strlen(first->fingerprint), 64);
    assert_string_equal(first->fingerprint, copy->fingerprint);
    for (gsize i = 0; i < G_N_ELEMENTS(other); i++) {
        g_autoptr(ParsedMail) mail = read_text(other[i]);
        assert_string_not_equal(first->fingerprint, mail->fingerprint);
    }
}

static void line_ends_make_no_difference(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(files); i++) {
        g_autoptr(ParsedMail) mail = read_file(files[i].file);
        g_autofree char *path = g_strconcat(DATA, files[i].file, NULL);
        char *content = NULL;
        gsize size = 0;
        assert_true(g_file_get_contents(path, &content, &size, NULL));
        GByteArray *crlf = g_byte_array_new();
        for (gsize j = 0; j < size; j++)
            g_byte_array_append(crlf, (const guint8 *)(content[j] == '\n' ? "\r\n" : content + j),
                                content[j] == '\n' ? 2 : 1);
        g_free(content);
        g_autoptr(GBytes) raw = g_byte_array_free_to_bytes(crlf);
        g_autoptr(ParsedMail) other = mime_read(raw, RECEIVED, NULL);
        g_autofree char *a = attachment_names(mail);
        g_autofree char *b = attachment_names(other);
        assert_string_equal(mail->text, other->text);
        assert_string_equal(a, b);
    }
}

/* What a program wrote there must not hide the whole text in an attachment. */
static void a_broken_type_is_plain_text(void **state)
{
    (void)state;
    static const char *const headers[] = {
        "Content-Type: text\r\n", "Content-Type:\r\n", "Content-Type: text; charset=utf-8\r\n",
        "Content-Type: text/plain; charset=utf-8\r\nContent-Disposition: attachment\r\n"};
    for (gsize i = 0; i < G_N_ELEMENTS(headers); i++) {
        g_autofree char *text =
            g_strdup_printf("From: a@b.no\r\n%s\r\nBlåbær på øya\r\n", headers[i]);
        g_autoptr(ParsedMail) mail = read_text(text);
        assert_string_equal(mail->text, "Blåbær på øya");
        assert_int_equal(mail->attachments->len, 0);
    }
    g_autoptr(ParsedMail) file =
        read_text("From: a@b.no\r\nContent-Type: text/plain\r\n"
                  "Content-Disposition: attachment; filename=a.txt\r\n\r\nx");
    assert_int_equal(file->attachments->len, 1);
}

static void base64_needs_no_padding(void **state)
{
    (void)state;
    static const char *const rows[][2] = {{"SGVp", "Hei"},
                                          {"SGVpIQ==", "Hei!"},
                                          {"SGVpIQ", "Hei!"},

                                          {"SGVpw6U=", "Heiå"},
                                          {"SGVpw6U", "Heiå"},
                                          {"SGVp\r\nw6U\r\n", "Heiå"},
                                          {"SGVpw6U=\r\n\r\n", "Heiå"},
                                          {"SGVpw", "Hei"}};
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text =
            g_strdup_printf("From: a@b.no\r\nContent-Type: text/plain; charset=utf-8\r\n"
                            "Content-Transfer-Encoding: base64\r\n\r\n%s",
                            rows[i][0]);
        g_autoptr(ParsedMail) mail = read_text(text);
        assert_string_equal(mail->text, rows[i][1]);
    }
}

/* What a failed delivery is about: the mail it brings back, whole, as its header, or in the text.
 */
static void a_report_refers_to_what_it_returns(void **state)
{
    (void)state;
    static const char *const returned[] = {
        "Content-Type: message/rfc822\r\n\r\nSubject: x\r\nMessage-Id:\r\n "
        "<7.ab@byraa.example>\r\n\r\nx",
        "Content-Type: text/rfc822-headers\r\n\r\nMESSAGE-ID: <7.ab@byraa.example>\r\n",
        "Content-Type: text/plain\r\n\r\n--- copy ---\r\nMessage-ID: <7.ab@byraa.example>\r\nTo: "
        "x"};
    for (gsize i = 0; i < 2 * G_N_ELEMENTS(returned); i++) {
        bool report = i < G_N_ELEMENTS(returned);
        g_autofree char *text = g_strdup_printf(
            "From: %s@kunde.no\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
            "--b\r\n\r\nFailed.\r\n--b\r\n%s\r\n--b--\r\n",
            report ? "mailer-daemon" : "kari", returned[i % G_N_ELEMENTS(returned)]);
        g_autoptr(ParsedMail) mail = read_text(text);
        g_autofree char *references = joined(mail->references);
        assert_string_equal(references, report ? "7.ab@byraa.example" : "");
    }
}

static void relabelled_smime_is_named(void **state)
{
    (void)state;
    static const struct {
        const char *type, *warning;
    } rows[] = {
        {"application/octet-stream; name=smime.p7m", "encrypted or signed"},
        {"application/octet-stream; name=\"SMIME.P7M\"", "encrypted or signed"},
        {"application/pkcs7-mime", "encrypted or signed"},
        {"application/octet-stream; name=p7m", NULL},
        {"application/octet-stream", NULL},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = g_strdup_printf(
            "From: a@b.no\nContent-Type: %s\nContent-Transfer-Encoding: base64\n\nMIAG\n",
            rows[i].type);
        g_autoptr(ParsedMail) mail = read_text(text);
        assert_int_equal(mail->attachments->len, 1);
        assert_int_equal(mail->warnings->len, rows[i].warning ? 1 : 0);
        if (rows[i].warning)
            assert_non_null(strstr(mail->warnings->pdata[0], rows[i].warning));
    }
}

/* A mail that is nothing but another mail says so; one with a text, or another file, says that. */
static void a_mail_inside_is_told(void **state)
{
    (void)state;
    static const char inside[] = "Content-Type: message/rfc822\n\nSubject: KPI\n\nHva?\n";
    static const struct {
        const char *head, *tail, *text;
    } rows[] = {
        {"", "", "attached, KPI.eml."},
        {"Content-Type: multipart/mixed; boundary=b\n\n--b\n", "--b--\n", "attached, KPI.eml."},
        {"Content-Type: multipart/mixed; boundary=b\n\n--b\n\nhei\n--b\n", "--b--\n", "hei"},
        {"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: image/png\n\nx\n--b\n",
         "--b--\n", ""},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text =
            g_strconcat("From: a@b.no\n", rows[i].head, inside, rows[i].tail, NULL);
        g_autoptr(ParsedMail) mail = read_text(text);
        if (!g_str_has_suffix(mail->text, rows[i].text) || (*rows[i].text == '\0' && *mail->text))
            fail_msg("%s: %s", rows[i].head, mail->text);
    }
}

static void a_mail_without_end_is_shown(void **state)
{
    (void)state;
    g_autoptr(ParsedMail) open = read_text("From: a@b.no\nContent-Type: multipart/mixed; "
                                           "boundary=x\n\n--y\n\nher er teksten\n");
    assert_non_null(strstr(open->text, "her er teksten"));
    assert_int_equal(open->warnings->len, 1);
    g_autoptr(ParsedMail) bare = read_text("From: a@b.no");
    assert_string_equal(bare->text, "");
    g_autoptr(ParsedMail) empty = read_text("From: a@b.no\nContent-Type: multipart/mixed; "
                                            "boundary=x\n\n--x\nContent-Type: image/png\n--x--\n");
    MailAttachment *attachment = empty->attachments->pdata[0];
    assert_int_equal(g_bytes_get_size(attachment->bytes), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_are_read),
        cmocka_unit_test(what_is_no_mail_is_refused),
        cmocka_unit_test(senders_are_found),
        cmocka_unit_test(ids_are_found),
        cmocka_unit_test(many_references_keep_the_nearest_and_the_first),
        cmocka_unit_test(dates_are_read),
        cmocka_unit_test(fingerprints_tell_mails_apart),
        cmocka_unit_test(line_ends_make_no_difference),
        cmocka_unit_test(a_broken_type_is_plain_text),
        cmocka_unit_test(base64_needs_no_padding),
        cmocka_unit_test(a_report_refers_to_what_it_returns),
        cmocka_unit_test(relabelled_smime_is_named),
        cmocka_unit_test(a_mail_inside_is_told),
        cmocka_unit_test(a_mail_without_end_is_shown),
    };
    mime_start();
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* How many mails a second one core makes readable, beside what the parser alone needs for the same
 * mails in the same run. Mails are made here: five kinds, about 4 KB, always the same.
 * Processor time, so that neighbours on the machine count less. bench_mime_read [rounds] */
#include <glib.h>
#include <gmime/gmime.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "skranke/mail/mime_read.h"

#define MAILS 1000

static const char *const vocabulary[] = {
    "statistikk", "husholdning", "kommune", "prisindeks", "befolkning", "tabell",
    "spørsmål",   "hei",         "få",      "året",       "ønsker",     "ærlig",
    "publisert",  "nettsiden",   "leie",    "økning",
};

static void add_words(GString *text, guint count, guint *seed)
{
    for (guint i = 0; i < count; i++) {
        *seed = *seed * 1664525u + 1013904223u;
        g_string_append(text, vocabulary[(*seed >> 20) % G_N_ELEMENTS(vocabulary)]);
        g_string_append_c(text, i % 10 == 9 ? '\n' : ' ');
    }
}

static char *quoted_printable(const char *text)
{
    GString *out = g_string_new(NULL);
    guint column = 0;
    for (const char *at = text; *at; at++) {
        if (*at == '\n') {
            g_string_append_c(out, '\n');
            column = 0;
            continue;
        }
        if (column > 70) {
            g_string_append(out, "=\n");
            column = 0;
        }
        if ((guchar)*at >= 0x80 || *at == '=')
            g_string_append_printf(out, "=%02X", (guchar)*at);
        else
            g_string_append_c(out, *at);
        column += (guchar)*at >= 0x80 ? 3 : 1;
    }
    return g_string_free(out, FALSE);
}

static void add_header(GString *mail, guint number)
{
    for (guint hop = 0; hop < 4; hop++)
        g_string_append_printf(mail,
                               "Received: from mx%u.example.net (mx%u.example.net [192.0.2.%u])\n"
                               "\tby relay.example.org with ESMTPS id %08x%u\n"
                               "\tfor <post@byraa.example>; Tue, 10 Mar 2026 10:1%u:00 +0100\n",
                               hop, hop, hop, number, hop, hop);
    g_string_append_printf(
        mail,
        "From: =?utf-8?q?K=C3=A5re_Vik_%u?= <kare%u@example.no>\n"
        "To: Statistikk <post@byraa.example>, \"Vik, Ola\" <ola@example.com>\n"
        "Cc: x%u@example.org\nSubject: =?utf-8?q?Sp=C3=B8rsm=C3=A5l_om_tabell_%u?=\n"
        "Date: Tue, 10 Mar 2026 10:12:%02u +0100\nMessage-ID: <m%u@example.no>\n"
        "In-Reply-To: <p%u@example.no>\nReferences: <a%u@example.no> <p%u@example.no>\n"
        "MIME-Version: 1.0\n",
        number, number, number, number, number % 60, number, number, number, number);
}

static char *html_page(const char *text)
{
    GString *html = g_string_new("<html><head><style>p{margin:0}</style></head><body>");
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (char **line = lines; *line; line++)
        g_string_append_printf(html, "<p class=\"MsoNormal\">%s<br></p>\n", *line);
    g_string_append(html, "<a href=\"https://example.no/\">her</a></body></html>");
    return g_string_free(html, FALSE);
}

static void add_attachment(GString *mail)
{
    g_string_append(mail, "\n--bb\nContent-Type: application/pdf; name=\"a.pdf\"\n"
                          "Content-Transfer-Encoding: base64\n"
                          "Content-Disposition: attachment; filename=\"a.pdf\"\n\n");
    for (guint i = 0; i < 20; i++)
        g_string_append(mail,
                        "JVBERi0xLjQKJcOkw7zDtsOfCjIgMCBvYmoKPDwvTGVuZ3RoIDMgMCBSL0ZpbHRlci9G\n");
    g_string_append(mail, "\n--bb--\n");
}

static GBytes *make_mail(guint number)
{
    guint seed = number;
    g_autoptr(GString) text = g_string_new(NULL);
    add_words(text, number % 5 == 3 ? 120 : 300, &seed);
    g_autofree char *quoted = quoted_printable(text->str);
    g_autofree char *html = html_page(text->str);
    g_autofree char *quoted_html = quoted_printable(html);
    GString *mail = g_string_new(NULL);
    add_header(mail, number);
    switch (number % 5) {
    case 0:
        g_string_append_printf(mail, "Content-Type: text/plain; charset=utf-8\n\n%s", text->str);
        break;
    case 1:
        g_string_append_printf(mail,
                               "Content-Type: text/plain; charset=utf-8; format=flowed\n"
                               "Content-Transfer-Encoding: quoted-printable\n\n%s",
                               quoted);
        break;
    case 2:
        g_string_append_printf(mail, "Content-Type: text/html; charset=utf-8\n\n%s", html);
        break;
    case 3:
        g_string_append_printf(mail,
                               "Content-Type: multipart/alternative; boundary=bb\n\n--bb\n"
                               "Content-Type: text/plain; charset=utf-8\n"
                               "Content-Transfer-Encoding: quoted-printable\n\n%s\n--bb\n"
                               "Content-Type: text/html; charset=utf-8\n"
                               "Content-Transfer-Encoding: quoted-printable\n\n%s\n--bb--\n",
                               quoted, quoted_html);
        break;
    default:
        g_string_append_printf(mail,
                               "Content-Type: multipart/mixed; boundary=bb\n\n--bb\n"
                               "Content-Type: text/plain; charset=utf-8\n\n%s",
                               text->str);
        add_attachment(mail);
    }
    return g_string_free_to_bytes(mail);
}

static void parse_only(GBytes *raw)
{
    gsize size = 0;
    const char *bytes = g_bytes_get_data(raw, &size);
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(bytes, size);
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    g_object_unref(g_mime_parser_construct_message(parser, NULL));
    g_object_unref(parser);
    g_object_unref(stream);
}

static void read_all(GBytes *raw)
{
    parsed_mail_free(mime_read(raw, 1800000000, NULL));
}

static double per_second(GBytes **mails, guint rounds, void (*act)(GBytes *))
{
    clock_t start = clock();
    for (guint round = 0; round < rounds; round++)
        for (guint i = 0; i < MAILS; i++)
            act(mails[i]);
    return (double)rounds * MAILS * CLOCKS_PER_SEC / (double)(clock() - start);
}

int main(int count, char **arguments)
{
    guint rounds = count > 1 ? (guint)strtoul(arguments[1], NULL, 10) : 10;
    static GBytes *mails[MAILS];
    gsize bytes = 0;
    mime_start();
    for (guint i = 0; i < MAILS; i++) {
        mails[i] = make_mail(i);
        bytes += g_bytes_get_size(mails[i]);
    }
    printf("mails of %zu bytes\n", bytes / MAILS);
    printf("parser alone:  %8.0f mails/s\n", per_second(mails, rounds, parse_only));
    printf("made readable: %8.0f mails/s\n", per_second(mails, rounds, read_all));
    for (guint i = 0; i < MAILS; i++)
        g_bytes_unref(mails[i]);
    return 0;
}

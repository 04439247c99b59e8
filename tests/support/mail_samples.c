/*
 * The mails of mail_samples.h.
 */
#include "mail_samples.h"

#include <stdbool.h>
#include <string.h>

typedef struct {
    GString *out;
    guint seed;
    guint language;
} Sample;

static const char *const words[3][48] = {
    {"hei",       "jeg",        "lurer",         "på",        "om",     "dere",     "har",
     "tall",      "for",        "kommunen",      "vår",       "etter",  "alder",    "kjønn",
     "og",        "inntekt",    "tabellen",      "viser",     "ikke",   "siste",    "året",
     "hvor",      "finner",     "man",           "konsum",    "pris",   "indeksen", "leie",
     "bolig",     "regulering", "skal",          "være",      "sende",  "nærmere",  "opplysninger",
     "skjema",    "bedrift",    "frist",         "utsatt",    "svar",   "takk",     "hilsen",
     "utdanning", "sykefravær", "arbeidsmarked", "folketall", "næring", "eksport"},
    {"hei",      "eg",       "lurer",     "på",          "om",
     "de",       "har",      "tal",       "for",         "kommunen",
     "vår",      "etter",    "alder",     "kjønn",       "og",
     "inntekt",  "tabellen", "syner",     "ikkje",       "siste",
     "året",     "kvar",     "finn",      "ein",         "konsum",
     "pris",     "indeksen", "leige",     "bustad",      "regulering",
     "skal",     "vere",     "sende",     "nærare",      "opplysningar",
     "skjema",   "verksemd", "frist",     "utsett",      "svar",
     "takk",     "helsing",  "utdanning", "sjukefråvær", "arbeidsmarknad",
     "folketal", "næring",   "utførsle"},
    {"hello",     "i",          "wonder",   "about",        "whether",  "you",     "have",
     "figures",   "for",        "the",      "municipality", "by",       "age",     "sex",
     "and",       "income",     "table",    "shows",        "not",      "latest",  "year",
     "where",     "find",       "one",      "consumer",     "price",    "index",   "rent",
     "housing",   "adjustment", "should",   "be",           "send",     "further", "details",
     "form",      "business",   "deadline", "postponed",    "answer",   "thanks",  "regards",
     "education", "absence",    "labour",   "population",   "industry", "exports"},
};

static guint next(Sample *sample, guint below)
{
    sample->seed = sample->seed * 1664525u + 1013904223u;
    return (sample->seed >> 8) % below;
}

/* One word in twelve is a compound, as Norwegian makes them; one in twenty a number. */
static void add_word(Sample *sample, GString *out)
{
    const char *const *list = words[sample->language];
    guint kind = next(sample, 60);
    if (kind < 3)
        g_string_append_printf(out, "%u", next(sample, 100000));
    else if (kind < 8)
        g_string_append_printf(out, "%s%s", list[next(sample, 48)], list[next(sample, 48)]);
    else
        g_string_append(out, list[next(sample, 48)]);
}

static char *paragraphs(Sample *sample, guint bytes)
{
    GString *out = g_string_new(NULL);
    gsize line = 0;
    while (out->len < bytes) {
        add_word(sample, out);
        bool full = out->len - line > 65;
        g_string_append(out, full ? (next(sample, 6) == 0 ? ".\n\n" : "\n") : " ");
        if (full)
            line = out->len;
    }
    return g_string_free(g_string_append_c(out, '\n'), FALSE);
}

static void add_quoted_printable(GString *out, const char *text)
{
    gsize column = 0;
    for (const char *at = text; *at != '\0'; at++) {
        if (column > 70 && *at != '\n') {
            g_string_append(out, "=\n");
            column = 0;
        }
        bool plain = ((guchar)*at < 0x80 && *at != '=') || *at == '\n';
        g_string_append_printf(out, plain ? "%c" : "=%02X", plain ? *at : (guchar)*at);
        column = *at == '\n' ? 0 : column + (plain ? 1 : 3);
    }
}

static char *as_html(const char *text)
{
    GString *out = g_string_new("<html><head><style>p{margin:0}</style></head><body>\n<p>");
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (guint i = 0; lines[i] != NULL; i++)
        g_string_append_printf(out, lines[i][0] == '\0' ? "</p>\n<p>" : "%s<br>\n", lines[i]);
    return g_string_free(g_string_append(out, "</p></body></html>\n"), FALSE);
}

static char *latin1(const char *text)
{
    return g_convert(text, -1, "ISO-8859-1", "UTF-8", NULL, NULL, NULL);
}

static void add_header(Sample *sample, guint number)
{
    static const char *const names[] = {"Kari Nordmann",
                                        "=?utf-8?Q?=C3=98ystein_=C3=85s?=", "Anne Berg",
                                        "=?iso-8859-1?Q?J=F8rgen_Lie?="};
    GString *out = sample->out;
    for (guint hop = 0; hop < 4; hop++)
        g_string_append_printf(
            out,
            "Received: from mx%u.example.no (mx%u.example.no [192.0.2.%u])\n\tby mail.example.org "
            "(Postfix) with ESMTPS id %08X\n\tfor <info@byraa.example>; Tue, 10 Mar 2026 "
            "09:%02u:%02u +0100\n",
            hop, hop, next(sample, 255), next(sample, 1u << 24), next(sample, 60),
            next(sample, 60));
    g_string_append(out,
                    "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.no; s=s1;\n");
    for (guint line = 0; line < 5; line++) {
        g_string_append(out, "\t");
        for (guint i = 0; i < 7; i++)
            g_string_append_printf(out, "%08x", next(sample, 1u << 24) * 251u);
        g_string_append_c(out, '\n');
    }
    g_string_append_printf(out, "From: %s <kunde%u@example.no>\n", names[next(sample, 4)],
                           next(sample, 3000));
    g_string_append_printf(
        out, "To: Informasjon <info@byraa.example>\nMessage-ID: <sample-%u@example.no>\n", number);
    if (number >= 8 && number % 8 == 7)
        g_string_append_printf(
            out, "In-Reply-To: <sample-%u@example.no>\nReferences: <sample-%u@example.no>\n",
            number - 4, number - 4);
    g_string_append_printf(out, "Subject: %s", number % 8 == 7 ? "Re: " : "");
    for (guint i = 0; i < 4; i++) {
        g_autoptr(GString) word = g_string_new(NULL);
        add_word(sample, word);
        g_autofree char *ascii = g_str_to_ascii(word->str, "C");
        g_string_append_printf(out, "%s%s", i > 0 ? " " : "", ascii);
    }
    g_string_append_printf(out,
                           "\nDate: Tue, %02u Feb 2026 %02u:%02u:%02u +0100\nMIME-Version: 1.0\n",
                           1 + number / 3600 % 28, number / 60 % 24, number % 60, number % 60);
}

static void add_single(Sample *sample, guint kind, const char *text)
{
    static const char *const types[] = {
        "text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit",
        "text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable",
        "text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: 8bit",
        "text/plain; charset=utf-8; format=flowed\nContent-Transfer-Encoding: 8bit",
        "text/html; charset=utf-8\nContent-Transfer-Encoding: 8bit",
    };
    g_string_append_printf(sample->out, "Content-Type: %s\n\n", types[kind]);
    g_autofree char *other = kind == 2 ? latin1(text) : (kind == 4 ? as_html(text) : NULL);
    if (kind == 1)
        add_quoted_printable(sample->out, text);
    else
        g_string_append(sample->out, other != NULL ? other : text);
}

static void add_alternative(Sample *sample, const char *text)
{
    g_autofree char *html = as_html(text);
    g_string_append(sample->out, "Content-Type: multipart/alternative; boundary=\"=_b\"\n\n--=_b\n"
                                 "Content-Type: text/plain; charset=utf-8\n"
                                 "Content-Transfer-Encoding: quoted-printable\n\n");
    add_quoted_printable(sample->out, text);
    g_string_append(sample->out, "\n--=_b\nContent-Type: text/html; charset=utf-8\n"
                                 "Content-Transfer-Encoding: quoted-printable\n\n");
    add_quoted_printable(sample->out, html);
    g_string_append(sample->out, "\n--=_b--\n");
}

static void add_with_attachment(Sample *sample, guint number, const char *text)
{
    g_autoptr(GString) data = g_string_new("region;year;value\n");
    for (guint i = 0; i < 60; i++)
        g_string_append_printf(data, "%04u;%u;%u\n", next(sample, 9999), 2000 + i % 26,
                               next(sample, 1000000));
    g_autofree char *base64 = g_base64_encode((const guchar *)data->str, data->len);
    g_string_append_printf(sample->out,
                           "Content-Type: multipart/mixed; boundary=\"=_m\"\n\n--=_m\n"
                           "Content-Type: text/plain; charset=utf-8\n\n%s\n--=_m\n"
                           "Content-Type: text/csv; name=\"tall-%u.csv\"\n"
                           "Content-Disposition: attachment; filename=\"tall-%u.csv\"\n"
                           "Content-Transfer-Encoding: base64\n\n",
                           text, number, number);
    for (gsize at = 0; base64[at] != '\0'; at += MIN(76, strlen(base64 + at)))
        g_string_append_printf(sample->out, "%.76s\n", base64 + at);
    g_string_append(sample->out, "--=_m--\n");
}

char *mail_sample(guint number)
{
    Sample sample = {g_string_new(NULL), number * 2654435761u + 12345u, number % 3};
    guint kind = number % 8;
    add_header(&sample, number);
    g_autofree char *text = paragraphs(&sample, 600 + next(&sample, kind == 5 ? 1500 : 4600));
    if (kind < 5)
        add_single(&sample, kind, text);
    else if (kind == 5)
        add_alternative(&sample, text);
    else if (kind == 6)
        add_with_attachment(&sample, number, text);
    else
        add_single(&sample, 0, text);
    return g_string_free(sample.out, FALSE);
}

char *mail_sample_make(guint number, void *data)
{
    (void)data;
    return mail_sample(number);
}

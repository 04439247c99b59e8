/* Owns the charset ladder: bytes of a mail and what they claim to be become UTF-8, whatever they
 * are. It must not know headers, parts or files; encoded words are in charset_header.c. */
#include "skranke/mail/charset.h"

#include <errno.h>
#include <string.h>

#define NAME_BYTES 64
/* More marks than this on one letter is an attack on the quadratic ordering of normalisation. */
#define MARKS_IN_A_ROW 32
#define REPLACEMENT "\xEF\xBF\xBD"
#define NUL_PICTURE "\xE2\x90\x80"

typedef enum { READ_LATIN, READ_UTF8, READ_ICONV } Reading;

/* Names that differ from what iconv calls them, or that are to be read more widely than they say
 * (WHATWG Encoding, "Names and labels"). All others go to iconv by their own name. */
static const struct {
    const char *label;
    Reading reading;
    const char *iconv_name;
} labels[] = {
    {"utf-8", READ_UTF8, NULL},
    {"utf8", READ_UTF8, NULL},
    {"utf-8mb4", READ_UTF8, NULL},
    {"unicode-1-1-utf-8", READ_UTF8, NULL},
    {"x-unicode20utf8", READ_UTF8, NULL},
    {"us-ascii", READ_LATIN, NULL},
    {"ascii", READ_LATIN, NULL},
    {"ansi_x3.4-1968", READ_LATIN, NULL},
    {"iso-8859-1", READ_LATIN, NULL},
    {"iso8859-1", READ_LATIN, NULL},
    {"iso88591", READ_LATIN, NULL},
    {"iso_8859-1", READ_LATIN, NULL},
    {"iso_8859-1:1987", READ_LATIN, NULL},
    {"iso-ir-100", READ_LATIN, NULL},
    {"latin1", READ_LATIN, NULL},
    {"latin-1", READ_LATIN, NULL},
    {"l1", READ_LATIN, NULL},
    {"cp819", READ_LATIN, NULL},
    {"ibm819", READ_LATIN, NULL},
    {"windows-1252", READ_LATIN, NULL},
    {"cp1252", READ_LATIN, NULL},
    {"x-cp1252", READ_LATIN, NULL},
    {"cp-1252", READ_LATIN, NULL},
    {"unknown-8bit", READ_LATIN, NULL},
    {"x-unknown", READ_LATIN, NULL},
    {"unknown", READ_LATIN, NULL},
    {"default", READ_LATIN, NULL},
    {"x-user-defined", READ_LATIN, NULL},
    {"8bit", READ_LATIN, NULL},
    {"7bit", READ_LATIN, NULL},
    {"binary", READ_LATIN, NULL},
    {"iso-8859-8-i", READ_ICONV, "ISO-8859-8"},
    {"iso-8859-8-e", READ_ICONV, "ISO-8859-8"},
    {"iso-8859-6-i", READ_ICONV, "ISO-8859-6"},
    {"iso-8859-6-e", READ_ICONV, "ISO-8859-6"},
    {"iso-8859-9", READ_ICONV, "CP1254"},
    {"iso-8859-11", READ_ICONV, "CP874"},
    {"tis-620", READ_ICONV, "CP874"},
    {"windows-874", READ_ICONV, "CP874"},
    {"dos-874", READ_ICONV, "CP874"},
    {"x-sjis", READ_ICONV, "CP932"},
    {"shift_jis", READ_ICONV, "CP932"},
    {"shift-jis", READ_ICONV, "CP932"},
    {"sjis", READ_ICONV, "CP932"},
    {"ms_kanji", READ_ICONV, "CP932"},
    {"windows-31j", READ_ICONV, "CP932"},
    {"iso-2022-jp", READ_ICONV, "ISO-2022-JP-3"},
    {"x-euc-jp", READ_ICONV, "EUC-JP-MS"},
    {"euc-jp", READ_ICONV, "EUC-JP-MS"},
    {"gb2312", READ_ICONV, "GB18030"},
    {"gb_2312-80", READ_ICONV, "GB18030"},
    {"gbk", READ_ICONV, "GB18030"},
    {"x-gbk", READ_ICONV, "GB18030"},
    {"cp936", READ_ICONV, "GB18030"},
    {"big5", READ_ICONV, "BIG5-HKSCS"},
    {"cn-big5", READ_ICONV, "BIG5-HKSCS"},
    {"x-x-big5", READ_ICONV, "BIG5-HKSCS"},
    {"euc-kr", READ_ICONV, "CP949"},
    {"ks_c_5601-1987", READ_ICONV, "CP949"},
    {"ks_c_5601-1989", READ_ICONV, "CP949"},
    {"ksc5601", READ_ICONV, "CP949"},
    {"x-windows-949", READ_ICONV, "CP949"},
    {"windows-949", READ_ICONV, "CP949"},
    {"macintosh", READ_ICONV, "MACINTOSH"},
    {"mac", READ_ICONV, "MACINTOSH"},
    {"x-mac-roman", READ_ICONV, "MACINTOSH"},
    {"macroman", READ_ICONV, "MACINTOSH"},
    {"x-mac-cyrillic", READ_ICONV, "MAC-CYRILLIC"},
    {"koi8_r", READ_ICONV, "KOI8-R"},
    {"koi", READ_ICONV, "KOI8-R"},
    {"koi8", READ_ICONV, "KOI8-R"},
    {"visual", READ_ICONV, "ISO-8859-8"},
    {"logical", READ_ICONV, "ISO-8859-8"},
    {"unicode-1-1-utf-7", READ_ICONV, "UTF-7"},
    {"unicode", READ_ICONV, "UTF-16"},
    {"ucs-2", READ_ICONV, "UTF-16"},
};

/* 0x80-0x9F of windows-1252; 0 where it has no character. */
static const guint16 windows_1252[32] = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178,
};

static gunichar windows_1252_character(guchar byte)
{
    if (byte < 0x80 || byte > 0x9F)
        return byte;
    guint16 character = windows_1252[byte - 0x80];
    return character ? character : 0xFFFD;
}

static GString *from_windows_1252(const char *bytes, gsize size)
{
    GString *text = g_string_sized_new(size + size / 8 + 16);
    for (gsize i = 0; i < size; i++) {
        guchar byte = (guchar)bytes[i];
        if (byte < 0x80)
            g_string_append_c(text, (char)byte);
        else
            g_string_append_unichar(text, windows_1252_character(byte));
    }
    return text;
}

/* g_utf8_validate_len refuses NUL, which is shown instead: so the test is piece by piece. */
static gboolean is_utf8(const char *bytes, gsize size)
{
    const char *at = bytes, *end = bytes + size;
    while (at < end) {
        if (g_utf8_validate_len(at, (gsize)(end - at), &at))
            return TRUE;
        if (at >= end || *at)
            return FALSE;
        at++;
    }
    return TRUE;
}

/* Reads what is valid; broken bytes become U+FFFD. Fails when there is more broken than sound: then
 * it never was UTF-8. */
static GString *from_broken_utf8(const char *bytes, gsize size)
{
    GString *text = g_string_sized_new(size + 16);
    gsize broken = 0, sound = 0;
    for (const char *at = bytes, *end = bytes + size; at < end;) {
        if ((guchar)*at < 0x80) {
            g_string_append_c(text, *at++);
            continue;
        }
        gunichar character = g_utf8_get_char_validated(at, end - at);
        if (character == (gunichar)-1 || character == (gunichar)-2) {
            g_string_append(text, REPLACEMENT);
            broken++;
            at++;
            continue;
        }
        const char *next = g_utf8_next_char(at);
        g_string_append_len(text, at, next - at);
        sound++;
        at = next;
    }
    if (broken <= sound)
        return text;
    g_string_free(text, TRUE);
    return NULL;
}

/* By iconv, U+FFFD for each byte it refuses. NULL where iconv does not know the name. */
static GString *from_iconv(const char *bytes, gsize size, const char *name, gboolean *mended)
{
    GIConv converter = g_iconv_open("UTF-8", name);
    if (converter == (GIConv)-1)
        return NULL;
    GString *text = g_string_sized_new(size * 2 + 16);
    char *in = (char *)(gintptr)bytes, block[4096];
    gsize left = size;
    while (left > 0) {
        char *out = block;
        gsize room = sizeof block;
        gsize result = g_iconv(converter, &in, &left, &out, &room);
        int problem = result == (gsize)-1 ? errno : 0;
        g_string_append_len(text, block, out - block);
        if (problem != EILSEQ && problem != EINVAL)
            continue;
        g_string_append(text, REPLACEMENT);
        *mended = TRUE;
        in++;
        left--;
    }
    char *out = block;
    gsize room = sizeof block;
    g_iconv(converter, NULL, NULL, &out, &room);
    g_string_append_len(text, block, out - block);
    g_iconv_close(converter);
    return text;
}

/* The name in lower case without quotes and space around; "" where there is none. */
static void clean_name(const char *declared, char name[NAME_BYTES])
{
    gsize length = 0;
    for (const char *at = declared ? declared : ""; *at && length < NAME_BYTES - 1; at++)
        if (!strchr(" \t\r\n\"';", *at))
            name[length++] = g_ascii_tolower(*at);
    name[length] = '\0';
}

static Reading reading_of(const char *name, const char **iconv_name)
{
    *iconv_name = name;
    for (gsize i = 0; i < G_N_ELEMENTS(labels); i++)
        if (!strcmp(labels[i].label, name)) {
            if (labels[i].iconv_name)
                *iconv_name = labels[i].iconv_name;
            return labels[i].reading;
        }
    return READ_ICONV;
}

static GString *show_nul(GString *text)
{
    GString *shown = g_string_sized_new(text->len + 16);
    for (gsize i = 0; i < text->len; i++)
        if (text->str[i])
            g_string_append_c(shown, text->str[i]);
        else
            g_string_append(shown, NUL_PICTURE);
    g_string_free(text, TRUE);
    return shown;
}

/* Only letters from U+0300 on (lead byte 0xCC) can change in NFC. */
static gboolean may_compose(const char *text)
{
    for (; *text; text++)
        if ((guchar)*text >= 0xCC)
            return TRUE;
    return FALSE;
}

static gboolean has_long_mark_run(const char *text)
{
    guint run = 0;
    for (const char *at = text; *at; at = g_utf8_next_char(at)) {
        run = (guchar)*at >= 0xCC && g_unichar_combining_class(g_utf8_get_char(at)) ? run + 1 : 0;
        if (run > MARKS_IN_A_ROW)
            return TRUE;
    }
    return FALSE;
}

/* Takes the text. */
static char *composed(char *text)
{
    if (!may_compose(text) || has_long_mark_run(text))
        return text;
    char *nfc = g_utf8_normalize(text, -1, G_NORMALIZE_NFC);
    if (!nfc)
        return text;
    g_free(text);
    return nfc;
}

/* Takes the decoded text: no NUL, no byte order mark, NFC. */
static char *finished(GString *text)
{
    if (memchr(text->str, 0, text->len))
        text = show_nul(text);
    if (g_str_has_prefix(text->str, "\xEF\xBB\xBF"))
        g_string_erase(text, 0, 3);
    return composed(g_string_free(text, FALSE));
}

static gboolean is_plain_ascii(const char *bytes, gsize size)
{
    guchar any = 0;
    gboolean special = FALSE;
    for (gsize i = 0; i < size; i++) {
        any |= (guchar)bytes[i];
        special |= bytes[i] == '\0' || bytes[i] == '\x1B';
    }
    return any < 0x80 && !special;
}

/* Escape sequences of ISO-2022-JP in text that says nothing about it. */
static gboolean looks_japanese(const char *bytes, gsize size)
{
    return memmem(bytes, size, "\x1B$B", 3) || memmem(bytes, size, "\x1B$@", 3);
}

/* The last steps of the ladder, for no label, an unknown one, Latin-1 and UTF-8. */
static GString *by_looks(const char *bytes, gsize size, gboolean claims_utf8, gboolean *mended)
{
    if (!claims_utf8 && looks_japanese(bytes, size))
        return from_iconv(bytes, size, "ISO-2022-JP-3", mended);
    if (is_utf8(bytes, size))
        return g_string_new_len(bytes, (gssize)size);
    GString *text = NULL;
    if (claims_utf8) {
        *mended = TRUE;
        text = from_broken_utf8(bytes, size);
    }
    return text ? text : from_windows_1252(bytes, size);
}

static gboolean has_8bit(const char *bytes, gsize size)
{
    guchar any = 0;
    for (gsize i = 0; i < size; i++)
        any |= (guchar)bytes[i];
    return any >= 0x80;
}

static GString *by_label(const char *bytes, gsize size, const char *name, gboolean *mended)
{
    const char *iconv_name;
    Reading reading = reading_of(name, &iconv_name);
    if (reading == READ_ICONV) {
        GString *text = from_iconv(bytes, size, iconv_name, mended);
        if (text)
            return text;
        *mended = TRUE;
    } else if (reading == READ_LATIN && has_8bit(bytes, size)) {
        gboolean ascii = strstr(name, "ascii") != NULL;
        *mended |= ascii || is_utf8(bytes, size);
    }
    return by_looks(bytes, size, reading == READ_UTF8, mended);
}

char *charset_decode(const char *bytes, gsize size, const char *declared, gboolean *mended)
{
    if (!bytes || size == 0)
        return g_strdup("");
    gboolean ignored = FALSE;
    gboolean *mend = mended ? mended : &ignored;
    char name[NAME_BYTES];
    clean_name(declared, name);
    gboolean wide = g_str_has_prefix(name, "utf-16") || g_str_has_prefix(name, "utf-32") ||
                    g_str_has_prefix(name, "ucs") || g_str_has_prefix(name, "unicode") ||
                    g_str_has_prefix(name, "utf-7") || g_str_has_prefix(name, "hz") ||
                    strstr(name, "ebcdic") || g_str_has_prefix(name, "ibm");
    if (!wide && is_plain_ascii(bytes, size))
        return g_strndup(bytes, size);
    return finished(name[0] ? by_label(bytes, size, name, mend)
                            : by_looks(bytes, size, FALSE, mend));
}

char *charset_mend(const char *text)
{
    g_autofree char *words = charset_decode_header(text);
    GString *mended = g_string_sized_new(strlen(words) + 16);
    for (const char *at = words; *at; at = g_utf8_next_char(at)) {
        gunichar character = g_utf8_get_char(at);
        if (character >= 0x80 && character <= 0x9F)
            character = windows_1252_character((guchar)character);
        g_string_append_unichar(mended, character);
    }
    return composed(g_string_free(mended, FALSE));
}

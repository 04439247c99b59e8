/* Owns encoded words in headers (RFC 2047), read the way mail is really written. It must not know
 * which header it reads. Every search moves forward only: linear in the header's length. */
#include <string.h>

#include "skranke/mail/charset.h"

#define CHARSET_BYTES 64

typedef struct {
    const char *charset;
    gsize charset_length;
    char encoding;          /* 'b' or 'q' */
    const char *text, *end; /* the encoded text; the word ends two bytes later */
} EncodedWord;

typedef struct {
    GString *out;
    GByteArray *bytes; /* decoded words waiting for neighbours of the same charset */
    char charset[CHARSET_BYTES];
    const char *next_end; /* the next "?=" known, at or after the place of reading */
} Decoder;

/* The next "?=" at or after `from`; remembered, so that a header of unfinished words stays linear.
 */
static const char *find_end(Decoder *decoder, const char *from)
{
    if (decoder->next_end && decoder->next_end < from)
        decoder->next_end = strstr(from, "?=");
    return decoder->next_end;
}

static gboolean read_word(Decoder *decoder, const char *at, EncodedWord *word)
{
    if (at[0] != '=' || at[1] != '?')
        return FALSE;
    word->charset = at + 2;
    gsize length = strcspn(word->charset, "?* \t\r\n");
    word->charset_length = length;
    const char *mark = word->charset + length;
    if (*mark == '*')
        mark += strcspn(mark, "? \t\r\n");
    if (length == 0 || length >= CHARSET_BYTES || mark[0] != '?' || !mark[1] || mark[2] != '?')
        return FALSE;
    word->encoding = g_ascii_tolower(mark[1]);
    if (word->encoding != 'b' && word->encoding != 'q')
        return FALSE;
    word->text = mark + 3;
    word->end = find_end(decoder, word->text);
    return word->end != NULL;
}

static int hex_value(char digit)
{
    return g_ascii_xdigit_value(digit);
}

static void decode_quoted(const EncodedWord *word, GByteArray *bytes)
{
    for (const char *at = word->text; at < word->end; at++) {
        guint8 byte = (guint8)*at;
        if (*at == '_') {
            byte = ' ';
        } else if (*at == '=' && word->end - at > 2 && hex_value(at[1]) >= 0 &&
                   hex_value(at[2]) >= 0) {
            byte = (guint8)(hex_value(at[1]) * 16 + hex_value(at[2]));
            at += 2;
        } else if (*at == '\r' || *at == '\n') {
            continue;
        }
        g_byte_array_append(bytes, &byte, 1);
    }
}

static void decode_base64(const EncodedWord *word, GByteArray *bytes)
{
    gsize length = (gsize)(word->end - word->text);
    g_autofree guchar *decoded = g_malloc(length + 4);
    gint state = 0;
    guint save = 0;
    gsize written = g_base64_decode_step(word->text, length, decoded, &state, &save);
    /* Two or three letters at the end without their padding still carry one or two bytes; the
     * steps hold them back. */
    if (state > 1 || state < -1) {
        char padding[] = "====";
        written += g_base64_decode_step(padding, (gsize)(4 - ABS(state)), decoded + written, &state,
                                        &save);
    }
    g_byte_array_append(bytes, decoded, (guint)written);
}

static void flush_words(Decoder *decoder)
{
    if (decoder->bytes->len == 0)
        return;
    g_autofree char *text = charset_decode((const char *)decoder->bytes->data, decoder->bytes->len,
                                           decoder->charset, NULL);
    g_string_append(decoder->out, text);
    g_byte_array_set_size(decoder->bytes, 0);
}

static void take_word(Decoder *decoder, const EncodedWord *word)
{
    if (decoder->charset[word->charset_length] != '\0' ||
        g_ascii_strncasecmp(decoder->charset, word->charset, word->charset_length) != 0) {
        flush_words(decoder);
        memcpy(decoder->charset, word->charset, word->charset_length);
        decoder->charset[word->charset_length] = '\0';
    }
    if (word->encoding == 'b')
        decode_base64(word, decoder->bytes);
    else
        decode_quoted(word, decoder->bytes);
}

static void take_raw(Decoder *decoder, const char *from, const char *until)
{
    flush_words(decoder);
    if (until <= from)
        return;
    g_autofree char *text = charset_decode(from, (gsize)(until - from), NULL, NULL);
    g_string_append(decoder->out, text);
}

/* Only space between two words is no text (RFC 2047 6.2). */
static gboolean is_space(const char *from, const char *until)
{
    while (from < until && strchr(" \t\r\n", *from))
        from++;
    return from == until;
}

static void decode_words(Decoder *decoder, const char *value)
{
    const char *raw = value;
    gboolean after_word = FALSE;
    for (const char *at = strstr(value, "=?"); at;) {
        EncodedWord word;
        if (!read_word(decoder, at, &word)) {
            at = strstr(at + 2, "=?");
            continue;
        }
        if (!after_word || !is_space(raw, at))
            take_raw(decoder, raw, at);
        take_word(decoder, &word);
        after_word = TRUE;
        raw = word.end + 2;
        at = strstr(raw, "=?");
    }
    take_raw(decoder, raw, raw + strlen(raw));
}

/* Folds, tabs and line ends become one space each; space around goes. */
static char *as_one_line(GString *text)
{
    gsize out = 0;
    for (gsize in = 0; in < text->len; in++) {
        char byte = text->str[in];
        if (byte == '\r' || (byte == '\n' && in + 1 < text->len &&
                             (text->str[in + 1] == ' ' || text->str[in + 1] == '\t')))
            continue;
        text->str[out++] = byte == '\n' || byte == '\t' ? ' ' : byte;
    }
    g_string_truncate(text, out);
    return g_strstrip(g_string_free(text, FALSE));
}

char *charset_decode_header(const char *value)
{
    if (!value)
        return g_strdup("");
    Decoder decoder = {.out = g_string_sized_new(strlen(value) + 16)};
    if (!strstr(value, "=?")) {
        g_autofree char *text = charset_decode(value, strlen(value), NULL, NULL);
        g_string_append(decoder.out, text);
        return as_one_line(decoder.out);
    }
    decoder.bytes = g_byte_array_new();
    decoder.next_end = strstr(value, "?=");
    decode_words(&decoder, value);
    g_byte_array_unref(decoder.bytes);
    return as_one_line(decoder.out);
}

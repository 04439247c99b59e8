/* Owns the way from a part's encoded bytes to bytes and to text. It must not know where in the mail
 * the part stands or what becomes of it. */
#include "mime_part.h"

#include <string.h>

#include "skranke/mail/charset.h"

#define META_BYTES 2048

/* The encoded bytes where they stand: the parser was given memory and told to keep it. */
static gboolean find_encoded(GMimeObject *part, PartBytes *bytes)
{
    GMimeDataWrapper *content = g_mime_part_get_content((GMimePart *)part);
    GMimeStream *stream = content ? g_mime_data_wrapper_get_stream(content) : NULL;
    if (!stream || !GMIME_IS_STREAM_MEM(stream))
        return FALSE;
    const GByteArray *buffer = ((GMimeStreamMem *)stream)->buffer;
    if (!buffer || !buffer->data || stream->bound_start < 0)
        return FALSE;
    gint64 end = stream->bound_end < 0 ? (gint64)buffer->len : stream->bound_end;
    end = MIN(end, (gint64)buffer->len);
    if (end <= stream->bound_start)
        return FALSE;
    bytes->data = (const char *)buffer->data + stream->bound_start;
    bytes->size = (gsize)(end - stream->bound_start);
    return TRUE;
}

/* uuencode wants its "begin" line found; rare enough for the library's slow way. */
static void decode_slowly(GMimeObject *part, PartBytes *bytes)
{
    GMimeStream *out = g_mime_stream_mem_new();
    g_mime_data_wrapper_write_to_stream(g_mime_part_get_content((GMimePart *)part), out);
    const GByteArray *buffer = g_mime_stream_mem_get_byte_array((GMimeStreamMem *)out);
    bytes->size = buffer->len;
    bytes->own = g_malloc(bytes->size + 1);
    if (bytes->size > 0)
        memcpy(bytes->own, buffer->data, bytes->size);
    bytes->data = bytes->own;
    g_object_unref(out);
}

/* Base64 that ends within a group of four: the library drops what is left of it. In a text that is
 * the last letters; a file that ends so was cut. */
static gboolean lacks_padding(const PartBytes *bytes)
{
    gsize end = bytes->size, letters = 0;
    while (end > 0 && g_ascii_isspace(bytes->data[end - 1]))
        end--;
    if (end == 0 || bytes->data[end - 1] == '=')
        return FALSE;
    for (gsize i = 0; i < end; i++)
        letters +=
            g_ascii_isalnum(bytes->data[i]) || bytes->data[i] == '+' || bytes->data[i] == '/';
    return letters % 4 > 1;
}

PartBytes mime_part_decode(GMimeObject *part, gsize limit)
{
    PartBytes bytes = {.data = ""};
    if (!find_encoded(part, &bytes))
        return bytes;
    GMimeContentEncoding encoding = g_mime_part_get_content_encoding((GMimePart *)part);
    if (encoding == GMIME_CONTENT_ENCODING_UUENCODE) {
        decode_slowly(part, &bytes);
        return bytes;
    }
    bytes.cut = bytes.size > limit;
    bytes.size = MIN(bytes.size, limit);
    if (encoding != GMIME_CONTENT_ENCODING_BASE64 &&
        encoding != GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE)
        return bytes;
    GMimeEncoding state;
    g_mime_encoding_init_decode(&state, encoding);
    bytes.own = g_malloc(g_mime_encoding_outlen(&state, bytes.size) + 4);
    if (encoding == GMIME_CONTENT_ENCODING_BASE64 && limit < G_MAXSIZE && lacks_padding(&bytes)) {
        bytes.size = g_mime_encoding_step(&state, bytes.data, bytes.size, bytes.own);
        bytes.size += g_mime_encoding_flush(&state, "==", 2, bytes.own + bytes.size);
    } else {
        bytes.size = g_mime_encoding_flush(&state, bytes.data, bytes.size, bytes.own);
    }
    bytes.data = bytes.own;
    return bytes;
}

void mime_part_clear(PartBytes *bytes)
{
    g_clear_pointer(&bytes->own, g_free);
}

char *mime_part_type(GMimeObject *part)
{
    GMimeContentType *type = g_mime_object_get_content_type(part);
    g_autofree char *name = g_mime_content_type_get_mime_type(type);
    g_autofree char *lower = g_ascii_strdown(name, -1);
    return charset_mend(lower);
}

/* The charset in <meta charset=…> or <meta http-equiv … content="text/html; charset=…">. */
static char *meta_charset(const char *bytes, gsize size)
{
    g_autofree char *head = g_strndup(bytes, MIN(size, META_BYTES));
    g_autofree char *lower = g_ascii_strdown(head, -1);
    const char *meta = strstr(lower, "<meta");
    const char *at = meta ? strstr(meta, "charset") : NULL;
    if (!at)
        return NULL;
    at += strlen("charset");
    at += strspn(at, " \t=\"'");
    return g_strndup(at, strcspn(at, " \t\r\n\"'/>;"));
}

void mime_part_unify_line_ends(char *text)
{
    char *out = strchr(text, '\r');
    if (!out)
        return;
    for (const char *in = out; *in; in++) {
        if (*in != '\r')
            *out++ = *in;
        else if (in[1] != '\n')
            *out++ = '\n';
    }
    *out = '\0';
}

char *mime_part_text(GMimeObject *part, const PartBytes *bytes, gboolean html, gboolean *mended)
{
    const char *charset = g_mime_object_get_content_type_parameter(part, "charset");
    g_autofree char *meta = html && !charset ? meta_charset(bytes->data, bytes->size) : NULL;
    char *text = charset_decode(bytes->data, bytes->size, charset ? charset : meta, mended);
    mime_part_unify_line_ends(text);
    return text;
}

gboolean mime_part_is_blank(const char *text)
{
    for (const char *at = text; *at; at = g_utf8_next_char(at)) {
        gunichar character = g_utf8_get_char(at);
        if (!g_unichar_isspace(character) && character != 0xFEFF &&
            !(character >= 0x200B && character <= 0x200D))
            return FALSE;
    }
    return TRUE;
}

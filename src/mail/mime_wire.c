/* Owns what bytes may go over the wire: every server takes them, also one without 8BITMIME. Must
 * not know what they say. */
#include "mime_wire.h"

GByteArray *mime_wire_lines(const char *bytes, gsize size)
{
    GByteArray *lines = g_byte_array_sized_new((guint)(size + size / 32));
    gsize from = 0;
    for (gsize at = 0; at < size; at++) {
        if (bytes[at] != '\r' && bytes[at] != '\n')
            continue;
        g_byte_array_append(lines, (const guint8 *)bytes + from, (guint)(at - from));
        g_byte_array_append(lines, (const guint8 *)"\r\n", 2);
        if (bytes[at] == '\r' && at + 1 < size && bytes[at + 1] == '\n')
            at++;
        from = at + 1;
    }
    g_byte_array_append(lines, (const guint8 *)bytes + from, (guint)(size - from));
    return lines;
}

gsize mime_wire_longest_line(const char *bytes, gsize size)
{
    gsize longest = 0, length = 0;
    for (gsize i = 0; i < size; i++) {
        length = bytes[i] == '\n' ? 0 : length + (bytes[i] != '\r');
        longest = MAX(longest, length);
    }
    return longest;
}

bool mime_wire_is_plain(const char *bytes, gsize size)
{
    for (gsize i = 0; i < size; i++) {
        if ((guchar)bytes[i] >= 0x80 || !bytes[i])
            return false;
        if (bytes[i] == '\n' && (i == 0 || bytes[i - 1] != '\r'))
            return false;
        if (bytes[i] == '\r' && (i + 1 == size || bytes[i + 1] != '\n'))
            return false;
    }
    return mime_wire_longest_line(bytes, size) <= MIME_WIRE_LINE;
}

GByteArray *mime_wire_bytes(GMimeObject *object)
{
    GMimeFormatOptions *options = g_mime_format_options_new();
    g_mime_format_options_set_newline_format(options, GMIME_NEWLINE_FORMAT_DOS);
    g_mime_format_options_set_param_encoding_method(options, GMIME_PARAM_ENCODING_METHOD_RFC2231);
    GMimeStream *stream = g_mime_stream_mem_new();
    g_mime_object_write_to_stream(object, options, stream);
    GByteArray *written = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
    GByteArray *bytes = g_byte_array_sized_new(written->len);
    g_byte_array_append(bytes, written->data, written->len);
    g_object_unref(stream);
    g_mime_format_options_free(options);
    return bytes;
}

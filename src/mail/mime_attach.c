/* Owns how a file travels with an answer: its name, its media type and an encoding that brings back
 * every byte. Must not know where the file comes from.
 *
 * A mail inside a mail is the exception: message/rfc822 may be encoded neither as base64 nor as
 * quoted-printable (RFC 2046 5.2.1), so what is not 7-bit in it is encoded inside it; where that
 * does not help it goes as a file like others, byte for byte. */
#include "mime_attach.h"

#include <string.h>

#include "mime_bounds.h"
#include "mime_names.h"
#include "mime_wire.h"

#define PLAIN_FILE "application/octet-stream"
#define LONGEST_TYPE 127 /* each half, RFC 6838 4.2 */

/* Of RFC 6838 4.2, one of the two halves of a media type. */
static bool is_type_word(const char *word)
{
    gsize length = strlen(word);
    for (const char *at = word; *at; at++)
        if (!g_ascii_isalnum(*at) && !strchr("!#$&-^_.+", *at))
            return false;
    return length > 0 && length <= LONGEST_TYPE;
}

/* "application/pdf" as two halves; what is no type of one file is a plain file. */
static char **type_halves(const char *type)
{
    g_autofree char *bare = g_ascii_strdown(type ? type : "", -1);
    bare[strcspn(bare, ";")] = '\0';
    g_auto(GStrv) halves = g_strsplit(g_strstrip(bare), "/", 2);
    bool usable = g_strv_length(halves) == 2 && is_type_word(halves[0]) &&
                  is_type_word(halves[1]) && strcmp(halves[0], "multipart") != 0 &&
                  (strcmp(halves[0], "message") != 0 || strcmp(halves[1], "rfc822") == 0);
    return usable ? g_steal_pointer(&halves) : g_strsplit(PLAIN_FILE, "/", 2);
}

static GMimeObject *make_part(const char *type, const char *name, const guint8 *bytes, gsize size,
                              GMimeContentEncoding encoding)
{
    g_auto(GStrv) halves = g_strsplit(type, "/", 2);
    GMimePart *part = g_mime_part_new_with_type(halves[0], halves[1]);
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(size ? (const char *)bytes : "", size);
    GMimeDataWrapper *content =
        g_mime_data_wrapper_new_with_stream(stream, GMIME_CONTENT_ENCODING_DEFAULT);
    g_mime_object_set_disposition(GMIME_OBJECT(part), GMIME_DISPOSITION_ATTACHMENT);
    g_mime_part_set_filename(part, name);
    g_mime_part_set_content(part, content);
    g_mime_part_set_content_encoding(part, encoding);
    g_object_unref(content);
    g_object_unref(stream);
    return GMIME_OBJECT(part);
}

/* ---- a mail inside a mail ---- */

static void encode_leaf(GMimeObject *parent, GMimeObject *object, gpointer user)
{
    (void)parent;
    (void)user;
    if (!GMIME_IS_PART(object) ||
        g_mime_content_type_is_type(g_mime_object_get_content_type(object), "message", "*"))
        return;
    GMimePart *part = GMIME_PART(object);
    /* GMime believes what says that it is 7-bit; it shall look. */
    if (g_mime_part_get_content_encoding(part) == GMIME_CONTENT_ENCODING_7BIT)
        g_mime_part_set_content_encoding(part, GMIME_CONTENT_ENCODING_8BIT);
    g_mime_object_encode(object, GMIME_ENCODING_CONSTRAINT_7BIT);
}

/* The mail written anew with its parts 7-bit; NULL where it is too strange to be taken apart. */
static GByteArray *encoded_inside(const char *bytes, gsize size)
{
    MimeBounds bounds;
    mime_bounds_take(&bounds, bytes, size);
    GByteArray *written = NULL;
    if (bounds.has_header && !bounds.cut_parts && !bounds.cut_headers) {
        GMimeStream *stream = g_mime_stream_mem_new_with_buffer(bounds.bytes, bounds.size);
        GMimeParser *parser = g_mime_parser_new_with_stream(stream);
        GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);
        if (message) {
            g_mime_message_foreach(message, encode_leaf, NULL);
            if (!g_mime_object_get_header(GMIME_OBJECT(message), "MIME-Version"))
                g_mime_object_set_header(GMIME_OBJECT(message), "MIME-Version", "1.0", NULL);
            written = mime_wire_bytes(GMIME_OBJECT(message));
            g_object_unref(message);
        }
        g_object_unref(parser);
        g_object_unref(stream);
    }
    mime_bounds_clear(&bounds);
    return written;
}

static bool is_plain(const GByteArray *mail)
{
    return mail && mime_wire_is_plain((const char *)mail->data, mail->len);
}

/* The mail as it may stand inside another; NULL: only as a plain file. */
static GByteArray *inner_mail(GBytes *raw)
{
    gsize size = 0;
    const char *bytes = g_bytes_get_data(raw, &size);
    if (size == 0)
        return NULL;
    g_autoptr(GByteArray) lines = mime_wire_lines(bytes, size);
    if (is_plain(lines))
        return g_steal_pointer(&lines);
    g_autoptr(GByteArray) written = encoded_inside((const char *)lines->data, lines->len);
    return is_plain(written) ? g_steal_pointer(&written) : NULL;
}

/* ---- any file ---- */

/* A text without its character set would be read as ASCII. */
static void tell_charset(GMimeObject *part, const guint8 *bytes, gsize size)
{
    if (g_mime_content_type_is_type(g_mime_object_get_content_type(part), "text", "*") &&
        g_utf8_validate((const char *)bytes, (gssize)size, NULL))
        g_mime_object_set_content_type_parameter(part, "charset", "utf-8");
}

GMimeObject *mime_attach_part(const MailAttachment *attachment, GHashTable *used)
{
    g_auto(GStrv) halves = type_halves(attachment->type);
    g_autofree char *type = g_strjoinv("/", halves);
    g_autofree char *name = mime_names_make(attachment->name, type, used);
    if (strcmp(type, "message/rfc822") == 0) {
        g_autoptr(GByteArray) mail = inner_mail(attachment->bytes);
        if (mail)
            return make_part(type, name, mail->data, mail->len, GMIME_CONTENT_ENCODING_7BIT);
    }
    const char *sent_as = strcmp(type, "message/rfc822") == 0 ? PLAIN_FILE : type;
    gsize size = 0;
    const guint8 *bytes = g_bytes_get_data(attachment->bytes, &size);
    GMimeObject *part = make_part(sent_as, name, bytes, size, GMIME_CONTENT_ENCODING_BASE64);
    tell_charset(part, bytes, size);
    return part;
}

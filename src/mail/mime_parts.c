/* Owns the choice of what is read as text and what is kept as an attachment (the rules of RFC 8621
 * 4.1.4, and of RFC 2046 for alternatives and reports). Nothing is dropped but the alternatives of
 * a text that is shown. It must not know headers of the mail or the database. */
#include "mime_parts.h"

#include <string.h>

#include "skranke/base/language.h"

#include "skranke/mail/charset.h"
#include "skranke/mail/flowed.h"
#include "skranke/mail/html_text.h"

#include "mime_bounds.h"
#include "mime_calendar.h"
#include "mime_headers.h"
#include "mime_names.h"
#include "mime_part.h"

#define PICTURE_BYTES (8 * 1024 * 1024)
/* HTML that is not shown is searched for pictures only when it is large enough to hold any. */
#define PICTURE_HTML_BYTES 4096

typedef struct {
    ParsedMail *mail;
    GString *text;
    GHashTable *names;
    char *calendar; /* summary of the first invitation */
    guint parts, depth;
    gboolean quiet; /* within an alternative that was not chosen: text is not wanted */
    gboolean mended;
} Reader;

/* Where a leaf stands, as far as it decides what becomes of it. */
typedef enum { PLACE_FIRST, PLACE_LATER, PLACE_RELATED, PLACE_ATTACHED } Place;

static void read_object(Reader *reader, GMimeObject *object, Place place);

static void add_attachment(Reader *reader, const char *raw_name, char *type, GBytes *bytes)
{
    MailAttachment *attachment = g_new0(MailAttachment, 1);
    attachment->name = mime_names_make(raw_name, type, reader->names);
    attachment->type = type;
    attachment->bytes = bytes;
    g_ptr_array_add(reader->mail->attachments, attachment);
}

static void add_text(Reader *reader, const char *text)
{
    if (mime_part_is_blank(text))
        return;
    if (reader->text->len > 0)
        g_string_append(reader->text, g_str_has_suffix(reader->text->str, "\n") ? "\n" : "\n\n");
    gsize room = MIME_TEXT_BYTES - MIN(reader->text->len, MIME_TEXT_BYTES), length = strlen(text);
    if (length > room) {
        length = room;
        while (length > 0 && ((guchar)text[length] & 0xC0) == 0x80)
            length--;
        mime_warn(reader->mail,
                  _("The text is very long; the rest of it is in the original mail."));
    }
    g_string_append_len(reader->text, text, (gssize)length);
}

/* data:[<type>][;base64],<data> (RFC 2397). */
static void take_picture(const char *source, gpointer user)
{
    Reader *reader = user;
    const char *comma = strchr(source, ',');
    if (!comma || strlen(comma) > PICTURE_BYTES)
        return;
    g_autofree char *head = g_ascii_strdown(source + strlen("data:"), comma - source - 5);
    gboolean base64 = strstr(head, ";base64") != NULL;
    head[strcspn(head, ";")] = '\0';
    char *type = charset_mend(*head ? head : "text/plain");
    if (base64) {
        gsize size = 0;
        guchar *bytes = g_base64_decode(comma + 1, &size);
        add_attachment(reader, NULL, type, g_bytes_new_take(bytes, size));
    } else {
        GBytes *bytes = g_uri_unescape_bytes(comma + 1, -1, NULL, NULL);
        add_attachment(reader, NULL, type, bytes ? bytes : g_bytes_new(NULL, 0));
    }
}

static void read_html(Reader *reader, GMimeObject *part)
{
    PartBytes bytes = mime_part_decode(part, reader->quiet ? G_MAXSIZE : 8 * MIME_TEXT_BYTES);
    gboolean cut = bytes.cut;
    if (!reader->quiet ||
        (bytes.size > PICTURE_HTML_BYTES && memmem(bytes.data, bytes.size, "data:image", 10))) {
        g_autofree char *html = mime_part_text(part, &bytes, TRUE, &reader->mended);
        g_autofree char *text =
            html_text_and_pictures(html, strlen(html), take_picture, reader, &cut);
        if (!reader->quiet)
            add_text(reader, text);
        if (cut)
            mime_warn(reader->mail,
                      _("The page in the mail is too large or too tangled; the rest of "
                        "it is in the original mail."));
    }
    mime_part_clear(&bytes);
}

static gboolean has_parameter(GMimeObject *part, const char *name, const char *value)
{
    const char *given = g_mime_object_get_content_type_parameter(part, name);
    return given && g_ascii_strcasecmp(given, value) == 0;
}

static void read_plain(Reader *reader, GMimeObject *part)
{
    if (reader->quiet)
        return;
    PartBytes bytes = mime_part_decode(part, 4 * MIME_TEXT_BYTES);
    g_autofree char *text = mime_part_text(part, &bytes, FALSE, &reader->mended);
    if (bytes.cut)
        mime_warn(reader->mail,
                  _("The text is very long; the rest of it is in the original mail."));
    if (has_parameter(part, "format", "flowed")) {
        char *whole = flowed_unwrap(text, has_parameter(part, "delsp", "yes"));
        g_free(text);
        text = whole;
    }
    add_text(reader, text);
    mime_part_clear(&bytes);
}

/* Mail servers on the way relabel what they do not know; the name of such a part is always
 * smime.p7m (RFC 8551 3.2.1). */
static gboolean is_smime(const char *type, const char *given_name)
{
    gsize length = given_name ? strlen(given_name) : 0;
    return !strcmp(type, "application/pkcs7-mime") || !strcmp(type, "application/x-pkcs7-mime") ||
           (length > 4 && g_ascii_strcasecmp(given_name + length - 4, ".p7m") == 0);
}

/* What people must be told about a part that only other programs can open. */
static void warn_about(Reader *reader, const char *type, const char *given_name)
{
    if (!strcmp(type, "application/ms-tnef") || !strcmp(type, "application/vnd.ms-tnef"))
        mime_warn(reader->mail, _("Part of the mail is in Outlook's own format; it is kept as an "
                                  "attachment (winmail.dat)."));
    if (is_smime(type, given_name))
        mime_warn(reader->mail, _("The mail is encrypted or signed; it is kept as an attachment."));
}

/* A field ("Subject:") of the header of a mail inside, as it came; NULL where it has none. */
static char *field_of_mail(const PartBytes *bytes, const char *field)
{
    gsize window = MIN(bytes->size, MIME_HEADER_BYTES), length = strlen(field);
    for (const char *at = bytes->data, *end = at + window; at < end;) {
        if (*at == '\n' || *at == '\r')
            return NULL;
        const char *stop = memchr(at, '\n', (gsize)(end - at));
        while (stop && stop + 1 < end && (stop[1] == ' ' || stop[1] == '\t'))
            stop = memchr(stop + 1, '\n', (gsize)(end - stop - 1));
        if (!stop)
            stop = end;
        if ((gsize)(stop - at) > length && g_ascii_strncasecmp(at, field, length) == 0)
            return g_strndup(at + length, (gsize)(stop - at) - length);
        at = stop + 1;
    }
    return NULL;
}

/* "Subject.eml", from the header of the mail inside. */
static char *name_of_mail(const PartBytes *bytes)
{
    g_autofree char *value = field_of_mail(bytes, "Subject:");
    g_autofree char *subject = charset_decode_header(value);
    g_strdelimit(subject, "/\\:*?\"<>|", '-');
    return *subject ? g_strdup_printf("%s.eml", subject) : NULL;
}

/* A report of a failed delivery brings back the mail, or its header: that is what it is about, and
 * few reports say so in a header of their own. */
static void refer_to_returned(Reader *reader, const PartBytes *bytes, const char *type)
{
    if (reader->mail->automatic_kind != AUTOMATIC_FAILURE ||
        (strcmp(type, "message/rfc822") != 0 && strcmp(type, "text/rfc822-headers") != 0))
        return;
    g_autofree char *id = field_of_mail(bytes, "Message-ID:");
    if (id)
        mime_headers_refer(reader->mail, id);
}

static const char *given_name(GMimeObject *part)
{
    const char *name = g_mime_object_get_content_disposition_parameter(part, "filename");
    return name && *name ? name : g_mime_object_get_content_type_parameter(part, "name");
}

static void keep_part(Reader *reader, GMimeObject *part)
{
    char *type = mime_part_type(part);
    PartBytes bytes = mime_part_decode(part, G_MAXSIZE);
    const char *given = given_name(part);
    warn_about(reader, type, given);
    refer_to_returned(reader, &bytes, type);
    g_autofree char *subject =
        !given && !strcmp(type, "message/rfc822") ? name_of_mail(&bytes) : NULL;
    if (!strcmp(type, "text/calendar") && !reader->calendar) {
        g_autofree char *text = mime_part_text(part, &bytes, FALSE, NULL);
        reader->calendar = mime_calendar_summary(text);
    }
    GBytes *kept = bytes.own ? g_bytes_new_take(g_steal_pointer(&bytes.own), bytes.size)
                             : g_bytes_new(bytes.data, bytes.size);
    add_attachment(reader, given ? given : subject, type, kept);
}

static gboolean is_attached(GMimeObject *part)
{
    GMimeContentDisposition *disposition = g_mime_object_get_content_disposition(part);
    const char *word = disposition ? g_mime_content_disposition_get_disposition(disposition) : NULL;
    return word && *word && g_ascii_strcasecmp(word, "inline") != 0;
}

typedef enum { LEAF_PLAIN, LEAF_HTML, LEAF_OTHER } LeafKind;

/* "Content-Type: text", or nothing behind the colon: no type at all, so it is plain text (RFC 2045
 * 5.2). The library takes it for bytes. */
static gboolean has_broken_type(GMimeObject *part)
{
    const char *value = mime_headers_raw(part, "Content-Type");
    return value && !strchr(value, '/');
}

static LeafKind leaf_kind(GMimeObject *part)
{
    GMimeContentType *type = g_mime_object_get_content_type(part);
    if (has_broken_type(part) && !given_name(part))
        return LEAF_PLAIN;
    if (g_mime_content_type_is_type(type, "text", "html"))
        return LEAF_HTML;
    if (g_mime_content_type_is_type(type, "text", "plain") ||
        g_mime_content_type_is_type(type, "text", "enriched") ||
        g_mime_content_type_is_type(type, "text", "richtext") ||
        g_mime_content_type_is_type(type, "text", "markdown"))
        return LEAF_PLAIN;
    return LEAF_OTHER;
}

static void read_leaf(Reader *reader, GMimeObject *part, Place place)
{
    LeafKind kind = leaf_kind(part);
    gboolean inside = place == PLACE_FIRST || (place == PLACE_LATER && !given_name(part));
    /* The only part of a mail is its text, whatever its disposition says; a file has a name. */
    gboolean alone = reader->depth == 1 && !given_name(part);
    if (kind == LEAF_OTHER || !inside || (is_attached(part) && !alone))
        keep_part(reader, part);
    else if (kind == LEAF_HTML)
        read_html(reader, part);
    else
        read_plain(reader, part);
}

/* The leaf a reader meets first decides what kind of alternative it is. */
static LeafKind first_kind(GMimeObject *object, guint depth)
{
    if (!GMIME_IS_MULTIPART(object))
        return is_attached(object) ? LEAF_OTHER : leaf_kind(object);
    GMimeMultipart *multipart = (GMimeMultipart *)object;
    if (depth >= MIME_DEPTH || g_mime_multipart_get_count(multipart) == 0)
        return LEAF_OTHER;
    return first_kind(g_mime_multipart_get_part(multipart, 0), depth + 1);
}

/* Plain text that says something, else HTML that does, else any; of the others only what is no
 * text.
 */
static void read_alternative(Reader *reader, GMimeMultipart *multipart)
{
    int count = g_mime_multipart_get_count(multipart);
    g_autofree gboolean *taken = g_new0(gboolean, (gsize)count + 1);
    gsize before = reader->text->len;
    for (int kind = LEAF_PLAIN; kind <= LEAF_HTML; kind++)
        for (int i = 0; i < count && reader->text->len == before && !reader->quiet; i++) {
            GMimeObject *child = g_mime_multipart_get_part(multipart, i);
            if (taken[i] || first_kind(child, reader->depth) != (LeafKind)kind)
                continue;
            taken[i] = TRUE;
            read_object(reader, child, PLACE_FIRST);
        }
    gboolean quiet = reader->quiet;
    for (int i = 0; i < count; i++) {
        reader->quiet = quiet || reader->text->len > before;
        if (!taken[i])
            read_object(reader, g_mime_multipart_get_part(multipart, i), PLACE_FIRST);
    }
    reader->quiet = quiet;
}

static Place place_in(GMimeMultipart *multipart, int index, Place place)
{
    GMimeContentType *type = g_mime_object_get_content_type((GMimeObject *)multipart);
    if (place == PLACE_ATTACHED || g_mime_content_type_is_type(type, "multipart", "encrypted"))
        return PLACE_ATTACHED;
    if (index == 0)
        return PLACE_FIRST;
    if (g_mime_content_type_is_type(type, "multipart", "report"))
        return PLACE_ATTACHED;
    return g_mime_content_type_is_type(type, "multipart", "related") ? PLACE_RELATED : PLACE_LATER;
}

static void read_multipart(Reader *reader, GMimeMultipart *multipart, Place place)
{
    GMimeContentType *type = g_mime_object_get_content_type((GMimeObject *)multipart);
    if (g_mime_content_type_is_type(type, "multipart", "encrypted"))
        mime_warn(reader->mail, _("The mail is encrypted or signed; it is kept as an attachment."));
    if (place != PLACE_ATTACHED && g_mime_content_type_is_type(type, "multipart", "alternative")) {
        read_alternative(reader, multipart);
        return;
    }
    int count = g_mime_multipart_get_count(multipart);
    for (int i = 0; i < count; i++)
        read_object(reader, g_mime_multipart_get_part(multipart, i), place_in(multipart, i, place));
}

static void read_object(Reader *reader, GMimeObject *object, Place place)
{
    if (++reader->parts > 2 * MIME_PARTS || reader->depth > MIME_DEPTH)
        return;
    reader->depth++;
    if (GMIME_IS_MULTIPART(object))
        read_multipart(reader, (GMimeMultipart *)object, place);
    else if (GMIME_IS_PART(object))
        read_leaf(reader, object, place);
    reader->depth--;
}

/* A multipart whose boundary never comes: what it holds is shown as it is. */
static void read_shapeless(Reader *reader, GMimeMultipart *multipart)
{
    const char *pieces[] = {g_mime_multipart_get_prologue(multipart),
                            g_mime_multipart_get_epilogue(multipart)};
    for (gsize i = 0; i < G_N_ELEMENTS(pieces); i++) {
        if (!pieces[i])
            continue;
        g_autofree char *text = charset_decode(pieces[i], strlen(pieces[i]), NULL, &reader->mended);
        mime_part_unify_line_ends(text);
        add_text(reader, text);
    }
    if (reader->text->len > 0)
        mime_warn(reader->mail, _("The parts of the mail cannot be told apart; it is shown as it "
                                  "came."));
}

/* Old mail servers put the returned header into the text. */
static void refer_to_quoted(ParsedMail *mail)
{
    static const char field[] = "Message-ID:";
    if (mail->automatic_kind != AUTOMATIC_FAILURE)
        return;
    for (const char *line = mail->text; line; line = strchr(line, '\n')) {
        line += strspn(line, "\n\t >");
        if (g_ascii_strncasecmp(line, field, strlen(field)) != 0)
            continue;
        g_autofree char *id = g_strndup(line + strlen(field), strcspn(line + strlen(field), "\n"));
        mime_headers_refer(mail, id);
        return;
    }
}

static void attachment_free(gpointer data)
{
    MailAttachment *attachment = data;
    g_free(attachment->name);
    g_free(attachment->type);
    g_bytes_unref(attachment->bytes);
    g_free(attachment);
}

void mime_parts_read(ParsedMail *mail, GMimeObject *root)
{
    mail->attachments = g_ptr_array_new_with_free_func(attachment_free);
    Reader reader = {.mail = mail, .text = g_string_new(NULL)};
    reader.names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    if (root)
        read_object(&reader, root, PLACE_FIRST);
    if (reader.text->len == 0 && reader.calendar)
        g_string_append(reader.text, reader.calendar);
    if (reader.text->len == 0 && mail->attachments->len == 0 && root && GMIME_IS_MULTIPART(root))
        read_shapeless(&reader, (GMimeMultipart *)root);
    if (reader.mended)
        mime_warn(mail, _("Letters that were labelled wrongly have been mended."));
    mail->text = g_strchomp(g_string_free(reader.text, FALSE));
    refer_to_quoted(mail);
    g_free(reader.calendar);
    g_hash_table_unref(reader.names);
}

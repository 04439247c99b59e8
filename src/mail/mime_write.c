/* Makes an answer into bytes: headers, one text/plain part and what is attached, by GMime. Owns
 * what a mail of ours looks like; must not know the outbox, the database or the server it goes to.
 */
#include "skranke/mail/mime_write.h"

#include <gmime/gmime.h>
#include <string.h>

#include "skranke/base/error.h"
#include "skranke/base/language.h"
#include "skranke/base/safe_text.h"
#include "skranke/base/time_text.h"

#include "skranke/domain/address.h"

#include "skranke/mail/mime_read.h"

#include "mime_attach.h"
#include "mime_wire.h"

/* A Message-ID of another's making that is longer is left out: it could not be folded. */
#define LONGEST_ID 500

/* A header value must not begin a header of its own: every control character becomes a space. */
static char *one_line(const char *text)
{
    g_autofree char *valid = safe_text_valid(text ? text : "", -1);
    GString *line = g_string_sized_new(strlen(valid));
    for (const char *at = valid; *at; at = g_utf8_next_char(at)) {
        gunichar c = g_utf8_get_char(at);
        bool control = g_unichar_iscntrl(c) || c == 0x2028 || c == 0x2029;
        g_string_append_unichar(line, control ? ' ' : c);
    }
    return g_strstrip(g_string_free(line, FALSE));
}

static bool is_ascii_word(const char *text)
{
    for (; *text; text++)
        if (!g_ascii_isgraph(*text) || *text == '<' || *text == '>')
            return false;
    return true;
}

/* The address with its domain in ASCII (RFC 5890); NULL where it cannot stand in a 7-bit header. */
static char *ascii_address(const char *address)
{
    const char *at = strrchr(address, '@');
    if (!at || at == address)
        return NULL;
    g_autofree char *domain = g_hostname_to_ascii(at + 1);
    if (!domain)
        return NULL;
    g_autofree char *whole = g_strdup_printf("%.*s@%s", (int)(at - address), address, domain);
    return is_ascii_word(whole) ? g_steal_pointer(&whole) : NULL;
}

static bool wrong_address(const char *field, const char *text, GError **error)
{
    g_autofree char *shown = safe_text_line(text, -1);
    g_set_error(
        error, SKRANKE_ERROR, SKRANKE_ERROR_FAILED,
        _("The answer could not be made into an e-mail: %s has no usable address in \"%s\". "
          "Nothing was sent; correct the address and send again."),
        field, shown);
    return false;
}

/* name may be NULL or "". */
static void add_mailbox(InternetAddressList *list, const char *name, const char *address)
{
    InternetAddress *mailbox = internet_address_mailbox_new(name && *name ? name : NULL, address);
    internet_address_set_charset(mailbox, "utf-8");
    internet_address_list_add(list, mailbox);
    g_object_unref(mailbox);
}

/* One mailbox of a list; a group or half an address is not one. */
static bool copy_mailbox(InternetAddressList *list, InternetAddress *one, const char *field,
                         GError **error)
{
    if (!INTERNET_ADDRESS_IS_MAILBOX(one))
        return wrong_address(field, internet_address_get_name(one), error);
    const char *written = internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(one));
    g_autofree char *address = ascii_address(written ? written : "");
    if (!address)
        return wrong_address(field, written, error);
    add_mailbox(list, internet_address_get_name(one), address);
    return true;
}

/* Puts a display list ("Name <address>, …") into To, Cc or Reply-To; NULL or "": none. */
static bool set_recipients(GMimeMessage *message, GMimeAddressType type, const char *field,
                           const char *display, GError **error)
{
    g_autofree char *line = one_line(display);
    if (!*line)
        return true;
    InternetAddressList *read = internet_address_list_parse(NULL, line);
    int count = read ? internet_address_list_length(read) : 0;
    bool good = count > 0 || wrong_address(field, line, error);
    InternetAddressList *list = g_mime_message_get_addresses(message, type);
    for (int i = 0; good && i < count; i++)
        good = copy_mailbox(list, internet_address_list_get_address(read, i), field, error);
    if (read)
        g_object_unref(read);
    return good;
}

static bool set_people(GMimeMessage *message, const MailDraft *draft, GError **error)
{
    g_autofree char *name = one_line(draft->from_name);
    g_autofree char *from = ascii_address(draft->from_address ? draft->from_address : "");
    if (!from)
        return wrong_address("From", draft->from_address, error);
    add_mailbox(g_mime_message_get_from(message), name, from);
    return set_recipients(message, GMIME_ADDRESS_TYPE_TO, "To", draft->to, error) &&
           set_recipients(message, GMIME_ADDRESS_TYPE_CC, "Cc", draft->cc, error) &&
           set_recipients(message, GMIME_ADDRESS_TYPE_REPLY_TO, "Reply-To", draft->reply_to, error);
}

static bool is_usable_id(const char *id)
{
    return id && *id && strlen(id) <= LONGEST_ID && is_ascii_word(id);
}

/* In-Reply-To and References (RFC 5322 3.6.4); an ancestor whose id is unusable is left out. */
static void set_thread(GMimeObject *message, const char *const *references)
{
    g_autoptr(GString) list = g_string_new(NULL);
    const char *last = NULL;
    for (; references && *references; references++) {
        if (!is_usable_id(*references))
            continue;
        last = *references;
        g_string_append_printf(list, "%s<%s>", list->len ? " " : "", last);
    }
    if (!last)
        return;
    g_autofree char *parent = g_strdup_printf("<%s>", last);
    g_mime_object_set_header(message, "In-Reply-To", parent, NULL);
    g_mime_object_set_header(message, "References", list->str, NULL);
}

static void set_optional(GMimeObject *message, const char *name, const char *value)
{
    g_autofree char *line = one_line(value);
    if (*line)
        g_mime_object_set_header(message, name, line, "utf-8");
}

static bool set_marks(GMimeMessage *message, const MailDraft *draft, GError **error)
{
    if (!is_usable_id(draft->message_id)) {
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_FAILED,
                    _("The answer could not be made into an e-mail: it has no usable Message-ID. "
                      "Nothing was sent; write the answer again."));
        return false;
    }
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(draft->date);
    g_autoptr(GDateTime) local = g_date_time_to_timezone(utc, time_text_zone());
    g_autofree char *subject = one_line(draft->subject);
    GMimeObject *object = GMIME_OBJECT(message);
    g_mime_message_set_date(message, local);
    g_mime_message_set_message_id(message, draft->message_id);
    g_mime_message_set_subject(message, subject, "utf-8");
    set_thread(object, draft->references);
    set_optional(object, "Content-Language", draft->language);
    set_optional(object, "Auto-Submitted", draft->automatic);
    /* Machines that answer machines: Exchange heeds this one, others Auto-Submitted (RFC 3834). */
    if (draft->automatic && *draft->automatic)
        set_optional(object, "X-Auto-Response-Suppress", "All");
    set_optional(object, "User-Agent", "Skranke " SKRANKE_VERSION);
    return true;
}

/* Text with CRLF at each line's end, and at its end. */
static GByteArray *canonical_text(const char *text)
{
    g_autofree char *valid = safe_text_valid(text ? text : "", -1);
    GByteArray *lines = mime_wire_lines(valid, strlen(valid));
    if (lines->len && lines->data[lines->len - 1] != '\n')
        g_byte_array_append(lines, (const guint8 *)"\r\n", 2);
    return lines;
}

/* Readable as it stands, else mostly readable, else short. */
static GMimeContentEncoding choose_encoding(const GByteArray *text)
{
    gsize high = 0;
    for (gsize i = 0; i < text->len; i++)
        high += text->data[i] >= 0x80 || text->data[i] == 0x7f;
    if (!high && mime_wire_longest_line((const char *)text->data, text->len) <= MIME_WIRE_LINE)
        return GMIME_CONTENT_ENCODING_7BIT;
    return high > text->len / 5 ? GMIME_CONTENT_ENCODING_BASE64
                                : GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE;
}

static GMimeObject *text_part(const char *text)
{
    g_autoptr(GByteArray) lines = canonical_text(text);
    const char *bytes = lines->len ? (const char *)lines->data : "";
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(bytes, lines->len);
    GMimeDataWrapper *content =
        g_mime_data_wrapper_new_with_stream(stream, GMIME_CONTENT_ENCODING_DEFAULT);
    GMimePart *part = g_mime_part_new_with_type("text", "plain");
    g_mime_object_set_content_type_parameter(GMIME_OBJECT(part), "charset", "utf-8");
    g_mime_part_set_content(part, content);
    g_mime_part_set_content_encoding(part, choose_encoding(lines));
    g_object_unref(content);
    g_object_unref(stream);
    return GMIME_OBJECT(part);
}

/* By the Message-ID, which is nobody else's and cannot be guessed: the same draft is the same
 * bytes, and no attachment can hold the line that ends it. */
static char *boundary_of(const MailDraft *draft)
{
    g_autofree char *hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, draft->message_id, -1);
    return g_strdup_printf("=_%.40s", hash);
}

static GMimeObject *body_of(const MailDraft *draft)
{
    GMimeObject *text = text_part(draft->text);
    if (!draft->attachments || draft->attachments->len == 0)
        return text;
    g_autofree char *boundary = boundary_of(draft);
    g_autoptr(GHashTable) used = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    GMimeMultipart *whole = g_mime_multipart_new_with_subtype("mixed");
    g_mime_multipart_set_boundary(whole, boundary);
    g_mime_multipart_add(whole, text);
    g_object_unref(text);
    for (guint i = 0; i < draft->attachments->len; i++) {
        GMimeObject *part = mime_attach_part(draft->attachments->pdata[i], used);
        g_mime_multipart_add(whole, part);
        g_object_unref(part);
    }
    return GMIME_OBJECT(whole);
}

static bool is_small_enough(const MailDraft *draft, GError **error)
{
    gsize attached = 0;
    for (guint i = 0; draft->attachments && i < draft->attachments->len; i++) {
        const MailAttachment *one = draft->attachments->pdata[i];
        attached += g_bytes_get_size(one->bytes);
    }
    if (attached <= (gsize)MIME_WRITE_ATTACHED_MEGABYTES * 1024 * 1024)
        return true;
    g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_FAILED,
                _("The answer could not be made into an e-mail: its attachments are more than %d "
                  "MB together. Nothing was sent; take some away and send again."),
                MIME_WRITE_ATTACHED_MEGABYTES);
    return false;
}

static GBytes *to_bytes(GMimeMessage *message, GError **error)
{
    GByteArray *mail = mime_wire_bytes(GMIME_OBJECT(message));
    if (mime_wire_is_plain((const char *)mail->data, mail->len))
        return g_byte_array_free_to_bytes(mail);
    g_byte_array_unref(mail);
    g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_FAILED,
                _("The answer could not be made into an e-mail that every server takes: a "
                  "header is too long. Nothing was sent; shorten the list of recipients."));
    return NULL;
}

GBytes *mime_write(const MailDraft *draft, GError **error)
{
    mime_start();
    if (!is_small_enough(draft, error))
        return NULL;
    GMimeMessage *message = g_mime_message_new(TRUE);
    GBytes *mail = NULL;
    if (set_people(message, draft, error) && set_marks(message, draft, error)) {
        GMimeObject *body = body_of(draft);
        g_mime_message_set_mime_part(message, body);
        g_object_unref(body);
        mail = to_bytes(message, error);
    }
    g_object_unref(message);
    return mail;
}

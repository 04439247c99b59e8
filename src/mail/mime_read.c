/* Owns the reading of one mail from bounds to fingerprint. Headers, senders, parts and names have
 * rooms of their own; this one must not know the database or where the mail came from. */
#include "skranke/mail/mime_read.h"

#include <gmime/gmime.h>
#include <libxml/parser.h>
#include <string.h>

#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "mime_bounds.h"
#include "mime_headers.h"
#include "mime_parts.h"
#include "mime_senders.h"

/* GMime's registry forgets the sixteen bytes of a type that is registered anew, once per process.
 */
#if defined(__has_feature) /* clang says it so, gcc by __SANITIZE_ADDRESS__ */
#if __has_feature(address_sanitizer)
#define COUNTS_LEAKS
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define COUNTS_LEAKS
#endif
#ifdef COUNTS_LEAKS
#include <sanitizer/lsan_interface.h>
#define LEAKS_IGNORED() __lsan_disable()
#define LEAKS_COUNTED() __lsan_enable()
#else
#define LEAKS_IGNORED() (void)0
#define LEAKS_COUNTED() (void)0
#endif

/* A mail in a mail is kept whole; parsing it would cost its headers' stack and time. */
static void start_parser(void)
{
    LEAKS_IGNORED();
    g_mime_init();
    g_mime_object_register_type("message", "rfc822", GMIME_TYPE_PART);
    g_mime_object_register_type("message", "global", GMIME_TYPE_PART);
    g_mime_object_register_type("message", "news", GMIME_TYPE_PART);
    LEAKS_COUNTED();
}

void mime_start(void)
{
    static gsize started = 0;
    if (!g_once_init_enter(&started))
        return;
    start_parser();
    mime_senders_start();
    xmlInitParser();
    g_once_init_leave(&started, 1);
}

static GMimeMessage *parse(const MimeBounds *bounds)
{
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(bounds->bytes, bounds->size);
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    g_mime_parser_set_persist_stream(parser, TRUE);
    GMimeMessage *message = g_mime_parser_construct_message(parser, mime_senders_options());
    g_object_unref(parser);
    g_object_unref(stream);
    return message;
}

static void add_line(GChecksum *sum, const char *text)
{
    g_checksum_update(sum, (const guchar *)text, (gssize)strlen(text));
    g_checksum_update(sum, (const guchar *)"\n", 1);
}

/* Attachments count by name and size: two scans sent in the same second are two mails. */
static char *fingerprint(const ParsedMail *mail, GMimeObject *message)
{
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    g_autofree char *from = g_ascii_strdown(mail->from_address, -1);
    const char *date = mime_headers_raw(message, "Date");
    g_autofree char *plain_date = g_strstrip(g_strdup(date ? date : ""));
    add_line(sum, from);
    add_line(sum, plain_date);
    add_line(sum, mail->subject);
    add_line(sum, mail->text);
    for (guint i = 0; i < mail->attachments->len; i++) {
        const MailAttachment *attachment = mail->attachments->pdata[i];
        g_autofree char *size =
            g_strdup_printf("%" G_GSIZE_FORMAT, g_bytes_get_size(attachment->bytes));
        add_line(sum, attachment->name);
        add_line(sum, size);
    }
    return g_strdup(g_checksum_get_string(sum));
}

/* A mail forwarded as an attachment, without a word: a page left empty would look like a mail that
 * says nothing. After the fingerprint: that one must not know the language of the screen. */
static void tell_of_mail_inside(ParsedMail *mail)
{
    const MailAttachment *only = mail->attachments->len == 1 ? mail->attachments->pdata[0] : NULL;
    if (!only || *mail->text || strcmp(only->type, "message/rfc822") != 0)
        return;
    g_free(mail->text);
    mail->text = g_strdup_printf(
        _("The mail has no text of its own: it is in the mail that is attached, %s."), only->name);
}

/* Some machines tell it in words only. */
static void look_at_text(ParsedMail *mail)
{
    g_autofree char *reason =
        *mail->automatic ? g_strdup("") : automatic_text_reason(mail->subject, mail->text);
    if (!*reason)
        return;
    g_free(mail->automatic);
    mail->automatic = g_steal_pointer(&reason);
    mail->automatic_kind = AUTOMATIC_COURTESY;
}

static ParsedMail *new_mail(void)
{
    ParsedMail *mail = g_new0(ParsedMail, 1);
    mail->references = g_ptr_array_new_with_free_func(g_free);
    mail->recipients = g_ptr_array_new_with_free_func(g_free);
    mail->warnings = g_ptr_array_new_with_free_func(g_free);
    return mail;
}

static ParsedMail *read_message(GMimeMessage *message, const MimeBounds *bounds, gint64 received_at)
{
    ParsedMail *mail = new_mail();
    if (bounds->cut_headers)
        mime_warn(mail, _("Headers of the mail were too long; all of them are in the original."));
    if (bounds->cut_parts)
        mime_warn(mail, _("The mail has too many parts; the rest of them are in the original."));
    mime_headers_read(mail, (GMimeObject *)message, received_at);
    mime_parts_read(mail, g_mime_message_get_mime_part(message));
    look_at_text(mail);
    mail->fingerprint = fingerprint(mail, (GMimeObject *)message);
    tell_of_mail_inside(mail);
    return mail;
}

ParsedMail *mime_read(GBytes *raw, gint64 received_at, GError **error)
{
    mime_start();
    gsize size = 0;
    const char *bytes = g_bytes_get_data(raw, &size);
    MimeBounds bounds;
    mime_bounds_take(&bounds, bytes ? bytes : "", size);
    GMimeMessage *message = bounds.has_header ? parse(&bounds) : NULL;
    ParsedMail *mail = message ? read_message(message, &bounds, received_at) : NULL;
    g_clear_object(&message);
    mime_bounds_clear(&bounds);
    if (!mail)
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_FAILED,
                    _("This is not a mail: it has no header line. It is kept as it came."));
    return mail;
}

void parsed_mail_free(ParsedMail *mail)
{
    if (!mail)
        return;
    char *texts[] = {mail->message_id, mail->from_name,   mail->from_address, mail->reply_to,
                     mail->to,         mail->cc,          mail->subject,      mail->text,
                     mail->automatic,  mail->null_sender, mail->fingerprint};
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
        g_free(texts[i]);
    GPtrArray *lists[] = {mail->references, mail->recipients, mail->attachments, mail->warnings};
    for (gsize i = 0; i < G_N_ELEMENTS(lists); i++)
        g_clear_pointer(&lists[i], g_ptr_array_unref);
    g_free(mail);
}

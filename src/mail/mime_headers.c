/* Owns what a mail's header says about itself: Message-ID, ancestors, subject, date, automatic or
 * not. Senders and recipients are read in mime_senders.c. It must not know parts or text. */
#include "mime_headers.h"

#include <string.h>

#include "skranke/base/language.h"

#include "skranke/mail/automatic.h"
#include "skranke/mail/charset.h"

#include "mime_senders.h"

#define REFERENCES 50
#define MESSAGE_ID_BYTES 998
#define SUBJECT_CHARACTERS 2000
#define EARLIEST_DATE 315532800 /* 1980: what stood before was a clock that was never set */
#define DAY_SECONDS 86400

const char *mime_headers_raw(GMimeObject *object, const char *name)
{
    GMimeHeader *header =
        g_mime_header_list_get_header(g_mime_object_get_header_list(object), name);
    return header ? g_mime_header_get_raw_value(header) : NULL;
}

void mime_warn(ParsedMail *mail, const char *sentence)
{
    for (guint i = 0; i < mail->warnings->len; i++)
        if (!strcmp(mail->warnings->pdata[i], sentence))
            return;
    g_ptr_array_add(mail->warnings, g_strdup(sentence));
}

/* Without the folds and spaces that some programs put inside. NULL for what is no id. */
static char *clean_id(const char *from, gsize length)
{
    if (length == 0 || length > MESSAGE_ID_BYTES)
        return NULL;
    GString *id = g_string_sized_new(length + 1);
    for (gsize i = 0; i < length; i++)
        if ((guchar)from[i] > ' ' && from[i] != 0x7F && !strchr("<>", from[i]))
            g_string_append_c(id, from[i]);
    g_autofree char *bytes = g_string_free(id, FALSE);
    return bytes[0] ? charset_decode(bytes, strlen(bytes), NULL, NULL) : NULL;
}

/* The next <id> at or after *at; NULL at the end. */
static char *next_id(const char **at)
{
    for (const char *open = strchr(*at, '<'); open; open = strchr(*at, '<')) {
        const char *close = strchr(open, '>');
        if (!close)
            return NULL;
        *at = close + 1;
        /* "<a <b@c>": the id is the innermost. */
        const char *inner = memrchr(open, '<', (gsize)(close - open));
        char *id = clean_id(inner + 1, (gsize)(close - inner - 1));
        if (id)
            return id;
    }
    return NULL;
}

/* An id without < > counts when it is the only word and looks like one. */
static char *bare_id(const char *value)
{
    g_autofree char *word = g_strstrip(g_strdup(value));
    if (!strchr(word, '@') || strpbrk(word, " \t\r\n\"<>"))
        return NULL;
    return clean_id(word, strlen(word));
}

static GPtrArray *ids_of(const char *value)
{
    GPtrArray *ids = g_ptr_array_new_with_free_func(g_free);
    if (!value)
        return ids;
    const char *at = value;
    for (char *id = next_id(&at); id; id = next_id(&at))
        g_ptr_array_add(ids, id);
    char *bare = ids->len == 0 ? bare_id(value) : NULL;
    if (bare)
        g_ptr_array_add(ids, bare);
    return ids;
}

static void read_message_id(ParsedMail *mail, GMimeObject *message)
{
    const char *value = mime_headers_raw(message, "Message-ID");
    const char *at = value ? value : "";
    mail->message_id = next_id(&at);
    if (!mail->message_id && value) {
        g_autofree char *word = g_strstrip(g_strdup(value));
        mail->message_id = clean_id(word, strcspn(word, " \t\r\n"));
    }
    if (!mail->message_id)
        mail->message_id = g_strdup("");
}

static void add_reference(ParsedMail *mail, GHashTable *seen, const char *id)
{
    if (g_hash_table_contains(seen, id))
        return;
    char *own = g_strdup(id);
    g_hash_table_add(seen, own);
    g_ptr_array_add(mail->references, own);
}

static void read_references(ParsedMail *mail, GMimeObject *message)
{
    g_autoptr(GPtrArray) parents = ids_of(mime_headers_raw(message, "In-Reply-To"));
    g_autoptr(GPtrArray) ancestors = ids_of(mime_headers_raw(message, "References"));
    if (parents->len + ancestors->len == 0)
        return;
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < parents->len && i < REFERENCES - 1; i++)
        add_reference(mail, seen, parents->pdata[i]);
    for (guint i = ancestors->len; i > 0 && mail->references->len < REFERENCES - 1; i--)
        add_reference(mail, seen, ancestors->pdata[i - 1]);
    if (ancestors->len > 0)
        add_reference(mail, seen, ancestors->pdata[0]);
}

void mime_headers_refer(ParsedMail *mail, const char *value)
{
    g_autoptr(GPtrArray) ids = ids_of(value);
    if (ids->len > 0 && mail->references->len < REFERENCES &&
        !g_ptr_array_find_with_equal_func(mail->references, ids->pdata[0], g_str_equal, NULL))
        g_ptr_array_add(mail->references, g_strdup(ids->pdata[0]));
}

static void read_subject(ParsedMail *mail, GMimeObject *message)
{
    mail->subject = charset_decode_header(mime_headers_raw(message, "Subject"));
    if (strlen(mail->subject) <= SUBJECT_CHARACTERS ||
        g_utf8_strlen(mail->subject, -1) <= SUBJECT_CHARACTERS)
        return;
    *g_utf8_offset_to_pointer(mail->subject, SUBJECT_CHARACTERS) = '\0';
    mime_warn(mail, _("The subject is very long; the rest of it is in the original mail."));
}

static void read_date(ParsedMail *mail, GMimeObject *message, gint64 received_at)
{
    const char *value = mime_headers_raw(message, "Date");
    if (!value)
        return;
    g_autoptr(GDateTime) date = g_mime_utils_header_decode_date(value);
    gint64 at = date ? g_date_time_to_unix(date) : 0;
    if (at >= EARLIEST_DATE && (received_at <= 0 || at <= received_at + DAY_SECONDS))
        mail->date = at;
    else
        mime_warn(mail, _("The date in the mail cannot be right; only the time it was received "
                          "counts."));
}

static const char *look_up(const char *name, gpointer message)
{
    return mime_headers_raw(message, name);
}

static void read_automatic(ParsedMail *mail, GMimeObject *message)
{
    const char *path = mime_headers_raw(message, "Return-Path");
    mail->null_sender = g_strstrip(charset_decode_header(path));
    /* The library gives the Content headers of a mail to its outermost part. */
    GMimeObject *part = g_mime_message_get_mime_part((GMimeMessage *)message);
    const char *type = part ? mime_headers_raw(part, "Content-Type") : NULL;
    mail->automatic =
        automatic_reason(look_up, message, mail->from_address, type, &mail->automatic_kind);
}

void mime_headers_read(ParsedMail *mail, GMimeObject *message, gint64 received_at)
{
    read_message_id(mail, message);
    read_references(mail, message);
    read_subject(mail, message);
    read_date(mail, message, received_at);
    mime_senders_read(mail, message);
    read_automatic(mail, message);
}

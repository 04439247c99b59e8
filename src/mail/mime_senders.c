/* Owns the ladder of senders and the lists of recipients, read leniently by GMime within bounds.
 * The identity of a sender is From; Reply-To is only where an answer goes. It must not know parts.
 */
#include "mime_senders.h"

#include <string.h>

#include "skranke/base/language.h"

#include "skranke/domain/address.h"

#include "skranke/mail/charset.h"

#include "mime_headers.h"

#define RECIPIENTS 200
#define LIST_BYTES 4096
#define ADDRESS_BYTES 254
#define NAME_BYTES 1000
#define HEADERS_OF_A_KIND 20
/* A group cannot hold a group (RFC 5322 3.4), but the library follows them down its stack. */
#define COLONS 40

static GMimeParserOptions *options;

void mime_senders_start(void)
{
    static const char *charsets[] = {"utf-8", "windows-1252", NULL};
    options = g_mime_parser_options_new();
    g_mime_parser_options_set_address_compliance_mode(options, GMIME_RFC_COMPLIANCE_LOOSE);
    g_mime_parser_options_set_parameter_compliance_mode(options, GMIME_RFC_COMPLIANCE_LOOSE);
    g_mime_parser_options_set_rfc2047_compliance_mode(options, GMIME_RFC_COMPLIANCE_LOOSE);
    g_mime_parser_options_set_fallback_charsets(options, charsets);
}

GMimeParserOptions *mime_senders_options(void)
{
    return options;
}

/* Return FALSE to stop. */
typedef gboolean (*MailboxFunc)(const char *name, const char *address, gpointer user);

static gboolean visit_list(InternetAddressList *list, MailboxFunc func, gpointer user)
{
    int length = internet_address_list_length(list);
    for (int i = 0; i < length; i++) {
        InternetAddress *item = internet_address_list_get_address(list, i);
        if (INTERNET_ADDRESS_IS_GROUP(item)) {
            InternetAddressList *members =
                internet_address_group_get_members((InternetAddressGroup *)item);
            if (members && !visit_list(members, func, user))
                return FALSE;
            continue;
        }
        const char *address = internet_address_mailbox_get_addr((InternetAddressMailbox *)item);
        if (!func(internet_address_get_name(item), address ? address : "", user))
            return FALSE;
    }
    return TRUE;
}

static gboolean is_control(char byte)
{
    return ((guchar)byte < ' ' && !strchr("\t\r\n", byte)) || byte == 0x7F;
}

/* A copy without the colons that would nest, and without control signs in names: the library would
 * not read the address after them. Within an address they stay, and it is not used. */
static char *bounded_value(const char *value)
{
    char *copy = g_strdup(value);
    const char *last_open = strrchr(copy, '<');
    guint colons = 0;
    gboolean inside = FALSE;
    for (char *at = copy; *at; at++) {
        inside = *at == '<' || (inside && *at != '>');
        gboolean in_name = !inside && last_open && at < last_open;
        if ((*at == ':' && ++colons > COLONS) || (in_name && is_control(*at)))
            *at = ' ';
    }
    return copy;
}

static gboolean visit_value(const char *value, MailboxFunc func, gpointer user)
{
    g_autofree char *bounded = bounded_value(value);
    InternetAddressList *list = internet_address_list_parse(options, bounded);
    gboolean more = !list || visit_list(list, func, user);
    g_clear_object(&list);
    return more;
}

/* Every header of that name, as far as is sensible. */
static void visit_headers(GMimeObject *message, const char *name, MailboxFunc func, gpointer user)
{
    GMimeHeaderList *headers = g_mime_object_get_header_list(message);
    if (!g_mime_header_list_contains(headers, name))
        return;
    int count = g_mime_header_list_get_count(headers), seen = 0;
    for (int i = 0; i < count && seen < HEADERS_OF_A_KIND; i++) {
        GMimeHeader *header = g_mime_header_list_get_header_at(headers, i);
        if (g_ascii_strcasecmp(g_mime_header_get_name(header), name) != 0)
            continue;
        seen++;
        const char *value = g_mime_header_get_raw_value(header);
        if (value && !visit_value(value, func, user))
            return;
    }
}

static gboolean is_usable(const char *address)
{
    const char *at = strrchr(address, '@');
    if (!at || at == address || !at[1] || strlen(address) > ADDRESS_BYTES)
        return FALSE;
    for (const char *byte = address; *byte; byte++)
        if ((guchar)*byte < ' ' || *byte == 0x7F || strchr("<>", *byte))
            return FALSE;
    return g_utf8_validate(address, -1, NULL) && !strpbrk(at, " \t");
}

static char *clean_display_name(const char *name)
{
    if (!name || !*name)
        return g_strdup("");
    g_autofree char *bounded = g_strndup(name, NAME_BYTES);
    char *clean = charset_mend(bounded);
    gsize length = strlen(clean);
    if (length >= 2 && clean[0] == clean[length - 1] && strchr("'\"", clean[0])) {
        clean[length - 1] = '\0';
        memmove(clean, clean + 1, length - 1);
    }
    return g_strstrip(clean);
}

typedef struct {
    char *name, *address;
    guint found; /* addresses in all */
    char *loose; /* a name, or what stands where an address should */
} Sender;

static gboolean take_sender(const char *name, const char *address, gpointer user)
{
    Sender *sender = user;
    if (!is_usable(address)) {
        if (!sender->loose)
            sender->loose = clean_display_name(name && *name ? name : address);
        return TRUE;
    }
    if (sender->found++ == 0) {
        sender->address = g_strdup(address);
        sender->name = clean_display_name(name);
    }
    return TRUE;
}

static void sender_clear(Sender *sender)
{
    g_free(sender->name);
    g_free(sender->address);
    g_free(sender->loose);
}

/* A name that the library cannot read hides the address after it, which is plain to see: the only
 * one between < and >. */
static void take_plain_address(Sender *sender, const char *value)
{
    const char *open = value ? strchr(value, '<') : NULL;
    const char *close = open ? strchr(open, '>') : NULL;
    if (!close || strchr(open + 1, '<'))
        return;
    g_autofree char *address = g_strstrip(g_strndup(open + 1, (gsize)(close - open - 1)));
    g_autofree char *name = g_strndup(value, (gsize)(open - value));
    for (char *at = name; *at; at++)
        if (is_control(*at))
            *at = ' ';
    if (!is_usable(address) || !address_is_valid(address))
        return;
    sender->address = g_steal_pointer(&address);
    g_free(sender->name);
    sender->name = clean_display_name(g_strstrip(name));
}

static void read_from(ParsedMail *mail, GMimeObject *message)
{
    static const char *const ladder[] = {"From", "Sender", "Reply-To", "Return-Path"};
    g_autofree char *loose = NULL;
    for (gsize i = 0; i < G_N_ELEMENTS(ladder) && !mail->from_address; i++) {
        Sender sender = {0};
        visit_headers(message, ladder[i], take_sender, &sender);
        if (i == 0 && !sender.address)
            take_plain_address(&sender, mime_headers_raw(message, ladder[i]));
        if (i == 0)
            loose = g_steal_pointer(&sender.loose);
        if (sender.found > 1)
            mime_warn(mail, _("The mail names several senders; the first one is used."));
        mail->from_address = g_steal_pointer(&sender.address);
        mail->from_name = g_steal_pointer(&sender.name);
        if (i > 0 && mail->from_address)
            mime_warn(mail, _("The mail has no From address that can be read; another header "
                              "tells the sender."));
        sender_clear(&sender);
    }
    if (!mail->from_address) {
        mail->from_address = g_strdup("");
        mime_warn(mail, _("The mail does not tell who sent it."));
    }
    if (!mail->from_name || !*mail->from_name) {
        g_free(mail->from_name);
        mail->from_name = loose ? g_steal_pointer(&loose) : g_strdup("");
    }
}

static void read_reply_to(ParsedMail *mail, GMimeObject *message)
{
    Sender sender = {0};
    visit_headers(message, "Reply-To", take_sender, &sender);
    if (sender.address && address_is_valid(sender.address) &&
        !address_equal(sender.address, mail->from_address)) {
        mail->reply_to = g_steal_pointer(&sender.address);
        const char *own = strrchr(mail->from_address, '@');
        if (own && g_ascii_strcasecmp(own, strrchr(mail->reply_to, '@')) != 0)
            mime_warn(mail, _("Answers go to another domain than the sender's (Reply-To)."));
    } else {
        mail->reply_to = g_strdup("");
    }
    sender_clear(&sender);
}

typedef struct {
    GPtrArray *recipients;
    GHashTable *seen;
    GString *display; /* NULL where it is not wanted */
    gboolean display_full;
} Recipients;

static void add_display(Recipients *list, const char *name, const char *address)
{
    if (!list->display || list->display_full)
        return;
    g_autofree char *clean = clean_display_name(name);
    g_autofree char *shown = is_usable(address) ? address_display(clean, address)
                                                : charset_mend(*clean ? clean : address);
    if (!*shown)
        return;
    list->display_full = list->display->len + strlen(shown) + 2 > LIST_BYTES;
    if (list->display->len > 0)
        g_string_append(list->display, ", ");
    g_string_append(list->display, list->display_full ? "…" : shown);
}

static gboolean add_recipient(const char *name, const char *address, gpointer user)
{
    Recipients *list = user;
    add_display(list, name, address);
    if (is_usable(address) && list->recipients->len < RECIPIENTS) {
        g_autofree char *lower = g_utf8_strdown(address, -1);
        if (!g_hash_table_contains(list->seen, lower)) {
            g_hash_table_add(list->seen, lower);
            g_ptr_array_add(list->recipients, g_steal_pointer(&lower));
        }
    }
    return list->recipients->len < RECIPIENTS || (list->display && !list->display_full);
}

/* The header's addresses into the list of recipients; as text too. */
static char *read_list(Recipients *list, GMimeObject *message, const char *name)
{
    list->display = g_string_new(NULL);
    list->display_full = FALSE;
    visit_headers(message, name, add_recipient, list);
    return g_string_free(g_steal_pointer(&list->display), FALSE);
}

void mime_senders_read(ParsedMail *mail, GMimeObject *message)
{
    read_from(mail, message);
    read_reply_to(mail, message);
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    Recipients list = {.recipients = mail->recipients, .seen = seen};
    mail->to = read_list(&list, message, "To");
    mail->cc = read_list(&list, message, "Cc");
    visit_headers(message, "Delivered-To", add_recipient, &list);
    visit_headers(message, "X-Original-To", add_recipient, &list);
}

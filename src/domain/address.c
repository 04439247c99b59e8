/* E-mail addresses as text: which are safe in an envelope, how a list is typed, which belong to
 * machines. Deliberately narrower than RFC 5321: what is refused here never reaches a mail server.
 * Knows no header syntax; that is GMime's. */
#include "skranke/domain/address.h"

#include <string.h>

#include "skranke/base/error.h"
#include "skranke/base/language.h"

#define LONGEST_ADDRESS 254 /* RFC 5321 4.5.3.1.3 less the brackets */
#define LONGEST_LOCAL 64    /* RFC 5321 4.5.3.1.1 */
#define LONGEST_LABEL 63    /* RFC 1035 2.3.4 */
/* More recipients than an operator types; a hostile list of a million names ends here. */
#define MOST_ADDRESSES 200
/* RFC 5322 3.2.3, atext without letters and digits, and the dot. */
#define LOCAL_SIGNS "!#$%&'*+-/=?^_`{|}~."

static bool label_is_valid(const char *label)
{
    gsize length = strlen(label);
    if (length == 0 || length > LONGEST_LABEL || label[0] == '-' || label[length - 1] == '-')
        return false;
    for (const char *at = label; *at != '\0'; at++)
        if (!g_ascii_isalnum(*at) && *at != '-')
            return false;
    return true;
}

static bool domain_is_valid(const char *domain)
{
    g_auto(GStrv) labels = g_strsplit(domain, ".", -1);
    bool letters = false;
    for (guint i = 0; labels[i]; i++) {
        if (!label_is_valid(labels[i]))
            return false;
        letters = letters || labels[i][strspn(labels[i], "0123456789-")] != '\0';
    }
    return letters;
}

static bool local_is_valid(const char *local, gsize length)
{
    if (length == 0 || length > LONGEST_LOCAL || local[0] == '.' || local[length - 1] == '.')
        return false;
    for (gsize i = 0; i < length; i++)
        if (!g_ascii_isalnum(local[i]) && !strchr(LOCAL_SIGNS, local[i]))
            return false;
    return true;
}

bool address_is_valid(const char *address)
{
    const char *at = address ? strchr(address, '@') : NULL;
    return at && strlen(address) <= LONGEST_ADDRESS &&
           local_is_valid(address, (gsize)(at - address)) && domain_is_valid(at + 1);
}

/* A domain with æøå in the form mail servers know; other addresses as they are. */
static char *with_ascii_domain(const char *address)
{
    const char *at = strrchr(address, '@');
    if (!at || g_str_is_ascii(at) || !g_utf8_validate(at, -1, NULL))
        return g_strdup(address);
    g_autofree char *domain = g_hostname_to_ascii(at + 1);
    return domain ? g_strdup_printf("%.*s@%s", (int)(at - address), address, domain)
                  : g_strdup(address);
}

/* "Kari Vik <kari@example.org>" → "kari@example.org"; a quoted name may hold anything. */
static char *bare_address(const char *entry)
{
    const char *open = strrchr(entry, '<');
    const char *close = open ? strchr(open, '>') : NULL;
    g_autofree char *inner = close && close[1] == '\0'
                                 ? g_strndup(open + 1, (gsize)(close - open - 1))
                                 : g_strdup(entry);
    return with_ascii_domain(g_strstrip(inner));
}

/* The length up to the next comma or semicolon that is neither in quotes nor in brackets. */
static gsize entry_length(const char *text)
{
    bool quoted = false, bracketed = false;
    gsize i = 0;
    for (; text[i] != '\0'; i++) {
        if (quoted && text[i] == '\\' && text[i + 1] != '\0')
            i++;
        else if (text[i] == '"')
            quoted = !quoted;
        else if (!quoted && (text[i] == '<' || text[i] == '>'))
            bracketed = text[i] == '<';
        else if (!quoted && !bracketed && (text[i] == ',' || text[i] == ';'))
            break;
    }
    return i;
}

/* The entries of a list, trimmed, without empty ones; at most one more than is allowed. */
static GPtrArray *split_list(const char *text)
{
    GPtrArray *entries = g_ptr_array_new_with_free_func(g_free);
    const char *at = text ? text : "";
    while (*at != '\0' && entries->len <= MOST_ADDRESSES) {
        gsize length = entry_length(at);
        char *entry = g_strstrip(g_strndup(at, length));
        if (*entry != '\0')
            g_ptr_array_add(entries, entry);
        else
            g_free(entry);
        at += length;
        at += *at != '\0' ? 1 : 0;
    }
    return entries;
}

GPtrArray *address_list_parse(const char *text, GError **error)
{
    g_autoptr(GPtrArray) entries = split_list(text);
    g_autoptr(GPtrArray) addresses = g_ptr_array_new_with_free_func(g_free);
    if (entries->len > MOST_ADDRESSES) {
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_USAGE,
                    _("More than %d addresses in one list; nothing was changed. Use fewer."),
                    MOST_ADDRESSES);
        return NULL;
    }
    for (guint i = 0; i < entries->len; i++) {
        g_autofree char *address = bare_address(entries->pdata[i]);
        if (!address_is_valid(address)) {
            g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_USAGE,
                        _("\"%.80s\" is not an e-mail address; nothing was changed. Write "
                          "name@example.org or Name <name@example.org>, with commas between."),
                        (const char *)entries->pdata[i]);
            return NULL;
        }
        g_ptr_array_add(addresses, g_steal_pointer(&address));
    }
    return g_steal_pointer(&addresses);
}

GPtrArray *address_list_usable(const char *text)
{
    g_autoptr(GPtrArray) entries = split_list(text);
    GPtrArray *addresses = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < entries->len && i < MOST_ADDRESSES; i++) {
        char *address = bare_address(entries->pdata[i]);
        if (address_is_valid(address))
            g_ptr_array_add(addresses, address);
        else
            g_free(address);
    }
    return addresses;
}

/* In quotes where the name holds a sign that would end it (RFC 5322 3.2.3); control characters,
 * which could start a new header line, become spaces. */
static char *display_name(const char *name)
{
    GString *text = g_string_new(NULL);
    bool quoted = strpbrk(name, "()<>[]:;@\\,.\"") != NULL;
    for (const char *at = name; *at != '\0'; at++) {
        if (*at == '"' || *at == '\\')
            g_string_append_c(text, '\\');
        g_string_append_c(text, g_ascii_iscntrl(*at) ? ' ' : *at);
    }
    g_strstrip(text->str);
    char *display = g_strdup_printf(quoted ? "\"%s\"" : "%s", text->str);
    g_string_free(text, TRUE);
    return display;
}

char *address_display(const char *name, const char *address)
{
    g_autofree char *shown = display_name(name ? name : "");
    if (*shown == '\0')
        return g_strdup(address ? address : "");
    if (!address || *address == '\0')
        return g_steal_pointer(&shown);
    return g_strdup_printf("%s <%s>", shown, address);
}

bool address_equal(const char *a, const char *b)
{
    return g_ascii_strcasecmp(a ? a : "", b ? b : "") == 0;
}

bool address_is_among(const GPtrArray *addresses, const char *address)
{
    if (!address || !*address)
        return false;
    for (guint i = 0; addresses && i < addresses->len; i++)
        if (address_equal(addresses->pdata[i], address))
            return true;
    return false;
}

/* The local part in lower case without the signs that senders put between: "No-Reply" and
 * "no_reply" are the same. */
static char *plain_local(const char *address)
{
    GString *local = g_string_new(NULL);
    for (const char *at = address; *at != '\0' && *at != '@'; at++)
        if (!strchr("-_.", *at))
            g_string_append_c(local, g_ascii_tolower(*at));
    return g_string_free(local, FALSE);
}

bool address_is_machine(const char *address)
{
    static const char *const beginnings[] = {
        "noreply",    "donotreply", "dontreply", "ikkesvar", "svarikke", "mailerdaemon",
        "postmaster", "bounce",     "autoreply", "autosvar", "listserv", "majordomo"};
    /* No address is the envelope of a bounce: it must never be answered. */
    if (!address || *address == '\0')
        return true;
    g_autofree char *local = plain_local(address);
    for (guint i = 0; i < G_N_ELEMENTS(beginnings); i++)
        if (g_str_has_prefix(local, beginnings[i]))
            return true;
    return g_str_has_suffix(local, "noreply");
}

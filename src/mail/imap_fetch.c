/* Messages over an IMAP session: commands of some hundred UIDs, several in flight, answers in
 * whatever order the server likes. What is pulled, what is too large and what the server will not
 * hand over is decided here; what a mail says is not. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "skranke/base/error.h"
#include "skranke/base/language.h"
#include "skranke/base/safe_text.h"

#include "imap_session.h"

enum { BATCH = 250, IN_FLIGHT = 4 };

#define WHOLE "UID INTERNALDATE BODY.PEEK[]"
#define HEADER "UID INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER]<0.65536>"

/* A command on its way: these of the fetch's UIDs. */
typedef struct {
    guint number; /* of the command */
    guint first, count;
} Flight;

typedef struct {
    ImapSession *session;
    const gint64 *uids;
    guint count;
    guint8 *delivered;
    const char *items; /* WHOLE or HEADER */
    ImapMessageFunc func;
    gpointer user;
    Flight flights[IN_FLIGHT];
    guint flying, next; /* first UID not yet asked for */
    GArray *refused;    /* guint: UIDs that a NO left without a message */
} Fetch;

/* "17-Jul-1996 02:44:25 -0700", the day with a space or a zero (RFC 3501 date-time); 0 when it is
 * none. Not strptime: the months are English whatever the locale. */
static gint64 internal_date(const char *text)
{
    static const char months[] = "janfebmaraprmayjunjulaugsepoctnovdec";
    struct tm at = {0};
    char month[4], sign;
    int zone;
    if (sscanf(text, " %2d-%3s-%4d %2d:%2d:%2d %c%4d", &at.tm_mday, month, &at.tm_year, &at.tm_hour,
               &at.tm_min, &at.tm_sec, &sign, &zone) != 8)
        return 0;
    g_autofree char *low = g_ascii_strdown(month, -1);
    const char *found = strstr(months, low);
    if (found == NULL || (found - months) % 3 != 0)
        return 0;
    at.tm_mon = (int)(found - months) / 3;
    at.tm_year -= 1900;
    gint64 seconds = (zone / 100 * 60 + zone % 100) * G_GINT64_CONSTANT(60);
    return (gint64)timegm(&at) - (sign == '-' ? -seconds : seconds);
}

static guint find_uid(const Fetch *fetch, gint64 uid)
{
    guint low = 0, high = fetch->count;
    while (low < high) {
        guint middle = low + (high - low) / 2;
        if (fetch->uids[middle] < uid)
            low = middle + 1;
        else
            high = middle;
    }
    return low < fetch->count && fetch->uids[low] == uid ? low : fetch->count;
}

/* Past the value that begins at this token: one token, or a list with all it holds. */
static guint skip_value(const ImapResponse *response, guint at)
{
    guint depth = 0;
    for (; at < response->count; at++) {
        ImapTokenType type = response->tokens[at].type;
        if (type == IMAP_OPEN)
            depth++;
        else if (type == IMAP_CLOSE && depth > 0)
            depth--;
        if (depth == 0)
            return at + 1;
    }
    return at;
}

/* The bytes of a literal or of a quoted string; NIL is empty. */
static GBytes *value_bytes(const ImapToken *token)
{
    if (token->type == IMAP_LITERAL)
        return g_bytes_ref(token->bytes);
    return g_bytes_new(token->text, token->type == IMAP_STRING ? token->size : 0);
}

/* "* 12 FETCH (name value …)" in any order. The caller frees bytes and header. */
static void read_items(const ImapResponse *response, ImapMessage *message)
{
    for (guint at = 4; at + 1 < response->count && response->tokens[at].type == IMAP_ATOM;
         at = skip_value(response, at + 1)) {
        const char *name = response->tokens[at].text;
        const ImapToken *value = &response->tokens[at + 1];
        if (g_ascii_strcasecmp(name, "UID") == 0)
            message->uid = imap_token_number(response, at + 1);
        else if (g_ascii_strcasecmp(name, "RFC822.SIZE") == 0)
            message->size = imap_token_number(response, at + 1);
        else if (g_ascii_strcasecmp(name, "INTERNALDATE") == 0)
            message->internal_date = internal_date(value->text);
        else if (g_ascii_strcasecmp(name, "BODY[]") == 0 && message->bytes == NULL)
            message->bytes = value_bytes(value);
        else if (g_ascii_strncasecmp(name, "BODY[HEADER]", 12) == 0 && message->header == NULL)
            message->header = value_bytes(value);
    }
}

static bool deliver(Fetch *fetch, guint index, ImapMessage *message, GError **error)
{
    fetch->delivered[index] = 1;
    if (message->bytes != NULL)
        message->size = (gint64)g_bytes_get_size(message->bytes);
    return fetch->func(message, fetch->user, error);
}

/* Unsolicited FETCH (flags changed), doubles and UIDs that nobody asked for are passed over. */
static bool see_message(const ImapResponse *response, gpointer user, GError **error)
{
    Fetch *fetch = user;
    if (!imap_token_is(response, 2, "FETCH") || response->count < 4 ||
        response->tokens[3].type != IMAP_OPEN)
        return true;
    ImapMessage message = {0};
    read_items(response, &message);
    guint index = find_uid(fetch, message.uid);
    bool good = true;
    if (index < fetch->count && !fetch->delivered[index] &&
        (message.bytes != NULL) != (message.header != NULL))
        good = deliver(fetch, index, &message, error);
    g_clear_pointer(&message.bytes, g_bytes_unref);
    g_clear_pointer(&message.header, g_bytes_unref);
    return good;
}

static bool launch(Fetch *fetch, GError **error)
{
    guint count = MIN(BATCH, fetch->count - fetch->next);
    g_autofree char *set = imap_uid_set(fetch->uids + fetch->next, count);
    g_autofree char *text = g_strdup_printf("UID FETCH %s (%s)", set, fetch->items);
    guint number = imap_send(fetch->session, text, error);
    if (number == 0)
        return false;
    fetch->flights[fetch->flying++] = (Flight){number, fetch->next, count};
    fetch->next += count;
    return true;
}

/* A command has ended: what a NO left without a message is asked for again, one by one, at the end.
 */
static bool land(Fetch *fetch, const ImapResponse *response, GError **error)
{
    guint number = imap_ended(response), at = 0;
    while (at < fetch->flying && fetch->flights[at].number != number)
        at++;
    if (at == fetch->flying)
        return true;
    Flight flight = fetch->flights[at];
    fetch->flights[at] = fetch->flights[--fetch->flying];
    if (strcmp(response->word, "BAD") == 0) {
        g_autofree char *words = safe_text_line(response->text, -1);
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_FAILED,
                    _("The mail server refused to %s: %s"), _("hand over mail"), words);
        return false;
    }
    for (guint i = flight.first; i < flight.first + flight.count; i++)
        if (strcmp(response->word, "NO") == 0 && !fetch->delivered[i])
            g_array_append_val(fetch->refused, i);
    return true;
}

static bool fly(Fetch *fetch, GError **error)
{
    ImapResponse response;
    while (fetch->next < fetch->count || fetch->flying > 0) {
        while (fetch->flying < IN_FLIGHT && fetch->next < fetch->count)
            if (!launch(fetch, error))
                return false;
        if (!imap_read(fetch->session, &response, error))
            return false;
        bool ended = imap_ended(&response) != 0;
        if (ended ? !land(fetch, &response, error) : !see_message(&response, fetch, error))
            return false;
    }
    return true;
}

/* Nothing may pass silently: what is refused a second time is reported as such. */
static bool ask_again(Fetch *fetch, GError **error)
{
    for (guint i = 0; i < fetch->refused->len; i++) {
        guint index = g_array_index(fetch->refused, guint, i);
        g_autofree char *text = g_strdup_printf("UID FETCH %" G_GINT64_FORMAT " (%s)",
                                                fetch->uids[index], fetch->items);
        ImapEnd end;
        if (!imap_command(fetch->session, text, see_message, fetch, &end, error))
            return false;
        g_autofree char *words = end.words;
        ImapMessage message = {.uid = fetch->uids[index], .refusal = words};
        if (!end.ok && !fetch->delivered[index] && !deliver(fetch, index, &message, error))
            return false;
    }
    return true;
}

static bool fetch_all(ImapSession *session, const gint64 *uids, guint count, const char *items,
                      ImapMessageFunc func, gpointer user, GError **error)
{
    g_autofree guint8 *delivered = g_new0(guint8, count);
    g_autoptr(GArray) refused = g_array_new(FALSE, FALSE, sizeof(guint));
    Fetch fetch = {.session = session,
                   .uids = uids,
                   .count = count,
                   .delivered = delivered,
                   .items = items,
                   .func = func,
                   .user = user,
                   .refused = refused};
    bool good = fly(&fetch, error) && ask_again(&fetch, error);
    session->broken = session->broken || !good;
    return good;
}

/* Splits ascending UIDs into those that are in `some` (ascending too) and the rest. */
static void split(const gint64 *uids, guint count, const GArray *some, GArray *in, GArray *out)
{
    guint at = 0;
    for (guint i = 0; i < count; i++) {
        while (at < some->len && g_array_index(some, gint64, at) < uids[i])
            at++;
        bool found = at < some->len && g_array_index(some, gint64, at) == uids[i];
        g_array_append_val(found ? in : out, uids[i]);
    }
}

bool imap_fetch(ImapSession *session, const gint64 *uids, guint count, ImapMessageFunc func,
                gpointer user, GError **error)
{
    if (count == 0)
        return true;
    g_autofree char *criteria =
        g_strdup_printf("UID %" G_GINT64_FORMAT ":%" G_GINT64_FORMAT " LARGER %" G_GSIZE_FORMAT,
                        uids[0], uids[count - 1], session->max_bytes);
    g_autoptr(GArray) larger = imap_search(session, criteria, error);
    if (larger == NULL)
        return false;
    g_autoptr(GArray) whole = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_autoptr(GArray) headers = g_array_new(FALSE, FALSE, sizeof(gint64));
    split(uids, count, larger, headers, whole);
    return fetch_all(session, (const gint64 *)(gpointer)whole->data, whole->len, WHOLE, func, user,
                     error) &&
           fetch_all(session, (const gint64 *)(gpointer)headers->data, headers->len, HEADER, func,
                     user, error);
}

/* Which messages are there: UID SEARCH in both its answers, and sets of UIDs as text. A server's
 * ranges are not believed beyond a bound. */
#include <string.h>

#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "imap_session.h"

enum {
    UIDS_MOST = 5000000, /* 40 MB */
    WINDOW = 50000 /* message numbers a plain SEARCH is asked for: its answer stays below a line's
                      bound */
};

char *imap_uid_set(const gint64 *uids, guint count)
{
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < count;) {
        guint last = i;
        while (last + 1 < count && uids[last + 1] == uids[last] + 1)
            last++;
        g_string_append_printf(out, "%s%" G_GINT64_FORMAT, i > 0 ? "," : "", uids[i]);
        if (last > i)
            g_string_append_printf(out, ":%" G_GINT64_FORMAT, uids[last]);
        i = last + 1;
    }
    return g_string_free(out, FALSE);
}

static bool add_range(GArray *uids, gint64 first, gint64 last, GError **error)
{
    if (first > last) {
        gint64 swap = first;
        first = last;
        last = swap;
    }
    if (first < 1 || last > G_MAXUINT32 || last - first >= UIDS_MOST - (gint64)uids->len) {
        g_set_error_literal(error, SKRANKE_ERROR, SKRANKE_ERROR_FAILED,
                            _("The mail server names more messages than can be."));
        return false;
    }
    for (gint64 uid = first; uid <= last; uid++)
        g_array_append_val(uids, uid);
    return true;
}

/* "1:500,507" */
static bool add_set(GArray *uids, const char *text, GError **error)
{
    while (*text != '\0') {
        char *end;
        gint64 first = g_ascii_strtoll(text, &end, 10), last = first;
        if (*end == ':')
            last = g_ascii_strtoll(end + 1, &end, 10);
        if (*end != ',' && *end != '\0')
            first = 0; /* no set of UIDs: refused below */
        if (!add_range(uids, first, last, error))
            return false;
        text = *end == ',' ? end + 1 : end;
    }
    return true;
}

static bool see_found(const ImapResponse *response, gpointer user, GError **error)
{
    bool plain = imap_token_is(response, 1, "SEARCH");
    if (!plain && !imap_token_is(response, 1, "ESEARCH"))
        return true;
    for (guint i = 2; i < response->count; i++) {
        gint64 uid = plain ? imap_token_number(response, i) : -1;
        if (plain && uid > 0 && !add_range(user, uid, uid, error))
            return false;
        if (!plain && imap_token_is(response, i, "ALL") && i + 1 < response->count &&
            response->tokens[i + 1].type == IMAP_ATOM)
            return add_set(user, response->tokens[i + 1].text, error);
    }
    return true;
}

static gint compare(gconstpointer a, gconstpointer b)
{
    const gint64 *left = a, *right = b;
    return (*left > *right) - (*left < *right);
}

static void sort_unique(GArray *uids)
{
    gint64 *all = (gint64 *)(gpointer)uids->data;
    guint kept = 0;
    g_array_sort(uids, compare);
    for (guint i = 0; i < uids->len; i++)
        if (i == 0 || all[i] != all[i - 1])
            all[kept++] = all[i];
    g_array_set_size(uids, kept);
}

static bool search_in_windows(ImapSession *session, const char *criteria, GArray *uids,
                              GError **error)
{
    for (gint64 from = 1; from <= session->exists; from += WINDOW) {
        g_autofree char *text =
            g_strdup_printf("UID SEARCH %" G_GINT64_FORMAT ":%" G_GINT64_FORMAT " %s", from,
                            MIN(from + WINDOW - 1, session->exists), criteria);
        if (!imap_command_ok(session, text, _("search the folder"), see_found, uids, error))
            return false;
    }
    return true;
}

GArray *imap_search(ImapSession *session, const char *criteria, GError **error)
{
    g_autoptr(GArray) uids = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_autofree char *text = g_strdup_printf("UID SEARCH RETURN (ALL) %s", criteria);
    bool good = session->can_esearch
                    ? imap_command_ok(session, text, _("search the folder"), see_found, uids, error)
                    : search_in_windows(session, criteria, uids, error);
    if (!good)
        return NULL;
    sort_unique(uids);
    return g_steal_pointer(&uids);
}

GArray *imap_search_after(ImapSession *session, gint64 after, GError **error)
{
    g_autofree char *criteria = g_strdup_printf("UID %" G_GINT64_FORMAT ":*", after + 1);
    GArray *uids = imap_search(session, criteria, error);
    /* "n:*" always names the last message, even when its UID is smaller than n. */
    guint known = 0;
    while (uids != NULL && known < uids->len && g_array_index(uids, gint64, known) <= after)
        known++;
    if (known > 0)
        g_array_remove_range(uids, 0, known);
    return uids;
}

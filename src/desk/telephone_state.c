/* Owns the state of the telephone in words: how it stands with each call, who waits, until when it
 * is open. Asks no database but the rules that are read already. */
#include <string.h>

#include "skranke/base/language.h"

#include "skranke/desk/rules.h"

#include "telephone_private.h"

enum { MINUTE = 60 };

/* ---- one call ------------------------------------------------------------------------------- */

char *telephone_rings_text(const Telephone *telephone, const PbxCall *line, const char *caller)
{
    if (line->reason == PBX_REASON_NONE)
        return g_strdup_printf(_("Ringing: %s"), caller);
    /* TRANSLATORS: a caller came back and rings here: from whom, why, who rings. */
    return g_strdup_printf(_("Back from %s, %s: %s"), telephone_whom_name(telephone, line),
                           pbx_reason_text(line->reason), caller);
}

static char *line_text(const Telephone *telephone, const PbxCall *line)
{
    g_autofree char *caller = telephone_caller(line);
    const char *whom = telephone_whom_name(telephone, line), *state = pbx_state_text(line->state);
    const char *why = pbx_reason_text(line->reason);
    switch (line->state) {
    case PBX_TRANSFERRING:
        /* TRANSLATORS: a caller, a colleague. */
        return g_strdup_printf(_("%s is on the way to %s."), caller, whom);
    case PBX_CONSULTING:
    case PBX_READY:
        return g_strdup_printf("%s: %s (%s).", caller, state, whom);
    case PBX_RINGING:
    case PBX_RETURNED:
        if (*why == '\0')
            break;
        /* TRANSLATORS: a caller, a colleague, "no answer". */
        return g_strdup_printf(line->state == PBX_RINGING ? _("%s came back from %s, %s: rings.")
                                                          : _("%s came back from %s, %s."),
                               caller, whom, why);
    default:
        break;
    }
    return g_strdup_printf("%s: %s.", caller, state);
}

/* ---- all of it ------------------------------------------------------------------------------ */

/* Each call that this desk has, or that came back: also one that is on its way. Who is parked waits
 * somewhere else. */
static char *calls_text(const Telephone *telephone)
{
    g_autoptr(GPtrArray) lines = pbx_calls(telephone->pbx);
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < lines->len; i++) {
        const PbxCall *line = lines->pdata[i];
        if (line->state == PBX_WAITING || line->state == PBX_PARKED)
            continue;
        g_autofree char *one = line_text(telephone, line);
        g_string_append_printf(text, "%s%s", text->len > 0 ? " " : "", one);
    }
    return g_string_free(text, FALSE);
}

/* What this operator is doing. */
static char *own_state(const Telephone *telephone)
{
    if (pbx_connection(telephone->pbx) == PBX_OFF)
        return g_strdup(_("No telephone system: calls are noted by hand."));
    if (pbx_connection(telephone->pbx) != PBX_CONNECTED) {
        g_autofree char *text = pbx_connection_text(telephone->pbx);
        return g_strconcat(text, ".", NULL);
    }
    g_autofree char *calls = calls_text(telephone);
    if (*calls != '\0')
        return g_steal_pointer(&calls);
    return g_strdup(pbx_is_paused(telephone->pbx) ? _("Paused.") : _("Free."));
}

guint telephone_waiting(const Telephone *telephone, gint64 *since)
{
    g_autoptr(GPtrArray) calls = pbx_calls(telephone->pbx);
    guint waiting = 0;
    *since = 0;
    for (guint i = 0; i < calls->len; i++) {
        const PbxCall *line = calls->pdata[i];
        if (line->state != PBX_WAITING && line->state != PBX_RETURNED)
            continue;
        *since = waiting++ == 0 ? line->began_at : MIN(*since, line->began_at);
    }
    return waiting;
}

static char *waiting_text(const Telephone *telephone, gint64 now)
{
    gint64 since = 0;
    guint waiting = telephone_waiting(telephone, &since);
    if (waiting == 0)
        return g_strdup(_("Nobody is waiting."));
    return g_strdup_printf(_("%u waiting, longest %" PRId64 " min."), waiting,
                           MAX(0, now - since) / MINUTE);
}

static char *opening_sentence(Desk *desk, gint64 now)
{
    const Rulebook *book = rules_book(desk, NULL);
    if (book == NULL)
        return g_strdup("");
    g_autofree char *text = opening_text(&book->opening, now);
    g_autofree char *first = g_utf8_strup(text, (gssize)(g_utf8_next_char(text) - text));
    return g_strconcat(" ", first, *text != '\0' ? g_utf8_next_char(text) : "", ".", NULL);
}

char *telephone_state_text(const Telephone *telephone, gint64 now)
{
    g_autofree char *own = own_state(telephone);
    bool connected = pbx_connection(telephone->pbx) == PBX_CONNECTED;
    g_autofree char *waiting = connected ? waiting_text(telephone, now) : g_strdup("");
    g_autofree char *opening = opening_sentence(telephone->desk, now);
    return g_strconcat(own, *waiting != '\0' ? " " : "", waiting, opening, NULL);
}

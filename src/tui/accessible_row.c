/* Owns the short form of rows for those who hear or feel the screen. Knows no terminal and nothing
 * of what is listed. */
#include "skranke/tui/accessible_row.h"

#include <string.h>

#include "skranke/base/language.h"
#include "skranke/base/safe_text.h"
#include "skranke/base/time_text.h"

enum { LEAST_CUT = 6, SECTION_CELLS = 18 };

/* How many cells the longest of the facts that decide and may be cut may have. */
static int key_cells(const RowFact *facts, guint count, const char *const *texts, guint *longest)
{
    int all = 1, most = 0;
    for (guint i = 0; i < count; i++) {
        int cells = facts[i].key ? safe_text_cells(texts[facts[i].column]) : 0;
        all += cells > 0 ? cells + 1 : 0;
        if (facts[i].key == ROW_KEY_WHOLE || cells <= most)
            continue;
        *longest = i;
        most = cells;
    }
    return MAX(LEAST_CUT, most - MAX(0, all - ACCESSIBLE_LINE));
}

char *accessible_row(const RowFact *facts, guint count, const char *const *texts, bool selected)
{
    guint longest = 0;
    int cells = key_cells(facts, count, texts, &longest);
    GString *row = g_string_new(selected ? ">" : " ");
    for (guint i = 0; i < count; i++) {
        const char *text = texts[facts[i].column];
        bool cut = facts[i].key == ROW_KEY && i == longest;
        g_autofree char *fact = cut ? safe_text_cut(text, cells) : g_strdup(text);
        g_strstrip(fact);
        if (*fact)
            g_string_append_printf(row, " %s", fact);
    }
    return g_string_free(row, FALSE);
}

char *accessible_name(const char *name)
{
    g_autofree char *whole = g_strstrip(g_strdup(name));
    const char *last = strrchr(whole, ' ');
    if (!last)
        return g_steal_pointer(&whole);
    GString *text = g_string_new(last + 1);
    g_string_append_c(text, ' ');
    g_string_append_unichar(text, g_utf8_get_char(whole));
    return g_string_free(text, FALSE);
}

char *accessible_section(const char *name)
{
    const char *apart = strstr(name, " for ");
    bool fits = safe_text_cells(name) <= SECTION_CELLS;
    return g_strdup(fits || !apart ? name : apart + strlen(" for "));
}

char *accessible_number(const char *number)
{
    GString *text = g_string_new(NULL);
    for (const char *at = number; *at; at++)
        if (*at != ' ')
            g_string_append_c(text, *at);
    return g_string_free(text, FALSE);
}

static char *until_text(const char *word, gint64 until, gint64 now)
{
    if (until == 0)
        return g_strdup(word);
    g_autofree char *when = time_text_short(until, now);
    g_strdelimit(when, " ", '-');
    return g_strdup_printf("%s-%s", word, when);
}

char *accessible_presence(const Presence *presence, gint64 now)
{
    /* TRANSLATORS: presence in at most eight letters each, a time follows: "MEETING-11:30". OFF is
     * a person who does not work at this hour (nb, nn: FRI), no office that is closed. */
    static const char *const words[] = {N_("IN"), N_("MEETING"), N_("OUT"), N_("OFF")};
    if (presence->source == PRESENCE_BY_LEAVING)
        return g_strdup(_("LEFT"));
    PresenceStatus told = presence_shown(presence);
    return until_text(_(words[told]), told == PRESENCE_IN ? presence->until : presence->back_at,
                      now);
}

char *accessible_line(const Presence *presence, gint64 now)
{
    /* TRANSLATORS: a section's shared telephone; a time follows: "OPEN-15:00". */
    return until_text(presence->status == PRESENCE_IN ? _("OPEN") : _("CLOSED"), presence->until,
                      now);
}

char *accessible_duty(const Presence *presence, gint64 now)
{
    bool there = presence->duty && presence_shown(presence) == PRESENCE_IN;
    return there ? until_text(_("PRESS"), presence->duty_until, now)
                 : accessible_presence(presence, now);
}

/* Owns what is known of a caller before the call is taken, and the figures of a day in words. */
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/language.h"
#include "skranke/base/time_text.h"

#include "skranke/store/inquiries.h"

#include "skranke/desk/calls.h"

enum { LOOKED_AT = 50, CALLS_SHOWN = 5, INQUIRIES_SHOWN = 3, MINUTE = 60 };

/* ---- who rings ---- */

void caller_facts_free(CallerFacts *facts)
{
    if (!facts)
        return;
    g_free(facts->name);
    g_clear_pointer(&facts->calls, g_ptr_array_unref);
    g_clear_pointer(&facts->inquiries, g_ptr_array_unref);
    g_clear_pointer(&facts->reached, g_ptr_array_unref);
    g_free(facts);
}

static char *name_of(const GPtrArray *calls, const Person *colleague)
{
    for (guint i = 0; i < calls->len; i++) {
        const Call *call = calls->pdata[i];
        if (*call->caller)
            return g_strdup(call->caller);
    }
    return g_strdup(colleague ? colleague->name : "");
}

/* Those the caller spoke to, the last first, each once. */
static GPtrArray *reached_of(const GPtrArray *calls, const Directory *directory)
{
    GPtrArray *reached = g_ptr_array_new();
    for (guint i = 0; i < calls->len; i++) {
        const Call *call = calls->pdata[i];
        Person *person = people_directory_person(directory_people(directory), call->reached);
        if (person && !g_ptr_array_find(reached, person, NULL))
            g_ptr_array_add(reached, person);
    }
    return reached;
}

CallerFacts *caller_facts(Desk *desk, const Directory *directory, const char *number,
                          GError **error)
{
    g_autoptr(CallerFacts) facts = g_new0(CallerFacts, 1);
    facts->calls = calls_of_number(desk->db, number, LOOKED_AT, error);
    if (!facts->calls)
        return NULL;
    facts->inquiries = calls_inquiries_of_number(desk->db, number, INQUIRIES_SHOWN, error);
    if (!facts->inquiries)
        return NULL;
    facts->colleague = *number ? directory_person_of_number(directory, number) : NULL;
    facts->name = name_of(facts->calls, facts->colleague);
    facts->reached = reached_of(facts->calls, directory);
    if (facts->calls->len > CALLS_SHOWN)
        g_ptr_array_set_size(facts->calls, CALLS_SHOWN);
    return g_steal_pointer(&facts);
}

/* ---- the day in words ---- */

/* "45 s", "2 min 5 s" */
static char *wait_text(gint64 seconds)
{
    return seconds < MINUTE ? g_strdup_printf(_("%" PRId64 " s"), seconds)
                            : g_strdup_printf(_("%" PRId64 " min %" PRId64 " s"), seconds / MINUTE,
                                              seconds % MINUTE);
}

static gint64 percent(gint64 part, gint64 whole)
{
    return whole > 0 ? (100 * part + whole / 2) / whole : 0;
}

static void append_line(GString *text, const char *format, ...) G_GNUC_PRINTF(2, 3);
static void append_line(GString *text, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_string_append_vprintf(text, format, arguments);
    va_end(arguments);
    g_string_append_c(text, '\n');
}

static void append_waits(GString *text, const CallFigures *figures)
{
    g_autofree char *average = wait_text(figures->average_wait);
    g_autofree char *longest = wait_text(figures->longest_wait);
    if (figures->timed > 0) {
        append_line(text, _("Average wait: %s"), average);
        append_line(text, _("Answered within 20 s: %" PRId64 " of %" PRId64 " (%" PRId64 " %%)"),
                    figures->answered_soon, figures->timed,
                    percent(figures->answered_soon, figures->timed));
    }
    if (figures->longest_wait > 0)
        append_line(text, _("Longest wait: %s"), longest);
}

static void append_away(GString *text, const CallFigures *figures)
{
    if (figures->away == 0) {
        append_line(text, _("The person asked for was away: 0"));
        return;
    }
    /* TRANSLATORS: the share of callers whose person was out who were told when they are back, were
     * given another person, or left a message. */
    append_line(text,
                _("The person asked for was away: %" PRId64 ", with information: %" PRId64
                  " (%" PRId64 " %%)"),
                figures->away, figures->away_informed,
                percent(figures->away_informed, figures->away));
}

/* Each call has one of these, so that they add up to those that came in; lost ones stand above. */
static void append_ends(GString *text, const CallFigures *figures)
{
    append_line(text, _("Transferred: %" PRId64 ", came back: %" PRId64), figures->transferred,
                figures->returned);
    append_line(text, _("Messages taken: %" PRId64), figures->by_message);
    append_line(text, _("Answered on the spot: %" PRId64), figures->on_the_spot);
    append_line(text, _("Became inquiries: %" PRId64), figures->inquiries);
    append_line(text, _("Told when they are back: %" PRId64), figures->informed);
    append_line(text, _("To be rung back: %" PRId64), figures->call_backs);
    append_line(text, _("Ended without a result: %" PRId64), figures->given_up);
    append_line(text, _("Still open: %" PRId64), figures->open);
}

char *calls_day_text(const CallFigures *figures, gint64 day)
{
    LocalTime local = time_text_local(day);
    GString *text = g_string_new(NULL);
    /* TRANSLATORS: day, month, year. */
    append_line(text, _("Telephone, %02d.%02d.%04d"), local.day, local.month, local.year);
    append_line(text, _("Offered: %" PRId64), figures->offered);
    append_line(text, _("Answered: %" PRId64), figures->answered);
    append_line(text, _("Lost before they were answered: %" PRId64), figures->lost);
    append_waits(text, figures);
    append_ends(text, figures);
    append_away(text, figures);
    return g_string_free(text, FALSE);
}

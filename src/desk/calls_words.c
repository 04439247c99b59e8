/* Owns what is said of calls in a line: how one ended and by whom, and what is asked before a
 * caller is put through. What the rules refuse is calls_end.c's and calls_target.c's. */
#include "skranke/base/language.h"
#include "skranke/base/safe_text.h"

#include "calls_private.h"

static char *with_name(const char *format_of, const char *name, CallOutcome outcome)
{
    g_autofree char *line = safe_text_line(name ? name : "", -1);
    return *line ? g_strdup_printf(format_of, line) : g_strdup(call_outcome_text(outcome));
}

char *call_end_text(const Call *call)
{
    if (call->outcome == CALL_TRANSFERRED)
        return with_name(_("transferred to %s"), call->reached_name, call->outcome);
    if (call->outcome == CALL_INFORMED && call->other)
        return with_name(_("told when they are back, and of %s"), call->other_name, call->outcome);
    return g_strdup(call_outcome_text(call->outcome));
}

char *call_ended_text(Desk *desk, const Call *call)
{
    g_autofree char *name = NULL;
    gint64 who = calls_ended_by(desk->db, call->id, &name);
    g_autofree char *safe = safe_text_line(name, -1);
    g_autofree char *how = call_end_text(call);
    return who ? g_strdup_printf(_("%s has ended call %" PRId64 ": %s."), safe, call->id, how)
               : g_strdup_printf(_("Call %" PRId64 " has ended: %s."), call->id, how);
}

char *call_transfer_question(Desk *desk, const Directory *directory, const Call *call,
                             gint64 reached, gint64 now)
{
    const Person *person = people_directory_person(directory_people(directory), reached);
    const CallEnd end = {.outcome = CALL_TRANSFERRED, .reached = reached};
    if (!person || !person->active || !call_press_may(desk, directory, call, &end, NULL))
        return NULL;
    Presence presence = directory_presence_asked(directory, person, call->press, now);
    if (presence_is_free(&presence))
        return NULL;
    g_autofree char *name = safe_text_line(person->name, -1);
    g_autofree char *status = presence_text(&presence, now);
    return g_strdup_printf("%s: %s.", name, status);
}

/* Owns how a call ends: with one outcome, what the caller was given, and how the person asked for
 * was at that moment; and how an end is taken back. */
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/domain/phone_number.h"

#include "skranke/store/inquiries.h"

#include "skranke/desk/acts.h"
#include "skranke/desk/change.h"
#include "skranke/desk/fact.h"

#include "calls_private.h"
#include "register_private.h"

static bool has_text(const char *text)
{
    return text && *text;
}

/* ---- what may be ---- */

static bool refuse(const char *sentence, GError **error)
{
    g_set_error_literal(error, SKRANKE_ERROR, SKRANKE_ERROR_REFUSED, sentence);
    return false;
}

static bool is_whole(const Call *call, const CallEnd *end, GError **error)
{
    if (end->outcome == CALL_NONE) {
        g_set_error_literal(error, SKRANKE_ERROR, SKRANKE_ERROR_USAGE,
                            _("How did the call end? Nothing was changed."));
        return false;
    }
    if (end->outcome == CALL_LOST && call->answered_at) {
        g_set_error_literal(error, SKRANKE_ERROR, SKRANKE_ERROR_USAGE,
                            _("Somebody answered this call, so it was not lost; it is still open. "
                              "End it as given up."));
        return false;
    }
    if (end->outcome == CALL_TRANSFERRED && !call_target(call, end) && !has_text(end->to_text))
        return refuse(_("To whom was the call transferred? It is still open. Choose a person, or "
                        "give a number or a line."),
                      error);
    if (end->outcome == CALL_INFORMED && !call->person)
        return refuse(_("Whom did the caller ask for? The call is still open. Choose the person "
                        "whose return was told."),
                      error);
    return true;
}

/* What the telephone system says has happened already. */
static bool is_allowed(const Desk *desk, const Directory *directory, const Call *call,
                       const CallEnd *end, GError **error)
{
    return end->happened || (call_target_is_there(directory, call, end, error) &&
                             call_press_may(desk, directory, call, end, error));
}

/* Whoever is in has no return to tell, unless they just did not answer. */
static bool is_told_rightly(const Directory *directory, const Call *call, const CallEnd *end,
                            gint64 now, GError **error)
{
    const Person *person = people_directory_person(directory_people(directory), call->person);
    if (end->outcome != CALL_INFORMED || !person || end->other || has_text(call->returned))
        return true;
    Presence presence = directory_presence_asked(directory, person, call->press, now);
    if (presence_shown(&presence) != PRESENCE_IN)
        return true;
    g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_REFUSED,
                _("%s is in: there is no return to tell. The call is still open."), person->name);
    return false;
}

/* ---- what is kept ---- */

static void keep_presence(const Directory *directory, Call *after, const CallEnd *end, gint64 now)
{
    const Person *person = people_directory_person(directory_people(directory), after->person);
    change_set_text(&after->status, "");
    after->told_back_at = 0;
    if (!person)
        return;
    Presence presence = directory_presence_asked(directory, person, after->press, now);
    change_set_text(&after->status, presence_words[presence_shown(&presence)]);
    if (end->told_back || end->outcome == CALL_INFORMED)
        after->told_back_at = presence.back_at;
}

static void keep_end(const Desk *desk, Call *after, const CallEnd *end, gint64 now)
{
    after->reached = call_target(after, end);
    change_set_text(&after->reached_name, after->reached ? "" : end->to_text);
    after->other = end->other;
    after->outcome = end->outcome;
    after->ended_at = now;
    after->inquiry = end->inquiry ? end->inquiry : after->inquiry;
    if (after->operator_id == 0 && end->outcome != CALL_LOST) {
        after->operator_id = desk->operator_->id;
        after->answered_at = after->answered_at ? after->answered_at : now;
    }
}

static bool end_with(Desk *desk, const Directory *directory, Call *after, const CallEnd *end,
                     gint64 now, GError **error)
{
    after->person = after->person ? after->person : end->person;
    if (!call_is_open(after, error) || !is_whole(after, end, error) ||
        !is_allowed(desk, directory, after, end, error) ||
        !is_told_rightly(directory, after, end, now, error))
        return false;
    keep_presence(directory, after, end, now);
    keep_end(desk, after, end, now);
    return true;
}

/* Of whoever ends it, else read for this: *read is then the caller's to free. */
static const Directory *directory_of(Desk *desk, const CallEnd *end, gint64 now, Directory **read,
                                     GError **error)
{
    if (!end->directory)
        *read = directory_load(desk->db, now, error);
    return end->directory ? end->directory : *read;
}

bool call_end_in(Desk *desk, DbBatch *batch, const Call *call, const CallEnd *end, gint64 now,
                 GError **error)
{
    g_autoptr(Directory) read = NULL;
    const Directory *directory = directory_of(desk, end, now, &read, error);
    g_autoptr(Call) after = call_copy(call);
    if (!directory || !end_with(desk, directory, after, end, now, error))
        return false;
    call_put(desk, batch, call, after, EVENT_CALL_ENDED, now);
    return true;
}

static bool end_step(Desk *desk, const Call *call, Call *after, gconstpointer wish, GError **error)
{
    (void)call;
    const CallEnd *end = wish;
    return end_with(desk, end->directory, after, end, clock_now(), error);
}

bool call_end(Desk *desk, gint64 call, const CallEnd *end, GError **error)
{
    if (end->outcome == CALL_CALL_BACK)
        return refuse(_("A call ends so when it is promised to ring back. The call is still open."),
                      error);
    if (end->outcome == CALL_MESSAGE)
        return refuse(_("A message ends the call when it is taken: \"skranke message new --call\" "
                        "and the call's number. The call is still open."),
                      error);
    g_autoptr(Directory) read = NULL;
    CallEnd whole = *end;
    whole.directory = directory_of(desk, end, clock_now(), &read, error);
    CallChange change = {.kind = EVENT_CALL_ENDED, .step = end_step, .wish = &whole};
    return whole.directory && call_change(desk, call, &change, error);
}

/* ---- taken back ---- */

/* ended: the event that is undone. */
static void open_again(Call *after, const Event *ended)
{
    gint64 person = fact_number(ended->after, "person");
    if (person != 0 && person == after->person)
        after->person = fact_number(ended->before, "person");
    after->ended_at = 0;
    after->outcome = CALL_NONE;
    after->told_back_at = after->other = after->reached = 0;
    change_set_text(&after->status, "");
    change_set_text(&after->reached_name, "");
}

/* As the event left it. */
static bool undo_step(Desk *desk, const Call *call, Call *after, gconstpointer wish, GError **error)
{
    (void)desk;
    const Event *ended = wish;
    if (call->ended_at == 0)
        return true;
    if (call->revision != fact_number(ended->after, "revision")) {
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_CONFLICT,
                    _("Call %" PRId64 " has been changed since. Nothing was undone."), call->id);
        return false;
    }
    open_again(after, ended);
    return true;
}

/* What became an inquiry that its operator does not see is taken back all the same: the act is his
 * own. */
bool call_undo(Desk *desk, const Event *event, GError **error)
{
    CallChange change = {.step = undo_step, .wish = event, .undone = event};
    db_set_sight(desk->db, NULL);
    bool done = call_change(desk, fact_number(event->after, "call"), &change, error);
    desk_look_again(desk);
    return done;
}

/* Events of one batch follow on each other. */
enum { EVENTS_OF_AN_ACT = 10 };

/* The event by which the act of another event ended a call; NULL: none that is not undone. */
static Event *end_of(Desk *desk, gint64 call, const Event *of, GError **error)
{
    g_autoptr(GPtrArray) events =
        events_after(desk->db, of->id - EVENTS_OF_AN_ACT, EVENTS_OF_AN_ACT, error);
    for (guint i = 0; events && i < events->len; i++) {
        Event *event = events->pdata[i];
        if (event->kind == EVENT_CALL_ENDED && event->at == of->at && event->undone_by == 0 &&
            event->operator_id == of->operator_id && fact_number(event->after, "call") == call)
            return g_ptr_array_steal_index(events, i);
    }
    return NULL;
}

static bool is_no_inquiry(const Call *call, gint64 inquiry, GError **error)
{
    if (call->outcome != CALL_INQUIRY || call->inquiry != inquiry)
        return true;
    g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_CONFLICT,
                _("Call %" PRId64 " was ended since with inquiry %" PRId64
                  " as its outcome. Nothing was undone."),
                call->id, inquiry);
    return false;
}

bool call_undo_message(Desk *desk, DbBatch *batch, const Event *message, gint64 now, GError **error)
{
    gint64 id = fact_number(message->after, "call");
    g_autoptr(Call) call = id ? call_seen(desk, id, error) : NULL;
    if (!id || !call)
        return !id;
    g_autoptr(GError) failed = NULL;
    g_autoptr(Event) ended = end_of(desk, id, message, &failed);
    if (failed) {
        g_propagate_error(error, g_steal_pointer(&failed));
        return false;
    }
    if (!is_no_inquiry(call, message->inquiry, error))
        return false;
    g_autoptr(Call) after = call_copy(call);
    bool as_left = ended && call->revision == fact_number(ended->after, "revision");
    after->inquiry = call->inquiry == message->inquiry ? 0 : call->inquiry;
    if (as_left && call->ended_at != 0) {
        open_again(after, ended);
        call_put_undone(desk, batch, call, after, ended, now);
    } else if (after->inquiry != call->inquiry) {
        calls_put(batch, after);
    }
    return true;
}

bool call_undo_promise(Desk *desk, DbBatch *batch, const Event *promised, gint64 now,
                       GError **error)
{
    gint64 id = fact_number(promised->after, "call");
    g_autoptr(Call) call = id ? call_seen(desk, id, error) : NULL;
    if (!id || !call)
        return !id;
    g_autoptr(GError) failed = NULL;
    g_autoptr(Event) ended = end_of(desk, id, promised, &failed);
    if (failed) {
        g_propagate_error(error, g_steal_pointer(&failed));
        return false;
    }
    if (!ended || call->ended_at == 0 || call->revision != fact_number(ended->after, "revision"))
        return true;
    g_autoptr(Call) after = call_copy(call);
    open_again(after, ended);
    call_put_undone(desk, batch, call, after, ended, now);
    return true;
}

/* ---- it becomes an inquiry ---- */

/* The first line of what was said, else whom or what they asked for. */
static char *subject_of(const Call *call, const char *said)
{
    g_autofree char *text = g_strstrip(g_strdup(said));
    text[strcspn(text, "\r\n")] = '\0';
    if (*text)
        return g_steal_pointer(&text);
    if (has_text(call->person_name))
        return g_strdup_printf(_("Telephone call for %s"), call->person_name);
    return has_text(call->asked_for) ? g_strdup_printf(_("Telephone call for %s"), call->asked_for)
                                     : g_strdup(_("Telephone call"));
}

/* With the number, so that whoever answers can ring back. */
static char *text_of(const Call *call, const char *said)
{
    if (!has_text(call->number))
        return g_strdup(said);
    g_autofree char *number = phone_number_text(call->number);
    g_autofree char *line = g_strdup_printf(_("Telephone: %s"), number);
    return g_strconcat(said, *said ? "\n\n" : "", line, NULL);
}

static bool add_inquiry(Desk *desk, DbBatch *batch, const Call *call, const char *said, bool mine,
                        gint64 now, GError **error)
{
    g_autofree char *subject = subject_of(call, said);
    g_autofree char *text = text_of(call, said);
    g_autofree char *number = phone_number_text(call->number);
    bool silent = said[strspn(said, " \t\r\n")] == '\0';
    NewInquiry given = {.channel = CHANNEL_PHONE,
                        .from = has_text(call->caller) ? call->caller : number,
                        .subject = subject,
                        .text = text,
                        .received_at = call->began_at,
                        .statistic = has_text(call->statistic) ? call->statistic : NULL,
                        .category = call->press ? "press"
                                    : silent    ? "switchboard_call"
                                                : NULL};
    return register_in(desk, batch, &given, mine, now, error);
}

/* One batch: nothing is registered of a call that somebody else ends meanwhile. */
static gint64 register_and_end(Desk *desk, const Call *call, const char *said, bool mine,
                               GError **error)
{
    gint64 now = clock_now();
    CallEnd end = {.outcome = CALL_INQUIRY, .inquiry = EVENT_LATEST};
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    return add_inquiry(desk, batch, call, said, mine, now, error) &&
                   call_end_in(desk, batch, call, &end, now, error) &&
                   db_batch_apply(desk->db, batch, error)
               ? db_batch_result(batch)
               : 0;
}

/* One that went where its operator does not see belongs to those who do. */
static bool make_mine(Desk *desk, gint64 inquiry, GError **error)
{
    g_autoptr(GError) failed = NULL;
    if (act_take(desk, inquiry, &failed) ||
        g_error_matches(failed, SKRANKE_ERROR, SKRANKE_ERROR_NOT_FOUND) ||
        g_error_matches(failed, SKRANKE_ERROR, SKRANKE_ERROR_CONFLICT))
        return true;
    g_propagate_error(error, g_steal_pointer(&failed));
    return false;
}

/* One that was opened again has its inquiry already. */
static gint64 end_with_its_own(Desk *desk, const Call *call, bool mine, GError **error)
{
    CallEnd end = {.outcome = CALL_INQUIRY, .inquiry = call->inquiry};
    return (!mine || make_mine(desk, call->inquiry, error)) && call_end(desk, call->id, &end, error)
               ? call->inquiry
               : 0;
}

gint64 call_to_inquiry(Desk *desk, gint64 call, const char *text, bool mine, GError **error)
{
    for (int i = 1;; i++) {
        g_autoptr(GError) failed = NULL;
        g_autoptr(Call) seen = call_seen(desk, call, error);
        if (!seen || !call_is_open(seen, error))
            return 0;
        const char *said = has_text(text) ? text : seen->matter;
        gint64 inquiry = seen->inquiry ? end_with_its_own(desk, seen, mine, &failed)
                                       : register_and_end(desk, seen, said, mine, &failed);
        if (inquiry)
            return inquiry;
        if (i == CALL_TRIES || !g_error_matches(failed, SKRANKE_ERROR, SKRANKE_ERROR_CONFLICT)) {
            g_propagate_error(error, g_steal_pointer(&failed));
            return 0;
        }
    }
}

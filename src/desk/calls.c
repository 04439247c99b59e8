/* Owns what every act on a call has in common, its beginning, and what is typed while it lasts. How
 * it ends is calls_end.c's; what is known of the caller calls_facts.c's. Events of calls never hold
 * names, numbers or what was said: those are deleted in time, events are not. */
#include "skranke/desk/calls.h"

#include <jansson.h>
#include <stddef.h>
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"
#include "skranke/base/safe_text.h"
#include "skranke/base/time_text.h"

#include "skranke/domain/phone_number.h"

#include "skranke/store/phone_messages.h"

#include "skranke/desk/change.h"
#include "skranke/desk/fact.h"

#include "calls_private.h"

enum { SURE_DIGITS = 8 };

/* ---- what an event remembers ---- */

static const struct {
    const char *name;
    gsize offset;
} numbers[] = {
    {"operator", offsetof(Call, operator_id)},      {"person", offsetof(Call, person)},
    {"told_back_at", offsetof(Call, told_back_at)}, {"other", offsetof(Call, other)},
    {"reached", offsetof(Call, reached)},           {"inquiry", offsetof(Call, inquiry)},
};

/* Only that they changed. */
static const struct {
    const char *name;
    gsize offset;
} words[] = {
    {"number", offsetof(Call, number)},       {"caller", offsetof(Call, caller)},
    {"asked_for", offsetof(Call, asked_for)}, {"matter", offsetof(Call, matter)},
    {"to", offsetof(Call, reached_name)},
};

static gint64 number_in(const Call *call, gsize offset)
{
    return *(const gint64 *)(gconstpointer)((const char *)call + offset);
}

static const char *text_in(const Call *call, gsize offset)
{
    const char *text = *(char *const *)(gconstpointer)((const char *)call + offset);
    return text ? text : "";
}

static void set_word(json_t *was, json_t *is, const char *name, const char *old, const char *fresh)
{
    if (g_strcmp0(old, fresh) == 0)
        return;
    json_object_set_new(was, name, json_string(old));
    json_object_set_new(is, name, json_string(fresh));
}

static void set_numbers(json_t *was, json_t *is, const Call *before, const Call *after)
{
    for (guint i = 0; i < G_N_ELEMENTS(numbers); i++) {
        gint64 old = number_in(before, numbers[i].offset);
        gint64 fresh = number_in(after, numbers[i].offset);
        if (old == fresh || fresh == EVENT_LATEST) /* of that the event itself has the number */
            continue;
        json_object_set_new(was, numbers[i].name, json_integer(old));
        json_object_set_new(is, numbers[i].name, json_integer(fresh));
    }
    if (before->press != after->press) {
        json_object_set_new(was, "press", json_boolean(before->press));
        json_object_set_new(is, "press", json_boolean(after->press));
    }
}

/* The names of texts that changed. */
static void set_kept(json_t *is, const Call *before, const Call *after)
{
    g_autoptr(GString) kept = g_string_new(NULL);
    for (guint i = 0; i < G_N_ELEMENTS(words); i++)
        if (strcmp(text_in(before, words[i].offset), text_in(after, words[i].offset)) != 0)
            g_string_append_printf(kept, "%s%s", kept->len ? "," : "", words[i].name);
    if (kept->len)
        json_object_set_new(is, "kept", json_string(kept->str));
}

/* False where nothing differs. */
static bool facts_of(const Call *before, const Call *after, char **was, char **is)
{
    json_t *old = json_object(), *fresh = json_object();
    set_numbers(old, fresh, before, after);
    set_word(old, fresh, "statistic", text_in(before, offsetof(Call, statistic)),
             text_in(after, offsetof(Call, statistic)));
    set_word(old, fresh, "outcome", call_outcome_words[before->outcome],
             call_outcome_words[after->outcome]);
    set_word(old, fresh, "status", text_in(before, offsetof(Call, status)),
             text_in(after, offsetof(Call, status)));
    set_kept(fresh, before, after);
    bool differs = json_object_size(fresh) > 0 || before->ended_at != after->ended_at ||
                   before->answered_at != after->answered_at;
    json_object_set_new(old, "call", json_integer(before->id));
    json_object_set_new(fresh, "call", json_integer(before->id));
    json_object_set_new(fresh, "revision", json_integer(before->revision + 1));
    *was = fact_of_json(old);
    *is = fact_of_json(fresh);
    return differs;
}

/* ---- changing one ---- */

Call *call_seen(Desk *desk, gint64 id, GError **error)
{
    g_autoptr(Call) call = calls_get(desk->db, id, error);
    if (!call || !call->out_of_sight)
        return g_steal_pointer(&call);
    g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_NOT_FOUND,
                _("Call %" PRId64 " belongs to an inquiry that you do not see. Nothing was "
                  "changed."),
                id);
    return NULL;
}

bool call_is_open(const Call *call, GError **error)
{
    if (call->ended_at == 0)
        return true;
    g_autofree char *at = time_text_clock(call->ended_at);
    g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_CONFLICT,
                _("Call %" PRId64 " was ended at %s by %s: %s. Nothing was changed."), call->id, at,
                *call->operator_name ? call->operator_name : _("nobody"),
                call_outcome_text(call->outcome));
    return false;
}

/* Whoever was to be rung back because of this caller is so again. */
static void take_up_call_backs(DbBatch *batch, const Call *ended)
{
    if (text_in(ended, offsetof(Call, number))[0])
        call_backs_take_up(batch, ended->number, ended->began_at, ended->ended_at);
}

bool call_put(Desk *desk, DbBatch *batch, const Call *before, const Call *after, EventKind kind,
              gint64 now)
{
    g_autofree char *was = NULL, *is = NULL;
    if (!facts_of(before, after, &was, &is))
        return false;
    calls_put(batch, after);
    if (kind == EVENT_CALL_ENDED && after->outcome != CALL_LOST &&
        after->outcome != CALL_GIVEN_UP && text_in(after, offsetof(Call, number))[0])
        call_backs_spoke(batch, after->number, after->began_at, now);
    events_add(batch, now, desk->operator_->id, kind, after->inquiry, 0, was, is);
    return true;
}

void call_put_undone(Desk *desk, DbBatch *batch, const Call *before, const Call *after,
                     const Event *undone, gint64 now)
{
    if (before->ended_at != 0 && after->ended_at == 0) {
        calls_put(batch, after);
        take_up_call_backs(batch, before);
    }
    events_add_undone(batch, now, desk->operator_->id, undone);
}

static bool apply(Desk *desk, const Call *call, const Call *after, const CallChange *change,
                  GError **error)
{
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    gint64 now = clock_now();
    if (change->undone) {
        call_put_undone(desk, batch, call, after, change->undone, now);
    } else if (!call_put(desk, batch, call, after, change->kind, now)) {
        return true;
    }
    return db_batch_apply(desk->db, batch, error);
}

bool call_change(Desk *desk, gint64 id, const CallChange *change, GError **error)
{
    for (int i = 1;; i++) {
        g_autoptr(GError) failed = NULL;
        g_autoptr(Call) call = call_seen(desk, id, error);
        if (!call)
            return false;
        g_autoptr(Call) after = call_copy(call);
        if (!change->step(desk, call, after, change->wish, error))
            return false;
        if (apply(desk, call, after, change, &failed))
            return true;
        if (i == CALL_TRIES || !g_error_matches(failed, SKRANKE_ERROR, SKRANKE_ERROR_CONFLICT)) {
            g_propagate_error(error, g_steal_pointer(&failed));
            return false;
        }
    }
}

/* ---- who rings, as it is typed ---- */

/* Where a number begins that the text ends with: after a space, and long enough to be meant. */
static const char *number_at_end(const char *text)
{
    for (const char *at = text; *at; at++) {
        bool begins = at > text && (at[-1] == ' ' || at[-1] == ',' || at[-1] == '<');
        if (!begins || !strchr("+(0123456789", *at))
            continue;
        g_autofree char *number = phone_number_normalise(at);
        if (strlen(number) >= SURE_DIGITS)
            return at;
    }
    return NULL;
}

/* The other way round, "912 34 567, Kari Berg": how many bytes at the beginning are a number, 0:
 * none. */
static gsize number_at_start(const char *text)
{
    gsize length = strspn(text, "+()-./ 0123456789");
    while (length > 0 && strchr(" (-./", text[length - 1]))
        length--;
    g_autofree char *written = g_strndup(text, length);
    g_autofree char *number = phone_number_normalise(written);
    bool ends = strchr(" ,;:<", text[length]) != NULL;
    return ends && strlen(number) >= SURE_DIGITS ? length : 0;
}

static void read_number_first(const char *text, gsize length, char **caller, char **number)
{
    g_autofree char *written = g_strndup(text, length);
    const char *rest = text + length;
    g_free(*number);
    *number = phone_number_normalise(written);
    *caller = g_strdup(rest + strspn(rest, " ,;:<-"));
}

void call_read_caller(const char *typed, char **caller, char **number)
{
    g_autofree char *text = safe_text_valid(typed, -1);
    g_strstrip(text);
    *number = phone_number_normalise(text);
    if (**number) {
        *caller = g_strdup("");
        return;
    }
    gsize length = strlen(text);
    if (length > 0 && text[length - 1] == '>')
        text[length - 1] = '\0';
    const char *at = number_at_end(text);
    gsize first = number_at_start(text);
    if (first > 0) {
        read_number_first(text, first, caller, number);
    } else if (at) {
        g_free(*number);
        *number = phone_number_normalise(at);
        length = (gsize)(at - text);
        while (length > 0 && strchr(" ,;:<", text[length - 1]))
            length--;
        *caller = g_strndup(text, length);
    } else {
        *caller = g_strstrip(safe_text_valid(typed, -1));
    }
}

static void set_caller(Call *call, const char *typed)
{
    g_autofree char *caller = NULL, *number = NULL;
    call_read_caller(typed, &caller, &number);
    change_set_text(&call->caller, caller);
    if (*number || (!*caller && !*call->linked_id))
        change_set_text(&call->number, number);
}

/* ---- it begins ---- */

static Call *call_of(const Desk *desk, const NewCall *given, gint64 now)
{
    Call empty = {0};
    Call *call = call_copy(&empty);
    call->direction = given->direction;
    call->operator_id = desk->operator_->id;
    call->began_at = given->began_at ? given->began_at : now;
    call->answered_at = now;
    change_set_text(&call->linked_id, given->linked_id);
    change_set_text(&call->queue, given->queue);
    set_caller(call, given->caller ? given->caller : "");
    if (given->number) {
        g_autofree char *number = phone_number_normalise(given->number);
        change_set_text(&call->number, number);
    }
    return call;
}

/* Nobody else has it, and the caller is still there. */
static bool take_step(Desk *desk, const Call *call, Call *after, gconstpointer wish, GError **error)
{
    (void)wish;
    gint64 me = desk->operator_->id;
    bool came_back = call->ended_at != 0 && call->outcome == CALL_TRANSFERRED;
    if (!came_back && !call_is_open(call, error))
        return false;
    if (!came_back && call->operator_id != 0 && call->operator_id != me) {
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_CONFLICT,
                    _("%s has this call already. Nothing was changed."), call->operator_name);
        return false;
    }
    after->operator_id = me;
    after->answered_at = call->answered_at ? call->answered_at : clock_now();
    after->ended_at = 0;
    after->outcome = CALL_NONE;
    return true;
}

static gint64 take(Desk *desk, gint64 id, GError **error)
{
    CallChange change = {.kind = EVENT_CALL_BEGUN, .step = take_step};
    return call_change(desk, id, &change, error) ? id : 0;
}

/* The number of the telephone system's call, 0: it is not there yet, -1: an error. */
static gint64 id_of_linked(Desk *desk, const char *linked_id, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autoptr(Call) call = calls_of_linked_id(desk->db, linked_id, &failed);
    if (failed) {
        g_propagate_error(error, g_steal_pointer(&failed));
        return -1;
    }
    return call ? call->id : 0;
}

static gint64 add(Desk *desk, const NewCall *given, GError **error)
{
    gint64 now = clock_now();
    g_autoptr(Call) call = call_of(desk, given, now);
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    calls_add(batch, call);
    db_batch_expect(batch, 1);
    g_autofree char *after =
        fact_of_json(json_pack("{s:s}", "direction", call_direction_words[call->direction]));
    events_add(batch, now, desk->operator_->id, EVENT_CALL_BEGUN, 0, 0, "", after);
    calls_name_in_event(batch);
    return db_batch_apply(desk->db, batch, error) ? db_batch_result(batch) : 0;
}

gint64 call_begin(Desk *desk, const NewCall *given, GError **error)
{
    if (!given->linked_id || !*given->linked_id)
        return add(desk, given, error);
    gint64 id = id_of_linked(desk, given->linked_id, error);
    if (id != 0)
        return id > 0 ? take(desk, id, error) : 0;
    g_autoptr(GError) failed = NULL;
    gint64 added = add(desk, given, &failed);
    if (added)
        return added;
    /* Somebody was a moment earlier. */
    bool late = g_error_matches(failed, SKRANKE_ERROR, SKRANKE_ERROR_CONFLICT);
    id = late ? id_of_linked(desk, given->linked_id, error) : 0;
    if (id > 0)
        return take(desk, id, error);
    if (id == 0)
        g_propagate_error(error, g_steal_pointer(&failed));
    return 0;
}

/* ---- what is typed ---- */

/* The operator's words as typed; only what no database carries is mended. */
static void set_text(char **text, const char *typed)
{
    if (!typed)
        return;
    g_free(*text);
    *text = safe_text_valid(typed, -1);
}

static bool keep_step(Desk *desk, const Call *call, Call *after, gconstpointer wish, GError **error)
{
    (void)desk;
    const CallFacts *facts = wish;
    if (!call_is_open(call, error))
        return false;
    if (facts->caller)
        set_caller(after, facts->caller);
    set_text(&after->asked_for, facts->asked_for);
    set_text(&after->matter, facts->matter);
    set_text(&after->statistic, facts->statistic);
    after->person = facts->person >= 0 ? facts->person : call->person;
    after->press = facts->press >= 0 ? facts->press != 0 : call->press;
    return true;
}

bool call_keep(Desk *desk, gint64 call, const CallFacts *facts, GError **error)
{
    CallChange change = {.kind = EVENT_CALL_KEPT, .step = keep_step, .wish = facts};
    return call_change(desk, call, &change, error);
}

/* ---- it was none ---- */

bool call_drop(Desk *desk, gint64 id, GError **error)
{
    g_autoptr(Call) call = call_seen(desk, id, error);
    if (!call || !call_is_open(call, error))
        return false;
    g_autofree char *after =
        fact_of_json(json_pack("{s:I,s:s}", "call", (json_int_t)id, "kept", ""));
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    calls_remove(batch, call);
    events_add(batch, clock_now(), desk->operator_->id, EVENT_CALL_KEPT, 0, 0, "", after);
    return db_batch_apply(desk->db, batch, error);
}

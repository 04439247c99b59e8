/* Owns the calls as the telephone system tells them: finding them, changing their state and telling
 * of it, and what was asked for and is waited for. What an event means is pbx_events.c's. */
#include "pbx_calls.h"

#include <string.h>

#include "skranke/base/language.h"

#include "pbx_records.h"

/* ---- records -------------------------------------------------------------------------------- */

void record_text(char **place, const char *text)
{
    char *copy = g_strdup(text != NULL ? text : "");
    g_free(*place);
    *place = copy;
}

static void record_free(gpointer data)
{
    Record *record = data;
    g_free(record->told.id);
    g_free(record->told.number);
    g_free(record->told.name);
    g_free(record->told.queue);
    g_free(record->told.target);
    g_free(record->told.operator_);
    g_free(record->channel);
    g_free(record->own_channel);
    g_free(record->other_channel);
    g_free(record);
}

Record *record_find(const PbxCalls *calls, const char *id)
{
    return id != NULL && *id != '\0' ? g_hash_table_lookup(calls->records, id) : NULL;
}

Record *record_of_channel(const PbxCalls *calls, const char *channel)
{
    GHashTableIter iterator;
    gpointer value;
    if (*channel == '\0')
        return NULL;
    g_hash_table_iter_init(&iterator, calls->records);
    while (g_hash_table_iter_next(&iterator, NULL, &value)) {
        Record *record = value;
        if (strcmp(record->channel, channel) == 0 || strcmp(record->own_channel, channel) == 0 ||
            strcmp(record->other_channel, channel) == 0)
            return record;
    }
    return NULL;
}

Record *record_add(PbxCalls *calls, const char *id, const char *channel, const char *number,
                   const char *name)
{
    Record *record = g_new0(Record, 1);
    record->told = (PbxCall){.id = g_strdup(id),
                             .number = g_strdup(number),
                             .name = g_strdup(name),
                             .queue = g_strdup(""),
                             .target = g_strdup(""),
                             .operator_ = g_strdup(""),
                             .state = PBX_ELSEWHERE,
                             .began_at = calls->moment.now,
                             .changed_at = calls->moment.now};
    record->channel = g_strdup(channel);
    record->own_channel = g_strdup("");
    record->other_channel = g_strdup("");
    g_hash_table_replace(calls->records, record->told.id, record);
    return record;
}

GPtrArray *records_of_all(const PbxCalls *calls)
{
    GPtrArray *all = g_ptr_array_new();
    GHashTableIter iterator;
    gpointer value;
    g_hash_table_iter_init(&iterator, calls->records);
    while (g_hash_table_iter_next(&iterator, NULL, &value))
        g_ptr_array_add(all, value);
    return all;
}

void record_remove(PbxCalls *calls, const Record *record)
{
    g_hash_table_remove(calls->records, record->told.id);
}

/* ---- telling -------------------------------------------------------------------------------- */

static void tell_record(PbxCalls *calls, const Record *record)
{
    if (calls->listener.changed != NULL)
        calls->listener.changed(&record->told, calls->user);
}

void record_state(PbxCalls *calls, Record *record, PbxState state)
{
    if (record->told.state == state && state != PBX_ELSEWHERE)
        return;
    record->told.state = state;
    record->told.changed_at = calls->moment.now;
    tell_record(calls, record);
}

/* format: translated, with a place for who it is about. */
void calls_failed(PbxCalls *calls, const Record *record, const char *format)
{
    const char *who = *record->told.name != '\0'     ? record->told.name
                      : *record->told.number != '\0' ? record->told.number
                                                     : _("the caller");
    g_autofree char *sentence = g_strdup_printf(format, who);
    if (calls->listener.failed != NULL)
        calls->listener.failed(sentence, calls->user);
}

void record_settle(Record *record)
{
    record->asked = false;
    record->overdue_ms = 0;
    record->ringing = 0;
    record->dialled = false;
}

void record_wait(PbxCalls *calls, Record *record, gint64 milliseconds)
{
    record->overdue_ms = calls->moment.ms + milliseconds;
}

/* ---- what several events come down to ------------------------------------------------------- */

void record_talks(PbxCalls *calls, Record *record, const char *own_channel)
{
    record_settle(record);
    record->mine = true;
    record->before = PBX_TALKING;
    record->over = record->abandoned = false;
    record->told.position = 0;
    record->told.parked_until = 0;
    if (record->told.answered_at == 0)
        record->told.answered_at = calls->moment.now;
    if (*own_channel != '\0')
        record_text(&record->own_channel, own_channel);
    record_text(&record->other_channel, "");
    record_text(&record->told.operator_, "");
    record_text(&record->told.target, "");
    record_state(calls, record, PBX_TALKING);
}

void record_elsewhere(PbxCalls *calls, Record *record, const char *operator_name)
{
    bool same = record->told.state == PBX_ELSEWHERE && !record->over &&
                strcmp(record->told.operator_, operator_name) == 0;
    record_settle(record);
    record->over = record->mine = false;
    record->told.position = 0;
    record_text(&record->told.operator_, operator_name);
    if (!same)
        record_state(calls, record, PBX_ELSEWHERE);
}

void record_returned(PbxCalls *calls, Record *record, PbxReason reason)
{
    record_settle(record);
    record->over = record->abandoned = false;
    record->told.parked_until = 0;
    if (reason != PBX_REASON_NONE)
        record->told.reason = reason;
    record_text(&record->own_channel, "");
    record_text(&record->other_channel, "");
    record_text(&record->told.operator_, "");
    record_state(calls, record, PBX_RETURNED);
}

static void end_record(PbxCalls *calls, Record *record, PbxState state)
{
    record_settle(record);
    record->over = true;
    record->told.position = 0;
    record->told.parked_until = 0;
    record_state(calls, record, state);
}

void record_done(PbxCalls *calls, Record *record, const char *target)
{
    g_autofree char *kept = g_strdup(target);
    record_text(&record->told.target, kept);
    record->told.reason = PBX_REASON_NONE;
    end_record(calls, record, PBX_DONE);
}

void record_lost(PbxCalls *calls, Record *record, PbxReason reason)
{
    record->told.reason = reason;
    end_record(calls, record, PBX_LOST);
}

/* ---- making --------------------------------------------------------------------------------- */

PbxCalls *pbx_calls_new(const PbxNames *names, const PbxListener *listener, gpointer user)
{
    PbxCalls *calls = g_new0(PbxCalls, 1);
    calls->names = names;
    calls->listener = *listener;
    calls->user = user;
    calls->records = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, record_free);
    calls->lines = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    calls->free = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    return calls;
}

void pbx_calls_free(PbxCalls *calls)
{
    if (calls == NULL)
        return;
    g_hash_table_unref(calls->records);
    g_hash_table_unref(calls->lines);
    g_hash_table_unref(calls->free);
    g_clear_pointer(&calls->legs, g_ptr_array_unref);
    g_free(calls);
}

/* ---- asking --------------------------------------------------------------------------------- */

void pbx_calls_asked(PbxCalls *calls, const char *id, PbxAct act, const char *number,
                     PbxMoment moment)
{
    Record *record = record_find(calls, id);
    if (record == NULL)
        return;
    calls->moment = moment;
    record_settle(record);
    record->asked = true;
    record->act = act;
    record->before = record->told.state;
    record_wait(calls, record, SOON_MS);
    if (act == PBX_TRANSFER || act == PBX_CONSULT) {
        record_text(&record->told.target, number);
        record->told.reason = PBX_REASON_NONE;
    }
    if (act == PBX_TRANSFER || act == PBX_COMPLETE)
        record_state(calls, record, PBX_TRANSFERRING);
}

void pbx_calls_not_done(PbxCalls *calls, const char *id)
{
    Record *record = record_find(calls, id);
    if (record == NULL || !record->asked)
        return;
    record_settle(record);
    record_state(calls, record, record->before);
}

void pbx_calls_in_doubt(PbxCalls *calls, const char *id)
{
    Record *record = record_find(calls, id);
    if (record == NULL || !record->asked)
        return;
    record->overdue_ms = 0;
    record_state(calls, record, PBX_UNKNOWN);
}

gint64 pbx_calls_tick(PbxCalls *calls, PbxMoment moment)
{
    gint64 next = 0;
    calls->moment = moment;
    g_autoptr(GPtrArray) all = records_of_all(calls);
    for (guint i = 0; i < all->len; i++) {
        Record *record = all->pdata[i];
        if (record->overdue_ms == 0)
            continue;
        if (record->overdue_ms <= moment.ms) {
            record->overdue_ms = 0;
            record_state(calls, record, PBX_UNKNOWN);
        } else if (next == 0 || record->overdue_ms < next) {
            next = record->overdue_ms;
        }
    }
    return next;
}

bool pbx_calls_is_asked(const PbxCalls *calls, const char *id)
{
    const Record *record = record_find(calls, id);
    return record != NULL && record->asked;
}

/* ---- what is known -------------------------------------------------------------------------- */

/* Returned first, then what this desk has, then who waits, the longest first. */
static int rank_of(const PbxCall *call)
{
    return call->state == PBX_RETURNED ? 0 : call->state == PBX_WAITING ? 2 : 1;
}

static gint compare_calls(gconstpointer first, gconstpointer second)
{
    const PbxCall *one = *(const PbxCall *const *)first;
    const PbxCall *other = *(const PbxCall *const *)second;
    if (rank_of(one) != rank_of(other))
        return rank_of(one) - rank_of(other);
    if (one->began_at != other->began_at)
        return one->began_at < other->began_at ? -1 : 1;
    return strcmp(one->id, other->id);
}

GPtrArray *pbx_calls_list(const PbxCalls *calls)
{
    GPtrArray *list = g_ptr_array_new();
    GHashTableIter iterator;
    gpointer value;
    g_hash_table_iter_init(&iterator, calls->records);
    while (g_hash_table_iter_next(&iterator, NULL, &value)) {
        Record *record = value;
        if (!record->over && record->told.state != PBX_ELSEWHERE)
            g_ptr_array_add(list, &record->told);
    }
    g_ptr_array_sort(list, compare_calls);
    return list;
}

const PbxCall *pbx_calls_find(const PbxCalls *calls, const char *id)
{
    const Record *record = record_find(calls, id);
    return record != NULL && !record->over ? &record->told : NULL;
}

/* Talking goes before ringing: who rings meanwhile waits. */
const PbxCall *pbx_calls_current(const PbxCalls *calls)
{
    static const PbxState order[] = {PBX_TALKING, PBX_CONSULTING, PBX_READY, PBX_RINGING};
    g_autoptr(GPtrArray) list = pbx_calls_list(calls);
    for (guint i = 0; i < G_N_ELEMENTS(order); i++)
        for (guint j = 0; j < list->len; j++)
            if (((const PbxCall *)list->pdata[j])->state == order[i])
                return list->pdata[j];
    return NULL;
}

bool pbx_calls_paused(const PbxCalls *calls)
{
    return calls->paused;
}

bool pbx_calls_has_queue(const PbxCalls *calls)
{
    return calls->has_queue;
}

bool pbx_calls_is_member(const PbxCalls *calls)
{
    return calls->member;
}

bool pbx_calls_is_last(const PbxCalls *calls)
{
    return calls->member && !calls->paused && g_hash_table_size(calls->free) == 0;
}

const char *pbx_calls_caller_channel(const PbxCalls *calls, const char *id)
{
    const Record *record = record_find(calls, id);
    return record != NULL ? record->channel : "";
}

const char *pbx_calls_own_channel(const PbxCalls *calls, const char *id)
{
    const Record *record = record_find(calls, id);
    return record != NULL ? record->own_channel : "";
}

/* Owns what the telephone system's events do to the database: a row when it rings, whose it is when
 * it is answered, its end when a transfer was answered, and a call-back for whoever was lost.
 *
 * Several desks hear the same events. Rows are one a call by the system's id; a lost caller is
 * recorded under an operation named after it, so that it happens once. */
#include <jansson.h>
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/domain/phone_number.h"

#include "skranke/store/events.h"
#include "skranke/store/phone_messages.h"

#include "skranke/desk/fact.h"
#include "skranke/desk/rules.h"

#include "calls_private.h"
#include "telephone_private.h"

enum {
    TRIES = 3,          /* when others write the same call */
    OPEN_MINUTES = 120, /* within which a lost caller is rung: two open hours */
    MINUTE = 60,
};

char *telephone_caller(const PbxCall *line)
{
    if (*line->name != '\0')
        return g_strdup(line->name);
    g_autofree char *normalised = phone_number_normalise(line->number);
    g_autofree char *number = phone_number_text(normalised);
    return g_strdup(*number != '\0' ? number : _("Hidden number"));
}

static void remember(Telephone *telephone, const PbxCall *line, gint64 row)
{
    gint64 *kept = g_new(gint64, 1);
    *kept = row;
    g_hash_table_replace(telephone->rows, g_strdup(line->id), kept);
}

/* ---- rows ----------------------------------------------------------------------------------- */

static Call *record_of(Telephone *telephone, const PbxCall *line, GError **error)
{
    Call *record = calls_of_linked_id(telephone->desk->db, line->id, error);
    if (record != NULL)
        remember(telephone, line, record->id);
    return record;
}

/* A row that nobody has taken yet; the one that is there where another desk was first. */
static Call *ensure_record(Telephone *telephone, const PbxCall *line, GError **error)
{
    g_autoptr(GError) wrong = NULL;
    Call *record = record_of(telephone, line, &wrong);
    if (record != NULL)
        return record;
    if (wrong != NULL) {
        g_propagate_error(error, g_steal_pointer(&wrong));
        return NULL;
    }
    g_autofree char *number = phone_number_normalise(line->number);
    Call fresh = {.direction = CALL_IN,
                  .began_at = line->began_at,
                  .number = number,
                  .caller = line->name,
                  .queue = line->queue,
                  .linked_id = line->id};
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    calls_add(batch, &fresh);
    db_batch_expect(batch, 1);
    events_add(batch, clock_now(), 0, EVENT_CALL_BEGUN, 0, 0, "", "{\"direction\":\"in\"}");
    calls_name_in_event(batch);
    /* A conflict: another desk was a moment earlier, and theirs is taken. */
    if (!db_batch_apply(telephone->desk->db, batch, &wrong) &&
        !g_error_matches(wrong, SKRANKE_ERROR, SKRANKE_ERROR_CONFLICT)) {
        g_propagate_error(error, g_steal_pointer(&wrong));
        return NULL;
    }
    return record_of(telephone, line, error);
}

/* Whoever speaks to the caller has the call, whoever had it before it came back. */
static bool answered_step(Desk *desk, const Call *call, Call *after, gconstpointer wish,
                          GError **error)
{
    const PbxCall *line = wish;
    (void)error;
    if (call->ended_at != 0)
        return true;
    after->operator_id = desk->operator_->id;
    after->answered_at = line->answered_at;
    return true;
}

static char *fact(gint64 call, const char *name, const char *word)
{
    return fact_of_json(json_pack("{s:I,s:s}", "call", (json_int_t)call, name, word));
}

static bool write_returned(Telephone *telephone, Call *record, const char *word, GError **error)
{
    g_autofree char *before = fact(record->id, "returned", record->returned);
    g_autofree char *after = fact(record->id, "returned", word);
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    g_free(record->returned);
    record->returned = g_strdup(word);
    calls_put(batch, record);
    events_add(batch, clock_now(), 0, EVENT_CALL_KEPT, 0, 0, before, after);
    return db_batch_apply(telephone->desk->db, batch, error);
}

/* Every desk hears it: the first one writes it. */
static bool keep_returned(Telephone *telephone, const PbxCall *line, GError **error)
{
    const char *word =
        line->reason != PBX_REASON_NONE ? pbx_reason_words[line->reason] : "returned";
    for (int try = 1;; try++) {
        g_autoptr(Call) record = record_of(telephone, line, error);
        g_autoptr(GError) wrong = NULL;
        if (record == NULL || record->out_of_sight || strcmp(record->returned, word) == 0 ||
            write_returned(telephone, record, word, &wrong))
            return record != NULL;
        if (try == TRIES || !g_error_matches(wrong, SKRANKE_ERROR, SKRANKE_ERROR_CONFLICT)) {
            g_propagate_error(error, g_steal_pointer(&wrong));
            return false;
        }
    }
}

gint64 telephone_begin(Telephone *telephone, const PbxCall *line, GError **error)
{
    g_autofree char *id = g_strdup(line->id);
    const NewCall given = {.caller = line->name,
                           .number = line->number,
                           .linked_id = id,
                           .queue = line->queue,
                           .direction = CALL_IN,
                           .began_at = line->began_at};
    gint64 row = call_begin(telephone->desk, &given, error);
    if (row != 0)
        remember(telephone, line, row);
    return row;
}

/* ---- what each state does ------------------------------------------------------------------- */

/* Each gives the call's number, 0 for none, and may fill the sentence. */
typedef gint64 (*Note)(Telephone *telephone, const PbxCall *line, char **sentence, GError **error);

static gint64 note_known(Telephone *telephone, const PbxCall *line, char **sentence, GError **error)
{
    (void)sentence;
    const gint64 *row = g_hash_table_lookup(telephone->rows, line->id);
    g_autoptr(Call) record = row == NULL ? record_of(telephone, line, error) : NULL;
    return row != NULL ? *row : record != NULL ? record->id : 0;
}

static gint64 note_ringing(Telephone *telephone, const PbxCall *line, char **sentence,
                           GError **error)
{
    g_autofree char *caller = telephone_caller(line);
    *sentence = g_strdup_printf(_("%s rings. Answer on the telephone; F2 opens the call."), caller);
    g_autoptr(Call) record = ensure_record(telephone, line, error);
    return record != NULL ? record->id : 0;
}

static gint64 note_talking(Telephone *telephone, const PbxCall *line, char **sentence,
                           GError **error)
{
    g_autoptr(GError) wrong = NULL;
    g_autoptr(Call) record = record_of(telephone, line, &wrong);
    const CallChange change = {.kind = EVENT_CALL_BEGUN, .step = answered_step, .wish = line};
    (void)sentence;
    if (wrong != NULL) {
        g_propagate_error(error, g_steal_pointer(&wrong));
        return 0;
    }
    bool open = record != NULL && record->ended_at == 0;
    gint64 row = open ? record->id : telephone_begin(telephone, line, error);
    if (row != 0 && !call_change(telephone->desk, row, &change, error))
        return 0;
    return row;
}

static gint64 note_returned(Telephone *telephone, const PbxCall *line, char **sentence,
                            GError **error)
{
    g_autofree char *caller = telephone_caller(line);
    const char *why = line->reason != PBX_REASON_NONE ? pbx_reason_text(line->reason)
                                                      : _("the reason is not known");
    /* TRANSLATORS: a caller came back from a transfer: who, from which number, why. */
    *sentence = g_strdup_printf(_("%s is back from %s: %s."), caller,
                                telephone_whom_name(telephone, line), why);
    g_hash_table_remove(telephone->reaching, line->id);
    keep_returned(telephone, line, error);
    return note_known(telephone, line, sentence, error);
}

/* The system says that somebody answered: only now it is a transfer. */
static bool end_transferred(Telephone *telephone, const PbxCall *line, gint64 row, GError **error)
{
    const TelephoneWhom *whom = telephone_whom(telephone, line);
    const gint64 *reaching = g_hash_table_lookup(telephone->reaching, line->id);
    gint64 person = whom != NULL ? whom->person : reaching != NULL ? *reaching : 0;
    const CallEnd end = {.outcome = CALL_TRANSFERRED,
                         .reached = person,
                         .happened = true,
                         .to_text = person == 0 ? line->target : NULL};
    return call_end(telephone->desk, row, &end, error);
}

/* noted: else it is tried again, and to whom it was transferred is still wanted. */
static void forget(Telephone *telephone, const PbxCall *line, bool noted)
{
    g_hash_table_remove(telephone->told, line->id);
    if (!noted)
        return;
    g_hash_table_remove(telephone->rows, line->id);
    g_hash_table_remove(telephone->reaching, line->id);
    g_hash_table_remove(telephone->whom, line->id);
}

static gint64 note_done(Telephone *telephone, const PbxCall *line, char **sentence, GError **error)
{
    g_autoptr(GError) wrong = NULL;
    g_autoptr(Call) record = record_of(telephone, line, &wrong);
    bool ours = record != NULL && record->ended_at == 0 &&
                record->operator_id == telephone->desk->operator_->id;
    g_autofree char *caller = telephone_caller(line);
    if (ours && *line->target != '\0' && end_transferred(telephone, line, record->id, &wrong))
        *sentence = g_strdup_printf(_("%s was transferred to %s."), caller,
                                    telephone_whom_name(telephone, line));
    else if (ours && *line->target == '\0')
        *sentence = g_strdup_printf(_("The call with %s is over: what became of it?"), caller);
    forget(telephone, line, wrong == NULL);
    if (wrong != NULL)
        g_propagate_error(error, g_steal_pointer(&wrong));
    return record != NULL ? record->id : 0;
}

/* ---- lost ----------------------------------------------------------------------------------- */

/* A moment so many open minutes ahead. */
static gint64 open_minutes_ahead(Desk *desk, gint64 now)
{
    const Rulebook *book = rules_book(desk, NULL);
    gint64 at = book != NULL ? opening_next(&book->opening, now) : 0;
    gint64 left = OPEN_MINUTES;
    while (at != 0) {
        gint64 closes = opening_closes(&book->opening, at);
        if (closes == 0 || at + left * MINUTE <= closes)
            return at + left * MINUTE;
        left -= (closes - at) / MINUTE;
        at = opening_next(&book->opening, closes);
    }
    return now + OPEN_MINUTES * MINUTE;
}

/* Nobody spoke to them: it ends as lost. What an operator has begun to note stays open for them. */
static void add_loss(DbBatch *batch, const Call *record, const PbxCall *line, gint64 now)
{
    Call lost = *record;
    if (record->ended_at != 0 || record->answered_at != 0 || record->out_of_sight)
        return;
    lost.outcome = CALL_LOST;
    lost.ended_at = line->changed_at;
    g_autofree char *after = fact(record->id, "outcome", call_outcome_words[CALL_LOST]);
    calls_put(batch, &lost);
    events_add(batch, now, 0, EVENT_CALL_ENDED, 0, 0, "", after);
}

static void add_call_back(Telephone *telephone, DbBatch *batch, const Call *record, gint64 now)
{
    const CallBack back = {.call = record->id,
                           .number = record->number,
                           .caller = record->caller,
                           .matter = record->matter,
                           .at = now,
                           .due_at = open_minutes_ahead(telephone->desk, now),
                           .state = CALL_BACK_UNHANDLED};
    g_autofree char *after = fact(record->id, "why", "lost");
    call_backs_add(batch, &back);
    events_add(batch, now, 0, EVENT_CALL_BACK_PROMISED, 0, 0, "", after);
}

/* Not twice for one number; and not for one of whom it is only known that they are gone when a
 * colleague has noted what became of the call. */
static bool wants_call_back(Telephone *telephone, const Call *record, const PbxCall *line)
{
    bool settled = record->ended_at != 0 && record->outcome != CALL_LOST;
    g_autoptr(CallBack) waiting =
        *record->number != '\0' ? call_backs_of_number(telephone->desk->db, record->number, NULL)
                                : NULL;
    return *record->number != '\0' && waiting == NULL &&
           !(settled && line->reason == PBX_REASON_NONE);
}

static bool record_lost(Telephone *telephone, const Call *record, const PbxCall *line,
                        GError **error)
{
    gint64 now = clock_now();
    g_autofree char *operation = g_strconcat("telephone lost ", line->id, NULL);
    g_autoptr(DbBatch) batch = db_batch_new(operation);
    add_loss(batch, record, line, now);
    if (wants_call_back(telephone, record, line))
        add_call_back(telephone, batch, record, now);
    return db_batch_apply(telephone->desk->db, batch, error);
}

/* Whoever was never answered, or was dropped on the way to somebody, is rung back. */
static gint64 note_lost(Telephone *telephone, const PbxCall *line, char **sentence, GError **error)
{
    g_autofree char *caller = telephone_caller(line);
    g_autoptr(GError) wrong = NULL;
    gint64 row = 0;
    for (int try = 1; try <= TRIES; try++) {
        g_clear_error(&wrong);
        g_autoptr(Call) record = ensure_record(telephone, line, &wrong);
        row = record != NULL ? record->id : 0;
        if (record != NULL && record_lost(telephone, record, line, &wrong))
            break;
        if (!g_error_matches(wrong, SKRANKE_ERROR, SKRANKE_ERROR_CONFLICT))
            break;
    }
    forget(telephone, line, wrong == NULL);
    if (wrong != NULL)
        g_propagate_error(error, g_steal_pointer(&wrong));
    else
        *sentence = g_strdup_printf(
            *line->number != '\0' ? _("%s was lost (%s) and is among those to be rung back.")
                                  : _("%s was lost (%s) and cannot be rung back."),
            caller, *pbx_reason_text(line->reason) ? pbx_reason_text(line->reason) : "?");
    return row;
}

gint64 telephone_note(Telephone *telephone, const PbxCall *line, char **sentence, GError **error)
{
    static const Note notes[] = {
        [PBX_RINGING] = note_ringing, [PBX_TALKING] = note_talking, [PBX_RETURNED] = note_returned,
        [PBX_DONE] = note_done,       [PBX_LOST] = note_lost,
    };
    gpointer told = g_hash_table_lookup(telephone->told, line->id);
    Note note = (guint)line->state < G_N_ELEMENTS(notes) ? notes[line->state] : NULL;
    bool again = GPOINTER_TO_UINT(told) == (guint)line->state + 1;
    g_hash_table_replace(telephone->told, g_strdup(line->id),
                         GUINT_TO_POINTER((guint)line->state + 1));
    if (line->state == PBX_WAITING)
        return 0;
    telephone_learn_whom(telephone, line);
    return (note != NULL && !again ? note : note_known)(telephone, line, sentence, error);
}

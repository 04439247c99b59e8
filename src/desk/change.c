/* Owns what every act on an inquiry has in common: reading it, computing its clocks, keeping its
 * pauses, one batch with its expectation, and the event with what was before. What an act decides
 * is its own file's. */
#include "skranke/desk/change.h"

#include <jansson.h>
#include <stddef.h>
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/store/forwards.h"
#include "skranke/store/inquiries.h"
#include "skranke/store/pauses.h"
#include "skranke/store/phone_messages.h"

#include "skranke/desk/journal.h"
#include "skranke/desk/rules.h"

/* ---- what an event remembers ---- */

typedef enum { FACT_TEXT, FACT_NUMBER, FACT_FLAG, FACT_WORD } FactType;

/* Every field that an act may change and undo restores; a word is an enum of these words. */
static const struct {
    const char *name;
    FactType type;
    gsize offset;
    const char *const *words;
} facts[] = {
    {"owner", FACT_NUMBER, offsetof(Inquiry, owner), NULL},
    {"state", FACT_WORD, offsetof(Inquiry, state), inquiry_state_words},
    {"category", FACT_TEXT, offsetof(Inquiry, category), NULL},
    {"category_by", FACT_WORD, offsetof(Inquiry, category_by), category_chooser_words},
    {"statistic", FACT_TEXT, offsetof(Inquiry, statistic), NULL},
    {"language", FACT_TEXT, offsetof(Inquiry, language), NULL},
    {"started_at", FACT_NUMBER, offsetof(Inquiry, started_at), NULL},
    {"answered_at", FACT_NUMBER, offsetof(Inquiry, answered_at), NULL},
    {"holding_sent_at", FACT_NUMBER, offsetof(Inquiry, holding_sent_at), NULL},
    {"wanted_at", FACT_NUMBER, offsetof(Inquiry, wanted_at), NULL},
    {"bumped", FACT_FLAG, offsetof(Inquiry, bumped), NULL},
    {"snoozed_until", FACT_NUMBER, offsetof(Inquiry, snoozed_until), NULL},
    {"decision", FACT_TEXT, offsetof(Inquiry, decision), NULL},
    {"decision_basis", FACT_TEXT, offsetof(Inquiry, decision_basis), NULL},
    {"survey", FACT_TEXT, offsetof(Inquiry, survey), NULL},
    {"wished_time", FACT_TEXT, offsetof(Inquiry, wished_time), NULL},
    {"wished_mode", FACT_TEXT, offsetof(Inquiry, wished_mode), NULL},
};
G_STATIC_ASSERT(sizeof(InquiryState) == sizeof(int) && sizeof(CategoryChooser) == sizeof(int));

static gconstpointer field_of(const Inquiry *inquiry, guint fact)
{
    return (const char *)inquiry + facts[fact].offset;
}

static const char *text_in(gconstpointer field)
{
    const char *text = *(const char *const *)field;
    return text ? text : "";
}

static json_t *value_of(const Inquiry *inquiry, guint fact)
{
    gconstpointer field = field_of(inquiry, fact);
    switch (facts[fact].type) {
    case FACT_TEXT:
        return json_string(text_in(field));
    case FACT_NUMBER:
        return json_integer(*(const gint64 *)field);
    case FACT_FLAG:
        return json_boolean(*(const bool *)field);
    case FACT_WORD:
        break;
    }
    return json_string(facts[fact].words[*(const int *)field]);
}

static char *text_of(json_t *object)
{
    char *dumped = json_object_size(object) > 0 ? json_dumps(object, JSON_COMPACT) : NULL;
    char *text = g_strdup(dumped ? dumped : "");
    free(dumped);
    json_decref(object);
    return text;
}

void change_facts(const Inquiry *before, const Inquiry *after, char **was, char **is)
{
    json_t *old = json_object(), *fresh = json_object();
    for (guint i = 0; i < G_N_ELEMENTS(facts); i++) {
        json_t *old_value = value_of(before, i), *fresh_value = value_of(after, i);
        if (!json_equal(old_value, fresh_value)) {
            json_object_set(old, facts[i].name, old_value);
            json_object_set(fresh, facts[i].name, fresh_value);
        }
        json_decref(old_value);
        json_decref(fresh_value);
    }
    *was = text_of(old);
    *is = text_of(fresh);
}

bool change_differs(const Change *change)
{
    g_autofree char *was = NULL, *is = NULL;
    change_facts(change->before, change->after, &was, &is);
    return *is != '\0';
}

static void restore_word(int *field, const char *word, const char *const *words)
{
    for (int i = 0; words[i]; i++)
        if (g_strcmp0(words[i], word) == 0)
            *field = i;
}

static void restore_field(Inquiry *inquiry, guint fact, const json_t *value)
{
    gpointer field = (char *)inquiry + facts[fact].offset;
    switch (facts[fact].type) {
    case FACT_TEXT:
        change_set_text(field, json_string_value(value));
        break;
    case FACT_NUMBER:
        *(gint64 *)field = json_integer_value(value);
        break;
    case FACT_FLAG:
        *(bool *)field = json_is_true(value);
        break;
    case FACT_WORD:
        restore_word(field, json_string_value(value), facts[fact].words);
        break;
    }
}

bool change_restore(Inquiry *inquiry, const char *fact)
{
    json_t *object = fact && *fact ? json_loads(fact, 0, NULL) : NULL;
    bool any = false;
    for (guint i = 0; object && i < G_N_ELEMENTS(facts); i++) {
        const json_t *value = json_object_get(object, facts[i].name);
        if (!value)
            continue;
        restore_field(inquiry, i, value);
        any = true;
    }
    json_decref(object);
    return any;
}

static bool still_is(const Inquiry *inquiry, guint fact, const json_t *left)
{
    json_t *now = value_of(inquiry, fact);
    bool same = left && json_equal(now, left);
    json_decref(now);
    return same;
}

void change_take_back(Inquiry *inquiry, const char *was, const char *is)
{
    json_t *before = was && *was ? json_loads(was, 0, NULL) : NULL;
    json_t *left = is && *is ? json_loads(is, 0, NULL) : NULL;
    for (guint i = 0; before && left && i < G_N_ELEMENTS(facts); i++) {
        const json_t *value = json_object_get(before, facts[i].name);
        if (value && still_is(inquiry, i, json_object_get(left, facts[i].name)))
            restore_field(inquiry, i, value);
    }
    json_decref(before);
    json_decref(left);
}

void change_set_text(char **field, const char *text)
{
    char *copy = g_strdup(text ? text : "");
    g_free(*field);
    *field = copy;
}

/* ---- the act ---- */

Change *change_begin(Desk *desk, gint64 inquiry, GError **error)
{
    g_autoptr(Change) change = g_new0(Change, 1);
    change->now = clock_now();
    change->before = inquiries_get(desk->db, inquiry, error);
    if (!change->before || !rules_book(desk, error))
        return NULL;
    /* Also those before the clocks started: undo may start them earlier again. */
    change->pauses = pauses_of_inquiry(desk->db, inquiry, 0, error);
    if (!change->pauses)
        return NULL;
    change->after = inquiry_copy(change->before);
    change->batch = db_batch_new(NULL);
    return g_steal_pointer(&change);
}

void change_free(Change *change)
{
    if (!change)
        return;
    g_clear_pointer(&change->before, inquiry_free);
    g_clear_pointer(&change->after, inquiry_free);
    g_clear_pointer(&change->pauses, g_array_unref);
    g_clear_pointer(&change->batch, db_batch_free);
    g_free(change);
}

bool change_settle_category(Desk *desk, Change *change, GError **error)
{
    if (change->after->category_by != CHOSEN_BY_SUGGESTION)
        return true;
    change->after->category_by = CHOSEN_BY_OPERATOR;
    return journal_follow(desk, change->batch, change->after, error);
}

bool change_unsettle_journal(Desk *desk, Change *change, gint64 message, GError **error)
{
    const Inquiry *before = change->before, *after = change->after;
    return (g_strcmp0(before->category, after->category) == 0 &&
            before->category_by == after->category_by) ||
           journal_follow_others(desk, change->batch, after, message, error);
}

static ClockPause *newest_pause(const Change *change)
{
    guint count = change->pauses->len;
    return count > 0 ? &g_array_index(change->pauses, ClockPause, count - 1) : NULL;
}

/* What is undone was no waiting, and no end of it. */
static void begin_pause(Change *change)
{
    ClockPause *last = newest_pause(change), begun = {.from_at = change->now};
    if (last && change->undoes_at && last->until_at == change->undoes_at) {
        last->until_at = 0;
        pauses_resume(change->batch, change->after->id, change->undoes_at);
        return;
    }
    g_array_append_val(change->pauses, begun);
    pauses_begin(change->batch, change->after->id, change->now);
}

static void end_pause(Change *change, ClockPause *running)
{
    if (change->undoes_at && running->from_at == change->undoes_at) {
        g_array_set_size(change->pauses, change->pauses->len - 1);
        pauses_forget(change->batch, change->after->id, change->undoes_at);
        return;
    }
    running->until_at = MAX(change->now, running->from_at);
    pauses_end(change->batch, change->after->id, change->now);
}

/* Waiting for the inquirer begins and ends with what the record says. */
static void keep_pauses(Change *change)
{
    bool awaits = clocks_await_inquirer(change->after);
    ClockPause *last = newest_pause(change);
    bool runs = last && last->until_at == 0;
    if (awaits && !runs)
        begin_pause(change);
    else if (!awaits && runs)
        end_pause(change, last);
}

/* `is` with the members of `more` added; takes `is`. */
static char *with_more(char *is, const char *more)
{
    json_t *object = *is ? json_loads(is, 0, NULL) : json_object();
    json_t *added = more && *more ? json_loads(more, 0, NULL) : NULL;
    if (!added) {
        json_decref(object);
        return is;
    }
    json_object_update(object, added);
    json_decref(added);
    g_free(is);
    return text_of(object);
}

/* Nobody is awaited in what is closed. */
static void end_forwards(Change *change)
{
    Inquiry *after = change->after;
    if (after->state == INQUIRY_CLOSED && change->before->state != INQUIRY_CLOSED)
        phone_messages_settle_inquiry(change->batch, after->id, change->now);
    if (after->state != INQUIRY_CLOSED || !after->forwarded_to || !*after->forwarded_to)
        return;
    forwards_end(change->batch, after->id, change->now);
    change_set_text(&after->forwarded_to, "");
    after->forward_due_at = 0;
}

void change_put(Desk *desk, Change *change)
{
    end_forwards(change);
    keep_pauses(change);
    rulebook_apply(desk->rulebook, change->after, change->pauses);
    inquiries_put(change->batch, change->after, change->now);
}

void change_event(Desk *desk, Change *change, EventKind kind, gint64 message, const char *more_was,
                  const char *more_is)
{
    char *was = NULL, *is = NULL;
    change_facts(change->before, change->after, &was, &is);
    was = with_more(was, more_was);
    is = with_more(is, more_is);
    events_add(change->batch, change->now, desk->operator_->id, kind, change->before->id, message,
               was, is);
    g_free(was);
    g_free(is);
}

void change_add(Desk *desk, Change *change, EventKind kind, gint64 message, const char *more)
{
    change_put(desk, change);
    change_event(desk, change, kind, message, NULL, more);
}

/* Replaces the carrier's plain conflict by one that names who was first. */
static bool name_the_winner(Desk *desk, gint64 id, GError **error, GError *conflict)
{
    if (!g_error_matches(conflict, SKRANKE_ERROR, SKRANKE_ERROR_CONFLICT)) {
        g_propagate_error(error, conflict);
        return false;
    }
    g_autoptr(Inquiry) now = inquiries_get(desk->db, id, NULL);
    const char *who = now && now->owner ? now->owner_name : NULL;
    if (who)
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_CONFLICT,
                    _("Inquiry %" PRId64 " was taken by %s first. Nothing was changed."), id, who);
    else
        g_set_error(
            error, SKRANKE_ERROR, SKRANKE_ERROR_CONFLICT,
            _("Inquiry %" PRId64 " was changed by someone else first. Nothing was changed."), id);
    g_error_free(conflict);
    return false;
}

bool change_apply(Desk *desk, Change *change, GError **error)
{
    GError *failed = NULL;
    if (db_batch_apply(desk->db, change->batch, &failed))
        return true;
    return name_the_winner(desk, change->before->id, error, failed);
}

bool change_end(Desk *desk, Change *change, EventKind kind, GError **error)
{
    change_add(desk, change, kind, 0, NULL);
    return change_apply(desk, change, error);
}

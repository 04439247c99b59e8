/* Owns computing the clocks of all unfinished inquiries anew after the rules have changed. So many
 * at a time, each batch with its events: stopped anywhere, the next run does the rest, and what is
 * right already is not written. */
#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/identity.h"
#include "skranke/base/language.h"
#include "skranke/base/time_text.h"

#include "skranke/store/events.h"
#include "skranke/store/inquiries.h"
#include "skranke/store/rework.h"
#include "skranke/store/settings.h"

#include "skranke/desk/change.h"
#include "skranke/desk/fact.h"
#include "skranke/desk/journal.h"
#include "skranke/desk/rules.h"
#include "skranke/desk/suggesting.h"

#include "rules_private.h"

enum { AT_A_TIME = 300, MOST_TRIES = 20 };

typedef struct {
    Desk *desk;
    const Rulebook *book;
    const char *why;
    DbBatch *batch;
    gint64 now, moved;
} Rework;

/* ---- one inquiry ---- */

static bool same(const char *first, const char *second)
{
    return g_strcmp0(first ? first : "", second ? second : "") == 0;
}

static bool has_moved(const Inquiry *before, const Inquiry *after)
{
    return before->target_at != after->target_at || before->limit_at != after->limit_at ||
           before->holding_at != after->holding_at || before->due_at != after->due_at ||
           before->queue_at != after->queue_at || before->due_kind != after->due_kind ||
           before->due_by != after->due_by || before->paused != after->paused ||
           before->silo != after->silo || !same(before->target_on, after->target_on) ||
           !same(before->limit_on, after->limit_on) || !same(before->holding_on, after->holding_on);
}

static char *clocks_fact(const Inquiry *inquiry, const char *why)
{
    /* the last second in time, as wherever it is shown */
    g_autofree char *due = inquiry->due_at ? time_text_iso(inquiry->due_at - 1) : g_strdup("");
    const char *silo = category_silo_words[inquiry->silo];
    const char *clock = clock_kind_words[inquiry->due_kind];
    if (!why)
        return fact_of_texts("target", inquiry->target_on, "limit", inquiry->limit_on, "holding",
                             inquiry->holding_on, "due", due, "due_clock", clock, "silo", silo,
                             NULL);
    return fact_of_texts("target", inquiry->target_on, "limit", inquiry->limit_on, "holding",
                         inquiry->holding_on, "due", due, "due_clock", clock, "silo", silo, "why",
                         why, NULL);
}

static void add_event(Rework *rework, EventKind kind, const Inquiry *before, const Inquiry *after)
{
    g_autofree char *was = clocks_fact(before, NULL);
    g_autofree char *is = clocks_fact(after, rework->why);
    events_add(rework->batch, rework->now, rework->desk->operator_->id, kind, before->id, 0, was,
               is);
    rework->moved++;
}

/* What becomes closed is closed in the public journal too. */
static bool compute(Rework *rework, const Inquiry *before, const GArray *pauses, GError **error)
{
    g_autoptr(Inquiry) after = inquiry_copy(before);
    rulebook_apply(rework->book, after, pauses);
    if (!has_moved(before, after))
        return true;
    rework_expect(rework->batch, before);
    inquiries_put_clocks(rework->batch, after);
    add_event(rework, EVENT_RECOMPUTED, before, after);
    return before->silo == after->silo || journal_follow(rework->desk, rework->batch, after, error);
}

/* One of an older database: what the program would suggest for it, until somebody looks. What no
 * person wrote stays without a category, and so without a promise. */
static bool suggest(Rework *rework, const Inquiry *before, const GArray *pauses, GError **error)
{
    int automatic = rework_is_automatic(rework->desk->db, before->id, error);
    if (automatic != 0)
        return automatic > 0 && compute(rework, before, pauses, error);
    g_autoptr(Suggestion) suggestion = suggesting_inquiry(rework->desk, before->id, error);
    rework->book = suggestion ? rules_book(rework->desk, error) : NULL;
    if (!rework->book)
        return false;
    g_autoptr(Inquiry) after = inquiry_copy(before);
    change_set_text(&after->category, suggestion->category);
    change_set_text(&after->statistic, suggestion->statistic);
    after->category_by = CHOSEN_BY_SUGGESTION;
    rulebook_apply(rework->book, after, pauses);
    rework_expect(rework->batch, before);
    inquiries_put(rework->batch, after, rework->now);
    g_autofree char *is = fact_of_texts("category", after->category, "statistic", after->statistic,
                                        "why", suggestion->why, NULL);
    events_add(rework->batch, rework->now, rework->desk->operator_->id, EVENT_SUGGESTED, before->id,
               0, NULL, is);
    add_event(rework, EVENT_RECOMPUTED, before, after);
    return true;
}

/* ---- so many at a time ---- */

static bool work_through(Rework *rework, const GPtrArray *page, GError **error)
{
    const Inquiry *first = page->pdata[0], *last = page->pdata[page->len - 1];
    g_autoptr(GHashTable) pauses = rework_pauses(rework->desk->db, first->id, last->id, error);
    if (!pauses)
        return false;
    for (guint i = 0; i < page->len; i++) {
        const Inquiry *inquiry = page->pdata[i];
        const GArray *waited = g_hash_table_lookup(pauses, &inquiry->id);
        bool sorted = inquiry->category && *inquiry->category;
        if (!(sorted ? compute : suggest)(rework, inquiry, waited, error))
            return false;
    }
    return db_batch_apply(rework->desk->db, rework->batch, error);
}

/* The page after a number; somebody who changes one of it meanwhile makes us read it again. *after
 * gets the last number, 0 at the end. */
static bool next_page(Rework *rework, gint64 *after, GError **error)
{
    for (int tries = 0;; tries++) {
        db_set_sight(rework->desk->db, NULL); /* what one may not see has clocks too */
        g_autoptr(GError) failed = NULL;
        g_autoptr(DbBatch) batch = db_batch_new(NULL);
        g_autoptr(GPtrArray) page = rework_after(rework->desk->db, *after, AT_A_TIME, error);
        gint64 moved = rework->moved;
        if (!page)
            return false;
        rework->batch = batch;
        if (page->len == 0 || work_through(rework, page, &failed)) {
            *after = page->len < AT_A_TIME ? 0 : ((Inquiry *)page->pdata[page->len - 1])->id;
            return true;
        }
        rework->moved = moved;
        bool again =
            g_error_matches(failed, SKRANKE_ERROR, SKRANKE_ERROR_CONFLICT) ||
            g_error_matches(failed, SKRANKE_ERROR, SKRANKE_ERROR_NOT_FOUND); /* gone from sight */
        if (!again || tries == MOST_TRIES) {
            g_propagate_error(error, g_steal_pointer(&failed));
            return false;
        }
    }
}

/* ---- all of them, once for each change of the rules ---- */

/* The mark of the rules that everything was computed by; "1": those of a new database. */
#define COMPUTED "promises.computed"
#define FIRST_RULES "1"

static const char *mark_of(const Desk *desk)
{
    return desk->rules_mark && *desk->rules_mark ? desk->rules_mark : FIRST_RULES;
}

bool rules_mark_anew(Desk *desk, DbBatch *batch, GError **error)
{
    g_autofree char *computed = settings_get(desk->db, COMPUTED, error);
    if (!computed || !rules_book(desk, error))
        return false;
    g_autofree char *mark = identity_new();
    settings_put(batch, RULES_MARK, mark);
    if (g_str_equal(computed, mark_of(desk)))
        settings_put(batch, COMPUTED, mark);
    return true;
}

static bool remember(Desk *desk, const char *mark, GError **error)
{
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    settings_put(batch, COMPUTED, mark);
    return db_batch_apply(desk->db, batch, error);
}

gint64 rules_recompute(Desk *desk, const char *why, GError **error)
{
    Rework rework = {.desk = desk, .why = why, .now = clock_now()};
    rework.book = rules_book(desk, error);
    if (!rework.book)
        return -1;
    g_autofree char *mark = g_strdup(mark_of(desk));
    gint64 after = 0;
    bool done = true;
    do
        done = next_page(&rework, &after, error);
    while (done && after != 0);
    desk_look_again(desk);
    return done && remember(desk, mark, error) ? rework.moved : -1;
}

bool rules_catch_up(Desk *desk, GError **error)
{
    g_autofree char *computed = settings_get(desk->db, COMPUTED, error);
    if (!computed || !rules_book(desk, error))
        return false;
    return g_str_equal(computed, mark_of(desk)) ||
           rules_recompute(desk, *computed ? "unfinished" : "upgrade", error) >= 0;
}

/* Owns which clocks of an inquiry run, which one is watched, and where that places it in the queue.
 * When a rule is due is deadline.c's; the sentences stand in clocks_explain.c. */
#include "skranke/domain/clocks.h"

#include "skranke/base/language.h"
#include "skranke/base/time_text.h"

#include "clocks_view.h"

enum { HOUR = 3600, DAY_SECONDS = 24 * HOUR, MOST_DAYS_SHOWN = 99, MOST_HOURS_SHOWN = 999 };

/* ---- waiting for the inquirer ---- */

bool clocks_view_is_answered(const ClocksInput *input)
{
    return input->answered_at > 0 && input->answered_at >= input->started_at;
}

static const ClockPause *pause_at(const ClocksInput *input, guint i)
{
    return &g_array_index(input->pauses, ClockPause, i);
}

gint64 clocks_view_waiting_since(const ClocksInput *input)
{
    gint64 since = 0;
    if (input->state != INQUIRY_WAITING || clocks_view_is_answered(input) || !input->pauses)
        return 0;
    for (guint i = 0; i < input->pauses->len; i++) {
        const ClockPause *pause = pause_at(input, i);
        if (pause->until_at == 0 && (since == 0 || pause->from_at < since))
            since = pause->from_at;
    }
    return since;
}

static int by_beginning(gconstpointer first, gconstpointer second)
{
    const ClockPause *a = first, *b = second;
    return (a->from_at > b->from_at) - (a->from_at < b->from_at);
}

static void add_wait(GArray *waits, ClockPause wait)
{
    ClockPause *last = waits->len ? &g_array_index(waits, ClockPause, waits->len - 1) : NULL;
    if (last && wait.from_at <= last->until_at)
        last->until_at = MAX(last->until_at, wait.until_at);
    else
        g_array_append_val(waits, wait);
}

GArray *clocks_view_waits(const ClocksInput *input)
{
    g_autoptr(GArray) pauses = g_array_new(FALSE, FALSE, sizeof(ClockPause));
    GArray *waits = g_array_new(FALSE, FALSE, sizeof(ClockPause));
    gint64 since = clocks_view_waiting_since(input);
    for (guint i = 0; input->pauses && i < input->pauses->len; i++) {
        ClockPause pause = *pause_at(input, i);
        pause.from_at = MAX(pause.from_at, input->started_at);
        if (clocks_view_is_answered(input))
            pause.until_at = MIN(pause.until_at, input->answered_at);
        if (since > 0)
            pause.until_at = MIN(pause.until_at, since);
        if (pause.until_at > pause.from_at)
            g_array_append_val(pauses, pause);
    }
    g_array_sort(pauses, by_beginning);
    for (guint i = 0; i < pauses->len; i++)
        add_wait(waits, g_array_index(pauses, ClockPause, i));
    return waits;
}

Deadline clocks_view_deadline(const ClocksInput *input, const Opening *opening)
{
    if (!input->category || input->started_at <= 0)
        return (Deadline){0};
    Deadline deadline = deadline_of(input->category, input->started_at, opening);
    g_autoptr(GArray) waits = clocks_view_waits(input);
    for (guint i = 0; i < waits->len; i++) {
        const ClockPause *wait = &g_array_index(waits, ClockPause, i);
        deadline =
            deadline_after_wait(input->category, &deadline, wait->from_at, wait->until_at, opening);
    }
    return deadline;
}

/* ---- the clocks ---- */

static void set_clock(const DeadlineClock *clock, char on[11], gint64 *at)
{
    g_autofree char *day = clock->set ? day_iso(clock->day) : g_strdup("");
    g_strlcpy(on, day, 11);
    *at = deadline_clock_at(clock);
}

static bool pauses(const Category *category)
{
    return category && category->pauses && !category_is_statutory(category);
}

/* The earliest is watched; of two at one moment the one that was offered first. */
static void offer(Clocks *clocks, ClockKind kind, gint64 at, CategoryBy by)
{
    if (at <= 0 || (clocks->due_at > 0 && clocks->due_at <= at))
        return;
    clocks->due_at = at;
    clocks->watched = kind;
    clocks->due_by = by;
}

static void choose_watched(const ClocksInput *input, const Deadline *deadline, Clocks *clocks)
{
    bool answered = clocks_view_is_answered(input);
    bool forwarded = input->forward_due_at > 0;
    bool held = input->holding_sent_at > 0 && input->holding_sent_at >= input->started_at;
    if (input->state == INQUIRY_CLOSED)
        return;
    if (!answered && !clocks->paused) {
        offer(clocks, CLOCK_LIMIT, clocks->limit_at, deadline->limit.by);
        if (clocks->limit_at == 0 && !forwarded)
            offer(clocks, CLOCK_TARGET, clocks->target_at, deadline->target.by);
        if (!held)
            offer(clocks, CLOCK_HOLDING, clocks->holding_at, deadline->holding.by);
    }
    offer(clocks, CLOCK_FORWARD, input->forward_due_at, CATEGORY_BY_LOCAL);
    if (!answered)
        offer(clocks, CLOCK_WANTED, input->wanted_at, CATEGORY_BY_LOCAL);
}

Clocks clocks_of(const ClocksInput *input, const Opening *opening)
{
    Clocks clocks = {0};
    Deadline deadline = clocks_view_deadline(input, opening);
    set_clock(&deadline.target, clocks.target_on, &clocks.target_at);
    set_clock(&deadline.limit, clocks.limit_on, &clocks.limit_at);
    set_clock(&deadline.holding, clocks.holding_on, &clocks.holding_at);
    clocks.paused = pauses(input->category) && clocks_view_waiting_since(input) > 0;
    choose_watched(input, &deadline, &clocks);
    return clocks;
}

gint64 clocks_queue_key(const Clocks *clocks, bool bumped, gint64 received_at)
{
    gint64 key = clocks->due_at > 0 ? clocks->due_at : CLOCKS_NO_CLOCK + received_at;
    return bumped ? key - CLOCKS_BUMP : key;
}

/* ---- a row of the queue ---- */

/* How a clock that is no promise says how long is left; each at most 12 cells, with two digits. */
typedef struct {
    const char *days, *today, *time, *hours, *passed_days, *passed;
} LeftWords;

/* TRANSLATORS: the next texts stand in a list that has 12 cells for each, with the number: an aim
 * of the bureau's own, an answer awaited from a section that is asked again, and what the inquirer
 * needs it by. d: working days, h: hours. */
static const LeftWords aim_words = {
    N_("aim %d d"), N_("aim today"), N_("aim %s"),
    N_("aim %d h"), N_("aim -%d d"), N_("aim passed"),
};
static const LeftWords forward_words = {
    N_("chase %d d"), N_("chase today"), N_("chase %s"),
    N_("chase %d h"), N_("chase -%d d"), N_("chase now"),
};
static const LeftWords wanted_words = {
    N_("wants %d d"), N_("wants today"), N_("wants %s"),
    N_("wants %d h"), N_("wants -%d d"), N_("wants now"),
};

/* NULL: a promise. */
static const LeftWords *words_for(const Clocks *clocks)
{
    if (clocks->watched == CLOCK_FORWARD)
        return &forward_words;
    if (clocks->watched == CLOCK_WANTED)
        return &wanted_words;
    return clocks->due_by == CATEGORY_BY_LOCAL ? &aim_words : NULL;
}

static char *with_number(const char *format, int number, int most)
{
    return g_strdup_printf(_(format), MIN(number, most));
}

static char *with_time(const char *format, gint64 at)
{
    g_autofree char *time = time_text_clock(at);
    return g_strdup_printf(_(format), time);
}

static char *own_left_text(const LeftWords *words, const DeadlineLeft *left, gint64 now)
{
    bool at_midnight = left->due_at == day_moment(day_of_moment(left->due_at, NULL), 0);
    if (left->broken && left->working_days > 0)
        return with_number(words->passed_days, left->working_days, MOST_DAYS_SHOWN);
    if (left->broken)
        return g_strdup(_(words->passed));
    if (left->today && at_midnight)
        return g_strdup(_(words->today));
    if (left->today || (left->working_days == 0 && left->due_at - now < DAY_SECONDS))
        return with_time(words->time, left->due_at - 1);
    if (left->working_days == 0)
        return with_number(words->hours, (int)((left->due_at - now) / HOUR), MOST_HOURS_SHOWN);
    return with_number(words->days, left->working_days, MOST_DAYS_SHOWN);
}

static char *watched_left_text(const Clocks *clocks, gint64 now, const Opening *opening)
{
    DeadlineClock clock = {.set = true, .at = clocks->due_at, .by = clocks->due_by};
    clock.day = day_of_moment(clocks->due_at - 1, &clock.minute);
    DeadlineLeft left = deadline_left(&clock, now, opening);
    const LeftWords *words = words_for(clocks);
    return words ? own_left_text(words, &left, now) : deadline_left_text(&left, now);
}

char *clocks_left_text(const Clocks *clocks, InquiryState state, gint64 answered_at, gint64 now,
                       const Opening *opening)
{
    if (state == INQUIRY_CLOSED)
        return g_strdup("");
    if (clocks->due_at > 0)
        return watched_left_text(clocks, now, opening);
    if (clocks->paused)
        return g_strdup(_("paused"));
    return g_strdup(answered_at > 0 ? _("answer given") : "");
}

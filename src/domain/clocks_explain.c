/* Owns the sentences that say why an inquiry is due when it is. Counts nothing itself: it asks
 * clocks.c which clocks there are, and deadline.c why each shows its day. */
#include "skranke/base/language.h"

#include "skranke/domain/clocks.h"

#include "clocks_view.h"

typedef struct {
    const ClocksInput *input;
    const Opening *opening;
    gint64 now;
    Clocks clocks;
    GString *text;
} Explanation;

/* One of the three clocks of a category. */
typedef struct {
    DeadlineWhich which;
    const CategoryRule *rule;
    gint64 at;      /* moved by the waits */
    gint64 done_at; /* what stopped it; 0: nothing has */
    const char *heading, *done;
} Part;

static void say(Explanation *explanation, const char *format, ...) G_GNUC_PRINTF(2, 3);

static void say(Explanation *explanation, const char *format, ...)
{
    GString *text = explanation->text;
    va_list arguments;
    va_start(arguments, format);
    g_string_append(text, text->len && text->str[text->len - 1] != '\n' ? " " : "");
    g_string_append_vprintf(text, format, arguments);
    va_end(arguments);
}

static void begin_paragraph(Explanation *explanation)
{
    g_string_append(explanation->text, explanation->text->len ? "\n\n" : "");
}

/* "Tuesday 10 March 2026", with the time where it is not the end of the day; `at` is the first
 * moment too late. */
static char *due_text(gint64 at)
{
    int minute = 0;
    g_autofree char *day = day_text(day_of_moment(at - 1, &minute));
    if (minute == DAY_MINUTES - 1)
        return g_steal_pointer(&day);
    g_autofree char *time = day_minute_text(minute);
    return g_strdup_printf(_("%s at %s"), day, time);
}

static char *moment_text(gint64 at)
{
    int minute = 0;
    g_autofree char *day = day_text(day_of_moment(at, &minute));
    g_autofree char *time = day_minute_text(minute);
    return g_strdup_printf(_("%s at %s"), day, time);
}

/* ---- what stops it or has moved it ---- */

static bool is_paused_by_waiting(const Category *category)
{
    return category->pauses && !category_is_statutory(category);
}

static void append_wait(GString *list, const ClockPause *wait)
{
    g_autofree char *from = day_short_text(day_of_moment(wait->from_at, NULL));
    g_autofree char *until = day_short_text(day_of_moment(wait->until_at, NULL));
    g_string_append(list, list->len ? "; " : "");
    g_string_append_printf(list, g_str_equal(from, until) ? "%s" : "%s–%s", from, until);
}

static char *waits_text(const GArray *waits)
{
    GString *list = g_string_new(NULL);
    for (guint i = 0; i < waits->len; i++)
        append_wait(list, &g_array_index(waits, ClockPause, i));
    return g_string_free(list, FALSE);
}

static void say_waits(Explanation *explanation, const Part *part)
{
    const ClocksInput *input = explanation->input;
    gint64 since = clocks_view_waiting_since(input);
    g_autoptr(GArray) waits = clocks_view_waits(input);
    Deadline unmoved = deadline_of(input->category, input->started_at, explanation->opening);
    const DeadlineClock *before[] = {&unmoved.target, &unmoved.limit, &unmoved.holding};
    if (!is_paused_by_waiting(input->category)) {
        if (waits->len > 0 || since > 0)
            say(explanation, _("Waiting for the inquirer does not stop it."));
        return;
    }
    if (part->at != deadline_clock_at(before[part->which])) {
        g_autofree char *list = waits_text(waits);
        g_autofree char *due = due_text(part->at);
        say(explanation, _("We waited for the inquirer (%s): moved to %s."), list, due);
    }
    if (since > 0 && part->done_at == 0 && part->at > since) {
        g_autofree char *from = moment_text(since);
        say(explanation, _("It stands still while we wait for the inquirer, since %s."), from);
    }
}

static void say_left(Explanation *explanation, gint64 at)
{
    DeadlineClock clock = {.set = true, .at = at};
    clock.day = day_of_moment(at - 1, &clock.minute);
    DeadlineLeft left = deadline_left(&clock, explanation->now, explanation->opening);
    if (left.broken && left.working_days > 0)
        say(explanation,
            ngettext("It ran out %d working day ago.", "It ran out %d working days ago.",
                     (gulong)left.working_days),
            left.working_days);
    else if (left.broken)
        say(explanation, _("It has run out."));
    else if (!left.today && left.working_days > 0)
        say(explanation,
            ngettext("%d working day is left.", "%d working days are left.",
                     (gulong)left.working_days),
            left.working_days);
}

/* ---- the paragraphs ---- */

static void say_part(Explanation *explanation, const Part *part)
{
    const ClocksInput *input = explanation->input;
    if (part->rule->kind == CATEGORY_NONE)
        return;
    g_autofree char *why =
        deadline_explain(input->category, part->which, input->started_at, explanation->opening);
    begin_paragraph(explanation);
    say(explanation, "%s %s", part->heading, why);
    say_waits(explanation, part);
    if (part->done_at > 0) {
        g_autofree char *done = moment_text(part->done_at);
        say(explanation, part->done, done);
        say(explanation, "%s",
            part->done_at < part->at ? _("That was in time.") : _("That was too late."));
    } else if (input->state != INQUIRY_CLOSED && !explanation->clocks.paused) {
        say_left(explanation, part->at);
    }
}

static void say_category(Explanation *explanation)
{
    const ClocksInput *input = explanation->input;
    const Clocks *clocks = &explanation->clocks;
    const Category *category = input->category;
    gint64 answered_at = clocks_view_is_answered(input) ? input->answered_at : 0;
    gint64 held_at = input->holding_sent_at >= input->started_at ? input->holding_sent_at : 0;
    if (held_at == 0)
        held_at = answered_at;
    const Part parts[] = {
        {DEADLINE_TARGET, &category->target, clocks->target_at, answered_at, _("Usual time:"),
         _("Answered %s.")},
        {DEADLINE_LIMIT, &category->limit, clocks->limit_at, answered_at, _("Latest time:"),
         _("Answered %s.")},
        {DEADLINE_HOLDING, &category->holding, clocks->holding_at, held_at, _("Holding reply:"),
         held_at == answered_at ? _("Answered %s.") : _("Sent %s.")},
    };
    gsize before = explanation->text->len;
    for (guint i = 0; i < G_N_ELEMENTS(parts); i++)
        say_part(explanation, &parts[i]);
    if (explanation->text->len > before)
        return;
    /* No clock at all: this says that nothing is promised. */
    g_autofree char *why =
        deadline_explain(category, DEADLINE_LIMIT, input->started_at, explanation->opening);
    begin_paragraph(explanation);
    say(explanation, "%s", why);
}

static void say_others(Explanation *explanation)
{
    const ClocksInput *input = explanation->input;
    if (input->forward_due_at > 0) {
        g_autofree char *due = due_text(input->forward_due_at);
        begin_paragraph(explanation);
        say(explanation,
            _("Forwarded: an answer is awaited until %s; after that it comes back to the top."),
            due);
    }
    if (input->wanted_at > 0) {
        g_autofree char *due = due_text(input->wanted_at);
        begin_paragraph(explanation);
        say(explanation, _("The inquirer needs the answer by %s. This is a wish, not a promise."),
            due);
    }
}

static const char *quiet_text(const Explanation *explanation)
{
    const ClocksInput *input = explanation->input;
    if (input->state == INQUIRY_CLOSED)
        return _("It is closed: no clock runs.");
    if (explanation->clocks.paused)
        return _("Its clocks stand still: we wait for the inquirer.");
    if (clocks_view_is_answered(input))
        return _("It is answered: no clock runs.");
    return input->category ? _("No clock runs.") : _("It has no category yet: no clock runs.");
}

/* Which clock places it in the queue. */
static void say_watched(Explanation *explanation)
{
    static const char *const sentences[CLOCK_KIND_COUNT] = {
        [CLOCK_TARGET] = N_("Placed in the queue by its usual time, %s."),
        [CLOCK_LIMIT] = N_("Placed in the queue by its latest time, %s."),
        [CLOCK_HOLDING] = N_("Placed in the queue by the holding reply, %s."),
        [CLOCK_FORWARD] = N_("Placed in the queue by the answer awaited, %s."),
        [CLOCK_WANTED] = N_("Placed in the queue by what the inquirer needs, %s."),
    };
    const Clocks *clocks = &explanation->clocks;
    if (clocks->watched == CLOCK_NONE) {
        say(explanation, "%s", quiet_text(explanation));
        return;
    }
    g_autofree char *due = due_text(clocks->due_at);
    say(explanation, _(sentences[clocks->watched]), due);
}

char *clocks_explain(const ClocksInput *input, gint64 now, const Opening *opening)
{
    Explanation explanation = {.input = input,
                               .opening = opening,
                               .now = now,
                               .clocks = clocks_of(input, opening),
                               .text = g_string_new(NULL)};
    say_watched(&explanation);
    if (input->category && input->started_at > 0)
        say_category(&explanation);
    say_others(&explanation);
    return g_string_free(explanation.text, FALSE);
}

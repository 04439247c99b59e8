/* Owns the words for an inquiry's clocks on the screen. When they are due is domain/clocks.c's to
 * say: here only what the record keeps is put in words. */
#include "skranke/tui/clock_words.h"

#include "skranke/base/language.h"
#include "skranke/base/safe_text.h"
#include "skranke/base/time_text.h"

#include "skranke/tui/foreign_text.h"

enum { WITH_WHOM_CELLS = 16 };

/* What clocks_left_text looks at, from the record's own columns. */
static Clocks clocks_kept(const Inquiry *inquiry)
{
    return (Clocks){.target_at = inquiry->target_at,
                    .limit_at = inquiry->limit_at,
                    .holding_at = inquiry->holding_at,
                    .paused = inquiry->paused,
                    .due_at = inquiry->due_at,
                    .watched = inquiry->due_kind,
                    .due_by = inquiry->due_by};
}

char *clock_words_left(const Inquiry *inquiry, gint64 now, const Opening *opening)
{
    Clocks clocks = clocks_kept(inquiry);
    return opening ? clocks_left_text(&clocks, inquiry->state, inquiry->answered_at, now, opening)
                   : g_strdup("");
}

bool clock_words_overdue(const Inquiry *inquiry, gint64 now)
{
    return inquiry->state != INQUIRY_CLOSED && inquiry->due_at > 0 && inquiry->due_at <= now;
}

/* ---- both clocks ---- */

/* The last minute of the clock: a clock of days is over at midnight, which is the next date. */
static char *moment_text(gint64 too_late_at)
{
    int minute = 0;
    DayDate date = day_date(day_of_moment(too_late_at - 1, &minute));
    if (minute == DAY_MINUTES - 1)
        return g_strdup_printf("%02d.%02d.", date.day, date.month);
    g_autofree char *time = time_text_clock(too_late_at - 1);
    return g_strdup_printf("%02d.%02d. %s", date.day, date.month, time);
}

typedef struct {
    ClockKind kind;
    gint64 at; /* 0: there is none */
    const char *format;
    int by; /* CategoryBy, or NOBODY */
} ClockPart;

enum { NOBODY = -1 };

/* What both next to each other are set by is said once, after the second. */
static char *parts_text(const ClockPart *const *parts, guint count)
{
    GString *line = g_string_new(NULL);
    for (guint i = 0; i < count; i++) {
        g_autofree char *moment = moment_text(parts[i]->at);
        g_string_append(line, i ? ", " : "");
        g_string_append_printf(line, _(parts[i]->format), moment);
        if (parts[i]->by != NOBODY && (i + 1 == count || parts[i + 1]->by != parts[i]->by))
            g_string_append_printf(line, " (%s)", category_by_text((CategoryBy)parts[i]->by));
    }
    return g_string_free(line, FALSE);
}

char *clock_words_both(const Inquiry *inquiry, const Category *category)
{
    bool chased = inquiry->due_kind == CLOCK_FORWARD && inquiry->due_at > 0;
    gint64 holding_at = inquiry->holding_sent_at == 0 ? inquiry->holding_at : 0;
    const ClockPart parts[] = {
        {CLOCK_LIMIT, inquiry->limit_at, N_("by %s"), category ? (int)category->limit.by : NOBODY},
        {CLOCK_TARGET, inquiry->target_at, N_("usually %s"),
         category ? (int)category->target.by : NOBODY},
        {CLOCK_HOLDING, holding_at, N_("holding reply %s"),
         category ? (int)category->holding.by : NOBODY},
        {CLOCK_FORWARD, chased ? inquiry->due_at : 0, N_("chase %s"), NOBODY},
        {CLOCK_WANTED, inquiry->wanted_at, N_("wanted %s"), NOBODY},
    };
    const ClockPart *shown[G_N_ELEMENTS(parts)];
    guint count = 0;
    for (int watched = 1; watched >= 0; watched--) /* what the words before it are about first */
        for (guint i = 0; i < G_N_ELEMENTS(parts); i++)
            if (parts[i].at > 0 && (parts[i].kind == inquiry->due_kind) == (watched == 1))
                shown[count++] = &parts[i];
    return parts_text(shown, count);
}

/* ---- marks of a row ---- */

static void add_mark(GString *line, const char *mark)
{
    g_string_append_printf(line, "%s%s", line->len ? ", " : "", mark);
}

/* The time of a day that is today, else the date. */
static char *return_text(gint64 until, gint64 now)
{
    Day day = day_of_moment(until, NULL);
    DayDate date = day_date(day);
    return day == day_of_moment(now, NULL) ? time_text_clock(until)
                                           : g_strdup_printf("%02d.%02d.", date.day, date.month);
}

char *clock_words_marks(const Inquiry *inquiry, const char *holder, gint64 now)
{
    GString *line = g_string_new(NULL);
    if (inquiry->bumped)
        add_mark(line, _("bumped up"));
    if (inquiry->forwarded_to && *inquiry->forwarded_to) {
        g_autofree char *safe = foreign_line(holder ? holder : inquiry->forwarded_to, false);
        g_autofree char *name = safe_text_cut(safe, WITH_WHOM_CELLS);
        g_autofree char *mark = g_strdup_printf(_("with %s"), name);
        add_mark(line, mark);
    }
    if (inquiry->snoozed_until > now) {
        g_autofree char *moment = return_text(inquiry->snoozed_until, now);
        g_autofree char *mark = g_strdup_printf(_("back %s"), moment);
        add_mark(line, mark);
    }
    return g_string_free(line, FALSE);
}

/* ---- what a category promises ---- */

static void add_rule(GString *line, const CategoryRule *rule, bool latest)
{
    static const char *const latest_words[] = {
        [CATEGORY_BY_LOCAL] = N_("own latest %s"),
        [CATEGORY_BY_DOCUMENT] = N_("promised %s"),
        [CATEGORY_BY_LAW] = N_("by law %s"),
    };
    static const char *const usual_words[] = {
        [CATEGORY_BY_LOCAL] = N_("own aim %s"),
        [CATEGORY_BY_DOCUMENT] = N_("usually %s"),
        [CATEGORY_BY_LAW] = N_("by law %s"),
    };
    if (rule->kind == CATEGORY_NONE)
        return;
    g_autofree char *words = category_rule_text(rule);
    if (line->len)
        g_string_append(line, " · ");
    g_string_append_printf(line, _((latest ? latest_words : usual_words)[rule->by]), words);
}

char *clock_words_promise(const Category *category)
{
    GString *line = g_string_new(NULL);
    add_rule(line, &category->limit, true);
    add_rule(line, &category->target, false);
    if (line->len == 0)
        g_string_append(line, _("no deadline"));
    return g_string_free(line, FALSE);
}

/* Owns the first line: who waits and rings, what is due, who has press duty, until when it is open.
 * What does not fit is said shorter, then left out from what matters least: nothing is cut but
 * what the program says of itself. */
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/language.h"
#include "skranke/base/safe_text.h"
#include "skranke/base/time_text.h"

#include "skranke/tui/app.h"

enum { CUT_LEAST = 12, WITH_DATE = 100, BETWEEN = 3, WAYS = CALL_DESK_WAYS };

/* One part; texts[0] is the shortest, and the last before NULL the fullest. None: nothing. */
typedef struct {
    char *texts[WAYS + 1];
    int way; /* how it is said, -1: not at all */
    bool cut;
} Part;

/* From left to right. */
typedef enum {
    PART_AWAY,
    PART_TELEPHONE,
    PART_WAITING,
    PART_CALLS,
    PART_PROGRAM,
    PART_DUE,
    PART_FOLLOW_UPS,
    PART_PRESS,
    PART_QUEUE,
    PART_OUTBOX,
    PART_OPENING,
    PART_STATE,
    PART_COUNT
} PartName;

/* Who gets room before whom. */
static const PartName by_weight[PART_COUNT] = {
    PART_AWAY,    PART_TELEPHONE, PART_WAITING,    PART_CALLS, PART_DUE,     PART_OUTBOX,
    PART_OPENING, PART_PRESS,     PART_FOLLOW_UPS, PART_QUEUE, PART_PROGRAM, PART_STATE};

/* ---- what stands in it ---- */

static char *outbox_part(const App *app)
{
    if (app->outbox.refused)
        return g_strdup_printf(_("Outbox %" PRId64 ", %" PRId64 " REFUSED"), app->outbox.waiting,
                               app->outbox.refused);
    return app->outbox.waiting ? g_strdup_printf(_("Outbox %" PRId64), app->outbox.waiting)
                               : g_strdup("");
}

static char *state_part(const App *app)
{
    if (app->down_since) {
        g_autofree char *since = time_text_clock(app->down_since);
        return g_strdup_printf(_("DATABASE AWAY since %s"), since);
    }
    return g_strdup(app->worker_report && *app->worker_report ? app->worker_report
                                                              : _("mail: nobody fetches"));
}

/* Who works here and what time it is; without the date where the line is short. */
static char *header_right(const App *app, bool narrow)
{
    g_autofree char *who = safe_text_line(app->desk->operator_->login, -1);
    if (screen_is_accessible()) /* a clock that ticks would be read out */
        return g_strdup_printf("%s ", who);
    g_autofree char *when = narrow ? time_text_clock(clock_now()) : time_text_header(clock_now());
    return g_strdup_printf("%s │ %s ", who, when);
}

/* More than can be counted quickly is "5000+". */
static char *count_text(gint64 count)
{
    return g_strdup_printf("%" G_GINT64_FORMAT "%s", MIN(count, QUEUE_MOST_DUE),
                           count > QUEUE_MOST_DUE ? "+" : "");
}

static char *queue_part(const App *app, bool narrow)
{
    const QueueCounts *counts = &app->counts;
    if (narrow)
        return g_strdup_printf(_("New %" PRId64), counts->new_);
    return g_strdup_printf(
        _("New %" PRId64 " · open %" PRId64 " · waiting %" PRId64 " · mine %" PRId64), counts->new_,
        counts->open, counts->waiting, counts->mine);
}

static void say_opening(const App *app, Part *part)
{
    const Opening *opening = app_opening(app);
    if (!opening)
        return;
    part->texts[0] = g_strdup(opening_is_open(opening, clock_now()) ? _("open") : _("closed"));
    part->texts[1] = opening_text(opening, clock_now());
}

static void say_due(const App *app, Part *part)
{
    g_autofree char *overdue = count_text(app->counts.overdue);
    g_autofree char *today = count_text(app->counts.today);
    part->texts[0] = g_strdup_printf(_("Overdue %s"), overdue);
    part->texts[1] = g_strdup_printf(_("Overdue %s · today %s"), overdue, today);
}

static void say_all(const App *app, bool narrow, Part *parts)
{
    bool quiet = screen_is_accessible();
    parts[PART_AWAY].texts[0] = app->down_since ? state_part(app) : NULL;
    parts[PART_TELEPHONE].texts[0] = call_desk_telephone_part(app);
    parts[PART_WAITING].texts[0] = call_desk_waiting_part(app);
    parts[PART_CALLS].texts[0] = call_desk_calls_part(app);
    parts[PART_PROGRAM].texts[0] = narrow ? NULL : g_strdup("Skranke");
    say_due(app, &parts[PART_DUE]);
    call_desk_follow_ups_part(app, parts[PART_FOLLOW_UPS].texts);
    call_desk_roster_part(app, parts[PART_PRESS].texts);
    parts[PART_QUEUE].texts[0] = queue_part(app, narrow);
    parts[PART_OUTBOX].texts[0] = outbox_part(app);
    say_opening(app, &parts[PART_OPENING]);
    parts[PART_STATE].texts[0] = app->down_since || quiet ? NULL : state_part(app);
    parts[PART_AWAY].cut = parts[PART_TELEPHONE].cut = parts[PART_STATE].cut = true;
}

static bool is_said(const Part *part)
{
    return part->texts[0] && *part->texts[0];
}

/* ---- what fits ---- */

static int cells_of(const Part *part, int way)
{
    return way < 0 ? 0 : safe_text_cells(part->texts[way]) + BETWEEN;
}

/* What cannot be said whole is cut, where enough of it is left. */
static void cut_part(Part *part, int *left)
{
    int cells = *left - BETWEEN;
    if (!is_said(part) || part->way >= 0 || cells < CUT_LEAST)
        return;
    char *cut = safe_text_cut(part->texts[0], cells);
    g_free(part->texts[0]);
    part->texts[0] = cut;
    part->way = 0;
    *left -= cells_of(part, 0);
}

static void say_fuller(Part *part, int *left)
{
    while (part->way >= 0 && part->texts[part->way + 1]) {
        int more = cells_of(part, part->way + 1) - cells_of(part, part->way);
        if (more > *left)
            return;
        *left -= more;
        part->way++;
    }
}

/* Everybody as short as can be, then each as fully as there is room; until when it is open goes
 * before the counts of the queue, and the program's own state gets what is left. */
static void choose(Part *parts, int left)
{
    left += BETWEEN; /* nothing stands before the first */
    for (guint i = 0; i < PART_COUNT; i++) {
        Part *part = &parts[by_weight[i]];
        if (by_weight[i] == PART_QUEUE)
            say_fuller(&parts[PART_OPENING], &left);
        bool fits = is_said(part) && cells_of(part, 0) <= left && by_weight[i] != PART_STATE;
        part->way = fits ? 0 : -1;
        left -= cells_of(part, part->way);
        if (by_weight[i] <= PART_TELEPHONE)
            cut_part(part, &left);
    }
    for (guint i = 0; i < PART_COUNT; i++)
        say_fuller(&parts[by_weight[i]], &left);
    cut_part(&parts[PART_STATE], &left);
}

/* ---- the line ---- */

static char *side_by_side(const Part *parts)
{
    GString *line = g_string_new(NULL);
    for (guint i = 0; i < PART_COUNT; i++)
        if (parts[i].way >= 0)
            g_string_append_printf(line, "%s%s", line->len ? " │ " : " ",
                                   parts[i].texts[parts[i].way]);
    return g_string_free(line, FALSE);
}

static const char *fullest(const Part *part)
{
    int way = 0;
    while (part->texts[way] && part->texts[way + 1])
        way++;
    return part->texts[way];
}

/* One after the other, and nothing at the far end of the line. */
static char *read_out(const Part *parts, const char *who)
{
    GString *line = g_string_new(NULL);
    for (guint i = 0; i < PART_COUNT; i++)
        if (is_said(&parts[i]))
            g_string_append_printf(line, "%s. ", fullest(&parts[i]));
    g_string_append(line, who);
    return g_string_free(line, FALSE);
}

void header_draw(const App *app, Rect place)
{
    Part parts[PART_COUNT] = {0};
    bool narrow = place.width < WITH_DATE;
    g_autofree char *right = header_right(app, narrow);
    int cells = place.width - safe_text_cells(right) - 1;
    say_all(app, narrow, parts);
    choose(parts, cells - 1);
    g_autofree char *left = side_by_side(parts);
    g_autofree char *fitted = safe_text_fit(left, MAX(0, cells + 1), false);
    g_autofree char *whole =
        screen_is_accessible() ? read_out(parts, right) : g_strconcat(fitted, right, NULL);
    screen_text(place.row, place.column, place.width, app->down_since ? STYLE_ERROR : STYLE_HEADER,
                whole);
    for (guint i = 0; i < PART_COUNT; i++)
        for (guint way = 0; way < WAYS; way++)
            g_free(parts[i].texts[way]);
}

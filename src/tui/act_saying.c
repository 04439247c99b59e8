/* Owns what is said on demand: the state in one line, calls first, and the last message once more.
 * Made for those who hear the screen or feel it; the cursor rests on the line until the next key.
 */
#include <stdarg.h>

#include "skranke/base/clock.h"
#include "skranke/base/language.h"
#include "skranke/base/safe_text.h"
#include "skranke/base/time_text.h"

#include "skranke/tui/app.h"
#include "skranke/tui/foreign_text.h"

#include "call_private.h"

enum { LINE_MARGIN = 2 };

/* Says what was asked for and keeps nothing of it: the last message stays the last. */
static void answer(App *app, const char *text)
{
    g_free(app->message);
    app->message = foreign_line(text, false);
    app->message_kind = SAY_INFO;
    app->message_until = 0; /* it was true when it was asked for: the next key takes it away */
    app->at_message = app->dirty = true;
}

/* ---- the state ---- */

static void G_GNUC_PRINTF(2, 3) add(GPtrArray *parts, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_ptr_array_add(parts, g_strdup_vprintf(format, arguments));
    va_end(arguments);
}

/* "Free. 3 waiting, longest 1 min. Open until 15:00."; "" without a telephone system. */
static char *telephone_part(const App *app)
{
    const Telephone *telephone = app->calls.telephone;
    bool on = telephone && pbx_connection(telephone_pbx(telephone)) != PBX_OFF;
    return on ? telephone_state_text(telephone, clock_now()) : g_strdup("");
}

/* What time it is, and until when it is open where the telephone did not say so. */
static void add_clock(const App *app, GPtrArray *parts, bool opening_said)
{
    gint64 now = clock_now();
    g_autofree char *clock = time_text_clock(now);
    const Opening *opening = opening_said ? NULL : app_opening(app);
    g_autofree char *open = opening ? opening_text(opening, now) : g_strdup("");
    add(parts, *open ? "%s, %s." : "%s%s.", clock, open);
}

/* telephone: how it stands there, "" where that was said or is nothing. */
static void add_desk(const App *app, GPtrArray *parts, const char *telephone, bool opening_said)
{
    const FollowUpCounts *counts = &app->calls.follow_ups;
    gint64 all = counts->messages + counts->call_backs;
    gint64 due = counts->messages_due + counts->call_backs_due;
    if (*telephone)
        add(parts, "%s", telephone);
    if (app->calls.open > 0)
        add(parts, ngettext("%u call is open.", "%u calls are open.", app->calls.open),
            app->calls.open);
    add_clock(app, parts, opening_said);
    if (all > 0)
        add(parts, _("Follow up %" PRId64 ", late %" PRId64 "."), all, due);
    add(parts, _("Overdue %" PRId64 ", today %" PRId64 ", new %" PRId64 "."), app->counts.overdue,
        app->counts.today, app->counts.new_);
}

/* As many whole parts as a line holds, from `first` on; where it ends comes back. */
static guint fill_line(const GPtrArray *parts, guint first, int cells, GString *line)
{
    guint place = first;
    int used = 0;
    for (; place < parts->len; place++) {
        const char *part = g_ptr_array_index(parts, place);
        used += safe_text_cells(part) + 1;
        if (place > first && used > cells)
            break;
        g_string_append_printf(line, "%s%s", place > first ? " " : "", part);
    }
    return place;
}

/* A screen reader takes two lines for two messages, so it is one: of what it does not hold the same
 * key says the rest. */
void do_say_state(App *app)
{
    g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *telephone = telephone_part(app);
    const CallSheet *sheet = call_form_sheet(app);
    bool on_line = sheet && call_sheet_line(app, sheet); /* the telephone tells its way */
    if (on_line)
        add(parts, "%s", telephone);
    if (sheet)
        call_said_parts(app, sheet, on_line, parts);
    add_desk(app, parts, on_line ? "" : telephone, *telephone);
    int cells = app->layout.message.width - LINE_MARGIN;
    guint first = app->state_said < parts->len ? app->state_said : 0;
    g_autoptr(GString) line = g_string_new(NULL);
    app->state_said = fill_line(parts, first, cells, line);
    answer(app, line->str);
}

void do_say_again(App *app)
{
    const char *last = app_said_last(app);
    answer(app, last ? last : _("Nothing has been said yet."));
}

/* ---- in the accessible profile ---- */

bool app_saying_key(App *app, KeyCode key)
{
    ActionId id = action_of_key(key, SCOPE_EVERYWHERE | SCOPE_WRITING);
    if (id != ACTION_say_state)
        app->state_said = 0;
    if (id != ACTION_say_state && id != ACTION_say_again)
        return false;
    actions[id].run(app);
    return true;
}

void app_announce_ringing(App *app)
{
    if (g_strcmp0(app->ring_said, app->calls.ringing) == 0)
        return;
    g_free(app->ring_said);
    app->ring_said = g_strdup(app->calls.ringing);
    g_autofree char *line = call_desk_ringing_line(app);
    if (line)
        app_say(app, SAY_INFO, "%s", line);
}

bool app_cursor_in_list(const App *app)
{
    return screen_is_accessible() && app->walking;
}

bool app_enters_list(const App *app)
{
    return screen_is_accessible() && app->entering;
}

void app_say_nothing(App *app)
{
    g_clear_pointer(&app->message, g_free);
    app->dirty = true;
}

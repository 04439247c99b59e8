/* Owns what is said on demand: the state in one line, and the last message once more. Made for
 * those who hear the screen or feel it; the cursor rests on the line until the next key. */
#include "skranke/base/clock.h"
#include "skranke/base/language.h"
#include "skranke/base/time_text.h"

#include "skranke/tui/app.h"

/* "10:12. Free. 3 waiting, longest 1 min. Open until 15:00."; without a telephone system only how
 * long it is open. */
static char *first_part(const App *app)
{
    gint64 now = clock_now();
    g_autofree char *clock = time_text_clock(now);
    const Telephone *telephone = app->calls.telephone;
    if (telephone && pbx_connection(telephone_pbx(telephone)) != PBX_OFF) {
        g_autofree char *state = telephone_state_text(telephone, now);
        return g_strdup_printf("%s. %s", clock, state);
    }
    const Opening *opening = app_opening(app);
    g_autofree char *open = opening ? opening_text(opening, now) : g_strdup("");
    return g_strdup_printf("%s, %s.", clock, open);
}

static void append_calls(const App *app, GString *state)
{
    const FollowUpCounts *counts = &app->calls.follow_ups;
    gint64 all = counts->messages + counts->call_backs;
    gint64 due = counts->messages_due + counts->call_backs_due;
    if (app->calls.open > 0)
        g_string_append_printf(
            state, ngettext(" %u call is open.", " %u calls are open.", app->calls.open),
            app->calls.open);
    if (all > 0)
        g_string_append_printf(state, _(" Follow up %" PRId64 ", late %" PRId64 "."), all, due);
}

void do_say_state(App *app)
{
    g_autofree char *first = first_part(app);
    g_autoptr(GString) state = g_string_new(first);
    append_calls(app, state);
    g_string_append_printf(state, _(" Overdue %" PRId64 ", today %" PRId64 ", new %" PRId64 "."),
                           app->counts.overdue, app->counts.today, app->counts.new_);
    app_say(app, SAY_INFO, "%s", state->str);
    app->at_message = true;
}

void do_say_again(App *app)
{
    g_autofree char *last = g_strdup(app->message ? app->message : app_said_last(app));
    app_say(app, SAY_INFO, "%s", last ? last : _("Nothing has been said yet."));
    app->at_message = true;
}

/* ---- in the accessible profile ---- */

bool app_saying_key(App *app, KeyCode key)
{
    ActionId id = action_of_key(key, SCOPE_EVERYWHERE | SCOPE_WRITING);
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

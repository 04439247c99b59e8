/* Owns what is said on demand: the state in one line, and the last message once more. Made for
 * those who hear the screen or feel it; the cursor rests on the line until the next key. */
#include "skranke/base/clock.h"
#include "skranke/base/language.h"
#include "skranke/base/time_text.h"

#include "skranke/tui/app.h"

void do_say_state(App *app)
{
    g_autofree char *clock = time_text_clock(clock_now());
    const Opening *opening = app_opening(app);
    g_autofree char *open = opening ? opening_text(opening, clock_now()) : g_strdup("");
    g_autofree char *state =
        g_strdup_printf(_("%s. Overdue %" PRId64 ", today %" PRId64 ", new %" PRId64 ". %s"), clock,
                        app->counts.overdue, app->counts.today, app->counts.new_, open);
    app_say(app, SAY_INFO, "%s", state);
    app->at_message = true;
}

void do_say_again(App *app)
{
    if (app->said->len == 0) {
        app_say(app, SAY_INFO, "%s", _("Nothing has been said yet."));
    } else if (!app->message) {
        const char *last = g_ptr_array_index(app->said, app->said->len - 1);
        app_say(app, SAY_INFO, "%s", last);
    }
    app->at_message = true;
}

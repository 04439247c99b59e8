/* Owns the line in which everything is said: what stands there, how long, and all that was said
 * before. What is said is its callers'. */
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/time_text.h"

#include "skranke/tui/app.h"
#include "skranke/tui/foreign_text.h"

#define SAID_BETWEEN "  " /* the time and the text */

enum { INFO_MS = 8000, MOST_SAID = 500 };

const char *app_said_last(const App *app)
{
    const char *line = app->said->len ? g_ptr_array_index(app->said, app->said->len - 1) : NULL;
    const char *text = line ? strstr(line, SAID_BETWEEN) : NULL;
    return text ? text + strlen(SAID_BETWEEN) : NULL;
}

static void say(App *app, SayKind kind, const char *text)
{
    g_free(app->message);
    app->message = foreign_line(text, false);
    app->message_kind = kind;
    app->message_past = false;
    app->message_until = kind == SAY_ERROR ? 0 : clock_monotonic_ms() + INFO_MS;
    app->dirty = app->announced = true;
    g_autofree char *at = time_text_clock(clock_now());
    g_autofree char *line = g_strconcat(at, SAID_BETWEEN, app->message, NULL);
    const char *last = app_said_last(app);
    if (last && g_str_equal(last, app->message)) /* said again is no other message */
        g_ptr_array_set_size(app->said, (gint)app->said->len - 1);
    g_ptr_array_add(app->said, g_steal_pointer(&line));
    if (app->said->len > MOST_SAID)
        g_ptr_array_remove_index(app->said, 0);
}

void app_say(App *app, SayKind kind, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    say(app, kind, text);
}

void app_message_key_came(App *app)
{
    app->message_past = true;
    if (app->message && app->message_until == 0)
        g_clear_pointer(&app->message, g_free);
}

/* It told of what was there before, and its keys may mean something else now. */
void app_message_is_past(App *app)
{
    if (app->message_past)
        g_clear_pointer(&app->message, g_free);
}

/* What has stood long enough makes room. */
void app_drop_old_message(App *app)
{
    if (!app->message || app->message_until == 0 || clock_monotonic_ms() < app->message_until)
        return;
    g_clear_pointer(&app->message, g_free);
    app->dirty = true;
}

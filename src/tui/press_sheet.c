/* Owns the sheet for the press: whom to ring now, the duties of the coming week, and its gaps. */
#include "skranke/base/clock.h"
#include "skranke/base/language.h"

#include "skranke/desk/rosters.h"

#include "skranke/tui/app.h"

void do_press(App *app)
{
    directory_ensure(app);
    if (!app->directory.directory)
        return;
    g_autofree char *text = roster_press_text(app->directory.directory, clock_now());
    app_push_form(app, reader_new(_("Press"), text));
}

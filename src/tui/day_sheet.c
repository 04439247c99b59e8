/* Owns the sheet with the figures of a day. */
#include "skranke/base/language.h"

#include "skranke/tui/app.h"

void do_figures(App *app)
{
    app_push_form(app, reader_new(_("Figures of the day"), ""));
}

/* Owns the list of what is followed up: messages to colleagues that wait, and callers to be rung
 * back. */
#include "skranke/base/language.h"

#include "skranke/tui/app.h"

void do_follow_ups(App *app)
{
    app_push_form(app, picker_new(_("Follow-ups"), picker_items_new(), NULL, NULL));
}

/* Owns the action that forwards: the form where nothing is out, else what became of what is. */
#include "skranke/base/language.h"

#include "skranke/desk/forwarding.h"

#include "skranke/tui/app.h"

enum { ANSWERED_DIRECTLY, TAKE_BACK, FORWARD_AGAIN };

static bool answered_directly(App *app, gint64 inquiry, GError **error)
{
    return forwarding_answered_directly(app->desk, inquiry, error);
}

/* What has left cannot be stopped: then that is said. */
static void take_back(App *app)
{
    g_autoptr(GError) error = NULL;
    gint64 inquiry = acting_one(app);
    bool ok = forwarding_take_back(app->desk, inquiry, &error);
    g_autofree char *out = ok ? forwarding_still_out(app->desk, inquiry, NULL) : NULL;
    g_autofree char *done = g_strdup_printf(_("Inquiry %" PRId64 " is open here again."), inquiry);
    app_did(app, ok, error, out && *out ? out : done);
}

static void settled(App *app, gint64 value)
{
    static const ActingWords direct = {
        N_("Inquiry %" PRId64 " is closed: the section answered the inquirer."), N_("%u closed")};
    if (value == FORWARD_AGAIN)
        forward_form_open(app);
    else if (value == ANSWERED_DIRECTLY)
        acting_run(app, answered_directly, &direct);
    else
        take_back(app);
}

void do_forward(App *app)
{
    acting_begin_one(app);
    g_autoptr(GError) error = NULL;
    g_autoptr(Forward) open = forwards_open(app->desk->db, acting_one(app), &error);
    if (error) {
        app_complain(app, error);
        return;
    }
    if (!open) {
        forward_form_open(app);
        return;
    }
    GPtrArray *items = picker_items_new();
    g_autofree char *direct =
        g_strdup_printf(_("%s has answered the inquirer directly: close it"), open->name);
    g_ptr_array_add(items, picker_item_new(direct, NULL, ANSWERED_DIRECTLY));
    g_ptr_array_add(items,
                    picker_item_new(_("Take it back: it is answered here"), NULL, TAKE_BACK));
    g_ptr_array_add(items, picker_item_new(_("Forward it to somebody else"), NULL, FORWARD_AGAIN));
    g_autofree char *title = acting_title(app, _("Forwarded"));
    app_push_form(app, picker_new(title, items, settled, NULL));
}

/* Owns the actions on an inquiry: each calls one act of the desk with the number that was shown
 * when the key came. */
#include "skranke/base/language.h"

#include "skranke/store/messages.h"

#include "skranke/desk/acts.h"

#include "skranke/tui/app.h"

void do_take(App *app)
{
    gint64 id = app_inquiry(app);
    g_autoptr(GError) error = NULL;
    bool ok = act_take(app->desk, id, &error);
    g_autofree char *done = g_strdup_printf(_("Inquiry %" PRId64 " is yours.  u undoes"), id);
    app_did(app, ok, error, done);
}

void do_take_next(App *app)
{
    g_autoptr(GError) error = NULL;
    gint64 id = act_take_next(app->desk, &error);
    g_autofree char *done = g_strdup_printf(_("Inquiry %" PRId64 " is yours.  u undoes"), id);
    if (!app_did(app, id != 0, error, done))
        return;
    queue_model_select(app->queue, id, NULL);
    inquiry_show(app, id, false);
    app_focus(app, PANE_INQUIRY);
}

void do_release(App *app)
{
    gint64 id = app_inquiry(app);
    g_autoptr(GError) error = NULL;
    bool ok = act_release(app->desk, id, &error);
    g_autofree char *done =
        g_strdup_printf(_("Inquiry %" PRId64 " is back in the queue.  u undoes"), id);
    app_did(app, ok, error, done);
}

void do_close(App *app)
{
    gint64 id = app_inquiry(app);
    g_autoptr(GError) error = NULL;
    bool ok = act_close(app->desk, id, &error);
    g_autofree char *done = g_strdup_printf(_("Inquiry %" PRId64 " is closed.  u undoes"), id);
    app_did(app, ok, error, done);
}

void do_reopen(App *app)
{
    gint64 id = app_inquiry(app);
    g_autoptr(GError) error = NULL;
    bool ok = act_reopen(app->desk, id, &error);
    g_autofree char *done = g_strdup_printf(_("Inquiry %" PRId64 " is open again.  u undoes"), id);
    app_did(app, ok, error, done);
}

void do_undo(App *app)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *done = NULL;
    bool ok = act_undo(app->desk, &done, &error);
    app_did(app, ok, error, done);
}

/* ---- assign: the inquiry's number is kept while the colleague is chosen ---- */

static void assign_to(App *app, gint64 operator_id)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Operator) to = operators_get(app->desk->db, operator_id, &error);
    bool ok = to && act_assign(app->desk, app->assigning, to->login, &error);
    g_autofree char *done = g_strdup_printf(_("Inquiry %" PRId64 " now belongs to %s.  u undoes"),
                                            app->assigning, to ? to->name : "");
    app_did(app, ok, error, done);
}

void do_assign(App *app)
{
    app->assigning = app_inquiry(app);
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) operators = operators_list(app->desk->db, &error);
    if (!operators) {
        app_complain(app, error);
        return;
    }
    GPtrArray *items = picker_items_new();
    for (guint i = 0; i < operators->len; i++) {
        const Operator *operator_ = g_ptr_array_index(operators, i);
        if (operator_->active)
            g_ptr_array_add(items,
                            picker_item_new(operator_->name, operator_->login, operator_->id));
    }
    g_autofree char *title = g_strdup_printf(_("Give inquiry %" PRId64 " to"), app->assigning);
    app_push_form(app, picker_new(title, items, assign_to, NULL));
}

/* ---- writing ---- */

static void write_to(App *app, DraftKind kind)
{
    gint64 id = app_inquiry(app);
    if (app->writer && app->writer->draft->inquiry == id && app->writer->draft->kind == kind) {
        app_focus(app, PANE_INQUIRY);
        return;
    }
    if (app->writer)
        writer_leave(app);
    inquiry_show(app, id, true);
    app->writer = writer_open(app, id, kind);
    if (app->writer)
        app_focus(app, PANE_INQUIRY);
}

void do_reply(App *app)
{
    write_to(app, DRAFT_REPLY);
}

void do_note(App *app)
{
    write_to(app, DRAFT_NOTE);
}

/* ---- the mail as it came ---- */

void do_source(App *app)
{
    g_autoptr(GError) error = NULL;
    gint64 newest = messages_newest_in(app->desk->db, app_inquiry(app), &error);
    g_autoptr(GBytes) raw = newest && !error ? messages_raw(app->desk->db, newest, &error) : NULL;
    if (!raw) {
        app_say(app, SAY_ERROR, "%s",
                error ? error->message : _("This inquiry did not come by e-mail."));
        return;
    }
    gsize size = 0;
    const char *bytes = g_bytes_get_data(raw, &size);
    g_autofree char *shown = g_strndup(bytes ? bytes : "", MIN(size, (gsize)256 * 1024));
    app_push_form(app, reader_new(_("Mail as it came"), shown));
}

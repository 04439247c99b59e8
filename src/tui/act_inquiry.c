/* Owns the actions on an inquiry: each calls one act of the desk with the number that was shown
 * when the key came. */
#include "skranke/base/language.h"

#include "skranke/store/messages.h"

#include "skranke/desk/acts.h"

#include "skranke/tui/app.h"

static bool take(App *app, gint64 inquiry, GError **error)
{
    return act_take(app->desk, inquiry, error);
}

void do_take(App *app)
{
    static const ActingWords words = {N_("Inquiry %" PRId64 " is yours.  u undoes"),
                                      N_("%u are yours")};
    acting_begin(app);
    acting_run(app, take, &words);
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

static bool release(App *app, gint64 inquiry, GError **error)
{
    return act_release(app->desk, inquiry, error);
}

void do_release(App *app)
{
    static const ActingWords words = {N_("Inquiry %" PRId64 " is back in the queue.  u undoes"),
                                      N_("%u given back")};
    acting_begin(app);
    acting_run(app, release, &words);
}

static bool close_one(App *app, gint64 inquiry, GError **error)
{
    return act_close(app->desk, inquiry, error);
}

void do_close(App *app)
{
    static const ActingWords words = {N_("Inquiry %" PRId64 " is closed.  u undoes"),
                                      N_("%u closed")};
    acting_begin(app);
    acting_run(app, close_one, &words);
}

void do_reopen(App *app)
{
    gint64 id = app_inquiry(app);
    g_autoptr(GError) error = NULL;
    bool ok = act_reopen(app->desk, id, &error);
    g_autofree char *done = g_strdup_printf(_("Inquiry %" PRId64 " is open again.  u undoes"), id);
    app_did(app, ok, error, done);
}

/* Several that were one act to the operator are undone as one. */
void do_undo(App *app)
{
    guint count = MAX(1, app->undo_at_once), undone = 0;
    g_autoptr(GError) error = NULL;
    g_autofree char *done = NULL;
    bool ok = true;
    for (; ok && undone < count; undone += ok) {
        g_clear_pointer(&done, g_free);
        ok = act_undo(app->desk, &done, &error);
    }
    if (!app_did(app, ok, error, done))
        return;
    if (count > 1)
        app_say(app, SAY_INFO, _("%u acts were undone."), undone);
}

/* ---- assign: what is assigned is kept while the colleague is chosen ---- */

static bool assign(App *app, gint64 inquiry, GError **error)
{
    return act_assign(app->desk, inquiry, app->acting.chosen, error);
}

static void assign_to(App *app, gint64 value)
{
    static const ActingWords words = {N_("Inquiry %" PRId64 " has a new owner.  u undoes"),
                                      N_("%u assigned")};
    acting_set_chosen(app, acting_choice(app, value));
    acting_run(app, assign, &words);
}

void do_assign(App *app)
{
    acting_begin(app);
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
            g_ptr_array_add(items, picker_item_new(operator_->name, operator_->login,
                                                   acting_add_choice(app, operator_->login)));
    }
    g_autofree char *title = acting_title(app, _("Give to"));
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
    bool revealed = app->inquiry.revealed == app_inquiry(app);
    app_push_form(app, reader_of(_("Mail as it came"), shown, revealed));
}

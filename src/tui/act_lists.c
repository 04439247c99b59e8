/* Owns the actions that open a list to read or choose from: help, palette, messages, outbox,
 * drafts, history, attachments. */
#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"
#include "skranke/base/safe_text.h"
#include "skranke/base/time_text.h"

#include "skranke/store/drafts.h"
#include "skranke/store/events.h"
#include "skranke/store/messages.h"
#include "skranke/store/outbox.h"

#include "skranke/desk/answer.h"

#include "skranke/tui/app.h"

enum { HELP_KEY_CELLS = 12 };

/* ---- help and palette: from the table of actions ---- */

void do_help(App *app)
{
    GPtrArray *items = picker_items_new();
    for (ActionId id = 0; id < ACTION_COUNT; id++) {
        if (!(actions[id].scope & app_scope(app)) || !*actions[id].keys)
            continue;
        g_autofree char *keys = action_keys_text(id);
        g_autofree char *column = safe_text_fit(keys, HELP_KEY_CELLS, false);
        g_autofree char *line = g_strdup_printf("%s %s", column, _(actions[id].help));
        g_ptr_array_add(items, picker_item_new(line, NULL, id));
    }
    app_push_form(app, picker_new(_("Keys here"), items, NULL, NULL));
}

static void run_chosen(App *app, gint64 value)
{
    app_run_action(app, (ActionId)value);
}

static PickerItem *palette_item(ActionId id, const char *refusal)
{
    g_autofree char *keys = action_keys_text(id);
    g_autofree char *line = g_strdup_printf("%s – %s", _(actions[id].label), _(actions[id].help));
    PickerItem *item = picker_item_new(line, keys, id);
    item->refusal = g_strdup(refusal);
    return item;
}

void do_palette(App *app)
{
    GPtrArray *items = picker_items_new();
    for (guint round = 0; round < 2; round++) /* what can be done now comes first */
        for (ActionId id = 0; id < ACTION_COUNT; id++) {
            const char *refusal = app_refusal(app, id);
            if (id != ACTION_palette && id != ACTION_quit_from_top &&
                (refusal != NULL) == (round == 1))
                g_ptr_array_add(items, palette_item(id, refusal));
        }
    app_push_form(app, picker_new(_("All actions"), items, run_chosen, NULL));
}

void do_messages(App *app)
{
    GString *text = g_string_new(NULL);
    for (guint i = app->said->len; i-- > 0;)
        g_string_append_printf(text, "%s\n", (const char *)g_ptr_array_index(app->said, i));
    g_autofree char *all = g_string_free(text, FALSE);
    app_push_form(app, reader_new(_("Messages"), *all ? all : _("Nothing has been said yet.")));
}

/* ---- outbox ---- */

static void outbox_chosen(App *app, gint64 message)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(OutboxItem) item = outbox_of_message(app->desk->db, message, &error);
    if (!item) {
        app_complain(app, error);
        return;
    }
    if (item->state == DELIVERY_REFUSED) {
        bool ok = answer_retry(app->desk, message, &error);
        app_did(app, ok, error, _("The answer is sent again."));
    } else {
        bool ok = answer_withdraw(app->desk, message, &error);
        app_did(app, ok, error, _("The answer was taken back; it is a draft again (r)."));
    }
}

void do_outbox(App *app)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) waiting = outbox_list(app->desk->db, 200, &error);
    if (!waiting) {
        app_complain(app, error);
        return;
    }
    GPtrArray *items = picker_items_new();
    for (guint i = 0; i < waiting->len; i++) {
        const OutboxItem *item = g_ptr_array_index(waiting, i);
        g_autofree char *to = g_strdelimit(g_strdup(item->addresses), "\n", ' ');
        g_autofree char *line =
            g_strdup_printf("%" G_GINT64_FORMAT "  %s  %s", item->inquiry, to, item->subject);
        g_autofree char *note =
            *item->answer ? g_strdup_printf("%s: %s", delivery_text(item->state), item->answer)
                          : g_strdup(delivery_text(item->state));
        g_ptr_array_add(items, picker_item_new(line, note, item->message));
    }
    app_push_form(app, picker_new(_("Outbox"), items, outbox_chosen,
                                  _("The outbox is empty: everything has been sent.")));
}

/* ---- drafts ---- */

static void draft_chosen(App *app, gint64 value)
{
    inquiry_show(app, value >> 1, false);
    queue_model_select(app->queue, value >> 1, NULL);
    app_focus(app, PANE_INQUIRY);
    if (value & 1)
        do_note(app);
    else
        do_reply(app);
}

void do_drafts(App *app)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) drafts =
        drafts_of_operator(app->desk->db, app->desk->operator_->id, &error);
    if (!drafts) {
        app_complain(app, error);
        return;
    }
    GPtrArray *items = picker_items_new();
    for (guint i = 0; i < drafts->len; i++) {
        const Draft *draft = g_ptr_array_index(drafts, i);
        g_autofree char *when = time_text_short(draft->changed_at, clock_now());
        const char *what = draft->kind == DRAFT_NOTE ? _("Note") : draft->subject;
        g_autofree char *line = g_strdup_printf("%" G_GINT64_FORMAT "  %s", draft->inquiry, what);
        g_ptr_array_add(
            items, picker_item_new(line, when, draft->inquiry << 1 | (draft->kind == DRAFT_NOTE)));
    }
    app_push_form(app, picker_new(_("Drafts"), items, draft_chosen, _("You have no drafts.")));
}

/* ---- history of an inquiry ---- */

void do_history(App *app)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) events = events_of_inquiry(app->desk->db, app_inquiry(app), &error);
    if (!events) {
        app_complain(app, error);
        return;
    }
    GPtrArray *items = picker_items_new();
    for (guint i = events->len; i-- > 0;) {
        const Event *event = g_ptr_array_index(events, i);
        g_autofree char *at = time_text_full(event->at);
        const char *who = event->operator_id ? event->operator_name : _("the mail worker");
        g_autofree char *line = g_strdup_printf("%s  %s, %s%s", at, event_kind_text(event->kind),
                                                who, event->undone_by ? _(" (undone)") : "");
        g_ptr_array_add(items, picker_item_new(line, NULL, event->id));
    }
    g_autofree char *title = g_strdup_printf(_("History of %" PRId64), app_inquiry(app));
    app_push_form(app, picker_new(title, items, NULL, NULL));
}

/* ---- attachments ---- */

static void save_to(App *app, const char *path, gint64 attachment)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) bytes = messages_attachment(app->desk->db, attachment, &error);
    if (!bytes) {
        app_complain(app, error);
        return;
    }
    if (g_file_test(path, G_FILE_TEST_EXISTS)) {
        app_say(app, SAY_ERROR, _("%s exists already; nothing was written. Choose another name."),
                path);
        return;
    }
    gsize size = 0;
    const char *data = g_bytes_get_data(bytes, &size);
    if (!g_file_set_contents_full(path, data ? data : "", (gssize)size,
                                  G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error))
        app_say(app, SAY_ERROR, _("The attachment was not saved: %s"), error->message);
    else
        app_say(app, SAY_INFO, _("Saved: %s"), path);
}

static void ask_where(App *app, gint64 attachment)
{
    const char *folder = g_get_user_special_dir(G_USER_DIRECTORY_DOWNLOAD);
    const char *name = "attachment";
    for (guint i = 0; i < app->inquiry.messages->len; i++) {
        const Message *message = g_ptr_array_index(app->inquiry.messages, i);
        for (guint k = 0; k < message->attachments->len; k++) {
            const Attachment *candidate = g_ptr_array_index(message->attachments, k);
            if (candidate->id == attachment)
                name = candidate->name;
        }
    }
    g_autofree char *base = g_path_get_basename(name);
    g_autofree char *path = g_build_filename(folder ? folder : g_get_home_dir(), base, NULL);
    app_push_form(app, prompt_new(_("Save attachment as"), path, save_to, attachment));
}

void do_attachment(App *app)
{
    inquiry_show(app, app_inquiry(app), true);
    GPtrArray *items = picker_items_new();
    for (guint i = 0; app->inquiry.messages && i < app->inquiry.messages->len; i++) {
        const Message *message = g_ptr_array_index(app->inquiry.messages, i);
        for (guint k = 0; k < message->attachments->len; k++) {
            const Attachment *attachment = g_ptr_array_index(message->attachments, k);
            g_autofree char *note =
                g_strdup_printf(_("%s, %" PRId64 " bytes"), attachment->type, attachment->size);
            g_ptr_array_add(items, picker_item_new(attachment->name, note, attachment->id));
        }
    }
    app_push_form(
        app, picker_new(_("Attachments"), items, ask_where, _("This inquiry has no attachments.")));
}

/* Owns the actions while a text is written: saving, leaving, templates, persons, discarding, and
 * the way to the review. */
#include "skranke/base/language.h"

#include "skranke/domain/reply.h"

#include "skranke/store/templates.h"

#include "skranke/desk/acts.h"

#include "skranke/tui/app.h"

void do_save(App *app)
{
    writer_save(app, true);
    app_say(app, SAY_INFO,
            app->writer->rescued ? _("The text is kept on this machine until the database is back.")
                                 : _("The draft is saved."));
}

void do_leave(App *app)
{
    bool note = app->writer->draft->kind == DRAFT_NOTE;
    writer_save(app, true);
    bool rescued = app->writer->rescued;
    writer_leave(app);
    app_focus(app, PANE_QUEUE);
    app_refresh(app, true);
    if (rescued) {
        app_say(app, SAY_INFO, _("The text is kept on this machine until the database is back."));
        return;
    }
    app_say(app, SAY_INFO,
            note ? _("The note is kept as a draft (i goes on).")
                 : _("The draft is kept (r goes on)."));
}

void do_next_field(App *app)
{
    Writer *writer = app->writer;
    writer->place = writer->field[WRITER_TO] ? (writer->place + 1) % WRITER_PLACES : WRITER_TEXT;
}

void do_field_before(App *app)
{
    Writer *writer = app->writer;
    writer->place = writer->field[WRITER_TO] ? (writer->place + WRITER_PLACES - 1) % WRITER_PLACES
                                             : WRITER_TEXT;
}

/* ---- discarding ---- */

static void discard(App *app, gint64 value)
{
    (void)value;
    g_autoptr(GError) error = NULL;
    writer_save(app, true);
    bool ok = answer_discard(app->desk, app->writer->draft, &error);
    if (ok)
        writer_done(app);
    app_did(app, ok, error, _("The draft was thrown away (the database keeps it for 30 days)."));
    if (ok)
        app_focus(app, PANE_QUEUE);
}

void do_discard(App *app)
{
    g_autofree char *question = g_strdup_printf(_("Throw away your draft to inquiry %" PRId64 "?"),
                                                app->writer->draft->inquiry);
    app_push_form(app, question_new(question, discard, 0));
}

/* ---- templates ---- */

static char *filled(const App *app, const Template *template_)
{
    const Inquiry *inquiry = app->inquiry.inquiry;
    const char *const pairs[] = {"inquirer", inquiry ? inquiry->from_name : "",
                                 "operator", app->desk->operator_->name,
                                 "bureau",   config_text(app->config, "bureau", "name"),
                                 NULL};
    return reply_fill_template(template_->text, pairs);
}

static void template_chosen(App *app, gint64 id)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) templates = templates_list(app->desk->db, "", &error);
    for (guint i = 0; templates && i < templates->len; i++) {
        const Template *template_ = g_ptr_array_index(templates, i);
        if (template_->id != id)
            continue;
        g_autofree char *text = filled(app, template_);
        writer_insert(app, text);
        app_say(app, SAY_INFO, _("Template put in: %s.  Ctrl-Z undoes"), template_->name);
    }
    app_complain(app, error);
}

void do_template(App *app)
{
    g_autoptr(GError) error = NULL;
    const char *language = app->inquiry.inquiry ? app->inquiry.inquiry->language : "";
    g_autoptr(GPtrArray) templates = templates_list(app->desk->db, "", &error);
    if (!templates) {
        app_complain(app, error);
        return;
    }
    GPtrArray *items = picker_items_new();
    for (guint round = 0; round < 2; round++) /* the inquiry's language first */
        for (guint i = 0; i < templates->len; i++) {
            const Template *template_ = g_ptr_array_index(templates, i);
            bool same = g_strcmp0(template_->language, language) == 0;
            if (same == (round == 0))
                g_ptr_array_add(
                    items, picker_item_new(template_->name, template_->language, template_->id));
        }
    app_push_form(app,
                  picker_new(_("Templates"), items, template_chosen, _("There are no templates.")));
}

void do_person_in(App *app)
{
    const DirectoryEntry *entry = directory_selected(app);
    if (!entry || !entry->person) {
        app_say(app, SAY_ERROR, _("Find a person in the directory first (F7)."));
        return;
    }
    g_autofree char *card = directory_card(app, entry);
    writer_insert(app, card);
}

/* The template of a key in a language, else in bokmål; borrowed. */
static const Template *template_of(const GPtrArray *templates, const char *key,
                                   const char *language)
{
    const Template *found = NULL;
    for (guint i = 0; templates && i < templates->len; i++) {
        const Template *template_ = g_ptr_array_index(templates, i);
        if (g_strcmp0(template_->key, key) != 0)
            continue;
        if (g_strcmp0(template_->language, language) == 0)
            return template_;
        if (!found || g_strcmp0(template_->language, "nb") == 0)
            found = template_;
    }
    return found;
}

/* An answer that says when the answer comes; one begun as such goes on as it is. */
void do_holding(App *app)
{
    gint64 inquiry = app_inquiry(app);
    do_reply(app);
    if (!app->writer || app->writer->draft->inquiry != inquiry ||
        app->writer->draft->purpose == PURPOSE_HOLDING)
        return;
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) templates = templates_list(app->desk->db, "", &error);
    const char *language = app->inquiry.inquiry ? app->inquiry.inquiry->language : "";
    const Template *template_ = template_of(templates, "holding-reply", language);
    g_autofree char *text = template_ ? filled(app, template_) : NULL;
    if (text)
        writer_insert(app, text);
    app_complain(app, error);
    writer_set_purpose(app, PURPOSE_HOLDING);
    app_say(app, SAY_INFO, "%s",
            *language
                ? _("A holding reply: the answer is still due when it was. Ctrl-X shows what "
                    "it does.")
                : _("A holding reply in bokmål: the language of the inquiry is not set (l)."));
}

/* ---- on its way ---- */

void do_send(App *app)
{
    writer_save(app, true);
    if (app->writer->draft->kind == DRAFT_REPLY) {
        writer_review(app);
        return;
    }
    g_autoptr(GError) error = NULL;
    gint64 inquiry = app->writer->draft->inquiry;
    bool ok = act_note(app->desk, inquiry, app->writer->draft->text, &error);
    if (ok)
        writer_done(app);
    g_autofree char *done =
        g_strdup_printf(_("Note kept on inquiry %" PRId64 ".  u undoes"), inquiry);
    app_did(app, ok, error, done);
}

void do_external(App *app)
{
    writer_external_editor(app);
}

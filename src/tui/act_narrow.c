/* Owns what the queue is narrowed to: views, one category, one tag, what is due. */
#include "skranke/base/language.h"

#include "skranke/store/links.h"

#include "skranke/desk/rules.h"

#include "skranke/tui/app.h"

static void show_selected_soon(App *app)
{
    const Inquiry *selected = queue_model_selected(app->queue);
    inquiry_show_soon(app, selected ? selected->id : 0);
}

static void narrow_to(App *app, const QueueNarrow *narrow)
{
    g_autoptr(GError) error = NULL;
    if (!queue_model_set_narrow(app->queue, narrow, &error))
        app_complain(app, error);
    app_focus(app, PANE_QUEUE);
    show_selected_soon(app);
}

bool narrow_clear(App *app)
{
    QueueNarrow narrow = queue_model_narrow(app->queue);
    bool due_view = narrow.due && queue_model_view(app->queue) == QUEUE_UNFINISHED;
    if (!narrow.category && !narrow.tag && (!narrow.due || due_view))
        return false;
    narrow_to(app, &(QueueNarrow){.due = due_view});
    return true;
}

/* Unfinished, due, mine … The view "Due" is the unfinished ones narrowed to what is due. */
void do_view(App *app)
{
    g_autoptr(GError) error = NULL;
    QueueNarrow narrow = queue_model_narrow(app->queue);
    QueueView view = queue_model_view(app->queue);
    bool to_due = view == QUEUE_UNFINISHED && !narrow.due;
    narrow.due = to_due;
    if (!to_due)
        view = (view + 1) % QUEUE_VIEW_COUNT;
    if (!queue_model_set_narrow(app->queue, &narrow, &error) ||
        !queue_model_set_view(app->queue, view, &error))
        app_complain(app, error);
    app_focus(app, PANE_QUEUE);
    show_selected_soon(app);
}

/* A choice is "c:press", "t:urgent", "d" or "" (all). */
static void narrow_chosen(App *app, gint64 value)
{
    g_autofree char *choice = g_strdup(acting_choice(app, value));
    QueueNarrow narrow = queue_model_narrow(app->queue);
    if (choice[0] == 'c')
        narrow = (QueueNarrow){.category = choice + 2, .due = narrow.due};
    else if (choice[0] == 't')
        narrow = (QueueNarrow){.tag = choice + 2, .due = narrow.due};
    else if (choice[0] == 'd')
        narrow.due = true;
    else
        narrow = (QueueNarrow){0};
    narrow_to(app, &narrow);
}

static void add_item(App *app, GPtrArray *items, const char *text, const char *note,
                     const char *prefix, const char *word)
{
    g_autofree char *choice = g_strconcat(prefix, word, NULL);
    g_ptr_array_add(items, picker_item_new(text, note, acting_add_choice(app, choice)));
}

void do_narrow(App *app)
{
    g_autoptr(GError) error = NULL;
    const Rulebook *book = rules_book(app->desk, &error);
    g_autoptr(GPtrArray) tags = book ? tags_all(app->desk->db, &error) : NULL;
    if (!tags) {
        app_complain(app, error);
        return;
    }
    acting_begin_one(app);
    ScreeningGrant grant = screening_nothing();
    screening_parse(app->desk->operator_->silos, &grant, NULL);
    GPtrArray *items = picker_items_new();
    add_item(app, items, _("All"), NULL, "", "");
    add_item(app, items, _("Overdue and due today"), NULL, "d", "");
    for (guint i = 0; i < tags->len; i++)
        add_item(app, items, g_ptr_array_index(tags, i), _("tag"),
                 "t:", g_ptr_array_index(tags, i));
    for (guint i = 0; i < book->categories->len; i++) {
        const Category *category = g_ptr_array_index(book->categories, i);
        if (screening_may_see(grant, category->silo))
            add_item(app, items, category_name(category), _("category"), "c:", category->code);
    }
    app_push_form(app, picker_new(_("Show only"), items, narrow_chosen, NULL));
}

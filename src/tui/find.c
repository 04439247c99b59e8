/* Owns the two lines that search as one types: the queue's filter and the directory's search. */
#include "skranke/tui/app.h"

static void show_selected_soon(App *app)
{
    const Inquiry *selected = queue_model_selected(app->queue);
    inquiry_show_soon(app, selected ? selected->id : 0);
}

static void apply_filter(App *app)
{
    if (g_strcmp0(field_text(app->filter), queue_model_filter(app->queue)) == 0)
        return;
    g_autoptr(GError) error = NULL;
    if (!queue_model_set_filter(app->queue, field_text(app->filter), &error))
        app_complain(app, error);
    show_selected_soon(app);
}

void find_apply(App *app)
{
    if (app->filter_due)
        apply_filter(app);
    app->filter_due = false;
}

/* Letters that come together are looked for once, before the next frame. */
static bool filter_key(App *app, KeyCode key)
{
    if (key_is_text(key) || key == DESK_KEY_BACKSPACE || key == KEY_NONE_) {
        if (key != KEY_NONE_)
            field_key(app->filter, key);
        app->filter_due = true;
        return true;
    }
    find_apply(app);
    if (key == DESK_KEY_ESCAPE) {
        field_set(app->filter, "");
        app->filtering = false;
    } else if (key == DESK_KEY_ENTER || key == DESK_KEY_TAB || key == DESK_KEY_F3) {
        app->filtering = false;
    } else if (key == DESK_KEY_DOWN || key == DESK_KEY_UP) {
        if (!app_enters_list(app))
            queue_model_move(app->queue, key == DESK_KEY_DOWN ? 1 : -1, NULL);
        show_selected_soon(app);
    } else if (!field_key(app->filter, key)) {
        return false;
    }
    apply_filter(app);
    return true;
}

static bool search_key(App *app, KeyCode key)
{
    DirectoryView *view = &app->directory;
    if (key == DESK_KEY_ESCAPE) {
        bool empty = !*field_text(view->search);
        field_set(view->search, "");
        view->searching = false;
        directory_search(app);
        if (empty)
            app_focus(app, app->before_directory);
    } else if (key == DESK_KEY_ENTER) {
        view->searching = false;
    } else if (key == DESK_KEY_DOWN || key == DESK_KEY_UP) {
        if (!app_enters_list(app))
            directory_move(app, key == DESK_KEY_DOWN ? 1 : -1);
    } else if (key == DESK_KEY_PAGE_DOWN || key == DESK_KEY_PAGE_UP) {
        directory_move(app, key == DESK_KEY_PAGE_DOWN ? view->height : -view->height);
    } else if (field_key(view->search, key)) {
        directory_search(app);
    } else {
        return false;
    }
    return true;
}

bool find_key(App *app, KeyCode key)
{
    if (app->focus == PANE_QUEUE && app->filtering)
        return filter_key(app, key);
    if (app->focus == PANE_DIRECTORY && app->directory.searching)
        return search_key(app, key);
    return false;
}

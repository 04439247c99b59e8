/* Owns the actions that only move or look: panes, lines, views, searching, copying, repainting. */
#include "skranke/base/clock.h"
#include "skranke/base/language.h"
#include "skranke/base/safe_text.h"

#include "skranke/tui/app.h"
#include "skranke/tui/person_text.h"

enum { ALL_NOTES = 50 };

/* ---- panes ---- */

void do_next_pane(App *app)
{
    app_focus(app, (app->focus + 1) % PANE_COUNT);
}

void do_pane_before(App *app)
{
    app_focus(app, (app->focus + PANE_COUNT - 1) % PANE_COUNT);
}

void do_pane_from_text(App *app)
{
    writer_save(app, true);
    do_next_pane(app);
}

void do_pane_queue(App *app)
{
    app_focus(app, PANE_QUEUE);
}

void do_pane_inquiry(App *app)
{
    app_focus(app, PANE_INQUIRY);
}

void do_pane_directory(App *app)
{
    app_focus(app, PANE_DIRECTORY);
}

void do_directory(App *app)
{
    app_focus(app, PANE_DIRECTORY);
    app->directory.searching = true;
}

void do_zoom(App *app)
{
    app->zoom = !app->zoom;
}

/* ---- lines ---- */

static void show_selected_soon(App *app)
{
    const Inquiry *selected = queue_model_selected(app->queue);
    inquiry_show_soon(app, selected ? selected->id : 0);
}

static void move_lines(App *app, int lines)
{
    g_autoptr(GError) error = NULL;
    if (app->focus == PANE_INQUIRY)
        inquiry_scroll(app, lines);
    else if (app->focus == PANE_DIRECTORY)
        directory_move(app, lines);
    else if (queue_model_move(app->queue, lines, &error))
        show_selected_soon(app);
    else
        app_complain(app, error);
}

static int page_lines(const App *app)
{
    int height = app->focus == PANE_INQUIRY ? app->inquiry.reading.height
                 : app->focus == PANE_DIRECTORY
                     ? app->directory.height
                     : screen_inside(app->layout.pane[PANE_QUEUE]).height - 1;
    return MAX(1, height - 1);
}

void do_down(App *app)
{
    move_lines(app, 1);
}

void do_up(App *app)
{
    move_lines(app, -1);
}

void do_page_down(App *app)
{
    move_lines(app, page_lines(app));
}

void do_page_up(App *app)
{
    move_lines(app, -page_lines(app));
}

static void to_end(App *app, bool last)
{
    g_autoptr(GError) error = NULL;
    if (app->focus != PANE_QUEUE) {
        move_lines(app, last ? G_MAXINT / 4 : -G_MAXINT / 4);
        return;
    }
    if (!(last ? queue_model_last(app->queue, &error) : queue_model_first(app->queue, &error)))
        app_complain(app, error);
    show_selected_soon(app);
}

void do_first(App *app)
{
    to_end(app, false);
}

void do_last(App *app)
{
    to_end(app, true);
}

/* ---- looking ---- */

/* Another inquiry than the one that is answered: its draft is put away first. */
static void open_selected(App *app, gint64 id)
{
    gint64 answered = app->writer ? app->writer->draft->inquiry : 0;
    if (answered && answered != id) {
        writer_leave(app);
        app_say(app, SAY_INFO, _("Your draft to inquiry %" PRId64 " is kept.  d shows your drafts"),
                answered);
    }
    if (app->inquiry.id != id)
        inquiry_show(app, id, false);
    app_focus(app, PANE_INQUIRY);
}

void do_open(App *app)
{
    if (app->focus == PANE_QUEUE && queue_model_selected(app->queue)) {
        open_selected(app, queue_model_selected(app->queue)->id);
    } else if (app->focus == PANE_INQUIRY) {
        do_page_down(app);
    } else if (app->focus == PANE_DIRECTORY && directory_selected(app)) {
        const Directory *directory = app->directory.directory;
        const DirectoryEntry *entry = directory_selected(app);
        g_autofree char *card =
            screen_is_accessible()
                ? person_facts(directory, entry, false, clock_now(), true)
                : person_card(directory, entry, false, clock_now(), ALL_NOTES, true);
        app_push_form(app, reader_new(_("Directory"), card));
    }
}

void do_back(App *app)
{
    if (app->zoom) {
        app->zoom = false;
    } else if (app->focus == PANE_QUEUE && marks_clear(app)) {
        app_say(app, SAY_INFO, _("Nothing is marked any more."));
    } else if (app->focus == PANE_QUEUE && *queue_model_filter(app->queue)) {
        field_set(app->filter, "");
        app->filtering = true;
        find_key(app, DESK_KEY_ESCAPE);
    } else if (app->focus == PANE_QUEUE && narrow_clear(app)) {
        app_say(app, SAY_INFO, _("All are listed again."));
    } else if (app->focus == PANE_DIRECTORY && *field_text(app->directory.search)) {
        field_set(app->directory.search, "");
        directory_search(app);
    } else if (app->focus != PANE_QUEUE) {
        app_focus(app, app->focus == PANE_DIRECTORY ? app->before_directory : PANE_QUEUE);
    }
}

void do_filter(App *app)
{
    app_focus(app, PANE_QUEUE);
    app->filtering = true;
}

void do_find(App *app)
{
    if (app->focus == PANE_DIRECTORY)
        do_directory(app);
    else
        do_filter(app);
}

void do_refresh(App *app)
{
    app_refresh(app, true);
    queue_model_seen(app->queue);
}

void do_repaint(App *app)
{
    (void)app;
    screen_repaint();
}

void do_mouse(App *app)
{
    screen_use_mouse(!screen_uses_mouse());
    app_say(app, SAY_INFO, "%s",
            screen_uses_mouse()
                ? _("The mouse is on: wheel and click. Hold Shift to mark text in the terminal.")
                : _("The mouse is off; the terminal marks text as usual."));
}

void do_suspend(App *app)
{
    writer_save(app, true);
    screen_suspend();
    app->dirty = true;
}

static void quit_now(App *app, gint64 value)
{
    (void)value;
    app_quit(app);
}

void do_quit(App *app)
{
    writer_save(app, true);
    if (app->outbox.waiting == 0) {
        app_quit(app);
        return;
    }
    g_autofree char *question = g_strdup_printf(
        ngettext("%" PRId64
                 " answer has not left yet. It stays in the outbox and leaves when a mail worker "
                 "runs. Leave the desk?",
                 "%" PRId64
                 " answers have not left yet. They stay in the outbox and leave when a mail worker "
                 "runs. Leave the desk?",
                 (gulong)app->outbox.waiting),
        app->outbox.waiting);
    app_push_form(app, question_new(question, quit_now, 0));
}

void do_quit_from_top(App *app)
{
    do_quit(app);
}

void do_to_queue(App *app)
{
    app->zoom = false;
    app_focus(app, app->focus == PANE_DIRECTORY ? app->before_directory : PANE_QUEUE);
}

void do_copy(App *app)
{
    g_autofree char *text = NULL;
    if (app->focus == PANE_DIRECTORY && directory_selected(app)) {
        const Person *person = directory_selected(app)->person;
        text = person ? g_strdup_printf("%s, %s, %s", person->name, person->phone, person->email)
                      : NULL;
    } else if (app->focus == PANE_INQUIRY && app->inquiry.inquiry) {
        text = g_strdup(app->inquiry.inquiry->from_address);
    } else if (queue_model_selected(app->queue)) {
        text = g_strdup_printf("%" G_GINT64_FORMAT, queue_model_selected(app->queue)->id);
    }
    if (!text || !*text) {
        app_say(app, SAY_ERROR, _("There is nothing to copy here."));
        return;
    }
    g_autofree char *safe = safe_text_line(text, -1);
    screen_copy(safe);
    app_say(app, SAY_INFO, _("Copied to the clipboard: %s"), safe);
}

/* Owns how the queue looks: its title with view, filter and counts, its columns, its empty states.
 */
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/language.h"
#include "skranke/base/safe_text.h"
#include "skranke/base/time_text.h"

#include "skranke/tui/accessible_row.h"
#include "skranke/tui/app.h"
#include "skranke/tui/clock_words.h"
#include "skranke/tui/foreign_text.h"
#include "skranke/tui/table.h"

enum {
    COLUMN_MARK,
    COLUMN_NUMBER,
    COLUMN_DUE,
    COLUMN_RECEIVED,
    COLUMN_FROM,
    COLUMN_SUBJECT,
    COLUMN_CHANNEL,
    COLUMN_OWNER,
    COLUMN_STATE,
    COLUMNS
};

static const TableColumn columns[COLUMNS] = {
    [COLUMN_MARK] = {.title = "", .least = 3, .most = 3},
    [COLUMN_NUMBER] = {.title = N_("No."), .least = 3, .most = 3, .right_aligned = true},
    [COLUMN_DUE] = {.title = N_("Due"), .least = 12, .most = 12},
    [COLUMN_RECEIVED] = {.title = N_("Received"),
                         .least = 11,
                         .most = 11,
                         .drop = 3,
                         .from = 96,
                         .right_aligned = true},
    [COLUMN_FROM] = {.title = N_("From"), .least = 9, .most = 28},
    [COLUMN_SUBJECT] = {.title = N_("Subject"), .least = 24},
    [COLUMN_CHANNEL] = {.title = N_("Channel"), .least = 9, .most = 14, .drop = 4, .from = 100},
    [COLUMN_OWNER] = {.title = N_("Owner"), .least = 6, .most = 8, .drop = 2},
    [COLUMN_STATE] = {.title = N_("St"), .least = 2, .most = 2},
};

/* The order in which a row is read out. */
static const RowFact facts[] = {
    {COLUMN_MARK, true},     {COLUMN_NUMBER, true}, {COLUMN_DUE, true},    {COLUMN_FROM, true},
    {COLUMN_SUBJECT, false}, {COLUMN_STATE, false}, {COLUMN_OWNER, false},
};

/* The columns with room for the longest number that can be shown. */
static void columns_for(const App *app, TableColumn *fitted)
{
    gint64 longest = 0;
    const Inquiry *inquiry;
    for (int i = 0; (inquiry = queue_model_line(app->queue, i)); i++)
        longest = MAX(longest, inquiry->id);
    int digits = 1;
    for (; longest >= 10; longest /= 10)
        digits++;
    memcpy(fitted, columns, sizeof columns);
    fitted[COLUMN_NUMBER].least = fitted[COLUMN_NUMBER].most = MAX(3, digits);
}

static const char *const view_names[QUEUE_VIEW_COUNT] = {
    [QUEUE_UNFINISHED] = N_("Unfinished"), [QUEUE_MINE] = N_("Mine"),     [QUEUE_NEW] = N_("New"),
    [QUEUE_WAITING] = N_("Waiting"),       [QUEUE_CLOSED] = N_("Closed"), [QUEUE_ALL] = N_("All"),
};

/* Selected, marked for an act on several, and written by others or bumped up: one cell each. */
static char *mark_text(const App *app, const Inquiry *inquiry, bool selected)
{
    bool being_written = inquiry->writing && *inquiry->writing;
    return g_strdup_printf("%c%c%c", selected ? '>' : ' ', marks_has(app, inquiry->id) ? '+' : ' ',
                           being_written     ? '*'
                           : inquiry->bumped ? '!'
                                             : ' ');
}

/* The section's code or the person's initials where the directory knows the name, else NULL. */
static const char *holder_of(App *app, const Inquiry *inquiry)
{
    const char *name = inquiry->forwarded_to;
    if (!name || !*name)
        return NULL;
    const Section *section = directory_section_named(app, name);
    if (section)
        return section->code;
    if (!app->directory.directory)
        return NULL;
    const PeopleDirectory *people = directory_people(app->directory.directory);
    for (guint i = 0; i < people->people->len; i++) {
        const Person *person = g_ptr_array_index(people->people, i);
        if (g_strcmp0(person->name, name) == 0 && *person->initials)
            return person->initials;
    }
    return NULL;
}

/* What hides or moves it stands before what it is about. */
static char *subject_text(App *app, const Inquiry *inquiry)
{
    bool revealed = app->inquiry.revealed == inquiry->id;
    g_autofree char *subject =
        foreign_line(*inquiry->subject ? inquiry->subject : _("(no subject)"), revealed);
    g_autofree char *marks = clock_words_marks(inquiry, holder_of(app, inquiry), clock_now());
    return *marks ? g_strdup_printf("[%s] %s", marks, subject) : g_steal_pointer(&subject);
}

/* The cells before a column that is shown. */
static int column_at(const TableWidths *widths, guint column)
{
    int at = 0;
    for (guint i = 0; i < column; i++)
        at += widths->width[i] > 0 ? widths->width[i] + 1 : 0;
    return at;
}

static void draw_due(const char *due, Rect place, const TableWidths *widths, bool selected)
{
    if (selected || widths->width[COLUMN_DUE] == 0)
        return;
    int at = column_at(widths, COLUMN_DUE);
    screen_text(place.row, place.column + at, widths->width[COLUMN_DUE], STYLE_OVERDUE, due);
}

static Style row_style(const App *app, const Inquiry *inquiry, bool selected, bool focus)
{
    if (selected && !screen_is_accessible())
        return focus ? STYLE_SELECTED : STYLE_SELECTED_ELSEWHERE;
    if (inquiry->state == INQUIRY_NEW)
        return STYLE_NEW;
    return inquiry->owner == app->desk->operator_->id ? STYLE_NORMAL : STYLE_FADED;
}

static void draw_row(App *app, const Inquiry *inquiry, Rect place, const TableColumn *fitted,
                     const TableWidths *widths, bool selected, bool focus)
{
    g_autofree char *mark = mark_text(app, inquiry, selected && !screen_is_accessible());
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, inquiry->id);
    g_autofree char *due = clock_words_left(inquiry, clock_now(), app_opening(app));
    g_autofree char *received = time_text_short(inquiry->received_at, clock_now());
    g_autofree char *from = foreign_line(inquiry_sender(inquiry), false);
    g_autofree char *subject = subject_text(app, inquiry);
    g_autofree char *owner = safe_text_line(inquiry->owner ? inquiry->owner_login : "–", -1);
    const char *const texts[COLUMNS] = {
        [COLUMN_MARK] = mark,
        [COLUMN_NUMBER] = number,
        [COLUMN_DUE] = due,
        [COLUMN_RECEIVED] = received,
        [COLUMN_FROM] = from,
        [COLUMN_SUBJECT] = subject,
        [COLUMN_CHANNEL] = channel_text(inquiry->channel),
        [COLUMN_OWNER] = owner,
        [COLUMN_STATE] = inquiry_state_mark(inquiry->state),
    };
    bool accessible = screen_is_accessible();
    g_autofree char *line = accessible ? accessible_row(facts, G_N_ELEMENTS(facts), texts, selected)
                                       : table_line(fitted, widths, texts);
    screen_text(place.row, place.column, place.width, row_style(app, inquiry, selected, focus),
                line);
    if (!accessible && clock_words_overdue(inquiry, clock_now()))
        draw_due(due, place, widths, selected);
}

/* Why nothing is listed, and the next key. */
static char *empty_text(const App *app)
{
    const char *filter = queue_model_filter(app->queue);
    if (*filter) {
        g_autofree char *safe = foreign_line(filter, false);
        return g_strdup_printf(_("Nothing matches \"%s\". Esc shows all again."), safe);
    }
    QueueNarrow narrow = queue_model_narrow(app->queue);
    if (narrow.category || narrow.tag)
        return g_strdup(_("Nothing here is of that kind. Esc shows all again."));
    if (narrow.due)
        return g_strdup(_("Nothing is overdue or due today. w shows other views."));
    static const char *const texts[QUEUE_VIEW_COUNT] = {
        [QUEUE_UNFINISHED] = N_("Nothing is waiting for an answer. w shows other views."),
        [QUEUE_MINE] = N_("You have no inquiries. M takes the next one; w shows other views."),
        [QUEUE_NEW] = N_("No new inquiries. w shows other views."),
        [QUEUE_WAITING] = N_("No inquiry waits for the inquirer. w shows other views."),
        [QUEUE_CLOSED] = N_("No inquiry is closed yet. w shows other views."),
        [QUEUE_ALL] =
            N_("There are no inquiries yet. They come by e-mail (skranke check says how it goes)."),
    };
    return g_strdup(_(texts[queue_model_view(app->queue)]));
}

/* "Inquiries: Unfinished · due · Press · #urgent · 3 marked" */
static char *title_text(const App *app)
{
    QueueNarrow narrow = queue_model_narrow(app->queue);
    QueueView view = queue_model_view(app->queue);
    bool due_view = narrow.due && view == QUEUE_UNFINISHED;
    GString *title = g_string_new(NULL);
    g_string_append_printf(title, "1%s%s: %s", app->focus == PANE_QUEUE ? "*" : " ", _("Inquiries"),
                           due_view ? _("Due now") : _(view_names[view]));
    if (narrow.due && !due_view)
        g_string_append_printf(title, " · %s", _("Due now"));
    if (narrow.category)
        g_string_append_printf(title, " · %s", app_category_name(app, narrow.category));
    if (narrow.tag)
        g_string_append_printf(title, " · #%s", narrow.tag);
    guint marked = g_hash_table_size(app->marked);
    if (marked > 0)
        g_string_append_printf(title, " · ");
    if (marked > 0)
        g_string_append_printf(title, ngettext("%u marked", "%u marked", marked), marked);
    g_string_append_c(title, ' ');
    g_autofree char *raw = g_string_free(title, FALSE);
    return safe_text_line(raw, -1);
}

static char *note_text(const App *app, int rows)
{
    gint64 total = queue_model_total(app->queue), place = queue_model_place(app->queue);
    GString *note = g_string_new(NULL);
    if (queue_model_fresh(app->queue) > 0)
        g_string_append_printf(note, _("%" PRId64 " came in · "), queue_model_fresh(app->queue));
    if (place > 0)
        g_string_append_printf(note, "%" G_GINT64_FORMAT "-%" G_GINT64_FORMAT "/%" G_GINT64_FORMAT,
                               place, MIN(place + rows - 1, MAX(total, place)), MAX(total, place));
    else
        g_string_append_printf(note, "%" G_GINT64_FORMAT, total);
    g_autofree char *raw = g_string_free(note, FALSE);
    return safe_text_line(raw, -1);
}

static void draw_filter(App *app, Rect inside)
{
    int cells = screen_text(inside.row, inside.column, inside.width, STYLE_LABEL, _("Filter:"));
    gint64 total = queue_model_total(app->queue),
           all = app->counts.new_ + app->counts.open + app->counts.waiting;
    g_autofree char *count = queue_model_view(app->queue) == QUEUE_UNFINISHED
                                 ? g_strdup_printf(_("%" PRId64 " of %" PRId64), total, all)
                                 : g_strdup_printf("%" G_GINT64_FORMAT, total);
    int width = inside.width - cells - 2 - safe_text_cells(count);
    field_draw(app->filter, inside.row, inside.column + cells + 1, MAX(4, width),
               app->filtering && !app_cursor_in_list(app));
    screen_text(inside.row, inside.column + inside.width - safe_text_cells(count), inside.width,
                STYLE_NORMAL, count);
}

static bool has_filter_line(const App *app)
{
    return app->filtering || *queue_model_filter(app->queue);
}

void queue_click(App *app, int row)
{
    Rect inside = screen_inside(app->layout.pane[PANE_QUEUE]);
    int line = row - inside.row - 1 - (has_filter_line(app) ? 1 : 0);
    g_autoptr(GError) error = NULL;
    if (line < 0 || !queue_model_line(app->queue, line))
        return;
    int by = line - queue_model_selected_line(app->queue);
    if (!queue_model_move(app->queue, by, &error))
        app_complain(app, error);
    inquiry_show_soon(app, queue_model_selected(app->queue)->id);
}

static char *titles_text(const TableColumn *fitted, const TableWidths *widths)
{
    if (!screen_is_accessible())
        return table_titles(fitted, widths);
    const char *titles[COLUMNS];
    for (guint i = 0; i < COLUMNS; i++)
        titles[i] = *columns[i].title ? _(columns[i].title) : "";
    return accessible_row(facts, G_N_ELEMENTS(facts), titles, false);
}

void queue_pane_draw(App *app, Rect frame, bool focus)
{
    Rect inside = screen_inside(frame);
    bool filter_line = has_filter_line(app);
    int top_lines = 1 + (filter_line ? 1 : 0);
    int rows = MAX(0, inside.height - top_lines);
    queue_model_set_height(app->queue, MAX(1, rows));
    g_autofree char *title = title_text(app);
    g_autofree char *note = note_text(app, rows);
    screen_frame(frame, focus, title, note);
    TableColumn fitted[COLUMNS];
    columns_for(app, fitted);
    TableWidths widths = table_widths(fitted, COLUMNS, inside.width);
    g_autofree char *titles = titles_text(fitted, &widths);
    screen_text(inside.row + top_lines - 1, inside.column, inside.width, STYLE_COLUMN, titles);
    int selected = queue_model_selected_line(app->queue);
    for (int i = 0; i < rows; i++) {
        const Inquiry *inquiry = queue_model_line(app->queue, i);
        Rect place = {.row = inside.row + top_lines + i,
                      .column = inside.column,
                      .height = 1,
                      .width = inside.width};
        if (inquiry)
            draw_row(app, inquiry, place, fitted, &widths, i == selected, focus);
    }
    if (selected < 0) {
        g_autofree char *empty = empty_text(app);
        screen_text(inside.row + top_lines, inside.column + 1, inside.width - 1, STYLE_NORMAL,
                    empty);
    }
    if (filter_line)
        draw_filter(
            app,
            (Rect){.row = inside.row, .column = inside.column, .height = 1, .width = inside.width});
    if (focus && (!app->filtering || app_cursor_in_list(app)))
        screen_cursor(inside.row + top_lines + MAX(0, selected), inside.column, false);
}

/* Owns the directory as it is searched and read: people with presence and hours, statistics with
 * whom to call, sections. */
#include "skranke/base/clock.h"
#include "skranke/base/language.h"
#include "skranke/base/safe_text.h"

#include "skranke/desk/who_else.h"

#include "skranke/tui/app.h"
#include "skranke/tui/foreign_text.h"
#include "skranke/tui/person_text.h"
#include "skranke/tui/table.h"

enum { MOST_ENTRIES = 300, CARD_LINES = 4, MOST_NOTES = 3 };
enum {
    COLUMN_MARK,
    COLUMN_NAME,
    COLUMN_SECTION,
    COLUMN_STATUS,
    COLUMN_HOURS,
    COLUMN_PHONE,
    COLUMNS
};

/* "BORTE til tors. 08:00" stands whole: the hour is what the caller asks for. */
static const TableColumn columns[COLUMNS] = {
    [COLUMN_MARK] = {.title = "", .least = 1, .most = 1},
    [COLUMN_NAME] = {.title = N_("Name"), .least = 18},
    [COLUMN_SECTION] = {.title = N_("Section"), .least = 16, .most = 40, .drop = 3, .from = 100},
    [COLUMN_STATUS] = {.title = N_("Status"), .least = 21, .most = 26},
    [COLUMN_HOURS] = {.title = N_("Office hours"), .least = 18, .most = 34, .drop = 2},
    [COLUMN_PHONE] = {.title = N_("Phone"), .least = 11, .most = 11, .drop = 1},
};

void directory_ensure(App *app)
{
    DirectoryView *view = &app->directory;
    if (!view->search)
        view->search = field_new("");
    if (view->directory || app->waited_ms > 0)
        return; /* drawn in the middle of a wait: the database is busy with something else */
    g_autoptr(GError) error = NULL;
    view->directory = directory_load(app->desk->db, clock_now(), &error);
    if (error)
        app_complain(app, error);
    int selected = view->selected;
    directory_search(app);
    directory_move(app, selected);
}

const Section *directory_section_named(App *app, const char *name)
{
    directory_ensure(app);
    const Directory *directory = app->directory.directory;
    const GPtrArray *sections = directory ? directory_people(directory)->sections : NULL;
    for (guint i = 0; sections && i < sections->len; i++) {
        const Section *section = g_ptr_array_index(sections, i);
        const char *const names[] = {section->name_nb, section->name_nn, section->name_en};
        for (guint k = 0; k < G_N_ELEMENTS(names); k++)
            if (g_strcmp0(names[k], name) == 0)
                return section;
    }
    return NULL;
}

void directory_forget(App *app)
{
    g_clear_pointer(&app->directory.entries, g_ptr_array_unref); /* they borrow from it */
    g_clear_pointer(&app->directory.directory, directory_free);
    app->directory.generation++;
}

void directory_search(App *app)
{
    DirectoryView *view = &app->directory;
    g_clear_pointer(&view->entries, g_ptr_array_unref);
    view->selected = view->top = 0;
    if (view->directory)
        view->entries = directory_find(view->directory, field_text(view->search), MOST_ENTRIES);
}

const DirectoryEntry *directory_selected(const App *app)
{
    const DirectoryView *view = &app->directory;
    if (!view->entries || view->selected >= (int)view->entries->len)
        return NULL;
    return g_ptr_array_index(view->entries, view->selected);
}

void directory_move(App *app, int by)
{
    DirectoryView *view = &app->directory;
    int last = view->entries ? (int)view->entries->len - 1 : 0;
    view->selected = CLAMP(view->selected + by, 0, MAX(0, last));
}

void directory_click(App *app, int row)
{
    DirectoryView *view = &app->directory;
    int line = row - screen_inside(app->layout.pane[PANE_DIRECTORY]).row - 2;
    if (line >= 0 && line < view->height)
        directory_move(app, view->top + line - view->selected);
}

static void draw_row(const App *app, const DirectoryEntry *entry, Rect place,
                     const TableWidths *widths, bool selected, bool focus)
{
    Style style = !selected ? STYLE_NORMAL : focus ? STYLE_SELECTED : STYLE_SELECTED_ELSEWHERE;
    if (screen_is_accessible()) {
        g_autofree char *row =
            person_row(app->directory.directory, entry, NULL, false, clock_now(), selected);
        screen_text(place.row, place.column, place.width, style, row);
        return;
    }
    g_autofree char *raw = person_entry_name(entry);
    g_autofree char *name = safe_text_line(raw, -1);
    g_autofree char *more = person_entry_more(entry);
    g_autofree char *section = safe_text_line(more, -1);
    g_autofree char *status =
        person_status_text(app->directory.directory, entry, false, clock_now());
    g_autofree char *hours = person_hours_text(entry->person);
    const char *number = entry->person    ? entry->person->phone
                         : entry->section ? entry->section->phone
                                          : "";
    g_autofree char *phone = safe_text_line(number, -1);
    const char *const texts[COLUMNS] = {
        [COLUMN_MARK] = selected ? ">" : " ",
        [COLUMN_NAME] = name,
        [COLUMN_SECTION] = section,
        [COLUMN_STATUS] = status,
        [COLUMN_HOURS] = hours,
        [COLUMN_PHONE] = phone,
    };
    g_autofree char *line = table_line(columns, widths, texts);
    screen_text(place.row, place.column, place.width, style, line);
}

char *directory_card(const App *app, const DirectoryEntry *entry)
{
    (void)app;
    const Person *person = entry->person;
    if (!person)
        return g_strdup_printf("%s\n%s  %s",
                               entry->statistic ? statistic_name(entry->statistic)
                                                : section_name(entry->section),
                               entry->section ? entry->section->email : "",
                               entry->section ? entry->section->phone : "");
    GString *card = g_string_new(person->name);
    if (*person_title(person))
        g_string_append_printf(card, ", %s", person_title(person));
    if (entry->section)
        g_string_append_printf(card, ", %s", section_name(entry->section));
    g_string_append_printf(card, "\n%s %s  %s", _("Phone"), person->phone, person->email);
    return g_string_free(card, FALSE);
}

/* The chosen one in full, below the list: card, presence, statistics, who else. */
static void draw_card(App *app, Rect place)
{
    const DirectoryEntry *entry = directory_selected(app);
    if (!entry || place.height < 2)
        return;
    g_autofree char *card =
        person_card(app->directory.directory, entry, false, clock_now(), MOST_NOTES, true);
    g_autofree char *safe = foreign_block(card, -1, false);
    g_autoptr(GPtrArray) lines = safe_text_wrap(safe, place.width);
    for (guint i = 0; i < lines->len && (int)i < place.height; i++)
        screen_text(place.row + (int)i, place.column, place.width, STYLE_LABEL,
                    g_ptr_array_index(lines, i));
}

static void draw_list(App *app, Rect list, bool focus)
{
    DirectoryView *view = &app->directory;
    TableWidths widths = table_widths(columns, COLUMNS, list.width);
    g_autofree char *titles = screen_is_accessible() ? g_strdup(_("  Name Phone Status Section"))
                                                     : table_titles(columns, &widths);
    screen_text(list.row, list.column, list.width, STYLE_COLUMN, titles);
    view->height = MAX(1, list.height - 1);
    if (view->selected < view->top)
        view->top = view->selected;
    if (view->selected >= view->top + view->height)
        view->top = view->selected - view->height + 1;
    guint count = view->entries ? view->entries->len : 0;
    for (int i = 0; i < view->height && view->entries && view->top + i < (int)count; i++) {
        Rect place = {
            .row = list.row + 1 + i, .column = list.column, .height = 1, .width = list.width};
        draw_row(app, g_ptr_array_index(view->entries, view->top + i), place, &widths,
                 view->top + i == view->selected, focus);
    }
    if (count == 0) {
        g_autofree char *typed = safe_text_line(field_text(view->search), -1);
        g_autofree char *none =
            *typed ? g_strdup_printf(_("Nobody and nothing matches \"%s\". Esc shows all."), typed)
                   : g_strdup(_("The directory is empty: skranke import people FILE"));
        screen_text(list.row + 1, list.column + 1, list.width - 1, STYLE_NORMAL, none);
    }
    if (focus)
        screen_cursor(list.row + 1 + view->selected - view->top, list.column, false);
}

void directory_pane_draw(App *app, Rect frame, bool focus)
{
    directory_ensure(app);
    DirectoryView *view = &app->directory;
    Rect inside = screen_inside(frame);
    g_autofree char *title =
        g_strdup_printf("3%s%s ", app->focus == PANE_DIRECTORY ? "*" : " ", _("Directory"));
    guint count = view->entries ? view->entries->len : 0;
    g_autofree char *note = *field_text(view->search) ? g_strdup_printf(_("%u found"), count)
                                                      : g_strdup_printf("%u", count);
    screen_frame(frame, focus, title, note);
    int cells = screen_text(inside.row, inside.column, inside.width, STYLE_LABEL, _("Search:"));
    bool room = inside.height >= 9 || (int)count + 2 + CARD_LINES <= inside.height;
    /* The card takes what a short list leaves; one thing at a time where it is read out: Enter. */
    int card = !room || screen_is_accessible()
                   ? 0
                   : MAX(CARD_LINES, inside.height - 2 - MAX(1, (int)count));
    Rect list = {.row = inside.row + 1,
                 .column = inside.column,
                 .height = inside.height - 1 - card,
                 .width = inside.width};
    draw_list(app, list, focus);
    draw_card(app, (Rect){.row = list.row + list.height,
                          .column = inside.column,
                          .height = card,
                          .width = inside.width});
    bool typing = focus && view->searching && !app_cursor_in_list(app);
    field_draw(view->search, inside.row, inside.column + cells + 1, inside.width - cells - 1,
               typing);
}

/* Owns lists over the whole screen: their lines, what is selected, what is drawn. Knows nothing of
 * what they list. */
#include "skranke/tui/list_form.h"

#include "skranke/base/language.h"
#include "skranke/base/safe_text.h"

#include "skranke/tui/app.h"
#include "skranke/tui/foreign_text.h"

typedef struct {
    bool heading, warning;
    char *text;  /* of a heading, safe */
    GStrv texts; /* of an item, safe */
    char *word;
    gint64 value;
} ListLine;

struct ListForm {
    Form form;
    const ListOperations *operations;
    char *title;
    GPtrArray *lines; /* of ListLine * */
    int selected;     /* line, -1: no item */
    int top, height;
};

static void line_free(gpointer data)
{
    ListLine *line = data;
    g_free(line->text);
    g_strfreev(line->texts);
    g_free(line->word);
    g_free(line);
}

static const ListLine *line_at(const ListForm *form, int place)
{
    bool there = place >= 0 && place < (int)form->lines->len;
    return there ? g_ptr_array_index(form->lines, place) : NULL;
}

static bool is_item(const ListForm *form, int place)
{
    const ListLine *line = line_at(form, place);
    return line && !line->heading;
}

/* ---- filling ---- */

void list_form_heading(ListForm *form, const char *text, bool warning)
{
    ListLine *line = g_new0(ListLine, 1);
    line->heading = true;
    line->warning = warning;
    line->text = foreign_line(text, false);
    g_ptr_array_add(form->lines, line);
}

void list_form_add(ListForm *form, const char *const *texts, const char *word, gint64 value)
{
    ListLine *line = g_new0(ListLine, 1);
    guint count = form->operations->count;
    line->texts = g_new0(char *, count + 1);
    for (guint i = 0; i < count; i++)
        line->texts[i] = foreign_line(texts[i] ? texts[i] : "", false);
    line->word = g_strdup(word);
    line->value = value;
    g_ptr_array_add(form->lines, line);
}

/* The nearest item at or after a line, else before it. */
static int nearest(const ListForm *form, int place)
{
    for (int i = MAX(0, place); i < (int)form->lines->len; i++)
        if (is_item(form, i))
            return i;
    for (int i = MIN(place, (int)form->lines->len) - 1; i >= 0; i--)
        if (is_item(form, i))
            return i;
    return -1;
}

static int place_of(const ListForm *form, const char *word, gint64 value)
{
    for (int i = 0; i < (int)form->lines->len; i++) {
        const ListLine *line = line_at(form, i);
        if (!line->heading && line->value == value && g_strcmp0(line->word, word) == 0)
            return i;
    }
    return -1;
}

static void refill(ListForm *form, App *app)
{
    const ListLine *before = line_at(form, form->selected);
    g_autofree char *word = before ? g_strdup(before->word) : NULL;
    gint64 value = before ? before->value : 0;
    g_ptr_array_set_size(form->lines, 0);
    form->operations->fill(form, app);
    int same = before ? place_of(form, word, value) : -1;
    form->selected = same >= 0 ? same : nearest(form, MAX(0, form->selected));
    app->dirty = true;
}

bool list_form_selected(const ListForm *form, const char **word, gint64 *value)
{
    const ListLine *line = line_at(form, form->selected);
    if (!line)
        return false;
    *word = line->word;
    *value = line->value;
    return true;
}

/* ---- drawing ---- */

static void draw_line(const ListForm *form, const ListLine *line, Rect place,
                      const TableWidths *widths, bool selected)
{
    if (line->heading) {
        screen_text(place.row, place.column, place.width, line->warning ? STYLE_NEW : STYLE_LABEL,
                    line->text);
        return;
    }
    const ListOperations *operations = form->operations;
    const char *const *texts = (const char *const *)line->texts;
    g_autofree char *cells = table_line(operations->columns, widths, texts);
    g_autofree char *whole =
        screen_is_accessible()
            ? accessible_row(operations->facts, operations->fact_count, texts, selected)
            : g_strconcat(selected ? ">" : " ", cells, NULL);
    screen_text(place.row, place.column, place.width, selected ? STYLE_SELECTED : STYLE_NORMAL,
                whole);
}

static void scroll(ListForm *form, int height)
{
    int selected = MAX(0, form->selected);
    form->height = height;
    if (selected < form->top)
        form->top = selected;
    if (selected >= form->top + height)
        form->top = selected - height + 1;
    if (form->top == 1)
        form->top = 0; /* the heading above the first item */
}

/* No column is cut while another has room to spare. */
static TableWidths widths_of(const ListForm *form, int cells)
{
    int widest[TABLE_MOST_COLUMNS] = {0};
    for (guint i = 0; i < form->lines->len; i++) {
        const ListLine *line = g_ptr_array_index(form->lines, i);
        if (!line->heading)
            table_widen(widest, (const char *const *)line->texts, form->operations->count);
    }
    return table_fit(form->operations->columns, form->operations->count, widest, cells);
}

/* Above the list, while anything stands in it; what is read out needs none. Its lines. */
static int draw_titles(const ListForm *form, const TableWidths *widths, Rect inside)
{
    if (form->selected < 0 || screen_is_accessible())
        return 0;
    g_autofree char *titles = table_titles(form->operations->columns, widths);
    screen_text(inside.row, inside.column + 1, inside.width - 1, STYLE_COLUMN, titles);
    return 1;
}

static void draw_lines(ListForm *form, Rect inside)
{
    TableWidths widths = widths_of(form, inside.width - 1);
    int titles = draw_titles(form, &widths, inside);
    inside.row += titles;
    inside.height = MAX(1, inside.height - titles);
    scroll(form, inside.height);
    for (int i = 0; i < form->height && form->top + i < (int)form->lines->len; i++) {
        Rect place = {inside.row + i, inside.column, 1, inside.width};
        bool chosen = form->top + i == form->selected;
        draw_line(form, line_at(form, form->top + i), place, &widths, chosen);
        if (chosen)
            screen_cursor(place.row, place.column, false);
    }
}

static void list_draw(Form *base, App *app, Rect area)
{
    (void)app;
    ListForm *form = (ListForm *)base;
    screen_fill(area, STYLE_NORMAL);
    g_autofree char *title = g_strdup_printf(" %s ", form->title);
    screen_frame(area, true, title, NULL);
    Rect inside = screen_inside(area);
    screen_cursor(inside.row, inside.column, false);
    draw_lines(form, inside);
    if (form->lines->len > 0)
        return;
    g_autoptr(GPtrArray) lines = safe_text_wrap(_(form->operations->empty), inside.width - 1);
    for (guint i = 0; i < lines->len; i++)
        screen_text(inside.row + (int)i, inside.column + 1, inside.width - 1, STYLE_NORMAL,
                    g_ptr_array_index(lines, i));
}

/* ---- keys ---- */

static void move(ListForm *form, int by)
{
    int step = by < 0 ? -1 : 1, place = form->selected;
    for (int left = ABS(by); left > 0; left--) {
        do
            place += step;
        while (line_at(form, place) && !is_item(form, place));
        if (!line_at(form, place))
            return;
        form->selected = place;
    }
}

static bool moving_key(ListForm *form, KeyCode key)
{
    int page = MAX(1, form->height - 1), all = (int)form->lines->len;
    const struct {
        KeyCode key, letter;
        int by;
    } moves[] = {
        {DESK_KEY_DOWN, 'j', 1},
        {DESK_KEY_UP, 'k', -1},
        {DESK_KEY_PAGE_DOWN, DESK_KEY_SPACE, page},
        {DESK_KEY_PAGE_UP, DESK_KEY_PAGE_UP, -page},
        {DESK_KEY_HOME, 'g', -all},
        {DESK_KEY_END, 'G', all},
    };
    for (guint i = 0; i < G_N_ELEMENTS(moves); i++)
        if (key == moves[i].key || key == moves[i].letter) {
            move(form, moves[i].by);
            return true;
        }
    return false;
}

static void list_key(Form *base, App *app, KeyCode key)
{
    ListForm *form = (ListForm *)base;
    if (key == DESK_KEY_ESCAPE || key == 'q')
        app_pop_form(app);
    else if (!moving_key(form, key))
        form->operations->key(form, app, key);
}

static const char *list_keys(const Form *base)
{
    return _(((const ListForm *)base)->operations->keys);
}

static void list_free(Form *base)
{
    ListForm *form = (ListForm *)base;
    g_ptr_array_unref(form->lines);
    g_free(form->title);
    g_free(form);
}

static void list_refresh(Form *base, App *app)
{
    refill((ListForm *)base, app);
}

static const FormOperations base_operations = {.draw = list_draw,
                                               .key = list_key,
                                               .keys = list_keys,
                                               .refresh = list_refresh,
                                               .free = list_free};

ListForm *list_form_new(App *app, const ListOperations *operations, const char *title)
{
    ListForm *form = g_new0(ListForm, 1);
    form->form.operations = &base_operations;
    form->operations = operations;
    form->title = safe_text_line(title, -1);
    form->lines = g_ptr_array_new_with_free_func(line_free);
    form->selected = -1;
    refill(form, app);
    return form;
}

Form *list_form_base(ListForm *form)
{
    return &form->form;
}

/* Owns the list to choose from: help, palette, templates, colleagues, outbox, drafts, attachments
 * and history are all pickers. */
#include <string.h>

#include "skranke/base/language.h"
#include "skranke/base/safe_text.h"

#include "skranke/domain/words.h"

#include "skranke/tui/app.h"
#include "skranke/tui/field.h"
#include "skranke/tui/foreign_text.h"
#include "skranke/tui/form.h"

typedef struct {
    Form form;
    char *title, *empty;
    GPtrArray *items;  /* of PickerItem * */
    GPtrArray *folded; /* of char *, beside items */
    GArray *shown;     /* of guint: indexes of items that match */
    Field *typed;
    guint selected, top;
    int height;
    PickerFunc picked;
    PickerTextFunc preview; /* what is typed may be taken as it is */
    PromptFunc typed_text;
    PickerItem *own; /* the row for it, NULL: nothing typed, or it cannot be taken */
} Picker;

#define OWN_ROW G_MAXUINT

enum {
    LEAST_CELLS = 76,
    MOST_CELLS = 110,
    WHOLE_NOTE = 2, /* lines below the list, where a note is cut in it */
};

void picker_item_free(PickerItem *item)
{
    if (!item)
        return;
    g_free(item->text);
    g_free(item->note);
    g_free(item->refusal);
    g_free(item);
}

PickerItem *picker_item_new(const char *text, const char *note, gint64 value)
{
    PickerItem *item = g_new0(PickerItem, 1);
    item->text = foreign_line(text, false);
    item->note = note ? foreign_line(note, false) : NULL;
    item->value = value;
    return item;
}

static void item_destroy(gpointer item)
{
    picker_item_free(item);
}

GPtrArray *picker_items_new(void)
{
    return g_ptr_array_new_with_free_func(item_destroy);
}

static const PickerItem *item_at(const Picker *picker, guint index)
{
    guint place = g_array_index(picker->shown, guint, index);
    return place == OWN_ROW ? picker->own : g_ptr_array_index(picker->items, place);
}

/* What is typed, as it would be taken, stands above what it finds. */
static void match_own(Picker *picker, App *app)
{
    const char *typed = field_text(picker->typed);
    g_clear_pointer(&picker->own, picker_item_free);
    g_autofree char *preview = picker->preview && *typed ? picker->preview(app, typed) : NULL;
    if (!preview)
        return;
    picker->own = picker_item_new(preview, NULL, 0);
    guint row = OWN_ROW;
    g_array_append_val(picker->shown, row);
}

/* What begins with the letters stands before what only holds them: "ut" is first of all Utboks. */
static void match(Picker *picker, App *app)
{
    g_autofree char *typed = words_fold(field_text(picker->typed));
    g_array_set_size(picker->shown, 0);
    match_own(picker, app);
    for (int first = 1; first >= 0; first--)
        for (guint i = 0; i < picker->items->len; i++) {
            const char *folded = g_ptr_array_index(picker->folded, i);
            if (words_found(folded, typed) && g_str_has_prefix(folded, typed) == first)
                g_array_append_val(picker->shown, i);
        }
    picker->selected = picker->top = 0;
}

/* The columns that some texts have for the eye are gaps where they are read out. */
static char *without_gaps(const char *text)
{
    g_auto(GStrv) words = g_strsplit(text, " ", -1);
    GString *line = g_string_new(NULL);
    for (guint i = 0; words[i]; i++)
        if (*words[i])
            g_string_append_printf(line, "%s%s", line->len ? " " : "", words[i]);
    return g_string_free(line, FALSE);
}

static char *read_out(const PickerItem *item, const char *note, bool selected)
{
    g_autofree char *text = without_gaps(item->text);
    g_autofree char *more = without_gaps(note);
    return g_strdup_printf("%s %s%s%s", selected ? ">" : " ", text, *more ? "  " : "", more);
}

static const char *note_of(const PickerItem *item)
{
    return item->refusal ? item->refusal : item->note ? item->note : "";
}

/* The cells that the widest item has whole. */
static int widest_item(const Picker *picker)
{
    int widest = 0;
    for (guint i = 0; i < picker->items->len; i++) {
        const PickerItem *item = g_ptr_array_index(picker->items, i);
        widest = MAX(widest, 3 + safe_text_cells(item->text) + safe_text_cells(note_of(item)));
    }
    return widest;
}

/* What of the selected one is cut in the list stands whole below it. */
static void draw_whole_note(const Picker *picker, Rect place)
{
    const PickerItem *item =
        picker->shown->len > 0 ? item_at(picker, picker->selected) : picker->own;
    if (!item || 3 + safe_text_cells(item->text) + safe_text_cells(note_of(item)) <= place.width)
        return;
    g_autoptr(GPtrArray) lines = safe_text_wrap(note_of(item), place.width - 1);
    for (int i = 0; i < (int)lines->len && i < place.height; i++)
        screen_text(place.row + i, place.column + 1, place.width - 1, STYLE_LABEL,
                    g_ptr_array_index(lines, i));
}

static void draw_item(const Picker *picker, guint index, Rect inside, int row)
{
    const PickerItem *item = item_at(picker, index);
    bool selected = index == picker->selected;
    const char *note = note_of(item);
    int free_cells = inside.width - 3 - safe_text_cells(item->text);
    int note_cells = MIN(safe_text_cells(note), MAX(free_cells, inside.width / 2));
    g_autofree char *left = safe_text_fit(item->text, inside.width - 3 - note_cells, false);
    g_autofree char *right = safe_text_fit(note, note_cells, true);
    g_autofree char *line = screen_is_accessible()
                                ? read_out(item, note, selected)
                                : g_strdup_printf("%s%s %s", selected ? ">" : " ", left, right);
    screen_text(row, inside.column, inside.width,
                selected        ? STYLE_SELECTED
                : item->refusal ? STYLE_FADED
                                : STYLE_NORMAL,
                line);
}

static void scroll(Picker *picker)
{
    guint height = (guint)MAX(1, picker->height);
    if (picker->selected < picker->top)
        picker->top = picker->selected;
    if (picker->selected >= picker->top + height)
        picker->top = picker->selected - height + 1;
}

static void picker_draw(Form *form, App *app, Rect area)
{
    Picker *picker = (Picker *)form;
    g_autofree char *count = g_strdup_printf("%u/%u", picker->shown->len, picker->items->len);
    g_autofree char *title = g_strdup_printf(" %s ", picker->title);
    int widest = widest_item(picker), cells = CLAMP(widest, LEAST_CELLS, MOST_CELLS);
    int below = widest > MIN(cells, area.width - 4) ? WHOLE_NOTE : 0;
    int rows = (int)MAX(1, picker->items->len) + 1 + below;
    form_draw_beneath(form, app, area);
    Rect inside = form_box(area, cells, rows, title, count);
    const char *label = _("Search:");
    int before = screen_text(inside.row, inside.column, inside.width, STYLE_LABEL, label) + 1;
    field_draw(picker->typed, inside.row, inside.column + before, inside.width - before, true);
    picker->height = inside.height - 1 - below;
    scroll(picker);
    draw_whole_note(picker, (Rect){.row = inside.row + inside.height - below,
                                   .column = inside.column,
                                   .height = below,
                                   .width = inside.width});
    for (int i = 0; i < picker->height && picker->top + (guint)i < picker->shown->len; i++)
        draw_item(picker, picker->top + (guint)i, inside, inside.row + 1 + i);
    if (picker->shown->len == 0) {
        g_autofree char *none = picker->items->len == 0
                                    ? g_strdup(picker->empty)
                                    : g_strdup_printf(_("Nothing matches \"%s\". Esc goes back."),
                                                      field_text(picker->typed));
        g_autofree char *safe = foreign_line(none, false);
        screen_text(inside.row + 1, inside.column + 1, inside.width - 1, STYLE_NORMAL, safe);
    } else if (!*field_text(picker->typed) || app_cursor_in_list(app)) {
        screen_cursor(inside.row + 1 + (int)(picker->selected - picker->top), inside.column, false);
    }
}

static void choose(Picker *picker, App *app)
{
    if (picker->shown->len == 0)
        return;
    const PickerItem *item = item_at(picker, picker->selected);
    if (item->refusal) {
        app_say(app, SAY_ERROR, "%s", item->refusal);
        return;
    }
    gint64 value = item->value;
    PickerFunc picked = picker->picked;
    app_pop_form(app);
    if (item == picker->own)
        picker->typed_text(app, field_text(picker->typed), 0);
    else if (picked)
        picked(app, value);
}

static void move(Picker *picker, int by)
{
    int last = (int)picker->shown->len - 1;
    picker->selected = (guint)CLAMP((int)picker->selected + by, 0, MAX(0, last));
}

static void picker_key(Form *form, App *app, KeyCode key)
{
    Picker *picker = (Picker *)form;
    int page = MAX(1, picker->height - 1);
    switch (key) {
    case DESK_KEY_ESCAPE:
    case DESK_KEY_F10:
    case DESK_KEY_F1:
    case DESK_KEY_F9:
        app_pop_form(app);
        return;
    case DESK_KEY_ENTER:
        choose(picker, app);
        return;
    case DESK_KEY_DOWN:
        move(picker, *field_text(picker->typed) && app_enters_list(app) ? 0 : 1);
        return;
    case DESK_KEY_TAB:
        move(picker, 1);
        return;
    case DESK_KEY_UP:
    case DESK_KEY_BACKTAB:
        move(picker, -1);
        return;
    case DESK_KEY_PAGE_DOWN:
        move(picker, page);
        return;
    case DESK_KEY_PAGE_UP:
        move(picker, -page);
        return;
    default:
        break;
    }
    /* "q" and "?" close a list that is only read, as long as nothing is typed. */
    if ((key == 'q' || key == '?') && !picker->picked && !*field_text(picker->typed)) {
        app_pop_form(app);
        return;
    }
    if (field_key(picker->typed, key))
        match(picker, app);
}

static void picker_paste(Form *form, App *app, const char *text)
{
    Picker *picker = (Picker *)form;
    field_paste(picker->typed, text);
    match(picker, app);
}

static const char *picker_keys(const Form *form)
{
    const Picker *picker = (const Picker *)form;
    return picker->picked ? _("↑↓ Select  Enter Choose  Type to search  Esc Back")
                          : _("↑↓ Read  Type to search  Esc Back");
}

static void picker_free(Form *form)
{
    Picker *picker = (Picker *)form;
    g_free(picker->title);
    g_free(picker->empty);
    g_ptr_array_unref(picker->items);
    g_ptr_array_unref(picker->folded);
    g_array_unref(picker->shown);
    picker_item_free(picker->own);
    field_free(picker->typed);
    g_free(picker);
}

static const FormOperations operations = {
    .draw = picker_draw,
    .key = picker_key,
    .paste = picker_paste,
    .keys = picker_keys,
    .free = picker_free,
};

Form *picker_new(const char *title, GPtrArray *items, PickerFunc picked, const char *empty)
{
    Picker *picker = g_new0(Picker, 1);
    picker->form.operations = &operations;
    picker->title = safe_text_line(title, -1);
    picker->empty = g_strdup(empty ? empty : _("There is nothing here."));
    picker->items = items;
    picker->folded = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < items->len; i++) {
        const PickerItem *item = g_ptr_array_index(items, i);
        g_autofree char *both = g_strconcat(item->text, " ", item->note, NULL);
        g_ptr_array_add(picker->folded, words_fold(both));
    }
    picker->shown = g_array_new(FALSE, FALSE, sizeof(guint));
    picker->typed = field_new("");
    picker->picked = picked;
    match(picker, NULL);
    return &picker->form;
}

void picker_start_at(Form *form, gint64 value)
{
    Picker *picker = (Picker *)form;
    for (guint i = 0; i < picker->shown->len; i++)
        if (item_at(picker, i)->value == value)
            picker->selected = i;
}

void picker_take_text(Form *form, PickerTextFunc preview, PromptFunc typed_text)
{
    Picker *picker = (Picker *)form;
    picker->preview = preview;
    picker->typed_text = typed_text;
}

/* Owns forms of several fields: where they stand, which key goes where. Knows nothing of what they
 * are for. */
#include "skranke/tui/entry_form.h"

#include "skranke/base/language.h"
#include "skranke/base/safe_text.h"

#include "skranke/tui/app.h"
#include "skranke/tui/editor.h"
#include "skranke/tui/field.h"

typedef enum { ENTRY_LINE, ENTRY_TEXT, ENTRY_CHOICE } EntryKind;

typedef struct {
    EntryKind kind;
    char *label;
    Field *field;   /* ENTRY_LINE */
    Editor *editor; /* ENTRY_TEXT */
    GStrv choices;  /* ENTRY_CHOICE */
    guint chosen;
} Entry;

struct EntryForm {
    Form form;
    const EntryOperations *operations;
    gpointer data;
    char *title;
    GPtrArray *entries; /* of Entry * */
    guint place, first_revision;
    bool begun; /* drawn once: what was given is not counted as typed */
};

static void entry_free(gpointer data)
{
    Entry *entry = data;
    field_free(entry->field);
    editor_free(entry->editor);
    g_strfreev(entry->choices);
    g_free(entry->label);
    g_free(entry);
}

static Entry *entry_at(const EntryForm *form, guint place)
{
    return g_ptr_array_index(form->entries, place);
}

/* ---- what it holds ---- */

gpointer entry_form_data(const EntryForm *form)
{
    return form->data;
}

guint entry_form_place(const EntryForm *form)
{
    return form->place;
}

void entry_form_go_to(EntryForm *form, guint place)
{
    form->place = MIN(place, form->entries->len - 1);
}

const char *entry_form_text(const EntryForm *form, guint place)
{
    const Entry *entry = entry_at(form, place);
    return entry->field    ? field_text(entry->field)
           : entry->editor ? text_buffer_text(entry->editor->buffer)
                           : entry->choices[entry->chosen];
}

void entry_form_set_text(EntryForm *form, guint place, const char *text)
{
    Entry *entry = entry_at(form, place);
    if (entry->field)
        field_set(entry->field, text);
    else if (entry->editor)
        text_buffer_replace(entry->editor->buffer, text);
}

guint entry_form_choice(const EntryForm *form, guint place)
{
    return entry_at(form, place)->chosen;
}

void entry_form_set_choice(EntryForm *form, guint place, guint chosen)
{
    entry_at(form, place)->chosen = chosen;
}

guint entry_form_revision(const EntryForm *form)
{
    guint sum = 0;
    for (guint i = 0; i < form->entries->len; i++) {
        const Entry *entry = entry_at(form, i);
        sum += entry->field    ? text_buffer_revision(entry->field->buffer)
               : entry->editor ? text_buffer_revision(entry->editor->buffer)
                               : 0;
    }
    return sum;
}

void entry_form_reveal(EntryForm *form, bool revealed)
{
    for (guint i = 0; i < form->entries->len; i++) {
        Entry *entry = entry_at(form, i);
        if (entry->field)
            entry->field->revealed = revealed;
        if (entry->editor)
            entry->editor->revealed = revealed;
    }
}

/* ---- drawing ---- */

static int label_cells(const EntryForm *form)
{
    int cells = 0;
    for (guint i = 0; i < form->entries->len; i++)
        cells = MAX(cells, safe_text_cells(entry_at(form, i)->label));
    return cells;
}

/* "‹letter›  telephone  chat": the chosen one between marks, so that it is seen without colours. */
static void draw_choice(const Entry *entry, Rect place, bool focus)
{
    int column = place.column, end = place.column + place.width;
    for (guint i = 0; entry->choices[i] && column < end; i++) {
        bool chosen = i == entry->chosen;
        g_autofree char *text = g_strdup_printf(chosen ? "[%s]" : " %s ", entry->choices[i]);
        Style style = chosen ? (focus ? STYLE_SELECTED : STYLE_LABEL) : STYLE_NORMAL;
        if (chosen && focus)
            screen_cursor(place.row, column + 1, false);
        column += screen_text(place.row, column, end - column, style, text);
    }
}

static void draw_entry(Entry *entry, Rect place, bool focus)
{
    if (entry->kind == ENTRY_LINE)
        field_draw(entry->field, place.row, place.column, place.width, focus);
    else if (entry->kind == ENTRY_CHOICE)
        draw_choice(entry, place, focus);
    else
        editor_draw(entry->editor, place, focus);
}

/* The lines each text gets: what the others leave, shared. */
static int text_lines(const EntryForm *form, int height)
{
    guint texts = 0;
    for (guint i = 0; i < form->entries->len; i++)
        texts += entry_at(form, i)->kind == ENTRY_TEXT;
    int left = height - form->operations->more_lines - (int)(form->entries->len - texts);
    return texts ? MAX(1, left / (int)texts) : 0;
}

static void entry_draw(Form *base, App *app, Rect area)
{
    EntryForm *form = (EntryForm *)base;
    if (!form->begun)
        form->first_revision = entry_form_revision(form);
    form->begun = true;
    screen_fill(area, STYLE_NORMAL);
    g_autofree char *title = g_strdup_printf(" %s ", form->title);
    screen_frame(area, true, title, NULL);
    Rect inside = screen_inside(area);
    int labels = label_cells(form), lines = text_lines(form, inside.height), row = inside.row;
    for (guint i = 0; i < form->entries->len; i++) {
        Entry *entry = entry_at(form, i);
        int before = form_label(row, inside.column, labels, entry->label);
        Rect place = {.row = row,
                      .column = inside.column + before,
                      .height = entry->kind == ENTRY_TEXT ? lines : 1,
                      .width = MAX(1, inside.width - before)};
        draw_entry(entry, place, i == form->place);
        row += place.height;
    }
    Rect more = {.row = row,
                 .column = inside.column,
                 .height = MAX(0, inside.row + inside.height - row),
                 .width = inside.width};
    if (form->operations->draw_more && more.height > 0)
        form->operations->draw_more(form, app, more);
}

/* ---- keys ---- */

static void throw_away(App *app, gint64 value)
{
    (void)value;
    app_pop_form(app);
}

static void leave(EntryForm *form, App *app)
{
    if (entry_form_revision(form) == form->first_revision)
        app_pop_form(app);
    else
        app_push_form(app, question_new(_("Throw away what you have typed here?"), throw_away, 0));
}

static void next(EntryForm *form, int by)
{
    int count = (int)form->entries->len;
    form->place = (guint)(((int)form->place + by + count) % count);
}

static gunichar first_letter(const char *text)
{
    return g_unichar_tolower(g_utf8_get_char(text));
}

/* A first letter chooses and goes on: one key for the whole field. */
static bool choice_key(EntryForm *form, Entry *entry, KeyCode key)
{
    guint count = g_strv_length(entry->choices);
    if (key == DESK_KEY_LEFT || key == DESK_KEY_RIGHT || key == DESK_KEY_SPACE) {
        entry->chosen = (entry->chosen + (key == DESK_KEY_LEFT ? count - 1 : 1)) % count;
        return true;
    }
    for (guint i = 0; key_is_text(key) && i < count; i++)
        if (first_letter(entry->choices[i]) == g_unichar_tolower(key_character(key))) {
            entry->chosen = i;
            next(form, 1);
            return true;
        }
    return false;
}

static void field_keys(EntryForm *form, App *app, KeyCode key)
{
    Entry *entry = entry_at(form, form->place);
    if (entry->kind == ENTRY_TEXT)
        editor_key(entry->editor, key);
    else if (entry->kind == ENTRY_CHOICE && choice_key(form, entry, key))
        return;
    else if (key == DESK_KEY_ENTER || key == DESK_KEY_DOWN)
        next(form, 1);
    else if (key == DESK_KEY_UP)
        next(form, form->place > 0 ? -1 : 0);
    else if (entry->kind == ENTRY_LINE)
        field_key(entry->field, key);
    else
        app_say(app, SAY_INFO, _("←→ and the first letter choose; Tab goes on."));
}

static void entry_key(Form *base, App *app, KeyCode key)
{
    EntryForm *form = (EntryForm *)base;
    const EntryOperations *operations = form->operations;
    if (operations->key && operations->key(form, app, key))
        return;
    if (key == operations->go)
        operations->done(form, app);
    else if (key == DESK_KEY_ESCAPE)
        leave(form, app);
    else if (key == DESK_KEY_TAB || key == DESK_KEY_BACKTAB)
        next(form, key == DESK_KEY_TAB ? 1 : -1);
    else
        field_keys(form, app, key);
}

static void entry_paste(Form *base, App *app, const char *text)
{
    EntryForm *form = (EntryForm *)base;
    Entry *entry = entry_at(form, form->place);
    bool fits = entry->kind == ENTRY_TEXT   ? editor_paste(entry->editor, text)
                : entry->kind == ENTRY_LINE ? field_paste(entry->field, text)
                                            : false;
    if (!fits)
        app_say(app, SAY_ERROR, _("That cannot be pasted here."));
}

static const char *entry_keys(const Form *base)
{
    return _(((const EntryForm *)base)->operations->keys);
}

static void form_free(Form *base)
{
    EntryForm *form = (EntryForm *)base;
    if (form->operations->free_data)
        form->operations->free_data(form->data);
    g_ptr_array_unref(form->entries);
    g_free(form->title);
    g_free(form);
}

static const FormOperations base_operations = {.draw = entry_draw,
                                               .key = entry_key,
                                               .paste = entry_paste,
                                               .keys = entry_keys,
                                               .free = form_free};

/* ---- making ---- */

EntryForm *entry_form_new(const EntryOperations *operations, gpointer data, const char *title)
{
    EntryForm *form = g_new0(EntryForm, 1);
    form->form.operations = &base_operations;
    form->operations = operations;
    form->data = data;
    form->title = safe_text_line(title, -1);
    form->entries = g_ptr_array_new_with_free_func(entry_free);
    return form;
}

static Entry *add(EntryForm *form, EntryKind kind, const char *label)
{
    Entry *entry = g_new0(Entry, 1);
    entry->kind = kind;
    entry->label = g_strdup(label);
    g_ptr_array_add(form->entries, entry);
    return entry;
}

guint entry_form_add_line(EntryForm *form, const char *label, const char *text)
{
    add(form, ENTRY_LINE, label)->field = field_new(text);
    return form->entries->len - 1;
}

guint entry_form_add_text(EntryForm *form, const char *label, const char *text)
{
    add(form, ENTRY_TEXT, label)->editor = editor_new(text, 0);
    return form->entries->len - 1;
}

guint entry_form_add_choice(EntryForm *form, const char *label, const char *const *choices,
                            guint chosen)
{
    Entry *entry = add(form, ENTRY_CHOICE, label);
    entry->choices = g_strdupv((char **)choices);
    entry->chosen = chosen;
    return form->entries->len - 1;
}

Form *entry_form_base(EntryForm *form)
{
    return &form->form;
}

EntryForm *entry_form_on_top(const App *app, const EntryOperations *operations)
{
    Form *top = app_top_form(app);
    EntryForm *form = (EntryForm *)top;
    bool is_one = top && top->operations == &base_operations && form->operations == operations;
    return is_one ? form : NULL;
}

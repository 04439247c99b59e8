/* Owns a text that is read before a key decides. Knows nothing of what it is about. */
#include "skranke/tui/sheet_form.h"

#include "skranke/base/language.h"
#include "skranke/base/safe_text.h"

#include "skranke/tui/app.h"
#include "skranke/tui/reading.h"

struct SheetForm {
    Form form;
    const SheetOperations *operations;
    gpointer data;
    const char *keys; /* to be translated; NULL: as the operations say */
    char *title, *text;
    GPtrArray *lines; /* of char *, at width; NULL: to be wrapped */
    int width;
    Reading reading;
};

static const char *line_of(gconstpointer lines, guint place, Style *style)
{
    const char *line = g_ptr_array_index((const GPtrArray *)lines, place);
    *style = line[0] == '!' ? STYLE_NEW : STYLE_NORMAL;
    return line;
}

/* Where it is read out line by line an empty one is a step to nothing. */
static void drop_empty_lines(GPtrArray *lines)
{
    for (guint i = 0; i < lines->len;)
        if (*(const char *)g_ptr_array_index(lines, i))
            i++;
        else
            g_ptr_array_remove_index(lines, i);
}

static void sheet_draw(Form *base, App *app, Rect area)
{
    (void)app;
    SheetForm *form = (SheetForm *)base;
    screen_fill(area, STYLE_NORMAL);
    Rect inside = screen_inside(area);
    int cells = reading_cells(inside.width);
    if (!form->lines || form->width != cells) {
        g_clear_pointer(&form->lines, g_ptr_array_unref);
        form->lines = safe_text_wrap(form->text, cells);
        if (screen_is_accessible())
            drop_empty_lines(form->lines);
        form->width = cells;
    }
    reading_draw(&form->reading, inside, form->lines->len, line_of, form->lines, true);
    g_autofree char *title = g_strdup_printf(" %s ", form->title);
    g_autofree char *note = reading_note(&form->reading, form->lines->len);
    screen_frame(area, true, title, note);
}

static void sheet_key(Form *base, App *app, KeyCode key)
{
    SheetForm *form = (SheetForm *)base;
    if (key == DESK_KEY_ESCAPE || key == 'q')
        app_pop_form(app);
    else if (!reading_key(&form->reading, key))
        form->operations->key(form, app, key);
}

static const char *sheet_keys(const Form *base)
{
    const SheetForm *form = (const SheetForm *)base;
    return _(form->keys ? form->keys : form->operations->keys);
}

static void sheet_free(Form *base)
{
    SheetForm *form = (SheetForm *)base;
    if (form->operations->free_data)
        form->operations->free_data(form->data);
    g_clear_pointer(&form->lines, g_ptr_array_unref);
    g_free(form->title);
    g_free(form->text);
    g_free(form);
}

static const FormOperations base_operations = {
    .draw = sheet_draw, .key = sheet_key, .keys = sheet_keys, .free = sheet_free};

SheetForm *sheet_form_new(const SheetOperations *operations, gpointer data, const char *title)
{
    SheetForm *form = g_new0(SheetForm, 1);
    form->form.operations = &base_operations;
    form->operations = operations;
    form->data = data;
    form->title = safe_text_line(title, -1);
    form->text = g_strdup("");
    return form;
}

void sheet_form_set(SheetForm *form, const char *text)
{
    g_free(form->text);
    form->text = g_strdup(text);
    g_clear_pointer(&form->lines, g_ptr_array_unref);
}

void sheet_form_set_keys(SheetForm *form, const char *keys)
{
    form->keys = keys;
}

void sheet_form_set_title(SheetForm *form, const char *title)
{
    g_free(form->title);
    form->title = safe_text_line(title, -1);
}

gpointer sheet_form_data(const SheetForm *form)
{
    return form->data;
}

Form *sheet_form_base(SheetForm *form)
{
    return &form->form;
}

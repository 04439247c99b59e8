/* Owns a text that is read before a key decides. Knows nothing of what it is about. */
#include "skranke/tui/sheet_form.h"

#include "skranke/base/language.h"
#include "skranke/base/safe_text.h"

#include "skranke/tui/app.h"

struct SheetForm {
    Form form;
    const SheetOperations *operations;
    gpointer data;
    const char *keys; /* to be translated; NULL: as the operations say */
    char *title, *text;
    GPtrArray *lines; /* of char *, at width; NULL: to be wrapped */
    int width, top, height;
};

static void sheet_draw(Form *base, App *app, Rect area)
{
    (void)app;
    SheetForm *form = (SheetForm *)base;
    screen_fill(area, STYLE_NORMAL);
    Rect inside = screen_inside(area);
    if (!form->lines || form->width != inside.width) {
        g_clear_pointer(&form->lines, g_ptr_array_unref);
        form->lines = safe_text_wrap(form->text, inside.width);
        form->width = inside.width;
    }
    int count = (int)form->lines->len;
    form->height = inside.height;
    form->top = CLAMP(form->top, 0, MAX(0, count - inside.height));
    g_autofree char *title = g_strdup_printf(" %s ", form->title);
    g_autofree char *note = g_strdup_printf("%d-%d/%d", MIN(form->top + 1, count),
                                            MIN(form->top + inside.height, count), count);
    screen_frame(area, true, title, note);
    for (int i = 0; i < inside.height && form->top + i < count; i++) {
        const char *line = g_ptr_array_index(form->lines, form->top + i);
        screen_text(inside.row + i, inside.column, inside.width,
                    line[0] == '!' ? STYLE_NEW : STYLE_NORMAL, line);
    }
    screen_cursor(inside.row, inside.column, false);
}

static bool reading_key(SheetForm *form, KeyCode key)
{
    int page = MAX(1, form->height - 1);
    static const struct {
        KeyCode key;
        int lines, pages;
    } moves[] = {
        {DESK_KEY_DOWN, 1, 0},      {'j', 1, 0},
        {DESK_KEY_UP, -1, 0},       {'k', -1, 0},
        {DESK_KEY_PAGE_DOWN, 0, 1}, {DESK_KEY_SPACE, 0, 1},
        {DESK_KEY_PAGE_UP, 0, -1},
    };
    for (guint i = 0; i < G_N_ELEMENTS(moves); i++)
        if (moves[i].key == key) {
            form->top = MAX(0, form->top + moves[i].lines + moves[i].pages * page);
            return true;
        }
    return false;
}

static void sheet_key(Form *base, App *app, KeyCode key)
{
    SheetForm *form = (SheetForm *)base;
    if (key == DESK_KEY_ESCAPE || key == 'q')
        app_pop_form(app);
    else if (!reading_key(form, key))
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

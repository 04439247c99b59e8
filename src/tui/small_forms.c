/* Owns the small forms: the box they stand in, a question, a line to fill in, a text to read. */
#include <string.h>

#include "skranke/base/language.h"
#include "skranke/base/safe_text.h"

#include "skranke/tui/app.h"
#include "skranke/tui/field.h"
#include "skranke/tui/foreign_text.h"
#include "skranke/tui/form.h"
#include "skranke/tui/reading.h"

enum { SLIVER = 8, LEAST_FIELD = 16, PROMPT_WIDTH = 72 };

/* Its own size, but no sliver of the panes beside it: that would only confuse. */
static Rect frame_of(Rect area, int width, int height)
{
    width = width + 2 + SLIVER > area.width ? area.width - 2 : width;
    height = height + 2 + SLIVER / 2 > area.height ? area.height - 2 : height;
    return (Rect){.row = area.row + MAX(0, (area.height - height - 2) / 2),
                  .column = area.column + MAX(0, (area.width - width - 2) / 2),
                  .height = height + 2,
                  .width = width + 2};
}

static Rect box(Rect frame, const char *title, const char *note)
{
    screen_fill(frame, STYLE_NORMAL);
    screen_frame(frame, true, title, note);
    return screen_inside(frame);
}

Rect form_box(Rect area, int width, int height, const char *title, const char *note)
{
    /* Read out, nothing stands beside it, and every line begins at the left. */
    return box(screen_is_accessible() ? area : frame_of(area, width, height), title, note);
}

/* At the bottom, as low as it needs: who calls, whom for and what was typed stand above it. */
static Rect low_box(Rect area, int height, const char *title)
{
    Rect frame = frame_of(area, PROMPT_WIDTH, height);
    frame.height = MIN(height + 2, area.height);
    frame.row = area.row + area.height - frame.height;
    return box(screen_is_accessible() ? area : frame, title, NULL);
}

void form_draw_beneath(const Form *form, App *app, Rect area)
{
    guint place = 0;
    if (screen_is_accessible() || !g_ptr_array_find(app->forms, form, &place) || place == 0)
        return;
    Form *beneath = g_ptr_array_index(app->forms, place - 1);
    beneath->operations->draw(beneath, app, area);
}

int form_label(int row, int column, int widest, const char *label)
{
    if (!screen_is_accessible()) {
        screen_text(row, column, widest, STYLE_LABEL, label);
        return widest + 1;
    }
    bool ended = g_str_has_suffix(label, ":");
    g_autofree char *text = g_strconcat(label, ended ? "" : ":", NULL);
    return screen_text(row, column, screen_columns(), STYLE_LABEL, text) + 1;
}

/* ---- a question ---- */

typedef struct {
    Form form;
    char *question;
    AnswerFunc yes;
    gint64 value;
} Question;

static void question_draw(Form *form, App *app, Rect area)
{
    const Question *question = (const Question *)form;
    g_autoptr(GPtrArray) lines = safe_text_wrap(question->question, MIN(70, area.width - 6));
    form_draw_beneath(form, app, area);
    Rect inside = low_box(area, (int)lines->len + 2, NULL);
    int indent = screen_is_accessible() ? 0 : 1;
    for (guint i = 0; i < lines->len; i++)
        screen_text(inside.row + (int)i, inside.column + indent, inside.width - 2, STYLE_NORMAL,
                    g_ptr_array_index(lines, i));
    screen_text(inside.row + (int)lines->len + 1, inside.column + indent, inside.width - 2,
                STYLE_LABEL, _("y yes   n no (Enter and Esc are no)"));
    screen_cursor(inside.row, inside.column + indent, false);
}

/* The letters that mean yes: English and the screen's language. */
static bool is_yes(KeyCode key)
{
    const char *word = _("yes");
    gunichar first = g_unichar_tolower(g_utf8_get_char(word));
    gunichar typed = key_is_text(key) ? g_unichar_tolower(key_character(key)) : 0;
    return typed == 'y' || typed == first;
}

static void question_key(Form *form, App *app, KeyCode key)
{
    Question *question = (Question *)form;
    AnswerFunc yes = question->yes;
    gint64 value = question->value;
    if (is_yes(key)) {
        app_pop_form(app);
        yes(app, value);
    } else if (key == DESK_KEY_ESCAPE || key == DESK_KEY_ENTER || key == 'n' || key == 'N' ||
               key == 'q') {
        app_pop_form(app);
    }
}

static const char *question_keys(const Form *form)
{
    (void)form;
    return _("y Yes  n No");
}

static void question_free(Form *form)
{
    Question *question = (Question *)form;
    g_free(question->question);
    g_free(question);
}

static const FormOperations question_operations = {
    .draw = question_draw, .key = question_key, .keys = question_keys, .free = question_free};

Form *question_new(const char *question, AnswerFunc yes, gint64 value)
{
    Question *form = g_new0(Question, 1);
    form->form.operations = &question_operations;
    form->question = foreign_block(question, -1, false);
    form->yes = yes;
    form->value = value;
    return &form->form;
}

/* ---- one line to fill in ---- */

typedef struct {
    Form form;
    char *title, *hint; /* hint: what may be typed, "" */
    Field *field;
    PromptFunc done;
    gint64 value;
} Prompt;

/* What is asked for, without what may be typed: it stands before the text in the same line. */
static char *label_of(const char *title, int cells)
{
    const char *hint = strstr(title, " (");
    g_autofree char *asked = hint ? g_strndup(title, (gsize)(hint - title)) : g_strdup(title);
    g_autofree char *cut = safe_text_cut(asked, MAX(1, cells));
    return g_strconcat(cut, ":", NULL);
}

static void prompt_draw(Form *form, App *app, Rect area)
{
    Prompt *prompt = (Prompt *)form;
    g_autofree char *title = g_strdup_printf(" %s ", prompt->title);
    form_draw_beneath(form, app, area);
    Rect inside = low_box(area, *prompt->hint ? 2 : 1, title);
    int before = 1;
    if (screen_is_accessible()) {
        g_autofree char *label = label_of(prompt->title, inside.width - LEAST_FIELD);
        before = screen_text(inside.row, inside.column, inside.width, STYLE_LABEL, label) + 1;
    }
    int indent = screen_is_accessible() ? 0 : 1;
    if (inside.height > 1)
        screen_text(inside.row + 1, inside.column + indent, inside.width - 1, STYLE_LABEL,
                    prompt->hint);
    field_draw(prompt->field, inside.row, inside.column + before, inside.width - before - 1, true);
}

static void prompt_key(Form *form, App *app, KeyCode key)
{
    Prompt *prompt = (Prompt *)form;
    if (key == DESK_KEY_ESCAPE) {
        app_pop_form(app);
    } else if (key == DESK_KEY_ENTER) {
        g_autofree char *text = g_strdup(field_text(prompt->field));
        PromptFunc done = prompt->done;
        gint64 value = prompt->value;
        app_pop_form(app);
        done(app, text, value);
    } else {
        field_key(prompt->field, key);
    }
}

static void prompt_paste(Form *form, App *app, const char *text)
{
    (void)app;
    field_paste(((Prompt *)form)->field, text);
}

static const char *prompt_keys(const Form *form)
{
    (void)form;
    return _("Enter Accept  Esc Back");
}

static void prompt_free(Form *form)
{
    Prompt *prompt = (Prompt *)form;
    g_free(prompt->title);
    g_free(prompt->hint);
    field_free(prompt->field);
    g_free(prompt);
}

static const FormOperations prompt_operations = {.draw = prompt_draw,
                                                 .key = prompt_key,
                                                 .paste = prompt_paste,
                                                 .keys = prompt_keys,
                                                 .free = prompt_free};

Form *prompt_new(const char *title, const char *text, PromptFunc done, gint64 value)
{
    return prompt_with_hint(title, "", text, done, value);
}

Form *prompt_with_hint(const char *title, const char *hint, const char *text, PromptFunc done,
                       gint64 value)
{
    Prompt *prompt = g_new0(Prompt, 1);
    prompt->form.operations = &prompt_operations;
    prompt->title = safe_text_line(title, -1);
    prompt->hint = safe_text_line(hint, -1);
    prompt->field = field_new(text);
    prompt->done = done;
    prompt->value = value;
    return &prompt->form;
}

/* ---- a text to read ---- */

typedef struct {
    Form form;
    char *title, *text;
    GPtrArray *lines;
    int width;
    Reading reading;
} Reader;

static const char *reader_line(gconstpointer lines, guint place, Style *style)
{
    *style = STYLE_NORMAL;
    return g_ptr_array_index((const GPtrArray *)lines, place);
}

static void reader_draw(Form *form, App *app, Rect area)
{
    (void)app;
    Reader *reader = (Reader *)form;
    screen_fill(area, STYLE_NORMAL);
    Rect inside = screen_inside(area);
    int cells = reading_cells(inside.width);
    if (reader->width != cells) {
        g_clear_pointer(&reader->lines, g_ptr_array_unref);
        reader->lines = safe_text_wrap(reader->text, cells);
        reader->width = cells;
    }
    reading_draw(&reader->reading, inside, reader->lines->len, reader_line, reader->lines, true);
    g_autofree char *title = g_strdup_printf(" %s ", reader->title);
    g_autofree char *note = reading_note(&reader->reading, reader->lines->len);
    screen_frame(area, true, title, note);
}

static void reader_key(Form *form, App *app, KeyCode key)
{
    if (reading_key(&((Reader *)form)->reading, key))
        return;
    if (key == DESK_KEY_ESCAPE || key == 'q' || key == DESK_KEY_ENTER || key == DESK_KEY_F10)
        app_pop_form(app);
}

static const char *reader_keys(const Form *form)
{
    (void)form;
    return _("↑↓ PgUp PgDn Read  Esc Back");
}

static void reader_free(Form *form)
{
    Reader *reader = (Reader *)form;
    g_free(reader->title);
    g_free(reader->text);
    g_clear_pointer(&reader->lines, g_ptr_array_unref);
    g_free(reader);
}

static const FormOperations reader_operations = {
    .draw = reader_draw, .key = reader_key, .keys = reader_keys, .free = reader_free};

Form *reader_new(const char *title, const char *text)
{
    return reader_of(title, text, false);
}

Form *reader_of(const char *title, const char *text, bool revealed)
{
    Reader *reader = g_new0(Reader, 1);
    reader->form.operations = &reader_operations;
    reader->title = safe_text_line(title, -1);
    reader->text = foreign_block(text, -1, revealed);
    return &reader->form;
}

/* What lies over the panes and takes the keys: pickers, questions, the review, texts to read. The
 * newest is on top. */
#ifndef SKRANKE_TUI_FORM_H
#define SKRANKE_TUI_FORM_H

#include "skranke/tui/screen.h"

typedef struct App App;
typedef struct Form Form;

typedef struct {
    /* Draws in the area between header and message line and rests the cursor. */
    void (*draw)(Form *form, App *app, Rect area);
    /* Takes every key. A form closes itself with app_pop_form; its memory lives until the key has
     * been handled. */
    void (*key)(Form *form, App *app, KeyCode key);
    void (*paste)(Form *form, App *app, const char *text); /* NULL: refused with a message */
    /* The key bar while it is on top, translated; borrowed. */
    const char *(*keys)(const Form *form);
    /* NULL, or reads again what it shows: the database or the telephone system changed. */
    void (*refresh)(Form *form, App *app);
    /* NULL, or takes what is typed while the database is waited for, which must not be asked. */
    void (*typed_meanwhile)(Form *form, App *app, const Input *input);
    void (*free)(Form *form);
} FormOperations;

/* The first member of every form. */
struct Form {
    const FormOperations *operations;
    KeyCode own_key; /* of a list over the panes: its key, which closes it, while those of the other
                        lists lead to them; 0: no list */
};

/* A cleared, framed box of at most this inner size in the middle of the area; returns its inside.
 */
Rect form_box(Rect area, int width, int height, const char *title, const char *note);
/* Before such a box is drawn: what lies under it stays to be read, where that is a form (a call, a
 * list). Nothing where the screen is read out: there one thing stands on it. */
void form_draw_beneath(const Form *form, App *app, Rect area);

/* A label before a field: in a column of so many cells; where it is read out with a colon and no
 * gap. Returns the cells before the field. */
int form_label(int row, int column, int widest, const char *label);

/* ---- a list to choose from, filtered by typing ---- */
typedef struct {
    char *text;    /* safe, left */
    char *note;    /* safe, right; may be NULL */
    char *refusal; /* why it cannot be chosen now, or NULL */
    gint64 value;
} PickerItem;
void picker_item_free(PickerItem *item);
PickerItem *picker_item_new(const char *text, const char *note, gint64 value);

/* An empty list of PickerItem * that frees them. */
GPtrArray *picker_items_new(void);

typedef void (*PickerFunc)(App *app, gint64 value);
/* items: of PickerItem *, taken. picked NULL: only to read. empty: said when there is nothing at
 * all. */
Form *picker_new(const char *title, GPtrArray *items, PickerFunc picked, const char *empty);

/* ---- a question with a safe default ---- */
typedef void (*AnswerFunc)(App *app, gint64 value);
/* Runs yes(app, value) for "j", "y" or the first letter of the translated yes; anything else that
 * is a no (n, Esc, Enter) closes. */
Form *question_new(const char *question, AnswerFunc yes, gint64 value);

/* ---- one line to fill in ---- */
typedef void (*PromptFunc)(App *app, const char *text, gint64 value);
Form *prompt_new(const char *title, const char *text, PromptFunc done, gint64 value);
/* hint: what may be typed; it stays under the line. */
Form *prompt_with_hint(const char *title, const char *hint, const char *text, PromptFunc done,
                       gint64 value);

/* A list that also takes what is typed: preview says how it would be taken (new text; NULL: not at
 * all) and stands as a row above what is found. */
typedef char *(*PickerTextFunc)(App *app, const char *typed);
void picker_take_text(Form *form, PickerTextFunc preview, PromptFunc typed_text);
/* The selection begins at the item of this value. */
void picker_start_at(Form *form, gint64 value);

/* ---- a text to read: safe block, scrolled ---- */
Form *reader_new(const char *title, const char *text);
/* revealed: identity numbers as they are. */
Form *reader_of(const char *title, const char *text, bool revealed);

#endif

/* A form of several fields under each other: lines, choices and texts. Registering, forwarding,
 * splitting and surveys are made of it; what they mean stands in their own files.
 *
 * Tab and Shift-Tab go through the fields, Enter goes on from a line or a choice, one key from any
 * field goes ahead. A choice takes its first letter, Space and the arrows. Esc asks before what was
 * typed is thrown away. */
#ifndef SKRANKE_TUI_ENTRY_FORM_H
#define SKRANKE_TUI_ENTRY_FORM_H

#include "skranke/tui/form.h"

typedef struct EntryForm EntryForm;

typedef struct {
    KeyCode go;       /* goes ahead from any field */
    const char *keys; /* the key bar, N_() */
    /* Goes ahead; takes the form away itself (app_pop_form) when it is done with. */
    void (*done)(EntryForm *form, App *app);
    /* NULL, or sees every key first; true: it was taken. */
    bool (*key)(EntryForm *form, App *app, KeyCode key);
    /* NULL, or draws below the fields, `more_lines` lines. */
    void (*draw_more)(EntryForm *form, App *app, Rect place);
    int more_lines;
    void (*free_data)(gpointer data); /* may be NULL */
} EntryOperations;

/* data: the caller's own, freed with the form. title (new text is made). */
EntryForm *entry_form_new(const EntryOperations *operations, gpointer data, const char *title);
/* Adds a field; returns its place. label: translated. */
guint entry_form_add_line(EntryForm *form, const char *label, const char *text);
guint entry_form_add_text(EntryForm *form, const char *label, const char *text);
/* choices: translated, copied, NULL-terminated. */
guint entry_form_add_choice(EntryForm *form, const char *label, const char *const *choices,
                            guint chosen);
/* To push. */
Form *entry_form_base(EntryForm *form);
/* The entry form on top; NULL: another form is. */
EntryForm *entry_form_on_top(const App *app, const EntryOperations *operations);

gpointer entry_form_data(const EntryForm *form);
guint entry_form_place(const EntryForm *form);
void entry_form_go_to(EntryForm *form, guint place);
const char *entry_form_text(const EntryForm *form, guint place); /* borrowed */
void entry_form_set_text(EntryForm *form, guint place, const char *text);
guint entry_form_choice(const EntryForm *form, guint place);
void entry_form_set_choice(EntryForm *form, guint place, guint chosen);
/* Grows with every change in any text. */
guint entry_form_revision(const EntryForm *form);
/* The identity numbers in its texts are shown as they are. */
void entry_form_reveal(EntryForm *form, bool revealed);

#endif

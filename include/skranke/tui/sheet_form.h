/* A text over the whole screen that is read before a key decides: the review of an answer or of a
 * forwarding, what to say about a survey. Scrolls, wraps, and lets lines that begin with "!" stand
 * out. */
#ifndef SKRANKE_TUI_SHEET_FORM_H
#define SKRANKE_TUI_SHEET_FORM_H

#include "skranke/tui/form.h"

typedef struct SheetForm SheetForm;

typedef struct {
    const char *keys; /* the key bar, N_() */
    /* Sees every key that is not for reading; Esc and q go back by themselves. */
    void (*key)(SheetForm *form, App *app, KeyCode key);
    void (*free_data)(gpointer data); /* may be NULL */
} SheetOperations;

SheetForm *sheet_form_new(const SheetOperations *operations, gpointer data, const char *title);
/* What is read: safe text (foreign_text.h); the place read at is kept. */
void sheet_form_set(SheetForm *form, const char *text);
/* Other keys than its operations name; N_(), lives as long as the form. */
void sheet_form_set_keys(SheetForm *form, const char *keys);
void sheet_form_set_title(SheetForm *form, const char *title);
gpointer sheet_form_data(const SheetForm *form);
/* To push. */
Form *sheet_form_base(SheetForm *form);

#endif

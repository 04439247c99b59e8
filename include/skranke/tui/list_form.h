/* A list over the whole screen, one item a line, in sections with headings: calls, what is followed
 * up, who to ring for the press. The selection sticks to the item, not to the line. What it lists
 * is read by its owner; it knows nothing of it. */
#ifndef SKRANKE_TUI_LIST_FORM_H
#define SKRANKE_TUI_LIST_FORM_H

#include "skranke/tui/accessible_row.h"
#include "skranke/tui/form.h"
#include "skranke/tui/table.h"

typedef struct ListForm ListForm;

typedef struct {
    const char *keys; /* the key bar, N_() */
    const TableColumn *columns;
    guint count;
    const RowFact *facts; /* the order in which a row is read out in the accessible profile */
    guint fact_count;
    /* Reads anew: list_form_add for every line. Also called when the database changed. */
    void (*fill)(ListForm *form, App *app);
    /* Sees every key that is not for moving; Esc and q go back by themselves. */
    void (*key)(ListForm *form, App *app, KeyCode key);
    const char *empty; /* said when there is nothing at all, N_() */
} ListOperations;

/* Fills it at once. */
ListForm *list_form_new(App *app, const ListOperations *operations, const char *title);
/* While it is filled: a line that cannot be selected; the text is foreign, a warning stands out. */
void list_form_heading(ListForm *form, const char *text, bool warning);
/* An item: `count` foreign texts; word (may be NULL) and value name it. */
void list_form_add(ListForm *form, const char *const *texts, const char *word, gint64 value);

/* The selected item; false: there is none. word is borrowed. */
bool list_form_selected(const ListForm *form, const char **word, gint64 *value);
/* To push. */
Form *list_form_base(ListForm *form);

#endif

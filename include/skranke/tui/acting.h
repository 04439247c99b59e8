/* What an act from the keys is done to: the marked inquiries while the queue has the focus, else
 * the one that is selected. Fixed when the key comes, so that lists and lines to fill in that stand
 * between key and act change nothing.
 *
 * Several at once: each is an act of its own with its event; what was refused stays marked. */
#ifndef SKRANKE_TUI_ACTING_H
#define SKRANKE_TUI_ACTING_H

#include <glib.h>
#include <stdbool.h>

typedef struct App App;

typedef struct {
    GArray *on;         /* of gint64: inquiries */
    GPtrArray *choices; /* of char *: what the values of the open list mean */
    char *chosen;       /* in the step before, NULL */
} Acting;
void acting_clear(Acting *acting);

/* The next act is on the marked ones, or the selected one. */
void acting_begin(App *app);
/* … on the selected one alone, whatever is marked. */
void acting_begin_one(App *app);
gint64 acting_one(const App *app);
/* The title of a list: "<what> 4711", or "<what> 12 inquiries"; new text. */
char *acting_title(const App *app, const char *what);

/* Choices of a list: adds one and returns its value; the text of a value (borrowed). */
gint64 acting_add_choice(App *app, const char *text);
const char *acting_choice(const App *app, gint64 value);
void acting_set_chosen(App *app, const char *text);

typedef bool (*ActingFunc)(App *app, gint64 inquiry, GError **error);
typedef struct {
    const char *one;  /* N_("Inquiry %" PRId64 " is closed.  u undoes") */
    const char *many; /* N_("%u closed") */
} ActingWords;
/* Does it to each and says "12 closed, 1 refused: …". */
void acting_run(App *app, ActingFunc act, const ActingWords *words);

/* ---- marks ---- */
bool marks_has(const App *app, gint64 inquiry);
/* False when nothing was marked. */
bool marks_clear(App *app);

#endif

/* The clocks of an inquiry as the screen says them: from what the record keeps, without a database.
 * Only what the declaration or a law says is worded as a promise. Pure. */
#ifndef SKRANKE_TUI_CLOCK_WORDS_H
#define SKRANKE_TUI_CLOCK_WORDS_H

#include "skranke/domain/clocks.h"

/* "i dag", "1 arb.dag", "brutt 2 d", "pauset", "besvart", ""; at most 12 cells; new text. opening
 * NULL: "". */
char *clock_words_left(const Inquiry *inquiry, gint64 now, const Opening *opening);
/* Is the watched clock over? The words of the row say so too. */
bool clock_words_overdue(const Inquiry *inquiry, gint64 now);
/* "by 11.03., usually 10.03. (promised in the service declaration)": the clocks with who set them,
 * the watched one first; "" without a clock. category: whose clocks it runs by
 * (clocks_category), may be NULL. New text. */
char *clock_words_both(const Inquiry *inquiry, const Category *category);
/* "with 320", "back 11.03.", "bumped up": what hides or moves a row, short; "" for none;
 * new text (safe). holder: a short name of who has it, NULL: the name as it was. */
char *clock_words_marks(const Inquiry *inquiry, const char *holder, gint64 now);
/* "promised: 2 working days · the bureau's own aim: the same day" of a category; new text. */
char *clock_words_promise(const Category *category);

#endif

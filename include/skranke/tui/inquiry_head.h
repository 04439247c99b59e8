/* The lines that stay on top of an inquiry: who and when, about what, its category, its clocks with
 * who promised them, and what else belongs to it. */
#ifndef SKRANKE_TUI_INQUIRY_HEAD_H
#define SKRANKE_TUI_INQUIRY_HEAD_H

#include "skranke/tui/app.h"

/* Forwarded to whom, survey, tags, links, decision as one line, read from the database; "" where
 * there is nothing; new text. */
char *inquiry_head_more(App *app, const Inquiry *inquiry);
/* The name of the statistic it is about, in the screen's language, read from the database; "" for
 * none; new text. */
char *inquiry_head_statistic(App *app, const Inquiry *inquiry);
/* Draws it; returns the lines used: at most six where the pane is low. */
int inquiry_head_draw(const App *app, Rect inside);

#endif

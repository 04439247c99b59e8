/* The width of a raw character, shared by the sanitiser and the measuring of its results. */
#ifndef SKRANKE_BASE_SAFE_TEXT_CELLS_H
#define SKRANKE_BASE_SAFE_TEXT_CELLS_H

#include <glib.h>

/* wcwidth(): 0, 1, 2, or -1 for a character that cannot be shown. */
int safe_text_raw_cells(gunichar character);

#endif

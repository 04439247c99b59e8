/* What the program suggests for a text, with the categories and statistics of this database. */
#ifndef SKRANKE_DESK_SUGGESTING_H
#define SKRANKE_DESK_SUGGESTING_H

#include "skranke/domain/suggestion.h"

#include "skranke/desk/desk.h"

/* For a text that is being registered, or any other. The index is built when it is first asked for,
 * and again when the rules have changed (some milliseconds). NULL on error. */
Suggestion *suggesting_text(Desk *desk, const SuggestionInput *input, GError **error);

/* For an inquiry, from its first message. NULL on error. */
Suggestion *suggesting_inquiry(Desk *desk, gint64 id, GError **error);

#endif

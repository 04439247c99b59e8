/* The file that keeps a text on this machine while the database is away: one for each database,
 * operator, inquiry and kind, in the state folder, for the operator's eyes alone. */
#ifndef SKRANKE_TUI_RESCUE_H
#define SKRANKE_TUI_RESCUE_H

#include "skranke/store/drafts.h"

typedef struct App App;

/* Writes what the draft holds (recipients, copies, subject, text) into its file; says so and
 * returns false where it cannot. Never asks the database. */
bool rescue_keep(App *app, const Draft *draft);
/* Puts what the file holds into the draft; false where there is none. */
bool rescue_take(const App *app, Draft *draft);
/* The text is in the database: the file goes. */
void rescue_forget(const App *app, const Draft *draft);
/* Makes drafts of what this operator's files hold, but for the text that is being written now and
 * for files that are older than their draft. What cannot be saved stays in its file. */
void rescue_bring_in(App *app);

#endif

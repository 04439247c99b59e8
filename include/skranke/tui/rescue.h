/* The file that keeps a text on this machine while the database is away: one for each database,
 * operator, inquiry and kind, in the state folder, for the operator's eyes alone. */
#ifndef SKRANKE_TUI_RESCUE_H
#define SKRANKE_TUI_RESCUE_H

#include "skranke/store/drafts.h"

typedef struct App App;
typedef struct CallSheet CallSheet;

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

/* What every file of a kind ("draft", "call") of this operator and database begins with; new text.
 */
char *rescue_beginning(const App *app, const char *kind);
/* Writes what was typed about a call into a file of its own, unless it stands there already; says
 * so where it cannot. Never asks the database. */
void rescue_keep_call(App *app, CallSheet *sheet);
/* Does its file hold what stands on the screen, to the last letter? */
bool rescue_has_call(const CallSheet *sheet);
/* It is in the database: the file goes. */
void rescue_forget_call(CallSheet *sheet);
/* Puts into the database what this operator's files hold of calls, but for those that are on the
 * screen of this desk or of another one that lives; a call that was ended, never begun there or
 * written in since becomes a new one. True when there was any. */
bool rescue_bring_in_calls(App *app);
/* On the way out: what still stands in files of this desk is for the next one. */
void rescue_close_calls(App *app);

#endif

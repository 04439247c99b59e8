/* What the files of the call form share. */
#ifndef SKRANKE_TUI_CALL_PRIVATE_H
#define SKRANKE_TUI_CALL_PRIVATE_H

#include "skranke/tui/call_sheet.h"
#include "skranke/tui/table.h"

/* Does what a key means to a call; false: nothing. */
bool call_act_by_key(App *app, CallSheet *sheet, KeyCode key);
/* The list of everything that can be done, with the reasons where it cannot. */
void call_acts_open(App *app, CallSheet *sheet);

/* The selected hit stays. named: an act is about them, so the caller asked for them; else who was
 * only found first by a subject is nobody they asked for. */
void call_form_settle(App *app, CallSheet *sheet, bool named);
/* At whose desk it is, and that it ended; new text, "": open, and one's own. */
char *call_form_whose(const App *app, const CallSheet *sheet);
/* A call opened by hand in which nothing is written becomes the caller's; false: it is none. */
bool call_adopt(App *app, CallSheet *sheet, gint64 call);
/* Before a caller is put through from a call of which the telephone system knows nothing, while
 * somebody is spoken to: is it that one? True: asked, and the same key once more makes it that one
 * and goes on. */
bool call_asks_which(App *app, CallSheet *sheet, KeyCode key);

/* Of a caller whose facts are known (call_known.c): number and name; adds what their earlier calls
 * (at most so many) and inquiries were, each by `add`; all of it in one line. New texts. */
char *call_known_who(const CallSheet *sheet);
void call_known_before(const CallSheet *sheet, void (*add)(gpointer to, const char *text),
                       gpointer to, guint most);
char *call_known_text(const CallSheet *sheet);
/* What is said of a call in the accessible profile alone; nothing in the other (call_said.c). */
/* Adds the call in short sentences (char *), what weighs most first; state_said: without how it
 * stands. */
void call_said_parts(const App *app, const CallSheet *sheet, bool state_said, GPtrArray *parts);
/* Another call is on the screen now; first: what is said before it, "". */
void call_say_shown(App *app, const CallSheet *sheet, const char *first);
/* What whoever was typed found, of so many the selected one and the sentence for the caller; else
 * that there is none. */
void call_say_found(App *app, const CallSheet *sheet, guint found);
/* Who rings, and whether they rang before. */
void call_say_caller(App *app, const CallSheet *sheet);
/* The sentence after its language has changed, after a journalist was noted. */
void call_say_sentence(App *app, const CallSheet *sheet);
void call_say_press(App *app, const CallSheet *sheet);
/* A form that opens with the cursor below its title, and its warnings (char *, NULL: none). */
void call_say_form(App *app, const char *title, const GPtrArray *warnings);

void call_sheet_draw(App *app, CallSheet *sheet, Rect area);
/* The table of those who were found and of who else, lines of exactly the cells; new texts. */
TableWidths call_rows_widths(const App *app, const CallSheet *sheet, int cells);
char *call_rows_titles(const TableWidths *widths);
char *call_rows_hit(const App *app, const CallSheet *sheet, int place, const TableWidths *widths);
char *call_rows_other(const Other *other, const TableWidths *widths);
/* The call at the telephone system, NULL: by hand, or over. */
const PbxCall *call_sheet_line(const App *app, const CallSheet *sheet);

#endif

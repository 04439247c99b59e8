/* Every action of the desk in one table: its word, its keys, where it works, what it needs, its
 * label and its help. The key bar, the help page, the palette and the manual are made from it, so
 * they cannot disagree with what the keys do. */
#ifndef SKRANKE_TUI_ACTIONS_H
#define SKRANKE_TUI_ACTIONS_H

#include "skranke/tui/keys.h"

typedef struct App App;

typedef enum {
    SCOPE_EVERYWHERE = 1 << 0, /* in the lists and the inquiry, not while writing */
    SCOPE_QUEUE = 1 << 1,
    SCOPE_INQUIRY = 1 << 2,
    SCOPE_DIRECTORY = 1 << 3,
    SCOPE_WRITING = 1 << 4, /* while a text is being written; only keys that are no text */
} ActionScope;

typedef enum {
    NEEDS_NOTHING = 0,
    NEEDS_INQUIRY = 1 << 0, /* an inquiry is selected */
    NEEDS_PERSON = 1 << 1,  /* the directory shows a person */
    /* These two together with NEEDS_INQUIRY; the bar shows such a key only where it works. */
    NEEDS_SUGGESTION = 1 << 2,     /* its category is only a suggestion yet */
    NEEDS_ACCESS_REQUEST = 1 << 3, /* it is a case of access */
} ActionNeeds;

#define SCOPE_LISTS (SCOPE_QUEUE | SCOPE_INQUIRY | SCOPE_DIRECTORY)
/* Not in the directory: there the inquiry that would be meant is not looked at. */
#define SCOPE_ON_INQUIRY (SCOPE_QUEUE | SCOPE_INQUIRY)

/* X(identifier, word, keys, scope, needs, bar priority (1 first, 0 never), label, help) */
#define ACTIONS(X)                                                                                 \
    X(help, "help", "F1 ?", SCOPE_EVERYWHERE | SCOPE_WRITING, NEEDS_NOTHING, 1, N_("Help"),        \
      N_("Lists the keys that work here; type to search"))                                         \
    X(reply, "reply", "r", SCOPE_ON_INQUIRY, NEEDS_INQUIRY, 2, N_("Reply"),                        \
      N_("Writes an answer, or goes on with the one begun"))                                       \
    X(call, "call", "F2 n", SCOPE_EVERYWHERE | SCOPE_WRITING, NEEDS_NOTHING, 3, N_("Call"),        \
      N_("Opens the call that rings here, else a new one"))                                        \
    X(accept, "accept", "A", SCOPE_ON_INQUIRY, NEEDS_INQUIRY | NEEDS_SUGGESTION, 3, N_("Accept"),  \
      N_("Accepts the category that was suggested"))                                               \
    X(decide, "decide", "B", SCOPE_ON_INQUIRY, NEEDS_INQUIRY | NEEDS_ACCESS_REQUEST, 3,            \
      N_("Decision"), N_("Records the decision on an access request, with its legal basis"))       \
    X(take, "take", "m", SCOPE_ON_INQUIRY, NEEDS_INQUIRY, 4, N_("Take"),                           \
      N_("Makes the inquiry mine"))                                                                \
    X(find, "find", "F3 /", SCOPE_EVERYWHERE, NEEDS_NOTHING, 7, N_("Find"),                        \
      N_("Filters the queue, or searches the directory, as you type"))                             \
    X(directory, "directory", "F7 s", SCOPE_EVERYWHERE | SCOPE_WRITING, NEEDS_NOTHING, 9,          \
      N_("Directory"), N_("Looks up a person, a section or a statistic"))                          \
    X(close, "close", "c", SCOPE_ON_INQUIRY, NEEDS_INQUIRY, 6, N_("Close"),                        \
      N_("Closes the inquiry, or those that are marked"))                                          \
    X(forward, "forward", "v", SCOPE_ON_INQUIRY, NEEDS_INQUIRY, 5, N_("Forward"),                  \
      N_("Sends it on to a section or a person, and follows it up"))                               \
    X(category, "category", "K", SCOPE_ON_INQUIRY, NEEDS_INQUIRY, 8, N_("Category"),               \
      N_("Chooses the category; it decides deadlines and who may see it"))                         \
    X(why, "why", "D", SCOPE_ON_INQUIRY, NEEDS_INQUIRY, 11, N_("Why then"),                        \
      N_("Says why the inquiry is due then, and who promised it"))                                 \
    X(register, "register", "N", SCOPE_EVERYWHERE, NEEDS_NOTHING, 10, N_("Register"),              \
      N_("Registers a letter, a post on social media or a chat"))                                  \
    X(note, "note", "i", SCOPE_ON_INQUIRY, NEEDS_INQUIRY, 13, N_("Note"),                          \
      N_("Writes an internal note; it never leaves the house"))                                    \
    X(assign, "assign", "F8 t", SCOPE_ON_INQUIRY, NEEDS_INQUIRY, 14, N_("Assign"),                 \
      N_("Gives the inquiry to a colleague"))                                                      \
    X(undo, "undo", "u Ctrl-Z", SCOPE_EVERYWHERE, NEEDS_NOTHING, 12, N_("Undo"),                   \
      N_("Undoes your newest act, and an answer that has not left yet"))                           \
    X(next_pane, "next_pane", "F6 Tab", SCOPE_EVERYWHERE, NEEDS_NOTHING, 15, N_("Pane"),           \
      N_("Goes to the next pane"))                                                                 \
    X(palette, "palette", "F9 :", SCOPE_EVERYWHERE | SCOPE_WRITING, NEEDS_NOTHING, 7,              \
      N_("All actions"), N_("Lists every action; type to find it, Enter does it"))                 \
    X(view, "view", "w", SCOPE_EVERYWHERE, NEEDS_NOTHING, 16, N_("View"),                          \
      N_("Next view: unfinished, due, mine, new, waiting, closed, all"))                           \
    X(take_next, "take_next", "M", SCOPE_EVERYWHERE, NEEDS_NOTHING, 17, N_("Take next"),           \
      N_("Takes the oldest new inquiry that nobody has"))                                          \
    X(quit, "quit", "F10", SCOPE_EVERYWHERE | SCOPE_WRITING, NEEDS_NOTHING, 18, N_("Quit"),        \
      N_("Leaves the desk; drafts and the outbox stay"))                                           \
    X(quit_from_top, "quit_from_queue", "q", SCOPE_QUEUE, NEEDS_NOTHING, 0, N_("Quit"),            \
      N_("Leaves the desk, from the queue"))                                                       \
    X(to_queue, "to_queue", "q", SCOPE_INQUIRY | SCOPE_DIRECTORY, NEEDS_NOTHING, 0,                \
      N_("To the queue"), N_("Goes back to the queue, or to what is being written"))               \
    X(send, "send", "Ctrl-X", SCOPE_WRITING, NEEDS_NOTHING, 1, N_("Send…"),                        \
      N_("Shows the answer as it will be sent; a note is kept at once"))                           \
    X(leave, "leave", "Esc", SCOPE_WRITING, NEEDS_NOTHING, 2, N_("Back"),                          \
      N_("Goes back to the queue; the draft is kept"))                                             \
    X(template, "template", "Ctrl-T", SCOPE_WRITING, NEEDS_NOTHING, 3, N_("Template"),             \
      N_("Puts a ready text in, in the language of the inquiry"))                                  \
    X(person_in, "insert_person", "Ctrl-P", SCOPE_WRITING, NEEDS_NOTHING, 4, N_("Person"),         \
      N_("Puts the person shown in the directory into the text"))                                  \
    X(external, "editor", "Ctrl-E", SCOPE_WRITING, NEEDS_NOTHING, 5, N_("$EDITOR"),                \
      N_("Writes on in your own editor and comes back with the text"))                             \
    X(save, "save", "Ctrl-S", SCOPE_WRITING, NEEDS_NOTHING, 6, N_("Save"),                         \
      N_("Saves the draft now"))                                                                   \
    X(next_field, "next_field", "Tab", SCOPE_WRITING, NEEDS_NOTHING, 7, N_("Next field"),          \
      N_("Goes to the next of recipients, copies, subject and text"))                              \
    X(field_before, "field_before", "Shift-Tab", SCOPE_WRITING, NEEDS_NOTHING, 0,                  \
      N_("Field before"), N_("Goes to the field before"))                                          \
    X(discard, "discard", "Ctrl-G", SCOPE_WRITING, NEEDS_NOTHING, 0, N_("Discard draft"),          \
      N_("Throws the draft away after a question"))                                                \
    X(pane_from_text, "pane_from_text", "F6", SCOPE_WRITING, NEEDS_NOTHING, 0, N_("Pane"),         \
      N_("Goes to the next pane"))                                                                 \
    X(holding, "holding", "H", SCOPE_ON_INQUIRY, NEEDS_INQUIRY, 0, N_("Holding reply"),            \
      N_("Writes that the answer takes longer; its deadline goes on"))                             \
    X(snooze, "snooze", "S", SCOPE_ON_INQUIRY, NEEDS_INQUIRY, 0, N_("Put off"),                    \
      N_("Hides it until a moment; its deadline goes on"))                                         \
    X(tag, "tag", "T", SCOPE_ON_INQUIRY, NEEDS_INQUIRY, 0, N_("Tags"),                             \
      N_("Adds or removes a tag"))                                                                 \
    X(bump, "bump", "P", SCOPE_ON_INQUIRY, NEEDS_INQUIRY, 0, N_("Priority"),                       \
      N_("Puts it on top of the queue with a reason, or back"))                                    \
    X(link, "link", "L", SCOPE_ON_INQUIRY, NEEDS_INQUIRY, 0, N_("Links"),                          \
      N_("Ties it to another inquiry"))                                                            \
    X(split, "split", "E", SCOPE_ON_INQUIRY, NEEDS_INQUIRY, 0, N_("Split"),                        \
      N_("Makes a second inquiry, with its own deadline, from a part of it"))                      \
    X(survey, "survey", "U", SCOPE_ON_INQUIRY, NEEDS_INQUIRY, 0, N_("Survey"),                     \
      N_("Which survey it is, what to say to \"must I?\", wishes for it"))                         \
    X(journal, "journal", "J", SCOPE_ON_INQUIRY, NEEDS_INQUIRY, 0, N_("Journal"),                  \
      N_("Decides whether the message in view is journalled"))                                     \
    X(language, "language", "l", SCOPE_ON_INQUIRY, NEEDS_INQUIRY, 0, N_("Language"),               \
      N_("Sets the inquirer's language: bokmål, nynorsk or English"))                              \
    X(wanted, "wanted", "W", SCOPE_ON_INQUIRY, NEEDS_INQUIRY, 0, N_("Wanted by"),                  \
      N_("Records when the inquirer needs the answer"))                                            \
    X(statistic, "statistic", "", SCOPE_ON_INQUIRY, NEEDS_INQUIRY, 0, N_("Statistic"),             \
      N_("Records which statistic it is about"))                                                   \
    X(reveal, "reveal", "I", SCOPE_ON_INQUIRY, NEEDS_INQUIRY, 0, N_("Identity numbers"),           \
      N_("Shows them in this inquiry; the reason is recorded"))                                    \
    X(calls, "calls", "C", SCOPE_EVERYWHERE, NEEDS_NOTHING, 0, N_("Calls"),                        \
      N_("Lists who waits, open calls and those of today"))                                        \
    X(away, "away", "Ctrl-N", SCOPE_DIRECTORY, NEEDS_PERSON, 5, N_("Away until"),                  \
      N_("Says until when the person is away; empty: is here"))                                    \
    X(person_note, "person_note", "i", SCOPE_DIRECTORY, NEEDS_PERSON, 6, N_("Note"),               \
      N_("A note about the person, for colleagues at the desk"))                                   \
    X(narrow, "narrow", "Q", SCOPE_EVERYWHERE, NEEDS_NOTHING, 0, N_("Narrow"),                     \
      N_("Lists one category, one tag or what is due only"))                                       \
    X(mark, "mark", "Space x", SCOPE_QUEUE, NEEDS_INQUIRY, 0, N_("Mark"),                          \
      N_("Marks it for one act on several: take, close, category, tag"))                           \
    X(unmark, "unmark", "", SCOPE_EVERYWHERE, NEEDS_NOTHING, 0, N_("Unmark all"),                  \
      N_("Takes all marks away, as Esc does in the queue"))                                        \
    X(release, "release", "b", SCOPE_ON_INQUIRY, NEEDS_INQUIRY, 0, N_("Give back"),                \
      N_("Gives the inquiry back to the queue"))                                                   \
    X(reopen, "reopen", "å", SCOPE_ON_INQUIRY, NEEDS_INQUIRY, 0, N_("Reopen"),                     \
      N_("Opens a closed inquiry again"))                                                          \
    X(outbox, "outbox", "Ctrl-O", SCOPE_EVERYWHERE | SCOPE_WRITING, NEEDS_NOTHING, 0,              \
      N_("Outbox"), N_("Answers on their way; Enter takes back, or sends again"))                  \
    X(drafts, "drafts", "d", SCOPE_EVERYWHERE, NEEDS_NOTHING, 0, N_("Drafts"),                     \
      N_("What you have begun to write"))                                                          \
    X(follow_ups, "follow_ups", "O", SCOPE_EVERYWHERE, NEEDS_NOTHING, 0, N_("Follow-ups"),         \
      N_("Messages to colleagues that wait, and callers to be rung back"))                         \
    X(press, "press", "p", SCOPE_EVERYWHERE, NEEDS_NOTHING, 0, N_("Press"),                        \
      N_("Whom to ring for journalists now, also outside opening hours"))                          \
    X(figures, "figures", "F", SCOPE_EVERYWHERE, NEEDS_NOTHING, 0, N_("Figures of the day"),       \
      N_("Calls of a day: answered, transferred, told, lost"))                                     \
    X(filter, "filter", "F4 f", SCOPE_EVERYWHERE, NEEDS_NOTHING, 0, N_("Filter"),                  \
      N_("Filters the queue as you type"))                                                         \
    X(pane_before, "pane_before", "Shift-Tab", SCOPE_EVERYWHERE, NEEDS_NOTHING, 0,                 \
      N_("Pane before"), N_("Goes to the pane before"))                                            \
    X(pane_queue, "pane_queue", "1", SCOPE_EVERYWHERE, NEEDS_NOTHING, 0, N_("Queue"),              \
      N_("Goes to the queue"))                                                                     \
    X(pane_inquiry, "pane_inquiry", "2", SCOPE_EVERYWHERE, NEEDS_NOTHING, 0, N_("Inquiry"),        \
      N_("Goes to the inquiry"))                                                                   \
    X(pane_directory, "pane_directory", "3", SCOPE_EVERYWHERE, NEEDS_NOTHING, 0,                   \
      N_("Directory pane"), N_("Goes to the directory"))                                           \
    X(zoom, "zoom", "z", SCOPE_EVERYWHERE, NEEDS_NOTHING, 0, N_("Full screen"),                    \
      N_("Gives the pane the whole screen, or takes it back"))                                     \
    X(open, "open", "Enter", SCOPE_LISTS, NEEDS_NOTHING, 19, N_("Open"),                           \
      N_("Opens what is selected"))                                                                \
    X(back, "back", "Esc", SCOPE_EVERYWHERE, NEEDS_NOTHING, 20, N_("Back"),                        \
      N_("Goes one step back; never quits"))                                                       \
    X(down, "down", "Down j", SCOPE_EVERYWHERE, NEEDS_NOTHING, 0, N_("Down"), N_("One line down")) \
    X(up, "up", "Up k", SCOPE_EVERYWHERE, NEEDS_NOTHING, 0, N_("Up"), N_("One line up"))           \
    X(page_down, "page_down", "PgDn Ctrl-D", SCOPE_EVERYWHERE, NEEDS_NOTHING, 0, N_("Page down"),  \
      N_("One page down"))                                                                         \
    X(page_up, "page_up", "PgUp Ctrl-U", SCOPE_EVERYWHERE, NEEDS_NOTHING, 0, N_("Page up"),        \
      N_("One page up"))                                                                           \
    X(first, "first", "Home g", SCOPE_EVERYWHERE, NEEDS_NOTHING, 0, N_("First"),                   \
      N_("To the first line"))                                                                     \
    X(last, "last", "End G", SCOPE_EVERYWHERE, NEEDS_NOTHING, 0, N_("Last"),                       \
      N_("To the last line"))                                                                      \
    X(copy, "copy", "y", SCOPE_EVERYWHERE, NEEDS_NOTHING, 21, N_("Copy"),                          \
      N_("Sends number, address or phone to the terminal's clipboard"))                            \
    X(attachment, "attachment", "a", SCOPE_ON_INQUIRY, NEEDS_INQUIRY, 0, N_("Attachments"),        \
      N_("Saves an attachment of the inquiry to a file"))                                          \
    X(source, "source", "R", SCOPE_ON_INQUIRY, NEEDS_INQUIRY, 0, N_("Mail as it came"),            \
      N_("Shows the newest mail with all its headers, as it came"))                                \
    X(history, "history", "h", SCOPE_ON_INQUIRY, NEEDS_INQUIRY, 0, N_("History"),                  \
      N_("What happened to the inquiry, by whom and when"))                                        \
    X(messages, "messages", "", SCOPE_EVERYWHERE | SCOPE_WRITING, NEEDS_NOTHING, 0,                \
      N_("Messages"), N_("What the desk has told you since it was opened"))                        \
    X(say_state, "say_state", "Ctrl-V", SCOPE_EVERYWHERE | SCOPE_WRITING, NEEDS_NOTHING, 0,        \
      N_("Say the state"), N_("One line: calls, who waits, what is due"))                          \
    X(say_again, "say_again", "Ctrl-Q", SCOPE_EVERYWHERE | SCOPE_WRITING, NEEDS_NOTHING, 0,        \
      N_("Say again"), N_("Repeats what was said last; the cursor goes there"))                    \
    X(refresh, "refresh", "F5 Ctrl-R", SCOPE_EVERYWHERE, NEEDS_NOTHING, 0, N_("Refresh"),          \
      N_("Reads everything again and goes to what is new"))                                        \
    X(repaint, "repaint", "Ctrl-L", SCOPE_EVERYWHERE | SCOPE_WRITING, NEEDS_NOTHING, 0,            \
      N_("Repaint"), N_("Draws the whole screen again"))                                           \
    X(mouse, "mouse", "", SCOPE_EVERYWHERE | SCOPE_WRITING, NEEDS_NOTHING, 0, N_("Mouse"),         \
      N_("Switches wheel and click on or off"))                                                    \
    X(suspend, "suspend", "", SCOPE_EVERYWHERE | SCOPE_WRITING, NEEDS_NOTHING, 0, N_("Suspend"),   \
      N_("Goes back to the shell; fg returns"))

#define ACTION_ENUM(id, word, keys, scope, needs, bar, label, help) ACTION_##id,
typedef enum { ACTIONS(ACTION_ENUM) ACTION_COUNT } ActionId;
#undef ACTION_ENUM

typedef struct {
    const char *word, *keys;
    guint scope, needs;
    int bar;
    const char *label, *help; /* to be translated */
    void (*run)(App *app);
} Action;
extern const Action actions[ACTION_COUNT];

/* The action of a key in a scope, or ACTION_COUNT. */
ActionId action_of_key(KeyCode key, guint scope);
/* Its keys as people read them ("F1 ?"); new text. */
char *action_keys_text(ActionId id);
/* The first key alone ("F1"), "" for none; new text. */
char *action_first_key(ActionId id);

#define ACTION_RUN(id, word, keys, scope, needs, bar, label, help) void do_##id(App *app);
ACTIONS(ACTION_RUN)
#undef ACTION_RUN

#endif

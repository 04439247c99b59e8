/* The desk while it runs: its panes, what has the focus, what is said, what is being written. One
 * value, passed to everything; no globals.
 *
 * Rules stay in src/desk: this room turns keys into acts and records into lines. */
#ifndef SKRANKE_TUI_APP_H
#define SKRANKE_TUI_APP_H

#include "skranke/store/outbox.h"

#include "skranke/desk/answer.h"
#include "skranke/desk/desk.h"
#include "skranke/desk/directory.h"

#include "skranke/tui/acting.h"
#include "skranke/tui/actions.h"
#include "skranke/tui/call_desk.h"
#include "skranke/tui/field.h"
#include "skranke/tui/form.h"
#include "skranke/tui/layout.h"
#include "skranke/tui/queue_model.h"
#include "skranke/tui/reading.h"
#include "skranke/tui/writer.h"

typedef enum { SAY_INFO, SAY_ERROR } SayKind;

enum { INQUIRY_NOT_WANTED = -1 };

/* What stands in the inquiry pane. */
typedef struct {
    gint64 id;           /* shown now, 0: none */
    Inquiry *inquiry;    /* owned */
    GPtrArray *messages; /* of Message *, owned */
    GPtrArray *lines;    /* of ThreadLine *, at `width` */
    GArray *first_of;    /* of int: the line where each message begins */
    int width;
    Reading reading;
    char *others;     /* "Kari skriver svar (09:40)", "" */
    char *statistic;  /* which it is about, in the screen's language, "" */
    char *more;       /* forwarded to whom, survey, tags, links, decision: a line of the head, "" */
    gint64 revealed;  /* the inquiry whose identity numbers may be seen, 0: none */
    gint64 wanted;    /* shown after a short rest of the selection; 0: the empty pane */
    gint64 wanted_at; /* monotonic ms */
} InquiryView;

typedef struct {
    Directory *directory; /* NULL until first shown */
    guint generation;     /* grows when it is forgotten: what was borrowed from it is gone */
    Field *search;
    bool searching;     /* the field has the keys */
    GPtrArray *entries; /* of DirectoryEntry * */
    int selected, top, height;
} DirectoryView;

struct App {
    Desk *desk;
    const Config *config;
    GMainLoop *loop;
    char *uri;

    Layout layout;
    PaneId focus;
    PaneId before_directory; /* where Esc in the directory goes back to */
    bool zoom;
    GPtrArray *forms;        /* of Form *, the last is on top */
    GPtrArray *closed_forms; /* freed when the key has been handled */

    QueueModel *queue;
    Field *filter;
    bool filtering;  /* the filter line has the keys */
    bool filter_due; /* something was typed into it that has not been looked for */
    QueueCounts counts;
    OutboxCounts outbox;
    char *worker_report;

    InquiryView inquiry;
    DirectoryView directory;
    Writer *writer; /* NULL: nothing is being written */
    CallDesk calls;

    char *message;
    SayKind message_kind;
    int message_rows;     /* that the one on the screen takes */
    gint64 message_until; /* monotonic ms, 0: until a key */
    bool message_past;    /* said before the key that is being handled */
    bool announced;       /* said since the last frame */
    bool at_message;      /* the cursor rests on the message until a key: it was asked for */
    bool walking;         /* the last key moved through a list: there the cursor belongs */
    bool entering;        /* … and the key before it did not */
    guint state_said;     /* so many parts of the state were said: the same key says the rest */
    char *ring_said;      /* which ringing was announced, in the accessible profile; NULL: none */
    GPtrArray *said;      /* char *: everything said since the start */

    GHashTable *marked; /* of gint64 *: the inquiries marked for an act on several */
    Acting acting;
    guint undo_at_once; /* so many acts were one to the operator: they are undone as one */

    gint64 minute; /* of the clock (UTC) when what time brings was looked at */
    gint64 change_mark;
    gint64 newest_event;
    gint64 down_since; /* the database is away since (UTC), 0: it is there */
    gint64 ask_again;  /* monotonic ms of the next try to reach it */
    gint64 waited_ms;  /* of the wait that is shown now, 0: none */
    GQueue *early;     /* of Input *, owned: typed during a wait that was not shown */
    bool dirty;        /* a frame is due */
    GPid worker_pid;
    gint64 worker_next; /* monotonic ms of the next try to start one */
    int exit_status;
};

/* Says one line (safe text is made of it); errors stay until a key, the rest eight seconds. */
void app_say(App *app, SayKind kind, const char *format, ...) G_GNUC_PRINTF(3, 4);
/* The text that was said last, NULL: nothing yet; borrowed. */
const char *app_said_last(const App *app);
/* A key came: an error has been read. */
void app_message_key_came(App *app);
/* Something else is shown now: what was said before the key that opened it goes. */
void app_message_is_past(App *app);
/* What has stood its time goes. */
void app_drop_old_message(App *app);
/* Says an error; notices that the database is away. */
void app_complain(App *app, const GError *error);
/* For acts: complains and returns false on failure; on success says the sentence (may be NULL) and
 * reads again. */
bool app_did(App *app, bool ok, const GError *error, const char *sentence);

void app_push_form(App *app, Form *form);
void app_pop_form(App *app);
Form *app_top_form(const App *app);

/* Gives the focus to a pane. */
void app_focus(App *app, PaneId pane);
/* Which scope the keys have now. */
guint app_scope(const App *app);
/* The selected inquiry (the one shown when the inquiry pane has the focus), 0: none. */
gint64 app_inquiry(const App *app);
/* Its record as it was read last, NULL: none; borrowed. */
const Inquiry *app_record(const App *app);
/* The opening hours and the name of a category, as they were read last; NULL, or the code itself,
 * while they are not. Asks no database; borrowed. */
const Opening *app_opening(const App *app);
const char *app_category_name(const App *app, const char *code);
/* Why an action cannot be done now, translated; NULL when it can. */
const char *app_refusal(const App *app, ActionId id);
/* Does it, or says why not. */
void app_run_action(App *app, ActionId id);

/* Ends the main loop, without a question; what is being written is saved first. */
void app_quit(App *app);

/* One key, paste or size. */
void app_input(App *app, const Input *input);
/* Draws everything; what was only announced in the accessible profile as its one line. */
void app_draw(App *app);
/* In the accessible profile the cursor goes where the last key went: with the arrows into the list
 * below a field, with letters back into the field. */
bool app_cursor_in_list(const App *app);
/* The key that is being handled takes the cursor from the field into the list below: it stops at
 * the selected row, so that no row is passed over unread. */
bool app_enters_list(const App *app);
/* What was said before a key that has nothing to say goes: it would be taken for its answer. */
void app_say_nothing(App *app);
/* Who cannot see the header is told once, in the line where everything is said. */
void app_announce_ringing(App *app);
/* What is said on demand can be asked for wherever one is; false: another key. */
bool app_saying_key(App *app, KeyCode key);
/* Reads again what changed: queue, counts, the shown inquiry. force: whatever the change mark says.
 */
void app_refresh(App *app, bool force);
/* Every quarter of a second: changes, drafts, messages that end, the worker. */
void app_tick(App *app);

/* The first line. */
void header_draw(const App *app, Rect place);

/* ---- the panes ---- */
void queue_pane_draw(App *app, Rect frame, bool focus);
void queue_click(App *app, int row);
void inquiry_pane_draw(App *app, Rect frame, bool focus);
void directory_pane_draw(App *app, Rect frame, bool focus);
/* Shows an inquiry now (0: nothing), from the database. keep_place: as far as scrolled. */
void inquiry_show(App *app, gint64 id, bool keep_place);
/* Shows it when the selection has rested a moment, so that moving stays quick. */
void inquiry_show_soon(App *app, gint64 id);
void inquiry_view_clear(InquiryView *view);
void inquiry_scroll(App *app, int by);
/* The line of its text that is looked at: the first one shown, or the one that is read. */
int inquiry_line(const App *app);
void directory_ensure(App *app);
/* The section that has this name in one of the languages, NULL: none; borrowed until the directory
 * is read again. */
const Section *directory_section_named(App *app, const char *name);
/* Read it again before it is drawn the next time. */
void directory_forget(App *app);
void directory_search(App *app);
void directory_move(App *app, int by);
void directory_click(App *app, int row);
const DirectoryEntry *directory_selected(const App *app);
/* "Kari Vik, Seksjon …, tlf. …, kari@…", for text and clipboard; new text. */
char *directory_card(const App *app, const DirectoryEntry *entry);
/* Keys of the filter and search lines; true when the key was theirs. */
bool find_key(App *app, KeyCode key);
/* Looks for what was typed into the filter since the last frame. */
void find_apply(App *app);

/* Lists every category and tag again; false when it did already. */
bool narrow_clear(App *app);

/* ---- forms that several actions open ---- */
/* The categories with what each promises; a value is a choice of `acting` (its code). now: where
 * the selection begins, a code, may be NULL. */
void category_picker(App *app, const char *title, const char *now, PickerFunc chosen);
/* The inquiry forwarded, or what became of that. */
void forward_form_open(App *app);
void split_form_open(App *app, const char *category);
void survey_form_open(App *app, const char *code);
/* "Thursday 19 March 2026" of "2026-03-19", brief without a year that is this one; the text itself
 * where it is no day. New text. */
char *facts_day_text(const char *iso, bool brief);

/* ---- the worker the desk starts when none runs ---- */
void worker_child_tick(App *app);
void worker_child_stop(App *app);

#endif

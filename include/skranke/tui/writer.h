/* What is being written: an answer with its header fields, or a note; and the promise that no word
 * is lost. */
#ifndef SKRANKE_TUI_WRITER_H
#define SKRANKE_TUI_WRITER_H

#include "skranke/desk/answer.h"

#include "skranke/tui/editor.h"
#include "skranke/tui/field.h"

typedef struct App App;

typedef enum { WRITER_TO, WRITER_CC, WRITER_SUBJECT, WRITER_TEXT, WRITER_PLACES } WriterPlace;

typedef struct {
    Draft *draft;
    Field *field[WRITER_TEXT]; /* NULL in a note */
    Editor *editor;
    WriterPlace place;
    guint saved_revision;   /* sum of the buffers' revisions when it was saved */
    gint64 changed_at;      /* monotonic ms of the first change not yet saved, 0: all saved */
    gint64 saved_at;        /* UTC, 0: never */
    bool rescued;           /* kept in a file because the database is away */
    guint rescued_revision; /* what that file holds */
} Writer;

/* Opens the writer on an inquiry (answer_begin); takes a rescued text in. NULL on error (said). */
Writer *writer_open(App *app, gint64 inquiry, DraftKind kind);
void writer_free(Writer *writer);
void writer_draw(App *app, Rect frame, bool focus);
bool writer_key(Writer *writer, KeyCode key);
void writer_paste(App *app, const char *text);
/* Saves what changed when it is time (a second after the first unsaved key), or now. */
void writer_save(App *app, bool now);
/* What the text is to the inquiry: an answer, a question, a holding reply; saved with it. */
void writer_set_purpose(App *app, MessagePurpose purpose);
/* Keeps what is not in the database in a file on this machine. Never asks the database, so it may
 * be called while that is waited for. */
void writer_rescue(App *app);
/* The text was sent or thrown away: closes the pane, and nothing of it stays on this machine. */
void writer_done(App *app);
/* Copies fields and text into the draft. */
void writer_collect(Writer *writer);
/* Saves and closes the pane; the draft stays. */
void writer_leave(App *app);
/* The text replaced (child editor) or added at the caret (template, person). */
void writer_insert(App *app, const char *text);

/* The review of an answer before it goes; a form. */
struct Form;
void writer_review(App *app);
/* $VISUAL or $EDITOR on the text, both ways. */
void writer_external_editor(App *app);

#endif

/* Telephone calls on the screen: those being written down, what rings, what is counted in the
 * header. One part of App; what an act does to a call is desk/calls.h. */
#ifndef SKRANKE_TUI_CALL_DESK_H
#define SKRANKE_TUI_CALL_DESK_H

#include <stdio.h>

#include "skranke/store/phone_messages.h"

#include "skranke/desk/rosters.h"
#include "skranke/desk/telephone.h"

#include "skranke/tui/form.h"

typedef struct CallSheet CallSheet;

typedef struct {
    Telephone *telephone;      /* NULL: its settings cannot work; everything goes by hand */
    GPtrArray *sheets;         /* of CallSheet *: calls being written down, oldest first */
    char *ringing;             /* what rings now, in words; NULL: nothing */
    char *ringing_key;         /* which call that is, and why it came back; NULL */
    gint64 once_more;          /* the call whose key does it when it comes once more, 0: none … */
    KeyCode once_more_key;     /* … and that key */
    guint open;                /* calls of this operator that are not ended */
    FollowUpCounts follow_ups; /* messages and call-backs that wait */
    RosterNow press;           /* who speaks to journalists now */
    gint64 listed_at;          /* monotonic ms when the waits on a list were shown last */
    FILE *rescue_lock;         /* held from the first file of call_rescue.c on, NULL: none yet */
    guint rescues;             /* how many such files this desk has made */
} CallDesk;

/* Opens the telephone system; says where it cannot. */
void call_desk_start(App *app);
void call_desk_clear(App *app);
/* Says how many calls were open when the desk was opened. */
void call_desk_offer(App *app);
/* Reads the counts, and again the calls that are written down. Asks the database. */
void call_desk_read(App *app);
/* Keeps what was typed when it is time. */
void call_desk_tick(App *app);
/* Keeps on this machine what is not in the database yet, while it is waited for. */
void call_desk_rescue(App *app);
/* Keeps everything now, on the way out. */
void call_desk_keep_all(App *app);
/* The refreshing of every open form (form.h). */
void call_desk_refresh_forms(App *app);
/* What rings, with the key that opens it where it is not the call on the screen; NULL: nothing; new
 * text. */
char *call_desk_ringing_line(const App *app);
/* F2 in the call that rings here, or is spoken to: it stays, which is said; F2 once more begins
 * another one where it does not ring. */
bool call_desk_stays(App *app, const CallSheet *shown);
/* Is this the same key in the same call for the second time? Else it is the first. */
bool call_desk_once_more(App *app, gint64 call, KeyCode key);
/* A key came in a call: another one than is waited for to come once more forgets that. */
void call_desk_other_key(App *app, KeyCode key);
/* Whom the caller came back from, and why, into the sheet. */
void call_desk_note_tried(const App *app, CallSheet *sheet);
/* This call was answered here: the one form that was opened for it beforehand shows it. */
void call_adopt_answered(App *app, gint64 call);
/* Parts of the header, "" for none; new texts. */
char *call_desk_waiting_part(const App *app);
char *call_desk_calls_part(const App *app);
char *call_desk_telephone_part(const App *app);
/* The same in several ways, the shortest first; NULL: no more. */
enum { CALL_DESK_WAYS = 3 };
void call_desk_follow_ups_part(const App *app, char **ways);
void call_desk_roster_part(const App *app, char **ways);

/* Opens a call that is in the database; false: said why not. */
bool call_form_open(App *app, gint64 call);
/* The call on the screen, when its form is on top; NULL: none. */
CallSheet *call_form_sheet(const App *app);
/* A call that is on the screen was ended at another desk: it is said who did, and its form stays,
 * taking nothing, so that no key goes elsewhere. False: nobody looks at it, or it ended here. */
bool call_form_holds(App *app, const CallSheet *sheet, const Call *ended);
/* The call was ended: its form goes, wherever it lies, and the sheet with it. */
void call_form_ended(App *app, CallSheet *sheet);
/* The sheet of a call that is being written down, NULL: none. */
CallSheet *call_desk_sheet(const App *app, gint64 call);
/* The message about a call to the selected person or section, filled in. */
void message_form_open(App *app, CallSheet *sheet);

/* "Away until …" of a person: a line to fill in, empty takes the mark away. */
void away_form_open(App *app, gint64 person);
void note_form_open(App *app, gint64 person);

#endif

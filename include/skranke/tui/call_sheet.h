/* One telephone call as it is written down: three lines of text, whom they find, what is known of
 * the caller, who else can help. Kept in the database as it is typed. Draws nothing. */
#ifndef SKRANKE_TUI_CALL_SHEET_H
#define SKRANKE_TUI_CALL_SHEET_H

#include "skranke/desk/who_else.h"

#include "skranke/tui/call_desk.h"
#include "skranke/tui/field.h"

typedef enum { SHEET_CALLER, SHEET_FOR, SHEET_MATTER, SHEET_PLACES } SheetPlace;

struct CallSheet {
    gint64 id;       /* in the database, 0: not there yet */
    gint64 began_at; /* when it was opened, for one that is not there yet */
    Call *call;      /* as it was read last, NULL: never */
    Field *field[SHEET_PLACES];
    SheetPlace place;
    Language language; /* the caller's */
    bool press;

    CallerFacts *facts; /* of facts_number, NULL: nothing asked */
    char *facts_number;

    guint generation;    /* of the directory that what follows borrows from */
    GPtrArray *hits;     /* of DirectoryEntry * */
    char *looked_for;    /* what they were found by */
    bool offered;        /* they are those the caller spoke to before */
    bool settled;        /* one was chosen, the others are gone */
    int hit;             /* the selected one, -1: none */
    char *key;           /* what names it when the directory is read again, "" */
    gint64 asked;        /* its person, 0: none */
    bool walked;         /* it was selected by the arrows, not only found first */
    bool guessed;        /* settled as what was found first by a subject: they asked for nobody */
    gint64 asked_before; /* whom they asked for, while somebody else is in their stead; 0 */
    gint64 warned;   /* whose absence was told: the next F5 puts the caller through; 0: nobody's */
    int other;       /* selected among who else, -1: the hit itself */
    WhoElse *others; /* when the selected one is not there; NULL */
    gint64 rung;     /* whom the caller came back from, 0: nobody … */
    SayingTried tried; /* … and why */
    Presence presence;
    int card;         /* the line of the card that is read, from 1, 0: none … */
    int card_lines;   /* … of so many, where it is read out */
    char *saying;     /* what to say to the caller, "" */
    gint64 looked_at; /* the minute of presence, who else and the sentence, 0: look again */

    guint kept_revision; /* of the texts in the database */
    gint64 kept_person;
    bool kept_press;
    gint64 changed_at; /* monotonic ms of the first change not kept, 0: all kept */
    char *rescue;      /* its file while the database is away, NULL: none (call_rescue.c) */
    char *rescued;     /* what stands in it */
};

/* A new one that is not in the database yet, or one that was read (taken). */
CallSheet *call_sheet_new(Call *call);
void call_sheet_free(CallSheet *sheet);

/* Brings lists, presence and the sentence up to date; false: the directory is not there to be
 * looked at just now, and nothing that borrows from it may be used. */
bool call_sheet_look(App *app, CallSheet *sheet);
/* Reads what is known of the caller. at_once: although a network is asked. */
void call_sheet_learn(App *app, CallSheet *sheet, bool at_once);
/* Moves through the hits, and on into who else. */
void call_sheet_move(CallSheet *sheet, int by);
/* The selected hit stays, the other hits go. */
void call_sheet_settle(App *app, CallSheet *sheet);
/* Another text than before: what was chosen is open again. */
void call_sheet_typed(App *app, CallSheet *sheet);
/* This person (0: this section's shared line, by its code) in the stead of what was selected; what
 * is typed of whom they asked for stays. */
void call_sheet_choose(App *app, CallSheet *sheet, gint64 person, const char *section);
/* A journalist rings, or not after all. */
void call_sheet_set_press(App *app, CallSheet *sheet, bool press);

/* The hit, and who else in its stead; NULL: none is selected. Borrowed. */
const DirectoryEntry *call_sheet_entry(const CallSheet *sheet);
const Other *call_sheet_other(const CallSheet *sheet);
/* Whom a key means: a person, or (NULL) a section's shared line. */
typedef struct {
    const Person *person;
    const Section *section;
} CallTarget;
CallTarget call_sheet_target(const CallSheet *sheet);
/* Whom the caller asked for; NULL: nobody (yet). */
const Person *call_sheet_asked(const CallSheet *sheet);

/* Has it been ended (at another desk)? It is only shown then. */
bool call_sheet_is_over(const CallSheet *sheet);
/* Is there nothing typed and nobody chosen? */
bool call_sheet_is_empty(const CallSheet *sheet);
/* Puts what was typed into the database when it is time, or now; begins the call there where that
 * is still to be done. True when all is there. */
bool call_sheet_keep(App *app, CallSheet *sheet, bool now);
/* Puts what is not in the database yet into a file of this machine. Never asks the database. */
void call_sheet_rescue(App *app, CallSheet *sheet);

#endif

/* Telephone calls: a row from the first ring on, so that nothing said is lost; history by number;
 * the figures of a day. What an operator does with one is desk/calls.h. */
#ifndef SKRANKE_STORE_CALLS_H
#define SKRANKE_STORE_CALLS_H

#include "skranke/store/db.h"

typedef enum { CALL_IN, CALL_OUT } CallDirection;
extern const char *const call_direction_words[]; /* "in", "out", NULL */

/* X(identifier, word in the database, text for people) */
#define CALL_OUTCOMES(X)                                                                           \
    X(NONE, "", N_("open"))                                                                        \
    X(TRANSFERRED, "transferred", N_("transferred"))                                               \
    X(MESSAGE, "message", N_("message taken"))                                                     \
    X(ANSWERED, "answered", N_("answered on the spot"))                                            \
    X(INQUIRY, "inquiry", N_("became an inquiry"))                                                 \
    X(INFORMED, "informed", N_("told when they are back"))                                         \
    X(CALL_BACK, "call_back", N_("to be rung back"))                                               \
    X(LOST, "lost", N_("lost before it was answered"))                                             \
    X(GIVEN_UP, "given_up", N_("ended without a result"))
#define CALL_OUTCOME_ENUM(id, word, text) CALL_##id,
typedef enum { CALL_OUTCOMES(CALL_OUTCOME_ENUM) CALL_OUTCOME_COUNT } CallOutcome;
#undef CALL_OUTCOME_ENUM
extern const char *const call_outcome_words[];      /* NULL-terminated */
const char *call_outcome_text(CallOutcome outcome); /* translated */

typedef struct {
    gint64 id;
    CallDirection direction;
    gint64 operator_id; /* 0: nobody took it */
    char *operator_name;
    gint64 began_at, answered_at, ended_at; /* 0: not (yet) */
    char *number;                           /* normalised, "": hidden or unknown */
    char *caller;                           /* name or free text */
    char *asked_for;                        /* as typed */
    gint64 person;                          /* whom the caller asked for, 0: nobody */
    char *person_name;                      /* "" */
    char *statistic;                        /* short name, "" */
    char *matter;
    bool press;
    CallOutcome outcome;
    char *status;        /* of the person at the end: "in", "busy", "out", "closed", "" */
    gint64 told_back_at; /* the return time that was given, 0: none */
    gint64 other;        /* whom the caller was given instead, 0: nobody */
    char *other_name;
    gint64 reached;     /* whom the caller spoke to in the end, 0: nobody */
    char *reached_name; /* also of a shared line or a number, where reached is 0 */
    char *returned;     /* why the telephone system gave it back last, "" */
    gint64 inquiry;
    char *queue, *linked_id;
    gint64 revision;
    bool out_of_sight; /* of an inquiry one may not see: what was said, by whom, is left out */
} Call;
Call *call_copy(const Call *call);
void call_free(Call *call);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Call, call_free)

/* Reading. What belongs to an inquiry one may not see has number, caller, asked_for and matter
 * empty and inquiry 0 (SIGHT): out_of_sight; one's own is seen as long as it is open. */
Call *calls_get(Db *db, gint64 id, GError **error); /* NOT_FOUND */
/* Of an operator, not ended, oldest first; 0: those nobody has taken. Array of Call *, owned. */
#define CALLS_OF_ALL (-1)
GPtrArray *calls_open(Db *db, gint64 operator_id, GError **error);
/* By number, newest first (hidden numbers have no history, and what is out of sight is not found by
 * the number that it hides); array of Call *, owned. */
GPtrArray *calls_of_number(Db *db, const char *number, guint limit, GError **error);
/* Began within [from, until), newest first; array of Call *, owned. */
GPtrArray *calls_between(Db *db, gint64 from, gint64 until, guint limit, GError **error);
/* By the id of the telephone system; NULL without error where there is none. */
Call *calls_of_linked_id(Db *db, const char *linked_id, GError **error);
/* Inquiries of this number's calls and those whose sender's address is the number, newest first, at
 * most limit; array of Inquiry *, owned. */
GPtrArray *calls_inquiries_of_number(Db *db, const char *number, guint limit, GError **error);

/* Statements. Adds (kept: db_batch_keep); a second one with the same linked_id adds nothing: then
 * what is kept is no call's number, ask calls_of_linked_id. */
void calls_add(DbBatch *batch, const Call *call);
/* Writes all its facts where the revision is as it was read (CONFLICT), and lifts it; the inquiry
 * may be EVENT_LATEST (-1): added last in the batch. Never for one that is out of sight: what is
 * left out would be lost. */
void calls_put(DbBatch *batch, const Call *call);
/* The event added last gets the number of the call added last, as "call". */
void calls_name_in_event(DbBatch *batch);

/* Calls that ended before a moment and still have a number or a caller. */
gint64 calls_count_named(Db *db, gint64 before, GError **error);
/* Blanks number and caller of those. */
void calls_blank(DbBatch *batch, gint64 before);
/* At most once a day, whoever asks: blanks numbers and names in calls that ended, and in messages
 * and call-backs that were settled, more than so many days ago (0: never), with an event.
 * operator_id 0: the worker. */
bool calls_forget(Db *db, gint64 days, gint64 now, gint64 operator_id, GError **error);

/* Takes away one that nothing was written in and that is no call of the telephone system; expects
 * that it is still so, and as it was read. */
void calls_remove(DbBatch *batch, const Call *call);
/* Who ended it, by their act; 0: nobody did. name: new text, "" then; may be NULL. */
gint64 calls_ended_by(Db *db, gint64 id, char **name);

/* The figures of the incoming calls of a span; waits in seconds. Every call has one end or is still
 * open: transferred, by_message, on_the_spot, inquiries, informed, call_backs, given_up, lost and
 * open add up to offered. One that nothing is written in yet is no call. */
typedef struct {
    gint64 offered;  /* incoming */
    gint64 answered; /* of them, taken by an operator */
    gint64 lost;     /* of them, the caller gave up before */
    gint64 informed, call_backs, given_up, by_message, open;
    gint64 transferred;
    gint64 returned; /* came back from a transfer */
    gint64 messages; /* taken for colleagues, not withdrawn */
    gint64 inquiries;
    gint64 on_the_spot;
    gint64 away;          /* the person asked for was not in, also when put through all the same */
    gint64 away_informed; /* … and a return time, another person or a message was given, or a
                             call-back promised */
    gint64 timed;         /* answered ones whose wait the telephone system knows */
    gint64 average_wait;  /* of those */
    gint64 longest_wait;  /* also of those who gave up */
    gint64 answered_soon; /* of those, within 20 s */
} CallFigures;
/* operator_id 0: of all. */
bool calls_figures(Db *db, gint64 from, gint64 until, gint64 operator_id, CallFigures *figures,
                   GError **error);

#endif

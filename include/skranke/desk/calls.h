/* What an operator does with a telephone call: begins it, keeps what is said, ends it with one
 * outcome. A call is in the database from its first second and open until it is ended; several may
 * be open. The operator's words are kept as typed. */
#ifndef SKRANKE_DESK_CALLS_H
#define SKRANKE_DESK_CALLS_H

#include "skranke/store/calls.h"
#include "skranke/store/events.h"

#include "skranke/desk/desk.h"
#include "skranke/desk/directory.h"

/* caller: a number, words, or both ("Kari Nordmann 912 34 567"), "" for none yet. linked_id: of the
 * telephone system, NULL by hand; the call that has it already is taken (its operator becomes this
 * one; one that was transferred and came back is open again). CONFLICT: another operator has it, or
 * the caller has hung up. began_at 0: now. Returns its number, 0 on error. */
typedef struct {
    const char *caller;
    const char *number; /* as the telephone system says it; NULL: none */
    const char *linked_id, *queue;
    CallDirection direction;
    gint64 began_at;
} NewCall;
gint64 call_begin(Desk *desk, const NewCall *given, GError **error);

/* "Kari Nordmann 912 34 567" or "912 34 567, Kari Nordmann" as name and normalised number, each may
 * be ""; new texts. */
void call_read_caller(const char *typed, char **caller, char **number);

/* What has been typed so far. NULL leaves as it is; person -1 leaves, 0 is nobody. */
typedef struct {
    const char *caller, *asked_for, *matter;
    gint64 person;
    const char *statistic;
    int press; /* -1 leaves */
} CallFacts;   /* caller: as in NewCall; "" forgets a number that was typed */
#define CALL_FACTS_NONE                                                                            \
    {                                                                                              \
        .person = -1, .press = -1                                                                  \
    }
/* Keeps it; what is as it was already is no change. CONFLICT when the call was ended elsewhere. */
bool call_keep(Desk *desk, gint64 call, const CallFacts *facts, GError **error);

/* The outcome, and what the caller was given: the person reached (transfer), the return time told,
 * the other person named. With it stands how the person asked for was at that moment (presence).
 * REFUSED: transferring a journalist to the management, by name, line or number (declaration,
 * "Pressekontakter": only through the press contacts; domain/refusal.h), an outcome that needs a
 * person without one, the return of somebody who is in (unless another was named, or they did not
 * answer), CALL_MESSAGE, which phone_message_send ends a call with, and CALL_CALL_BACK, which
 * call_back_promise does. NOT_FOUND: who has left, and words that are no section. */
typedef struct {
    CallOutcome outcome;
    gint64 reached;             /* CALL_TRANSFERRED: to whom, 0: to the person asked for */
    bool told_back;             /* the return time was said; always so for CALL_INFORMED */
    gint64 other;               /* another person was named, 0: nobody */
    const char *to_text;        /* CALL_TRANSFERRED to a section, its line or a number, NULL */
    bool happened;              /* the telephone system says so: no rule refuses it any more */
    gint64 person;              /* whom they asked for, where the call names nobody; 0: nobody */
    gint64 inquiry;             /* CALL_MESSAGE, CALL_INQUIRY: where it stands now, 0: none */
    const Directory *directory; /* where it is read already; NULL: read for this */
} CallEnd;
bool call_end(Desk *desk, gint64 call, const CallEnd *end, GError **error);
/* The same as a part of another act's batch, with its event: of a call as it was read. Nothing is
 * added on error. */
bool call_end_in(Desk *desk, DbBatch *batch, const Call *call, const CallEnd *end, gint64 now,
                 GError **error);
/* Before the telephone system connects it: REFUSED where a journalist would come to the management
 * by this name or number. */
bool call_may_go_to(Desk *desk, gint64 call, const char *written, GError **error);
/* What is asked before a caller is put through to somebody who is away or busy: "Kari Vik: OUT
 * until Mon 08:00."; NULL: nothing, or it is refused anyhow. Translated, safe, new text. */
char *call_transfer_question(Desk *desk, const Directory *directory, const Call *call,
                             gint64 reached, gint64 now);
/* How a call ended, with the name of whoever was reached or named: "transferred to Kari Vik"; and
 * the same as a sentence with who ended it. Translated, safe, new text. */
char *call_end_text(const Call *call);
char *call_ended_text(Desk *desk, const Call *call);
/* Takes away a call that was begun by hand and never written in: it was none. CONFLICT where it is
 * one by now, or ended. */
bool call_drop(Desk *desk, gint64 call, GError **error);
/* act_undo of CALL_ENDED by this operator: the call is open again, its inquiry stays. CONFLICT:
 * changed since. */
bool call_undo(Desk *desk, const Event *event, GError **error);

/* Registers it as an inquiry by telephone (desk/acts.h act_register) and ends the call: subject is
 * the matter's first line, from the caller (the number is in the text, and the call keeps it);
 * owner is the operator when `mine`. text: what is registered, NULL or "": the matter. Its category
 * is suggested; a journalist's is press, one without a matter switchboard_call. Returns the
 * inquiry's number, 0 on error. */
gint64 call_to_inquiry(Desk *desk, gint64 call, const char *text, bool mine, GError **error);

/* Who rings: what is known of a number before the call is taken. */
typedef struct {
    char *name; /* as it was written last for this number, or the colleague whose number it
                   is; "" */
    const Person *colleague; /* the number is a person's of ours, NULL */
    GPtrArray *calls;        /* of Call *, newest first, at most 5 */
    GPtrArray *inquiries;    /* of Inquiry *, newest first, at most 3, seen ones */
    GPtrArray *reached;      /* of const Person *: spoken to before, last first, each once */
} CallerFacts;
CallerFacts *caller_facts(Desk *desk, const Directory *directory, const char *number,
                          GError **error);
void caller_facts_free(CallerFacts *facts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CallerFacts, caller_facts_free)

/* The figures of a day (of the bureau's zone) in words, one fact a line: for print and for a sheet;
 * translated, new text. "away-with-information" is the share of callers whose person was out who
 * got a return time, another person or a message. */
char *calls_day_text(const CallFigures *figures, gint64 day);

#endif

/* The telephone system: what rings, who waits, and what it is asked to do. Three drivers: none
 * (everything by hand), asterisk (AMI over HTTP) and replay (recorded blocks, for tests and
 * training).
 *
 * Believes events, never replies: a system says "Success" while it drops the caller. One value,
 * used on the main loop; tells of every change through one function. */
#ifndef SKRANKE_SERVICES_PBX_H
#define SKRANKE_SERVICES_PBX_H

#include "skranke/base/config.h"

/* WAITING → RINGING (at this operator) → TALKING → (CONSULTING → READY) → TRANSFERRING → DONE |
 * RETURNED | LOST; PARKED on the way; ELSEWHERE: another operator has it; UNKNOWN: 20 s without an
 * event after something was asked: look at the telephone. */
typedef enum {
    PBX_WAITING,
    PBX_RINGING,
    PBX_TALKING,
    PBX_CONSULTING,
    PBX_READY,
    PBX_TRANSFERRING,
    PBX_PARKED,
    PBX_ELSEWHERE,
    PBX_RETURNED,
    PBX_UNKNOWN,
    PBX_DONE,
    PBX_LOST
} PbxState;
extern const char *const pbx_state_words[]; /* "waiting", …, NULL */
const char *pbx_state_text(PbxState state); /* translated */

/* Why a call came back or ended without a result. */
typedef enum {
    PBX_REASON_NONE,
    PBX_REASON_NO_ANSWER,
    PBX_REASON_BUSY,
    PBX_REASON_REJECTED,
    PBX_REASON_UNREACHABLE, /* switched off, congestion, not registered */
    PBX_REASON_NO_SUCH_NUMBER,
    PBX_REASON_HUNG_UP /* the caller */
} PbxReason;
extern const char *const pbx_reason_words[];   /* "", "no_answer", …, NULL */
const char *pbx_reason_text(PbxReason reason); /* translated */

/* One call of a caller, the same from queue to transfer and back (Linkedid). */
typedef struct {
    char *id;            /* of the telephone system */
    char *number, *name; /* of the caller as it came, safe, "" hidden */
    char *queue;
    PbxState state;
    gint64 began_at, answered_at, changed_at; /* 0: not (yet) */
    int position;                             /* in the queue, 0: not in it */
    char *target;     /* number it is transferred to, consulted or parked at; of one that is DONE:
                         to whom it was transferred, "": it just ended */
    PbxReason reason; /* of the last return or loss */
    gint64 parked_until; /* 0: not parked */
    char *operator_;     /* who has it (PBX_ELSEWHERE), "" */
} PbxCall;

typedef enum {
    PBX_TAKE,     /* this waiting caller */
    PBX_TRANSFER, /* to a number, into the safe context */
    PBX_CONSULT,  /* ask the number first */
    PBX_COMPLETE, /* connect both; only READY */
    PBX_CANCEL,   /* back to the caller, also while the target still rings */
    PBX_PARK,
    PBX_UNPARK,
    PBX_PAUSE, /* this operator out of the queue, with a reason */
    PBX_RESUME,
    PBX_DIAL /* ring a number, for call-backs */
} PbxAct;

/* What an internal number is doing. */
typedef enum { LINE_UNKNOWN, LINE_FREE, LINE_BUSY, LINE_RINGING, LINE_OFF } LineState;
extern const char *const line_state_words[]; /* "unknown", "free", … */
typedef struct {
    LineState state;
    gint64 at; /* when it was heard last, 0: never */
} Line;

typedef enum { PBX_OFF, PBX_CONNECTING, PBX_CONNECTED, PBX_AWAY } PbxConnection;

typedef struct Pbx Pbx;
typedef struct {
    /* Something changed: a call (borrowed; gone after DONE and LOST), or (NULL) connection, queue,
     * lines, pause. Must not close the Pbx. */
    void (*changed)(const PbxCall *call, gpointer user);
    /* What was asked for did not come about; a sentence, translated. */
    void (*failed)(const char *sentence, gpointer user);
} PbxListener;

/* By [pbx] driver; "none" gives a Pbx that is PBX_OFF for good. extension: this operator's own
 * number
 * ("" the setting). FAILED for settings that cannot work: each named (no https except to this
 * machine, a secret that others may read, a context with other signs than letters, digits, - and
 * _). Connects by itself, and again after 1, 2, 4 … 30 s. */
Pbx *pbx_open(const Config *config, const char *extension, const PbxListener *listener,
              gpointer user, GError **error);
void pbx_close(Pbx *pbx);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Pbx, pbx_close)

PbxConnection pbx_connection(const Pbx *pbx);
/* "PBX: connected", "PBX: away since 10:42", "" for none; translated, new text. */
char *pbx_connection_text(const Pbx *pbx);
/* What is wrong and what to do about it, translated; "" nothing; borrowed until it changes. Also
 * while it is connected: no such queue, this telephone is no member of it. */
const char *pbx_trouble(const Pbx *pbx);
/* This desk's own number, "" not known; borrowed. */
const char *pbx_extension(const Pbx *pbx);
/* Calls now: this operator's first (returned on top), then those waiting, longest first; array of
 * const PbxCall *, borrowed members; free with g_ptr_array_unref. */
GPtrArray *pbx_calls(const Pbx *pbx);
const PbxCall *pbx_call(const Pbx *pbx, const char *id); /* NULL: none */
/* The one that rings at or is spoken to by this operator; NULL: none. */
const PbxCall *pbx_current(const Pbx *pbx);
/* Of an internal number; LINE_UNKNOWN until it was heard of; asking watches it from then on. */
Line pbx_line(Pbx *pbx, const char *number);
bool pbx_is_paused(const Pbx *pbx);
/* Is this desk's telephone in the queue, so that callers come to it? */
bool pbx_is_member(const Pbx *pbx);
/* Is it the only one in the queue whom callers can come to, so that nobody is left where it pauses?
 */
bool pbx_is_last(const Pbx *pbx);

/* Asks a connected system whether it is set up as docs/pbx.md says: rights, contexts, hint, queue.
 * Moves and rings nobody. What is missing, with the line to add, is among the findings (translated
 * sentences, borrowed) when it is inspected, some seconds later. */
void pbx_inspect(Pbx *pbx);
bool pbx_is_inspected(const Pbx *pbx);
const GPtrArray *pbx_findings(const Pbx *pbx); /* of char *; NULL: never inspected */

/* Why it cannot be done now, translated, borrowed; NULL when it can. number may be NULL. */
const char *pbx_refusal(const Pbx *pbx, PbxAct act, const PbxCall *call, const char *number);
/* Asks for it: what comes of it is told by events (changed), never by the return value. A transfer
 * is first checked (does the number exist, is it switched off) and refused through `failed`. false
 * and REFUSED: as pbx_refusal. */
bool pbx_act(Pbx *pbx, PbxAct act, const PbxCall *call, const char *number_or_reason,
             GError **error);

#endif

/* What is known of each call, shared by the files of the state machine: pbx_calls.c (calls and what
 * was asked for), pbx_events.c (what events mean), pbx_handover.c, pbx_lines.c (internal numbers,
 * the queue) and pbx_resync.c (what the lists replace). */
#ifndef SKRANKE_SERVICES_PBX_RECORDS_H
#define SKRANKE_SERVICES_PBX_RECORDS_H

#include "pbx_calls.h"

typedef struct {
    PbxCall told;
    char *channel;         /* the caller's leg */
    char *own_channel;     /* this desk's leg, "" */
    char *other_channel;   /* the leg of whoever is asked, "" */
    bool mine;             /* this desk has spoken to the caller */
    bool over;             /* DONE or LOST was told; kept until the caller's leg is gone */
    bool abandoned;        /* left the queue by hanging up, or was redirected by somebody */
    bool leaving;          /* the caller has hung up; the end of their leg is to come */
    bool asked;            /* an act was asked for and has not come about */
    PbxAct act;            /* the one asked for last */
    PbxState before;       /* when it was asked */
    guint ringing;         /* legs that ring for it */
    bool dialled;          /* one has rung */
    gint64 overdue_ms;     /* 0: nothing is waited for */
    bool in_queue, in_lot; /* by the lists of a resync */
} Record;

/* A leg as a resync lists it. */
typedef struct {
    char *channel, *unique, *linked, *bridge, *number, *name;
    bool ringing, up;
} Leg;

struct PbxCalls {
    const PbxNames *names;
    PbxListener listener;
    gpointer user;
    GHashTable *records; /* id -> Record * */
    GHashTable *lines;   /* internal number -> Line * */
    GPtrArray *legs;     /* of Leg *, during a resync; else NULL */
    GHashTable *free;    /* interfaces of others in the queue whom callers can come to, char * */
    bool paused, member, has_queue;
    PbxMoment moment;
};

enum {
    SOON_MS = 20 * 1000,  /* an event that does not come by then makes the outcome unknown */
    RINGS_MS = 60 * 1000, /* the same while somebody's telephone is known to ring */
};

/* Replaces an owned text. */
void record_text(char **place, const char *text);
/* Changes the state and tells, where it is another. */
void record_state(PbxCalls *calls, Record *record, PbxState state);
/* What was asked for has come about or is given up. */
void record_settle(Record *record);
void record_wait(PbxCalls *calls, Record *record, gint64 milliseconds);
void calls_failed(PbxCalls *calls, const Record *record, const char *format);

/* By id, or by the channel of one of its legs. NULL: none. */
Record *record_find(const PbxCalls *calls, const char *id);
Record *record_of_channel(const PbxCalls *calls, const char *channel);
Record *record_add(PbxCalls *calls, const char *id, const char *channel, const char *number,
                   const char *name);
void record_remove(PbxCalls *calls, const Record *record);

/* All of them, array of Record *, borrowed members: to walk while they change. */
GPtrArray *records_of_all(const PbxCalls *calls);

/* Is it this desk's telephone: the interface itself, or a leg of it? */
bool is_own(const PbxCalls *calls, const char *channel);
bool is_own_queue(const PbxCalls *calls, const PbxBlock *block);

/* What several events come down to. */
void record_talks(PbxCalls *calls, Record *record, const char *own_channel);
void record_elsewhere(PbxCalls *calls, Record *record, const char *operator_name);
void record_returned(PbxCalls *calls, Record *record, PbxReason reason);
void record_done(PbxCalls *calls, Record *record, const char *target);
void record_lost(PbxCalls *calls, Record *record, PbxReason reason);

/* pbx_events.c: the call a block is about; one that is made where it is not known; is it the caller
 * who is put through, and not somebody asked about them; does this desk's telephone ring? */
Record *record_of_block(const PbxCalls *calls, const PbxBlock *block);
Record *record_of_caller(PbxCalls *calls, const PbxBlock *block);
bool is_of_caller(const Record *record, const PbxBlock *block);
bool rings_own(const PbxCalls *calls, const PbxBlock *block);
void record_rings(PbxCalls *calls, Record *record, const char *own_channel);
void record_stops_ringing(PbxCalls *calls, Record *record);

/* pbx_handover.c */
void hand_dial_begin(PbxCalls *calls, const PbxBlock *block);
void hand_dial_end(PbxCalls *calls, const PbxBlock *block);
void hand_hold(PbxCalls *calls, const PbxBlock *block);
void hand_unhold(PbxCalls *calls, const PbxBlock *block);
void hand_blind_transfer(PbxCalls *calls, const PbxBlock *block);
void hand_attended_transfer(PbxCalls *calls, const PbxBlock *block);
void hand_user_event(PbxCalls *calls, const PbxBlock *block);
void hand_hangup_request(PbxCalls *calls, const PbxBlock *block);
void hand_hangup(PbxCalls *calls, const PbxBlock *block);

/* pbx_lines.c */
void lines_extension(PbxCalls *calls, const PbxBlock *block);
void lines_member(PbxCalls *calls, const PbxBlock *block);
void lines_originated(PbxCalls *calls, const PbxBlock *block);

/* pbx_resync.c: the events of lists. */
void resync_queue(PbxCalls *calls, const PbxBlock *block);
void resync_entry(PbxCalls *calls, const PbxBlock *block);
void resync_channel(PbxCalls *calls, const PbxBlock *block);

#endif

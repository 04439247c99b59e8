/* What the telephone system's events say about calls, lines and this operator's pause: a pure state
 * machine, the same for a live system and for a recording. It asks nothing of anybody and knows no
 * clock. */
#ifndef SKRANKE_SERVICES_PBX_CALLS_H
#define SKRANKE_SERVICES_PBX_CALLS_H

#include "skranke/services/pbx.h"

#include "pbx_blocks.h"

/* How this desk is known to the telephone system; texts are owned. */
typedef struct {
    char *queue; /* "": every queue */
    char *extension;
    char *interface; /* "PJSIP/2101" */
    char *context, *internal_context, *outside_prefix;
} PbxNames;

/* now: on the wall; ms: on a clock that only runs forward, for deadlines. */
typedef struct {
    gint64 now, ms;
} PbxMoment;

typedef struct PbxCalls PbxCalls;
PbxCalls *pbx_calls_new(const PbxNames *names, const PbxListener *listener, gpointer user);
void pbx_calls_free(PbxCalls *calls);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PbxCalls, pbx_calls_free)

/* An event, or the first block of an answer to ExtensionState. */
void pbx_calls_take(PbxCalls *calls, const PbxBlock *block, PbxMoment moment);

/* It has been asked for: until an event says otherwise the call is under way to it; after 20 s
 * without one its outcome is unknown. */
void pbx_calls_asked(PbxCalls *calls, const char *id, PbxAct act, const char *number,
                     PbxMoment moment);
/* It was refused, nothing has happened: as before. */
void pbx_calls_not_done(PbxCalls *calls, const char *id);
/* Nobody knows whether it happened (the answer was lost). */
void pbx_calls_in_doubt(PbxCalls *calls, const char *id);
/* What is overdue becomes unknown. The next moment at which something may be, 0: none. */
gint64 pbx_calls_tick(PbxCalls *calls, PbxMoment moment);

/* Between these two the lists of the system are taken: they replace what was known. What is gone
 * ended while nobody looked. */
void pbx_calls_resync_begin(PbxCalls *calls);
void pbx_calls_resync_end(PbxCalls *calls, PbxMoment moment);

/* As the public functions of these names. */
GPtrArray *pbx_calls_list(const PbxCalls *calls);
const PbxCall *pbx_calls_find(const PbxCalls *calls, const char *id);
const PbxCall *pbx_calls_current(const PbxCalls *calls);
Line pbx_calls_line(const PbxCalls *calls, const char *number);
bool pbx_calls_paused(const PbxCalls *calls);
/* Was anything asked for that has not come about yet? */
bool pbx_calls_is_asked(const PbxCalls *calls, const char *id);
/* Was there a queue of this name, and is this desk's telephone in it? As of the last resync. */
bool pbx_calls_has_queue(const PbxCalls *calls);
bool pbx_calls_is_member(const PbxCalls *calls);
bool pbx_calls_is_last(const PbxCalls *calls);

/* The system's names of the legs, "" where not known; borrowed. */
const char *pbx_calls_caller_channel(const PbxCalls *calls, const char *id);
const char *pbx_calls_own_channel(const PbxCalls *calls, const char *id);

#endif

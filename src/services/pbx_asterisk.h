/* How the driver of Asterisk speaks: one session, one long poll, requests beside it. Shared by
 * pbx_asterisk.c (session, events) and pbx_asterisk_acts.c (what is asked for). */
#ifndef SKRANKE_SERVICES_PBX_ASTERISK_H
#define SKRANKE_SERVICES_PBX_ASTERISK_H

#include "skranke/net/http_pool.h"

#include "pbx_private.h"

typedef struct Asterisk {
    Pbx *pbx;
    HttpPool *pool;
    char *url, *user, *ca_file, *secret;
    GPtrArray *asks; /* of Ask *, under way, owned */
    GQueue to_watch; /* internal numbers to ask about, char * */
    guint watching;  /* of them under way */
    guint step;      /* of the resync */
    guint attempts;  /* since it last went well */
    guint timer;     /* until the next attempt or poll */
    guint probe;     /* timer: until no event is expected any more */
    gint64 polled_ms;
    gint64 hurry; /* waits are divided by it: 1, in tests more */
} Asterisk;

/* A request under way, and what is to be done with its answer. */
typedef struct Ask {
    Asterisk *asterisk;
    guint request;
    PbxAct act;
    char *call;   /* id, "" none */
    char *number; /* "" none */
    bool poll;    /* the long one */
    /* blocks: of a whole answer, at least one. */
    void (*reply)(Asterisk *asterisk, struct Ask *ask, GPtrArray *blocks);
} Ask;

typedef void (*AskReply)(Asterisk *asterisk, Ask *ask, GPtrArray *blocks);

/* Sends an action with pairs of header and value, ended by NULL. given: what to remember with it
 * (texts are copied), NULL: nothing. */
void asterisk_send(Asterisk *asterisk, AskReply reply, const Ask *given, const char *action,
                   ...) G_GNUC_NULL_TERMINATED;
/* Did the first block say that it was accepted, or that the session is over (or it is not
 * allowed)? */
bool asterisk_accepted(const GPtrArray *blocks);
bool asterisk_denied(const GPtrArray *blocks);

/* pbx_asterisk_inspect.c */
void asterisk_inspect(Pbx *pbx);

/* pbx_asterisk_acts.c */
void asterisk_act(Pbx *pbx, PbxAct act, const PbxCall *call, const char *number);

#endif

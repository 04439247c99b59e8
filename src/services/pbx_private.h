/* What the drivers of the telephone system share; only the files pbx*.c include it. */
#ifndef SKRANKE_SERVICES_PBX_PRIVATE_H
#define SKRANKE_SERVICES_PBX_PRIVATE_H

#include "skranke/services/pbx.h"

#include "pbx_calls.h"

/* What a driver does. Each may be NULL except in a table that can be opened. */
typedef struct {
    const char *word; /* of [pbx] driver */
    bool (*open)(Pbx *pbx, const Config *config, GError **error);
    /* call NULL for acts without one; number: already made fit for dialling, or a reason. */
    void (*act)(Pbx *pbx, PbxAct act, const PbxCall *call, const char *number);
    void (*watch)(Pbx *pbx, const char *number);
    void (*close)(Pbx *pbx);
    void (*inspect)(Pbx *pbx); /* may be NULL: nothing to be found */
} PbxDriver;
extern const PbxDriver pbx_driver_asterisk, pbx_driver_replay;

struct Pbx {
    const PbxDriver *driver; /* NULL: none */
    gpointer own;            /* the driver's */
    PbxNames names;
    PbxListener listener;
    gpointer user;
    PbxCalls *calls;
    GHashTable *watched; /* internal numbers asked about, char * */
    PbxConnection connection;
    gint64 away_since, heard_at;
    char *trouble;
    guint timer; /* for pbx_calls_tick */
    gint64 timer_at;
    GPtrArray *findings; /* of char *, owned; NULL: not inspected */
    guint inspecting;    /* questions of the inspection under way */
    bool probing;        /* one of them: the event that the inspection provokes is to come */
};

/* The event that an inspection provokes, to see whether events come. */
#define PBX_PROBE "SkrankeCheck"

PbxMoment pbx_moment(void);
/* A block for the calls, and the clock for what it may have begun. */
void pbx_take(Pbx *pbx, const PbxBlock *block);
void pbx_set_clock(Pbx *pbx);
/* Tells the listener when it is another state; trouble: translated, NULL none. */
void pbx_set_connection(Pbx *pbx, PbxConnection connection, const char *trouble);
void pbx_tell_failed(Pbx *pbx, const char *sentence);

/* Is it a number inside the house (so that the system can be asked about it)? */
bool pbx_is_internal(const char *dialled);

#endif

/*
 * What the two files of the stand-in for Asterisk's manager share; tests include rawman.h only.
 */
#pragma once

#include <gio/gio.h>

#include "rawman.h"

typedef struct {
    char *action, *text;
} Scripted;

struct Rawman {
    GMutex lock;
    GCond changed;
    GSocket *listener;
    GCancellable *closing;
    GThread *accepting;
    GPtrArray *clients; /* of GSocket * */
    guint serving;
    int port;
    bool down;
    char *session;   /* the cookie's value, "" none */
    guint sessions;  /* made so far */
    GString *events; /* not fetched yet */
    guint waiting;   /* number of the WaitEvent that waits, 0: none */
    guint waits, kicked;
    GHashTable *lists, *lines;
    GPtrArray *answers, *thens; /* of Scripted * */
    GPtrArray *actions;         /* of char *, all that came */
    GString *complaints;
};

/** Remembers what was wrong with a request. Locked. */
void rawman_complain(Rawman *server, const char *format, const char *what);
/** The answer with LF line ends, or the word of a fault. Locked. The caller owns it. */
char *rawman_act(Rawman *server, GHashTable *fields, const char *cookie);
/** Takes connections until closing is cancelled; a thread. */
gpointer rawman_accept(gpointer server);

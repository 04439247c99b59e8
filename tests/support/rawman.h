/*
 * A stand-in for Asterisk's manager over HTTP (/rawman) on 127.0.0.1: login and cookie, exactly one
 * WaitEvent a session, other actions beside it, events from the test, and the faults that a real
 * system shows. Strict: what a real Asterisk would not understand is refused and remembered.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef struct Rawman Rawman;

/** Starts it; the manager user is "skranke", its secret "hemmelig". */
Rawman *rawman_start(void);
void rawman_stop(Rawman *server);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Rawman, rawman_stop)
int rawman_port(const Rawman *server);

/** Something happens: blocks with LF line ends ("Event: Hold\nChannel: …\n\n"); given to whoever
 * waits, or kept for them. */
void rawman_event(Rawman *server, const char *blocks);
/** What a list action answers with from now on, without its reply and its end. "ShowDialPlan NAME"
 * is the context of that name, which does not exist before; blocks NULL: no longer. */
void rawman_list(Rawman *server, const char *action, const char *blocks);
/** What ListCommands lists where a test does not say otherwise (and Park). */
#define RAWMAN_RIGHTS                                                                              \
    "Redirect: Redirect (transfer) a call. (Priv: call,all)\n"                                     \
    "QueuePause: Makes a queue member unavailable. (Priv: agent,all)\n"                            \
    "Originate: Originate a call. (Priv: originate,all)\n"                                         \
    "CoreShowChannels: List active channels. (Priv: system,reporting,all)\n"                       \
    "UserEvent: Send an arbitrary event. (Priv: user,all)\n"
/** The status of an internal number; numbers that were never set are -1. */
void rawman_line(Rawman *server, const char *number, int status);
/** After the next such action these events happen, whatever it answers. */
void rawman_then(Rawman *server, const char *action, const char *blocks);

/** Instead of the answer to the next such action. */
#define RAWMAN_HANG "hang"       /**< nothing, until the client gives up */
#define RAWMAN_CUT "cut"         /**< half an answer, then the end of the connection */
#define RAWMAN_GARBAGE "garbage" /**< bytes that are no blocks */
/** The answer to the next such action: one of these, or a body with LF line ends. */
void rawman_answer(Rawman *server, const char *action, const char *answer);
/** All sessions are forgotten, as after httptimeout. */
void rawman_expire(Rawman *server);
/** Disappears: no connection is open or taken; comes back on the same port. */
void rawman_down(Rawman *server);
void rawman_up(Rawman *server);

/** How often an action came; "" counts all. */
guint rawman_count(Rawman *server, const char *action);
/** The last such action as "Redirect Channel=… Context=… …", "" none. The caller owns it. */
char *rawman_last(Rawman *server, const char *action);
/** How often a second WaitEvent threw out the first. */
guint rawman_kicked(Rawman *server);
/** What was wrong with the requests, a line each; "" nothing. The caller owns it. */
char *rawman_complaints(Rawman *server);
/** Is somebody waiting for events now? */
bool rawman_is_polled(Rawman *server);

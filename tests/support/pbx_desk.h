/*
 * A desk at a stand-in for Asterisk's manager over HTTP: one caller's events, and waiting for what
 * the driver makes of them.
 */
#pragma once

#include "skranke/services/pbx.h"

#include "rawman.h"

#define CALLER "PJSIP/trunk-00000001"
#define OWN "PJSIP/2101-00000002"
#define OTHER "PJSIP/2102-00000003"
#define OF_CALL                                                                                    \
    "Channel: " CALLER "\nLinkedid: 1.1\nUniqueid: 1.1\nCallerIDNum: 91234567\nQueue: "            \
    "sentralbord\n"
#define JOIN "Event: QueueCallerJoin\n" OF_CALL "Position: 1\n\n"
#define CALLED "Event: AgentCalled\n" OF_CALL "DestChannel: " OWN "\nInterface: PJSIP/2101\n\n"
#define CONNECT "Event: AgentConnect\n" OF_CALL "DestChannel: " OWN "\nInterface: PJSIP/2101\n\n"
#define HANGUP "Event: Hangup\nChannel: " CALLER "\nLinkedid: 1.1\nCause: 16\n\n"
#define OWN_HANGUP "Event: Hangup\nChannel: " OWN "\nLinkedid: 1.1\nCause: 16\n\n"
#define HOLD(event) "Event: " event "\nChannel: " OWN "\nLinkedid: 1.1\nUniqueid: 1.2\n\n"
#define DIAL(event, leg, status)                                                                   \
    "Event: " event "\n" OF_CALL "DestChannel: " leg "\nDialStatus: " status "\n\n"

/** What a test gets as its state. */
typedef struct {
    Rawman *server;
    char *folder;
    Config *config;
    Pbx *pbx;
    GString *told;   /**< states of the call, a word a line */
    GString *failed; /**< sentences, a line each */
} PbxDesk;

/** Notes what it is told in the PbxDesk that is its user. */
extern const PbxListener pbx_desk_listener;

/** Before and after each test. */
int pbx_desk_start(void **state);
int pbx_desk_stop(void **state);
/** The settings of a desk at this port, and more lines of [pbx]. */
Config *pbx_desk_settings(const char *folder, int port, const char *more);

/** Waits for a condition, 10 seconds at most. */
typedef bool (*PbxCondition)(PbxDesk *desk, const char *what);
void pbx_desk_until(PbxDesk *desk, PbxCondition holds, const char *what);
bool pbx_has_told(PbxDesk *desk, const char *what);   /**< the last state */
bool pbx_has_failed(PbxDesk *desk, const char *what); /**< a part of what was said */
bool pbx_is_connected(PbxDesk *desk, const char *what);
bool pbx_is_away(PbxDesk *desk, const char *what);
bool pbx_has_come(PbxDesk *desk, const char *what); /**< an action reached the server */
bool pbx_has_come_twice(PbxDesk *desk, const char *what);
bool pbx_desk_is_paused(PbxDesk *desk, const char *what); /**< "paused" or not */
bool pbx_line_is(PbxDesk *desk, const char *what);        /**< the line 2102 */

void pbx_desk_open(PbxDesk *desk);
void pbx_desk_connect(PbxDesk *desk);
/** Connected, and a caller is talking. */
void pbx_desk_talk(PbxDesk *desk);
/** With the caller: done, or refused at once. */
void pbx_desk_act(PbxDesk *desk, PbxAct what, const char *number);
void pbx_desk_refuses(PbxDesk *desk, PbxAct what, const char *number);
/** The last action of this name was exactly this. */
void pbx_desk_last_was(PbxDesk *desk, const char *action, const char *expected);
/** The server has nothing to complain about. */
void pbx_desk_is_sound(PbxDesk *desk);

#define with_desk(test) cmocka_unit_test_setup_teardown(test, pbx_desk_start, pbx_desk_stop)

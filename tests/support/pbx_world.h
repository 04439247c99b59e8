/*
 * The calls of one operator at 2101 as a real Asterisk 22 tells of them, step by step: "join",
 * "ring" … are events of a table; "?transfer 2102" is asked for; "!20" lets seconds go by.
 */
#pragma once

#include "../../src/services/pbx_calls.h"

/** The legs of the caller, of the operator and of another. */
#define CALLER "PJSIP/trunk-00000001"
#define OWN "PJSIP/2101-00000002"
#define OTHER "PJSIP/2102-00000003"

/** The steps after which the operator talks to the caller. */
#define TALKS "join,called,dial own,own answers,leave,connect"

typedef struct {
    PbxCalls *calls;
    PbxMoment moment;
    PbxState last; /* told last */
    PbxReason reason;
    char *target;
    guint told, lost, done, failed;
} World;

void world_start(World *world);
void world_end(World *world);
/** Takes one or several blocks. */
void world_take(World *world, const char *text);
/** One step; fails the test where there is none of this name. */
void world_step(World *world, const char *words);
/** Several, with commas between; "" is none. */
void world_steps(World *world, const char *words);

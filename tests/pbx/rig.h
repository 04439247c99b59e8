/*
 * What the steps against a real Asterisk stand on: the desk (the driver, as the program opens it),
 * telephones, Asterisk's own command line, waiting for conditions, and what is written of each
 * step.
 */
#pragma once

#include "skranke/services/pbx.h"

#include "handset.h"
#include "process.h"

/** A desk that listens: what it was told, as words with a space between them ("waiting ringing
 * done>2102 lost(hung_up)"; of a second call "2:waiting"). */
typedef struct {
    Pbx *pbx;
    Config *config;
    GString *told;
    GString *failed; /**< sentences, a line each */
    GPtrArray *ids;  /**< calls in the order in which they were told of */
} RigDesk;

typedef struct {
    char *folder, *command;         /**< Asterisk's folder; "asterisk -rx" with all before it */
    int sip_port, http_port;        /**< http_port: of TLS */
    Sandbox *sandbox;               /**< for the commands */
    Handset *caller, *own, *other;  /**< from outside; 2101; 2102 */
    Handset *second, *third;        /**< a second caller; 2103 */
    RigDesk desk;                   /**< of 2101 */
    RigDesk beside;                 /**< of 2103; opened where a step needs it */
    GString *why;                   /**< what went otherwise in this step; empty: nothing */
    struct RigRecording *recording; /**< NULL: none is made */
} Rig;

typedef struct {
    int number;
    const char *title;
    void (*run)(Rig *rig);
} RigStep;
extern const RigStep steps_of_calls[], steps_of_consulting[], steps_of_house[];

Rig *rig_open(void);
void rig_close(Rig *rig);
/** Everything as before the first step: no calls, telephones on and ringing, nobody paused. */
void rig_rest(Rig *rig);

/** Runs a command on Asterisk's command line. New text. */
char *rig_cli(const Rig *rig, const char *command);
/** Opens a desk; port: of TLS; more: lines of [pbx]. Waits until it is connected. */
void rig_desk_open(Rig *rig, RigDesk *desk, const char *extension, int port, const char *more);
void rig_desk_close(RigDesk *desk);

/** Something is not as it should be; the first one of a step is shown. Returns false. */
bool rig_fail(Rig *rig, const char *format, ...) G_GNUC_PRINTF(2, 3);
typedef bool (*RigCondition)(gconstpointer data);
/** Lets the main loop run until it holds; false (and the step fails: waited in vain for `what`). */
bool rig_until(Rig *rig, double seconds, const char *what, RigCondition holds, gconstpointer data);
/** The desk is told exactly this since it was asked last; then it counts anew. */
bool rig_told(Rig *rig, RigDesk *desk, double seconds, const char *words);
/** A sentence with this in it was said; then it is forgotten. */
bool rig_said(Rig *rig, RigDesk *desk, double seconds, const char *part);
/** As many calls ring at the telephone, or talk on it. */
bool rig_rings(Rig *rig, const Handset *handset, guint calls, double seconds);
bool rig_talks(Rig *rig, const Handset *handset, guint calls, double seconds);
/** Does it with the first call (or none where the act needs none); false and said why. */
bool rig_act(Rig *rig, RigDesk *desk, PbxAct act, const char *number);
/** It is refused at once. */
bool rig_refused(Rig *rig, RigDesk *desk, PbxAct act, const char *number);
/** The caller calls, 2101 rings and answers; talking. */
bool rig_talk(Rig *rig);
/** The same, and 2102 is asked; it rings. */
bool rig_consult(Rig *rig);

/** What is recorded, where SKRANKE_ASTERISK_RECORD names a folder: a file a step. Beside blocks as
 * they come it has lines of the run: "?transfer 2102" was asked for, "=talking" is what the desk
 * was told since then, "-" all calls are over. */
typedef struct RigRecording RigRecording;
void recording_open(Rig *rig);
void recording_begin(Rig *rig, int step, const char *title);
void recording_note(const Rig *rig, const char *format, ...) G_GNUC_PRINTF(2, 3);
void recording_end(Rig *rig);
void recording_free(RigRecording *recording);

/** The telephones are moved by lines on the standard input, until it ends. */
void by_hand(const Rig *rig);

#define TRY(done)                                                                                  \
    do {                                                                                           \
        if (!(done))                                                                               \
            return;                                                                                \
    } while (0)

enum { SOON = 8, RINGING_OUT = 40 };

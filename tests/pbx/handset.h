/*
 * A SIP telephone on loopback, as simple as one can be: it registers, rings, answers, rejects,
 * calls, holds, hands over and hangs up when the test says so, and sends silence meanwhile. Works
 * on the main loop.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef struct Handset Handset;

/** What it does with a call that comes. */
typedef enum {
    HANDSET_RINGS = 180,
    HANDSET_ANSWERS = 200,
    HANDSET_IS_BUSY = 486,
    HANDSET_REJECTS = 603
} HandsetManner;

/** A telephone of this number at an Asterisk whose SIP port this is; line "": it is known by its
 * number, else it says with this header's value that it calls on an outside line. */
Handset *handset_new(int port, const char *number, const char *line);
void handset_free(Handset *handset);

/** Switches it on or off (an answer comes later). */
void handset_switch(Handset *handset, bool on);
bool handset_is_on(const Handset *handset);
void handset_set_manner(Handset *handset, HandsetManner manner);

/** The newest call that rings is answered, or refused with this status. Nothing where none rings.
 */
void handset_answer(Handset *handset);
void handset_refuse(Handset *handset, int status);
void handset_call(Handset *handset, const char *number);
/** Hangs up the newest call, whatever it is doing. */
void handset_hang_up(Handset *handset);
/** Keys pressed while it talks, as SIP INFO, one after the other. */
void handset_press(Handset *handset, const char *keys);
/** Puts the first call on hold, as the telephone's own key does. */
void handset_hold(Handset *handset);
/** Hands its only call on to a number; or, with two, connects both. */
void handset_hand_over(Handset *handset, const char *number);

guint handset_ringing(const Handset *handset);
guint handset_talking(const Handset *handset);
guint handset_calls(const Handset *handset);

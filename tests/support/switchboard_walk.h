/* The switchboard's walk (tests/store/test_switchboard_walk.c): who walks, and what must hold after
 * each step of it. */
#pragma once

#include "desk_fixture.h"

enum { SWITCHBOARD_DESKS = 3 }; /* the last one sees only what is open */

typedef struct {
    StoreFixture *fixture;
    Desk *desks[SWITCHBOARD_DESKS];
    Desk *desk; /* who acts */
    GRand *chance;
    gint64 now;
    int mails, rings;
    GString *path; /* what was done, for whoever must find out why */
} Walk;

/* Fails the test with the path where calls, messages, call-backs, figures, counts and what each
 * desk sees do not follow from each other. */
void switchboard_is_sound(Walk *walk);

/* Everything that the switchboard's acts change, but not how often; a call that nobody had stays
 * with whoever ended it. New text. */
char *switchboard_state(Walk *walk);
/* With it what an act that is refused must leave as it is as well. New text. */
char *switchboard_all(Walk *walk);

/* Four people, the last one of the management, and three sections. */
void switchboard_people(StoreFixture *fixture);
/* A third operator, who sees only what is open; the others see all. Returns its number. */
gint64 switchboard_operators(StoreFixture *fixture);
/* Nothing was ever done. */
void switchboard_empty(StoreFixture *fixture);

/* A number from 0 on, below count. */
int switchboard_pick(Walk *walk, int count);
/* One of a table's newest rows, of which the query gives the newest; 1 where there is none. */
gint64 switchboard_any(Walk *walk, const char *newest);
gint64 switchboard_any_person(Walk *walk);

/* Acts on colleagues, by walk->desk; false with or without an error: nothing was done. */
bool switchboard_mark(Walk *walk, GError **error);
bool switchboard_unmark(Walk *walk, GError **error);
bool switchboard_note(Walk *walk, GError **error);
bool switchboard_remove_note(Walk *walk, GError **error);
bool switchboard_absent(Walk *walk, GError **error);
bool switchboard_present(Walk *walk, GError **error);
bool switchboard_stand_in(Walk *walk, GError **error);
bool switchboard_leave(Walk *walk, GError **error);

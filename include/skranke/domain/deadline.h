/* When an inquiry is due, how long is left, and why then.
 *
 * Counting (service declaration; offentleglova §§ 29 and 32; domstolloven §§ 148–149 for months):
 * the day of receipt is never counted; n working days end at the end of the n-th; "the same day" is
 * the day of receipt when that is a working day and the counter has not closed, else the next
 * working day. Receipt is the moment the server has the mail, also at night; of a letter, its
 * registration (the postal time comes in addition, so the clock stops at dispatch).
 * Days that only this bureau keeps closed do not lengthen what a law counts.
 *
 * Pure: moments, category and calendar are arguments. */
#ifndef SKRANKE_DOMAIN_DEADLINE_H
#define SKRANKE_DOMAIN_DEADLINE_H

#include "skranke/domain/category.h"
#include "skranke/domain/opening.h"

/* One clock: due at the end of this minute of the local day. */
typedef struct {
    bool set; /* false: there is none, and the rest is 0 */
    Day day;
    int minute; /* 23:59 as 1439, except for at_once and hours */
    CategoryBy by;
    gint64 at; /* the first moment too late where the rule counts from a moment (at_once, hours):
                  the hour that DST repeats has its minutes twice; 0: the end of day and minute */
} DeadlineClock;

/* The usual time, the latest time, and when a provisional reply is due if there is no answer. */
typedef struct {
    DeadlineClock target, limit, holding;
} Deadline;

typedef enum { DEADLINE_TARGET, DEADLINE_LIMIT, DEADLINE_HOLDING } DeadlineWhich;

/* received_at: seconds UTC. */
Deadline deadline_of(const Category *category, gint64 received_at, const Opening *opening);
/* The same for a local day and minute (0-1439), without asking the time zone; a rule of hours then
 * counts 24 hours in every day. */
Deadline deadline_of_local(const Category *category, Day day, int minute, const Opening *opening);

/* The deadline after waiting for the inquirer from one day to another: the clocks that count days
 * and had not run out move by the working days waited, and at least to the first working day from
 * the return on. Nothing moves for a category that does not pause (an access request). */
Deadline deadline_after_pause(const Category *category, const Deadline *deadline, Day paused_on,
                              Day resumed_on, const Opening *opening);

/* The same from one moment to another; a rule of hours then moves by the time waited. Waits are
 * given one by one, by time, none over another (clocks.c sees to that). */
Deadline deadline_after_wait(const Category *category, const Deadline *deadline, gint64 from_at,
                             gint64 until_at, const Opening *opening);

/* The first moment that is too late; 0: there is no such clock. */
gint64 deadline_clock_at(const DeadlineClock *clock);

/* How long is left of a clock. */
typedef struct {
    bool set;
    bool broken;
    bool today;       /* due today and not broken */
    int working_days; /* after today up to and with the due day; broken: since the due day */
    int open_minutes; /* due today: until the counter closes; else 0 */
    gint64 due_at;    /* the first moment that is too late */
} DeadlineLeft;

DeadlineLeft deadline_left(const DeadlineClock *clock, gint64 now, const Opening *opening);
/* For a list, in the screen's language: "i dag", "14:30", "1 arb.dag", "brutt 2 d" (working days),
 * "brutt"; "" when there is no such clock; new text. */
char *deadline_left_text(const DeadlineLeft *left, gint64 now);

/* Why the clock shows that day, in the screen's language: when it was received, what was counted,
 * which days were not and why, who promised it. New text, a few sentences. */
char *deadline_explain(const Category *category, DeadlineWhich which, gint64 received_at,
                       const Opening *opening);

#endif

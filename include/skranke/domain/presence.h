/* Is a person in, and if not, when are they back? The first rule that applies wins: an operator's
 * own mark until it expires, a duty, an absence that was said, the calendar, core and office hours.
 *
 * Pure: the moment and the records are arguments. */
#ifndef SKRANKE_DOMAIN_PRESENCE_H
#define SKRANKE_DOMAIN_PRESENCE_H

#include "skranke/domain/absence_code.h"
#include "skranke/domain/calendar.h"
#include "skranke/domain/hours.h"
#include "skranke/domain/person.h"

typedef enum { PRESENCE_IN, PRESENCE_BUSY, PRESENCE_OUT, PRESENCE_CLOSED } PresenceStatus;
extern const char *const presence_words[]; /* "in", "busy", "out", "closed", NULL */

/* Which rule decided. */
typedef enum {
    PRESENCE_BY_MARK,
    PRESENCE_BY_DUTY,
    PRESENCE_BY_ABSENCE,
    PRESENCE_BY_CALENDAR,
    PRESENCE_BY_CORE_HOURS, /* within the core hours */
    PRESENCE_BY_HOURS,      /* within the office hours only, or outside both */
    PRESENCE_BY_LEAVING     /* has left the bureau */
} PresenceSource;
extern const char *const presence_source_words[]; /* "mark", "duty", …, "left", NULL */

/* What holds for everybody. Zeroes: public holidays only, the codes carried. */
typedef struct {
    const Calendar *calendar; /* of the bureau, with its own closed and half days; NULL: none */
    const GPtrArray *codes;   /* of AbsenceCode *; NULL: those carried */
} PresenceRules;

typedef struct {
    PresenceStatus status; /* busy: a meeting; out: another absence; closed: outside office hours */
    gint64 until;          /* end of this status (of the whole chain of absences), 0: not known */
    gint64 back_at; /* the person's next office minute without an absence, at most 400 days ahead;
                       0: in now or not known */
    PresenceSource source;
    gint64 source_at;        /* when the source said so, 0: not known or a rule */
    const char *source_name; /* who or which file said so, "" by rule; borrowed from the person */
    const char *code; /* the reason, of a duty its roster: for operators only, ""; borrowed from the
                         person */
    const char *note; /* what was written with the mark or the absence: for operators only, "";
                         borrowed from the person */
    bool by_hand;     /* of an absence: entered by source_name, who is no file */
    PresenceStatus
        noted; /* on duty, but noted as busy or out meanwhile (back_at, reason, note and goes_out
                  are of that): nobody is put through to them unwarned; IN: nothing is noted */
    gint64 noted_at;           /* when that was told, 0: not known */
    const char *noted_by;      /* who or which file told so, ""; borrowed from the person */
    const AbsenceCode *reason; /* what the table says of that code, NULL: nothing; borrowed from the
                                  codes */
    bool phone_open;           /* away from the desk, but may be rung */
    bool flexible;     /* in by office hours, outside the core: may be gone or not yet there */
    bool was_in_today; /* closed, and could be met earlier today: gone for the day */
    bool
        goes_out; /* busy, and out or off for a while before they are back: "busy until" is false */
    const Duty *duty;  /* of the press, which they have now whatever they do, NULL: none; borrowed
                          from the person */
    gint64 duty_until; /* end of that duty and of those that follow on it, 0: none */
} Presence;

/* First rule that applies:
 *  - one who has left is out for good (until and back_at 0);
 *  - a mark from when it was made until it expires. A mark "in" overrides absences and duties as
 *    long as it runs; outside the office hours it holds only until the next office day begins, when
 *    made there; one "out" whose code leaves its person reachable (home office) has the telephone
 *    open within the office hours;
 *  - a duty, within the office hours: outside of them it makes nobody reachable but for journalists
 *    (presence_for_press). Who is noted as away in it is still on duty, and that is told: `noted`;
 *  - an absence that was said, then one of the calendar; of several the strongest, out before busy;
 *    unknown codes are out. Who said that they can be reached is not out by the calendar, but busy
 *    where it has a meeting;
 *  - an absence that leaves its person reachable, within the office hours: in, to be rung;
 *  - core hours, office hours, closed.
 *
 * Absences and marks follow on each other as a chain when less than 15 minutes lie between them,
 * whatever their source and whatever duties fall into them: `until` is its end, and nobody is back
 * where less than 15 minutes are left to the next absence. Half days and the bureau's own closed
 * days and changed hours shorten office hours. */
Presence presence_of(const Person *person, const PresenceRules *rules, gint64 now);
/* The same for a journalist: whoever has the duty "press" is in for them at any hour, until the end
 * of that duty (those with less than 15 minutes between are one), by the number of `duty`; whoever
 * has it next is back when it begins. Declaration: "Pressekontaktene … kan også kontaktes per
 * telefon utenfor arbeidstiden". */
Presence presence_for_press(const Person *person, const PresenceRules *rules, gint64 now);

/* What is told of it: the status, of somebody on duty what is noted meanwhile. */
PresenceStatus presence_shown(const Presence *presence);

/* The first stretch within [*from, *until) in which the person is noted as away, whatever duties
 * they have, meetings only where they count; false and empty: none. */
bool presence_next_away(const Person *person, const PresenceRules *rules, bool meetings,
                        gint64 *from, gint64 *until);

/* Can a caller be put through now? In and not noted as away, or away with the telephone open. */
bool presence_is_free(const Presence *presence);

/* "INNE til 15:30", "MØTE til 11:30", "BORTE til ma. 08:00", "SLUTTET", translated; else than for
 * IN the time is back_at; new text. For operators; holds no reason. */
char *presence_text(const Presence *presence, gint64 now);
/* The same of somebody a journalist is given (presence_for_press): "PRESS DUTY until Wed 15:30" of
 * whoever has it and is not noted as away; new text. */
char *presence_press_text(const Presence *presence, gint64 now);
/* Of a section's shared telephone: "OPEN until 15:00", "CLOSED until Mon 09:00"; new text. */
char *presence_line_text(const Presence *presence, gint64 now);
/* Where that is known from and how old it is, translated: "Nina Sandvær for 12 min siden",
 * "fravaer.csv, lest i går 07:00", "kjernetid", with the press duty that holds beside it; new text.
 * An age of more than a day gets a "?". */
char *presence_source_text(const Presence *presence, gint64 now);

#endif

/* What operators change in the staff directory one person at a time: absences and office hours.
 * Whole files are desk/import_people.h. */
#ifndef SKRANKE_DESK_STAFF_H
#define SKRANKE_DESK_STAFF_H

#include "skranke/domain/person.h"

#include "skranke/store/events.h"

#include "skranke/desk/desk.h"

/* The number of the person with this number or these initials, 0 with NOT_FOUND: nobody who works
 * here. */
gint64 staff_person(Desk *desk, const char *word, GError **error);

/* person is a number or initials. from and to as in files of absences (desk/import_time.h), else as
 * people say it (sorting_parse_until: "i morgen", "10.03.2026", "mandag 9"): two days are both
 * inclusive; to NULL is the day (or the moment) of from. code: as the table of reasons or another
 * word of it ("leave", "MØT"); it is kept as the table's. note may be NULL. Kept with the operator
 * and the moment. Returns the absence as it was kept, or NULL: USAGE for the times, an empty code
 * and one that the table has not, NOT_FOUND for the person. */
typedef struct {
    const char *person, *from, *to, *code, *note;
} NewAbsence;
Absence *staff_absence_add(Desk *desk, const NewAbsence *given, GError **error);

/* Ends an absence at a moment; one that has not begun then is removed. Returns it as it stands then
 * (a removed one without length). NOT_FOUND when there is none with this number that lasts longer.
 */
Absence *staff_absence_end(Desk *desk, gint64 absence, gint64 at, GError **error);

/* A person's absences that end after `from` and begin before `until` (0: whenever), by from_at;
 * array of Absence *, owned. NOT_FOUND for the person. For operators only. */
GPtrArray *staff_absences(Desk *desk, const char *person, gint64 from, gint64 until,
                          GError **error);

/* Office hours, as domain/hours.h reads them; "" are the usual ones. Returns the person's number, 0
 * on error: USAGE for the hours, NOT_FOUND for the person. */
gint64 staff_hours_set(Desk *desk, const char *person, const char *hours, GError **error);

/* The core within the office hours; "" is the whole of them. As above; USAGE also where it reaches
 * outside the office hours. */
gint64 staff_core_hours_set(Desk *desk, const char *person, const char *hours, GError **error);

/* "away until …": the operator's own mark, which goes before everything else until it expires.
 * until: "14:30", "monday", "i morgen 9", "12.3.", ISO (desk/sorting.h sorting_parse_until); a day
 * alone is until it begins, moved to the person's office hours; today is the whole of it. code may
 * be NULL or "" (gone, no reason known); one that is a meeting's makes MARK_OUT busy. The mark
 * before it is replaced, by whomever it is; undone by act_undo. USAGE for a moment that has passed
 * or is more than a year away; NOT_FOUND for the person. Returns until, 0 on error. */
gint64 staff_mark(Desk *desk, gint64 person, MarkStatus status, const char *until, const char *code,
                  const char *note, GError **error);
/* The mark is taken away: what stands behind it holds again. NOT_FOUND where there is none. */
bool staff_unmark(Desk *desk, gint64 person, GError **error);

/* "Is here": the mark is taken away (*until 0); whom an absence keeps away all the same is marked
 * as in until the day ends (*until). NOT_FOUND where they are neither marked nor away. */
bool staff_here(Desk *desk, gint64 person, gint64 *until, GError **error);
/* What is noted besides their mark at a moment, when that ends: "until man. 16. mars 08:00
 * (fravaer.csv, lest 07:00)", translated, new text; "": nothing keeps them away then. */
char *staff_noted_from(Desk *desk, gint64 person, gint64 at);

/* Notes about a person, for colleagues at the desk: one line, at most 500 bytes; USAGE. */
enum { STAFF_NOTE_BYTES = 500 };
/* Returns its number, 0 on error. */
gint64 staff_note_add(Desk *desk, gint64 person, const char *text, GError **error);
/* NOT_FOUND when there is none with this number, or it was removed before. */
bool staff_note_remove(Desk *desk, gint64 note, GError **error);

/* A statistic that somebody who left answered for, or backed up. */
typedef struct {
    char *short_name, *name;
    bool backup;  /* false: was responsible */
    char *now_by; /* who does that from now on, "": nobody */
    bool vacant;  /* nobody answers for it any more, neither responsible nor backup */
} StatisticLeft;
/* Has left on a day ("2026-02-28", "today", NULL: today), not a later one: USAGE. successor by
 * number or initials, NULL: nobody. What the person answered for, and for whom they stood in, is
 * the successor's from now on, or nobody's; their mark is gone. One who has left already gets
 * another day (NULL: as it was) or successor; CONFLICT where that is what is known already. Duties
 * still to come stay in the roster, count as gaps there and are said in warning (translated, new
 * text, "" none; may be NULL). Array of StatisticLeft *, owned; NULL on error. */
typedef struct {
    const char *person, *day, *successor;
} Leaving;
GPtrArray *staff_leave(Desk *desk, const Leaving *leaving, char **warning, GError **error);
/* deputy by number or initials, NULL or "": nobody. REFUSED for oneself. */
bool staff_deputy_set(Desk *desk, const char *person, const char *deputy, GError **error);

/* Undoes any of these acts by its event: what was there before it is there again (a mark as far as
 * it has not expired). CONFLICT, naming who was later, where anything it touched has been changed
 * since. act_undo calls it. */
bool staff_undo(Desk *desk, const Event *event, GError **error);
/* Whom such an event is about; new text, "" for other events. */
char *staff_event_person(const Event *event);

#endif

/* What operators change in the staff directory one person at a time: absences and office hours.
 * Whole files are desk/import_people.h. */
#ifndef SKRANKE_DESK_STAFF_H
#define SKRANKE_DESK_STAFF_H

#include "skranke/domain/person.h"

#include "skranke/desk/desk.h"

/* person is a number or initials. from and to as in files of absences (desk/import_time.h): two
 * days are both inclusive; to NULL is the day (or the moment) of from. code: "leave", "meeting",
 * "course" …, as in those files; note may be NULL. Returns the absence as it was kept, or NULL:
 * USAGE for the times and an empty code, NOT_FOUND for the person. */
typedef struct {
    const char *person, *from, *to, *code, *note;
} NewAbsence;
Absence *staff_absence_add(Desk *desk, const NewAbsence *given, GError **error);

/* Ends an absence at a moment; one that would begin later than that is over before it begins.
 * Returns it as it stands then. NOT_FOUND when there is none with this number that lasts longer. */
Absence *staff_absence_end(Desk *desk, gint64 absence, gint64 at, GError **error);

/* Office hours, as domain/hours.h reads them; "" are the usual ones. Returns the person's number, 0
 * on error: USAGE for the hours, NOT_FOUND for the person. */
gint64 staff_hours_set(Desk *desk, const char *person, const char *hours, GError **error);

/* The core within the office hours; "" is the whole of them. As above. */
gint64 staff_core_hours_set(Desk *desk, const char *person, const char *hours, GError **error);

/* "away until …": the operator's own mark, which goes before everything else until it expires.
 * until: "14:30", "monday", "i morgen 9", "12.3.", ISO (desk/sorting.h sorting_parse_moment); a day
 * alone is until it begins, moved to the person's office hours. code may be "" (gone, no reason
 * known). The mark before it is replaced; undone by act_undo. USAGE for a moment that has passed;
 * NOT_FOUND for the person. Returns until, 0 on error. */
gint64 staff_mark(Desk *desk, gint64 person, MarkStatus status, const char *until, const char *code,
                  const char *note, GError **error);
/* The mark is taken away: what stands behind it holds again. NOT_FOUND where there is none. */
bool staff_unmark(Desk *desk, gint64 person, GError **error);

/* Notes about a person, for colleagues at the desk; at most 500 bytes of text. */
bool staff_note_add(Desk *desk, gint64 person, const char *text, GError **error);
bool staff_note_remove(Desk *desk, gint64 note, GError **error);

/* Has left on a day ("2026-02-28", "today"); successor by number or initials, NULL: nobody. */
bool staff_leave(Desk *desk, const char *person, const char *day, const char *successor,
                 GError **error);
/* deputy NULL or "": nobody. */
bool staff_deputy_set(Desk *desk, const char *person, const char *deputy, GError **error);

#endif

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

#endif

/* Times of iCalendar (RFC 5545) as occurrences: recurrences expanded, time zones applied, days that
 * last whole days kept as days. The only room that knows libical. Text in, occurrences out; no
 * meaning of codes or people. */
#ifndef SKRANKE_BASE_ICALENDAR_H
#define SKRANKE_BASE_ICALENDAR_H

#include <glib.h>
#include <stdbool.h>

typedef enum { ICALENDAR_BUSY, ICALENDAR_FREE, ICALENDAR_TENTATIVE, ICALENDAR_OUT } IcalendarStatus;

typedef struct {
    gint64 from, until; /* exclusive; a whole day ends at the midnight after it in the bureau's
                           zone: DTEND of a DATE is the day after the last (RFC 5545 3.6.1) */
    bool whole_days;
    IcalendarStatus status; /* X-MICROSOFT-CDO-BUSYSTATUS, else TRANSP, else FBTYPE */
    bool is_private;        /* CLASS other than PUBLIC: the subject is then "" */
    char *subject;          /* SUMMARY */
    char *uid, *occurrence; /* which event, and which of its occurrences (its first moment, ISO) */
    char *owner;            /* e-mail of ORGANIZER or of the VFREEBUSY, "" */
    guint line;             /* of its component in the file, from 1; 0: not known */
} IcalendarOccurrence;

typedef struct {
    GPtrArray *occurrences; /* of IcalendarOccurrence *, by from */
    char *name;             /* X-WR-CALNAME, "" */
    GArray *endless; /* of guint: the lines of recurrences without an end, kept within the window */
    guint availabilities; /* VAVAILABILITY components (RFC 7953), which are not read */
    GPtrArray *problems;  /* of char *, "line 12: …": half a component, a time that is none, a
                             recurrence without an end that begins before `from` is no problem, one
                             that would give more than 5,000 occurrences within the window is */
} Icalendar;
void icalendar_free(Icalendar *calendar);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Icalendar, icalendar_free)

/* VFREEBUSY periods and VEVENTs (RRULE, RDATE, EXDATE, RECURRENCE-ID, STATUS:CANCELLED left out;
 * RECURRENCE-ID with RANGE is a problem of its line) that touch [from, until). At most 16 MB. USAGE
 * where it is no iCalendar at all. */
Icalendar *icalendar_read(const char *text, gsize length, gint64 from, gint64 until,
                          GError **error);

#endif

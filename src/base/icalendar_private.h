/* What the files that read iCalendar share: components with their lines, local times, zones.
 * Private to base/icalendar.h. */
#ifndef SKRANKE_BASE_ICALENDAR_PRIVATE_H
#define SKRANKE_BASE_ICALENDAR_PRIVATE_H

#include "skranke/base/icalendar.h"

#include "content_lines.h"

/* A component as it stands, without those inside it (but VTIMEZONE keeps its parts). */
typedef struct {
    char *kind; /* "VEVENT", "VFREEBUSY", "VTIMEZONE" */
    guint line;
    GPtrArray *lines; /* of ContentLine *, borrowed */
} IcalendarPart;

/* Array of IcalendarPart *, owned; of those three kinds only. What is no structure goes into the
 * problems of the result; its name and availabilities are filled. NULL: no VCALENDAR at all. */
GPtrArray *icalendar_parts(const GPtrArray *lines, Icalendar *result);
/* The first line of this name, NULL: none. */
const ContentLine *icalendar_line(const IcalendarPart *part, const char *name);

/* A civil time as it is written, without a zone. */
typedef struct {
    int year, month, day, second; /* second of the day */
    bool is_date, is_utc;
} IcalendarLocal;

/* "20260310", "20260310T093000", "…Z". False for what is no time. */
bool icalendar_local_parse(const char *text, IcalendarLocal *local);
/* Some days later; the time of the day stays. */
IcalendarLocal icalendar_local_add(IcalendarLocal local, int days);
/* "P1D", "PT1H30M", "-PT15M": days stay days (RFC 5545 3.3.6). False for none. */
bool icalendar_duration_parse(const char *text, int *days, int *seconds);

/* A zone of the system, or (where custom is set) one that only the file knows. */
typedef struct {
    GTimeZone *system; /* owned */
    gpointer custom;   /* of libical, borrowed */
} IcalendarZone;

void icalendar_zone_clear(IcalendarZone *zone);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(IcalendarZone, icalendar_zone_clear)

/* The zone of the system that a TZID means: its own name, at the end of a path, or the name that
 * Windows has for it. NULL: none. */
GTimeZone *icalendar_system_zone(const char *tzid);
/* A minute that DST skips is moved forward; of two the first is meant. */
gint64 icalendar_system_moment(IcalendarLocal local, GTimeZone *zone);
IcalendarLocal icalendar_system_local(gint64 at, GTimeZone *zone);

void icalendar_problem(GPtrArray *problems, guint line, const char *format, ...)
    G_GNUC_PRINTF(3, 4);

/* A VEVENT as it stands: what is the same for all of its occurrences. */
typedef struct {
    guint line;
    char *uid, *subject, *owner;
    IcalendarLocal start;
    const ContentLine *zone_line; /* DTSTART */
    int days, seconds;            /* how long */
    bool has_end, cancelled, is_private, whole_days;
    IcalendarStatus status;
    const IcalendarPart *part; /* borrowed */
} IcalendarEvent;
void icalendar_event_free(gpointer data);
void icalendar_occurrence_free(gpointer data);

/* The value of the first line of this name, "" where there is none; borrowed. */
const char *icalendar_value(const IcalendarPart *part, const char *name);
IcalendarStatus icalendar_status(const IcalendarPart *part);
/* FBTYPE; none is busy. */
IcalendarStatus icalendar_busy_type(const char *type);
/* The address ("mailto:") of the first property of these names that is there, "" else; new text. */
char *icalendar_mail(const IcalendarPart *part, const char *first, const char *second);
char *icalendar_subject(const IcalendarPart *part);
/* Outlook writes whole days as midnights too, and says so. */
bool icalendar_is_whole_days(const IcalendarEvent *event);

/* What one reading works with. */
typedef struct {
    gint64 from, until, deadline;
    GPtrArray *parts;
    GHashTable *zones;      /* char * -> icaltimezone *, of the file */
    GHashTable *overridden; /* "uid\noccurrence": said by a RECURRENCE-ID of its own */
    GHashTable *names;      /* const IcalendarPart * -> char *: the occurrence that it says anew */
    Icalendar *result;
} IcalendarReader;

#define problem(reader, line, ...) icalendar_problem((reader)->result->problems, line, __VA_ARGS__)

/* Of a line with a time: UTC, its TZID, or (floating) the bureau's. False with a problem. */
bool icalendar_zone_of(const IcalendarReader *reader, const ContentLine *line, bool is_utc,
                       IcalendarZone *zone);
/* A day is its midnight in the bureau's zone, whatever the file says of zones. */
gint64 icalendar_moment(IcalendarLocal local, const IcalendarZone *zone);
/* What names an occurrence: its first moment as it was planned; new text. */
char *icalendar_occurrence_name(IcalendarLocal local, const IcalendarZone *zone);
/* What must be known before any event is read: the occurrences that are said anew, once each. */
void icalendar_look_for_overrides(IcalendarReader *reader);
/* Keeps a copy where it touches the window. */
void icalendar_add(const IcalendarReader *reader, const IcalendarOccurrence *occurrence);
/* A FREEBUSY line with its periods. */
void icalendar_take_busy(const IcalendarReader *reader, const IcalendarPart *part,
                         const ContentLine *line);

#endif

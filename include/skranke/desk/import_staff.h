/* The directory brought up to date from files and directories: people, absences and duties from
 * CSV, iCalendar, vCard, LDIF and live LDAP. The same source may be read again and again: what is
 * there is changed, what is new is added, and what is missing stays unless `full` is asked for. All
 * or nothing: a source with a problem is refused line by line and nothing of it is kept.
 *
 * Which program reads which: the first bytes tell (BEGIN:VCALENDAR, BEGIN:VCARD, "dn:", else CSV).
 * CSV may be UTF-8 with or without BOM, or windows-1252 (said in the report). */
#ifndef SKRANKE_DESK_IMPORT_STAFF_H
#define SKRANKE_DESK_IMPORT_STAFF_H

#include "skranke/desk/desk.h"
#include "skranke/desk/import_people.h"

typedef enum { STAFF_PEOPLE, STAFF_ABSENCES, STAFF_DUTIES } StaffKind;
extern const char *const staff_kind_words[]; /* "people", "absences", "roster", NULL */

typedef struct {
    const char *source; /* names it in the database: the file's name without folders, the URL's
                           host; so that it can be read again */
    const char *person; /* whose calendar it is, by number, initials or e-mail, where the file does
                           not say; NULL: ORGANIZER, ATTENDEE or X-WR-CALNAME tells */
    bool dry_run;       /* report only */
    bool full;          /* what this source said before and says no more is over: people have left
                           today, absences and duties that have not begun are removed, running ones
                           end now */
    bool open_ended;    /* a recurrence without an end is kept within from and until; else it is a
                           problem of its line */
    gint64 from, until; /* recurrences are kept within; 0: 30 days back, 400 days ahead */
    gint64 now;         /* what "today" is; 0: the clock's */
    bool carried;       /* a file of this program: [directory] columns is not about it */
} StaffImport;

/* added + changed + unchanged + skipped = read; ended only with `full`. */
typedef struct {
    gint64 read, added, changed, unchanged, skipped, ended;
    gint64 missing;   /* of this source, not in it any more, and kept */
    char *encoding;   /* "UTF-8", "windows-1252" */
    GPtrArray *lines; /* of char *: what is (or would be) done, "kbe: phone 00 00 21 11 -> …" */
    GPtrArray *problems; /* of char *: "line 7: …"; any and nothing is imported */
} StaffReport;
void staff_report_free(StaffReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StaffReport, staff_report_free)

/* error is for the database (and for an operator who may not); problems of the source are in the
 * report. */
StaffReport *staff_import(Desk *desk, StaffKind kind, const char *bytes, gsize size,
                          const StaffImport *options, GError **error);

/* Contacts of StatBank tables as they are now: for every statistic that has tables, the contacts
 * named there become responsible and backup where they are people we know (e-mail, else name);
 * others are listed as problems of that row only, and nothing of that statistic changes. One
 * request a table, never faster than the service allows (its rate headers). UNAVAILABLE leaves all
 * as it was. REFUSED where [directory]
 * statbank_url is not set. */
StaffReport *staff_refresh_contacts(Desk *desk, bool dry_run, GError **error);

#endif

/* The directory from CSV files: sections, people, absences, subjects, statistics; templates; the
 * fictional bureau. */
#ifndef SKRANKE_DESK_IMPORT_PEOPLE_H
#define SKRANKE_DESK_IMPORT_PEOPLE_H

#include "skranke/desk/desk.h"

typedef struct {
    gint64 read, written;
    GPtrArray *problems; /* char *: "line 7: …"; a file with problems is not imported at all */
} ImportReport;
void import_report_free(ImportReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ImportReport, import_report_free)

/* kind: "sections", "people", "absences", "subjects", "statistics". Columns by their header names
 * as in data/demo. Absence times are ISO, or "today+2 10:00" relative to now. All or nothing. The
 * problems are in the report; error is for the database. */
ImportReport *import_people_csv(Db *db, const char *kind, const char *text, gsize length,
                                gint64 now, GError **error);

/* Templates carried in the binary (data/templates), into the database where the key is not there
 * yet. */
bool import_templates(Db *db, gint64 now, GError **error);

/* Everything of the fictional bureau but its mail (mail/demo_mail.h). */
bool import_demo_bureau(Desk *desk, gint64 now, GError **error);

#endif

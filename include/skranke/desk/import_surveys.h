/* The surveys that respondents ask about, from a CSV file as data/demo/surveys.csv. */
#ifndef SKRANKE_DESK_IMPORT_SURVEYS_H
#define SKRANKE_DESK_IMPORT_SURVEYS_H

#include "skranke/desk/import_people.h"

/* All or nothing; what is there under the same code is replaced. A contact or a section that the
 * directory does not know is a problem: respondents are told whom to contact (service declaration,
 * "Rapportere data"). The problems are in the report; error is for the database. */
ImportReport *import_surveys_csv(Db *db, const char *text, gsize length, gint64 now,
                                 GError **error);

#endif

/* Surveys that respondents ask about. */
#ifndef SKRANKE_STORE_SURVEYS_H
#define SKRANKE_STORE_SURVEYS_H

#include "skranke/domain/survey.h"

#include "skranke/store/db.h"

/* All by name in the screen's language; array of Survey *, owned. */
GPtrArray *surveys_load(Db *db, GError **error);
/* NOT_FOUND with a sentence. */
Survey *surveys_get(Db *db, const char *code, GError **error);
/* Statement: adds or replaces by code. */
void surveys_put(DbBatch *batch, const Survey *survey);

#endif

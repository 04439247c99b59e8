/* Duties with times of their own, marks of presence and notes about people: SQL beside the records
 * of domain/person.h. */
#ifndef SKRANKE_STORE_ROSTERS_H
#define SKRANKE_STORE_ROSTERS_H

#include "skranke/domain/person.h"

#include "skranke/store/db.h"

/* The roster of those who speak to journalists. */
#define ROSTER_PRESS "press"

/* Duties of a roster (NULL: of all) that end after `since` and begin before `until` (0: whenever),
 * by from_at; array of Duty *, owned. */
GPtrArray *rosters_duties(Db *db, const char *roster, gint64 since, gint64 until, GError **error);
/* Statements. id 0 adds one, else changes it; by source and source_key where they are set. */
void rosters_put(DbBatch *batch, const Duty *duty);
/* Expects that it is there. */
void rosters_remove(DbBatch *batch, gint64 duty);

/* Marks that have not expired at a moment; array of PresenceMark *, owned. */
GPtrArray *rosters_marks(Db *db, gint64 now, GError **error);
void rosters_put_mark(DbBatch *batch, const PresenceMark *mark, gint64 operator_id);
/* Nothing where there is none. */
void rosters_remove_mark(DbBatch *batch, gint64 person);

/* Notes not removed, newest first; array of PersonNote *, owned. */
GPtrArray *rosters_notes(Db *db, GError **error);
void rosters_add_note(DbBatch *batch, gint64 person, const char *text, gint64 operator_id,
                      gint64 now);
/* Expects that it is there. */
void rosters_remove_note(DbBatch *batch, gint64 note, gint64 now);

#endif

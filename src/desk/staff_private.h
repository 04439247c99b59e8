/* What the files of desk/staff.h and desk/rosters.h share. */
#ifndef SKRANKE_SRC_DESK_STAFF_PRIVATE_H
#define SKRANKE_SRC_DESK_STAFF_PRIVATE_H

#include <jansson.h>

#include "skranke/store/events.h"
#include "skranke/store/people.h"

#include "skranke/desk/desk.h"

/* By number or initials, borrowed; former: also those who have left. NULL with NOT_FOUND. */
const Person *staff_find(const PeopleDirectory *directory, const char *word, bool former,
                         GError **error);

/* DIRECTORY_CHANGED with these facts ("" none): what is no longer undone. */
void staff_add_event(const Desk *desk, DbBatch *batch, const char *before, const char *after);
/* An act that staff_undo takes back; the facts, which are let go of, name the person as "person"
 * and "name". */
void staff_add_act(const Desk *desk, DbBatch *batch, EventKind kind, json_t *before, json_t *after);

/* Applies a batch whose expectation fails where a record is not there: NOT_FOUND with the sentence,
 * which is freed. */
bool staff_apply(Desk *desk, DbBatch *batch, char *sentence, GError **error);

/* Applies a batch that expects what was read: a CONFLICT says that somebody was first with `name`.
 */
bool staff_apply_as_seen(Desk *desk, DbBatch *batch, const char *name, GError **error);

/* One line of at most so many bytes, made safe; new text. USAGE where it is longer. */
bool staff_text(const char *given, gsize most, char **text, GError **error);

#endif

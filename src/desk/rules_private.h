/* What the files of rules.c share: the mark that tells every desk to read the rules again. */
#ifndef SKRANKE_DESK_RULES_PRIVATE_H
#define SKRANKE_DESK_RULES_PRIVATE_H

#include "skranke/desk/desk.h"

#define RULES_MARK "rules.mark"

/* A new mark for a change that moves no clock: where they were computed by the rules as they are,
 * nothing is to be computed anew. Statements. */
bool rules_mark_anew(Desk *desk, DbBatch *batch, GError **error);

#endif

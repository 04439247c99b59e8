/* What an administrator changes: categories, the calendar, who may see which silo. Every change is
 * logged, and the clocks of all unfinished inquiries are computed anew, each with an event where
 * they moved. */
#ifndef SKRANKE_DESK_RULES_H
#define SKRANKE_DESK_RULES_H

#include "skranke/store/rulebook.h"

#include "skranke/desk/desk.h"

/* The rules of this database, read again when they were changed (the setting "rules.mark" is put
 * anew by every change); borrowed until the next call. NULL on error. */
const Rulebook *rules_book(Desk *desk, GError **error);

/* All: REFUSED for who is no administrator. moved (may be NULL): how many inquiries' clocks moved.
 */

/* Sets one column of a category ("target", "limit", "holding", "queue", "owner", "journal", "silo",
 * "pauses", "name_nb" …): USAGE for what it does not take; a limit that is not the document's or a
 * law's becomes the bureau's own (by: local). */
bool rules_set_category(Desk *desk, const char *code, const char *column, const char *value,
                        gint64 *moved, GError **error);
/* The whole table from CSV as data/categories.csv; all or nothing. */
bool rules_import_categories(Desk *desk, const char *text, gsize length, gint64 *moved,
                             GError **error);
bool rules_set_day(Desk *desk, const CalendarException *exception, gint64 *moved, GError **error);
bool rules_remove_day(Desk *desk, Day day, gint64 *moved, GError **error);
bool rules_set_eves(Desk *desk, bool working_days, gint64 *moved, GError **error);
bool rules_set_hours(Desk *desk, const char *hours, gint64 *moved, GError **error);

/* Grants: silos as "press,hr"; NULL stays. */
bool rules_set_operator(Desk *desk, const char *login, const char *silos, const bool *press_contact,
                        GError **error);

/* Computes all unfinished inquiries anew (in batches; safe to interrupt), an event for each that
 * moved; also those of an older database that have no category yet: they get the suggestion's. -1
 * on error. Needs no administrator: the rules are not changed. */
gint64 rules_recompute(Desk *desk, const char *why, GError **error);
/* The same where it has not been done for the rules as they are: a database that was just lifted,
 * or a change whose computing was interrupted. desk_open does it; cheap when there is nothing. */
bool rules_catch_up(Desk *desk, GError **error);

#endif

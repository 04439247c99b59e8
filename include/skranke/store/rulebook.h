/* Everything a deadline depends on, read once: the categories, the calendar and the opening hours
 * of this database. The desk and the intake each have one and read it again after RULES_CHANGED. */
#ifndef SKRANKE_STORE_RULEBOOK_H
#define SKRANKE_STORE_RULEBOOK_H

#include "skranke/domain/clocks.h"

#include "skranke/store/db.h"

typedef struct {
    GPtrArray *categories; /* of Category * */
    Calendar *calendar;
    Opening opening;
} Rulebook;

Rulebook *rulebook_load(Db *db, GError **error);
void rulebook_free(Rulebook *rulebook);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Rulebook, rulebook_free)

/* By code or alias; borrowed, NULL: none. */
const Category *rulebook_category(const Rulebook *rulebook, const char *code);
/* NOT_FOUND with a sentence that lists all codes. */
const Category *rulebook_need_category(const Rulebook *rulebook, const char *code, GError **error);
/* clocks_apply with the category of the record. pauses NULL: none. */
void rulebook_apply(const Rulebook *rulebook, Inquiry *inquiry, const GArray *pauses);

#endif

/* What the files of the rosters share. */
#ifndef SKRANKE_SRC_DESK_ROSTERS_PRIVATE_H
#define SKRANKE_SRC_DESK_ROSTERS_PRIVATE_H

#include "skranke/store/people.h"

#include "skranke/desk/rosters.h"

/* Is one of the person's sections for this ("press")? */
bool roster_has_role(const PeopleDirectory *people, const Person *person, const char *role);
/* Is there a person with this number who has not left? */
bool roster_works_here(const PeopleDirectory *people, gint64 id);
/* "Press duty is not covered from … to …: Amina Farah is away."; translated, new text. */
char *roster_gap_text(const char *roster, const RosterGap *gap);

#endif

/* What the files of the directory share: the places where a word may stand, how well it fits there,
 * and the directory itself. */
#ifndef SKRANKE_DESK_DIRECTORY_PRIVATE_H
#define SKRANKE_DESK_DIRECTORY_PRIVATE_H

#include "skranke/store/rulebook.h"

#include "skranke/desk/directory.h"

#include "directory_index.h"

/* Where a word of a line stands. */
typedef enum {
    PLACE_NUMBER,   /* a whole telephone number */
    PLACE_INTERNAL, /* its last figures, as colleagues say it */
    PLACE_INITIALS, /* also the short name of a statistic, the code of a section */
    PLACE_FAMILY_NAME,
    PLACE_GIVEN_NAME,
    PLACE_OTHER_NAME,
    PLACE_MADE_INITIALS, /* first letters of the name, whatever the register says */
    PLACE_STATISTIC_NAME,
    PLACE_SECTION_NAME,
    PLACE_TITLE,
    PLACE_SECTION, /* where somebody works, or for whom */
    PLACE_STATISTIC,
    PLACE_STATISTIC_BACKUP, /* of one somebody stands in for */
    PLACE_STATISTIC_KEYWORD,
    PLACE_KEYWORD,
    PLACE_KEYWORD_BACKUP,
    PLACE_EMAIL,
    PLACE_FORMER_NAME,
    PLACE_COUNT
} DirectoryPlace;

/* How well a line fits, best first. */
typedef enum {
    RANK_NUMBER_WHOLE,
    RANK_INTERNAL_WHOLE,
    RANK_INITIALS_WHOLE,
    RANK_FAMILY_NAME_WHOLE,
    RANK_FAMILY_NAME,
    RANK_GIVEN_NAME_WHOLE,
    RANK_GIVEN_NAME,
    RANK_OTHER_NAME,
    RANK_INITIALS,
    RANK_MADE_INITIALS,
    RANK_NUMBER,
    RANK_STATISTIC_NAME,
    RANK_SECTION_NAME,
    RANK_TITLE,
    RANK_SECTION,
    RANK_STATISTIC_WHOLE,
    RANK_BACKUP_WHOLE,
    RANK_STATISTIC,
    RANK_STATISTIC_BACKUP,
    RANK_STATISTIC_KEYWORD,
    RANK_KEYWORD,
    RANK_KEYWORD_BACKUP,
    RANK_EMAIL,
    RANK_FORMER_NAME,
    RANK_INSIDE,                  /* and up: what is found inside words, in the same order */
    RANK_SOUND = 2 * RANK_INSIDE, /* a name sounds so */
    RANK_SOUND_BEGINS,            /* a name begins to sound so */
    RANK_HAS_LEFT,                /* and up: those who have left, in the same order */
    RANK_COUNT = 2 * RANK_HAS_LEFT
} DirectoryRank;

/* A line of the directory by its number in the indices: people, statistics and sections, each by
 * name, then those who have left. */
struct Directory {
    PeopleDirectory *people;
    Rulebook *rulebook; /* the bureau's calendar and opening hours */
    GPtrArray *codes;   /* of absences; NULL: those carried */
    PresenceRules rules;
    GArray *lines; /* of DirectoryEntry */
    guint first_statistic, first_section, first_former;
    GHashTable *statistic_lines; /* Statistic * -> its line */
    DirectoryIndex *spelling, *sound;
    GHashTable *by_number;  /* char * (normalised) -> Person * */
    GHashTable *by_section; /* Section * -> GPtrArray of Person *, whose main section it is */
};

/* Fills lines and indices from people. */
void directory_fill(Directory *directory);
/* Those whose main section it is, by name; borrowed, NULL: nobody. */
const GPtrArray *directory_members(const Directory *directory, const Section *section);

#endif

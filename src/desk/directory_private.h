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
    PLACE_INITIALS, /* also the code of a section */
    PLACE_SHORT_NAME,
    PLACE_FAMILY_NAME,
    PLACE_GIVEN_NAME,
    PLACE_OTHER_NAME,
    PLACE_MADE_INITIALS,   /* first letters of the name, whatever the register says */
    PLACE_STATISTIC_FIRST, /* the first word of a statistic's name */
    PLACE_STATISTIC_NAME,
    PLACE_SECTION_NAME,
    PLACE_TITLE,
    PLACE_SECTION,                 /* where somebody works, or for whom */
    PLACE_STATISTIC_KEYWORD_FIRST, /* the first word of a keyword */
    PLACE_STATISTIC_KEYWORD,
    PLACE_KEYWORD, /* of a person */
    PLACE_EMAIL,
    PLACE_FORMER_NAME,
    PLACE_WORK, /* of all statistics somebody answers for, or backs up */
    PLACE_WORK_BACKUP,
    PLACE_WORK_KEYWORD,
    PLACE_WORK_KEYWORD_BACKUP,
    PLACE_COUNT
} DirectoryPlace;

/* The places that tell of matters, not of people: only there is a word looked for without its
 * ending. */
#define PLACES_OF_MATTERS                                                                          \
    (1u << PLACE_STATISTIC_FIRST | 1u << PLACE_STATISTIC_NAME | 1u << PLACE_SECTION_NAME |         \
     1u << PLACE_TITLE | 1u << PLACE_SECTION | 1u << PLACE_STATISTIC_KEYWORD |                     \
     1u << PLACE_STATISTIC_KEYWORD_FIRST | 1u << PLACE_KEYWORD | 1u << PLACE_WORK |                \
     1u << PLACE_WORK_BACKUP | 1u << PLACE_WORK_KEYWORD | 1u << PLACE_WORK_KEYWORD_BACKUP)

#define PLACES_OF_SECTIONS (1u << PLACE_SECTION_NAME | 1u << PLACE_SECTION)

/* A statistic, then who answers for it, then who backs up. */
enum { RANKS_OF_STATISTIC = 3, FOR_RESPONSIBLE = 1, FOR_BACKUP = 2 };
#define LAST_OF(rank) rank##_LAST = (rank) + RANKS_OF_STATISTIC - 1

/* How well a line fits, best first. */
typedef enum {
    RANK_NUMBER_WHOLE,
    RANK_INTERNAL_WHOLE,
    RANK_INITIALS_WHOLE,
    RANK_SHORT_NAME_WHOLE,
    LAST_OF(RANK_SHORT_NAME_WHOLE),
    RANK_FAMILY_NAME_WHOLE,
    RANK_STATISTIC_WHOLE, /* the whole name of a statistic */
    LAST_OF(RANK_STATISTIC_WHOLE),
    RANK_KEYWORD_WHOLE, /* a whole keyword, in any language, or a table */
    LAST_OF(RANK_KEYWORD_WHOLE),
    RANK_FAMILY_NAME,
    RANK_GIVEN_NAME_WHOLE,
    RANK_GIVEN_NAME,
    RANK_OTHER_NAME,
    RANK_INITIALS,
    RANK_MADE_INITIALS,
    RANK_SHORT_NAME,
    LAST_OF(RANK_SHORT_NAME),
    RANK_NUMBER,
    RANK_ON_DUTY,
    RANK_ON_DUTY_BACKUP,
    RANK_STATISTIC_BEGINS, /* the name of a statistic begins */
    LAST_OF(RANK_STATISTIC_BEGINS),
    RANK_STATISTIC_NAME,
    LAST_OF(RANK_STATISTIC_NAME),
    RANK_SECTION_NAME,
    RANK_TITLE,
    RANK_KEYWORD_BEGINS, /* a keyword of a statistic begins */
    LAST_OF(RANK_KEYWORD_BEGINS),
    RANK_KEYWORD_WORD, /* another word of it does */
    LAST_OF(RANK_KEYWORD_WORD),
    RANK_SECTION,
    RANK_EMAIL,
    RANK_FORMER_NAME,
    RANK_WORK, /* the words fit several statistics of one person, or one of them and a name */
    RANK_WORK_BACKUP,
    RANK_WORK_KEYWORD,
    RANK_WORK_KEYWORD_BACKUP,
    RANK_INSIDE,                  /* and up: what is found inside words, in the same order */
    RANK_SOUND = 2 * RANK_INSIDE, /* a name sounds so */
    RANK_SOUND_BEGINS             /* a name begins to sound so */
} DirectoryRank;
_Static_assert((int)RANK_SOUND_BEGINS < (int)DIRECTORY_NO_RANK, "ranks are kept in bytes");

/* A text that leads to a line when it is typed as a whole. */
typedef struct {
    guint32 line;
    guint8 rank;
} WholeText;

/* The lines of those who answer for a statistic, DIRECTORY_NO_LINE: nobody here. */
#define DIRECTORY_NO_LINE G_MAXUINT32
typedef struct {
    guint32 responsible, backup;
} LinesOfStatistic;

/* A line of the directory by its number in the indices: people by name, statistics by their short
 * names (the same in every language), sections by name, then those who have left. */
struct Directory {
    PeopleDirectory *people;
    Rulebook *rulebook; /* the bureau's calendar and opening hours */
    GPtrArray *codes;   /* of absences; NULL: those carried */
    PresenceRules rules;
    GArray *lines; /* of DirectoryEntry */
    guint first_statistic, first_section, first_former;
    GHashTable *statistic_lines; /* Statistic * -> its line */
    GHashTable *person_lines;    /* Person * -> their line */
    GArray *answering;           /* of LinesOfStatistic, by line from first_statistic on */
    GHashTable *wholes;          /* char * (folded) -> GArray of WholeText */
    DirectoryIndex *spelling, *sound;
    GHashTable *by_number;  /* char * (normalised) -> Person * */
    GHashTable *by_section; /* Section * -> GPtrArray of Person *, whose main section it is */
};

/* The administrator's own table of absences; *codes stays NULL where there is none. */
bool directory_load_codes(Db *db, GPtrArray **codes, GError **error);
/* Fills lines and indices from people. */
void directory_fill(Directory *directory);
/* DIRECTORY_NO_LINE: nobody who works here. */
guint32 directory_line_of(const Directory *directory, gint64 person);
/* What was typed as one number or as words; an address stays whole. New array of new texts. */
GPtrArray *directory_typed_words(const char *text);
/* The number without the extension that is written behind it ("00 00 24 98 int. 5"); new text. */
char *directory_without_extension(const char *written);
/* Is this statistic named before the other one where both fit alike? By short name. */
int directory_compare_statistics(gconstpointer a, gconstpointer b);
/* Those whose main section it is, by name; borrowed, NULL: nobody. */
const GPtrArray *directory_members(const Directory *directory, const Section *section);

#endif

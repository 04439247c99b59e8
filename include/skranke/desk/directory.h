/* The staff directory searched as one types: people, sections and statistics, in memory. */
#ifndef SKRANKE_DESK_DIRECTORY_H
#define SKRANKE_DESK_DIRECTORY_H

#include "skranke/domain/presence.h"

#include "skranke/store/people.h"

#include "skranke/desk/desk.h"

typedef struct Directory Directory;

/* Reads it whole; call again after a DIRECTORY_CHANGED event. */
Directory *directory_load(Db *db, gint64 now, GError **error);
void directory_free(Directory *directory);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Directory, directory_free)

typedef enum { ENTRY_PERSON, ENTRY_SECTION, ENTRY_STATISTIC } DirectoryEntryKind;
typedef struct {
    DirectoryEntryKind kind;
    const Person *person;       /* ENTRY_PERSON; for a statistic: the one to call (responsible, else
                                   backup), may be NULL */
    const Section *section;     /* the main section */
    const Statistic *statistic; /* ENTRY_STATISTIC, or why a person was found, may be NULL */
} DirectoryEntry;

/* What matches every word typed, best first: name begins, initials, number, then title, section,
 * statistic, keyword. "" gives all people by name. Array of DirectoryEntry *, owned; what it points
 * at lives as long as the directory. */
GPtrArray *directory_find(const Directory *directory, const char *text, guint limit);

const PeopleDirectory *directory_people(const Directory *directory);
const Section *directory_main_section(const Directory *directory, const Person *person);

/* The other contact of the person's statistics, then the same section, those who are in first; at
 * most limit; array of Person *, borrowed members. */
GPtrArray *directory_alternatives(const Directory *directory, const Person *person, gint64 now,
                                  guint limit);

#endif

/* The staff directory searched as one types: people, sections and statistics, in memory. */
#ifndef SKRANKE_DESK_DIRECTORY_H
#define SKRANKE_DESK_DIRECTORY_H

#include "skranke/domain/opening.h"
#include "skranke/domain/presence.h"

#include "skranke/store/people.h"

#include "skranke/desk/desk.h"

typedef struct Directory Directory;

/* Reads it whole; call again where event_changes_directory (store/events.h). */
Directory *directory_load(Db *db, gint64 now, GError **error);
void directory_free(Directory *directory);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Directory, directory_free)

typedef enum { ENTRY_PERSON, ENTRY_SECTION, ENTRY_STATISTIC, ENTRY_FORMER } DirectoryEntryKind;
/* By what an entry was found; of several words by the one that fits least. */
typedef enum {
    FOUND_AS_ALL, /* nothing was typed */
    FOUND_BY_NUMBER,
    FOUND_BY_INITIALS,
    FOUND_BY_NAME,
    FOUND_BY_TITLE,
    FOUND_BY_SECTION,
    FOUND_BY_STATISTIC,
    FOUND_BY_KEYWORD,
    FOUND_BY_EMAIL,
    FOUND_BY_FORMER_NAME,
    FOUND_BY_DUTY, /* on press duty at that moment, or its backup */
    FOUND_BY_SOUND
} DirectoryFoundBy;
extern const char *const directory_found_by_words[]; /* "all", "number", …, NULL */

typedef struct {
    DirectoryEntryKind kind;
    DirectoryFoundBy found_by;
    const Person *person;   /* ENTRY_PERSON, ENTRY_FORMER (has left); for a statistic: the one to
                               call (responsible, else backup), may be NULL */
    const Section *section; /* the main section */
    const Statistic *statistic; /* ENTRY_STATISTIC, or why a person was found, may be NULL */
    bool by_sound;              /* found by its sound only: FOUND_BY_SOUND */
} DirectoryEntry;

/* What matches every word typed, best first: the number (an internal number typed whole is a direct
 * hit), initials, the short name of a statistic; a whole name or keyword of a statistic; how names
 * begin (family name before given name); for "presse", whoever is on press duty at that moment; how
 * a statistic's name begins, its words, its keywords; title, section, e-mail, former name; then
 * words that fit several statistics of one person, and what stands inside words. A statistic leads
 * to whoever answers for it, then to its backup, before people of statistics that fit less.
 *
 * Where fewer than three are found well, the words are tried without fillers and endings
 * (domain/inflection.h); where fewer than three are found at all, what sounds alike follows. Those
 * who have left by then come last. "" and blanks give all people by name, signs alone nobody. Array
 * of DirectoryEntry *, owned; what it points at lives as long as the directory. Under 1 ms for
 * 10,000 people. */
GPtrArray *directory_find_at(const Directory *directory, const char *text, gint64 now, guint limit);
/* The same as of now. */
GPtrArray *directory_find(const Directory *directory, const char *text, guint limit);

const PeopleDirectory *directory_people(const Directory *directory);
const Section *directory_main_section(const Directory *directory, const Person *person);

/* What presence depends on besides the person: the bureau's calendar, the codes of absences. */
const PresenceRules *directory_presence_rules(const Directory *directory);
/* presence_of with these rules; who has left since is as they were then. */
Presence directory_presence(const Directory *directory, const Person *person, gint64 now);
/* For a journalist (press) as presence_for_press. */
Presence directory_presence_asked(const Directory *directory, const Person *person, bool press,
                                  gint64 now);
/* The bureau's opening hours, as they were when it was read; borrowed. */
const Opening *directory_opening(const Directory *directory);
/* The person (also a former one) whose telephone this normalised number is, NULL: nobody's. */
const Person *directory_person_of_number(const Directory *directory, const char *number);
/* By number or initials, also former staff; NULL: nobody. */
const Person *directory_person_named(const Directory *directory, const char *word);
/* Does the main section have this word in its role ("management", "press")? */
bool directory_has_role(const Directory *directory, const Person *person, const char *role);

#endif

/* Owns whose telephone a call rings at: the system knows a number, people know a name. It is looked
 * up when an event tells of another number and kept until the call is over, so that a caller who
 * came back is known to come from somebody, and that showing it asks no database. */
#include <string.h>

#include "skranke/base/clock.h"

#include "skranke/domain/phone_number.h"

#include "skranke/store/people.h"

#include "telephone_private.h"

void telephone_whom_free(gpointer whom)
{
    TelephoneWhom *given = whom;
    g_free(given->number);
    g_free(given->name);
    g_free(given);
}

static bool is_number(const char *written, const char *number)
{
    g_autofree char *normalised = phone_number_normalise(written != NULL ? written : "");
    return *number != '\0' && strcmp(normalised, number) == 0;
}

/* Whom F5 was pressed for goes before whose number it is: a duty has a number of its own. */
static const Person *person_of(const PeopleDirectory *people, gint64 asked, const char *number)
{
    const Person *person = asked != 0 ? people_directory_person(people, asked) : NULL;
    for (guint i = 0; person == NULL && i < people->people->len; i++) {
        const Person *one = people->people->pdata[i];
        if (is_number(one->phone, number) || is_number(one->mobile, number))
            person = one;
    }
    return person;
}

static const Section *section_of(const PeopleDirectory *people, const char *number)
{
    for (guint i = 0; i < people->sections->len; i++)
        if (is_number(((const Section *)people->sections->pdata[i])->phone, number))
            return people->sections->pdata[i];
    return NULL;
}

static void name_whom(TelephoneWhom *whom, const PeopleDirectory *people, gint64 asked)
{
    g_autofree char *number = phone_number_normalise(whom->number);
    const Person *person = person_of(people, asked, number);
    const Section *section = person == NULL ? section_of(people, number) : NULL;
    g_autofree char *shown = phone_number_text(number);
    whom->person = person != NULL ? person->id : 0;
    whom->name = g_strdup(person != NULL    ? person->name
                          : section != NULL ? section_name(section)
                          : *shown != '\0'  ? shown
                                            : whom->number);
}

void telephone_learn_whom(Telephone *telephone, const PbxCall *line)
{
    const gint64 *asked = g_hash_table_lookup(telephone->reaching, line->id);
    const TelephoneWhom *known = telephone_whom(telephone, line);
    bool parked = line->state == PBX_PARKED; /* the number is the lot's */
    if (*line->target == '\0' || parked || line->state == PBX_TALKING)
        return;
    if (known != NULL && strcmp(known->number, line->target) == 0 &&
        (asked == NULL || *asked == known->person))
        return;
    g_autoptr(PeopleDirectory) people = people_load(telephone->desk->db, clock_now(), NULL);
    if (people == NULL) /* the database is away: asked again with the next event */
        return;
    TelephoneWhom *whom = g_new0(TelephoneWhom, 1);
    whom->number = g_strdup(line->target);
    name_whom(whom, people, asked != NULL ? *asked : 0);
    g_hash_table_replace(telephone->whom, g_strdup(line->id), whom);
}

const TelephoneWhom *telephone_whom(const Telephone *telephone, const PbxCall *line)
{
    return g_hash_table_lookup(telephone->whom, line->id);
}

const char *telephone_whom_name(const Telephone *telephone, const PbxCall *line)
{
    const TelephoneWhom *whom = telephone_whom(telephone, line);
    return whom != NULL ? whom->name : *line->target != '\0' ? line->target : "?";
}

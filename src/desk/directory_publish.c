/* Owns what of the directory is public: whom to contact for which area. Whatever is not copied here
 * is not published. Knows no format and no screen. */
#include "skranke/desk/directory_publish.h"

#define INFORMATION_SERVICE "information_service" /* a word in the role of a section */

const char *const public_contact_words[] = {"responsible", "backup", "section", NULL};

const PublicColumn public_columns[] = {
    {"area", offsetof(PublicContact, area)},
    {"statistic", offsetof(PublicContact, statistic)},
    {"code", offsetof(PublicContact, code)},
    {"contact", offsetof(PublicContact, contact)},
    {"name", offsetof(PublicContact, name)},
    {"title", offsetof(PublicContact, title)},
    {"section", offsetof(PublicContact, section)},
    {"organisation", offsetof(PublicContact, organisation)},
    {"phone", offsetof(PublicContact, phone)},
    {"mobile", offsetof(PublicContact, mobile)},
    {"email", offsetof(PublicContact, email)},
    {NULL, 0},
};

typedef struct {
    const Directory *directory;
    GPtrArray *contacts; /* of PublicContact * */
} Publishing;

const char *public_contact_text(const PublicContact *contact, const PublicColumn *column)
{
    return *(const char *const *)((const char *)contact + column->offset);
}

static void contact_free(gpointer given)
{
    PublicContact *contact = given;
    g_free(contact->area);
    g_free(contact->statistic);
    g_free(contact->code);
    g_free(contact->section);
    g_free(contact->organisation);
    g_free(contact->name);
    g_free(contact->title);
    g_free(contact->phone);
    g_free(contact->mobile);
    g_free(contact->email);
    g_free(contact);
}

static char *text_or_empty(const char *text)
{
    return g_strdup(text ? text : "");
}

static PublicContact *add(Publishing *publishing, const Subject *subject,
                          const Statistic *statistic, PublicContactKind kind)
{
    PublicContact *contact = g_new0(PublicContact, 1);
    contact->contact = public_contact_words[kind];
    contact->area = text_or_empty(subject ? subject_name(subject) : NULL);
    contact->statistic = text_or_empty(statistic_name(statistic));
    contact->code = text_or_empty(statistic->short_name);
    g_ptr_array_add(publishing->contacts, contact);
    return contact;
}

/* The second number only where it is for callers. */
static void tell_person(PublicContact *contact, const Directory *directory, const Person *person)
{
    const Section *section = directory_main_section(directory, person);
    contact->section = text_or_empty(section ? section_name(section) : NULL);
    contact->organisation = text_or_empty(person->organisation);
    contact->name = text_or_empty(person->name);
    contact->title = text_or_empty(person_title(person));
    contact->phone = text_or_empty(person->phone);
    contact->mobile = text_or_empty(person->mobile_shown ? person->mobile : NULL);
    contact->email = text_or_empty(person->email);
}

static void tell_section(PublicContact *contact, const Section *section)
{
    contact->section = text_or_empty(section ? section_name(section) : NULL);
    contact->organisation = g_strdup("");
    contact->name = g_strdup("");
    contact->title = g_strdup("");
    contact->phone = text_or_empty(section ? section->phone : NULL);
    contact->mobile = g_strdup("");
    contact->email = text_or_empty(section ? section->email : NULL);
}

static bool can_be_asked(const Section *section)
{
    return section && ((section->phone && *section->phone) || (section->email && *section->email));
}

/* The statistic's own section, else the information service; NULL: neither can be asked. */
static const Section *section_for(const Directory *directory, const Statistic *statistic)
{
    const PeopleDirectory *people = directory_people(directory);
    const Section *own = people_directory_section(people, statistic->section);
    if (can_be_asked(own))
        return own;
    for (guint i = 0; i < people->sections->len; i++) {
        const Section *section = people->sections->pdata[i];
        if (section_has_role(section, INFORMATION_SERVICE) && can_be_asked(section))
            return section;
    }
    return own;
}

static void publish_statistic(Publishing *publishing, const Subject *subject,
                              const Statistic *statistic)
{
    const gint64 named[] = {
        [CONTACT_RESPONSIBLE] = statistic->responsible, [CONTACT_BACKUP] = statistic->backup};
    guint before = publishing->contacts->len;
    for (guint i = 0; i < G_N_ELEMENTS(named); i++) {
        const Person *person =
            people_directory_person(directory_people(publishing->directory), named[i]);
        if (person && person->active && (i == 0 || named[i] != named[0]))
            tell_person(add(publishing, subject, statistic, (PublicContactKind)i),
                        publishing->directory, person);
    }
    if (publishing->contacts->len == before)
        tell_section(add(publishing, subject, statistic, CONTACT_SECTION),
                     section_for(publishing->directory, statistic));
}

/* NULL: those whose area is not known. */
static void publish_subject(Publishing *publishing, const Subject *subject, GHashTable *known)
{
    const GPtrArray *statistics = directory_people(publishing->directory)->statistics;
    for (guint i = 0; i < statistics->len; i++) {
        const Statistic *statistic = statistics->pdata[i];
        if (g_hash_table_lookup(known, statistic->subject) == subject)
            publish_statistic(publishing, subject, statistic);
    }
}

GPtrArray *directory_publish(Db *db, const Directory *directory, GError **error)
{
    g_autoptr(GPtrArray) subjects = people_subjects(db, error);
    if (!subjects)
        return NULL;
    Publishing publishing = {.directory = directory,
                             .contacts = g_ptr_array_new_with_free_func(contact_free)};
    g_autoptr(GHashTable) known = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < subjects->len; i++)
        g_hash_table_insert(known, ((Subject *)subjects->pdata[i])->code, subjects->pdata[i]);
    for (guint i = 0; i < subjects->len; i++)
        publish_subject(&publishing, subjects->pdata[i], known);
    publish_subject(&publishing, NULL, known);
    return publishing.contacts;
}

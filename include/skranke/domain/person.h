/* The directory's records: people, sections, statistics, absences. No I/O. */
#ifndef SKRANKE_DOMAIN_PERSON_H
#define SKRANKE_DOMAIN_PERSON_H

#include <glib.h>
#include <stdbool.h>

typedef struct {
    gint64 id, person;
    gint64 from_at, until_at; /* until is exclusive */
    char *code, *note;        /* the reason stays inside: never said to a caller */
} Absence;
void absence_free(Absence *absence);

typedef struct {
    gint64 id;
    char *initials, *name;
    char *title_nb, *title_nn, *title_en;
    char *sections; /* codes, comma between, the main one first */
    char *phone, *mobile, *email;
    char *languages, *hours, *note;
    bool active;
    GPtrArray *absences;   /* of Absence *, by from_at */
    GPtrArray *statistics; /* of Statistic *, borrowed from the directory */
} Person;
/* Active, with empty lists. */
Person *person_new(void);
void person_free(Person *person);
const char *person_title(const Person *person); /* in the screen's language; borrowed */

typedef struct {
    char *code, *name_nb, *name_nn, *name_en, *role, *email, *phone;
} Section;
void section_free(Section *section);
const char *section_name(const Section *section);

typedef struct {
    gint64 id;
    char *short_name, *subject, *section;
    char *name_nb, *name_nn, *name_en;
    char *keywords_nb, *keywords_nn, *keywords_en, *tables;
    gint64 responsible, backup; /* person, 0: vacant */
} Statistic;
void statistic_free(Statistic *statistic);
const char *statistic_name(const Statistic *statistic);

#endif

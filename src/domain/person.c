/* The directory's records: how they are made, freed and named in the screen's language. Who is in
 * and until when is presence.c's; how records are read is the store's. */
#include "skranke/domain/person.h"

#include "skranke/base/language.h"

#include "skranke/domain/day.h"

const char *const absence_kind_words[] = {"said", "calendar", NULL};
const char *const mark_status_words[] = {"in", "busy", "out", NULL};

void absence_free(Absence *absence)
{
    if (!absence)
        return;
    g_free(absence->code);
    g_free(absence->note);
    g_free(absence->source);
    g_free(absence->source_key);
    g_free(absence->operator_name);
    g_free(absence);
}

bool absence_is_by_hand(const Absence *absence)
{
    return !absence->source || !*absence->source;
}

const char *absence_told_by(const Absence *absence)
{
    const char *name = absence_is_by_hand(absence) ? absence->operator_name : absence->source;
    return name ? name : "";
}

void presence_mark_free(PresenceMark *mark)
{
    if (!mark)
        return;
    g_free(mark->code);
    g_free(mark->note);
    g_free(mark->operator_name);
    g_free(mark);
}

void duty_free(Duty *duty)
{
    if (!duty)
        return;
    g_free(duty->roster);
    g_free(duty->phone);
    g_free(duty->note);
    g_free(duty->source);
    g_free(duty->source_key);
    g_free(duty);
}

void person_note_free(PersonNote *note)
{
    if (!note)
        return;
    g_free(note->operator_name);
    g_free(note->text);
    g_free(note);
}

Person *person_new(void)
{
    Person *person = g_new0(Person, 1);
    person->active = true;
    person->absences = g_ptr_array_new_with_free_func((GDestroyNotify)absence_free);
    person->statistics = g_ptr_array_new();
    person->duties = g_ptr_array_new();
    person->notes = g_ptr_array_new_with_free_func((GDestroyNotify)person_note_free);
    return person;
}

void person_free(Person *person)
{
    if (!person)
        return;
    g_free(person->initials);
    g_free(person->name);
    g_free(person->title_nb);
    g_free(person->title_nn);
    g_free(person->title_en);
    g_free(person->sections);
    g_free(person->phone);
    g_free(person->mobile);
    g_free(person->email);
    g_free(person->languages);
    g_free(person->hours);
    g_free(person->core_hours);
    g_free(person->note);
    g_free(person->keywords);
    g_free(person->former_names);
    g_free(person->employee_id);
    g_free(person->organisation);
    g_free(person->left_on);
    g_free(person->source);
    presence_mark_free(person->mark);
    g_ptr_array_unref(person->absences);
    g_ptr_array_unref(person->duties);
    g_ptr_array_unref(person->notes);
    g_ptr_array_unref(person->statistics);
    g_free(person);
}

bool person_has_left(const Person *person, gint64 at)
{
    Day left;
    if (person->active || !person->left_on || !day_parse(person->left_on, &left))
        return !person->active;
    return day_of_moment(at, NULL) >= left;
}

const char *person_title(const Person *person)
{
    return language_pick(person->title_nb, person->title_nn, person->title_en);
}

void section_free(Section *section)
{
    if (!section)
        return;
    g_free(section->code);
    g_free(section->name_nb);
    g_free(section->name_nn);
    g_free(section->name_en);
    g_free(section->role);
    g_free(section->email);
    g_free(section->phone);
    g_free(section);
}

const char *section_name(const Section *section)
{
    return language_pick(section->name_nb, section->name_nn, section->name_en);
}

bool section_has_role(const Section *section, const char *role)
{
    g_auto(GStrv) roles = g_strsplit_set(section && section->role ? section->role : "", "+, ", -1);
    return g_strv_contains((const char *const *)roles, role);
}

void subject_free(Subject *subject)
{
    if (!subject)
        return;
    g_free(subject->code);
    g_free(subject->name_nb);
    g_free(subject->name_nn);
    g_free(subject->name_en);
    g_free(subject);
}

const char *subject_name(const Subject *subject)
{
    return language_pick(subject->name_nb, subject->name_nn, subject->name_en);
}

void statistic_free(Statistic *statistic)
{
    if (!statistic)
        return;
    g_free(statistic->short_name);
    g_free(statistic->subject);
    g_free(statistic->section);
    g_free(statistic->name_nb);
    g_free(statistic->name_nn);
    g_free(statistic->name_en);
    g_free(statistic->keywords_nb);
    g_free(statistic->keywords_nn);
    g_free(statistic->keywords_en);
    g_free(statistic->tables);
    g_free(statistic);
}

const char *statistic_name(const Statistic *statistic)
{
    return language_pick(statistic->name_nb, statistic->name_nn, statistic->name_en);
}

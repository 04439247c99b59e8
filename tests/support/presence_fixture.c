#include "presence_fixture.h"

#include <string.h>

#include "skranke/base/time_text.h"

#include "testing.h"

#define USUAL "ma-to 08:00-16:00, fr 08:00-14:00"

gint64 presence_moment(const char *text)
{
    gint64 at = 0;
    if (!time_text_parse(text, &at, NULL))
        fail_msg("no time: %s", text);
    return at;
}

static gint64 of_2026(const char *text)
{
    g_autofree char *dated =
        g_strconcat(strlen(text) > strlen("03-10T10:12") ? "" : "2026-", text, NULL);
    return presence_moment(dated);
}

static void add_absence(Person *person, char **words, AbsenceKind kind)
{
    Absence *absence = g_new0(Absence, 1);
    gsize length = strlen(words[1]);
    absence->kind = kind;
    absence->phone_open = g_str_has_suffix(words[1], "!");
    absence->code = g_strndup(words[1], length - absence->phone_open);
    absence->from_at = of_2026(words[2]);
    absence->until_at = of_2026(words[3]);
    absence->source = g_strdup(kind == ABSENCE_SAID ? "" : "kalender.ics");
    absence->seen_at = absence->from_at;
    g_ptr_array_add(person->absences, absence);
}

static void add_duty(Person *person, char **words)
{
    Duty *duty = g_new0(Duty, 1);
    duty->roster = g_strdup("press");
    duty->from_at = of_2026(words[1]);
    duty->until_at = of_2026(words[2]);
    g_ptr_array_add(person->duties, duty);
}

static void set_mark(Person *person, char **words, MarkStatus status)
{
    PresenceMark *mark = g_new0(PresenceMark, 1);
    mark->status = status;
    mark->at = of_2026(words[1]);
    mark->until_at = of_2026(words[2]);
    mark->code = g_strdup("");
    mark->operator_name = g_strdup("Nina Sandvær");
    person->mark = mark;
}

static void add_part(Person *person, const char *part)
{
    g_auto(GStrv) words = g_strsplit(part, " ", 4);
    if (g_str_equal(words[0], "hours") || g_str_equal(words[0], "core")) {
        char **text = g_str_equal(words[0], "core") ? &person->core_hours : &person->hours;
        g_free(*text);
        *text = g_strdup(part + strlen(words[0]) + 1);
    } else if (g_str_equal(words[0], "left")) {
        person->active = false;
    } else if (g_str_equal(words[0], "duty")) {
        add_duty(person, words);
    } else if (g_strv_contains(absence_kind_words, words[0])) {
        bool said = g_str_equal(words[0], absence_kind_words[ABSENCE_SAID]);
        add_absence(person, words, said ? ABSENCE_SAID : ABSENCE_CALENDAR);
    } else {
        for (guint status = 0; mark_status_words[status]; status++)
            if (g_str_equal(words[0], mark_status_words[status])) {
                set_mark(person, words, (MarkStatus)status);
                return;
            }
        fail_msg("no part of a scene: %s", part);
    }
}

Person *presence_person(const char *scene)
{
    Person *person = person_new();
    person->hours = g_strdup(USUAL);
    person->core_hours = g_strdup("");
    g_auto(GStrv) parts = g_strsplit(scene, "|", -1);
    for (guint i = 0; parts[i]; i++)
        if (*g_strstrip(parts[i]))
            add_part(person, parts[i]);
    return person;
}

void presence_person_free(Person *person)
{
    for (guint i = 0; i < person->duties->len; i++)
        duty_free(person->duties->pdata[i]);
    person_free(person);
}

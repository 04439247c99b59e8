/* People as JSON and as lines: who they are, whether they are in and how that is known, what to say
 * to the caller, and who else can help. Knows no command. */
#include "skranke/base/language.h"
#include "skranke/base/safe_text.h"

#include "skranke/desk/who_else.h"

#include "skranke/cli/describe.h"
#include "skranke/cli/output.h"

enum { MOST_ALTERNATIVES = 5, NAME_CELLS = 28, STATUS_CELLS = 24, FIGURE_CELLS = 12 };

static bool has_text(const char *text)
{
    return text && *text;
}

static const char *section_words(const Directory *directory, const Person *person)
{
    const Section *section = directory_main_section(directory, person);
    return section ? section_name(section) : person->sections;
}

/* What the caller asked about: as it was told, else by what the person was found. */
static const Statistic *about_of(const PersonWish *wish)
{
    return wish->about ? wish->about : wish->entry ? wish->entry->statistic : NULL;
}

static WhoElse *others_of(const Directory *directory, const Person *person, const PersonWish *wish)
{
    return wish->others ? who_else(directory, person, about_of(wish), wish->press, wish->at,
                                   MOST_ALTERNATIVES)
                        : NULL;
}

/* ---- as JSON ---- */

static json_t *describe_other(const Other *other)
{
    json_t *object = json_object();
    g_autofree char *why = other_why(other);
    json_object_set_new(object, "id", output_number(other->person ? other->person->id : 0));
    json_object_set_new(object, "name", output_text(other_name(other)));
    json_object_set_new(object, "phone", output_text(other_phone(other)));
    json_object_set_new(object, "status",
                        json_string(presence_words[presence_shown(&other->presence)]));
    json_object_set_new(object, "back_at", output_time(other->presence.back_at));
    json_object_set_new(object, "why", output_text(why));
    json_object_set_new(object, "reason", json_string(other_reason_words[other->reason]));
    json_object_set_new(object, "free", json_boolean(other->free));
    json_object_set_new(object, "line", json_boolean(!other->person));
    return object;
}

static json_t *describe_others(const WhoElse *others)
{
    json_t *array = json_array();
    for (guint i = 0; i < others->others->len; i++)
        json_array_append_new(array, describe_other(others->others->pdata[i]));
    return array;
}

static json_t *describe_list(const char *comma_between)
{
    json_t *array = json_array();
    g_auto(GStrv) items = g_strsplit(comma_between ? comma_between : "", ",", -1);
    for (guint i = 0; items[i]; i++)
        if (*g_strstrip(items[i]))
            json_array_append_new(array, json_string(items[i]));
    return array;
}

static json_t *describe_notes(const Person *person)
{
    json_t *array = json_array();
    for (guint i = 0; i < person->notes->len; i++) {
        const PersonNote *note = person->notes->pdata[i];
        json_t *object = json_object();
        json_object_set_new(object, "by", output_text(note->operator_name));
        json_object_set_new(object, "at", output_time(note->at));
        json_object_set_new(object, "text", describe_masked(note->text, false));
        json_array_append_new(array, object);
    }
    return array;
}

static json_t *describe_statistics(const Person *person)
{
    json_t *array = json_array();
    for (guint i = 0; i < person->statistics->len; i++)
        json_array_append_new(array, output_text(statistic_name(person->statistics->pdata[i])));
    return array;
}

static json_t *describe_successor(const Directory *directory, const Person *person)
{
    const Person *successor =
        people_directory_person(directory_people(directory), person->successor);
    if (!successor)
        return json_null();
    json_t *object = json_object();
    json_object_set_new(object, "id", json_integer(successor->id));
    json_object_set_new(object, "name", output_text(successor->name));
    json_object_set_new(object, "phone", output_text(successor->phone));
    return object;
}

static json_t *describe_match(const DirectoryEntry *entry)
{
    if (!entry)
        return json_null();
    const char *statistic = entry->statistic ? entry->statistic->short_name : NULL;
    json_t *object = json_object();
    json_object_set_new(object, "by", json_string(directory_found_by_words[entry->found_by]));
    json_object_set_new(object, "statistic", output_text(statistic));
    return object;
}

static json_t *describe_saying(const Directory *directory, const Person *person,
                               const PersonWish *wish, const WhoElse *others)
{
    static const Language languages[] = {LANGUAGE_BOKMAL, LANGUAGE_NYNORSK, LANGUAGE_ENGLISH};
    json_t *object = json_object();
    for (gsize i = 0; i < G_N_ELEMENTS(languages); i++) {
        g_autofree char *text =
            who_else_saying(directory, person, about_of(wish), others, wish->at, languages[i]);
        json_object_set_new(object, language_code(languages[i]), output_text(text));
    }
    return object;
}

/* A number that is not for callers is not told at all: who copies this gives it away. */
static void put_identity(json_t *object, const Directory *directory, const Person *person,
                         gint64 at)
{
    bool left = person_has_left(person, at);
    bool hidden = !person->mobile_shown && has_text(person->mobile);
    json_object_set_new(object, "id", json_integer(person->id));
    json_object_set_new(object, "name", output_text(person->name));
    json_object_set_new(object, "initials", output_text(person->initials));
    json_object_set_new(object, "title", output_text(person_title(person)));
    json_object_set_new(object, "section", output_text(section_words(directory, person)));
    json_object_set_new(object, "organisation", output_text(person->organisation));
    json_object_set_new(object, "phone", output_text(person->phone));
    json_object_set_new(object, "mobile", output_text(hidden ? NULL : person->mobile));
    json_object_set_new(object, "mobile_hidden", json_boolean(hidden));
    json_object_set_new(object, "email", output_text(person->email));
    json_object_set_new(object, "hours", output_text(person->hours));
    json_object_set_new(object, "core_hours", output_text(person->core_hours));
    json_object_set_new(object, "languages", describe_list(person->languages));
    json_object_set_new(object, "notes", describe_notes(person));
    json_object_set_new(object, "former", json_boolean(left));
    json_object_set_new(object, "left_on", output_text(left ? person->left_on : NULL));
    json_object_set_new(object, "successor",
                        left ? describe_successor(directory, person) : json_null());
}

static void put_presence(json_t *object, const Presence *presence, gint64 at)
{
    bool aged = presence->source_at > 0 && presence->source_at <= at;
    json_object_set_new(object, "status", json_string(presence_words[presence->status]));
    const char *noted = presence->noted != PRESENCE_IN ? presence_words[presence->noted] : NULL;
    json_object_set_new(object, "noted", output_text(noted));
    json_object_set_new(object, "until", output_time(presence->until));
    json_object_set_new(object, "back_at", output_time(presence->back_at));
    json_object_set_new(object, "source", json_string(presence_source_words[presence->source]));
    json_object_set_new(object, "source_name", output_text(presence->source_name));
    json_object_set_new(object, "source_at", output_time(presence->source_at));
    json_object_set_new(object, "age_seconds",
                        aged ? json_integer(at - presence->source_at) : json_null());
    json_object_set_new(object, "code", output_text(presence->code));
    json_object_set_new(object, "note", describe_masked(presence->note, false));
    json_object_set_new(object, "phone_open", json_boolean(presence->phone_open));
    json_object_set_new(object, "flexible", json_boolean(presence->flexible));
    json_object_set_new(object, "press_duty_until", output_time(presence->duty_until));
    json_object_set_new(object, "press_duty_phone",
                        output_text(presence->duty ? presence->duty->phone : NULL));
}

json_t *describe_person(const Directory *directory, const Person *person, const PersonWish *wish)
{
    Presence presence = directory_presence_asked(directory, person, wish->press, wish->at);
    g_autoptr(WhoElse) others = others_of(directory, person, wish);
    json_t *object = json_object();
    put_identity(object, directory, person, wish->at);
    put_presence(object, &presence, wish->at);
    json_object_set_new(object, "statistics", describe_statistics(person));
    json_object_set_new(object, "matched", describe_match(wish->entry));
    json_object_set_new(object, "say", describe_saying(directory, person, wish, others));
    if (others) {
        json_object_set_new(object, "only_press", json_boolean(others->only_press));
        json_object_set_new(object, "nobody_free", json_boolean(others->nobody_free));
        json_object_set_new(object, "alternatives", describe_others(others));
    }
    return object;
}

/* ---- as lines ---- */

/* A number is never shortened: the columns behind a long one give way. */
static char *whole_number(const char *number)
{
    g_autofree char *safe = safe_text_line(number, -1);
    return safe_text_fit(safe, MAX(safe_text_cells(safe), FIGURE_CELLS), false);
}

static void print_head(const Directory *directory, const Person *person, const Presence *presence,
                       bool press, gint64 at)
{
    const Section *section = directory_main_section(directory, person);
    bool outside = has_text(person->organisation);
    g_autofree char *name = safe_text_fit(person->name, NAME_CELLS, false);
    g_autofree char *phone = whole_number(who_else_phone(person, presence, press));
    g_autofree char *status =
        press ? presence_press_text(presence, at) : presence_text(presence, at);
    g_autofree char *status_cells = safe_text_fit(status, STATUS_CELLS, false);
    output_line("%s  %s  %s  %s", name, phone, status_cells,
                outside   ? person->organisation
                : section ? section_name(section)
                          : "");
}

static void print_other(const Other *other, gint64 at)
{
    g_autofree char *status = other_presence_text(other, at);
    g_autofree char *why = other_why(other);
    output_line("    → %s  %s  %s (%s)", other_name(other), other_phone(other), status, why);
}

static void print_others(const WhoElse *others, gint64 at)
{
    for (guint i = 0; i < others->others->len; i++)
        print_other(others->others->pdata[i], at);
    if (others->nobody_free)
        output_line("    %s", _("Nobody is free: take a message (skranke message new)"));
}

void describe_person_lines(const Directory *directory, const Person *person, const PersonWish *wish,
                           Language language)
{
    Presence presence = directory_presence_asked(directory, person, wish->press, wish->at);
    print_head(directory, person, &presence, wish->press, wish->at);
    if (!wish->others)
        return;
    g_autoptr(WhoElse) others = others_of(directory, person, wish);
    g_autofree char *source = presence_source_text(&presence, wish->at);
    g_autofree char *saying =
        who_else_saying(directory, person, about_of(wish), others, wish->at, language);
    if (has_text(source))
        output_line("    %s", source);
    output_line("    «%s»", saying);
    if (!presence_is_free(&presence) || others->only_press)
        print_others(others, wish->at);
}

/* Owns how people, sections and statistics are put in words for an operator. */
#include "skranke/tui/person_text.h"

#include <string.h>

#include "skranke/base/language.h"
#include "skranke/base/time_text.h"

#include "skranke/domain/day.h"

#include "skranke/services/pbx.h"

#include "skranke/tui/accessible_row.h"
#include "skranke/tui/foreign_text.h"

enum { OTHERS_SHOWN = 4 };

char *person_entry_name(const DirectoryEntry *entry)
{
    if (entry->kind == ENTRY_STATISTIC && entry->person)
        return g_strdup_printf("%s → %s", statistic_name(entry->statistic), entry->person->name);
    if (entry->kind == ENTRY_STATISTIC)
        return g_strdup_printf(_("%s → nobody"), statistic_name(entry->statistic));
    if (entry->kind == ENTRY_SECTION)
        return g_strdup(section_name(entry->section));
    return entry->by_sound ? g_strdup_printf(_("%s (sounds alike)"), entry->person->name)
                           : g_strdup(entry->person->name);
}

char *person_entry_more(const DirectoryEntry *entry)
{
    const Person *person = entry->person;
    if (person && *person->organisation)
        return g_strdup(person->organisation);
    if (entry->kind == ENTRY_PERSON && entry->statistic)
        return g_strdup(statistic_name(entry->statistic));
    bool section = entry->kind != ENTRY_SECTION && entry->section;
    return g_strdup(section ? section_name(entry->section) : "");
}

char *person_entry_why(const DirectoryEntry *entry)
{
    if (entry->person && entry->statistic)
        return g_strdup(statistic_name(entry->statistic));
    if (entry->person && entry->found_by == FOUND_BY_TITLE)
        return g_strdup(person_title(entry->person));
    return person_entry_more(entry);
}

char *person_status_text(const Directory *directory, const DirectoryEntry *entry, bool press,
                         gint64 now)
{
    bool line = !entry->person && entry->section && *entry->section->phone;
    if (!directory || (!entry->person && !line))
        return g_strdup("");
    Presence presence = entry->person
                            ? directory_presence_asked(directory, entry->person, press, now)
                            : who_else_line(directory, now);
    if (line)
        return presence_line_text(&presence, now);
    return press ? presence_press_text(&presence, now) : presence_text(&presence, now);
}

const char *person_phone(const Directory *directory, const DirectoryEntry *entry, bool press,
                         gint64 now)
{
    const Person *person = entry->person;
    if (!person)
        return entry->section ? entry->section->phone : "";
    if (!press || !directory)
        return person->phone;
    Presence presence = directory_presence_asked(directory, person, press, now);
    return who_else_phone(person, &presence, press);
}

/* Takes "mo-fr 08:00-15:30" or "nb,en" to "mo–fr 08:00–15:30", "nb, en". */
static char *as_people_write(char *text)
{
    g_autofree char *taken = text;
    GString *written = g_string_new(taken);
    g_string_replace(written, "-", "–", 0);
    g_string_replace(written, ", ", ",", 0);
    g_string_replace(written, ",", ", ", 0);
    return g_string_free(written, FALSE);
}

char *person_hours_text(const Person *person)
{
    Hours hours;
    if (!person || !hours_parse(person->hours, &hours, NULL))
        return g_strdup("");
    g_autofree char *office = as_people_write(hours_text(&hours));
    if (!*person->core_hours || !hours_parse(person->core_hours, &hours, NULL))
        return g_steal_pointer(&office);
    g_autofree char *core = as_people_write(hours_text(&hours));
    return g_strdup_printf(_("%s (core %s)"), office, core);
}

/* ---- the card ---- */

static void add_name(GString *card, const DirectoryEntry *entry)
{
    const Person *person = entry->person;
    g_string_append(card, person->name);
    if (*person_title(person))
        g_string_append_printf(card, ", %s", person_title(person));
    if (*person->organisation)
        g_string_append_printf(card, _(", %s (not of ours)"), person->organisation);
    else if (entry->section)
        g_string_append_printf(card, ", %s", section_name(entry->section));
}

static void add_numbers(GString *card, const Person *person, const char *phone)
{
    if (!*person->phone && !*person->mobile) /* who has left has none */
        return;
    g_string_append_printf(card, "\n%s %s", _("Phone"), phone);
    if (!g_str_equal(phone, person->phone))
        g_string_append_printf(card, " (%s)  %s", _("press duty"), person->phone);
    if (*person->mobile)
        g_string_append_printf(card, "  %s%s", person->mobile,
                               person->mobile_shown ? "" : _(" (not for callers)"));
    g_string_append_printf(card, "  %s", person->email);
}

/* Whoever answers journalists now does so by the duty, whatever else is known of them. */
static bool answers_press(const Presence *presence, bool press)
{
    return press && presence->duty && presence_shown(presence) == PRESENCE_IN;
}

static void add_presence(GString *card, const Directory *directory, const Person *person,
                         bool press, gint64 now)
{
    Presence presence = directory_presence_asked(directory, person, press, now);
    const GPtrArray *codes = directory_presence_rules(directory)->codes;
    g_autofree char *status =
        press ? presence_press_text(&presence, now) : presence_text(&presence, now);
    g_autofree char *source = presence_source_text(&presence, now);
    g_string_append_printf(card, "\n%s", status);
    if (answers_press(&presence, press))
        return;
    if (presence.code && *presence.code)
        g_string_append_printf(card, _(" · only for colleagues: %s"),
                               absence_code_name(codes, presence.code));
    if (*source)
        g_string_append_printf(card, " · %s", source);
}

static void add_successor(GString *card, const Directory *directory, const Person *person)
{
    if (person->active)
        return;
    const Person *successor =
        people_directory_person(directory_people(directory), person->successor);
    Day left = 0;
    g_autofree char *day =
        day_parse(person->left_on, &left) ? day_text(left) : g_strdup(person->left_on);
    g_string_append_printf(card, "\n%s %s", _("Has left"), day);
    if (successor)
        g_string_append_printf(card, _(" – successor: %s, %s"), successor->name, successor->phone);
}

static void add_notes(GString *card, const Person *person, gint64 now, guint notes)
{
    for (guint i = 0; i < person->notes->len && i < notes; i++) {
        const PersonNote *note = g_ptr_array_index(person->notes, i);
        g_autofree char *when = time_text_short(note->at, now);
        g_autofree char *line = g_strdelimit(g_strdup(note->text), "\r\n", ' ');
        g_string_append_printf(card, "\n%s %s (%s, %s)", _("Note:"), line, note->operator_name,
                               when);
    }
    if (*person->note)
        g_string_append_printf(card, "\n%s", person->note);
}

/* A section, or a statistic that nobody answers for. */
static char *section_card(const DirectoryEntry *entry)
{
    const Section *section = entry->section;
    return g_strdup_printf("%s\n%s %s  %s",
                           entry->statistic ? statistic_name(entry->statistic)
                           : section        ? section_name(section)
                                            : "",
                           _("Phone"), section ? section->phone : "",
                           section ? section->email : "");
}

/* "" while the person is there. */
static char *who_else_text(const Directory *directory, const DirectoryEntry *entry, gint64 now)
{
    const Person *person = entry->person;
    Presence presence = directory_presence(directory, person, now);
    if (presence_is_free(&presence))
        return g_strdup("");
    const Statistic *about = entry->kind == ENTRY_STATISTIC ? entry->statistic : NULL;
    g_autoptr(WhoElse) others = who_else(directory, person, about, false, now, OTHERS_SHOWN);
    GString *text = g_string_new(others->nobody_free ? _("Nobody else is free.") : _("Or:"));
    for (guint i = 0; i < others->others->len; i++) {
        const Other *other = g_ptr_array_index(others->others, i);
        g_autofree char *why = other_why(other);
        g_autofree char *there = other_presence_text(other, now);
        g_string_append_printf(text, "%s %s (%s, %s)", i ? "," : "", other_name(other), why, there);
    }
    return g_string_free(text, FALSE);
}

char *person_card(const Directory *directory, const DirectoryEntry *entry, bool press, gint64 now,
                  guint notes, bool others)
{
    const Person *person = entry->person;
    if (!person)
        return section_card(entry);
    GString *card = g_string_new(NULL);
    add_name(card, entry);
    add_numbers(card, person, person_phone(directory, entry, press, now));
    if (directory) {
        add_presence(card, directory, person, press, now);
        add_successor(card, directory, person);
    }
    g_autofree char *else_ = others && directory ? who_else_text(directory, entry, now) : NULL;
    if (else_ && *else_)
        g_string_append_printf(card, "\n%s", else_);
    g_autofree char *hours = person_hours_text(person);
    g_autofree char *languages = as_people_write(g_strdup(person->languages));
    g_string_append_printf(card, "\n%s · %s", hours, languages);
    add_notes(card, person, now, notes);
    return g_string_free(card, FALSE);
}

/* ---- a fact a line ---- */

static void add_fact(GString *text, const char *label, const char *fact)
{
    if (fact && *fact)
        g_string_append_printf(text, "%s %s\n", label, fact);
}

static void add_presence_facts(GString *text, const Directory *directory, const Person *person,
                               bool press, gint64 now)
{
    Presence presence = directory_presence_asked(directory, person, press, now);
    const GPtrArray *codes = directory_presence_rules(directory)->codes;
    bool duty = answers_press(&presence, press);
    bool reason = !duty && presence.code && *presence.code;
    g_autofree char *status =
        press ? presence_press_text(&presence, now) : presence_text(&presence, now);
    g_autofree char *source = duty ? NULL : presence_source_text(&presence, now);
    add_fact(text, _("Status:"), status);
    add_fact(text, _("Only for colleagues:"),
             reason ? absence_code_name(codes, presence.code) : NULL);
    add_fact(text, _("Known from:"), source);
}

static void add_person_facts(GString *text, const DirectoryEntry *entry)
{
    const Person *person = entry->person;
    g_autofree char *hours = person_hours_text(person);
    add_fact(text, _("Title:"), person_title(person));
    add_fact(text, _("Section:"), entry->section ? section_name(entry->section) : NULL);
    add_fact(text, _("Not of ours:"), person->organisation);
    add_fact(text, _("Statistic:"), entry->statistic ? statistic_name(entry->statistic) : NULL);
    add_fact(text,
             person->mobile_shown ? _("Second number:") : _("Second number, not for callers:"),
             person->mobile);
    add_fact(text, _("E-mail:"), person->email);
    add_fact(text, _("Office hours:"), hours);
    g_autofree char *languages = as_people_write(g_strdup(person->languages));
    add_fact(text, _("Languages:"), languages);
}

static void add_others(GString *text, const Directory *directory, const DirectoryEntry *entry,
                       gint64 now)
{
    Presence presence = directory_presence(directory, entry->person, now);
    if (presence_is_free(&presence))
        return;
    const Statistic *about = entry->kind == ENTRY_STATISTIC ? entry->statistic : NULL;
    g_autoptr(WhoElse) others = who_else(directory, entry->person, about, false, now, OTHERS_SHOWN);
    if (others->nobody_free)
        g_string_append_printf(text, "%s\n", _("Nobody else is free."));
    for (guint i = 0; i < others->others->len; i++) {
        g_autofree char *row = person_other_row(g_ptr_array_index(others->others, i), now, false);
        add_fact(text, _("Or:"), g_strstrip(row));
    }
}

static char *facts_of_person(const Directory *directory, const DirectoryEntry *entry, bool press,
                             gint64 now, bool others)
{
    const Person *person = entry->person;
    GString *text = g_string_new(NULL);
    add_fact(text, _("Name:"), person->name);
    add_fact(text, _("Phone:"), person_phone(directory, entry, press, now));
    if (directory)
        add_presence_facts(text, directory, person, press, now);
    g_autoptr(GString) more = g_string_new(NULL);
    if (directory)
        add_successor(more, directory, person);
    add_notes(more, person, now, person->notes->len);
    if (more->len > 0)
        g_string_append_printf(text, "%s\n", more->str + 1);
    add_person_facts(text, entry);
    if (directory && others)
        add_others(text, directory, entry, now);
    return g_string_free(text, FALSE);
}

char *person_facts(const Directory *directory, const DirectoryEntry *entry, bool press, gint64 now,
                   bool others)
{
    if (entry->person)
        return facts_of_person(directory, entry, press, now, others);
    const Section *section = entry->section;
    GString *text = g_string_new(NULL);
    add_fact(text, _("Statistic:"), entry->statistic ? statistic_name(entry->statistic) : NULL);
    add_fact(text, _("Section:"), section ? section_name(section) : NULL);
    add_fact(text, _("Phone:"), section ? section->phone : NULL);
    add_fact(text, _("E-mail:"), section ? section->email : NULL);
    return g_string_free(text, FALSE);
}

/* ---- a row as it is read out ---- */

static char *row_of(const char *name, const char *phone, const char *presence, const char *more,
                    bool selected)
{
    static const RowFact facts[] = {
        {0, ROW_KEY}, {1, ROW_KEY_WHOLE}, {2, ROW_KEY_WHOLE}, {3, ROW_MORE}};
    g_autofree char *safe_name = foreign_line(name, false);
    g_autofree char *number = accessible_number(phone);
    g_autofree char *safe_number = foreign_line(number, false);
    g_autofree char *safe_more = foreign_line(more, false);
    const char *const texts[] = {safe_name, safe_number, presence, safe_more};
    return accessible_row(facts, G_N_ELEMENTS(facts), texts, selected);
}

/* The section, or what the one who is rung is rung for. */
static const char *name_without_person(const DirectoryEntry *entry)
{
    return entry->kind == ENTRY_STATISTIC ? statistic_name(entry->statistic)
           : entry->section               ? section_name(entry->section)
                                          : "";
}

static char *row_of_section(const Directory *directory, const DirectoryEntry *entry,
                            const char *more, gint64 now, bool selected)
{
    bool line = directory && entry->section && *entry->section->phone;
    Presence presence = line ? who_else_line(directory, now) : (Presence){.until = 0};
    g_autofree char *there = line ? accessible_line(&presence, now) : g_strdup("");
    g_autofree char *name = accessible_section(name_without_person(entry));
    return row_of(name, entry->section ? entry->section->phone : "", there, more ? more : "",
                  selected);
}

char *person_row(const Directory *directory, const DirectoryEntry *entry, const char *more,
                 bool press, gint64 now, bool selected)
{
    const Person *person = entry->person;
    if (!person)
        return row_of_section(directory, entry, more, now, selected);
    Presence presence = directory ? directory_presence_asked(directory, person, press, now)
                                  : (Presence){.until = 0};
    g_autofree char *name = accessible_name(person->name);
    g_autofree char *there = !directory ? g_strdup("")
                             : press    ? accessible_duty(&presence, now)
                                        : accessible_presence(&presence, now);
    g_autofree char *known = more ? g_strdup(more) : person_entry_why(entry);
    g_autofree char *rest =
        entry->by_sound ? g_strdup_printf(_("%s (sounds alike)"), known) : g_steal_pointer(&known);
    return row_of(name, person_phone(directory, entry, press, now), there, rest, selected);
}

char *person_other_row(const Other *other, gint64 now, bool selected)
{
    g_autofree char *name =
        other->person ? accessible_name(other_name(other)) : accessible_section(other_name(other));
    g_autofree char *there = !other->person ? accessible_line(&other->presence, now)
                             : other->reason == OTHER_PRESS
                                 ? accessible_duty(&other->presence, now)
                                 : accessible_presence(&other->presence, now);
    g_autofree char *why = other_why(other);
    return row_of(name, other_phone(other), there, why, selected);
}

/* ---- the telephone system ---- */

const char *person_return_text(const char *word)
{
    for (guint i = 0; pbx_reason_words[i]; i++)
        if (g_str_equal(pbx_reason_words[i], word))
            return pbx_reason_text((PbxReason)i);
    return word;
}

/* Owns how people, sections and statistics are put in words for an operator. */
#include "skranke/tui/person_text.h"

#include <string.h>

#include "skranke/base/language.h"
#include "skranke/base/time_text.h"

#include "skranke/services/pbx.h"

#include "skranke/desk/who_else.h"

enum { OTHERS_SHOWN = 4 };

char *person_entry_name(const DirectoryEntry *entry)
{
    if (entry->kind == ENTRY_STATISTIC && entry->person)
        return g_strdup_printf("%s → %s", statistic_name(entry->statistic), entry->person->name);
    if (entry->kind == ENTRY_STATISTIC)
        return g_strdup_printf(_("%s → nobody"), statistic_name(entry->statistic));
    if (entry->kind == ENTRY_SECTION)
        return g_strdup(section_name(entry->section));
    return entry->by_sound ? g_strdup_printf(_("%s (sounds so)"), entry->person->name)
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

char *person_status_text(const Directory *directory, const Person *person, gint64 now)
{
    if (!person || !directory)
        return g_strdup("");
    Presence presence = directory_presence(directory, person, now);
    return presence_text(&presence, now);
}

char *person_hours_text(const Person *person)
{
    Hours hours;
    if (!person || !hours_parse(person->hours, &hours, NULL))
        return g_strdup("");
    g_autofree char *office = hours_text(&hours);
    if (!*person->core_hours || !hours_parse(person->core_hours, &hours, NULL))
        return g_steal_pointer(&office);
    g_autofree char *core = hours_text(&hours);
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

static void add_numbers(GString *card, const Person *person)
{
    g_string_append_printf(card, "\n%s %s", _("Phone"), person->phone);
    if (*person->mobile)
        g_string_append_printf(card, "  %s%s", person->mobile,
                               person->mobile_shown ? "" : _(" (not for callers)"));
    g_string_append_printf(card, "  %s", person->email);
}

static void add_presence(GString *card, const Directory *directory, const Person *person,
                         gint64 now)
{
    Presence presence = directory_presence(directory, person, now);
    const GPtrArray *codes = directory_presence_rules(directory)->codes;
    g_autofree char *status = presence_text(&presence, now);
    g_autofree char *source = presence_source_text(&presence, now);
    g_string_append_printf(card, "\n%s", status);
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
    g_string_append_printf(card, "\n%s %s", _("Has left"), person->left_on);
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
        g_autofree char *there = presence_text(&other->presence, now);
        g_string_append_printf(text, "%s %s (%s, %s)", i ? "," : "", other_name(other), why, there);
    }
    return g_string_free(text, FALSE);
}

char *person_card(const Directory *directory, const DirectoryEntry *entry, gint64 now, guint notes,
                  bool others)
{
    const Person *person = entry->person;
    if (!person)
        return section_card(entry);
    GString *card = g_string_new(NULL);
    add_name(card, entry);
    add_numbers(card, person);
    if (directory) {
        add_presence(card, directory, person, now);
        add_successor(card, directory, person);
    }
    g_autofree char *else_ = others && directory ? who_else_text(directory, entry, now) : NULL;
    if (else_ && *else_)
        g_string_append_printf(card, "\n%s", else_);
    g_autofree char *hours = person_hours_text(person);
    g_string_append_printf(card, "\n%s · %s", hours, person->languages);
    add_notes(card, person, now, notes);
    return g_string_free(card, FALSE);
}

const char *person_return_text(const char *word)
{
    for (guint i = 0; pbx_reason_words[i]; i++)
        if (g_str_equal(pbx_reason_words[i], word))
            return pbx_reason_text((PbxReason)i);
    return word;
}

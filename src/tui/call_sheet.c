/* Owns what is written down of one call and whom it finds. Draws nothing and ends nothing. */
#include "skranke/tui/call_sheet.h"

#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/tui/app.h"

enum { MOST_HITS = 60, MOST_OTHERS = 12 };

/* ---- making ---- */

CallSheet *call_sheet_new(Call *call)
{
    CallSheet *sheet = g_new0(CallSheet, 1);
    const char *const texts[SHEET_PLACES] = {call ? call->caller : "", call ? call->asked_for : "",
                                             call ? call->matter : ""};
    for (guint i = 0; i < SHEET_PLACES; i++)
        sheet->field[i] = field_new(texts[i]);
    sheet->call = call;
    sheet->id = call ? call->id : 0;
    sheet->began_at = call ? call->began_at : clock_now();
    sheet->language = LANGUAGE_BOKMAL;
    sheet->press = sheet->kept_press = call && call->press;
    sheet->asked = sheet->kept_person = call ? call->person : 0;
    sheet->settled = sheet->asked > 0;
    sheet->place = call && (*call->number || *call->caller) ? SHEET_FOR : SHEET_CALLER;
    sheet->hit = sheet->other = -1;
    sheet->key = g_strdup("");
    sheet->saying = g_strdup("");
    return sheet;
}

/* What borrows from a directory that may be gone by now. */
static void forget_people(CallSheet *sheet)
{
    g_clear_pointer(&sheet->hits, g_ptr_array_unref);
    g_clear_pointer(&sheet->others, who_else_free);
    g_clear_pointer(&sheet->facts, caller_facts_free);
    g_clear_pointer(&sheet->facts_number, g_free);
    g_clear_pointer(&sheet->looked_for, g_free);
    sheet->hit = -1;
    sheet->looked_at = 0;
}

void call_sheet_free(CallSheet *sheet)
{
    if (!sheet)
        return;
    forget_people(sheet);
    for (guint i = 0; i < SHEET_PLACES; i++)
        field_free(sheet->field[i]);
    call_free(sheet->call);
    g_free(sheet->key);
    g_free(sheet->saying);
    g_free(sheet->rescue);
    g_free(sheet->rescued);
    g_free(sheet);
}

/* ---- whom ---- */

const DirectoryEntry *call_sheet_entry(const CallSheet *sheet)
{
    bool there = sheet->hits && sheet->hit >= 0 && sheet->hit < (int)sheet->hits->len;
    return there ? g_ptr_array_index(sheet->hits, sheet->hit) : NULL;
}

const Other *call_sheet_other(const CallSheet *sheet)
{
    bool there =
        sheet->others && sheet->other >= 0 && sheet->other < (int)sheet->others->others->len;
    return there ? g_ptr_array_index(sheet->others->others, sheet->other) : NULL;
}

CallTarget call_sheet_target(const CallSheet *sheet)
{
    const Other *other = call_sheet_other(sheet);
    if (other)
        return (CallTarget){.person = other->person, .section = other->section};
    const DirectoryEntry *entry = call_sheet_entry(sheet);
    return entry ? (CallTarget){.person = entry->person, .section = entry->section}
                 : (CallTarget){0};
}

const Person *call_sheet_asked(const CallSheet *sheet)
{
    const DirectoryEntry *entry = call_sheet_entry(sheet);
    return entry ? entry->person : NULL;
}

static char *key_of(const DirectoryEntry *entry)
{
    return g_strdup_printf("%d %" G_GINT64_FORMAT " %s %s", (int)entry->kind,
                           entry->person ? entry->person->id : 0,
                           entry->kind == ENTRY_STATISTIC ? entry->statistic->short_name : "",
                           entry->kind == ENTRY_SECTION ? entry->section->code : "");
}

static void select_hit(CallSheet *sheet, int hit)
{
    sheet->hit = hit;
    sheet->other = -1;
    sheet->looked_at = 0;
    const DirectoryEntry *entry = call_sheet_entry(sheet);
    g_free(sheet->key);
    sheet->key = entry ? key_of(entry) : g_strdup("");
    sheet->asked = entry && entry->person ? entry->person->id : 0;
}

static DirectoryEntry *entry_of(const Directory *directory, const Person *person)
{
    DirectoryEntry *entry = g_new0(DirectoryEntry, 1);
    entry->kind = person->active ? ENTRY_PERSON : ENTRY_FORMER;
    entry->person = person;
    entry->section = directory_main_section(directory, person);
    return entry;
}

/* Those the caller spoke to before are offered first. */
static GPtrArray *offered(const CallSheet *sheet, const Directory *directory)
{
    GPtrArray *hits = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; sheet->facts && i < sheet->facts->reached->len; i++)
        g_ptr_array_add(hits, entry_of(directory, g_ptr_array_index(sheet->facts->reached, i)));
    return hits;
}

static void keep_only(CallSheet *sheet, int hit)
{
    DirectoryEntry *chosen = g_memdup2(g_ptr_array_index(sheet->hits, hit), sizeof(DirectoryEntry));
    g_ptr_array_set_size(sheet->hits, 0);
    g_ptr_array_add(sheet->hits, chosen);
    sheet->settled = true;
}

static int place_of_key(const CallSheet *sheet)
{
    for (guint i = 0; *sheet->key && i < sheet->hits->len; i++) {
        g_autofree char *key = key_of(g_ptr_array_index(sheet->hits, i));
        if (g_str_equal(key, sheet->key))
            return (int)i;
    }
    return -1;
}

/* Where the chosen one stands among the hits; a person that the text does not find is put there. */
static int place_of_chosen(CallSheet *sheet, const Directory *directory)
{
    int place = place_of_key(sheet);
    const Person *person =
        sheet->asked ? people_directory_person(directory_people(directory), sheet->asked) : NULL;
    if (!sheet->settled || place >= 0 || !person)
        return place;
    g_ptr_array_insert(sheet->hits, 0, entry_of(directory, person));
    return 0;
}

/* A row a person: the caller speaks to people, whatever of them matches; what matches best stands
 * first, and is what is shown of them. */
static void keep_people_once(GPtrArray *hits)
{
    g_autoptr(GHashTable) there = g_hash_table_new(NULL, NULL);
    for (guint i = 0; i < hits->len;) {
        const DirectoryEntry *entry = g_ptr_array_index(hits, i);
        if (entry->person && !g_hash_table_add(there, (gpointer)entry->person))
            g_ptr_array_remove_index(hits, i);
        else
            i++;
    }
}

/* Looks anew, for another text or in another directory; what was selected stays it. */
static void find(CallSheet *sheet, const Directory *directory)
{
    const char *text = field_text(sheet->field[SHEET_FOR]);
    g_clear_pointer(&sheet->hits, g_ptr_array_unref);
    g_clear_pointer(&sheet->others, who_else_free);
    g_free(sheet->looked_for);
    sheet->looked_for = g_strdup(text);
    sheet->offered = !*text;
    sheet->hits = *text ? directory_find(directory, text, MOST_HITS) : offered(sheet, directory);
    keep_people_once(sheet->hits);
    int place = place_of_chosen(sheet, directory);
    sheet->settled = sheet->settled && place >= 0;
    if (sheet->settled) {
        keep_only(sheet, place);
        place = 0;
    }
    select_hit(sheet, place >= 0 ? place : *text && sheet->hits->len ? 0 : -1);
}

/* Who is there needs nobody else, but a journalist is offered who has the press duty as well,
 * unless that is who they ask for. */
static void keep_press(GPtrArray *others, bool has_duty)
{
    for (guint i = 0; i < others->len;) {
        const Other *other = g_ptr_array_index(others, i);
        if (other->reason != OTHER_PRESS || has_duty)
            g_ptr_array_remove_index(others, i);
        else
            i++;
    }
}

static void look_at_selected(CallSheet *sheet, const Directory *directory)
{
    gint64 now = clock_now();
    int other = sheet->other;
    sheet->looked_at = now / 60;
    g_clear_pointer(&sheet->others, who_else_free);
    g_clear_pointer(&sheet->saying, g_free);
    const DirectoryEntry *entry = call_sheet_entry(sheet);
    const Person *person = entry ? entry->person : NULL;
    if (!person) {
        sheet->saying = g_strdup("");
        return;
    }
    const Statistic *about = entry->statistic;
    sheet->presence = directory_presence_asked(directory, person, sheet->press, now);
    g_autoptr(WhoElse) others = who_else(directory, person, about, sheet->press, now, MOST_OTHERS);
    SayingTried tried = person->id == sheet->rung ? sheet->tried : TRIED_NOT;
    bool is_free = presence_is_free(&sheet->presence) && tried == TRIED_NOT;
    sheet->saying =
        who_else_saying_tried(directory, person, about, others, tried, now, sheet->language);
    if (is_free)
        keep_press(others->others, sheet->press && sheet->presence.duty);
    if (!is_free || others->others->len > 0)
        sheet->others = g_steal_pointer(&others);
    sheet->other = sheet->others ? MIN(other, (int)sheet->others->others->len - 1) : -1;
}

bool call_sheet_look(App *app, CallSheet *sheet)
{
    DirectoryView *view = &app->directory;
    if (!view->directory && app->waited_ms == 0 && app->down_since == 0)
        directory_ensure(app);
    if (sheet->generation != view->generation)
        forget_people(sheet);
    sheet->generation = view->generation;
    if (!view->directory)
        return false;
    if (app->waited_ms == 0)
        call_sheet_learn(app, sheet, false);
    if (!sheet->hits || g_strcmp0(sheet->looked_for, field_text(sheet->field[SHEET_FOR])) != 0)
        find(sheet, view->directory);
    call_desk_note_tried(app, sheet);
    if (sheet->looked_at != clock_now() / 60)
        look_at_selected(sheet, view->directory);
    return true;
}

/* ---- the caller ---- */

/* What is typed now goes before what the telephone system said. New text. */
static char *number_of(const CallSheet *sheet)
{
    g_autofree char *caller = NULL, *number = NULL;
    call_read_caller(field_text(sheet->field[SHEET_CALLER]), &caller, &number);
    if (*number)
        return g_steal_pointer(&number);
    return g_strdup(sheet->call ? sheet->call->number : "");
}

void call_sheet_learn(App *app, CallSheet *sheet, bool at_once)
{
    g_autofree char *number = number_of(sheet);
    bool later = !at_once && !db_is_file(app->desk->db) && sheet->place == SHEET_CALLER;
    if (g_strcmp0(number, sheet->facts_number) == 0 || app->down_since || later ||
        !app->directory.directory)
        return;
    g_clear_pointer(&sheet->facts, caller_facts_free);
    g_free(sheet->facts_number);
    sheet->facts_number = g_steal_pointer(&number);
    if (sheet->offered)
        g_clear_pointer(&sheet->looked_for, g_free); /* others are offered now */
    if (!*sheet->facts_number)
        return;
    g_autoptr(GError) error = NULL;
    sheet->facts = caller_facts(app->desk, app->directory.directory, sheet->facts_number, &error);
    if (error)
        app_complain(app, error);
}

/* ---- moving and choosing ---- */

void call_sheet_move(CallSheet *sheet, int by)
{
    int hits = sheet->hits ? (int)sheet->hits->len : 0;
    int others = sheet->others ? (int)sheet->others->others->len : 0;
    int least = sheet->offered && !sheet->settled ? -1 : 0;
    if (hits == 0)
        return;
    if (sheet->other >= 0)
        sheet->other = CLAMP(sheet->other + by, -1, others - 1);
    else if (by > 0 && sheet->hit == hits - 1 && others > 0)
        sheet->other = 0;
    else
        select_hit(sheet, CLAMP(sheet->hit + by, least, hits - 1));
}

void call_sheet_settle(App *app, CallSheet *sheet)
{
    if (!call_sheet_look(app, sheet) || sheet->settled || !call_sheet_entry(sheet))
        return;
    keep_only(sheet, sheet->hit);
    sheet->hit = 0;
}

void call_sheet_choose(App *app, CallSheet *sheet, gint64 person, const char *section)
{
    if (!call_sheet_look(app, sheet))
        return;
    const PeopleDirectory *people = directory_people(app->directory.directory);
    DirectoryEntry entry = {.kind = person ? ENTRY_PERSON : ENTRY_SECTION,
                            .person = person ? people_directory_person(people, person) : NULL,
                            .section = section ? people_directory_section(people, section) : NULL};
    if (!entry.person && !entry.section)
        return;
    if (!entry.person || !*field_text(sheet->field[SHEET_FOR])) /* whom they asked for stays */
        field_set(sheet->field[SHEET_FOR],
                  entry.person ? entry.person->name : section_name(entry.section));
    g_free(sheet->key);
    sheet->key = key_of(&entry);
    sheet->asked = person;
    sheet->settled = true;
    g_clear_pointer(&sheet->looked_for, g_free);
    call_sheet_look(app, sheet);
}

void call_sheet_typed(App *app, CallSheet *sheet)
{
    if (g_strcmp0(sheet->looked_for, field_text(sheet->field[SHEET_FOR])) != 0) {
        sheet->settled = false;
        sheet->asked = 0;
        g_free(sheet->key);
        sheet->key = g_strdup("");
    }
    call_sheet_look(app, sheet);
}

void call_sheet_set_press(App *app, CallSheet *sheet, bool press)
{
    sheet->press = press;
    sheet->looked_at = 0; /* others may be offered to a journalist */
    call_sheet_look(app, sheet);
}

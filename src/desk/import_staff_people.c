/* Owns what a row of people changes: whom it means, what differs, what is refused, and who is no
 * longer named. Formats are import_staff_rows.c's. */
#include <string.h>

#include "skranke/base/language.h"

#include "skranke/domain/address.h"
#include "skranke/domain/day.h"
#include "skranke/domain/hours.h"

#include "import_staff_private.h"

/* A row and whom it means. */
typedef struct {
    const StaffRow *row;
    const Person *person; /* NULL: a new one */
    const char *initials; /* as they will be; borrowed */
    bool sound;
} Match;

/* Who stands in for whom, by initials; NULL: as it is. Borrowed. */
typedef struct {
    const char *initials, *deputy, *successor;
} Reference;

typedef struct {
    StaffReading *reading;
    GArray *matches;         /* of Match, in the order of the rows */
    GHashTable *of_person;   /* Person * -> index + 1 */
    GHashTable *of_initials; /* folded initials as they will be -> index + 1 */
    GArray *references;      /* of Reference: written after everybody is there */
    GString *changes;        /* of the row being taken, "phone 1 -> 2, title_nb …" */
} People;

static char **text_of(Person *person, StaffField field)
{
    return (char **)(gpointer)((char *)person + staff_columns[field].offset);
}

static const char *known_text(const Person *person, StaffField field)
{
    const char *text =
        *(char *const *)(gconstpointer)((const char *)person + staff_columns[field].offset);
    return text ? text : "";
}

static bool is_text(StaffField field)
{
    return field < FIELD_MOBILE_SHOWN;
}

/* ---- whom a row means ---- */

static Person *found_by(GHashTable *table, const char *text)
{
    g_autofree char *key = staff_fold(text);
    return *key ? g_hash_table_lookup(table, key) : NULL;
}

/* Somebody with another employee number is somebody else, whatever else is alike. */
static bool is_other(const Person *person, const StaffRow *row)
{
    const char *number = row->values[FIELD_EMPLOYEE_ID];
    return number && *number && *person->employee_id && strcmp(person->employee_id, number) != 0;
}

/* By employee number, else e-mail, else initials. False with a problem. */
static bool find(const StaffReading *reading, const StaffRow *row, Person **found)
{
    Person *by_number = found_by(reading->by_employee, row->values[FIELD_EMPLOYEE_ID]);
    Person *by_email = found_by(reading->by_email, row->values[FIELD_EMAIL]);
    Person *by_initials = found_by(reading->by_initials, row->values[FIELD_INITIALS]);
    *found = by_number;
    if (!*found && by_email && !is_other(by_email, row))
        *found = by_email;
    if (!*found && by_initials && !is_other(by_initials, row))
        *found = by_initials;
    if (!by_initials || by_initials == *found)
        return true;
    staff_problem((StaffReading *)reading, row->line,
                  _("the initials \"%s\" belong to %s, who is somebody else"),
                  row->values[FIELD_INITIALS], by_initials->name);
    return false;
}

/* The same person twice in a source: which is meant, nobody knows. */
static bool is_first(People *people, const Match *match, guint index)
{
    g_autofree char *key = staff_fold(match->initials);
    guint before =
        match->person ? GPOINTER_TO_UINT(g_hash_table_lookup(people->of_person, match->person)) : 0;
    before = before ? before : GPOINTER_TO_UINT(g_hash_table_lookup(people->of_initials, key));
    if (before) {
        staff_problem(people->reading, match->row->line, _("\"%s\" stands in line %u already"),
                      match->initials, g_array_index(people->matches, Match, before - 1).row->line);
        return false;
    }
    if (match->person)
        g_hash_table_insert(people->of_person, (gpointer)(guintptr)match->person,
                            GUINT_TO_POINTER(index + 1));
    g_hash_table_insert(people->of_initials, g_steal_pointer(&key), GUINT_TO_POINTER(index + 1));
    return true;
}

static void match_row(People *people, const StaffRow *row)
{
    Match match = {.row = row};
    Person *person = NULL;
    people->reading->report->read++;
    match.sound = find(people->reading, row, &person);
    match.person = person;
    match.initials = row->values[FIELD_INITIALS] && *row->values[FIELD_INITIALS]
                         ? row->values[FIELD_INITIALS]
                     : person ? person->initials
                              : "";
    const char *name = row->values[FIELD_NAME] ? row->values[FIELD_NAME]
                       : person                ? person->name
                                               : "";
    if (match.sound && (!*match.initials || !*name)) {
        staff_problem(people->reading, row->line, _("\"%s\" is missing"),
                      *match.initials ? "name" : "initials");
        match.sound = false;
    }
    match.sound = match.sound && is_first(people, &match, people->matches->len);
    g_array_append_val(people->matches, match);
}

/* ---- what is refused ---- */

static bool day_is_sound(const char *text)
{
    Day day = 0;
    return *text == '\0' || day_parse(text, &day);
}

/* Also an extension of four digits; words may stand beside it. */
static bool phone_is_sound(const char *value)
{
    enum { FEWEST_DIGITS = 3 };
    guint digits = 0;
    for (const char *at = value; *at; at++)
        digits += g_ascii_isdigit(*at);
    return *value == '\0' || digits >= FEWEST_DIGITS;
}

/* Before any section is known, people may come first. */
static void check_sections(StaffReading *reading, guint line, const char *value)
{
    g_auto(GStrv) codes = g_strsplit(value, ",", -1);
    for (guint i = 0; reading->known->sections->len > 0 && codes[i]; i++)
        if (*codes[i] && !people_directory_section(reading->known, codes[i]))
            staff_problem(reading, line,
                          _("there is no section \"%.40s\"; import the sections first"), codes[i]);
}

static void check_value(StaffReading *reading, guint line, StaffField field, const char *value)
{
    g_autoptr(GError) wrong = NULL;
    Hours hours;
    switch (staff_columns[field].value) {
    case VALUE_EMAIL:
        if (*value && !address_is_valid(value))
            staff_problem(reading, line, _("\"%s\" is not an e-mail address"), value);
        break;
    case VALUE_HOURS:
        if (!hours_parse(value, &hours, &wrong))
            staff_problem(reading, line, "%s", wrong->message);
        break;
    case VALUE_DAY:
        if (!day_is_sound(value))
            staff_problem(reading, line, _("\"%s\" is not a day; write 2026-03-10"), value);
        break;
    case VALUE_FLAG:
        if (staff_flag(value) < 0)
            staff_problem(reading, line, _("\"%s\" is neither yes nor no"), value);
        break;
    case VALUE_PHONE:
        if (!phone_is_sound(value))
            staff_problem(reading, line, _("\"%.40s\" is no telephone number"), value);
        break;
    case VALUE_SECTIONS:
        check_sections(reading, line, value);
        break;
    default:
        break;
    }
}

/* ---- what differs ---- */

static void note_change(People *people, const char *column, const char *before, const char *after)
{
    g_string_append_printf(people->changes, "%s%s %s -> %s", people->changes->len ? ", " : "",
                           column, *before ? before : "\"\"", *after ? after : "\"\"");
}

static bool is_same(StaffField field, const char *before, const char *after)
{
    if (staff_columns[field].value != VALUE_LIST && staff_columns[field].value != VALUE_SECTIONS)
        return strcmp(before, after) == 0;
    g_autofree char *list = staff_list(before);
    return strcmp(list, after) == 0;
}

static void set_text(People *people, Person *person, StaffField field, const char *after)
{
    char **text = text_of(person, field);
    const char *before = *text ? *text : "";
    if (is_same(field, before, after))
        return;
    note_change(people, staff_columns[field].column, before, after);
    char *kept = g_strdup(after);
    g_free(*text);
    *text = kept;
}

/* A name that has changed is still searched, unless the source says itself what the old ones are.
 */
static void keep_former_name(People *people, const Match *match, Person *person)
{
    if (!match->person || match->row->values[FIELD_FORMER_NAMES] ||
        strcmp(match->person->name, person->name) == 0)
        return;
    g_autofree char *names = *known_text(person, FIELD_FORMER_NAMES)
                                 ? g_strconcat(person->former_names, ",", match->person->name, NULL)
                                 : g_strdup(match->person->name);
    if (g_utf8_strlen(names, -1) <= (glong)staff_columns[FIELD_FORMER_NAMES].longest &&
        !strchr(match->person->name, ','))
        set_text(people, person, FIELD_FORMER_NAMES, names);
}

static char *today(const People *people)
{
    return day_iso(day_of_moment(people->reading->now, NULL));
}

/* The day of leaving decides where the source says one; a full source decides by naming somebody.
 */
static void settle_leaving(People *people, const Match *match, Person *person)
{
    const char *left_on = match->row->values[FIELD_LEFT_ON];
    g_autofree char *day = today(people);
    if (left_on)
        person->active = !*left_on || strcmp(left_on, day) > 0;
    else if (!person->active && people->reading->options->full) {
        person->active = true;
        set_text(people, person, FIELD_LEFT_ON, "");
    } else if (!person->active)
        staff_tell(people->reading, _("%s: has left (%s) and stays so"), person->initials,
                   known_text(person, FIELD_LEFT_ON));
    if (match->person && match->person->active != person->active && people->changes->len == 0)
        note_change(people, "active", match->person->active ? "yes" : "no",
                    person->active ? "yes" : "no");
}

static Person *copy_of(const Person *known)
{
    Person *person = person_new();
    for (guint f = 0; is_text(f); f++) {
        char **text = text_of(person, f);
        g_free(*text);
        *text = g_strdup(known ? known_text(known, f) : "");
    }
    if (known) {
        person->id = known->id;
        person->active = known->active;
        person->mobile_shown = known->mobile_shown;
        person->deputy = known->deputy;
        person->successor = known->successor;
    }
    return person;
}

/* ---- people who are named by people ---- */

/* The initials, as they will be, of whom a word means; NULL: nobody. */
static const char *referred(const People *people, const char *word)
{
    const Person *person = staff_known(people->reading, word);
    g_autofree char *key = staff_fold(word);
    guint index = person ? GPOINTER_TO_UINT(g_hash_table_lookup(people->of_person, person))
                         : GPOINTER_TO_UINT(g_hash_table_lookup(people->of_initials, key));
    if (index)
        return g_array_index(people->matches, Match, index - 1).initials;
    return person ? person->initials : NULL;
}

static const char *initials_of(const People *people, gint64 id)
{
    const Person *person = id ? people_directory_person(people->reading->known, id) : NULL;
    return person ? person->initials : "";
}

/* The initials that shall stand there; NULL: nothing changes. */
static const char *reference(People *people, const Match *match, StaffField field, gint64 before)
{
    const char *word = match->row->values[field];
    if (!word)
        return NULL;
    const char *target = *word ? referred(people, word) : "";
    const char *known = initials_of(people, before);
    if (!target) {
        staff_problem(people->reading, match->row->line, _("\"%s\": nobody is called \"%s\""),
                      staff_columns[field].column, word);
        return NULL;
    }
    const char *now = *known ? referred(people, known) : "";
    if (strcmp(now ? now : known, target) == 0)
        return NULL;
    note_change(people, staff_columns[field].column, known, target);
    return target;
}

/* ---- a row ---- */

static void count(People *people, const Match *match)
{
    StaffReport *report = people->reading->report;
    if (!match->person) {
        report->added++;
        staff_tell(people->reading, _("%s: new, %s"), match->initials,
                   match->row->values[FIELD_NAME]);
    } else if (people->changes->len > 0) {
        report->changed++;
        staff_tell(people->reading, "%s: %s", match->person->initials, people->changes->str);
    } else
        report->unchanged++;
}

static void take_match(People *people, const Match *match)
{
    StaffReading *reading = people->reading;
    const StaffRow *row = match->row;
    Person *person = copy_of(match->person);
    g_string_truncate(people->changes, 0);
    for (guint f = 0; f < STAFF_FIELDS; f++) {
        if (row->values[f])
            check_value(reading, row->line, f, row->values[f]);
        if (row->values[f] && is_text(f))
            set_text(people, person, f, row->values[f]);
    }
    if (!*person->initials)
        set_text(people, person, FIELD_INITIALS, match->initials);
    const char *shown = row->values[FIELD_MOBILE_SHOWN];
    if (shown && staff_flag(shown) >= 0 && staff_flag(shown) != person->mobile_shown) {
        person->mobile_shown = !person->mobile_shown;
        note_change(people, "mobile_shown", person->mobile_shown ? "no" : "yes",
                    person->mobile_shown ? "yes" : "no");
    }
    keep_former_name(people, match, person);
    settle_leaving(people, match, person);
    Reference other = {match->initials, reference(people, match, FIELD_DEPUTY, person->deputy),
                       reference(people, match, FIELD_SUCCESSOR, person->successor)};
    /* The first source that names a person keeps them: --full of another one ends nobody here. */
    const char *source = match->person ? match->person->source : "";
    g_free(person->source);
    person->source = g_strdup(*source ? source : reading->source);
    if (people->changes->len > 0 || strcmp(source, person->source) != 0)
        people_put_person(reading->batch, person, reading->now);
    g_array_append_val(people->references, other);
    count(people, match);
    person_free(person);
}

/* Whom this source has named before and names no more. */
static void end_missing(People *people)
{
    StaffReading *reading = people->reading;
    g_autofree char *day = today(people);
    for (guint i = 0; i < reading->known->people->len; i++) {
        const Person *person = reading->known->people->pdata[i];
        if (!*reading->source || g_strcmp0(person->source, reading->source) != 0 ||
            g_hash_table_contains(people->of_person, person))
            continue;
        if (!reading->options->full) {
            reading->report->missing++;
            continue;
        }
        reading->report->ended++;
        staff_tell(reading, _("%s: has left (%s is no longer in the source)"), person->initials,
                   person->name);
        people_set_left(reading->batch, person->id, day, person->successor, reading->now);
    }
}

void staff_take_people(StaffReading *reading, const GPtrArray *rows)
{
    People people = {
        .reading = reading,
        .matches = g_array_new(FALSE, FALSE, sizeof(Match)),
        .references = g_array_new(FALSE, FALSE, sizeof(Reference)),
        .of_person = g_hash_table_new(NULL, NULL),
        .of_initials = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
        .changes = g_string_new(NULL),
    };
    for (guint i = 0; i < rows->len; i++)
        match_row(&people, rows->pdata[i]);
    for (guint i = 0; i < people.matches->len; i++) {
        const Match *match = &g_array_index(people.matches, Match, i);
        if (match->sound)
            take_match(&people, match);
    }
    for (guint i = 0; i < people.references->len; i++) {
        const Reference *other = &g_array_index(people.references, Reference, i);
        people_refer(reading->batch, other->initials, other->deputy, other->successor);
    }
    end_missing(&people);
    g_array_unref(people.references);
    g_array_unref(people.matches);
    g_hash_table_unref(people.of_person);
    g_hash_table_unref(people.of_initials);
    g_string_free(people.changes, TRUE);
}

/* Owns the directory in memory: everything folded once when it is read, so that a keystroke only
 * compares bytes. Knows no SQL and no screen. */
#include "skranke/desk/directory.h"

#include <string.h>

#include "skranke/domain/words.h"

/* Where a word was found, best first; one folded text each. */
typedef enum {
    PLACE_NAME,
    PLACE_INITIALS,
    PLACE_NUMBER,
    PLACE_TITLE,
    PLACE_SECTION,
    PLACE_STATISTIC,
    PLACE_KEYWORD,
    PLACE_COUNT
} Place;

/* How well a line fits, best first. */
typedef enum {
    RANK_NAME_BEGINS, /* the name begins with what was typed */
    RANK_NAME_WORD,   /* a word of the name begins so */
    RANK_INITIALS,
    RANK_NUMBER,
    RANK_NAME_INSIDE,
    RANK_TITLE,
    RANK_SECTION,
    RANK_STATISTIC,
    RANK_KEYWORD,
    RANK_COUNT
} Rank;

static const Rank rank_of_place[PLACE_COUNT] = {
    [PLACE_NAME] = RANK_NAME_INSIDE, [PLACE_INITIALS] = RANK_INITIALS,
    [PLACE_NUMBER] = RANK_NUMBER,    [PLACE_TITLE] = RANK_TITLE,
    [PLACE_SECTION] = RANK_SECTION,  [PLACE_STATISTIC] = RANK_STATISTIC,
    [PLACE_KEYWORD] = RANK_KEYWORD,
};

enum { MOST_WORDS = 12 };

/* One line of the directory. Each text begins with a space, so " ab" finds where a word begins. */
typedef struct {
    DirectoryEntry entry;
    const char *name;        /* the text of PLACE_NAME */
    const char *all;         /* the texts of all places, one after the other */
    guint ends[PLACE_COUNT]; /* where each of them ends in all */
} Row;

struct Directory {
    PeopleDirectory *people;
    Rulebook *rulebook; /* the bureau's calendar and opening hours */
    GPtrArray *codes;   /* of absences; NULL: those carried */
    PresenceRules rules;
    GArray *rows;           /* of Row: people, statistics, sections, each by name */
    GHashTable *statistics; /* Statistic * -> index in rows */
    GStringChunk *texts;
};

/* ---- reading it in ---- */

typedef struct {
    GString *places[PLACE_COUNT];
} RowText;

static void row_text_add(RowText *text, Place place, const char *more)
{
    if (!more || !*more)
        return;
    g_autofree char *folded = words_fold(more);
    if (*folded)
        g_string_append_printf(text->places[place], " %s", folded);
}

/* A number as it is written, and with its digits together. */
static void row_text_add_number(RowText *text, const char *number)
{
    row_text_add(text, PLACE_NUMBER, number);
    g_autoptr(GString) digits = g_string_new(NULL);
    for (const char *c = number ? number : ""; *c; c++)
        if (g_ascii_isdigit(*c))
            g_string_append_c(digits, *c);
    row_text_add(text, PLACE_NUMBER, digits->str);
}

static void row_add(Directory *directory, const DirectoryEntry *entry, RowText *text)
{
    Row row = {.entry = *entry};
    g_autoptr(GString) all = g_string_new(NULL);
    for (int place = 0; place < PLACE_COUNT; place++) {
        if (place == PLACE_NAME)
            row.name = g_string_chunk_insert(directory->texts, text->places[place]->str);
        g_string_append(all, text->places[place]->str);
        row.ends[place] = (guint)all->len;
        g_string_truncate(text->places[place], 0);
    }
    row.all = g_string_chunk_insert(directory->texts, all->str);
    g_array_append_val(directory->rows, row);
}

static void add_section_words(RowText *text, Place place, const Section *section)
{
    if (!section)
        return;
    row_text_add(text, place, section->name_nb);
    row_text_add(text, place, section->name_nn);
    row_text_add(text, place, section->name_en);
}

static void add_statistic_words(RowText *text, Place name, const Statistic *statistic)
{
    row_text_add(text, name, statistic->name_nb);
    row_text_add(text, name, statistic->name_nn);
    row_text_add(text, name, statistic->name_en);
    row_text_add(text, PLACE_KEYWORD, statistic->short_name);
    row_text_add(text, PLACE_KEYWORD, statistic->keywords_nb);
    row_text_add(text, PLACE_KEYWORD, statistic->keywords_nn);
    row_text_add(text, PLACE_KEYWORD, statistic->keywords_en);
}

static void add_person(Directory *directory, const Person *person, RowText *text)
{
    row_text_add(text, PLACE_NAME, person->name);
    row_text_add(text, PLACE_INITIALS, person->initials);
    row_text_add_number(text, person->phone);
    row_text_add_number(text, person->mobile);
    row_text_add(text, PLACE_TITLE, person->title_nb);
    row_text_add(text, PLACE_TITLE, person->title_nn);
    row_text_add(text, PLACE_TITLE, person->title_en);
    row_text_add(text, PLACE_SECTION, person->sections);
    g_auto(GStrv) codes = g_strsplit(person->sections ? person->sections : "", ",", -1);
    for (guint i = 0; codes[i]; i++)
        add_section_words(text, PLACE_SECTION,
                          people_directory_section(directory->people, g_strstrip(codes[i])));
    for (guint i = 0; i < person->statistics->len; i++)
        add_statistic_words(text, PLACE_STATISTIC, person->statistics->pdata[i]);
    DirectoryEntry entry = {.kind = ENTRY_PERSON,
                            .person = person,
                            .section = directory_main_section(directory, person)};
    row_add(directory, &entry, text);
}

static void add_statistic(Directory *directory, const Statistic *statistic, RowText *text)
{
    const Section *section = people_directory_section(directory->people, statistic->section);
    add_statistic_words(text, PLACE_NAME, statistic);
    row_text_add(text, PLACE_INITIALS, statistic->short_name);
    row_text_add(text, PLACE_NUMBER, statistic->tables);
    row_text_add(text, PLACE_SECTION, statistic->section);
    add_section_words(text, PLACE_SECTION, section);
    const Person *person = people_directory_person(directory->people, statistic->responsible);
    if (!person)
        person = people_directory_person(directory->people, statistic->backup);
    DirectoryEntry entry = {
        .kind = ENTRY_STATISTIC, .person = person, .section = section, .statistic = statistic};
    g_hash_table_insert(directory->statistics, (gpointer)statistic,
                        GUINT_TO_POINTER(directory->rows->len));
    row_add(directory, &entry, text);
}

static void add_section(Directory *directory, const Section *section, RowText *text)
{
    add_section_words(text, PLACE_NAME, section);
    row_text_add(text, PLACE_INITIALS, section->code);
    row_text_add_number(text, section->phone);
    row_text_add(text, PLACE_TITLE, section->role);
    DirectoryEntry entry = {.kind = ENTRY_SECTION, .section = section};
    row_add(directory, &entry, text);
}

static void fold_everything(Directory *directory)
{
    const PeopleDirectory *people = directory->people;
    RowText text;
    for (int place = 0; place < PLACE_COUNT; place++)
        text.places[place] = g_string_new(NULL);
    for (guint i = 0; i < people->people->len; i++)
        add_person(directory, people->people->pdata[i], &text);
    for (guint i = 0; i < people->statistics->len; i++)
        add_statistic(directory, people->statistics->pdata[i], &text);
    for (guint i = 0; i < people->sections->len; i++)
        add_section(directory, people->sections->pdata[i], &text);
    for (int place = 0; place < PLACE_COUNT; place++)
        g_string_free(text.places[place], TRUE);
}

Directory *directory_load(Db *db, gint64 now, GError **error)
{
    PeopleDirectory *people = people_load(db, now, error);
    if (!people)
        return NULL;
    g_autoptr(Rulebook) rulebook = rulebook_load(db, error);
    if (!rulebook) {
        people_directory_free(people);
        return NULL;
    }
    Directory *directory = g_new0(Directory, 1);
    directory->people = people;
    directory->rulebook = g_steal_pointer(&rulebook);
    directory->rules = (PresenceRules){.calendar = directory->rulebook->calendar};
    directory->rows = g_array_new(FALSE, FALSE, sizeof(Row));
    directory->statistics = g_hash_table_new(NULL, NULL);
    directory->texts = g_string_chunk_new(64 * 1024);
    fold_everything(directory);
    return directory;
}

void directory_free(Directory *directory)
{
    if (!directory)
        return;
    people_directory_free(directory->people);
    rulebook_free(directory->rulebook);
    g_clear_pointer(&directory->codes, g_ptr_array_unref);
    g_array_unref(directory->rows);
    g_hash_table_unref(directory->statistics);
    g_string_chunk_free(directory->texts);
    g_free(directory);
}

const PeopleDirectory *directory_people(const Directory *directory)
{
    return directory->people;
}

const Section *directory_main_section(const Directory *directory, const Person *person)
{
    const char *sections = person->sections ? person->sections : "";
    g_autofree char *code = g_strndup(sections, strcspn(sections, ","));
    return people_directory_section(directory->people, g_strstrip(code));
}

const PresenceRules *directory_presence_rules(const Directory *directory)
{
    return &directory->rules;
}

Presence directory_presence(const Directory *directory, const Person *person, gint64 now)
{
    return presence_of(person, &directory->rules, now);
}

const Opening *directory_opening(const Directory *directory)
{
    return &directory->rulebook->opening;
}

/* ---- finding ---- */

/* A word typed: " ab" where only the beginning of a word counts, "abc" from three letters on. */
typedef struct {
    char *with_space;
    const char *needle;
} TypedWord;

typedef struct {
    TypedWord words[MOST_WORDS];
    guint count;
} Typed;

static void typed_read(Typed *typed, const char *text)
{
    g_autofree char *folded = words_fold(text ? text : "");
    g_auto(GStrv) words = g_strsplit(folded, " ", MOST_WORDS + 1);
    typed->count = 0;
    for (guint i = 0; words[i] && i < MOST_WORDS; i++) {
        if (!*words[i])
            continue;
        TypedWord *word = &typed->words[typed->count++];
        word->with_space = g_strconcat(" ", words[i], NULL);
        word->needle = word->with_space + (g_utf8_strlen(words[i], -1) >= 3 ? 1 : 0);
    }
}

static void typed_clear(Typed *typed)
{
    for (guint i = 0; i < typed->count; i++)
        g_free(typed->words[i].with_space);
}

static Place place_at(const Row *row, const char *found)
{
    guint offset = (guint)(found - row->all);
    int place = PLACE_NAME;
    while (place < PLACE_KEYWORD && offset >= row->ends[place])
        place++;
    return (Place)place;
}

/* RANK_COUNT where the word is not found. The places stand in the order of their ranks, so the
 * first find is the best one, but for a find inside a name. */
static Rank rank_of_word(const Row *row, const TypedWord *word)
{
    const char *found = strstr(row->all, word->needle);
    if (!found)
        return RANK_COUNT;
    Place place = place_at(row, found);
    if (place != PLACE_NAME)
        return rank_of_place[place];
    if (strstr(row->name, word->with_space))
        return RANK_NAME_WORD;
    const char *later = strstr(row->all + row->ends[PLACE_NAME], word->needle);
    Rank other = later ? rank_of_place[place_at(row, later)] : RANK_COUNT;
    return MIN(other, RANK_NAME_INSIDE);
}

/* The worst word decides; RANK_COUNT: one of them is not found. */
static Rank rank_of(const Row *row, const Typed *typed)
{
    Rank worst = RANK_NAME_WORD;
    for (guint i = 0; i < typed->count && worst < RANK_COUNT; i++)
        worst = MAX(worst, rank_of_word(row, &typed->words[i]));
    bool begins = worst == RANK_NAME_WORD && typed->count > 0 &&
                  g_str_has_prefix(row->name, typed->words[0].with_space);
    return begins ? RANK_NAME_BEGINS : worst;
}

/* The statistic that made a person match. */
static const Statistic *reason_of(const Directory *directory, const Person *person,
                                  const Typed *typed)
{
    for (guint i = 0; i < person->statistics->len; i++) {
        const Statistic *statistic = person->statistics->pdata[i];
        gpointer index = NULL;
        if (!g_hash_table_lookup_extended(directory->statistics, statistic, NULL, &index))
            continue;
        const Row *row = &g_array_index(directory->rows, Row, GPOINTER_TO_UINT(index));
        for (guint word = 0; word < typed->count; word++)
            if (strstr(row->all, typed->words[word].needle))
                return statistic;
    }
    return NULL;
}

static void append_entry(const Directory *directory, GPtrArray *found, const Row *row, Rank rank,
                         const Typed *typed)
{
    DirectoryEntry *entry = g_new(DirectoryEntry, 1);
    *entry = row->entry;
    if (entry->kind == ENTRY_PERSON && rank >= RANK_STATISTIC)
        entry->statistic = reason_of(directory, entry->person, typed);
    g_ptr_array_add(found, entry);
}

/* Rows of one rank stay in their order: people, statistics, sections, each by name. A rank keeps no
 * more rows than are asked for. */
GPtrArray *directory_find(const Directory *directory, const char *text, guint limit)
{
    Typed typed;
    typed_read(&typed, text);
    GPtrArray *ranks[RANK_COUNT];
    for (guint i = 0; i < RANK_COUNT; i++)
        ranks[i] = g_ptr_array_new();
    for (guint i = 0; i < directory->rows->len; i++) {
        Row *row = &g_array_index(directory->rows, Row, i);
        Rank rank = rank_of(row, &typed);
        if (rank == RANK_COUNT || (typed.count == 0 && row->entry.kind != ENTRY_PERSON))
            continue;
        if (ranks[rank]->len < limit)
            g_ptr_array_add(ranks[rank], row);
    }
    GPtrArray *found = g_ptr_array_new_with_free_func(g_free);
    for (guint rank = 0; rank < RANK_COUNT; rank++)
        for (guint i = 0; i < ranks[rank]->len && found->len < limit; i++)
            append_entry(directory, found, ranks[rank]->pdata[i], (Rank)rank, &typed);
    for (guint rank = 0; rank < RANK_COUNT; rank++)
        g_ptr_array_unref(ranks[rank]);
    typed_clear(&typed);
    return found;
}

/* ---- who else ---- */

static void append_other(GPtrArray *others, const Person *person, const Person *other)
{
    if (other && other != person && !g_ptr_array_find(others, other, NULL))
        g_ptr_array_add(others, (gpointer)other);
}

static bool same_section(const Directory *directory, const Person *a, const Person *b)
{
    const Section *section = directory_main_section(directory, a);
    return section && section == directory_main_section(directory, b);
}

static GPtrArray *all_others(const Directory *directory, const Person *person)
{
    GPtrArray *others = g_ptr_array_new();
    for (guint i = 0; i < person->statistics->len; i++) {
        const Statistic *statistic = person->statistics->pdata[i];
        append_other(others, person,
                     people_directory_person(directory->people, statistic->responsible));
        append_other(others, person, people_directory_person(directory->people, statistic->backup));
    }
    for (guint i = 0; i < directory->people->people->len; i++) {
        const Person *other = directory->people->people->pdata[i];
        if (same_section(directory, person, other))
            append_other(others, person, other);
    }
    return others;
}

GPtrArray *directory_alternatives(const Directory *directory, const Person *person, gint64 now,
                                  guint limit)
{
    g_autoptr(GPtrArray) others = all_others(directory, person);
    GPtrArray *best = g_ptr_array_new();
    for (int away = 0; away <= 1; away++)
        for (guint i = 0; i < others->len && best->len < limit; i++) {
            const Person *other = others->pdata[i];
            if ((directory_presence(directory, other, now).status != PRESENCE_IN) == (away == 1))
                g_ptr_array_add(best, (gpointer)other);
        }
    return best;
}

/* Owns which words lead to which line of the directory, and what a word is worth where it stands.
 * Knows nothing of what is typed. */
#include <string.h>

#include "skranke/domain/phone_number.h"
#include "skranke/domain/sound.h"
#include "skranke/domain/words.h"

#include "directory_private.h"

enum { INTERNAL_LEAST = 4, INTERNAL_MOST = 5, NATIONAL_FIGURES = 8, PARTICLE_LETTERS = 3 };

#define NONE DIRECTORY_NO_RANK
#define INSIDE(rank) (RANK_INSIDE + (rank))
/* A person's own keyword is worth what it is for whoever answers for a statistic. */
#define OWN(rank) ((rank) + FOR_RESPONSIBLE)
/* Found alike, however it is found. */
#define ALIKE(rank)                                                                                \
    {                                                                                              \
        rank, rank, INSIDE(rank)                                                                   \
    }

/* As a whole, as its beginning, inside it. */
static const PlaceRanks spelling_ranks[PLACE_COUNT] = {
    [PLACE_NUMBER] = {RANK_NUMBER_WHOLE, RANK_NUMBER, NONE},
    [PLACE_INTERNAL] = {RANK_INTERNAL_WHOLE, RANK_NUMBER, NONE},
    [PLACE_INITIALS] = {RANK_INITIALS_WHOLE, RANK_INITIALS, NONE},
    [PLACE_SHORT_NAME] = {RANK_SHORT_NAME_WHOLE, RANK_SHORT_NAME, NONE},
    [PLACE_FAMILY_NAME] = {RANK_FAMILY_NAME_WHOLE, RANK_FAMILY_NAME, INSIDE(RANK_FAMILY_NAME)},
    [PLACE_GIVEN_NAME] = {RANK_GIVEN_NAME_WHOLE, RANK_GIVEN_NAME, INSIDE(RANK_GIVEN_NAME)},
    [PLACE_OTHER_NAME] = ALIKE(RANK_OTHER_NAME),
    [PLACE_MADE_INITIALS] = {RANK_MADE_INITIALS, NONE, NONE},
    [PLACE_STATISTIC_FIRST] = {RANK_STATISTIC_BEGINS, RANK_STATISTIC_BEGINS,
                               INSIDE(RANK_STATISTIC_NAME)},
    [PLACE_STATISTIC_NAME] = ALIKE(RANK_STATISTIC_NAME),
    [PLACE_SECTION_NAME] = ALIKE(RANK_SECTION_NAME),
    [PLACE_TITLE] = ALIKE(RANK_TITLE),
    [PLACE_SECTION] = ALIKE(RANK_SECTION),
    [PLACE_STATISTIC_KEYWORD_FIRST] = ALIKE(RANK_KEYWORD_BEGINS),
    [PLACE_STATISTIC_KEYWORD] = ALIKE(RANK_KEYWORD_WORD),
    [PLACE_KEYWORD] = ALIKE(OWN(RANK_KEYWORD_BEGINS)),
    [PLACE_EMAIL] = {RANK_EMAIL, RANK_EMAIL, NONE},
    [PLACE_FORMER_NAME] = ALIKE(RANK_FORMER_NAME),
    [PLACE_WORK] = ALIKE(RANK_WORK),
    [PLACE_WORK_BACKUP] = ALIKE(RANK_WORK_BACKUP),
    [PLACE_WORK_KEYWORD] = ALIKE(RANK_WORK_KEYWORD),
    [PLACE_WORK_KEYWORD_BACKUP] = ALIKE(RANK_WORK_KEYWORD_BACKUP),
};

static const PlaceRanks sound_ranks[] = {{RANK_SOUND, RANK_SOUND_BEGINS, NONE}};

/* ---- names ---- */

static char *sounds_of_text(const char *text)
{
    g_autofree char *folded = words_fold(text);
    return sound_keys(folded);
}

static void add_name(Directory *directory, DirectoryPlace place, const char *name)
{
    directory_index_add_text(directory->spelling, (guint8)place, name);
    directory_index_add_text(directory->sound, 0, name);
}

/* "kn", "kno" and "khn" of Kari Holm Nordmann: what people take for somebody's initials. Letters of
 * folded names may take several bytes in other scripts; those have none. */
static void add_made_initials(Directory *directory, const char *name)
{
    g_autofree char *folded = words_fold(name);
    g_auto(GStrv) words = g_strsplit(folded, " ", -1);
    guint count = g_strv_length(words);
    if (count < 2 || !g_str_is_ascii(folded))
        return;
    const char *family = words[count - 1];
    g_autoptr(GString) all = g_string_new(NULL);
    for (guint i = 0; i < count; i++)
        g_string_append_c(all, *words[i]);
    const char ends[] = {*words[0], *family, '\0'};
    const char longer[] = {*words[0], family[0], family[1], '\0'};
    directory_index_add_word(directory->spelling, PLACE_MADE_INITIALS, ends);
    directory_index_add_word(directory->spelling, PLACE_MADE_INITIALS, longer);
    directory_index_add_word(directory->spelling, PLACE_MADE_INITIALS, all->str);
}

/* "strømeriksen" and "elamrani": two that are one name are said as one word. */
static void add_joined(Directory *directory, char *const *parts, guint count)
{
    for (guint i = 0; i < count; i++) {
        g_auto(GStrv) halves = g_strsplit(parts[i], "-", -1);
        g_autofree char *joined = g_strjoinv("", halves);
        if (halves[0] && halves[1])
            add_name(directory, i + 1 == count ? PLACE_FAMILY_NAME : PLACE_GIVEN_NAME, joined);
    }
    bool particle = count > 2 && g_utf8_strlen(parts[count - 2], -1) <= PARTICLE_LETTERS;
    g_autofree char *family =
        particle ? g_strconcat(parts[count - 2], parts[count - 1], NULL) : NULL;
    if (family)
        add_name(directory, PLACE_FAMILY_NAME, family);
}

/* The family name is the last one, or stands before a comma. */
static void add_names(Directory *directory, const char *name)
{
    g_auto(GStrv) turned = g_strsplit(name ? name : "", ",", 2);
    g_autofree char *straight = turned[0] && turned[1]
                                    ? g_strdup_printf("%s %s", turned[1], turned[0])
                                    : g_strdup(name ? name : "");
    g_auto(GStrv) parts = g_strsplit_set(g_strstrip(straight), " \t", -1);
    guint count = g_strv_length(parts);
    for (guint i = 0; i < count; i++)
        add_name(directory,
                 i + 1 == count ? PLACE_FAMILY_NAME
                 : i == 0       ? PLACE_GIVEN_NAME
                                : PLACE_OTHER_NAME,
                 parts[i]);
    add_joined(directory, parts, count);
    add_made_initials(directory, straight);
}

/* ---- numbers and addresses ---- */

static void add_figures(Directory *directory, const char *figures)
{
    directory_index_add_word(directory->spelling, PLACE_NUMBER, figures);
    gsize length = strlen(figures);
    for (gsize last = INTERNAL_LEAST; last <= INTERNAL_MOST && length >= NATIONAL_FIGURES; last++)
        directory_index_add_word(directory->spelling, PLACE_INTERNAL, figures + length - last);
}

/* Only the figures within the country: what was typed is brought to the same form. New text: the
 * number as callers have it. */
static char *add_number(Directory *directory, const char *written)
{
    g_autofree char *alone = directory_without_extension(written ? written : "");
    char *number = phone_number_normalise(alone);
    add_figures(directory, g_str_has_prefix(number, "+47") ? number + 3 : number);
    return number;
}

/* The first who has a number is known by it; those who have left come last. */
static void add_number_of(Directory *directory, const char *written, const Person *person)
{
    char *number = add_number(directory, written);
    if (*number && !g_hash_table_contains(directory->by_number, number))
        g_hash_table_insert(directory->by_number, number, (gpointer)person);
    else
        g_free(number);
}

/* The address as it is, and the words before the @: what stands behind is everybody's. */
static void add_email(Directory *directory, const char *email)
{
    if (!email || !*email)
        return;
    g_autofree char *address = g_utf8_strdown(email, -1);
    directory_index_add_word(directory->spelling, PLACE_EMAIL, address);
    g_autofree char *local = g_strndup(email, strcspn(email, "@"));
    directory_index_add_text(directory->spelling, PLACE_EMAIL, local);
}

/* ---- lines ---- */

static void add_texts(Directory *directory, DirectoryPlace place, const char *nb, const char *nn,
                      const char *en)
{
    directory_index_add_text(directory->spelling, (guint8)place, nb);
    directory_index_add_text(directory->spelling, (guint8)place, nn);
    directory_index_add_text(directory->spelling, (guint8)place, en);
}

/* What leads to its people together with other words. */
static void add_work_words(Directory *directory, const Statistic *statistic, bool own)
{
    DirectoryPlace name = own ? PLACE_WORK : PLACE_WORK_BACKUP;
    DirectoryPlace keyword = own ? PLACE_WORK_KEYWORD : PLACE_WORK_KEYWORD_BACKUP;
    directory_index_add_text(directory->spelling, (guint8)name, statistic->short_name);
    add_texts(directory, name, statistic->name_nb, statistic->name_nn, statistic->name_en);
    add_texts(directory, keyword, statistic->keywords_nb, statistic->keywords_nn,
              statistic->keywords_en);
}

/* The first word, then all of them. */
static void add_beginning(Directory *directory, DirectoryPlace first, DirectoryPlace other,
                          const char *text)
{
    const char *from = text ? text + strspn(text, " ") : "";
    g_autofree char *word = g_strndup(from, strcspn(from, " "));
    directory_index_add_text(directory->spelling, (guint8)first, word);
    directory_index_add_text(directory->spelling, (guint8)other, from);
}

static void add_section_words(Directory *directory, const char *code)
{
    const Section *section = people_directory_section(directory->people, code);
    directory_index_add_text(directory->spelling, PLACE_SECTION, code);
    if (section)
        add_texts(directory, PLACE_SECTION, section->name_nb, section->name_nn, section->name_en);
}

/* A text that leads to the last line when it is typed as a whole. */
static void add_whole(Directory *directory, const char *text, guint8 rank)
{
    g_autofree char *folded = words_fold(text ? text : "");
    if (!*folded)
        return;
    WholeText whole = {.line = directory->lines->len - 1, .rank = rank};
    GArray *leads_to = g_hash_table_lookup(directory->wholes, folded);
    if (!leads_to) {
        leads_to = g_array_new(FALSE, FALSE, sizeof(WholeText));
        g_hash_table_insert(directory->wholes, g_steal_pointer(&folded), leads_to);
    }
    g_array_append_val(leads_to, whole);
}

static void add_wholes(Directory *directory, const char *comma_between, guint8 rank)
{
    g_auto(GStrv) texts = g_strsplit(comma_between ? comma_between : "", ",", -1);
    for (guint i = 0; texts[i]; i++)
        add_whole(directory, texts[i], rank);
}

static void begin_line(Directory *directory, const DirectoryEntry *entry)
{
    g_array_append_val(directory->lines, *entry);
    directory_index_begin_line(directory->spelling);
    directory_index_begin_line(directory->sound);
}

/* What leads to everybody, also to those who have left. */
static void add_identity(Directory *directory, const Person *person)
{
    directory_index_add_text(directory->spelling, PLACE_INITIALS, person->initials);
    add_names(directory, person->name);
    add_number_of(directory, person->phone, person);
    add_number_of(directory, person->mobile, person);
    add_email(directory, person->email);
    if (person->former_names && *person->former_names)
        add_name(directory, PLACE_FORMER_NAME, person->former_names);
    directory_index_add_text(directory->spelling, PLACE_SECTION, person->organisation);
}

static void add_work(Directory *directory, const Person *person)
{
    add_texts(directory, PLACE_TITLE, person->title_nb, person->title_nn, person->title_en);
    g_auto(GStrv) codes = g_strsplit(person->sections ? person->sections : "", ",", -1);
    for (guint i = 0; codes[i]; i++)
        add_section_words(directory, g_strstrip(codes[i]));
    for (guint i = 0; i < person->statistics->len; i++) {
        const Statistic *statistic = person->statistics->pdata[i];
        add_work_words(directory, statistic, statistic->responsible == person->id);
    }
    directory_index_add_text(directory->spelling, PLACE_KEYWORD, person->keywords);
    add_wholes(directory, person->keywords, OWN(RANK_KEYWORD_WHOLE));
}

static void join_section(Directory *directory, const Person *person, const Section *section)
{
    if (!section)
        return;
    GPtrArray *members = g_hash_table_lookup(directory->by_section, section);
    if (!members) {
        members = g_ptr_array_new();
        g_hash_table_insert(directory->by_section, (gpointer)section, members);
    }
    g_ptr_array_add(members, (gpointer)person);
}

static void add_person(Directory *directory, const Person *person)
{
    g_hash_table_insert(directory->person_lines, (gpointer)person,
                        GUINT_TO_POINTER(directory->lines->len));
    DirectoryEntry entry = {.kind = ENTRY_PERSON,
                            .person = person,
                            .section = directory_main_section(directory, person)};
    begin_line(directory, &entry);
    add_identity(directory, person);
    add_work(directory, person);
    join_section(directory, person, entry.section);
}

static void add_former(Directory *directory, const Person *person)
{
    DirectoryEntry entry = {.kind = ENTRY_FORMER,
                            .person = person,
                            .section = directory_main_section(directory, person)};
    begin_line(directory, &entry);
    add_identity(directory, person);
}

/* Whom to ask about it: neither of them where both have left. */
static const Person *person_of_statistic(const Directory *directory, const Statistic *statistic)
{
    const Person *responsible = people_directory_person(directory->people, statistic->responsible);
    const Person *backup = people_directory_person(directory->people, statistic->backup);
    if (responsible && responsible->active)
        return responsible;
    return backup && backup->active ? backup : NULL;
}

guint32 directory_line_of(const Directory *directory, gint64 person)
{
    const Person *found = people_directory_person(directory->people, person);
    gpointer line = NULL;
    bool here = found && g_hash_table_lookup_extended(directory->person_lines, found, NULL, &line);
    return here ? GPOINTER_TO_UINT(line) : DIRECTORY_NO_LINE;
}

static void add_names_of_statistic(Directory *directory, const Statistic *statistic)
{
    const char *const names[] = {statistic->name_nb, statistic->name_nn, statistic->name_en};
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        add_beginning(directory, PLACE_STATISTIC_FIRST, PLACE_STATISTIC_NAME, names[i]);
        add_whole(directory, names[i], RANK_STATISTIC_WHOLE);
    }
    directory_index_add_text(directory->spelling, PLACE_SHORT_NAME, statistic->short_name);
    add_whole(directory, statistic->short_name, RANK_SHORT_NAME_WHOLE);
}

static void add_keywords(Directory *directory, const char *comma_between)
{
    g_auto(GStrv) keywords = g_strsplit(comma_between ? comma_between : "", ",", -1);
    for (guint i = 0; keywords[i]; i++)
        add_beginning(directory, PLACE_STATISTIC_KEYWORD_FIRST, PLACE_STATISTIC_KEYWORD,
                      keywords[i]);
}

static void add_keywords_of_statistic(Directory *directory, const Statistic *statistic)
{
    const char *const lists[] = {statistic->keywords_nb, statistic->keywords_nn,
                                 statistic->keywords_en, statistic->tables};
    for (gsize i = 0; i < G_N_ELEMENTS(lists); i++) {
        add_keywords(directory, lists[i]);
        add_wholes(directory, lists[i], RANK_KEYWORD_WHOLE);
    }
}

static void add_statistic(Directory *directory, const Statistic *statistic)
{
    DirectoryEntry entry = {.kind = ENTRY_STATISTIC,
                            .person = person_of_statistic(directory, statistic),
                            .section =
                                people_directory_section(directory->people, statistic->section),
                            .statistic = statistic};
    g_hash_table_insert(directory->statistic_lines, (gpointer)statistic,
                        GUINT_TO_POINTER(directory->lines->len));
    begin_line(directory, &entry);
    add_names_of_statistic(directory, statistic);
    add_keywords_of_statistic(directory, statistic);
    add_section_words(directory, statistic->section);
    LinesOfStatistic answering = {.responsible =
                                      directory_line_of(directory, statistic->responsible),
                                  .backup = directory_line_of(directory, statistic->backup)};
    g_array_append_val(directory->answering, answering);
}

static void add_section(Directory *directory, const Section *section)
{
    DirectoryEntry entry = {.kind = ENTRY_SECTION, .section = section};
    begin_line(directory, &entry);
    directory_index_add_text(directory->spelling, PLACE_INITIALS, section->code);
    add_texts(directory, PLACE_SECTION_NAME, section->name_nb, section->name_nn, section->name_en);
    directory_index_add_text(directory->spelling, PLACE_SECTION_NAME, section->role);
    g_free(add_number(directory, section->phone));
    add_email(directory, section->email);
}

int directory_compare_statistics(gconstpointer a, gconstpointer b)
{
    const Statistic *one = *(Statistic *const *)a, *other = *(Statistic *const *)b;
    return strcmp(one->short_name, other->short_name);
}

/* In an order that is the same in every language. */
static void add_statistics(Directory *directory, const GPtrArray *statistics)
{
    g_autoptr(GPtrArray) ordered = g_ptr_array_copy((GPtrArray *)statistics, NULL, NULL);
    g_ptr_array_set_free_func(ordered, NULL);
    g_ptr_array_sort(ordered, directory_compare_statistics);
    for (guint i = 0; i < ordered->len; i++)
        add_statistic(directory, ordered->pdata[i]);
}

void directory_fill(Directory *directory)
{
    const PeopleDirectory *people = directory->people;
    directory->spelling = directory_index_new(spelling_ranks, PLACE_COUNT, words_fold);
    directory->sound = directory_index_new(sound_ranks, G_N_ELEMENTS(sound_ranks), sounds_of_text);
    for (guint i = 0; i < people->people->len; i++)
        add_person(directory, people->people->pdata[i]);
    directory->first_statistic = directory->lines->len;
    add_statistics(directory, people->statistics);
    directory->first_section = directory->lines->len;
    for (guint i = 0; i < people->sections->len; i++)
        add_section(directory, people->sections->pdata[i]);
    directory->first_former = directory->lines->len;
    for (guint i = 0; i < people->former->len; i++)
        add_former(directory, people->former->pdata[i]);
    directory_index_seal(directory->spelling);
    directory_index_seal(directory->sound);
}

const GPtrArray *directory_members(const Directory *directory, const Section *section)
{
    return section ? g_hash_table_lookup(directory->by_section, section) : NULL;
}

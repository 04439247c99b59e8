/* The directory searched as one types: who comes first, by which words, and who sounds so. */
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"

#include "skranke/store/open.h"
#include "skranke/store/rosters.h"
#include "skranke/store/settings.h"

#include "skranke/desk/directory.h"
#include "skranke/desk/import_people.h"

#include "cleanup.h"
#include "testing.h"

static const gint64 NOW = G_GINT64_CONSTANT(1773133920); /* Tuesday 2026-03-10 10:12 in Oslo */

static const char sections[] =
    "code;name_nb;name_nn;name_en;phone\n"
    "320;Seksjon for befolkning;Seksjon for befolkning;Division for population;00 00 10 20\n"
    "421;Seksjon for priser;Seksjon for prisar;Division for prices;00 00 10 21\n";
static const char people[] =
    "initials;name;title_nb;title_en;sections;phone;mobile;hours\n"
    "abj;Åse Bjørnson;Rådgiver;Adviser;320;00 00 21 58;00 00 70 01;ma-fr 08:00-15:30\n"
    "kbe;Kari Berg;Seniorrådgiver;Senior Adviser;320;00 00 21 59;;ma-fr 08:00-15:30\n"
    "bka;Berit Karlsen;Seksjonssjef;Head of Division;320;00 00 21 60;;ma-fr 08:00-15:30\n"
    "oha;Øyvind Håland;Rådgiver;Adviser;421;00 00 21 61;;ma-fr 08:00-15:30\n"
    "ema;Élodie Marchand;Rådgiver;Adviser;421,320;00 00 21 62;;ma-fr 11:00-15:30\n";
static const char statistics[] =
    "short_name;section;name_nb;name_nn;name_en;keywords_nb;tables;responsible;backup\n"
    "folkemengde;320;Befolkning;Befolkning;Population;folketall,innbyggere;07459;kbe;abj\n"
    "kpi;421;Konsumprisindeksen;Konsumprisindeksen;Consumer price "
    "index;inflasjon,prisstigning;03013;oha;bka\n"
    "tom;421;Uten ansvarlig;Utan ansvarleg;Vacant;;;;\n";
/* What the file of people has no column for. */
static const struct {
    const char *initials, *name, *phone, *email, *keywords, *former_names, *organisation, *left_on;
} more_people[] = {
    {"x07", "Kari Nordmann", "2158", "kari.nordmann@byraa.example", "maritim handel", "", "", ""},
    {"hsa", "Hege Marie Sæther", "+47 912 34 567", "hsa@byraa.example", "", "", "", ""},
    {"bjs", "Bjørn Aas", "00 00 21 63", "", "", "", "", ""},
    {"ekr", "Espen Kristiansen", "00 00 21 64", "", "", "", "", ""},
    {"hch", "Hanne Christiansen", "00 00 21 65", "", "", "Hanne Lillegraven", "", ""},
    {"mha", "Morten Hanssen", "00 00 21 66", "", "", "", "", ""},
    {"fhi1", "Siri Falk", "00 00 99 01", "siri@helse.example", "vaksiner", "", "Helseinstituttet",
     ""},
    {"ext", "Tiril Moe", "00 00 22 98 int. 5", "", "", "", "", ""},
    {"sla", "Vebjørn Os", "22 33 44 55/66", "", "", "", "", ""},
    {"gam", "Bjørg Kristiansen", "00 00 21 67", "", "", "", "", "2026-02-28"},
};

static Db *db;
static char *folder;

static int load(const char *kind, const char *text)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(ImportReport) report = import_people_csv(db, kind, text, strlen(text), NOW, &error);
    if (report && report->problems->len == 0)
        return 0;
    test_report("%s: %s\n", kind, error ? error->message : (char *)report->problems->pdata[0]);
    return -1;
}

static int load_more(void)
{
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(more_people); i++) {
        Person *person = person_new();
        person->initials = g_strdup(more_people[i].initials);
        person->name = g_strdup(more_people[i].name);
        person->phone = g_strdup(more_people[i].phone);
        person->email = g_strdup(more_people[i].email);
        person->keywords = g_strdup(more_people[i].keywords);
        person->former_names = g_strdup(more_people[i].former_names);
        person->organisation = g_strdup(more_people[i].organisation);
        person->left_on = g_strdup(more_people[i].left_on);
        person->active = !*person->left_on;
        people_put_person(batch, person, NOW);
        person_free(person);
    }
    return db_batch_apply(db, batch, NULL) ? 0 : -1;
}

static int begin(void **state)
{
    (void)state;
    folder = temp_folder_make("directory");
    g_autofree char *path = g_build_filename(folder, "skranke.db", NULL);
    if (!store_create(path, NULL))
        return -1;
    db = store_open(path, NULL);
    return load("sections", sections) || load("people", people) || load("statistics", statistics) ||
           load_more();
}

static int end(void **state)
{
    (void)state;
    db_close(db);
    temp_folder_remove(folder);
    return 0;
}

/* The entries as "person kbe|statistic kpi|section 320". */
static char *found(const Directory *directory, const char *typed, guint limit)
{
    g_autoptr(GPtrArray) entries = directory_find(directory, typed, limit);
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < entries->len; i++) {
        const DirectoryEntry *entry = entries->pdata[i];
        if (text->len)
            g_string_append(text, " ");
        if (entry->kind == ENTRY_PERSON || entry->kind == ENTRY_FORMER)
            g_string_append(text, entry->person->initials);
        else
            g_string_append(text, entry->kind == ENTRY_STATISTIC ? entry->statistic->short_name
                                                                 : entry->section->code);
    }
    return g_strdup(text->str);
}

static void expect_found(const Directory *directory, const char *typed, const char *expected)
{
    g_autofree char *result = found(directory, typed, 100);
    if (strcmp(result, expected) != 0)
        fail_msg("typed \"%s\": \"%s\" instead of \"%s\"", typed, result, expected);
}

static void whoever_has_press_duty_comes_first(void **state)
{
    (void)state;
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    const Duty duty = {.roster = ROSTER_PRESS,
                       .from_at = NOW - 3600,
                       .until_at = NOW + 3600,
                       .person = 3, /* bka */
                       .backup = 2 /* kbe */};
    rosters_put(batch, &duty);
    assert_true(db_batch_apply(db, batch, NULL));
    g_autoptr(Directory) directory = directory_load(db, NOW, NULL);
    static const char *const typed[] = {"presse", "pressevakt", "hvem har pressevakten",
                                        "press duty", "Pressekontakt"};
    for (gsize i = 0; i < G_N_ELEMENTS(typed); i++) {
        g_autoptr(GPtrArray) now = directory_find_at(directory, typed[i], NOW, 10);
        g_autoptr(GPtrArray) later = directory_find_at(directory, typed[i], NOW + 7200, 10);
        assert_true(now->len >= 2);
        const DirectoryEntry *first = now->pdata[0], *second = now->pdata[1];
        assert_string_equal(first->person->initials, "bka");
        assert_string_equal(second->person->initials, "kbe");
        assert_int_equal(first->found_by, FOUND_BY_DUTY);
        for (guint j = 0; j < later->len; j++)
            assert_int_not_equal(((const DirectoryEntry *)later->pdata[j])->found_by,
                                 FOUND_BY_DUTY);
    }
    assert_string_equal(directory_found_by_words[FOUND_BY_DUTY], "duty");
}

/* Who leaves on a day was there the day before. */
static void who_has_left_is_as_of_that_time(void **state)
{
    (void)state;
    g_autoptr(Directory) directory = directory_load(db, NOW, NULL);
    gint64 before = NOW - 11 * G_TIME_SPAN_DAY / G_USEC_PER_SEC; /* 2026-02-27 */
    const Person *left = directory_person_named(directory, "gam");
    assert_true(person_has_left(left, NOW));
    assert_false(person_has_left(left, before));
    assert_int_equal(directory_presence(directory, left, NOW).source, PRESENCE_BY_LEAVING);
    assert_int_not_equal(directory_presence(directory, left, before).source, PRESENCE_BY_LEAVING);
    g_autoptr(GPtrArray) then = directory_find_at(directory, "bjørg", before, 10);
    assert_int_equal(((const DirectoryEntry *)then->pdata[0])->kind, ENTRY_PERSON);
}

static void best_first(void **state)
{
    (void)state;
    g_autoptr(Directory) directory = directory_load(db, NOW, NULL);
    static const struct {
        const char *typed, *expected;
    } cases[] = {
        {"kar", "bka kbe x07"}, /* family names before given names, each by name */
        {"kari", "kbe x07"},
        {"nord", "x07"},
        {"be", "kbe bka folkemengde abj 320 ema"}, /* two letters: only where words begin */
        {"karl", "bka"},
        {"bj åse", "abj"},
        {"åse bj", "abj"},
        {"and", "ema oha x07"}, /* inside names last */
        {"elodie", "ema"},
        {"oha", "oha"},
        {"senior", "kbe"},
        {"consumer", "kpi oha bka"},
        {"prices", "421 ema oha kpi tom"},
        {"kari xyz", ""},
        {"helseinst", "fhi1"},
        {"vaksine", "fhi1"},
        {"lillegraven", "hch"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
        expect_found(directory, cases[i].typed, cases[i].expected);
    g_autofree char *two = found(directory, "", 2);
    assert_string_equal(two, "bka bjs");
}

static void spelt_as_people_type(void **state)
{
    (void)state;
    g_autoptr(Directory) directory = directory_load(db, NOW, NULL);
    static const char *const bjorn[] = {"bjorn aas", "bjoern aas", "bjørn aas", "BJØRN AAS",
                                        "Björn Ås",  "bjoern as",  "bjo aas",   "aas bjø"};
    static const char *const saether[] = {"saether", "sæther", "sather",
                                          "SÆTHER",  "säther", "saet"};
    for (gsize i = 0; i < G_N_ELEMENTS(bjorn); i++)
        expect_found(directory, bjorn[i], "bjs abj"); /* and Åse Bjørnson */
    for (gsize i = 0; i < G_N_ELEMENTS(saether); i++)
        expect_found(directory, saether[i], "hsa");
    static const char *const one[] = {"bjorn", "bjoern", "bjørn", "BJØRN"};
    for (gsize i = 0; i < G_N_ELEMENTS(one); i++) {
        g_autofree char *result = found(directory, one[i], 100);
        assert_non_null(strstr(result, "bjs"));
    }
    g_autofree char *aas = found(directory, "aas", 1), *as = found(directory, "ås", 1);
    assert_string_equal(aas, "bjs");
    assert_string_equal(as, "bjs");
}

static void initials_are_found_also_where_they_are_only_guessed(void **state)
{
    (void)state;
    g_autoptr(Directory) directory = directory_load(db, NOW, NULL);
    static const char *const guessed[][2] = {
        {"kno", "x07"}, {"kn", "x07"}, {"hms", "hsa"}, {"hs", "hsa"}, {"X07", "x07"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(guessed); i++) {
        g_autofree char *first = found(directory, guessed[i][0], 1);
        if (strcmp(first, guessed[i][1]) != 0)
            test_report("typed: \"%s\"\n", guessed[i][0]);
        assert_string_equal(first, guessed[i][1]);
    }
}

static void numbers_are_found_however_they_are_typed(void **state)
{
    (void)state;
    g_autoptr(Directory) directory = directory_load(db, NOW, NULL);
    static const struct {
        const char *typed, *first;
    } cases[] = {
        {"2158", "x07"}, /* an internal number typed whole goes before another's end */
        {"00 00 21 58", "abj"},
        {"00002161", "oha"},
        {"2161", "oha"},
        {"+47 00 00 21 61", "oha"},
        {"0047 00 00 21 61", "oha"},
        {"+47 00 00 21 6", "bka"},
        {"70 01", "abj"},
        {"912 34", "hsa"},
        {"91234567", "hsa"},
        {"+4791234567", "hsa"},
        {"03013", "kpi"},
        {"(+47) 912.34.567", "hsa"},
        {"421", "421"},
        {"4700002161", "oha"}, /* the country without a sign */
        {"470000216", "bka"},
        {"47 00 00 21 61", "oha"},
        {"00 00 22 98", "ext"}, /* an extension behind it */
        {"00 00 22 98 int. 5", "ext"},
        {"2298 int 5", "ext"},
        {"2298", "ext"},
        {"22 33 44 55/66", "sla"},
        {"22334455", "sla"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *first = found(directory, cases[i].typed, 1);
        if (strcmp(first, cases[i].first) != 0)
            test_report("typed: \"%s\"\n", cases[i].typed);
        assert_string_equal(first, cases[i].first);
    }
    expect_found(directory, "2158", "x07 abj");
    assert_string_equal(directory_person_of_number(directory, "+4700002161")->initials, "oha");
    assert_string_equal(directory_person_of_number(directory, "+4700007001")->initials, "abj");
    assert_string_equal(directory_person_of_number(directory, "2158")->initials, "x07");
    assert_null(directory_person_of_number(directory, ""));
    assert_null(directory_person_of_number(directory, "+4799999999"));
}

static void addresses_lead_to_their_owner(void **state)
{
    (void)state;
    g_autoptr(Directory) directory = directory_load(db, NOW, NULL);
    expect_found(directory, "kari.nordmann@byraa.example", "x07");
    expect_found(directory, "Kari.Nordmann@b", "x07");
    expect_found(directory, "hsa@", "hsa");
    expect_found(directory, "nobody@byraa.example", "");
    expect_found(directory, "byraa", ""); /* everybody's domain leads to nobody */
}

static void a_matter_leads_to_the_responsible_and_the_backup(void **state)
{
    (void)state;
    g_autoptr(Directory) directory = directory_load(db, NOW, NULL);
    expect_found(directory, "kpi", "kpi oha bka");
    expect_found(directory, "prisindeks", "kpi oha bka");
    expect_found(directory, "inflasjon", "kpi oha bka");
    expect_found(directory, "maritim", "x07");
}

static void those_who_have_left_stand_last(void **state)
{
    (void)state;
    g_autoptr(Directory) directory = directory_load(db, NOW, NULL);
    expect_found(directory, "kristiansen", "ekr hch gam");
    g_autoptr(GPtrArray) entries = directory_find(directory, "bjørg", 10);
    assert_int_equal(entries->len, 1);
    assert_int_equal(((const DirectoryEntry *)entries->pdata[0])->kind, ENTRY_FORMER);
    assert_string_equal(directory_person_named(directory, "gam")->name, "Bjørg Kristiansen");
    assert_string_equal(directory_person_named(directory, "OHA")->initials, "oha");
    assert_null(directory_person_named(directory, ""));
    assert_null(directory_person_named(directory, "999999"));
    assert_non_null(directory_person_named(directory, "1"));
    assert_null(directory_person_named(directory, "01")); /* a section may be called so */
}

static void what_sounds_alike_is_tried_where_spelling_finds_little(void **state)
{
    (void)state;
    g_autoptr(Directory) directory = directory_load(db, NOW, NULL);
    expect_found(directory, "christiansen", "hch ekr gam");
    expect_found(directory, "kristianssen", "ekr hch gam");
    expect_found(directory, "hansen", "mha");
    expect_found(directory, "espen christiansen", "ekr");
    expect_found(directory, "maarten hansen", "mha"); /* one letter is wrong */
    expect_found(directory, "bjoerg christ", "gam");
    expect_found(directory, "qqqqqq", ""); /* one sound is no name */
    expect_found(directory, "aasse", "abj");
    expect_found(directory, "xxx", "");
    g_autoptr(GPtrArray) entries = directory_find(directory, "christiansen", 10);
    const DirectoryEntry *spelt = entries->pdata[0], *heard = entries->pdata[1];
    assert_false(spelt->by_sound);
    assert_int_equal(spelt->found_by, FOUND_BY_NAME);
    assert_true(heard->by_sound);
    assert_int_equal(heard->found_by, FOUND_BY_SOUND);
}

/* Not people of matters that only begin so. */
static void a_section_is_found_as_it_is_said(void **state)
{
    (void)state;
    g_autoptr(Directory) directory = directory_load(db, NOW, NULL);
    expect_found(directory, "prisseksjonen", "421 ema oha kpi tom");
    expect_found(directory, "befolkningsseksjonen", "320 bka ema kbe abj");
}

static void entries_say_whom_to_call(void **state)
{
    (void)state;
    g_autoptr(Directory) directory = directory_load(db, NOW, NULL);
    g_autoptr(GPtrArray) price = directory_find(directory, "konsum", 10);
    const DirectoryEntry *statistic = price->pdata[0], *person = price->pdata[1];
    assert_int_equal(statistic->kind, ENTRY_STATISTIC);
    assert_string_equal(statistic->person->initials, "oha");
    assert_string_equal(statistic->section->code, "421");
    assert_int_equal(person->kind, ENTRY_PERSON);
    assert_int_equal(person->found_by, FOUND_BY_STATISTIC);
    assert_string_equal(person->statistic->short_name, "kpi");
    g_autoptr(GPtrArray) vacant = directory_find(directory, "vacant", 10);
    assert_null(((const DirectoryEntry *)vacant->pdata[0])->person);
    g_autoptr(GPtrArray) named = directory_find(directory, "øyvind", 10);
    assert_null(((const DirectoryEntry *)named->pdata[0])->statistic);
    assert_string_equal(directory_found_by_words[FOUND_BY_SOUND], "sound");
}

/* Whatever is typed, hostile or by a cat. */
static void anything_may_be_typed(void **state)
{
    (void)state;
    g_autoptr(Directory) directory = directory_load(db, NOW, NULL);
    g_autofree char *all = found(directory, "", 100);
    static const char *const blank[] = {"", " ", "\t  "};
    static const char *const nothing[] = {"!!!", "%_'\"", "\xff\xfe", " ; "};
    static const char *const odd[] = {
        "@", "@@", "+", "0047", "+47", "æ", "a a a a a a a a a a a a a", "Ли", "\xffz@\xff", "ß"};
    for (gsize i = 0; i < G_N_ELEMENTS(nothing); i++)
        expect_found(directory, nothing[i], "");
    for (gsize i = 0; i < G_N_ELEMENTS(blank); i++)
        expect_found(directory, blank[i], all);
    for (gsize i = 0; i < G_N_ELEMENTS(odd); i++) {
        g_autofree char *result = found(directory, odd[i], 100);
        assert_non_null(result);
    }
    g_autofree char *none = found(directory, "kari", 0);
    assert_string_equal(none, "");
}

/* The administrator's own table of reasons goes before the one carried. */
static void reasons_of_absences_are_the_bureaus_own(void **state)
{
    (void)state;
    static const char codes[] =
        "code;also;clock;effect;name_nb;name_nn;name_en;said_nb;said_nn;said_en\n"
        "fishing;FISK;no;out;på fisketur;på fisketur;fishing;ute;ute;out\n";
    static const char *const kept[] = {codes, "broken", ""};
    for (gsize i = 0; i < G_N_ELEMENTS(kept); i++) {
        g_autoptr(DbBatch) batch = db_batch_new(NULL);
        settings_put(batch, "absence.codes", kept[i]);
        assert_true(db_batch_apply(db, batch, NULL));
        g_autoptr(Directory) directory = directory_load(db, NOW, NULL);
        const GPtrArray *read = directory_presence_rules(directory)->codes;
        assert_int_equal(read != NULL, i == 0);
        assert_int_equal(absence_code_find(read, "fisk") != NULL, i == 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(best_first),
        cmocka_unit_test(spelt_as_people_type),
        cmocka_unit_test(initials_are_found_also_where_they_are_only_guessed),
        cmocka_unit_test(numbers_are_found_however_they_are_typed),
        cmocka_unit_test(addresses_lead_to_their_owner),
        cmocka_unit_test(a_matter_leads_to_the_responsible_and_the_backup),
        cmocka_unit_test(those_who_have_left_stand_last),
        cmocka_unit_test(what_sounds_alike_is_tried_where_spelling_finds_little),
        cmocka_unit_test(a_section_is_found_as_it_is_said),
        cmocka_unit_test(entries_say_whom_to_call),
        cmocka_unit_test(anything_may_be_typed),
        cmocka_unit_test(who_has_left_is_as_of_that_time),
        cmocka_unit_test(whoever_has_press_duty_comes_first),
        cmocka_unit_test(reasons_of_absences_are_the_bureaus_own),
    };
    return cmocka_run_group_tests(tests, begin, end);
}

/* The directory searched as one types: who comes first, by which words, and who else. */
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"

#include "skranke/store/open.h"

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
static const char absences[] = "initials;from;to;code\nkbe;today;today+2;leave\n";

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

static int begin(void **state)
{
    (void)state;
    folder = temp_folder_make("directory");
    g_autofree char *path = g_build_filename(folder, "skranke.db", NULL);
    if (!store_create(path, NULL))
        return -1;
    db = store_open(path, NULL);
    return load("sections", sections) || load("people", people) || load("statistics", statistics) ||
           load("absences", absences);
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
        if (entry->kind == ENTRY_PERSON)
            g_string_append(text, entry->person->initials);
        else
            g_string_append(text, entry->kind == ENTRY_STATISTIC ? entry->statistic->short_name
                                                                 : entry->section->code);
    }
    return g_strdup(text->str);
}

static void best_first(void **state)
{
    (void)state;
    g_autoptr(Directory) directory = directory_load(db, NOW, NULL);
    static const struct {
        const char *typed, *expected;
    } cases[] = {
        {"", "bka ema kbe oha abj"},
        {"kar", "kbe bka"}, /* a name that begins so comes before a name with such a word */
        {"be", "bka folkemengde kbe 320 ema abj"}, /* two letters: only where words begin */
        {"karl", "bka"},
        {"arl", "bka tom"},
        {"and", "ema oha"}, /* inside names, in their order */
        {"aase", "abj"},    /* å by its other spelling */
        {"ase", "abj"},
        {"åse bj", "abj"},
        {"bj åse", "abj"},
        {"elodie", "ema"},
        {"oha", "oha"},
        {"2161", "oha"},
        {"00 00 21 61", "oha"},
        {"70 01", "abj"},
        {"03013", "kpi"},
        {"inflasjon", "bka oha kpi"},
        {"senior", "kbe"},
        {"consumer", "kpi bka oha"},
        {"kari xyz", ""},
        {"!!!", "bka ema kbe oha abj"},
        {"prices", "421 ema oha kpi tom"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *result = found(directory, cases[i].typed, 100);
        if (strcmp(result, cases[i].expected) != 0)
            test_report("typed: \"%s\"\n", cases[i].typed);
        assert_string_equal(result, cases[i].expected);
    }
    g_autofree char *two = found(directory, "", 2);
    assert_string_equal(two, "bka ema");
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
    assert_string_equal(person->statistic->short_name, "kpi");
    g_autoptr(GPtrArray) vacant = directory_find(directory, "vacant", 10);
    assert_null(((const DirectoryEntry *)vacant->pdata[0])->person);
    g_autoptr(GPtrArray) named = directory_find(directory, "øyvind", 10);
    assert_null(((const DirectoryEntry *)named->pdata[0])->statistic);
}

static char *others(const Directory *directory, const char *initials, guint limit)
{
    g_autoptr(GPtrArray) entries = directory_find(directory, initials, 1);
    const Person *person = ((const DirectoryEntry *)entries->pdata[0])->person;
    g_autoptr(GPtrArray) persons = directory_alternatives(directory, person, NOW, limit);
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < persons->len; i++)
        g_string_append_printf(text, "%s%s", i ? " " : "",
                               ((const Person *)persons->pdata[i])->initials);
    return g_strdup(text->str);
}

static void who_else(void **state)
{
    (void)state;
    g_autoptr(Directory) directory = directory_load(db, NOW, NULL);
    g_autofree char *for_kari = others(directory, "kbe", 9);
    assert_string_equal(for_kari, "abj bka"); /* the backup, then the section */
    g_autofree char *for_ase = others(directory, "abj", 9);
    assert_string_equal(for_ase, "bka kbe"); /* kari is away: those who are in come first */
    g_autofree char *for_oyvind = others(directory, "oha", 9);
    assert_string_equal(for_oyvind, "bka ema"); /* ema comes at eleven */
    g_autofree char *one = others(directory, "oha", 1);
    assert_string_equal(one, "bka");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(best_first),
        cmocka_unit_test(entries_say_whom_to_call),
        cmocka_unit_test(who_else),
    };
    return cmocka_run_group_tests(tests, begin, end);
}

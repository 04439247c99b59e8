/* Matters that are easily taken for each other: which statistic a caller means, in the words of the
 * caller, and who answers for it. */
#include <string.h>

#include "skranke/store/open.h"

#include "skranke/desk/directory.h"
#include "skranke/desk/import_people.h"

#include "cleanup.h"
#include "testing.h"

static const gint64 NOW = G_GINT64_CONSTANT(1773133920); /* Tuesday 2026-03-10 10:12 in Oslo */

static const char people[] = "initials;name\n"
                             "abj;Åse Bjørnson\n"
                             "kbe;Kari Berg\n"
                             "bka;Berit Karlsen\n"
                             "oha;Øyvind Håland\n"
                             "hsa;Hege Marie Sæther\n"
                             "bjs;Bjørn Aas\n"
                             "ekr;Espen Kristiansen\n"
                             "hch;Hanne Christiansen\n"
                             "mha;Morten Hanssen\n"
                             "cst;Camilla Strøm-Eriksen\n"
                             "fam;Fatima El Amrani\n"
                             "mca;Máret Čáhput\n"
                             "adu;Áŋŋá Đuoŧŧar\n";
static const char statistics[] =
    "short_name;section;name_nb;name_nn;name_en;keywords_nb;keywords_nn;keywords_en;tables;"
    "responsible;backup\n"
    "folkemengde;;Befolkning;Befolkning;Population;folketall,innbyggere;folketal;;07459;kbe;"
    "abj\n"
    "kpi;;Konsumprisindeksen;Konsumprisindeksen;Consumer price index;"
    "inflasjon,prisstigning;;CPI;03013,14700;oha;bka\n"
    "kpileie;;Ny husleie (KPI);Rekn ut husleige;Calculate rent (CPI);;;;14700;oha;hch\n"
    "svalbard;;Folketallet på Svalbard;Folketalet på Svalbard;Svalbard;;;;;mha;hch\n"
    "bpi;;Brukte boliger;Brukte bustader;Dwellings;boligprisindeks,boligpriser;bustadprisar;"
    "house prices;;ekr;mha\n"
    "avfall;;Avfall;Avfall;Household waste;;;;;bjs;hsa\n"
    "engros;;Engros;Engros;Wholesale prices;;;;;bjs;hsa\n"
    "laks;;Akvakultur;Akvakultur;Aquaculture;eksportpris laks;;;;bjs;\n"
    "muh;;Utenrikshandel;Utanrikshandel;External trade;eksport,import;;;;hsa;\n"
    "fylke;;Regnskap for fylker;Rekneskap;Accounts;BNP per innbygger;;;;hch;\n"
    "lonn;;Lønn;Løn;Earnings;;;;;mha;\n"
    "lonnkost;;Lønnskostnader;Lønskostnader;Labour cost;;;;;mha;\n";

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
    folder = temp_folder_make("directory-matters");
    g_autofree char *path = g_build_filename(folder, "skranke.db", NULL);
    if (!store_create(path, NULL))
        return -1;
    db = store_open(path, NULL);
    return load("people", people) || load("statistics", statistics);
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

static void expect_first(const Directory *directory, const char *typed, const char *first)
{
    g_autofree char *all = found(directory, typed, 100);
    if (!g_str_has_prefix(all, first))
        fail_msg("typed \"%s\": \"%s\", not \"%s\" first", typed, all, first);
}

/* A whole short name, name or keyword before a longer one that only has the word; and of each
 * statistic whoever answers for it before its backup. */
static void what_fits_as_a_whole_comes_first(void **state)
{
    (void)state;
    g_autoptr(Directory) directory = directory_load(db, NOW, NULL);
    static const struct {
        const char *typed, *first;
    } cases[] = {
        {"folketal", "folkemengde kbe abj"},   /* a whole keyword before the beginning of a name */
        {"KPI", "kpi oha bka"},                /* a whole short name, its backup next */
        {"cpi", "kpi oha bka"},                /* before another's name that has the word */
        {"14700", "kpi kpileie oha"},          /* alike: in the order of the short names */
        {"house prices", "bpi ekr mha"},       /* all words of one keyword */
        {"prices house", "bpi ekr mha"},       /* or of one statistic, before several of one */
        {"eksport", "muh hsa laks"},           /* before a longer keyword */
        {"lønn", "lonn mha lonnkost"},         /* the whole name before its beginning */
        {"innb", "folkemengde kbe abj fylke"}, /* the beginning of a keyword before its inside */
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
        expect_first(directory, cases[i].typed, cases[i].first);
}

/* Whom to call about it, in the words of the caller. */
static void words_are_found_as_they_are_said(void **state)
{
    (void)state;
    g_autoptr(Directory) directory = directory_load(db, NOW, NULL);
    static const struct {
        const char *typed, *first;
    } cases[] = {
        {"boligprisindeksen", "bpi ekr mha"},
        {"boligprisene", "bpi ekr mha"},
        {"bustadprisane", "bpi ekr mha"},
        {"hvem har ansvar for boligprisindeksen", "bpi ekr mha"},
        {"antall innbyggere", "folkemengde kbe abj"},
        {"innbyggertall", "folkemengde kbe abj"},
        {"innbyggertallet", "folkemengde kbe abj"},
        {"tabell 07459", "folkemengde kbe abj"},
        {"who is responsible for house prices", "bpi ekr mha"},
        {"inflasjonen", "kpi oha bka"},
        {"eksporten", "muh hsa"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
        expect_first(directory, cases[i].typed, cases[i].first);
    /* names keep their endings: nobody is found by what is left of one */
    g_autofree char *nobody = found(directory, "bergen", 100);
    assert_string_equal(nobody, "");
    g_autoptr(GPtrArray) entries = directory_find(directory, "boligprisindeksen", 10);
    assert_int_equal(((const DirectoryEntry *)entries->pdata[0])->found_by, FOUND_BY_KEYWORD);
}

/* The last tries: a letter is wrong, a nought is left out, a word is nobody's. */
static void what_is_nearly_said_is_found(void **state)
{
    (void)state;
    g_autoptr(Directory) directory = directory_load(db, NOW, NULL);
    static const struct {
        const char *typed, *first;
    } cases[] = {
        {"konsumprisideks", "kpi oha bka"},  /* a letter is missing */
        {"konsumprsiindeks", "kpi oha bka"}, /* two have changed places */
        {"utenrikskhandel", "muh hsa"},      /* one is too many */
        {"karlsun", "bka"},                  /* one is another */
        {"espen kristjansen", "ekr"},
        {"hanne kristjansen", "hch"},
        {"tabell 7459", "folkemengde kbe abj"},
        {"7459", "folkemengde kbe abj"},
        {"tab 07459", "folkemengde kbe abj"},
        {"folketall oslo", "folkemengde kbe abj"},
        {"folketall i oslo", "folkemengde kbe abj"},
        {"population of norway", "folkemengde kbe abj"},
        {"boligprisene i trondheim", "bpi ekr mha"},
        {"strømeriksen", "cst"},
        {"camilla strømeriksen", "cst"},
        {"elamrani", "fam"},
        {"fatima el", "fam"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
        expect_first(directory, cases[i].typed, cases[i].first);
    /* somebody of another name is not whom the caller asked for */
    static const char *const nobody[] = {"espen nordmann", "berit olsen", "nordmann", "oslo"};
    for (gsize i = 0; i < G_N_ELEMENTS(nobody); i++) {
        g_autofree char *all = found(directory, nobody[i], 100);
        if (*all)
            fail_msg("typed \"%s\": \"%s\"", nobody[i], all);
    }
}

/* Sámi letters are typed as people have them on their keys, and signs are nobody. */
static void names_of_other_letters(void **state)
{
    (void)state;
    g_autoptr(Directory) directory = directory_load(db, NOW, NULL);
    static const struct {
        const char *typed, *first;
    } cases[] = {
        {"Máret Čáhput", "mca"}, {"maret cahput", "mca"}, {"cahp", "mca"},  {"čáhput", "mca"},
        {"Áŋŋá Đuoŧŧar", "adu"}, {"anna duottar", "adu"}, {"duott", "adu"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
        expect_first(directory, cases[i].typed, cases[i].first);
    static const char *const nobody[] = {"%", "_", "'", "...", "\"", "%_'\\"};
    for (gsize i = 0; i < G_N_ELEMENTS(nobody); i++) {
        g_autofree char *all = found(directory, nobody[i], 100);
        assert_string_equal(all, "");
    }
}

/* The one the words fit decides who else is offered and what is said. */
static void the_statistic_that_fits_is_told(void **state)
{
    (void)state;
    g_autoptr(Directory) directory = directory_load(db, NOW, NULL);
    static const struct {
        const char *typed, *initials, *statistic;
        DirectoryFoundBy by;
    } cases[] = {
        {"kpi", "oha", "kpi", FOUND_BY_STATISTIC},
        {"cpi", "oha", "kpi", FOUND_BY_KEYWORD},
        {"14700", "oha", "kpi", FOUND_BY_KEYWORD},
        {"øyvind kpi", "oha", "kpi", FOUND_BY_STATISTIC},
        {"house prices", "ekr", "bpi", FOUND_BY_KEYWORD},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GPtrArray) entries = directory_find(directory, cases[i].typed, 100);
        const DirectoryEntry *person = NULL;
        for (guint j = 0; j < entries->len && !person; j++) {
            const DirectoryEntry *entry = entries->pdata[j];
            bool wanted = entry->kind == ENTRY_PERSON &&
                          strcmp(entry->person->initials, cases[i].initials) == 0;
            person = wanted ? entry : NULL;
        }
        assert_non_null(person);
        assert_string_equal(person->statistic->short_name, cases[i].statistic);
        assert_int_equal(person->found_by, cases[i].by);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_fits_as_a_whole_comes_first),
        cmocka_unit_test(words_are_found_as_they_are_said),
        cmocka_unit_test(what_is_nearly_said_is_found),
        cmocka_unit_test(names_of_other_letters),
        cmocka_unit_test(the_statistic_that_fits_is_told),
    };
    return cmocka_run_group_tests(tests, begin, end);
}

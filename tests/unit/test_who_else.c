/* Who else can help when somebody is out: in which order, why, whom not, and what is then said. */
#include <string.h>

#include "skranke/base/clock.h"

#include "skranke/store/open.h"
#include "skranke/store/rosters.h"

#include "skranke/desk/import_people.h"
#include "skranke/desk/who_else.h"

#include "cleanup.h"
#include "testing.h"

static const gint64 NOW = G_GINT64_CONSTANT(1773133920);   /* Tuesday 2026-03-10 10:12 in Oslo */
static const gint64 NIGHT = G_GINT64_CONSTANT(1773176400); /* the same day at 22:00 */

static const char sections[] =
    "code;name_nb;name_nn;name_en;role;phone\n"
    "630;Pressekontakten;Pressekontakten;Press office;press+social_media;00 00 10 35\n"
    "010;Ledelsen;Leiinga;Management;management;00 00 10 09\n"
    "240;Seksjon for priser;Seksjon for prisar;Division for prices;subject;00 00 10 19\n"
    "320;Seksjon for befolkning;Seksjon for befolkning;Division for population;subject;\n";
static const char absences[] = "initials;from;to;code\n"
                               "lov;today;today+2;leave\n"
                               "dep;today;today;sick\n"
                               "sol;2026-03-09;2026-03-13;leave\n";
static const char statistics[] =
    "short_name;section;name_nb;name_nn;name_en;responsible;backup\n"
    "kpi;240;Konsumprisindeksen;Konsumprisindeksen;Consumer price index;lov;bac\n"
    "bpi;240;Boligprisindeksen;Bustadprisindeksen;House price index;lov;oth\n"
    "gammel;320;Gammelt;Gammalt;Old;gam;\n"
    "aaa;240;Ø først;Z sist;B middle;mix;oth\n"
    "bbb;240;A sist;Ø først;A first;mix;bac\n"
    "mgm;320;Fra ledelsen;Frå leiinga;From the management;pop;dir\n";

/* Who works where; deputies and successors follow by initials. */
static const struct {
    const char *initials, *name, *section, *deputy, *successor, *organisation;
} people[] = {
    {"lov", "Lars Øverbø", "240", "dep", "", ""},
    {"dep", "Dina Eplehage", "010", "", "", ""},
    {"bac", "Bente Aker", "240", "", "", ""},
    {"oth", "Otto Hval", "320", "", "", ""},
    {"sec", "Siv Ek", "240,320", "", "", ""},
    {"dir", "Dag Irgens", "010", "", "", ""},
    {"pop", "Petra Opdal", "320", "dir", "", ""},
    {"sol", "Sol Olsen", "", "", "", ""},
    {"ext", "Ivar Utenfor", "320", "", "", "Reinforvaltningen"},
    {"gam", "Gamle Gam", "320", "", "gat", ""},
    {"gat", "Gate Teodor", "320", "", "sol", ""},
    {"bor", "Bort Borre", "320", "", "", ""},
    {"pre", "Pia Resse", "630", "", "", ""},
    {"mix", "Mia Iksen", "", "", "", ""},
};
static const char *const left[] = {"gam", "gat", "bor"};

static Db *db;
static char *folder;
static Directory *directory;

static int load(const char *kind, const char *text)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(ImportReport) report = import_people_csv(db, kind, text, strlen(text), NOW, &error);
    if (report && report->problems->len == 0)
        return 0;
    test_report("%s: %s\n", kind, error ? error->message : (char *)report->problems->pdata[0]);
    return -1;
}

/* Numbers are given in the order of the table, from 1. */
static gint64 number_of(const char *initials)
{
    for (gsize i = 0; i < G_N_ELEMENTS(people); i++)
        if (g_str_equal(people[i].initials, initials))
            return (gint64)i + 1;
    return 0;
}

static int load_people(void)
{
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(people); i++) {
        Person *person = person_new();
        person->initials = g_strdup(people[i].initials);
        person->name = g_strdup(people[i].name);
        person->sections = g_strdup(people[i].section);
        person->organisation = g_strdup(people[i].organisation);
        person->phone = g_strdup_printf("00 00 21 %02u", (guint)i);
        people_put_person(batch, person, NOW);
        person_free(person);
    }
    for (gsize i = 0; i < G_N_ELEMENTS(people); i++)
        if (*people[i].deputy)
            people_set_deputy(batch, (gint64)i + 1, number_of(people[i].deputy), NOW);
    return db_batch_apply(db, batch, NULL) ? 0 : -1;
}

static int let_some_leave_and_one_watch(void)
{
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    const Duty duty = {.roster = ROSTER_PRESS,
                       .from_at = NIGHT - 3600,
                       .until_at = NIGHT + 3600,
                       .person = number_of("pre"),
                       .backup = number_of("mix"),
                       .phone = "00 00 70 00"};
    rosters_put(batch, &duty);
    for (gsize i = 0; i < G_N_ELEMENTS(left); i++) {
        gint64 number = number_of(left[i]);
        people_set_left(batch, number, "2026-02-28", number_of(people[number - 1].successor), NOW);
    }
    return db_batch_apply(db, batch, NULL) ? 0 : -1;
}

static int begin(void **state)
{
    (void)state;
    folder = temp_folder_make("who-else");
    g_autofree char *path = g_build_filename(folder, "skranke.db", NULL);
    if (!store_create(path, NULL))
        return -1;
    db = store_open(path, NULL);
    if (load("sections", sections) || load_people() || load("statistics", statistics) ||
        load("absences", absences) || let_some_leave_and_one_watch())
        return -1;
    directory = directory_load(db, NOW, NULL);
    return directory ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    directory_free(directory);
    db_close(db);
    temp_folder_remove(folder);
    return 0;
}

static const Person *person(const char *initials)
{
    const Person *found = directory_person_named(directory, initials);
    assert_non_null(found);
    return found;
}

static const Statistic *statistic(const char *short_name)
{
    const GPtrArray *all = directory_people(directory)->statistics;
    for (guint i = 0; i < all->len; i++)
        if (g_str_equal(((const Statistic *)all->pdata[i])->short_name, short_name))
            return all->pdata[i];
    fail_msg("no statistic %s", short_name);
    return NULL;
}

/* "bac:statistic! dep:deputy": ! for those who are free; then "nobody free". */
static char *in_short(const WhoElse *others)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < others->others->len; i++) {
        const Other *other = others->others->pdata[i];
        g_string_append_printf(text, "%s%s:%s%s", i > 0 ? " " : "",
                               other->person ? other->person->initials : other->section->code,
                               other_reason_words[other->reason], other->free ? "!" : "");
    }
    if (others->nobody_free)
        g_string_append(text, text->len ? " nobody free" : "nobody free");
    return g_string_free(text, FALSE);
}

typedef struct {
    const char *initials, *about;
    bool press;
    gint64 at;
    guint limit;
    const char *expected;
} Case;

static void expect_others(const Case *wanted)
{
    const Statistic *about = wanted->about ? statistic(wanted->about) : NULL;
    g_autoptr(WhoElse) others = who_else(directory, person(wanted->initials), about, wanted->press,
                                         wanted->at, wanted->limit);
    g_autofree char *text = in_short(others);
    if (!g_str_equal(text, wanted->expected))
        fail_msg("%s: %s\n instead of %s", wanted->initials, text, wanted->expected);
}

static void those_who_can_help(void **state)
{
    (void)state;
    const Case cases[] = {
        /* free ones first, then the order of the reasons; nobody twice */
        {"lov", NULL, false, NOW, 9,
         "oth:statistic! bac:statistic! sec:section! 240:line! dep:deputy"},
        {"lov", NULL, false, NOW, 2, "oth:statistic! bac:statistic!"},
        /* asked about one statistic, only its people */
        {"lov", "bpi", false, NOW, 9,
         "oth:statistic! bac:section! sec:section! 240:line! dep:deputy"},
        {"bac", NULL, false, NOW, 9, "mix:statistic! sec:section! 240:line! lov:statistic"},
        /* at night nobody is, also the line is closed */
        {"lov", NULL, false, NIGHT, 9,
         "dep:deputy oth:statistic bac:statistic sec:section 240:line nobody free"},
        /* nobody at all */
        {"sol", NULL, false, NOW, 9, "nobody free"},
        {"lov", NULL, false, NOW, 0, ""},
        /* people of other bureaus stay among themselves */
        {"ext", NULL, false, NOW, 9, "nobody free"},
        {"pop", NULL, false, NOW, 9, "dir:deputy! oth:section!"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
        expect_others(&cases[i]);
}

static void journalists_are_given_nobody_of_the_management(void **state)
{
    (void)state;
    const Case cases[] = {
        {"pop", NULL, true, NOW, 9, "oth:section! pre:press! 630:press!"},
        {"pop", "mgm", true, NOW, 9, "oth:section! pre:press! 630:press!"},
        {"lov", NULL, true, NOW, 9,
         "oth:statistic! bac:statistic! sec:section! 240:line! pre:press! 630:press!"},
        /* where nobody has the duty, contacts who are in are named;
         * and questions to the management go to the press contacts, whoever is in */
        {"dir", NULL, true, NOW, 9, "pre:press! 630:press!"},
        {"dir", NULL, false, NOW, 9, "pop:statistic! 010:line! dep:section"},
        /* who has press duty is reached at night too */
        {"dir", NULL, true, NIGHT, 9, "pre:press! mix:press 630:press"},
        {"lov", "kpi", true, NIGHT, 1, "pre:press!"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
        expect_others(&cases[i]);
    g_autoptr(WhoElse) others = who_else(directory, person("dir"), NULL, true, NIGHT, 3);
    assert_true(others->only_press);
    assert_string_equal(other_phone(others->others->pdata[0]), "00 00 70 00");
    static const char *const said_of_them[] = {
        [LANGUAGE_BOKMAL] = "Pressespørsmål til ledelsen går til pressekontakten: Pia Resse.",
        [LANGUAGE_NYNORSK] = "Pressespørsmål til leiinga går til pressekontakten: Pia Resse.",
        [LANGUAGE_ENGLISH] =
            "Press questions to the management go to the press contact: Pia Resse."};
    for (gsize i = 0; i < G_N_ELEMENTS(said_of_them); i++) {
        g_autofree char *text =
            who_else_saying(directory, person("dir"), NULL, others, NIGHT, (Language)i);
        assert_string_equal(text, said_of_them[i]);
    }
}

static void who_took_over_stands_first(void **state)
{
    (void)state;
    const Case cases[] = {
        /* also when they are away, and when their successor had left too */
        {"gam", NULL, false, NOW, 9, "sol:successor oth:section! pop:section!"},
        {"bor", NULL, false, NOW, 9, "oth:section! pop:section!"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
        expect_others(&cases[i]);
}

static void each_is_offered_with_a_reason(void **state)
{
    (void)state;
    language_start("en");
    g_autoptr(WhoElse) others = who_else(directory, person("lov"), NULL, false, NOW, 9);
    static const char *const why[] = {"answers for House price index too",
                                      "answers for Consumer price index too", "same section",
                                      "shared line of Division for prices", "deputy"};
    static const char *const phones[] = {"00 00 21 03", "00 00 21 02", "00 00 21 04", "00 00 10 19",
                                         "00 00 21 01"};
    assert_int_equal(others->others->len, G_N_ELEMENTS(why));
    for (guint i = 0; i < others->others->len; i++) {
        const Other *other = others->others->pdata[i];
        g_autofree char *text = other_why(other);
        assert_string_equal(text, why[i]);
        assert_string_equal(other_phone(other), phones[i]);
    }
    assert_string_equal(other_name(others->others->pdata[3]), "Division for prices");
    language_start("nb");
}

static char *said(const char *initials, const char *about, gint64 at, Language language)
{
    const Statistic *asked = about ? statistic(about) : NULL;
    g_autoptr(WhoElse) others = who_else(directory, person(initials), asked, false, at, 3);
    return who_else_saying(directory, person(initials), asked, others, at, language);
}

/* The exact words are test_saying's; here that the right facts come into them, in the caller's
 * language whatever the screen's is. */
/* Who is out until Friday stands behind who is back tomorrow, whatever the reason. */
static void of_those_who_are_not_free_the_first_back_comes_first(void **state)
{
    (void)state;
    const Case asked = {"bac", NULL,
                        false, NIGHT,
                        9,     "mix:statistic sec:section 240:line lov:statistic nobody free"};
    expect_others(&asked);
}

/* The same colleagues in the same order, whatever language the screen has. */
static void the_order_is_the_same_in_every_language(void **state)
{
    (void)state;
    static const char *const languages[] = {"nb", "nn", "en"};
    for (gsize i = 0; i < G_N_ELEMENTS(languages); i++) {
        language_start(languages[i]);
        g_autoptr(Directory) other = directory_load(db, NOW, NULL);
        const Person *asked = directory_person_named(other, "mix");
        g_autoptr(WhoElse) others = who_else(other, asked, NULL, false, NOW, 2);
        g_autofree char *text = in_short(others);
        assert_string_equal(text, "oth:statistic! bac:statistic!");
    }
    language_start("nb");
}

static void the_backup_of_the_press_duty_is_named_so(void **state)
{
    (void)state;
    language_start("en");
    g_autoptr(WhoElse) others = who_else(directory, person("dir"), NULL, true, NIGHT, 9);
    const Other *backup = others->others->pdata[1];
    assert_string_equal(backup->person->initials, "mix");
    g_autofree char *why = other_why(backup);
    assert_string_equal(why, "backup of the press duty");
    g_autofree char *first = other_why(others->others->pdata[0]);
    assert_string_equal(first, "on press duty");
    language_start("nb");
}

static void the_caller_is_told_who_is_free(void **state)
{
    (void)state;
    g_autofree char *nb = said("lov", "kpi", NOW, LANGUAGE_BOKMAL);
    assert_non_null(strstr(nb, "Øverbø"));
    assert_non_null(strstr(nb, "fredag kl. 8"));
    assert_non_null(strstr(nb, "Aker"));
    assert_null(strstr(nb, "ferie"));
    g_autofree char *en = said("lov", "kpi", NOW, LANGUAGE_ENGLISH);
    assert_non_null(strstr(en, "Friday"));
    g_autofree char *nobody = said("sol", NULL, NOW, LANGUAGE_BOKMAL);
    assert_non_null(strstr(nobody, "Ingen"));
    g_autofree char *gone = said("gam", NULL, NOW, LANGUAGE_BOKMAL);
    assert_non_null(strstr(gone, "har sluttet"));
    assert_non_null(strstr(gone, "Sol Olsen har overtatt"));
    g_autofree char *without = said("bor", NULL, NOW, LANGUAGE_BOKMAL);
    assert_non_null(strstr(without, "har sluttet"));
    assert_null(strstr(without, "overtatt"));
    assert_non_null(strstr(without, "hjelpe"));
    g_autofree char *in = said("bac", NULL, NOW, LANGUAGE_BOKMAL);
    assert_null(strstr(in, "Siv"));
    g_autofree char *unasked =
        who_else_saying(directory, person("lov"), NULL, NULL, NOW, LANGUAGE_BOKMAL);
    assert_null(strstr(unasked, "Ingen"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(those_who_can_help),
        cmocka_unit_test(journalists_are_given_nobody_of_the_management),
        cmocka_unit_test(who_took_over_stands_first),
        cmocka_unit_test(each_is_offered_with_a_reason),
        cmocka_unit_test(of_those_who_are_not_free_the_first_back_comes_first),
        cmocka_unit_test(the_order_is_the_same_in_every_language),
        cmocka_unit_test(the_backup_of_the_press_duty_is_named_so),
        cmocka_unit_test(the_caller_is_told_who_is_free),
    };
    language_start("nb");
    return cmocka_run_group_tests(tests, begin, end);
}

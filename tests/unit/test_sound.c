/* Names by their sound: what callers say the same way has one key, and different names have not. */
#include <string.h>

#include "skranke/domain/sound.h"
#include "skranke/domain/words.h"

#include "testing.h"

static char *key_of(const char *name)
{
    g_autofree char *folded = words_fold(name);
    return sound_keys(folded);
}

static void expect(const char *one, const char *other, bool alike)
{
    g_autofree char *first = key_of(one), *second = key_of(other);
    if (g_str_equal(first, second) != alike)
        fail_msg("%s is \"%s\", %s is \"%s\"", one, first, other, second);
}

static void names_that_sound_alike_have_one_key(void **state)
{
    (void)state;
    static const char *const alike[][2] = {
        {"Kristiansen", "Christiansen"},
        {"Kristiansen", "Kristianssen"},
        {"Hansen", "Hanssen"},
        {"Solveig", "Solvei"},
        {"Berit", "Berith"},
        {"Wilhelmsen", "Vilhelmsen"},
        {"Tveit", "Tveid"},
        {"Hjelm", "Jelm"},
        {"Kjell", "Tjell"},
        {"Xenia", "Ksenia"},
        {"Thorsen", "Torsen"},
        {"Philip", "Filip"},
        {"Zakariassen", "Sakariassen"},
        {"Carlsen", "Karlsen"},
        {"Jacobsen", "Jakobsen"},
        {"Kathrine", "Katrine"},
        {"Cathrine", "Katrine"},
        {"Lund", "Lun"},
        {"Quist", "Kvist"},
        {"Lindqvist", "Lindkvist"},
        {"Johnsen", "Jonsen"},
        {"Johnssen", "Jonsen"},
        {"Dahl", "Dal"},
        {"Myhre", "Myre"},
        {"Øyvind", "Øivind"},
        {"Eyvind", "Eivind"},
        {"Olaf", "Olav"},
        {"Leif", "Leiv"},
        {"Lie", "Li"},
        {"Cecilie", "Sesilie"},
        {"Alexander", "Aleksander"},
        {"Michael", "Mikael"},
        {"Skjelbred", "Sjelbred"},
        {"Schjelderup", "Skjelderup"},
        {"Becker", "Bekker"},
        {"Nyquist", "Nykvist"},
        {"Hvidsten", "Vidsten"},
        {"Wold", "Vold"},
        {"Djupvik", "Jupvik"},
        {"Gjerde", "Jerde"},
        {"Haakon", "Håkon"},
        {"Schmidt", "Schmitt"},
        {"Kari Christiansen", "Kari Kristiansen"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(alike); i++)
        expect(alike[i][0], alike[i][1], true);
}

static void names_that_differ_have_not(void **state)
{
    (void)state;
    static const char *const different[][2] = {
        {"Hansen", "Jansen"},
        {"Berg", "Borg"},
        {"Moen", "Mohn"},
        {"Schmidt", "Smith"},
        {"Kristiansen", "Kristensen"},
        {"Jensen", "Jansen"},
        {"Marit", "Mari"},
        {"Odd", "Od Å"},
        {"Dag", "Da"},
        {"Nilsen", "Nielsen"},
        {"Strand", "Strøm"},
        {"Haug", "Hagen"},
        {"Lund", "Lunde"},
        {"Åsheim", "Åskjeim"},
        {"Kjell", "Kell"},
        {"Kirsten", "Kristen"},
        {"Vik", "Viken"},
        {"Berge", "Berg"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(different); i++)
        expect(different[i][0], different[i][1], false);
}

static void what_is_no_name_passes(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"", ""}, {"  ", ""}, {"1100", "1100"}, {"Ø", "o"}, {"h", "h"}, {"Ли", "ли"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *key = key_of(cases[i][0]);
        assert_string_equal(key, cases[i][1]);
    }
}

/* Surnames that are common in Norway, each here once and in one of its spellings, but for those
 * that are told apart by spelling only. */
static const char *const surnames[] = {
    "Hansen",        "Johansen",    "Olsen",     "Larsen",       "Andersen",    "Pedersen",
    "Nilsen",        "Kristiansen", "Jensen",    "Karlsen",      "Johnsen",     "Pettersen",
    "Eriksen",       "Berg",        "Haugen",    "Hagen",        "Johannessen", "Andreassen",
    "Jacobsen",      "Halvorsen",   "Jørgensen", "Dahl",         "Lund",        "Henriksen",
    "Jakobsen",      "Sørensen",    "Moen",      "Gundersen",    "Iversen",     "Strand",
    "Svendsen",      "Solberg",     "Martinsen", "Knutsen",      "Paulsen",     "Bakken",
    "Kristoffersen", "Mathisen",    "Rasmussen", "Lie",          "Amundsen",    "Berge",
    "Eide",          "Nguyen",      "Moe",       "Fredriksen",   "Lunde",       "Solheim",
    "Holm",          "Hauge",       "Bakke",     "Tangen",       "Nygård",      "Simonsen",
    "Kristensen",    "Antonsen",    "Thomassen", "Christensen",  "Haugland",    "Aas",
    "Myhre",         "Ali",         "Berntsen",  "Sandvik",      "Thoresen",    "Arnesen",
    "Vik",           "Nguyễn",      "Jonassen",  "Christiansen", "Ellingsen",   "Ødegård",
    "Hanssen",       "Sæther",      "Mikkelsen", "Myklebust",    "Aasen",       "Jenssen",
    "Tveit",         "Hovland",     "Knudsen",   "Ruud",         "Evensen",     "Nygaard",
    "Sandberg",      "Gulbrandsen", "Aune",      "Bøe",          "Wold",        "Birkeland",
    "Sivertsen",     "Hermansen",   "Edvardsen", "Tollefsen",    "Børresen",    "Rønning",
    "Foss",          "Tveten",      "Isaksen",   "Holmen",       "Løken",       "Helland",
    "Brekke",        "Næss",        "Ahmed",     "Gjerde",       "Ness",        "Fossum",
    "Sunde",         "Skaar",       "Ulriksen",  "Lien",         "Stokke",      "Jansen",
    "Hoff",          "Engen",       "Bjerke",    "Hoel",         "Michelsen",   "Aasheim",
    "Lorentzen",     "Borge",       "Rød",       "Khan",         "Gran",        "Torgersen",
    "Fjeld",         "Bråthen",     "Samuelsen", "Egeland",      "Enger",       "Tønnessen",
    "Danielsen",     "Skoglund",    "Nordby",    "Monsen",       "Aamodt",      "Sande",
    "Dalen",         "Bye",         "Vold",      "Ramstad",      "Bjørnstad",   "Kvam",
    "Ottesen",       "Olaussen",    "Svensson",  "Falk",         "Haraldsen",   "Opsahl",
    "Erlandsen",     "Mohamed",     "Hussain",   "Hamre",        "Vatne",       "Thorsen",
    "Gabrielsen",    "Guttormsen",  "Skog",      "Skaug",        "Hjelle",      "Syversen",
    "Espeland",      "Fosse",       "Bergersen", "Mo",           "Nordli",      "Grønli",
    "Tveter",        "Kolstad",     "Sletten",   "Bakk",         "Abrahamsen",  "Bang",
    "Borg",          "Mohn",        "Kjær",      "Tjønn",        "Steen",       "Stein",
    "Brandt",        "Brand",       "Wiik",      "Winther",      "Vinje",       "Vang",
    "Krogh",         "Krog",        "Bugge",     "Bergh",        "Selvik",      "Skjelbred",
    "Westby",        "Vestby",      "Lindberg",  "Lindbergh",    "Riise",       "Ryen",
    "Sæter",         "Setre",       "Furu",      "Grande",       "Granli",      "Kval",
};

/* True of spellings of one name, which the list holds on purpose. */
static bool one_name(const char *one, const char *other)
{
    static const char *const same[][2] = {
        {"Hansen", "Hanssen"},
        {"Jensen", "Jenssen"},
        {"Jacobsen", "Jakobsen"},
        {"Kristiansen", "Christiansen"},
        {"Kristensen", "Christensen"},
        {"Nguyen", "Nguyễn"},
        {"Nygård", "Nygaard"},
        {"Sæther", "Sæter"},
        {"Wold", "Vold"},
        {"Vik", "Wiik"},
        {"Westby", "Vestby"},
        {"Moe", "Mo"},
        {"Berg", "Bergh"},
        {"Krogh", "Krog"},
        {"Lindberg", "Lindbergh"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(same); i++)
        if (g_str_equal(one, same[i][0]) && g_str_equal(other, same[i][1]))
            return true;
    return false;
}

static void few_surnames_are_taken_for_others(void **state)
{
    (void)state;
    enum { MOST = 3 };
    guint taken = 0, kept = 0;
    for (gsize i = 0; i < G_N_ELEMENTS(surnames); i++) {
        g_autofree char *key = key_of(surnames[i]);
        for (gsize j = i + 1; j < G_N_ELEMENTS(surnames); j++) {
            g_autofree char *other = key_of(surnames[j]);
            bool same = g_str_equal(key, other);
            kept += same && one_name(surnames[i], surnames[j]);
            if (same && !one_name(surnames[i], surnames[j])) {
                test_report("%s and %s are both \"%s\"\n", surnames[i], surnames[j], key);
                taken++;
            }
        }
    }
    test_report("%u surnames: %u pairs of different names sound alike\n",
                (guint)G_N_ELEMENTS(surnames), taken);
    assert_int_equal(kept, 15);
    assert_true(taken <= MOST);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_that_sound_alike_have_one_key),
        cmocka_unit_test(names_that_differ_have_not),
        cmocka_unit_test(what_is_no_name_passes),
        cmocka_unit_test(few_surnames_are_taken_for_others),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

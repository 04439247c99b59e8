/* The rules that refuse: each with what it refuses, and with what is so near that it must not. */
#include <string.h>

#include "skranke/base/language.h"

#include "skranke/domain/refusal.h"

#include "testing.h"

static int begin(void **state)
{
    (void)state;
    language_start("en");
    return 0;
}

/* Every refusal says that nothing happened and what to do instead. */
static void assert_refused(const char *reason, const char *part)
{
    assert_non_null(reason);
    if (!strstr(reason, part))
        fail_msg("\"%s\" is not in: %s", part, reason);
    assert_true(strstr(reason, "Nothing was") || strstr(reason, "stays open"));
}

static void press_goes_to_management_by_the_press_contacts(void **state)
{
    (void)state;
    for (int i = 0; i < 8; i++) {
        bool press = i & 1, management = i & 2, contact = i & 4;
        const char *reason = refusal_press_to_management(press, management, contact);
        if (press && management && !contact)
            assert_refused(reason, "press contacts");
        else
            assert_null(reason);
    }
    assert_refused(refusal_press_management_answer("press_management", false), "press contacts");
    assert_null(refusal_press_management_answer("press_management", true));
    assert_null(refusal_press_management_answer("press", false));
    assert_null(refusal_press_management_answer(NULL, false));
}

static void an_access_request_is_decided_before_it_is_closed(void **state)
{
    (void)state;
    assert_refused(refusal_close_without_decision("access_request", ""), "not closed");
    assert_refused(refusal_close_without_decision("access_request", NULL), "not closed");
    assert_refused(refusal_close_without_decision("access_request", "maybe"), "not closed");
    for (guint i = 0; refusal_decision_words[i]; i++)
        assert_null(refusal_close_without_decision("access_request", refusal_decision_words[i]));
    assert_null(refusal_close_without_decision("simple_statistics", ""));
    assert_null(refusal_close_without_decision(NULL, NULL));
}

static void a_refusal_has_its_legal_basis(void **state)
{
    (void)state;
    assert_refused(refusal_decision_without_basis("refused", ""), "legal basis");
    assert_refused(refusal_decision_without_basis("partly", NULL), "legal basis");
    assert_refused(refusal_decision_without_basis("refused", "taushetsplikt"), "legal basis");
    assert_null(refusal_decision_without_basis("refused", "offl. § 13, jf. statistikkloven § 8"));
    assert_null(refusal_decision_without_basis("granted", ""));
    assert_null(refusal_decision_without_basis("withdrawn", NULL));
    assert_null(refusal_decision_without_basis("", ""));
}

static void rows_of_figures_are_data(void **state)
{
    (void)state;
    static const char *const data[] = {
        "Her er tallene:\n2024 123 456\n2025 130 470\n",
        "Oslo;12;345;6,7\nBergen;13;321;5,9",
        "Oslo 123 456 789\nBergen 321 654 987",
        "\t1\t2\t3\n\t4\t5\t6",
        "| 0301 | 1 234 | 2 345 | 3 456 |\n| 4601 | 987 | 876 | 765 |",
        "Mann 34 år 412 000 kr 0301\nKvinne 36 år 523 000 kr 4601",
        "Menn 2020: 12, 2021: 14, 2022: 15\nKvinner 2020: 11, 2021: 13, 2022: 18",
        "1\u00a0234 5\u00a0678 9\u00a0012\n2\u00a0345 6\u00a0789 1\u00a0234",
    };
    for (guint i = 0; i < G_N_ELEMENTS(data); i++) {
        if (!refusal_microdata_with_data("microdata", data[i], ""))
            fail_msg("taken for no data: %s", data[i]);
        assert_refused(refusal_microdata_with_data("custom_dataset", data[i], ""), "figures");
        assert_null(refusal_microdata_with_data("simple_statistics", data[i], "a.csv"));
    }
}

static void a_way_to_apply_is_no_data(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        "Du finner søknadsskjema på https://www.byraa.example/mikrodata/2026/03/10\n"
        "https://www.byraa.example/1/2/3/4",
        "Telefon 00 00 10 25, mobil 00 00 99 25\nRing oss mandag-fredag 09-15 på 00 00 10 25.",
        "Se tabell 07459, 05810 og 11342.\nTabellene 07459, 05810 og 01222 dekker noe av dette.",
        "Prisen er 12 500 kroner uten merverdiavgift.\nLevering tar om lag 6 uker fra bestilling.",
        "En søknad som kom 10. mars 2026, blir vanligvis behandlet av seksjonen for mikrodata "
        "innen den tiden som står på siden, og du får et tilbud med pris før 1. april.\n"
        "Tilbudet gjelder i 14 dager fra den dagen du får det, og dersom du ikke svarer innen de "
        "14 dagene, legges søknaden bort til du tar kontakt med oss igjen, senest i 2027.",
        "2024 123 456",
    };
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
        if (refusal_microdata_with_data("microdata", texts[i], "soknad.pdf\nveiledning.docx"))
            fail_msg("taken for data: %s", texts[i]);
    assert_null(refusal_microdata_with_data("microdata", NULL, NULL));
    assert_null(refusal_microdata_with_data("microdata", "\xff\xfe 1 2", NULL));
}

static void data_files_are_data(void **state)
{
    (void)state;
    static const char *const names[] = {"uttrekk.csv", "brev.pdf\nUTTREKK.XLSX", "data.csv.gz ",
                                        "person.sas7bdat", "alt.zip"};
    for (guint i = 0; i < G_N_ELEMENTS(names); i++)
        assert_refused(refusal_microdata_with_data("microdata", "Se vedlegg", names[i]), "file");
    assert_null(refusal_microdata_with_data("microdata", "Se vedlegg", "csv.pdf\nxlsx om.docx"));
}

static void links_to_data_files_are_data(void **state)
{
    (void)state;
    static const char *const links[] = {
        "Last ned: https://filsender.example/x/uttrekk.csv.",
        "Her: <https://sky.example/s/abc/Data.XLSX?download=1>",
        "sky.example/deling/person.sav",
        "(https://sky.example/alt.zip)",
        "https://sky.example/hent?fil=uttrekk.csv",
    };
    static const char *const ways[] = {
        "Søk her: https://www.ssb.example/data-til-forskning/utlan-av-data-til-forskere",
        "Skjemaet: https://www.ssb.example/soknad.pdf, les også www.ssb.example/om.",
        "Formatet er .csv eller .xlsx, og/eller .sav",
    };
    for (guint i = 0; i < G_N_ELEMENTS(links); i++)
        assert_refused(refusal_microdata_with_data("microdata", links[i], ""), "link");
    for (guint i = 0; i < G_N_ELEMENTS(ways); i++)
        assert_null(refusal_microdata_with_data("custom_dataset", ways[i], ""));
}

static void one_row_is_enough_where_it_is_no_sentence(void **state)
{
    (void)state;
    static const char *const rows[] = {"Her er tabellen: 0301,450000,34", "0301;450 000;34",
                                       "0301\t450000\t34", "\"0301\",\"450000\",\"34\"",
                                       "Tall: 1.5, 2.5, 3.5."};
    static const char *const others[] = {
        "Vi har data for: 2021, 2022, 2023",
        "Se tabellene: 07459, 05810, 11342",
        "Telefon: 00001025, 00009925, 00001026",
        "Det koster 100, 200 eller 300 kroner",
        "Kl. 10:30, 11",
        "1, 2",
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
        assert_refused(refusal_microdata_with_data("microdata", rows[i], ""), "figures");
    for (guint i = 0; i < G_N_ELEMENTS(others); i++)
        if (refusal_microdata_with_data("microdata", others[i], ""))
            fail_msg("taken for data: %s", others[i]);
}

static void nothing_of_respondents_leaves_their_silo(void **state)
{
    (void)state;
    assert_refused(refusal_out_of_respondents(CATEGORY_RESPONDENTS, true, false), "summary");
    assert_null(refusal_out_of_respondents(CATEGORY_RESPONDENTS, true, true));
    assert_null(refusal_out_of_respondents(CATEGORY_RESPONDENTS, false, false));
    for (int silo = 0; silo < CATEGORY_SILO_COUNT; silo++)
        if (silo != CATEGORY_RESPONDENTS)
            assert_null(refusal_out_of_respondents((CategorySilo)silo, true, false));
}

/* 15.81.1990 is a month of synthetic test numbers only: it belongs to nobody. */
static void an_identity_number_leaves_only_by_a_decision(void **state)
{
    (void)state;
    const char *sound = NULL;
    g_autofree char *found = NULL;
    for (int n = 0; n < 100000 && !sound; n++) {
        g_free(found);
        found = g_strdup_printf("Nr. 158190 %05d, takk", n);
        sound = refusal_identity_number(found, false);
    }
    assert_refused(sound, "identity number");
    assert_null(refusal_identity_number(found, true));
    assert_null(refusal_identity_number("Tabell 07459, ring 22 33 44 55", false));
    assert_null(refusal_identity_number(NULL, false));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(press_goes_to_management_by_the_press_contacts),
        cmocka_unit_test(an_access_request_is_decided_before_it_is_closed),
        cmocka_unit_test(a_refusal_has_its_legal_basis),
        cmocka_unit_test(rows_of_figures_are_data),
        cmocka_unit_test(a_way_to_apply_is_no_data),
        cmocka_unit_test(data_files_are_data),
        cmocka_unit_test(links_to_data_files_are_data),
        cmocka_unit_test(one_row_is_enough_where_it_is_no_sentence),
        cmocka_unit_test(nothing_of_respondents_leaves_their_silo),
        cmocka_unit_test(an_identity_number_leaves_only_by_a_decision),
    };
    return cmocka_run_group_tests(tests, begin, NULL);
}

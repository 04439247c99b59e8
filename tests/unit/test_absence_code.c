/* The reasons of absences: the carried table, tables that are refused, and codes at the beginning
 * of an appointment's subject. */
#include <string.h>

#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/domain/absence_code.h"

#include "testing.h"

#define HEADER "code;also;clock;effect;name_nb;name_nn;name_en;said_nb;said_nn;said_en\n"

static void the_carried_table_has_what_the_database_keeps(void **state)
{
    (void)state;
    static const struct {
        const char *word, *code;
        AbsenceEffect effect;
        bool clock;
    } known[] = {
        {"meeting", "meeting", ABSENCE_BUSY, true},
        {"MØT", "meeting", ABSENCE_BUSY, true},
        {"møte", "meeting", ABSENCE_BUSY, true},
        {"MO\xcc\x88T", "", ABSENCE_OUT, false}, /* ö is not ø */
        {"LUN", "lunch", ABSENCE_BUSY, true},
        {"leave", "leave", ABSENCE_OUT, false},
        {"fer", "leave", ABSENCE_OUT, false},
        {"Ferie", "leave", ABSENCE_OUT, false},
        {"course", "course", ABSENCE_OUT, false},
        {"travel", "travel", ABSENCE_OUT, false},
        {"TJR", "travel", ABSENCE_OUT, false},
        {"sick", "sick", ABSENCE_OUT, false},
        {"part_time", "part_time", ABSENCE_OUT, false},
        {"parental", "parental", ABSENCE_OUT, false},
        {"HJK", "home_office", ABSENCE_REACHABLE, false},
        {"gfd", "gone_for_the_day", ABSENCE_OUT, false},
        {"AVS", "time_off", ABSENCE_OUT, false},
        {"UTE", "out_of_office", ABSENCE_OUT, true},
        {"", "", ABSENCE_OUT, false},
        {"møt,møte", "", ABSENCE_OUT, false},
        {"m", "", ABSENCE_OUT, false},
        {"nonsense", "", ABSENCE_OUT, false},
        {"\xff\xfe", "", ABSENCE_OUT, false},
    };
    for (guint i = 0; i < G_N_ELEMENTS(known); i++) {
        const AbsenceCode *code = absence_code_find(NULL, known[i].word);
        assert_string_equal(code ? code->code : "", known[i].code);
        if (code) {
            assert_int_equal(code->effect, known[i].effect);
            assert_int_equal(code->clock, known[i].clock);
        }
    }
    assert_null(absence_code_find(NULL, NULL));
}

static void names_are_in_the_screens_language(void **state)
{
    (void)state;
    language_start("nn");
    assert_string_equal(absence_code_name(NULL, "sick"), "sjuk");
    assert_string_equal(absence_code_name(NULL, "FER"), "fri");
    language_start("en");
    assert_string_equal(absence_code_name(NULL, "sick"), "ill");
    assert_string_equal(absence_code_name(NULL, "sabbatical"), "sabbatical");
    assert_string_equal(absence_code_name(NULL, NULL), "");
}

static void a_code_at_the_beginning_of_a_subject(void **state)
{
    (void)state;
    static const struct {
        const char *subject, *code, *rest;
        bool phone_open;
    } subjects[] = {
        {"MØT: Ledermøte", "meeting", "Ledermøte", false},
        {"fer;", "leave", "", true},
        {"Ferie : til fjells", "leave", "til fjells", false},
        {"HJK;  hele dagen; ring", "home_office", "hele dagen; ring", true},
        {"mo\xcc\x88t: nei", NULL, NULL, false},
        {"MØT Ledermøte", NULL, NULL, false},   /* no mark */
        {"Nytt MØT: kl. 9", NULL, NULL, false}, /* not at the beginning */
        {"Om FER: en ferge", NULL, NULL, false},
        {"FERGE: avgang", NULL, NULL, false}, /* another word */
        {"MØTX: nei", NULL, NULL, false},
        {": uten kode", NULL, NULL, false},
        {"  : uten kode", NULL, NULL, false},
        {"", NULL, NULL, false},
        {"Et langt emne uten noen kode, men med et kolon langt, langt bak her: ja", NULL, NULL,
         false},
    };
    for (guint i = 0; i < G_N_ELEMENTS(subjects); i++) {
        bool open = false;
        const char *rest = NULL;
        const AbsenceCode *code = absence_code_of_subject(NULL, subjects[i].subject, &open, &rest);
        if (!subjects[i].code) {
            assert_null(code);
            continue;
        }
        assert_non_null(code);
        assert_string_equal(code->code, subjects[i].code);
        assert_string_equal(rest, subjects[i].rest);
        assert_int_equal(open, subjects[i].phone_open);
    }
}

static void another_table_takes_its_place(void **state)
{
    (void)state;
    static const char table[] =
        "\xef\xbb\xbf" HEADER "field;FELT, Feltarbeid ,ÅRSTUR;yes;out;felt;;;ute;;\n"
        "desk;;NO;Reachable;kontoret;;;inne;;\n";
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) codes = absence_codes_parse(table, strlen(table), &error);
    assert_non_null(codes);
    assert_int_equal(codes->len, 2);
    assert_non_null(absence_code_find(codes, "feltarbeid"));
    assert_non_null(absence_code_find(codes, "årstur"));
    assert_null(absence_code_find(codes, "meeting"));
    const AbsenceCode *desk = absence_code_find(codes, "desk");
    assert_int_equal(desk->effect, ABSENCE_REACHABLE);
    assert_false(desk->clock);
    assert_string_equal(absence_code_name(codes, "field"), "felt");
}

static void a_broken_table_is_refused_whole(void **state)
{
    (void)state;
    static const struct {
        const char *rows, *named;
    } broken[] = {
        {HEADER "a;;yes;out;a;a;a;s;s;s\nb;;maybe;out;b;b;b;s;s;s\n", "clock"},
        {HEADER "a;;yes;gone;a;a;a;s;s;s\n", "effect"},
        {HEADER ";;yes;out;a;a;a;s;s;s\n", "code"},
        {HEADER "a;;yes;out;;a;a;s;s;s\n", "name_nb"},
        {HEADER "a;;yes;out;a;a;a;;s;s\n", "said_nb"},
        {HEADER "a;;yes;out;a;a;a;s;s;s\nA;;yes;out;a;a;a;s;s;s\n", "Line 3"},
        {HEADER "a;MØT;yes;out;a;a;a;s;s;s\nb;x,møt;yes;out;a;a;a;s;s;s\n", "also"},
        {HEADER "a;;yes;out;\"a;a;a;s;s;s\n", "2"},
        {"code;clock\na;yes\n", "name_nb"},
        {HEADER, "no line"},
        {"", ""},
    };
    for (guint i = 0; i < G_N_ELEMENTS(broken); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(GPtrArray) codes =
            absence_codes_parse(broken[i].rows, strlen(broken[i].rows), &error);
        assert_null(codes);
        assert_int_equal(error->code, SKRANKE_ERROR_USAGE);
        if (!strstr(error->message, broken[i].named))
            fail_msg("without %s: %s", broken[i].named, error->message);
    }
}

int main(void)
{
    language_start("en");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_carried_table_has_what_the_database_keeps),
        cmocka_unit_test(names_are_in_the_screens_language),
        cmocka_unit_test(a_code_at_the_beginning_of_a_subject),
        cmocka_unit_test(another_table_takes_its_place),
        cmocka_unit_test(a_broken_table_is_refused_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

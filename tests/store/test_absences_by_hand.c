/* Absences entered by hand, on both carriers: with who and when, ended once, and codes and moments
 * as people say them; and who leaves once. */
#include <string.h>

#include "skranke/base/error.h"
#include "skranke/base/language.h"
#include "skranke/base/time_text.h"

#include "skranke/desk/staff.h"

#include "desk_fixture.h"

static const char sections[] = "code;name_nb;role\n320;Befolkning;subject\n";
static const char people[] = "initials;name;sections;hours\n"
                             "ase;Åse Vik;320;ma-fr 08:00-15:30\n"
                             "bir;Birger Li;320;ma 08:00-15:30, on-fr 10:00-15:30\n"
                             "cat;Cato Moe;320;\n";
static const char statistics[] = "short_name;name_nb;section;responsible;backup\n"
                                 "folk;Befolkning;320;ase;bir\n"
                                 "fodte;Fødte;320;ase;\n"
                                 "dode;Døde;320;bir;ase\n"
                                 "navn;Navn;320;bir;cat\n";
static Desk *desk_of(StoreFixture *fixture)
{
    fixture_import(fixture->db, "sections", sections);
    fixture_import(fixture->db, "people", people);
    fixture_import(fixture->db, "statistics", statistics);
    return desk_fixture(fixture, fixture->kari);
}

static Absence *away(Desk *desk, const char *from, const char *to, const char *code)
{
    g_autoptr(GError) error = NULL;
    NewAbsence given = {.person = "ase", .from = from, .to = to, .code = code, .note = "tannlege"};
    Absence *absence = staff_absence_add(desk, &given, &error);
    assert_no_error(error);
    return absence;
}

static void an_absence_by_hand_says_who_and_when(void **state)
{
    StoreFixture *fixture = *state;
    Desk *kari = desk_of(fixture);
    g_autoptr(GError) error = NULL;
    Absence *absence = away(kari, "i morgen", NULL, "MØT");
    assert_string_equal(absence->code, "meeting");
    assert_string_equal(absence->operator_name, kari->operator_->name);
    assert_int_equal(absence->seen_at, FIXTURE_NOW);
    gint64 expected = 0;
    assert_true(time_text_parse("2026-03-11", &expected, NULL));
    assert_int_equal(absence->from_at, expected);
    g_autoptr(GPtrArray) all = staff_absences(kari, "ase", FIXTURE_NOW, 0, &error);
    assert_int_equal(all->len, 1);
    assert_string_equal(((const Absence *)all->pdata[0])->note, "tannlege");
    absence_free(absence);
    NewAbsence slip = {.person = "ase", .from = "today", .code = "TULLKODE"};
    assert_null(staff_absence_add(kari, &slip, &error));
    assert_true(g_error_matches(error, SKRANKE_ERROR, SKRANKE_ERROR_USAGE));
    assert_non_null(strstr(error->message, "meeting, lunch"));
    desk_fixture_free(kari);
}

static void an_absence_ends_once(void **state)
{
    StoreFixture *fixture = *state;
    Desk *kari = desk_of(fixture);
    g_autoptr(GError) error = NULL;
    Absence *running = away(kari, "2026-03-10", "2026-03-12", "leave");
    Absence *coming = away(kari, "2026-03-20", NULL, "leave");
    Absence *ended = staff_absence_end(kari, running->id, FIXTURE_NOW, &error);
    assert_int_equal(ended->until_at, FIXTURE_NOW);
    assert_null(staff_absence_end(kari, running->id, FIXTURE_NOW, &error));
    assert_true(g_error_matches(error, SKRANKE_ERROR, SKRANKE_ERROR_NOT_FOUND));
    g_clear_error(&error);
    Absence *removed = staff_absence_end(kari, coming->id, FIXTURE_NOW, &error);
    assert_no_error(error);
    assert_int_equal(fixture_number(fixture, "SELECT count(*) FROM absence"), 1);
    absence_free(running);
    absence_free(coming);
    absence_free(ended);
    absence_free(removed);
    desk_fixture_free(kari);
}

static void who_has_left_does_not_leave_again(void **state)
{
    StoreFixture *fixture = *state;
    Desk *kari = desk_of(fixture);
    g_autoptr(GError) error = NULL;
    Leaving leaving = {.person = "ase", .day = "2026-03-10"};
    g_autoptr(GPtrArray) left = staff_leave(kari, &leaving, NULL, &error);
    assert_no_error(error);
    assert_refused(staff_leave(kari, &leaving, NULL, &error), error, SKRANKE_ERROR_CONFLICT);
    desk_fixture_free(kari);
}

int main(void)
{
    language_start("en");
    time_text_set_zone("Europe/Oslo", NULL);
    desk_fixture_freeze_clock();
    const StoreTest tests[] = {
        store_test(an_absence_by_hand_says_who_and_when),
        store_test(an_absence_ends_once),
        store_test(who_has_left_does_not_leave_again),
    };
    return run_on_both_carriers(tests);
}

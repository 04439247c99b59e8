/* Marks, notes, core hours, deputies and leaving, on both carriers. Now is Tuesday 10 March 2026 at
 * 10:12. */
#include <string.h>

#include "skranke/base/error.h"
#include "skranke/base/language.h"
#include "skranke/base/time_text.h"

#include "skranke/store/people.h"
#include "skranke/store/rosters.h"

#include "skranke/desk/acts.h"
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
enum { ASE = 1, BIRGER = 2, CATO = 3 };

static gint64 moment(const char *text)
{
    gint64 at = 0;
    assert_true(time_text_parse(text, &at, NULL));
    return at;
}

static Desk *desk_of(StoreFixture *fixture)
{
    fixture_import(fixture->db, "sections", sections);
    fixture_import(fixture->db, "people", people);
    fixture_import(fixture->db, "statistics", statistics);
    return desk_fixture(fixture, fixture->kari);
}

static PeopleDirectory *read_all(Desk *desk)
{
    g_autoptr(GError) error = NULL;
    PeopleDirectory *directory = people_load(desk->db, FIXTURE_NOW, &error);
    assert_no_error(error);
    return directory;
}

static gint64 mark(Desk *desk, gint64 person, MarkStatus status, const char *until)
{
    g_autoptr(GError) error = NULL;
    gint64 at = staff_mark(desk, person, status, until, NULL, NULL, &error);
    if (!at)
        fail_msg("%s: %s", until, error->message);
    return at;
}

/* ---- until when ---- */

static void away_until_as_people_say_it(void **state)
{
    StoreFixture *fixture = *state;
    Desk *kari = desk_of(fixture);
    static const struct {
        gint64 person;
        const char *text, *until;
    } cases[] = {
        {ASE, "14", "2026-03-10T14:00"},
        {ASE, "kl 14", "2026-03-10T14:00"},
        {ASE, "til kl. 14.30", "2026-03-10T14:30"},
        {ASE, "1430", "2026-03-10T14:30"},
        {ASE, "klokka 15", "2026-03-10T15:00"},
        {ASE, "until 14:30", "2026-03-10T14:30"},
        {ASE, "om 20 minutter", "2026-03-10T10:32"},
        {ASE, "om ein halvtime", "2026-03-10T10:42"},
        {ASE, "in 2 hours", "2026-03-10T12:12"},
        {ASE, "om en time", "2026-03-10T11:12"},
        {ASE, "i morgen", "2026-03-11T08:00"},
        {ASE, "i morgon 9", "2026-03-11T09:00"},
        {ASE, "tomorrow", "2026-03-11T08:00"},
        {ASE, "mandag", "2026-03-16T08:00"},
        {ASE, "lørdag", "2026-03-16T08:00"}, /* the next office hours after it */
        {ASE, "12.3.", "2026-03-12T08:00"},
        {ASE, "12. mars", "2026-03-12T08:00"},
        {ASE, "12 March 13:00", "2026-03-12T13:00"},
        {ASE, "12. mars 1430", "2026-03-12T14:30"},
        {ASE, "2. apr", "2026-04-07T08:00"}, /* Maundy Thursday: back after Easter */
        {ASE, "neste veke", "2026-03-16T08:00"},
        {ASE, "uke 12", "2026-03-16T08:00"},
        {ASE, "week 14", "2026-03-30T08:00"},
        {ASE, "ut dagen", "2026-03-11T08:00"},
        {ASE, "rest of the day", "2026-03-11T08:00"},
        {ASE, "ut veka", "2026-03-16T08:00"},
        {ASE, "i dag", "2026-03-11T08:00"}, /* away today */
        {ASE, "today", "2026-03-11T08:00"},
        {ASE, "en halvtime", "2026-03-10T10:42"},
        {ASE, "2", "2026-03-10T14:00"},
        {ASE, "i morgen tidlig", "2026-03-11T08:00"},
        {ASE, "2026-03-12", "2026-03-12T08:00"},
        {ASE, "2026-03-12 13:15", "2026-03-12T13:15"},
        {BIRGER, "i morgen", "2026-03-11T10:00"}, /* their own hours */
        {BIRGER, "tirsdag", "2026-03-18T10:00"},  /* a day off */
        {CATO, "i morgen", "2026-03-11T08:00"},   /* no hours written: the usual ones */
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        gint64 at = mark(kari, cases[i].person, MARK_OUT, cases[i].text);
        g_autofree char *read = time_text_iso(at);
        if (at != moment(cases[i].until))
            fail_msg("%s is %s, not %s", cases[i].text, read, cases[i].until);
    }
    desk_fixture_free(kari);
}

static void what_no_mark_can_last_until(void **state)
{
    StoreFixture *fixture = *state;
    Desk *kari = desk_of(fixture);
    static const char *const wrong[] = {
        "",   "snart",    "9",        "10:12",       "9.3.",       "1.2.",
        "25", "2460",     "uke 54",   "uke",         "2027-06-01", "2026-03-09",
        "om", "om 0 min", "om 20 år", "ut dagen 14", "31. feb",    "til",
    };
    for (guint i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autoptr(GError) error = NULL;
        gint64 at = staff_mark(kari, ASE, MARK_OUT, wrong[i], NULL, NULL, &error);
        if (at)
            fail_msg("\"%s\" was taken", wrong[i]);
        assert_true(g_error_matches(error, SKRANKE_ERROR, SKRANKE_ERROR_USAGE));
    }
    g_autoptr(GError) error = NULL;
    assert_refused(staff_mark(kari, 99, MARK_OUT, "14", NULL, NULL, &error), error,
                   SKRANKE_ERROR_NOT_FOUND);
    assert_int_equal(fixture_number(fixture, "SELECT count(*) FROM presence_mark"), 0);
    assert_int_equal(fixture_number(fixture, "SELECT count(*) FROM event WHERE kind = 'marked'"),
                     0);
    desk_fixture_free(kari);
}

/* ---- marks ---- */

static void a_mark_is_kept_with_who_said_it(void **state)
{
    StoreFixture *fixture = *state;
    Desk *kari = desk_of(fixture);
    g_autoptr(GError) error = NULL;
    assert_true(staff_mark(kari, ASE, MARK_OUT, "14", "MØT", "ringte\n\x1b[31m selv", &error) > 0);
    g_autoptr(PeopleDirectory) directory = read_all(kari);
    const PresenceMark *kept = people_directory_person(directory, ASE)->mark;
    assert_non_null(kept);
    assert_int_equal(kept->status, MARK_BUSY); /* a meeting */
    assert_string_equal(kept->code, "meeting");
    assert_int_equal(kept->until_at, moment("2026-03-10T14:00"));
    assert_int_equal(kept->at, FIXTURE_NOW);
    assert_int_equal(kept->operator_id, fixture->kari);
    assert_null(strchr(kept->note, '\x1b'));
    assert_null(strchr(kept->note, '\n'));
    assert_null(people_directory_person(directory, BIRGER)->mark);
    g_autofree char *longer = g_strnfill(STAFF_NOTE_BYTES + 1, 'x');
    assert_refused(staff_mark(kari, ASE, MARK_OUT, "15", NULL, longer, &error), error,
                   SKRANKE_ERROR_USAGE);
    assert_refused(staff_mark(kari, ASE, MARK_OUT, "15", longer, NULL, &error), error,
                   SKRANKE_ERROR_USAGE);
    desk_fixture_free(kari);
}

static void assert_mark(Desk *desk, gint64 person, MarkStatus status, const char *until)
{
    g_autoptr(PeopleDirectory) directory = read_all(desk);
    const PresenceMark *kept = people_directory_person(directory, person)->mark;
    assert_non_null(kept);
    assert_int_equal(kept->status, status);
    assert_int_equal(kept->until_at, moment(until));
}

static void assert_noted(Desk *desk, gint64 at, const char *expected)
{
    g_autofree char *noted = staff_noted_from(desk, ASE, at);
    if (*expected ? !g_str_has_prefix(noted, expected) : *noted)
        fail_msg("\"%s\" is not \"%s\"", noted, expected);
}

static void assert_no_mark(Desk *desk, gint64 person)
{
    g_autoptr(PeopleDirectory) directory = read_all(desk);
    assert_null(people_directory_person(directory, person)->mark);
}

static void undo(Desk *desk)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *done = NULL;
    assert_done(act_undo(desk, &done, &error), error);
    assert_non_null(strstr(done, "Åse Vik"));
}

/* An absence goes on behind the mark: that is told, and "is here" goes before it for today. */
static void an_absence_lasts_longer_than_the_mark(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *kari = desk_of(fixture);
    NewAbsence given = {"ase", "2026-03-10", "2026-03-15", "leave", NULL};
    Absence *absence = staff_absence_add(kari, &given, &error);
    assert_no_error(error);
    gint64 until = mark(kari, ASE, MARK_OUT, "14:30");
    assert_noted(kari, until, "until Mon 16 Mar 08:00 (said by Kari");
    assert_done(staff_here(kari, ASE, &until, &error), error);
    assert_mark(kari, ASE, MARK_IN, "2026-03-11T00:00");
    assert_int_equal(until, moment("2026-03-11T00:00"));
    assert_noted(kari, until, "until Mon 16 Mar 08:00 (");
    undo(kari);
    assert_mark(kari, ASE, MARK_OUT, "2026-03-10T14:30");
    absence_free(staff_absence_end(kari, absence->id, FIXTURE_NOW, &error));
    absence_free(absence);
    assert_noted(kari, moment("2026-03-10T14:30"), "");
    assert_done(staff_here(kari, ASE, &until, &error), error); /* the mark alone kept her away */
    assert_int_equal(until, 0);
    assert_no_mark(kari, ASE);
    assert_refused(staff_here(kari, ASE, &until, &error), error, SKRANKE_ERROR_NOT_FOUND);
    desk_fixture_free(kari);
}

static void each_mark_is_undone_to_the_one_before(void **state)
{
    StoreFixture *fixture = *state;
    Desk *kari = desk_of(fixture);
    g_autoptr(GError) error = NULL;
    mark(kari, ASE, MARK_OUT, "14");
    mark(kari, ASE, MARK_IN, "15");
    assert_done(staff_unmark(kari, ASE, &error), error);
    assert_refused(staff_unmark(kari, ASE, &error), error, SKRANKE_ERROR_NOT_FOUND);
    assert_no_mark(kari, ASE);
    undo(kari);
    assert_mark(kari, ASE, MARK_IN, "2026-03-10T15:00");
    undo(kari);
    assert_mark(kari, ASE, MARK_OUT, "2026-03-10T14:00");
    undo(kari);
    assert_no_mark(kari, ASE);
    assert_refused(act_undo(kari, NULL, &error), error, SKRANKE_ERROR_NOT_FOUND);
    assert_int_equal(fixture_number(fixture, "SELECT count(*) FROM event WHERE kind = 'undone'"),
                     3);
    desk_fixture_free(kari);
}

/* Two operators were told different things: the later wins, and nobody undoes what another said. */
static void the_later_of_two_operators_wins(void **state)
{
    StoreFixture *fixture = *state;
    Desk *kari = desk_of(fixture), *ola = desk_fixture(fixture, fixture->ola);
    g_autoptr(GError) error = NULL;
    mark(kari, ASE, MARK_OUT, "14");
    mark(ola, ASE, MARK_OUT, "15");
    assert_mark(kari, ASE, MARK_OUT, "2026-03-10T15:00");
    assert_refused(act_undo(kari, NULL, &error), error, SKRANKE_ERROR_CONFLICT);
    assert_mark(kari, ASE, MARK_OUT, "2026-03-10T15:00");
    undo(ola);
    assert_mark(kari, ASE, MARK_OUT, "2026-03-10T14:00");
    g_autoptr(PeopleDirectory) directory = read_all(kari);
    assert_int_equal(people_directory_person(directory, ASE)->mark->operator_id, fixture->kari);
    undo(kari);
    assert_no_mark(kari, ASE);
    desk_fixture_free(ola);
    desk_fixture_free(kari);
}

static void what_was_taken_away_is_not_undone(void **state)
{
    StoreFixture *fixture = *state;
    Desk *kari = desk_of(fixture), *ola = desk_fixture(fixture, fixture->ola);
    g_autoptr(GError) error = NULL;
    mark(kari, ASE, MARK_OUT, "14");
    assert_done(staff_unmark(ola, ASE, &error), error);
    assert_refused(act_undo(kari, NULL, &error), error, SKRANKE_ERROR_CONFLICT);
    assert_no_mark(kari, ASE);
    desk_fixture_free(ola);
    desk_fixture_free(kari);
}

/* ---- notes ---- */

static void notes_are_one_line_and_are_removed_once(void **state)
{
    StoreFixture *fixture = *state;
    Desk *kari = desk_of(fixture);
    g_autoptr(GError) error = NULL;
    g_autofree char *longest = g_strnfill(STAFF_NOTE_BYTES, 'x');
    g_autofree char *longer = g_strnfill(STAFF_NOTE_BYTES + 1, 'x');
    gint64 note = staff_note_add(kari, ASE, "  Ring\nto \x1b[2Jganger ", &error);
    assert_no_error(error);
    assert_true(staff_note_add(kari, ASE, longest, &error) > note);
    assert_refused(staff_note_add(kari, ASE, longer, &error), error, SKRANKE_ERROR_USAGE);
    assert_refused(staff_note_add(kari, ASE, " \n ", &error), error, SKRANKE_ERROR_USAGE);
    assert_refused(staff_note_add(kari, 99, "Hei", &error), error, SKRANKE_ERROR_NOT_FOUND);
    g_autoptr(PeopleDirectory) directory = read_all(kari);
    const GPtrArray *notes = people_directory_person(directory, ASE)->notes;
    assert_int_equal(notes->len, 2);
    const PersonNote *oldest = notes->pdata[1];
    assert_int_equal(oldest->id, note);
    assert_int_equal(oldest->at, FIXTURE_NOW);
    assert_true(g_str_has_prefix(oldest->text, "Ring to "));
    assert_null(strpbrk(oldest->text, "\x1b\n"));
    assert_true(*oldest->operator_name);
    assert_done(staff_note_remove(kari, note, &error), error);
    assert_refused(staff_note_remove(kari, note, &error), error, SKRANKE_ERROR_NOT_FOUND);
    assert_int_equal(
        fixture_number(fixture, "SELECT count(*) FROM person_note WHERE removed_at IS NULL"), 1);
    desk_fixture_free(kari);
}

/* ---- hours, deputies ---- */

static void the_core_lies_within_the_hours(void **state)
{
    StoreFixture *fixture = *state;
    Desk *kari = desk_of(fixture);
    g_autoptr(GError) error = NULL;
    assert_true(staff_core_hours_set(kari, "ase", "ma-fr 09:00-14:30", &error) == ASE);
    assert_refused(staff_core_hours_set(kari, "bir", "ma-fr 10:00-14:30", &error), error,
                   SKRANKE_ERROR_USAGE); /* not on Tuesdays */
    assert_refused(staff_core_hours_set(kari, "ase", "ma 07:59-10", &error), error,
                   SKRANKE_ERROR_USAGE);
    assert_refused(staff_core_hours_set(kari, "ase", "tull", &error), error, SKRANKE_ERROR_USAGE);
    assert_refused(staff_core_hours_set(kari, "xxx", "", &error), error, SKRANKE_ERROR_NOT_FOUND);
    g_autoptr(PeopleDirectory) directory = read_all(kari);
    assert_string_equal(people_directory_person(directory, ASE)->core_hours, "ma-fr 09:00-14:30");
    assert_true(staff_core_hours_set(kari, "1", "", &error) == ASE);
    g_autoptr(PeopleDirectory) after = read_all(kari);
    assert_string_equal(people_directory_person(after, ASE)->core_hours, "");
    desk_fixture_free(kari);
}

static void a_deputy_is_a_colleague(void **state)
{
    StoreFixture *fixture = *state;
    Desk *kari = desk_of(fixture);
    g_autoptr(GError) error = NULL;
    assert_done(staff_deputy_set(kari, "ase", "cat", &error), error);
    assert_refused(staff_deputy_set(kari, "ase", "1", &error), error, SKRANKE_ERROR_REFUSED);
    assert_refused(staff_deputy_set(kari, "ase", "xxx", &error), error, SKRANKE_ERROR_NOT_FOUND);
    g_autoptr(PeopleDirectory) directory = read_all(kari);
    assert_int_equal(people_directory_person(directory, ASE)->deputy, CATO);
    assert_done(staff_deputy_set(kari, "ase", NULL, &error), error);
    g_autoptr(PeopleDirectory) after = read_all(kari);
    assert_int_equal(people_directory_person(after, ASE)->deputy, 0);
    desk_fixture_free(kari);
}

/* ---- leaving ---- */

static const StatisticLeft *left_named(const GPtrArray *left, const char *short_name)
{
    for (guint i = 0; i < left->len; i++)
        if (strcmp(((const StatisticLeft *)left->pdata[i])->short_name, short_name) == 0)
            return left->pdata[i];
    fail_msg("%s is not among them", short_name);
    return NULL;
}

static GPtrArray *leave(Desk *desk, const char *person, const char *day, const char *successor)
{
    g_autoptr(GError) error = NULL;
    Leaving leaving = {person, day, successor};
    GPtrArray *left = staff_leave(desk, &leaving, NULL, &error);
    assert_no_error(error);
    return left;
}

static void the_successor_answers_from_now_on(void **state)
{
    StoreFixture *fixture = *state;
    Desk *kari = desk_of(fixture);
    g_autoptr(GError) error = NULL;
    assert_done(staff_deputy_set(kari, "cat", "ase", &error), error);
    assert_done(staff_deputy_set(kari, "bir", "ase", &error), error);
    mark(kari, ASE, MARK_OUT, "14");
    g_autoptr(GPtrArray) left = leave(kari, "ase", "2026-02-28", "bir");
    assert_int_equal(left->len, 3);
    const StatisticLeft *folk = left_named(left, "folk"), *dode = left_named(left, "dode");
    assert_false(folk->backup || folk->vacant);
    assert_string_equal(folk->now_by, "Birger Li");
    assert_true(dode->backup && !dode->vacant);
    assert_string_equal(dode->now_by, ""); /* nobody backs up themselves */
    assert_int_equal(
        fixture_number(fixture, "SELECT count(*) FROM statistic WHERE responsible = 2"), 4);
    assert_int_equal(fixture_number(fixture, "SELECT sum(ifnull(backup, 0)) FROM statistic"), CATO);
    g_autoptr(PeopleDirectory) directory = read_all(kari);
    const Person *gone = people_directory_person(directory, ASE);
    assert_false(gone->active);
    assert_string_equal(gone->left_on, "2026-02-28");
    assert_int_equal(gone->successor, BIRGER);
    assert_null(gone->mark);
    assert_int_equal(people_directory_person(directory, CATO)->deputy, BIRGER);
    assert_int_equal(people_directory_person(directory, BIRGER)->deputy, 0);
    desk_fixture_free(kari);
}

static void without_a_successor_it_is_said_what_is_vacant(void **state)
{
    StoreFixture *fixture = *state;
    Desk *kari = desk_of(fixture);
    g_autoptr(GPtrArray) left = leave(kari, "ase", NULL, NULL);
    assert_true(left_named(left, "fodte")->vacant);
    assert_false(left_named(left, "folk")->vacant); /* Birger backs it up */
    assert_string_equal(left_named(left, "folk")->now_by, "");
    assert_int_equal(
        fixture_number(fixture, "SELECT count(*) FROM statistic WHERE responsible IS NULL"), 2);
    /* A successor who is found later. */
    g_autoptr(GPtrArray) later = leave(kari, "ase", NULL, "cat");
    assert_int_equal(later->len, 0);
    g_autoptr(PeopleDirectory) directory = read_all(kari);
    assert_int_equal(people_directory_person(directory, ASE)->successor, CATO);
    assert_string_equal(people_directory_person(directory, ASE)->left_on, "2026-03-10");
    desk_fixture_free(kari);
}

static void who_may_not_leave_so(void **state)
{
    StoreFixture *fixture = *state;
    Desk *kari = desk_of(fixture);
    static const struct {
        Leaving leaving;
        int code;
    } wrong[] = {
        {{"xxx", NULL, NULL}, SKRANKE_ERROR_NOT_FOUND},
        {{"ase", "2026-03-11", NULL}, SKRANKE_ERROR_USAGE},
        {{"ase", "snart", NULL}, SKRANKE_ERROR_USAGE},
        {{"ase", NULL, "ase"}, SKRANKE_ERROR_REFUSED},
        {{"ase", NULL, "xxx"}, SKRANKE_ERROR_NOT_FOUND},
    };
    for (guint i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autoptr(GError) error = NULL;
        assert_refused(staff_leave(kari, &wrong[i].leaving, NULL, &error), error, wrong[i].code);
    }
    g_autoptr(GPtrArray) left = leave(kari, "cat", NULL, NULL);
    g_autoptr(GError) error = NULL;
    Leaving to_cato = {"ase", NULL, "cat"};
    assert_refused(staff_leave(kari, &to_cato, NULL, &error), error, SKRANKE_ERROR_NOT_FOUND);
    assert_refused(staff_deputy_set(kari, "ase", "cat", &error), error, SKRANKE_ERROR_NOT_FOUND);
    assert_refused(staff_mark(kari, CATO, MARK_OUT, "14", NULL, NULL, &error), error,
                   SKRANKE_ERROR_NOT_FOUND);
    assert_int_equal(fixture_number(fixture, "SELECT count(*) FROM person WHERE active"), 2);
    desk_fixture_free(kari);
}

/* Files of people may name who stands in and who came after, in any order of their rows. */
static void files_tie_people_together(void **state)
{
    StoreFixture *fixture = *state;
    fixture_import(
        fixture->db, "people",
        "initials;name;deputy;successor;left_on;mobile_shown;former_names;core_hours\n"
        "gam;Gamle Nes;;ny;2025-12-31;;;\nsje;Sjef Ås;ny;;;yes;Sjef Vik;ma-fr 09:00-14:00\n"
        "ny;Nye Nes;;;;;;\n");
    assert_int_equal(fixture_number(fixture, "SELECT successor FROM person WHERE initials = 'gam' "
                                             "AND active = 0 AND left_on = '2025-12-31'"),
                     3);
    assert_int_equal(fixture_number(fixture, "SELECT deputy FROM person WHERE initials = 'sje' AND "
                                             "mobile_shown = 1 AND former_names = 'Sjef Vik'"),
                     3);
}

int main(void)
{
    language_start("en");
    time_text_set_zone("Europe/Oslo", NULL);
    desk_fixture_freeze_clock();
    const StoreTest tests[] = {
        store_test(away_until_as_people_say_it),
        store_test(what_no_mark_can_last_until),
        store_test(a_mark_is_kept_with_who_said_it),
        store_test(an_absence_lasts_longer_than_the_mark),
        store_test(each_mark_is_undone_to_the_one_before),
        store_test(the_later_of_two_operators_wins),
        store_test(what_was_taken_away_is_not_undone),
        store_test(notes_are_one_line_and_are_removed_once),
        store_test(the_core_lies_within_the_hours),
        store_test(a_deputy_is_a_colleague),
        store_test(the_successor_answers_from_now_on),
        store_test(without_a_successor_it_is_said_what_is_vacant),
        store_test(who_may_not_leave_so),
        store_test(files_tie_people_together),
    };
    return run_on_both_carriers(tests);
}

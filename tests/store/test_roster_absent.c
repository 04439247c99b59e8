/* Who has press duty and is noted as away: warned of, never first unwarned, and a gap in the coming
 * week where nobody else covers. On both carriers; now is Tuesday 10 March 2026 at 10:12. */
#include <string.h>

#include "skranke/base/language.h"
#include "skranke/base/time_text.h"

#include "skranke/desk/rosters.h"
#include "skranke/desk/who_else.h"

#include "desk_fixture.h"

static const char sections[] = "code;name_nb;role;phone\n"
                               "630;Kommunikasjon;press;00 00 10 35\n"
                               "010;Ledelsen;management;00 00 10 09\n"
                               "320;Befolkning;subject;00 00 10 21\n";
static const char people[] = "initials;name;sections;phone;mobile;hours\n"
                             "ama;Amina Farah;630;00 00 20 01;00 00 70 01;ma-fr 08:00-15:30\n"
                             "jen;Jens Tofte;630;00 00 20 02;00 00 70 02;ma-fr 09:00-16:00\n"
                             "kje;Kjersti Berg;320;00 00 20 03;;ma-fr 08:00-15:30\n"
                             "dir;Dag Irgens;010;00 00 20 04;;ma-fr 08:00-15:30\n";

static gint64 moment(const char *text)
{
    gint64 at = 0;
    assert_true(time_text_parse(text, &at, NULL));
    return at;
}

/* Amina has the duty, with or without a backup, and these absences. */
static Desk *press_desk(StoreFixture *fixture, const char *backup, const char *absences)
{
    g_autoptr(GError) error = NULL;
    fixture_import(fixture->db, "sections", sections);
    fixture_import(fixture->db, "people", people);
    g_autofree char *rows = g_strconcat("initials;from;to;code\n", absences, NULL);
    if (*absences)
        fixture_import(fixture->db, "absences", rows);
    Desk *kari = desk_fixture(fixture, fixture->kari);
    NewDuty given = {.person = "ama",
                     .backup = backup,
                     .from = "2026-03-10 08:00",
                     .to = "2026-03-17 20:00",
                     .phone = "00 00 75 90"};
    assert_true(roster_add(kari, &given, NULL, &error) > 0);
    return kari;
}

static Directory *directory_of(Desk *desk)
{
    g_autoptr(GError) error = NULL;
    Directory *directory = directory_load(desk->db, FIXTURE_NOW, &error);
    assert_no_error(error);
    return directory;
}

/* "backup:Jens Tofte! duty:Amina Farah(noted as away until Thu 08:00)": kind, name, "!" where free,
 * the warning. */
static char *in_short(const GPtrArray *contacts)
{
    GString *text = g_string_new("");
    for (guint i = 0; i < contacts->len; i++) {
        const PressContact *contact = contacts->pdata[i];
        g_string_append_printf(text, "%s%s:%s%s", i ? " " : "", press_contact_words[contact->kind],
                               contact->person ? contact->person->initials : contact->section->code,
                               contact->free ? "!" : "");
        if (*contact->warning)
            g_string_append_printf(text, "(%s)", contact->warning);
    }
    return g_string_free(text, FALSE);
}

static void expect_contacts(Desk *desk, const char *at, const char *expected, const char *text)
{
    g_autoptr(Directory) directory = directory_of(desk);
    g_autoptr(GPtrArray) contacts = roster_press_contacts(directory, moment(at));
    g_autofree char *found = in_short(contacts);
    assert_string_equal(found, expected);
    g_autofree char *told = roster_press_text(directory, moment(at));
    assert_string_equal(told, text);
}

/* ---- whom to ring ---- */

static void who_is_ill_on_duty_stands_behind_the_backup(void **state)
{
    Desk *kari = press_desk(*state, "kje", "ama;2026-03-10;2026-03-11;sick\n");
    const char *text =
        "Amina Farah has press duty until Tue 17 Mar 20:00, but is noted as away until Thu 08:00.";
    expect_contacts(kari, "2026-03-10T10:12",
                    "backup:kje! contact:jen! duty:ama(noted as away until Thu 08:00) line:630!",
                    text);
    expect_contacts(kari, "2026-03-10T22:00",
                    "backup:kje! duty:ama(noted as away until Thu 08:00) line:630", text);
    expect_contacts(kari, "2026-03-12T10:00", "duty:ama! backup:kje! contact:jen! line:630!",
                    "Amina Farah has press duty until Tue 20:00.");
    desk_fixture_free(kari);
}

/* Nobody keeps the duty: those who are not in are named too, as where nobody has it. */
static void where_nobody_else_is_there_the_warning_stays(void **state)
{
    Desk *kari = press_desk(*state, "", "ama;2026-03-10;2026-03-11;leave\n");
    expect_contacts(
        kari, "2026-03-10T22:00", "duty:ama(noted as away until Thu 08:00) contact:jen line:630",
        "Amina Farah has press duty until Tue 17 Mar 20:00, but is noted as away until Thu 08:00.");
    desk_fixture_free(kari);
}

static void a_meeting_is_told_as_one(void **state)
{
    Desk *kari = press_desk(*state, "", "ama;2026-03-10 10:00;2026-03-10 11:00;meeting\n");
    expect_contacts(
        kari, "2026-03-10T10:12", "contact:jen! duty:ama(noted as busy until 11:00) line:630!",
        "Amina Farah has press duty until Tue 17 Mar 20:00, but is noted as busy until 11:00.");
    desk_fixture_free(kari);
}

static void working_at_home_is_no_absence(void **state)
{
    Desk *kari = press_desk(*state, "kje", "ama;2026-03-10;2026-03-11;home_office\n");
    expect_contacts(kari, "2026-03-10T10:12", "duty:ama! backup:kje! contact:jen! line:630!",
                    "Amina Farah has press duty until Tue 17 Mar 20:00.");
    desk_fixture_free(kari);
}

/* ---- what journalists are told ---- */

static void the_sentence_promises_nobody_who_is_away(void **state)
{
    Desk *kari = press_desk(*state, "kje", "ama;2026-03-10;2026-03-11;sick\n");
    g_autoptr(Directory) directory = directory_of(kari);
    static const struct {
        const char *asked, *at, *said;
        bool press;
    } cases[] = {
        {"ama", "2026-03-10T10:12",
         "Amina Farah er tilbake torsdag kl. 8; Jens Tofte kan hjelpe deg nå.", false},
        {"ama", "2026-03-10T10:12",
         "Amina Farah er tilbake torsdag kl. 8; Kjersti Berg kan hjelpe deg nå.", true},
        {"dir", "2026-03-10T22:00",
         "Pressespørsmål til ledelsen går til pressekontakten: Kjersti Berg.", true},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        const Person *person = directory_person_named(directory, cases[i].asked);
        gint64 at = moment(cases[i].at);
        g_autoptr(WhoElse) others = who_else(directory, person, NULL, cases[i].press, at, 5);
        g_autofree char *said =
            who_else_saying(directory, person, NULL, others, at, LANGUAGE_BOKMAL);
        assert_string_equal(said, cases[i].said);
    }
    desk_fixture_free(kari);
}

/* Also where nobody at all can be rung, no name is given of who is away. */
static void a_press_contact_who_is_away_is_not_named(void **state)
{
    Desk *kari =
        press_desk(*state, "", "ama;2026-03-10;2026-03-11;sick\njen;2026-03-10;2026-03-11;leave\n");
    g_autoptr(Directory) directory = directory_of(kari);
    const Person *person = directory_person_named(directory, "dir");
    gint64 at = moment("2026-03-10T22:00");
    g_autoptr(WhoElse) others = who_else(directory, person, NULL, true, at, 5);
    assert_true(others->nobody_free);
    g_autofree char *said = who_else_saying(directory, person, NULL, others, at, LANGUAGE_BOKMAL);
    assert_string_equal(said, "Pressespørsmål til ledelsen går til pressekontakten.");
    for (guint i = 0; i < others->others->len; i++) {
        const Other *other = others->others->pdata[i];
        g_autofree char *why = other_why(other);
        if (other->person && g_str_equal(other->person->initials, "ama"))
            assert_string_equal(why, "on press duty, but noted as away");
    }
    desk_fixture_free(kari);
}

/* A colleague who has the duty is offered as such at night, not as one of the section. */
static void who_has_the_duty_is_offered_for_a_colleague_at_night(void **state)
{
    Desk *kari = press_desk(*state, "", "");
    g_autoptr(Directory) directory = directory_of(kari);
    const Person *person = directory_person_named(directory, "jen");
    gint64 at = moment("2026-03-10T22:00");
    g_autoptr(WhoElse) others = who_else(directory, person, NULL, true, at, 5);
    const Other *first = others->others->pdata[0];
    assert_true(first->free);
    assert_int_equal(first->reason, OTHER_PRESS);
    assert_string_equal(other_phone(first), "00 00 75 90");
    guint lines = 0;
    for (guint i = 0; i < others->others->len; i++)
        lines += ((const Other *)others->others->pdata[i])->person == NULL;
    assert_int_equal(lines, 1); /* not as that of the section and that of the press */
    g_autofree char *said = who_else_saying(directory, person, NULL, others, at, LANGUAGE_BOKMAL);
    assert_string_equal(said,
                        "Jens Tofte er tilbake i morgen kl. 9; Amina Farah kan hjelpe deg nå.");
    desk_fixture_free(kari);
}

/* ---- gaps ---- */

static char *warning(Desk *desk, const char *now)
{
    g_autoptr(GError) error = NULL;
    char *text = roster_warning(desk->db, ROSTER_PRESS, moment(now), &error);
    assert_no_error(error);
    return text;
}

/* In office hours Jens is there; at night nobody. */
static void hours_whose_only_holder_is_away_are_a_gap(void **state)
{
    Desk *kari = press_desk(*state, "", "ama;2026-03-10;2026-03-11;sick\n");
    g_autofree char *text = warning(kari, "2026-03-10T10:12");
    assert_string_equal(text, "Press duty is not covered from Tue 10 Mar 16:00 to Wed 11 Mar "
                              "09:00: Amina Farah is away.\n"
                              "Press duty is not covered from Wed 11 Mar 16:00 to Thu 12 Mar "
                              "00:00: Amina Farah is away.");
    desk_fixture_free(kari);
}

static void a_backup_who_is_there_covers(void **state)
{
    Desk *kari = press_desk(*state, "kje", "ama;2026-03-10;2026-03-11;sick\n");
    g_autofree char *text = warning(kari, "2026-03-10T10:12");
    assert_string_equal(text, "");
    desk_fixture_free(kari);
}

static void nor_does_a_backup_who_is_away(void **state)
{
    Desk *kari = press_desk(*state, "kje",
                            "ama;2026-03-10;2026-03-11;sick\nkje;2026-03-11;2026-03-13;leave\n");
    g_autofree char *text = warning(kari, "2026-03-10T10:12");
    assert_string_equal(text, "Press duty is not covered from Wed 11 Mar 00:00 to Wed 11 Mar "
                              "09:00: Amina Farah is away.\n"
                              "Press duty is not covered from Wed 11 Mar 16:00 to Thu 12 Mar "
                              "00:00: Amina Farah is away.");
    desk_fixture_free(kari);
}

/* A meeting and working at home leave the telephone of the duty in their hands. */
static void a_meeting_is_no_gap(void **state)
{
    Desk *kari = press_desk(*state, "",
                            "ama;2026-03-10 18:00;2026-03-10 19:00;meeting\n"
                            "ama;2026-03-11;2026-03-12;home_office\n");
    g_autofree char *text = warning(kari, "2026-03-10T10:12");
    assert_string_equal(text, "");
    desk_fixture_free(kari);
}

/* What follows on the duty is told apart: there nobody has it. */
static void a_gap_is_divided_by_its_reason(void **state)
{
    Desk *kari = press_desk(*state, "", "ama;2026-03-16;2026-03-18;leave\n");
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) gaps = roster_gaps_ahead(kari->db, ROSTER_PRESS, moment("2026-03-17T17:00"),
                                               moment("2026-03-18T08:00"), &error);
    assert_no_error(error);
    assert_int_equal(gaps->len, 2);
    const RosterGap *away = &g_array_index(gaps, RosterGap, 0);
    const RosterGap *nobody = &g_array_index(gaps, RosterGap, 1);
    assert_string_equal(away->away, "Amina Farah");
    assert_int_equal(away->until, moment("2026-03-17T20:00"));
    assert_int_equal(nobody->from, away->until);
    assert_null(nobody->away);
    desk_fixture_free(kari);
}

/* Whoever enters a duty of somebody who is away is told at once. */
static void a_duty_of_who_is_away_is_warned_of(void **state)
{
    Desk *kari = press_desk(*state, "", "jen;2026-03-20;2026-03-22;leave\n");
    g_autoptr(GError) error = NULL;
    g_autofree char *warned = NULL, *covered = NULL;
    NewDuty given = {.person = "jen", .from = "2026-03-20 20:00", .to = "2026-03-23 08:00"};
    assert_true(roster_add(kari, &given, &warned, &error) > 0);
    assert_string_equal(warned, "Press duty is not covered from Fri 20 Mar 20:00 to Mon 23 Mar "
                                "00:00: Jens Tofte is away.");
    given.from = "2026-03-24 20:00";
    given.to = "2026-03-25 08:00";
    assert_true(roster_add(kari, &given, &covered, &error) > 0);
    assert_string_equal(covered, "");
    desk_fixture_free(kari);
}

/* Whoever notes somebody as away who has the duty hears so. */
static void who_is_noted_as_away_and_has_the_duty_is_named(void **state)
{
    Desk *kari = press_desk(*state, "kje",
                            "ama;2026-03-11;2026-03-12;leave\nkje;2026-03-11;2026-03-12;leave\n"
                            "ama;2026-03-16;2026-03-16;home_office\n");
    const struct {
        gint64 person;
        const char *from, *until, *expected;
    } cases[] = {
        {1, "2026-03-11T00:00", "2026-03-13T00:00",
         "Amina Farah has press duty until Tue 20:00; backup: Kjersti Berg."},
        {1, "2026-03-09T00:00", "2026-03-13T00:00",
         "Amina Farah has press duty from Tue 08:00; backup: Kjersti Berg."},
        {1, "2026-03-16T00:00", "2026-03-17T00:00", ""}, /* at home */
        {1, "2026-03-18T00:00", "2026-03-19T00:00", ""},
        {3, "2026-03-11T00:00", "2026-03-13T00:00", ""}, /* the backup only */
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = roster_duty_warning(kari->db, cases[i].person,
                                                    moment(cases[i].from), moment(cases[i].until));
        assert_string_equal(text, cases[i].expected);
    }
    desk_fixture_free(kari);
}

int main(void)
{
    language_start("en");
    time_text_set_zone("Europe/Oslo", NULL);
    desk_fixture_freeze_clock();
    const StoreTest tests[] = {
        store_test(who_is_ill_on_duty_stands_behind_the_backup),
        store_test(where_nobody_else_is_there_the_warning_stays),
        store_test(a_meeting_is_told_as_one),
        store_test(working_at_home_is_no_absence),
        store_test(the_sentence_promises_nobody_who_is_away),
        store_test(a_press_contact_who_is_away_is_not_named),
        store_test(who_has_the_duty_is_offered_for_a_colleague_at_night),
        store_test(hours_whose_only_holder_is_away_are_a_gap),
        store_test(a_backup_who_is_there_covers),
        store_test(nor_does_a_backup_who_is_away),
        store_test(a_meeting_is_no_gap),
        store_test(a_gap_is_divided_by_its_reason),
        store_test(a_duty_of_who_is_away_is_warned_of),
        store_test(who_is_noted_as_away_and_has_the_duty_is_named),
    };
    return run_on_both_carriers(tests);
}

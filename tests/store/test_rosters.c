/* Duties in the database, the warning of gaps and who to ring for the press, on both carriers. Now
 * is Tuesday 10 March 2026 at 10:12. */
#include <string.h>

#include "skranke/base/error.h"
#include "skranke/base/language.h"
#include "skranke/base/time_text.h"

#include "skranke/desk/rosters.h"
#include "skranke/desk/staff.h"

#include "desk_fixture.h"

static const char sections[] = "code;name_nb;role;phone\n"
                               "630;Kommunikasjon;press+social_media;00 00 10 35\n"
                               "320;Befolkning;subject;00 00 10 21\n";
static const char people[] = "initials;name;sections;phone;mobile;mobile_shown;hours\n"
                             "ama;Amina Farah;630;00 00 20 01;00 00 70 01;;ma-fr 08:00-15:30\n"
                             "jen;Jens Tofte;630;00 00 20 02;00 00 70 02;;ma-fr 09:00-16:00\n"
                             "kje;Kjersti Berg;320;00 00 20 03;;;ma-fr 08:00-15:30\n"
                             "viv;Vibeke Stensrud;320,630;;00 00 70 04;yes;ma-fr 08:00-15:30\n";

static gint64 moment(const char *text)
{
    gint64 at = 0;
    assert_true(time_text_parse(text, &at, NULL));
    return at;
}

static Desk *press_desk(StoreFixture *fixture)
{
    fixture_import(fixture->db, "sections", sections);
    fixture_import(fixture->db, "people", people);
    return desk_fixture(fixture, fixture->kari);
}

static gint64 add(Desk *desk, const char *person, const char *backup, const char *from,
                  const char *to)
{
    g_autoptr(GError) error = NULL;
    NewDuty given = {.person = person, .backup = backup, .from = from, .to = to};
    gint64 id = roster_add(desk, &given, NULL, &error);
    assert_no_error(error);
    return id;
}

static char *warning(Desk *desk, const char *now)
{
    g_autoptr(GError) error = NULL;
    char *text = roster_warning(desk->db, ROSTER_PRESS, moment(now), &error);
    assert_no_error(error);
    return text;
}

/* ---- duties ---- */

static void duties_come_and_go(void **state)
{
    StoreFixture *fixture = *state;
    Desk *kari = press_desk(fixture);
    g_autoptr(GError) error = NULL;
    g_autofree char *overlap = NULL;
    gint64 first = add(kari, "ama", "jen", "2026-03-10 15:30", "2026-03-11 08:00");
    NewDuty given = {.person = "jen",
                     .from = "2026-03-11 07:00",
                     .to = "2026-03-11 09:00",
                     .phone = " 00 00\n75 90 ",
                     .note = "bytter"};
    gint64 second = roster_add(kari, &given, &overlap, &error);
    assert_no_error(error);
    assert_true(second > first && first > 0);
    assert_non_null(strstr(overlap, "Amina Farah"));
    g_autoptr(GPtrArray) duties = rosters_duties(kari->db, ROSTER_PRESS, FIXTURE_NOW, 0, &error);
    assert_int_equal(duties->len, 2);
    const Duty *duty = duties->pdata[1];
    assert_string_equal(duty->phone, "00 00 75 90");
    assert_string_equal(duty->note, "bytter");
    assert_int_equal(duty->from_at, moment("2026-03-11T07:00"));
    assert_int_equal(((const Duty *)duties->pdata[0])->backup, 2);
    assert_done(roster_remove(kari, first, &error), error);
    assert_refused(roster_remove(kari, first, &error), error, SKRANKE_ERROR_NOT_FOUND);
    assert_int_equal(fixture_number(fixture, "SELECT count(*) FROM duty"), 1);
    assert_int_equal(
        fixture_number(fixture, "SELECT count(*) FROM event WHERE kind = 'directory_changed' AND "
                                "operator = 1"),
        3);
    desk_fixture_free(kari);
}

static void what_is_no_duty(void **state)
{
    StoreFixture *fixture = *state;
    Desk *kari = press_desk(fixture);
    static const struct {
        NewDuty given;
        int code;
    } wrong[] = {
        {{.person = "xxx", .from = "today", .to = "today"}, SKRANKE_ERROR_NOT_FOUND},
        {{.person = "ama", .backup = "xxx", .from = "today", .to = "today"},
         SKRANKE_ERROR_NOT_FOUND},
        {{.person = "ama", .backup = "ama", .from = "today", .to = "today"}, SKRANKE_ERROR_REFUSED},
        {{.person = "ama", .from = "soon", .to = "today"}, SKRANKE_ERROR_USAGE},
        {{.person = "ama", .from = "today 12:00", .to = "today 12:00"}, SKRANKE_ERROR_USAGE},
        {{.person = "ama",
          .from = "today",
          .to = "today",
          .phone = "00 00 00 00 00 00 00 00 00 00 00 00 00 00"},
         SKRANKE_ERROR_USAGE},
    };
    for (guint i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autoptr(GError) error = NULL;
        assert_refused(roster_add(kari, &wrong[i].given, NULL, &error), error, wrong[i].code);
    }
    assert_int_equal(fixture_number(fixture, "SELECT count(*) FROM duty"), 0);
    desk_fixture_free(kari);
}

/* A source that says the same again changes its duty. */
static void a_duty_of_a_source_is_kept_once(void **state)
{
    StoreFixture *fixture = *state;
    desk_fixture_free(press_desk(fixture));
    for (int i = 0; i < 2; i++) {
        g_autofree char *roster = g_strdup(ROSTER_PRESS), *source = g_strdup("vakter.csv");
        g_autofree char *key = g_strdup("7");
        Duty duty = {.roster = roster,
                     .from_at = 100,
                     .until_at = 200 + i,
                     .person = 1 + i,
                     .source = source,
                     .source_key = key};
        DbBatch *batch = db_batch_new(NULL);
        rosters_put(batch, &duty);
        fixture_apply(fixture, batch);
    }
    assert_int_equal(fixture_number(fixture, "SELECT count(*) FROM duty"), 1);
    assert_int_equal(fixture_number(fixture, "SELECT until_at * 10 + person FROM duty"), 2012);
}

/* ---- gaps ---- */

static void a_roster_that_is_not_used_warns_of_nothing(void **state)
{
    StoreFixture *fixture = *state;
    Desk *kari = press_desk(fixture);
    g_autofree char *text = warning(kari, "2026-03-10T10:12");
    assert_string_equal(text, "");
    desk_fixture_free(kari);
}

/* Office hours of the press contacts are no gap, their leave and the weekend are. */
static void gaps_are_told_a_week_ahead(void **state)
{
    StoreFixture *fixture = *state;
    Desk *kari = press_desk(fixture);
    add(kari, "ama", "", "2026-03-02 16:00", "2026-03-12 08:00");
    add(kari, "jen", "", "2026-03-12 15:30", "2026-03-14 16:00");
    add(kari, "jen", "", "2026-03-16 08:00", "2026-03-18 08:00");
    g_autofree char *text = warning(kari, "2026-03-10T10:12");
    assert_string_equal(text, "Nobody has press duty from Sat 14 Mar 16:00 to Mon 16 Mar 08:00.");
    g_autofree char *early = warning(kari, "2026-03-07T15:59");
    assert_string_equal(early, "");
    g_autofree char *begins = warning(kari, "2026-03-07T16:01");
    assert_string_equal(begins, "Nobody has press duty from Sat 14 Mar 16:00 to Sat 14 Mar 16:01.");
    fixture_import(
        fixture->db, "absences",
        "initials;from;to;code\nama;2026-03-12;2026-03-12;leave\n"
        "viv;2026-03-12;2026-03-12;leave\njen;2026-03-12 10:00;2026-03-12 11:00;meeting\n");
    g_autofree char *more = warning(kari, "2026-03-10T10:12");
    g_auto(GStrv) lines = g_strsplit(more, "\n", -1);
    assert_int_equal(g_strv_length(lines), 4);
    assert_string_equal(lines[0], "Press duty is not covered from Thu 12 Mar 00:00 to Thu 12 Mar "
                                  "08:00: Amina Farah is away.");
    assert_string_equal(lines[1],
                        "Nobody has press duty from Thu 12 Mar 08:00 to Thu 12 Mar 09:00.");
    assert_string_equal(lines[2],
                        "Nobody has press duty from Thu 12 Mar 10:00 to Thu 12 Mar 11:00.");
    desk_fixture_free(kari);
}

static void many_gaps_are_counted(void **state)
{
    StoreFixture *fixture = *state;
    Desk *kari = press_desk(fixture);
    add(kari, "ama", "", "2026-03-02 16:00", "2026-03-10 16:00");
    g_autofree char *text = warning(kari, "2026-03-10T10:12");
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    assert_int_equal(g_strv_length(lines), 4);
    assert_string_equal(lines[0],
                        "Nobody has press duty from Tue 10 Mar 16:00 to Wed 11 Mar 08:00.");
    assert_string_equal(lines[3], "… and 2 more.");
    desk_fixture_free(kari);
}

/* The window is a week by the calendar also over the night when the clock is changed. */
static void a_duty_over_the_change_of_the_clock_has_no_gap(void **state)
{
    StoreFixture *fixture = *state;
    Desk *kari = press_desk(fixture);
    add(kari, "ama", "", "2026-03-28 10:00", "2026-03-29 02:30");
    add(kari, "jen", "", "2026-03-29 03:00", "2026-04-04 10:00");
    g_autofree char *text = warning(kari, "2026-03-28T10:00");
    assert_string_equal(text, ""); /* 02:30 does not exist that night: it is 03:00 */
    desk_fixture_free(kari);
}

static void who_has_left_covers_nothing(void **state)
{
    StoreFixture *fixture = *state;
    Desk *kari = press_desk(fixture);
    g_autoptr(GError) error = NULL;
    g_autofree char *said = NULL;
    add(kari, "ama", "", "2026-03-10 08:00", "2026-03-14 08:00");
    add(kari, "kje", "", "2026-03-14 08:00", "2026-03-20 08:00");
    Leaving leaving = {"kje", NULL, NULL};
    g_autoptr(GPtrArray) left = staff_leave(kari, &leaving, &said, &error);
    assert_no_error(error);
    assert_non_null(strstr(said, "1 duty"));
    g_autofree char *text = warning(kari, "2026-03-10T10:12");
    assert_non_null(strstr(text, "from Sat 14 Mar 08:00 to Mon 16 Mar 08:00"));
    desk_fixture_free(kari);
}

/* ---- whom to ring ---- */

static GPtrArray *contacts_at(Desk *desk, const char *at, Directory **directory)
{
    g_autoptr(GError) error = NULL;
    *directory = directory_load(desk->db, FIXTURE_NOW, &error);
    assert_no_error(error);
    return roster_press_contacts(*directory, moment(at));
}

static void assert_contact(const GPtrArray *contacts, guint index, PressContactKind kind,
                           const char *name, const char *phone, bool is_free)
{
    assert_true(index < contacts->len);
    const PressContact *contact = contacts->pdata[index];
    assert_int_equal(contact->kind, kind);
    assert_string_equal(contact->person ? contact->person->name : contact->section->code, name);
    assert_string_equal(contact->phone, phone);
    assert_true(*contact->why);
    assert_int_equal(contact->free, is_free);
}

static void assert_warning(const GPtrArray *contacts, guint index, const char *warning)
{
    assert_true(index < contacts->len);
    assert_string_equal(((const PressContact *)contacts->pdata[index])->warning, warning);
}

static void in_office_hours_all_press_contacts_are_there(void **state)
{
    StoreFixture *fixture = *state;
    Desk *kari = press_desk(fixture);
    g_autoptr(Directory) directory = NULL;
    add(kari, "ama", "kje", "2026-03-10 08:00", "2026-03-16 08:00");
    g_autoptr(GPtrArray) contacts = contacts_at(kari, "2026-03-10T10:12", &directory);
    assert_int_equal(contacts->len, 5);
    assert_contact(contacts, 0, PRESS_DUTY, "Amina Farah", "00 00 20 01", true);
    assert_contact(contacts, 1, PRESS_BACKUP, "Kjersti Berg", "00 00 20 03", true);
    assert_contact(contacts, 2, PRESS_CONTACT, "Jens Tofte", "00 00 20 02", true);
    assert_contact(contacts, 3, PRESS_CONTACT, "Vibeke Stensrud", "00 00 70 04", true);
    assert_contact(contacts, 4, PRESS_LINE, "630", "00 00 10 35", true);
    g_autofree char *text = roster_press_text(directory, FIXTURE_NOW);
    assert_string_equal(text, "Amina Farah has press duty until Mon 08:00.");
    desk_fixture_free(kari);
}

static void at_night_the_duty_is_there(void **state)
{
    StoreFixture *fixture = *state;
    Desk *kari = press_desk(fixture);
    g_autoptr(GError) error = NULL;
    g_autoptr(Directory) directory = NULL;
    NewDuty given = {.person = "ama",
                     .from = "2026-03-14 08:00",
                     .to = "2026-03-16 08:00",
                     .phone = "00 00 75 90"};
    assert_true(roster_add(kari, &given, NULL, &error) > 0);
    g_autoptr(GPtrArray) contacts = contacts_at(kari, "2026-03-15T03:00", &directory);
    assert_int_equal(contacts->len, 2);
    assert_contact(contacts, 0, PRESS_DUTY, "Amina Farah", "00 00 75 90", true);
    assert_contact(contacts, 1, PRESS_LINE, "630", "00 00 10 35", false);
    g_autofree char *ends = roster_press_text(directory, moment("2026-03-16T07:59"));
    assert_non_null(strstr(ends, "Amina Farah has press duty"));
    g_autofree char *over = roster_press_text(directory, moment("2026-03-16T08:00"));
    assert_string_equal(over, "Nobody has press duty now, and nobody is named for later.");
    g_autofree char *next = roster_press_text(directory, moment("2026-03-13T20:00"));
    assert_string_equal(next, "Nobody has press duty now; next is Amina Farah from Sat 08:00.");
    desk_fixture_free(kari);
}

/* Nobody has the duty: contacts who are not in, and who has it next, are named, but not as free. */
static void in_a_gap_it_is_said_who_comes_next(void **state)
{
    StoreFixture *fixture = *state;
    Desk *kari = press_desk(fixture);
    g_autoptr(GError) error = NULL;
    g_autoptr(Directory) directory = NULL;
    NewDuty given = {.person = "ama",
                     .from = "2026-03-14 08:00",
                     .to = "2026-03-16 08:00",
                     .phone = "00 00 75 90"};
    assert_true(roster_add(kari, &given, NULL, &error) > 0);
    g_autoptr(GPtrArray) contacts = contacts_at(kari, "2026-03-13T22:00", &directory);
    assert_contact(contacts, 0, PRESS_NEXT, "Amina Farah", "00 00 75 90", false);
    assert_true(contacts->len > 2);
    for (guint i = 1; i + 1 < contacts->len; i++) {
        const PressContact *contact = contacts->pdata[i];
        assert_int_equal(contact->kind, PRESS_CONTACT);
        assert_false(contact->free);
    }
    assert_contact(contacts, contacts->len - 1, PRESS_LINE, "630", "00 00 10 35", false);
    desk_fixture_free(kari);
}

/* At night a number that is not for callers is the operator's to ring, and says so. */
static void a_hidden_number_is_marked(void **state)
{
    StoreFixture *fixture = *state;
    Desk *kari = press_desk(fixture);
    g_autoptr(Directory) directory = NULL;
    add(kari, "ama", "jen", "2026-03-10 08:00", "2026-03-11 08:00");
    g_autoptr(GPtrArray) contacts = contacts_at(kari, "2026-03-10T22:00", &directory);
    const PressContact *duty = contacts->pdata[0];
    assert_string_equal(duty->phone, "00 00 70 01");
    assert_true(duty->phone_hidden);
    assert_non_null(strstr(duty->why, "not for callers"));
    g_autoptr(Directory) day = NULL;
    g_autoptr(GPtrArray) at_desk = contacts_at(kari, "2026-03-10T10:12", &day);
    assert_string_equal(((const PressContact *)at_desk->pdata[0])->phone, "00 00 20 01");
    assert_false(((const PressContact *)at_desk->pdata[0])->phone_hidden);
    desk_fixture_free(kari);
}

/* An operator was told that the one on duty is away: the backup is the one to ring. */
static void a_mark_goes_before_the_duty(void **state)
{
    StoreFixture *fixture = *state;
    Desk *kari = press_desk(fixture);
    g_autoptr(GError) error = NULL;
    g_autoptr(Directory) directory = NULL;
    add(kari, "ama", "jen", "2026-03-10 16:00", "2026-03-11 08:00");
    assert_true(staff_mark(kari, 1, MARK_OUT, "2026-03-10 22:00", NULL, NULL, &error) > 0);
    g_autoptr(GPtrArray) contacts = contacts_at(kari, "2026-03-10T21:00", &directory);
    assert_contact(contacts, 0, PRESS_BACKUP, "Jens Tofte", "00 00 70 02", true);
    assert_contact(contacts, 1, PRESS_DUTY, "Amina Farah", "00 00 70 01", false);
    assert_warning(contacts, 0, "");
    assert_warning(contacts, 1, "noted as away until Wed 08:00");
    desk_fixture_free(kari);
}

static void assert_now(Desk *desk, const char *now, const char *name, const char *gap)
{
    g_autoptr(GError) error = NULL;
    RosterNow is = {0};
    assert_done(roster_now(desk->db, ROSTER_PRESS, moment(now), &is, &error), error);
    assert_true(is.used);
    assert_string_equal(is.name ? is.name : "", name);
    assert_int_equal(is.gap_at, gap ? moment(gap) : 0);
    roster_now_clear(&is);
}

/* Who it is now is another thing than that somebody is missing later in the week. */
static void who_it_is_now_and_when_nobody_is(void **state)
{
    StoreFixture *fixture = *state;
    Desk *kari = press_desk(fixture);
    RosterNow is = {0};
    assert_true(roster_now(kari->db, ROSTER_PRESS, FIXTURE_NOW, &is, NULL));
    assert_false(is.used);
    add(kari, "ama", "jen", "2026-03-10 15:30", "2026-03-12 08:00");
    assert_now(kari, "2026-03-10T10:12", "Amina Farah", "2026-03-12T16:00"); /* in her office */
    assert_now(kari, "2026-03-10T22:00", "Amina Farah", "2026-03-12T16:00");
    assert_now(kari, "2026-03-12T05:00", "Amina Farah", "2026-03-12T16:00");
    assert_now(kari, "2026-03-12T22:00", "", "2026-03-12T22:00");
    g_autoptr(GError) error = NULL;
    assert_true(staff_mark(kari, 1, MARK_OUT, "2026-03-10 23:00", NULL, NULL, &error) > 0);
    assert_now(kari, "2026-03-10T22:00", "Jens Tofte", "2026-03-12T16:00");
    desk_fixture_free(kari);
}

int main(void)
{
    language_start("en");
    time_text_set_zone("Europe/Oslo", NULL);
    desk_fixture_freeze_clock();
    const StoreTest tests[] = {
        store_test(duties_come_and_go),
        store_test(what_is_no_duty),
        store_test(a_duty_of_a_source_is_kept_once),
        store_test(a_roster_that_is_not_used_warns_of_nothing),
        store_test(gaps_are_told_a_week_ahead),
        store_test(many_gaps_are_counted),
        store_test(a_duty_over_the_change_of_the_clock_has_no_gap),
        store_test(who_has_left_covers_nothing),
        store_test(in_office_hours_all_press_contacts_are_there),
        store_test(at_night_the_duty_is_there),
        store_test(in_a_gap_it_is_said_who_comes_next),
        store_test(a_hidden_number_is_marked),
        store_test(a_mark_goes_before_the_duty),
        store_test(who_it_is_now_and_when_nobody_is),
    };
    return run_on_both_carriers(tests);
}

/* Who is in, and when somebody is back: Tuesday 2026-03-10 and the days after, and both nights when
 * the clock changes. */
#include "skranke/base/language.h"
#include "skranke/base/time_text.h"

#include "skranke/domain/presence.h"

#include "testing.h"

static gint64 at(const char *text)
{
    gint64 moment = 0;
    assert_true(time_text_parse(text, &moment, NULL));
    return moment;
}

static Person *somebody(void)
{
    Person *person = person_new();
    person->hours = g_strdup("ma-to 08:00-16:00, fr 08:00-14:00");
    return person;
}

static void is_away(Person *person, const char *from, const char *until, const char *code)
{
    Absence *absence = g_new0(Absence, 1);
    absence->from_at = at(from);
    absence->until_at = at(until);
    absence->code = g_strdup(code);
    g_ptr_array_add(person->absences, absence);
}

/* Times as text; "" is 0. Frees the person. */
static void check(Person *person, const char *now, PresenceStatus status, const char *until,
                  const char *back)
{
    Presence presence = presence_of(person, &(PresenceRules){0}, at(now));
    assert_string_equal(presence_words[presence.status], presence_words[status]);
    assert_int_equal(presence.until, *until ? at(until) : 0);
    assert_int_equal(presence.back_at, *back ? at(back) : 0);
    person_free(person);
}

static void office_hours_alone(void **state)
{
    (void)state;
    check(somebody(), "2026-03-10T10:12", PRESENCE_IN, "2026-03-10T16:00", "");
    check(somebody(), "2026-03-10T07:59", PRESENCE_CLOSED, "2026-03-10T08:00", "2026-03-10T08:00");
    check(somebody(), "2026-03-10T16:00", PRESENCE_CLOSED, "2026-03-11T08:00", "2026-03-11T08:00");
    check(somebody(), "2026-03-13T14:00", PRESENCE_CLOSED, "2026-03-16T08:00", "2026-03-16T08:00");
    check(somebody(), "2026-03-14T12:00", PRESENCE_CLOSED, "2026-03-16T08:00", "2026-03-16T08:00");
}

static void holidays_are_no_office_days(void **state)
{
    (void)state;
    /* The Wednesday before Easter closes at noon; Thursday, Friday and Monday are holidays. */
    check(somebody(), "2026-04-01T11:00", PRESENCE_IN, "2026-04-01T12:00", "");
    check(somebody(), "2026-04-01T12:00", PRESENCE_CLOSED, "2026-04-07T08:00", "2026-04-07T08:00");
    check(somebody(), "2027-05-17T10:00", PRESENCE_CLOSED, "2027-05-18T08:00", "2027-05-18T08:00");
    Person *thursdays = person_new();
    thursdays->hours = g_strdup("to 09:00-12:00");
    check(thursdays, "2026-05-08T10:00", PRESENCE_CLOSED, "2026-05-21T09:00", "2026-05-21T09:00");
    Person *away = somebody();
    is_away(away, "2026-03-30T00:00", "2026-04-02T00:00", "leave");
    check(away, "2026-03-31T10:00", PRESENCE_OUT, "2026-04-02T00:00", "2026-04-07T08:00");
}

static void a_meeting_makes_busy_and_a_leave_out(void **state)
{
    (void)state;
    Person *person = somebody();
    is_away(person, "2026-03-10T10:00", "2026-03-10T11:30", "meeting");
    check(person, "2026-03-10T10:12", PRESENCE_BUSY, "2026-03-10T11:30", "2026-03-10T11:30");
    person = somebody();
    is_away(person, "2026-03-10T00:00", "2026-03-14T00:00", "leave");
    check(person, "2026-03-10T10:12", PRESENCE_OUT, "2026-03-14T00:00", "2026-03-16T08:00");
    person = somebody(); /* a leave hides the meeting in it, whichever comes first */
    is_away(person, "2026-03-10T00:00", "2026-03-11T00:00", "leave");
    is_away(person, "2026-03-10T10:00", "2026-03-10T11:00", "meeting");
    check(person, "2026-03-10T10:12", PRESENCE_OUT, "2026-03-11T00:00", "2026-03-11T08:00");
}

static void borders_are_exact(void **state)
{
    (void)state;
    Person *person = somebody();
    is_away(person, "2026-03-10T10:00", "2026-03-10T11:00", "meeting");
    check(person, "2026-03-10T09:59:59", PRESENCE_IN, "2026-03-10T10:00", "");
    person = somebody();
    is_away(person, "2026-03-10T10:00", "2026-03-10T11:00", "meeting");
    check(person, "2026-03-10T10:00", PRESENCE_BUSY, "2026-03-10T11:00", "2026-03-10T11:00");
    person = somebody();
    is_away(person, "2026-03-10T10:00", "2026-03-10T11:00", "meeting");
    check(person, "2026-03-10T11:00", PRESENCE_IN, "2026-03-10T16:00", "");
}

static void a_chain_of_absences_is_one(void **state)
{
    (void)state;
    Person *person = somebody(); /* in any order: overlapping, adjacent, ten minutes between */
    is_away(person, "2026-03-10T12:10", "2026-03-10T13:00", "meeting");
    is_away(person, "2026-03-10T10:00", "2026-03-10T11:00", "meeting");
    is_away(person, "2026-03-10T11:00", "2026-03-10T12:00", "meeting");
    check(person, "2026-03-10T10:12", PRESENCE_BUSY, "2026-03-10T13:00", "2026-03-10T13:00");
    person = somebody(); /* a quarter of an hour is time for a call */
    is_away(person, "2026-03-10T10:00", "2026-03-10T11:00", "meeting");
    is_away(person, "2026-03-10T11:15", "2026-03-10T12:00", "meeting");
    check(person, "2026-03-10T10:12", PRESENCE_BUSY, "2026-03-10T11:00", "2026-03-10T11:00");
}

static void back_means_an_office_minute_without_absence(void **state)
{
    (void)state;
    Person *person = somebody(); /* leave until Friday evening, course from Monday to Wednesday */
    is_away(person, "2026-03-10T00:00", "2026-03-13T20:00", "leave");
    is_away(person, "2026-03-16T08:00", "2026-03-18T16:00", "course");
    check(person, "2026-03-10T10:12", PRESENCE_OUT, "2026-03-13T20:00", "2026-03-19T08:00");
    person = somebody(); /* closed now, and away when the office opens */
    is_away(person, "2026-03-11T08:00", "2026-03-11T09:30", "travel");
    check(person, "2026-03-10T17:00", PRESENCE_CLOSED, "2026-03-11T08:00", "2026-03-11T09:30");
}

static void unknown_when_back(void **state)
{
    (void)state;
    Person *person = somebody();
    g_free(person->hours);
    person->hours = g_strdup("-");
    check(person, "2026-03-10T10:12", PRESENCE_CLOSED, "", "");
    person = somebody(); /* beyond the 400 days that are looked at */
    is_away(person, "2026-03-01T00:00", "2028-01-01T00:00", "parental");
    check(person, "2026-03-10T10:12", PRESENCE_OUT, "2028-01-01T00:00", "");
    person = somebody();
    is_away(person, "2026-03-01T00:00", "2027-02-01T00:00", "parental");
    check(person, "2026-03-10T10:12", PRESENCE_OUT, "2027-02-01T00:00", "2027-02-01T08:00");
}

static void the_clock_changes_at_night(void **state)
{
    (void)state;
    check(somebody(), "2026-03-27T20:00", PRESENCE_CLOSED, "2026-03-30T08:00", "2026-03-30T08:00");
    check(somebody(), "2026-10-23T20:00", PRESENCE_CLOSED, "2026-10-26T08:00", "2026-10-26T08:00");
}

static void says_it_in_words(void **state)
{
    (void)state;
    static const struct {
        PresenceStatus status;
        const char *back, *text;
    } said[] = {
        {PRESENCE_BUSY, "2026-03-10T11:30", "MEETING until 11:30"},
        {PRESENCE_OUT, "2026-03-16T08:00", "OUT until Mon 08:00"},
        {PRESENCE_OUT, "", "OUT"},
        {PRESENCE_CLOSED, "2026-03-11T08:00", "OFF until Wed 08:00"},
    };
    gint64 now = at("2026-03-10T10:12");
    for (guint i = 0; i < G_N_ELEMENTS(said); i++) {
        Presence presence = {.status = said[i].status,
                             .until = now + 60,
                             .back_at = *said[i].back ? at(said[i].back) : 0};
        g_autofree char *text = presence_text(&presence, now);
        assert_string_equal(text, said[i].text);
    }
    Presence in = {.status = PRESENCE_IN, .until = at("2026-03-10T15:30")};
    g_autofree char *text = presence_text(&in, now);
    assert_string_equal(text, "IN until 15:30");
}

static void flexible_and_former_people_in_words(void **state)
{
    (void)state;
    gint64 now = at("2026-03-10T10:12");
    Presence flexible = {.status = PRESENCE_IN, .until = at("2026-03-10T15:30"), .flexible = true};
    g_autofree char *text = presence_text(&flexible, now);
    assert_string_equal(text, "IN (flexitime) until 15:30");
    Presence left = {.status = PRESENCE_OUT, .source = PRESENCE_BY_LEAVING};
    g_autofree char *former = presence_text(&left, now);
    assert_string_equal(former, "LEFT");
}

static void says_where_it_is_known_from(void **state)
{
    (void)state;
    static const struct {
        PresenceSource source;
        const char *at, *name, *code, *text;
    } sources[] = {
        {PRESENCE_BY_MARK, "2026-03-10T10:00", "Nina Sandvær", "",
         "said by Nina Sandvær 12 min ago"},
        {PRESENCE_BY_MARK, "2026-03-10T10:11:30", "Nina Sandvær", "",
         "said by Nina Sandvær just now"},
        {PRESENCE_BY_MARK, "2026-03-10T08:29", "", "", "said by an operator 08:29"},
        {PRESENCE_BY_ABSENCE, "2026-03-10T07:00", "fravaer.csv", "leave",
         "fravaer.csv, read 07:00"},
        {PRESENCE_BY_ABSENCE, "2026-03-09T10:12", "fravaer.csv", "leave",
         "fravaer.csv, read yest. 10:12"}, /* a day to the second */
        {PRESENCE_BY_ABSENCE, "2026-03-09T07:00", "fravaer.csv", "leave",
         "fravaer.csv, read yest. 07:00?"},
        {PRESENCE_BY_CALENDAR, "2026-02-01T07:00", "kari.ics", "", "kari.ics, read 01.02.?"},
        {PRESENCE_BY_CALENDAR, "", "kari.ics", "", "kari.ics"},
        {PRESENCE_BY_CALENDAR, "", "", "", "calendar"},
        {PRESENCE_BY_ABSENCE, "", "", "sick", "entered by hand"},
        {PRESENCE_BY_ABSENCE, "2026-03-10T09:12", "", "sick", "entered by hand 09:12"},
        {PRESENCE_BY_ABSENCE, "2026-03-10T09:13", "", "sick", "entered by hand 59 min ago"},
        {PRESENCE_BY_MARK, "2026-03-10T10:13", "Nina", "",
         "said by Nina 10:13"}, /* clocks differ */
        {PRESENCE_BY_DUTY, "", "", "press", "press duty"},
        {PRESENCE_BY_DUTY, "", "", "it", "duty (it)"},
        {PRESENCE_BY_CORE_HOURS, "", "", "", "core hours"},
        {PRESENCE_BY_HOURS, "", "", "", "office hours"},
        {PRESENCE_BY_LEAVING, "", "", "", "has left the bureau"},
    };
    gint64 now = at("2026-03-10T10:12");
    for (guint i = 0; i < G_N_ELEMENTS(sources); i++) {
        Presence presence = {.source = sources[i].source,
                             .source_at = *sources[i].at ? at(sources[i].at) : 0,
                             .source_name = sources[i].name,
                             .code = sources[i].code};
        g_autofree char *text = presence_source_text(&presence, now);
        assert_string_equal(text, sources[i].text);
    }
}

int main(void)
{
    language_start("en");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(office_hours_alone),
        cmocka_unit_test(holidays_are_no_office_days),
        cmocka_unit_test(a_meeting_makes_busy_and_a_leave_out),
        cmocka_unit_test(borders_are_exact),
        cmocka_unit_test(a_chain_of_absences_is_one),
        cmocka_unit_test(back_means_an_office_minute_without_absence),
        cmocka_unit_test(unknown_when_back),
        cmocka_unit_test(the_clock_changes_at_night),
        cmocka_unit_test(says_it_in_words),
        cmocka_unit_test(flexible_and_former_people_in_words),
        cmocka_unit_test(says_where_it_is_known_from),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

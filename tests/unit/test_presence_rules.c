/* Which rule decides, for how long, and when somebody is back: every pair of rules, marks that
 * expire, telephones that stay open, duties at night, chains over weekends and holidays. The days
 * are Tuesday 2026-03-10 and others of that year. */
#include "skranke/base/language.h"
#include "skranke/base/time_text.h"

#include "skranke/domain/presence.h"

#include "presence_fixture.h"
#include "testing.h"

typedef struct {
    const char *scene, *now, *status, *until, *back, *source;
    bool is_free;
} Case;

static gint64 moment_or_0(const char *text)
{
    g_autofree char *dated = g_strconcat("2026-", text, NULL);
    return *text ? presence_moment(g_str_has_prefix(text, "20") ? text : dated) : 0;
}

static char *words_of(gint64 at)
{
    return at ? time_text_iso(at) : g_strdup("-");
}

static void check_each(const Case *cases, guint count, const Calendar *calendar,
                       Presence (*ask)(const Person *, const PresenceRules *, gint64))
{
    const PresenceRules rules = {.calendar = calendar};
    for (guint i = 0; i < count; i++) {
        Person *person = presence_person(cases[i].scene);
        Presence presence = ask(person, &rules, moment_or_0(cases[i].now));
        g_autofree char *until = words_of(presence.until), *back = words_of(presence.back_at);
        g_autofree char *found = g_strdup_printf(
            "%s at %s: %s until %s back %s by %s%s", cases[i].scene, cases[i].now,
            presence_words[presence.status], until, back, presence_source_words[presence.source],
            presence_is_free(&presence) ? ", free" : "");
        g_autofree char *expected_until = words_of(moment_or_0(cases[i].until));
        g_autofree char *expected_back = words_of(moment_or_0(cases[i].back));
        g_autofree char *expected = g_strdup_printf(
            "%s at %s: %s until %s back %s by %s%s", cases[i].scene, cases[i].now, cases[i].status,
            expected_until, expected_back, cases[i].source, cases[i].is_free ? ", free" : "");
        assert_string_equal(found, expected);
        presence_person_free(person);
    }
}

#define CHECK(cases, calendar) check_each(cases, G_N_ELEMENTS(cases), calendar, presence_of)

#define LEAVE "said leave 03-09T00:00 03-14T00:00|"
#define MEETING "said meeting 03-10T10:00 03-10T11:00|"
#define HOME "said home_office 03-10T00:00 03-11T00:00|"
#define CORE "core ma-fr 09:00-14:00|"

static void the_first_rule_that_applies_wins(void **state)
{
    (void)state;
    static const Case cases[] = {
        {"left|in 03-10T09:00 03-10T12:00|duty 03-10T08:00 03-11T08:00", "03-10T10:12", "out", "",
         "", "left", false},
        {"out 03-10T09:00 03-10T12:00|duty 03-10T08:00 03-11T08:00", "03-10T10:12", "out",
         "03-10T12:00", "03-10T12:00", "mark", false},
        {LEAVE "in 03-10T09:00 03-10T12:00", "03-10T10:12", "in", "03-10T12:00", "", "mark", true},
        {MEETING "busy 03-10T09:00 03-10T12:00", "03-10T10:12", "busy", "03-10T12:00",
         "03-10T12:00", "mark", false},
        {"duty 03-10T09:00 03-10T18:00", "03-10T10:12", "in", "03-10T16:00", "", "duty", true},
        {LEAVE "duty 03-10T09:00 03-10T18:00", "03-10T10:12", "in", "03-10T16:00", "03-16T08:00",
         "duty", false},
        {MEETING "calendar leave 03-10T00:00 03-11T00:00", "03-10T10:12", "busy", "03-11T00:00",
         "03-11T08:00", "absence", false},
        {"calendar busy 03-10T10:00 03-10T11:00", "03-10T10:12", "busy", "03-10T11:00",
         "03-10T11:00", "calendar", false},
        {"calendar out_of_office 03-10T10:00 03-10T11:00", "03-10T10:12", "out", "03-10T11:00",
         "03-10T11:00", "calendar", false},
        {MEETING LEAVE, "03-10T10:12", "out", "03-14T00:00", "03-16T08:00", "absence", false},
        {HOME "calendar busy 03-10T10:00 03-10T11:00", "03-10T10:12", "busy", "03-10T11:00",
         "03-10T11:00", "calendar", false},
        {CORE HOME, "03-10T10:12", "in", "03-10T16:00", "", "absence", true},
        {CORE, "03-10T10:12", "in", "03-10T16:00", "", "core_hours", true},
        {CORE, "03-10T08:30", "in", "03-10T16:00", "", "hours", true},
        {"", "03-10T10:12", "in", "03-10T16:00", "", "hours", true},
        {CORE, "03-10T16:30", "closed", "03-11T08:00", "03-11T08:00", "hours", false},
        {"said sabbatical 03-10T10:00 03-10T11:00", "03-10T10:12", "out", "03-10T11:00",
         "03-10T11:00", "absence", false}, /* an unknown code */
    };
    CHECK(cases, NULL);
}

static void a_mark_holds_until_it_expires(void **state)
{
    (void)state;
    static const Case cases[] = {
        {"out 03-10T09:00 03-10T12:00", "03-10T08:59", "in", "03-10T09:00", "", "hours", true},
        {"out 03-10T09:00 03-10T12:00", "03-10T09:00", "out", "03-10T12:00", "03-10T12:00", "mark",
         false},
        {"out 03-10T09:00 03-10T12:00", "03-10T12:00", "in", "03-10T16:00", "", "hours", true},
        /* a moment outside the office hours moves to the next of them */
        {"out 03-13T13:00 03-13T20:00", "03-13T13:30", "out", "03-13T20:00", "03-16T08:00", "mark",
         false},
        /* it is part of the chain */
        {MEETING "out 03-10T11:10 03-10T12:00", "03-10T11:15", "out", "03-10T12:00", "03-10T12:00",
         "mark", false},
        {"busy 03-10T09:00 03-10T10:00|said meeting 03-10T10:10 03-10T11:00", "03-10T09:30", "busy",
         "03-10T11:00", "03-10T11:00", "mark", false},
        /* "in" hides a leave as long as it runs, day after day, but makes no night an office hour
         */
        {LEAVE "in 03-10T09:00 03-12T12:00", "03-10T15:59", "in", "03-10T16:00", "", "mark", true},
        {LEAVE "in 03-10T09:00 03-12T12:00", "03-10T17:00", "closed", "03-11T08:00", "03-11T08:00",
         "hours", false},
        {LEAVE "in 03-10T09:00 03-12T12:00", "03-12T11:00", "in", "03-12T12:00", "", "mark", true},
        {LEAVE "in 03-10T09:00 03-12T12:00", "03-12T12:00", "out", "03-14T00:00", "03-16T08:00",
         "absence", false},
        /* said in the evening, or before the office opens, it holds at once */
        {"in 03-10T17:00 03-10T19:00", "03-10T18:00", "in", "03-10T19:00", "", "mark", true},
        {"in 03-10T17:00 03-10T19:00", "03-10T19:00", "closed", "03-11T08:00", "03-11T08:00",
         "hours", false},
        {"in 03-10T07:00 03-10T23:00", "03-10T07:10", "in", "03-10T16:00", "", "mark", true},
        {"hours -|in 03-10T07:00 03-10T23:00", "03-10T07:10", "in", "03-10T23:00", "", "mark",
         true},
    };
    CHECK(cases, NULL);
}

static void a_duty_makes_nobody_reachable_at_night_but_for_journalists(void **state)
{
    (void)state;
    static const Case ordinary[] = {
        {"duty 03-10T16:00 03-11T08:00", "03-10T23:00", "closed", "03-11T08:00", "03-11T08:00",
         "hours", false},
        {"duty 03-14T08:00 03-14T16:00", "03-14T12:00", "closed", "03-16T08:00", "03-16T08:00",
         "hours", false},
        /* within the office hours they are met, but not in a leave, which no duty ends */
        {"duty 03-10T08:00 03-11T08:00", "03-10T10:12", "in", "03-10T16:00", "", "duty", true},
        {LEAVE "duty 03-10T08:00 03-11T08:00", "03-10T10:12", "in", "03-10T16:00", "03-16T08:00",
         "duty", false},
        {LEAVE "duty 03-11T10:00 03-11T12:00", "03-10T10:12", "out", "03-14T00:00", "03-16T08:00",
         "absence", false},
        {LEAVE "duty 03-10T18:00 03-10T20:00", "03-10T10:12", "out", "03-14T00:00", "03-16T08:00",
         "absence", false},
        {LEAVE "duty 03-10T18:00 03-10T20:00", "03-10T19:00", "out", "03-14T00:00", "03-16T08:00",
         "absence", false},
        {LEAVE "duty 03-09T18:00 03-11T06:00", "03-09T20:00", "out", "03-14T00:00", "03-16T08:00",
         "absence", false},
        {"duty 03-10T11:00 03-10T13:00|said meeting 03-10T12:00 03-10T14:00", "03-10T10:12", "in",
         "03-10T12:00", "", "hours", true},
    };
    static const Case press[] = {
        {"duty 03-10T16:00 03-11T08:00", "03-10T23:00", "in", "03-11T08:00", "", "duty", true},
        {LEAVE "duty 03-10T16:00 03-11T08:00", "03-10T23:00", "in", "03-11T08:00", "03-16T08:00",
         "duty", false},
        {"said home_office 03-10T00:00 03-14T00:00|duty 03-10T16:00 03-11T08:00", "03-10T23:00",
         "in", "03-11T08:00", "", "duty", true},
        {"out 03-10T15:00 03-10T23:30|duty 03-10T16:00 03-11T08:00", "03-10T23:00", "out",
         "03-10T23:30", "03-11T08:00", "mark", false},
        {"duty 03-14T08:00 03-14T16:00|duty 03-14T16:10 03-15T08:00", "03-14T12:00", "in",
         "03-15T08:00", "", "duty", true},
        {"duty 03-14T08:00 03-14T16:00|duty 03-14T16:15 03-15T08:00", "03-14T12:00", "in",
         "03-14T16:00", "", "duty", true},
        {"duty 03-14T08:00 03-14T18:00|duty 03-14T10:00 03-14T16:00", "03-14T12:00", "in",
         "03-14T18:00", "", "duty", true},
        {"duty 03-14T08:00 03-14T16:00", "03-14T16:00", "closed", "03-16T08:00", "03-16T08:00",
         "hours", false},
        /* for journalists they are back when their next duty begins */
        {"duty 03-14T08:00 03-14T16:00", "03-14T06:00", "closed", "03-16T08:00", "03-14T08:00",
         "hours", false},
        {LEAVE "duty 03-14T08:00 03-14T16:00", "03-10T10:12", "out", "03-14T00:00", "03-14T08:00",
         "absence", false},
        {LEAVE "duty 03-11T18:00 03-12T08:00", "03-10T10:12", "out", "03-14T00:00", "03-16T08:00",
         "absence", false},
    };
    CHECK(ordinary, NULL);
    check_each(press, G_N_ELEMENTS(press), NULL, presence_for_press);
}

static void who_said_that_they_can_be_reached_is_not_out_by_the_calendar(void **state)
{
    (void)state;
    static const Case cases[] = {
        {HOME "calendar out_of_office 03-10T09:00 03-10T12:00", "03-10T10:12", "in", "03-10T16:00",
         "", "absence", true},
        {HOME "calendar busy 03-10T10:00 03-10T11:00", "03-10T10:12", "busy", "03-10T11:00",
         "03-10T11:00", "calendar", false},
        {HOME "said leave 03-10T09:00 03-10T12:00", "03-10T10:12", "out", "03-10T12:00",
         "03-10T12:00", "absence", false},
        {"calendar home_office 03-10T00:00 03-11T00:00|calendar out_of_office 03-10T09:00 "
         "03-10T12:00",
         "03-10T10:12", "out", "03-10T12:00", "03-10T12:00", "calendar", false},
    };
    CHECK(cases, NULL);
}

static void a_meeting_is_no_busy_until_where_they_go_out_after_it(void **state)
{
    (void)state;
    static const struct {
        const char *scene, *now;
        bool goes_out;
        const char *text;
    } cases[] = {
        {"said meeting 03-10T10:00 03-10T12:00", "03-10T10:12", false, "MEETING until 12:00"},
        {"said meeting 03-10T10:00 03-10T12:00|calendar busy 03-10T12:10 03-10T13:00",
         "03-10T10:12", false, "MEETING until 13:00"},
        {"said meeting 03-10T10:00 03-10T12:00|said gone_for_the_day 03-10T12:00 03-10T16:00",
         "03-10T10:12", true, "OUT until Wed 08:00"},
        {"said meeting 03-10T10:00 03-10T12:00|out 03-10T12:00 03-10T14:00", "03-10T10:12", true,
         "OUT until 14:00"},
        {"said meeting 03-10T10:00 03-10T16:00", "03-10T10:12", true, "OUT until Wed 08:00"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        Person *person = presence_person(cases[i].scene);
        gint64 now = moment_or_0(cases[i].now);
        Presence presence = presence_of(person, &(PresenceRules){0}, now);
        assert_int_equal(presence.status, PRESENCE_BUSY);
        assert_int_equal(presence.goes_out, cases[i].goes_out);
        g_autofree char *text = presence_text(&presence, now);
        assert_string_equal(text, cases[i].text);
        presence_person_free(person);
    }
}

static void an_open_telephone_may_be_rung(void **state)
{
    (void)state;
    static const Case cases[] = {
        {"said meeting! 03-10T10:00 03-10T11:00", "03-10T10:12", "busy", "03-10T11:00",
         "03-10T11:00", "absence", true},
        {"said leave! 03-10T00:00 03-11T00:00", "03-10T10:12", "out", "03-11T00:00", "03-11T08:00",
         "absence", true},
        /* of two alike the closed one decides */
        {"said meeting! 03-10T10:00 03-10T11:00|" MEETING, "03-10T10:12", "busy", "03-10T11:00",
         "03-10T11:00", "absence", false},
        {LEAVE "said meeting! 03-10T10:00 03-10T11:00", "03-10T10:12", "out", "03-14T00:00",
         "03-16T08:00", "absence", false},
        /* at home one is at work, in the office hours */
        {HOME, "03-10T10:12", "in", "03-10T16:00", "", "absence", true},
        {HOME, "03-10T20:00", "closed", "03-11T08:00", "03-11T08:00", "hours", false},
        {HOME MEETING, "03-10T09:00", "in", "03-10T10:00", "", "absence", true},
        {HOME "said leave 03-11T00:00 03-12T00:00", "03-10T10:12", "in", "03-10T16:00", "",
         "absence", true},
    };
    CHECK(cases, NULL);
}

static void core_hours_are_sure_and_the_rest_flexible(void **state)
{
    (void)state;
    static const struct {
        const char *scene, *now;
        bool flexible;
        PresenceSource source;
    } cases[] = {
        {CORE, "03-10T08:59", true, PRESENCE_BY_HOURS},
        {CORE, "03-10T09:00", false, PRESENCE_BY_CORE_HOURS},
        {CORE, "03-10T13:59", false, PRESENCE_BY_CORE_HOURS},
        {CORE, "03-10T14:00", true, PRESENCE_BY_HOURS},
        {CORE, "03-10T16:00", false, PRESENCE_BY_HOURS}, /* closed */
        {"core ma-on 09:00-14:00", "03-12T10:00", true, PRESENCE_BY_HOURS},
        {"core tull", "03-12T10:00", false, PRESENCE_BY_HOURS},
        {"", "03-10T08:30", false, PRESENCE_BY_HOURS},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        Person *person = presence_person(cases[i].scene);
        Presence presence = presence_of(person, &(PresenceRules){0}, moment_or_0(cases[i].now));
        assert_int_equal(presence.flexible, cases[i].flexible);
        assert_int_equal(presence.source, cases[i].source);
        presence_person_free(person);
    }
}

static void back_is_the_end_of_the_chain_in_office_hours(void **state)
{
    (void)state;
    static const Case cases[] = {
        /* Friday 14:00 to the end of Friday: Monday */
        {"hours ma-fr 09:00-15:30|said leave 03-13T14:00 03-14T00:00", "03-13T14:30", "out",
         "03-14T00:00", "03-16T09:00", "absence", false},
        /* two that overlap, one inside the other, in any order */
        {"said course 03-11T08:00 03-12T16:00|said leave 03-10T00:00 03-12T00:00", "03-10T10:12",
         "out", "03-12T16:00", "03-13T08:00", "absence", false},
        {LEAVE MEETING, "03-10T10:12", "out", "03-14T00:00", "03-16T08:00", "absence", false},
        /* said, calendar and mark are one chain */
        {"out 03-10T09:00 03-10T11:00|calendar busy 03-10T11:10 03-10T12:00|said meeting "
         "03-10T12:14 03-10T13:00",
         "03-10T10:12", "out", "03-10T13:00", "03-10T13:00", "mark", false},
        {"said meeting 03-10T10:00 03-10T11:00|said meeting 03-10T11:15 03-10T12:00", "03-10T10:12",
         "busy", "03-10T11:00", "03-10T11:00", "absence", false},
        /* nobody is back for five minutes */
        {LEAVE "said meeting 03-16T08:05 03-16T09:00", "03-10T10:12", "out", "03-14T00:00",
         "03-16T09:00", "absence", false},
        /* reachable is no absence */
        {MEETING "said home_office 03-10T11:00 03-14T00:00", "03-10T10:12", "busy", "03-10T11:00",
         "03-10T11:00", "absence", false},
        /* part time: no Wednesdays; the leave ends on Tuesday */
        {"hours ma-ti 08:00-15:30, to-fr 08:00-15:30|said leave 03-10T00:00 03-11T00:00",
         "03-10T10:12", "out", "03-11T00:00", "03-12T08:00", "absence", false},
        {"hours fr 10:00-12:00|said leave 03-27T00:00 03-28T00:00", "03-27T10:12", "out",
         "03-28T00:00", "04-10T10:00", "absence", false}, /* Good Friday between */
        /* the Wednesday before Easter closes at noon; back on Tuesday after it */
        {"said meeting 04-01T11:00 04-01T12:30", "04-01T11:30", "busy", "04-01T12:30",
         "04-07T08:00", "absence", false},
        {"said leave 04-30T00:00 05-01T00:00", "04-30T10:00", "out", "05-01T00:00", "05-04T08:00",
         "absence", false}, /* 1 May, a Friday */
        {"said leave 05-13T00:00 05-14T00:00", "05-13T10:00", "out", "05-14T00:00", "05-15T08:00",
         "absence", false}, /* Ascension Day */
        {"said leave 12-23T00:00 12-24T11:00", "12-23T10:00", "out", "12-24T11:00", "12-24T11:00",
         "absence", false}, /* Christmas Eve is open until noon */
        {"said leave 12-23T00:00 12-24T12:00", "12-23T10:00", "out", "12-24T12:00", "12-28T08:00",
         "absence", false},
        {"said leave 12-28T00:00 12-31T13:00", "12-28T10:00", "out", "12-31T13:00",
         "2027-01-04T08:00", "absence", false},
        /* nights on which the clock changes */
        {"hours ma-sø 06:00-10:00|said leave 03-28T00:00 03-29T00:00", "03-28T08:00", "out",
         "03-29T00:00", "03-29T06:00", "absence", false},
        {"hours ma-sø 00:00-10:00|said leave 03-28T00:00 03-29T02:30", "03-28T08:00", "out",
         "03-29T03:00", "03-29T03:00", "absence", false}, /* there is no 02:30 */
        {"hours ma-sø 06:00-10:00|said leave 10-24T00:00 10-25T00:00", "10-24T08:00", "out",
         "10-25T00:00", "10-25T06:00", "absence", false},
        {"said leave 10-23T00:00 10-25T00:00", "10-23T08:00", "out", "10-25T00:00", "10-26T08:00",
         "absence", false},
    };
    CHECK(cases, NULL);
}

static void the_bureaus_own_days_shorten_office_hours(void **state)
{
    (void)state;
    g_autoptr(Calendar) calendar = calendar_new();
    const struct {
        int month, day;
        bool closed;
        int opens, closes;
    } exceptions[] = {
        {3, 11, true, 0, 0},              /* moving house */
        {3, 12, false, 10 * 60, 13 * 60}, /* short */
        {3, 14, false, 10 * 60, 14 * 60}, /* an open Saturday */
        {4, 1, false, 9 * 60, 14 * 60},   /* longer than a half day */
        {5, 1, false, 9 * 60, 14 * 60},   /* a holiday stays one */
        {6, 1, false, 18 * 60, 20 * 60},  /* an evening */
    };
    for (guint i = 0; i < G_N_ELEMENTS(exceptions); i++)
        assert_true(calendar_add_exception(
            calendar, day_of_date(2026, exceptions[i].month, exceptions[i].day),
            exceptions[i].closed, exceptions[i].opens, exceptions[i].closes, "", NULL));
    static const Case cases[] = {
        {"", "03-10T16:00", "closed", "03-12T10:00", "03-12T10:00", "hours", false},
        {"", "03-11T10:00", "closed", "03-12T10:00", "03-12T10:00", "hours", false},
        {"", "03-12T10:12", "in", "03-12T13:00", "", "hours", true},
        {"", "03-14T11:00", "closed", "03-16T08:00", "03-16T08:00", "hours", false},
        {"", "04-01T13:00", "in", "04-01T14:00", "", "hours", true},
        {"", "05-01T10:00", "closed", "05-04T08:00", "05-04T08:00", "hours", false},
        {"", "06-01T10:00", "closed", "06-02T08:00", "06-02T08:00", "hours", false},
        {LEAVE "said leave 03-10T00:00 03-12T00:00", "03-10T10:12", "out", "03-14T00:00",
         "03-16T08:00", "absence", false},
        {"said leave 03-10T00:00 03-11T00:00", "03-10T10:12", "out", "03-11T00:00", "03-12T10:00",
         "absence", false},
    };
    CHECK(cases, calendar);
    calendar->eves_count_as_working_day = false;
    static const Case eves[] = {
        {"", "12-24T10:00", "closed", "12-28T08:00", "12-28T08:00", "hours", false},
        {"hours ma-sø 08:00-16:00", "05-23T10:00", "in", "05-23T12:00", "", "hours",
         true}, /* Whitsun Eve, a Saturday */
    };
    CHECK(eves, calendar);
}

static void gone_for_the_day_is_who_was_in(void **state)
{
    (void)state;
    static const struct {
        const char *scene, *now;
        bool was_in;
    } cases[] = {
        {"", "03-10T16:00", true},
        {"", "03-10T07:00", false},
        {"", "03-14T12:00", false}, /* a Saturday */
        {"said course 03-10T08:00 03-10T16:00", "03-10T17:00", false},
        {"said course 03-10T09:00 03-10T16:00", "03-10T17:00", true},
        {"", "03-10T10:00", false}, /* in */
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        Person *person = presence_person(cases[i].scene);
        Presence presence = presence_of(person, &(PresenceRules){0}, moment_or_0(cases[i].now));
        assert_int_equal(presence.was_in_today, cases[i].was_in);
        presence_person_free(person);
    }
}

static void absences_without_end_do_no_harm(void **state)
{
    (void)state;
    Person *person = presence_person(LEAVE MEETING);
    Absence *absence = person->absences->pdata[0];
    absence->until_at = G_MAXINT64;
    Presence presence = presence_of(person, &(PresenceRules){0}, moment_or_0("03-10T10:12"));
    assert_int_equal(presence.status, PRESENCE_OUT);
    assert_int_equal(presence.back_at, 0);
    absence->from_at = G_MININT64;
    presence = presence_of(person, &(PresenceRules){0}, moment_or_0("03-10T10:12"));
    assert_int_equal(presence.back_at, 0);
    presence_person_free(person);
    person = presence_person("hours -|" MEETING);
    presence = presence_of(person, &(PresenceRules){0}, moment_or_0("03-10T10:12"));
    assert_int_equal(presence.status, PRESENCE_BUSY);
    assert_int_equal(presence.back_at, 0);
    presence_person_free(person);
}

/* "Out, home office", said by an operator: not at the desk, and yet to be rung while they work. */
static void who_is_marked_as_at_home_may_be_rung(void **state)
{
    (void)state;
    static const struct {
        const char *scene, *now, *code;
        bool is_free;
    } cases[] = {
        {"out 03-10T09:00 03-11T09:00", "2026-03-10T10:12", "home_office", true},
        {"out 03-10T09:00 03-11T09:00", "2026-03-10T22:00", "home_office", false},
        {"out 03-10T09:00 03-11T09:00", "2026-03-10T10:12", "sick", false},
        {"out 03-10T09:00 03-11T09:00", "2026-03-10T10:12", "", false},
        {"in 03-10T09:00 03-11T09:00", "2026-03-10T10:12", "home_office", true},
    };
    const PresenceRules rules = {0};
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        Person *person = presence_person(cases[i].scene);
        g_free(person->mark->code);
        person->mark->code = g_strdup(cases[i].code);
        Presence presence = presence_of(person, &rules, presence_moment(cases[i].now));
        assert_int_equal(presence.source, PRESENCE_BY_MARK);
        assert_int_equal(presence.status, i == 4 ? PRESENCE_IN : PRESENCE_OUT);
        assert_int_equal(presence_is_free(&presence), cases[i].is_free);
        presence_person_free(person);
    }
}

int main(void)
{
    language_start("en");
    g_log_set_always_fatal(G_LOG_LEVEL_CRITICAL); /* a date beyond all years is a defect */
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_rule_that_applies_wins),
        cmocka_unit_test(a_mark_holds_until_it_expires),
        cmocka_unit_test(a_duty_makes_nobody_reachable_at_night_but_for_journalists),
        cmocka_unit_test(who_said_that_they_can_be_reached_is_not_out_by_the_calendar),
        cmocka_unit_test(a_meeting_is_no_busy_until_where_they_go_out_after_it),
        cmocka_unit_test(an_open_telephone_may_be_rung),
        cmocka_unit_test(core_hours_are_sure_and_the_rest_flexible),
        cmocka_unit_test(back_is_the_end_of_the_chain_in_office_hours),
        cmocka_unit_test(the_bureaus_own_days_shorten_office_hours),
        cmocka_unit_test(gone_for_the_day_is_who_was_in),
        cmocka_unit_test(absences_without_end_do_no_harm),
        cmocka_unit_test(who_is_marked_as_at_home_may_be_rung),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

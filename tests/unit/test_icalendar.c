/* Calendars as occurrences: whole days with their right end, recurrences with what is left out and
 * moved, zones and summer time, busy times; and broken calendars, whose problems name the line. */
#include <string.h>

#include "skranke/base/error.h"
#include "skranke/base/icalendar.h"
#include "skranke/base/time_text.h"

#include "testing.h"

static gint64 at(const char *iso)
{
    gint64 moment = 0;
    assert_true(time_text_parse(iso, &moment, NULL));
    return moment;
}

/* Reads what stands inside VCALENDAR, within 2026. */
static Icalendar *read_inside(const char *inside)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *text =
        g_strdup_printf("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n%sEND:VCALENDAR\r\n", inside);
    Icalendar *calendar = icalendar_read(text, strlen(text), at("2026-01-01T00:00:00"),
                                         at("2027-01-01T00:00:00"), &error);
    if (!calendar)
        fail_msg("%s", error->message);
    return calendar;
}

static void assert_spans_at(const Icalendar *calendar, const char *expected, int line)
{
    g_autoptr(GString) found = g_string_new(NULL);
    for (guint i = 0; i < calendar->problems->len; i++)
        g_string_append_printf(found, "%s\n", (char *)calendar->problems->pdata[i]);
    for (guint i = 0; i < calendar->occurrences->len; i++) {
        const IcalendarOccurrence *one = calendar->occurrences->pdata[i];
        g_autofree char *from = time_text_iso(one->from), *until = time_text_iso(one->until);
        g_string_append_printf(found, "%.16s-%.16s%s ", from, until,
                               one->whole_days ? " days" : "");
    }
    g_strchomp(found->str);
    if (strcmp(found->str, expected) != 0)
        fail_msg("line %d\n  expected %s\n  found    %s", line, expected, found->str);
}
#define assert_spans(inside, expected)                                                             \
    do {                                                                                           \
        g_autoptr(Icalendar) spans = read_inside(inside);                                          \
        assert_spans_at(spans, expected, __LINE__);                                                \
    } while (0)
#define EVENT(lines) "BEGIN:VEVENT\r\nUID:1\r\n" lines "END:VEVENT\r\n"

static void whole_days_end_at_the_midnight_before_dtend(void **state)
{
    (void)state;
    assert_spans(EVENT("DTSTART;VALUE=DATE:20260102\r\nDTEND;VALUE=DATE:20260105\r\n"),
                 "2026-01-02T00:00-2026-01-05T00:00 days");
    assert_spans(EVENT("DTSTART;VALUE=DATE:20260102\r\n"),
                 "2026-01-02T00:00-2026-01-03T00:00 days");
    assert_spans(EVENT("DTSTART;VALUE=DATE:20260102\r\nDTEND;VALUE=DATE:20260102\r\n"),
                 "2026-01-02T00:00-2026-01-03T00:00 days");
    assert_spans(EVENT("DTSTART;VALUE=DATE:20260102\r\nDURATION:P2D\r\n"),
                 "2026-01-02T00:00-2026-01-04T00:00 days");
    /* over the nights in which the clock is changed */
    assert_spans(EVENT("DTSTART;VALUE=DATE:20260327\r\nDTEND;VALUE=DATE:20260331\r\n"),
                 "2026-03-27T00:00-2026-03-31T00:00 days");
    assert_spans(EVENT("DTSTART;VALUE=DATE:20261024\r\nDTEND;VALUE=DATE:20261026\r\n"),
                 "2026-10-24T00:00-2026-10-26T00:00 days");
    assert_spans(EVENT("DTSTART:20260102T000000\r\nDTEND:20260103T000000\r\n"
                       "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE\r\n"),
                 "2026-01-02T00:00-2026-01-03T00:00 days");
}

static void zones_and_summer_time(void **state)
{
    (void)state;
    assert_spans(EVENT("DTSTART:20260310T080000Z\r\nDTEND:20260310T090000Z\r\n"),
                 "2026-03-10T09:00-2026-03-10T10:00");
    assert_spans(EVENT("DTSTART:20260310T090000\r\nDURATION:PT1H30M\r\n"),
                 "2026-03-10T09:00-2026-03-10T10:30");
    assert_spans(EVENT("DTSTART;TZID=Europe/London:20260310T090000\r\nDURATION:PT1H\r\n"),
                 "2026-03-10T10:00-2026-03-10T11:00");
    assert_spans(EVENT("DTSTART;TZID=\"W. Europe Standard Time\":20260710T090000\r\n"
                       "DURATION:PT1H\r\n"),
                 "2026-07-10T09:00-2026-07-10T10:00");
    assert_spans(EVENT("DTSTART;TZID=/softwarestudio.org/20260101/Europe/London:20260310T090000\r\n"
                       "DURATION:PT1H\r\n"),
                 "2026-03-10T10:00-2026-03-10T11:00");
    /* a zone that only the file knows: two hours east of Oslo, with a summer time of its own */
    assert_spans("BEGIN:VTIMEZONE\r\nTZID:Kontoret\r\n"
                 "BEGIN:STANDARD\r\nDTSTART:20001029T030000\r\nTZOFFSETFROM:+0400\r\n"
                 "TZOFFSETTO:+0300\r\nRRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\nEND:STANDARD\r\n"
                 "BEGIN:DAYLIGHT\r\nDTSTART:20000326T020000\r\nTZOFFSETFROM:+0300\r\n"
                 "TZOFFSETTO:+0400\r\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\nEND:DAYLIGHT\r\n"
                 "END:VTIMEZONE\r\n" EVENT("DTSTART;TZID=Kontoret:20260310T120000\r\n"
                                           "DTEND;TZID=Kontoret:20260310T130000\r\n"
                                           "RRULE:FREQ=MONTHLY;COUNT=2;BYMONTH=3,7\r\n"),
                 "2026-03-10T10:00-2026-03-10T11:00 2026-07-10T10:00-2026-07-10T11:00");
    /* daily over the change of the clock: nine stays nine */
    assert_spans(EVENT("DTSTART;TZID=Europe/Oslo:20260328T090000\r\nDURATION:PT1H\r\n"
                       "RRULE:FREQ=DAILY;COUNT=3\r\n"),
                 "2026-03-28T09:00-2026-03-28T10:00 2026-03-29T09:00-2026-03-29T10:00 "
                 "2026-03-30T09:00-2026-03-30T10:00");
}

static void recurrences(void **state)
{
    (void)state;
    assert_spans(EVENT("DTSTART:20260302T090000\r\nDURATION:PT1H\r\n"
                       "RRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=4\r\nEXDATE:20260309T090000\r\n"
                       "RDATE:20260304T100000\r\n"),
                 "2026-03-02T09:00-2026-03-02T10:00 2026-03-04T10:00-2026-03-04T11:00 "
                 "2026-03-16T09:00-2026-03-16T10:00 2026-03-23T09:00-2026-03-23T10:00");
    /* one moved, one cancelled */
    assert_spans(EVENT("DTSTART:20260302T090000\r\nDURATION:PT1H\r\nRRULE:FREQ=WEEKLY;COUNT=3\r\n")
                     EVENT("RECURRENCE-ID:20260309T090000\r\nDTSTART:20260310T120000\r\n"
                           "DURATION:PT2H\r\n")
                         EVENT("RECURRENCE-ID:20260316T080000Z\r\nDTSTART:20260316T090000\r\n"
                               "STATUS:CANCELLED\r\n"),
                 "2026-03-02T09:00-2026-03-02T10:00 2026-03-10T12:00-2026-03-10T14:00");
    /* until the last day, in UTC and as a day */
    assert_spans(EVENT("DTSTART;TZID=Europe/Oslo:20260302T090000\r\nDURATION:PT1H\r\n"
                       "RRULE:FREQ=DAILY;UNTIL=20260303T080000Z\r\n"),
                 "2026-03-02T09:00-2026-03-02T10:00 2026-03-03T09:00-2026-03-03T10:00");
    assert_spans(EVENT("DTSTART:20260302T090000\r\nDURATION:PT1H\r\n"
                       "RRULE:FREQ=DAILY;UNTIL=20260303\r\n"),
                 "2026-03-02T09:00-2026-03-02T10:00 2026-03-03T09:00-2026-03-03T10:00");
    /* every Friday off, whole days, an exception named as a day */
    assert_spans(EVENT("DTSTART;VALUE=DATE:20260306\r\n"
                       "RRULE:FREQ=WEEKLY;UNTIL=20260320\r\nEXDATE;VALUE=DATE:20260313\r\n"),
                 "2026-03-06T00:00-2026-03-07T00:00 days 2026-03-20T00:00-2026-03-21T00:00 days");
}

static void a_recurrence_without_an_end_stays_within_the_window(void **state)
{
    (void)state;
    g_autoptr(Icalendar) calendar =
        read_inside(EVENT("DTSTART:20100104T090000\r\nDURATION:PT1H\r\nRRULE:FREQ=WEEKLY\r\n"));
    assert_int_equal(calendar->problems->len, 0);
    assert_int_equal(calendar->occurrences->len, 52);
    const IcalendarOccurrence *first = calendar->occurrences->pdata[0];
    assert_int_equal(first->from, at("2026-01-05T09:00:00"));
    assert_string_equal(first->occurrence, "2026-01-05T08:00:00Z");
    assert_string_equal(first->uid, "1");
}

static void what_an_event_says_of_itself(void **state)
{
    (void)state;
    static const struct {
        const char *lines;
        IcalendarStatus status;
        const char *subject;
    } cases[] = {
        {"SUMMARY:MØT: Ledermøte\\, rom 3\r\n", ICALENDAR_BUSY, "MØT: Ledermøte, rom 3"},
        {"SUMMARY:a\r\nTRANSP:TRANSPARENT\r\n", ICALENDAR_FREE, "a"},
        {"SUMMARY:a\r\nTRANSP:TRANSPARENT\r\nX-MICROSOFT-CDO-BUSYSTATUS:OOF\r\n", ICALENDAR_OUT,
         "a"},
        {"SUMMARY:a\r\nSTATUS:TENTATIVE\r\n", ICALENDAR_TENTATIVE, "a"},
        {"SUMMARY:Legetime\r\nCLASS:PRIVATE\r\n", ICALENDAR_BUSY, ""},
        {"SUMMARY:Legetime\r\nCLASS:CONFIDENTIAL\r\n", ICALENDAR_BUSY, ""},
        {"SUMMARY:a\r\nBEGIN:VALARM\r\nSUMMARY:b\r\nTRIGGER:-PT5M\r\nEND:VALARM\r\n",
         ICALENDAR_BUSY, "a"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *inside = g_strconcat("X-WR-CALNAME:Kari\r\nBEGIN:VEVENT\r\nUID:1\r\n"
                                              "ORGANIZER;CN=Kari:MAILTO:KBE@byraa.example\r\n"
                                              "DTSTART:20260310T080000Z\r\nDURATION:PT1H\r\n",
                                              cases[i].lines, "END:VEVENT\r\n", NULL);
        g_autoptr(Icalendar) calendar = read_inside(inside);
        assert_int_equal(calendar->occurrences->len, 1);
        const IcalendarOccurrence *one = calendar->occurrences->pdata[0];
        assert_int_equal(one->status, cases[i].status);
        assert_string_equal(one->subject, cases[i].subject);
        assert_string_equal(one->owner, "kbe@byraa.example");
        assert_string_equal(calendar->name, "Kari");
        assert_int_equal(one->line, 4);
    }
}

static void busy_times(void **state)
{
    (void)state;
    static const char inside[] =
        "BEGIN:VFREEBUSY\r\nORGANIZER:mailto:kbe@byraa.example\r\n"
        "FREEBUSY;FBTYPE=BUSY-UNAVAILABLE:20260310T080000Z/PT1H,20260311T080000Z/"
        "20260311T090000Z\r\n"
        "FREEBUSY:20260312T080000Z/PT30M\r\nFREEBUSY;FBTYPE=FREE:20260313T080000Z/PT30M\r\n"
        "END:VFREEBUSY\r\n";
    assert_spans(inside, "2026-03-10T09:00-2026-03-10T10:00 2026-03-11T09:00-2026-03-11T10:00 "
                         "2026-03-12T09:00-2026-03-12T09:30 2026-03-13T09:00-2026-03-13T09:30");
    g_autoptr(Icalendar) calendar = read_inside(inside);
    static const IcalendarStatus expected[] = {ICALENDAR_OUT, ICALENDAR_OUT, ICALENDAR_BUSY,
                                               ICALENDAR_FREE};
    for (guint i = 0; i < 4; i++) {
        const IcalendarOccurrence *one = calendar->occurrences->pdata[i];
        assert_int_equal(one->status, expected[i]);
        assert_string_equal(one->owner, "kbe@byraa.example");
    }
}

static void broken_calendars_name_the_line(void **state)
{
    (void)state;
    static const struct {
        const char *inside, *problem;
    } cases[] = {
        {"BEGIN:VEVENT\r\nDTSTART:20260310T080000Z\r\n", "line 3: \"BEGIN:VEVENT\" has no END"},
        {"END:VEVENT\r\n", "line 3"},
        {"rubbish\r\n", "line 3"},
        {EVENT(""), "line 3: DTSTART"},
        {EVENT("DTSTART:tomorrow\r\n"), "line 5: DTSTART"},
        {EVENT("DTSTART:20260231T080000Z\r\n"), "line 5"},
        {EVENT("DTSTART:20260310T250000Z\r\n"), "line 5"},
        {EVENT("DTSTART:20260310T080000Z\r\nDTEND:20260310T070000Z\r\n"), "line 6"},
        {EVENT("DTSTART:20260310T080000Z\r\nDTEND;VALUE=DATE:20260311\r\n"), "line 6"},
        {EVENT("DTSTART:20260310T080000Z\r\nDURATION:1H\r\n"), "line 6"},
        {EVENT("DTSTART:20260310T080000Z\r\nDURATION:-PT1H\r\n"), "line 6"},
        {EVENT("DTSTART;TZID=Atlantis/Centre:20260310T080000\r\n"), "line 5"},
        {EVENT("DTSTART;TZID=../../../etc/passwd:20260310T080000\r\n"), "line 5"},
        {EVENT("DTSTART:20260310T080000Z\r\nDURATION:PT1S\r\nRRULE:FREQ=SECONDLY\r\n"),
         "line 7: a recurrence more often than daily"},
        {EVENT("DTSTART:20260310T080000Z\r\nDURATION:PT1S\r\n"
               "RRULE:FREQ=DAILY;BYSECOND=0,1,2,3,4,5\r\n"),
         "line 7"},
        {EVENT("DTSTART:20260310T080000Z\r\nDURATION:PT1S\r\nRRULE:EVERY=DAY\r\n"), "line 7"},
        {EVENT("DTSTART:20260310T080000Z\r\nRRULE:FREQ=DAILY\r\nEXDATE:now\r\n"), "line 7"},
        {EVENT("DTSTART:20260310T080000Z\r\nRDATE:now\r\n"), "line 6"},
        {EVENT(
             "DTSTART:20260310T080000Z\r\nRECURRENCE-ID;RANGE=THISANDFUTURE:20260310T080000Z\r\n"),
         "line 6: RANGE=THISANDFUTURE changes this and all later occurrences"},
        {"BEGIN:VFREEBUSY\r\nFREEBUSY:20260310T080000Z\r\nEND:VFREEBUSY\r\n", "line 4"},
        {"BEGIN:VTIMEZONE\r\nTZID:x\r\nTZOFFSETTO:+0100\r\nRRULE:FREQ=SECONDLY\r\n"
         "END:VTIMEZONE\r\n",
         "line 6"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(Icalendar) calendar = read_inside(cases[i].inside);
        if (calendar->problems->len == 0)
            fail_msg("case %zu has no problem", i);
        if (!strstr(calendar->problems->pdata[0], cases[i].problem))
            fail_msg("case %zu: %s", i, (char *)calendar->problems->pdata[0]);
    }
}

/* Read as a change of the one, it would be silently wrong; said once, also where it is cancelled.
 */
static void a_change_of_all_later_ones_is_refused_once(void **state)
{
    (void)state;
    static const char *const more[] = {"", "STATUS:CANCELLED\r\n"};
    for (gsize i = 0; i < G_N_ELEMENTS(more); i++) {
        g_autofree char *inside = g_strconcat(
            EVENT("DTSTART:20260302T090000\r\nDURATION:PT1H\r\nRRULE:FREQ=WEEKLY;COUNT=9\r\n"),
            "BEGIN:VEVENT\r\nUID:1\r\nDTSTART:20260310T100000\r\nDURATION:PT1H\r\n", more[i],
            "RECURRENCE-ID;RANGE=THISANDFUTURE:20260309T090000\r\nEND:VEVENT\r\n", NULL);
        g_autoptr(Icalendar) calendar = read_inside(inside);
        assert_int_equal(calendar->problems->len, 1);
        assert_non_null(strstr(calendar->problems->pdata[0], "RANGE=THISANDFUTURE"));
    }
}

static void availability_is_counted_and_not_read(void **state)
{
    (void)state;
    g_autoptr(Icalendar) calendar = read_inside(
        "BEGIN:VAVAILABILITY\r\nUID:9\r\nDTSTART:20260302T000000\r\nBUSYTYPE:BUSY-UNAVAILABLE\r\n"
        "BEGIN:AVAILABLE\r\nUID:10\r\nDTSTART:20260302T080000\r\nDTEND:20260302T120000\r\n"
        "RRULE:FREQ=WEEKLY\r\nEND:AVAILABLE\r\nEND:VAVAILABILITY\r\n"
        "BEGIN:VAVAILABILITY\r\nUID:11\r\nEND:VAVAILABILITY\r\n" EVENT(
            "DTSTART:20260310T080000Z\r\nDURATION:PT1H\r\n"));
    assert_int_equal(calendar->availabilities, 2);
    assert_int_equal(calendar->problems->len, 0);
    assert_int_equal(calendar->occurrences->len, 1);
}

static void no_calendar_at_all(void **state)
{
    (void)state;
    static const char *const texts[] = {"", "Dear colleague", "BEGIN:VCARD\nEND:VCARD\n",
                                        "BEGIN:VCALENDAR\nX:\xFF\nEND:VCALENDAR\n"};
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(GError) error = NULL;
        assert_null(icalendar_read(texts[i], strlen(texts[i]), 0, 1, &error));
        assert_true(g_error_matches(error, SKRANKE_ERROR, SKRANKE_ERROR_USAGE));
    }
}

static void a_subject_of_five_megabytes_is_cut(void **state)
{
    (void)state;
    g_autoptr(GString) inside = g_string_new("BEGIN:VEVENT\r\nUID:1\r\nDTSTART:20260310T080000Z\r\n"
                                             "DURATION:PT1H\r\nSUMMARY:");
    for (int i = 0; i < 70000; i++)
        g_string_append(inside, "åååååååååååååååååååååååååååååååååååå\r\n ");
    g_string_append(inside, "\r\nEND:VEVENT\r\n");
    g_autoptr(Icalendar) calendar = read_inside(inside->str);
    assert_int_equal(calendar->problems->len, 0);
    const IcalendarOccurrence *one = calendar->occurrences->pdata[0];
    assert_int_equal(g_utf8_strlen(one->subject, -1), 500);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole_days_end_at_the_midnight_before_dtend),
        cmocka_unit_test(zones_and_summer_time),
        cmocka_unit_test(recurrences),
        cmocka_unit_test(a_recurrence_without_an_end_stays_within_the_window),
        cmocka_unit_test(what_an_event_says_of_itself),
        cmocka_unit_test(busy_times),
        cmocka_unit_test(broken_calendars_name_the_line),
        cmocka_unit_test(a_change_of_all_later_ones_is_refused_once),
        cmocka_unit_test(availability_is_counted_and_not_read),
        cmocka_unit_test(no_calendar_at_all),
        cmocka_unit_test(a_subject_of_five_megabytes_is_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

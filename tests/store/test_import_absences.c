/* Absences and duties brought up to date on both carriers, from CSV and calendars: an end that
 * moves changes, what is said no more is over only when asked, and what is broken leaves nothing.
 */
#include <string.h>

#include "skranke/base/time_text.h"

#include "skranke/store/people.h"

#include "import_fixture.h"

static void an_end_that_moves_changes_the_absence(void **state)
{
    g_auto(Office) office = office_of(state);
    take(&office, STAFF_PEOPLE, TWO_PEOPLE, "2 2 0 0 0 0 0 0");
    take(&office, STAFF_ABSENCES,
         "initials;from;to;code;note\nkbe;2026-03-09;2026-03-13;FER;Ferie\n"
         "oha;2026-03-12 09:00;2026-03-12 10:00;MØT;\n",
         "2 2 0 0 0 0 0 0");
    assert_number(&office, "SELECT count(*) FROM absence WHERE code = 'leave'", 1);
    take(&office, STAFF_ABSENCES,
         "email;from;to;code;note\n"
         "kbe@byraa.example;2026-03-09;2026-03-16;leave;Ferie\n",
         "1 0 1 0 0 1 0 0");
    assert_number(&office, "SELECT count(*) FROM absence", 2);
    g_autofree char *sql = g_strdup_printf("SELECT until_at FROM absence WHERE code = 'leave'");
    gint64 expected = 0;
    assert_true(time_text_parse("2026-03-17", &expected, NULL));
    assert_number(&office, sql, expected);
    /* its own key: everything may move */
    take(&office, STAFF_ABSENCES, "initials;from;to;code;key\nkbe;2026-04-01;2026-04-02;FER;A7\n",
         "1 1 0 0 0 2 0 0");
    take(&office, STAFF_ABSENCES, "initials;from;to;code;key\nkbe;2026-04-02;2026-04-03;KUR;A7\n",
         "1 0 1 0 0 2 0 0");
    assert_number(&office, "SELECT count(*) FROM absence WHERE code = 'course'", 1);
    assert_number(&office, "SELECT count(*) FROM absence", 3);
}

static void full_removes_what_has_not_begun_and_ends_what_runs(void **state)
{
    g_auto(Office) office = office_of(state);
    take(&office, STAFF_PEOPLE, TWO_PEOPLE, "2 2 0 0 0 0 0 0");
    take(&office, STAFF_ABSENCES,
         "initials;from;to;code\nkbe;2026-02-01;2026-02-03;FER\nkbe;2026-03-09;2026-03-13;FER\n"
         "kbe;2026-04-01;2026-04-02;FER\noha;2026-04-01;2026-04-02;FER\n",
         "4 4 0 0 0 0 0 0");
    DbBatch *batch = db_batch_new(NULL);
    people_add_absence(batch, "kbe", FIXTURE_NOW + 86400, FIXTURE_NOW + 90000, "meeting", "", 0);
    fixture_apply(office.fixture, batch);
    take_full(&office, STAFF_ABSENCES, "initials;from;to;code\noha;2026-04-01;2026-04-02;FER\n",
              "1 0 0 1 0 0 2 0");
    assert_number(&office, "SELECT count(*) FROM absence", 4);
    assert_number(&office, "SELECT count(*) FROM absence WHERE until_at = 1773133920", 1);
}

static const char calendar[] =
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nX-WR-CALNAME:kbe@byraa.example\r\n"
    "BEGIN:VEVENT\r\nUID:a\r\nSUMMARY:FER: Fjellet\r\nDTSTART;VALUE=DATE:20260316\r\n"
    "DTEND;VALUE=DATE:20260318\r\nTRANSP:TRANSPARENT\r\nEND:VEVENT\r\n"
    "BEGIN:VEVENT\r\nUID:b\r\nSUMMARY:møt; Ledermøte\r\nDTSTART:20260312T080000Z\r\n"
    "DTEND:20260312T090000Z\r\nRRULE:FREQ=WEEKLY;COUNT=3\r\nEXDATE:20260319T080000Z\r\nEND:"
    "VEVENT\r\n"
    "BEGIN:VEVENT\r\nUID:c\r\nSUMMARY:Tannlege\r\nCLASS:PRIVATE\r\nDTSTART:20260313T080000Z\r\n"
    "DTEND:20260313T090000Z\r\nX-MICROSOFT-CDO-BUSYSTATUS:OOF\r\nEND:VEVENT\r\n"
    "BEGIN:VEVENT\r\nUID:d\r\nSUMMARY:Kanskje\r\nSTATUS:TENTATIVE\r\nDTSTART:20260313T100000Z\r\n"
    "DTEND:20260313T110000Z\r\nEND:VEVENT\r\n"
    "BEGIN:VEVENT\r\nUID:e\r\nSUMMARY:Frukt\r\nTRANSP:TRANSPARENT\r\nDTSTART:20260313T120000Z\r\n"
    "DTEND:20260313T130000Z\r\nEND:VEVENT\r\n"
    "BEGIN:VEVENT\r\nUID:f\r\nSUMMARY:Skrive\r\nDTSTART:20260313T140000Z\r\n"
    "DTEND:20260313T150000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

static void refused_with(Office *office, StaffKind kind, const char *text, const char *line)
{
    g_autoptr(StaffReport) report =
        take_bytes(office, kind, text, strlen(text), (StaffImport){.dry_run = false});
    if (report->problems->len == 0)
        fail_msg("accepted: %s", text);
    if (!strstr(report->problems->pdata[0], line))
        fail_msg("%s: without %s", (const char *)report->problems->pdata[0], line);
    assert_number(office, "SELECT count(*) FROM absence", 0);
}

static void what_is_broken_is_refused_with_its_line(void **state)
{
    g_auto(Office) office = office_of(state);
    take(&office, STAFF_PEOPLE, TWO_PEOPLE, "2 2 0 0 0 0 0 0");
    refused_with(&office, STAFF_ABSENCES,
                 "initials;from;to;code\nkbe;2026-03-10;2026-03-11;FER\n"
                 "kbe;2026-03-12;2026-03-12;TULLKODE\n",
                 "line 3: \"TULLKODE\" is no reason of absences; known are meeting");
    refused_with(&office, STAFF_ABSENCES, "initials;from;to;code\nkbe;1890-03-10;1890-03-11;FER\n",
                 "line 2: \"1890-03-10\" is not between 1990 and 2100");
    refused_with(&office, STAFF_ABSENCES,
                 "initials;from;to;code;note\nkbe;2026-03-10;2026-03-11;FER;P\xe5ske\n"
                 "oha;2026-03-10;2026-03-11;FER;P\xc3\xa5ske\n",
                 "line 2");
    refused_with(&office, STAFF_ABSENCES, " \r\n", "the file is empty");
    static const char endless[] =
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nX-WR-CALNAME:kbe@byraa.example\r\nBEGIN:VEVENT\r\n"
        "UID:a\r\nSUMMARY:MØT: Uke\r\nDTSTART:20260312T080000Z\r\nDTEND:20260312T090000Z\r\n"
        "RRULE:FREQ=WEEKLY\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    refused_with(&office, STAFF_ABSENCES, endless, "line 9: the recurrence has no end");
    g_autoptr(StaffReport) kept = take_bytes(&office, STAFF_ABSENCES, endless, strlen(endless),
                                             (StaffImport){.open_ended = true});
    assert_int_equal(kept->problems->len, 0);
    assert_true(kept->added > 50);
}

static void a_person_of_no_section_and_no_number_is_refused(void **state)
{
    g_auto(Office) office = office_of(state);
    DbBatch *batch = db_batch_new(NULL);
    people_put_section(batch, &(Section){.code = "240", .name_nb = "Priser"});
    fixture_apply(office.fixture, batch);
    refused_with(&office, STAFF_PEOPLE, "initials;name;sections\nkbe;Kari Berg;\"240,999\"\n",
                 "line 2: there is no section \"999\"");
    refused_with(&office, STAFF_PEOPLE, "initials;name;phone\nkbe;Kari Berg;12\n",
                 "line 2: \"12\" is no telephone number");
    take(&office, STAFF_PEOPLE, "initials;name;sections;phone\nkbe;Kari Berg;240;00 00 21 11\n",
         "1 1 0 0 0 0 0 0");
}

static void absences_from_a_calendar(void **state)
{
    g_auto(Office) office = office_of(state);
    take(&office, STAFF_PEOPLE, TWO_PEOPLE, "2 2 0 0 0 0 0 0");
    take(&office, STAFF_ABSENCES, calendar, "7 5 0 0 2 0 0 0");
    take(&office, STAFF_ABSENCES, calendar, "7 0 0 5 2 0 0 0");
    assert_number(&office,
                  "SELECT count(*) FROM absence WHERE code = 'leave' AND kind = 'said' AND note = "
                  "'Fjellet' AND until_at - from_at = 172800 AND NOT phone_open",
                  1);
    assert_number(&office,
                  "SELECT count(*) FROM absence WHERE code = 'meeting' AND kind = 'said' AND "
                  "phone_open AND note = 'Ledermøte'",
                  2);
    assert_number(&office,
                  "SELECT count(*) FROM absence WHERE code = 'out_of_office' AND kind = 'calendar' "
                  "AND note = ''",
                  1);
    assert_number(&office,
                  "SELECT count(*) FROM absence WHERE code = 'busy' AND kind = 'calendar' AND note "
                  "= 'Skrive'",
                  1);
    /* the meeting moves, the leave is gone */
    g_autoptr(GString) moved = g_string_new(calendar);
    g_string_replace(moved, "DTSTART:20260313T140000Z\r\nDTEND:20260313T150000Z",
                     "DTSTART:20260314T140000Z\r\nDTEND:20260314T150000Z", 0);
    g_string_replace(moved, "UID:a\r\n", "UID:a\r\nSTATUS:CANCELLED\r\n", 0);
    take(&office, STAFF_ABSENCES, moved->str, "6 0 1 3 2 1 0 0");
    take_full(&office, STAFF_ABSENCES, moved->str, "6 0 0 4 2 0 1 0");
    assert_number(&office, "SELECT count(*) FROM absence", 4);
}

static void whose_calendar_it_is(void **state)
{
    g_auto(Office) office = office_of(state);
    take(&office, STAFF_PEOPLE, TWO_PEOPLE, "2 2 0 0 0 0 0 0");
    static const char unnamed[] = "BEGIN:VCALENDAR\r\nBEGIN:VFREEBUSY\r\n"
                                  "ORGANIZER:mailto:%s\r\nFREEBUSY:20260312T080000Z/PT1H\r\n"
                                  "END:VFREEBUSY\r\nEND:VCALENDAR\r\n";
    g_autofree char *olas = g_strdup_printf(unnamed, "OHA@byraa.example");
    g_autofree char *nobodys = g_strdup_printf(unnamed, "x@elsewhere.example");
    take(&office, STAFF_ABSENCES, olas, "1 1 0 0 0 0 0 0");
    take(&office, STAFF_ABSENCES, nobodys, "1 0 0 0 0 0 0 1");
    g_autoptr(StaffReport) given =
        take_bytes(&office, STAFF_ABSENCES, nobodys, strlen(nobodys),
                   (StaffImport){.person = "kbe", .source = "kari.ics", .full = true});
    assert_counts(given, "1 1 0 0 0 0 0 0");
    assert_number(&office,
                  "SELECT count(*) FROM absence AS a JOIN person AS p ON p.id = a.person WHERE "
                  "p.initials || a.code || a.kind IN ('ohabusycalendar', 'kbebusycalendar')",
                  2);
}

static void availability_is_told_of(void **state)
{
    g_auto(Office) office = office_of(state);
    take(&office, STAFF_PEOPLE, TWO_PEOPLE, "2 2 0 0 0 0 0 0");
    static const char text[] =
        "BEGIN:VCALENDAR\r\nX-WR-CALNAME:kbe@byraa.example\r\nBEGIN:VAVAILABILITY\r\nUID:9\r\n"
        "END:VAVAILABILITY\r\nBEGIN:VEVENT\r\nUID:a\r\nSUMMARY:MØT\r\n"
        "DTSTART:20260312T080000Z\r\nDTEND:20260312T090000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    g_autoptr(StaffReport) report =
        take_bytes(&office, STAFF_ABSENCES, text, strlen(text), (StaffImport){.dry_run = true});
    assert_counts(report, "1 1 0 0 0 0 0 0");
    assert_string_equal(report->lines->pdata[0],
                        "1 VAVAILABILITY is not read; office hours come with the people");
}

static void broken_calendars_leave_nothing(void **state)
{
    g_auto(Office) office = office_of(state);
    take(&office, STAFF_PEOPLE, TWO_PEOPLE, "2 2 0 0 0 0 0 0");
    static const struct {
        const char *from, *to, *problem;
    } cases[] = {
        {"END:VEVENT\r\nEND:VCALENDAR\r\n", "", "no END"},
        {"20260313T140000Z", "half past two", "line 44"},
        {"RRULE:FREQ=WEEKLY;COUNT=3", "RRULE:FREQ=SECONDLY", "more often than daily"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GString) text = g_string_new(calendar);
        g_string_replace(text, cases[i].from, cases[i].to, 1);
        g_autoptr(StaffReport) report =
            take_bytes(&office, STAFF_ABSENCES, text->str, text->len, (StaffImport){0});
        if (report->problems->len == 0 || !strstr(report->problems->pdata[0], cases[i].problem))
            fail_msg("case %zu: %s", i,
                     report->problems->len ? (char *)report->problems->pdata[0] : "no problem");
    }
    assert_number(&office, "SELECT count(*) FROM absence", 0);
}

/* ---- duties ---- */

static void a_roster_again_and_again(void **state)
{
    g_auto(Office) office = office_of(state);
    take(&office, STAFF_PEOPLE, TWO_PEOPLE, "2 2 0 0 0 0 0 0");
    static const char text[] =
        "roster;from;to;person;backup;phone;note\n"
        "press;2026-03-09 15:00;2026-03-10 15:00;kbe;oha;00 00 99 99;Døgnvakt\n"
        ";2026-03-16;2026-03-22;oha@byraa.example;;;\n";
    take(&office, STAFF_DUTIES, text, "2 2 0 0 0 0 0 0");
    take(&office, STAFF_DUTIES, text, "2 0 0 2 0 0 0 0");
    assert_number(&office,
                  "SELECT count(*) FROM duty WHERE roster = 'press' AND source = 'staff.csv'", 2);
    take(&office, STAFF_DUTIES, "roster;from;to;person\npress;2026-03-16;2026-03-20;kbe\n",
         "1 0 1 0 0 1 0 0");
    take_full(&office, STAFF_DUTIES, "roster;from;to;person\npress;2026-03-30;2026-04-05;kbe\n",
              "1 1 0 0 0 0 2 0");
    assert_number(&office, "SELECT count(*) FROM duty", 2);
    assert_number(&office, "SELECT count(*) FROM duty WHERE until_at = 1773133920", 1);
}

int main(void)
{
    static const StoreTest tests[] = {
        store_test(an_end_that_moves_changes_the_absence),
        store_test(full_removes_what_has_not_begun_and_ends_what_runs),
        store_test(what_is_broken_is_refused_with_its_line),
        store_test(a_person_of_no_section_and_no_number_is_refused),
        store_test(absences_from_a_calendar),
        store_test(whose_calendar_it_is),
        store_test(broken_calendars_leave_nothing),
        store_test(availability_is_told_of),
        store_test(a_roster_again_and_again),
    };
    desk_fixture_freeze_clock();
    return run_on_both_carriers(tests);
}

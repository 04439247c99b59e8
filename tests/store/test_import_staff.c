/* The directory brought up to date on both carriers: what a source says changes, what it does not
 * say stays, twice is once, and a source with a problem leaves nothing behind. */
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/time_text.h"

#include "skranke/store/people.h"
#include "skranke/store/rosters.h"

#include "skranke/desk/import_staff.h"

#include "cleanup.h"
#include "desk_fixture.h"

typedef struct {
    StoreFixture *fixture;
    Desk *desk;
} Office;

static Office office_of(void **state)
{
    StoreFixture *fixture = *state;
    return (Office){fixture, desk_fixture(fixture, fixture->kari)};
}

static void office_close(Office *office)
{
    desk_fixture_free(office->desk);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Office, office_close)

static StaffReport *take_bytes(Office *office, StaffKind kind, const char *bytes, gsize size,
                               StaffImport options)
{
    g_autoptr(GError) error = NULL;
    options.source = options.source ? options.source : "staff.csv";
    StaffReport *report = staff_import(office->desk, kind, bytes, size, &options, &error);
    assert_no_error(error);
    return report;
}

/* "read added changed unchanged skipped missing ended problems" */
static void assert_counts_at(const StaffReport *report, const char *expected, int line)
{
    g_autofree char *found =
        g_strdup_printf("%d %d %d %d %d %d %d %u", (int)report->read, (int)report->added,
                        (int)report->changed, (int)report->unchanged, (int)report->skipped,
                        (int)report->missing, (int)report->ended, report->problems->len);
    if (strcmp(found, expected) != 0)
        fail_msg("line %d: %s instead of %s: %s", line, found, expected,
                 report->problems->len ? (char *)report->problems->pdata[0]
                 : report->lines->len  ? (char *)report->lines->pdata[0]
                                       : "");
}
#define assert_counts(report, expected) assert_counts_at(report, expected, __LINE__)

static void take(Office *office, StaffKind kind, const char *text, const char *expected)
{
    g_autoptr(StaffReport) report = take_bytes(office, kind, text, strlen(text), (StaffImport){0});
    assert_counts(report, expected);
}

static void take_full(Office *office, StaffKind kind, const char *text, const char *expected)
{
    g_autoptr(StaffReport) report =
        take_bytes(office, kind, text, strlen(text), (StaffImport){.full = true});
    assert_counts(report, expected);
}

static void assert_number(Office *office, const char *sql, gint64 expected)
{
    gint64 found = fixture_number(office->fixture, sql);
    if (found != expected)
        fail_msg("%d instead of %d: %s", (int)found, (int)expected, sql);
}

#define TWO_PEOPLE                                                                                 \
    "initials;name;email;phone;employee_id\n"                                                      \
    "kbe;Kari Berg;kbe@byraa.example;00 00 21 11;17\n"                                             \
    "oha;Ola Haug;oha@byraa.example;00 00 21 12;18\n"

/* ---- people ---- */

static void a_file_changes_only_what_it_says(void **state)
{
    g_auto(Office) office = office_of(state);
    take(&office, STAFF_PEOPLE,
         "initials;name;title_nb;phone;keywords;core_hours;mobile_shown\n"
         "kbe;Kari Berg;Rådgiver;00 00 21 11;kpi; priser;ma-fr 09:00-14:00;ja\n",
         "0 0 0 0 0 0 0 1");
    take(&office, STAFF_PEOPLE,
         "initials;name;title_nb;phone;keywords;core_hours;mobile_shown\n"
         "kbe;Kari Berg;Rådgiver;00 00 21 11;\"kpi; priser\";ma-fr 09:00-14:00;ja\n",
         "1 1 0 0 0 0 0 0");
    assert_number(&office,
                  "SELECT count(*) FROM person WHERE keywords = 'kpi,priser' AND mobile_shown = 1 "
                  "AND core_hours = 'ma-fr 09:00-14:00' AND source = 'staff.csv'",
                  1);
    g_autoptr(StaffReport) report = take_bytes(
        &office, STAFF_PEOPLE, "initials\tphone\nkbe\t00 00 21 99\n", 31, (StaffImport){0});
    assert_counts(report, "1 0 1 0 0 0 0 0");
    assert_string_equal(report->lines->pdata[0], "kbe: phone 00 00 21 11 -> 00 00 21 99");
    assert_number(&office,
                  "SELECT count(*) FROM person WHERE phone = '00 00 21 99' AND title_nb = "
                  "'Rådgiver' AND name = 'Kari Berg'",
                  1);
    assert_number(&office, "SELECT count(*) FROM event WHERE kind = 'directory_changed'", 2);
}

static void the_same_again_changes_nothing(void **state)
{
    g_auto(Office) office = office_of(state);
    take(&office, STAFF_PEOPLE, TWO_PEOPLE, "2 2 0 0 0 0 0 0");
    take(&office, STAFF_PEOPLE, TWO_PEOPLE, "2 0 0 2 0 0 0 0");
    assert_number(&office, "SELECT count(*) FROM event WHERE kind = 'directory_changed'", 1);
}

static void a_dry_run_tells_and_writes_nothing(void **state)
{
    g_auto(Office) office = office_of(state);
    g_autoptr(StaffReport) report = take_bytes(&office, STAFF_PEOPLE, TWO_PEOPLE,
                                               strlen(TWO_PEOPLE), (StaffImport){.dry_run = true});
    assert_counts(report, "2 2 0 0 0 0 0 0");
    assert_int_equal(report->lines->len, 2);
    assert_number(&office, "SELECT count(*) FROM person", 0);
}

static void people_are_known_by_number_then_mail_then_initials(void **state)
{
    g_auto(Office) office = office_of(state);
    take(&office, STAFF_PEOPLE, TWO_PEOPLE, "2 2 0 0 0 0 0 0");
    /* a new name brings new initials and a new address; the old name is still found */
    take(&office, STAFF_PEOPLE,
         "employee_id;initials;name;email\n17;kli;Kari Lie;kli@byraa.example\n", "1 0 1 0 0 1 0 0");
    assert_number(&office,
                  "SELECT count(*) FROM person WHERE initials = 'kli' AND former_names = 'Kari "
                  "Berg' AND phone = '00 00 21 11'",
                  1);
    take(&office, STAFF_PEOPLE, "email;phone\nOHA@byraa.example;1234\n", "1 0 1 0 0 1 0 0");
    take(&office, STAFF_PEOPLE, "initials;phone\nOHA;12345\n", "1 0 1 0 0 1 0 0");
    assert_number(&office, "SELECT count(*) FROM person", 2);
    /* the same initials, but somebody else */
    take(&office, STAFF_PEOPLE, "employee_id;initials;name\n19;kli;Knut Li\n", "1 0 0 0 0 0 0 1");
    assert_number(&office, "SELECT count(*) FROM person", 2);
}

static void deputies_may_stand_further_down(void **state)
{
    g_auto(Office) office = office_of(state);
    static const char text[] = "initials;name;deputy;successor\nkbe;Kari Berg;oha;\n"
                               "oha;Ola Haug;kbe;\n";
    take(&office, STAFF_PEOPLE, text, "2 2 0 0 0 0 0 0");
    take(&office, STAFF_PEOPLE, text, "2 0 0 2 0 0 0 0");
    assert_number(&office,
                  "SELECT count(*) FROM person AS p JOIN person AS d ON d.id = p.deputy "
                  "WHERE p.initials || d.initials IN ('kbeoha', 'ohakbe')",
                  2);
    take(&office, STAFF_PEOPLE, "initials;deputy\nkbe;\n", "1 0 1 0 0 1 0 0");
    take(&office, STAFF_PEOPLE, "initials;deputy\nkbe;xyz\n", "1 0 0 0 0 0 0 1");
    assert_number(&office, "SELECT count(*) FROM person WHERE deputy IS NOT NULL", 1);
}

static void who_is_missing_has_left_only_with_full(void **state)
{
    g_auto(Office) office = office_of(state);
    take(&office, STAFF_PEOPLE, TWO_PEOPLE, "2 2 0 0 0 0 0 0");
    g_autoptr(StaffReport) other =
        take_bytes(&office, STAFF_PEOPLE, "initials;name\nlse;Lise Sem\n", 27,
                   (StaffImport){.source = "other.csv", .full = true});
    assert_counts(other, "1 1 0 0 0 0 0 0");
    static const char one[] = "initials;phone\nkbe;00 00 21 11\n";
    take(&office, STAFF_PEOPLE, one, "1 0 0 1 0 1 0 0");
    assert_number(&office, "SELECT count(*) FROM person WHERE active", 3);
    take_full(&office, STAFF_PEOPLE, one, "1 0 0 1 0 0 1 0");
    assert_number(&office,
                  "SELECT count(*) FROM person WHERE NOT active AND initials = 'oha' AND left_on = "
                  "'2026-03-10'",
                  1);
    take_full(&office, STAFF_PEOPLE, one, "1 0 0 1 0 0 0 0");
    /* named again: without --full whoever has left stays so */
    take(&office, STAFF_PEOPLE, TWO_PEOPLE, "2 0 0 2 0 0 0 0");
    assert_number(&office, "SELECT count(*) FROM person WHERE active", 2);
    take_full(&office, STAFF_PEOPLE, TWO_PEOPLE, "2 0 1 1 0 0 0 0");
    assert_number(&office, "SELECT count(*) FROM person WHERE active AND left_on = ''", 3);
    /* a source that was cut off ends nobody */
    take_full(&office, STAFF_PEOPLE, "initials;phone\n", "0 0 0 0 0 0 0 1");
    assert_number(&office, "SELECT count(*) FROM person WHERE active", 3);
}

static void a_day_of_leaving(void **state)
{
    g_auto(Office) office = office_of(state);
    take(&office, STAFF_PEOPLE,
         "initials;name;left_on\nkbe;Kari Berg;2026-03-10\noha;Ola Haug;2026-03-11\nlse;Lise;\n",
         "3 3 0 0 0 0 0 0");
    assert_number(&office, "SELECT count(*) FROM person WHERE NOT active AND initials = 'kbe'", 1);
    assert_number(&office, "SELECT count(*) FROM person WHERE active", 2);
}

static void columns_by_the_names_of_the_file(void **state)
{
    g_auto(Office) office = office_of(state);
    g_autofree char *folder = temp_folder_make("columns");
    g_autofree char *path =
        file_write(folder, "skranke.ini",
                   "[directory]\ncolumns = name=Navn, initials=Signatur, phone=Telefon\n", -1);
    g_autoptr(Config) config = config_load(path, NULL);
    const Config *before = office.desk->config;
    office.desk->config = config;
    take(&office, STAFF_PEOPLE, "Signatur,Navn,Telefon\nkbe,Kari Berg,1234\n", "1 1 0 0 0 0 0 0");
    office.desk->config = before;
    assert_number(&office,
                  "SELECT count(*) FROM person WHERE name = 'Kari Berg' AND phone = '1234'", 1);
    temp_folder_remove(g_steal_pointer(&folder));
}

static void encodings(void **state)
{
    g_auto(Office) office = office_of(state);
    static const char windows[] = "initials;name\nb\xe5s;B\xe5rd \xc5s\n";
    g_autoptr(StaffReport) report =
        take_bytes(&office, STAFF_PEOPLE, windows, sizeof windows - 1, (StaffImport){0});
    assert_counts(report, "1 1 0 0 0 0 0 0");
    assert_string_equal(report->encoding, "windows-1252");
    assert_number(&office, "SELECT count(*) FROM person WHERE name = 'Bård Ås'", 1);
    static const struct {
        const char *bytes;
        gsize size;
        const char *line;
    } cases[] = {
        {"initials;name\nabc;A\x81\n", 21, "line 2"},
        {"initials;name\nabc;B\xc3\xa5rd\ncde;B\xe5rd\n", 33, "line 3"},
        {"initials;name\nabc;A\0B\n", 22, "line 2"},
        {"initials;name\nabc;A\x1b[2J\n", 24, "line 2"},
        {"\xff\xfei\0n\0i\0", 8, "line 1"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(StaffReport) broken =
            take_bytes(&office, STAFF_PEOPLE, cases[i].bytes, cases[i].size, (StaffImport){0});
        assert_true(broken->problems->len > 0);
        if (!strstr(broken->problems->pdata[0], cases[i].line))
            fail_msg("case %zu: %s", i, (char *)broken->problems->pdata[0]);
    }
    assert_number(&office, "SELECT count(*) FROM person", 1);
}

static void problems_leave_nothing_behind(void **state)
{
    g_auto(Office) office = office_of(state);
    g_autofree char *long_name = g_strnfill(121, 'x');
    g_autofree char *too_long = g_strdup_printf("initials;name\nabc;%s\n", long_name);
    const struct {
        StaffKind kind;
        const char *text, *words;
    } cases[] = {
        {STAFF_PEOPLE, "initials;name\nabc;Anne\nabc;Anders\n", "line 3"},
        {STAFF_PEOPLE, "initials;name\nabc;Anne\nbcd;\n", "line 3"},
        {STAFF_PEOPLE, "initials;name\n;Anne\n", "line 2"},
        {STAFF_PEOPLE, "initials;name;hours\nabc;Anne;alltid\n", "line 2"},
        {STAFF_PEOPLE, "initials;name;email\nabc;Anne;anne\n", "line 2"},
        {STAFF_PEOPLE, "initials;name;left_on\nabc;Anne;i fjor\n", "line 2"},
        {STAFF_PEOPLE, "initials;name;mobile_shown\nabc;Anne;kanskje\n", "line 2"},
        {STAFF_PEOPLE, "navn;telefon\nAnne;1\n", "line 1"},
        {STAFF_PEOPLE, "initials;name\n\"abc;Anne\n", "2"},
        {STAFF_PEOPLE, "initials;name\nabc;Anne;1;2\n", "2"},
        {STAFF_PEOPLE, too_long, "line 2"},
        {STAFF_PEOPLE, "BEGIN:VCARD\nVERSION:2.1\nFN:Anne\nEND:VCARD\n", "2.1"},
        {STAFF_PEOPLE, "BEGIN:VCARD\nVERSION:3.0\nFN:Anne\n", "line 1"},
        {STAFF_PEOPLE, "dn: uid=abc\nuid: abc\ncn:: /////w==\n", "line 1"},
        {STAFF_PEOPLE, "dn: uid=abc\nuid: abc\ncn: Anne\n\nmail: half@record\n", "line 5"},
        {STAFF_PEOPLE, "dn: uid=abc\ncn:< file:///etc/passwd\n", "line 2"},
        {STAFF_PEOPLE, "BEGIN:VCALENDAR\nEND:VCALENDAR\n", "line 1"},
        {STAFF_DUTIES, "dn: uid=abc\n", "line 1"},
        {STAFF_DUTIES, "from;to;person\ntoday;today;abc\n", "line 2"},
        {STAFF_DUTIES, "from;to\ntoday;today\n", "line 1"},
        {STAFF_ABSENCES, "initials;from;to;code\nabc;today;today;sick\n", "line 2"},
        {STAFF_ABSENCES, "initials;to;code\nabc;today;sick\n", "line 1"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(StaffReport) report = take_bytes(&office, cases[i].kind, cases[i].text,
                                                   strlen(cases[i].text), (StaffImport){0});
        if (report->problems->len == 0)
            fail_msg("case %zu has no problem", i);
        if (!strstr(report->problems->pdata[0], cases[i].words))
            fail_msg("case %zu: %s", i, (char *)report->problems->pdata[0]);
        assert_int_equal(report->added + report->changed, 0);
        assert_int_equal(report->lines->len, 0);
    }
    assert_number(&office, "SELECT count(*) FROM person", 0);
    assert_number(&office, "SELECT count(*) FROM event WHERE kind = 'directory_changed'", 0);
}

static void too_many_rows(void **state)
{
    g_auto(Office) office = office_of(state);
    g_autoptr(GString) text = g_string_new("initials;name\n");
    for (int i = 0; i < 100001; i++)
        g_string_append_printf(text, "p%d;N\n", i);
    g_autoptr(StaffReport) report =
        take_bytes(&office, STAFF_PEOPLE, text->str, text->len, (StaffImport){0});
    assert_int_equal(report->problems->len, 1);
    assert_number(&office, "SELECT count(*) FROM person", 0);
}

static void put_section(Office *office)
{
    g_autofree char *code = g_strdup("320"), *name = g_strdup("Seksjon for priser");
    Section section = {.code = code, .name_nb = name};
    DbBatch *batch = db_batch_new(NULL);
    people_put_section(batch, &section);
    fixture_apply(office->fixture, batch);
}

static void people_from_ldif(void **state)
{
    g_auto(Office) office = office_of(state);
    put_section(&office);
    static const char text[] =
        "dn: ou=people,dc=example\nobjectClass: organizationalUnit\nou: people\n\n"
        "dn: uid=kbe,ou=people,dc=example\nuid: kbe\ncn: Kari Berg\ndisplayName: Berg, Kari\n"
        "givenName: Kari\nsn: Berg\ntitle: Rådgiver\ntitle;lang-en: Adviser\n"
        "departmentNumber: 320\ntelephoneNumber: +47 00 00 21 11\nmobile: 00 00 71 11\n"
        "mail: kbe@byraa.example\nemployeeNumber: 17\npreferredLanguage: nn-NO, en;q=0.5\n"
        "manager: uid=lse,ou=people,dc=example\n\n"
        "dn: cn=off,dc=example\nsAMAccountName: off\ncn: Off\nuserAccountControl: 514\n";
    take(&office, STAFF_PEOPLE, text, "3 1 0 0 2 0 0 0");
    take(&office, STAFF_PEOPLE, text, "3 0 0 1 2 0 0 0");
    assert_number(&office,
                  "SELECT count(*) FROM person WHERE initials = 'kbe' AND name = 'Kari Berg' AND "
                  "title_nb = 'Rådgiver' AND title_en = 'Adviser' AND sections = '320' AND phone = "
                  "'+47 00 00 21 11' AND mobile = '00 00 71 11' AND languages = 'nn,en' AND "
                  "employee_id = '17'",
                  1);
}

static void people_from_cards(void **state)
{
    g_auto(Office) office = office_of(state);
    put_section(&office);
    static const char text[] =
        "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Kari Berg\r\nORG:Fylkesarkivet;Seksjon for priser\r\n"
        "TITLE:Rådgiver\r\nTEL;TYPE=fax:00 00 00 01\r\nTEL;VALUE=uri;TYPE=work:tel:+47-22-11-00-00"
        "\r\nTEL;TYPE=cell:912 34 567\r\nEMAIL:kbe@arkiv.example\r\nCATEGORIES:kpi,priser\r\n"
        "NOTE:Ring\\, ikke skriv\r\nEND:VCARD\r\n";
    take(&office, STAFF_PEOPLE, text, "1 1 0 0 0 0 0 0");
    take(&office, STAFF_PEOPLE, text, "1 0 0 1 0 0 0 0");
    assert_number(&office,
                  "SELECT count(*) FROM person WHERE initials = 'kbe' AND organisation = "
                  "'Fylkesarkivet' AND sections = '320' AND phone = '22 11 00 00' AND mobile = "
                  "'912 34 567' AND keywords = 'kpi,priser' AND note = 'Ring, ikke skriv'",
                  1);
}

/* ---- absences ---- */

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
    people_add_absence(batch, "kbe", FIXTURE_NOW + 86400, FIXTURE_NOW + 90000, "meeting", "");
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
        store_test(a_file_changes_only_what_it_says),
        store_test(the_same_again_changes_nothing),
        store_test(a_dry_run_tells_and_writes_nothing),
        store_test(people_are_known_by_number_then_mail_then_initials),
        store_test(deputies_may_stand_further_down),
        store_test(who_is_missing_has_left_only_with_full),
        store_test(a_day_of_leaving),
        store_test(columns_by_the_names_of_the_file),
        store_test(encodings),
        store_test(problems_leave_nothing_behind),
        store_test(too_many_rows),
        store_test(people_from_ldif),
        store_test(people_from_cards),
        store_test(an_end_that_moves_changes_the_absence),
        store_test(full_removes_what_has_not_begun_and_ends_what_runs),
        store_test(absences_from_a_calendar),
        store_test(whose_calendar_it_is),
        store_test(broken_calendars_leave_nothing),
        store_test(a_roster_again_and_again),
    };
    desk_fixture_freeze_clock();
    return run_on_both_carriers(tests);
}

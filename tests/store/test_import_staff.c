/* People brought up to date on both carriers: what a source says changes, what it does not say
 * stays, twice is once, and a source with a problem leaves nothing behind. */
#include <string.h>

#include "skranke/store/people.h"

#include "cleanup.h"
#include "import_fixture.h"

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
    };
    desk_fixture_freeze_clock();
    return run_on_both_carriers(tests);
}

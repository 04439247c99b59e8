/* Moments as people write and say them, in three languages at once. Now is Tuesday 10 March 2026 at
 * 10:12. */
#include "skranke/base/error.h"
#include "skranke/base/language.h"
#include "skranke/base/time_text.h"

#include "skranke/desk/sorting.h"

#include "desk_fixture.h"

static gint64 moment(const char *text)
{
    gint64 at = 0;
    assert_true(time_text_parse(text, &at, NULL));
    return at;
}

static void moments_as_people_write_them(void **state)
{
    StoreFixture *fixture = *state;
    Desk *kari = desk_fixture(fixture, fixture->kari);
    static const struct {
        const char *text, *at;
    } cases[] = {
        {"tomorrow", "2026-03-11T09:00"},
        {"I morgen", "2026-03-11T09:00"},
        {"i morgon kl. 14", "2026-03-11T14:00"},
        {"today 14:00", "2026-03-10T14:00"},
        {"i dag, 14.30", "2026-03-10T14:30"},
        {"14:00", "2026-03-10T14:00"},
        {"kl 9", "2026-03-10T09:00"},
        {"mandag", "2026-03-16T09:00"},
        {"Måndag 10", "2026-03-16T10:00"},
        {"monday 9", "2026-03-16T09:00"},
        {"tirsdag", "2026-03-17T09:00"}, /* today is one */
        {"tysdag 08:15", "2026-03-17T08:15"},
        {"fri", "2026-03-13T09:00"},
        {"lørdag", "2026-03-16T09:00"}, /* the first opening after it */
        {"laurdag 12:00", "2026-03-14T12:00"},
        {"next week", "2026-03-16T09:00"},
        {"neste veke 12", "2026-03-16T12:00"},
        {"i overmorgen", "2026-03-12T09:00"},
        {"+2", "2026-03-12T09:00"},
        {"+4 13:00", "2026-03-16T13:00"},   /* over the weekend */
        {"2026-04-02", "2026-04-07T09:00"}, /* Maundy Thursday: opened after Easter */
        {"2026-03-12 8:30", "2026-03-12T08:30"},
        {"2026-03-12T14:00+00:00", "2026-03-12T15:00"},
        {"24.12.", "2026-12-24T09:00"},
        {"9.3.", "2026-03-09T09:00"}, /* just passed: no day of next year, a slip */
        {"9.1.", "2026-01-09T09:00"},
        {"8.1.", "2027-01-08T09:00"}, /* more than sixty days ago */
        {"9.3.2027", "2027-03-09T09:00"},
        {"24.12.2027 10:00", "2027-12-24T10:00"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        gint64 at = 0;
        if (!sorting_parse_moment(kari, cases[i].text, &at, &error))
            fail_msg("%s: %s", cases[i].text, error->message);
        g_autofree char *read = time_text_iso(at);
        if (at != moment(cases[i].at))
            fail_msg("%s is %s, not %s", cases[i].text, read, cases[i].at);
    }
    desk_fixture_free(kari);
}

/* What colleagues say on the telephone, in three languages; the desk's clock stands at 10:12. */
static void moments_as_people_say_them(void **state)
{
    StoreFixture *fixture = *state;
    Desk *kari = desk_fixture(fixture, fixture->kari);
    static const struct {
        const char *text, *at;
    } cases[] = {
        {"kl 2", "2026-03-10T14:00"},
        {"2", "2026-03-10T14:00"},
        {"2.30", "2026-03-10T14:30"},
        {"02:00", "2026-03-10T02:00"}, /* figures of the night stay there */
        {"11", "2026-03-10T11:00"},
        {"12", "2026-03-10T12:00"},
        {"2 pm", "2026-03-10T14:00"},
        {"2pm", "2026-03-10T14:00"},
        {"12 am", "2026-03-10T00:00"},
        {"to", "2026-03-10T14:00"},
        {"klokka tre", "2026-03-10T15:00"},
        {"at two", "2026-03-10T14:00"},
        {"halv tre", "2026-03-10T14:30"},
        {"halv to", "2026-03-10T13:30"},
        {"halv ett", "2026-03-10T12:30"},
        {"half past two", "2026-03-10T14:30"},
        {"kvart over to", "2026-03-10T14:15"},
        {"kvart på 12", "2026-03-10T11:45"},
        {"quarter to three", "2026-03-10T14:45"},
        {"ti på halv tre", "2026-03-10T14:20"},
        {"30 min", "2026-03-10T10:42"},
        {"30min", "2026-03-10T10:42"},
        {"1 time", "2026-03-10T11:12"},
        {"1 t", "2026-03-10T11:12"},
        {"1,5 time", "2026-03-10T11:42"},
        {"halvtime", "2026-03-10T10:42"},
        {"en halvtime til", "2026-03-10T10:42"},
        {"ein halvtime", "2026-03-10T10:42"},
        {"half an hour", "2026-03-10T10:42"},
        {"en time", "2026-03-10T11:12"},
        {"ein time", "2026-03-10T11:12"},
        {"an hour", "2026-03-10T11:12"},
        {"to timer", "2026-03-10T12:12"},
        {"to timar", "2026-03-10T12:12"},
        {"two hours", "2026-03-10T12:12"},
        {"et kvarter", "2026-03-10T10:27"},
        {"halvannan time", "2026-03-10T11:42"},
        {"i ein time", "2026-03-10T11:12"},
        {"i morgen tidlig", "2026-03-11T09:00"},
        {"i morgon tidleg", "2026-03-11T09:00"},
        {"tomorrow morning", "2026-03-11T09:00"},
        {"i morgen kl 2", "2026-03-11T14:00"},
        {"mandag halv ni", "2026-03-16T08:30"},
        {"16/3", "2026-03-16T09:00"},
        {"16/3 14:00", "2026-03-16T14:00"},
        {"16/3/2026", "2026-03-16T09:00"},
        {"16.3", "2026-03-16T09:00"},
        {"to. 15:30", "2026-03-12T15:30"}, /* as the screen writes Thursday */
        {"ma. 8", "2026-03-16T08:00"},
        {"on monday", "2026-03-16T09:00"},
        {"innen kl 3", "2026-03-10T15:00"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        gint64 at = 0;
        if (!sorting_parse_moment(kari, cases[i].text, &at, &error))
            fail_msg("%s: %s", cases[i].text, error->message);
        g_autofree char *read = time_text_iso(at);
        if (at != moment(cases[i].at))
            fail_msg("%s is %s, not %s", cases[i].text, read, cases[i].at);
    }
    desk_fixture_free(kari);
}

static void what_is_no_moment(void **state)
{
    StoreFixture *fixture = *state;
    Desk *kari = desk_fixture(fixture, fixture->kari);
    static const char *const cases[] = {
        "",      "soon",     "yesterday", "25:00",      "12:60",         "+0",          "+1000",
        "+",     "mandagen", "31.2.",     "1:2:3",      "2026-02-30",    "i dag igjen", "today 24",
        "- 2",   "9:5",      "123",       "\x1b[",      "tomorrow 9 10", "32.1.2026",   "en",
        "a",     "halv",     "half",      "halv 14:00", "13 pm",         "0 timer",     "om",
        "lunsj", "min",      "33/3",      "to to to"};
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        gint64 at = 0;
        if (sorting_parse_moment(kari, cases[i], &at, &error))
            fail_msg("\"%s\" was taken", cases[i]);
        assert_true(g_error_matches(error, SKRANKE_ERROR, SKRANKE_ERROR_USAGE));
    }
    desk_fixture_free(kari);
}

static void a_day_that_is_wished_ends(void **state)
{
    StoreFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    Desk *kari = desk_fixture(fixture, fixture->kari);
    gint64 at = 0;
    assert_done(sorting_parse_wanted(kari, "i morgen", &at, &error), error);
    assert_int_equal(at, moment("2026-03-12T00:00"));
    assert_done(sorting_parse_wanted(kari, "i morgen 12", &at, &error), error);
    assert_int_equal(at, moment("2026-03-11T12:01"));
    assert_done(sorting_parse_wanted(kari, "2026-03-11T12:00+01:00", &at, &error), error);
    assert_int_equal(at, moment("2026-03-11T12:01"));
    desk_fixture_free(kari);
}

int main(void)
{
    language_start("nb");
    desk_fixture_freeze_clock();
    static const StoreTest tests[] = {
        store_test(moments_as_people_write_them),
        store_test(moments_as_people_say_them),
        store_test(what_is_no_moment),
        store_test(a_day_that_is_wished_ends),
    };
    return run_on_both_carriers(tests);
}

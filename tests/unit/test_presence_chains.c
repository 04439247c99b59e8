/* Back-when against a second reckoning: every minute of five weeks painted in or away. 2,000 people
 * with arbitrary absences, marks, duties and hours, always the same ones, over Easter and the
 * change of the clock, and over Christmas. */
#include <string.h>

#include "skranke/base/language.h"
#include "skranke/base/time_text.h"

#include "presence_fixture.h"
#include "testing.h"

enum {
    PEOPLE = 2000,
    MINUTE = 60,
    DAYS = 35,
    MINUTES = DAYS * DAY_MINUTES,
    BACK_FOR = 15, /* minutes; shorter is not back */
    MOST_ABSENCES = 7,
};

/* Also what the painting knows of the calendar, by hand: days from the first, until when it is
 * open. */
static const struct {
    const char *first;
    struct {
        int day, open_until; /* -1: the end of the list */
    } unusual[8];
} worlds[] = {
    {"2026-03-23T00:00",
     {{9, 12 * 60}, {10, 0}, {11, 0}, {13, 0}, {14, 0}, {16, 12 * 60}, {17, 0}, {-1, 0}}},
    {"2026-12-07T00:00",
     {{16, 0}, {17, 12 * 60}, {18, 0}, {19, 0}, {24, 12 * 60}, {25, 0}, {-1, 0}}},
};
/* The bureau itself: these are among the unusual days above. */
static const struct {
    const char *day;
    bool closed;
} own_days[] = {{"2026-04-08", false}, {"2026-04-09", true}, {"2026-12-23", true}};

static const struct {
    const char *text;
    int from[7], until[7];
} week_hours[] = {
    {"ma-fr 08:00-15:30", {480, 480, 480, 480, 480, 0, 0}, {930, 930, 930, 930, 930, 0, 0}},
    {"ma-ti 09:00-16:00, to 07:05-11:00", {540, 540, 0, 425, 0, 0, 0}, {960, 960, 0, 660, 0, 0, 0}},
    {"ma-sø 00:00-24:00", {0, 0, 0, 0, 0, 0, 0}, {1440, 1440, 1440, 1440, 1440, 1440, 1440}},
    {"lø-sø 01:00-05:00", {0, 0, 0, 0, 0, 60, 60}, {0, 0, 0, 0, 0, 300, 300}},
};

typedef struct {
    gint64 first;
    bool office[MINUTES], away[MINUTES];
} Painting;

static void paint(bool *minutes, gint64 first, gint64 from, gint64 until, bool value)
{
    for (gint64 at = MAX(from, first); at < until && at < first + MINUTES * MINUTE; at += MINUTE)
        minutes[(at - first) / MINUTE] = value;
}

static void paint_office(Painting *painting, guint world, guint hours)
{
    Day first = day_of_moment(painting->first, NULL);
    memset(painting->office, 0, sizeof painting->office);
    for (int day = 0; day < DAYS; day++) {
        int weekday = day % 7; /* both worlds begin on a Monday */
        int from = week_hours[hours].from[weekday], until = week_hours[hours].until[weekday];
        for (guint i = 0; worlds[world].unusual[i].day >= 0; i++)
            if (worlds[world].unusual[i].day == day)
                until = MIN(until, worlds[world].unusual[i].open_until);
        if (from < until)
            paint(painting->office, painting->first, day_moment(first + day, from),
                  day_moment(first + day, until), true);
    }
}

/* Somebody said that they can be reached: their calendar does not make them be out then. */
static bool said_reachable(const Person *person, gint64 at)
{
    for (guint i = 0; i < person->absences->len; i++) {
        const Absence *absence = person->absences->pdata[i];
        if (g_str_equal(absence->code, "home_office") && absence->kind == ABSENCE_SAID &&
            at >= absence->from_at && at < absence->until_at)
            return true;
    }
    return false;
}

static void paint_absence(Painting *painting, const Person *person, const Absence *absence)
{
    bool meeting = g_str_equal(absence->code, "meeting") || g_str_equal(absence->code, "MØT");
    if (absence->kind == ABSENCE_SAID || meeting) {
        paint(painting->away, painting->first, absence->from_at, absence->until_at, true);
        return;
    }
    for (gint64 at = absence->from_at; at < absence->until_at; at += MINUTE)
        if (!said_reachable(person, at))
            paint(painting->away, painting->first, at, at + MINUTE, true);
}

/* Absences, then the mark, which goes before. A duty that falls into an absence ends none. */
static void paint_away(Painting *painting, const Person *person)
{
    memset(painting->away, 0, sizeof painting->away);
    for (guint i = 0; i < person->absences->len; i++) {
        const Absence *absence = person->absences->pdata[i];
        if (!g_str_equal(absence->code, "home_office"))
            paint_absence(painting, person, absence);
    }
    const PresenceMark *mark = person->mark;
    if (mark)
        paint(painting->away, painting->first, mark->at, mark->until_at, mark->status != MARK_IN);
}

/* The first office minute from `at` on that begins a quarter of an hour without absence; 0: none
 * in the painting. */
static gint64 painted_back(const Painting *painting, gint64 at)
{
    for (gint64 i = (at - painting->first) / MINUTE; i + BACK_FOR <= MINUTES; i++) {
        bool back = painting->office[i];
        for (int more = 0; back && more < BACK_FOR; more++)
            back = !painting->away[i + more];
        if (back)
            return painting->first + i * MINUTE;
    }
    return 0;
}

/* A span that begins within three weeks and is a few minutes, hours or days long. */
static void arbitrary_span(GRand *random, gint64 first, gint64 *from, gint64 *until)
{
    static const int lengths[] = {5, 14, 15, 16, 60, 90, 480, 1440, 2880, 10080};
    int step = g_rand_int_range(random, 0, 2) ? 5 : 60;
    *from = first + g_rand_int_range(random, 0, 21 * DAY_MINUTES / step) * step * MINUTE;
    *until = *from + lengths[g_rand_int_range(random, 0, G_N_ELEMENTS(lengths))] * MINUTE;
}

static void add_absences(GRand *random, Person *person, gint64 first)
{
    static const char *const codes[] = {"leave", "meeting", "home_office", "MØT", "unheard of"};
    int count = g_rand_int_range(random, 0, MOST_ABSENCES);
    gint64 last_end = 0;
    for (int i = 0; i < count; i++) {
        Absence *absence = g_new0(Absence, 1);
        arbitrary_span(random, first, &absence->from_at, &absence->until_at);
        if (last_end && g_rand_boolean(random)) { /* close behind the last one */
            gint64 gap = g_rand_int_range(random, -20, 20) * MINUTE;
            gint64 length = absence->until_at - absence->from_at;
            absence->from_at = last_end + gap;
            absence->until_at = absence->from_at + length;
        }
        last_end = absence->until_at;
        absence->kind = g_rand_boolean(random) ? ABSENCE_SAID : ABSENCE_CALENDAR;
        absence->code = g_strdup(codes[g_rand_int_range(random, 0, G_N_ELEMENTS(codes))]);
        g_ptr_array_add(person->absences, absence);
    }
}

static Person *arbitrary_person(GRand *random, gint64 first, guint hours)
{
    Person *person = presence_person("");
    g_free(person->hours);
    person->hours = g_strdup(week_hours[hours].text);
    add_absences(random, person, first);
    if (g_rand_int_range(random, 0, 3) == 0) {
        person->mark = g_new0(PresenceMark, 1);
        arbitrary_span(random, first, &person->mark->at, &person->mark->until_at);
        person->mark->status = (MarkStatus)g_rand_int_range(random, 0, 3);
    }
    if (g_rand_int_range(random, 0, 3) == 0) {
        Duty *duty = g_new0(Duty, 1);
        arbitrary_span(random, first, &duty->from_at, &duty->until_at);
        g_ptr_array_add(person->duties, duty);
    }
    return person;
}

/* What the painting must agree with at one moment. */
static void check_moment(const Painting *painting, const Person *person, const PresenceRules *rules,
                         gint64 now)
{
    Presence presence = presence_of(person, rules, now);
    gint64 minute = (now - painting->first) / MINUTE;
    bool away = painting->away[minute], office = painting->office[minute];
    PresenceStatus shown = presence_shown(&presence);
    bool in = shown == PRESENCE_IN;
    if (away)
        assert_true(shown == PRESENCE_BUSY || shown == PRESENCE_OUT);
    else if (office)
        assert_true(in);
    else if (in) /* outside office hours */
        assert_true(presence.source == PRESENCE_BY_MARK);
    else
        assert_int_equal(shown, PRESENCE_CLOSED);
    assert_true(presence.until > now);
    if (in) {
        assert_int_equal(presence.back_at, 0);
        assert_false(painting->away[minute]);
        return;
    }
    gint64 back = painted_back(painting, now);
    if (back == 0) { /* later than the painting goes */
        assert_true(presence.back_at > painting->first + (MINUTES - BACK_FOR) * MINUTE);
        return;
    }
    g_autofree char *found = time_text_iso(presence.back_at), *expected = time_text_iso(back);
    assert_string_equal(found, expected);
    Presence then = presence_of(person, rules, presence.back_at);
    assert_int_equal(presence_shown(&then), PRESENCE_IN);
}

static Calendar *own_calendar(void)
{
    Calendar *calendar = calendar_new();
    for (guint i = 0; i < G_N_ELEMENTS(own_days); i++) {
        Day day = 0;
        assert_true(day_parse(own_days[i].day, &day));
        assert_true(
            calendar_add_exception(calendar, day, own_days[i].closed, 0, 12 * 60, "", NULL));
    }
    return calendar;
}

static void back_is_the_first_office_minute_without_absence(void **state)
{
    (void)state;
    g_autoptr(Calendar) calendar = own_calendar();
    PresenceRules rules = {.calendar = calendar};
    g_autoptr(GRand) random = g_rand_new_with_seed(20260310);
    Painting *painting = g_new0(Painting, 1);
    for (guint i = 0; i < PEOPLE; i++) {
        guint world = i % G_N_ELEMENTS(worlds);
        guint hours = (i / 2) % G_N_ELEMENTS(week_hours);
        painting->first = presence_moment(worlds[world].first);
        Person *person = arbitrary_person(random, painting->first, hours);
        paint_office(painting, world, hours);
        paint_away(painting, person);
        for (int moment = 0; moment < 10; moment++)
            check_moment(painting, person, &rules,
                         painting->first + g_rand_int_range(random, 0, 24 * DAY_MINUTES) * MINUTE);
        presence_person_free(person);
    }
    g_free(painting);
}

int main(void)
{
    language_start("en");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(back_is_the_first_office_minute_without_absence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

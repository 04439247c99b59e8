/* Duty and absence at once: who has the duty keeps it, and is told as away where that is noted. */
#include "skranke/base/language.h"

#include "presence_fixture.h"
#include "testing.h"

#define LEAVE "said leave 03-09T00:00 03-14T00:00|"
#define MEETING "said meeting 03-10T10:00 03-10T11:00|"
#define HOME "said home_office 03-10T00:00 03-11T00:00|"

/* Of 2026. */
static gint64 moment(const char *text)
{
    g_autofree char *dated = g_strconcat("2026-", text, NULL);
    return presence_moment(dated);
}

/* On duty and noted as away: the duty holds, and nobody is put through unwarned. */
static void who_is_noted_as_away_on_duty_is_so_in_words(void **state)
{
    (void)state;
    static const struct {
        const char *scene, *now, *text, *source;
        PresenceStatus noted;
        bool is_free;
    } cases[] = {
        {"duty 03-10T08:00 03-11T08:00|said sick 03-10T00:00 03-12T00:00", "03-10T10:12",
         "OUT until Thu 08:00", "on duty, but noted as away (entered by hand 00:00)", PRESENCE_OUT,
         false},
        {"duty 03-10T08:00 03-11T08:00|calendar out_of_office 03-10T00:00 03-12T00:00",
         "03-10T22:00", "OUT until Thu 08:00",
         "on duty, but noted as away (kalender.ics, read 00:00)", PRESENCE_OUT, false},
        {"duty 03-10T08:00 03-11T08:00|said meeting 03-10T10:00 03-10T11:00", "03-10T10:12",
         "MEETING until 11:00", "on duty, but noted as away (entered by hand 12 min ago)",
         PRESENCE_BUSY, false},
        {"duty 03-10T08:00 03-11T08:00|said meeting! 03-10T10:00 03-10T11:00", "03-10T10:12",
         "IN until Wed 08:00", "press duty", PRESENCE_IN, true},
        {"duty 03-10T08:00 03-11T08:00|" HOME, "03-10T10:12", "IN until Wed 08:00", "press duty",
         PRESENCE_IN, true},
        {"duty 03-10T08:00 03-11T08:00|said sick 03-10T00:00 03-12T00:00|"
         "in 03-10T09:00 03-10T12:00",
         "03-10T10:12", "IN until 12:00", "said by Nina Sandvær 03-10", PRESENCE_IN, true},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        Person *person = presence_person(cases[i].scene);
        gint64 now = moment(cases[i].now);
        Presence presence = presence_for_press(person, &(PresenceRules){0}, now);
        g_autofree char *text = presence_text(&presence, now);
        g_autofree char *source = presence_source_text(&presence, now);
        assert_int_equal(presence.status, PRESENCE_IN);
        assert_string_equal(text, cases[i].text);
        assert_int_equal(presence.noted, cases[i].noted);
        assert_int_equal(presence_is_free(&presence), cases[i].is_free);
        assert_ptr_equal(presence.duty, person->duties->pdata[0]);
        if (presence.source == PRESENCE_BY_DUTY)
            assert_string_equal(source, cases[i].source);
        presence_person_free(person);
    }
}

/* An operator was told that they work at home: the telephone of the duty is there, also at night.
 */
static void a_mark_of_working_at_home_leaves_the_duty_reachable(void **state)
{
    (void)state;
    Person *person = presence_person("out 03-10T09:00 03-12T12:00|duty 03-10T16:00 03-11T08:00");
    g_free(person->mark->code);
    person->mark->code = g_strdup("home_office");
    gint64 night = moment("03-10T23:00"), later = moment("03-11T23:00");
    Presence presence = presence_for_press(person, &(PresenceRules){0}, night);
    assert_true(presence_is_free(&presence));
    presence = presence_of(person, &(PresenceRules){0}, night);
    assert_false(presence_is_free(&presence));
    presence = presence_for_press(person, &(PresenceRules){0}, later);
    assert_false(presence_is_free(&presence));
    presence_person_free(person);
}

static void the_next_stretch_of_being_away(void **state)
{
    (void)state;
    static const struct {
        const char *scene;
        bool meetings;
        const char *from, *until; /* within 10 March */
    } cases[] = {
        {"", true, "", ""},
        {MEETING, false, "", ""},
        {MEETING, true, "03-10T10:00", "03-10T11:00"},
        {HOME, true, "", ""},
        {"said meeting! 03-10T10:00 03-10T11:00", true, "", ""},
        {LEAVE "duty 03-10T08:00 03-10T18:00", false, "03-10T00:00", "03-11T00:00"},
        {LEAVE "in 03-10T09:00 03-10T12:00", false, "03-10T00:00", "03-10T09:00"},
        {"out 03-10T13:00 03-10T14:00|said sick 03-10T13:30 03-10T15:00", false, "03-10T13:00",
         "03-10T15:00"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        Person *person = presence_person(cases[i].scene);
        gint64 from = moment("03-10T00:00"), until = moment("03-11T00:00");
        bool found =
            presence_next_away(person, &(PresenceRules){0}, cases[i].meetings, &from, &until);
        assert_int_equal(found, *cases[i].from != '\0');
        if (found) {
            assert_int_equal(from, moment(cases[i].from));
            assert_int_equal(until, moment(cases[i].until));
        }
        presence_person_free(person);
    }
}

/* Another duty than that of the press is nobody's to ring at night. */
static void a_duty_of_another_roster_is_none_for_journalists(void **state)
{
    (void)state;
    Person *person = presence_person("duty 03-10T16:00 03-11T08:00");
    Duty *duty = person->duties->pdata[0];
    gint64 night = moment("03-10T23:00");
    Presence presence = presence_of(person, &(PresenceRules){0}, night);
    assert_ptr_equal(presence.duty, duty);
    assert_int_equal(presence.duty_until, duty->until_at);
    g_autofree char *source = presence_source_text(&presence, night);
    assert_string_equal(source, "office hours; press duty until Wed 08:00");
    g_free(duty->roster);
    duty->roster = g_strdup("it");
    presence = presence_for_press(person, &(PresenceRules){0}, night);
    assert_int_equal(presence.status, PRESENCE_CLOSED);
    assert_null(presence.duty);
    presence_person_free(person);
}

int main(void)
{
    language_start("en");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_is_noted_as_away_on_duty_is_so_in_words),
        cmocka_unit_test(a_mark_of_working_at_home_leaves_the_duty_reachable),
        cmocka_unit_test(the_next_stretch_of_being_away),
        cmocka_unit_test(a_duty_of_another_roster_is_none_for_journalists),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

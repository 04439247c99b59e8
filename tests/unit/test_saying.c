/* What is said to a caller: moments and whole sentences in three languages, never too long for the
 * line, never without the time of return, never with the reason. */
#include <string.h>

#include "skranke/base/safe_text.h"
#include "skranke/base/time_text.h"

#include "skranke/domain/saying.h"

#include "testing.h"

#define NOW "2026-03-10T10:12" /* a Tuesday */

static gint64 at(const char *text)
{
    gint64 moment = 0;
    assert_true(time_text_parse(text, &moment, NULL));
    return moment;
}

static void moments_as_one_says_them(void **state)
{
    (void)state;
    static const struct {
        const char *at, *nb, *nn, *en;
    } moments[] = {
        {"2026-03-10T13:30", "kl. 13.30", "kl. 13.30", "at 13:30"},
        {"2026-03-10T08:05", "kl. 8.05", "kl. 8.05", "at 8:05"},
        {"2026-03-10T12:00", "kl. 12", "kl. 12", "at 12:00"},
        {"2026-03-11T09:00", "i morgen kl. 9", "i morgon kl. 9", "tomorrow at 9:00"},
        {"2026-03-12T09:00", "torsdag kl. 9", "torsdag kl. 9", "Thursday at 9:00"},
        {"2026-03-16T09:00", "mandag kl. 9", "måndag kl. 9", "Monday at 9:00"},
        {"2026-03-17T09:00", "tirsdag 17. mars kl. 9", "tysdag 17. mars kl. 9",
         "Tuesday 17 March at 9:00"},
        {"2026-10-03T10:15", "lørdag 3. oktober kl. 10.15", "laurdag 3. oktober kl. 10.15",
         "Saturday 3 October at 10:15"},
        {"2027-01-04T09:00", "mandag 4. januar 2027 kl. 9", "måndag 4. januar 2027 kl. 9",
         "Monday 4 January 2027 at 9:00"},
        {"2026-03-09T09:00", "mandag 9. mars kl. 9", "måndag 9. mars kl. 9",
         "Monday 9 March at 9:00"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(moments); i++) {
        const char *expected[] = {moments[i].nb, moments[i].nn, moments[i].en};
        for (Language language = LANGUAGE_BOKMAL; language <= LANGUAGE_ENGLISH; language++) {
            g_autofree char *said = saying_moment(at(moments[i].at), at(NOW), language);
            assert_string_equal(said, expected[language]);
        }
    }
}

static void near_moments_are_short_over_new_year_and_the_change_of_the_clock(void **state)
{
    (void)state;
    static const struct {
        const char *now, *at, *said;
    } moments[] = {
        {"2026-12-31T11:00", "2027-01-04T09:00", "mandag kl. 9"},
        {"2026-12-31T23:59", "2027-01-01T00:00", "i morgen kl. 0"},
        {"2026-03-28T23:30", "2026-03-29T09:00", "i morgen kl. 9"}, /* 8.5 hours later */
        {"2026-03-27T16:00", "2026-03-30T09:00", "mandag kl. 9"},
        {"2026-10-24T00:30", "2026-10-25T09:00", "i morgen kl. 9"},
        {"2026-10-25T00:30", "2026-10-25T23:30", "kl. 23.30"}, /* the day has 25 hours */
    };
    for (guint i = 0; i < G_N_ELEMENTS(moments); i++) {
        g_autofree char *said =
            saying_moment(at(moments[i].at), at(moments[i].now), LANGUAGE_BOKMAL);
        assert_string_equal(said, moments[i].said);
    }
}

static AbsenceCode *reason(const char *code)
{
    const AbsenceCode *found = code ? absence_code_find(NULL, code) : NULL;
    assert_true(!code || found);
    return (AbsenceCode *)found;
}

/* A presence as presence_of gives it. */
typedef struct {
    PresenceStatus status;
    const char *back, *code;
    bool phone_open, flexible, was_in_today, left;
} Told;

static Presence presence_told(const Told *told)
{
    return (Presence){.status = told->status,
                      .source = told->left ? PRESENCE_BY_LEAVING : PRESENCE_BY_ABSENCE,
                      .until = at(NOW) + 60,
                      .back_at = told->back ? at(told->back) : 0,
                      .source_name = "",
                      .code = told->code ? told->code : "",
                      .reason = reason(told->code),
                      .phone_open = told->phone_open,
                      .flexible = told->flexible,
                      .was_in_today = told->was_in_today};
}

typedef struct {
    Told told;
    const char *statistic, *other;
    bool line, left, known;
    const char *said[3];
} Case;

static const Case cases[] = {
    {.told = {.status = PRESENCE_IN},
     .other = "Lars Berg",
     .known = true,
     .said = {"Kari Nordmann er inne, jeg setter deg over.",
              "Kari Nordmann er inne, eg set deg over.",
              "Kari Nordmann is in, I'll put you through."}},
    {.told = {.status = PRESENCE_IN, .flexible = true},
     .said = {"Kari Nordmann er vanligvis inne nå, jeg prøver å sette deg over.",
              "Kari Nordmann er vanlegvis inne no, eg prøver å setje deg over.",
              "Kari Nordmann is usually in now, I'll try to put you through."}},
    {.told = {.status = PRESENCE_IN, .code = "home_office", .phone_open = true},
     .said = {"Kari Nordmann er å treffe på telefon, jeg setter deg over.",
              "Kari Nordmann er å treffe på telefon, eg set deg over.",
              "Kari Nordmann can be reached by phone, I'll put you through."}},
    {.told = {.status = PRESENCE_BUSY,
              .back = "2026-03-10T11:30",
              .code = "meeting",
              .phone_open = true},
     .other = "Lars Berg",
     .known = true,
     .said = {"Kari Nordmann er å treffe på telefon, jeg setter deg over.",
              "Kari Nordmann er å treffe på telefon, eg set deg over.",
              "Kari Nordmann can be reached by phone, I'll put you through."}},
    {.told = {.status = PRESENCE_BUSY, .back = "2026-03-10T11:30", .code = "meeting"},
     .other = "Lars Berg",
     .known = true,
     .said = {"Kari Nordmann er opptatt til kl. 11.30; Lars Berg kan hjelpe deg nå.",
              "Kari Nordmann er oppteken til kl. 11.30; Lars Berg kan hjelpe deg no.",
              "Kari Nordmann is busy until 11:30; Lars Berg can help you now."}},
    {.told = {.status = PRESENCE_BUSY, .back = "2026-03-11T08:00"},
     .said = {"Kari Nordmann er opptatt til i morgen kl. 8.",
              "Kari Nordmann er oppteken til i morgon kl. 8.",
              "Kari Nordmann is busy until tomorrow at 8:00."}},
    {.told = {.status = PRESENCE_BUSY},
     .said = {"Kari Nordmann er opptatt.", "Kari Nordmann er oppteken.", "Kari Nordmann is busy."}},
    {.told = {.status = PRESENCE_OUT, .back = "2026-03-16T09:00", .code = "sick"},
     .other = "Lars Berg",
     .known = true,
     .said = {"Kari Nordmann er tilbake mandag kl. 9; Lars Berg kan hjelpe deg nå.",
              "Kari Nordmann er tilbake måndag kl. 9; Lars Berg kan hjelpe deg no.",
              "Kari Nordmann will be back Monday at 9:00; Lars Berg can help you now."}},
    {.told = {.status = PRESENCE_OUT, .back = "2026-03-16T09:00", .code = "leave"},
     .said = {"Kari Nordmann er ikke til stede, men er tilbake mandag kl. 9.",
              "Kari Nordmann er ikkje til stades, men er tilbake måndag kl. 9.",
              "Kari Nordmann is not in, but will be back Monday at 9:00."}},
    {.told = {.status = PRESENCE_OUT, .back = "2026-03-10T13:00", .code = "out_of_office"},
     .said = {"Kari Nordmann er ute, men er tilbake kl. 13.",
              "Kari Nordmann er ute, men er tilbake kl. 13.",
              "Kari Nordmann is out, but will be back at 13:00."}},
    {.told = {.status = PRESENCE_OUT, .back = "2026-03-16T09:00", .code = "leave"},
     .known = true,
     .said = {"Kari Nordmann er tilbake mandag kl. 9; skal jeg ta beskjed?",
              "Kari Nordmann er tilbake måndag kl. 9; skal eg ta beskjed?",
              "Kari Nordmann will be back Monday at 9:00; may I take a message?"}},
    {.told = {.status = PRESENCE_OUT, .code = "parental"},
     .known = true,
     .said = {"Kari Nordmann er ikke til stede. Ingen er ledig; skal jeg ta en beskjed?",
              "Kari Nordmann er ikkje til stades. Ingen er ledig; skal eg ta ein beskjed?",
              "Kari Nordmann is not in. Nobody else is free; may I take a message?"}},
    {.told = {.status = PRESENCE_CLOSED, .back = "2026-03-11T08:00", .was_in_today = true},
     .said = {"Kari Nordmann har gått for dagen og er tilbake i morgen kl. 8.",
              "Kari Nordmann har gått for dagen og er tilbake i morgon kl. 8.",
              "Kari Nordmann has left for the day and will be back tomorrow at 8:00."}},
    {.told = {.status = PRESENCE_CLOSED, .back = "2026-03-10T11:00"},
     .other = "Seksjon for priser",
     .line = true,
     .known = true,
     .said = {"Kari Nordmann er tilbake kl. 11; Seksjon for priser kan hjelpe deg.",
              "Kari Nordmann er tilbake kl. 11; Seksjon for priser kan hjelpe deg.",
              "Kari Nordmann will be back at 11:00; Seksjon for priser can help you."}},
    {.told = {.status = PRESENCE_CLOSED, .back = "2026-03-10T11:00"},
     .statistic = "Lønn",
     .other = "Lars Berg",
     .known = true,
     .said = {"Kari Nordmann er tilbake kl. 11; Lars Berg kan hjelpe deg nå med lønn.",
              "Kari Nordmann er tilbake kl. 11; Lars Berg kan hjelpe deg no med lønn.",
              "Kari Nordmann will be back at 11:00; Lars Berg can help you now with Lønn."}},
    {.told = {.status = PRESENCE_BUSY, .back = "2026-03-10T11:30", .code = "meeting"},
     .statistic = "KPI",
     .other = "Lars Berg",
     .known = true,
     .said = {"Kari Nordmann er opptatt til kl. 11.30; Lars Berg kan hjelpe deg nå.",
              "Kari Nordmann er oppteken til kl. 11.30; Lars Berg kan hjelpe deg no.",
              "Kari Nordmann is busy until 11:30; Lars Berg can help you now with KPI."}},
    {.told = {.status = PRESENCE_OUT, .left = true},
     .other = "Lars Berg",
     .left = true,
     .known = true,
     .said = {"Kari Nordmann har sluttet; Lars Berg har overtatt.",
              "Kari Nordmann har slutta; Lars Berg har teke over.",
              "Kari Nordmann no longer works here; Lars Berg has taken over."}},
    {.told = {.status = PRESENCE_OUT, .left = true}, /* nobody has taken over; this one is free */
     .other = "Lars Berg",
     .known = true,
     .said = {"Kari Nordmann har sluttet; Lars Berg kan hjelpe deg nå.",
              "Kari Nordmann har slutta; Lars Berg kan hjelpe deg no.",
              "Kari Nordmann no longer works here; Lars Berg can help you now."}},
    {.told = {.status = PRESENCE_OUT, .left = true},
     .known = true,
     .said = {"Kari Nordmann har sluttet. Ingen andre er ledige; skal jeg ta en beskjed?",
              "Kari Nordmann har slutta. Ingen andre er ledige; skal eg ta ein beskjed?",
              "Kari Nordmann no longer works here. Nobody is free; may I take a message?"}},
};

static void whole_sentences_in_three_languages(void **state)
{
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        Presence presence = presence_told(&cases[i].told);
        Saying saying = {.name = "Kari Nordmann",
                         .presence = &presence,
                         .statistic = cases[i].statistic ? cases[i].statistic : "",
                         .other = cases[i].other ? cases[i].other : "",
                         .other_is_line = cases[i].line,
                         .has_left = cases[i].left,
                         .others_known = cases[i].known};
        for (Language language = LANGUAGE_BOKMAL; language <= LANGUAGE_ENGLISH; language++) {
            g_autofree char *text = saying_text(&saying, at(NOW), language);
            assert_string_equal(text, cases[i].said[language]);
            assert_true(safe_text_cells(text) <= SAYING_CELLS);
        }
    }
}

/* The time as it is said behind "til"/"until": without the "at" of English. */
static void holds_the_moment(const char *text, gint64 back, Language language)
{
    g_autofree char *moment = saying_moment(back, at(NOW), language);
    const char *bare = g_str_has_prefix(moment, "at ") ? moment + strlen("at ") : moment;
    if (!strstr(text, bare))
        fail_msg("%s: without %s", text, bare);
}

static const char *const names[] = {
    "Bo Li",
    "Anne-Marie Kristiansen-Halvorsen",
    "Maximiliane Aleksandra Wilhelmine Charlotte von Hohenstein-Ørsted-Bjørnsønsdatter",
    "Bjørnstjernesønsdattersønsdattersønsdattersønsdattersønsdattersønsdattersønsdattersøn",
    "張張張張張張張張張張張張張張張張張張張張張張張張張張張張張張張張張張張張張張張張張張張張",
    "@ # ~ ^ $ % %s",
    "",
};

static void check_lengths(const Presence *presence, const char *name, const char *other,
                          const char *statistic, guint flags)
{
    Saying saying = {.name = name,
                     .presence = presence,
                     .statistic = statistic,
                     .other = other,
                     .other_is_line = flags & 1,
                     .has_left = flags & 2,
                     .others_known = flags & 4};
    bool is_told = presence->status != PRESENCE_IN && !presence->phone_open && !saying.has_left &&
                   presence->back_at != 0;
    for (Language language = LANGUAGE_BOKMAL; language <= LANGUAGE_ENGLISH; language++) {
        g_autofree char *text = saying_text(&saying, at(NOW), language);
        if (safe_text_cells(text) > SAYING_CELLS)
            fail_msg("%d cells: %s", safe_text_cells(text), text);
        if (is_told)
            holds_the_moment(text, presence->back_at, language);
        assert_true(g_utf8_validate(text, -1, NULL));
    }
}

static void never_too_long_and_never_without_the_time(void **state)
{
    (void)state;
    static const char *const backs[] = {NULL, "2026-03-10T11:30", "2026-03-16T09:00",
                                        "2027-09-22T11:45"};
    static const char *const statistics[] = {
        "", "Konsumprisindeksen",
        "Utanrikshandel med varer og tenester etter land og region, årlege tal"};
    for (guint i = 0; i < G_N_ELEMENTS(backs) * 16; i++) {
        Told told = {.status = (PresenceStatus)(i % 4),
                     .back = backs[i / 16],
                     .code = i & 4 ? "sick" : NULL,
                     .phone_open = false,
                     .was_in_today = i & 8};
        Presence presence = presence_told(&told);
        for (guint name = 0; name < G_N_ELEMENTS(names); name++)
            for (guint other = 0; other < G_N_ELEMENTS(names); other++)
                for (guint flags = 0; flags < 8; flags++)
                    check_lengths(&presence, names[name], names[other],
                                  statistics[(name + other + flags) % 3], flags);
    }
}

static char *said_of_two(const char *name, const char *other, const Presence *presence)
{
    Saying saying = {.name = name, .presence = presence, .other = other, .others_known = true};
    return saying_text(&saying, at(NOW), LANGUAGE_BOKMAL);
}

/* The verb stays; what tells two of a family name apart stays too. */
static void long_names_are_shortened_before_the_verb_is(void **state)
{
    (void)state;
    Told told = {.status = PRESENCE_OUT, .back = "2026-03-17T12:00"};
    Presence presence = presence_told(&told);
    g_autofree char *whole = said_of_two("Geir Ove Straume", "Lars Berg", &presence);
    assert_string_equal(
        whole, "Geir Ove Straume er tilbake tirsdag 17. mars kl. 12; Lars Berg kan hjelpe.");
    told.back = "2026-09-22T12:00";
    presence = presence_told(&told);
    g_autofree char *initials = said_of_two("Anne Marie Hansen", "Kjersti Berg", &presence);
    assert_string_equal(initials,
                        "A. Hansen er tilbake tirsdag 22. september kl. 12; K. Berg kan hjelpe.");
    g_autofree char *family = said_of_two("Priya Ramanathan", "Frøydis Vågsnes", &presence);
    assert_string_equal(
        family, "Ramanathan er tilbake tirsdag 22. september kl. 12; F. Vågsnes kan hjelpe.");
    told.back = "2027-09-22T11:45";
    presence = presence_told(&told);
    g_autofree char *cut =
        said_of_two("Anne-Marie Kristiansen-Bjørnstjernesønsdatter", "Lars Berg", &presence);
    assert_non_null(strstr(cut, "… er tilbake "));
    assert_non_null(strstr(cut, " kan hjelpe."));
}

static void who_may_be_gone_is_not_promised_for_now(void **state)
{
    (void)state;
    Told told = {.status = PRESENCE_OUT, .back = "2026-03-11T08:00"};
    Presence presence = presence_told(&told);
    Saying saying = {.name = "Kari Li",
                     .presence = &presence,
                     .other = "Lars Berg",
                     .other_flexible = true,
                     .others_known = true};
    g_autofree char *text = saying_text(&saying, at(NOW), LANGUAGE_BOKMAL);
    assert_string_equal(text, "Kari Li er tilbake i morgen kl. 8; Lars Berg kan hjelpe deg.");
}

/* A message is offered, also where the name must be shortened for it. */
static void a_message_is_offered_where_nobody_is_free(void **state)
{
    (void)state;
    Told told = {.status = PRESENCE_OUT, .back = "2026-09-07T09:00"};
    Presence presence = presence_told(&told);
    Saying saying = {
        .name = "Priya Ramanathan", .presence = &presence, .other = "", .others_known = true};
    g_autofree char *text = saying_text(&saying, at(NOW), LANGUAGE_BOKMAL);
    assert_string_equal(text,
                        "P. Ramanathan er tilbake mandag 7. september kl. 9; skal jeg ta beskjed?");
}

/* A name that is cut cannot be said: a line is then "the division". */
static void a_line_with_a_long_name_is_called_what_it_is(void **state)
{
    (void)state;
    Told told = {.status = PRESENCE_OUT, .back = "2026-03-13T08:00"};
    Presence presence = presence_told(&told);
    Saying saying = {.name = "Hanne Christiansen",
                     .presence = &presence,
                     .other = "Seksjon for prisstatistikk",
                     .other_is_line = true,
                     .other_short = "seksjonen",
                     .others_known = true};
    g_autofree char *text = saying_text(&saying, at(NOW), LANGUAGE_BOKMAL);
    assert_string_equal(text,
                        "Hanne Christiansen er tilbake fredag kl. 8; seksjonen kan hjelpe deg.");
    saying.other = "Seksjon for priser";
    g_autofree char *whole = saying_text(&saying, at(NOW), LANGUAGE_BOKMAL);
    assert_string_equal(
        whole, "Hanne Christiansen er tilbake fredag kl. 8; Seksjon for priser kan hjelpe.");
}

static void who_goes_out_after_a_meeting_is_not_busy_until_tomorrow(void **state)
{
    (void)state;
    Told told = {.status = PRESENCE_BUSY, .back = "2026-03-11T08:00", .code = "meeting"};
    Presence presence = presence_told(&told);
    presence.goes_out = true;
    Saying saying = {.name = "Kari Nordmann", .presence = &presence};
    g_autofree char *text = saying_text(&saying, at(NOW), LANGUAGE_BOKMAL);
    assert_string_equal(text, "Kari Nordmann er opptatt, men er tilbake i morgen kl. 8.");
}

/* The caller has just heard it ring: they are not put through once more in words. */
static void who_was_rung_in_vain_is_not_promised_again(void **state)
{
    (void)state;
    static const char *const sentences[][3] = {
        [TRIED_NO_ANSWER] = {"Kari Li svarer ikke akkurat nå; Lars Berg kan hjelpe deg nå.",
                             "Kari Li svarar ikkje akkurat no; Lars Berg kan hjelpe deg no.",
                             "Kari Li does not answer just now; Lars Berg can help you now."},
        [TRIED_BUSY] = {"Kari Li sitter i telefonen akkurat nå; Lars Berg kan hjelpe deg nå.",
                        "Kari Li sit i telefonen akkurat no; Lars Berg kan hjelpe deg no.",
                        "Kari Li is on the phone just now; Lars Berg can help you now."}};
    Told told = {.status = PRESENCE_IN};
    Presence presence = presence_told(&told);
    for (SayingTried tried = TRIED_NO_ANSWER; tried <= TRIED_BUSY; tried++)
        for (Language language = LANGUAGE_BOKMAL; language <= LANGUAGE_ENGLISH; language++) {
            Saying saying = {.name = "Kari Li",
                             .presence = &presence,
                             .other = "Lars Berg",
                             .others_known = true,
                             .tried = tried};
            g_autofree char *text = saying_text(&saying, at(NOW), language);
            assert_string_equal(text, sentences[tried][language]);
            saying.other = "";
            g_autofree char *alone = saying_text(&saying, at(NOW), LANGUAGE_BOKMAL);
            assert_non_null(strstr(alone, "skal jeg ta en beskjed?"));
        }
    told = (Told){.status = PRESENCE_OUT, .back = "2026-03-11T08:00"};
    presence = presence_told(&told);
    Saying away = {.name = "Kari Li", .presence = &presence, .tried = TRIED_NO_ANSWER};
    g_autofree char *text = saying_text(&away, at(NOW), LANGUAGE_BOKMAL);
    assert_string_equal(text, "Kari Li er ikke til stede, men er tilbake i morgen kl. 8.");
}

static void the_reason_is_never_said(void **state)
{
    (void)state;
    const GPtrArray *codes = absence_codes_carried();
    for (guint i = 0; i < codes->len; i++) {
        const AbsenceCode *code = codes->pdata[i];
        Told told = {.status = code->effect == ABSENCE_BUSY ? PRESENCE_BUSY : PRESENCE_OUT,
                     .back = "2026-03-16T09:00",
                     .code = code->code};
        Presence presence = presence_told(&told);
        Saying saying = {.name = "Kari Li", .presence = &presence};
        const char *reasons[] = {code->name_nb, code->name_nn, code->name_en};
        for (Language language = LANGUAGE_BOKMAL; language <= LANGUAGE_ENGLISH; language++) {
            g_autofree char *text = saying_text(&saying, at(NOW), language);
            g_autofree char *word = g_strdup_printf("\\b%s\\b", reasons[language]);
            bool same = g_regex_match_simple(word, text, 0, 0);
            if (same && !g_str_equal(code->code, "busy")) /* "busy" is what is said itself */
                fail_msg("%s: %s", code->code, text);
        }
    }
}

int main(void)
{
    language_start("en");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(moments_as_one_says_them),
        cmocka_unit_test(near_moments_are_short_over_new_year_and_the_change_of_the_clock),
        cmocka_unit_test(whole_sentences_in_three_languages),
        cmocka_unit_test(never_too_long_and_never_without_the_time),
        cmocka_unit_test(long_names_are_shortened_before_the_verb_is),
        cmocka_unit_test(who_may_be_gone_is_not_promised_for_now),
        cmocka_unit_test(a_message_is_offered_where_nobody_is_free),
        cmocka_unit_test(a_line_with_a_long_name_is_called_what_it_is),
        cmocka_unit_test(who_goes_out_after_a_meeting_is_not_busy_until_tomorrow),
        cmocka_unit_test(who_was_rung_in_vain_is_not_promised_again),
        cmocka_unit_test(the_reason_is_never_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

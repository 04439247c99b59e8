/* The facts of a public journal entry: type, decision and reason, dates, public titles, what is
 * withheld, and that nothing wrong gets through. */
#include <string.h>

#include "skranke/base/language.h"

#include "skranke/domain/day.h"
#include "skranke/domain/identity_number.h"
#include "skranke/domain/journal.h"

#include "testing.h"

static GPtrArray *categories;
static char *identity; /* a synthetic one: it belongs to nobody */

static int begin(void **state)
{
    (void)state;
    language_start("en");
    categories = category_carried(NULL);
    for (int n = 0; n < 100000 && !identity; n++) {
        g_autofree char *digits = g_strdup_printf("158190%05d", n);
        if (identity_number_check(digits, NULL))
            identity = g_steal_pointer(&digits);
    }
    return categories && identity ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    g_ptr_array_unref(categories);
    g_free(identity);
    return 0;
}

static const Category *category_of(const char *code)
{
    const Category *category = category_find(categories, code);
    if (!category)
        fail_msg("no category %s", code);
    return category;
}

static gint64 moment(int year, int month, int day, int minute)
{
    return day_moment(day_of_date(year, month, day), minute);
}

static JournalFacts facts_of(const char *code, const char *subject, const char *name)
{
    return (JournalFacts){.category = category_of(code),
                          .direction = MESSAGE_IN,
                          .journalled_at = moment(2026, 3, 10, 600),
                          .document_at = moment(2026, 3, 9, 600),
                          .subject = subject,
                          .party_name = name,
                          .language = "nb",
                          .unit = "160",
                          .handler = "Ada Eksempel"};
}

/* ---- which messages, and as what ---- */

static void types_follow_direction_and_purpose(void **state)
{
    (void)state;
    assert_int_equal(journal_type_of(MESSAGE_IN, PURPOSE_PLAIN), JOURNAL_INCOMING);
    assert_int_equal(journal_type_of(MESSAGE_OUT, PURPOSE_ANSWER), JOURNAL_OUTGOING);
    assert_int_equal(journal_type_of(MESSAGE_OUT, PURPOSE_HOLDING), JOURNAL_OUTGOING);
    assert_int_equal(journal_type_of(MESSAGE_OUT, PURPOSE_FORWARD), JOURNAL_INTERNAL_FOLLOWED);
    assert_int_equal(journal_type_of(MESSAGE_IN, PURPOSE_FROM_SECTION), JOURNAL_INTERNAL);
    assert_int_equal(journal_type_of(MESSAGE_NOTE, PURPOSE_PLAIN), JOURNAL_INTERNAL);
    assert_string_equal(journal_type_letters[JOURNAL_INTERNAL_FOLLOWED], "N");
    assert_string_equal(journal_type_words[JOURNAL_INCOMING], "inngaaende_dokument");
    assert_null(journal_type_letters[JOURNAL_TYPE_COUNT]);
}

static void assert_decided(const char *code, MessageDirection direction, MessagePurpose purpose,
                           const char *automatic, CategoryJournal wanted)
{
    JournalDecision decision =
        journal_decide(code ? category_of(code) : NULL, direction, purpose, automatic);
    assert_int_equal(decision.decision, wanted);
    assert_true(decision.reason && *decision.reason);
}

static void every_message_has_a_decision_with_its_reason(void **state)
{
    (void)state;
    for (guint i = 0; i < categories->len; i++) {
        const Category *category = categories->pdata[i];
        assert_decided(category->code, MESSAGE_IN, PURPOSE_PLAIN, "", category->journal);
        assert_decided(category->code, MESSAGE_OUT, PURPOSE_ANSWER, NULL, category->journal);
        assert_decided(category->code, MESSAGE_NOTE, PURPOSE_PLAIN, "", CATEGORY_JOURNAL_NO);
        assert_decided(category->code, MESSAGE_OUT, PURPOSE_RECEIPT, "", CATEGORY_JOURNAL_NO);
        assert_decided(category->code, MESSAGE_IN, PURPOSE_PLAIN, "Precedence: bulk",
                       CATEGORY_JOURNAL_NO);
    }
    assert_decided("access_request", MESSAGE_OUT, PURPOSE_FORWARD, "", CATEGORY_JOURNAL_ASSESS);
    assert_decided("simple_statistics", MESSAGE_OUT, PURPOSE_FORWARD, "", CATEGORY_JOURNAL_NO);
    assert_decided("access_request", MESSAGE_OUT, PURPOSE_NOTICE, "", CATEGORY_JOURNAL_YES);
    assert_decided(NULL, MESSAGE_IN, PURPOSE_PLAIN, "", CATEGORY_JOURNAL_ASSESS);
    JournalDecision decision =
        journal_decide(category_of("coercive_fine"), MESSAGE_IN, PURPOSE_PLAIN, "");
    assert_string_equal(decision.reason, "Individual decision");
}

static void the_year_is_the_bureaus(void **state)
{
    (void)state;
    assert_int_equal(journal_year(1798757999), 2026); /* 2026-12-31T22:59:59Z, 23:59 in Oslo */
    assert_int_equal(journal_year(1798758000), 2027);
}

/* ---- public texts ---- */

static void assert_public(const char *text, const char *person, const char *wanted)
{
    g_autofree char *shown = journal_public_text(text, person);
    assert_string_equal(shown, wanted);
}

static void what_must_not_be_read_is_taken_out(void **state)
{
    (void)state;
    g_autofree char *grouped = g_strdup_printf("Nr. %.6s %s takk", identity, identity + 6);
    assert_public(grouped, NULL, "Nr. ***** takk");
    assert_public("Krav frå kari@eksempel.example om innsyn", NULL, "Krav frå ***** om innsyn");
    assert_public("Svar til <åse.vik@døme.example>, takk", NULL, "Svar til <*****>, takk");
    assert_public("Ring 22 33 44 55 i dag", NULL, "Ring ***** i dag");
    assert_public("Ring 22334455", NULL, "Ring *****");
    assert_public("Ring 223 34 455!", NULL, "Ring *****!");
    assert_public("Ring +47 22 33 44 55", NULL, "Ring *****");
    assert_public("Ring 0046 (8) 123 456 78 no", NULL, "Ring ***** no");
    assert_public("Ring 22\u00a033\u00a044\u00a055", NULL, "Ring *****");
    assert_public("Ring \uff12\uff12\uff13\uff13\uff14\uff14\uff15\uff15", NULL, "Ring *****");
    assert_public("Krav frå Kari Vik (kari  vik)", "KARI VIK", "Krav frå ***** (*****)");
    assert_public("Krav frå Åse Ødegård", "åse ødegård", "Krav frå *****");
    assert_public("Innsyn i sak 2026/412,\r\n dokument 1", NULL,
                  "Innsyn i sak 2026/412, dokument 1");
}

static void numbers_that_say_nothing_of_anybody_stay(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "Tabell 07459 og 05810", "Sak 2026/412",       "Tal for 2019 2020 2021",
        "Brev av 10.03.2026",    "Brev av 2026-03-10", "1 234 567 kroner",
        "Org.nr. 123 456 789",   "@byrået på nett",    "Folketal 1990–2026",
    };
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
        assert_public(texts[i], "Bo", texts[i]);
}

static void a_text_that_says_nothing_is_empty(void **state)
{
    (void)state;
    assert_public(NULL, NULL, "");
    assert_public("", NULL, "");
    assert_public(" *** ", NULL, "");
    assert_public("kari@eksempel.example", NULL, "");
    assert_public("Kari Vik", "Kari Vik", "");
    assert_public("\xff\xfe", NULL, "");
}

static void long_texts_are_cut(void **state)
{
    (void)state;
    g_autofree char *x = g_strnfill(496, 'x');
    g_autofree char *text = g_strdup_printf("%s 123456789012", x);
    g_autofree char *shown = journal_public_text(text, NULL);
    assert_true(g_utf8_strlen(shown, -1) <= JOURNAL_LONGEST_TEXT);
    g_autofree char *y = g_strnfill(491, 'y');
    g_autofree char *number = g_strdup_printf("%s 223344556677", y); /* cut to eight digits */
    g_autofree char *cut = journal_public_text(number, NULL);
    assert_true(g_str_has_suffix(cut, "y *****"));
}

static void firms_are_told_from_persons(void **state)
{
    (void)state;
    static const struct {
        const char *name, *address;
        bool person;
    } parties[] = {
        {"Kari Vik", "kari@firma.example", true},
        {"Hans Hansen AS", "", false},
        {"Bymark kommune", "", false},
        {"Ås Museum", "", false},
        {"Vik Snekkeri ENK", "", true},
        {"", "post@bymark.example", false},
        {"", "kari@eksempel.example", true},
        {NULL, NULL, true},
        {"Asbjørn Dahl", "post@dahl.example", true},
        {"\xff", "", true},
    };
    for (guint i = 0; i < G_N_ELEMENTS(parties); i++)
        assert_int_equal(journal_party_is_person(parties[i].name, parties[i].address),
                         parties[i].person);
}

/* ---- entries ---- */

static void an_open_entry_has_its_facts(void **state)
{
    (void)state;
    JournalFacts facts =
        facts_of("access_request", "Re: SV: Krav om innsyn frå Kari Vik", "Kari Vik");
    g_autoptr(JournalEntry) entry = journal_entry_make(&facts);
    assert_int_equal(entry->year, 2026);
    assert_int_equal(entry->type, JOURNAL_INCOMING);
    assert_string_equal(entry->journal_on, "2026-03-10");
    assert_string_equal(entry->document_on, "2026-03-09");
    assert_string_equal(entry->title, "Krav om innsyn frå *****");
    assert_string_equal(entry->title_internal, "Krav om innsyn frå Kari Vik");
    assert_string_equal(entry->party, "Kari Vik");
    assert_true(entry->party_is_person);
    assert_string_equal(entry->party_role, "avsender");
    assert_string_equal(entry->access_code, "");
    facts.direction = MESSAGE_OUT;
    facts.subject = "";
    facts.language = "nn";
    facts.party_name = "Bymark kommune";
    facts.document_at = facts.journalled_at + 86400;
    g_autoptr(JournalEntry) answer = journal_entry_make(&facts);
    assert_string_equal(answer->title, "Innsynskrav");
    assert_string_equal(answer->party_role, "mottaker");
    assert_string_equal(answer->document_on, "2026-03-10");
    assert_false(answer->party_is_person);
}

static void a_category_without_a_nynorsk_name_still_makes_a_title(void **state)
{
    (void)state;
    g_autoptr(Category) category = category_copy(category_of("access_request"));
    g_free(category->name_nn);
    category->name_nn = NULL;
    JournalFacts facts = facts_of("access_request", "", "Kari Vik");
    facts.category = category;
    facts.language = "nn";
    g_autoptr(JournalEntry) entry = journal_entry_make(&facts);
    assert_string_equal(entry->title, category->name_nb);
}

static void respondents_are_never_in_it(void **state)
{
    (void)state;
    JournalFacts facts =
        facts_of("coercive_fine", "Klage frå Fjordvik Fisk AS", "Fjordvik Fisk AS");
    g_autoptr(JournalEntry) entry = journal_entry_make(&facts);
    assert_string_equal(entry->title, "Svar fra oppgavegiver");
    assert_string_equal(entry->party, "");
    assert_string_equal(entry->access_code, "UO");
    assert_non_null(strstr(entry->legal_basis, "statistikkloven §"));
    facts.language = "nn";
    g_autoptr(JournalEntry) nynorsk = journal_entry_make(&facts);
    assert_string_equal(nynorsk->title, "Svar frå oppgåvegivar");
    facts.direction = MESSAGE_OUT;
    g_autoptr(JournalEntry) answer = journal_entry_make(&facts);
    assert_string_equal(answer->title, "Svar til oppgåvegivar");
    JournalFacts job = facts_of("job_application", "Søknad frå Kari Vik", "Kari Vik");
    g_autoptr(JournalEntry) application = journal_entry_make(&job);
    assert_string_equal(application->title, "Søknad på stilling");
    assert_string_equal(application->party, "");
}

/* Whatever comes in, an entry that was made has nothing wrong but its number. */
static void what_is_made_may_be_published(void **state)
{
    (void)state;
    g_autofree char *dashed = g_strdup_printf("%.6s-%s", identity, identity + 6);
    const char *const texts[] = {
        NULL,          "",    "***",       "Re:",        "\xff\x1b[31m", identity, dashed,
        "22 33 44 55", "a@b", "\u202eabc", "Fullmakt\n", "Kari Vik"};
    for (guint c = 0; c < categories->len; c++)
        for (guint i = 0; i < G_N_ELEMENTS(texts) * 2; i++) {
            const Category *category = categories->pdata[c];
            JournalFacts facts = facts_of(category->code, texts[i / 2], texts[(i + c) % 12]);
            facts.unit = facts.handler = texts[(i + 3) % 12];
            facts.direction = i % 2 ? MESSAGE_OUT : MESSAGE_IN;
            g_autoptr(JournalEntry) entry = journal_entry_make(&facts);
            g_autofree char *unnumbered = journal_entry_problem(entry, category->silo);
            assert_non_null(unnumbered);
            entry->number = 1;
            g_autofree char *problem = journal_entry_problem(entry, category->silo);
            if (problem)
                fail_msg("%s, text %u: %s", category->code, i, problem);
        }
}

/* ---- what is wrong ---- */

typedef void (*Spoil)(JournalEntry *entry);

static void set(char **field, const char *text)
{
    g_free(*field);
    *field = g_strdup(text);
}

static void no_number(JournalEntry *entry)
{
    entry->number = 0;
}
static void no_type(JournalEntry *entry)
{
    entry->type = JOURNAL_TYPE_COUNT;
}
static void no_role(JournalEntry *entry)
{
    set(&entry->party_role, "kopi");
}
static void no_title(JournalEntry *entry)
{
    set(&entry->title, NULL);
}
static void asterisks(JournalEntry *entry)
{
    set(&entry->title, "***** **");
}
static void identity_in_title(JournalEntry *entry)
{
    set(&entry->title, identity);
}
static void identity_inside(JournalEntry *entry)
{
    set(&entry->title_internal, identity);
}
static void address_as_party(JournalEntry *entry)
{
    set(&entry->party, "kari@eksempel.example");
}
static void phone_of_handler(JournalEntry *entry)
{
    set(&entry->handler, "Kari, 22 33 44 55");
}
static void escape_in_title(JournalEntry *entry)
{
    set(&entry->title, "Innsyn\x1b[31m");
}
static void broken_title(JournalEntry *entry)
{
    set(&entry->title, "Innsyn \xff");
}
static void long_title(JournalEntry *entry)
{
    g_free(entry->title);
    entry->title = g_strnfill(JOURNAL_LONGEST_TEXT + 1, 'a');
}
static void no_date(JournalEntry *entry)
{
    set(&entry->journal_on, "10.03.2026");
}
static void other_year(JournalEntry *entry)
{
    entry->year = 2025;
}
static void too_young(JournalEntry *entry)
{
    set(&entry->document_on, "2026-03-11");
}
static void code_without_law(JournalEntry *entry)
{
    set(&entry->access_code, "UO");
}
static void law_without_section(JournalEntry *entry)
{
    set(&entry->access_code, "UO");
    set(&entry->legal_basis, "taushetsplikt");
}
static void void_without_reason(JournalEntry *entry)
{
    entry->void_at = 1;
}

static void nothing_wrong_gets_through(void **state)
{
    (void)state;
    static const Spoil spoils[] = {no_number,
                                   no_type,
                                   no_role,
                                   no_title,
                                   asterisks,
                                   identity_in_title,
                                   identity_inside,
                                   address_as_party,
                                   phone_of_handler,
                                   escape_in_title,
                                   broken_title,
                                   long_title,
                                   no_date,
                                   other_year,
                                   too_young,
                                   code_without_law,
                                   law_without_section,
                                   void_without_reason};
    JournalFacts facts = facts_of("access_request", "Krav om innsyn", "Kari Vik");
    for (guint i = 0; i < G_N_ELEMENTS(spoils); i++) {
        g_autoptr(JournalEntry) entry = journal_entry_make(&facts);
        entry->number = 7;
        assert_null(journal_entry_problem(entry, CATEGORY_ACCESS));
        spoils[i](entry);
        g_autofree char *problem = journal_entry_problem(entry, CATEGORY_ACCESS);
        if (!problem)
            fail_msg("number %u got through", i);
        assert_true(g_str_has_suffix(problem, "It is not published."));
    }
}

static void an_open_entry_of_a_closed_case_is_stopped(void **state)
{
    (void)state;
    JournalFacts facts = facts_of("access_request", "Krav om innsyn", "Kari Vik");
    g_autoptr(JournalEntry) entry = journal_entry_make(&facts);
    entry->number = 7;
    g_autofree char *respondents = journal_entry_problem(entry, CATEGORY_RESPONDENTS);
    g_autofree char *hr = journal_entry_problem(entry, CATEGORY_HR);
    assert_non_null(respondents);
    assert_non_null(hr);
    JournalFacts fine = facts_of("coercive_fine", "x", "Fjordvik Fisk AS");
    g_autoptr(JournalEntry) closed = journal_entry_make(&fine);
    closed->number = 8;
    assert_null(journal_entry_problem(closed, CATEGORY_RESPONDENTS));
    set(&closed->party, "Fjordvik Fisk AS");
    g_autofree char *named = journal_entry_problem(closed, CATEGORY_RESPONDENTS);
    assert_non_null(named);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(types_follow_direction_and_purpose),
        cmocka_unit_test(every_message_has_a_decision_with_its_reason),
        cmocka_unit_test(the_year_is_the_bureaus),
        cmocka_unit_test(what_must_not_be_read_is_taken_out),
        cmocka_unit_test(numbers_that_say_nothing_of_anybody_stay),
        cmocka_unit_test(a_text_that_says_nothing_is_empty),
        cmocka_unit_test(long_texts_are_cut),
        cmocka_unit_test(firms_are_told_from_persons),
        cmocka_unit_test(an_open_entry_has_its_facts),
        cmocka_unit_test(a_category_without_a_nynorsk_name_still_makes_a_title),
        cmocka_unit_test(respondents_are_never_in_it),
        cmocka_unit_test(what_is_made_may_be_published),
        cmocka_unit_test(nothing_wrong_gets_through),
        cmocka_unit_test(an_open_entry_of_a_closed_case_is_stopped),
    };
    return cmocka_run_group_tests(tests, begin, end);
}

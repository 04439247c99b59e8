/* What a command says is what it did: refusals that promise nothing, statuses that tell of an act
 * that did nothing, words for people and codes for machines. Through the real binary; now is
 * Tuesday 10 March 2026 at 10:12. */
#include <string.h>

#include "cleanup.h"
#include "json_check.h"
#include "process.h"
#include "testing.h"

#define NUMBER "13097248022" /* synthetic */

static Sandbox *box;

static const char *const environment[] = {"SKRANKE_NOW=2026-03-10T10:12:00+01:00",
                                          "LANG=en_US.UTF-8", "LC_ALL=C.UTF-8", NULL};

static const char ini[] =
    "[screen]\nlanguage = en\n[mail]\nfrom = post@byraa.example\nhold_seconds = 600\n";

static ProcessResult *start(va_list list)
{
    g_autoptr(GPtrArray) arguments = g_ptr_array_new();
    for (const char *argument; (argument = va_arg(list, const char *));)
        g_ptr_array_add(arguments, (gpointer)(uintptr_t)argument);
    g_ptr_array_add(arguments, NULL);
    return skranke_run_with(box, NULL, environment, (const char *const *)arguments->pdata);
}

/* Expects a status, and gives standard output (or errors where the status is not 0). */
G_GNUC_NULL_TERMINATED static char *run(int status, ...)
{
    va_list list;
    va_start(list, status);
    g_autoptr(ProcessResult) result = start(list);
    va_end(list);
    expect_status(result, status);
    return g_strdup(status == 0 ? result->output : result->errors);
}
#define RUN(status, ...) run(status, __VA_ARGS__, NULL)
#define does(...) g_free(RUN(0, __VA_ARGS__))
#define fails(status, ...) g_free(RUN(status, __VA_ARGS__))

static json_t *object(const char *text)
{
    assert_int_equal(json_line_count(text), 1);
    return json_line(text, 0);
}
#define OBJECT(output, ...)                                                                        \
    g_autofree char *output##_text = RUN(0, __VA_ARGS__, "--json");                                \
    json_auto_t *output = object(output##_text)

static int begin(void **state)
{
    (void)state;
    box = sandbox_new();
    g_autofree char *config = file_write(box->folder, ".config/skranke/skranke.ini", ini, -1);
    does("init", "--demo", "--as", "kari");
    return 0;
}

static int end(void **state)
{
    (void)state;
    sandbox_free(box);
    return 0;
}

/* A letter in a category; its number as text. */
static char *letter(const char *category)
{
    OBJECT(made, "inquiry", "new", "--channel", "letter", "--from", "Per Vik <per@eks.example>",
           "--subject", "Spørsmål", "--text", "Hva gjelder?", "--category", category, "--as",
           "kari");
    return g_strdup_printf("%" G_GINT64_FORMAT, json_whole(made, "id"));
}

/* How often one text is in another. */
static guint count(const char *text, const char *part)
{
    guint found = 0;
    for (const char *at = text; (at = strstr(at, part)); at++)
        found++;
    return found;
}

static void a_refusal_says_once_where_the_text_is(void **state)
{
    (void)state;
    g_autofree char *id = letter("microdata");
    const char *rows = "0301 450000 34 1\n1103 320000 51 2\n";
    g_autofree char *reply = RUN(5, "inquiry", "reply", id, "--text", rows, "--as", "kari");
    g_autofree char *told = RUN(5, "inquiry", "answered", id, "--text", rows, "--as", "kari");
    g_autofree char *number = RUN(5, "inquiry", "reply", id, "--text", NUMBER, "--as", "kari");
    const char *const said[] = {reply, told, number};
    for (guint i = 0; i < G_N_ELEMENTS(said); i++) {
        assert_int_equal(count(said[i], "kept"), 1);
        assert_int_equal(count(said[i], "the text was not kept"), 1);
    }
    g_autofree char *drafts = RUN(0, "draft", "list", "--as", "kari");
    assert_string_equal(drafts, "");
    /* and nothing stands in the way of the next try */
    does("inquiry", "reply", id, "--text", "Slik søker du.", "--as", "kari");
}

/* Wherever somebody may write one. */
static void an_identity_number_is_masked_in_every_field(void **state)
{
    (void)state;
    g_autofree char *id = letter("access_request");
    fails(2, "inquiry", "tag", id, "--add", NUMBER, "--as", "kari");
    does("inquiry", "decide", id, "partly", "--basis", "offl. § 13 " NUMBER, "--as", "kari");
    does("inquiry", "survey", id, "--time", "ring " NUMBER, "--mode", "phone", "--as", "kari");
    OBJECT(shown, "inquiry", "show", id, "--as", "kari");
    g_autofree char *message =
        g_strdup_printf("%" G_GINT64_FORMAT, json_whole(shown, "messages.0.id"));
    g_autofree char *decided = RUN(0, "journal", "set", message, "yes", "--reason", "om " NUMBER,
                                   "--json", "--as", "kari");
    g_autofree char *text = RUN(0, "inquiry", "show", id, "--as", "kari");
    g_autofree char *again = RUN(0, "inquiry", "show", id, "--json", "--as", "kari");
    g_autofree char *list = RUN(0, "inquiry", "list", "--state", "all", "--json", "--as", "kari");
    const char *const said[] = {shown_text, decided, text, again, list};
    for (guint i = 0; i < G_N_ELEMENTS(said); i++)
        assert_null(strstr(said[i], NUMBER));
    assert_non_null(strstr(text, "offl. § 13"));
    OBJECT(revealed, "inquiry", "reveal", id, "--reason", "finne skjemaet", "--as", "kari");
    assert_string_equal(json_text(revealed, "decision_basis"), "offl. § 13 " NUMBER);
}

static void what_says_nothing_or_lies_ahead_is_not_registered(void **state)
{
    (void)state;
    const char *const cases[][4] = {
        {"--text", "   "},
        {"--text", "\n\t ", "--subject", " "},
        {"--text", "Hei", "--received", "2030-01-01"},
        {"--text", "Hei", "--received", "2026-03-10T10:14:00+01:00"},
    };
    g_autofree char *before = RUN(0, "inquiry", "list", "--state", "all", "--as", "kari");
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        const char *const *c = cases[i];
        g_autofree char *said =
            RUN(2, "inquiry", "new", "--channel", "letter", "--as", "kari", c[0], c[1], c[2], c[3]);
        assert_non_null(strstr(said, "othing was registered"));
    }
    g_autofree char *after = RUN(0, "inquiry", "list", "--state", "all", "--as", "kari");
    assert_string_equal(after, before);
    /* clocks of machines differ a little */
    does("inquiry", "new", "--channel", "phone", "--text", "Hei", "--received",
         "2026-03-10T10:12:40+01:00", "--as", "kari");
}

static void what_was_not_there_is_not_removed(void **state)
{
    (void)state;
    g_autofree char *id = letter("simple_statistics"), *other = letter("simple_statistics");
    g_autofree char *tag = RUN(3, "inquiry", "tag", id, "--remove", "nosuch", "--as", "kari");
    assert_non_null(strstr(tag, "no such tag"));
    g_autofree char *link = RUN(3, "inquiry", "link", id, other, "--remove", "--as", "kari");
    assert_non_null(strstr(link, "no such link"));
    does("inquiry", "tag", id, "--add", "valg", "--as", "kari");
    does("inquiry", "tag", id, "--add", "valg", "--as", "kari");
    does("inquiry", "tag", id, "--remove", "valg", "--as", "kari");
    fails(2, "inquiry", "forward", id, "--to", "320", "--days", "0", "--dry-run", "--as", "kari");
    does("inquiry", "forward", id, "--to", "320", "--days", "1", "--dry-run", "--as", "kari");
    g_autofree char *past = RUN(2, "inquiry", "snooze", id, "2020-01-01", "--as", "kari");
    assert_non_null(strstr(past, "\"2020-01-01\" has passed"));
}

static void a_file_that_is_no_table_fails(void **state)
{
    (void)state;
    g_autofree char *words = file_write(box->folder, "nonsense.csv", "nonsense\n", -1);
    g_autofree char *wrong = file_write(box->folder, "wrong.csv", "a;b\n1;2\n", -1);
    fails(1, "category", "import", words, "--as", "kari");
    fails(1, "category", "import", wrong, "--as", "kari");
}

static void what_may_be_set_is_named(void **state)
{
    (void)state;
    const struct {
        const char *column, *value, *named;
    } cases[] = {
        {"limit", "3", "working_days N"},   {"silo", "secret", "respondents"},
        {"pauses", "maybe", "yes, no"},     {"owner", "nosuch", "information_service"},
        {"queue", "nosuch", "post_intake"}, {"journal", "perhaps", "assess"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *said =
            RUN(2, "category", "set", "licence", cases[i].column, cases[i].value, "--as", "kari");
        if (!strstr(said, cases[i].named) || !strstr(said, "othing was changed"))
            fail_msg("%s = %s: %s", cases[i].column, cases[i].value, said);
    }
    does("category", "set", "licence", "owner", "section", "--as", "kari");
    does("category", "set", "licence", "owner", "information_service", "--as", "kari");
}

static void a_target_of_the_declaration_is_promised(void **state)
{
    (void)state;
    OBJECT(job, "deadline", "job_application");
    assert_string_equal(json_text(job, "target_by"), "document");
    assert_true(json_truth(job, "promised"));
    OBJECT(own, "deadline", "phishing_report");
    assert_false(json_truth(own, "promised"));
}

/* The newest event of an inquiry of this kind. */
static json_t *event_of(const char *id, const char *kind)
{
    OBJECT(shown, "inquiry", "show", id, "--as", "kari");
    const json_t *events = json_object_get(shown, "events");
    for (gsize i = json_array_size(events); i > 0; i--) {
        json_t *event = json_array_get(events, i - 1);
        if (strcmp(json_text(event, "kind"), kind) == 0)
            return json_incref(event);
    }
    fail_msg("no event %s", kind);
    return NULL;
}

static void events_tell_moments_and_logins(void **state)
{
    (void)state;
    g_autofree char *id = letter("licence");
    does("inquiry", "take", id, "--as", "kari");
    json_auto_t *taken = event_of(id, "taken");
    assert_string_equal(json_text(taken, "after.owner"), "kari");
    assert_true(json_is_null(json_object_get(json_object_get(taken, "before"), "owner")));
    does("inquiry", "set", id, "--wanted", "2026-03-12", "--as", "kari");
    json_auto_t *wanted = event_of(id, "changed");
    OBJECT(shown, "inquiry", "show", id, "--as", "kari");
    assert_string_equal(json_text(wanted, "after.wanted_at"), json_text(shown, "wanted"));
    does("inquiry", "snooze", id, "2026-03-11", "14:00", "--as", "kari");
    json_auto_t *snoozed = event_of(id, "snoozed");
    assert_string_equal(json_text(snoozed, "after.snoozed_until"), "2026-03-11T14:00:00+01:00");
    does("inquiry", "snooze", id, "--wake", "--as", "kari");
    does("inquiry", "set", id, "--wanted", "-", "--as", "kari");
    does("category", "set", "licence", "limit", "working_days 7", "--as", "kari");
    json_auto_t *moved = event_of(id, "recomputed");
    OBJECT(after, "inquiry", "show", id, "--as", "kari");
    assert_string_equal(json_text(moved, "after.due"), json_text(after, "due"));
    g_autofree char *all = RUN(0, "event", "list", "--json", "--as", "kari");
    assert_null(strstr(all, "_at\":1"));
    assert_null(strstr(all, "until\":1"));
}

/* Before anything is imported the carried keywords tell. */
static void a_new_database_knows_statistics(void **state)
{
    (void)state;
    g_autofree char *fresh = g_build_filename(box->folder, "fresh.db", NULL);
    does("init", "--db", fresh, "--as", "kari");
    OBJECT(made, "inquiry", "new", "--channel", "phone", "--text",
           "Hva var konsumprisindeksen i januar?", "--db", fresh, "--as", "kari");
    assert_string_equal(json_text(made, "statistic"), "kpi");
}

static void rules_are_told_in_words(void **state)
{
    (void)state;
    g_autofree char *list = RUN(0, "category", "list", "--as", "kari");
    g_autofree char *shown = RUN(0, "category", "show", "access_request", "--as", "kari");
    const char *const texts[] = {list, shown};
    static const char *const codes[] = {"same_day", "working_days", "none", "receipt"};
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
        for (guint c = 0; c < G_N_ELEMENTS(codes); c++)
            if (strstr(texts[i], codes[c]))
                fail_msg("%s in:\n%s", codes[c], texts[i]);
    assert_non_null(strstr(list, "2 working days (promised in the service declaration)"));
    g_autofree char *eves = RUN(0, "calendar", "eves", "no", "--as", "kari");
    assert_true(g_str_has_prefix(eves, "Christmas Eve and New Year's Eve are no working days."));
    does("calendar", "eves", "yes", "--as", "kari");
    g_autofree char *day = RUN(0, "calendar", "day", "2026-12-28", "closed", "--as", "kari");
    assert_non_null(strstr(day, "Closed: "));
    does("calendar", "day", "2026-12-28", "--usual", "--as", "kari");
    g_autofree char *id = letter("licence");
    g_autofree char *silo = RUN(0, "category", "set", "licence", "silo", "press", "--as", "kari");
    assert_null(strstr(silo, "deadline of"));
    assert_null(strstr(silo, "deadlines of"));
    assert_non_null(strstr(silo, "moved to where others see"));
    does("category", "set", "licence", "silo", "open", "--as", "kari");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_refusal_says_once_where_the_text_is),
        cmocka_unit_test(an_identity_number_is_masked_in_every_field),
        cmocka_unit_test(what_says_nothing_or_lies_ahead_is_not_registered),
        cmocka_unit_test(what_was_not_there_is_not_removed),
        cmocka_unit_test(a_file_that_is_no_table_fails),
        cmocka_unit_test(what_may_be_set_is_named),
        cmocka_unit_test(a_target_of_the_declaration_is_promised),
        cmocka_unit_test(events_tell_moments_and_logins),
        cmocka_unit_test(a_new_database_knows_statistics),
        cmocka_unit_test(rules_are_told_in_words),
    };
    return cmocka_run_group_tests(tests, begin, end);
}

/* Suggestions: how often the suggested category and subject area are those a person would choose,
 * and that no text makes it slow or breaks it.
 *
 * What was measured on examples before anything was mended by them: 82, 73, 79, 68, 92 and 88 % of
 * the categories with cues alone, in six rounds, then 90 and 78 % in two more, by a plainer and by
 * a terser voice; with examples to learn from as well, 95 % of 101 and 96 % of 50, and 85 and 89 %
 * of their subject areas. Those 101 are part 2 of data/suggestions.jsonl and were neither learned
 * from nor mended by; the earlier ones are in data/category_examples.csv and say nothing of new
 * ones. All were written by those who wrote the cues: expect somewhat less of what strangers write.
 */
#include <jansson.h>
#include <string.h>

#include "skranke/base/csv.h"
#include "skranke/base/error.h"

#include "skranke/domain/suggestion.h"

#include "testing.h"

static SuggestionIndex *carried;

static int start(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    carried = suggestion_index_carried(NULL, NULL, &error);
    if (!carried)
        test_report("%s\n", error->message);
    return carried ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    suggestion_index_free(carried);
    return 0;
}

/* ---- how often it is right ---- */

typedef struct {
    guint rows, categories, areas, with_area, sure, sure_wrong;
} Score;

static const char *text_of(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

static Channel channel_of(const char *word)
{
    for (guint i = 0; word && channel_words[i]; i++)
        if (strcmp(channel_words[i], word) == 0)
            return (Channel)i;
    return CHANNEL_EMAIL;
}

static void score_input(const SuggestionIndex *index, const SuggestionInput *input,
                        const char *category, const char *area, const GPtrArray *categories,
                        Score *score)
{
    g_autoptr(Suggestion) suggestion = suggestion_make(index, input);
    const Category *wanted = category_find(categories, category);
    assert_non_null(wanted);
    assert_true(*suggestion->why);
    bool right = strcmp(wanted->code, suggestion->category) == 0;
    score->rows++;
    score->categories += right;
    score->sure += suggestion->sure;
    score->sure_wrong += suggestion->sure && !right;
    if (!area || strcmp(area, "-") == 0)
        return;
    score->with_area++;
    score->areas +=
        strcmp(area, suggestion->subject) == 0 || strcmp(area, suggestion->statistic) == 0;
}

static void score_row(const json_t *row, const char *area, const GPtrArray *categories,
                      Score *score)
{
    const char *subject = json_object_get(row, "area") ? text_of(row, "subject") : NULL;
    SuggestionInput input = {.channel = channel_of(text_of(row, "channel")),
                             .subject = subject,
                             .text = text_of(row, "text"),
                             .from_address = text_of(row, "from"),
                             .mailbox_address = text_of(row, "to"),
                             .attachment_names = text_of(row, "attachments")};
    score_input(carried, &input, text_of(row, "category"), area, categories, score);
}

static GPtrArray *read_categories(void)
{
    GPtrArray *categories = category_carried(NULL);
    assert_non_null(categories);
    return categories;
}

/* The rows of one part of the file (0: all). The file's column of the subject area is "area", or
 * "subject" where there is none. */
static Score score_file(const char *text, json_int_t part)
{
    Score score = {0};
    g_autoptr(GPtrArray) categories = read_categories();
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (guint i = 0; lines[i]; i++) {
        if (!*lines[i])
            continue;
        json_t *row = json_loads(lines[i], 0, NULL);
        assert_non_null(row);
        const char *area = text_of(row, json_object_get(row, "area") ? "area" : "subject");
        if (part == 0 || json_integer_value(json_object_get(row, "part")) == part)
            score_row(row, area, categories, &score);
        json_decref(row);
    }
    return score;
}

static void print_score(const char *name, const Score *score)
{
    test_report("%s: category %u of %u (%.1f %%), subject area %u of %u; sure %u, of these wrong "
                "%u\n",
                name, score->categories, score->rows, 100.0 * score->categories / score->rows,
                score->areas, score->with_area, score->sure, score->sure_wrong);
}

static char *read_file(const char *path)
{
    g_autofree char *whole = g_strconcat(SKRANKE_SOURCE, path, NULL);
    char *text = NULL;
    assert_true(g_file_get_contents(whole, &text, NULL, NULL));
    return text;
}

static void examples_it_never_saw_are_taken_for_what_they_are(void **state)
{
    (void)state;
    g_autofree char *text = read_file("/tests/unit/data/suggestions.jsonl");
    Score score = score_file(text, 2);
    print_score("never seen", &score);
    assert_true(score.rows >= 100);
    assert_true(score.categories * 100 >= score.rows * 92);
    assert_true(score.areas * 100 >= score.with_area * 80);
    assert_true(score.sure_wrong * 100 <= score.sure * 5);
}

static void sender_mailbox_and_files_tell(void **state)
{
    (void)state;
    g_autofree char *text = read_file("/tests/unit/data/suggestions.jsonl");
    Score score = score_file(text, 1);
    print_score("with facts", &score);
    assert_true(score.rows >= 15);
    assert_true(score.categories * 100 >= score.rows * 95);
}

/* The examples it has learned from; every `folds`th is scored, those of one fold only. */
static Score score_examples(const SuggestionIndex *index, const char *examples, guint fold,
                            guint folds)
{
    Score score = {0};
    g_autoptr(GPtrArray) categories = read_categories();
    g_autoptr(CsvTable) table = csv_parse(examples, strlen(examples), NULL);
    assert_non_null(table);
    for (guint i = fold; i < csv_rows(table); i += folds) {
        SuggestionInput input = {.channel = channel_of(csv_field(table, i, "channel")),
                                 .subject = csv_field(table, i, "subject"),
                                 .text = csv_field(table, i, "text")};
        score_input(index, &input, csv_field(table, i, "category"), csv_field(table, i, "area"),
                    categories, &score);
    }
    return score;
}

static void examples_it_has_learned_are_remembered(void **state)
{
    (void)state;
    g_autofree char *examples = read_file("/data/category_examples.csv");
    Score score = score_examples(carried, examples, 0, 1);
    print_score("learned", &score);
    assert_true(score.rows >= 1000);
    assert_true(score.categories * 100 >= score.rows * 98);
    assert_true(score.areas * 100 >= score.with_area * 88);
    assert_true(score.sure_wrong * 100 <= score.sure);
}

static void append_field(GString *csv, const char *field, char end)
{
    g_auto(GStrv) pieces = g_strsplit(field, "\"", -1);
    g_autofree char *quoted = g_strjoinv("\"\"", pieces);
    g_string_append_printf(csv, "\"%s\"%c", quoted, end);
}

/* The examples but for those of one fold. */
static char *without_fold(const char *examples, guint fold, guint folds)
{
    static const char *const columns[] = {"category", "channel", "area", "subject", "text"};
    g_autoptr(CsvTable) table = csv_parse(examples, strlen(examples), NULL);
    assert_non_null(table);
    g_autoptr(GString) rest = g_string_new("category;channel;area;subject;text\n");
    for (guint i = 0; i < csv_rows(table); i++)
        for (guint c = 0; i % folds != fold && c < G_N_ELEMENTS(columns); c++)
            append_field(rest, csv_field(table, i, columns[c]),
                         c + 1 < G_N_ELEMENTS(columns) ? ';' : '\n');
    return g_strdup(rest->str);
}

/* Learning is worth its while: one fifth of the examples is left out, and with the others learned
 * more of them are right than with none, though the cues were mended by them. */
static void what_was_learned_helps_with_what_was_not(void **state)
{
    (void)state;
    g_autofree char *cues = read_file("/data/category_cues.csv");
    g_autofree char *examples = read_file("/data/category_examples.csv");
    g_autofree char *others = without_fold(examples, 0, 5);
    g_autoptr(GPtrArray) categories = read_categories();
    g_autoptr(GPtrArray) statistics = suggestion_carried_statistics(NULL);
    g_autoptr(SuggestionIndex) index =
        suggestion_index_new(cues, strlen(cues), categories, statistics, NULL);
    assert_non_null(index);
    Score before = score_examples(index, examples, 0, 5);
    assert_true(suggestion_index_learn(index, others, strlen(others), NULL));
    Score after = score_examples(index, examples, 0, 5);
    print_score("a fifth, by cues alone", &before);
    print_score("a fifth, the others learned", &after);
    assert_true(after.categories > before.categories);
    assert_true(after.categories * 100 >= after.rows * 95);
}

static void the_bureaus_examples_are_taken_for_what_they_are(void **state)
{
    (void)state;
    g_autofree char *text = NULL;
    if (!g_file_get_contents(SKRANKE_SOURCE "/../shared/domain/data/examples.jsonl", &text, NULL,
                             NULL)) {
        test_report("skipped: the bureau's example inquiries are not beside this copy\n");
        skip();
    }
    Score score = score_file(text, 0);
    print_score("the bureau's examples", &score);
    assert_true(score.rows >= 28);
    assert_true(score.categories * 28 >= score.rows * 27);
    assert_true(score.areas * 21 >= score.with_area * 18);
}

/* ---- single cues ---- */

static const struct {
    const char *category, *statistic;
    SuggestionInput input;
} cases[] = {
    {"access_request", "", {.channel = CHANNEL_EINNSYN, .text = "2026/412"}},
    {"press", NULL, {.text = "Kan noen ringe meg?", .from_address = "vaktsjef@nrk.no"}},
    {"gdpr_access", "", {.text = "Hva gjør jeg nå?", .mailbox_category = "gdpr_access"}},
    {"simple_statistics", "bilreg", {.text = "Hvor mange elbiler er det i Norge?"}},
    {"simple_statistics", "kpi", {.text = "INFLASJON 2023"}},
    {"simple_statistics", "folkemengde", {.text = "hvor mange innbyggjare har bergen"}},
    {"simple_statistics", "innvbef", {.text = "Hva viser tabell 05184 for i fjor?"}},
    {"simple_statistics", "", {.text = ""}},
    {"simple_statistics", "", {.text = NULL}},
    /* Folded: no æ ø å on the keyboard, doubled letters missed. */
    {"access_request", "", {.text = "jeg ber om insyn i postjournalen"}},
    {"simple_statistics", "bpi", {.text = "Hvor finner jeg tall for boligprisene i Bodoe?"}},
    /* What others wrote below an answer does not count. */
    {"simple_statistics",
     "konkurs",
     {.text = "Takk! Kan dere også si hvor mange konkurser det var i mai?\n\n"
              "Den 3. mars skrev Kari:\n> Innsynskrav og tvangsmulkt er noe annet.\n"}},
    /* Nor does a signature, but for who somebody is. */
    {"simple_statistics",
     "konkurs",
     {.text = "Hvor mange konkurser var det i mai?\nMvh\nPer\nSeksjon for innsyn og klage"}},
    {"press",
     "konkurs",
     {.text = "Hvor mange konkurser var det i mai?\nMvh\nPer\nJournalist, Fjordposten"}},
};

static void each_case_is_taken_for_what_it_is(void **state)
{
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(Suggestion) suggestion = suggestion_make(carried, &cases[i].input);
        if (strcmp(suggestion->category, cases[i].category) != 0 ||
            (cases[i].statistic && strcmp(suggestion->statistic, cases[i].statistic) != 0))
            test_report("\"%s\": %s %s, %s\n", cases[i].input.text, suggestion->category,
                        suggestion->statistic, suggestion->why);
        assert_string_equal(suggestion->category, cases[i].category);
        if (cases[i].statistic)
            assert_string_equal(suggestion->statistic, cases[i].statistic);
    }
}

static void nothing_said_is_not_sure(void **state)
{
    (void)state;
    SuggestionInput input = {.text = " \n"};
    g_autoptr(Suggestion) suggestion = suggestion_make(carried, &input);
    assert_string_equal(suggestion->category, "simple_statistics");
    assert_string_equal(suggestion->statistic, "");
    assert_false(suggestion->sure);
    assert_true(*suggestion->why);
}

static void the_reason_shows_the_words_as_they_were_written(void **state)
{
    (void)state;
    SuggestionInput input = {.text = "INNSYNSKRAV i brev fra departementet",
                             .mailbox_address = "innsyn@byraa.example"};
    g_autoptr(Suggestion) suggestion = suggestion_make(carried, &input);
    assert_string_equal(suggestion->category, "access_request");
    assert_true(suggestion->sure);
    assert_non_null(strstr(suggestion->why, "«INNSYNSKRAV»"));
    assert_non_null(strstr(suggestion->why, "innsyn@byraa.example"));
}

/* ---- hostile and endless texts ---- */

static void any_bytes_are_taken(void **state)
{
    (void)state;
    GRand *random = g_rand_new_with_seed(20260310);
    for (guint round = 0; round < 300; round++) {
        char bytes[400], name[60];
        for (guint i = 0; i < sizeof bytes - 1; i++)
            bytes[i] = (char)g_rand_int_range(random, round % 2 ? 1 : 0x20, 256);
        for (guint i = 0; i < sizeof name - 1; i++)
            name[i] = (char)g_rand_int_range(random, 1, 256);
        bytes[sizeof bytes - 1] = name[sizeof name - 1] = '\0';
        memcpy(bytes, "Hei \xc3", 5);
        SuggestionInput input = {.channel = (Channel)(round % 9),
                                 .subject = name,
                                 .text = bytes,
                                 .from_address = name,
                                 .mailbox_address = bytes,
                                 .mailbox_category = name,
                                 .attachment_names = bytes};
        g_autoptr(Suggestion) suggestion = suggestion_make(carried, &input);
        assert_true(g_utf8_validate(suggestion->why, -1, NULL));
    }
    g_rand_free(random);
}

static gint64 time_of(const char *text)
{
    SuggestionInput input = {.text = text, .subject = text, .attachment_names = text};
    gint64 before = g_get_monotonic_time();
    g_autoptr(Suggestion) suggestion = suggestion_make(carried, &input);
    assert_non_null(suggestion);
    return g_get_monotonic_time() - before;
}

/* Ten megabytes cost what the part that counts costs, whatever they are made of. */
static void an_endless_text_costs_no_more_than_a_long_one(void **state)
{
    (void)state;
    static const char *const pieces[] = {"a",  "aaaa ", "innsyn ", ">\n",  "Hei Kari, ", "/",
                                         "1/", "\n",    "Mvh\n",   "\xc3", "\xff\xfe",   " kr 1 "};
    for (guint i = 0; i < G_N_ELEMENTS(pieces); i++) {
        g_autoptr(GString) text = g_string_new(NULL);
        while (text->len < 10 * 1024 * 1024)
            g_string_append(text, pieces[i]);
        assert_true(time_of(text->str) < 2 * G_USEC_PER_SEC);
    }
}

/* ---- the table ---- */

static void a_wrong_row_is_refused_by_its_line(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "simple_statistics;x;ord",         "simple_statistics;10;ord",
        "no_such_category;1;ord",          "simple_statistics;1;",
        "simple_statistics;1;ord+",        "simple_statistics;1;!ord",
        "simple_statistics;1;o*d",         "simple_statistics;1;ord;nowhere",
        "simple_statistics;1;ord||annet",  "simple_statistics;;ord",
        "simple_statistics;1;statistic /", "simple_statistics;1;*",
    };
    g_autoptr(GPtrArray) categories = read_categories();
    g_autoptr(GPtrArray) none = g_ptr_array_new();
    for (guint i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *table =
            g_strdup_printf("about;weight;cue;where\nspam;1;god+!ikke\n%s\n", wrong[i]);
        SuggestionIndex *index =
            suggestion_index_new(table, strlen(table), categories, none, &error);
        if (index)
            test_report("taken: %s\n", wrong[i]);
        assert_null(index);
        assert_true(g_error_matches(error, SKRANKE_ERROR, SKRANKE_ERROR_FAILED));
        assert_non_null(strstr(error->message, "3"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(examples_it_never_saw_are_taken_for_what_they_are),
        cmocka_unit_test(sender_mailbox_and_files_tell),
        cmocka_unit_test(examples_it_has_learned_are_remembered),
        cmocka_unit_test(what_was_learned_helps_with_what_was_not),
        cmocka_unit_test(the_bureaus_examples_are_taken_for_what_they_are),
        cmocka_unit_test(each_case_is_taken_for_what_it_is),
        cmocka_unit_test(nothing_said_is_not_sure),
        cmocka_unit_test(the_reason_shows_the_words_as_they_were_written),
        cmocka_unit_test(any_bytes_are_taken),
        cmocka_unit_test(an_endless_text_costs_no_more_than_a_long_one),
        cmocka_unit_test(a_wrong_row_is_refused_by_its_line),
    };
    return cmocka_run_group_tests(tests, start, end);
}

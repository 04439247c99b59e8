/* docs/requirements.md is true: every one of the 82 declared sentences stands there once, with
 * words that are in the declaration, and each is shown by a test that exists and is run, by a
 * command that exists, or is said to be missing. */
#include <string.h>

#include "skranke/cli/command.h"

#include "servers.h"
#include "testing.h"

enum { REQUIREMENTS = 82, FEWEST_WORDS = 3, MOST_WORDS = 6, CELLS = 4 };

#define DOCUMENT SKRANKE_SOURCE "/docs/requirements.md"
/* The declaration itself lies beside the repository. */
#define DECLARATION SKRANKE_SOURCE "/../shared/domain/founding-document.txt"
#define NOT_YET "not yet: "

typedef struct {
    int number;
    char *sentence, *source, *shown;
} Row;

static GPtrArray *complaints;

static void complain(const Row *row, const char *format, ...) G_GNUC_PRINTF(2, 3);

static void complain(const Row *row, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *what = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_ptr_array_add(complaints, g_strdup_printf("requirement %d: %s", row->number, what));
}

static void expect_no_complaints(void)
{
    for (guint i = 0; i < complaints->len; i++)
        test_report("%s\n", (const char *)complaints->pdata[i]);
    assert_int_equal(complaints->len, 0);
}

/* ---- the document ---- */

static void row_free(gpointer given)
{
    Row *row = given;
    g_free(row->sentence);
    g_free(row->source);
    g_free(row->shown);
    g_free(row);
}

/* "| 7 | … | … | … |", or NULL for a line that is no requirement. */
static Row *row_of_line(const char *line)
{
    g_auto(GStrv) cells = g_strsplit(line, "|", -1);
    guint count = g_strv_length(cells);
    guint64 number = 0;
    if (count < 2 || *g_strstrip(cells[0]) != '\0' ||
        !g_ascii_string_to_unsigned(g_strstrip(cells[1]), 10, 1, G_MAXINT, &number, NULL))
        return NULL;
    if (count != CELLS + 2)
        fail_msg("requirement %d has %u cells, not %d", (int)number, count - 2, CELLS);
    Row *row = g_new0(Row, 1);
    row->number = (int)number;
    row->sentence = g_strdup(g_strstrip(cells[2]));
    row->source = g_strdup(g_strstrip(cells[3]));
    row->shown = g_strdup(g_strstrip(cells[4]));
    return row;
}

static GPtrArray *read_rows(void)
{
    g_autofree char *text = NULL;
    g_autoptr(GError) error = NULL;
    if (!g_file_get_contents(DOCUMENT, &text, NULL, &error))
        fail_msg("%s", error->message);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    GPtrArray *rows = g_ptr_array_new_with_free_func(row_free);
    for (guint i = 0; lines[i]; i++) {
        Row *row = row_of_line(lines[i]);
        if (row)
            g_ptr_array_add(rows, row);
    }
    return rows;
}

static void each_stands_there_once_in_order(void **state)
{
    (void)state;
    g_autoptr(GPtrArray) rows = read_rows();
    assert_int_equal(rows->len, REQUIREMENTS);
    for (guint i = 0; i < rows->len; i++) {
        const Row *row = rows->pdata[i];
        assert_int_equal(row->number, (int)i + 1);
        assert_true(strlen(row->sentence) > 2);
        assert_true(*row->shown != '\0');
    }
}

/* ---- the declaration ---- */

/* The words between « and »; NULL where there are none. */
static char *quoted_words(const char *source)
{
    if (!g_str_has_prefix(source, "«") || !g_str_has_suffix(source, "»"))
        return NULL;
    return g_strndup(source + strlen("«"), strlen(source) - strlen("«") - strlen("»"));
}

/* With ordinary spaces where it has others; NULL where it is not there. */
static char *read_declaration(void)
{
    g_autofree char *text = NULL;
    if (!g_file_get_contents(DECLARATION, &text, NULL, NULL))
        return NULL;
    g_auto(GStrv) parts = g_strsplit(text, "\u00a0", -1);
    return g_strjoinv(" ", parts);
}

static void each_names_words_of_the_declaration(void **state)
{
    (void)state;
    g_autoptr(GPtrArray) rows = read_rows();
    g_autofree char *declaration = read_declaration();
    for (guint i = 0; i < rows->len; i++) {
        const Row *row = rows->pdata[i];
        g_autofree char *words = quoted_words(row->source);
        g_auto(GStrv) parts = g_strsplit(words ? words : "", " ", -1);
        guint count = g_strv_length(parts);
        if (!words || count < FEWEST_WORDS || count > MOST_WORDS)
            complain(row, "names %u words of the declaration, not %d to %d", count, FEWEST_WORDS,
                     MOST_WORDS);
        else if (declaration && !strstr(declaration, words))
            complain(row, "\"%s\" does not stand in the declaration", words);
    }
    expect_no_complaints();
    if (!declaration)
        test_skip_with_reason("the declaration is not beside the repository: only counted");
}

/* ---- what shows it ---- */

static bool is_in_a_word(char letter)
{
    return g_ascii_isalnum(letter) || letter == '_';
}

static guint count_word(const char *text, const char *word)
{
    guint count = 0;
    gsize length = strlen(word);
    for (const char *at = text; (at = strstr(at, word)) != NULL; at += length)
        count += (at == text || !is_in_a_word(at[-1])) && !is_in_a_word(at[length]);
    return count;
}

/* Is the function there, and named once more: in the list of tests that are run? */
static bool is_run(const char *text, const char *function)
{
    g_autofree char *definition = g_strdup_printf("static void %s(void **state)", function);
    return strstr(text, definition) && count_word(text, function) > 1;
}

static void check_test(const Row *row, const char *shown)
{
    g_auto(GStrv) parts = g_strsplit(shown, ": ", 2);
    g_autofree char *path = g_build_filename(SKRANKE_SOURCE, parts[0], NULL);
    g_autofree char *text = NULL;
    if (!g_file_get_contents(path, &text, NULL, NULL))
        complain(row, "there is no %s", parts[0]);
    else if (!parts[1] || !is_run(text, parts[1]))
        complain(row, "%s has no test %s that is run", parts[0], parts[1] ? parts[1] : "");
}

/* The command with most words that the line begins with. */
static const Command *command_of_line(const char *line)
{
    const Command *best = NULL;
    for (const Command *command = commands; command->words; command++) {
        gsize length = strlen(command->words);
        if (strncmp(line, command->words, length) == 0 &&
            (line[length] == '\0' || line[length] == ' ') &&
            (!best || length > strlen(best->words)))
            best = command;
    }
    return best;
}

/* After the words only options of the command: no word that is no command's. */
static void check_command(const Row *row, const char *line)
{
    const Command *command = command_of_line(line);
    if (!command) {
        complain(row, "there is no command \"%s\"", line);
        return;
    }
    g_auto(GStrv) rest = g_strsplit(line + strlen(command->words), " ", -1);
    for (guint i = 0; rest[i]; i++)
        if (*rest[i] != '\0' &&
            (!g_str_has_prefix(rest[i], "--") || !strstr(command->usage, rest[i])))
            complain(row, "\"%s\" has no %s", command->words, rest[i]);
}

/* Checks everything between backticks; how many there were. */
static guint check_shown(const Row *row)
{
    g_auto(GStrv) parts = g_strsplit(row->shown, "`", -1);
    guint count = g_strv_length(parts);
    if (count % 2 == 0)
        complain(row, "has a backtick too many");
    for (guint i = 1; i < count; i += 2) {
        if (g_str_has_prefix(parts[i], "tests/"))
            check_test(row, parts[i]);
        else if (g_str_has_prefix(parts[i], "skranke "))
            check_command(row, parts[i] + strlen("skranke "));
        else
            complain(row, "`%s` is neither a test nor a command", parts[i]);
    }
    return count / 2;
}

static void each_is_shown_or_said_to_be_missing(void **state)
{
    (void)state;
    g_autoptr(GPtrArray) rows = read_rows();
    guint missing = 0;
    for (guint i = 0; i < rows->len; i++) {
        const Row *row = rows->pdata[i];
        guint shown = check_shown(row);
        bool not_yet = g_str_has_prefix(row->shown, NOT_YET);
        missing += not_yet;
        if (not_yet && strlen(row->shown) < strlen(NOT_YET) + 10)
            complain(row, "says not what is missing");
        if (!not_yet && shown == 0)
            complain(row, "is shown by nothing");
    }
    expect_no_complaints();
    assert_true(missing < REQUIREMENTS / 4);
}

/* The reader itself must not be blind. */
static void what_is_gone_is_noticed(void **state)
{
    static const struct {
        const char *shown;
        guint complaints;
    } cases[] = {
        {"`tests/unit/test_requirements.c: what_is_gone_is_noticed`", 0},
        {"`tests/unit/test_requirements.c: what_was_never_there`", 1},
        {"`tests/unit/test_nothing.c: what_is_gone_is_noticed`", 1},
        {"`tests/unit/test_requirements.c: row_of_line`", 1},
        {"`skranke journal check`", 0},
        {"`skranke journal --year`", 0},
        {"`skranke journal --fly`", 1},
        {"`skranke fly`", 1},
        {"`something else`", 1},
    };
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        Row row = {.number = 1, .shown = (char *)cases[i].shown};
        g_ptr_array_set_size(complaints, 0);
        assert_int_equal(check_shown(&row), 1);
        assert_int_equal(complaints->len, cases[i].complaints);
    }
}

static int begin(void **state)
{
    (void)state;
    complaints = g_ptr_array_new_with_free_func(g_free);
    return 0;
}

static int end(void **state)
{
    (void)state;
    g_clear_pointer(&complaints, g_ptr_array_unref);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_stands_there_once_in_order),
        cmocka_unit_test_setup_teardown(each_names_words_of_the_declaration, begin, end),
        cmocka_unit_test_setup_teardown(each_is_shown_or_said_to_be_missing, begin, end),
        cmocka_unit_test_setup_teardown(what_is_gone_is_noticed, begin, end),
    };
    return cmocka_run_group_tests_name("requirements", tests, NULL, NULL);
}

/* The house stands as drawn: every file of src and include uses only the floors below its own,
 * foreign libraries stay behind their doors, and no file grows past a size that can be read in one
 * go. */
#include <glib/gstdio.h>
#include <string.h>

#include "cleanup.h"
#include "testing.h"

#define MOST_LINES 500

/* Rooms on the same floor number do not see each other unless `own` is theirs. */
static const struct {
    const char *room;
    int floor;
} rooms[] = {
    {"base", 1}, {"domain", 2}, {"net", 3}, {"store", 4}, {"services", 5},
    {"mail", 6}, {"desk", 6},   {"tui", 7}, {"cli", 7},
};

/* A library and the places that may include it: folders end with /, separated by |. */
static const struct {
    const char *prefix;
    const char *places;
} libraries[] = {
    {"curses.h", "src/tui/screen_private.h"},
    {"ncurses", "src/tui/screen_private.h"},
    {"term.h", "src/tui/screen_private.h"},
    {"screen_private.h", "src/tui/screen.c|src/tui/screen_input.c|src/tui/screen_signals.c"},
    {"panel.h", ""},
    {"menu.h", ""},
    {"form.h", ""},
    {"sqlite3", "src/store/carrier_file.c"},
    {"curl/", "src/net/|include/skranke/net/"},
    {"iniparser", "src/base/config.c"},
    {"dictionary.h", "src/base/config.c"},
    {"libical/", "src/base/icalendar.c"},
    {"gmime/", "src/mail/|include/skranke/mail/"},
    {"libxml/", "src/mail/|src/services/"},
    {"jansson.h", "src/store/|src/services/|src/cli/|src/desk/|include/skranke/services/|"
                  "include/skranke/cli/|include/skranke/store/|include/skranke/desk/"},
    {"cmocka.h", ""},
    {"testing.h", ""},
};

static GPtrArray *complaints;
static guint files_seen;

static void complain(const char *file, const char *format, ...) G_GNUC_PRINTF(2, 3);

static void complain(const char *file, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *what = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_ptr_array_add(complaints, g_strdup_printf("%s: %s", file, what));
}

/* The room of "src/base/log.c" or "include/skranke/base/log.h" or "skranke/base/log.h"; -1: none.
 */
static int room_of(const char *path)
{
    static const char *const prefixes[] = {"src/", "include/skranke/", "skranke/"};
    for (guint i = 0; i < G_N_ELEMENTS(prefixes); i++) {
        if (!g_str_has_prefix(path, prefixes[i]))
            continue;
        const char *name = path + strlen(prefixes[i]);
        gsize length = strcspn(name, "/");
        for (guint room = 0; name[length] == '/' && room < G_N_ELEMENTS(rooms); room++)
            if (strlen(rooms[room].room) == length && strncmp(rooms[room].room, name, length) == 0)
                return (int)room;
        return -1;
    }
    return -1;
}

static void check_room(const char *file, const char *included)
{
    int own = room_of(file), other = room_of(included);
    if (g_str_has_prefix(included, "skranke/") && other < 0)
        complain(file, "includes %s, which is in no room", included);
    if (other < 0 || own == other || g_str_equal(file, "src/main.c"))
        return;
    if (own < 0)
        complain(file, "is in no room");
    else if (rooms[other].floor >= rooms[own].floor)
        complain(file, "includes %s, which is not below it", included);
}

static bool is_in(const char *file, const char *places)
{
    g_auto(GStrv) allowed = g_strsplit(places, "|", -1);
    for (guint i = 0; allowed[i]; i++)
        if (g_str_has_suffix(allowed[i], "/") ? g_str_has_prefix(file, allowed[i])
                                              : g_str_equal(file, allowed[i]))
            return true;
    return false;
}

static void check_library(const char *file, const char *included)
{
    for (guint i = 0; i < G_N_ELEMENTS(libraries); i++)
        if (g_str_has_prefix(included, libraries[i].prefix) && !is_in(file, libraries[i].places))
            complain(file, "includes %s, which belongs to %s", included,
                     *libraries[i].places != '\0' ? libraries[i].places : "nobody");
}

/* The name between the quotes or brackets of an #include line, or NULL. */
static char *included_name(const char *line)
{
    line += strspn(line, " \t");
    if (*line != '#')
        return NULL;
    line += 1 + strspn(line + 1, " \t");
    if (!g_str_has_prefix(line, "include"))
        return NULL;
    line += strlen("include") + strspn(line + strlen("include"), " \t");
    return *line == '"' || *line == '<' ? g_strndup(line + 1, strcspn(line + 1, "\">")) : NULL;
}

static void check_text(const char *file, const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    guint count = g_strv_length(lines);
    if (count > MOST_LINES + 1 && g_str_has_prefix(file, "src/"))
        complain(file, "has %u lines, more than %d", count - 1, MOST_LINES);
    for (guint i = 0; lines[i]; i++) {
        g_autofree char *included = included_name(lines[i]);
        if (!included)
            continue;
        check_room(file, included);
        check_library(file, included);
    }
}

/* A newcomer finds every door on the page that draws the house. */
static void check_door_is_drawn(const char *file)
{
    static char *page;
    if (!page) {
        g_autofree char *path = g_build_filename(SKRANKE_SOURCE, "docs", "architecture.md", NULL);
        page = file_read(path);
        assert_non_null(page);
    }
    g_autofree char *name = g_path_get_basename(file);
    g_autofree char *quoted = g_strconcat("`", name, "`", NULL);
    if (g_str_has_prefix(file, "include/") && !strstr(page, quoted))
        complain(file, "is not named in docs/architecture.md");
}

static void check_file(const char *file)
{
    check_door_is_drawn(file);
    g_autofree char *full = g_build_filename(SKRANKE_SOURCE, file, NULL);
    g_autofree char *text = file_read(full);
    if (!text)
        return; /* an editor's file that is gone again */
    files_seen++;
    check_text(file, text);
}

static void check_folder(const char *folder)
{
    g_autofree char *full = g_build_filename(SKRANKE_SOURCE, folder, NULL);
    g_autoptr(GDir) entries = g_dir_open(full, 0, NULL);
    const char *name;
    while (entries && (name = g_dir_read_name(entries))) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        g_autofree char *full_path = g_build_filename(SKRANKE_SOURCE, path, NULL);
        if (g_file_test(full_path, G_FILE_TEST_IS_DIR))
            check_folder(path);
        else if (g_str_has_suffix(name, ".c") || g_str_has_suffix(name, ".h"))
            check_file(path);
    }
}

static void test_the_house_stands(void **state)
{
    (void)state;
    files_seen = 0;
    check_folder("src");
    check_folder("include");
    assert_true(files_seen > 20);
    for (guint i = 0; i < complaints->len; i++)
        print_error("%s\n", (char *)complaints->pdata[i]);
    assert_int_equal(complaints->len, 0);
}

/* The test itself must see what it is for. */
static void test_leaks_are_seen(void **state)
{
    (void)state;
    static const struct {
        const char *file, *line;
        guint complaints;
    } cases[] = {
        {"src/domain/hours.c", "#include \"skranke/base/clock.h\"", 0},
        {"src/domain/hours.c", "#include \"skranke/domain/calendar.h\"", 0},
        {"src/domain/hours.c", "#include \"skranke/store/db.h\"", 1},
        {"src/base/log.c", "#include \"skranke/domain/hours.h\"", 1},
        {"src/desk/take.c", "#include \"skranke/mail/intake.h\"", 1},
        {"src/mail/intake.c", "#include \"skranke/desk/take.h\"", 1},
        {"include/skranke/mail/intake.h", "#include \"skranke/desk/take.h\"", 1},
        {"src/tui/list.c", "#include \"skranke/cli/json.h\"", 1},
        {"src/tui/list.c", " #  include <curses.h>", 1},
        {"src/tui/list.c", "#include <ncursesw/curses.h>", 1},
        {"src/tui/screen_private.h", "#include <curses.h>", 0},
        {"src/store/inquiries.c", "#include <sqlite3.h>", 1},
        {"src/store/carrier_file.c", "#include <sqlite3.h>", 0},
        {"src/store/carrier_rqlite.c", "#include <curl/curl.h>", 1},
        {"src/net/http.c", "#include <curl/curl.h>", 0},
        {"src/base/log.c", "#include <iniparser.h>", 1},
        {"src/desk/answer.c", "#include <gmime/gmime.h>", 1},
        {"src/services/einnsyn_order.c", "#include <libxml/parser.h>", 0},
        {"include/skranke/services/einnsyn_order.h", "#include <libxml/parser.h>", 1},
        {"src/domain/hours.c", "#include <jansson.h>", 1},
        {"src/main.c", "#include \"skranke/tui/desk.h\"", 0},
        {"src/desk/take.c", "#include \"skranke/attic/box.h\"", 1},
        {"src/desk/take.c", "/* #include <curses.h> */", 0},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_ptr_array_set_size(complaints, 0);
        check_text(cases[i].file, cases[i].line);
        if (complaints->len != cases[i].complaints)
            fail_msg("%s with %s: %u complaints", cases[i].file, cases[i].line, complaints->len);
    }
    g_autofree char *long_text = g_strnfill(MOST_LINES + 1, '\n');
    g_ptr_array_set_size(complaints, 0);
    check_text("src/desk/take.c", long_text);
    assert_int_equal(complaints->len, 1);
    g_ptr_array_set_size(complaints, 0);
    check_text("src/desk/take.c", long_text + 1);
    assert_int_equal(complaints->len, 0);
}

static int start(void **state)
{
    (void)state;
    complaints = g_ptr_array_new_with_free_func(g_free);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    g_ptr_array_unref(complaints);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_house_stands),
        cmocka_unit_test(test_leaks_are_seen),
    };
    return cmocka_run_group_tests(tests, start, stop);
}

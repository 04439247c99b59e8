/*
 * Whole screens kept as text files: the grid (each row ended by '|', so that trailing blanks can be
 * seen), a block with one letter per cell for its attributes, and the cursor with the modes.
 */
#include <stdint.h>
#include <string.h>

#include "cleanup.h"
#include "process.h"
#include "terminal_private.h"
#include "testing.h"

/* One style: attribute bits and palette numbers. */
typedef struct {
    unsigned bits;
    int foreground;
    int background;
} Style;

/* Styles without colour always have the same letter; the others get a digit in order of appearance
 * and a line in the legend. Index: bold 1, underline 2, reverse 4. */
static const char plain_letters[] = ".buwrRxX";
static const char other_letters[] = "0123456789ABCDEFGHIJKLMNOPQSTUVWYZ";

static char style_letter(GArray *others, const Style *style)
{
    if (style->bits < 8)
        return plain_letters[style->bits];
    guint i = 0;
    for (; i < others->len; i++)
        if (memcmp(&g_array_index(others, Style, i), style, sizeof *style) == 0)
            break;
    if (i == others->len)
        g_array_append_val(others, *style);
    return i < sizeof other_letters - 1 ? other_letters[i] : '#';
}

static void append_legend(GString *text, GArray *others)
{
    static const char *const names[] = {"bold", "underline", "reverse", "italic", "blink"};
    for (guint i = 0; i < others->len && i < sizeof other_letters - 1; i++) {
        const Style *style = &g_array_index(others, Style, i);
        g_string_append_printf(text, "%c =", other_letters[i]);
        for (gsize bit = 0; bit < G_N_ELEMENTS(names); bit++)
            if (style->bits & (1U << bit))
                g_string_append_printf(text, " %s", names[bit]);
        if (style->foreground >= 0)
            g_string_append_printf(text, " foreground %d", style->foreground);
        if (style->background >= 0)
            g_string_append_printf(text, " background %d", style->background);
        g_string_append_c(text, '\n');
    }
}

static void append_attributes(GString *text, Terminal *terminal)
{
    g_autoptr(GArray) others = g_array_new(FALSE, FALSE, sizeof(Style));
    for (int row = 0; row < terminal->height; row++) {
        for (int column = 0; column < terminal->width; column++) {
            Style style;
            memset(&style, 0, sizeof style);
            style.bits = terminal_attribute(terminal, row, column);
            terminal_colours(terminal, row, column, &style.foreground, &style.background);
            g_string_append_c(text, style_letter(others, &style));
        }
        g_string_append(text, "|\n");
    }
    append_legend(text, others);
}

static char *golden_text(Terminal *terminal)
{
    int row = 0;
    int column = 0;
    bool visible = false;
    terminal_cursor(terminal, &row, &column, &visible);
    GString *text = g_string_new(NULL);
    for (int at = 0; at < terminal->height; at++) {
        screen_append_row(terminal, at, text);
        g_string_append(text, "|\n");
    }
    g_string_append(text,
                    "--- attributes (b bold, u underline, w both, r reverse, R bold reverse)\n");
    append_attributes(text, terminal);
    g_string_append_printf(text, "cursor=%d,%d visible=%d alternate=%d paste=%d mouse=%d\n", column,
                           row, visible, terminal_mode(terminal, 1049),
                           terminal_mode(terminal, 2004), terminal_mode(terminal, 1000));
    return g_string_free(text, FALSE);
}

static bool matches(Terminal *terminal, void *expected)
{
    g_autofree char *now = golden_text(terminal);
    return g_strcmp0(now, expected) == 0;
}

static bool is_quiet(Terminal *terminal, void *data)
{
    (void)data;
    return g_get_monotonic_time() - terminal->last_read > 150000;
}

static char *golden_folder(void)
{
    const char *other = g_getenv("GOLDEN_FOLDER");
    return other ? g_strdup(other) : g_build_filename(SKRANKE_SOURCE, "tests", "golden", NULL);
}

static void fail_with_diff(Terminal *terminal, const char *path, const char *name, const char *file,
                           int line)
{
    g_autofree char *now = golden_text(terminal);
    g_autofree char *folder = g_build_filename(SKRANKE_BUILD, "golden", NULL);
    g_autofree char *actual = file_write(folder, name, now, -1);
    const char *const argv[] = {"diff", "-u", path, actual, NULL};
    g_autoptr(ProcessResult) diff = process_run(&(ProcessOptions){.argv = argv});
    test_report("%s\n(the screen now is in %s; UPDATE_GOLDEN=1 accepts it)\n", diff->output,
                actual);
    terminal_fail(terminal, "the screen is not as in the golden file", file, line);
}

void expect_golden_at(Terminal *terminal, const char *name, const char *file, int line)
{
    g_autofree char *folder = golden_folder();
    g_autofree char *base =
        g_strdup_printf("%s.%dx%d.txt", name, terminal->width, terminal->height);
    g_autofree char *path = g_build_filename(folder, base, NULL);
    if (g_strcmp0(g_getenv("UPDATE_GOLDEN"), "1") == 0) {
        terminal_wait_at(terminal, is_quiet, NULL, "a quiet screen", file, line);
        g_autofree char *now = golden_text(terminal);
        g_free(file_write(folder, base, now, -1));
        return;
    }
    g_autofree char *expected = file_read(path);
    if (!expected) {
        g_autofree char *why =
            g_strdup_printf("%s is missing; UPDATE_GOLDEN=1 writes it from the screen", path);
        terminal_fail(terminal, why, file, line);
        return;
    }
    if (!terminal_becomes(terminal, matches, expected))
        fail_with_diff(terminal, path, base, file, line);
}

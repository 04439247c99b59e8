/* Measures safe text in cells and lays it out: cut, filled, wrapped. Widths are wcwidth()'s because
 * ncurses uses them too. It must not be given foreign text that has not been made safe. */
#include "safe_text_cells.h"

#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "skranke/base/safe_text.h"

#define ELLIPSIS "…"

int safe_text_raw_cells(gunichar character)
{
    /* Before language_start the "C" locale knows no character beyond ASCII. */
    if (MB_CUR_MAX > 1)
        return wcwidth((wchar_t)character);
    if (character == 0 || g_unichar_iszerowidth(character))
        return 0;
    if (!g_unichar_isprint(character))
        return -1;
    return g_unichar_iswide(character) ? 2 : 1;
}

int safe_text_character_cells(gunichar character)
{
    if (character >= 0x20 && character < 0x7F)
        return 1;
    int cells = safe_text_raw_cells(character);
    return cells < 0 ? 1 : MIN(cells, 2);
}

int safe_text_cells(const char *text)
{
    int cells = 0;
    for (const char *at = text; *at != '\0'; at = g_utf8_next_char(at))
        cells += safe_text_character_cells(g_utf8_get_char(at));
    return cells;
}

/* The end of the longest beginning of text that fits in `cells`; *used gets its width. */
static const char *fitting_end(const char *text, int cells, int *used)
{
    *used = 0;
    const char *at = text;
    while (*at != '\0') {
        int width = safe_text_character_cells(g_utf8_get_char(at));
        if (*used + width > cells)
            break;
        *used += width;
        at = g_utf8_next_char(at);
    }
    return at;
}

/* Cuts text; *used gets the width of the result. */
static char *cut_measured(const char *text, int cells, int *used)
{
    *used = 0;
    if (cells <= 0)
        return g_strdup("");
    const char *end = fitting_end(text, cells, used);
    if (*end == '\0')
        return g_strndup(text, (gsize)(end - text));
    end = fitting_end(text, cells - 1, used);
    *used += 1;
    return g_strdup_printf("%.*s" ELLIPSIS, (int)(end - text), text);
}

char *safe_text_cut(const char *text, int cells)
{
    int used;
    return cut_measured(text, cells, &used);
}

char *safe_text_fit(const char *text, int cells, bool right_aligned)
{
    int used;
    g_autofree char *cut = cut_measured(text, cells, &used);
    g_autofree char *filling = g_strnfill((gsize)MAX(cells - used, 0), ' ');
    return right_aligned ? g_strconcat(filling, cut, NULL) : g_strconcat(cut, filling, NULL);
}

typedef struct {
    GPtrArray *lines;
    GString *line;
    int cells; /* of the line being filled */
    int limit;
} Wrapper;

static void end_line(Wrapper *wrapper)
{
    g_ptr_array_add(wrapper->lines, g_strndup(wrapper->line->str, wrapper->line->len));
    g_string_truncate(wrapper->line, 0);
    wrapper->cells = 0;
}

/* A word that is wider than a whole line, character by character. */
static void add_broken_word(Wrapper *wrapper, const char *from, const char *to)
{
    while (from < to) {
        const char *next = g_utf8_next_char(from);
        int width = safe_text_character_cells(g_utf8_get_char(from));
        if (wrapper->cells + width > wrapper->limit && wrapper->cells > 0)
            end_line(wrapper);
        if (width > wrapper->limit) { /* a two-cell character in a one-cell pane */
            g_string_append(wrapper->line, ELLIPSIS);
            width = 1;
        } else {
            g_string_append_len(wrapper->line, from, next - from);
        }
        wrapper->cells += width;
        from = next;
    }
}

/* Spaces [spaces, word) and the word [word, end) after them. */
static void add_word(Wrapper *wrapper, const char *spaces, const char *word, const char *end,
                     int word_cells)
{
    int space_cells = (int)(word - spaces);
    if (word == end)
        return; /* spaces at the end of a line are not seen */
    if (wrapper->cells + space_cells + word_cells <= wrapper->limit) {
        g_string_append_len(wrapper->line, spaces, end - spaces);
        wrapper->cells += space_cells + word_cells;
        return;
    }
    if (wrapper->cells > 0)
        end_line(wrapper);
    if (word_cells > wrapper->limit) {
        add_broken_word(wrapper, word, end);
    } else {
        g_string_append_len(wrapper->line, word, end - word);
        wrapper->cells = word_cells;
    }
}

static void wrap_paragraph(Wrapper *wrapper, const char *at, const char *end)
{
    while (at < end) {
        const char *word = at;
        while (word < end && *word == ' ')
            word++;
        const char *word_end = word;
        int cells = 0;
        while (word_end < end && *word_end != ' ') {
            cells += safe_text_character_cells(g_utf8_get_char(word_end));
            word_end = g_utf8_next_char(word_end);
        }
        add_word(wrapper, at, word, word_end, cells);
        at = word_end;
    }
    end_line(wrapper);
}

GPtrArray *safe_text_wrap(const char *text, int cells)
{
    g_autoptr(GString) line = g_string_new(NULL);
    Wrapper wrapper = {g_ptr_array_new_with_free_func(g_free), line, 0, MAX(cells, 1)};
    do {
        const char *end = strchrnul(text, '\n');
        wrap_paragraph(&wrapper, text, end);
        text = *end == '\n' ? end + 1 : end;
    } while (*text != '\0');
    return wrapper.lines;
}

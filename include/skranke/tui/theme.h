/* Looks by name: what a place on the screen means, and the attributes a theme gives it. Meaning is
 * always in the text too; colour only decorates. Pure tables. */
#ifndef SKRANKE_TUI_THEME_H
#define SKRANKE_TUI_THEME_H

#include <glib.h>
#include <stdbool.h>

#define STYLES(X)                                                                                  \
    X(NORMAL)                                                                                      \
    X(HEADER)                                                                                      \
    X(BORDER)                                                                                      \
    X(BORDER_FOCUS)                                                                                \
    X(TITLE)                                                                                       \
    X(TITLE_FOCUS)                                                                                 \
    X(COLUMN)                                                                                      \
    X(SELECTED)                                                                                    \
    X(SELECTED_ELSEWHERE)                                                                          \
    X(NEW)                                                                                         \
    X(OVERDUE)                                                                                     \
    X(FADED)                                                                                       \
    X(LABEL)                                                                                       \
    X(QUOTE)                                                                                       \
    X(NOTE)                                                                                        \
    X(OUTGOING)                                                                                    \
    X(MATCH)                                                                                       \
    X(MESSAGE)                                                                                     \
    X(ERROR)                                                                                       \
    X(KEY)                                                                                         \
    X(KEY_LABEL)                                                                                   \
    X(FIELD)

#define STYLE_ENUM(id) STYLE_##id,
typedef enum { STYLES(STYLE_ENUM) STYLE_COUNT } Style;
#undef STYLE_ENUM

/* Colours are the eight of ANSI, -1 the terminal's own. A style that sets one sets both. */
typedef struct {
    signed char foreground, background;
    bool bold, reverse, underline, dim;
} Look;

typedef enum { THEME_AUTO, THEME_DARK, THEME_LIGHT, THEME_CONTRAST, THEME_MONO, THEME_COUNT } Theme;
Theme theme_from_word(const char *word);
const Look *theme_look(Theme theme, Style style);

/* Contrast of the pair by WCAG 2.1 with the palette of xterm; 21 where the terminal's own colours
 * are used. For the test. */
double theme_contrast(const Look *look);

#endif

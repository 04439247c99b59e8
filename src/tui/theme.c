/* Owns the looks: a table a theme. Never the only bearer of a meaning. */
#include "skranke/tui/theme.h"

#include <math.h>

enum { BLACK, RED, GREEN, YELLOW, BLUE, MAGENTA, CYAN, WHITE, OWN = -1 };

#define PLAIN                                                                                      \
    {                                                                                              \
        .foreground = OWN, .background = OWN                                                       \
    }
#define BOLD                                                                                       \
    {                                                                                              \
        .foreground = OWN, .background = OWN, .bold = true                                         \
    }
#define REVERSE                                                                                    \
    {                                                                                              \
        .foreground = OWN, .background = OWN, .reverse = true                                      \
    }
#define REVERSE_BOLD                                                                               \
    {                                                                                              \
        .foreground = OWN, .background = OWN, .reverse = true, .bold = true                        \
    }
#define UNDERLINE                                                                                  \
    {                                                                                              \
        .foreground = OWN, .background = OWN, .underline = true                                    \
    }
#define BADGE(f, b)                                                                                \
    {                                                                                              \
        .foreground = f, .background = b                                                           \
    }

static const Look mono[STYLE_COUNT] = {
    [STYLE_NORMAL] = PLAIN,
    [STYLE_HEADER] = REVERSE,
    [STYLE_BORDER] = PLAIN,
    [STYLE_BORDER_FOCUS] = BOLD,
    [STYLE_TITLE] = PLAIN,
    [STYLE_TITLE_FOCUS] = BOLD,
    [STYLE_COLUMN] = UNDERLINE,
    [STYLE_SELECTED] = REVERSE,
    [STYLE_SELECTED_ELSEWHERE] = UNDERLINE,
    [STYLE_NEW] = BOLD,
    [STYLE_OVERDUE] = REVERSE_BOLD,
    [STYLE_FADED] = PLAIN,
    [STYLE_LABEL] = BOLD,
    [STYLE_QUOTE] = PLAIN,
    [STYLE_NOTE] = UNDERLINE,
    [STYLE_OUTGOING] = PLAIN,
    [STYLE_MATCH] = BOLD,
    [STYLE_MESSAGE] = PLAIN,
    [STYLE_ERROR] = REVERSE_BOLD,
    [STYLE_KEY] = REVERSE,
    [STYLE_KEY_LABEL] = PLAIN,
    [STYLE_FIELD] = UNDERLINE,
};

/* Where the background is not known only badges carry colour, and they set both. */
#define COLOURED(header, selected, error, key)                                                     \
    {                                                                                              \
        [STYLE_NORMAL] = PLAIN, [STYLE_HEADER] = header, [STYLE_BORDER] = PLAIN,                   \
        [STYLE_BORDER_FOCUS] = BOLD, [STYLE_TITLE] = PLAIN, [STYLE_TITLE_FOCUS] = BOLD,            \
        [STYLE_COLUMN] = UNDERLINE, [STYLE_SELECTED] = selected,                                   \
        [STYLE_SELECTED_ELSEWHERE] = UNDERLINE, [STYLE_NEW] = BOLD, [STYLE_OVERDUE] = error,       \
        [STYLE_FADED] = PLAIN, [STYLE_LABEL] = BOLD, [STYLE_QUOTE] = PLAIN,                        \
        [STYLE_NOTE] = UNDERLINE, [STYLE_OUTGOING] = PLAIN, [STYLE_MATCH] = BOLD,                  \
        [STYLE_MESSAGE] = PLAIN, [STYLE_ERROR] = error, [STYLE_KEY] = key,                         \
        [STYLE_KEY_LABEL] = PLAIN, [STYLE_FIELD] = UNDERLINE,                                      \
    }

static const Look automatic[STYLE_COUNT] =
    COLOURED(BADGE(WHITE, BLUE), BADGE(BLACK, CYAN), BADGE(WHITE, RED), BADGE(BLACK, CYAN));
static const Look dark[STYLE_COUNT] =
    COLOURED(BADGE(BLACK, CYAN), BADGE(BLACK, WHITE), BADGE(BLACK, YELLOW), BADGE(BLACK, CYAN));
static const Look light[STYLE_COUNT] =
    COLOURED(BADGE(WHITE, BLUE), BADGE(WHITE, BLUE), BADGE(WHITE, RED), BADGE(WHITE, BLUE));
static const Look contrast[STYLE_COUNT] =
    COLOURED(BADGE(BLACK, WHITE), BADGE(BLACK, WHITE), BADGE(BLACK, YELLOW), BADGE(BLACK, WHITE));

static const Look *const themes[THEME_COUNT] = {
    [THEME_AUTO] = automatic,    [THEME_DARK] = dark, [THEME_LIGHT] = light,
    [THEME_CONTRAST] = contrast, [THEME_MONO] = mono,
};

Theme theme_from_word(const char *word)
{
    static const char *const words[THEME_COUNT] = {"auto", "dark", "light", "contrast", "mono"};
    for (guint i = 0; i < THEME_COUNT; i++)
        if (g_strcmp0(word, words[i]) == 0)
            return (Theme)i;
    return THEME_AUTO;
}

const Look *theme_look(Theme theme, Style style)
{
    return &themes[theme][style];
}

static double luminance(int colour)
{
    /* xterm's eight */
    static const double rgb[8][3] = {{0, 0, 0},   {205, 0, 0},   {0, 205, 0},   {205, 205, 0},
                                     {0, 0, 238}, {205, 0, 205}, {0, 205, 205}, {229, 229, 229}};
    static const double weight[3] = {0.2126, 0.7152, 0.0722};
    double sum = 0;
    for (int i = 0; i < 3; i++) {
        double c = rgb[colour][i] / 255;
        sum += weight[i] * (c <= 0.03928 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4));
    }
    return sum;
}

double theme_contrast(const Look *look)
{
    if (look->foreground == OWN || look->background == OWN)
        return 21;
    double a = luminance(look->foreground), b = luminance(look->background);
    return (fmax(a, b) + 0.05) / (fmin(a, b) + 0.05);
}

/* Owns how letters are folded so that a word is found however it is typed. It knows nothing of
 * lines and mails. */
#include <string.h>

#include "suggestion_text.h"

/* The folded letter of a character, 0 for a mark, ' ' for a separator, '?' for another letter. */
static char fold_character(gunichar character)
{
    if (character < 0x80)
        return g_ascii_isalnum((char)character) ? g_ascii_tolower((char)character) : ' ';
    switch (character) {
    case 0xc6:
    case 0xe6: /* æ */
        return 'a';
    case 0xd8:
    case 0xf8: /* ø */
        return 'o';
    case 0xd0:
    case 0xf0:
    case 0x110:
    case 0x111: /* ð đ */
        return 'd';
    case 0xad:
    case 0x200b: /* invisible inside a word */
        return 0;
    default:
        break;
    }
    if (g_unichar_ismark(character))
        return 0;
    gunichar parts[G_UNICHAR_MAX_DECOMPOSITION_LENGTH];
    gsize count = g_unichar_fully_decompose(character, TRUE, parts, G_N_ELEMENTS(parts));
    if (count > 0 && parts[0] < 0x80 && g_ascii_isalnum((char)parts[0]))
        return g_ascii_tolower((char)parts[0]);
    return g_unichar_isalnum(character) ? '?' : ' ';
}

/* The characters up to U+00FF found out once: the Unicode tables cost twenty times as much. */
const char *suggestion_folds(void)
{
    static char folds[256];
    static gsize ready;
    if (g_once_init_enter(&ready)) {
        for (guint i = 0; i < G_N_ELEMENTS(folds); i++)
            folds[i] = fold_character(i);
        g_once_init_leave(&ready, 1);
    }
    return folds;
}

/* The folded character at text and how many bytes it has; a broken sequence separates. */
char suggestion_fold_at(const char *text, const char *end, const char *folds, gsize *bytes)
{
    guchar first = (guchar)*text;
    *bytes = 1;
    if (first < 0x80)
        return folds[first];
    if ((first == 0xc2 || first == 0xc3) && end - text > 1 && ((guchar)text[1] & 0xc0) == 0x80) {
        *bytes = 2;
        return folds[((first & 3U) << 6) | ((guchar)text[1] & 0x3fU)];
    }
    gunichar character = g_utf8_get_char_validated(text, end - text);
    if (character == (gunichar)-1 || character == (gunichar)-2)
        return ' ';
    *bytes = (gsize)g_unichar_to_utf8(character, NULL);
    return fold_character(character);
}

/* Appends a folded letter to the word that began at start: ae and oe are one letter, doubled
 * letters are single. */
void suggestion_append_letter(GString *folded, gsize start, char letter)
{
    char before = folded->len > start ? folded->str[folded->len - 1] : ' ';
    if (letter == 'e' && (before == 'a' || before == 'o'))
        return;
    if (letter == before && g_ascii_isalpha(letter))
        return;
    g_string_append_c(folded, letter);
}

void suggestion_fold(GString *folded, const char *word, gsize length)
{
    const char *folds = suggestion_folds(), *end = word + length;
    gsize start = folded->len, bytes = 0;
    for (const char *at = word; at < end; at += bytes) {
        char letter = suggestion_fold_at(at, end, folds, &bytes);
        if (letter != 0 && letter != ' ')
            suggestion_append_letter(folded, start, letter);
    }
}

/* The value in lower case with its dots; letters are folded as in words. */
void suggestion_fold_fact(GString *folded, const char *kind, const char *value, gsize length)
{
    g_string_append(folded, kind);
    gsize start = folded->len;
    for (gsize i = 0; i < length && i < SUGGESTION_MOST_WORD; i++) {
        char letter = g_ascii_tolower(value[i]);
        if (letter != '\0' && strchr(".-_", letter))
            g_string_append_c(folded, letter);
        else if (letter != ' ' && (guchar)letter < 0x80)
            suggestion_append_letter(folded, start, letter);
    }
}

/* ASCII look-alikes for terminals without UTF-8, one character a cell so that columns stay where
 * they are. It must be given safe text. */
#include <string.h>

#include "skranke/base/safe_text.h"

/* Sorted by character; letters that decompose (å, é, ü) are found by their base letter instead. */
static const struct {
    gunichar first, last;
    char look;
} looks[] = {
    {0x00A0, 0x00A0, ' '}, {0x00A1, 0x00A1, '!'},  {0x00A6, 0x00A6, '|'},  {0x00A9, 0x00A9, 'c'},
    {0x00AB, 0x00AB, '"'}, {0x00AE, 0x00AE, 'r'},  {0x00B0, 0x00B0, 'o'},  {0x00B4, 0x00B4, '\''},
    {0x00B7, 0x00B7, '.'}, {0x00BB, 0x00BB, '"'},  {0x00BF, 0x00BF, '?'},  {0x00C6, 0x00C6, 'E'},
    {0x00D0, 0x00D0, 'D'}, {0x00D7, 0x00D7, 'x'},  {0x00D8, 0x00D8, 'O'},  {0x00DE, 0x00DE, 'T'},
    {0x00DF, 0x00DF, 's'}, {0x00E6, 0x00E6, 'e'},  {0x00F0, 0x00F0, 'd'},  {0x00F7, 0x00F7, '/'},
    {0x00F8, 0x00F8, 'o'}, {0x00FE, 0x00FE, 't'},  {0x0110, 0x0110, 'D'},  {0x0111, 0x0111, 'd'},
    {0x0126, 0x0126, 'H'}, {0x0127, 0x0127, 'h'},  {0x0131, 0x0131, 'i'},  {0x0141, 0x0141, 'L'},
    {0x0142, 0x0142, 'l'}, {0x014A, 0x014A, 'N'},  {0x014B, 0x014B, 'n'},  {0x0152, 0x0152, 'E'},
    {0x0153, 0x0153, 'e'}, {0x0166, 0x0166, 'T'},  {0x0167, 0x0167, 't'},  {0x2000, 0x200A, ' '},
    {0x2010, 0x2015, '-'}, {0x2018, 0x201B, '\''}, {0x201C, 0x201F, '"'},  {0x2020, 0x2021, '+'},
    {0x2022, 0x2022, '*'}, {0x2026, 0x2026, '.'},  {0x202F, 0x202F, ' '},  {0x2032, 0x2032, '\''},
    {0x2033, 0x2033, '"'}, {0x2039, 0x2039, '<'},  {0x203A, 0x203A, '>'},  {0x20AC, 0x20AC, 'E'},
    {0x2190, 0x2190, '<'}, {0x2191, 0x2191, '^'},  {0x2192, 0x2192, '>'},  {0x2193, 0x2193, 'v'},
    {0x2194, 0x2194, '-'}, {0x2195, 0x2195, '|'},  {0x21B5, 0x21B5, '<'},  {0x2212, 0x2212, '-'},
    {0x2400, 0x2421, '?'}, {0x2500, 0x2501, '-'},  {0x2502, 0x2503, '|'},  {0x2504, 0x2505, '-'},
    {0x2506, 0x2507, '|'}, {0x2508, 0x2509, '-'},  {0x250A, 0x250B, '|'},  {0x250C, 0x254B, '+'},
    {0x254C, 0x254D, '-'}, {0x254E, 0x254F, '|'},  {0x2550, 0x2550, '='},  {0x2551, 0x2551, '|'},
    {0x2552, 0x2570, '+'}, {0x2571, 0x2571, '/'},  {0x2572, 0x2572, '\\'}, {0x2573, 0x2573, 'X'},
    {0x2574, 0x257F, '-'}, {0x2580, 0x2588, '#'},  {0x2589, 0x2590, '|'},  {0x2591, 0x2593, ':'},
    {0x25A0, 0x25A0, '#'}, {0x25A1, 0x25A1, 'o'},  {0x25AA, 0x25AB, '*'},  {0x25B2, 0x25B3, '^'},
    {0x25B6, 0x25BB, '>'}, {0x25BC, 0x25BD, 'v'},  {0x25C0, 0x25C5, '<'},  {0x25C6, 0x25C7, '*'},
    {0x25CB, 0x25CB, 'o'}, {0x25CF, 0x25CF, '*'},  {0x25D0, 0x25D5, 'o'},  {0x2605, 0x2606, '*'},
    {0x2611, 0x2611, 'x'}, {0x2713, 0x2714, 'v'},  {0x2715, 0x2718, 'x'},
};

static char table_look(gunichar character)
{
    guint low = 0, high = G_N_ELEMENTS(looks);
    while (low < high) {
        guint middle = (low + high) / 2;
        if (character > looks[middle].last)
            low = middle + 1;
        else if (character < looks[middle].first)
            high = middle;
        else
            return looks[middle].look;
    }
    return '\0';
}

static char ascii_look(gunichar character)
{
    if (character < 0x80)
        return (char)character;
    char look = table_look(character);
    if (look != '\0')
        return look;
    gunichar base[G_UNICHAR_MAX_DECOMPOSITION_LENGTH];
    gsize length = g_unichar_fully_decompose(character, FALSE, base, G_N_ELEMENTS(base));
    if (length > 0 && base[0] < 0x80)
        return (char)base[0];
    look = length > 0 ? table_look(base[0]) : '\0';
    return look != '\0' ? look : '?';
}

char *safe_text_ascii(const char *text)
{
    GString *plain = g_string_sized_new(strlen(text) + 1);
    for (const char *at = text; *at != '\0'; at = g_utf8_next_char(at)) {
        gunichar character = g_utf8_get_char(at);
        int cells = *at == '\n' ? 1 : safe_text_character_cells(character);
        for (int i = 0; i < cells; i++)
            g_string_append_c(plain, ascii_look(character));
    }
    return g_string_free(plain, FALSE);
}

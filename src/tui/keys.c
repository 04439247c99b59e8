/* Owns the words for keys; knows no terminal. */
#include "skranke/tui/keys.h"

#include <string.h>

#define KEY_WORD(id, word) word,
static const char *const named_words[] = {NAMED_KEYS(KEY_WORD)};
#undef KEY_WORD

/* What a key list shows where a sign is clearer than a word. */
static const struct {
    KeyCode key;
    const char *sign;
} signs[] = {
    {DESK_KEY_UP, "↑"},    {DESK_KEY_DOWN, "↓"},           {DESK_KEY_LEFT, "←"},
    {DESK_KEY_RIGHT, "→"}, {DESK_KEY_CTRL_LEFT, "Ctrl-←"}, {DESK_KEY_CTRL_RIGHT, "Ctrl-→"},
};

char *key_text(KeyCode key)
{
    for (guint i = 0; i < G_N_ELEMENTS(signs); i++)
        if (signs[i].key == key)
            return g_strdup(signs[i].sign);
    if (key >= KEY_NAMED_BASE && key < KEY_NAMED_END)
        return g_strdup(named_words[key - KEY_NAMED_BASE]);
    if (key > KEY_CTRL_BASE)
        return g_strdup_printf("Ctrl-%c", (char)(key - KEY_CTRL_BASE));
    char text[7] = {0};
    g_unichar_to_utf8(key, text);
    return g_strdup(text);
}

KeyCode key_from_text(const char *text)
{
    for (guint i = 0; i < G_N_ELEMENTS(named_words); i++)
        if (g_ascii_strcasecmp(text, named_words[i]) == 0)
            return KEY_NAMED_BASE + i;
    if (strcmp(text, "lt") == 0)
        return '<';
    if (g_ascii_strncasecmp(text, "Ctrl-", 5) == 0 && g_ascii_isalpha(text[5]) && !text[6])
        return KEY_CTRL(g_ascii_toupper(text[5]));
    if (g_utf8_validate(text, -1, NULL) && g_utf8_strlen(text, -1) == 1)
        return g_utf8_get_char(text);
    return KEY_NONE_;
}

bool key_is_text(KeyCode key)
{
    return key == DESK_KEY_SPACE || (key >= 0x20 && key < KEY_NAMED_BASE && key != 0x7f);
}

gunichar key_character(KeyCode key)
{
    return key == DESK_KEY_SPACE ? ' ' : key;
}

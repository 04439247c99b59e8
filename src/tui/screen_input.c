/* Owns what is typed: curses' codes into keys, bracketed paste, broken sequences swallowed. */
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "skranke/base/clock.h"
#include "skranke/base/safe_text.h"

#include "screen_private.h"

enum {
    PASTE_BEGIN = KEY_MAX + 1,
    PASTE_END,
    FALLBACK_BASE, /* sequences that a terminal's description may lack */
    PASTE_BYTES = 1024 * 1024,
    PASTE_WAIT_MS = 2000,
    SEQUENCE_MOST = 32,
};

/* Sequences that terminals send whatever TERM says (PuTTY's F1–F4, linux' F1–F5, Home and End of
 * several). */
static const struct {
    const char *sequence;
    int code;
} fallbacks[] = {
    {"\033[11~", KEY_F(1)}, {"\033[12~", KEY_F(2)}, {"\033[13~", KEY_F(3)},  {"\033[14~", KEY_F(4)},
    {"\033OP", KEY_F(1)},   {"\033OQ", KEY_F(2)},   {"\033OR", KEY_F(3)},    {"\033OS", KEY_F(4)},
    {"\033[[A", KEY_F(1)},  {"\033[[B", KEY_F(2)},  {"\033[[C", KEY_F(3)},   {"\033[[D", KEY_F(4)},
    {"\033[[E", KEY_F(5)},  {"\033[15~", KEY_F(5)}, {"\033[17~", KEY_F(6)},  {"\033[18~", KEY_F(7)},
    {"\033[19~", KEY_F(8)}, {"\033[20~", KEY_F(9)}, {"\033[21~", KEY_F(10)}, {"\033[1~", KEY_HOME},
    {"\033[4~", KEY_END},   {"\033[H", KEY_HOME},   {"\033[F", KEY_END},     {"\033OH", KEY_HOME},
    {"\033OF", KEY_END},    {"\033[3~", KEY_DC},    {"\033[5~", KEY_PPAGE},  {"\033[6~", KEY_NPAGE},
    {"\033[Z", KEY_BTAB},   {"\033[A", KEY_UP},     {"\033[B", KEY_DOWN},    {"\033[C", KEY_RIGHT},
    {"\033[D", KEY_LEFT},   {"\033OA", KEY_UP},     {"\033OB", KEY_DOWN},    {"\033OC", KEY_RIGHT},
    {"\033OD", KEY_LEFT},
};

static const struct {
    int code;
    KeyCode key;
} code_keys[] = {
    {KEY_ENTER, DESK_KEY_ENTER},
    {KEY_BTAB, DESK_KEY_BACKTAB},
    {KEY_BACKSPACE, DESK_KEY_BACKSPACE},
    {KEY_DC, DESK_KEY_DELETE},
    {KEY_IC, DESK_KEY_INSERT},
    {KEY_UP, DESK_KEY_UP},
    {KEY_DOWN, DESK_KEY_DOWN},
    {KEY_LEFT, DESK_KEY_LEFT},
    {KEY_RIGHT, DESK_KEY_RIGHT},
    {KEY_PPAGE, DESK_KEY_PAGE_UP},
    {KEY_NPAGE, DESK_KEY_PAGE_DOWN},
    {KEY_HOME, DESK_KEY_HOME},
    {KEY_END, DESK_KEY_END},
    {KEY_F(1), DESK_KEY_F1},
    {KEY_F(2), DESK_KEY_F2},
    {KEY_F(3), DESK_KEY_F3},
    {KEY_F(4), DESK_KEY_F4},
    {KEY_F(5), DESK_KEY_F5},
    {KEY_F(6), DESK_KEY_F6},
    {KEY_F(7), DESK_KEY_F7},
    {KEY_F(8), DESK_KEY_F8},
    {KEY_F(9), DESK_KEY_F9},
    {KEY_F(10), DESK_KEY_F10},
};

/* Extended keys have another number on every terminal; their names are the same. */
static const struct {
    const char *name;
    KeyCode key;
} named_codes[] = {
    {"kLFT5", DESK_KEY_CTRL_LEFT},
    {"kRIT5", DESK_KEY_CTRL_RIGHT},
    {"kUP5", DESK_KEY_UP},
    {"kDN5", DESK_KEY_DOWN},
};

void screen_input_start(void)
{
    define_key("\033[200~", PASTE_BEGIN);
    define_key("\033[201~", PASTE_END);
    for (guint i = 0; i < G_N_ELEMENTS(fallbacks); i++)
        if (key_defined(fallbacks[i].sequence) == 0)
            define_key(fallbacks[i].sequence, fallbacks[i].code);
}

static KeyCode key_of_code(int code)
{
    for (guint i = 0; i < G_N_ELEMENTS(code_keys); i++)
        if (code_keys[i].code == code)
            return code_keys[i].key;
    const char *name = keyname(code);
    for (guint i = 0; name && i < G_N_ELEMENTS(named_codes); i++)
        if (strcmp(name, named_codes[i].name) == 0)
            return named_codes[i].key;
    return KEY_NONE_;
}

static KeyCode key_of_character(wint_t character)
{
    switch (character) {
    case 13:
        return DESK_KEY_ENTER;
    case 9:
        return DESK_KEY_TAB;
    case 27:
        return DESK_KEY_ESCAPE;
    case 8:
    case 127:
        return DESK_KEY_BACKSPACE;
    case ' ':
        return DESK_KEY_SPACE;
    default:
        break;
    }
    if (character >= 1 && character <= 26)
        return KEY_CTRL('A' + character - 1);
    bool control = character < 0x20 || (character >= 0x80 && character < 0xa0);
    return control || !g_unichar_validate((gunichar)character) ? KEY_NONE_ : (KeyCode)character;
}

/* After Esc: an escape sequence nobody described ("[1;5Z") is swallowed, so that its letters are
 * not taken as keys. A lone Esc stays. */
static bool swallow_sequence(void)
{
    wint_t character = 0;
    int kind = get_wch(&character);
    if (kind == ERR)
        return false;
    if (kind == KEY_CODE_YES || (character != '[' && character != 'O')) {
        kind == KEY_CODE_YES ? ungetch((int)character) : unget_wch((wchar_t)character);
        return false;
    }
    for (int i = 0; i < SEQUENCE_MOST && get_wch(&character) == OK; i++)
        if (character >= 0x40 && character <= 0x7e && character != '[')
            break;
    return true;
}

static bool wait_for_more(gint64 until)
{
    gint64 left = until - clock_monotonic_ms();
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
    return left > 0 && poll(&input, 1, (int)left) > 0;
}

/* Everything up to the end mark: text, never keys. A terminal that never sends the mark costs two
 * seconds. */
static char *read_paste(void)
{
    GString *text = g_string_new(NULL);
    gint64 until = clock_monotonic_ms() + PASTE_WAIT_MS;
    for (;;) {
        wint_t character = 0;
        int kind = get_wch(&character);
        if (kind == ERR && !wait_for_more(until))
            break;
        if (kind == KEY_CODE_YES && character == PASTE_END)
            break;
        if (kind == OK && text->len < PASTE_BYTES)
            g_string_append_unichar(
                text, g_unichar_validate((gunichar)character) ? (gunichar)character : 0xfffd);
        if (kind != ERR)
            until = clock_monotonic_ms() + PASTE_WAIT_MS;
    }
    return g_string_free(text, FALSE);
}

/* Line ends become LF, other control characters go. */
static char *clean_paste(const char *raw)
{
    GString *text = g_string_new(NULL);
    for (const char *p = raw; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (c == '\r' && p[1] == '\n')
            continue;
        if (c == '\r')
            c = '\n';
        if (c == '\n' || c == '\t' || (c >= 0x20 && c != 0x7f && !(c >= 0x80 && c < 0xa0)))
            g_string_append_unichar(text, c);
    }
    return g_string_free(text, FALSE);
}

static Input input_of_mouse(void)
{
    MEVENT event;
    if (getmouse(&event) != OK)
        return (Input){.kind = INPUT_NONE};
    if (event.bstate & BUTTON4_PRESSED)
        return (Input){.kind = INPUT_KEY, .key = DESK_KEY_UP};
    if (event.bstate & BUTTON5_PRESSED)
        return (Input){.kind = INPUT_KEY, .key = DESK_KEY_DOWN};
    return (Input){.kind = INPUT_CLICK, .row = event.y, .column = event.x};
}

static Input input_of_code(int code)
{
    if (code == KEY_MOUSE)
        return input_of_mouse();
    if (code == KEY_RESIZE) {
        screen_repaint();
        return (Input){.kind = INPUT_RESIZE};
    }
    if (code == PASTE_BEGIN) {
        g_autofree char *raw = read_paste();
        return (Input){.kind = INPUT_PASTE, .text = clean_paste(raw)};
    }
    KeyCode key = key_of_code(code);
    return (Input){.kind = key ? INPUT_KEY : INPUT_NONE, .key = key};
}

Input screen_read(void)
{
    if (screen_signals_suspended())
        return (Input){.kind = INPUT_SUSPEND};
    for (;;) {
        wint_t character = 0;
        int kind = get_wch(&character);
        if (kind == ERR)
            return (Input){.kind = INPUT_NONE};
        if (kind == KEY_CODE_YES) {
            Input input = input_of_code((int)character);
            if (input.kind != INPUT_NONE)
                return input;
            continue;
        }
        if (character == 27 && swallow_sequence())
            continue;
        KeyCode key = key_of_character(character);
        if (key)
            return (Input){.kind = INPUT_KEY, .key = key};
    }
}

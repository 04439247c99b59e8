/* Keys as numbers and as words. A character is its code point; Ctrl with a letter and the named
 * keys lie above Unicode. Pure. */
#ifndef SKRANKE_TUI_KEYS_H
#define SKRANKE_TUI_KEYS_H

#include <glib.h>
#include <stdbool.h>

typedef guint32 KeyCode;

enum {
    KEY_NONE_ = 0,
    KEY_NAMED_BASE = 0x200000,
    KEY_CTRL_BASE = 0x300000, /* + 'A' … 'Z' */
};
#define KEY_CTRL(letter) ((KeyCode)(KEY_CTRL_BASE + (letter)))

/* X(identifier, word for key lists and skranke.ini) */
#define NAMED_KEYS(X)                                                                              \
    X(ENTER, "Enter")                                                                              \
    X(ESCAPE, "Esc")                                                                               \
    X(TAB, "Tab")                                                                                  \
    X(BACKTAB, "Shift-Tab")                                                                        \
    X(BACKSPACE, "Backspace")                                                                      \
    X(DELETE, "Delete")                                                                            \
    X(INSERT, "Insert")                                                                            \
    X(UP, "Up")                                                                                    \
    X(DOWN, "Down")                                                                                \
    X(LEFT, "Left")                                                                                \
    X(RIGHT, "Right")                                                                              \
    X(CTRL_LEFT, "Ctrl-Left")                                                                      \
    X(CTRL_RIGHT, "Ctrl-Right")                                                                    \
    X(PAGE_UP, "PgUp")                                                                             \
    X(PAGE_DOWN, "PgDn")                                                                           \
    X(HOME, "Home")                                                                                \
    X(END, "End")                                                                                  \
    X(F1, "F1")                                                                                    \
    X(F2, "F2")                                                                                    \
    X(F3, "F3")                                                                                    \
    X(F4, "F4")                                                                                    \
    X(F5, "F5")                                                                                    \
    X(F6, "F6")                                                                                    \
    X(F7, "F7")                                                                                    \
    X(F8, "F8")                                                                                    \
    X(F9, "F9")                                                                                    \
    X(F10, "F10")                                                                                  \
    X(SPACE, "Space")

#define KEY_ENUM(id, word) DESK_KEY_##id,
enum { KEY_BEFORE_NAMED = KEY_NAMED_BASE - 1, NAMED_KEYS(KEY_ENUM) KEY_NAMED_END };
#undef KEY_ENUM

/* "F3", "Ctrl-X", "j", "Space"; arrows as "↑↓←→"; new text. */
char *key_text(KeyCode key);
/* The other way; KEY_NONE_ when it is no key. "lt" is "<". */
KeyCode key_from_text(const char *text);
/* A key that types text (not Ctrl, not named but Space)? */
bool key_is_text(KeyCode key);
/* The character it types (Space gives ' '). */
gunichar key_character(KeyCode key);

#endif

/*
 * A real program in a real pseudo-terminal, seen through libvterm: press keys, wait for what the
 * screen becomes, look at cells, cursor and bytes. Waits are for conditions and never fixed; a wait
 * that fails prints the screen and the last forty keys and fails the cmocka test.
 *
 * Wait for text that is not on the screen yet when the key is pressed: text that was already there
 * proves nothing.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

typedef struct Terminal Terminal;

/** How to start a program. argv is needed; the rest may stay zero. */
typedef struct {
    const char *const *argv;        /**< NULL-terminated */
    int width;                      /**< columns; 0: 80 */
    int height;                     /**< rows; 0: 24 */
    const char *term;               /**< TERM; NULL: xterm-256color */
    const char *const *environment; /**< "NAME=value" sets, "NAME" removes; NULL-terminated */
    const char *home;               /**< HOME and XDG parent; NULL: a temp folder of its own */
} TerminalOptions;

/** Attribute bits of terminal_attribute. */
enum {
    TERMINAL_BOLD = 1,
    TERMINAL_UNDERLINE = 2,
    TERMINAL_REVERSE = 4,
    TERMINAL_ITALIC = 8,
    TERMINAL_BLINK = 16,
    TERMINAL_COLOUR = 32, /**< foreground or background is not the terminal's default */
};

/** Starts the program; fails the test when it cannot. It is killed when the test ends. */
Terminal *terminal_start(const TerminalOptions *options);

/** Kills the program if it still runs (a test of its own leaks should end it by keys and
 * terminal_wait_exit first) and frees. NULL is allowed. */
void terminal_free(Terminal *terminal);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Terminal, terminal_free)

/** @name Waiting: each takes up to 10 s, five times as long under sanitizers. @{ */

/** Until the text stands on the screen within one row. */
#define terminal_wait_text(terminal, text) terminal_wait_text_at(terminal, text, __FILE__, __LINE__)
/** Until the text stands nowhere on the screen. */
#define terminal_wait_no_text(terminal, text)                                                      \
    terminal_wait_no_text_at(terminal, text, __FILE__, __LINE__)
/** Until the row (0 is the top; trailing blanks removed) matches the glob: * any text, ? one
 * letter. */
#define terminal_wait_row(terminal, row, glob)                                                     \
    terminal_wait_row_at(terminal, row, glob, __FILE__, __LINE__)
/** Until the cursor stands in this cell. */
#define terminal_wait_cursor(terminal, row, column)                                                \
    terminal_wait_cursor_at(terminal, row, column, __FILE__, __LINE__)
/** Until condition(terminal, data) holds; what names it in the failure. */
#define terminal_wait(terminal, condition, data, what)                                             \
    terminal_wait_at(terminal, condition, data, what, __FILE__, __LINE__)
/** Until the program has painted after the last key and is quiet: the number N of the window title
 * "skranke frame=N" (written under SKRANKE_TEST=1 after each doupdate with no input pending) has
 * grown since the last key was sent, and nothing came for 30 ms. */
#define terminal_idle(terminal) terminal_idle_at(terminal, __FILE__, __LINE__)
/** Until the program has ended; status (may be NULL) is its exit code or 128 + signal. */
#define terminal_wait_exit(terminal, status)                                                       \
    terminal_wait_exit_at(terminal, status, __FILE__, __LINE__)

typedef bool (*TerminalCondition)(Terminal *terminal, void *data);
void terminal_wait_text_at(Terminal *terminal, const char *text, const char *file, int line);
void terminal_wait_no_text_at(Terminal *terminal, const char *text, const char *file, int line);
void terminal_wait_row_at(Terminal *terminal, int row, const char *glob, const char *file,
                          int line);
void terminal_wait_cursor_at(Terminal *terminal, int row, int column, const char *file, int line);
void terminal_wait_at(Terminal *terminal, TerminalCondition condition, void *data, const char *what,
                      const char *file, int line);
void terminal_idle_at(Terminal *terminal, const char *file, int line);
void terminal_wait_exit_at(Terminal *terminal, int *status, const char *file, int line);
/** @} */

/** @name Input @{ */

/** Sends keys: letters stand for themselves, names for the bytes that terminfo gives them under
 * this TERM. <F1>…<F12> <CR> <Esc> <Tab> <S-Tab> <Up> <Down> <Left> <Right> <PgUp> <PgDn> <Home>
 * <End> <BS> <Del> <Ins> <Space> <C-a>…<C-z> <C-Left> <C-Right> <A-x> (Esc and a letter) <lt> (a
 * "<"). */
void terminal_keys(Terminal *terminal, const char *keys);
/** Sends UTF-8 text as typed. */
void terminal_text(Terminal *terminal, const char *text);
/** Sends text as a paste: in brackets if and only if the program has switched mode 2004 on.
 * Newlines are sent as CR, as terminals do. */
void terminal_paste(Terminal *terminal, const char *text);
/** Sends any bytes: for mouse reports and broken input. */
void terminal_bytes(Terminal *terminal, const char *bytes, gsize length);
/** Changes the size of the window; the kernel tells the program. */
void terminal_resize(Terminal *terminal, int width, int height);
/** Sends a signal to the program. */
void terminal_signal(Terminal *terminal, int signal_number);
/** @} */

/** @name Looking (after taking in what has come so far, without waiting) @{ */

/** The text of a row without trailing blanks; the caller owns it. */
char *terminal_row(Terminal *terminal, int row);
/** All rows, each ended by a newline; the caller owns it. */
char *terminal_screen(Terminal *terminal);
/** True when the text stands on the screen within one row. */
bool terminal_has_text(Terminal *terminal, const char *text);
/** Finds the text; row and column of its first cell (each may be NULL). */
bool terminal_find(Terminal *terminal, const char *text, int *row, int *column);
/** Where the cursor is and whether it is shown; each may be NULL. */
void terminal_cursor(Terminal *terminal, int *row, int *column, bool *visible);
/** The attribute bits of a cell. */
unsigned terminal_attribute(Terminal *terminal, int row, int column);
/** The palette numbers of a cell, -1 for the default colour, 256 for direct colour. */
void terminal_colours(Terminal *terminal, int row, int column, int *foreground, int *background);
/** Columns and rows now. */
void terminal_size(Terminal *terminal, int *width, int *height);
/** Output bytes since a mark; mark 0 is the start. Window titles "skranke frame=N" are not counted:
 * they exist only in tests. Take a mark as terminal_bytes_since(terminal, 0). */
gsize terminal_bytes_since(Terminal *terminal, gsize mark);
/** The number of the last "skranke frame=N" title; 0 before the first. */
guint64 terminal_frame(Terminal *terminal);
/** The last payload of this OSC number, as `c;NDcxMQ==` for 52; NULL if there was none. Borrowed
 * until the next call with this terminal. */
const char *terminal_osc(Terminal *terminal, int number);
/** True while the program has DEC private mode (1049, 2004, 1006 …) switched on. */
bool terminal_mode(Terminal *terminal, int mode);
/** Everything the program has written, byte for byte (borrowed until the next call). */
const GString *terminal_output(Terminal *terminal);
/** Process id of the program. */
pid_t terminal_process(const Terminal *terminal);
/** HOME of the program. */
const char *terminal_home(const Terminal *terminal);
/** @} */

/** True when all modes of the byte stream are back: alternate screen, bracketed paste, mouse,
 * application keys off and cursor visible. */
bool terminal_modes_reset(Terminal *terminal);
/** The same, but fails the test and names the modes that were left on. */
#define expect_modes_reset(terminal) expect_modes_reset_at(terminal, __FILE__, __LINE__)
void expect_modes_reset_at(Terminal *terminal, const char *file, int line);

/** Waits until text grid, attributes, cursor and modes equal tests/golden/<name>.<w>x<h>.txt, else
 * prints a unified diff and fails. UPDATE_GOLDEN=1 writes the file from the screen as it is when
 * quiet. GOLDEN_FOLDER replaces the folder (for tests of this harness). */
#define expect_golden(terminal, name) expect_golden_at(terminal, name, __FILE__, __LINE__)
void expect_golden_at(Terminal *terminal, const char *name, const char *file, int line);

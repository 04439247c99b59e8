/* The terminal: the one room that knows curses. Cells, styles, keys, pastes, sizes in; nothing of
 * inquiries.
 *
 * Text given to it must be safe (base/safe_text.h); on a terminal without UTF-8 it is drawn as
 * ASCII. One screen a process. */
#ifndef SKRANKE_TUI_SCREEN_H
#define SKRANKE_TUI_SCREEN_H

#include "skranke/tui/keys.h"
#include "skranke/tui/theme.h"

typedef struct {
    int row, column, height, width;
} Rect;

typedef struct {
    Theme theme;
    bool ascii;          /* borders and text in ASCII */
    bool cursor_visible; /* show the hardware cursor in lists too */
    bool mouse;
    bool accessible; /* no frames and no block glyphs; the cursor is always shown */
} ScreenOptions;

/* Takes the terminal. Fails (USAGE) with one line when standard input or output is no terminal; an
 * unknown TERM is treated as xterm-256color and `note` gets a sentence about it (new text, else
 * NULL). */
bool screen_start(const ScreenOptions *options, char **note, GError **error);
/* Gives it back as it was; safe to call twice. Also done on SIGSEGV, SIGABRT, SIGBUS, SIGFPE. */
void screen_stop(void);
bool screen_is_on(void);

/* Gives the terminal away (editor, suspend) and takes it back. */
void screen_leave(void);
void screen_return(void);
/* Leaves, stops the process like Ctrl-Z does, and comes back. */
void screen_suspend(void);

int screen_rows(void);
int screen_columns(void);

/* ---- drawing: a frame is screen_begin … screen_end ---- */
void screen_begin(void);
/* At most `cells` cells of safe text; returns the cells used. Outside the screen nothing happens.
 */
int screen_text(int row, int column, int cells, Style style, const char *text);
void screen_fill(Rect area, Style style);
/* A border with a title inside the top line (left) and a note (right); either may be NULL. */
void screen_frame(Rect area, bool focus, const char *title, const char *note);
/* What is inside a frame: all but its top line in the accessible profile. */
Rect screen_inside(Rect frame);
/* The accessible profile is on: one item a line, one pane, nothing is drawn unasked. */
bool screen_is_accessible(void);
/* The next frame writes this line again even where it has not changed: it is read out once more. */
void screen_say_again(int row);
/* Where the hardware cursor rests; the last call of a frame wins. */
void screen_cursor(int row, int column, bool caret);
/* Shows the frame: one doupdate. */
void screen_end(void);
/* The next frame repaints every cell (Ctrl-L, resize, return). */
void screen_repaint(void);

/* ---- input ---- */
typedef enum {
    INPUT_NONE,
    INPUT_KEY,
    INPUT_PASTE,
    INPUT_RESIZE,
    INPUT_SUSPEND,
    INPUT_CLICK
} InputKind;
typedef struct {
    InputKind kind;
    KeyCode key;
    char *text; /* paste: valid UTF-8, LF line ends, no control characters; owned by the caller:
                   g_free */
    int row, column; /* click */
} Input;
/* The next thing typed, without waiting; INPUT_NONE when there is nothing. */
Input screen_read(void);
/* Readable when the window changed size or a stop was asked for; poll it beside standard input. */
int screen_wake_descriptor(void);

/* Wheel (as Up and Down) and clicks; the terminal's own selection then needs Shift. */
void screen_use_mouse(bool on);
bool screen_uses_mouse(void);

/* Sends text to the terminal's clipboard (OSC 52, base64). */
void screen_copy(const char *text);

/* ---- for tests: a screen of this size without a terminal ---- */
bool screen_start_offscreen(int rows, int columns, const ScreenOptions *options);
/* A row as it would be shown; new text. */
char *screen_row(int row);

#endif

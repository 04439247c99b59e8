/* Shared by the files of the screen room only: curses and the state of the one terminal. */
#ifndef SKRANKE_TUI_SCREEN_PRIVATE_H
#define SKRANKE_TUI_SCREEN_PRIVATE_H

#include <curses.h>
#include <stdio.h>

#include "skranke/tui/screen.h"

typedef struct {
    bool on, offscreen, repaint, caret;
    int cursor_shown;
    ScreenOptions options;
    Theme theme;
    SCREEN *terminal;
    FILE *in, *out;
    short pair[STYLE_COUNT];
    int cursor_row, cursor_column;
    GPtrArray *shown; /* char *: the rows of the last frame, in the accessible profile; else NULL */
    int last_row;     /* where the cursor was in it */
    guint frames, frames_drawn;
    int wake[2]; /* self-pipe of the signal handlers */
} ScreenState;

extern ScreenState screen_state;

void screen_input_start(void);
/* Remembers the terminal as it was; call before curses takes it. */
void screen_signals_before(void);
void screen_signals_start(void);
void screen_signals_stop(void);
/* Stops the process as Ctrl-Z does, with the terminal given back. */
void screen_signals_stop_process(void);
/* curses ignores a stop while it paints; held back, it comes afterwards. */
void screen_signals_hold_stop(bool hold);
/* Was a stop asked for from outside since the last call? Empties the self-pipe. */
bool screen_signals_suspended(void);

#endif

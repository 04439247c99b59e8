/*
 * What the files of the terminal harness share; tests include terminal.h only.
 */
#pragma once

#include <vterm.h>

#include "terminal.h"

/** Follows the byte stream for what libvterm does not tell: modes, titles, OSC payloads. */
typedef struct {
    int state;
    GString *argument;     /* of the CSI or OSC being read */
    GHashTable *modes;     /* DEC private modes that are on */
    GHashTable *osc;       /* number -> last payload */
    guint64 frame;         /* of the last frame title */
    gsize bytes;           /* all bytes, without frame titles */
    gsize sequence_length; /* bytes of the sequence being read */
} Stream;

void stream_init(Stream *stream);
void stream_clear(Stream *stream);
void stream_feed(Stream *stream, const char *bytes, gsize length);
bool stream_mode(const Stream *stream, int mode);

struct Terminal {
    pid_t process;
    int master;
    char *term;
    char *home;
    bool owns_home;
    VTerm *emulator;
    VTermScreen *screen;
    int width;
    int height;
    bool cursor_visible;
    Stream stream;
    GString *output;  /* everything read */
    GString *pending; /* bytes not yet written to the program */
    GQueue keys;      /* the last forty things sent, as text */
    guint64 frame_at_key;
    gint64 last_read; /* monotonic µs */
    bool closed;      /* the program closed its side */
    bool ended;
    int status;
};

/** Takes in and sends out what can be done now, waiting at most so many milliseconds for the first
 * byte. True when something came. */
bool terminal_pump(Terminal *terminal, int milliseconds);

/** Queues bytes for the program, remembering them under a name for the failure report. */
void terminal_send(Terminal *terminal, const char *bytes, gsize length, const char *shown);

/** Pumps until condition(terminal, data) is true; false after the deadline. */
bool terminal_becomes(Terminal *terminal, TerminalCondition condition, void *data);

/** Prints screen, cursor and last keys, then fails the test at that line. */
void terminal_fail(Terminal *terminal, const char *why, const char *file, int line);

/** Appends the text of one row to text, trailing blanks kept. */
void screen_append_row(const Terminal *terminal, int row, GString *text);

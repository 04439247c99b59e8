/*
 * The desk on a screen of its own: a database with four inquiries (or the fictional bureau), an
 * English ini, a frozen clock, and the real program in a terminal.
 */
#pragma once

#include "process.h"
#include "terminal.h"

/** The moment every desk of these tests shows: a Tuesday. */
#define DESK_SCREEN_NOW "2026-03-10T10:12+01:00"

typedef struct {
    Sandbox *box;
    char *config;
} DeskScreen;

/** Four inquiries by e-mail: 1 Åse Bjørnson "Folketall i Ålesund", 2 Øyvind Håland
 * "Konsumprisindeksen", 3 Marit Kvam "Ledighet i Troms", 4 Jim Smith "Exports of fish". */
DeskScreen *desk_screen_new(void);
/** The same in an empty database at a URI (rqlite://…). */
DeskScreen *desk_screen_new_at(const char *uri);
/** The fictional bureau of `init --demo`. */
DeskScreen *desk_screen_demo(void);
void desk_screen_free(DeskScreen *desk);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskScreen, desk_screen_free)

/** Opens the desk as this operator and waits for its queue. */
Terminal *desk_screen_open(const DeskScreen *desk, const char *login, int width, int height);
/** The same with another TERM (NULL: xterm-256color) and environment (NULL: none), without waiting.
 */
Terminal *desk_screen_start(const DeskScreen *desk, const char *login, int width, int height,
                            const char *term, const char *const *environment);

/** Runs a subcommand as this operator; fails the test unless it ends well. Output is the caller's.
 */
char *desk_screen_run(const DeskScreen *desk, const char *login, const char *input,
                      ...) G_GNUC_NULL_TERMINATED;

/** The same for what only has to be done. */
#define desk_screen_do(desk, login, ...)                                                           \
    g_free(desk_screen_run(desk, login, NULL, __VA_ARGS__, NULL))

/** Imports a mail; `more` are further header lines, each ended by a newline. */
void desk_screen_mail(const DeskScreen *desk, const char *id, const char *from, const char *subject,
                      const char *date, const char *more, const char *body);

/** Quits with F10 and expects a clean end and a clean terminal. */
void desk_screen_quit(Terminal *terminal);

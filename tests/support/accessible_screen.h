/*
 * The desk in the accessible profile, and what is true of every view of it: where the cursor
 * stands, what is marked, what is written. The rules are those of users' bug reports; each stands
 * beside its check.
 */
#pragma once

#include "desk_screen.h"

enum { BRAILLE_LINE = 40 };

/** The fictional bureau with `[screen] accessible = yes`. */
DeskScreen *accessible_desk(void);
/** More sections of its settings. */
void accessible_settings(const DeskScreen *desk, const char *more);
/** Opens it as kari; the first frame is whole when it returns: the next one is that of a key. */
Terminal *accessible_open(const DeskScreen *desk, int width, int height);
/** A call that waits, a message and a caller to be rung back. */
void accessible_some_calls(const DeskScreen *desk);
/** Keys, and the frame that comes of them. */
void accessible_keys(Terminal *terminal, const char *keys);
/** What is not drawn unasked: Ctrl-V until it says this. */
void accessible_ask(Terminal *terminal, const char *answer);
/** Esc so many times, one after the other: Esc and a letter together are another key. */
void accessible_escape(Terminal *terminal, int times);
/** Quits from wherever one is. */
void accessible_leave(Terminal *terminal);

/** @name What is wrong is gathered and told at once. @{ */
void wrong_begin(void);
void complain(const char *format, ...) G_GNUC_PRINTF(1, 2);
void expect_nothing_wrong(void);
/** @} */

/** Read as "left half block", or dropped: not on the screen, and not on the way to it. */
void expect_no_blocks(Terminal *terminal, const char *view);
/** One thing on the screen: the title of one pane at most, and no row that holds two items. */
void expect_one_pane(Terminal *terminal, const char *view, bool written);
/** Braille follows the cursor and not reverse video; the mark is what is read. */
void expect_cursor_on_mark(Terminal *terminal, const char *view);
/** In a field the cursor is where letters go, and what is asked for stands before it. */
void expect_cursor_in_field(Terminal *terminal, const char *view, const char *label);
/** The row with this text has the fact within a line of braille. */
void expect_in_braille_line(Terminal *terminal, const char *row_begins, const char *fact);
/** The row at the cursor is this glob, and the cursor in its first cell. */
void expect_row_read(Terminal *terminal, const char *glob);

/** Takes the row of the cursor; the caller's. */
char *row_at_cursor(Terminal *terminal, int *row, int *column);
/** What was written since, as it went over the line; the caller's. */
char *written_since(Terminal *terminal, gsize length);
/** All rows, of char *; the caller's. */
GPtrArray *rows_of(Terminal *terminal);

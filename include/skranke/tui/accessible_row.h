/* A row of a list as it is heard or felt: the mark of the selection, then facts in the order of
 * their weight with one space between, so that the first forty cells, a line of braille, hold what
 * decides. Short forms of names, numbers and presence. Pure; SWITCHBOARD.md 1.3. */
#ifndef SKRANKE_TUI_ACCESSIBLE_ROW_H
#define SKRANKE_TUI_ACCESSIBLE_ROW_H

#include <stdbool.h>

#include "skranke/domain/presence.h"

enum { ACCESSIBLE_LINE = 40 }; /* cells of a line of braille */

/* Which of a row's texts comes next. Those that decide (key) stand first, and within a line of
 * braille: where they are too long together, the longest of them is cut, but none that is worth
 * nothing when it is: a number, until when. */
typedef enum {
    ROW_MORE,
    ROW_KEY,      /* also written as true */
    ROW_KEY_WHOLE /* never cut */
} RowWeight;
typedef struct {
    guint column;
    RowWeight key;
} RowFact;

/* "> Nordmann K 00002158 MØTE-11:30 KPI": empty texts take no place. Texts are safe; new text. */
char *accessible_row(const RowFact *facts, guint count, const char *const *texts, bool selected);

/* "Nordmann K" of "Kari Nordmann": callers ask for the family name; new text. */
char *accessible_name(const char *name);
/* "price statistics" of "Division for price statistics", where number and time leave no room for
 * all of it; new text. */
char *accessible_section(const char *name);
/* "00002158" of "00 00 21 58": digits are read one by one in any case; new text. */
char *accessible_number(const char *number);
/* "MEETING-11:30": presence_text() in as few letters as tell it; new text. */
char *accessible_presence(const Presence *presence, gint64 now);
/* The same of a section's shared telephone, "OPEN-15:00", and of somebody a journalist is given,
 * "PRESS-Wed-15:30" on press duty; new text. */
char *accessible_line(const Presence *presence, gint64 now);
char *accessible_duty(const Presence *presence, gint64 now);

#endif

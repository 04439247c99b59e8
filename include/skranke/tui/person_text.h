/* People, sections and statistics in words, the same in the directory and beside a call: names,
 * where they are, the card with everything an operator needs. The texts are foreign: they go
 * through foreign_text.h before they are drawn. Asks no database. */
#ifndef SKRANKE_TUI_PERSON_TEXT_H
#define SKRANKE_TUI_PERSON_TEXT_H

#include "skranke/desk/directory.h"
#include "skranke/desk/who_else.h"

/* "Kari Vik", "Konsumprisindeksen → Kari Vik", the section; marked when found by its sound only.
 * New text. */
char *person_entry_name(const DirectoryEntry *entry);
/* The section, or why a person was found; new text. */
char *person_entry_more(const DirectoryEntry *entry);
/* The same of somebody among what a caller asked for: what they were found by first, a statistic or
 * their title; new text. */
char *person_entry_why(const DirectoryEntry *entry);
/* Where a person is, for a journalist (press) until when they have press duty; whether a section's
 * shared line is open; "" where neither is known. New text. */
char *person_status_text(const Directory *directory, const DirectoryEntry *entry, bool press,
                         gint64 now);
/* The number that goes with it, the duty's to a journalist, "": none. Borrowed. */
const char *person_phone(const Directory *directory, const DirectoryEntry *entry, bool press,
                         gint64 now);
/* Office hours and core hours in words, "" where there are none; new text. */
char *person_hours_text(const Person *person);
/* A fact a line: name, title and section; numbers; where they are, by which source and how old;
 * (others) while they are not there "Or: …" with why each is offered, or that nobody is free; hours
 * and languages; at most so many notes, newest first. press: as a journalist is told. New text. */
char *person_card(const Directory *directory, const DirectoryEntry *entry, bool press, gint64 now,
                  guint notes, bool others);
/* The whole card to read: a fact a line, its label first; others: who else, a person a line. New
 * text.
 */
char *person_facts(const Directory *directory, const DirectoryEntry *entry, bool press, gint64 now,
                   bool others);
/* A row of the accessible profile: family name, number, presence with its time, then the rest
 * (more, NULL: person_entry_why()). New text. */
char *person_row(const Directory *directory, const DirectoryEntry *entry, const char *more,
                 bool press, gint64 now, bool selected);
char *person_other_row(const Other *other, gint64 now, bool selected);
/* Why the telephone system gave a call back: its word as a text; borrowed. */
const char *person_return_text(const char *word);

#endif

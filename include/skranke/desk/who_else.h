/* Who else can help when somebody is out: the deputy, who answers for the same statistic, the same
 * section, the section's shared line; those who are free first within the whole list, and why each
 * is offered. House rule of the declaration: "om det er andre personer du kan snakke med". */
#ifndef SKRANKE_DESK_WHO_ELSE_H
#define SKRANKE_DESK_WHO_ELSE_H

#include "skranke/base/language.h"

#include "skranke/domain/saying.h"

#include "skranke/desk/directory.h"

typedef enum {
    OTHER_SUCCESSOR,
    OTHER_DEPUTY,
    OTHER_STATISTIC,
    OTHER_SECTION,
    OTHER_LINE,
    OTHER_PRESS /* on press duty now, or the press section's line: for journalists */
} OtherReason;
extern const char *const other_reason_words[]; /* "successor", "deputy", …, NULL */

typedef struct {
    OtherReason reason;
    const Person *person;       /* NULL: the shared line */
    const Section *section;     /* of the person, or of the line */
    const Statistic *statistic; /* OTHER_STATISTIC: the one they share */
    const Duty *duty;  /* OTHER_PRESS: which one the person has, backs up or has next; NULL:
                          another press contact, the line */
    Presence presence; /* of the line: in while the bureau is open */
    bool free;
} Other;

typedef struct {
    /* Of Other *: the successor, those who are free in the order of the reasons, the others by when
     * they are back. */
    GPtrArray *others;
    bool press;       /* a journalist asks */
    bool nobody_free; /* said in so many words, with the message form beside it */
    bool
        only_press; /* a journalist asks for the management: press contacts answer, whoever is in */
} WhoElse;

/* about: the statistic the caller asked about, NULL: all the person's. Former staff: their
 * successor first. People of the management (role) are not offered to journalists (press), who are
 * given the press contacts last, of somebody who has press duty first; who asks for the management
 * gets them only. */
WhoElse *who_else(const Directory *directory, const Person *person, const Statistic *about,
                  bool press, gint64 now, guint limit);
void who_else_free(WhoElse *others);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WhoElse, who_else_free)

/* "deputy", "answers for Konsumprisindeksen too", "same section", "shared line of …"; translated,
 * new text. */
char *other_why(const Other *other);
/* Name and number that may be given to a caller (on duty: the duty's); borrowed. */
const char *other_name(const Other *other);
const char *other_phone(const Other *other);
/* How it is with them, for operators: "IN until 15:30", of a line "OPEN until 15:00", of the press
 * duty "PRESS DUTY until Wed 15:30"; new text. */
char *other_presence_text(const Other *other, gint64 now);

/* The same of whom a caller asks for, a journalist (press): the duty's number of whoever has it.
 * presence: directory_presence_asked(). Borrowed. */
const char *who_else_phone(const Person *person, const Presence *presence, bool press);
/* Of any section's shared telephone: in while the bureau is open, for presence_line_text(). */
Presence who_else_line(const Directory *directory, gint64 now);

/* The sentence for the caller (domain/saying.h) about this person, with the first who is free. New
 * text. */
char *who_else_saying(const Directory *directory, const Person *person, const Statistic *about,
                      const WhoElse *others, gint64 now, Language language);
/* The same for a caller who came back from this person: nobody answered there, or it was busy. */
char *who_else_saying_tried(const Directory *directory, const Person *person,
                            const Statistic *about, const WhoElse *others, SayingTried tried,
                            gint64 now, Language language);

#endif

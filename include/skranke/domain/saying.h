/* What the operator says to the caller, ready in one line in the caller's language: the person is
 * in, or when they are back, and who else can help. Never the reason of an absence, never a hidden
 * number, no figure that is no fact. Pure. */
#ifndef SKRANKE_DOMAIN_SAYING_H
#define SKRANKE_DOMAIN_SAYING_H

#include "skranke/base/language.h"

#include "skranke/domain/presence.h"

/* A moment as one says it: "kl. 13.30" today, "i morgen kl. 9", "mandag kl. 9" within six days,
 * "mandag 4. januar kl. 9", with the year where it is another; the same in nynorsk and English ("at
 * 1.30 pm" is not used: "13:30"). The language is the caller's, not the screen's. New text. */
char *saying_moment(gint64 at, gint64 now, Language language);

/* What the caller's telephone found out: nobody answered there just now, or the line was busy. */
typedef enum { TRIED_NOT, TRIED_NO_ANSWER, TRIED_BUSY } SayingTried;

typedef struct {
    const char *name;         /* of the person asked for */
    const Presence *presence; /* of that person */
    const char *statistic;    /* what was asked about, in the caller's language, "" */
    const char *other;        /* who is free instead, "": nobody */
    bool other_is_line;       /* it is a section's shared line */
    const char *other_short;  /* what else a line may be called where its name is too long
                                 ("the division"), NULL: nothing */
    bool other_flexible;      /* usually in at this hour: nothing is promised for now */
    bool has_left;            /* other is then the successor, free or not */
    bool others_known;        /* false: who else was not looked for: nothing is said of others */
    SayingTried tried;        /* who is in, and was rung in vain, is not promised again */
} Saying;

/* The most cells of a sentence: it stands in one line of a screen of 80, in its frame, behind the
 * word of its language. */
enum { SAYING_CELLS = 74 };
/* "Kari Nordmann er opptatt til kl. 11.30; Lars Berg kan hjelpe deg nå." In words of the table of
 * reasons (said_nb …), "vanligvis inne" outside the core hours, "gått for dagen" only for who was
 * in today; put through where the telephone is open.
 *
 * At most SAYING_CELLS: what does not fit is left out from the end, the statistic first, then the
 * name of a line, middle names, all of a given name but its initial; the verb, "back" and "who
 * else" stay. New text. */
char *saying_text(const Saying *saying, gint64 now, Language language);

/* "Geir Ove Straume" without middle names; new text. */
char *saying_short_name(const char *name);

#endif

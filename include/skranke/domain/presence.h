/* Is a person in, and if not, until when? First rule that applies: absence, then office hours.
 *
 * Pure: the moment and the records are arguments. */
#ifndef SKRANKE_DOMAIN_PRESENCE_H
#define SKRANKE_DOMAIN_PRESENCE_H

#include "skranke/domain/hours.h"
#include "skranke/domain/person.h"

typedef enum { PRESENCE_IN, PRESENCE_BUSY, PRESENCE_OUT, PRESENCE_CLOSED } PresenceStatus;
extern const char *const presence_words[]; /* "in", "busy", "out", "closed", NULL */

typedef struct {
    PresenceStatus status; /* busy: a meeting; out: another absence; closed: outside office hours */
    gint64 until;          /* end of this status (of the whole chain of absences), 0: not known */
    gint64 back_at; /* the person's next office minute without an absence, at most 400 days ahead;
                       0: in now or not known */
} Presence;

/* Absences follow on each other as a chain when less than 15 minutes lie between them. */
Presence presence_of(const Person *person, gint64 now);

/* "INNE til 15:30", "MØTE til 11:30", "BORTE til ma. 08:00", translated; else than for IN the time
 * is back_at; new text. */
char *presence_text(const Presence *presence, gint64 now);

#endif

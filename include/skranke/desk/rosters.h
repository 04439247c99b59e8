/* Who is on duty for journalists, also outside opening hours, and where nobody is.
 *
 * Declaration: "Pressekontaktene … kan også kontaktes per telefon utenfor arbeidstiden" and press
 * inquiries to the management go through the press contacts. */
#ifndef SKRANKE_DESK_ROSTERS_H
#define SKRANKE_DESK_ROSTERS_H

#include "skranke/store/rosters.h"

#include "skranke/desk/desk.h"
#include "skranke/desk/directory.h"

/* A stretch of time that no duty covers. */
typedef struct {
    gint64 from, until;
} RosterGap;
/* Gaps of a roster within [from, until); duties given by from_at. Pure. Array of RosterGap, owned.
 */
GArray *roster_gaps(const GPtrArray *duties, gint64 from, gint64 until);

enum { ROSTER_WARNED_DAYS = 7 };
/* "Nobody has press duty from Saturday 14 March 16:00 to Monday 16 March 08:00", for the gaps of
 * the coming week; translated, one a line; "" where there is none, and where the roster is not used
 * at all (no duty ever). New text; NULL on error. */
char *roster_warning(Desk *desk, const char *roster, gint64 now, GError **error);

/* Who to ring now for the press, in this order: on duty now, their backup, the other press contacts
 * that are in, the press section's shared line. */
typedef struct {
    const Person *person;   /* NULL: a shared line */
    const Section *section; /* of the line */
    const char *phone;      /* that may be given to journalists; "" none */
    char *why; /* translated: "on duty until Monday 08:00", "backup", "press contact" */
    bool free;
} PressContact;
/* Array of PressContact *, owned. */
GPtrArray *roster_press_contacts(Desk *desk, const Directory *directory, gint64 now,
                                 GError **error);

/* person and backup by number or initials; times as in desk/import_time.h. Returns its number. */
typedef struct {
    const char *roster, *person, *backup, *from, *to, *phone, *note;
} NewDuty;
gint64 roster_add(Desk *desk, const NewDuty *given, GError **error);
bool roster_remove(Desk *desk, gint64 duty, GError **error);

#endif

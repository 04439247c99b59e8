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
    char *away; /* who has the duty then and is noted as away; NULL: nobody has it */
} RosterGap;
/* Gaps of a roster within [from, until); duties given by from_at. Pure. Array of RosterGap, owned.
 */
GArray *roster_gaps(const GPtrArray *duties, gint64 from, gint64 until);

/* The gaps of a roster in this database within [from, until): when neither a duty of somebody who
 * works here, nor their backup, nor the office hours of those whose section has the roster's name
 * in its role cover, all of them less what they are noted as away (at their desk also less
 * meetings). One array as above; NULL on error. */
GArray *roster_gaps_ahead(Db *db, const char *roster, gint64 from, gint64 until, GError **error);

/* Who can be rung now by a roster, and when the next gap of the coming week begins. */
typedef struct {
    bool used;     /* a duty was ever named */
    char *name;    /* who has it or backs it up and is not away, else who is in whose section it is;
                      NULL: nobody */
    gint64 gap_at; /* 0: none */
} RosterNow;
/* Fills it anew; false: it stays as it was. */
bool roster_now(Db *db, const char *roster, gint64 now, RosterNow *is, GError **error);
void roster_now_clear(RosterNow *is);

enum { ROSTER_WARNED_DAYS = 7, ROSTER_WARNED_GAPS = 3 };
/* "Nobody has press duty from Saturday 14 March 16:00 to Monday 16 March 08:00.", or that somebody
 * who has it is away, for the gaps of the coming week; translated, one a line, the first three and
 * then how many more; "" where there is none, and where the roster is not used at all (no duty
 * ever). New text; NULL on error. */
char *roster_warning(Db *db, const char *roster, gint64 now, GError **error);

/* Who to ring now for the press, in this order: on duty now, their backup, the other press contacts
 * that are in; then, not free, who has the duty or backs it up and is noted as away, and where
 * nobody has it or all who have it are away, who has it next and the contacts that are not in; the
 * press section's shared line. */
typedef enum { PRESS_DUTY, PRESS_BACKUP, PRESS_CONTACT, PRESS_LINE, PRESS_NEXT } PressContactKind;
extern const char *const press_contact_words[]; /* "duty", "backup", "contact", "line", "next" */
typedef struct {
    PressContactKind kind;
    const Person *person;   /* NULL: a shared line */
    const Section *section; /* of the line */
    const char *phone;      /* that may be given to journalists unless phone_hidden; "" none */
    char *why;         /* translated: "on duty until Monday 08:00", "backup", "press contact" */
    char *warning;     /* translated: "noted as away until Thu 08:00", of who has the duty or backs
                          it up and is not to be counted on; "" else */
    bool phone_hidden; /* of somebody on duty who has no other at that hour: for the operator to
                          ring, not to be given away; why says so */
    bool free;
} PressContact;
/* Array of PressContact *, owned; at any hour. */
GPtrArray *roster_press_contacts(const Directory *directory, gint64 now);
/* "Amina Farah has press duty until Monday 08:00.", with the warning where she is noted as away, or
 * that nobody has now and who is next; translated; new text. */
char *roster_press_text(const Directory *directory, gint64 now);

/* For whoever notes somebody as away within [from, until): "Amina Farah has press duty until Mon
 * 08:00; backup: Jens Tofte." "" where they have none then, or are not away in it (working at
 * home); translated, new text. */
char *roster_duty_warning(Db *db, gint64 person, gint64 from, gint64 until);

/* person and backup by number or initials; times as in desk/import_time.h. roster NULL: press.
 * Returns its number, 0 on error: USAGE for the times and the texts, NOT_FOUND for the people,
 * REFUSED for a backup who is the same. Another duty of the roster at the same time is allowed, and
 * so is one of somebody who is away then: warning (translated, new text, "" none; may be NULL) says
 * so. */
typedef struct {
    const char *roster, *person, *backup, *from, *to, *phone, *note;
} NewDuty;
gint64 roster_add(Desk *desk, const NewDuty *given, char **warning, GError **error);
/* NOT_FOUND when there is none with this number. */
bool roster_remove(Desk *desk, gint64 duty, GError **error);

#endif

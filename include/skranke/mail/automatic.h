/* Is this mail automatic (RFC 3834 and habits)? Such mail never gets an automatic answer and never
 * changes recipients. */
#ifndef SKRANKE_MAIL_AUTOMATIC_H
#define SKRANKE_MAIL_AUTOMATIC_H

#include <glib.h>

/* What an automatic mail is to an inquiry. Lists, and programs that ask for no automatic answers,
 * carry what people write. */
typedef enum {
    AUTOMATIC_PERSON,   /* a person wrote it, or may have: it wakes a closed inquiry */
    AUTOMATIC_COURTESY, /* nobody wrote it and nothing hangs on it: away until Monday, it was read
                         */
    AUTOMATIC_FAILURE,  /* nobody wrote it, but an answer of ours did not arrive: it wakes too */
} AutomaticKind;

/* Looks up a header by name, NULL where it is not there. */
typedef const char *(*AutomaticHeader)(const char *name, gpointer user);

/* Why, as a short word list for the record ("Auto-Submitted: auto-replied"), or "" when a person
 * wrote it. Looks at null return path, multipart/report, mailer-daemon/postmaster, List-*,
 * Precedence, Auto-Submitted other than "no" (case, space and parameters tolerated),
 * X-Auto-Response-Suppress, and subjects that automatic answers begin
 * with ("Automatisk svar:"). Values come raw, as in the header. *kind gets the strongest of what
 * was found. New text. */
char *automatic_reason(AutomaticHeader header, gpointer user, const char *from_address,
                       const char *content_type, AutomaticKind *kind);

/* The same for mail whose headers say nothing: does the text begin by saying that a machine sent it
 * and that nobody reads answers? Both must stand in its first lines, the first at the very
 * beginning; what is passed on or answered (subject "VS:", "Re:") was sent by whoever did that. New
 * text, "" when not; it is AUTOMATIC_COURTESY then. */
char *automatic_text_reason(const char *subject, const char *text);

#endif

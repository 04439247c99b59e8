/* Is this mail automatic (RFC 3834 and habits)? Such mail never gets an automatic answer and never
 * changes recipients. */
#ifndef SKRANKE_MAIL_AUTOMATIC_H
#define SKRANKE_MAIL_AUTOMATIC_H

#include <glib.h>

/* Looks up a header by name, NULL where it is not there. */
typedef const char *(*AutomaticHeader)(const char *name, gpointer user);

/* Why, as a short word list for the record ("Auto-Submitted: auto-replied"), or "" when a person
 * wrote it. Looks at null return path, multipart/report, mailer-daemon/postmaster, List-*,
 * Precedence, Auto-Submitted other than "no" (case, space and parameters tolerated),
 * X-Auto-Response-Suppress, and subjects that automatic answers begin
 * with ("Automatisk svar:"). Values come raw, as in the header. New text. */
char *automatic_reason(AutomaticHeader header, gpointer user, const char *from_address,
                       const char *content_type);

#endif

/* format=flowed (RFC 3676): paragraphs that were wrapped for sending are made whole again. */
#ifndef SKRANKE_MAIL_FLOWED_H
#define SKRANKE_MAIL_FLOWED_H

#include <glib.h>

/* text has LF line ends. Joins flowed lines of the same quote depth, removes space-stuffing, keeps
 * the signature line "-- " apart; with delsp the space before a joint goes too. Quoted lines come
 * out as
 * "> text". New text. */
char *flowed_unwrap(const char *text, gboolean delsp);

#endif

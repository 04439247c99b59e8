/* What can go wrong, as one error domain for the whole house.
 *
 * Every function that can fail takes a GError ** and returns false or NULL. The code tells a face
 * what to do next (and is the exit status of a subcommand); the message is for the person who
 * reads it: what was tried, what was kept, what to do. Messages are already translated. */
#ifndef SKRANKE_BASE_ERROR_H
#define SKRANKE_BASE_ERROR_H

#include <glib.h>

/* The values up to 5 are the exit statuses of the command contract. */
typedef enum {
    SKRANKE_ERROR_FAILED = 1,      /* something outside us failed, or a defect */
    SKRANKE_ERROR_USAGE = 2,       /* the arguments make no sense */
    SKRANKE_ERROR_NOT_FOUND = 3,   /* no such inquiry, person, file … */
    SKRANKE_ERROR_CONFLICT = 4,    /* someone else was first; nothing was changed */
    SKRANKE_ERROR_REFUSED = 5,     /* a rule of the bureau says no */
    SKRANKE_ERROR_UNAVAILABLE = 6, /* database or network away for now: try again; exit status 1 */
} SkrankeErrorCode;

#define SKRANKE_ERROR (skranke_error_quark())
GQuark skranke_error_quark(void);

/* The exit status for an error (0 for NULL, 1 for errors of other domains and UNAVAILABLE). */
int skranke_error_exit_status(const GError *error);

#endif

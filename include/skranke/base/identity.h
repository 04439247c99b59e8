/* Names that nobody else makes: operation ids, Message-IDs, lease holders. */
#ifndef SKRANKE_BASE_IDENTITY_H
#define SKRANKE_BASE_IDENTITY_H

#include <glib.h>

/* A random 128-bit id as 32 lower-case hex digits; new text. */
char *identity_new(void);

/* "host:pid:random", the holder of a lease; borrowed, the same for the life of the process. */
const char *identity_process(void);

#endif

/* A password: from a command's first output line, or from a file only its owner can read. */
#ifndef SKRANKE_BASE_SECRET_H
#define SKRANKE_BASE_SECRET_H

#include <glib.h>

/* Runs `command` through the shell (20 s at most), or reads the first line of `file`, which must be
 * a regular file with no access for group and others (0600), owned by us. "" or NULL for both gives
 * "". Fails with FAILED or REFUSED (a file others can read, naming the chmod to run). The text is
 * never logged; free with secret_free, which wipes it. */
char *secret_read(const char *command, const char *file, GError **error);
void secret_free(char *secret);

#endif

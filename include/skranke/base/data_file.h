/* Files the program carries inside itself: schema steps, templates, the fictional bureau. */
#ifndef SKRANKE_BASE_DATA_FILE_H
#define SKRANKE_BASE_DATA_FILE_H

#include <glib.h>

/* The content of "schema/001.sql" and the like (NUL-terminated past its end); NULL + NOT_FOUND. */
GBytes *data_file_read(const char *path, GError **error);

/* Names (not paths) in a folder, sorted; NULL-terminated, g_strfreev; empty where there is none. */
char **data_file_list(const char *folder);

#endif

/* Where files live (XDG base directories), and what kind of file system lies below them. */
#ifndef SKRANKE_BASE_PATHS_H
#define SKRANKE_BASE_PATHS_H

#include <glib.h>
#include <stdbool.h>

/* $XDG_DATA_HOME/skranke/skranke.db; new text. */
char *paths_default_database(void);
/* $XDG_CONFIG_HOME/skranke/skranke.ini; new text. */
char *paths_user_config(void);
/* $XDG_STATE_HOME/skranke/<name>; new text; the folder is made (0700). */
char *paths_state_file(const char *name);
/* $XDG_RUNTIME_DIR or a 0700 folder under the temp folder; new text. */
char *paths_runtime_folder(void);

/* The kind of the file system that holds path (or its parent where path does not exist). */
typedef enum { FILE_SYSTEM_LOCAL, FILE_SYSTEM_NETWORK, FILE_SYSTEM_UNKNOWN } FileSystemKind;
/* name gets the type's name ("nfs", "fuse.sshfs"), new text, may be NULL. */
FileSystemKind paths_file_system(const char *path, char **name);

#endif

/* The lines of an ini file with their numbers: what iniparser forgets. */
#ifndef SKRANKE_BASE_CONFIG_LINES_H
#define SKRANKE_BASE_CONFIG_LINES_H

#include <glib.h>
#include <stdbool.h>

/* iniparser's buffer is 1024 bytes and a line that does not fit makes it refuse the file. */
#define CONFIG_LONGEST_LINE 1000

typedef struct {
    guint number;     /* from 1 */
    char *section;    /* as written; "" before the first one */
    char *key;        /* NULL for a section line */
    bool superseded;  /* the same key stands again further down and wins */
    bool cut_comment; /* an unquoted value has ; or # right after a character */
} ConfigLine;

typedef struct ConfigLines ConfigLines;

/* Splits a text; a byte order mark is left out and NUL bytes become spaces. */
ConfigLines *config_lines_new(const char *text, gsize length);
void config_lines_free(ConfigLines *lines);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ConfigLines, config_lines_free)

guint config_lines_count(const ConfigLines *lines);
bool config_lines_too_long(const ConfigLines *lines, guint number);
/* Empties a line (a section line becomes one that is left out) and those that continue into it with
 * a backslash; false when nothing changed. */
bool config_lines_blank(ConfigLines *lines, guint number);
/* All lines again, each ended by LF; new text. */
char *config_lines_text(const ConfigLines *lines);
/* The section and key lines that are left; borrowed array of ConfigLine *, made once. */
const GPtrArray *config_lines_scan(ConfigLines *lines);
/* True for the stand-in of a section line that could not be read, and for its keys. */
bool config_lines_is_left_out(const ConfigLine *line);
/* The line where a key is set, after config_lines_scan; 0 where it is not. */
guint config_lines_find(const ConfigLines *lines, const char *section, const char *key);

#endif

/* skranke.ini: every setting with its meaning, accepted values and default in one table.
 *
 * A broken line never stops the program: the default is used and a problem says file, line, key,
 * accepted values and the default in use. iniparser reads the file; only config.c knows it. */
#ifndef SKRANKE_BASE_CONFIG_H
#define SKRANKE_BASE_CONFIG_H

#include <glib.h>
#include <stdbool.h>

typedef struct Config Config;

/* Reads path; NULL looks at SKRANKE_CONFIG, $XDG_CONFIG_HOME/skranke/skranke.ini,
 * /etc/skranke/skranke.ini and uses the defaults where there is none. Fails (NOT_FOUND, FAILED)
 * only when a file that was named cannot be read. Free with config_free. */
Config *config_load(const char *path, GError **error);
void config_free(Config *config);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Config, config_free)

/* The file that was read, or NULL. */
const char *config_path(const Config *config);

/* Sentences about broken lines and unknown keys, one a problem; borrowed GPtrArray of char *. */
const GPtrArray *config_problems(const Config *config);

/* Values of the fixed sections (screen, database, bureau, mail, relay, worker). The section and key
 * must be in the table: a misspelt one is a defect and aborts. Texts are borrowed; "" where unset.
 */
const char *config_text(const Config *config, const char *section, const char *key);
gint64 config_integer(const Config *config, const char *section, const char *key);
bool config_flag(const Config *config, const char *section, const char *key);

/* True where the file has a value that is not accepted, so that the default is used against what
 * was meant; config_problems says which. */
bool config_is_refused(const Config *config, const char *section, const char *key);

/* Names of the [mailbox NAME] sections in the order of the file; borrowed array of char *. */
const GPtrArray *config_mailboxes(const Config *config);
/* The full section name for a mailbox ("mailbox info"), for config_text and friends; borrowed. */
const char *config_mailbox_section(const Config *config, const char *name);

/* The bureau's own addresses: [mail] from, own_addresses and every mailbox's address; lower case;
 * borrowed array of char *. */
const GPtrArray *config_own_addresses(const Config *config);

/* The commented example ini, written from the table; new text. */
char *config_example(void);

#endif

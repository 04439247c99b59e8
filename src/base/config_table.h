/* The table of all settings: one row is a key with its meaning, accepted values and default. */
#ifndef SKRANKE_BASE_CONFIG_TABLE_H
#define SKRANKE_BASE_CONFIG_TABLE_H

#include <glib.h>
#include <stdbool.h>

/* The section whose keys every [mailbox NAME] has. */
#define MAILBOX_SECTION "mailbox"

typedef enum {
    SETTING_TEXT,
    SETTING_CHOICE,
    SETTING_INTEGER,
    SETTING_FLAG,
    SETTING_ADDRESS
} SettingType;

typedef struct {
    const char *section, *key;
    SettingType type;
    const char *choices; /* "a|b|c" for SETTING_CHOICE */
    int least, most;     /* for SETTING_INTEGER */
    const char *fallback;
    const char *comment; /* lines for the example file */
} Setting;

/* The setting of a full section name ("mail", "mailbox info"); NULL where there is none. */
const Setting *config_table_find(const char *section, const char *key);
/* True for a section name that the table has; "mailbox" alone is not one, it needs a name. */
bool config_table_has_section(const char *section);
/* True for "mailbox NAME". */
bool config_table_is_mailbox(const char *section);

/* "key, key, key" of a section, and "[section], …" of all; new texts. */
char *config_table_keys(const char *section);
char *config_table_sections(void);

/* What the setting accepts, in words; new text. */
char *config_table_accepted(const Setting *setting);
/* The value as it is kept (choices in lower case, flags as yes/no), or NULL when it is not
 * accepted. */
char *config_table_accept(const Setting *setting, const char *value);

#endif

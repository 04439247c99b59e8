/* Owns the list of settings, what each accepts, and the example file written from it. It must not
 * know how an ini file is read. A new setting is a new row here and nothing else. */
#include "config_table.h"

#include <string.h>

#include "skranke/base/config.h"
#include "skranke/base/language.h"

enum { LONGEST_ADDRESS = 254 };

#define TEXT SETTING_TEXT, NULL, 0, 0
#define CHOICE(choices) SETTING_CHOICE, choices, 0, 0
#define INTEGER(least, most) SETTING_INTEGER, NULL, least, most
#define FLAG SETTING_FLAG, NULL, 0, 0
#define ADDRESS SETTING_ADDRESS, NULL, 0, 0

static const Setting settings[] = {
    {"database", "uri", TEXT, "",
     "Where the inquiries are: a file on this machine, or rqlite://user@host1:4001,host2:4001\n"
     "(rqlites:// for TLS). Empty: skranke/skranke.db below $XDG_DATA_HOME. SKRANKE_DB and --db "
     "go\n"
     "before this."},
    {"database", "new_operators", FLAG, "yes",
     "Whoever may open the database becomes an operator the first time. no: an administrator adds\n"
     "operators with skranke operator add."},

    {"screen", "language", CHOICE("auto|nb|nn|en"), "auto",
     "The language of the screens; auto follows the environment (LC_ALL, LC_MESSAGES, LANG)."},
    {"screen", "theme", CHOICE("auto|dark|light|contrast|mono"), "auto",
     "Colours; auto is mono where NO_COLOR is set or the terminal has no colours."},
    {"screen", "ascii", FLAG, "no", "Draw with ASCII only, also in a terminal that knows UTF-8."},
    {"screen", "mouse", FLAG, "no",
     "Wheel and click. The terminal's own text selection then needs Shift."},
    {"screen", "accessible", FLAG, "no",
     "For screen readers and braille displays: one item a line, no frames, the cursor on what is\n"
     "selected, nothing drawn while nothing happens."},
    {"screen", "cursor", CHOICE("visible|hidden"), "visible",
     "The cursor on the selected line; screen readers and braille displays follow it."},

    {"bureau", "name", TEXT, "Statistisk fellesbyrå",
     "The bureau's name, in signatures and titles."},
    {"bureau", "careers_url", TEXT, "",
     "Where one reads what it is like to work here; stands in confirmations of job applications."},
    {"bureau", "time_zone", TEXT, "Europe/Oslo",
     "The time zone of office hours and deadlines: a name of the time zone database."},

    {"mail", "from", ADDRESS, "", "The address that answers are sent from."},
    {"mail", "from_name", TEXT, "", "The name next to that address. Empty: the bureau's name."},
    {"mail", "own_addresses", TEXT, "",
     "More addresses that are ours, with commas between. What they write to others in an inquiry "
     "is\n"
     "shown there as an answer of ours, sent elsewhere. Other mail from them is our own echo when "
     "its\n"
     "Message-ID has our domain; without, it begins or joins an inquiry like any mail."},
    {"mail", "hold_seconds", INTEGER(0, 600), "10",
     "How long a sent answer can still be taken back, in seconds."},
    {"mail", "message_id_domain", TEXT, "",
     "The right side of our Message-IDs. Empty: the domain of `from`."},
    {"mail", "max_megabytes", INTEGER(1, 1024), "50",
     "Larger messages are not fetched whole; they are listed with their size."},
    {"mail", "plus_addresses", FLAG, "no",
     "Does the mail server deliver name+anything@ to name@? Then what is forwarded asks for its\n"
     "answer at such an address, and the answer finds its inquiry by it."},

    {"relay", "host", TEXT, "",
     "The SMTP server that takes our outgoing mail. Empty: nothing is sent."},
    {"relay", "port", INTEGER(1, 65535), "587", "Its port: 587 for starttls, 465 for tls."},
    {"relay", "security", CHOICE("starttls|tls|none"), "starttls",
     "none is only accepted for localhost, 127.0.0.1 and ::1."},
    {"relay", "user", TEXT, "", "The login; empty: no login."},
    {"relay", "password_command", TEXT, "",
     "A command whose first output line is the password, within 20 seconds."},
    {"relay", "password_file", TEXT, "",
     "Or a file whose first line is the password; only its owner may have access (chmod 600)."},
    {"relay", "ca_file", TEXT, "", "Certificates to trust instead of the system's, in PEM."},

    {"worker", "interval_seconds", INTEGER(1, 3600), "30",
     "How often mailboxes are read and the outbox is emptied, in seconds."},
    {"worker", "start_from_desk", FLAG, "yes",
     "The desk starts a worker where none is running. Say no where systemd does."},

    {"pbx", "driver", CHOICE("none|asterisk|replay"), "none",
     "The telephone system: none (calls are noted by hand), asterisk (AMI over HTTP), or replay\n"
     "(recorded blocks, for training)."},
    {"pbx", "url", TEXT, "",
     "Of Asterisk's HTTP server, such as https://pbx.example.org:8089. http only to this machine."},
    {"pbx", "user", TEXT, "", "The manager user; read = call,agent,user is enough."},
    {"pbx", "password_command", TEXT, "",
     "A command whose first output line is the secret, within 20 seconds."},
    {"pbx", "password_file", TEXT, "",
     "Or a file whose first line is the secret; only its owner may have access (chmod 600)."},
    {"pbx", "ca_file", TEXT, "", "Certificates to trust instead of the system's, in PEM."},
    {"pbx", "queue", TEXT, "", "The queue of the switchboard, as Asterisk names it."},
    {"pbx", "extension", TEXT, "",
     "The internal number of this desk's telephone. Empty: the operator's, from the directory."},
    {"pbx", "interface", TEXT, "PJSIP/%s",
     "What the queue calls that telephone; %s is the internal number."},
    {"pbx", "context", TEXT, "sentralbord-ut",
     "The dialplan context that callers are transferred into; it brings them back where nobody\n"
     "answers (docs/pbx.md)."},
    {"pbx", "internal_context", TEXT, "internal", "The context that internal numbers are in."},
    {"pbx", "outside_prefix", TEXT, "",
     "What is dialled before a number outside the house, such as 0."},
    {"pbx", "replay_file", TEXT, "", "The recording that the driver replay plays."},
    {"pbx", "delete_numbers_days", INTEGER(0, 3650), "180",
     "After so many days the number and name of a caller are blanked in the log of calls; 0: "
     "never."},

    {"directory", "columns", TEXT, "",
     "What files of people call their columns, where it is not as in docs/administrator.md:\n"
     "name=Navn, phone=Telefon, email=E-post"},
    {"directory", "ldap_url", TEXT, "",
     "Where skranke people refresh reads the staff: ldaps://host/base?attributes?sub?(filter)"},
    {"directory", "ldap_user", TEXT, "", "The name to bind with; empty: anonymous."},
    {"directory", "ldap_password_command", TEXT, "",
     "A command whose first output line is the password, within 20 seconds."},
    {"directory", "ldap_password_file", TEXT, "",
     "Or a file whose first line is the password; only its owner may have access (chmod 600)."},
    {"directory", "ldap_ca_file", TEXT, "",
     "Certificates to trust instead of the system's, in PEM."},
    {"directory", "statbank_url", TEXT, "",
     "Where the contacts of tables are asked for, such as https://data.ssb.no/api/pxwebapi/v2.\n"
     "Empty: nowhere."},
    {"directory", "statbank_ca_file", TEXT, "",
     "Certificates to trust instead of the system's, in PEM."},

    {MAILBOX_SECTION, "host", TEXT, "", "The IMAP server."},
    {MAILBOX_SECTION, "port", INTEGER(1, 65535), "993", "Its port: 993 for tls, 143 for starttls."},
    {MAILBOX_SECTION, "security", CHOICE("tls|starttls|none"), "tls",
     "none is only accepted for localhost, 127.0.0.1 and ::1."},
    {MAILBOX_SECTION, "user", TEXT, "", "The login."},
    {MAILBOX_SECTION, "password_command", TEXT, "",
     "A command whose first output line is the password, within 20 seconds."},
    {MAILBOX_SECTION, "password_file", TEXT, "",
     "Or a file whose first line is the password; only its owner may have access (chmod 600)."},
    {MAILBOX_SECTION, "ca_file", TEXT, "",
     "Certificates to trust instead of the system's, in PEM."},
    {MAILBOX_SECTION, "folder", TEXT, "INBOX", "The folder that is read."},
    {MAILBOX_SECTION, "done_folder", TEXT, "",
     "Read messages are moved to this folder. Empty: they are left where they are."},
    {MAILBOX_SECTION, "address", ADDRESS, "", "The address that people write to."},
    {MAILBOX_SECTION, "category", TEXT, "",
     "What is written to this mailbox: the code of a category, such as access_request or press.\n"
     "Empty: the text of each mail tells."},
    {MAILBOX_SECTION, "receipt", FLAG, "no",
     "Confirm every new inquiry at once and automatically, in both written forms; never automatic\n"
     "mail, and one address once a day. Job applications are always confirmed."},
    {MAILBOX_SECTION, "first", CHOICE("all|new"), "all",
     "At the first connection: take all messages that are there, or only those that come later."},
};

static const struct {
    const char *word;
    bool value;
} flag_words[] = {{"yes", true}, {"no", false}, {"true", true}, {"false", false},
                  {"1", true},   {"0", false},  {"ja", true},   {"nei", false}};

bool config_table_is_mailbox(const char *section)
{
    return g_ascii_strncasecmp(section, MAILBOX_SECTION " ", strlen(MAILBOX_SECTION " ")) == 0 &&
           section[strlen(MAILBOX_SECTION " ")] != '\0';
}

/* The section of the table that describes a section of the file. */
static const char *table_section(const char *section)
{
    if (g_ascii_strcasecmp(section, MAILBOX_SECTION) == 0)
        return "";
    return config_table_is_mailbox(section) ? MAILBOX_SECTION : section;
}

const Setting *config_table_find(const char *section, const char *key)
{
    const char *wanted = table_section(section);
    for (guint i = 0; i < G_N_ELEMENTS(settings); i++)
        if (g_ascii_strcasecmp(settings[i].section, wanted) == 0 &&
            g_ascii_strcasecmp(settings[i].key, key) == 0)
            return &settings[i];
    return NULL;
}

bool config_table_has_section(const char *section)
{
    const char *wanted = table_section(section);
    for (guint i = 0; i < G_N_ELEMENTS(settings); i++)
        if (g_ascii_strcasecmp(settings[i].section, wanted) == 0)
            return true;
    return false;
}

static void append_listed(GString *list, const char *before, const char *word, const char *after)
{
    g_string_append_printf(list, "%s%s%s%s", list->len > 0 ? ", " : "", before, word, after);
}

char *config_table_keys(const char *section)
{
    GString *list = g_string_new(NULL);
    for (guint i = 0; i < G_N_ELEMENTS(settings); i++)
        if (g_ascii_strcasecmp(settings[i].section, table_section(section)) == 0)
            append_listed(list, "", settings[i].key, "");
    return g_string_free(list, FALSE);
}

static bool starts_section(guint i)
{
    return i == 0 || !g_str_equal(settings[i].section, settings[i - 1].section);
}

static bool is_mailbox_row(guint i)
{
    return g_str_equal(settings[i].section, MAILBOX_SECTION);
}

char *config_table_sections(void)
{
    GString *list = g_string_new(NULL);
    for (guint i = 0; i < G_N_ELEMENTS(settings); i++)
        if (starts_section(i))
            append_listed(list, "[", settings[i].section, is_mailbox_row(i) ? " NAME]" : "]");
    return g_string_free(list, FALSE);
}

static char *accepted_in(const Setting *setting, const char *range, const char *text,
                         const char *address)
{
    if (setting->type == SETTING_ADDRESS)
        return g_strdup(address);
    if (setting->type == SETTING_INTEGER)
        return g_strdup_printf(range, setting->least, setting->most);
    if (setting->type == SETTING_FLAG)
        return g_strdup("yes, no, true, false, 1, 0, ja, nei");
    if (setting->type == SETTING_TEXT)
        return g_strdup(text);
    g_auto(GStrv) words = g_strsplit(setting->choices, "|", -1);
    return g_strjoinv(", ", words);
}

char *config_table_accepted(const Setting *setting)
{
    return accepted_in(setting, _("a number from %d to %d"), _("any text"),
                       _("one e-mail address, such as name@example.org"));
}

static char *accept_choice(const Setting *setting, const char *value)
{
    g_auto(GStrv) words = g_strsplit(setting->choices, "|", -1);
    for (guint i = 0; words[i]; i++)
        if (g_ascii_strcasecmp(words[i], value) == 0)
            return g_strdup(words[i]);
    return NULL;
}

static char *accept_integer(const Setting *setting, const char *value)
{
    gint64 number;
    if (!g_ascii_string_to_signed(value, 10, setting->least, setting->most, &number, NULL))
        return NULL;
    return g_strdup_printf("%" G_GINT64_FORMAT, number);
}

static char *accept_flag(const char *value)
{
    for (guint i = 0; i < G_N_ELEMENTS(flag_words); i++)
        if (g_ascii_strcasecmp(flag_words[i].word, value) == 0)
            return g_strdup(flag_words[i].value ? "yes" : "no");
    return NULL;
}

/* Spaces, control characters and a second @ have no place in the addresses of an envelope. */
static bool is_address(const char *text, gsize length)
{
    const char *at = memchr(text, '@', length);
    gsize local = at ? (gsize)(at - text) : 0;
    if (local == 0 || local + 1 == length || length > LONGEST_ADDRESS)
        return false;
    const char *domain = at + 1;
    gsize rest = length - local - 1;
    if (memchr(domain, '@', rest) || *domain == '.' || *domain == '-' || domain[rest - 1] == '.')
        return false;
    for (gsize i = 0; i < length; i++)
        if ((guchar)text[i] <= ' ' || text[i] == '\x7f' || strchr("<>()[],;:\\\"", text[i]))
            return false;
    return true;
}

/* "a@b" or "Name <a@b>"; empty is none. */
static char *accept_address(const char *value)
{
    const char *open = strrchr(value, '<');
    const char *start = open ? open + 1 : value;
    gsize length = strlen(start);
    if (open && (length == 0 || start[--length] != '>'))
        return NULL;
    return *value == '\0' || is_address(start, length) ? g_strdup(value) : NULL;
}

char *config_table_accept(const Setting *setting, const char *value)
{
    if (setting->type == SETTING_TEXT)
        return g_strdup(value);
    if (setting->type == SETTING_ADDRESS)
        return accept_address(value);
    if (setting->type == SETTING_CHOICE)
        return accept_choice(setting, value);
    if (setting->type == SETTING_INTEGER)
        return accept_integer(setting, value);
    return accept_flag(value);
}

static void append_setting(GString *text, const Setting *setting)
{
    g_auto(GStrv) lines = g_strsplit(setting->comment, "\n", -1);
    g_string_append_c(text, '\n');
    for (guint i = 0; lines[i]; i++)
        g_string_append_printf(text, "# %s\n", lines[i]);
    if (setting->type != SETTING_TEXT && setting->type != SETTING_ADDRESS) {
        /* Not translated: the example is the same file for everybody. */
        g_autofree char *accepted =
            accepted_in(setting, "a number from %d to %d", "any text", "one e-mail address");
        g_string_append_printf(text, "# Accepted: %s.\n", accepted);
    }
    g_string_append_printf(text, "#%s =%s%s\n", setting->key, *setting->fallback != '\0' ? " " : "",
                           setting->fallback);
}

char *config_example(void)
{
    GString *text = g_string_new(
        "# skranke.ini: every setting, its meaning and its default. Remove the # before a key to "
        "change it.\n"
        "#\n"
        "# Read from --config, SKRANKE_CONFIG, ~/.config/skranke/skranke.ini or "
        "/etc/skranke/skranke.ini,\n"
        "# the first of them that there is. A line that is not understood is named by `skranke "
        "check` and\n"
        "# its default is used. ; and # begin a comment also after a value: put a value that holds "
        "them in\n"
        "# \"quotation marks\" ('apostrophes' when it holds quotation marks).\n");
    for (guint i = 0; i < G_N_ELEMENTS(settings); i++) {
        if (starts_section(i) && is_mailbox_row(i))
            g_string_append(text, "\n# One section for each mailbox, with a name of your own.\n"
                                  "#[" MAILBOX_SECTION " info]\n");
        else if (starts_section(i))
            g_string_append_printf(text, "\n[%s]\n", settings[i].section);
        append_setting(text, &settings[i]);
    }
    return g_string_free(text, FALSE);
}

/* Owns skranke.ini: reading it, and saying what is wrong with it. Only this file knows iniparser,
 * which refuses a whole file for one bad line, lower-cases names and forgets line numbers. So the
 * lines that it names are blanked and it is asked again, and a scan of the text (config_lines.c)
 * gives the places. It must not know what any setting is for: that is config_table.c. */
#include "skranke/base/config.h"

#include <iniparser.h>
#include <stdarg.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "skranke/base/error.h"
#include "skranke/base/language.h"
#include "skranke/base/paths.h"
#include "skranke/base/safe_text.h"

#include "config_lines.h"
#include "config_table.h"

#define SYSTEM_CONFIG "/etc/skranke/skranke.ini"
#define LARGEST_FILE (256 * 1024)

struct Config {
    char *path;
    GPtrArray *problems;
    GHashTable *values;  /* "section:key" in lower case -> accepted value */
    GHashTable *refused; /* "section:key" in lower case whose value is not accepted */
    GPtrArray *mailboxes;
    GHashTable *mailbox_sections; /* name in lower case -> "mailbox NAME" */
    GPtrArray *own_addresses;
};

void config_free(Config *config)
{
    if (!config)
        return;
    g_free(config->path);
    g_ptr_array_unref(config->problems);
    g_hash_table_unref(config->values);
    g_hash_table_unref(config->refused);
    g_ptr_array_unref(config->mailboxes);
    g_hash_table_unref(config->mailbox_sections);
    g_ptr_array_unref(config->own_addresses);
    g_free(config);
}

static Config *config_new(void)
{
    Config *config = g_new0(Config, 1);
    config->problems = g_ptr_array_new_with_free_func(g_free);
    config->values = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    config->refused = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    config->mailboxes = g_ptr_array_new_with_free_func(g_free);
    config->mailbox_sections = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    config->own_addresses = g_ptr_array_new_with_free_func(g_free);
    return config;
}

/* "FILE, line N: …", made safe because the words of the file are in it. */
static void add_problem(Config *config, guint line, const char *format, ...) G_GNUC_PRINTF(3, 4);

static void add_problem(Config *config, guint line, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *what = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_autofree char *sentence =
        line > 0 ? g_strdup_printf(_("%s, line %u: %s"), config->path, line, what)
                 : g_strdup_printf("%s: %s", config->path, what);
    g_ptr_array_add(config->problems, safe_text_line(sentence, -1));
}

/* Lines that iniparser could not read; it tells through a callback without a place for our data. */
static GArray *refused_lines;

static int note_refused_line(const char *format, ...)
{
    /* Both of its messages about lines begin with the file's name and the line's number. */
    if (refused_lines && strstr(format, "%s (%d)")) {
        va_list arguments;
        va_start(arguments, format);
        (void)va_arg(arguments, const char *);
        int line = va_arg(arguments, int);
        va_end(arguments);
        g_array_append_val(refused_lines, line);
    }
    return 0;
}

/* iniparser reads named files only: the text goes into a file in memory. */
static dictionary *parse_text(const char *text, gsize length)
{
    int file = memfd_create("skranke.ini", MFD_CLOEXEC);
    if (file < 0)
        return NULL;
    dictionary *result = NULL;
    g_autofree char *name = g_strdup_printf("/proc/self/fd/%d", file);
    if (write(file, text, length) == (ssize_t)length) {
        iniparser_set_error_callback(note_refused_line);
        result = iniparser_load(name);
        iniparser_set_error_callback(NULL);
    }
    close(file);
    return result;
}

/* The good lines of the file; each round blanks at least one line, so it ends. NULL when iniparser
 * fails without naming a line. */
static dictionary *parse_good_lines(Config *config, ConfigLines *lines)
{
    for (;;) {
        g_autoptr(GArray) refused = g_array_new(FALSE, FALSE, sizeof(int));
        g_autofree char *text = config_lines_text(lines);
        refused_lines = refused;
        dictionary *good = parse_text(text, strlen(text));
        refused_lines = NULL;
        if (good)
            return good;
        bool progress = false;
        for (guint i = 0; i < refused->len; i++) {
            guint number = (guint)g_array_index(refused, int, i);
            if (!config_lines_blank(lines, number))
                continue;
            progress = true;
            add_problem(
                config, number,
                _("this is neither [section] nor key = value. It is left out, a section with "
                  "its keys."));
        }
        if (!progress) {
            add_problem(config, 0, _("the file could not be read. The defaults are used."));
            return NULL;
        }
    }
}

static char *value_key(const char *section, const char *key)
{
    g_autofree char *name = g_strdup_printf("%s:%s", section, key);
    return g_ascii_strdown(name, -1);
}

/* A value as iniparser sees it, in valid UTF-8. */
static char *raw_value(const dictionary *good, const char *section, const char *key)
{
    g_autofree char *name = g_strdup_printf("%s:%s", section, key);
    const char *value = iniparser_getstring(good, name, NULL);
    return value ? safe_text_valid(value, -1) : NULL;
}

/* For a message: people write passwords into commands. */
static const char *shown_value(const Setting *setting, const char *value)
{
    return g_str_has_prefix(setting->key, "password") ? "…" : value;
}

static void take_value(Config *config, const dictionary *good, const ConfigLine *line,
                       const Setting *setting)
{
    g_autofree char *value = raw_value(good, line->section, line->key);
    if (!value)
        return;
    bool free_text = setting->type == SETTING_TEXT || setting->type == SETTING_ADDRESS;
    if (line->cut_comment && free_text)
        add_problem(config, line->number,
                    _("what stands after ; or # is a comment, so %s is \"%s\". Put the value in "
                      "quotation marks if they belong to it."),
                    setting->key, shown_value(setting, value));
    if (*value == '\0' && !free_text)
        return; /* "port =" is the default, without a word */
    char *accepted = config_table_accept(setting, value);
    if (accepted) {
        g_hash_table_replace(config->values, value_key(line->section, line->key), accepted);
        return;
    }
    g_hash_table_add(config->refused, value_key(line->section, line->key));
    g_autofree char *words = config_table_accepted(setting);
    add_problem(config, line->number,
                _("%s = %s is not accepted; accepted: %s. The default is used: %s."), setting->key,
                value, words, *setting->fallback ? setting->fallback : _("none"));
}

static void note_mailbox(Config *config, const ConfigLine *line)
{
    const char *name = line->section + strlen(MAILBOX_SECTION);
    name += strspn(name, " ");
    char *lower = g_ascii_strdown(name, -1);
    if (g_hash_table_contains(config->mailbox_sections, lower)) {
        g_free(lower);
        return;
    }
    g_hash_table_insert(config->mailbox_sections, lower, g_strdup(line->section));
    g_ptr_array_add(config->mailboxes, g_strdup(name));
}

static void take_section(Config *config, const ConfigLine *line)
{
    if (config_lines_is_left_out(line)) /* said when it was left out */
        return;
    if (!config_table_has_section(line->section)) {
        g_autofree char *accepted = config_table_sections();
        add_problem(config, line->number, _("there is no section [%s]; there are %s."),
                    line->section, accepted);
    } else if (config_table_is_mailbox(line->section)) {
        note_mailbox(config, line);
    }
}

static void take_key(Config *config, const dictionary *good, const ConfigLine *line)
{
    if (*line->section == '\0') {
        add_problem(config, line->number,
                    _("%s stands before the first [section] and is not used."), line->key);
        return;
    }
    if (!config_table_has_section(line->section))
        return; /* said once, at the section */
    const Setting *setting = config_table_find(line->section, line->key);
    if (setting) {
        take_value(config, good, line, setting);
        return;
    }
    g_autofree char *accepted = config_table_keys(line->section);
    add_problem(config, line->number, _("[%s] has no key %s; it has %s."), line->section, line->key,
                accepted);
}

static bool is_this_machine(const char *host)
{
    return g_ascii_strcasecmp(host, "localhost") == 0 || g_str_equal(host, "127.0.0.1") ||
           g_str_equal(host, "::1") || g_str_equal(host, "[::1]");
}

/* A password or an answer in the clear must not leave the machine by a slip of the pen. */
static void check_security(Config *config, const ConfigLines *lines, const char *section)
{
    if (!g_str_equal(config_text(config, section, "security"), "none") ||
        is_this_machine(config_text(config, section, "host")))
        return;
    g_autofree char *name = value_key(section, "security");
    g_hash_table_remove(config->values, name);
    add_problem(config, config_lines_find(lines, section, "security"),
                _("security = none is only accepted when host is localhost, 127.0.0.1 or ::1. The "
                  "default is used: %s."),
                config_text(config, section, "security"));
}

static void add_own_address(Config *config, const char *text)
{
    const char *open = strchr(text, '<');
    g_autofree char *bare = open ? g_strndup(open + 1, strcspn(open + 1, ">")) : g_strdup(text);
    g_autofree char *lower = g_utf8_strdown(g_strstrip(bare), -1);
    if (*lower != '\0' &&
        !g_ptr_array_find_with_equal_func(config->own_addresses, lower, g_str_equal, NULL))
        g_ptr_array_add(config->own_addresses, g_steal_pointer(&lower));
}

static void collect_own_addresses(Config *config)
{
    g_auto(GStrv) more = g_strsplit(config_text(config, "mail", "own_addresses"), ",", -1);
    add_own_address(config, config_text(config, "mail", "from"));
    for (guint i = 0; more[i]; i++)
        add_own_address(config, more[i]);
    for (guint i = 0; i < config->mailboxes->len; i++) {
        const char *section = config_mailbox_section(config, config->mailboxes->pdata[i]);
        add_own_address(config, config_text(config, section, "address"));
    }
}

static void use_text(Config *config, const char *text, gsize length)
{
    g_autoptr(ConfigLines) lines = config_lines_new(text, length);
    for (guint number = 1; number <= config_lines_count(lines); number++)
        if (config_lines_too_long(lines, number) && config_lines_blank(lines, number))
            add_problem(config, number, _("the line is longer than %d bytes. It is left out."),
                        CONFIG_LONGEST_LINE);
    dictionary *good = parse_good_lines(config, lines);
    if (!good)
        return;
    const GPtrArray *found = config_lines_scan(lines);
    for (guint i = 0; i < found->len; i++) {
        const ConfigLine *line = found->pdata[i];
        if (!line->key)
            take_section(config, line);
        else if (!line->superseded)
            take_key(config, good, line);
    }
    iniparser_freedict(good);
    check_security(config, lines, "relay");
    for (guint i = 0; i < config->mailboxes->len; i++)
        check_security(config, lines, config_mailbox_section(config, config->mailboxes->pdata[i]));
}

/* The named file, or the first of the usual ones that there is; NULL: none. */
static char *choose_file(const char *path, bool *named)
{
    const char *variable = g_getenv("SKRANKE_CONFIG");
    *named = true;
    if (path)
        return g_strdup(path);
    if (variable && *variable != '\0')
        return g_strdup(variable);
    *named = false;
    g_autofree char *user = paths_user_config();
    if (g_file_test(user, G_FILE_TEST_EXISTS))
        return g_steal_pointer(&user);
    return g_file_test(SYSTEM_CONFIG, G_FILE_TEST_EXISTS) ? g_strdup(SYSTEM_CONFIG) : NULL;
}

static void fail_to_read(const GError *cause, GError **error)
{
    bool missing = g_error_matches(cause, G_FILE_ERROR, G_FILE_ERROR_NOENT);
    g_set_error(error, SKRANKE_ERROR, missing ? SKRANKE_ERROR_NOT_FOUND : SKRANKE_ERROR_FAILED,
                _("The configuration could not be read: %s. Nothing was done. Name another file "
                  "with --config or SKRANKE_CONFIG."),
                cause->message);
}

static bool read_file(Config *config, bool named, GError **error)
{
    g_autofree char *text = NULL;
    gsize length = 0;
    g_autoptr(GError) cause = NULL;
    if (!g_file_get_contents(config->path, &text, &length, &cause)) {
        if (named) {
            fail_to_read(cause, error);
            return false;
        }
        add_problem(config, 0, _("%s. The defaults are used."), cause->message);
        return true;
    }
    if (length > LARGEST_FILE)
        add_problem(config, 0, _("the file is larger than 256 KiB. The defaults are used."));
    else
        use_text(config, text, length);
    return true;
}

Config *config_load(const char *path, GError **error)
{
    g_autoptr(Config) config = config_new();
    bool named;
    config->path = choose_file(path, &named);
    if (config->path && !read_file(config, named, error))
        return NULL;
    collect_own_addresses(config);
    return g_steal_pointer(&config);
}

const char *config_path(const Config *config)
{
    return config->path;
}

const GPtrArray *config_problems(const Config *config)
{
    return config->problems;
}

const char *config_text(const Config *config, const char *section, const char *key)
{
    const Setting *setting = config_table_find(section, key);
    if (!setting)
        g_error("there is no setting [%s] %s", section, key);
    g_autofree char *name = value_key(section, key);
    const char *value = g_hash_table_lookup(config->values, name);
    return value ? value : setting->fallback;
}

gint64 config_integer(const Config *config, const char *section, const char *key)
{
    return g_ascii_strtoll(config_text(config, section, key), NULL, 10);
}

bool config_flag(const Config *config, const char *section, const char *key)
{
    return g_str_equal(config_text(config, section, key), "yes");
}

bool config_is_refused(const Config *config, const char *section, const char *key)
{
    g_autofree char *name = value_key(section, key);
    return g_hash_table_contains(config->refused, name);
}

const GPtrArray *config_mailboxes(const Config *config)
{
    return config->mailboxes;
}

const char *config_mailbox_section(const Config *config, const char *name)
{
    g_autofree char *lower = g_ascii_strdown(name, -1);
    return g_hash_table_lookup(config->mailbox_sections, lower);
}

const GPtrArray *config_own_addresses(const Config *config)
{
    return config->own_addresses;
}

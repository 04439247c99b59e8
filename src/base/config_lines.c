/* Knows where in an ini file a section or key stands. It reads no values: that is iniparser's work,
 * and two opinions about quoting would be one too many. */
#include "config_lines.h"

#include <string.h>

#include "skranke/base/safe_text.h"

struct ConfigLines {
    GPtrArray *texts;
    GPtrArray *found;
};

/* Stands in for a section line that cannot be read, so that its keys do not fall to the section
 * above. */
#define LEFT_OUT "?"

static void line_free(void *data)
{
    ConfigLine *line = data;
    g_free(line->section);
    g_free(line->key);
    g_free(line);
}

/* "[screen] # colours": iniparser wants nothing after the bracket, people write it all the same. */
static void drop_section_comment(char *text)
{
    char *close = *text == '[' ? strchr(text, ']') : NULL;
    if (!close)
        return;
    const char *rest = close + 1 + strspn(close + 1, " \t");
    if (*rest == '#' || *rest == ';')
        close[1] = '\0';
}

ConfigLines *config_lines_new(const char *text, gsize length)
{
    if (length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) {
        text += 3;
        length -= 3;
    }
    g_autofree char *whole = g_strndup(text, length);
    for (gsize i = 0; i < length; i++)
        whole[i] = text[i] == '\0' ? ' ' : text[i];
    ConfigLines *lines = g_new0(ConfigLines, 1);
    lines->texts = g_ptr_array_new_with_free_func(g_free);
    g_auto(GStrv) parts = g_strsplit(whole, "\n", -1);
    for (guint i = 0; parts[i]; i++) {
        drop_section_comment(g_strstrip(parts[i]));
        g_ptr_array_add(lines->texts, g_strdup(parts[i]));
    }
    return lines;
}

void config_lines_free(ConfigLines *lines)
{
    if (!lines)
        return;
    g_ptr_array_unref(lines->texts);
    g_clear_pointer(&lines->found, g_ptr_array_unref);
    g_free(lines);
}

guint config_lines_count(const ConfigLines *lines)
{
    return lines->texts->len;
}

static char *line_text(const ConfigLines *lines, guint number)
{
    return lines->texts->pdata[number - 1];
}

bool config_lines_too_long(const ConfigLines *lines, guint number)
{
    return strlen(line_text(lines, number)) > CONFIG_LONGEST_LINE;
}

/* The backslash joins a line with the next one. */
static bool continues(const ConfigLines *lines, guint number)
{
    return g_str_has_suffix(line_text(lines, number), "\\");
}

bool config_lines_blank(ConfigLines *lines, guint number)
{
    if (number < 1 || number > lines->texts->len)
        return false;
    char *text = line_text(lines, number);
    bool changed = *text != '\0' && !g_str_equal(text, "[" LEFT_OUT "]");
    const char *instead = *text == '[' ? "[" LEFT_OUT "]" : "";
    lines->texts->pdata[number - 1] = g_strdup(instead);
    g_free(text);
    while (--number >= 1 && continues(lines, number)) {
        *line_text(lines, number) = '\0';
        changed = true;
    }
    return changed;
}

char *config_lines_text(const ConfigLines *lines)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < lines->texts->len; i++)
        g_string_append_printf(text, "%s\n", (char *)lines->texts->pdata[i]);
    return g_string_free(text, FALSE);
}

/* True for `a#b` and `a;b`, where a person may have meant the whole; `a # b` is plainly a comment.
 */
static bool has_glued_comment(const char *value)
{
    while (g_ascii_isspace(*value))
        value++;
    if (*value == '"' || *value == '\'')
        return false;
    gsize end = strcspn(value, ";#");
    return end > 0 && value[end] != '\0' && !g_ascii_isspace(value[end - 1]);
}

static ConfigLine *line_new(guint number, const char *section, char *key)
{
    ConfigLine *line = g_new0(ConfigLine, 1);
    line->number = number;
    line->section = g_strdup(section);
    line->key = key;
    return line;
}

static char *stripped(const char *text, gsize length)
{
    g_autofree char *part = g_strndup(text, length);
    return safe_text_valid(g_strstrip(part), -1);
}

/* Marks the earlier line of the same key: the last one wins in iniparser. */
static void supersede(GHashTable *last, ConfigLine *line)
{
    g_autofree char *name = g_strdup_printf("%s:%s", line->section, line->key);
    char *lower = g_ascii_strdown(name, -1);
    ConfigLine *earlier = g_hash_table_lookup(last, lower);
    if (earlier)
        earlier->superseded = true;
    g_hash_table_replace(last, lower, line);
}

const GPtrArray *config_lines_scan(ConfigLines *lines)
{
    if (lines->found)
        return lines->found;
    lines->found = g_ptr_array_new_with_free_func(line_free);
    g_autoptr(GHashTable) last = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autofree char *section = g_strdup("");
    bool continued = false;
    for (guint number = 1; number <= lines->texts->len; number++) {
        const char *text = line_text(lines, number);
        bool inside = continued;
        continued = continues(lines, number);
        while (g_ascii_isspace(*text))
            text++;
        const char *equals = strchr(text, '=');
        if (inside || *text == '\0' || *text == '#' || *text == ';')
            continue;
        if (*text == '[') {
            g_free(section);
            section = stripped(text + 1, strcspn(text + 1, "]"));
            g_ptr_array_add(lines->found, line_new(number, section, NULL));
        } else if (equals) {
            ConfigLine *line = line_new(number, section, stripped(text, (gsize)(equals - text)));
            line->cut_comment = has_glued_comment(equals + 1);
            supersede(last, line);
            g_ptr_array_add(lines->found, line);
        }
    }
    return lines->found;
}

bool config_lines_is_left_out(const ConfigLine *line)
{
    return g_str_equal(line->section, LEFT_OUT);
}

guint config_lines_find(const ConfigLines *lines, const char *section, const char *key)
{
    for (guint i = 0; lines->found && i < lines->found->len; i++) {
        const ConfigLine *line = lines->found->pdata[i];
        if (line->key && !line->superseded && g_ascii_strcasecmp(line->section, section) == 0 &&
            g_ascii_strcasecmp(line->key, key) == 0)
            return line->number;
    }
    return 0;
}

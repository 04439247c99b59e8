/* Owns the few lines that tell an invitation. A reader of content lines, no calendar: absences and
 * recurrence are other rooms' work. */
#include "mime_calendar.h"

#include <glib.h>
#include <string.h>

#include "skranke/base/language.h"

#define VALUE_BYTES 4000

static const struct {
    const char *property, *label;
} lines[] = {
    {"SUMMARY", N_("Invitation")}, {"DTSTART", N_("From")},        {"DTEND", N_("Until")},
    {"LOCATION", N_("Place")},     {"ORGANIZER", N_("Organiser")}, {"DESCRIPTION", NULL},
};

/* \n, \, \; and \\ (RFC 5545 3.3.11). */
static char *unescaped(const char *value, gsize length)
{
    GString *text = g_string_sized_new(length);
    for (gsize i = 0; i < length; i++) {
        if (value[i] != '\\' || i + 1 >= length) {
            g_string_append_c(text, value[i]);
            continue;
        }
        i++;
        g_string_append_c(text, value[i] == 'n' || value[i] == 'N' ? '\n' : value[i]);
    }
    return g_string_free(text, FALSE);
}

/* "20260310T101200Z" as "2026-03-10 10:12 UTC"; anything else as it is. */
static char *moment(const char *value)
{
    gsize digits = strspn(value, "0123456789");
    if (digits != 8)
        return g_strdup(value);
    if (value[8] != 'T' || strspn(value + 9, "0123456789") < 4)
        return g_strdup_printf("%.4s-%.2s-%.2s", value, value + 4, value + 6);
    return g_strdup_printf("%.4s-%.2s-%.2s %.2s:%.2s%s", value, value + 4, value + 6, value + 9,
                           value + 11, g_str_has_suffix(value, "Z") ? " UTC" : "");
}

/* The value of "NAME;PARAMETER=x:value"; parameters may hold a quoted colon. */
static const char *value_of(const char *line)
{
    gboolean quoted = FALSE;
    for (; *line; line++) {
        if (*line == '"')
            quoted = !quoted;
        else if (*line == ':' && !quoted)
            return line + 1;
    }
    return line;
}

static char *shown_value(const char *line)
{
    const char *value = value_of(line);
    if (g_str_has_prefix(line, "DT"))
        return moment(value);
    if (g_ascii_strncasecmp(value, "mailto:", 7) == 0)
        value += 7;
    return unescaped(value, MIN(strlen(value), VALUE_BYTES));
}

/* Lines that begin with a space go on with the line before (RFC 5545 3.1). */
static char *unfolded(const char *text)
{
    GString *plain = g_string_sized_new(strlen(text));
    for (const char *at = text; *at; at++) {
        if (*at == '\n' && (at[1] == ' ' || at[1] == '\t'))
            at++;
        else
            g_string_append_c(plain, *at);
    }
    return g_string_free(plain, FALSE);
}

static gboolean is_property(const char *line, const char *name)
{
    gsize length = strlen(name);
    return g_ascii_strncasecmp(line, name, length) == 0 && line[0] &&
           (line[length] == ':' || line[length] == ';');
}

static char *find_property(char **content, const char *name)
{
    gboolean in_event = FALSE;
    for (; *content; content++) {
        if (g_ascii_strcasecmp(*content, "BEGIN:VEVENT") == 0)
            in_event = TRUE;
        else if (g_ascii_strcasecmp(*content, "END:VEVENT") == 0)
            return NULL;
        else if (in_event && is_property(*content, name))
            return shown_value(*content);
    }
    return NULL;
}

char *mime_calendar_summary(const char *text)
{
    g_autofree char *plain = unfolded(text);
    g_auto(GStrv) content = g_strsplit(plain, "\n", 10000);
    GString *summary = g_string_new(NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(lines); i++) {
        g_autofree char *value = find_property(content, lines[i].property);
        if (!value || !*value)
            continue;
        if (lines[i].label)
            g_string_append_printf(summary, "%s: %s\n", _(lines[i].label), value);
        else
            g_string_append_printf(summary, "\n%s\n", value);
    }
    if (summary->len > 0)
        return g_string_free(summary, FALSE);
    g_string_free(summary, TRUE);
    return NULL;
}

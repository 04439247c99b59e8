/* Owns how folded lines of cards and calendars become names, parameters and values. It must not
 * know what any of them means. */
#include "content_lines.h"

#include <stdbool.h>
#include <string.h>

#include "skranke/base/error.h"
#include "skranke/base/language.h"

static void content_line_free(gpointer data)
{
    ContentLine *line = data;
    g_free(line->name);
    g_free(line->parameters);
    g_free(line->value);
    g_free(line);
}

static guint line_of(const char *text, const char *at)
{
    guint line = 1;
    for (; text < at; text++)
        line += *text == '\n';
    return line;
}

static bool is_readable(const char *text, gsize length, GError **error)
{
    const char *wrong = NULL;
    if (g_utf8_validate_len(text, length, &wrong))
        return true;
    const char *what =
        *wrong == '\0' ? _("there is a NUL byte") : _("the text is not UTF-8; export it again");
    g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_USAGE, _("line %u: %s"), line_of(text, wrong),
                what);
    return false;
}

/* The ":" that ends the parameters: quotes protect those inside. */
static const char *find_colon(const char *line)
{
    bool quoted = false;
    for (; *line; line++) {
        if (*line == '"')
            quoted = !quoted;
        else if (*line == ':' && !quoted)
            return line;
    }
    return NULL;
}

/* At most so many bytes, whole characters. */
static char *bounded(const char *text, gsize longest)
{
    gsize length = strlen(text);
    if (length > longest) {
        const char *end = g_utf8_find_prev_char(text, text + longest);
        length = end ? (gsize)(end - text) : 0;
    }
    return g_strndup(text, length);
}

static ContentLine *divide(const char *text, guint number, gsize longest)
{
    ContentLine *line = g_new0(ContentLine, 1);
    const char *colon = find_colon(text);
    g_autofree char *head = colon ? g_strndup(text, (gsize)(colon - text)) : g_strdup("");
    char *semicolon = strchr(head, ';');
    line->parameters = bounded(semicolon ? semicolon + 1 : "", longest);
    if (semicolon)
        *semicolon = '\0';
    line->name = g_ascii_strup(head, -1);
    line->value = bounded(colon ? colon + 1 : text, longest);
    line->line = number;
    return line;
}

GPtrArray *content_lines_read(const char *text, gsize length, gsize longest, GError **error)
{
    if (length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) {
        text += 3;
        length -= 3;
    }
    if (!is_readable(text, length, error))
        return NULL;
    GPtrArray *lines = g_ptr_array_new_with_free_func(content_line_free);
    g_autoptr(GString) joined = g_string_new(NULL);
    const char *at = text, *end = text + length;
    guint number = 0, began = 1;
    while (at < end) {
        const char *stop = memchr(at, '\n', (gsize)(end - at));
        gsize size = (gsize)((stop ? stop : end) - at);
        bool goes_on = *at == ' ' || *at == '\t';
        number++;
        if (!goes_on) {
            if (joined->len > 0)
                g_ptr_array_add(lines, divide(joined->str, began, longest));
            g_string_truncate(joined, 0);
            began = number;
        }
        gsize kept = size > 0 && at[size - 1] == '\r' ? size - 1 : size;
        gsize fold = goes_on && kept > 0 ? 1 : 0;
        g_string_append_len(joined, at + fold, (gssize)(kept - fold));
        at = stop ? stop + 1 : end;
    }
    if (joined->len > 0)
        g_ptr_array_add(lines, divide(joined->str, began, longest));
    return lines;
}

/* The end of the parameter that begins here. */
static const char *parameter_end(const char *at)
{
    bool quoted = false;
    for (; *at && (quoted || *at != ';'); at++)
        if (*at == '"')
            quoted = !quoted;
    return at;
}

char *content_line_parameter(const ContentLine *line, const char *name)
{
    gsize length = strlen(name);
    for (const char *at = line->parameters; *at;) {
        const char *end = parameter_end(at);
        if (g_ascii_strncasecmp(at, name, length) == 0 && at[length] == '=') {
            char *value = g_strndup(at + length + 1, (gsize)(end - at) - length - 1);
            char *write = value;
            for (const char *read = value; *read; read++)
                if (*read != '"')
                    *write++ = *read;
            *write = '\0';
            return value;
        }
        at = *end ? end + 1 : end;
    }
    return g_strdup("");
}

char *content_lines_unescape(const char *value)
{
    GString *plain = g_string_new(NULL);
    for (; *value; value++) {
        if (*value != '\\' || value[1] == '\0')
            g_string_append_c(plain, *value);
        else {
            value++;
            g_string_append_c(plain, *value == 'n' || *value == 'N' ? '\n' : *value);
        }
    }
    return g_string_free(plain, FALSE);
}

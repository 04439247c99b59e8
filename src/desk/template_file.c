/* Owns the form of the carried template files and the signature that comes from them. Knows no
 * database. */
#include "skranke/desk/template_file.h"

#include <string.h>

#include "skranke/base/data_file.h"

#include "skranke/domain/reply.h"

void template_file_free(TemplateFile *file)
{
    if (!file)
        return;
    g_free(file->name);
    g_free(file->subject);
    g_free(file->text);
    g_free(file);
}

/* The value of a header line, or NULL when the line is another. */
static char *header_value(const char *line, const char *name)
{
    gsize length = strlen(name);
    return g_str_has_prefix(line, name) ? g_strstrip(g_strdup(line + length)) : NULL;
}

/* Blank lines at the ends go, indentation of the first line stays. */
static char *without_blank_ends(const char *text)
{
    const char *start = text;
    for (const char *c = text; *c == '\n' || *c == '\r'; c++)
        start = c + 1;
    return g_strchomp(g_strdup(start));
}

TemplateFile *template_file_parse(const char *text, gsize length)
{
    g_autofree char *whole = g_strndup(text, length);
    TemplateFile *file = g_new0(TemplateFile, 1);
    const char *rest = whole;
    while (*rest) {
        const char *end = strchrnul(rest, '\n');
        g_autofree char *line = g_strndup(rest, (gsize)(end - rest));
        char **target = g_str_has_prefix(line, "Name:")      ? &file->name
                        : g_str_has_prefix(line, "Subject:") ? &file->subject
                                                             : NULL;
        if (!target || *target)
            break;
        *target = header_value(line, target == &file->name ? "Name:" : "Subject:");
        rest = *end ? end + 1 : end;
    }
    file->text = without_blank_ends(rest);
    file->name = file->name ? file->name : g_strdup("");
    file->subject = file->subject ? file->subject : g_strdup("");
    return file;
}

/* The language that an answer to an inquiry in `language` is written in. */
static const char *answer_language(const char *language)
{
    if (!language || !*language || g_str_equal(language, "nb"))
        return "nb";
    return g_str_equal(language, "nn") ? "nn" : "en";
}

char *template_file_signature(const Desk *desk, const char *language)
{
    const char *own = desk->operator_->signature;
    g_autofree char *text = g_strdup(own ? own : "");
    if (!*text) {
        g_autofree char *path =
            g_strdup_printf("templates/signature.%s.txt", answer_language(language));
        g_autoptr(GBytes) bytes = data_file_read(path, NULL);
        gsize size = 0;
        const char *data = bytes ? g_bytes_get_data(bytes, &size) : "";
        g_autoptr(TemplateFile) file = template_file_parse(data, size);
        g_free(text);
        text = g_steal_pointer(&file->text);
    }
    const char *pairs[] = {"operator", desk->operator_->name, "bureau",
                           config_text(desk->config, "bureau", "name"), NULL};
    return reply_fill_template(text, pairs);
}

/* Owns standard output. JSON is never changed; lines for people go through the sanitiser. */
#include "skranke/cli/output.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "skranke/base/language.h"
#include "skranke/base/safe_text.h"
#include "skranke/base/time_text.h"

/* The first error of a write; 0: none. EPIPE: whoever read has had enough, which is no error. */
static int write_error;

static void write_bytes(const void *bytes, gsize size)
{
    if (!write_error && fwrite(bytes, 1, size, stdout) != size)
        write_error = errno ? errno : EIO;
}

void output_bytes(const void *bytes, gsize size)
{
    write_bytes(bytes, size);
}

void output_json(json_t *object)
{
    char *text = json_dumps(object, JSON_COMPACT);
    json_decref(object);
    g_return_if_fail(text != NULL);
    write_bytes(text, strlen(text));
    write_bytes("\n", 1);
    free(text);
}

void output_line(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_autofree char *safe = safe_text_line(text, -1);
    g_strchomp(safe);
    write_bytes(safe, strlen(safe));
    write_bytes("\n", 1);
}

void output_block(const char *text, const char *indent)
{
    g_autofree char *safe = safe_text_block(text ? text : "", -1);
    g_strchomp(safe);
    g_auto(GStrv) lines = g_strsplit(safe, "\n", -1);
    for (guint i = 0; lines[i]; i++) {
        g_strchomp(lines[i]);
        if (*lines[i])
            write_bytes(indent, strlen(indent));
        write_bytes(lines[i], strlen(lines[i]));
        write_bytes("\n", 1);
    }
}

void output_warnings(const char *name, const GPtrArray *sentences)
{
    for (guint i = 0; i < sentences->len; i++) {
        g_autofree char *safe = safe_text_line(sentences->pdata[i], -1);
        fprintf(stderr, "skranke: %s%s%s\n", name ? name : "", name ? ", " : "", safe);
    }
}

void output_warning(const char *sentence)
{
    g_autofree char *safe = safe_text_line(sentence, -1);
    if (*safe)
        fprintf(stderr, "skranke: %s\n", safe);
}

bool output_is_closed(void)
{
    return write_error != 0;
}

int output_finish(int status)
{
    if (fflush(stdout) != 0 && !write_error)
        write_error = errno;
    if (write_error == 0 || write_error == EPIPE)
        return status;
    fprintf(stderr, _("skranke: the answer could not be written: %s\n"), g_strerror(write_error));
    return status ? status : 1;
}

json_t *output_text(const char *text)
{
    if (!text || !*text)
        return json_null();
    json_t *value = json_string(text);
    if (value)
        return value;
    g_autofree char *valid = safe_text_valid(text, -1);
    return json_string(valid);
}

json_t *output_text_or_empty(const char *text)
{
    return text && *text ? output_text(text) : json_string("");
}

json_t *output_texts(const GPtrArray *texts)
{
    json_t *array = json_array();
    for (guint i = 0; i < texts->len; i++) {
        g_autofree char *valid = safe_text_valid(texts->pdata[i], -1);
        json_array_append_new(array, json_string(valid));
    }
    return array;
}

json_t *output_time(gint64 at)
{
    if (at == 0)
        return json_null();
    g_autofree char *text = time_text_iso(at);
    return json_string(text);
}

json_t *output_number(gint64 number)
{
    return number ? json_integer(number) : json_null();
}

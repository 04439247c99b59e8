/*
 * Paths into parsed JSON, and failures that show the object that was looked at.
 */
#include "json_check.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "testing.h"

static char **filled_lines(const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text ? text : "", "\n", -1);
    GStrvBuilder *filled = g_strv_builder_new();
    for (gsize i = 0; lines[i]; i++)
        if (g_strstrip(lines[i])[0])
            g_strv_builder_add(filled, lines[i]);
    char **result = g_strv_builder_end(filled);
    g_strv_builder_unref(filled);
    return result;
}

gsize json_line_count(const char *text)
{
    g_auto(GStrv) lines = filled_lines(text);
    return g_strv_length(lines);
}

json_t *json_line_at(const char *text, gsize index, const char *file, int line)
{
    g_auto(GStrv) lines = filled_lines(text);
    json_error_t error = {0};
    json_t *value = NULL;
    if (index < g_strv_length(lines))
        value = json_loads(lines[index], JSON_DECODE_ANY, &error);
    if (!value) {
        test_report("no JSON in line %zu (%s) of:\n%s\n", (size_t)index, error.text, text);
        _fail(file, line);
    }
    return value;
}

json_t *json_find(json_t *object, const char *path)
{
    g_auto(GStrv) steps = g_strsplit(path, ".", -1);
    json_t *value = object;
    for (gsize i = 0; value && steps[i]; i++)
        value = json_is_array(value) ? json_array_get(value, strtoul(steps[i], NULL, 10))
                                     : json_object_get(value, steps[i]);
    return value;
}

static json_t *need(json_t *object, const char *path, bool (*fits)(const json_t *value),
                    const char *kind, const char *file, int line)
{
    json_t *value = json_find(object, path);
    if (value && fits(value))
        return value;
    char *dump = json_dumps(object, JSON_INDENT(1) | JSON_ENCODE_ANY);
    test_report("no %s at \"%s\" in:\n%s\n", kind, path, dump ? dump : "(nothing)");
    free(dump);
    _fail(file, line);
    return NULL;
}

static bool is_text(const json_t *value)
{
    return json_is_string(value);
}

static bool is_whole(const json_t *value)
{
    return json_is_integer(value);
}

static bool is_truth(const json_t *value)
{
    return json_is_boolean(value);
}

static bool is_array(const json_t *value)
{
    return json_is_array(value);
}

const char *json_text_at(json_t *object, const char *path, const char *file, int line)
{
    return json_string_value(need(object, path, is_text, "text", file, line));
}

gint64 json_whole_at(json_t *object, const char *path, const char *file, int line)
{
    return json_integer_value(need(object, path, is_whole, "whole number", file, line));
}

bool json_truth_at(json_t *object, const char *path, const char *file, int line)
{
    return json_is_true(need(object, path, is_truth, "truth value", file, line));
}

gsize json_length_at(json_t *object, const char *path, const char *file, int line)
{
    return json_array_size(need(object, path, is_array, "array", file, line));
}

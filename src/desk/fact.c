/* Owns the form of an event's before and after. */
#include "skranke/desk/fact.h"

#include <jansson.h>
#include <stdarg.h>

char *fact_of_json(json_t *object)
{
    char *text = json_dumps(object, JSON_COMPACT | JSON_SORT_KEYS);
    char *copy = g_strdup(text ? text : "");
    free(text);
    json_decref(object);
    return copy;
}

char *fact_of_texts(const char *name, ...)
{
    json_t *object = json_object();
    va_list arguments;
    va_start(arguments, name);
    for (const char *key = name; key; key = va_arg(arguments, const char *)) {
        const char *value = va_arg(arguments, const char *);
        json_object_set_new(object, key, json_string(value ? value : ""));
    }
    va_end(arguments);
    return fact_of_json(object);
}

char *fact_text(const char *json, const char *name)
{
    json_t *object = json_loads(json, 0, NULL);
    const char *value = json_string_value(json_object_get(object, name));
    char *copy = g_strdup(value ? value : "");
    json_decref(object);
    return copy;
}

gint64 fact_number(const char *json, const char *name)
{
    json_t *object = json_loads(json, 0, NULL);
    gint64 value = json_integer_value(json_object_get(object, name));
    json_decref(object);
    return value;
}

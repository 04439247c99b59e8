/* The plainest form of an event's before and after: one named text as JSON, for floors that have no
 * JSON of their own. Knows no database. */
#include <jansson.h>
#include <stdarg.h>

#include "skranke/base/safe_text.h"

#include "skranke/store/events.h"

static void set_text(json_t *object, const char *name, const char *text)
{
    g_autofree char *valid = safe_text_valid(text ? text : "", -1);
    json_object_set_new(object, name, json_string(valid));
}

static char *dump(json_t *object)
{
    char *dumped = json_dumps(object, JSON_COMPACT);
    char *copy = g_strdup(dumped ? dumped : "");
    free(dumped);
    json_decref(object);
    return copy;
}

char *events_text(const char *name, const char *text)
{
    return events_texts(name, text, NULL);
}

char *events_texts(const char *name, const char *text, ...)
{
    json_t *object = json_object();
    set_text(object, name, text);
    va_list more;
    va_start(more, text);
    for (const char *next = va_arg(more, const char *); next; next = va_arg(more, const char *))
        set_text(object, next, va_arg(more, const char *));
    va_end(more);
    return dump(object);
}

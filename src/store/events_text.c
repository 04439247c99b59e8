/* The plainest form of an event's before and after: one named text as JSON, for floors that have no
 * JSON of their own. Knows no database. */
#include <jansson.h>

#include "skranke/base/safe_text.h"

#include "skranke/store/events.h"

char *events_text(const char *name, const char *text)
{
    g_autofree char *valid = safe_text_valid(text ? text : "", -1);
    json_t *object = json_pack("{s:s}", name, valid);
    char *dumped = json_dumps(object, JSON_COMPACT);
    char *copy = g_strdup(dumped ? dumped : "");
    free(dumped);
    json_decref(object);
    return copy;
}

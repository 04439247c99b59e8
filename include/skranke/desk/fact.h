/* The small JSON that an event keeps: what stood before an act and after it. Written and read here
 * only. */
#ifndef SKRANKE_DESK_FACT_H
#define SKRANKE_DESK_FACT_H

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>

/* The object as an event keeps it, which is let go of; new text. */
char *fact_of_json(json_t *object);
/* {"name":"value"} for texts, NULL-terminated pairs; new text. */
char *fact_of_texts(const char *name, ...) G_GNUC_NULL_TERMINATED;
/* A text of a fact, "" where there is none; new text. */
char *fact_text(const char *json, const char *name);
/* A number of a fact, 0 where there is none. */
gint64 fact_number(const char *json, const char *name);

#endif

/* Standard output: one JSON object a line for machines, or lines made safe for people. A closed
 * pipe is no error. */
#ifndef SKRANKE_CLI_OUTPUT_H
#define SKRANKE_CLI_OUTPUT_H

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>

/* Prints the object on one line and lets go of it. */
void output_json(json_t *object);
/* Prints one line; foreign text in it is made safe. */
void output_line(const char *format, ...) G_GNUC_PRINTF(1, 2);
/* Prints several lines, each after the indent; foreign text is made safe. */
void output_block(const char *text, const char *indent);
/* Bytes as they are (a mail shown as it came goes through output_block instead when a person
 * reads). */
void output_bytes(const void *bytes, gsize size);

/* Each sentence (of char *) on standard error, made safe, after "skranke: " and, where it is not
 * NULL, "name, ". */
void output_warnings(const char *name, const GPtrArray *sentences);
/* The same of one sentence; nothing where it is empty. */
void output_warning(const char *sentence);

/* Has somebody stopped reading? Then long lists may stop. */
bool output_is_closed(void);
/* Flushes; the status, or 1 with a sentence when something could not be written. */
int output_finish(int status);

/* JSON values; null where the text is NULL or "", the time or the number 0. */
json_t *output_text(const char *text);
/* The same, but "" stays "". */
json_t *output_text_or_empty(const char *text);
/* Of char *, as valid UTF-8. */
json_t *output_texts(const GPtrArray *texts);
json_t *output_time(gint64 at);
json_t *output_number(gint64 number);

#endif

/*
 * Reading answers of `--json` in tests: one object per line, fields by a dotted path. Every reader
 * fails the test with the path and the object when the field is missing or of another type.
 */
#pragma once

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>

/** Number of non-empty lines in text. */
gsize json_line_count(const char *text);

/** Parses the line with this index (0 is the first). Release with json_decref, or
 * declare the variable with jansson's json_auto_t. */
#define json_line(text, index) json_line_at(text, index, __FILE__, __LINE__)
json_t *json_line_at(const char *text, gsize index, const char *file, int line);

/** The value at a path such as "messages.0.subject" (borrowed), or NULL where there is none. */
json_t *json_find(json_t *object, const char *path);

/** The text at a path (borrowed from object). */
#define json_text(object, path) json_text_at(object, path, __FILE__, __LINE__)
const char *json_text_at(json_t *object, const char *path, const char *file, int line);

/** The whole number at a path. */
#define json_whole(object, path) json_whole_at(object, path, __FILE__, __LINE__)
gint64 json_whole_at(json_t *object, const char *path, const char *file, int line);

/** The truth value at a path. */
#define json_truth(object, path) json_truth_at(object, path, __FILE__, __LINE__)
bool json_truth_at(json_t *object, const char *path, const char *file, int line);

/** How many elements the array at a path has. */
#define json_length(object, path) json_length_at(object, path, __FILE__, __LINE__)
gsize json_length_at(json_t *object, const char *path, const char *file, int line);

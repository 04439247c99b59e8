/* The log: one sanitised line a message, to a file (the desk) or standard error (commands, worker).
 */
#ifndef SKRANKE_BASE_LOG_H
#define SKRANKE_BASE_LOG_H

#include <glib.h>
#include <stdbool.h>

typedef enum { LOG_ERROR, LOG_WARNING, LOG_INFO, LOG_DEBUG } LogLevel;

/* Where lines go: path NULL means standard error. A file that cannot be opened falls back to
 * standard error and says so there. Also takes GLib's own messages. Default before: standard error.
 */
void log_start(const char *path, LogLevel most);

/* Writes "2026-03-10T10:12:00+01:00 warning: text". Foreign text in it is made safe. */
void log_line(LogLevel level, const char *format, ...) G_GNUC_PRINTF(2, 3);

#endif

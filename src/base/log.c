/* Owns the log: where lines go and that each is one harmless line. It must not know who writes. A
 * line is one write(2) in append mode, so that the desk and the worker can share a file. */
#include "skranke/base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "skranke/base/clock.h"
#include "skranke/base/language.h"
#include "skranke/base/safe_text.h"
#include "skranke/base/time_text.h"

static int log_file = STDERR_FILENO;
static LogLevel most_level = LOG_INFO;

static const char *const level_names[] = {
    [LOG_ERROR] = "error",
    [LOG_WARNING] = "warning",
    [LOG_INFO] = "info",
    [LOG_DEBUG] = "debug",
};

static void write_all(int file, const char *text, gsize length)
{
    while (length > 0) {
        ssize_t written = write(file, text, length);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return; /* a full disk must not stop the program, and there is nowhere to tell */
        text += written;
        length -= (gsize)written;
    }
}

static void write_text(LogLevel level, const char *text, gssize length)
{
    if (level > most_level)
        return;
    g_autofree char *time = time_text_iso(clock_now());
    g_autofree char *safe = safe_text_line(text, length);
    g_autofree char *line = g_strdup_printf("%s %s: %s\n", time, level_names[level], safe);
    write_all(log_file, line, strlen(line));
}

void log_line(LogLevel level, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    write_text(level, text, -1);
}

static LogLevel level_of(GLogLevelFlags flags)
{
    if (flags & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL))
        return LOG_ERROR;
    if (flags & G_LOG_LEVEL_WARNING)
        return LOG_WARNING;
    return flags & (G_LOG_LEVEL_MESSAGE | G_LOG_LEVEL_INFO) ? LOG_INFO : LOG_DEBUG;
}

static GLogWriterOutput write_glib(GLogLevelFlags flags, const GLogField *fields, gsize count,
                                   void *data)
{
    (void)data;
    for (gsize i = 0; i < count; i++)
        if (g_str_equal(fields[i].key, "MESSAGE"))
            write_text(level_of(flags), fields[i].value, fields[i].length);
    return G_LOG_WRITER_HANDLED;
}

void log_start(const char *path, LogLevel most)
{
    static bool takes_glib;
    most_level = most;
    if (log_file != STDERR_FILENO)
        close(log_file);
    log_file = STDERR_FILENO;
    if (!takes_glib) /* GLib allows this once a process */
        g_log_set_writer_func(write_glib, NULL, NULL);
    takes_glib = true;
    if (!path)
        return;
    int file = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0)
        log_line(LOG_WARNING, _("The log file %s cannot be opened (%s); this is logged here."),
                 path, g_strerror(errno));
    else
        log_file = file;
}

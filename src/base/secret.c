/* Fetches a password and forgets it again. It must not know what the password opens, and no message
 * here carries the password or the command (people write passwords into commands). */
#include "skranke/base/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"

#define LONGEST_SECRET 4096
#define PATIENCE_MS (20 * 1000)
#define LOOK_MS 20

typedef struct {
    char bytes[LONGEST_SECRET + 1];
    gsize length;
} Buffer;

/* Reads what is there; false at the end of the file or on an error. What does not fit is left out.
 */
static bool read_some(int file, Buffer *buffer)
{
    char rest[512];
    bool fits = buffer->length < LONGEST_SECRET;
    char *into = fits ? buffer->bytes + buffer->length : rest;
    ssize_t count = read(file, into, fits ? LONGEST_SECRET - buffer->length : sizeof rest);
    if (count > 0 && fits)
        buffer->length += (gsize)count;
    explicit_bzero(rest, sizeof rest);
    return count > 0 || (count < 0 && errno == EINTR);
}

/* The first line, new text; the buffer is wiped. */
static char *first_line(Buffer *buffer)
{
    buffer->bytes[buffer->length] = '\0';
    char *line = g_strndup(buffer->bytes, strcspn(buffer->bytes, "\r\n"));
    explicit_bzero(buffer, sizeof *buffer);
    return line;
}

static void lead_own_group(void *data)
{
    (void)data;
    setpgid(0, 0); /* so that the whole pipeline can be ended together */
}

/* What the ended child left in the pipe: never more than a pipe holds. */
static bool drain(int output, Buffer *buffer)
{
    struct pollfd wait = {.fd = output, .events = POLLIN};
    while (buffer->length < LONGEST_SECRET && poll(&wait, 1, 0) > 0 && read_some(output, buffer))
        ;
    return true;
}

/* Collects output until the child has ended; false when it did not in time. A grandchild that keeps
 * the pipe open (gpg-agent started by pass) does not hold us up. */
static bool collect(pid_t child, int output, Buffer *buffer, int *status)
{
    gint64 deadline = clock_monotonic_ms() + PATIENCE_MS;
    bool open = true;
    while (clock_monotonic_ms() <= deadline) {
        bool ended = waitpid(child, status, WNOHANG) == child;
        struct pollfd wait = {.fd = open ? output : -1, .events = POLLIN};
        bool ready = !ended && poll(&wait, 1, LOOK_MS) > 0;
        if (ended)
            return drain(output, buffer);
        if (ready)
            open = read_some(output, buffer);
    }
    return false;
}

static char *run_command(const char *command, GError **error)
{
    const char *arguments[] = {"/bin/sh", "-c", command, NULL};
    GPid child;
    int output, status = 0;
    g_autoptr(GError) cause = NULL;
    if (!g_spawn_async_with_pipes(NULL, (char **)arguments, NULL,
                                  G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDERR_TO_DEV_NULL,
                                  lead_own_group, NULL, &child, NULL, &output, NULL, &cause)) {
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_FAILED,
                    _("The password command could not be started (%s)."), cause->message);
        return NULL;
    }
    Buffer buffer = {.length = 0};
    bool ended = collect(child, output, &buffer, &status);
    close(output);
    char *secret = first_line(&buffer);
    if (ended && WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return secret;
    secret_free(secret);
    if (!ended) {
        kill(-child, SIGKILL);
        waitpid(child, NULL, 0);
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_FAILED,
                    _("The password command gave no answer within %d seconds and was stopped. Run "
                      "it by hand: it must not ask anything."),
                    PATIENCE_MS / 1000);
        return NULL;
    }
    g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_FAILED,
                _("The password command failed (status %d). Run it by hand to see why."),
                WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
    return NULL;
}

static bool check_file(int file, const char *path, GError **error)
{
    struct stat status;
    if (fstat(file, &status) != 0 || !S_ISREG(status.st_mode)) {
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_REFUSED,
                    _("The password file %s is not a regular file. It was not read."), path);
        return false;
    }
    if (status.st_uid != geteuid()) {
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_REFUSED,
                    _("The password file %s belongs to somebody else. It was not read. Run: chown "
                      "%s %s"),
                    path, g_get_user_name(), path);
        return false;
    }
    if ((status.st_mode & 077) != 0) {
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_REFUSED,
                    _("The password file %s can be used by others. It was not read. Run: chmod "
                      "600 %s"),
                    path, path);
        return false;
    }
    return true;
}

static char *read_file(const char *path, GError **error)
{
    /* O_NONBLOCK: a FIFO in the file's place must not stop us before it is refused. */
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (file < 0) {
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_FAILED,
                    _("The password file %s cannot be opened: %s."), path, g_strerror(errno));
        return NULL;
    }
    char *secret = NULL;
    if (check_file(file, path, error)) {
        Buffer buffer = {.length = 0};
        while (buffer.length < LONGEST_SECRET && read_some(file, &buffer))
            ;
        secret = first_line(&buffer);
    }
    close(file);
    return secret;
}

char *secret_read(const char *command, const char *file, GError **error)
{
    if (command && *command != '\0')
        return run_command(command, error);
    if (file && *file != '\0')
        return read_file(file, error);
    return g_strdup("");
}

void secret_free(char *secret)
{
    if (!secret)
        return;
    explicit_bzero(secret, strlen(secret));
    g_free(secret);
}

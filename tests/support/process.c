/*
 * Starting, watching and ending programs for tests. Output goes to anonymous memory files, so a
 * chatty program can never block on a full pipe and no reader thread is needed.
 */
#include "process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cleanup.h"
#include "testing.h"

struct Process {
    pid_t id;
    int handle; /* pidfd, or -1 where the kernel has none */
    int output;
    int errors;
    int status;
    bool ended;
    double seconds;
    char *name;
};

static void prepare_parent(void)
{
    /* Daemons whose parent ended become our children, so that processes_left() sees them. */
    prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
    /* A server that went away must be an error of write(), not the end of the test. */
    signal(SIGPIPE, SIG_IGN);
}

static char **set_pair(char **environment, const char *pair)
{
    g_auto(GStrv) parts = g_strsplit(pair, "=", 2);
    if (!parts[0])
        return environment;
    return parts[1] ? g_environ_setenv(environment, parts[0], parts[1], TRUE)
                    : g_environ_unsetenv(environment, parts[0]);
}

static char **set_home(char **environment, const char *home)
{
    static const char *const folders[][2] = {
        {"HOME", ""},
        {"XDG_CONFIG_HOME", ".config"},
        {"XDG_DATA_HOME", ".local/share"},
        {"XDG_STATE_HOME", ".local/state"},
        {"XDG_CACHE_HOME", ".cache"},
        {"XDG_RUNTIME_DIR", ".run"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(folders); i++) {
        g_autofree char *path = home ? g_build_filename(home, folders[i][1], NULL)
                                     : g_build_filename("/nonexistent", folders[i][1], NULL);
        if (home)
            g_mkdir_with_parents(path, i == 0 ? 0755 : 0700);
        environment = g_environ_setenv(environment, folders[i][0], path, TRUE);
    }
    return environment;
}

char **process_environment(const char *home, const char *const *overrides)
{
    static const char *const inherited[] = {
        "PATH",        "ASAN_OPTIONS",     "LSAN_OPTIONS",    "UBSAN_OPTIONS",
        "TERMINFO",    "TERMINFO_DIRS",    "LD_LIBRARY_PATH", "ASAN_SYMBOLIZER_PATH",
        "GCOV_PREFIX", "LLVM_PROFILE_FILE"};
    static const char *const fixed[] = {"TZ=Europe/Oslo", "LANG=C.UTF-8",   "SKRANKE_TEST=1",
                                        "USER=tester",    "LOGNAME=tester", "SHELL=/bin/sh"};
    char **environment = g_new0(char *, 1);
    for (gsize i = 0; i < G_N_ELEMENTS(inherited); i++)
        if (g_getenv(inherited[i]))
            environment = g_environ_setenv(environment, inherited[i], g_getenv(inherited[i]), TRUE);
    for (gsize i = 0; i < G_N_ELEMENTS(fixed); i++)
        environment = set_pair(environment, fixed[i]);
    environment = set_home(environment, home);
    for (gsize i = 0; overrides && overrides[i]; i++)
        environment = set_pair(environment, overrides[i]);
    return environment;
}

void process_exec(const char *const *argv, char **environment, const char *folder, pid_t parent)
{
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGPIPE, SIG_DFL);
    /* TERM, not KILL: Dovecot and Postfix take their children with them. */
    prctl(PR_SET_PDEATHSIG, SIGTERM, 0, 0, 0);
    if (getppid() != parent)
        _exit(126);
    close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
    if (!folder || chdir(folder) == 0)
        execvpe(argv[0], (char *const *)(uintptr_t)argv, environment);
    dprintf(STDERR_FILENO, "cannot run %s: %s\n", argv[0], strerror(errno));
    _exit(127);
}

static int memory_file(const char *bytes, gssize length)
{
    int file = memfd_create("test", MFD_CLOEXEC);
    gsize size = !bytes ? 0 : length > 0 ? (gsize)length : strlen(bytes);
    for (gsize done = 0; file >= 0 && done < size;) {
        ssize_t written = write(file, bytes + done, size - done);
        if (written < 0)
            break;
        done += (gsize)written;
    }
    if (file < 0 || lseek(file, 0, SEEK_SET) < 0)
        fail_msg("cannot make a memory file: %s", g_strerror(errno));
    return file;
}

static int log_file(const char *path)
{
    int file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if (file < 0)
        fail_msg("cannot write %s: %s", path, g_strerror(errno));
    return file;
}

static void free_at_exit(void *process)
{
    process_free(process);
}

Process *process_start(const ProcessOptions *options)
{
    prepare_parent();
    Process *process = g_new0(Process, 1);
    process->name = g_strjoinv(" ", (char **)(uintptr_t)options->argv);
    process->seconds = options->seconds > 0 ? options->seconds : 60;
    process->output = options->log ? log_file(options->log) : memory_file(NULL, 0);
    process->errors = options->log ? dup(process->output) : memory_file(NULL, 0);
    int input = memory_file(options->input, options->input_length);
    g_auto(GStrv) environment = process_environment(options->home, options->environment);
    const char *folder = options->folder ? options->folder : options->home;
    pid_t parent = getpid();
    process->id = fork();
    if (process->id < 0)
        fail_msg("cannot fork: %s", g_strerror(errno));
    if (process->id == 0) {
        setsid();
        dup2(input, STDIN_FILENO);
        dup2(process->output, STDOUT_FILENO);
        dup2(process->errors, STDERR_FILENO);
        process_exec(options->argv, environment, folder, parent);
    }
    close(input);
    process->handle = pidfd_open(process->id, 0);
    cleanup_push(free_at_exit, process);
    return process;
}

pid_t process_id(const Process *process)
{
    return process->id;
}

void process_signal(Process *process, int signal_number)
{
    if (!process->ended)
        kill(process->id, signal_number);
}

/* Both, because right after fork the child may not lead its group yet. */
void process_signal_group(Process *process, int signal_number)
{
    kill(-process->id, signal_number);
    process_signal(process, signal_number);
}

static void reap(Process *process)
{
    int raw = 0;
    if (process->ended || waitpid(process->id, &raw, WNOHANG) != process->id)
        return;
    process->ended = true;
    process->status = WIFEXITED(raw) ? WEXITSTATUS(raw) : 128 + WTERMSIG(raw);
}

bool process_ended(Process *process, double seconds)
{
    gint64 deadline = deadline_after(seconds);
    for (;;) {
        reap(process);
        gint64 left = deadline - g_get_monotonic_time();
        if (process->ended || left <= 0)
            return process->ended;
        /* Without a pidfd this is a short poll, with one it ends with the process. */
        struct pollfd watch = {process->handle, POLLIN, 0};
        int milliseconds = (int)MIN(left / 1000 + 1, process->handle >= 0 ? 10000 : 3);
        poll(&watch, process->handle >= 0 ? 1 : 0, milliseconds);
    }
}

/* Ends what is left of the group and takes in the orphans, so that no zombie remains. */
static void end_group(Process *process)
{
    process_signal_group(process, SIGKILL);
    process_ended(process, 10);
    gint64 deadline = deadline_after(5);
    while (g_get_monotonic_time() < deadline) {
        pid_t ended = waitpid(-process->id, NULL, WNOHANG);
        if (ended < 0)
            return;
        if (ended == 0)
            poll(NULL, 0, 2);
    }
}

void process_free(Process *process)
{
    if (!process)
        return;
    cleanup_drop(process);
    end_group(process);
    close(process->output);
    close(process->errors);
    if (process->handle >= 0)
        close(process->handle);
    g_free(process->name);
    g_free(process);
}

static char *read_all(int file, gsize *length)
{
    off_t size = lseek(file, 0, SEEK_END);
    GString *text = g_string_sized_new(size > 0 ? (gsize)size : 0);
    char block[16384];
    for (off_t at = 0; at < size;) {
        ssize_t got = pread(file, block, sizeof block, at);
        if (got <= 0)
            break;
        g_string_append_len(text, block, got);
        at += got;
    }
    if (length)
        *length = text->len;
    return g_string_free(text, FALSE);
}

ProcessResult *process_finish(Process *process)
{
    bool late = !process_ended(process, process->seconds);
    ProcessResult *result = g_new0(ProcessResult, 1);
    if (late)
        process_signal_group(process, SIGKILL);
    process_ended(process, 10);
    result->status = process->status;
    result->output = read_all(process->output, &result->output_length);
    result->errors = read_all(process->errors, NULL);
    if (late) {
        test_report("%s: no end after %.0f s\n%s%s\n", process->name, process->seconds * patience(),
                    result->output, result->errors);
        process_free(process);
        fail();
    }
    process_free(process);
    return result;
}

ProcessResult *process_run(const ProcessOptions *options)
{
    return process_finish(process_start(options));
}

void process_result_free(ProcessResult *result)
{
    if (!result)
        return;
    g_free(result->output);
    g_free(result->errors);
    g_free(result);
}

void expect_status_at(const ProcessResult *result, int expected, const char *file, int line)
{
    if (result->status == expected)
        return;
    test_report("exit %d instead of %d\n--- output\n%s\n--- errors\n%s\n", result->status, expected,
                result->output, result->errors);
    _fail(file, line);
}

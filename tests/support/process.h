/*
 * Programs that a test runs: a clean environment, captured output, a deadline, and no process left
 * behind. Also the sandbox (a folder with HOME and a database path) in which the skranke binary is
 * run. Knows the binary only by its path.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <sys/types.h>

/** How to start a program. Only argv is needed; the rest may stay zero. */
typedef struct {
    const char *const *argv;        /**< NULL-terminated; argv[0] is searched in PATH */
    const char *const *environment; /**< "NAME=value" sets, "NAME" removes; NULL-terminated */
    const char *home;    /**< HOME and the parent of the XDG folders; NULL: /nonexistent */
    const char *folder;  /**< working folder; NULL: home, or the present one without home */
    const char *input;   /**< standard input; NULL: empty */
    gssize input_length; /**< bytes of input; 0 or less: input is a text */
    const char *log;     /**< file that gets output and errors instead of the result */
    double seconds;      /**< deadline of process_run, times patience(); 0: 60 */
} ProcessOptions;

/** What a program left. */
typedef struct {
    int status;   /**< exit code, or 128 + the signal that ended it */
    char *output; /**< standard output as text (a NUL is added) */
    gsize output_length;
    char *errors; /**< standard error as text */
} ProcessResult;

void process_result_free(ProcessResult *result);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ProcessResult, process_result_free)

typedef struct Process Process;

/** Starts a program in a session of its own; it dies with the test. Fails the test when it cannot.
 */
Process *process_start(const ProcessOptions *options);

/** The process id. */
pid_t process_id(const Process *process);

/** Sends a signal to the program alone. */
void process_signal(Process *process, int signal_number);

/** Sends a signal to the program and everything it started in its process group. */
void process_signal_group(Process *process, int signal_number);

/** True when the program has ended within so many seconds (times patience; 0: now). */
bool process_ended(Process *process, double seconds);

/** Waits for the end (kills the group and fails the test after the deadline), frees the process and
 * hands over what it left. */
ProcessResult *process_finish(Process *process);

/** Kills the whole group if it still runs, and frees. NULL is allowed. */
void process_free(Process *process);

/** process_start and process_finish in one. */
ProcessResult *process_run(const ProcessOptions *options);

/** The environment tests use: PATH and sanitizer options inherited, TZ=Europe/Oslo, LANG=C.UTF-8,
 * SKRANKE_TEST=1, HOME and XDG folders below home (made if missing), then the overrides. Free with
 * g_strfreev. */
char **process_environment(const char *home, const char *const *overrides);

/** To be called in a forked child: default signals, no inherited files, dies with the parent, then
 * exec. Never returns. */
G_NORETURN void process_exec(const char *const *argv, char **environment, const char *folder,
                             pid_t parent);

/** Lists "pid name" of every living descendant of this test that was started by process_start or
 * terminal_start or their children (also daemons), NULL-terminated; free with g_strfreev. */
char **processes_left(void);

/** A folder to run skranke in: HOME, XDG folders, and a path for a database that does not exist
 * yet. */
typedef struct {
    char *folder;
    char *database;
} Sandbox;

Sandbox *sandbox_new(void);
void sandbox_free(Sandbox *sandbox);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Sandbox, sandbox_free)

/** Runs `skranke --db <sandbox database> ARGUMENTS… ` (end the arguments with NULL) with input on
 * standard input (NULL: empty). */
ProcessResult *skranke_run(const Sandbox *sandbox, const char *input, ...) G_GNUC_NULL_TERMINATED;

/** The same with all options: a NULL-terminated argument list and environment overrides. */
ProcessResult *skranke_run_with(const Sandbox *sandbox, const char *input,
                                const char *const *environment, const char *const *arguments);

/** Fails the test, showing output and errors, unless the exit code is as expected. */
#define expect_status(result, expected) expect_status_at(result, expected, __FILE__, __LINE__)
void expect_status_at(const ProcessResult *result, int expected, const char *file, int line);

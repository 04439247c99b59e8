/*
 * The driver asterisk against a real Asterisk, step by step as docs/pbx.md lists them. Started by
 * run-against-asterisk.sh, which writes Asterisk's files out of that page. Prints a line a step and
 * "N passed, N failed"; arguments: the numbers of the steps, none: all.
 */
#include <glib-unix.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "cleanup.h"
#include "rig.h"
#include "servers.h"

/* ---- the recording -------------------------------------------------------------------------- */

static FILE *recording;
static gint64 heard_at;

static gboolean on_block(gint socket, GIOCondition condition, gpointer data)
{
    char bytes[65536];
    ssize_t length = recv(socket, bytes, sizeof bytes, 0);
    (void)condition;
    (void)data;
    if (length <= 0)
        return G_SOURCE_REMOVE;
    gint64 now = g_get_monotonic_time();
    if (now - heard_at > 50000)
        fprintf(recording, "@+%.1f\n", (double)(now - heard_at) / G_USEC_PER_SEC);
    heard_at = now;
    for (ssize_t i = 0; i < length; i++)
        if (bytes[i] != '\r')
            fputc(bytes[i], recording);
    fflush(recording);
    return G_SOURCE_CONTINUE;
}

/* Listens beside the desk, on the manager's own port, with the same rights. */
static void record(Rig *rig)
{
    const char *file = g_getenv("SKRANKE_ASTERISK_RECORD");
    const char *port = g_getenv("SKRANKE_ASTERISK_MANAGER");
    g_autofree char *path = g_strdup_printf("%s/secret", rig->folder);
    if (file == NULL || port == NULL)
        return;
    g_autofree char *secret = file_read(path);
    recording = fopen(file, "w");
    rig->record = server_connect(atoi(port));
    if (recording == NULL || rig->record < 0)
        g_error("nothing can be recorded in %s", file);
    g_autofree char *login = g_strdup_printf(
        "Action: Login\r\nUsername: skranke\r\nSecret: %s\r\n\r\n", g_strstrip(secret));
    if (write(rig->record, login, strlen(login)) < 0)
        g_error("no login");
    g_unix_fd_add(rig->record, G_IO_IN, on_block, NULL);
}

/* ---- the steps ------------------------------------------------------------------------------ */

static bool is_wanted(const RigStep *step, int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        if (atoi(argv[i]) == step->number)
            return true;
    return argc < 2;
}

static gint by_number(gconstpointer one, gconstpointer other)
{
    return (*(const RigStep *const *)one)->number - (*(const RigStep *const *)other)->number;
}

static GPtrArray *all_steps(void)
{
    const RigStep *const tables[] = {steps_of_house, steps_of_calls, steps_of_consulting};
    GPtrArray *all = g_ptr_array_new();
    for (gsize i = 0; i < G_N_ELEMENTS(tables); i++)
        for (const RigStep *step = tables[i]; step->run != NULL; step++)
            g_ptr_array_add(all, (gpointer)(guintptr)step);
    g_ptr_array_sort(all, by_number);
    return all;
}

static bool run_step(Rig *rig, const RigStep *step)
{
    gint64 began = g_get_monotonic_time();
    if (recording != NULL)
        fprintf(recording, "# ---- step %d: %s\n", step->number, step->title);
    g_string_truncate(rig->why, 0);
    step->run(rig);
    if (rig->why->len > 0 && rig->desk.failed != NULL)
        g_string_truncate(rig->desk.failed, 0);
    rig_rest(rig);
    double seconds = (double)(g_get_monotonic_time() - began) / G_USEC_PER_SEC;
    printf("%-6s %2d %s (%.0f s)%s%s\n", rig->why->len == 0 ? "ok" : "FAILED", step->number,
           step->title, seconds, rig->why->len > 0 ? ": " : "", rig->why->str);
    fflush(stdout);
    return rig->why->len == 0;
}

int main(int argc, char **argv)
{
    guint passed = 0, failed = 0;
    setlocale(LC_ALL, "C.UTF-8");
    Rig *rig = rig_open();
    g_autoptr(GPtrArray) steps = all_steps();
    record(rig);
    rig_rest(rig);
    rig_desk_open(rig, &rig->desk, "2101", rig->http_port, "");
    for (guint i = 0; i < steps->len; i++) {
        if (!is_wanted(steps->pdata[i], argc, argv))
            continue;
        if (run_step(rig, steps->pdata[i]))
            passed++;
        else
            failed++;
    }
    rig_close(rig);
    printf("%u passed, %u failed\n", passed, failed);
    return failed > 0 ? 1 : 0;
}

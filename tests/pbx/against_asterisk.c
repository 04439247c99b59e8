/*
 * The driver asterisk against a real Asterisk, step by step as docs/pbx.md lists them. Started by
 * run-against-asterisk.sh, which writes Asterisk's files out of that page. Prints a line a step and
 * "N passed, N failed"; arguments: the numbers of the steps, none: all; or "by-hand".
 */

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rig.h"

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
    g_string_truncate(rig->why, 0);
    recording_begin(rig, step->number, step->title);
    step->run(rig);
    if (rig->why->len > 0 && rig->desk.failed != NULL)
        g_string_truncate(rig->desk.failed, 0);
    rig_rest(rig);
    recording_end(rig);
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
    recording_open(rig);
    rig_rest(rig);
    if (argc == 2 && strcmp(argv[1], "by-hand") == 0) {
        by_hand(rig);
        rig_close(rig);
        return 0;
    }
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

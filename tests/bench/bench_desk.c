/*
 * How the desk feels with a million inquiries: the first full paint, a step of the cursor, a letter
 * of the filter, memory. Beside the first paint stands the raw limit measured in the same run: an
 * empty program, this program without a database, and the database's own answer. Usage: bench_desk
 * [COUNT] (1,000,000).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "skranke/base/config.h"

#include "skranke/store/inquiries.h"
#include "skranke/store/messages.h"
#include "skranke/store/open.h"

#include "cleanup.h"
#include "process.h"
#include "terminal.h"
#include "testing.h"

enum { PER_BATCH = 2000, STARTS = 15, STEPS = 300, UNFINISHED_OF_TEN = 1 };

#define NEWEST G_GINT64_CONSTANT(1773133920)

static const char *const subjects[] = {"Folketall i kommunen", "Konsumprisindeksen for mars",
                                       "Ledighet etter utdanning", "Exports of fish",
                                       "Tal for bustader i fylket"};
static const char *const names[] = {"Åse Bjørnson", "Øyvind Håland", "Marit Kvam", "Jim Smith"};

static void check(bool good, const GError *error)
{
    if (good)
        return;
    fprintf(stderr, "bench_desk: %s\n", error ? error->message : "failed");
    exit(1);
}

/* ---- the database ---- */

static char *add_one(DbBatch *batch, gint64 number, gint64 count)
{
    static const InquiryState states[] = {INQUIRY_NEW, INQUIRY_OPEN, INQUIRY_WAITING};
    g_autoptr(Inquiry) inquiry = inquiry_new();
    g_autoptr(Message) message = message_new();
    bool unfinished = number % 10 < UNFINISHED_OF_TEN;
    inquiry->state = unfinished ? states[(number / 10) % 3] : INQUIRY_CLOSED;
    inquiry->owner = inquiry->state == INQUIRY_NEW ? 0 : 1;
    inquiry->language = g_strdup("nb");
    inquiry->subject = g_strdup_printf("%s %" G_GINT64_FORMAT, subjects[number % 5], number);
    inquiry->from_name = g_strdup(names[number % 4]);
    inquiry->from_address = g_strdup_printf("person%" G_GINT64_FORMAT "@example.no", number % 9973);
    inquiry->received_at = NEWEST - (count - number) * 60;
    message->subject = g_strdup(inquiry->subject);
    message->from_name = g_strdup(inquiry->from_name);
    message->from_address = g_strdup(inquiry->from_address);
    message->text = g_strdup("Hei, jeg lurer på noe om tallene i tabellen. Hilsen meg");
    message->at = inquiry->received_at;
    inquiries_add(batch, inquiry, 0, NEWEST);
    messages_add_unsearched(batch, -1, message, NULL, NULL);
    return messages_search_words(message);
}

static void add_batch(Db *db, gint64 from, gint64 to, gint64 count)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
    for (gint64 number = from; number < to; number++)
        g_ptr_array_add(words, add_one(batch, number, count));
    for (guint i = 0; i < words->len; i++)
        messages_add_search(batch, words->len - 1 - i, g_ptr_array_index(words, i));
    check(db_batch_apply(db, batch, &error), error);
}

static void make_database(const Sandbox *box, gint64 count)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(ProcessResult) made = skranke_run(box, NULL, "--as", "kari", "init", NULL);
    check(made->status == 0, NULL);
    g_autoptr(Db) db = store_open(box->database, &error);
    check(db != NULL, error);
    gint64 start = g_get_monotonic_time();
    for (gint64 from = 0; from < count; from += PER_BATCH)
        add_batch(db, from, MIN(from + PER_BATCH, count), count);
    struct stat status = {0};
    stat(box->database, &status);
    printf("%" G_GINT64_FORMAT " inquiries, %.0f MB, made in %.1f s\n", count,
           (double)status.st_size / 1e6, (double)(g_get_monotonic_time() - start) / 1e6);
    fflush(stdout);
}

/* ---- figures ---- */

static int by_size(gconstpointer a, gconstpointer b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void print_figures(const char *what, GArray *figures, const char *unit, const char *goal)
{
    g_array_sort(figures, by_size);
    double median = g_array_index(figures, double, figures->len / 2);
    double high = g_array_index(figures, double, MIN(figures->len - 1, figures->len * 99 / 100));
    printf("%-46s median %8.2f  p99 %8.2f %s  %s\n", what, median, high, unit, goal);
    fflush(stdout);
}

static double ms_since(gint64 start)
{
    return (double)(g_get_monotonic_time() - start) / 1000;
}

static void measure_program(const char *what, const char *program, const char *argument)
{
    g_autoptr(GArray) figures = g_array_new(FALSE, FALSE, sizeof(double));
    for (int i = 0; i < STARTS; i++) {
        const char *const argv[] = {program, argument, NULL};
        gint64 start = g_get_monotonic_time();
        g_autofree char *output = NULL;
        g_spawn_sync(NULL, (char **)(uintptr_t)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &output,
                     NULL, NULL, NULL);
        double took = ms_since(start);
        g_array_append_val(figures, took);
    }
    print_figures(what, figures, "ms", "");
}

static void measure_page(const Sandbox *box)
{
    g_autoptr(GArray) figures = g_array_new(FALSE, FALSE, sizeof(double));
    for (int i = 0; i < STARTS; i++) {
        g_autoptr(GError) error = NULL;
        gint64 start = g_get_monotonic_time();
        g_autoptr(Db) db = store_open(box->database, &error);
        check(db != NULL, error);
        QueueQuery query = {.view = QUEUE_UNFINISHED, .operator_id = 1, .now = NEWEST};
        g_autoptr(GPtrArray) page = inquiries_page(db, &query, 0, 0, 120, &error);
        check(page != NULL, error);
        double took = ms_since(start);
        g_array_append_val(figures, took);
    }
    print_figures("limit: open the database, one page", figures, "ms", "");
}

/* ---- the desk ---- */

static Terminal *start_desk(const Sandbox *box)
{
    const char *const argv[] = {SKRANKE_BINARY, "--db", box->database, "--as", "kari", NULL};
    static const char *const environment[] = {"SKRANKE_NOW=2026-03-10T10:12+01:00",
                                              "LANG=en_GB.UTF-8", NULL};
    return terminal_start(
        &(TerminalOptions){.argv = argv, .environment = environment, .home = box->folder});
}

static void measure_first_paint(const Sandbox *box)
{
    g_autoptr(GArray) figures = g_array_new(FALSE, FALSE, sizeof(double));
    for (int i = 0; i < STARTS; i++) {
        gint64 start = g_get_monotonic_time();
        g_autoptr(Terminal) terminal = start_desk(box);
        terminal_wait_text(terminal, "F1 Help"); /* the last thing of a frame */
        double took = ms_since(start);
        g_array_append_val(figures, took);
        check(terminal_has_text(terminal, "│>"), NULL);
    }
    print_figures("first full paint", figures, "ms", "goal: under 100");
}

static bool frame_grew(Terminal *terminal, void *data)
{
    return terminal_frame(terminal) > *(guint64 *)data;
}

/* Presses a key and takes the time to the next frame, as the terminal sees it. */
static void press(Terminal *terminal, const char *keys, GArray *times, GArray *sizes)
{
    guint64 frame = terminal_frame(terminal);
    gsize mark = terminal_bytes_since(terminal, 0);
    gint64 start = g_get_monotonic_time();
    terminal_keys(terminal, keys);
    terminal_wait(terminal, frame_grew, &frame, "the next frame");
    double took = ms_since(start), bytes = (double)terminal_bytes_since(terminal, mark);
    g_array_append_val(times, took);
    g_array_append_val(sizes, bytes);
}

static void measure_keys(Terminal *terminal, const char *what, const char *const *keys, guint count,
                         const char *goal, const char *size_goal)
{
    g_autoptr(GArray) times = g_array_new(FALSE, FALSE, sizeof(double));
    g_autoptr(GArray) sizes = g_array_new(FALSE, FALSE, sizeof(double));
    terminal_idle(terminal);
    for (guint i = 0; i < count; i++)
        press(terminal, keys[i % g_strv_length((char **)(uintptr_t)keys)], times, sizes);
    print_figures(what, times, "ms", goal);
    print_figures("  sent to the terminal", sizes, "bytes", size_goal);
}

static void print_memory(Terminal *terminal, const char *when)
{
    g_autofree char *path = g_strdup_printf("/proc/%d/status", (int)terminal_process(terminal));
    g_autofree char *status = file_read(path);
    const char *resident = status ? strstr(status, "VmRSS:") : NULL;
    double kilobytes = resident ? g_ascii_strtod(resident + strlen("VmRSS:"), NULL) : 0;
    printf("%-46s %15.1f MB  goal: under 40\n", when, kilobytes / 1024);
    fflush(stdout);
}

static void measure_desk(const Sandbox *box)
{
    g_autoptr(Terminal) terminal = start_desk(box);
    terminal_wait_text(terminal, "F1 Help");
    print_memory(terminal, "memory after the first paint");
    static const char *const down[] = {"j", NULL}, *const both[] = {"k", "j", NULL},
                             *const pages[] = {"<PgDn>", NULL}, *const ends[] = {"G", "g", NULL},
                             *const letters[] = {"f", "o", "l", "k", "e", "t", "a", "l", "l", NULL};
    measure_keys(terminal, "a step between two lines", both, STEPS, "goal: under 2",
                 "goal: at most 1024");
    measure_keys(terminal, "a step down, scrolling", down, STEPS, "goal: under 2",
                 "goal: at most 1024");
    measure_keys(terminal, "a page down", pages, STEPS, "", "");
    measure_keys(terminal, "to the other end of the queue", ends, 20, "", "");
    terminal_keys(terminal, "/");
    terminal_wait_text(terminal, "Filter:");
    measure_keys(terminal, "a letter of the filter", letters, 9, "", "");
    terminal_wait_text(terminal, "Filter: folketall");
    print_memory(terminal, "memory after all that");
    terminal_keys(terminal, "<Esc><F10>");
    terminal_wait_exit(terminal, NULL);
}

int main(int argc, char **argv)
{
    gint64 count = argc > 1 ? g_ascii_strtoll(argv[1], NULL, 10) : 1000000;
    g_autoptr(Sandbox) box = sandbox_new();
    make_database(box, count);
    measure_program("limit: an empty program (/bin/true)", "/bin/true", NULL);
    measure_program("limit: skranke --version", SKRANKE_BINARY, "--version");
    measure_page(box);
    measure_first_paint(box);
    measure_desk(box);
    return 0;
}

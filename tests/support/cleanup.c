/*
 * The list of things to undo at exit, and temp folders. Everything here works after a failed
 * assertion, because cmocka leaves a test by longjmp and runs none of its remaining lines.
 */
#include "cleanup.h"

#include <errno.h>
#include <ftw.h>
#include <glib/gstdio.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "testing.h"

typedef struct {
    void (*undo)(void *object);
    void *object;
} Cleanup;

static GArray *cleanups;
static pid_t owner;

static void cleanup_all(void)
{
    /* A forked child that leaves by exit() must not stop its parent's servers. */
    if (getpid() != owner)
        return;
    while (cleanups->len > 0) {
        Cleanup last = g_array_index(cleanups, Cleanup, cleanups->len - 1);
        g_array_set_size(cleanups, cleanups->len - 1);
        last.undo(last.object);
    }
    g_array_unref(cleanups);
    cleanups = NULL;
}

void cleanup_push(void (*undo)(void *object), void *object)
{
    if (!cleanups) {
        cleanups = g_array_new(FALSE, FALSE, sizeof(Cleanup));
        owner = getpid();
        atexit(cleanup_all);
    }
    Cleanup cleanup = {undo, object};
    g_array_append_val(cleanups, cleanup);
}

void cleanup_drop(void *object)
{
    for (guint i = cleanups ? cleanups->len : 0; i > 0; i--)
        if (g_array_index(cleanups, Cleanup, i - 1).object == object) {
            g_array_remove_index(cleanups, i - 1);
            return;
        }
}

static int remove_entry(const char *path, const struct stat *info, int kind, struct FTW *position)
{
    (void)info;
    (void)kind;
    (void)position;
    remove(path);
    return 0;
}

void tree_remove(const char *path)
{
    nftw(path, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

static void remove_at_exit(void *folder)
{
    tree_remove(folder);
    g_free(folder);
}

char *temp_folder_make(const char *label)
{
    /* Always /tmp: UNIX sockets of the servers live inside and their paths may be 107 bytes long.
     */
    char *folder = g_strdup_printf("/tmp/skranke-%s-XXXXXX", label);
    if (!g_mkdtemp_full(folder, 0755))
        fail_msg("cannot make the folder %s: %s", folder, g_strerror(errno));
    g_chmod(folder, 0755);
    cleanup_push(remove_at_exit, folder);
    return folder;
}

void temp_folder_remove(char *folder)
{
    if (!folder)
        return;
    cleanup_drop(folder);
    remove_at_exit(folder);
}

char *file_write(const char *folder, const char *name, const char *bytes, gssize length)
{
    g_autoptr(GError) error = NULL;
    char *path = g_build_filename(folder, name, NULL);
    g_autofree char *parent = g_path_get_dirname(path);
    g_mkdir_with_parents(parent, 0755);
    if (!g_file_set_contents_full(path, bytes, length, G_FILE_SET_CONTENTS_CONSISTENT, 0644,
                                  &error))
        fail_msg("cannot write %s: %s", path, error->message);
    g_chmod(path, 0644);
    return path;
}

char *file_read(const char *path)
{
    char *text = NULL;
    g_file_get_contents(path, &text, NULL, NULL);
    return text;
}

#ifndef __has_feature
#define __has_feature(name) 0
#endif

int patience(void)
{
#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer)
    return 5;
#else
    return 1;
#endif
}

gint64 deadline_after(double seconds)
{
    return g_get_monotonic_time() + (gint64)(seconds * patience() * G_USEC_PER_SEC);
}

bool wait_until(bool (*condition)(void *data), void *data, double seconds)
{
    gint64 deadline = deadline_after(seconds);
    while (!condition(data)) {
        if (g_get_monotonic_time() > deadline)
            return false;
        poll(NULL, 0, 3);
    }
    return true;
}

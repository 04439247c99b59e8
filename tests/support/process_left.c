/*
 * Which processes a test has left behind: a walk over /proc from this process downwards. The test
 * is the subreaper of its descendants, so a daemon that lost its parent is found as well.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "process.h"

typedef struct {
    pid_t id;
    pid_t parent;
    char state;
    char name[64];
} Entry;

/* The name stands in brackets and may hold anything, also ')': the last one ends it. */
static bool entry_read(const char *id, Entry *entry)
{
    g_autofree char *path = g_build_filename("/proc", id, "stat", NULL);
    g_autofree char *line = NULL;
    if (!g_file_get_contents(path, &line, NULL, NULL))
        return false;
    char *start = strchr(line, '(');
    char *end = strrchr(line, ')');
    if (!start || !end)
        return false;
    *end = '\0';
    entry->id = (pid_t)strtol(line, NULL, 10);
    g_strlcpy(entry->name, start + 1, sizeof entry->name);
    entry->state = end[2];
    entry->parent = (pid_t)strtol(end + 3, NULL, 10);
    return true;
}

static GArray *entries_read(void)
{
    GArray *entries = g_array_new(FALSE, FALSE, sizeof(Entry));
    g_autoptr(GDir) folder = g_dir_open("/proc", 0, NULL);
    for (const char *name; folder && (name = g_dir_read_name(folder));) {
        Entry entry;
        if (g_ascii_isdigit(name[0]) && entry_read(name, &entry))
            g_array_append_val(entries, entry);
    }
    return entries;
}

static void add_children(GArray *entries, pid_t parent, GPtrArray *found)
{
    for (guint i = 0; i < entries->len; i++) {
        const Entry *entry = &g_array_index(entries, Entry, i);
        if (entry->parent != parent)
            continue;
        if (entry->state != 'Z' && entry->state != 'X')
            g_ptr_array_add(found, g_strdup_printf("%d %s", (int)entry->id, entry->name));
        add_children(entries, entry->id, found);
    }
}

char **processes_left(void)
{
    g_autoptr(GArray) entries = entries_read();
    GPtrArray *found = g_ptr_array_new();
    add_children(entries, getpid(), found);
    g_ptr_array_add(found, NULL);
    return (char **)g_ptr_array_free(found, FALSE);
}

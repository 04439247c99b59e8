/*
 * Owns what is recorded of a run: a second session of the manager, on its own port and with the
 * same rights, and a file a step. Such a file is a test: tests/unit/test_pbx_recorded.c plays those
 * in tests/pbx/recorded.
 */
#include <glib-unix.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "cleanup.h"
#include "rig.h"
#include "servers.h"

enum { BREAK_MS = 50 };

struct RigRecording {
    int socket;
    guint watch;
    char *folder;
    FILE *file;    /* of this step, NULL: between steps */
    GString *rest; /* a block that is not whole yet */
    gint64 heard_at;
};

/* Lines and blocks that no eye reads and that make recordings long. */
static const char *const dull_lines[] = {
    "Privilege:",        "Language:",         "AccountCode:",  "Priority:",
    "DestLanguage:",     "DestAccountCode:",  "DestPriority:", "DestContext:",
    "ConnectedLine",     "DestConnectedLine", "Cause-txt:",    "TransfereeLanguage:",
    "BridgeCreator:",    "BridgeName:",       "BridgeVideo",   "ChannelState:",
    "DestChannelState:", "Penalty:",          "CallsTaken:",   "LastCall:",
    "LastPause:",        "LoginTime:",        "InCall:",       "Wrapuptime:",
};
static const char *const dull_events[] = {
    "DeviceStateChange",
    "NewConnectedLine",
    "NewCallerid",

    "SoftHangupRequest",
    "BridgeCreate",
    "BridgeDestroy",
    "DialState",
    "Newstate",
    "Newchannel",
    "BridgeEnter",
    "BridgeLeave",
    "BridgeMerge",
    "LocalBridge",
    "LocalOptimizationBegin",
    "LocalOptimizationEnd",
    "SessionTimeout",
    "MusicOnHoldStart",
    "MusicOnHoldStop",
    NULL,
};

static bool begins_with_one(const char *text, const char *const *words, gsize length)
{
    for (gsize i = 0; i < length; i++)
        if (g_str_has_prefix(text, words[i]))
            return true;
    return false;
}

static void write_block(const RigRecording *recording, const char *block)
{
    g_auto(GStrv) lines = g_strsplit(block, "\r\n", -1);
    const char *event = g_str_has_prefix(block, "Event: ") ? block + strlen("Event: ") : "";
    g_autofree char *word = g_strndup(event, strcspn(event, "\r\n"));
    if (*word == '\0' || g_strv_contains(dull_events, word))
        return;
    for (guint i = 0; lines[i] != NULL; i++)
        if (!begins_with_one(lines[i], dull_lines, G_N_ELEMENTS(dull_lines)))
            fprintf(recording->file, "%s\n", lines[i]);
    fputc('\n', recording->file);
}

/* Breaks are marked as recordings of the driver replay have them. */
static void mark_time(RigRecording *recording)
{
    gint64 now = g_get_monotonic_time();
    if (now - recording->heard_at > BREAK_MS * 1000)
        fprintf(recording->file, "@+%.1f\n", (double)(now - recording->heard_at) / G_USEC_PER_SEC);
    recording->heard_at = now;
}

static gboolean on_bytes(gint socket, GIOCondition condition, gpointer data)
{
    RigRecording *recording = data;
    char bytes[65536];
    ssize_t length = recv(socket, bytes, sizeof bytes, 0);
    char *end;
    (void)condition;
    if (length <= 0) {
        recording->watch = 0;
        return G_SOURCE_REMOVE;
    }
    g_string_append_len(recording->rest, bytes, length);
    if (recording->file != NULL)
        mark_time(recording);
    while ((end = strstr(recording->rest->str, "\r\n\r\n")) != NULL) {
        *end = '\0';
        if (recording->file != NULL)
            write_block(recording, recording->rest->str);
        g_string_erase(recording->rest, 0, end - recording->rest->str + 4);
    }
    return G_SOURCE_CONTINUE;
}

void recording_open(Rig *rig)
{
    const char *folder = g_getenv("SKRANKE_ASTERISK_RECORD");
    const char *port = g_getenv("SKRANKE_ASTERISK_MANAGER");
    g_autofree char *path = g_strdup_printf("%s/secret", rig->folder);
    if (folder == NULL || port == NULL)
        return;
    g_autofree char *secret = file_read(path);
    rig->recording = g_new0(RigRecording, 1);
    rig->recording->folder = g_strdup(folder);
    rig->recording->rest = g_string_new(NULL);
    rig->recording->socket = server_connect(atoi(port));
    g_autofree char *login = g_strdup_printf(
        "Action: Login\r\nUsername: skranke\r\nSecret: %s\r\n\r\n", g_strstrip(secret));
    if (rig->recording->socket < 0 ||
        write(rig->recording->socket, login, strlen(login)) != (ssize_t)strlen(login))
        g_error("nothing can be recorded");
    rig->recording->watch =
        g_unix_fd_add(rig->recording->socket, G_IO_IN, on_bytes, rig->recording);
}

void recording_begin(Rig *rig, int step, const char *title)
{
    if (rig->recording == NULL)
        return;
    g_autofree char *path = g_strdup_printf("%s/step-%02d.txt", rig->recording->folder, step);
    rig->recording->file = fopen(path, "w");
    if (rig->recording->file == NULL)
        g_error("%s cannot be written", path);
    rig->recording->heard_at = g_get_monotonic_time();
    fprintf(rig->recording->file, "# step %d: %s\n", step, title);
}

void recording_note(const Rig *rig, const char *format, ...)
{
    if (rig->recording == NULL || rig->recording->file == NULL)
        return;
    while (g_main_context_iteration(NULL, FALSE))
        ;
    va_list arguments;
    va_start(arguments, format);
    vfprintf(rig->recording->file, format, arguments);
    va_end(arguments);
    fputc('\n', rig->recording->file);
}

void recording_end(Rig *rig)
{
    if (rig->recording == NULL)
        return;
    fclose(rig->recording->file);
    rig->recording->file = NULL;
}

void recording_free(RigRecording *recording)
{
    if (recording == NULL)
        return;
    g_clear_handle_id(&recording->watch, g_source_remove);
    close(recording->socket);
    g_free(recording->folder);
    g_string_free(recording->rest, TRUE);
    g_free(recording);
}

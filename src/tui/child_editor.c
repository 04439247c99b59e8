/* Owns the way to the operator's own editor and back with the text. The terminal is given away
 * meanwhile. */
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "skranke/base/identity.h"
#include "skranke/base/language.h"
#include "skranke/base/paths.h"

#include "skranke/tui/app.h"

/* A file of mode 0600 in the runtime folder; "" text is written too. */
static char *write_file(const char *text, GError **error)
{
    g_autofree char *folder = paths_runtime_folder();
    g_autofree char *id = identity_new();
    g_autofree char *name = g_strdup_printf("skranke-%s.txt", id);
    char *path = g_build_filename(folder, name, NULL);
    if (!g_file_set_contents_full(path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error))
        g_clear_pointer(&path, g_free);
    return path;
}

static void run_child(const char *path)
{
    static const int reset[] = {SIGINT, SIGQUIT, SIGTSTP, SIGPIPE, SIGTERM,
                                SIGHUP, SIGSEGV, SIGABRT, SIGBUS,  SIGFPE};
    for (guint i = 0; i < G_N_ELEMENTS(reset); i++)
        signal(reset[i], SIG_DFL);
    execl("/bin/sh", "sh", "-c", "exec ${VISUAL:-${EDITOR:-sensible-editor}} \"$1\"", "sh", path,
          (char *)NULL);
    _exit(127);
}

/* Runs the editor and waits; the worker goes on by itself. Returns the exit status, -1 when it did
 * not run. */
static int run_editor(const char *path)
{
    struct sigaction ignore = {.sa_handler = SIG_IGN}, interrupt, quit;
    sigaction(SIGINT, &ignore, &interrupt);
    sigaction(SIGQUIT, &ignore, &quit);
    pid_t child = fork();
    if (child == 0)
        run_child(path);
    int status = -1;
    while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    sigaction(SIGINT, &interrupt, NULL);
    sigaction(SIGQUIT, &quit, NULL);
    return child > 0 && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void take_back(App *app, const char *path, int status)
{
    g_autofree char *raw = NULL;
    gsize length = 0;
    if (status != 0 || !g_file_get_contents(path, &raw, &length, NULL)) {
        app_say(app, SAY_ERROR,
                _("The editor did not end well (status %d); your text is as it was before."),
                status);
        return;
    }
    g_autofree char *text = g_utf8_make_valid(raw, (gssize)length);
    if (!*g_strchomp(text)) {
        app_say(app, SAY_ERROR,
                _("The editor left an empty text; your text is as it was before. Ctrl-G throws a "
                  "draft away."));
        return;
    }
    TextBuffer *buffer = app->writer->editor->buffer;
    gsize caret = text_buffer_caret(buffer);
    text_buffer_replace(buffer, text);
    text_buffer_set_caret(buffer, caret); /* the place one looked at stays on the screen */
    app_say(app, SAY_INFO, _("The text came back from the editor.  Ctrl-Z undoes"));
}

void writer_external_editor(App *app)
{
    writer_save(app, true);
    g_autoptr(GError) error = NULL;
    g_autofree char *path = write_file(text_buffer_text(app->writer->editor->buffer), &error);
    if (!path) {
        app_say(app, SAY_ERROR, "%s", error->message);
        return;
    }
    screen_leave();
    int status = run_editor(path);
    screen_return();
    take_back(app, path, status);
    g_unlink(path);
    writer_save(app, true);
    app->dirty = true;
}

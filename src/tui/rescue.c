/* Owns the files of the state folder that keep texts while the database is away, and their way back
 * into it as drafts. Knows nothing of the editor. */
#include "skranke/tui/rescue.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#include "skranke/base/error.h"
#include "skranke/base/language.h"
#include "skranke/base/log.h"
#include "skranke/base/paths.h"

#include "skranke/tui/app.h"

/* What every file of this operator and database begins with: two databases number their inquiries
 * alike. */
char *rescue_beginning(const App *app, const char *kind)
{
    g_autofree char *hash =
        g_compute_checksum_for_string(G_CHECKSUM_SHA256, db_uri(app->desk->db), -1);
    hash[12] = '\0';
    return g_strdup_printf("%s-%s-%" G_GINT64_FORMAT "-", kind, hash, app->desk->operator_->id);
}

static char *path_of(const App *app, const Draft *draft)
{
    g_autofree char *first = rescue_beginning(app, "draft");
    g_autofree char *name = g_strdup_printf("%s%" G_GINT64_FORMAT "-%s.txt", first, draft->inquiry,
                                            draft_kind_words[draft->kind]);
    return paths_state_file(name);
}

/* A person may read it as it is: the fields like the head of a mail, an empty line, the text. */
static const struct {
    const char *label;
    gsize offset;
} FIELDS[] = {
    {"To: ", G_STRUCT_OFFSET(Draft, recipients)},
    {"Cc: ", G_STRUCT_OFFSET(Draft, copies)},
    {"Subject: ", G_STRUCT_OFFSET(Draft, subject)},
};

static char *written(const Draft *draft)
{
    GString *whole = g_string_new(NULL);
    for (guint i = 0; draft->kind == DRAFT_REPLY && i < G_N_ELEMENTS(FIELDS); i++)
        g_string_append_printf(whole, "%s%s\n", FIELDS[i].label,
                               G_STRUCT_MEMBER(char *, draft, FIELDS[i].offset));
    if (draft->kind == DRAFT_REPLY)
        g_string_append_c(whole, '\n');
    g_string_append(whole, draft->text);
    return g_string_free(whole, FALSE);
}

static void set_text(char **place, const char *text)
{
    g_free(*place);
    *place = g_utf8_make_valid(text, -1);
}

/* A file that a person has changed so that its head is no longer there is all text. */
static void read_written(Draft *draft, const char *whole)
{
    g_auto(GStrv) lines = g_strsplit(whole, "\n", G_N_ELEMENTS(FIELDS) + 2);
    bool head = draft->kind == DRAFT_REPLY && g_strv_length(lines) == G_N_ELEMENTS(FIELDS) + 2;
    for (guint i = 0; head && i < G_N_ELEMENTS(FIELDS); i++)
        head = g_str_has_prefix(lines[i], FIELDS[i].label);
    for (guint i = 0; head && i < G_N_ELEMENTS(FIELDS); i++)
        set_text(&G_STRUCT_MEMBER(char *, draft, FIELDS[i].offset),
                 lines[i] + strlen(FIELDS[i].label));
    set_text(&draft->text, head ? lines[G_N_ELEMENTS(FIELDS) + 1] : whole);
}

bool rescue_keep(App *app, const Draft *draft)
{
    g_autofree char *path = path_of(app, draft);
    g_autofree char *text = written(draft);
    g_autoptr(GError) error = NULL;
    if (g_file_set_contents_full(path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error))
        return true;
    app_say(app, SAY_ERROR, _("The draft could not be kept anywhere: %s"), error->message);
    return false;
}

bool rescue_take(const App *app, Draft *draft)
{
    g_autofree char *path = path_of(app, draft);
    g_autofree char *text = NULL;
    if (!g_file_get_contents(path, &text, NULL, NULL))
        return false;
    read_written(draft, text);
    return true;
}

void rescue_forget(const App *app, const Draft *draft)
{
    g_autofree char *path = path_of(app, draft);
    g_unlink(path);
}

/* ---- back into the database ---- */

static bool is_newer(const App *app, const Draft *draft)
{
    g_autofree char *path = path_of(app, draft);
    GStatBuf file;
    return draft->id == 0 || (g_stat(path, &file) == 0 && file.st_mtime >= draft->changed_at);
}

static void bring_in(App *app, gint64 inquiry, DraftKind kind)
{
    if (app->writer && app->writer->draft->inquiry == inquiry && app->writer->draft->kind == kind)
        return;
    g_autoptr(GError) error = NULL;
    g_autoptr(Draft) draft = answer_begin(app->desk, inquiry, kind, NULL, &error);
    if (draft && is_newer(app, draft) && rescue_take(app, draft) &&
        answer_save(app->desk, draft, &error))
        rescue_forget(app, draft);
    if (error)
        log_line(LOG_WARNING, "a text kept for inquiry %" G_GINT64_FORMAT " stays in its file: %s",
                 inquiry, error->message);
}

void rescue_bring_in(App *app)
{
    g_autofree char *first = rescue_beginning(app, "draft");
    g_autofree char *any = paths_state_file("draft");
    g_autofree char *folder = g_path_get_dirname(any);
    g_autoptr(GDir) files = g_dir_open(folder, 0, NULL);
    for (const char *name; files && (name = g_dir_read_name(files));) {
        char *rest = NULL;
        gint64 inquiry =
            g_str_has_prefix(name, first) ? g_ascii_strtoll(name + strlen(first), &rest, 10) : 0;
        for (DraftKind kind = DRAFT_REPLY; inquiry > 0 && kind <= DRAFT_NOTE; kind++) {
            g_autofree char *end = g_strdup_printf("-%s.txt", draft_kind_words[kind]);
            if (g_str_equal(rest, end))
                bring_in(app, inquiry, kind);
        }
    }
}

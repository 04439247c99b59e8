/* Walks folders of mail in a stable order. Owns what counts as a Maildir, an MH folder or a folder
 * of files; one file is mail_files_read.c's. Never leaves the folder by a link and never looks into
 * tmp. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "skranke/base/error.h"
#include "skranke/base/language.h"
#include "skranke/base/safe_text.h"

#include "mail_files_walk.h"

enum { DEPTH_MOST = 40 };

static bool is_folder(const char *path)
{
    struct stat about;
    return lstat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

static bool is_maildir(const char *path)
{
    g_autofree char *cur = g_build_filename(path, "cur", NULL);
    g_autofree char *new_ = g_build_filename(path, "new", NULL);
    return is_folder(cur) && is_folder(new_);
}

static bool is_number(const char *name)
{
    return name[0] != '\0' && strspn(name, "0123456789") == strlen(name);
}

/* Adds the names in a folder to `names`, each with the folder before it. */
static void list(const MailFileWalk *walk, const char *path, GPtrArray *names)
{
    g_autoptr(GError) error = NULL;
    GDir *folder = g_dir_open(path, 0, &error);
    if (folder == NULL) {
        mail_files_complain(walk, path, error->message);
        return;
    }
    for (const char *name; (name = g_dir_read_name(folder)) != NULL;)
        g_ptr_array_add(names, g_build_filename(path, name, NULL));
    g_dir_close(folder);
}

static const char *base_name(const char *path)
{
    return strrchr(path, '/') != NULL ? strrchr(path, '/') + 1 : path;
}

static gint compare_names(gconstpointer a, gconstpointer b)
{
    const char *left = *(const char *const *)a, *right = *(const char *const *)b;
    gint order = strcmp(base_name(left), base_name(right));
    return order != 0 ? order : strcmp(left, right);
}

static bool walk_folder(const MailFileWalk *walk, const char *path, guint depth, GError **error);

static bool walk_maildir(const MailFileWalk *walk, const char *path, guint depth, GError **error)
{
    g_autoptr(GPtrArray) mails = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *cur = g_build_filename(path, "cur", NULL);
    g_autofree char *new_ = g_build_filename(path, "new", NULL);
    list(walk, cur, mails);
    list(walk, new_, mails);
    g_ptr_array_sort(mails, compare_names);
    for (guint i = 0; i < mails->len; i++)
        if (base_name(mails->pdata[i])[0] != '.' && !is_folder(mails->pdata[i]) &&
            !mail_files_read(walk, mails->pdata[i], MAIL_FILE_ONE, error))
            return false;
    g_autoptr(GPtrArray) others = g_ptr_array_new_with_free_func(g_free);
    list(walk, path, others);
    g_ptr_array_sort(others, compare_names);
    for (guint i = 0; i < others->len; i++)
        if (is_maildir(others->pdata[i]) && !walk_folder(walk, others->pdata[i], depth + 1, error))
            return false;
    return true;
}

static bool walk_entry(const MailFileWalk *walk, const char *path, guint depth, GError **error)
{
    if (base_name(path)[0] == '.' || strcmp(base_name(path), "tmp") == 0)
        return true;
    if (is_folder(path))
        return walk_folder(walk, path, depth + 1, error);
    MailFileKind kind = is_number(base_name(path)) ? MAIL_FILE_ONE : MAIL_FILE_GUESSED;
    return mail_files_read(walk, path, kind, error);
}

static bool walk_folder(const MailFileWalk *walk, const char *path, guint depth, GError **error)
{
    if (depth > DEPTH_MOST) {
        mail_files_complain(walk, path, _("too many folders inside each other"));
        return true;
    }
    if (is_maildir(path))
        return walk_maildir(walk, path, depth, error);
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    list(walk, path, names);
    g_ptr_array_sort(names, compare_names);
    for (guint i = 0; i < names->len; i++)
        if (!walk_entry(walk, names->pdata[i], depth, error))
            return false;
    return true;
}

bool mail_files_walk(const char *path, gsize max_bytes, MailFileFunc func, MailFileTrouble trouble,
                     gpointer user, GError **error)
{
    MailFileWalk walk = {max_bytes, func, trouble, user};
    struct stat about;
    if (stat(path, &about) != 0) {
        g_autofree char *safe = safe_text_line(path, -1);
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_NOT_FOUND,
                    _("%s cannot be read (%s); nothing was imported from it."), safe,
                    g_strerror(errno));
        return false;
    }
    if (S_ISDIR(about.st_mode))
        return walk_folder(&walk, path, 0, error);
    return mail_files_read(&walk, path, MAIL_FILE_NAMED, error);
}

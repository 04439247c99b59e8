/* Knows where files live (XDG Base Directory Specification) and what lies below them. It must not
 * know what the files hold. The environment is read at each call, not once, so that tests can set
 * it. */
#include "skranke/base/paths.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#include <unistd.h>

#define APPLICATION "skranke"
#define PRIVATE_FOLDER 0700
#define FUSE_MAGIC 0x65735546

/* f_type of statfs(2). An active test of locking passes on every one of the network kinds, seen
 * from one machine, so only the type tells. */
static const struct {
    guint32 magic;
    FileSystemKind kind;
    const char *name;
} file_systems[] = {
    {0x6969, FILE_SYSTEM_NETWORK, "nfs"},
    {0x517B, FILE_SYSTEM_NETWORK, "smb"},
    {0xFF534D42, FILE_SYSTEM_NETWORK, "cifs"},
    {0xFE534D42, FILE_SYSTEM_NETWORK, "smb2"},
    {0x01021997, FILE_SYSTEM_NETWORK, "9p"},
    {0x00C36400, FILE_SYSTEM_NETWORK, "ceph"},
    {0x5346414F, FILE_SYSTEM_NETWORK, "afs"},
    {0x6B414653, FILE_SYSTEM_NETWORK, "afs"},
    {0x6B417653, FILE_SYSTEM_NETWORK, "afs"},
    {0x73757245, FILE_SYSTEM_NETWORK, "coda"},
    {0x564C, FILE_SYSTEM_NETWORK, "ncp"},
    {0x0BD00BD0, FILE_SYSTEM_NETWORK, "lustre"},
    {0x47504653, FILE_SYSTEM_NETWORK, "gpfs"},
    {0x01161970, FILE_SYSTEM_NETWORK, "gfs2"},
    {0x7461636F, FILE_SYSTEM_NETWORK, "ocfs2"},
    {0x786F4256, FILE_SYSTEM_NETWORK, "vboxsf"},
    {0xBACBACBC, FILE_SYSTEM_NETWORK, "vmhgfs"},
    {0x19830326, FILE_SYSTEM_NETWORK, "beegfs"},
    {0xAAD7AAEA, FILE_SYSTEM_NETWORK, "panfs"},
    {FUSE_MAGIC, FILE_SYSTEM_NETWORK, "fuse"}, /* refined by fuse_type() */
    {0xEF53, FILE_SYSTEM_LOCAL, "ext4"},
    {0x58465342, FILE_SYSTEM_LOCAL, "xfs"},
    {0x9123683E, FILE_SYSTEM_LOCAL, "btrfs"},
    {0xCA451A4E, FILE_SYSTEM_LOCAL, "bcachefs"},
    {0xF2F52010, FILE_SYSTEM_LOCAL, "f2fs"},
    {0x2FC12FC1, FILE_SYSTEM_LOCAL, "zfs"},
    {0x52654973, FILE_SYSTEM_LOCAL, "reiserfs"},
    {0x3153464A, FILE_SYSTEM_LOCAL, "jfs"},
    {0x3434, FILE_SYSTEM_LOCAL, "nilfs2"},
    {0x01021994, FILE_SYSTEM_LOCAL, "tmpfs"},
    {0x858458F6, FILE_SYSTEM_LOCAL, "ramfs"},
    {0x794C7630, FILE_SYSTEM_LOCAL, "overlay"},
    {0x4D44, FILE_SYSTEM_LOCAL, "vfat"},
    {0x2011BAB0, FILE_SYSTEM_LOCAL, "exfat"},
    {0x5346544E, FILE_SYSTEM_LOCAL, "ntfs"},
    {0x7366746E, FILE_SYSTEM_LOCAL, "ntfs3"},
};

/* The specification says that a relative path in these variables is ignored. */
static char *base_folder(const char *variable, const char *fallback)
{
    const char *value = g_getenv(variable);
    if (value && g_path_is_absolute(value))
        return g_strdup(value);
    return g_build_filename(g_get_home_dir(), fallback, NULL);
}

char *paths_default_database(void)
{
    g_autofree char *folder = base_folder("XDG_DATA_HOME", ".local/share");
    return g_build_filename(folder, APPLICATION, APPLICATION ".db", NULL);
}

char *paths_user_config(void)
{
    g_autofree char *folder = base_folder("XDG_CONFIG_HOME", ".config");
    return g_build_filename(folder, APPLICATION, APPLICATION ".ini", NULL);
}

char *paths_state_file(const char *name)
{
    g_autofree char *base = base_folder("XDG_STATE_HOME", ".local/state");
    g_autofree char *folder = g_build_filename(base, APPLICATION, NULL);
    /* Whoever opens the file learns of a failure with the file's name in it. */
    (void)g_mkdir_with_parents(folder, PRIVATE_FOLDER);
    return g_build_filename(folder, name, NULL);
}

/* In a folder that everybody can write to, a name may already be somebody else's trap. */
static bool is_private_folder(const char *path)
{
    struct stat status;
    return lstat(path, &status) == 0 && S_ISDIR(status.st_mode) && status.st_uid == geteuid() &&
           (status.st_mode & 077) == 0;
}

char *paths_runtime_folder(void)
{
    const char *given = g_getenv("XDG_RUNTIME_DIR");
    if (given && g_path_is_absolute(given) && g_file_test(given, G_FILE_TEST_IS_DIR))
        return g_strdup(given);
    char *folder = g_strdup_printf("%s/" APPLICATION "-%u", g_get_tmp_dir(), (unsigned)geteuid());
    if (g_mkdir(folder, PRIVATE_FOLDER) == 0 || is_private_folder(folder))
        return folder;
    g_free(folder);
    g_autoptr(GError) error = NULL;
    folder = g_dir_make_tmp(APPLICATION "-XXXXXX", &error);
    if (folder)
        return folder;
    g_warning("%s", error->message);
    return g_strdup(g_get_tmp_dir());
}

/* "fuse.sshfs", "fuseblk": the third field is the device, the type stands after " - " (proc(5)). */
static char *fuse_type(const char *path)
{
    struct stat status;
    g_autofree char *mounts = NULL;
    if (stat(path, &status) != 0 ||
        !g_file_get_contents("/proc/self/mountinfo", &mounts, NULL, NULL))
        return g_strdup("fuse");
    g_autofree char *device = g_strdup_printf("%u:%u", major(status.st_dev), minor(status.st_dev));
    g_auto(GStrv) lines = g_strsplit(mounts, "\n", -1);
    for (guint i = 0; lines[i]; i++) {
        g_auto(GStrv) fields = g_strsplit(lines[i], " ", 4);
        const char *separator = strstr(lines[i], " - ");
        if (separator && g_strv_length(fields) == 4 && g_str_equal(fields[2], device))
            return g_strndup(separator + 3, strcspn(separator + 3, " "));
    }
    return g_strdup("fuse");
}

static FileSystemKind kind_of_fuse(const char *type)
{
    return g_str_equal(type, "fuseblk") ? FILE_SYSTEM_LOCAL : FILE_SYSTEM_NETWORK;
}

/* Tests have no NFS server: SKRANKE_TEST=1 SKRANKE_TEST_FILE_SYSTEM=nfs pretends. */
static bool pretended(FileSystemKind *kind, char **name)
{
    const char *type = g_getenv("SKRANKE_TEST_FILE_SYSTEM");
    if (g_strcmp0(g_getenv("SKRANKE_TEST"), "1") != 0 || !type || *type == '\0')
        return false;
    *name = g_strdup(type);
    *kind = FILE_SYSTEM_UNKNOWN;
    if (g_str_has_prefix(type, "fuse"))
        *kind = kind_of_fuse(type);
    for (guint i = 0; i < G_N_ELEMENTS(file_systems); i++)
        if (file_systems[i].magic != FUSE_MAGIC && g_str_equal(type, file_systems[i].name))
            *kind = file_systems[i].kind;
    return true;
}

/* The path itself or the nearest folder above it that exists. */
static char *existing_path(const char *path)
{
    char *at = g_canonicalize_filename(path, NULL);
    while (access(at, F_OK) != 0 && !g_str_equal(at, "/")) {
        char *parent = g_path_get_dirname(at);
        g_free(at);
        at = parent;
    }
    return at;
}

static FileSystemKind look_up(const char *path, char **name)
{
    struct statfs status;
    if (statfs(path, &status) != 0) {
        *name = g_strdup(g_strerror(errno));
        return FILE_SYSTEM_UNKNOWN;
    }
    guint32 magic = (guint32)status.f_type;
    if (magic == FUSE_MAGIC) {
        *name = fuse_type(path);
        return kind_of_fuse(*name);
    }
    for (guint i = 0; i < G_N_ELEMENTS(file_systems); i++) {
        if (file_systems[i].magic != magic)
            continue;
        *name = g_strdup(file_systems[i].name);
        return file_systems[i].kind;
    }
    *name = g_strdup_printf("0x%08x", magic);
    return FILE_SYSTEM_UNKNOWN;
}

FileSystemKind paths_file_system(const char *path, char **name)
{
    g_autofree char *type = NULL;
    FileSystemKind kind;
    if (!pretended(&kind, &type)) {
        g_autofree char *existing = existing_path(path);
        kind = look_up(existing, &type);
    }
    if (name)
        *name = g_steal_pointer(&type);
    return kind;
}

/* Reads the files that the build put inside the program (data/cmake/resources.cmake). It knows no
 * file of the machine. */
#include "skranke/base/data_file.h"

#include <gio/gio.h>
#include <stdlib.h>

#include "skranke/base/error.h"
#include "skranke/base/language.h"

#define ROOT "/skranke/"

/* Made by glib-compile-resources; naming it here also keeps the linker from leaving the data out.
 */
GResource *skranke_data_get_resource(void);

GBytes *data_file_read(const char *path, GError **error)
{
    g_autofree char *full = g_strconcat(ROOT, path, NULL);
    GBytes *bytes = g_resource_lookup_data(skranke_data_get_resource(), full,
                                           G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
    if (!bytes)
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_NOT_FOUND,
                    _("The program carries no file named %s."), path);
    return bytes;
}

static int compare_names(const void *first, const void *second)
{
    return g_strcmp0(*(char *const *)first, *(char *const *)second);
}

char **data_file_list(const char *folder)
{
    g_autofree char *full = g_strconcat(ROOT, folder, NULL);
    g_auto(GStrv) all = g_resource_enumerate_children(skranke_data_get_resource(), full,
                                                      G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
    g_autoptr(GStrvBuilder) files = g_strv_builder_new();
    for (guint i = 0; all && all[i]; i++)
        if (!g_str_has_suffix(all[i], "/"))
            g_strv_builder_add(files, all[i]);
    char **names = g_strv_builder_end(files);
    qsort(names, g_strv_length(names), sizeof *names, compare_names);
    return names;
}

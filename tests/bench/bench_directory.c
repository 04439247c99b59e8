/* How long a keystroke in the directory takes with 10,000 people (wanted: below 1 ms), beside one
 * strstr over the same number of bytes. */
#include <stdio.h>
#include <string.h>

#include "skranke/store/open.h"

#include "skranke/desk/directory.h"
#include "skranke/desk/import_people.h"

#include "cleanup.h"

enum { PEOPLE = 10000, ROUNDS = 200, BYTES = 2 * 1024 * 1024 };

static const char *const first[] = {"Kari",   "Åse",      "Øyvind",   "Élodie",
                                    "Magnus", "Ingeborg", "Tor-Arne", "Berit"};
static const char *const last[] = {"Berg",       "Håland",   "Bjørnson", "Vik",
                                   "Skjæveland", "Ødegaard", "Moen"};

static Directory *load(const char *folder, Db **db)
{
    g_autofree char *path = g_build_filename(folder, "skranke.db", NULL);
    g_autoptr(GString) csv = g_string_new("initials;name;title_nb;title_en;sections;phone\n");
    for (guint i = 0; i < PEOPLE; i++)
        g_string_append_printf(csv, "p%u;%s %s;Seniorrådgiver;Senior Adviser;%u;00 00 %02u %02u\n",
                               i, first[i % G_N_ELEMENTS(first)], last[i % G_N_ELEMENTS(last)],
                               100 + i % 200, i / 100, i % 100);
    if (!store_create(path, NULL) || !(*db = store_open(path, NULL)))
        return NULL;
    import_report_free(import_people_csv(*db, "people", csv->str, csv->len, 0, NULL));
    return directory_load(*db, 0, NULL);
}

static void measure(const Directory *directory, const char *typed)
{
    gint64 start = g_get_monotonic_time();
    guint found = 0;
    for (int i = 0; i < ROUNDS; i++) {
        g_autoptr(GPtrArray) entries = directory_find(directory, typed, 200);
        found = entries->len;
    }
    double each = (double)(g_get_monotonic_time() - start) / ROUNDS / 1000.0;
    printf("  \"%s\": %.3f ms, %u shown\n", typed, each, found);
}

static void measure_limit(void)
{
    g_autofree char *bytes = g_malloc(BYTES);
    memset(bytes, 'x', BYTES - 1);
    bytes[BYTES - 1] = '\0';
    gint64 start = g_get_monotonic_time();
    guint found = 0;
    for (int i = 0; i < ROUNDS; i++) {
        bytes[i] = 'y';
        found += strstr(bytes, " kar") != NULL;
    }
    printf("  one strstr over %d bytes: %.3f ms (%u)\n", BYTES,
           (double)(g_get_monotonic_time() - start) / ROUNDS / 1000.0, found);
}

int main(void)
{
    static const char *const typed[] = {"",       "k",      "ka",   "kar", "kari",
                                        "kari b", "senior", "4711", "zzz"};
    char *folder = temp_folder_make("bench");
    Db *db = NULL;
    Directory *directory = load(folder, &db);
    if (!directory)
        return 1;
    printf("a keystroke over %d people:\n", PEOPLE);
    for (gsize i = 0; i < G_N_ELEMENTS(typed); i++)
        measure(directory, typed[i]);
    measure_limit();
    directory_free(directory);
    db_close(db);
    temp_folder_remove(folder);
    return 0;
}

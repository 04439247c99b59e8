/* Office hours as text and as minutes. Knows weekdays, but no dates: holidays are the calendar's,
 * absences are presence.c's. */
#include "skranke/domain/hours.h"

#include <string.h>

#include "skranke/base/error.h"
#include "skranke/base/language.h"

#define DAYS 7
#define DAY_MINUTES (24 * 60)
/* Two letters tell all weekdays apart, in all three languages at once. */
#define SHORTEST_DAY 2
/* The office hours of most people at a Norwegian public office; used where none are written. */
#define USUAL_HOURS "ma-fr 08:00-15:30"
#define NO_HOURS "-"
/* The people of a house write few different hours, and the directory asks for them on every line
 * of the screen: what was read once is kept, up to so many texts. */
#define MOST_KEPT 512

static const char *const weekdays[DAYS][3] = {
    /* in the order of Language: bokmål, nynorsk, English */
    {"mandag", "måndag", "monday"},    {"tirsdag", "tysdag", "tuesday"},
    {"onsdag", "onsdag", "wednesday"}, {"torsdag", "torsdag", "thursday"},
    {"fredag", "fredag", "friday"},    {"lørdag", "laurdag", "saturday"},
    {"søndag", "sundag", "sunday"},
};

/* The texts between separators, without space around and without empty ones. */
static GPtrArray *split(const char *text, const char *separators)
{
    GPtrArray *parts = g_ptr_array_new_with_free_func(g_free);
    g_auto(GStrv) raw = g_strsplit_set(text, separators, -1);
    for (guint i = 0; raw[i]; i++)
        if (*g_strstrip(raw[i]) != '\0')
            g_ptr_array_add(parts, g_strdup(raw[i]));
    return parts;
}

/* "ma", "man", "mandag", "mon": two letters or more of a weekday; -1 when it is none. */
static int read_day(const char *word)
{
    if (g_utf8_strlen(word, -1) < SHORTEST_DAY)
        return -1;
    for (int day = 0; day < DAYS; day++)
        for (guint language = 0; language < G_N_ELEMENTS(weekdays[day]); language++)
            if (g_str_has_prefix(weekdays[day][language], word))
                return day;
    return -1;
}

/* "8", "08:00" or "08.00" in minutes of the day; -1 when it is none. */
static int read_minute(const char *word)
{
    char *end = NULL;
    guint64 hour = g_ascii_isdigit(*word) ? g_ascii_strtoull(word, &end, 10) : DAY_MINUTES;
    guint64 minute = 0;
    if (end && (*end == ':' || *end == '.') && g_ascii_isdigit(end[1]))
        minute = g_ascii_strtoull(end + 1, &end, 10);
    bool good =
        end && *end == '\0' && hour <= 24 && minute < 60 && hour * 60 + minute <= DAY_MINUTES;
    return good ? (int)(hour * 60 + minute) : -1;
}

/* Reads "A-B" or "A" with `read` into two numbers. */
static bool read_span(const char *text, int (*read)(const char *), int *first, int *last)
{
    g_autoptr(GPtrArray) ends = split(text, "-");
    if (ends->len < 1 || ends->len > 2)
        return false;
    *first = read(ends->pdata[0]);
    *last = read(ends->pdata[ends->len - 1]);
    return *first >= 0 && *last >= 0;
}

/* Reads one part, "ma-to 08:00-16:00". A day that was there before gets the later hours. */
static bool read_part(const char *part, Hours *hours)
{
    int first = 0, last = 0, from = 0, until = 0;
    const char *times = strpbrk(part, "0123456789");
    if (!times)
        return false;
    g_autofree char *days = g_strndup(part, (gsize)(times - part));
    if (!read_span(g_strstrip(days), read_day, &first, &last) ||
        !read_span(times, read_minute, &from, &until) || first > last || from >= until)
        return false;
    for (int day = first; day <= last; day++) {
        hours->day[day].from = from;
        hours->day[day].until = until;
    }
    return true;
}

/* Lower case and plain hyphens: people write "Ma–To" as well. */
static char *plain(const char *text)
{
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    g_autofree char *composed = g_utf8_normalize(valid, -1, G_NORMALIZE_NFC);
    g_autofree char *lower = g_utf8_strdown(composed, -1);
    GString *hyphens = g_string_new(lower);
    g_string_replace(hyphens, "–", "-", 0);
    g_strstrip(hyphens->str);
    return g_string_free(hyphens, FALSE);
}

/* By text; only what was understood. The desk is one thread. */
static GHashTable *kept;

static void keep(const char *text, const Hours *hours)
{
    if (!kept)
        kept = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    if (g_hash_table_size(kept) >= MOST_KEPT)
        g_hash_table_remove_all(kept);
    g_hash_table_insert(kept, g_strdup(text), g_memdup2(hours, sizeof *hours));
}

bool hours_parse(const char *text, Hours *hours, GError **error)
{
    Hours read = {0};
    text = text ? text : "";
    const Hours *known = kept ? g_hash_table_lookup(kept, text) : NULL;
    if (known) {
        *hours = *known;
        return true;
    }
    g_autofree char *written = plain(text);
    const char *meant = *written == '\0' ? USUAL_HOURS : written;
    g_autoptr(GPtrArray) parts = split(g_str_equal(meant, NO_HOURS) ? "" : meant, ",;");
    for (guint i = 0; i < parts->len; i++)
        if (!read_part(parts->pdata[i], &read)) {
            g_set_error(
                error, SKRANKE_ERROR, SKRANKE_ERROR_USAGE,
                _("The office hours \"%.60s\" are not understood; nothing was changed. Write "
                  "them like \"ma-to 08:00-16:00, fr 08:00-14:00\", or \"-\" for none."),
                (const char *)parts->pdata[i]);
            return false;
        }
    keep(text, &read);
    *hours = read;
    return true;
}

static bool same_hours(const Hours *hours, int a, int b)
{
    return hours->day[a].from == hours->day[b].from && hours->day[a].until == hours->day[b].until;
}

static void append_day(GString *text, int day)
{
    g_autofree char *word = g_utf8_substring(weekdays[day][language_current()], 0, SHORTEST_DAY);
    g_string_append(text, word);
}

char *hours_text(const Hours *hours)
{
    GString *text = g_string_new(NULL);
    for (int first = 0, last; first < DAYS; first = last + 1) {
        for (last = first; last + 1 < DAYS && same_hours(hours, first, last + 1);)
            last++;
        int from = hours->day[first].from, until = hours->day[first].until;
        if (from >= until)
            continue;
        g_string_append(text, text->len > 0 ? ", " : "");
        append_day(text, first);
        if (last > first) {
            g_string_append_c(text, '-');
            append_day(text, last);
        }
        g_string_append_printf(text, " %02d:%02d-%02d:%02d", from / 60, from % 60, until / 60,
                               until % 60);
    }
    return g_string_free(text->len > 0 ? text : g_string_append(text, NO_HOURS), FALSE);
}

bool hours_contain(const Hours *hours, int weekday, int minute)
{
    g_return_val_if_fail(weekday >= 1 && weekday <= DAYS, false);
    return minute >= hours->day[weekday - 1].from && minute < hours->day[weekday - 1].until;
}

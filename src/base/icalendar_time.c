/* Owns times and durations as iCalendar writes them, and the zones that the system knows. It must
 * not know events. */
#include <string.h>

#include "icalendar_private.h"

/* Outlook's names, for files that do not carry the zone itself (CLDR windowsZones). */
static const struct {
    const char *windows, *system;
} windows_zones[] = {
    {"W. Europe Standard Time", "Europe/Berlin"},
    {"Central Europe Standard Time", "Europe/Budapest"},
    {"Central European Standard Time", "Europe/Warsaw"},
    {"Romance Standard Time", "Europe/Paris"},
    {"GMT Standard Time", "Europe/London"},
    {"Greenwich Standard Time", "Atlantic/Reykjavik"},
    {"FLE Standard Time", "Europe/Kiev"},
    {"E. Europe Standard Time", "Europe/Chisinau"},
    {"GTB Standard Time", "Europe/Bucharest"},
    {"Eastern Standard Time", "America/New_York"},
    {"Central Standard Time", "America/Chicago"},
    {"Pacific Standard Time", "America/Los_Angeles"},
    {"UTC", "UTC"},
    {"Coordinated Universal Time", "UTC"},
};

/* So many digits as a number, -1 where there are others. */
static int digits(const char *text, int count)
{
    int number = 0;
    for (int i = 0; i < count; i++) {
        if (!g_ascii_isdigit(text[i]))
            return -1;
        number = number * 10 + (text[i] - '0');
    }
    return number;
}

bool icalendar_local_parse(const char *text, IcalendarLocal *local)
{
    IcalendarLocal read = {0};
    gsize length = strlen(text);
    read.is_date = length == 8;
    read.is_utc = length == 16 && text[15] == 'Z';
    if (!read.is_date && !read.is_utc && length != 15)
        return false;
    read.year = digits(text, 4);
    read.month = read.year < 0 ? -1 : digits(text + 4, 2);
    read.day = read.month < 0 ? -1 : digits(text + 6, 2);
    if (read.year < 1900 || read.year > 2200 || read.month < 1 || read.day < 1 ||
        !g_date_valid_dmy((GDateDay)read.day, (GDateMonth)read.month, (GDateYear)read.year))
        return false;
    if (!read.is_date) {
        int hour = text[8] == 'T' ? digits(text + 9, 2) : -1;
        int minute = hour < 0 ? -1 : digits(text + 11, 2);
        int second = minute < 0 ? -1 : digits(text + 13, 2);
        if (second < 0 || hour > 23 || minute > 59 || second > 60)
            return false;
        read.second = hour * 3600 + minute * 60 + MIN(second, 59);
    }
    *local = read;
    return true;
}

IcalendarLocal icalendar_local_add(IcalendarLocal local, int days)
{
    GDate date;
    g_date_clear(&date, 1);
    g_date_set_dmy(&date, (GDateDay)local.day, (GDateMonth)local.month, (GDateYear)local.year);
    if (days >= 0)
        g_date_add_days(&date, (guint)days);
    else
        g_date_subtract_days(&date, (guint)-days);
    local.year = g_date_get_year(&date);
    local.month = (int)g_date_get_month(&date);
    local.day = g_date_get_day(&date);
    return local;
}

/* "1D", "30M" taken off; the unit's seconds are added where it is one of these. */
static bool take_unit(const char **at, const char *units, const int *sizes, gint64 *seconds)
{
    gint64 number = 0;
    const char *start = *at;
    while (g_ascii_isdigit(**at) && *at - start < 7)
        number = number * 10 + (*(*at)++ - '0');
    const char *unit = *at > start && **at ? strchr(units, **at) : NULL;
    if (!unit)
        return false;
    *seconds += number * sizes[unit - units];
    (*at)++;
    return true;
}

bool icalendar_duration_parse(const char *text, int *days, int *seconds)
{
    static const int day_sizes[] = {7, 1}, clock_sizes[] = {3600, 60, 1};
    gint64 whole = 0, rest = 0;
    bool negative = *text == '-';
    if (*text == '-' || *text == '+')
        text++;
    if (*text++ != 'P' || *text == '\0')
        return false;
    while (*text && *text != 'T')
        if (!take_unit(&text, "WD", day_sizes, &whole))
            return false;
    if (*text == 'T' && text[1] == '\0')
        return false;
    if (*text == 'T')
        for (text++; *text;)
            if (!take_unit(&text, "HMS", clock_sizes, &rest))
                return false;
    if (whole > 4000 || rest > 4000 * 86400)
        return false;
    *days = (int)(negative ? -whole : whole);
    *seconds = (int)(negative ? -rest : rest);
    return true;
}

static GTimeZone *named_zone(const char *name)
{
    for (const char *at = name; *at; at++)
        if (!g_ascii_isalnum(*at) && !strchr("/_+-", *at))
            return NULL;
    /* "Europe/Oslo", "UTC"; a name such as "CET-1" would be read as an offset. */
    if (!strchr(name, '/') && strcmp(name, "UTC") != 0 && strcmp(name, "GMT") != 0)
        return NULL;
    return g_time_zone_new_identifier(name);
}

GTimeZone *icalendar_system_zone(const char *tzid)
{
    for (guint i = 0; i < G_N_ELEMENTS(windows_zones); i++)
        if (g_ascii_strcasecmp(windows_zones[i].windows, tzid) == 0)
            return g_time_zone_new_identifier(windows_zones[i].system);
    if (*tzid != '/')
        return named_zone(tzid);
    /* "/freeassociation.sourceforge.net/Europe/Oslo" and the like. */
    g_auto(GStrv) parts = g_strsplit(tzid, "/", -1);
    guint count = g_strv_length(parts);
    g_autofree char *tail =
        count > 2 ? g_strconcat(parts[count - 2], "/", parts[count - 1], NULL) : g_strdup("");
    return *tail ? named_zone(tail) : NULL;
}

static gint64 plain_seconds(IcalendarLocal local)
{
    g_autoptr(GDateTime) time = g_date_time_new_utc(local.year, local.month, local.day, 0, 0, 0);
    return time ? g_date_time_to_unix(time) + local.second : 0;
}

IcalendarLocal icalendar_system_local(gint64 at, GTimeZone *zone)
{
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(at);
    g_autoptr(GDateTime) time = g_date_time_to_timezone(utc, zone);
    IcalendarLocal local = {.second = g_date_time_get_hour(time) * 3600 +
                                      g_date_time_get_minute(time) * 60 +
                                      g_date_time_get_second(time)};
    g_date_time_get_ymd(time, &local.year, &local.month, &local.day);
    return local;
}

gint64 icalendar_system_moment(IcalendarLocal local, GTimeZone *zone)
{
    g_autoptr(GDateTime) time =
        g_date_time_new(zone, local.year, local.month, local.day, local.second / 3600,
                        local.second / 60 % 60, local.second % 60);
    if (!time)
        return 0;
    gint64 at = g_date_time_to_unix(time);
    IcalendarLocal earlier = icalendar_system_local(at - 3600, zone);
    return plain_seconds(earlier) == plain_seconds(local) ? at - 3600 : at;
}

/* Owns the times of absence files. Pure: the moment that "today" means is an argument. */
#include "skranke/desk/import_time.h"

#include <stdio.h>
#include <string.h>

#include "skranke/base/error.h"
#include "skranke/base/iso8601.h"
#include "skranke/base/language.h"
#include "skranke/base/time_text.h"

enum { MOST_DAYS = 4000, OLDEST_YEAR = 1990, NEWEST_YEAR = 2100 };

static bool read_clock(const char *text, int *minute)
{
    int hours = 0, minutes = 0, end = 0;
    if (sscanf(text, "%2d:%2d%n", &hours, &minutes, &end) != 2 || text[end] != '\0' || hours < 0 ||
        hours > 24 || minutes < 0 || minutes > 59)
        return false;
    *minute = hours * 60 + minutes;
    return true;
}

/* The local minute, some days from the day of a moment. */
static gint64 days_from(gint64 moment, gint64 days, int minute)
{
    LocalTime day = time_text_local(moment);
    return time_text_from_local(day.year, day.month, day.day, (int)days * 24 * 60 + minute);
}

/* "today", "today+4", "today-1 10:00" */
static bool read_relative(const char *text, gint64 now, gint64 *at, bool *whole_day)
{
    if (!g_str_has_prefix(text, "today"))
        return false;
    char *rest = (char *)(guintptr)text + strlen("today");
    gint64 days = 0;
    if (*rest == '+' || *rest == '-') {
        const char *number = rest;
        days = g_ascii_strtoll(number, &rest, 10);
        if (rest == number + 1 || days > MOST_DAYS || days < -MOST_DAYS)
            return false;
    }
    int minute = 0;
    *whole_day = *rest == '\0';
    if (!*whole_day && (*rest != ' ' || !read_clock(rest + 1, &minute)))
        return false;
    *at = days_from(now, days, minute);
    return true;
}

/* A year far off is a slip of whoever typed it. */
static bool is_near(const char *text, gint64 at, GError **error)
{
    int year = time_text_local(at).year;
    if (year >= OLDEST_YEAR && year <= NEWEST_YEAR)
        return true;
    g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_USAGE, _("\"%s\" is not between %d and %d"),
                text, OLDEST_YEAR, NEWEST_YEAR);
    return false;
}

static bool read_time(const char *text, gint64 now, gint64 *at, bool *whole_day, GError **error)
{
    if (read_relative(text, now, at, whole_day))
        return is_near(text, *at, error);
    *whole_day = strlen(text) == strlen("2026-03-10");
    if (iso8601_parse(text, time_text_zone(), at))
        return is_near(text, *at, error);
    g_set_error(
        error, SKRANKE_ERROR, SKRANKE_ERROR_USAGE,
        _("\"%s\" is not a time; write 2026-03-10, 2026-03-10 10:00, today+2 or today+2 10:00"),
        text);
    return false;
}

bool import_time_span(const char *from, const char *to, gint64 now, gint64 *from_at,
                      gint64 *until_at, GError **error)
{
    bool whole = false;
    if (!read_time(from, now, from_at, &whole, error) ||
        !read_time(to, now, until_at, &whole, error))
        return false;
    if (whole)
        *until_at = days_from(*until_at, 1, 0);
    if (*until_at > *from_at)
        return true;
    g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_USAGE, _("\"%s\" is not after \"%s\""), to,
                from);
    return false;
}

/* Reads ISO 8601 texts. It knows no clock, so that the clock itself can use it; GLib's own reader
 * is not enough because it refuses times without seconds ("10:12"), which is how people write them.
 */
#include "skranke/base/iso8601.h"

/* Exactly `digits` digits at *text; moves past them. */
static bool take_number(const char **text, int digits, int *number)
{
    int value = 0;
    for (int i = 0; i < digits; i++) {
        if (!g_ascii_isdigit((*text)[i]))
            return false;
        value = value * 10 + g_ascii_digit_value((*text)[i]);
    }
    *text += digits;
    *number = value;
    return true;
}

static bool take_character(const char **text, char wanted)
{
    if (**text != wanted)
        return false;
    (*text)++;
    return true;
}

static bool take_date(const char **text, int *year, int *month, int *day)
{
    return take_number(text, 4, year) && take_character(text, '-') && take_number(text, 2, month) &&
           take_character(text, '-') && take_number(text, 2, day) && *year >= 1 && *month >= 1 &&
           *month <= 12 && *day >= 1 &&
           g_date_valid_dmy((GDateDay)*day, (GDateMonth)*month, (GDateYear)*year);
}

static bool take_clock(const char **text, int *hour, int *minute, int *second)
{
    *second = 0;
    if (!take_number(text, 2, hour) || !take_character(text, ':') || !take_number(text, 2, minute))
        return false;
    if (take_character(text, ':')) {
        if (!take_number(text, 2, second))
            return false;
        if ((**text == '.' || **text == ',') && g_ascii_isdigit((*text)[1]))
            do
                (*text)++;
            while (g_ascii_isdigit(**text));
    }
    return *hour <= 23 && *minute <= 59 && *second <= 59;
}

/* The rest of the text must be nothing or an offset. */
static bool take_offset(const char *text, bool *given, int *seconds)
{
    *given = *text != '\0';
    *seconds = 0;
    if (*text == '\0' || g_str_equal(text, "Z") || g_str_equal(text, "z"))
        return true;
    int sign = *text == '+' ? 1 : *text == '-' ? -1 : 0;
    int hours = 0, minutes = 0;
    text++;
    if (sign == 0 || !take_number(&text, 2, &hours))
        return false;
    if (*text != '\0') {
        take_character(&text, ':');
        if (!take_number(&text, 2, &minutes))
            return false;
    }
    *seconds = sign * (hours * 3600 + minutes * 60);
    return *text == '\0' && hours <= 23 && minutes <= 59;
}

bool iso8601_parse(const char *text, GTimeZone *zone, gint64 *at)
{
    int year, month, day, hour = 0, minute = 0, second = 0, offset = 0;
    bool has_offset = false;
    if (!text || !take_date(&text, &year, &month, &day))
        return false;
    if (*text == 'T' || *text == 't' || *text == ' ') {
        text++;
        if (!take_clock(&text, &hour, &minute, &second) || !take_offset(text, &has_offset, &offset))
            return false;
    } else if (*text != '\0') {
        return false;
    }
    if (!has_offset && !zone)
        return false;
    g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
    g_autoptr(GDateTime) moment =
        g_date_time_new(has_offset ? utc : zone, year, month, day, hour, minute, second);
    if (!moment)
        return false;
    *at = g_date_time_to_unix(moment) - offset;
    return true;
}

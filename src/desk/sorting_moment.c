/* Owns the moments people write for a snooze: "tomorrow", "i morgon kl. 9", "måndag", "+2",
 * "14:00", "24.12.", ISO. A day in words, then perhaps a time; a day alone is the opening of the
 * counter that day, or the first one after it. */
#include <stdio.h>
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/iso8601.h"
#include "skranke/base/language.h"
#include "skranke/base/time_text.h"

#include "skranke/desk/rules.h"
#include "skranke/desk/sorting.h"

enum { MOST_WORKING_DAYS = 999, MINUTE = 60 };

/* Days from today, in bokmål, nynorsk and English at once: who types does not ask which language
 * the screen has. */
static const struct {
    const char *words; /* with | between */
    int days;
} near_days[] = {
    {"i dag|idag|today", 0},
    {"i morgen|i morgon|imorgen|imorgon|tomorrow", 1},
    {"i overmorgen|i overmorgon|overmorgen|overmorgon|the day after tomorrow|day after tomorrow",
     2},
};

static const char *const weekdays[] = {
    "mandag|måndag|monday|man|mån|mon",
    "tirsdag|tysdag|tuesday|tir|tirs|tys|tue",
    "onsdag|wednesday|ons|wed",
    "torsdag|thursday|tor|tors|thu",
    "fredag|friday|fre|fri",
    "lørdag|laurdag|saturday|lør|lau|laur|sat",
    "søndag|sundag|sunday|søn|sun",
};

static const char next_week[] = "neste uke|neste veke|next week";
/* What may stand before a time. */
static const char before_time[] = "kl.|kl|at";

/* ---- words at the beginning of a text ---- */

static bool is_word_end(char c)
{
    return c == '\0' || c == ' ' || c == ',' || c == '.';
}

/* Behind the longest of the words that the text begins with, and behind what divides; NULL: none.
 */
static const char *after_word(const char *text, const char *words)
{
    g_auto(GStrv) alternatives = g_strsplit(words, "|", -1);
    gsize longest = 0;
    for (guint i = 0; alternatives[i]; i++) {
        gsize length = strlen(alternatives[i]);
        if (length > longest && g_str_has_prefix(text, alternatives[i]) &&
            is_word_end(text[length]))
            longest = length;
    }
    return longest > 0 ? text + longest + strspn(text + longest, " ,.") : NULL;
}

/* ---- the day ---- */

static Day weekday_after(Day today, int weekday)
{
    int days = (weekday - day_weekday(today) + 7) % 7;
    return today + (days == 0 ? 7 : days);
}

static const char *read_named_day(const char *text, Day today, Day *day)
{
    const char *rest = NULL;
    for (guint i = 0; i < G_N_ELEMENTS(near_days); i++)
        if ((rest = after_word(text, near_days[i].words))) {
            *day = today + near_days[i].days;
            return rest;
        }
    for (int i = 0; i < (int)G_N_ELEMENTS(weekdays); i++)
        if ((rest = after_word(text, weekdays[i]))) {
            *day = weekday_after(today, DAY_MONDAY + i);
            return rest;
        }
    if ((rest = after_word(text, next_week)))
        *day = weekday_after(today, DAY_MONDAY);
    return rest;
}

/* "+2": so many working days on. */
static const char *read_working_days(const char *text, Day today, const Calendar *calendar,
                                     Day *day)
{
    gsize digits = *text == '+' ? strspn(text + 1, "0123456789") : 0;
    if (digits == 0 || digits > 3 || !is_word_end(text[1 + digits]))
        return NULL;
    int count = (int)g_ascii_strtoll(text + 1, NULL, 10);
    if (count < 1 || count > MOST_WORKING_DAYS)
        return NULL;
    *day = calendar_add_working_days(calendar, today, count);
    return text + 1 + digits + strspn(text + 1 + digits, " ,");
}

/* "24.12." (this year, or the next one when that day has passed) and "24.12.2026". Without the last
 * full stop it would be a time. */
static const char *read_date(const char *text, Day today, Day *day)
{
    int number = 0, month = 0, year = 0, used = 0;
    if (sscanf(text, "%2d.%2d.%n", &number, &month, &used) != 2 || used == 0)
        return NULL;
    const char *rest = text + used;
    bool given = strspn(rest, "0123456789") == 4;
    year = given ? (int)g_ascii_strtoll(rest, NULL, 10) : day_date(today).year;
    if (!day_date_exists(year, month, number))
        return NULL;
    *day = day_of_date(year, month, number);
    if (!given && *day < today && day_date_exists(year + 1, month, number))
        *day = day_of_date(year + 1, month, number);
    rest += given ? 4 : 0;
    return is_word_end(*rest) ? rest + strspn(rest, " ,") : NULL;
}

static const char *read_iso_day(const char *text, Day *day)
{
    gsize length = strspn(text, "0123456789-");
    g_autofree char *date = g_strndup(text, length);
    return day_parse(date, day) && is_word_end(text[length])
               ? text + length + strspn(text + length, " ,")
               : NULL;
}

/* Behind the day; NULL: the text begins with none. */
static const char *read_day(const char *text, Day today, const Calendar *calendar, Day *day)
{
    const char *rest = read_named_day(text, today, day);
    if (!rest)
        rest = read_working_days(text, today, calendar, day);
    if (!rest)
        rest = read_iso_day(text, day);
    return rest ? rest : read_date(text, today, day);
}

/* ---- the time ---- */

/* "9", "09:30", "9.30", "kl. 14". */
static bool read_time(const char *text, int *minute_of_day)
{
    const char *behind = after_word(text, before_time);
    const char *time = behind ? behind : text;
    gsize hours = strspn(time, "0123456789");
    gsize minutes = 0;
    if (hours > 0 && (time[hours] == ':' || time[hours] == '.'))
        minutes = strspn(time + hours + 1, "0123456789");
    gsize length = hours + (minutes > 0 ? 1 + minutes : 0);
    if (hours < 1 || hours > 2 || (minutes != 0 && minutes != 2) || time[length] != '\0')
        return false;
    gint64 hour = g_ascii_strtoll(time, NULL, 10);
    gint64 minute = minutes ? g_ascii_strtoll(time + hours + 1, NULL, 10) : 0;
    *minute_of_day = (int)(hour * 60 + minute);
    return hour <= 23 && minute <= 59;
}

/* What a day alone stands for: its opening, or its end; then a minute too is meant with its end. */
typedef enum { DAY_OPENS, DAY_ENDS } DayAlone;

static gint64 moment_of_day(const Opening *opening, Day day, DayAlone alone)
{
    return alone == DAY_ENDS ? day_moment(day, DAY_MINUTES)
                             : opening_next(opening, day_moment(day, 0));
}

static bool day_and_time(const char *text, const Opening *opening, DayAlone alone, gint64 now,
                         gint64 *at)
{
    Day today = day_of_moment(now, NULL), day = today;
    const char *rest = read_day(text, today, opening->calendar, &day);
    int minute = 0;
    if (rest && *rest == '\0') {
        *at = moment_of_day(opening, day, alone);
        return *at != 0;
    }
    if (!read_time(rest ? rest : text, &minute))
        return false;
    *at = day_moment(day, minute) + (alone == DAY_ENDS ? MINUTE : 0);
    return true;
}

static bool parse(Desk *desk, const char *text, DayAlone alone, gint64 *at, GError **error)
{
    const Rulebook *book = rules_book(desk, error);
    if (!book)
        return false;
    g_autofree char *valid = g_utf8_make_valid(text ? text : "", -1);
    g_autofree char *composed = g_utf8_normalize(g_strstrip(valid), -1, G_NORMALIZE_NFC);
    g_autofree char *small = g_utf8_strdown(composed ? composed : "", -1);
    if (*small && day_and_time(small, &book->opening, alone, clock_now(), at))
        return true;
    if (*small && iso8601_parse(composed, time_text_zone(), at)) {
        *at += alone == DAY_ENDS ? MINUTE : 0;
        return true;
    }
    g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_USAGE,
                _("\"%.60s\" is no moment; nothing was changed. Write tomorrow, monday 9, 14:00, "
                  "+2 (working days), 24.12. or 2026-03-10 14:00."),
                text ? text : "");
    return false;
}

bool sorting_parse_moment(Desk *desk, const char *text, gint64 *at, GError **error)
{
    return parse(desk, text, DAY_OPENS, at, error);
}

bool sorting_parse_wanted(Desk *desk, const char *text, gint64 *at, GError **error)
{
    return parse(desk, text, DAY_ENDS, at, error);
}

/* Owns the moments people write for a snooze, and say for somebody who is away: "tomorrow",
 * "i morgon kl. 9", "måndag", "+2", "14:00", "half an hour", "uke 12", "24.12.", "12. mars", ISO.
 * A day in words, then perhaps a time (moment_time.c); a day alone is the opening of the counter
 * that day, or the first one after it. */
#include <stdio.h>
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/iso8601.h"
#include "skranke/base/language.h"
#include "skranke/base/time_text.h"

#include "skranke/desk/rules.h"
#include "skranke/desk/sorting.h"

#include "moment_private.h"

/* A day of so many days back is not the one of next year: it has passed, and that is said. */
enum { MOST_WORKING_DAYS = 999, MINUTE = 60, WEEK_DAYS = 7, PASSED_DAYS = 60 };

/* A day that was read; whole: all of it is meant ("rest of the day"), what follows comes after. */
typedef struct {
    Day day;
    bool whole;
} NamedDay;

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

/* Also as the screen shortens them; what is a number too ("to") only with its full stop. */
static const char *const weekdays[] = {
    "mandag|måndag|monday|man|mån|mon|ma|må",
    "tirsdag|tysdag|tuesday|tir|tirs|tys|tue|ti.|ty",
    "onsdag|wednesday|ons|wed|on.",
    "torsdag|thursday|tor|tors|thu|to.",
    "fredag|friday|fre|fri|fr",
    "lørdag|laurdag|saturday|lør|lau|laur|sat|lø|la",
    "søndag|sundag|sunday|søn|sun|sø",
};

static const char *const months[] = {
    "januar|january|jan",
    "februar|february|feb",
    "mars|march|mar",
    "april|apr",
    "mai|may",
    "juni|june|jun",
    "juli|july|jul",
    "august|aug",
    "september|sept|sep",
    "oktober|october|okt|oct",
    "november|nov",
    "desember|december|des|dec",
};

static const char next_week[] = "neste uke|neste veke|next week";
static const char rest_of_day[] = "ut dagen|resten av dagen|rest of the day|the rest of the day";
static const char rest_of_week[] = "ut uken|ut uka|ut veka|resten av uken|resten av uka|"
                                   "resten av veka|rest of the week|the rest of the week";
static const char week_number[] = "uke|veke|week";
/* What may stand before everything. */
static const char before_all[] = "til|until|till|to|på|on|innen|innan|før|by|before|tilbake|back";
/* A day and no more: when it begins. */
static const char early[] = "tidlig|tidleg|early|morgen|morgon|om morgenen|om morgonen|morning|"
                            "in the morning";

/* ---- the day ---- */

static Day weekday_after(Day today, int weekday)
{
    int days = (weekday - day_weekday(today) + 7) % 7;
    return today + (days == 0 ? 7 : days);
}

/* The Monday of an ISO week (ISO 8601-1:2019: week 1 holds the 4th of January), of this year or,
 * where that week is over, of the next. */
static Day monday_of_week(Day today, int week)
{
    DayDate date = day_date(today + DAY_MONDAY + 3 - day_weekday(today)); /* this week's Thursday */
    for (int year = date.year; year <= date.year + 1; year++) {
        Day fourth = day_of_date(year, 1, 4);
        Day monday = fourth - (day_weekday(fourth) - DAY_MONDAY) + (week - 1) * WEEK_DAYS;
        bool exists = day_date(monday + 3).year == year;
        if (exists && monday + WEEK_DAYS > today)
            return monday;
    }
    return 0;
}

/* "uke 12" */
static const char *read_week(const char *text, Day today, NamedDay *named)
{
    const char *number = moment_after(text, week_number);
    gsize digits = number ? strspn(number, "0123456789") : 0;
    if (digits < 1 || digits > 2 || !moment_ends(number[digits]))
        return NULL;
    int week = (int)g_ascii_strtoll(number, NULL, 10);
    named->day = week >= 1 && week <= 53 ? monday_of_week(today, week) : 0;
    return named->day ? number + digits + strspn(number + digits, " ,.") : NULL;
}

static const char *read_named_day(const char *text, Day today, NamedDay *named)
{
    const char *rest = NULL;
    for (guint i = 0; i < G_N_ELEMENTS(near_days); i++)
        if ((rest = moment_after(text, near_days[i].words))) {
            named->day = today + near_days[i].days;
            return rest;
        }
    for (int i = 0; i < (int)G_N_ELEMENTS(weekdays); i++)
        if ((rest = moment_after(text, weekdays[i]))) {
            named->day = weekday_after(today, DAY_MONDAY + i);
            return rest;
        }
    if ((rest = moment_after(text, next_week)))
        named->day = weekday_after(today, DAY_MONDAY);
    return rest ? rest : read_week(text, today, named);
}

/* "rest of the day": nothing may follow. */
static const char *read_rest(const char *text, Day today, NamedDay *named)
{
    const char *rest = moment_after(text, rest_of_day);
    named->day = today;
    if (!rest && (rest = moment_after(text, rest_of_week)))
        named->day = today + DAY_SUNDAY - day_weekday(today);
    named->whole = rest && *rest == '\0';
    return named->whole ? rest : NULL;
}

/* "+2": so many working days on. */
static const char *read_working_days(const char *text, Day today, const Calendar *calendar,
                                     Day *day)
{
    gsize digits = *text == '+' ? strspn(text + 1, "0123456789") : 0;
    if (digits == 0 || digits > 3 || !moment_ends(text[1 + digits]))
        return NULL;
    int count = (int)g_ascii_strtoll(text + 1, NULL, 10);
    if (count < 1 || count > MOST_WORKING_DAYS)
        return NULL;
    *day = calendar_add_working_days(calendar, today, count);
    return text + 1 + digits + strspn(text + 1 + digits, " ,");
}

/* "24.12.", "16/3", "16/3/2026", "16.3": behind the month, where its year may follow. Without the
 * last full stop "24.12" would be a time. */
static const char *read_figures(const char *text, int *number, int *month)
{
    int used = 0;
    if (sscanf(text, "%2d.%2d.%n", number, month, &used) == 2 && used > 0)
        return text + used;
    if (sscanf(text, "%2d/%2d%n", number, month, &used) == 2 && used > 0)
        return text + used + (text[used] == '/' && g_ascii_isdigit(text[used + 1]) ? 1 : 0);
    if (sscanf(text, "%2d.%1d%n", number, month, &used) == 2 && used > 0 && moment_ends(text[used]))
        return text + used;
    return NULL;
}

/* The same, or "24. desember", "24 December"; NULL: neither. */
static const char *read_day_and_month(const char *text, int *number, int *month)
{
    const char *behind = g_ascii_isdigit(*text) ? read_figures(text, number, month) : NULL;
    if (behind)
        return behind;
    gsize digits = strspn(text, "0123456789");
    if (digits < 1 || digits > 2)
        return NULL;
    *number = (int)g_ascii_strtoll(text, NULL, 10);
    const char *word = text + digits + strspn(text + digits, " .");
    const char *rest = NULL;
    for (guint i = 0; i < G_N_ELEMENTS(months) && !rest; i++) {
        *month = (int)i + 1;
        rest = moment_after(word, months[i]);
    }
    return rest;
}

/* A date of this year (of the next one when that day has passed long ago), or with its year. */
static const char *read_date(const char *text, Day today, Day *day)
{
    int number = 0, month = 0, year = 0;
    const char *rest = read_day_and_month(text, &number, &month);
    if (!rest)
        return NULL;
    bool given = strspn(rest, "0123456789") == 4 && *rest != '0' && strncmp(rest, "19", 2) >= 0;
    year = given ? (int)g_ascii_strtoll(rest, NULL, 10) : day_date(today).year;
    if (!day_date_exists(year, month, number))
        return NULL;
    *day = day_of_date(year, month, number);
    if (!given && *day < today - PASSED_DAYS && day_date_exists(year + 1, month, number))
        *day = day_of_date(year + 1, month, number);
    rest += given ? 4 : 0;
    return moment_ends(*rest) || rest[-1] == ' ' ? rest + strspn(rest, " ,") : NULL;
}

static const char *read_iso_day(const char *text, Day *day)
{
    gsize length = strspn(text, "0123456789-");
    g_autofree char *date = g_strndup(text, length);
    return day_parse(date, day) && moment_ends(text[length])
               ? text + length + strspn(text + length, " ,")
               : NULL;
}

/* Behind the day; NULL: the text begins with none. */
static const char *read_day(const char *text, Day today, const Calendar *calendar, NamedDay *named)
{
    const char *rest = read_named_day(text, today, named);
    if (!rest)
        rest = read_rest(text, today, named);
    if (!rest)
        rest = read_working_days(text, today, calendar, &named->day);
    if (!rest)
        rest = read_iso_day(text, &named->day);
    return rest ? rest : read_date(text, today, &named->day);
}

/* ---- all of it ---- */

/* What a day alone stands for: its opening, its midnight, or its end; then a minute too is meant
 * with its end. */
typedef enum { DAY_OPENS, DAY_BEGINS, DAY_ENDS } DayAlone;

typedef struct {
    const Opening *opening;
    DayAlone alone;
    gint64 now;
    gint64 at;
    bool day_alone;
} Reading;

static gint64 moment_of_day(const Reading *reading, NamedDay named)
{
    if (reading->alone == DAY_ENDS)
        return day_moment(named.day, DAY_MINUTES);
    gint64 begins = day_moment(named.day + (named.whole ? 1 : 0), 0);
    return reading->alone == DAY_BEGINS ? begins : opening_next(reading->opening, begins);
}

static bool day_and_time(const char *text, Reading *reading)
{
    Day today = day_of_moment(reading->now, NULL);
    NamedDay named = {.day = today};
    int minute = 0;
    gint64 minute_meant = reading->alone == DAY_ENDS ? MINUTE : 0;
    if (moment_read_span(text, &minute)) {
        reading->at = reading->now - reading->now % MINUTE + minute * MINUTE + minute_meant;
        return true;
    }
    const char *rest = read_day(text, today, reading->opening->calendar, &named);
    const char *behind_early = rest ? moment_after(rest, early) : NULL;
    if (rest && (*rest == '\0' || (behind_early && *behind_early == '\0'))) {
        reading->day_alone = true;
        reading->at = moment_of_day(reading, named);
        return reading->at != 0;
    }
    if (!moment_read_time(rest ? rest : text, &minute))
        return false;
    reading->at = day_moment(rest ? named.day : today, minute) + minute_meant;
    return true;
}

/* In small letters, without what may stand before it. */
static bool read_words(const char *text, Reading *reading)
{
    g_autofree char *small = g_utf8_strdown(text, -1);
    const char *rest = moment_after(small, before_all);
    return *small && (day_and_time(small, reading) || /* "to timer" are two hours */
                      (rest && *rest && day_and_time(rest, reading)));
}

static bool parse(Desk *desk, const char *text, Reading *reading, GError **error)
{
    const Rulebook *book = rules_book(desk, error);
    if (!book)
        return false;
    reading->opening = &book->opening;
    reading->now = clock_now();
    g_autofree char *valid = g_utf8_make_valid(text ? text : "", -1);
    g_autofree char *composed = g_utf8_normalize(g_strstrip(valid), -1, G_NORMALIZE_NFC);
    if (composed && read_words(composed, reading))
        return true;
    if (composed && *composed && iso8601_parse(composed, time_text_zone(), &reading->at)) {
        reading->at += reading->alone == DAY_ENDS ? MINUTE : 0;
        return true;
    }
    g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_USAGE,
                _("\"%.60s\" is no moment; nothing was changed. Write 14:30, half an hour, "
                  "tomorrow, monday 9, 16.3. or next week."),
                text ? text : "");
    return false;
}

bool sorting_parse_moment(Desk *desk, const char *text, gint64 *at, GError **error)
{
    Reading reading = {.alone = DAY_OPENS};
    if (!parse(desk, text, &reading, error))
        return false;
    *at = reading.at;
    return true;
}

bool sorting_parse_until(Desk *desk, const char *text, gint64 *at, bool *day_alone, GError **error)
{
    Reading reading = {.alone = DAY_BEGINS};
    if (!parse(desk, text, &reading, error))
        return false;
    *at = reading.at;
    *day_alone = reading.day_alone;
    return true;
}

bool sorting_parse_wanted(Desk *desk, const char *text, gint64 *at, GError **error)
{
    Reading reading = {.alone = DAY_ENDS};
    if (!parse(desk, text, &reading, error))
        return false;
    *at = reading.at;
    return true;
}

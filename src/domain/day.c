/* Owns the arithmetic of civil days and their names. Knows no holiday, and of the time zone only
 * that base/time_text has one. */
#include "skranke/domain/day.h"

#include <string.h>

#include "skranke/base/language.h"
#include "skranke/base/time_text.h"

/* The calendar repeats itself after 400 years. Years are counted from 1 March, so that the leap day
 * is the last of its year and needs no case of its own. */
enum {
    ERA_YEARS = 400,
    ERA_DAYS = 146097,
    DAYS_TO_1970 = 719468, /* from 0000-03-01 */
    MONTHS = 12,
};

typedef struct {
    const char *weekdays[7]; /* Monday first */
    const char *months[MONTHS];
    const char *with_year, *without_year; /* weekday, day, month (, year) */
} Names;

/* Tables and not translations, as in base/time_text.c: a date is never half in another language. */
static const Names names[] = {
    [LANGUAGE_BOKMAL] = {{"mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag"},
                         {"januar", "februar", "mars", "april", "mai", "juni", "juli", "august",
                          "september", "oktober", "november", "desember"},
                         "%s %d. %s %d",
                         "%s %d. %s"},
    [LANGUAGE_NYNORSK] = {{"måndag", "tysdag", "onsdag", "torsdag", "fredag", "laurdag", "søndag"},
                          {"januar", "februar", "mars", "april", "mai", "juni", "juli", "august",
                           "september", "oktober", "november", "desember"},
                          "%s %d. %s %d",
                          "%s %d. %s"},
    [LANGUAGE_ENGLISH] = {{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday",
                           "Sunday"},
                          {"January", "February", "March", "April", "May", "June", "July", "August",
                           "September", "October", "November", "December"},
                          "%s %d %s %d",
                          "%s %d %s"},
};

/* Rounds down, also below zero. */
static int floor_divide(int number, int by)
{
    return number / by - (number % by < 0);
}

Day day_of_date(int year, int month, int day)
{
    int march_year = year - (month <= 2);
    int era = floor_divide(march_year, ERA_YEARS);
    int year_of_era = march_year - era * ERA_YEARS;
    int month_from_march = (month + 9) % MONTHS;
    int day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
    int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * ERA_DAYS + day_of_era - DAYS_TO_1970;
}

DayDate day_date(Day day)
{
    int from_start = day + DAYS_TO_1970;
    int era = floor_divide(from_start, ERA_DAYS);
    int day_of_era = from_start - era * ERA_DAYS;
    int year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int month_from_march = (5 * day_of_year + 2) / 153;
    int month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
    return (DayDate){
        .year = era * ERA_YEARS + year_of_era + (month <= 2),
        .month = month,
        .day = day_of_year - (153 * month_from_march + 2) / 5 + 1,
    };
}

static int days_of_month(int year, int month)
{
    int next_year = month == MONTHS ? year + 1 : year;
    return day_of_date(next_year, month % MONTHS + 1, 1) - day_of_date(year, month, 1);
}

bool day_date_exists(int year, int month, int day)
{
    return year >= 1 && year <= 9999 && month >= 1 && month <= MONTHS && day >= 1 &&
           day <= days_of_month(year, month);
}

int day_weekday(Day day)
{
    /* 1970-01-01 was a Thursday. */
    int from_thursday = day - floor_divide(day, 7) * 7;
    return (from_thursday + 3) % 7 + 1;
}

Day day_add_months(Day day, int months)
{
    DayDate date = day_date(day);
    int month = date.month - 1 + months;
    int year = date.year + floor_divide(month, MONTHS);
    month -= floor_divide(month, MONTHS) * MONTHS;
    return day_of_date(year, month + 1, MIN(date.day, days_of_month(year, month + 1)));
}

Day day_of_moment(gint64 at, int *minute_of_day)
{
    LocalTime local = time_text_local(at);
    if (minute_of_day)
        *minute_of_day = local.minute_of_day;
    return day_of_date(local.year, local.month, local.day);
}

gint64 day_moment(Day day, int minute_of_day)
{
    DayDate date = day_date(day);
    return time_text_from_local(date.year, date.month, date.day, minute_of_day);
}

char *day_iso(Day day)
{
    DayDate date = day_date(day);
    return g_strdup_printf("%04d-%02d-%02d", date.year, date.month, date.day);
}

bool day_parse(const char *text, Day *day)
{
    static const char form[] = "dddd-dd-dd";
    if (!text || strlen(text) != strlen(form))
        return false;
    for (gsize i = 0; form[i]; i++)
        if (form[i] == 'd' ? !g_ascii_isdigit(text[i]) : text[i] != form[i])
            return false;
    int year = (int)g_ascii_strtoull(text, NULL, 10);
    int month = (int)g_ascii_strtoull(text + strlen("dddd-"), NULL, 10);
    int date = (int)g_ascii_strtoull(text + strlen("dddd-dd-"), NULL, 10);
    if (!day_date_exists(year, month, date))
        return false;
    *day = day_of_date(year, month, date);
    return true;
}

const char *day_weekday_in(Day day, Language language)
{
    return names[language].weekdays[day_weekday(day) - 1];
}

const char *day_weekday_name(Day day)
{
    return day_weekday_in(day, language_current());
}

char *day_text_in(Day day, Language language)
{
    const Names *words = &names[language];
    DayDate date = day_date(day);
    return g_strdup_printf(words->with_year, day_weekday_in(day, language), date.day,
                           words->months[date.month - 1], date.year);
}

char *day_text(Day day)
{
    return day_text_in(day, language_current());
}

char *day_short_text_in(Day day, Language language)
{
    const Names *words = &names[language];
    DayDate date = day_date(day);
    return g_strdup_printf(words->without_year, day_weekday_in(day, language), date.day,
                           words->months[date.month - 1]);
}

char *day_short_text(Day day)
{
    return day_short_text_in(day, language_current());
}

char *day_minute_text(int minute_of_day)
{
    return g_strdup_printf("%02d:%02d", minute_of_day / 60, minute_of_day % 60);
}

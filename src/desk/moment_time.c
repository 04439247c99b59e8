/* Owns times of the day and spans of time as people say them, in bokmål, nynorsk and English at
 * once. Knows no day and no clock. */
#include <glib.h>
#include <string.h>

#include "moment_private.h"

enum {
    HOUR_MINUTES = 60,
    HALF_HOUR = 30,
    MOST_HOURS = 99,
    NOON = 12,
    FIRST_WORKING_HOUR = 7 /* nobody says "back at two" of the night */
};

static const char before_time[] = "kl.|kl|klokka|klokken|at|ca|ca.|rundt|around|about";
static const char before_span[] = "om|in|i|for";
static const char hours_words[] = "timer|time|timen|timar|t|hours|hour|h|hrs|hr";
static const char minutes_words[] = "minutter|minutt|minuttar|min|mins|minutes|minute|m";
static const char behind_span[] = "til|fra nå|frå no|from now|more";
static const char after_noon[] = "pm|p.m.|p.m|om ettermiddagen";
static const char before_noon[] = "am|a.m.|a.m|om morgenen|om morgonen";
static const char exactly[] = "o'clock|presis";

/* Before a unit: one of them. Alone it says nothing. */
static const char article[] = "en|ein|et|eit|a|an";

/* The numbers from one on. */
static const char *const numbers[] = {
    "ett|eitt|én|éin|one", "to|two",     "tre|three", "fire|four", "fem|five",      "seks|six",
    "sju|syv|seven",       "åtte|eight", "ni|nine",   "ti|ten",    "elleve|eleven", "tolv|twelve",
};

/* What may stand before an hour. */
static const struct {
    const char *words;
    int minutes;
} beside_hour[] = {
    {"halv", -HALF_HOUR},
    {"half past|half", HALF_HOUR},
    {"kvart over|kvarter over|kvart etter|quarter past|a quarter past", 15},
    {"kvart på|kvarter på|kvart før|quarter to|a quarter to", -15},
    {"fem over halv", -25},
    {"fem på halv", -35},
    {"ti over halv", -20},
    {"ti på halv", -40},
    {"fem over|five past", 5},
    {"fem på|five to", -5},
    {"ti over|ten past", 10},
    {"ti på|ten to", -10},
};

/* Spans that people say without a number. */
static const struct {
    const char *words;
    int minutes;
} spans[] = {
    {"en halvtime|ein halvtime|en halv time|ein halv time|halvtime|halvtimen|halv time|"
     "half an hour|a half hour|half hour",
     HALF_HOUR},
    {"et kvarter|eit kvarter|kvarter|kvarteret|a quarter|a quarter of an hour|quarter of an hour",
     15},
    {"timen", HOUR_MINUTES},
    {"halvannen time|halvannan time|en og en halv time|ein og ein halv time|"
     "one and a half hours|an hour and a half",
     90},
    {"et par timer|eit par timar|et par timar|a couple of hours", 2 * HOUR_MINUTES},
};

/* ---- words at the beginning of a text ---- */

bool moment_ends(char c)
{
    return c == '\0' || c == ' ' || c == ',' || c == '.';
}

const char *moment_after(const char *text, const char *words)
{
    g_auto(GStrv) alternatives = g_strsplit(words, "|", -1);
    gsize longest = 0;
    for (guint i = 0; alternatives[i]; i++) {
        gsize length = strlen(alternatives[i]);
        if (length > longest && g_str_has_prefix(text, alternatives[i]) &&
            moment_ends(text[length]))
            longest = length;
    }
    return longest > 0 ? text + longest + strspn(text + longest, " ,.") : NULL;
}

/* The text is one of the words and no more. */
static bool is_only(const char *text, const char *words)
{
    const char *behind = moment_after(text, words);
    return behind && *behind == '\0';
}

/* A number in words, from one on: behind it; NULL: none. */
static const char *read_number(const char *text, int *number)
{
    const char *behind = NULL;
    for (guint i = 0; i < G_N_ELEMENTS(numbers) && !behind; i++) {
        *number = (int)i + 1;
        behind = moment_after(text, numbers[i]);
    }
    return behind;
}

/* ---- the time ---- */

/* An hour, its minutes and what stands behind them. */
typedef struct {
    int hour, minute;
    bool exact;     /* its minutes were written */
    bool of_twelve; /* it may be meant after noon */
    const char *rest;
} Hour;

/* "9", "09:30", "9.30", "1430" */
static bool read_figures(const char *text, Hour *hour)
{
    gsize figures = strspn(text, "0123456789"), minutes = 0;
    if (figures == 4) {
        int number = (int)g_ascii_strtoll(text, NULL, 10);
        *hour = (Hour){number / 100, number % 100, true, false, text + figures};
        return true;
    }
    if (figures > 0 && (text[figures] == ':' || text[figures] == '.'))
        minutes = strspn(text + figures + 1, "0123456789");
    if (figures < 1 || figures > 2 || (minutes != 0 && minutes != 2))
        return false;
    hour->hour = (int)g_ascii_strtoll(text, NULL, 10);
    hour->minute = minutes ? (int)g_ascii_strtoll(text + figures + 1, NULL, 10) : 0;
    hour->exact = minutes > 0;
    hour->of_twelve = *text != '0';
    hour->rest = text + figures + (minutes ? 1 + minutes : 0);
    return true;
}

static bool read_hour(const char *text, Hour *hour)
{
    if (g_ascii_isdigit(*text))
        return read_figures(text, hour);
    hour->of_twelve = true;
    hour->rest = read_number(text, &hour->hour);
    return hour->rest != NULL;
}

/* "pm" and "am" behind it, else the hour within working hours; false: something else follows. */
static bool settle_half(Hour *hour)
{
    const char *rest = hour->rest + strspn(hour->rest, " ");
    bool after = is_only(rest, after_noon), before = is_only(rest, before_noon);
    if (*rest && !after && !before && !is_only(rest, exactly))
        return false;
    if ((after || before) && (hour->hour < 1 || hour->hour > NOON))
        return false;
    if (before)
        hour->hour %= NOON;
    else if (after)
        hour->hour = hour->hour % NOON + NOON;
    else if (hour->of_twelve && hour->hour > 0 && hour->hour < FIRST_WORKING_HOUR)
        hour->hour += NOON;
    return true;
}

bool moment_read_time(const char *text, int *minute_of_day)
{
    const char *behind = moment_after(text, before_time);
    const char *time = behind ? behind : text, *longest = time;
    int minutes = 0;
    for (guint i = 0; i < G_N_ELEMENTS(beside_hour); i++) {
        const char *rest = moment_after(time, beside_hour[i].words);
        if (rest && rest > longest) {
            longest = rest;
            minutes = beside_hour[i].minutes;
        }
    }
    Hour hour = {0};
    if (!read_hour(longest, &hour) || (minutes != 0 && (hour.exact || hour.hour < 1)) ||
        !settle_half(&hour))
        return false;
    *minute_of_day = hour.hour * HOUR_MINUTES + hour.minute + minutes;
    return hour.hour <= 23 && hour.minute <= 59;
}

/* ---- a span ---- */

/* "20 min", "1,5 time", "to timer" */
static bool read_amount(const char *text, int *minutes)
{
    gsize figures = strspn(text, "0123456789");
    int number = 0;
    bool half = false;
    const char *unit = text + figures;
    if (figures > 3)
        return false;
    if (figures > 0) {
        number = (int)g_ascii_strtoll(text, NULL, 10);
        half = (unit[0] == ',' || unit[0] == '.') && unit[1] == '5';
        unit += half ? 2 : 0;
        unit += strspn(unit, " ");
    } else if ((unit = moment_after(text, article))) {
        number = 1;
    } else if (!(unit = read_number(text, &number))) {
        return false;
    }
    const char *behind = moment_after(unit, hours_words);
    bool hours = behind != NULL;
    if (!hours && !half)
        behind = moment_after(unit, minutes_words);
    *minutes = (hours ? number * HOUR_MINUTES : number) + (half ? HALF_HOUR : 0);
    return behind && (*behind == '\0' || is_only(behind, behind_span)) && *minutes > 0 &&
           *minutes <= MOST_HOURS * HOUR_MINUTES;
}

bool moment_read_span(const char *text, int *minutes)
{
    const char *behind = moment_after(text, before_span);
    const char *span = behind ? behind : text;
    for (guint i = 0; i < G_N_ELEMENTS(spans); i++) {
        const char *rest = moment_after(span, spans[i].words);
        if (rest && (*rest == '\0' || is_only(rest, behind_span))) {
            *minutes = spans[i].minutes;
            return true;
        }
    }
    return read_amount(span, minutes);
}

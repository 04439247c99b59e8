/* Owns the bureau's time zone and every way a time is written for people or read from them. The
 * names of weekdays and months are tables here and not translations: they are abbreviations of
 * fixed width that a translator could not check out of context. */
#include "skranke/base/time_text.h"

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/iso8601.h"
#include "skranke/base/language.h"

#define DEFAULT_ZONE "Europe/Oslo"
#define DAY_MINUTES (24 * 60)

typedef struct {
    const char *weekdays[7]; /* Monday first */
    const char *months[12];
    const char *yesterday;
    const char *header;    /* weekday, day, month, hour, minute */
    const char *with_year; /* weekday, day, month, year, hour, minute */
    const char *this_year; /* day, month */
} Names;

/* Abbreviations: Språkrådet, "Forkortelser" (nb, nn). One for each weekday, wherever it stands;
 * with the time it keeps a list column within 11 cells. */
static const Names names[] = {
    [LANGUAGE_BOKMAL] = {{"man.", "tirs.", "ons.", "tors.", "fre.", "lør.", "søn."},
                         {"jan.", "feb.", "mars", "apr.", "mai", "juni", "juli", "aug.", "sep.",
                          "okt.", "nov.", "des."},
                         "i går",
                         "%s %d. %s %02d:%02d",
                         "%s %d. %s %04d %02d:%02d",
                         "%02d.%02d."},
    [LANGUAGE_NYNORSK] = {{"mån.", "tys.", "ons.", "tors.", "fre.", "laur.", "søn."},
                          {"jan.", "feb.", "mars", "apr.", "mai", "juni", "juli", "aug.", "sep.",
                           "okt.", "nov.", "des."},
                          "i går",
                          "%s %d. %s %02d:%02d",
                          "%s %d. %s %04d %02d:%02d",
                          "%02d.%02d."},
    [LANGUAGE_ENGLISH] = {{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"},
                          {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct",
                           "Nov", "Dec"},
                          "yest.",
                          "%s %d %s %02d:%02d",
                          "%s %d %s %04d %02d:%02d",
                          "%02d.%02d."},
};

static GTimeZone *current_zone;

GTimeZone *time_text_zone(void)
{
    if (!current_zone) {
        current_zone = g_time_zone_new_identifier(DEFAULT_ZONE);
        if (!current_zone) {
            g_warning("no time zone database: %s is unknown, UTC is used", DEFAULT_ZONE);
            current_zone = g_time_zone_new_utc();
        }
    }
    return current_zone;
}

bool time_text_set_zone(const char *name, GError **error)
{
    GTimeZone *zone = name && *name != '\0' ? g_time_zone_new_identifier(name) : NULL;
    if (!zone) {
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_USAGE,
                    _("There is no time zone named \"%.60s\". %s is kept. Use a name of the time "
                      "zone database, such as Europe/Oslo."),
                    name ? name : "", g_time_zone_get_identifier(time_text_zone()));
        return false;
    }
    g_clear_pointer(&current_zone, g_time_zone_unref);
    current_zone = zone;
    return true;
}

/* Times outside the years 1–9999 (a broken row) are shown at the nearest moment instead of
 * crashing. */
static GDateTime *local_moment(gint64 at)
{
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(
        CLAMP(at, G_GINT64_CONSTANT(-62135500000), G_GINT64_CONSTANT(253402200000)));
    return g_date_time_to_timezone(utc, time_text_zone());
}

static char *formatted(gint64 at, const char *format)
{
    g_autoptr(GDateTime) moment = local_moment(at);
    return g_date_time_format(moment, format);
}

/* "10.03.2026"; GLib's %Y leaves the zeros of early years out, so years are always printed here. */
static char *date_text(const LocalTime *day)
{
    return g_strdup_printf("%02d.%02d.%04d", day->day, day->month, day->year);
}

char *time_text_iso(gint64 at)
{
    g_autofree char *rest = formatted(at, "-%m-%dT%H:%M:%S%:z");
    return g_strdup_printf("%04d%s", time_text_local(at).year, rest);
}

bool time_text_parse(const char *text, gint64 *at, GError **error)
{
    g_autofree char *trimmed = g_strstrip(g_strdup(text ? text : ""));
    if (g_str_equal(trimmed, "now")) {
        *at = clock_now();
        return true;
    }
    if (g_str_equal(trimmed, "today")) {
        LocalTime today = time_text_local(clock_now());
        *at = time_text_from_local(today.year, today.month, today.day, 0);
        return true;
    }
    if (iso8601_parse(trimmed, time_text_zone(), at))
        return true;
    g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_USAGE,
                _("\"%.60s\" is not a time. Nothing was changed. Write 2026-03-10, "
                  "2026-03-10T10:12, 2026-03-10T10:12+01:00, now or today."),
                trimmed);
    return false;
}

char *time_text_full(gint64 at)
{
    LocalTime local = time_text_local(at);
    g_autofree char *date = date_text(&local);
    g_autofree char *time = time_text_clock(at);
    return g_strdup_printf("%s %s", date, time);
}

char *time_text_clock(gint64 at)
{
    return formatted(at, "%H:%M");
}

/* Days since the year 1, so that "yesterday" is the day before also when DST makes a day 23 hours.
 */
static gint64 day_number(const LocalTime *day)
{
    g_autoptr(GDate) date =
        g_date_new_dmy((GDateDay)day->day, (GDateMonth)day->month, (GDateYear)day->year);
    return g_date_get_julian(date);
}

char *time_text_short(gint64 at, gint64 now)
{
    const Names *words = &names[language_current()];
    LocalTime then = time_text_local(at);
    LocalTime today = time_text_local(now);
    gint64 days = day_number(&then) - day_number(&today);
    if (days == 0)
        return time_text_clock(at);
    if (days >= -6 && days <= 6) {
        const char *day = days == -1 ? words->yesterday : words->weekdays[then.weekday - 1];
        return g_strdup_printf("%s %02d:%02d", day, then.minute_of_day / 60,
                               then.minute_of_day % 60);
    }
    if (then.year == today.year)
        return g_strdup_printf(words->this_year, then.day, then.month);
    return date_text(&then);
}

char *time_text_header(gint64 at)
{
    const Names *words = &names[language_current()];
    LocalTime then = time_text_local(at);
    const char *weekday = words->weekdays[then.weekday - 1], *month = words->months[then.month - 1];
    int hour = then.minute_of_day / 60, minute = then.minute_of_day % 60;
    if (then.year != time_text_local(clock_now()).year)
        return g_strdup_printf(words->with_year, weekday, then.day, month, then.year, hour, minute);
    return g_strdup_printf(words->header, weekday, then.day, month, hour, minute);
}

LocalTime time_text_local(gint64 at)
{
    g_autoptr(GDateTime) moment = local_moment(at);
    return (LocalTime){
        .year = g_date_time_get_year(moment),
        .month = g_date_time_get_month(moment),
        .day = g_date_time_get_day_of_month(moment),
        .weekday = g_date_time_get_day_of_week(moment),
        .minute_of_day = g_date_time_get_hour(moment) * 60 + g_date_time_get_minute(moment),
    };
}

gint64 time_text_from_local(int year, int month, int day, int minute_of_day)
{
    g_autoptr(GDateTime) date = g_date_time_new_utc(year, month, day, 0, 0, 0);
    g_return_val_if_fail(date != NULL, 0);
    /* 24:00 and beyond belong to the next days. */
    int days = minute_of_day >= 0 ? minute_of_day / DAY_MINUTES
                                  : -((DAY_MINUTES - 1 - minute_of_day) / DAY_MINUTES);
    int minutes = minute_of_day - days * DAY_MINUTES;
    g_autoptr(GDateTime) shifted = g_date_time_add_days(date, days);
    g_return_val_if_fail(shifted != NULL, 0);
    g_date_time_get_ymd(shifted, &year, &month, &day);
    g_autoptr(GDateTime) moment =
        g_date_time_new(time_text_zone(), year, month, day, minutes / 60, minutes % 60, 0);
    g_return_val_if_fail(moment != NULL, 0);
    return g_date_time_to_unix(moment);
}

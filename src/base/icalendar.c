/* Owns libical: recurrence rules, and zones that only a file describes; and how components become
 * occurrences within a window. Whole days and ends are computed here, because libical counts the
 * exclusive end of a DATE as part of it. */
#include "skranke/base/icalendar.h"

#include <libical/ical.h>
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"
#include "skranke/base/time_text.h"

#include "icalendar_private.h"

enum {
    MOST_BYTES = 16 * 1024 * 1024,
    LONGEST_VALUE = 200000,
    MOST_STEPS = 100000,     /* of one recurrence, also before the window */
    MOST_OCCURRENCES = 5000, /* of one recurrence within the window */
    MOST_ALL = 200000,
    MOST_MS = 20000, /* for all recurrences of a file */
};

/* ---- zones ---- */

static void zone_free(gpointer zone)
{
    icaltimezone_free(zone, 1);
}

/* Its rules are years', nothing else: others would be expanded without an end. */
static bool zone_is_sound(const IcalendarReader *reader, const IcalendarPart *part)
{
    for (guint i = 0; i < part->lines->len; i++) {
        const ContentLine *line = part->lines->pdata[i];
        bool yearly = strstr(line->value, "FREQ=YEARLY") != NULL;
        if (strcmp(line->name, "RRULE") == 0 && (!yearly || strlen(line->value) > 200)) {
            problem(reader, line->line, _("a time zone whose rule is not yearly"));
            return false;
        }
    }
    return icalendar_line(part, "TZID") && icalendar_line(part, "TZOFFSETTO");
}

static void keep_zone(IcalendarReader *reader, const IcalendarPart *part)
{
    if (!zone_is_sound(reader, part))
        return;
    g_autoptr(GString) text = g_string_new("BEGIN:VTIMEZONE\r\n");
    for (guint i = 0; i < part->lines->len && i < 500; i++) {
        const ContentLine *line = part->lines->pdata[i];
        if (*line->name != 'X')
            g_string_append_printf(text, "%s:%.300s\r\n", line->name, line->value);
    }
    g_string_append(text, "END:VTIMEZONE\r\n");
    icalcomponent *component = icalparser_parse_string(text->str);
    icaltimezone *zone = icaltimezone_new();
    if (component && icaltimezone_set_component(zone, component)) {
        g_hash_table_insert(reader->zones, g_strdup(icalendar_line(part, "TZID")->value), zone);
        return;
    }
    problem(reader, part->line, _("a time zone that cannot be understood"));
    icaltimezone_free(zone, 1);
    if (component)
        icalcomponent_free(component);
}

void icalendar_zone_clear(IcalendarZone *zone)
{
    g_clear_pointer(&zone->system, g_time_zone_unref);
}

/* Of a line with a time: UTC, its TZID, or (floating) the bureau's. False: nobody knows it. */
bool icalendar_zone_of(const IcalendarReader *reader, const ContentLine *line, bool is_utc,
                       IcalendarZone *zone)
{
    g_autofree char *tzid = content_line_parameter(line, "TZID");
    *zone = (IcalendarZone){0};
    if (is_utc)
        zone->system = g_time_zone_new_utc();
    else if (*tzid == '\0')
        zone->system = g_time_zone_ref(time_text_zone());
    else if (!(zone->system = icalendar_system_zone(tzid)))
        zone->custom = g_hash_table_lookup(reader->zones, tzid);
    if (zone->system || zone->custom)
        return true;
    problem(reader, line->line, _("the time zone \"%.60s\" is not known"), tzid);
    return false;
}

static struct icaltimetype ical_time(IcalendarLocal local)
{
    struct icaltimetype time = icaltime_null_time();
    time.year = local.year;
    time.month = local.month;
    time.day = local.day;
    time.hour = local.second / 3600;
    time.minute = local.second / 60 % 60;
    time.second = local.second % 60;
    time.is_date = local.is_date;
    return time;
}

static IcalendarLocal local_of(struct icaltimetype time)
{
    return (IcalendarLocal){
        .year = time.year,
        .month = time.month,
        .day = time.day,
        .second = time.is_date ? 0 : time.hour * 3600 + time.minute * 60 + time.second,
        .is_date = time.is_date};
}

/* A day is its midnight in the bureau's zone, whatever the file says of zones. */
gint64 icalendar_moment(IcalendarLocal local, const IcalendarZone *zone)
{
    if (local.is_date)
        return time_text_from_local(local.year, local.month, local.day, 0);
    return zone->system ? icalendar_system_moment(local, zone->system)
                        : (gint64)icaltime_as_timet_with_zone(ical_time(local), zone->custom);
}

/* ---- properties of an event ---- */

/* How long it lasts: by DTEND, DURATION, or as RFC 5545 3.6.1 says without both. */
static bool read_end(const IcalendarReader *reader, IcalendarEvent *event)
{
    const ContentLine *end = icalendar_line(event->part, "DTEND");
    const ContentLine *duration = icalendar_line(event->part, "DURATION");
    IcalendarLocal local = event->start;
    if (end &&
        (!icalendar_local_parse(end->value, &local) || local.is_date != event->start.is_date)) {
        problem(reader, end->line, _("DTEND \"%.40s\" is no time"), end->value);
        return false;
    }
    if (!end && duration) {
        bool good = icalendar_duration_parse(duration->value, &event->days, &event->seconds) &&
                    event->days >= 0 && event->seconds >= 0;
        if (!good)
            problem(reader, duration->line, _("DURATION \"%.40s\" is no length of time"),
                    duration->value);
        return good;
    }
    g_auto(IcalendarZone) zone = {0}, start_zone = {0};
    if (!icalendar_zone_of(reader, end ? end : event->zone_line, local.is_utc, &zone) ||
        !icalendar_zone_of(reader, event->zone_line, event->start.is_utc, &start_zone))
        return false;
    gint64 length = icalendar_moment(local, &zone) - icalendar_moment(event->start, &start_zone);
    if (length < 0 || length > (gint64)4000 * 86400) {
        problem(reader, end ? end->line : event->zone_line->line,
                _("DTEND \"%.40s\" is before the beginning, or years after it"),
                end ? end->value : "");
        return false;
    }
    /* Nights in which the clock is changed have an hour more or less. */
    event->days = event->start.is_date ? (int)((length + 43200) / 86400) : 0;
    event->seconds = event->start.is_date ? 0 : (int)length;
    return true;
}

/* NULL with a problem. */
static IcalendarEvent *read_event(const IcalendarReader *reader, const IcalendarPart *part)
{
    const ContentLine *start = icalendar_line(part, "DTSTART");
    IcalendarLocal local;
    if (!start || !icalendar_local_parse(start->value, &local)) {
        problem(reader, start ? start->line : part->line, _("DTSTART \"%.40s\" is no time"),
                start ? start->value : "");
        return NULL;
    }
    const char *class = icalendar_value(part, "CLASS");
    IcalendarEvent *event = g_new0(IcalendarEvent, 1);
    event->line = part->line;
    event->part = part;
    event->zone_line = start;
    event->start = local;
    event->uid = g_strdup(icalendar_value(part, "UID"));
    event->is_private = *class && g_ascii_strcasecmp(class, "PUBLIC") != 0;
    event->subject = event->is_private ? g_strdup("") : icalendar_subject(part);
    event->owner = icalendar_mail(part, "ORGANIZER", "ATTENDEE");
    event->cancelled = g_ascii_strcasecmp(icalendar_value(part, "STATUS"), "CANCELLED") == 0;
    event->status = icalendar_status(part);
    if (!read_end(reader, event)) {
        icalendar_event_free(event);
        return NULL;
    }
    if (event->start.is_date && event->days == 0)
        event->days = 1;
    event->whole_days = icalendar_is_whole_days(event);
    return event;
}

/* ---- occurrences ---- */

void icalendar_add(const IcalendarReader *reader, const IcalendarOccurrence *occurrence)
{
    GPtrArray *all = reader->result->occurrences;
    if (occurrence->until <= MAX(occurrence->from, reader->from) ||
        occurrence->from >= reader->until || all->len > MOST_ALL)
        return;
    if (all->len == MOST_ALL)
        problem(reader, occurrence->line, _("there are more than %d occurrences"), MOST_ALL);
    IcalendarOccurrence *kept = g_new(IcalendarOccurrence, 1);
    *kept = *occurrence;
    kept->subject = g_strdup(occurrence->subject);
    kept->uid = g_strdup(occurrence->uid);
    kept->occurrence = g_strdup(occurrence->occurrence);
    kept->owner = g_strdup(occurrence->owner);
    g_ptr_array_add(all, kept);
}

/* The event at a start; name "": it is the only one. */
static void add_event(const IcalendarReader *reader, const IcalendarEvent *event,
                      IcalendarLocal start, const IcalendarZone *zone, char *name)
{
    IcalendarLocal end = icalendar_local_add(start, event->days);
    icalendar_add(reader,
                  &(IcalendarOccurrence){.from = icalendar_moment(start, zone),
                                         .until = icalendar_moment(end, zone) + event->seconds,
                                         .whole_days = event->whole_days,
                                         .status = event->status,
                                         .is_private = event->is_private,
                                         .subject = event->subject,
                                         .uid = event->uid,
                                         .occurrence = name,
                                         .owner = event->owner,
                                         .line = event->line});
}

/* What is left out: EXDATE, as moments and (where a whole day is named) as days. */
static bool read_exceptions(const IcalendarReader *reader, const IcalendarEvent *event,
                            GHashTable *left_out)
{
    for (guint i = 0; i < event->part->lines->len; i++) {
        const ContentLine *line = event->part->lines->pdata[i];
        if (strcmp(line->name, "EXDATE") != 0)
            continue;
        g_auto(GStrv) values = g_strsplit(line->value, ",", -1);
        for (guint v = 0; values[v]; v++) {
            IcalendarLocal local;
            g_auto(IcalendarZone) zone = {0};
            if (strlen(line->value) > LONGEST_VALUE - 8 ||
                !icalendar_local_parse(values[v], &local)) {
                problem(reader, line->line, _("EXDATE \"%.40s\" is no time"), values[v]);
                return false;
            }
            if (!icalendar_zone_of(reader, line, local.is_utc, &zone))
                return false;
            g_hash_table_add(left_out, icalendar_occurrence_name(local, &zone));
        }
    }
    return true;
}

/* An occurrence of a recurrence, where nothing says that it is not. */
static void add_occurrence(const IcalendarReader *reader, const IcalendarEvent *event,
                           IcalendarLocal start, const IcalendarZone *zone, GHashTable *left_out)
{
    g_autofree char *name = icalendar_occurrence_name(start, zone);
    g_autofree char *day = g_strdup_printf("%04d-%02d-%02d", start.year, start.month, start.day);
    g_autofree char *whole = g_strconcat(event->uid, "\n", name, NULL);
    if (g_hash_table_contains(left_out, name) || g_hash_table_contains(left_out, day) ||
        g_hash_table_contains(reader->overridden, whole))
        return;
    add_event(reader, event, start, zone, name);
    g_hash_table_add(left_out, g_steal_pointer(&name));
}

/* UNTIL in the zone and the form of the beginning, as libical compares them. */
static void settle_until(struct icalrecurrencetype *rule, const IcalendarEvent *event,
                         const IcalendarZone *zone)
{
    if (icaltime_is_null_time(rule->until))
        return;
    IcalendarLocal local = local_of(rule->until);
    if (icaltime_is_utc(rule->until)) {
        gint64 at = (gint64)icaltime_as_timet(rule->until);
        local = zone->system ? icalendar_system_local(at, zone->system)
                             : local_of(icaltime_from_timet_with_zone((time_t)at, 0, zone->custom));
    }
    if (rule->until.is_date)
        local.second = 86399;
    local.is_date = event->start.is_date;
    local.second = local.is_date ? 0 : local.second;
    rule->until = ical_time(local);
}

static bool read_rule(const IcalendarReader *reader, const ContentLine *line,
                      struct icalrecurrencetype *rule)
{
    *rule = icalrecurrencetype_from_string(line->value);
    if (rule->freq == ICAL_NO_RECURRENCE || strstr(line->value, "RSCALE") ||
        strlen(line->value) > 2000) {
        problem(reader, line->line, _("the recurrence \"%.60s\" cannot be understood"),
                line->value);
        return false;
    }
    if (rule->freq < ICAL_DAILY_RECURRENCE || *rule->by_hour != ICAL_RECURRENCE_ARRAY_MAX ||
        *rule->by_minute != ICAL_RECURRENCE_ARRAY_MAX ||
        *rule->by_second != ICAL_RECURRENCE_ARRAY_MAX) {
        problem(reader, line->line, _("a recurrence more often than daily is refused"));
        return false;
    }
    return true;
}

static void expand(const IcalendarReader *reader, const IcalendarEvent *event,
                   const IcalendarZone *zone, const ContentLine *line, GHashTable *left_out)
{
    struct icalrecurrencetype rule;
    if (!read_rule(reader, line, &rule))
        return;
    if (rule.count == 0 && icaltime_is_null_time(rule.until))
        g_array_append_val(reader->result->endless, line->line);
    settle_until(&rule, event, zone);
    icalrecur_iterator *iterator = icalrecur_iterator_new(rule, ical_time(event->start));
    guint before = reader->result->occurrences->len;
    bool too_many = iterator == NULL;
    for (int steps = 0; !too_many; steps++) {
        struct icaltimetype next = icalrecur_iterator_next(iterator);
        if (icaltime_is_null_time(next) || next.year > 2200)
            break;
        IcalendarLocal start = local_of(next);
        start.is_date = event->start.is_date;
        if (icalendar_moment(start, zone) >= reader->until)
            break;
        add_occurrence(reader, event, start, zone, left_out);
        too_many = steps >= MOST_STEPS || clock_monotonic_ms() > reader->deadline ||
                   reader->result->occurrences->len - before > MOST_OCCURRENCES;
    }
    if (too_many)
        problem(reader, line->line, _("the recurrence gives too many occurrences"));
    if (iterator)
        icalrecur_iterator_free(iterator);
}

/* RDATE: moments, days, or periods with a length of their own. */
static void add_dates(const IcalendarReader *reader, const IcalendarEvent *event,
                      const ContentLine *line, GHashTable *left_out)
{
    g_auto(GStrv) values = g_strsplit(line->value, ",", -1);
    for (guint v = 0; values[v]; v++) {
        IcalendarLocal local;
        g_auto(IcalendarZone) zone = {0};
        char *slash = strchr(values[v], '/');
        if (slash)
            *slash = '\0';
        if (!icalendar_local_parse(values[v], &local) || v > MOST_OCCURRENCES) {
            problem(reader, line->line, _("RDATE \"%.40s\" is no time"), values[v]);
            return;
        }
        if (!icalendar_zone_of(reader, line, local.is_utc, &zone))
            return;
        add_occurrence(reader, event, local, &zone, left_out);
    }
}

static void add_recurring(const IcalendarReader *reader, const IcalendarEvent *event,
                          const IcalendarZone *zone)
{
    g_autoptr(GHashTable) left_out = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    if (!read_exceptions(reader, event, left_out))
        return;
    if (!icalendar_line(event->part, "RRULE"))
        add_occurrence(reader, event, event->start, zone, left_out);
    for (guint i = 0; i < event->part->lines->len; i++) {
        const ContentLine *line = event->part->lines->pdata[i];
        if (strcmp(line->name, "RRULE") == 0)
            expand(reader, event, zone, line, left_out);
        else if (strcmp(line->name, "RDATE") == 0)
            add_dates(reader, event, line, left_out);
    }
}

static void take_event(const IcalendarReader *reader, const IcalendarPart *part)
{
    IcalendarEvent *event = read_event(reader, part);
    g_auto(IcalendarZone) zone = {0};
    if (event && !event->cancelled &&
        icalendar_zone_of(reader, event->zone_line, event->start.is_utc, &zone)) {
        char *name = g_hash_table_lookup(reader->names, part);
        if (name || (!icalendar_line(part, "RRULE") && !icalendar_line(part, "RDATE")))
            add_event(reader, event, event->start, &zone, name ? name : (char[]){""});
        else if (!icalendar_line(part, "RECURRENCE-ID"))
            add_recurring(reader, event, &zone);
    }
    if (event)
        icalendar_event_free(event);
}

static void take_part(const IcalendarReader *reader, const IcalendarPart *part)
{
    if (strcmp(part->kind, "VEVENT") == 0)
        take_event(reader, part);
    for (guint i = 0; strcmp(part->kind, "VFREEBUSY") == 0 && i < part->lines->len; i++) {
        const ContentLine *line = part->lines->pdata[i];
        if (strcmp(line->name, "FREEBUSY") == 0)
            icalendar_take_busy(reader, part, line);
    }
}

/* ---- the whole ---- */

static void keep_zones(IcalendarReader *reader)
{
    for (guint i = 0; i < reader->parts->len; i++) {
        const IcalendarPart *part = reader->parts->pdata[i];
        if (strcmp(part->kind, "VTIMEZONE") == 0)
            keep_zone(reader, part);
    }
}

static int by_beginning(gconstpointer a, gconstpointer b)
{
    const IcalendarOccurrence *one = *(IcalendarOccurrence *const *)a;
    const IcalendarOccurrence *two = *(IcalendarOccurrence *const *)b;
    if (one->from != two->from)
        return one->from < two->from ? -1 : 1;
    return one->line < two->line ? -1 : one->line > two->line;
}

static bool fail(GError **error, const char *what)
{
    g_set_error_literal(error, SKRANKE_ERROR, SKRANKE_ERROR_USAGE, what);
    return false;
}

static bool read_parts(IcalendarReader *reader, const GPtrArray *lines, GError **error)
{
    reader->parts = icalendar_parts(lines, reader->result);
    if (!reader->parts)
        return fail(error, _("this is no iCalendar file: there is no BEGIN:VCALENDAR"));
    icalerror_set_errors_are_fatal(0);
    reader->zones = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, zone_free);
    reader->overridden = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    reader->names = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    reader->deadline = clock_monotonic_ms() + MOST_MS;
    keep_zones(reader);
    icalendar_look_for_overrides(reader);
    for (guint i = 0; i < reader->parts->len; i++)
        take_part(reader, reader->parts->pdata[i]);
    g_ptr_array_sort(reader->result->occurrences, by_beginning);
    g_hash_table_unref(reader->zones);
    g_hash_table_unref(reader->overridden);
    g_hash_table_unref(reader->names);
    g_ptr_array_unref(reader->parts);
    return true;
}

Icalendar *icalendar_read(const char *text, gsize length, gint64 from, gint64 until, GError **error)
{
    if (length > MOST_BYTES && !fail(error, _("the calendar is larger than 16 MB")))
        return NULL;
    g_autoptr(GPtrArray) lines = content_lines_read(text, length, LONGEST_VALUE, error);
    if (!lines)
        return NULL;
    g_autoptr(Icalendar) result = g_new0(Icalendar, 1);
    result->occurrences = g_ptr_array_new_with_free_func(icalendar_occurrence_free);
    result->problems = g_ptr_array_new_with_free_func(g_free);
    result->endless = g_array_new(FALSE, FALSE, sizeof(guint));
    IcalendarReader reader = {.from = from, .until = until, .result = result};
    return read_parts(&reader, lines, error) ? g_steal_pointer(&result) : NULL;
}

/* Owns the times of VFREEBUSY, which are only busy or free. It must not know events. */
#include <string.h>

#include "skranke/base/language.h"

#include "icalendar_private.h"

/* "20260310T080000Z/PT1H" or with an end. */
static bool read_period(const IcalendarReader *reader, const ContentLine *line, char *text,
                        gint64 *from, gint64 *until)
{
    char *slash = strchr(text, '/');
    IcalendarLocal start, end;
    int days = 0, seconds = 0;
    if (!slash)
        return false;
    *slash = '\0';
    g_auto(IcalendarZone) zone = {0};
    if (!icalendar_local_parse(text, &start) ||
        !icalendar_zone_of(reader, line, start.is_utc, &zone))
        return false;
    *from = icalendar_moment(start, &zone);
    if (icalendar_local_parse(slash + 1, &end))
        *until = icalendar_moment(end, &zone);
    else if (icalendar_duration_parse(slash + 1, &days, &seconds))
        *until = icalendar_moment(icalendar_local_add(start, days), &zone) + seconds;
    else
        return false;
    return *until > *from;
}

void icalendar_take_busy(const IcalendarReader *reader, const IcalendarPart *part,
                         const ContentLine *line)
{
    g_autofree char *type = content_line_parameter(line, "FBTYPE");
    g_autofree char *owner = icalendar_mail(part, "ATTENDEE", "ORGANIZER");
    g_auto(GStrv) periods = g_strsplit(line->value, ",", -1);
    for (guint i = 0; periods[i]; i++) {
        IcalendarOccurrence occurrence = {.status = icalendar_busy_type(type),
                                          .subject = (char[]){""},
                                          .uid = (char[]){""},
                                          .owner = owner,
                                          .line = line->line};
        g_autofree char *written = g_strdup(periods[i]);
        if (!read_period(reader, line, periods[i], &occurrence.from, &occurrence.until)) {
            problem(reader, line->line, _("FREEBUSY \"%.40s\" is no span of time"), written);
            return;
        }
        g_autoptr(GDateTime) begins = g_date_time_new_from_unix_utc(occurrence.from);
        g_autofree char *name = g_date_time_format(begins, "%Y-%m-%dT%H:%M:%SZ");
        occurrence.occurrence = name;
        icalendar_add(reader, &occurrence);
    }
}

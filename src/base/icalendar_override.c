/* Owns occurrences of a recurrence that a component of their own says anew (RECURRENCE-ID): how an
 * occurrence is named, and which are said so. */
#include <string.h>

#include "skranke/base/language.h"

#include "icalendar_private.h"

char *icalendar_occurrence_name(IcalendarLocal local, const IcalendarZone *zone)
{
    if (local.is_date)
        return g_strdup_printf("%04d-%02d-%02d", local.year, local.month, local.day);
    g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(icalendar_moment(local, zone));
    return g_date_time_format(time, "%Y-%m-%dT%H:%M:%SZ");
}

/* A change of all that come later would need the whole recurrence to be told anew, which neither
 * libical nor Outlook does: read as a change of the one, it would be silently wrong. */
static bool is_of_one(const IcalendarReader *reader, const ContentLine *line)
{
    g_autofree char *range = content_line_parameter(line, "RANGE");
    if (*range == '\0')
        return true;
    problem(reader, line->line,
            _("RANGE=%.40s changes this and all later occurrences, which is not read; end the "
              "recurrence before it and give the later ones an event of their own"),
            range);
    return false;
}

/* The name of the occurrence that a component speaks of alone; NULL with a problem. */
static char *name_of(const IcalendarReader *reader, const ContentLine *line)
{
    IcalendarLocal local;
    g_auto(IcalendarZone) zone = {0};
    if (!is_of_one(reader, line))
        return NULL;
    if (!icalendar_local_parse(line->value, &local)) {
        problem(reader, line->line, _("RECURRENCE-ID \"%.40s\" cannot be understood"), line->value);
        return NULL;
    }
    return icalendar_zone_of(reader, line, local.is_utc, &zone)
               ? icalendar_occurrence_name(local, &zone)
               : NULL;
}

void icalendar_look_for_overrides(IcalendarReader *reader)
{
    for (guint i = 0; i < reader->parts->len; i++) {
        IcalendarPart *part = reader->parts->pdata[i];
        const ContentLine *line = icalendar_line(part, "RECURRENCE-ID");
        char *name = line && strcmp(part->kind, "VEVENT") == 0 ? name_of(reader, line) : NULL;
        if (!name)
            continue;
        g_hash_table_add(reader->overridden,
                         g_strconcat(icalendar_value(part, "UID"), "\n", name, NULL));
        g_hash_table_insert(reader->names, part, name);
    }
}

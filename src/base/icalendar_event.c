/* Owns what an event says in words: its state, its subject, whose it is. It must not know times,
 * zones or recurrences. */
#include <string.h>

#include "skranke/base/safe_text.h"

#include "icalendar_private.h"

enum { LONGEST_SUBJECT = 500 };

void icalendar_occurrence_free(gpointer data)
{
    IcalendarOccurrence *occurrence = data;
    g_free(occurrence->subject);
    g_free(occurrence->uid);
    g_free(occurrence->occurrence);
    g_free(occurrence->owner);
    g_free(occurrence);
}

void icalendar_free(Icalendar *calendar)
{
    if (!calendar)
        return;
    g_ptr_array_unref(calendar->occurrences);
    g_ptr_array_unref(calendar->problems);
    g_array_unref(calendar->endless);
    g_free(calendar->name);
    g_free(calendar);
}

void icalendar_event_free(gpointer data)
{
    IcalendarEvent *event = data;
    g_free(event->uid);
    g_free(event->subject);
    g_free(event->owner);
    g_free(event);
}

const char *icalendar_value(const IcalendarPart *part, const char *name)
{
    const ContentLine *line = icalendar_line(part, name);
    return line ? line->value : "";
}

IcalendarStatus icalendar_status(const IcalendarPart *part)
{
    static const struct {
        const char *name, *value;
        IcalendarStatus status;
    } words[] = {
        {"X-MICROSOFT-CDO-BUSYSTATUS", "OOF", ICALENDAR_OUT},
        {"X-MICROSOFT-CDO-BUSYSTATUS", "BUSY", ICALENDAR_BUSY},
        {"X-MICROSOFT-CDO-BUSYSTATUS", "FREE", ICALENDAR_FREE},
        {"X-MICROSOFT-CDO-BUSYSTATUS", "TENTATIVE", ICALENDAR_TENTATIVE},
        {"X-MICROSOFT-CDO-BUSYSTATUS", "WORKINGELSEWHERE", ICALENDAR_FREE},
        {"STATUS", "TENTATIVE", ICALENDAR_TENTATIVE},
        {"TRANSP", "TRANSPARENT", ICALENDAR_FREE},
    };
    for (guint i = 0; i < G_N_ELEMENTS(words); i++)
        if (g_ascii_strcasecmp(icalendar_value(part, words[i].name), words[i].value) == 0)
            return words[i].status;
    return ICALENDAR_BUSY;
}

/* "mailto:kbe@byraa.example" without its scheme, in lower case. */
char *icalendar_mail(const IcalendarPart *part, const char *first, const char *second)
{
    const ContentLine *line = icalendar_line(part, first);
    line = line ? line : icalendar_line(part, second);
    const char *value = line ? line->value : "";
    if (g_ascii_strncasecmp(value, "mailto:", 7) != 0)
        return g_strdup("");
    g_autofree char *cut = g_strndup(value + 7, 254);
    g_autofree char *safe = safe_text_valid(cut, -1);
    return g_utf8_strdown(safe, -1);
}

char *icalendar_subject(const IcalendarPart *part)
{
    g_autofree char *plain = content_lines_unescape(icalendar_value(part, "SUMMARY"));
    g_autofree char *line = safe_text_line(plain, -1);
    g_strstrip(line);
    return g_utf8_substring(line, 0, MIN(LONGEST_SUBJECT, g_utf8_strlen(line, -1)));
}

/* Outlook writes whole days as midnights too, and says so. */
bool icalendar_is_whole_days(const IcalendarEvent *event)
{
    return event->start.is_date ||
           (event->start.second == 0 && event->seconds % 86400 == 0 && event->seconds > 0 &&
            g_ascii_strcasecmp(icalendar_value(event->part, "X-MICROSOFT-CDO-ALLDAYEVENT"),
                               "TRUE") == 0);
}

IcalendarStatus icalendar_busy_type(const char *type)
{
    if (g_ascii_strcasecmp(type, "FREE") == 0)
        return ICALENDAR_FREE;
    if (g_ascii_strcasecmp(type, "BUSY-TENTATIVE") == 0)
        return ICALENDAR_TENTATIVE;
    return g_ascii_strcasecmp(type, "BUSY-UNAVAILABLE") == 0 ? ICALENDAR_OUT : ICALENDAR_BUSY;
}

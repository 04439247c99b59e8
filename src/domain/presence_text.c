/* The words of presence, for machines and for operators, in the screen's language: until when, and
 * where it is known from. What callers are told is saying.c's. */
#include <string.h>

#include "skranke/base/language.h"
#include "skranke/base/time_text.h"

#include "skranke/domain/presence.h"

#define MINUTE 60
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)
#define PRESS "press"

const char *const presence_words[] = {"in", "busy", "out", "closed", NULL};

const char *const presence_source_words[] = {"mark",       "duty",  "absence", "calendar",
                                             "core_hours", "hours", "left",    NULL};

PresenceStatus presence_shown(const Presence *presence)
{
    return presence->noted != PRESENCE_IN ? presence->noted : presence->status;
}

bool presence_is_free(const Presence *presence)
{
    return presence_shown(presence) == PRESENCE_IN || presence->phone_open;
}

char *presence_text(const Presence *presence, gint64 now)
{
    /* TRANSLATORS: OFF is a person who does not work at this hour (nb, nn: FRI), no office that is
     * closed. */
    static const char *const until_known[] = {N_("IN until %s"), N_("MEETING until %s"),
                                              N_("OUT until %s"), N_("OFF until %s")};
    static const char *const until_unknown[] = {N_("IN"), N_("MEETING"), N_("OUT"), N_("OFF")};
    if (presence->source == PRESENCE_BY_LEAVING)
        return g_strdup(_("LEFT"));
    PresenceStatus told = presence_shown(presence);
    /* A caller asks when the person can be reached, not when the absence ends. */
    gint64 until = told == PRESENCE_IN ? presence->until : presence->back_at;
    if (until == 0)
        return g_strdup(_(until_unknown[told]));
    PresenceStatus status = presence->goes_out ? PRESENCE_OUT : told;
    g_autofree char *when = time_text_short(until, now);
    return g_strdup_printf(
        presence->flexible ? _("IN (flexitime) until %s") : _(until_known[status]), when);
}

char *presence_press_text(const Presence *presence, gint64 now)
{
    if (!presence->duty || presence_shown(presence) != PRESENCE_IN)
        return presence_text(presence, now);
    g_autofree char *when = time_text_short(presence->duty_until, now);
    return g_strdup_printf(_("PRESS DUTY until %s"), when);
}

char *presence_line_text(const Presence *presence, gint64 now)
{
    bool open = presence->status == PRESENCE_IN;
    if (presence->until == 0)
        return g_strdup(open ? _("OPEN") : _("CLOSED"));
    g_autofree char *when = time_text_short(presence->until, now);
    return g_strdup_printf(open ? _("OPEN until %s") : _("CLOSED until %s"), when);
}

/* "12 min ago", "08:29", "yest. 07:00?": what is older than a day may no longer be true. */
static char *age_text(gint64 at, gint64 now)
{
    gint64 age = now - at;
    if (age >= 0 && age < MINUTE)
        return g_strdup(_("just now"));
    if (age >= 0 && age < HOUR)
        return g_strdup_printf(ngettext("%d min ago", "%d min ago", (gulong)(age / MINUTE)),
                               (int)(age / MINUTE));
    g_autofree char *when = time_text_short(at, now);
    return g_strconcat(when, age > DAY ? "?" : "", NULL);
}

static char *mark_text(const Presence *presence, gint64 now)
{
    g_autofree char *age = age_text(presence->source_at, now);
    /* TRANSLATORS: what an operator was told, and when: "said by Nina Sandvær 12 min ago" */
    return *presence->source_name ? g_strdup_printf(_("said by %s %s"), presence->source_name, age)
                                  /* TRANSLATORS: and when: "said by an operator 12 min ago" */
                                  : g_strdup_printf(_("said by an operator %s"), age);
}

static char *absence_text(const Presence *presence, gint64 now)
{
    bool dated = presence->source_at > 0, named = *presence->source_name != '\0';
    if (presence->by_hand && named && dated)
        return mark_text(presence, now);
    g_autofree char *age = dated ? age_text(presence->source_at, now) : NULL;
    if (named && dated)
        /* TRANSLATORS: a file or directory, and when: "fravaer.csv, read 07:00" */
        return g_strdup_printf(_("%s, read %s"), presence->source_name, age);
    if (named)
        return g_strdup(presence->source_name);
    if (dated)
        /* TRANSLATORS: an absence, and when: "entered by hand 12 min ago" */
        return g_strdup_printf(_("entered by hand %s"), age);
    return g_strdup(presence->source == PRESENCE_BY_CALENDAR ? _("calendar")
                                                             : _("entered by hand"));
}

/* Who has a duty and is not to be counted on, and who told so. */
static char *noted_text(const Presence *presence, gint64 now)
{
    Presence told = *presence;
    told.source = PRESENCE_BY_ABSENCE;
    told.source_name = presence->noted_by;
    told.source_at = presence->noted_at;
    g_autofree char *source = absence_text(&told, now);
    return g_strdup_printf("%s (%s)", _("on duty, but noted as away"), source);
}

static char *source_text(const Presence *presence, gint64 now)
{
    switch (presence->source) {
    case PRESENCE_BY_MARK:
        return mark_text(presence, now);
    case PRESENCE_BY_ABSENCE:
    case PRESENCE_BY_CALENDAR:
        return absence_text(presence, now);
    case PRESENCE_BY_DUTY:
        if (presence->noted != PRESENCE_IN)
            return noted_text(presence, now);
        return strcmp(presence->code, PRESS) == 0 || !*presence->code
                   ? g_strdup(_("press duty"))
                   : g_strdup_printf(_("duty (%s)"), presence->code);
    case PRESENCE_BY_CORE_HOURS:
        return g_strdup(_("core hours"));
    case PRESENCE_BY_HOURS:
        return g_strdup(_("office hours"));
    case PRESENCE_BY_LEAVING:
        break;
    }
    return g_strdup(_("has left the bureau"));
}

char *presence_source_text(const Presence *presence, gint64 now)
{
    char *source = source_text(presence, now);
    if (presence->source == PRESENCE_BY_DUTY || presence->duty_until == 0)
        return source;
    g_autofree char *alone = source, *until = time_text_short(presence->duty_until, now);
    /* TRANSLATORS: how it is known where somebody is, and that journalists reach them meanwhile:
     * "office hours; press duty until Mon 08:00" */
    return g_strdup_printf(_("%s; press duty until %s"), alone, until);
}

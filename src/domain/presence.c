/* Is a person in, and when back? Absences (exact times) go before office hours. The reason of an
 * absence stays inside: a caller learns "meeting" or "out", and when the person is back. */
#include "skranke/domain/presence.h"

#include "skranke/base/language.h"
#include "skranke/base/time_text.h"

#include "skranke/domain/calendar.h"

#define MINUTE 60
#define DAY (24 * 60 * MINUTE)
/* Two absences with less than this between them are one: nobody is back for a call in between. */
#define CHAIN_GAP (15 * MINUTE)
#define LONGEST_LOOK (400 * (gint64)DAY)
#define LONGEST_PAUSE_DAYS 21
#define MEETING "meeting"

const char *const presence_words[] = {"in", "busy", "out", "closed", NULL};

const char *const presence_source_words[] = {"mark",       "duty",  "absence", "calendar",
                                             "core_hours", "hours", "left",    NULL};

typedef struct {
    gint64 from, until;
} Span;

/* The office hours of a day: none on a public holiday, until noon on a half day. */
static Span office_span(const Hours *hours, Day day)
{
    int weekday = day_weekday(day) - 1;
    int from = hours->day[weekday].from, until = hours->day[weekday].until;
    if (calendar_is_holiday(day))
        until = from;
    else if (calendar_is_half_day(day))
        until = MIN(until, CALENDAR_HALF_DAY_CLOSES);
    return from < until ? (Span){day_moment(day, from), day_moment(day, until)} : (Span){0};
}

/* The office hours that hold `at`, or else the next ones; empty when three weeks have none
 * (Christmas and Easter leave somebody who works one day a week out for longer than one). */
static Span next_office_span(const Hours *hours, gint64 at)
{
    Day today = day_of_moment(at, NULL);
    for (int days = 0; days <= LONGEST_PAUSE_DAYS; days++) {
        Span span = office_span(hours, today + days);
        if (span.until > 0 && at < span.until)
            return span;
    }
    return (Span){0};
}

static const Absence *absence_at(const Person *person, guint index)
{
    return person->absences->pdata[index];
}

static bool is_meeting(const Absence *absence)
{
    return g_strcmp0(absence->code, MEETING) == 0;
}

/* The end of the chain of absences that covers `at`; `at` itself when none does. */
static gint64 chain_end(const Person *person, gint64 at)
{
    gint64 end = at;
    bool longer = true;
    while (longer) {
        longer = false;
        gint64 reach = end > at ? end + CHAIN_GAP : at + 1;
        for (guint i = 0; i < person->absences->len; i++) {
            const Absence *absence = absence_at(person, i);
            if (absence->from_at < reach && absence->until_at > end) {
                end = absence->until_at;
                longer = true;
            }
        }
    }
    return end;
}

/* The first moment from `at` on that is in the office hours and in no absence; 0: not within the
 * longest look. */
static gint64 next_in(const Person *person, const Hours *hours, gint64 at)
{
    gint64 latest = at + LONGEST_LOOK;
    while (at < latest) {
        gint64 present = chain_end(person, at);
        Span office = next_office_span(hours, present);
        if (office.until == 0)
            return 0;
        at = MAX(present, office.from);
        if (at < latest && chain_end(person, at) == at)
            return at;
    }
    return 0;
}

/* Busy when only meetings cover the moment, out when another absence does. */
static bool find_absence(const Person *person, gint64 now, PresenceStatus *status)
{
    bool away = false;
    for (guint i = 0; i < person->absences->len; i++) {
        const Absence *absence = absence_at(person, i);
        if (now < absence->from_at || now >= absence->until_at)
            continue;
        if (!away || !is_meeting(absence))
            *status = is_meeting(absence) ? PRESENCE_BUSY : PRESENCE_OUT;
        away = true;
    }
    return away;
}

/* The end of being in: the office closes or an absence begins. */
static gint64 in_until(const Person *person, gint64 now, gint64 closing)
{
    for (guint i = 0; i < person->absences->len; i++) {
        const Absence *absence = absence_at(person, i);
        if (absence->from_at > now && absence->from_at < closing)
            closing = absence->from_at;
    }
    return closing;
}

Presence presence_of(const Person *person, const PresenceRules *rules, gint64 now)
{
    (void)rules;
    Presence presence = {.source = PRESENCE_BY_HOURS, .source_name = "", .code = ""};
    Hours hours;
    /* Hours that came in unreadable count as the usual ones: an import has reported them. */
    if (!hours_parse(person->hours, &hours, NULL))
        hours_parse("", &hours, NULL);
    if (find_absence(person, now, &presence.status)) {
        presence.until = chain_end(person, now);
        presence.back_at = next_in(person, &hours, now);
        return presence;
    }
    Span office = next_office_span(&hours, now);
    if (office.until > 0 && now >= office.from) {
        presence.status = PRESENCE_IN;
        presence.until = in_until(person, now, office.until);
        return presence;
    }
    presence.status = PRESENCE_CLOSED;
    presence.until = office.from;
    presence.back_at = next_in(person, &hours, now);
    return presence;
}

char *presence_text(const Presence *presence, gint64 now)
{
    static const char *const until_known[] = {N_("IN until %s"), N_("MEETING until %s"),
                                              N_("OUT until %s"), N_("OFF until %s")};
    static const char *const until_unknown[] = {N_("IN"), N_("MEETING"), N_("OUT"), N_("OFF")};
    /* A caller asks when the person can be reached, not when the absence ends. */
    gint64 until = presence->status == PRESENCE_IN ? presence->until : presence->back_at;
    if (until == 0)
        return g_strdup(_(until_unknown[presence->status]));
    g_autofree char *when = time_text_short(until, now);
    return g_strdup_printf(_(until_known[presence->status]), when);
}

bool presence_is_free(const Presence *presence)
{
    return presence->status == PRESENCE_IN || presence->phone_open;
}

char *presence_source_text(const Presence *presence, gint64 now)
{
    (void)now;
    return g_strdup(presence->source_name);
}

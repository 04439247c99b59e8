/* Owns the rule of who is in, and of when somebody is back. The reason of an absence stays inside;
 * the words for operators are presence_text.c's, those for callers saying.c's. */
#include "skranke/domain/presence.h"

#include <string.h>

#define MINUTE 60
#define DAY (24 * 60 * MINUTE)
/* Two absences with less than this between them are one: nobody is back for a call in between. */
#define CHAIN_GAP (15 * MINUTE)
/* Absences that end later than all time end here, so that a chain can be added to. */
#define FAR_OFF (G_MAXINT64 / 2)
#define PRESS "press"
enum { LONGEST_LOOK_DAYS = 400 };

typedef struct {
    gint64 from, until;
} Span;

/* Whom it is about, with what holds for them and what was found last: the same is asked again for
 * every link of a chain. */
typedef struct {
    const Person *person;
    const PresenceRules *rules;
    Hours hours, core;
    bool has_core;
    bool for_press; /* a journalist asks */
    gint64 asked;   /* next_office was asked from here last, and gave: */
    Span office;
    const char *code; /* reason_of was asked for this last, and gave: */
    const AbsenceCode *reason;
} Look;

/* ---- office hours ---- */

/* The hours of a day: none on a public holiday or where the bureau is closed, until noon on a half
 * day, and never longer than the bureau's own hours of an unusual day. */
static Span hours_of_day(const Look *look, const Hours *hours, Day day)
{
    const Calendar *calendar = look->rules->calendar;
    int weekday = day_weekday(day);
    int from = hours->day[weekday - 1].from, until = hours->day[weekday - 1].until;
    if (from >= until)
        return (Span){0};
    CalendarMark marks[2];
    guint count = calendar_marks_of(day, marks);
    const CalendarException *exception = calendar ? calendar_exception(calendar, day) : NULL;
    for (guint i = 0; i < count; i++) {
        if (marks[i].kind == CALENDAR_HOLIDAY)
            return (Span){0};
        if (weekday <= DAY_FRIDAY && calendar && !calendar_is_working_day(calendar, day))
            return (Span){0}; /* an eve on which this bureau does not work */
        if (!exception)
            until = MIN(until, CALENDAR_HALF_DAY_CLOSES);
    }
    if (exception) { /* closed: both are 0 */
        from = MAX(from, exception->opens);
        until = MIN(until, exception->closes);
    }
    return from < until ? (Span){day_moment(day, from), day_moment(day, until)} : (Span){0};
}

static bool has_hours(const Hours *hours)
{
    for (guint i = 0; i < G_N_ELEMENTS(hours->day); i++)
        if (hours->day[i].from < hours->day[i].until)
            return true;
    return false;
}

/* The office hours that hold `at`, or else the next ones; empty where there are none. */
static Span next_office(Look *look, gint64 at)
{
    if (!has_hours(&look->hours))
        return (Span){0};
    if (at >= look->asked && at < look->office.until)
        return look->office;
    Day today = day_of_moment(at, NULL);
    for (int days = 0; days <= LONGEST_LOOK_DAYS; days++) {
        Span span = hours_of_day(look, &look->hours, today + days);
        if (span.until > 0 && at < span.until) {
            look->asked = at;
            return look->office = span;
        }
    }
    return (Span){0};
}

static bool in_core(const Look *look, gint64 at)
{
    Span core = hours_of_day(look, &look->core, day_of_moment(at, NULL));
    return at >= core.from && at < core.until;
}

/* ---- marks, duties and absences at a moment ---- */

static const PresenceMark *mark_at(const Look *look, gint64 at)
{
    const PresenceMark *mark = look->person->mark;
    return mark && at >= mark->at && at < mark->until_at ? mark : NULL;
}

static bool covers(const Duty *duty, gint64 at)
{
    return at >= duty->from_at && at < duty->until_at;
}

static bool is_press(const Duty *duty)
{
    return duty->roster && strcmp(duty->roster, PRESS) == 0;
}

static bool is_open(Look *look, gint64 at)
{
    Span office = next_office(look, at);
    return office.until > 0 && at >= office.from;
}

/* The duty by which the one who asks reaches the person: outside the office hours journalists only,
 * by the duty for the press. */
static const Duty *duty_at(Look *look, gint64 at)
{
    const GPtrArray *duties = look->person->duties;
    for (guint i = 0; i < duties->len; i++) {
        const Duty *duty = duties->pdata[i];
        if (covers(duty, at) && ((look->for_press && is_press(duty)) || is_open(look, at)))
            return duty;
    }
    return NULL;
}

static const AbsenceCode *reason_of(Look *look, const char *code)
{
    if (!code || !*code)
        return NULL;
    if (code != look->code) {
        look->code = code;
        look->reason = absence_code_find(look->rules->codes, code);
    }
    return look->reason;
}

static AbsenceEffect effect_of(Look *look, const Absence *absence)
{
    const AbsenceCode *reason = reason_of(look, absence->code);
    return reason ? reason->effect : ABSENCE_OUT;
}

/* Which of several absences decides, the lowest: what was said goes before the calendar, out before
 * busy, a closed telephone before an open one; working elsewhere hides neither. */
static int weight_of(Look *look, const Absence *absence)
{
    AbsenceEffect effect = effect_of(look, absence);
    bool calendar = absence->kind == ABSENCE_CALENDAR;
    return (effect == ABSENCE_REACHABLE ? 8 : 0) + (calendar ? 4 : 0) +
           (effect == ABSENCE_BUSY ? 2 : 0) + absence->phone_open;
}

/* Who said that they can be reached is not away because their calendar shows it so; but a meeting
 * in it is a meeting, wherever it is held. */
static bool is_answered(Look *look, const Absence *absence, gint64 at)
{
    const GPtrArray *absences = look->person->absences;
    if (absence->kind != ABSENCE_CALENDAR || effect_of(look, absence) != ABSENCE_OUT)
        return false;
    for (guint i = 0; i < absences->len; i++) {
        const Absence *said = absences->pdata[i];
        if (said->kind == ABSENCE_SAID && at >= said->from_at && at < said->until_at &&
            effect_of(look, said) == ABSENCE_REACHABLE)
            return true;
    }
    return false;
}

/* The absence that decides at this moment; NULL: none. */
static const Absence *absence_at(Look *look, gint64 at)
{
    const GPtrArray *absences = look->person->absences;
    const Absence *best = NULL;
    int best_weight = 0;
    for (guint i = 0; i < absences->len; i++) {
        const Absence *absence = absences->pdata[i];
        if (at < absence->from_at || at >= absence->until_at || is_answered(look, absence, at))
            continue;
        int weight = weight_of(look, absence);
        if (!best || weight < best_weight) {
            best = absence;
            best_weight = weight;
        }
    }
    return best;
}

/* ---- being away ---- */

/* Where what is known of the person may change after `at`: the first moment in (at, limit) where a
 * mark or an absence begins or ends; limit where there is none. */
static gint64 next_change(Look *look, gint64 at, gint64 limit)
{
    const Person *person = look->person;
#define NEARER(moment)                                                                             \
    if ((moment) > at && (moment) < limit)                                                         \
    limit = (moment)
    if (person->mark) {
        NEARER(person->mark->at);
        NEARER(person->mark->until_at);
    }
    for (guint i = 0; i < person->absences->len; i++) {
        const Absence *absence = person->absences->pdata[i];
        NEARER(absence->from_at);
        NEARER(absence->until_at);
    }
#undef NEARER
    return limit;
}

/* A duty that falls into an absence brings nobody back: no caller is promised that. */
static bool is_away(Look *look, gint64 at)
{
    const PresenceMark *mark = mark_at(look, at);
    if (mark)
        return mark->status != MARK_IN;
    const Absence *absence = absence_at(look, at);
    return absence && effect_of(look, absence) != ABSENCE_REACHABLE;
}

/* The first moment in [at, limit) at which the person is away; limit: none. */
static gint64 next_away(Look *look, gint64 at, gint64 limit)
{
    while (at < limit && !is_away(look, at))
        at = next_change(look, at, limit);
    return at;
}

/* The end of the chain of absences that covers `at`; `at` itself when none does. */
static gint64 chain_end(Look *look, gint64 at)
{
    if (!is_away(look, at))
        return at;
    gint64 end = next_change(look, at, FAR_OFF);
    for (gint64 next; end < FAR_OFF; end = next_change(look, next, FAR_OFF)) {
        next = next_away(look, end, end + CHAIN_GAP);
        if (next == end + CHAIN_GAP)
            break;
    }
    return end;
}

/* The first office minute from `at` on with no absence in it or close after it; 0: not within the
 * longest look. */
static gint64 next_in(Look *look, gint64 at)
{
    gint64 latest = at + LONGEST_LOOK_DAYS * (gint64)DAY;
    while (at < latest) {
        gint64 away = next_away(look, at, at + CHAIN_GAP);
        gint64 present = away < at + CHAIN_GAP ? chain_end(look, away) : at;
        Span office = present < latest ? next_office(look, present) : (Span){0};
        if (office.until == 0)
            return 0;
        if (present == at && office.from <= at)
            return at;
        at = MAX(present, office.from);
    }
    return 0;
}

/* ---- the rules, in their order ---- */

static const PresenceStatus statuses_of_absence[] = {[ABSENCE_OUT] = PRESENCE_OUT,
                                                     [ABSENCE_BUSY] = PRESENCE_BUSY,
                                                     [ABSENCE_REACHABLE] = PRESENCE_IN};

static void is_reason(Look *look, Presence *presence, const char *code)
{
    presence->code = code ? code : "";
    presence->reason = reason_of(look, code);
}

static bool by_leaving(const Look *look, Presence *presence)
{
    if (look->person->active)
        return false;
    presence->status = PRESENCE_OUT;
    presence->source = PRESENCE_BY_LEAVING;
    return true;
}

/* A mark "in" that was made in the evening holds then; it does not make later nights office hours.
 */
static bool is_in_by_mark(Look *look, const PresenceMark *mark, gint64 now, Span office)
{
    return now >= office.from || now < next_office(look, mark->at).from || office.until == 0;
}

static bool by_mark(Look *look, Presence *presence, gint64 now, Span office)
{
    static const PresenceStatus statuses[] = {PRESENCE_IN, PRESENCE_BUSY, PRESENCE_OUT};
    const PresenceMark *mark = mark_at(look, now);
    if (!mark || (mark->status == MARK_IN && !is_in_by_mark(look, mark, now, office)))
        return false;
    presence->status = statuses[mark->status];
    presence->source = PRESENCE_BY_MARK;
    presence->source_at = mark->at;
    presence->source_name = mark->operator_name ? mark->operator_name : "";
    presence->note = mark->note ? mark->note : "";
    is_reason(look, presence, mark->code);
    bool can_ring = (office.until > 0 && now >= office.from) || duty_at(look, now);
    presence->phone_open = can_ring && mark->status != MARK_IN && presence->reason &&
                           presence->reason->effect == ABSENCE_REACHABLE;
    presence->until = mark->status != MARK_IN ? chain_end(look, now)
                      : office.until > 0      ? MIN(mark->until_at, office.until)
                                              : mark->until_at;
    return true;
}

/* Who has a duty is in, and it is told where they are noted as away all the same. */
static void note_absence(Look *look, Presence *presence, gint64 now)
{
    const Absence *absence = absence_at(look, now);
    if (!absence || absence->phone_open || effect_of(look, absence) == ABSENCE_REACHABLE)
        return;
    presence->noted = statuses_of_absence[effect_of(look, absence)];
    presence->noted_at = absence->seen_at;
    presence->noted_by = absence_told_by(absence);
    presence->by_hand = absence_is_by_hand(absence);
    presence->reason = reason_of(look, absence->code);
    presence->note = absence->note ? absence->note : "";
}

static bool by_duty(Look *look, Presence *presence, gint64 now, Span office)
{
    const Duty *duty = duty_at(look, now);
    if (!duty)
        return false;
    presence->status = PRESENCE_IN;
    presence->source = PRESENCE_BY_DUTY;
    presence->source_at = duty->seen_at;
    presence->source_name = duty->source ? duty->source : "";
    presence->code = duty->roster ? duty->roster : "";
    note_absence(look, presence, now);
    presence->phone_open = presence->noted == PRESENCE_IN && now < office.from;
    presence->until = look->for_press && is_press(duty) ? presence->duty_until
                      : presence->noted != PRESENCE_IN  ? MIN(duty->until_at, office.until)
                                                        : next_away(look, now, office.until);
    return true;
}

static bool by_absence(Look *look, Presence *presence, gint64 now, Span office)
{
    const Absence *absence = mark_at(look, now) ? NULL : absence_at(look, now);
    AbsenceEffect effect = absence ? effect_of(look, absence) : ABSENCE_OUT;
    if (!absence || (effect == ABSENCE_REACHABLE && !is_open(look, now)))
        return false;
    presence->status = statuses_of_absence[effect];
    presence->source =
        absence->kind == ABSENCE_CALENDAR ? PRESENCE_BY_CALENDAR : PRESENCE_BY_ABSENCE;
    presence->source_at = absence->seen_at;
    presence->source_name = absence_told_by(absence);
    presence->by_hand = absence_is_by_hand(absence);
    presence->note = absence->note ? absence->note : "";
    presence->phone_open = absence->phone_open || effect == ABSENCE_REACHABLE;
    is_reason(look, presence, absence->code);
    presence->until =
        effect == ABSENCE_REACHABLE ? next_away(look, now, office.until) : chain_end(look, now);
    return true;
}

/* Was there a minute of today's office hours at which the person was not away? */
static bool was_in_today(Look *look, gint64 now)
{
    Span today = hours_of_day(look, &look->hours, day_of_moment(now, NULL));
    if (today.until == 0 || now < today.until)
        return false;
    gint64 at = today.from;
    while (at < today.until && is_away(look, at))
        at = next_change(look, at, today.until);
    return at < today.until;
}

static void by_hours(Look *look, Presence *presence, gint64 now, Span office)
{
    presence->source = PRESENCE_BY_HOURS;
    if (office.until == 0 || now < office.from) {
        presence->status = PRESENCE_CLOSED;
        presence->until = office.from;
        presence->was_in_today = was_in_today(look, now);
        return;
    }
    presence->status = PRESENCE_IN;
    presence->until = next_away(look, now, office.until);
    if (!look->has_core)
        return;
    bool core = in_core(look, now);
    presence->source = core ? PRESENCE_BY_CORE_HOURS : PRESENCE_BY_HOURS;
    presence->flexible = !core;
}

static Look look_at(const Person *person, const PresenceRules *rules)
{
    Look look = {.person = person, .rules = rules};
    /* Hours that came in unreadable count as the usual ones: an import has reported them. */
    if (!hours_parse(person->hours, &look.hours, NULL))
        hours_parse("", &look.hours, NULL);
    const char *core = person->core_hours;
    look.has_core = core && *core && hours_parse(core, &look.core, NULL);
    return look;
}

/* Away so that a duty is not kept; a meeting, which one may leave, only where it counts. */
static bool is_gone(Look *look, gint64 at, bool meetings)
{
    const PresenceMark *mark = mark_at(look, at);
    if (mark) {
        const AbsenceCode *reason = reason_of(look, mark->code);
        return !(reason && reason->effect == ABSENCE_REACHABLE) &&
               (mark->status == MARK_OUT || (meetings && mark->status == MARK_BUSY));
    }
    const Absence *absence = absence_at(look, at);
    if (!absence || absence->phone_open)
        return false;
    AbsenceEffect effect = effect_of(look, absence);
    return effect == ABSENCE_OUT || (meetings && effect == ABSENCE_BUSY);
}

/* Busy now, and out or off before they are back? */
static bool goes_out(Look *look, gint64 now, gint64 back_at)
{
    for (gint64 at = now; at < back_at && is_away(look, at); at = next_change(look, at, back_at))
        if (is_gone(look, at, false))
            return true;
    return chain_end(look, now) != back_at;
}

/* What one is told of their duty for the press, whatever they do now. When the next one begins, 0:
 * there is none. */
static gint64 tell_duty(const Look *look, Presence *presence, gint64 now)
{
    const GPtrArray *duties = look->person->duties;
    for (guint i = 0; i < duties->len; i++) { /* they stand by from_at */
        const Duty *duty = duties->pdata[i];
        bool follows = presence->duty && duty->from_at < presence->duty_until + CHAIN_GAP;
        if (is_press(duty) && (covers(duty, now) || follows)) {
            presence->duty = presence->duty ? presence->duty : duty;
            presence->duty_until = MAX(presence->duty_until, duty->until_at);
        } else if (is_press(duty) && duty->from_at > now) {
            return duty->from_at;
        }
    }
    return 0;
}

static Presence look_up(Look *look, gint64 now)
{
    Presence presence = {.source_name = "", .noted_by = "", .code = "", .note = ""};
    if (by_leaving(look, &presence))
        return presence;
    Span office = next_office(look, now);
    gint64 next_press = tell_duty(look, &presence, now);
    if (!by_mark(look, &presence, now, office) && !by_duty(look, &presence, now, office) &&
        !by_absence(look, &presence, now, office))
        by_hours(look, &presence, now, office);
    PresenceStatus told = presence_shown(&presence);
    if (told != PRESENCE_IN)
        presence.back_at = next_in(look, now);
    if (told == PRESENCE_BUSY && presence.back_at > 0)
        presence.goes_out = goes_out(look, now, presence.back_at);
    if (look->for_press && presence.back_at > next_press && next_press &&
        !is_away(look, next_press))
        presence.back_at = next_press;
    return presence;
}

Presence presence_of(const Person *person, const PresenceRules *rules, gint64 now)
{
    Look look = look_at(person, rules);
    return look_up(&look, now);
}

Presence presence_for_press(const Person *person, const PresenceRules *rules, gint64 now)
{
    Look look = look_at(person, rules);
    look.for_press = true;
    return look_up(&look, now);
}

bool presence_next_away(const Person *person, const PresenceRules *rules, bool meetings,
                        gint64 *from, gint64 *until)
{
    Look look = look_at(person, rules);
    gint64 at = *from;
    while (at < *until && !is_gone(&look, at, meetings))
        at = next_change(&look, at, *until);
    *from = at;
    while (at < *until && is_gone(&look, at, meetings))
        at = next_change(&look, at, *until);
    *until = at;
    return *from < *until;
}

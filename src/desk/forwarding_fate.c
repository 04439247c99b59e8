/* What came of a forward when no mail said so: the section answered by telephone or without us, we
 * take it back, or there is silence; and what else time brings. What a mail settles is the mail
 * room's. */
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/domain/refusal.h"

#include "skranke/store/inquiries.h"
#include "skranke/store/outbox.h"
#include "skranke/store/phone_messages.h"

#include "skranke/desk/rules.h"

#include "forwarding_private.h"

/* A desk that was away for long wakes the rest at its next look. */
enum { MOST_WOKEN = 200 };

bool forwarding_next_holder(Desk *desk, Inquiry *inquiry, gint64 settled, GError **error)
{
    g_autoptr(GPtrArray) forwards = forwards_of_inquiry(desk->db, inquiry->id, error);
    if (!forwards)
        return false;
    change_set_text(&inquiry->forwarded_to, "");
    inquiry->forward_due_at = 0;
    for (guint i = 0; i < forwards->len; i++) {
        const Forward *forward = forwards->pdata[i];
        if (forward->state != FORWARD_WAITING || forward->id == settled)
            continue;
        change_set_text(&inquiry->forwarded_to, forward->name);
        inquiry->forward_due_at = forward->due_at;
    }
    return true;
}

static InquiryState open_state(const Inquiry *inquiry)
{
    return inquiry->owner ? INQUIRY_OPEN : INQUIRY_NEW;
}

/* The open forward of an inquiry; NULL with an error where there is none. */
static Forward *need_open(Desk *desk, gint64 inquiry, GError **error)
{
    g_autoptr(GError) failed = NULL;
    Forward *forward = forwards_open(desk->db, inquiry, &failed);
    if (failed)
        g_propagate_error(error, g_steal_pointer(&failed));
    else if (!forward)
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_NOT_FOUND,
                    _("Inquiry %" PRId64 " is not with a section or person; nothing was changed."),
                    inquiry);
    return forward;
}

/* change and forward are read, after is as it shall be. */
static bool settle(Desk *desk, Change *change, const Forward *forward, ForwardState state,
                   EventKind kind, GError **error)
{
    g_autofree char *more = events_text("from", forward->name);
    change->after->snoozed_until = 0;
    if (!forwarding_next_holder(desk, change->after, forward->id, error))
        return false;
    forwards_settle(change->batch, forward->id, state, 0, change->now);
    change_add(desk, change, kind, 0, more);
    return change_apply(desk, change, error);
}

bool forwarding_take_up(Desk *desk, Change *change, const Event *event, GError **error)
{
    Inquiry *after = change->after;
    if (change->before->state != INQUIRY_CLOSED || after->state == INQUIRY_CLOSED)
        return true;
    g_autoptr(GPtrArray) forwards = forwards_of_inquiry(desk->db, after->id, error);
    for (guint i = 0; forwards && i < forwards->len; i++) {
        const Forward *forward = forwards->pdata[i];
        if (forward->state != FORWARD_TAKEN_BACK || forward->settled_at != event->at ||
            forward->answer)
            continue;
        change_set_text(&after->forwarded_to, forward->name);
        after->forward_due_at = forward->due_at;
        forwards_take_up(change->batch, after->id, event->at);
    }
    phone_messages_take_up(change->batch, after->id, event->at);
    return forwards != NULL;
}

bool forwarding_answered_directly(Desk *desk, gint64 inquiry, GError **error)
{
    g_autoptr(Change) change = change_begin(desk, inquiry, error);
    g_autoptr(Forward) forward = change ? need_open(desk, inquiry, error) : NULL;
    if (!forward)
        return false;
    const char *why =
        refusal_close_without_decision(change->before->category, change->before->decision);
    if (why) {
        g_set_error_literal(error, SKRANKE_ERROR, SKRANKE_ERROR_REFUSED, why);
        return false;
    }
    if (!change_settle_category(desk, change, error))
        return false;
    change->after->state = INQUIRY_CLOSED;
    if (change->after->answered_at < change->after->started_at || !change->after->answered_at)
        change->after->answered_at = change->now;
    return settle(desk, change, forward, FORWARD_ANSWERED_DIRECTLY, EVENT_FORWARD_DIRECT, error);
}

/* As undo does; what has left is left. A notice that stays here was no provisional reply. */
static void withdraw_held(Desk *desk, Change *change, const Forward *forward)
{
    const gint64 messages[] = {forward->message, forward->notice};
    for (guint i = 0; i < G_N_ELEMENTS(messages); i++) {
        g_autoptr(OutboxItem) item =
            messages[i] ? outbox_of_message(desk->db, messages[i], NULL) : NULL;
        if (!item || item->state != DELIVERY_HELD)
            continue;
        outbox_withdraw(change->batch, item, change->now);
        if (messages[i] == forward->notice && change->after->holding_sent_at == forward->at)
            change->after->holding_sent_at = 0;
    }
}

bool forwarding_take_back(Desk *desk, gint64 inquiry, GError **error)
{
    g_autoptr(Change) change = change_begin(desk, inquiry, error);
    g_autoptr(Forward) forward = change ? need_open(desk, inquiry, error) : NULL;
    if (!forward)
        return false;
    if (change->after->state == INQUIRY_WAITING)
        change->after->state = open_state(change->after);
    withdraw_held(desk, change, forward);
    return settle(desk, change, forward, FORWARD_TAKEN_BACK, EVENT_FORWARD_TAKEN_BACK, error);
}

/* Of a forward, so that it cannot be called back; a notice that was never written has not. */
static bool has_left(Desk *desk, gint64 message)
{
    g_autoptr(OutboxItem) item = message ? outbox_of_message(desk->db, message, NULL) : NULL;
    return item && item->state != DELIVERY_HELD && item->state != DELIVERY_WITHDRAWN &&
           item->state != DELIVERY_REFUSED;
}

static const Forward *settled_last(const GPtrArray *forwards)
{
    const Forward *last = NULL;
    for (guint i = 0; i < forwards->len; i++) {
        const Forward *forward = forwards->pdata[i];
        if (forward->state == FORWARD_TAKEN_BACK &&
            (!last || forward->settled_at >= last->settled_at))
            last = forward;
    }
    return last;
}

char *forwarding_still_out(Desk *desk, gint64 inquiry, GError **error)
{
    g_autoptr(GPtrArray) forwards = forwards_of_inquiry(desk->db, inquiry, error);
    if (!forwards)
        return NULL;
    GString *said = g_string_new(NULL);
    const Forward *last = settled_last(forwards);
    if (last && has_left(desk, last->message))
        g_string_append_printf(said,
                               _("The mail to %s has left, and they may still answer. Tell them "
                                 "that it is answered here: write to %s."),
                               last->name, last->address);
    if (last && has_left(desk, last->notice))
        g_string_append_printf(said,
                               _("%sThe inquirer has been told that %s answers. Say in your answer "
                                 "who does now."),
                               said->len ? " " : "", last->name);
    return g_string_free(said, FALSE);
}

/* ---- whom one would ask ---- */

/* Words of the categories' owners and the role of the section that answers for them. */
static const struct {
    const char *owner, *role;
} owner_roles[] = {
    {"information_service", "information_service"},
    {"microdata_section", "microdata"},
    {"press_contacts", "press"},
    {"communication", "social_media"},
    {"survey_service", "respondents"},
    {"survey_service_legal", "respondents"},
    {"form_section", "respondents"},
    {"hr", "jobs"},
    {"archive_section", "archive"},
    {"switchboard", "switchboard"},
};

static void append_once(GPtrArray *sections, const Section *section)
{
    if (section && !g_ptr_array_find(sections, section, NULL))
        g_ptr_array_add(sections, (gpointer)section);
}

static void append_section_of_statistic(GPtrArray *sections, const PeopleDirectory *people,
                                        const char *short_name)
{
    for (guint i = 0; short_name && *short_name && i < people->statistics->len; i++) {
        const Statistic *statistic = people->statistics->pdata[i];
        if (g_strcmp0(statistic->short_name, short_name) == 0)
            append_once(sections, people_directory_section(people, statistic->section));
    }
}

static void append_sections_of_owner(GPtrArray *sections, const PeopleDirectory *people,
                                     const Category *category)
{
    const char *role = NULL;
    for (guint i = 0; category && i < G_N_ELEMENTS(owner_roles); i++)
        if (g_strcmp0(category->owner, owner_roles[i].owner) == 0)
            role = owner_roles[i].role;
    for (guint i = 0; role && i < people->sections->len; i++) {
        const Section *section = people->sections->pdata[i];
        if (section->role && strstr(section->role, role))
            append_once(sections, section);
    }
}

GPtrArray *forwarding_sections(Desk *desk, const Directory *directory, gint64 inquiry,
                               GError **error)
{
    g_autoptr(Inquiry) record = inquiries_get(desk->db, inquiry, error);
    const Rulebook *rules = record ? rules_book(desk, error) : NULL;
    if (!rules)
        return NULL;
    const PeopleDirectory *people = directory_people(directory);
    GPtrArray *sections = g_ptr_array_new();
    append_section_of_statistic(sections, people, record->statistic);
    append_sections_of_owner(sections, people, rulebook_category(rules, record->category));
    for (guint i = 0; i < people->sections->len; i++)
        append_once(sections, people->sections->pdata[i]);
    return sections;
}

/* ---- what time brings ---- */

/* Nobody did it: the event has no operator, whoever's desk looked first. */
static void add_woken(Change *change, EventKind kind, const char *name)
{
    g_autofree char *more = name ? events_text("from", name) : g_strdup("");
    char *was = NULL, *is = NULL;
    change_facts(change->before, change->after, &was, &is);
    events_add(change->batch, change->now, 0, kind, change->before->id, 0, was, name ? more : is);
    g_free(was);
    g_free(is);
}

/* Silence does not open what somebody has closed meanwhile; that one is only no longer awaited. */
static bool wake_silent(Desk *desk, const Forward *forward, GError **error)
{
    g_autoptr(Change) change = change_begin(desk, forward->inquiry, error);
    if (!change || !forwarding_next_holder(desk, change->after, forward->id, error))
        return false;
    bool closed = change->before->state == INQUIRY_CLOSED;
    if (change->after->state == INQUIRY_WAITING)
        change->after->state = open_state(change->after);
    change->after->snoozed_until = 0;
    change->after->bumped = !closed;
    forwards_settle(change->batch, forward->id, FORWARD_SILENT, 0, change->now);
    change_put(desk, change);
    if (!closed)
        add_woken(change, EVENT_FORWARD_SILENT, forward->name);
    return change_apply(desk, change, error);
}

static bool wake_snoozed(Desk *desk, gint64 inquiry, GError **error)
{
    g_autoptr(Change) change = change_begin(desk, inquiry, error);
    if (!change)
        return false;
    bool waits = change->before->state == INQUIRY_WAITING;
    if (waits)
        change->after->state = open_state(change->after);
    change->after->snoozed_until = 0;
    change_put(desk, change);
    if (waits)
        add_woken(change, EVENT_WOKEN, NULL);
    return change_apply(desk, change, error);
}

/* Another desk was first, or the inquiry left our sight: nothing is wrong. */
static bool woke(bool done, int *count, GError *failed, GError **error)
{
    if (done)
        (*count)++;
    if (done || g_error_matches(failed, SKRANKE_ERROR, SKRANKE_ERROR_CONFLICT) ||
        g_error_matches(failed, SKRANKE_ERROR, SKRANKE_ERROR_NOT_FOUND)) {
        g_clear_error(&failed);
        return true;
    }
    g_propagate_error(error, failed);
    return false;
}

int forwarding_sweep(Desk *desk, GError **error)
{
    gint64 now = clock_now();
    int count = 0;
    g_autoptr(GPtrArray) silent = forwards_due(desk->db, now, MOST_WOKEN, error);
    g_autoptr(GArray) snoozed =
        silent ? inquiries_snoozed_until(desk->db, now, MOST_WOKEN, error) : NULL;
    if (!snoozed)
        return -1;
    for (guint i = 0; i < silent->len; i++) {
        GError *failed = NULL;
        bool done = wake_silent(desk, silent->pdata[i], &failed);
        if (!woke(done, &count, failed, error))
            return -1;
    }
    for (guint i = 0; i < snoozed->len; i++) {
        GError *failed = NULL;
        bool done = wake_snoozed(desk, g_array_index(snoozed, gint64, i), &failed);
        if (!woke(done, &count, failed, error))
            return -1;
    }
    return count;
}

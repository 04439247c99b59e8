/* Mail that has to do with a forward: found by the mark in its subject or address, known by who
 * wrote it, and what it settles. Owns these rules and their statements; must not know how a forward
 * was sent.
 *
 * A section's people write from their section's address, from their own, or from another of the
 * bureau's: all of these are the section, but never the inquirer, who may work in the house as
 * well. What nobody wrote settles nothing. */
#include "intake_forward.h"

#include <string.h>

#include "skranke/base/clock.h"

#include "skranke/domain/address.h"
#include "skranke/domain/refusal.h"

#include "skranke/store/events.h"
#include "skranke/store/inquiries.h"
#include "skranke/store/messages.h"
#include "skranke/store/phone_messages.h"

#include "skranke/mail/joining.h"

/* Both tables hold Forward *; the mails of a round share them, so that what one settles the next
 * one finds settled. */
struct IntakeForwards {
    GPtrArray *owned;
    GHashTable *by_token;   /* char *, the forward's */
    GHashTable *by_inquiry; /* gint64 *, the forward's -> GPtrArray of them, oldest first */
};

/* ---- what the database knows ---- */

static IntakeForwards *forwards_new(void)
{
    IntakeForwards *forwards = g_new0(IntakeForwards, 1);
    forwards->owned = g_ptr_array_new_with_free_func((GDestroyNotify)forward_free);
    forwards->by_token = g_hash_table_new(g_str_hash, g_str_equal);
    forwards->by_inquiry =
        g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, (GDestroyNotify)g_ptr_array_unref);
    return forwards;
}

void intake_forwards_free(IntakeForwards *forwards)
{
    if (!forwards)
        return;
    g_hash_table_unref(forwards->by_inquiry);
    g_hash_table_unref(forwards->by_token);
    g_ptr_array_unref(forwards->owned);
    g_free(forwards);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(IntakeForwards, intake_forwards_free)

/* Takes them over. */
static void note_forwards(IntakeForwards *forwards, GPtrArray *found)
{
    g_ptr_array_set_free_func(found, NULL);
    for (guint i = 0; i < found->len; i++) {
        Forward *forward = found->pdata[i];
        GPtrArray *siblings = g_hash_table_lookup(forwards->by_inquiry, &forward->inquiry);
        g_ptr_array_add(forwards->owned, forward);
        g_hash_table_insert(forwards->by_token, forward->token, forward);
        if (!siblings) {
            siblings = g_ptr_array_new();
            g_hash_table_insert(forwards->by_inquiry, &forward->inquiry, siblings);
        }
        g_ptr_array_add(siblings, forward);
    }
}

static void add_number(GArray *numbers, GHashTable *seen, gint64 *number)
{
    if (g_hash_table_add(seen, number))
        g_array_append_val(numbers, *number);
}

/* The inquiries that threads lead to, and those whose marks the mails carry. */
static GArray *inquiries_in_question(GHashTable *inquiries, const GPtrArray *marked)
{
    GArray *numbers = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_autoptr(GHashTable) seen = g_hash_table_new(g_int64_hash, g_int64_equal);
    GHashTableIter every;
    gpointer number;
    g_hash_table_iter_init(&every, inquiries);
    while (g_hash_table_iter_next(&every, &number, NULL))
        add_number(numbers, seen, number);
    for (guint i = 0; i < marked->len; i++)
        add_number(numbers, seen, &((Forward *)marked->pdata[i])->inquiry);
    return numbers;
}

static GPtrArray *read_marked(IntakeRun *run, const GPtrArray *items, GError **error)
{
    g_autoptr(GPtrArray) tokens = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < items->len; i++) {
        const ParsedMail *mail = ((const IntakeItem *)items->pdata[i])->mail;
        if (mail)
            joining_add_tokens(mail, tokens);
    }
    return tokens->len > 0 ? forwards_with_tokens(run->db, tokens, error)
                           : g_ptr_array_new_with_free_func((GDestroyNotify)forward_free);
}

IntakeForwards *intake_forwards_read(IntakeRun *run, const GPtrArray *items, GHashTable *inquiries,
                                     GError **error)
{
    g_autoptr(GPtrArray) marked = read_marked(run, items, error);
    if (!marked)
        return NULL;
    g_autoptr(IntakeForwards) forwards = forwards_new();
    g_autoptr(GArray) numbers = inquiries_in_question(inquiries, marked);
    if (numbers->len == 0)
        return g_steal_pointer(&forwards);
    g_autoptr(GPtrArray) found = forwards_of_inquiries(run->db, numbers, error);
    if (!found)
        return NULL;
    note_forwards(forwards, found);
    return g_steal_pointer(&forwards);
}

const Forward *intake_forward_marked(const IntakeForwards *forwards, const ParsedMail *mail)
{
    g_autoptr(GPtrArray) tokens = g_ptr_array_new_with_free_func(g_free);
    joining_add_tokens(mail, tokens);
    const Forward *newest = NULL;
    for (guint i = 0; i < tokens->len; i++) {
        const Forward *forward = g_hash_table_lookup(forwards->by_token, tokens->pdata[i]);
        if (forward && (!newest || forward->id > newest->id))
            newest = forward;
    }
    return newest;
}

/* ---- who wrote ---- */

static bool same_domain(const char *a, const char *b)
{
    const char *at_a = strrchr(a, '@'), *at_b = strrchr(b, '@');
    return at_a && at_b && g_ascii_strcasecmp(at_a, at_b) == 0;
}

static bool is_in_house(const IntakeRun *run, const char *address)
{
    const GPtrArray *own = config_own_addresses(run->config);
    for (guint i = 0; i < own->len; i++)
        if (same_domain(own->pdata[i], address))
            return true;
    return false;
}

static bool is_from_section(const IntakeRun *run, const GPtrArray *forwards,
                            const GPtrArray *inquirers, const char *from)
{
    if (from[0] == '\0' || address_is_among(inquirers, from))
        return false;
    for (guint i = 0; i < forwards->len; i++)
        if (same_domain(((const Forward *)forwards->pdata[i])->address, from))
            return true;
    return is_in_house(run, from);
}

/* Our own address is no inquirer's, also where a form on our web site wrote in its name. */
static bool reaches_inquirer(const IntakeRun *run, const ParsedMail *mail,
                             const GPtrArray *inquirers)
{
    for (guint i = 0; i < mail->recipients->len; i++)
        if (address_is_among(inquirers, mail->recipients->pdata[i]) &&
            !intake_is_own_address(run, mail->recipients->pdata[i]))
            return true;
    return false;
}

/* ---- which forward ---- */

static bool is_open(const Forward *forward)
{
    return forward->state == FORWARD_WAITING || forward->state == FORWARD_SILENT;
}

/* Does the mail answer, or report on, the mail that went out with this forward? */
static bool refers_to(const Known *known, const ParsedMail *mail, const Forward *forward)
{
    for (guint i = 0; i < mail->references->len; i++) {
        const IntakeThread *thread = known_thread(known, mail->references->pdata[i], true);
        if (thread && forward->message && thread->message == forward->message)
            return true;
    }
    return false;
}

/* How surely a mail is about this forward rather than another one of the inquiry. */
static int likeness(const Known *known, const ParsedMail *mail, const Forward *marked,
                    const Forward *forward)
{
    if (forward == marked)
        return 4;
    if (refers_to(known, mail, forward))
        return 3;
    return address_equal(forward->address, mail->from_address) ? 2 : 1;
}

/* The newest other one that is still awaited. */
static const Forward *next_holder(const GPtrArray *forwards)
{
    for (guint i = forwards->len; i > 0; i--) {
        const Forward *forward = forwards->pdata[i - 1];
        if (forward->state == FORWARD_WAITING)
            return forward;
    }
    return NULL;
}

/* A word more about one that is settled settles no other. */
static Forward *find_open(const Known *known, const ParsedMail *mail, const GPtrArray *forwards)
{
    const Forward *marked = intake_forward_marked(known->forwards, mail);
    Forward *best = NULL;
    int most = 0;
    for (guint i = 0; i < forwards->len; i++) {
        Forward *forward = forwards->pdata[i];
        int like = likeness(known, mail, marked, forward);
        if (like < most || (!is_open(forward) && like <= MAX(most, 1)))
            continue;
        best = forward;
        most = like;
    }
    return best && is_open(best) ? best : NULL;
}

/* Our mail to the section did not arrive: nobody there will answer. */
static void judge_failure(const Known *known, const ParsedMail *mail, const GPtrArray *forwards,
                          IntakeVerdict *verdict)
{
    Forward *forward = find_open(known, mail, forwards);
    if (!forward || !refers_to(known, mail, forward))
        return;
    verdict->settles = forward->id;
    verdict->settled = forward->state = FORWARD_TAKEN_BACK;
    verdict->holder = next_holder(forwards);
}

/* What the section told the inquirer closes the inquiry, but for an access request that waits for
 * its decision. */
static bool may_close(const Inquiry *record)
{
    return !refusal_close_without_decision(record->category, record->decision);
}

/* Nobody else is awaited in what is closed. */
static void settle_by_answer(const GPtrArray *forwards, Forward *forward, IntakeVerdict *verdict)
{
    bool closes = verdict->to_inquirer && may_close(verdict->joined->record);
    verdict->settles = forward->id;
    verdict->settled = forward->state =
        verdict->to_inquirer ? FORWARD_ANSWERED_DIRECTLY : FORWARD_ANSWERED;
    for (guint i = 0; closes && i < forwards->len; i++) {
        Forward *other = forwards->pdata[i];
        if (other->state == FORWARD_WAITING)
            other->state = FORWARD_TAKEN_BACK;
    }
    verdict->holder = next_holder(forwards);
}

bool intake_forward_judge(IntakeRun *run, Known *known, const ParsedMail *mail,
                          IntakeVerdict *verdict, GError **error)
{
    const GPtrArray *forwards = g_hash_table_lookup(known->forwards->by_inquiry, &verdict->inquiry);
    if (verdict->outcome != INTAKE_JOINED || !forwards)
        return true;
    if (mail->automatic_kind == AUTOMATIC_FAILURE) {
        judge_failure(known, mail, forwards, verdict);
        return true;
    }
    g_autoptr(GPtrArray) inquirers = messages_inquirers(run->db, verdict->inquiry, error);
    if (!inquirers)
        return false;
    verdict->from_section = is_from_section(run, forwards, inquirers, mail->from_address);
    verdict->to_inquirer = verdict->from_section && reaches_inquirer(run, mail, inquirers);
    Forward *forward = verdict->from_section ? find_open(known, mail, forwards) : NULL;
    if (!forward || mail->automatic_kind == AUTOMATIC_COURTESY)
        return true;
    settle_by_answer(forwards, forward, verdict);
    return true;
}

/* ---- what follows ---- */

/* What the section told the inquirer is the answer, and nothing is left to do; but a decision on an
 * access request is still to be recorded. Otherwise somebody must pass it on. */
static void put_state(const IntakeRun *run, DbBatch *batch, const IntakeVerdict *verdict, gint64 at)
{
    IntakeInquiry *known = verdict->joined;
    Inquiry *record = known->record;
    bool direct = verdict->to_inquirer;
    InquiryState open = record->owner ? INQUIRY_OPEN : INQUIRY_NEW;
    bool answered = record->answered_at >= record->started_at && record->answered_at > 0;
    InquiryState state = !direct             ? open
                         : !verdict->settles ? record->state
                         : may_close(record) ? INQUIRY_CLOSED
                                             : open;
    /* Where no limit runs it would lie at the bottom, and who waits is not told what came. */
    record->bumped =
        state != INQUIRY_CLOSED && (record->bumped || record->limit_at == 0 || answered);
    inquiries_set_bumped(batch, record->id, record->bumped);
    intake_promise_back(run, batch, known, state, direct && verdict->settles && !answered ? at : 0,
                        at);
}

EventKind intake_forward_event(const IntakeVerdict *verdict)
{
    if (verdict->settles == 0)
        return EVENT_JOINED;
    return verdict->settled == FORWARD_ANSWERED            ? EVENT_FORWARD_ANSWERED
           : verdict->settled == FORWARD_ANSWERED_DIRECTLY ? EVENT_FORWARD_DIRECT
                                                           : EVENT_FORWARD_TAKEN_BACK;
}

void intake_forward_settle(DbBatch *batch, const IntakeVerdict *verdict)
{
    if (verdict->settles == 0)
        return;
    forwards_settle(batch, verdict->settles, verdict->settled, EVENT_LATEST, clock_now());
    Inquiry *record = verdict->joined->record;
    const Forward *holder = verdict->holder;
    /* Whoever answers a message about a caller has seen to it. */
    if (verdict->settled != FORWARD_TAKEN_BACK)
        phone_messages_settle_inquiry(batch, record->id, clock_now());
    g_free(record->forwarded_to);
    record->forwarded_to = g_strdup(holder ? holder->name : "");
    record->forward_due_at = holder ? holder->due_at : 0;
    if (verdict->settled == FORWARD_ANSWERED_DIRECTLY && may_close(record))
        forwards_end(batch, record->id, clock_now());
}

void intake_forward_tell(const IntakeRun *run, DbBatch *batch, const ParsedMail *mail,
                         const IntakeVerdict *verdict, gint64 at)
{
    intake_promise_touch(batch, verdict->joined);
    inquiries_message_added(batch, verdict->inquiry, at, clock_now());
    /* A further word to the inquirer that settles nothing changes nothing here. */
    bool nothing = verdict->to_inquirer && verdict->settles == 0;
    if (mail->automatic_kind != AUTOMATIC_COURTESY && !nothing)
        put_state(run, batch, verdict, at);
}

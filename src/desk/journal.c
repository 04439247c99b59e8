/* Owns what an operator does with the journal: decide on a message, let the category decide, check
 * the sequence. How messages follow their category is the store's rule (store/journal_entries.h),
 * which the mail shares; what may stand in the journal is the domain's. */
#include "skranke/desk/journal.h"

#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/store/events.h"
#include "skranke/store/inquiries.h"
#include "skranke/store/messages.h"

#include "skranke/desk/fact.h"
#include "skranke/desk/rules.h"

/* ---- following the category ---- */

static bool read_case(Desk *desk, const Inquiry *inquiry, JournalCase *journal_case, GError **error)
{
    const Rulebook *rulebook = rules_book(desk, error);
    if (!rulebook)
        return false;
    *journal_case = (JournalCase){
        .inquiry = inquiry,
        .category = rulebook_category(rulebook, inquiry->category ? inquiry->category : ""),
        .handler = desk->operator_->name,
        .now = clock_now(),
        .operator_id = desk->operator_->id,
    };
    return true;
}

bool journal_follow(Desk *desk, DbBatch *batch, const Inquiry *inquiry, GError **error)
{
    return journal_follow_others(desk, batch, inquiry, 0, error);
}

bool journal_follow_others(Desk *desk, DbBatch *batch, const Inquiry *inquiry, gint64 message,
                           GError **error)
{
    JournalCase journal_case;
    g_autoptr(GPtrArray) messages = messages_of_inquiry(desk->db, inquiry->id, error);
    g_autoptr(GPtrArray) entries =
        messages ? journal_entries_of_inquiry(desk->db, inquiry->id, error) : NULL;
    if (!entries || !read_case(desk, inquiry, &journal_case, error))
        return false;
    for (guint i = 0; i < messages->len; i++)
        if (((const Message *)messages->pdata[i])->id != message)
            journal_entries_follow_message(batch, &journal_case, messages->pdata[i], entries);
    return true;
}

bool journal_follow_new(Desk *desk, DbBatch *batch, const Inquiry *inquiry, const Message *message,
                        GError **error)
{
    JournalCase journal_case;
    if (!read_case(desk, inquiry, &journal_case, error))
        return false;
    journal_entries_follow_message(batch, &journal_case, message, NULL);
    return true;
}

bool journal_withdraw(Desk *desk, DbBatch *batch, gint64 inquiry, gint64 message, GError **error)
{
    g_autoptr(GPtrArray) entries = journal_entries_of_inquiry(desk->db, inquiry, error);
    if (!entries)
        return false;
    if (!journal_entries_standing(entries, message))
        return true;
    const char *reason = _("The message was taken back.");
    g_autofree char *after = fact_of_texts("reason", reason, NULL);
    gint64 now = clock_now();
    journal_entries_void(batch, message, reason, now);
    journal_entries_decide(batch, message, category_journal_words[CATEGORY_JOURNAL_NO], "");
    events_add(batch, now, desk->operator_->id, EVENT_JOURNAL_VOID, inquiry, message, "", after);
    return true;
}

/* ---- by hand ---- */

typedef struct {
    Desk *desk;
    const Inquiry *inquiry;
    const Message *message;
    const JournalEntry *standing; /* NULL: none */
    const char *reason;           /* stripped; "" none */
    JournalCase journal_case;
    DbBatch *batch;
} ByHand;

static bool refuse(GError **error, const char *sentence)
{
    g_set_error_literal(error, SKRANKE_ERROR, SKRANKE_ERROR_REFUSED, sentence);
    return false;
}

static void add_event(const ByHand *hand, EventKind kind, const char *decision)
{
    g_autofree char *after = fact_of_texts("journal", decision, "reason", hand->reason, NULL);
    events_add(hand->batch, hand->journal_case.now, hand->desk->operator_->id, kind,
               hand->inquiry->id, hand->message->id, "", after);
}

static bool enter(const ByHand *hand, GError **error)
{
    g_autofree char *problem = NULL;
    g_autoptr(JournalEntry) entry =
        journal_entries_make(&hand->journal_case, hand->message, &problem);
    if (!entry) {
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_REFUSED,
                    _("Message %" PRId64 " was not journalled: %s"), hand->message->id, problem);
        return false;
    }
    if (!journal_entries_is_dispatched(hand->message)) {
        journal_entries_decide(hand->batch, hand->message->id, "yes", hand->reason);
        add_event(hand, EVENT_JOURNAL_DECIDED, "yes");
        return true;
    }
    journal_entries_add(hand->batch, hand->inquiry->id, hand->message->id, entry, hand->reason,
                        NULL);
    add_event(hand, EVENT_JOURNALLED, "yes");
    return true;
}

static bool leave_out(const ByHand *hand, GError **error)
{
    if (hand->standing && *hand->reason == '\0')
        return refuse(error, _("An entry that becomes void keeps its number and needs a reason. "
                               "Nothing was changed; give one."));
    if (hand->standing)
        journal_entries_void(hand->batch, hand->message->id, hand->reason, hand->journal_case.now);
    journal_entries_decide(hand->batch, hand->message->id, "no", hand->reason);
    add_event(hand, hand->standing ? EVENT_JOURNAL_VOID : EVENT_JOURNAL_DECIDED, "no");
    return true;
}

/* Nobody has to say why a message goes the way its category says. */
static bool has_reason(const ByHand *hand, bool yes, GError **error)
{
    JournalDecision usual = journal_decide(hand->journal_case.category, hand->message->direction,
                                           hand->message->purpose, hand->message->automatic);
    bool differs = usual.decision != (yes ? CATEGORY_JOURNAL_YES : CATEGORY_JOURNAL_NO);
    if (!differs || *hand->reason)
        return true;
    g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_REFUSED,
                _("Message %" PRId64
                  " is usually decided otherwise (%s). Nothing was changed; give "
                  "a reason."),
                hand->message->id, usual.reason);
    return false;
}

static bool may_be_journalled(const Message *message, GError **error)
{
    if (message->direction == MESSAGE_NOTE)
        return refuse(error, _("An internal note is never journalled. Nothing was changed."));
    if (message->purpose == PURPOSE_RECEIPT)
        return refuse(error, _("An automatic receipt is never journalled. Nothing was changed."));
    return true;
}

/* Somebody may have decided between our reading and our writing: then it is theirs that counts. */
static bool decide(const ByHand *hand, bool yes, GError **error)
{
    journal_entries_expect(hand->batch, hand->message->id, hand->message->journal);
    return (yes ? enter(hand, error) : leave_out(hand, error)) &&
           db_batch_apply(hand->desk->db, hand->batch, error);
}

static bool set_read(ByHand *hand, bool yes, GError **error)
{
    bool is_yes = g_str_equal(hand->message->journal, "yes");
    bool is_no = g_str_equal(hand->message->journal, "no");
    if (yes ? is_yes && (hand->standing || !journal_entries_is_dispatched(hand->message))
            : is_no && !hand->standing)
        return true;
    if ((yes && !may_be_journalled(hand->message, error)) || !has_reason(hand, yes, error))
        return false;
    return decide(hand, yes, error);
}

bool journal_set(Desk *desk, gint64 id, bool yes, const char *reason, GError **error)
{
    ByHand hand = {.desk = desk};
    g_autofree char *why = g_strstrip(g_strdup(reason ? reason : ""));
    g_autoptr(Message) message = messages_get(desk->db, id, error);
    g_autoptr(Inquiry) inquiry = message ? inquiries_get(desk->db, message->inquiry, error) : NULL;
    g_autoptr(GPtrArray) entries =
        inquiry ? journal_entries_of_inquiry(desk->db, inquiry->id, error) : NULL;
    if (!entries || !read_case(desk, inquiry, &hand.journal_case, error))
        return false;
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    hand.inquiry = inquiry;
    hand.message = message;
    hand.standing = journal_entries_standing(entries, id);
    hand.reason = why;
    hand.batch = batch;
    return set_read(&hand, yes, error);
}

/* ---- the check ---- */

static bool fail_year(const Desk *desk, const JournalYear *year, GError **error)
{
    gint64 gap = journal_entries_gap(desk->db, year->year, error);
    if (gap < 0)
        return false;
    g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_FAILED,
                _("The journal of %d is not whole: number %" PRId64
                  " is missing or there twice. Nothing "
                  "was changed; compare with a backup."),
                (int)year->year, gap);
    return false;
}

/* A request that is decided is the journal's business, whoever chose its category. */
static bool fail_decided(const Desk *desk, gint64 id, GError **error)
{
    g_autoptr(Message) message = messages_get(desk->db, id, NULL);
    g_autoptr(Inquiry) inquiry = message ? inquiries_get(desk->db, message->inquiry, NULL) : NULL;
    if (!inquiry || !inquiry->decision || !*inquiry->decision)
        return false;
    g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_FAILED,
                _("Inquiry %" PRId64 " is decided, but the journal does not agree with it: message "
                  "%" PRId64 " is not entered as it should be. Decide with \"skranke journal set "
                  "%" PRId64 " yes\" or \"no\"."),
                inquiry->id, id, id);
    return true;
}

static bool check_decisions(const Desk *desk, GError **error)
{
    g_autoptr(GArray) astray = journal_entries_astray(desk->db, 1, error);
    if (!astray)
        return false;
    if (astray->len == 0)
        return true;
    gint64 message = g_array_index(astray, gint64, 0);
    if (fail_decided(desk, message, error))
        return false;
    g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_FAILED,
                _("Message %" PRId64
                  " and the journal do not agree whether it is journalled. Decide with \"skranke "
                  "journal set %" PRId64 " yes\" or \"no\"."),
                message, message);
    return false;
}

bool journal_check(Desk *desk, GError **error)
{
    g_autoptr(GArray) years = journal_entries_years(desk->db, error);
    for (guint i = 0; years && i < years->len; i++) {
        const JournalYear *year = &g_array_index(years, JournalYear, i);
        if (!year->whole)
            return fail_year(desk, year, error);
    }
    return years && check_decisions(desk, error);
}

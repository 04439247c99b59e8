/* Owns what a refused mail does to its inquiry's state and clocks. What the server said is
 * outbox_run.c's. */
#include "outbox_fate.h"

#include "skranke/domain/receipt.h"

#include "skranke/store/forwards.h"
#include "skranke/store/inquiries.h"
#include "skranke/store/intake_lookup.h"
#include "skranke/store/messages.h"
#include "skranke/store/pauses.h"
#include "skranke/store/rulebook.h"

/* The forward that this mail was is taken back where it still waits; another one may go on. */
static bool forget_forward(Db *db, DbBatch *batch, const OutboxItem *item, Inquiry *inquiry,
                           gint64 now, GError **error)
{
    g_autoptr(GPtrArray) forwards = forwards_of_inquiry(db, item->inquiry, error);
    if (!forwards)
        return false;
    g_free(inquiry->forwarded_to);
    inquiry->forwarded_to = g_strdup("");
    inquiry->forward_due_at = 0;
    for (guint i = 0; i < forwards->len; i++) {
        const Forward *forward = forwards->pdata[i];
        bool open = forward->state == FORWARD_WAITING || forward->state == FORWARD_SILENT;
        if (open && forward->message == item->message) {
            forwards_settle(batch, forward->id, FORWARD_TAKEN_BACK, 0, now);
        } else if (forward->state == FORWARD_WAITING) {
            g_free(inquiry->forwarded_to);
            inquiry->forwarded_to = g_strdup(forward->name);
            inquiry->forward_due_at = forward->due_at;
        }
    }
    return true;
}

static void put_clocks(Db *db, DbBatch *batch, Inquiry *inquiry, gint64 now)
{
    g_autoptr(Rulebook) rulebook = rulebook_load(db, NULL);
    g_autoptr(GArray) pauses =
        rulebook ? pauses_of_inquiry(db, inquiry->id, inquiry->started_at, NULL) : NULL;
    if (!pauses)
        return;
    for (guint i = 0; i < pauses->len; i++) {
        ClockPause *pause = &g_array_index(pauses, ClockPause, i);
        if (pause->until_at == 0 && !clocks_await_inquirer(inquiry))
            pause->until_at = MAX(pause->from_at, now);
    }
    rulebook_apply(rulebook, inquiry, pauses);
    inquiries_put_clocks(batch, inquiry);
}

/* What nobody has to write again: the inquiry stays as it is. But an application that was confirmed
 * by it is not confirmed, and who was told nothing has no provisional reply. */
static void forget_automatic(Db *db, DbBatch *batch, const Message *message, Inquiry *inquiry,
                             gint64 now)
{
    bool confirmed = message->purpose == PURPOSE_RECEIPT &&
                     receipt_is_confirmation(inquiry->category) &&
                     inquiry->answered_at == message->at;
    bool held = message->purpose == PURPOSE_NOTICE && inquiry->holding_sent_at == message->at;
    if (!confirmed && !held)
        return;
    intake_expect_unchanged(batch, inquiry);
    if (confirmed)
        inquiry->answered_at = 0;
    else
        inquiry->holding_sent_at = 0;
    put_clocks(db, batch, inquiry, now);
}

static bool open_again(Db *db, DbBatch *batch, const OutboxItem *item, MessagePurpose purpose,
                       Inquiry *inquiry, gint64 now, GError **error)
{
    intake_expect_unchanged(batch, inquiry);
    inquiries_force_state(batch, item->inquiry, INQUIRY_OPEN, now);
    pauses_end(batch, item->inquiry, now);
    inquiry->state = INQUIRY_OPEN;
    inquiry->snoozed_until = 0;
    if (purpose == PURPOSE_HOLDING)
        inquiry->holding_sent_at = 0;
    else if (purpose != PURPOSE_FORWARD)
        inquiry->answered_at = 0;
    else if (!forget_forward(db, batch, item, inquiry, now, error))
        return false;
    put_clocks(db, batch, inquiry, now);
    return true;
}

bool outbox_fate_refused(Db *db, DbBatch *batch, const OutboxItem *item, gint64 now, GError **error)
{
    g_autoptr(Message) message = messages_get(db, item->message, error);
    g_autoptr(Inquiry) inquiry = message ? inquiries_get(db, item->inquiry, error) : NULL;
    if (!inquiry)
        return false;
    if (message->purpose != PURPOSE_RECEIPT && message->purpose != PURPOSE_NOTICE)
        return open_again(db, batch, item, message->purpose, inquiry, now, error);
    forget_automatic(db, batch, message, inquiry, now);
    return true;
}

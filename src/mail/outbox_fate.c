/* Owns what a refused mail does to its inquiry's state and clocks. What the server said is
 * outbox_run.c's. */
#include "outbox_fate.h"

#include "skranke/store/forwards.h"
#include "skranke/store/inquiries.h"
#include "skranke/store/messages.h"
#include "skranke/store/pauses.h"
#include "skranke/store/rulebook.h"

/* The forward that this mail was, where it still waits. */
static Forward *forward_of(Db *db, const OutboxItem *item)
{
    g_autoptr(Forward) forward = forwards_open(db, item->inquiry, NULL);
    return forward && forward->message == item->message ? g_steal_pointer(&forward) : NULL;
}

static void forget_forward(Db *db, DbBatch *batch, const OutboxItem *item, Inquiry *inquiry,
                           gint64 now)
{
    g_autoptr(Forward) forward = forward_of(db, item);
    if (!forward)
        return;
    forwards_settle(batch, forward->id, FORWARD_TAKEN_BACK, 0, now);
    g_free(inquiry->forwarded_to);
    inquiry->forwarded_to = g_strdup("");
    inquiry->forward_due_at = 0;
}

static void put_clocks(Db *db, DbBatch *batch, Inquiry *inquiry)
{
    g_autoptr(Rulebook) rulebook = rulebook_load(db, NULL);
    g_autoptr(GArray) pauses =
        rulebook ? pauses_of_inquiry(db, inquiry->id, inquiry->started_at, NULL) : NULL;
    if (!pauses)
        return;
    rulebook_apply(rulebook, inquiry, pauses);
    inquiries_put_clocks(batch, inquiry);
}

void outbox_fate_refused(Db *db, DbBatch *batch, const OutboxItem *item, gint64 now)
{
    g_autoptr(Message) message = messages_get(db, item->message, NULL);
    MessagePurpose purpose = message ? message->purpose : PURPOSE_ANSWER;
    if (purpose == PURPOSE_RECEIPT || purpose == PURPOSE_NOTICE)
        return;
    inquiries_force_state(batch, item->inquiry, INQUIRY_OPEN, now);
    pauses_end(batch, item->inquiry, now);
    g_autoptr(Inquiry) inquiry = inquiries_get(db, item->inquiry, NULL);
    if (!inquiry)
        return;
    inquiry->state = INQUIRY_OPEN;
    if (purpose == PURPOSE_HOLDING)
        inquiry->holding_sent_at = 0;
    else if (purpose == PURPOSE_FORWARD)
        forget_forward(db, batch, item, inquiry, now);
    else
        inquiry->answered_at = 0;
    put_clocks(db, batch, inquiry);
}

/* Owns the way back: the newest own act that did not leave the house is undone, and that is an
 * event too. */
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/store/events.h"
#include "skranke/store/inquiries.h"
#include "skranke/store/messages.h"

#include "skranke/desk/acts.h"
#include "skranke/desk/answer.h"
#include "skranke/desk/fact.h"

enum { UNDO_SECONDS = 12 * 60 * 60 };

static bool changed_since(const Event *event, const Inquiry *inquiry, GError **error)
{
    if (inquiry->revision == event->revision)
        return false;
    g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_CONFLICT,
                _("Inquiry %" PRId64 " has been changed since; nothing was undone."),
                event->inquiry);
    return true;
}

static void add_undone(Desk *desk, DbBatch *batch, const Event *event)
{
    events_add_undone(batch, clock_now(), desk->operator_->id, event);
}

/* taken, released, assigned, closed, reopened, changed state: owner and state as before. */
static bool undo_owner_and_state(Desk *desk, const Event *event, const Inquiry *inquiry,
                                 GError **error)
{
    gint64 owner = 0;
    InquiryState state = INQUIRY_NEW;
    if (!fact_read_inquiry(event->before, &owner, &state)) {
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_NOT_FOUND, _("There is nothing to undo."));
        return false;
    }
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    inquiries_set(batch, inquiry->id, inquiry->revision, owner, state, clock_now());
    add_undone(desk, batch, event);
    return db_batch_apply(desk->db, batch, error);
}

/* changed language or subject. */
static bool undo_texts(Desk *desk, const Event *event, const Inquiry *inquiry, GError **error)
{
    g_autofree char *language = fact_text(event->before, "language");
    g_autofree char *subject = fact_text(event->before, "subject");
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    inquiries_set_language(batch, event->inquiry, language, clock_now());
    if (strcmp(subject, inquiry->subject) != 0 &&
        !inquiries_set_subject(desk->db, batch, inquiry, subject, clock_now(), error))
        return false;
    add_undone(desk, batch, event);
    return db_batch_apply(desk->db, batch, error);
}

/* A note is not deleted: it is marked withdrawn and shown so. */
static bool undo_note(Desk *desk, const Event *event, GError **error)
{
    g_autoptr(Inquiry) inquiry = inquiries_get(desk->db, event->inquiry, error);
    if (!inquiry)
        return false;
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    messages_set_delivery(batch, event->message, DELIVERY_WITHDRAWN, 0);
    inquiries_force_state(batch, event->inquiry, inquiry->state, clock_now());
    add_undone(desk, batch, event);
    return db_batch_apply(desk->db, batch, error);
}

static bool undo_event(Desk *desk, const Event *event, GError **error)
{
    if (event->kind == EVENT_NOTED)
        return undo_note(desk, event, error);
    if (event->kind == EVENT_ANSWERED)
        return answer_withdraw(desk, event->message, error);
    g_autoptr(Inquiry) inquiry = inquiries_get(desk->db, event->inquiry, error);
    if (!inquiry || changed_since(event, inquiry, error))
        return false;
    gint64 owner = 0;
    InquiryState state = INQUIRY_NEW;
    if (event->kind == EVENT_CHANGED && !fact_read_inquiry(event->before, &owner, &state))
        return undo_texts(desk, event, inquiry, error);
    return undo_owner_and_state(desk, event, inquiry, error);
}

bool act_undo(Desk *desk, char **done, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autoptr(Event) event =
        events_undoable(desk->db, desk->operator_->id, clock_now() - UNDO_SECONDS, &failed);
    if (failed) {
        g_propagate_error(error, g_steal_pointer(&failed));
        return false;
    }
    if (!event) {
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_NOT_FOUND, _("There is nothing to undo."));
        return false;
    }
    if (!undo_event(desk, event, error))
        return false;
    if (done)
        *done = g_strdup_printf(_("Undone: inquiry %" PRId64 " %s."), event->inquiry,
                                event_kind_text(event->kind));
    return true;
}

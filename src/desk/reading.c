/* Owns what is written down when somebody reads: the opening of an inquiry in a closed silo, and
 * identity numbers that were shown. Also the answer to "why is it due then?". */
#include "skranke/desk/reading.h"

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"
#include "skranke/base/time_text.h"

#include "skranke/store/events.h"
#include "skranke/store/inquiries.h"
#include "skranke/store/pauses.h"

#include "skranke/desk/fact.h"
#include "skranke/desk/rules.h"

static bool add_event(Desk *desk, gint64 inquiry, EventKind kind, const char *after, GError **error)
{
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    events_add(batch, clock_now(), desk->operator_->id, kind, inquiry, 0, NULL, after);
    return db_batch_apply(desk->db, batch, error);
}

bool reading_opened(Desk *desk, const Inquiry *inquiry, GError **error)
{
    return inquiry->silo == CATEGORY_OPEN ||
           add_event(desk, inquiry->id, EVENT_OPENED, NULL, error);
}

bool reading_reveal(Desk *desk, gint64 id, const char *reason, GError **error)
{
    g_autofree char *why = g_strstrip(g_utf8_make_valid(reason ? reason : "", -1));
    g_autoptr(Inquiry) inquiry = inquiries_get(desk->db, id, error);
    if (!inquiry)
        return false;
    if (!*why) {
        g_set_error_literal(error, SKRANKE_ERROR, SKRANKE_ERROR_REFUSED,
                            _("The identity numbers stay masked: say why they must be seen."));
        return false;
    }
    g_autofree char *after = fact_of_texts("reason", why, NULL);
    return add_event(desk, id, EVENT_REVEALED, after, error);
}

/* ---- why it is due then ---- */

static void add_paragraph(GString *text, char *sentence)
{
    g_string_append_printf(text, "%s%s", text->len ? "\n\n" : "", sentence);
    g_free(sentence);
}

static void add_standing(GString *text, const Inquiry *inquiry)
{
    if (inquiry->forwarded_to && *inquiry->forwarded_to)
        add_paragraph(text, g_strdup_printf(_("It is with %s now."), inquiry->forwarded_to));
    if (inquiry->snoozed_until) {
        g_autofree char *until = time_text_full(inquiry->snoozed_until);
        add_paragraph(text, g_strdup_printf(_("It is put off until %s; its clocks go on."), until));
    }
    if (inquiry->bumped)
        add_paragraph(text,
                      g_strdup(_("It stands at the top of the queue, before its clock says so: "
                                 "somebody moved it there, or an answer from a section did.")));
}

char *reading_explain(Desk *desk, gint64 id, GError **error)
{
    g_autoptr(Inquiry) inquiry = inquiries_get(desk->db, id, error);
    const Rulebook *book = inquiry ? rules_book(desk, error) : NULL;
    g_autoptr(GArray) pauses =
        book ? pauses_of_inquiry(desk->db, id, inquiry->started_at, error) : NULL;
    if (!pauses)
        return NULL;
    const Category *own = rulebook_category(book, inquiry->category);
    const Category *counts = clocks_category(book->categories, inquiry);
    ClocksInput input = clocks_input_of(inquiry, counts, pauses);
    GString *text = g_string_new(NULL);
    if (own)
        add_paragraph(text, g_strdup(category_name(own)));
    if (counts != own)
        add_paragraph(text,
                      g_strdup_printf(_("Its clocks are those of: %s"), category_name(counts)));
    add_paragraph(text, clocks_explain(&input, clock_now(), &book->opening));
    add_standing(text, inquiry);
    return g_string_free(text, FALSE);
}

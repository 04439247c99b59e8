/* Owns the keys and the line of an inquiry. Identity numbers are masked unless somebody has said
 * why they must be seen; how long is left is clocks.h's to say. */
#include <string.h>

#include "skranke/base/language.h"
#include "skranke/base/safe_text.h"
#include "skranke/base/time_text.h"

#include "skranke/domain/address.h"
#include "skranke/domain/clocks.h"
#include "skranke/domain/identity_number.h"

#include "skranke/store/links.h"

#include "skranke/desk/rules.h"

#include "skranke/cli/describe.h"
#include "skranke/cli/output.h"

enum { LEFT_CELLS = 12 };

static bool has_text(const char *text)
{
    return text && *text;
}

/* ---- masking ---- */

char *describe_mask(const char *text, bool unmasked)
{
    return unmasked ? g_strdup(text ? text : "") : identity_number_mask(text ? text : "");
}

json_t *describe_masked(const char *text, bool unmasked)
{
    g_autofree char *shown = describe_mask(text, unmasked);
    return output_text(shown);
}

json_t *describe_sender(const char *name, const char *address, bool unmasked)
{
    if (!has_text(address))
        return describe_masked(name, unmasked);
    g_autofree char *shown = address_display(name ? name : "", address);
    return describe_masked(shown, unmasked);
}

/* ---- clocks ---- */

bool describe_is_overdue(const Inquiry *inquiry, gint64 now)
{
    return inquiry->state != INQUIRY_CLOSED && inquiry->due_at > 0 && inquiry->due_at <= now;
}

/* The rules as they were read when the list began: a list does not ask for them line by line. */
char *describe_left(Desk *desk, const Inquiry *inquiry, gint64 now)
{
    const Rulebook *book = desk->rulebook ? desk->rulebook : rules_book(desk, NULL);
    Clocks clocks = {.paused = inquiry->paused,
                     .due_at = inquiry->due_at,
                     .watched = inquiry->due_kind,
                     .due_by = inquiry->due_by};
    return book ? clocks_left_text(&clocks, inquiry->state, inquiry->answered_at, now,
                                   &book->opening)
                : g_strdup("");
}

/* Clocks hold the first moment that is too late; what is shown is the last one that is in time: of
 * a clock that ends a day, that day. */
static gint64 in_time(gint64 too_late)
{
    return too_late > 0 ? too_late - 1 : 0;
}

gint64 describe_due(const Inquiry *inquiry)
{
    return in_time(inquiry->due_at);
}

static void add_clocks(json_t *object, Desk *desk, const Inquiry *inquiry, gint64 now)
{
    bool watched = inquiry->due_at > 0;
    g_autofree char *left = describe_left(desk, inquiry, now);
    json_object_set_new(object, "target", output_text(inquiry->target_on));
    json_object_set_new(object, "limit", output_text(inquiry->limit_on));
    json_object_set_new(object, "holding", output_text(inquiry->holding_on));
    json_object_set_new(object, "overdue", json_boolean(describe_is_overdue(inquiry, now)));
    json_object_set_new(object, "due", output_time(describe_due(inquiry)));
    json_object_set_new(object, "due_clock", output_text(clock_kind_words[inquiry->due_kind]));
    json_object_set_new(object, "due_by",
                        watched ? json_string(category_by_words[inquiry->due_by]) : json_null());
    json_object_set_new(object, "left", output_text(left));
    json_object_set_new(object, "paused", json_boolean(inquiry->paused));
    json_object_set_new(object, "answered", output_time(inquiry->answered_at));
    json_object_set_new(object, "wanted", output_time(in_time(inquiry->wanted_at)));
    json_object_set_new(object, "bumped", json_boolean(inquiry->bumped));
    json_object_set_new(object, "snoozed_until", output_time(inquiry->snoozed_until));
}

/* ---- the object ---- */

static void add_sorting(json_t *object, const Inquiry *inquiry)
{
    json_object_set_new(object, "category", output_text(inquiry->category));
    json_object_set_new(object, "category_by",
                        output_text(category_chooser_words[inquiry->category_by]));
    json_object_set_new(object, "statistic", output_text(inquiry->statistic));
    json_object_set_new(object, "silo", json_string(category_silo_words[inquiry->silo]));
    json_object_set_new(object, "decision", output_text(inquiry->decision));
    json_object_set_new(object, "decision_basis", describe_masked(inquiry->decision_basis, false));
    json_object_set_new(object, "survey", output_text(inquiry->survey));
    json_object_set_new(object, "wished_time", describe_masked(inquiry->wished_time, false));
    json_object_set_new(object, "wished_mode", output_text(inquiry->wished_mode));
    json_object_set_new(object, "forwarded_to", describe_masked(inquiry->forwarded_to, false));
}

json_t *describe_inquiry_tagged(Desk *desk, const Inquiry *inquiry, const GPtrArray *tags,
                                gint64 now)
{
    json_t *object = json_object();
    g_autofree char *subject = describe_mask(inquiry->subject, false);
    json_object_set_new(object, "id", json_integer(inquiry->id));
    json_object_set_new(object, "state", json_string(inquiry_state_words[inquiry->state]));
    json_object_set_new(object, "channel", json_string(channel_words[inquiry->channel]));
    json_object_set_new(object, "language", output_text(inquiry->language));
    json_object_set_new(object, "subject", output_text_or_empty(subject));
    json_object_set_new(object, "from",
                        describe_sender(inquiry->from_name, inquiry->from_address, false));
    json_object_set_new(object, "owner", output_text(inquiry->owner ? inquiry->owner_login : NULL));
    json_object_set_new(object, "received", output_time(inquiry->received_at));
    add_sorting(object, inquiry);
    add_clocks(object, desk, inquiry, now);
    json_t *list = json_array();
    for (guint i = 0; tags && i < tags->len; i++)
        json_array_append_new(list, describe_masked(tags->pdata[i], false));
    json_object_set_new(object, "tags", list);
    return object;
}

json_t *describe_inquiry(Desk *desk, const Inquiry *inquiry, gint64 now)
{
    g_autoptr(GPtrArray) tags = tags_of_inquiry(desk->db, inquiry->id, NULL);
    return describe_inquiry_tagged(desk, inquiry, tags, now);
}

/* ---- the line ---- */

void describe_inquiry_line(Desk *desk, const Inquiry *inquiry, gint64 now)
{
    g_autofree char *received = time_text_short(inquiry->received_at, now);
    g_autofree char *left = describe_left(desk, inquiry, now);
    g_autofree char *left_cells = safe_text_fit(left, LEFT_CELLS, false);
    g_autofree char *masked = describe_mask(inquiry_sender(inquiry), false);
    g_autofree char *from = safe_text_line(masked, -1);
    g_autofree char *from_cells = safe_text_fit(from, 24, false);
    g_autofree char *when = safe_text_fit(received, 11, true);
    g_autofree char *owner = safe_text_fit(inquiry->owner ? inquiry->owner_login : "-", 8, false);
    g_autofree char *subject = describe_mask(inquiry->subject, false);
    output_line("%6" G_GINT64_FORMAT "  %s  %s  %s  %s  %s  %s", inquiry->id,
                inquiry_state_mark(inquiry->state), when, left_cells, owner, from_cells, subject);
}

/* From an inquiry's record to its clocks and back: which category counts, what the record says
 * about waiting, and where the computed clocks go. How they are computed is clocks.c's. */
#include <string.h>

#include "skranke/domain/clocks.h"
#include "skranke/domain/refusal.h"

/* The category that has the clock of questions on social media. */
#define SOCIAL_MEDIA "social_media"

static bool has_text(const char *text)
{
    return text && *text;
}

const Category *clocks_category(const GPtrArray *categories, const Inquiry *inquiry)
{
    const Category *own = category_find(categories, inquiry->category);
    bool ordinary = own && own->silo == CATEGORY_OPEN && !category_is_statutory(own);
    if (!ordinary || inquiry->channel != CHANNEL_SOCIAL_MEDIA)
        return own;
    const Category *social = category_find(categories, SOCIAL_MEDIA);
    return social ? social : own;
}

bool clocks_await_inquirer(const Inquiry *inquiry)
{
    return inquiry->state == INQUIRY_WAITING && inquiry->answered_at == 0 &&
           inquiry->snoozed_until == 0 && !has_text(inquiry->forwarded_to);
}

/* What may not be closed before it is decided is not done with by an answer either. */
static bool awaits_decision(const Inquiry *inquiry)
{
    return refusal_close_without_decision(inquiry->category, inquiry->decision) != NULL;
}

bool clocks_start_anew(const Inquiry *inquiry)
{
    return inquiry->state == INQUIRY_CLOSED ||
           (inquiry->answered_at != 0 && !awaits_decision(inquiry));
}

ClocksInput clocks_input_of(const Inquiry *inquiry, const Category *category, const GArray *pauses)
{
    bool undecided = awaits_decision(inquiry);
    gint64 provisional = undecided ? inquiry->answered_at : 0;
    return (ClocksInput){
        .category = category,
        .state = inquiry->state,
        .started_at = inquiry->started_at ? inquiry->started_at : inquiry->received_at,
        .answered_at = undecided ? 0 : inquiry->answered_at,
        .holding_sent_at = inquiry->holding_sent_at ? inquiry->holding_sent_at : provisional,
        .forward_due_at = has_text(inquiry->forwarded_to) ? inquiry->forward_due_at : 0,
        .wanted_at = inquiry->wanted_at,
        .pauses = pauses,
    };
}

static void put_day(char **field, const char *day)
{
    g_free(*field);
    *field = g_strdup(day);
}

void clocks_apply(Inquiry *inquiry, const Category *category, const GArray *pauses,
                  const Opening *opening)
{
    ClocksInput input = clocks_input_of(inquiry, category, pauses);
    Clocks clocks = clocks_of(&input, opening);
    put_day(&inquiry->target_on, clocks.target_on);
    put_day(&inquiry->limit_on, clocks.limit_on);
    put_day(&inquiry->holding_on, clocks.holding_on);
    inquiry->target_at = clocks.target_at;
    inquiry->limit_at = clocks.limit_at;
    inquiry->holding_at = clocks.holding_at;
    inquiry->due_at = clocks.due_at;
    inquiry->due_kind = clocks.watched;
    inquiry->due_by = clocks.due_by;
    inquiry->paused = clocks.paused;
    inquiry->queue_at = clocks_queue_key(&clocks, inquiry->bumped, inquiry->received_at);
}

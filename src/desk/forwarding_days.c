/* For how many working days an answer is awaited before silence brings an inquiry back: the
 * bureau's own aim, shared by all desks, changed by an administrator. */
#include <stdlib.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/store/events.h"
#include "skranke/store/settings.h"

#include "skranke/desk/fact.h"
#include "skranke/desk/forwarding.h"

#define ANSWER_DAYS "forward.answer_days"

enum { USUAL_DAYS = 10 };

int forwarding_days(Desk *desk, GError **error)
{
    g_autofree char *set = settings_get(desk->db, ANSWER_DAYS, error);
    if (!set)
        return 0;
    int days = atoi(set);
    return days > 0 && days <= FORWARDING_MOST_DAYS ? days : USUAL_DAYS;
}

bool forwarding_set_days(Desk *desk, int days, GError **error)
{
    if (desk->operator_->role != ROLE_ADMINISTRATOR) {
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_REFUSED,
                    _("Only an administrator can change for how long an answer is awaited. Nothing "
                      "was changed."));
        return false;
    }
    if (days < 1 || days > FORWARDING_MOST_DAYS) {
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_USAGE,
                    _("An answer is awaited for 1 to %d working days."), FORWARDING_MOST_DAYS);
        return false;
    }
    int old = forwarding_days(desk, error);
    if (old == 0)
        return false;
    g_autofree char *was = g_strdup_printf("%d", old), *is = g_strdup_printf("%d", days);
    g_autofree char *before = fact_of_texts("forward_answer_days", was, NULL);
    g_autofree char *after = fact_of_texts("forward_answer_days", is, NULL);
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    settings_put(batch, ANSWER_DAYS, is);
    if (old != days)
        events_add(batch, clock_now(), desk->operator_->id, EVENT_RULES_CHANGED, 0, 0, before,
                   after);
    return db_batch_apply(desk->db, batch, error);
}

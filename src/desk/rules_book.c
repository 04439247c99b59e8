/* The rules as the desk has them at hand: read once, and again when somebody has changed them; and
 * with them what its operator may see, so that what was taken away is out of sight at once. */
#include "skranke/store/settings.h"

#include "skranke/desk/rules.h"

#include "rules_private.h"

static bool look_again(Desk *desk, GError **error)
{
    Operator *now = operators_get(desk->db, desk->operator_->id, error);
    if (!now)
        return false;
    operator_free(desk->operator_);
    desk->operator_ = now;
    desk_look_again(desk);
    return true;
}

const Rulebook *rules_book(Desk *desk, GError **error)
{
    g_autofree char *mark = settings_get(desk->db, RULES_MARK, error);
    if (!mark)
        return NULL;
    if (desk->rulebook && g_strcmp0(mark, desk->rules_mark) == 0)
        return desk->rulebook;
    if (desk->rulebook && !look_again(desk, error))
        return NULL;
    Rulebook *rulebook = rulebook_load(desk->db, error);
    if (!rulebook)
        return NULL;
    rulebook_free(desk->rulebook);
    desk->rulebook = rulebook;
    g_free(desk->rules_mark);
    desk->rules_mark = g_steal_pointer(&mark);
    return rulebook;
}

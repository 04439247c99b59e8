/* The rules as the desk has them at hand: read once, and again when somebody has changed them. */
#include "skranke/store/settings.h"

#include "skranke/desk/rules.h"

#define RULES_MARK "rules.mark"

const Rulebook *rules_book(Desk *desk, GError **error)
{
    g_autofree char *mark = settings_get(desk->db, RULES_MARK, error);
    if (!mark)
        return NULL;
    if (desk->rulebook && g_strcmp0(mark, desk->rules_mark) == 0)
        return desk->rulebook;
    Rulebook *rulebook = rulebook_load(desk->db, error);
    if (!rulebook)
        return NULL;
    rulebook_free(desk->rulebook);
    desk->rulebook = rulebook;
    g_free(desk->rules_mark);
    desk->rules_mark = g_steal_pointer(&mark);
    return rulebook;
}

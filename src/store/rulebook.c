/* The rules of a database, read together. Owns no rule itself. */
#include "skranke/store/rulebook.h"

#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/store/bureau_days.h"
#include "skranke/store/categories.h"

Rulebook *rulebook_load(Db *db, GError **error)
{
    g_autoptr(Rulebook) rulebook = g_new0(Rulebook, 1);
    rulebook->categories = categories_load(db, error);
    if (!rulebook->categories)
        return NULL;
    rulebook->calendar = bureau_days_load(db, &rulebook->opening, error);
    return rulebook->calendar ? g_steal_pointer(&rulebook) : NULL;
}

void rulebook_free(Rulebook *rulebook)
{
    if (!rulebook)
        return;
    g_clear_pointer(&rulebook->categories, g_ptr_array_unref);
    g_clear_pointer(&rulebook->calendar, calendar_free);
    g_free(rulebook);
}

const Category *rulebook_category(const Rulebook *rulebook, const char *code)
{
    return category_find(rulebook->categories, code);
}

const Category *rulebook_need_category(const Rulebook *rulebook, const char *code, GError **error)
{
    const Category *category = rulebook_category(rulebook, code);
    if (category)
        return category;
    g_autoptr(GString) codes = g_string_new(NULL);
    for (guint i = 0; i < rulebook->categories->len; i++)
        g_string_append_printf(codes, "%s%s", i > 0 ? ", " : "",
                               ((const Category *)rulebook->categories->pdata[i])->code);
    g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_NOT_FOUND,
                _("There is no category \"%.60s\"; nothing was changed. There are: %s."),
                code ? code : "", codes->str);
    return NULL;
}

void rulebook_apply(const Rulebook *rulebook, Inquiry *inquiry, const GArray *pauses)
{
    const Category *own = rulebook_category(rulebook, inquiry->category);
    inquiry->silo = own ? own->silo : CATEGORY_OPEN;
    clocks_apply(inquiry, clocks_category(rulebook->categories, inquiry), pauses,
                 &rulebook->opening);
}

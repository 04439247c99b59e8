/* Owns the table of further facts and what may stand in them. Where they are kept is the store's.
 */
#include "skranke/domain/inquiry_facts.h"

#include "skranke/base/error.h"
#include "skranke/base/language.h"

enum { MOST_CHARACTERS = 200 };

const InquiryFact inquiry_fact_table[] = {
    {"origin", "direct eurostat website", N_("came from")},
    {"user_group",
     "company student academic public_administration private media nsi political eu_institution "
     "international_organisation other",
     N_("who asks")},
    {"request_type", "availability technical methodological verification other",
     N_("kind of question")},
    {"escalated_to_eurostat", "yes no", N_("passed on to Eurostat")},
    {"municipality_form", "nb nn", N_("the municipality's written form")},
    {"wished_form", "nb nn en", N_("the written form wished")},
    {NULL, NULL, NULL},
};

const InquiryFact *inquiry_fact_find(const char *name)
{
    for (const InquiryFact *fact = inquiry_fact_table; fact->name; fact++)
        if (g_strcmp0(fact->name, name) == 0)
            return fact;
    return NULL;
}

static bool fail_unknown(const char *name, GError **error)
{
    g_autoptr(GString) names = g_string_new(NULL);
    for (const InquiryFact *fact = inquiry_fact_table; fact->name; fact++)
        g_string_append_printf(names, "%s%s", names->len ? ", " : "", fact->name);
    g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_USAGE,
                _("There is no fact \"%.60s\"; nothing was changed. There are: %s."),
                name ? name : "", names->str);
    return false;
}

bool inquiry_fact_check(const char *name, const char *value, GError **error)
{
    const InquiryFact *fact = inquiry_fact_find(name);
    if (!fact)
        return fail_unknown(name, error);
    if (!value || !*value)
        return true;
    if (!*fact->values) {
        if (g_utf8_validate(value, -1, NULL) && g_utf8_strlen(value, -1) <= MOST_CHARACTERS)
            return true;
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_USAGE,
                    _("%s is a text of at most %d characters; nothing was changed."), name,
                    MOST_CHARACTERS);
        return false;
    }
    g_auto(GStrv) values = g_strsplit(fact->values, " ", -1);
    if (g_strv_contains((const char *const *)values, value))
        return true;
    g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_USAGE,
                _("%s cannot be \"%.60s\"; nothing was changed. It is one of: %s."), name, value,
                fact->values);
    return false;
}

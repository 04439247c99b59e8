/* Asks the rules of the bureau about an answer. Owns none of them. */
#include "skranke/desk/answer_rules.h"

#include "skranke/base/error.h"

#include "skranke/domain/refusal.h"

#include "skranke/store/people.h"

#include "skranke/desk/suggesting.h"

static bool is_press(const char *category)
{
    return g_strcmp0(category, "press") == 0 || g_strcmp0(category, "press_management") == 0;
}

bool answer_rules_look_like_press(Desk *desk, const Inquiry *inquiry, bool *press, GError **error)
{
    *press = is_press(inquiry->category);
    if (*press)
        return true;
    g_autoptr(Suggestion) suggestion = suggesting_inquiry(desk, inquiry->id, error);
    *press = suggestion && is_press(suggestion->category);
    return suggestion != NULL;
}

bool answer_rules_reach_management(Desk *desk, const GPtrArray *addresses, bool *reached,
                                   GError **error)
{
    return people_with_role(desk->db, addresses, "management", reached, error);
}

bool answer_rules_hold(Desk *desk, const AnswerFacts *facts, GError **error)
{
    const Inquiry *inquiry = facts->inquiry;
    bool press = false, press_contact = desk->operator_->press_contact;
    /* Suggesting costs some milliseconds: only where it matters. */
    if (facts->to_management && !press_contact &&
        !answer_rules_look_like_press(desk, inquiry, &press, error))
        return false;
    const char *refusals[] = {
        refusal_press_to_management(press, facts->to_management, press_contact),
        refusal_press_management_answer(inquiry->category, press_contact),
        refusal_microdata_with_data(inquiry->category, facts->own_text, facts->attachment_names),
        refusal_out_of_respondents(inquiry->silo, facts->outside, false),
        refusal_identity_number(facts->own_text, facts->identity_numbers),
        facts->close ? refusal_close_without_decision(inquiry->category, inquiry->decision) : NULL,
    };
    for (guint i = 0; i < G_N_ELEMENTS(refusals); i++)
        if (refusals[i]) {
            g_set_error_literal(error, SKRANKE_ERROR, SKRANKE_ERROR_REFUSED, refusals[i]);
            return false;
        }
    return true;
}

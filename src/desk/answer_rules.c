/* Asks the rules of the bureau about an answer. Owns none of them. */
#include "skranke/desk/answer_rules.h"

#include "skranke/base/error.h"

#include "skranke/domain/refusal.h"

bool answer_rules_hold(const Desk *desk, const AnswerFacts *facts, GError **error)
{
    const Inquiry *inquiry = facts->inquiry;
    const char *refusals[] = {
        refusal_press_management_answer(inquiry->category, desk->operator_->press_contact),
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

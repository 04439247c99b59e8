/* Owns how an inquiry is sorted: category and statistic, when it comes back, where it stands in the
 * queue, what is decided and wished. Tags, links and facts are in sorting_marks.c, splitting in
 * sorting_split.c, moments as people write them in sorting_moment.c. Which clocks follow is the
 * rules'. */
#include "skranke/desk/sorting.h"

#include <string.h>

#include "skranke/base/error.h"
#include "skranke/base/language.h"
#include "skranke/base/time_text.h"

#include "skranke/domain/refusal.h"

#include "skranke/store/inquiries.h"
#include "skranke/store/people.h"
#include "skranke/store/surveys.h"

#include "skranke/desk/change.h"
#include "skranke/desk/fact.h"
#include "skranke/desk/journal.h"
#include "skranke/desk/rules.h"
#include "skranke/desk/suggesting.h"

enum { MOST_WISH_CHARACTERS = 200 };

#define ACCESS_REQUEST "access_request"

static bool refuse(const char *sentence, GError **error)
{
    if (sentence)
        g_set_error_literal(error, SKRANKE_ERROR, SKRANKE_ERROR_REFUSED, sentence);
    return sentence != NULL;
}

static bool has_text(const char *text)
{
    return text && *text;
}

/* ---- category and statistic ---- */

Suggestion *sorting_suggestion(Desk *desk, gint64 inquiry, GError **error)
{
    return suggesting_inquiry(desk, inquiry, error);
}

static bool same(const char *first, const char *second)
{
    return g_strcmp0(first ? first : "", second ? second : "") == 0;
}

/* Leaving a closed silo opens it to others; only what was a guess is left without a word. */
static bool opens_a_silo(const Inquiry *before, const Category *category)
{
    return before->silo != CATEGORY_OPEN && before->silo != category->silo &&
           before->category_by != CHOSEN_BY_SUGGESTION && before->category_by != CHOSEN_BY_NOBODY;
}

static bool has_reason(const Inquiry *before, const Category *category, const char *reason,
                       GError **error)
{
    if (*reason || !opens_a_silo(before, category))
        return true;
    g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_REFUSED,
                _("Inquiry %" PRId64
                  " is kept from others (%s) because somebody chose that; nothing was changed. "
                  "Say why others may read it: with --reason, or where the desk asks."),
                before->id, category_silo_words[before->silo]);
    return false;
}

bool sorting_needs_reason(Desk *desk, gint64 id, const char *code)
{
    g_autoptr(Inquiry) inquiry = inquiries_get(desk->db, id, NULL);
    const Rulebook *book = inquiry ? rules_book(desk, NULL) : NULL;
    const Category *category = book ? rulebook_category(book, code) : NULL;
    return category && opens_a_silo(inquiry, category);
}

/* Statements of the act, applied; nothing where it is so already. */
static bool choose(Desk *desk, gint64 inquiry, const char *code, const char *statistic,
                   const char *reason, GError **error)
{
    g_autofree char *why = g_strstrip(g_utf8_make_valid(reason ? reason : "", -1));
    g_autoptr(Change) change = change_begin(desk, inquiry, error);
    const Rulebook *book = change ? rules_book(desk, error) : NULL;
    const Category *category = book ? rulebook_need_category(book, code, error) : NULL;
    if (!category)
        return false;
    const Inquiry *before = change->before;
    if (before->category_by == CHOSEN_BY_OPERATOR && same(before->category, category->code) &&
        (!statistic || same(before->statistic, statistic)))
        return true;
    if (!has_reason(before, category, why, error))
        return false;
    change_set_text(&change->after->category, category->code);
    change->after->category_by = CHOSEN_BY_OPERATOR;
    if (statistic)
        change_set_text(&change->after->statistic, statistic);
    if (!journal_follow(desk, change->batch, change->after, error))
        return false;
    g_autofree char *more = *why ? fact_of_texts("reason", why, NULL) : NULL;
    change_add(desk, change, EVENT_CATEGORISED, 0, more);
    return change_apply(desk, change, error);
}

bool sorting_accept(Desk *desk, gint64 inquiry, GError **error)
{
    g_autoptr(Suggestion) suggestion = sorting_suggestion(desk, inquiry, error);
    return suggestion &&
           choose(desk, inquiry, suggestion->category, suggestion->statistic, NULL, error);
}

static bool statistic_is_known(Desk *desk, const char *short_name, GError **error)
{
    g_autoptr(PeopleDirectory) directory = people_load(desk->db, G_MAXINT64, error);
    if (!directory)
        return false;
    for (guint i = 0; i < directory->statistics->len; i++)
        if (same(((const Statistic *)directory->statistics->pdata[i])->short_name, short_name))
            return true;
    g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_NOT_FOUND,
                _("There is no statistic with the short name \"%.60s\"; nothing was changed. Look "
                  "for it with \"skranke people find\"."),
                short_name);
    return false;
}

bool sorting_set_category_because(Desk *desk, gint64 inquiry, const char *code,
                                  const char *statistic, const char *reason, GError **error)
{
    if (has_text(statistic) && !statistic_is_known(desk, statistic, error))
        return false;
    return choose(desk, inquiry, code, statistic, reason, error);
}

bool sorting_set_category(Desk *desk, gint64 inquiry, const char *code, const char *statistic,
                          GError **error)
{
    return sorting_set_category_because(desk, inquiry, code, statistic, NULL, error);
}

/* ---- when it comes back, and where it stands ---- */

static bool may_snooze(const Change *change, gint64 until, GError **error)
{
    if (change->before->state == INQUIRY_CLOSED)
        return !refuse(_("A closed inquiry is not put off. Open it again first."), error);
    if (until > change->now)
        return true;
    g_autofree char *moment = time_text_full(until);
    g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_USAGE,
                _("%s has passed; nothing was changed. Give a moment that is still to come."),
                moment);
    return false;
}

/* The state it comes back in: whoever has been asked still has it. */
static InquiryState state_awake(const Inquiry *inquiry)
{
    if (has_text(inquiry->forwarded_to))
        return INQUIRY_WAITING;
    return inquiry->owner ? INQUIRY_OPEN : INQUIRY_NEW;
}

bool sorting_snooze(Desk *desk, gint64 inquiry, gint64 until, GError **error)
{
    g_autoptr(Change) change = change_begin(desk, inquiry, error);
    if (!change || (until != 0 && !may_snooze(change, until, error)))
        return false;
    if (change->before->snoozed_until == until)
        return true;
    /* Whoever puts it off has it: it comes back to somebody. */
    if (until != 0 && change->before->owner == 0)
        change->after->owner = desk->operator_->id;
    change->after->snoozed_until = until;
    change->after->state = until != 0 ? INQUIRY_WAITING : state_awake(change->before);
    return change_end(desk, change, EVENT_SNOOZED, error);
}

bool sorting_bump(Desk *desk, gint64 inquiry, bool bumped, const char *reason, GError **error)
{
    g_autofree char *why = g_strstrip(g_utf8_make_valid(reason ? reason : "", -1));
    if (bumped && !*why)
        return !refuse(_("It was not moved to the top: say why. All inquirers have the same "
                         "access; priority is not given by who asks."),
                       error);
    g_autoptr(Change) change = change_begin(desk, inquiry, error);
    if (!change)
        return false;
    if (change->before->bumped == bumped)
        return true;
    change->after->bumped = bumped;
    g_autofree char *more = *why ? fact_of_texts("reason", why, NULL) : NULL;
    change_add(desk, change, EVENT_BUMPED, 0, more);
    return change_apply(desk, change, error);
}

bool sorting_set_wanted(Desk *desk, gint64 inquiry, gint64 at, GError **error)
{
    g_autoptr(Change) change = change_begin(desk, inquiry, error);
    if (!change)
        return false;
    if (change->before->wanted_at == at)
        return true;
    change->after->wanted_at = at;
    return change_end(desk, change, EVENT_CHANGED, error);
}

/* ---- what is decided and wished ---- */

static bool decision_is_known(const char *decision, GError **error)
{
    if (decision && g_strv_contains(refusal_decision_words, decision))
        return true;
    g_autofree char *words = g_strjoinv(", ", (char **)(gpointer)(guintptr)refusal_decision_words);
    g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_USAGE,
                _("\"%.60s\" is no decision; nothing was changed. It is one of: %s."),
                decision ? decision : "", words);
    return false;
}

bool sorting_decide(Desk *desk, gint64 inquiry, const char *decision, const char *basis,
                    GError **error)
{
    g_autofree char *law = g_strstrip(g_utf8_make_valid(basis ? basis : "", -1));
    g_autoptr(Change) change = change_begin(desk, inquiry, error);
    if (!change || !decision_is_known(decision, error))
        return false;
    if (!same(change->before->category, ACCESS_REQUEST))
        return !refuse(_("Only an access request is decided; nothing was changed. If this is one, "
                         "give it the category access_request first."),
                       error);
    if (refuse(refusal_decision_without_basis(decision, law), error))
        return false;
    change_set_text(&change->after->decision, decision);
    change_set_text(&change->after->decision_basis, law);
    /* Only with the decision is it answered: that is what its clock asks. */
    if (change->before->answered_at && !has_text(change->before->decision))
        change->after->answered_at = change->now;
    return change_settle_category(desk, change, error) &&
           (!change_differs(change) || change_end(desk, change, EVENT_DECIDED, error));
}

static bool mode_is_known(const char *word, GError **error)
{
    SurveyMode mode = SURVEY_MODE_NONE;
    if (!has_text(word) || survey_mode_from_word(word, &mode))
        return true;
    g_autofree char *words = g_strjoinv(", ", (char **)(gpointer)(guintptr)(survey_mode_words + 1));
    g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_USAGE,
                _("\"%.60s\" is no way to be interviewed; nothing was changed. It is one of: %s."),
                word, words);
    return false;
}

static bool survey_is_known(Desk *desk, const char *code, GError **error)
{
    if (!has_text(code))
        return true;
    Survey *survey = surveys_get(desk->db, code, error);
    bool known = survey != NULL;
    survey_free(survey);
    return known;
}

static void wish(char **field, const char *text)
{
    if (!text)
        return;
    g_autofree char *kept = g_utf8_make_valid(text, -1);
    g_strstrip(kept);
    if (g_utf8_strlen(kept, -1) > MOST_WISH_CHARACTERS)
        *g_utf8_offset_to_pointer(kept, MOST_WISH_CHARACTERS) = '\0';
    change_set_text(field, kept);
}

bool sorting_set_survey(Desk *desk, gint64 inquiry, const char *survey, const char *wished_time,
                        const char *wished_mode, GError **error)
{
    if (!mode_is_known(wished_mode, error) || !survey_is_known(desk, survey, error))
        return false;
    g_autoptr(Change) change = change_begin(desk, inquiry, error);
    if (!change)
        return false;
    Inquiry *after = change->after;
    wish(&after->survey, survey);
    wish(&after->wished_time, wished_time);
    wish(&after->wished_mode, wished_mode);
    if (same(after->survey, change->before->survey) &&
        same(after->wished_time, change->before->wished_time) &&
        same(after->wished_mode, change->before->wished_mode))
        return true;
    return change_end(desk, change, EVENT_SURVEYED, error);
}

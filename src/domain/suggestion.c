/* Owns the weighing: which category and which statistic the cues that stand in an inquiry speak
 * for, and the reason in words. Which cues there are is data (suggestion_index.h). */
#include "skranke/domain/suggestion.h"

#include <string.h>

#include "skranke/base/language.h"
#include "skranke/base/safe_text.h"

#include "suggestion_index.h"
#include "suggestion_text.h"

enum {
    NEAR = 18,        /* the parts of a cue stand within so many words */
    START_WORDS = 15, /* "where: start" */
    MOST_REASONS = 3,
    REASON_CELLS = 40,
};

/* Where nothing else tells it is a question on statistics; a statistic that is named says so. */
static const float fallback_weight = 1.0F;
static const float statistic_share = 0.6F, most_from_statistic = 0.7F;
/* Several words of one statistic say little more than one of them. */
static const float further_share = 0.4F;
/* Words of statistics stand in most texts: many of them do not outweigh what is said outright. */
static const float most_fallback = 2.2F;
static const float least_statistic = 0.45F;
static const float sure_score = 1.9F, sure_lead = 0.9F;
/* What examples teach is worth a cue and a half, however like them the text is. */
static const float learned_weight = 3.0F;
/* What words, mailbox and sender must say at least for themselves where much hangs on it. */
static const float least_cue = 0.5F;
/* The same for the subject area of a statistic that is named; of a text that names none. */
static const float learned_area_weight = 0.6F, least_area = 0.5F;
/* Below this share a text is not called like the examples. */
static const float like_examples = 0.25F;
/* What an address of the bureau is for, by the settings. */
static const float mailbox_weight = 3.5F;

/* Where somebody asks for something else than figures, a statistic would only be a word of the
 * text. */
static const char *const without_statistic[] = {
    "licence", "access_request",  "gdpr_access", "job_application", "job_question", "wrong_agency",
    "spam",    "phishing_report", NULL};

typedef struct {
    gint32 word; /* the last it was found in, -1 not found */
    guint32 from, to;
} PartFound;

typedef struct {
    float positive, best, negative;
} StatisticScore;

typedef struct {
    const SuggestionIndex *index;
    const SuggestionText *text;
    guint first_body_word;
    PartFound *parts;
    float *cues;   /* the factor of the best place, 0 not found */
    GArray *found; /* guint: the cues that were found, each once */
    float *categories;
    float *learned; /* the share of each category by the examples */
    float *areas;   /* and of each subject area */
    LearnedFeatures features;
    StatisticScore *statistics;
} Weighing;

/* ---- finding ---- */

/* How much a word says in its place; 0: the cue does not look there. */
static float place_factor(const Weighing *weighing, const SuggestionWord *word, guint number,
                          CueWhere where)
{
    guint body = number - MIN(number, weighing->first_body_word);
    switch (word->zone) {
    case ZONE_FACT:
        return 1;
    case ZONE_SUBJECT:
        return 1.2F;
    case ZONE_SIGNATURE:
        return where == WHERE_SIGNATURE ? 0.8F : 0;
    default:
        break;
    }
    if (where == WHERE_SUBJECT || (where == WHERE_START && body >= START_WORDS))
        return 0;
    return body < 80 ? 1 : body < 200 ? 0.75F : 0.5F;
}

/* Facts are everywhere. */
static bool is_near(const Weighing *weighing, const PartFound *part, guint number)
{
    if (part->word < 0)
        return false;
    guint at = (guint)part->word;
    return g_array_index(weighing->text->words, SuggestionWord, at).zone == ZONE_FACT ||
           number - at <= NEAR;
}

static void part_found(guint part_index, gsize from, gsize to, gpointer data)
{
    Weighing *weighing = data;
    const CuePart *part = &g_array_index(weighing->index->parts, CuePart, part_index);
    const Cue *cue = &g_array_index(weighing->index->cues, Cue, part->cue);
    guint number = suggestion_text_word(weighing->text, from + (from + 1 < to ? 1 : 0));
    const SuggestionWord *word = &g_array_index(weighing->text->words, SuggestionWord, number);
    float factor = place_factor(weighing, word, number, cue->where);
    if (factor <= 0)
        return;
    weighing->parts[part_index] =
        (PartFound){.word = (gint32)number, .from = (guint32)from, .to = (guint32)to};
    if (part->negated)
        return;
    for (guint i = cue->first_part; cue->parts > 1 && i < cue->first_part + cue->parts; i++)
        if (!g_array_index(weighing->index->parts, CuePart, i).negated &&
            !is_near(weighing, &weighing->parts[i], number))
            return;
    if (weighing->cues[part->cue] <= 0)
        g_array_append_val(weighing->found, part->cue);
    weighing->cues[part->cue] = MAX(weighing->cues[part->cue], factor);
}

static bool is_denied(const Weighing *weighing, const Cue *cue)
{
    for (guint i = cue->first_part; cue->parts > 1 && i < cue->first_part + cue->parts; i++)
        if (g_array_index(weighing->index->parts, CuePart, i).negated &&
            weighing->parts[i].word >= 0)
            return true;
    return false;
}

/* ---- weighing ---- */

static void weigh_cue(Weighing *weighing, guint number)
{
    const Cue *cue = &g_array_index(weighing->index->cues, Cue, number);
    if (is_denied(weighing, cue)) {
        weighing->cues[number] = 0;
        return;
    }
    float weight = cue->weight * weighing->cues[number];
    if (!cue->is_statistic) {
        weighing->categories[cue->about] += weight;
        return;
    }
    StatisticScore *score = &weighing->statistics[cue->about];
    if (weight < 0)
        score->negative += weight;
    else
        score->positive += weight;
    score->best = MAX(score->best, weight);
}

static float statistic_score(const StatisticScore *score)
{
    return score->best + further_share * (score->positive - score->best) + score->negative;
}

/* The first of the best; -1 none. */
static int best_statistic(const Weighing *weighing)
{
    int best = -1;
    float most = least_statistic;
    for (guint i = 0; i < weighing->index->statistics->len; i++) {
        guint area = g_array_index(weighing->index->statistics, IndexedStatistic, i).area;
        float score = statistic_score(&weighing->statistics[i]);
        if (score >= least_statistic)
            score += learned_area_weight * weighing->areas[area];
        if (score > most) {
            most = score;
            best = (int)i;
        }
    }
    return best;
}

/* The subject area of a text that names no statistic; "" none. */
static const char *area_without_statistic(const Weighing *weighing)
{
    const char *area = "";
    float most = least_area;
    for (guint i = 0; i < weighing->index->areas->len; i++)
        if (weighing->areas[i] > most) {
            most = weighing->areas[i];
            area = weighing->index->areas->pdata[i];
        }
    return area;
}

static void weigh_mailbox(Weighing *weighing, const char *code)
{
    guint about = 0;
    const Category *category =
        code && *code ? category_find(weighing->index->categories, code) : NULL;
    if (category && g_ptr_array_find(weighing->index->categories, category, &about))
        weighing->categories[about] += mailbox_weight;
}

/* The heaviest category, the first of equals; lead: by how much. */
static guint best_category(const Weighing *weighing, float *lead)
{
    guint best = weighing->index->fallback;
    for (guint i = 0; i < weighing->index->categories->len; i++)
        if (weighing->categories[i] > weighing->categories[best])
            best = i;
    float second = 0;
    for (guint i = 0; i < weighing->index->categories->len; i++)
        if (i != best)
            second = MAX(second, weighing->categories[i]);
    *lead = weighing->categories[best] - second;
    return best;
}

/* ---- the reason ---- */

/* The original words of a part that was found; a fact in words. New text, NULL: nothing to show. */
static char *found_words(const Weighing *weighing, const PartFound *part)
{
    const GArray *words = weighing->text->words;
    guint first = (guint)part->word;
    guint last = suggestion_text_word(weighing->text, part->to - 1);
    const SuggestionWord *from = &g_array_index(words, SuggestionWord, first);
    const SuggestionWord *to = &g_array_index(words, SuggestionWord, MAX(first, last));
    if (!from->origin || !to->origin || to->origin < from->origin)
        return NULL;
    g_autofree char *safe =
        safe_text_line(from->origin, (gssize)(to->origin + to->length - from->origin));
    g_autofree char *cut = safe_text_cut(safe, REASON_CELLS);
    return g_strdup_printf("«%s»", cut);
}

static char *found_fact(const Weighing *weighing, const PartFound *part,
                        const SuggestionInput *input)
{
    const SuggestionWord *word =
        &g_array_index(weighing->text->words, SuggestionWord, (guint)part->word);
    const char *fact = weighing->text->folded->str + word->at;
    const char *format = NULL, *value = NULL;
    if (g_str_has_prefix(fact, "channel:")) {
        format = _("came by %s");
        value = channel_text(input->channel);
    } else if (g_str_has_prefix(fact, "mailbox:")) {
        format = _("sent to %s");
        value = input->mailbox_address;
    } else if (g_str_has_prefix(fact, "file:")) {
        format = _("with the file %s");
        value = input->attachment_names;
    } else {
        format = _("sent from %s");
        value = input->from_address;
    }
    g_autofree char *safe = safe_text_line(value ? value : "", -1);
    g_autofree char *cut = safe_text_cut(safe, REASON_CELLS);
    return g_strdup_printf(format, cut);
}

static void add_reason(GPtrArray *reasons, char *reason)
{
    for (guint i = 0; i < reasons->len; i++)
        if (strcmp(reasons->pdata[i], reason) == 0) {
            g_free(reason);
            return;
        }
    g_ptr_array_add(reasons, reason);
}

static void add_cue_reasons(const Weighing *weighing, const Cue *cue, const SuggestionInput *input,
                            GPtrArray *reasons)
{
    for (guint i = cue->first_part; i < cue->first_part + cue->parts; i++) {
        const PartFound *part = &weighing->parts[i];
        if (part->word < 0 || g_array_index(weighing->index->parts, CuePart, i).negated)
            continue;
        char *words = found_words(weighing, part);
        add_reason(reasons, words ? words : found_fact(weighing, part, input));
    }
}

/* The cue that says most for it and is not in `said` yet; -1 none. */
static int heaviest_cue(const Weighing *weighing, guint about, bool is_statistic,
                        const GArray *said)
{
    int heaviest = -1;
    float most = 0;
    for (guint i = 0; i < weighing->found->len; i++) {
        guint number = g_array_index(weighing->found, guint, i);
        const Cue *cue = &g_array_index(weighing->index->cues, Cue, number);
        float weight = cue->weight * weighing->cues[number];
        bool mine = cue->about == about && cue->is_statistic == is_statistic && weight > most;
        for (guint s = 0; mine && s < said->len; s++)
            mine = g_array_index(said, int, s) != (int)number;
        if (mine) {
            most = weight;
            heaviest = (int)number;
        }
    }
    return heaviest;
}

/* "«innsyn», «saksnummer», sent to innsyn@…", NULL where nothing was found. */
static char *reasons_for(const Weighing *weighing, guint about, bool is_statistic,
                         const SuggestionInput *input)
{
    g_autoptr(GPtrArray) reasons = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GArray) said = g_array_new(FALSE, FALSE, sizeof(int));
    int number;
    while (reasons->len < MOST_REASONS && said->len < MOST_REASONS &&
           (number = heaviest_cue(weighing, about, is_statistic, said)) >= 0) {
        g_array_append_val(said, number);
        add_cue_reasons(weighing, &g_array_index(weighing->index->cues, Cue, (guint)number), input,
                        reasons);
    }
    g_ptr_array_add(reasons, NULL);
    return reasons->len > 1 ? g_strjoinv(", ", (char **)reasons->pdata) : NULL;
}

/* "reads like other inquiries of this kind: «flyttet», «registrert»", NULL where it does not. */
static char *learned_reason(const Weighing *weighing, guint category)
{
    if (weighing->learned[category] < like_examples)
        return NULL;
    guint numbers[MOST_REASONS];
    guint count = learned_words(weighing->index->learned, weighing->text, &weighing->features,
                                category, numbers, MOST_REASONS);
    g_autoptr(GString) words = g_string_new(NULL);
    for (guint i = 0; i < count; i++) {
        const SuggestionWord *word =
            &g_array_index(weighing->text->words, SuggestionWord, numbers[i]);
        g_autofree char *safe = safe_text_line(word->origin, word->length);
        g_autofree char *cut = safe_text_cut(safe, REASON_CELLS);
        g_string_append_printf(words, "%s«%s»", i > 0 ? ", " : "", cut);
    }
    return count > 0 ? g_strdup_printf(_("reads like other inquiries of this kind: %s"), words->str)
                     : NULL;
}

static char *explain(const Weighing *weighing, guint category, int statistic,
                     const SuggestionInput *input)
{
    g_autoptr(GString) why = g_string_new(NULL);
    g_autofree char *for_category = reasons_for(weighing, category, false, input);
    if (!for_category)
        for_category = learned_reason(weighing, category);
    if (for_category)
        g_string_append(why, for_category);
    const Category *chosen = weighing->index->categories->pdata[category];
    const char *mailbox = input->mailbox_category;
    if (mailbox && *mailbox && category_find(weighing->index->categories, mailbox) == chosen)
        g_string_append_printf(why, "%s%s", why->len ? "; " : "", _("what the mailbox is for"));
    if (statistic >= 0) {
        const IndexedStatistic *named =
            &g_array_index(weighing->index->statistics, IndexedStatistic, (guint)statistic);
        g_autofree char *for_statistic = reasons_for(weighing, (guint)statistic, true, input);
        g_string_append_printf(why, "%s%s: %s", why->len ? "; " : "",
                               language_pick(named->name_nb, named->name_nn, named->name_en),
                               for_statistic);
    }
    if (why->len == 0)
        g_string_append(why, _("no word tells; taken as a question on statistics"));
    return g_strdup(why->str);
}

/* ---- the whole ---- */

static guint first_body_word(const SuggestionText *text)
{
    guint word = 0;
    while (word < text->words->len &&
           g_array_index(text->words, SuggestionWord, word).zone < ZONE_TEXT)
        word++;
    return word;
}

/* A likeness to other inquiries alone neither hides one in a closed silo nor takes its clocks away:
 * what would be wrong then is seen by nobody. */
static bool is_too_little(const Weighing *weighing, guint category, float lead)
{
    const Category *chosen = weighing->index->categories->pdata[category];
    float score = weighing->categories[category];
    float by_cues = score - learned_weight * weighing->learned[category];
    bool hides = chosen->silo != CATEGORY_OPEN ||
                 (chosen->limit.kind == CATEGORY_NONE && chosen->target.kind == CATEGORY_NONE);
    return hides && by_cues < least_cue && (score < sure_score || lead < sure_lead);
}

static Suggestion *conclude(Weighing *weighing, const SuggestionInput *input)
{
    const SuggestionIndex *index = weighing->index;
    for (guint i = 0; i < weighing->found->len; i++)
        weigh_cue(weighing, g_array_index(weighing->found, guint, i));
    int statistic = best_statistic(weighing);
    weighing->categories[index->fallback] += fallback_weight;
    if (statistic >= 0)
        weighing->categories[index->fallback] +=
            statistic_share * MIN(statistic_score(&weighing->statistics[statistic]),
                                  most_from_statistic / statistic_share);
    weighing->categories[index->fallback] =
        MIN(weighing->categories[index->fallback], most_fallback);
    weigh_mailbox(weighing, input->mailbox_category);
    for (guint i = 0; i < index->categories->len; i++)
        weighing->categories[i] += learned_weight * weighing->learned[i];
    float lead = 0;
    guint category = best_category(weighing, &lead);
    bool unsure = is_too_little(weighing, category, lead);
    if (unsure)
        category = index->fallback;
    const Category *chosen = index->categories->pdata[category];
    bool asks_for_figures = !g_strv_contains(without_statistic, chosen->code);
    if (!asks_for_figures)
        statistic = -1;
    const IndexedStatistic *named =
        statistic >= 0 ? &g_array_index(index->statistics, IndexedStatistic, (guint)statistic)
                       : NULL;
    Suggestion *suggestion = g_new0(Suggestion, 1);
    suggestion->category = g_strdup(chosen->code);
    suggestion->statistic = g_strdup(named ? named->short_name : "");
    suggestion->subject = g_strdup(named              ? named->subject
                                   : asks_for_figures ? area_without_statistic(weighing)
                                                      : "");
    suggestion->why = explain(weighing, category, statistic, input);
    suggestion->sure = !unsure && weighing->categories[category] >= sure_score && lead >= sure_lead;
    return suggestion;
}

/* So many scores of 0, at least one. */
static float *scores(guint count)
{
    return g_new0(float, count + 1);
}

Suggestion *suggestion_make(const SuggestionIndex *index, const SuggestionInput *input)
{
    g_autoptr(SuggestionText) text = suggestion_text_new(input);
    g_autofree PartFound *parts = g_new(PartFound, index->parts->len + 1);
    memset(parts, 0xff, sizeof(PartFound) * (index->parts->len + 1));
    g_autofree float *cues = scores(index->cues->len);
    g_autoptr(GArray) found = g_array_sized_new(FALSE, FALSE, sizeof(guint), 64);
    g_autofree float *categories = scores(index->categories->len);
    g_autofree float *learned = scores(index->categories->len);
    g_autofree float *areas = scores(index->areas->len);
    g_autofree StatisticScore *statistics = g_new0(StatisticScore, index->statistics->len + 1);
    Weighing weighing = {.index = index,
                         .text = text,
                         .first_body_word = first_body_word(text),
                         .parts = parts,
                         .cues = cues,
                         .found = found,
                         .categories = categories,
                         .learned = learned,
                         .areas = areas,
                         .statistics = statistics};
    learned_collect(text, &weighing.features);
    learned_weigh(index->learned, &weighing.features, learned);
    learned_weigh(index->learned_area, &weighing.features, areas);
    matcher_walk(index->matcher, text->folded->str, text->folded->len, part_found, &weighing);
    return conclude(&weighing, input);
}

void suggestion_free(Suggestion *suggestion)
{
    if (!suggestion)
        return;
    g_free(suggestion->category);
    g_free(suggestion->statistic);
    g_free(suggestion->subject);
    g_free(suggestion->why);
    g_free(suggestion);
}

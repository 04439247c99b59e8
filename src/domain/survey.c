/* Owns the record of a survey, the table it is read from, and what somebody wishes for an
 * interview. What is said to "must I?" stands in survey_answer.c. */
#include "skranke/domain/survey.h"

#include <stddef.h>
#include <string.h>

#include "skranke/base/csv.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"
#include "skranke/base/safe_text.h"

#include "skranke/domain/address.h"

enum { WISH_CELLS = 80, MOST_DAYS_AWAY = 3660, ISO_LENGTH = 10 };

const char *const survey_audience_words[] = {"persons", "businesses", NULL};

#define WORD(id, word, text) word,
const char *const survey_mode_words[] = {SURVEY_MODES(WORD) NULL};
#undef WORD
#define TEXT(id, word, text) text,
static const char *const mode_texts[] = {SURVEY_MODES(TEXT)};
#undef TEXT

/* Every text of the record with its column: read, copied and freed as one list. */
static const struct {
    const char *column;
    gsize offset;
} texts[] = {
    {"code", offsetof(Survey, code)},
    {"name_nb", offsetof(Survey, name_nb)},
    {"name_nn", offsetof(Survey, name_nn)},
    {"name_en", offsetof(Survey, name_en)},
    {"legal_reference", offsetof(Survey, legal_reference)},
    {"deadline_on", offsetof(Survey, deadline_on)},
    {"reminders", offsetof(Survey, reminders)},
    {"what_nb", offsetof(Survey, what_nb)},
    {"what_nn", offsetof(Survey, what_nn)},
    {"what_en", offsetof(Survey, what_en)},
    {"whom", offsetof(Survey, whom)},
    {"how", offsetof(Survey, how)},
    {"section", offsetof(Survey, section)},
    {"contact", offsetof(Survey, contact)},
    {"phone", offsetof(Survey, phone)},
    {"email", offsetof(Survey, email)},
    {"note", offsetof(Survey, note)},
};

static char **text_of(Survey *survey, guint i)
{
    return (char **)(gpointer)((char *)survey + texts[i].offset);
}

/* ---- the record ---- */

Survey *survey_new(void)
{
    Survey *survey = g_new0(Survey, 1);
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
        *text_of(survey, i) = g_strdup("");
    return survey;
}

void survey_free(Survey *survey)
{
    if (!survey)
        return;
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
        g_free(*text_of(survey, i));
    g_free(survey);
}

static void free_item(gpointer item)
{
    survey_free(item);
}

const Survey *survey_find(const GPtrArray *surveys, const char *code)
{
    for (guint i = 0; code && *code && i < surveys->len; i++) {
        const Survey *survey = surveys->pdata[i];
        if (g_strcmp0(survey->code, code) == 0)
            return survey;
    }
    return NULL;
}

const char *survey_name(const Survey *survey)
{
    return language_pick(survey->name_nb, survey->name_nn, survey->name_en);
}

const char *survey_what(const Survey *survey)
{
    return language_pick(survey->what_nb, survey->what_nn, survey->what_en);
}

/* ---- reminders ---- */

/* "2026-03-02 e-post": a day, and what follows after a space. */
static bool reminder_day(const char *entry, Day *day)
{
    g_autofree char *iso = g_strndup(entry, ISO_LENGTH);
    return day_parse(iso, day) && (entry[ISO_LENGTH] == '\0' || entry[ISO_LENGTH] == ' ');
}

guint survey_reminders(const Survey *survey, Day today, Day *last, Day *next)
{
    guint sent = 0;
    Day newest = 0, first = 0;
    bool is_next = false;
    g_auto(GStrv) entries = g_strsplit(survey->reminders ? survey->reminders : "", ",", -1);
    for (guint i = 0; entries[i]; i++) {
        Day day = 0;
        if (!reminder_day(g_strstrip(entries[i]), &day))
            continue;
        if (day <= today) {
            newest = sent > 0 ? MAX(newest, day) : day;
            sent++;
        } else {
            first = is_next ? MIN(first, day) : day;
            is_next = true;
        }
    }
    if (sent > 0 && last)
        *last = newest;
    if (is_next && next)
        *next = first;
    return sent;
}

/* ---- what is wrong ---- */

static bool reminders_are_days(const char *reminders)
{
    g_auto(GStrv) entries = g_strsplit(reminders ? reminders : "", ",", -1);
    for (guint i = 0; entries[i]; i++) {
        Day day = 0;
        g_strstrip(entries[i]);
        if ((*entries[i] || entries[1]) && !reminder_day(entries[i], &day))
            return false;
    }
    return true;
}

static bool is_empty(const char *text)
{
    return !text || *text == '\0';
}

/* The sentence, and the column it is about. */
static const char *problem_of(const Survey *survey, const char **column)
{
    Day day = 0;
    const struct {
        const char *column, *what;
        bool wrong;
    } rules[] = {
        {"code", _("it is empty"), is_empty(survey->code)},
        {"name_nb", _("it is empty"), is_empty(survey->name_nb)},
        {"legal_reference", _("a mandatory survey must name the section of the law"),
         survey->mandatory && is_empty(survey->legal_reference)},
        {"deadline_on", _("it is no day such as 2026-03-10"),
         !is_empty(survey->deadline_on) && !day_parse(survey->deadline_on, &day)},
        {"reminders", _("it is no list of days such as 2026-03-02, 2026-03-16"),
         !reminders_are_days(survey->reminders)},
        {"email", _("it is no e-mail address"),
         !is_empty(survey->email) && !address_is_valid(survey->email)},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rules); i++)
        if (rules[i].wrong) {
            *column = rules[i].column;
            return rules[i].what;
        }
    return NULL;
}

char *survey_problem(const Survey *survey)
{
    const char *column = NULL;
    const char *what = problem_of(survey, &column);
    return what ? g_strdup_printf("%s: %s", column, what) : NULL;
}

/* ---- the table ---- */

typedef struct {
    const CsvTable *table;
    guint row;
    Day today;
    GError **error;
} Row;

static bool fail(const Row *row, const char *column, const char *what)
{
    g_set_error(row->error, SKRANKE_ERROR, SKRANKE_ERROR_FAILED,
                _("Line %u of the surveys, column %s: %s. No survey was changed. Correct the line "
                  "and read the table again."),
                csv_line(row->table, row->row), column, what);
    return false;
}

static bool read_word(const Row *row, const char *column, const char *const *words, guint *value)
{
    const char *given = csv_field(row->table, row->row, column);
    for (guint i = 0; words[i]; i++)
        if (strcmp(words[i], given) == 0) {
            *value = i;
            return true;
        }
    g_autofree char *list = g_strjoinv(", ", (char **)words);
    g_autofree char *what = g_strdup_printf(_("\"%.40s\" is none of %s"), given, list);
    return fail(row, column, what);
}

/* "today+14 brev" as the day it means, everything else as it stands. New text. */
static char *with_day(const char *entry, Day today)
{
    static const char word[] = "today";
    gint64 days = 0;
    const char *rest = entry + strlen(word);
    if (!g_str_has_prefix(entry, word))
        return g_strdup(entry);
    if (*rest == '+' || *rest == '-')
        days = g_ascii_strtoll(rest, (char **)&rest, 10);
    if (ABS(days) > MOST_DAYS_AWAY)
        return g_strdup(entry);
    g_autofree char *iso = day_iso(today + (Day)days);
    return g_strconcat(iso, rest, NULL);
}

static void settle_days(char **list, Day today)
{
    g_auto(GStrv) entries = g_strsplit(*list, ",", -1);
    for (guint i = 0; entries[i]; i++) {
        char *entry = with_day(g_strstrip(entries[i]), today);
        g_free(entries[i]);
        entries[i] = entry;
    }
    g_free(*list);
    *list = g_strjoinv(", ", entries);
}

static bool read_survey(const Row *row, GPtrArray *surveys)
{
    static const char *const yes_words[] = {"no", "yes", NULL};
    g_autoptr(Survey) survey = g_new0(Survey, 1);
    guint audience = 0, mandatory = 0;
    const char *column = NULL;
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
        *text_of(survey, i) = g_strdup(csv_field(row->table, row->row, texts[i].column));
    settle_days(&survey->deadline_on, row->today);
    settle_days(&survey->reminders, row->today);
    if (!read_word(row, "audience", survey_audience_words, &audience) ||
        !read_word(row, "mandatory", yes_words, &mandatory))
        return false;
    survey->audience = (SurveyAudience)audience;
    survey->mandatory = mandatory != 0;
    const char *what = problem_of(survey, &column);
    if (what)
        return fail(row, column, what);
    if (survey_find(surveys, survey->code))
        return fail(row, "code", _("another line has it already"));
    g_ptr_array_add(surveys, g_steal_pointer(&survey));
    return true;
}

GPtrArray *survey_read_table(const char *text, gsize length, Day today, GError **error)
{
    g_autoptr(CsvTable) table = csv_parse(text, length, error);
    if (!table)
        return NULL;
    g_autoptr(GPtrArray) surveys = g_ptr_array_new_with_free_func(free_item);
    for (guint i = 0; i < csv_rows(table); i++) {
        Row row = {.table = table, .row = i, .today = today, .error = error};
        if (!read_survey(&row, surveys))
            return NULL;
    }
    return g_steal_pointer(&surveys);
}

/* ---- wishes ---- */

const char *survey_mode_text(SurveyMode mode)
{
    return mode == SURVEY_MODE_NONE ? "" : _(mode_texts[mode]);
}

bool survey_mode_from_word(const char *word, SurveyMode *mode)
{
    for (int i = 0; word && survey_mode_words[i]; i++)
        if (strcmp(survey_mode_words[i], word) == 0) {
            *mode = (SurveyMode)i;
            return true;
        }
    return false;
}

char *survey_wish_text(const char *time, SurveyMode mode)
{
    g_autofree char *line = safe_text_line(time ? time : "", -1);
    g_autofree char *when = safe_text_cut(g_strstrip(line), WISH_CELLS);
    const char *how = survey_mode_text(mode);
    if (*when && *how)
        /* TRANSLATORS: a time in the person's own words, and a way: "Wednesday evening, by video".
         */
        return g_strdup_printf(_("Wishes to be interviewed: %s, %s."), when, how);
    if (*when || *how)
        return g_strdup_printf(_("Wishes to be interviewed: %s."), *when ? when : how);
    return g_strdup("");
}

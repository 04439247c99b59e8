/* Rows of the surveys that respondents ask about. What is said of one is domain/survey.h's. */
#include "skranke/store/surveys.h"

#include <string.h>

#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/domain/words.h"

#include "skranke/store/records.h"

#define SELECT_SURVEYS                                                                             \
    "SELECT code, name_nb, name_nn, name_en, audience, mandatory, legal_reference, deadline_on, "  \
    "reminders, what_nb, what_nn, what_en, whom, how, section, contact, phone, email, note "       \
    "FROM survey "

static const DbField fields[] = {
    DB_TEXT(Survey, code),
    DB_TEXT(Survey, name_nb),
    DB_TEXT(Survey, name_nn),
    DB_TEXT(Survey, name_en),
    DB_ENUM(Survey, audience, survey_audience_words),
    DB_BOOL(Survey, mandatory),
    DB_TEXT(Survey, legal_reference),
    DB_TEXT(Survey, deadline_on),
    DB_TEXT(Survey, reminders),
    DB_TEXT(Survey, what_nb),
    DB_TEXT(Survey, what_nn),
    DB_TEXT(Survey, what_en),
    DB_TEXT(Survey, whom),
    DB_TEXT(Survey, how),
    DB_TEXT(Survey, section),
    DB_TEXT(Survey, contact),
    DB_TEXT(Survey, phone),
    DB_TEXT(Survey, email),
    DB_TEXT(Survey, note),
};

static const RecordKind kind = {
    .fields = fields,
    .count = G_N_ELEMENTS(fields),
    .size = sizeof(Survey), /* survey_new has texts already, which reading would lose */
    .free = (GDestroyNotify)survey_free,
};

static int compare_names(gconstpointer a, gconstpointer b)
{
    const Survey *one = *(const Survey *const *)a, *other = *(const Survey *const *)b;
    g_autofree char *one_key = words_sort_key(survey_name(one));
    g_autofree char *other_key = words_sort_key(survey_name(other));
    int order = strcmp(one_key, other_key);
    return order ? order : g_strcmp0(one->code, other->code);
}

GPtrArray *surveys_load(Db *db, GError **error)
{
    GPtrArray *surveys = records_all(db_query(db, error, SELECT_SURVEYS, ""), &kind);
    if (surveys)
        g_ptr_array_sort(surveys, compare_names);
    return surveys;
}

Survey *surveys_get(Db *db, const char *code, GError **error)
{
    DbRows *rows = db_query(db, error, SELECT_SURVEYS "WHERE code = ?", "s", code);
    if (!rows)
        return NULL;
    Survey *survey = records_first(rows, &kind);
    if (!survey)
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_NOT_FOUND,
                    _("There is no survey with the code \"%.60s\"; nothing was changed. \"skranke "
                      "survey list\" shows those there are."),
                    code);
    return survey;
}

void surveys_put(DbBatch *batch, const Survey *survey)
{
    db_batch_add(
        batch,
        "INSERT INTO survey (code, name_nb, name_nn, name_en, audience, mandatory, "
        "legal_reference, deadline_on, reminders, what_nb, what_nn, what_en, whom, how, section, "
        "contact, phone, email, note) VALUES (?, ?, ifnull(?, ''), ifnull(?, ''), ?, ?, "
        "ifnull(?, ''), ifnull(?, ''), ifnull(?, ''), ifnull(?, ''), ifnull(?, ''), "
        "ifnull(?, ''), ifnull(?, ''), ifnull(?, ''), ifnull(?, ''), ifnull(?, ''), "
        "ifnull(?, ''), ifnull(?, ''), ifnull(?, '')) ON CONFLICT (code) DO UPDATE "
        "SET name_nb = excluded.name_nb, name_nn = excluded.name_nn, name_en = excluded.name_en, "
        "audience = excluded.audience, mandatory = excluded.mandatory, "
        "legal_reference = excluded.legal_reference, deadline_on = excluded.deadline_on, "
        "reminders = excluded.reminders, what_nb = excluded.what_nb, "
        "what_nn = excluded.what_nn, what_en = excluded.what_en, whom = excluded.whom, "
        "how = excluded.how, section = excluded.section, contact = excluded.contact, "
        "phone = excluded.phone, email = excluded.email, note = excluded.note",
        "sssssisssssssssssss", survey->code, survey->name_nb, survey->name_nn, survey->name_en,
        survey_audience_words[survey->audience], (gint64)survey->mandatory, survey->legal_reference,
        survey->deadline_on, survey->reminders, survey->what_nb, survey->what_nn, survey->what_en,
        survey->whom, survey->how, survey->section, survey->contact, survey->phone, survey->email,
        survey->note);
}

/* The people who work at the desk: rows of the table operator. Who may do what is the desk's. */
#include "skranke/store/operators.h"

#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/store/events.h"
#include "skranke/store/records.h"

const char *const operator_role_words[] = {"administrator", "operator", NULL};

#define COLUMNS "id, login, name, role, signature, active, silos, press_contact"

static const DbField fields[] = {
    DB_INT64(Operator, id),       DB_TEXT(Operator, login),
    DB_TEXT(Operator, name),      DB_ENUM(Operator, role, operator_role_words),
    DB_TEXT(Operator, signature), DB_BOOL(Operator, active),
    DB_TEXT(Operator, silos),     DB_BOOL(Operator, press_contact),
};

static const RecordKind kind = {
    .fields = fields,
    .count = G_N_ELEMENTS(fields),
    .size = sizeof(Operator),
    .free = (GDestroyNotify)operator_free,
};

void operator_free(Operator *operator_)
{
    if (!operator_)
        return;
    g_free(operator_->login);
    g_free(operator_->name);
    g_free(operator_->signature);
    g_free(operator_->silos);
    g_free(operator_);
}

Operator *operators_find(Db *db, const char *login, GError **error)
{
    DbRows *rows =
        db_query(db, error, "SELECT " COLUMNS " FROM operator WHERE login = ?", "s", login);
    if (!rows)
        return NULL;
    Operator *operator_ = records_first(rows, &kind);
    if (!operator_)
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_NOT_FOUND,
                    _("There is no operator with the login \"%.60s\"; nothing was changed. An "
                      "administrator can add one."),
                    login);
    return operator_;
}

Operator *operators_get(Db *db, gint64 id, GError **error)
{
    DbRows *rows = db_query(db, error, "SELECT " COLUMNS " FROM operator WHERE id = ?", "i", id);
    if (!rows)
        return NULL;
    Operator *operator_ = records_first(rows, &kind);
    if (!operator_)
        g_set_error_literal(error, SKRANKE_ERROR, SKRANKE_ERROR_NOT_FOUND,
                            _("There is no such operator; nothing was changed."));
    return operator_;
}

GPtrArray *operators_list(Db *db, GError **error)
{
    return records_all(
        db_query(db, error, "SELECT " COLUMNS " FROM operator ORDER BY name, login", ""), &kind);
}

bool operators_add(Db *db, gint64 now, gint64 by, const char *login, const char *name,
                   OperatorRole role, GError **error)
{
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    GError *failure = NULL;
    db_batch_add(batch,
                 "INSERT INTO operator (login, name, role, silos, created_at) "
                 "SELECT ?, ?, CASE WHEN EXISTS (SELECT 1 FROM operator) THEN ? "
                 "ELSE 'administrator' END, CASE WHEN EXISTS (SELECT 1 FROM operator) THEN '' "
                 "ELSE 'respondents,press,hr,access' END, ? "
                 "WHERE NOT EXISTS (SELECT 1 FROM operator WHERE login = ?)",
                 "sssis", login, name, operator_role_words[role], now, login);
    db_batch_expect(batch, 1);
    events_add(batch, now, by, EVENT_OPERATOR_ADDED, 0, 0, NULL, NULL);
    if (db_batch_apply(db, batch, &failure))
        return true;
    if (!g_error_matches(failure, SKRANKE_ERROR, SKRANKE_ERROR_CONFLICT)) {
        g_propagate_error(error, failure);
        return false;
    }
    g_clear_error(&failure);
    g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_CONFLICT,
                _("There is an operator with the login \"%.60s\" already; nothing was changed. "
                  "Choose another login."),
                login);
    return false;
}

bool operators_set_signature(Db *db, gint64 id, const char *signature, GError **error)
{
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    db_batch_add(batch, "UPDATE operator SET signature = ? WHERE id = ?", "si", signature, id);
    db_batch_expect(batch, 1);
    return db_batch_apply(db, batch, error);
}

void operators_set_grants(DbBatch *batch, gint64 id, const char *silos, bool press_contact)
{
    db_batch_add(batch, "UPDATE operator SET silos = ?, press_contact = ? WHERE id = ?", "sii",
                 silos, (gint64)press_contact, id);
    db_batch_expect(batch, 1);
}

char *operators_unseen_silos(Db *db, GError **error)
{
    g_autoptr(GPtrArray) operators = operators_list(db, error);
    if (!operators)
        return NULL;
    ScreeningGrant seen = screening_nothing();
    for (guint i = 0; i < operators->len; i++) {
        const Operator *one = operators->pdata[i];
        ScreeningGrant grant = screening_nothing();
        if (one->active && screening_parse(one->silos, &grant, NULL))
            seen |= grant;
    }
    GString *words = g_string_new(NULL);
    for (int silo = 0; silo < CATEGORY_SILO_COUNT; silo++)
        if (!screening_may_see(seen, (CategorySilo)silo))
            g_string_append_printf(words, "%s%s", words->len > 0 ? "," : "",
                                   category_silo_words[silo]);
    return g_string_free(words, FALSE);
}

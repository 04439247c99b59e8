/* Owns who may copy and replace the database, and the events of it. Copying and changing places are
 * the store's. */
#include "skranke/desk/keeping.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/store/events.h"
#include "skranke/store/open.h"

#include "skranke/desk/fact.h"

static bool is_administrator(const Operator *operator_)
{
    return operator_->active && operator_->role == ROLE_ADMINISTRATOR;
}

static bool record(Db *db, gint64 who, EventKind kind, const char *fact, GError **error)
{
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    events_add(batch, clock_now(), who, kind, 0, 0, "", fact);
    return db_batch_apply(db, batch, error);
}

/* ---- a copy ---- */

bool keeping_backup(Desk *desk, const char *file, GError **error)
{
    if (!is_administrator(desk->operator_)) {
        g_set_error_literal(error, SKRANKE_ERROR, SKRANKE_ERROR_REFUSED,
                            _("Only an administrator can copy the database: a copy holds what the "
                              "closed silos hide. Nothing was copied. Ask an administrator; "
                              "\"skranke operator list\" names them."));
        return false;
    }
    if (!db_copy(desk->db, file, error))
        return false;
    g_autofree char *fact = fact_of_texts("file", file, NULL);
    if (record(desk->db, desk->operator_->id, EVENT_BACKED_UP, fact, error))
        return true;
    unlink(file);
    return false;
}

/* ---- the way back ---- */

static bool is_file(const char *uri)
{
    return strstr(uri, "://") == NULL;
}

/* What cannot be opened names no administrators; its file has an owner. */
static bool owns_the_file(const char *path, GError **error)
{
    struct stat status;
    if (stat(path, &status) != 0 || geteuid() == 0 || status.st_uid == geteuid())
        return true;
    g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_REFUSED,
                _("%s cannot be opened, so it cannot say who its administrators are: only the "
                  "owner of the file can replace it. Nothing was changed. Ask the owner to run: "
                  "skranke restore FILE."),
                path);
    return false;
}

static bool leads(Db *db, const char *login, GError **error)
{
    g_autoptr(GPtrArray) operators = operators_list(db, error);
    bool may = operators && operators->len == 0;
    for (guint i = 0; operators && i < operators->len; i++) {
        const Operator *operator_ = operators->pdata[i];
        may = may || (g_str_equal(operator_->login, login) && is_administrator(operator_));
    }
    if (operators && !may)
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_REFUSED,
                    _("Only an administrator of %s can put a backup in its place, and %s is none. "
                      "Nothing was changed. Ask an administrator; \"skranke operator list\" names "
                      "them."),
                    db_uri(db), login);
    return may;
}

bool keeping_may_restore(const char *uri, const char *login, GError **error)
{
    StoreKind kind = STORE_ABSENT;
    if (!is_file(uri))
        return true; /* refused by restoring itself */
    bool seen = store_look(uri, &kind, NULL);
    if (seen && kind == STORE_ABSENT)
        return true;
    g_autoptr(Db) db = seen && kind == STORE_OURS ? store_open(uri, NULL) : NULL;
    return db ? leads(db, login ? login : desk_account(), error) : owns_the_file(uri, error);
}

bool keeping_record_restore(const char *uri, const char *login, const char *backup,
                            const char *kept, GError **error)
{
    const char *who = login ? login : desk_account();
    g_autoptr(Db) db = store_open(uri, error);
    if (!db)
        return false;
    g_autoptr(Operator) operator_ = operators_find(db, who, NULL);
    g_autofree char *fact =
        fact_of_texts("file", backup, "kept", kept ? kept : "", "login", who, NULL);
    return record(db, operator_ ? operator_->id : 0, EVENT_RESTORED, fact, error);
}

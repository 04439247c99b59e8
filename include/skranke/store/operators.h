/* Operators: the people who work at the desk, known by their login. */
#ifndef SKRANKE_STORE_OPERATORS_H
#define SKRANKE_STORE_OPERATORS_H

#include "skranke/domain/screening.h"

#include "skranke/store/db.h"

typedef enum { ROLE_ADMINISTRATOR, ROLE_OPERATOR } OperatorRole;
extern const char *const operator_role_words[];

typedef struct {
    gint64 id;
    char *login, *name;
    OperatorRole role;
    char *signature;
    bool active;
    char *silos; /* closed silos granted, as screening_word writes them; "" only what is open */
    bool press_contact; /* speaks to journalists for the bureau */
} Operator;
void operator_free(Operator *operator_);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Operator, operator_free)

/* By login, or NULL with NOT_FOUND. */
Operator *operators_find(Db *db, const char *login, GError **error);
Operator *operators_get(Db *db, gint64 id, GError **error);
/* All, by name; array of Operator *, owned. */
GPtrArray *operators_list(Db *db, GError **error);
/* Adds one. The very first becomes the administrator whatever role says (in one batch, so two
 * programs starting at once make one administrator) and is granted every silo: somebody must see
 * what comes. Others see what is open until they are granted more. CONFLICT when the login exists.
 * by: who adds, 0 for the first. */
bool operators_add(Db *db, gint64 now, gint64 by, const char *login, const char *name,
                   OperatorRole role, GError **error);
bool operators_set_signature(Db *db, gint64 id, const char *signature, GError **error);

/* Statement: what an operator may see and is; the event is the caller's. */
void operators_set_grants(DbBatch *batch, gint64 id, const char *silos, bool press_contact);
/* Which closed silos no active operator may see: words with commas between, "" none; what came
 * there would be seen by nobody. New text. */
char *operators_unseen_silos(Db *db, GError **error);

#endif

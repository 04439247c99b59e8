/* Who may copy the whole database and put a copy in its place, and that either is recorded: a copy
 * holds what every silo closes. */
#ifndef SKRANKE_DESK_KEEPING_H
#define SKRANKE_DESK_KEEPING_H

#include "skranke/desk/desk.h"

/* Copies the database to `file` and leaves a BACKED_UP event. REFUSED for whoever is no
 * administrator, and where `file` is there already. A copy that could not be recorded is removed.
 */
bool keeping_backup(Desk *desk, const char *file, GError **error);

/* May `login` (NULL: the account) put another database in the place of this one? An administrator
 * of the database that stands there. Where it cannot be opened, it cannot say who is: then whoever
 * owns the file (or root); where nothing stands there, anybody. REFUSED says what to do. Nothing is
 * open afterwards. */
bool keeping_may_restore(const char *uri, const char *login, GError **error);

/* Leaves a RESTORED event in the database that was brought back: who (where it knows the login),
 * from which file, and where what was there is kept (may be NULL). */
bool keeping_record_restore(const char *uri, const char *login, const char *backup,
                            const char *kept, GError **error);

#endif

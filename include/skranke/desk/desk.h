/* An operator at the counter: the open database, who works at it, and the settings. Every act
 * begins with one. */
#ifndef SKRANKE_DESK_DESK_H
#define SKRANKE_DESK_DESK_H

#include "skranke/base/config.h"

#include "skranke/domain/suggestion.h"

#include "skranke/store/operators.h"
#include "skranke/store/rulebook.h"

typedef struct {
    Db *db;
    const Config *config; /* borrowed */
    Operator *operator_;
    char *shared_sender;          /* "mail.from" of the database, "" */
    Rulebook *rulebook;           /* read when first asked for: rules_book (desk/rules.h) */
    char *rules_mark;             /* the setting "rules.mark" when it was read */
    SuggestionIndex *suggestions; /* desk/suggesting.h, of the same rules */
    char *suggestions_mark;
    struct {
        gint64 newest, last, at; /* events that were said to be no longer undone, and when */
    } undo_told;                 /* desk/acts.h act_undo */
    gint64 tidied_on;            /* the day of desk_tidy */
} Desk;

/* Opens the database (store/open.h) for `login` (NULL: the name of the Unix account). The first to
 * open a new database becomes its administrator; others who may open the file are welcomed as
 * operators (an event says so) unless [database] new_operators is no: then REFUSED with what to ask
 * the administrator for. */
Desk *desk_open(const char *uri, const char *login, const Config *config, GError **error);
void desk_close(Desk *desk);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Desk, desk_close)

/* Narrows what the database shows to what the operator has been granted; after a change of the
 * grants. */
void desk_look_again(Desk *desk);

/* Forgets what nobody needs to know any more (store/calls.h calls_forget). A desk may stay open for
 * weeks: ask at every turn of the minute; the database is asked once a day. */
bool desk_tidy(Desk *desk, GError **error);

/* The address answers are sent from: [mail] from, else what the database says ("mail.from", as in
 * the fictional bureau); "" where there is none; borrowed. */
const char *desk_sender(const Desk *desk);

/* The login of the Unix account; borrowed. */
const char *desk_account(void);

/* Can this be a login? USAGE with a sentence when not. */
bool desk_login_is_sound(const char *login, GError **error);

/* Which database: the argument, SKRANKE_DB, [database] uri, else the default path; new text. */
char *desk_database_uri(const char *argument, const Config *config);

#endif

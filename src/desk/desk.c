/* Owns the opening of the counter: which database, which operator. Knows no screen and no command
 * line. */
#include "skranke/desk/desk.h"

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"
#include "skranke/base/log.h"
#include "skranke/base/paths.h"

#include "skranke/domain/day.h"

#include "skranke/store/calls.h"
#include "skranke/store/open.h"
#include "skranke/store/settings.h"

#include "skranke/desk/forwarding.h"
#include "skranke/desk/rules.h"

const char *desk_account(void)
{
    return g_get_user_name();
}

char *desk_database_uri(const char *argument, const Config *config)
{
    if (argument && *argument)
        return g_strdup(argument);
    const char *environment = g_getenv("SKRANKE_DB");
    if (environment && *environment)
        return g_strdup(environment);
    const char *configured = config_text(config, "database", "uri");
    return *configured ? g_strdup(configured) : paths_default_database();
}

/* The real name from the account where the login is the account's own; the login else. */
static const char *name_for(const char *login)
{
    const char *real = g_get_real_name();
    bool own = g_strcmp0(login, desk_account()) == 0;
    return own && real && *real && g_strcmp0(real, "Unknown") != 0 ? real : login;
}

bool desk_login_is_sound(const char *login, GError **error)
{
    bool sound = *login && g_utf8_validate(login, -1, NULL) && g_utf8_strlen(login, -1) <= 64;
    for (const char *c = login; sound && *c; c = g_utf8_next_char(c))
        sound = g_unichar_isgraph(g_utf8_get_char(c));
    if (!sound)
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_USAGE,
                    _("\"%s\" cannot be a login: use letters, digits and signs without spaces, at "
                      "most 64."),
                    login);
    return sound;
}

/* Welcomes a login that the database does not know; another program may do the same at the same
 * time. */
static Operator *welcome(Desk *desk, const char *login, GError **error)
{
    g_autoptr(GPtrArray) known = operators_list(desk->db, error);
    if (!known)
        return NULL;
    if (known->len > 0 && !config_flag(desk->config, "database", "new_operators")) {
        g_set_error(
            error, SKRANKE_ERROR, SKRANKE_ERROR_REFUSED,
            _("%s is not an operator of %s. Ask an administrator to run: skranke operator add %s"),
            login, db_uri(desk->db), login);
        return NULL;
    }
    g_autoptr(GError) refused = NULL;
    if (!operators_add(desk->db, clock_now(), 0, login, name_for(login), ROLE_OPERATOR, &refused) &&
        !g_error_matches(refused, SKRANKE_ERROR, SKRANKE_ERROR_CONFLICT)) {
        g_propagate_error(error, g_steal_pointer(&refused));
        return NULL;
    }
    return operators_find(desk->db, login, error);
}

static Operator *find_or_welcome(Desk *desk, const char *login, GError **error)
{
    g_autoptr(GError) unknown = NULL;
    Operator *operator_ = operators_find(desk->db, login, &unknown);
    if (!operator_ && !g_error_matches(unknown, SKRANKE_ERROR, SKRANKE_ERROR_NOT_FOUND)) {
        g_propagate_error(error, g_steal_pointer(&unknown));
        return NULL;
    }
    if (!operator_)
        operator_ = welcome(desk, login, error);
    if (operator_ && !operator_->active) {
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_REFUSED,
                    _("The operator %s is no longer active. Ask an administrator."), login);
        g_clear_pointer(&operator_, operator_free);
    }
    return operator_;
}

bool desk_tidy(Desk *desk, GError **error)
{
    gint64 now = clock_now(), today = day_of_moment(now, NULL);
    if (desk->tidied_on == today)
        return true;
    gint64 days = config_integer(desk->config, "pbx", "delete_numbers_days");
    if (!calls_forget(desk->db, days, now, desk->operator_->id, error))
        return false;
    desk->tidied_on = today;
    return true;
}

/* What time has brought since somebody looked last; that it could not be asked is no reason not to
 * open. */
static void wake(Desk *desk)
{
    g_autoptr(GError) failed = NULL;
    if (forwarding_sweep(desk, &failed) < 0)
        log_line(LOG_WARNING, "%s", failed->message);
    g_clear_error(&failed);
    if (!desk_tidy(desk, &failed))
        log_line(LOG_WARNING, "%s", failed->message);
}

Desk *desk_open(const char *uri, const char *login, const Config *config, GError **error)
{
    const char *who = login && *login ? login : desk_account();
    if (!desk_login_is_sound(who, error))
        return NULL;
    g_autoptr(Desk) desk = g_new0(Desk, 1);
    desk->config = config;
    desk->db = store_open(uri, error);
    if (!desk->db)
        return NULL;
    desk->shared_sender = settings_get(desk->db, "mail.from", error);
    if (!desk->shared_sender)
        return NULL;
    desk->operator_ = find_or_welcome(desk, who, error);
    if (!desk->operator_)
        return NULL;
    desk_look_again(desk);
    if (!rules_catch_up(desk, error))
        return NULL;
    wake(desk);
    return g_steal_pointer(&desk);
}

void desk_look_again(Desk *desk)
{
    g_autofree char *sight =
        g_strdup_printf(",open%s%s,@%" PRId64 ",", *desk->operator_->silos ? "," : "",
                        desk->operator_->silos, desk->operator_->id);
    db_set_sight(desk->db, sight);
}

const char *desk_sender(const Desk *desk)
{
    const char *configured = config_text(desk->config, "mail", "from");
    return *configured || !desk->shared_sender ? configured : desk->shared_sender;
}

void desk_close(Desk *desk)
{
    if (!desk)
        return;
    operator_free(desk->operator_);
    g_free(desk->shared_sender);
    g_clear_pointer(&desk->rulebook, rulebook_free);
    g_free(desk->rules_mark);
    g_clear_pointer(&desk->suggestions, suggestion_index_free);
    g_free(desk->suggestions_mark);
    db_close(desk->db);
    g_free(desk);
}

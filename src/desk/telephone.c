/* Owns the telephone at the desk: which call of the system is which call in the database, and what
 * an operator asks of it. What events do to the database is telephone_note.c's; how a system is
 * spoken to is services/pbx.h's. */
#include "skranke/desk/telephone.h"

#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/domain/phone_number.h"
#include "skranke/domain/refusal.h"

#include "skranke/store/people.h"

#include "skranke/desk/rules.h"
#include "skranke/desk/who_else.h"

#include "telephone_private.h"

/* ---- listening ------------------------------------------------------------------------------ */

static void on_changed(const PbxCall *line, gpointer user)
{
    Telephone *telephone = user;
    g_autofree char *sentence = NULL;
    g_autoptr(GError) error = NULL;
    gint64 call = line != NULL ? telephone_note(telephone, line, &sentence, &error) : 0;
    bool over = line != NULL && (line->state == PBX_DONE || line->state == PBX_LOST);
    if (over && g_error_matches(error, SKRANKE_ERROR, SKRANKE_ERROR_UNAVAILABLE))
        telephone_note_later(telephone, line);
    if (error != NULL)
        telephone->listener.failed(error->message, telephone->user);
    telephone->listener.changed(call, line, sentence != NULL ? sentence : "", telephone->user);
}

static void on_failed(const char *sentence, gpointer user)
{
    Telephone *telephone = user;
    telephone->listener.failed(sentence, telephone->user);
}

char *telephone_own_number(Desk *desk)
{
    const char *set = config_text(desk->config, "pbx", "extension");
    if (*set != '\0')
        return g_strdup(set);
    g_autoptr(PeopleDirectory) people = people_load(desk->db, clock_now(), NULL);
    for (guint i = 0; people != NULL && i < people->people->len; i++) {
        const Person *person = people->people->pdata[i];
        if (g_ascii_strcasecmp(person->initials, desk->operator_->login) != 0)
            continue;
        g_autofree char *number = phone_number_normalise(person->phone);
        return g_strdup(g_str_has_prefix(number, "+") ? "" : number);
    }
    return g_strdup("");
}

static bool has_system(const Desk *desk)
{
    return strcmp(config_text(desk->config, "pbx", "driver"), "none") != 0;
}

Telephone *telephone_open(Desk *desk, const TelephoneListener *listener, gpointer user,
                          GError **error)
{
    static const PbxListener heard = {on_changed, on_failed};
    g_autoptr(Telephone) telephone = g_new0(Telephone, 1);
    telephone->desk = desk;
    telephone->listener = *listener;
    telephone->user = user;
    telephone->rows = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    telephone->reaching = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    telephone->whom = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, telephone_whom_free);
    telephone->told = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autofree char *extension = has_system(desk) ? telephone_own_number(desk) : g_strdup("");
    telephone->pbx = pbx_open(desk->config, extension, &heard, telephone, error);
    return telephone->pbx != NULL ? g_steal_pointer(&telephone) : NULL;
}

void telephone_close(Telephone *telephone)
{
    if (telephone == NULL)
        return;
    pbx_close(telephone->pbx);
    telephone_forget_later(telephone);
    g_hash_table_unref(telephone->rows);
    g_hash_table_unref(telephone->reaching);
    g_hash_table_unref(telephone->whom);
    g_hash_table_unref(telephone->told);
    g_free(telephone);
}

Pbx *telephone_pbx(const Telephone *telephone)
{
    return telephone->pbx;
}

/* ---- which call is which -------------------------------------------------------------------- */

const PbxCall *telephone_line_of(const Telephone *telephone, gint64 call)
{
    GHashTableIter iterator;
    gpointer id, row;
    g_hash_table_iter_init(&iterator, telephone->rows);
    while (g_hash_table_iter_next(&iterator, &id, &row))
        if (*(const gint64 *)row == call)
            return pbx_call(telephone->pbx, id);
    return NULL;
}

const PbxCall *telephone_rings(const Telephone *telephone)
{
    g_autoptr(GPtrArray) lines = pbx_calls(telephone->pbx);
    for (guint i = 0; i < lines->len; i++)
        if (((const PbxCall *)lines->pdata[i])->state == PBX_RINGING)
            return lines->pdata[i];
    return NULL;
}

static bool is_shown(const Telephone *telephone, const PbxCall *line, gint64 shown)
{
    const gint64 *row = g_hash_table_lookup(telephone->rows, line->id);
    return row != NULL && *row == shown;
}

gint64 telephone_ringing(Telephone *telephone, gint64 shown, GError **error)
{
    const PbxCall *lines[] = {pbx_current(telephone->pbx), telephone_rings(telephone)};
    for (guint i = 0; i < G_N_ELEMENTS(lines); i++)
        if (lines[i] != NULL && !is_shown(telephone, lines[i], shown))
            return telephone_begin(telephone, lines[i], error);
    return 0;
}

gint64 telephone_came_back_from(const Telephone *telephone, gint64 call, PbxReason *reason)
{
    const PbxCall *line = telephone_line_of(telephone, call);
    const TelephoneWhom *whom = line != NULL ? telephone_whom(telephone, line) : NULL;
    *reason = line != NULL ? line->reason : PBX_REASON_NONE;
    return whom != NULL && *reason != PBX_REASON_NONE ? whom->person : 0;
}

/* ---- asking --------------------------------------------------------------------------------- */

static bool refuse(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);
static bool refuse(GError **error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *sentence = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_set_error_literal(error, SKRANKE_ERROR, SKRANKE_ERROR_REFUSED, sentence);
    return false;
}

/* The management speaks to journalists through the press contacts only (declaration,
 * "Pressekontakter"); asked before the system is, for it does not give a caller back. */
static bool may_reach(Desk *desk, const Call *call, const Person *person, GError **error)
{
    bool management = false;
    g_autoptr(GPtrArray) addresses = g_ptr_array_new();
    g_ptr_array_add(addresses, person->email);
    if (call->press && !people_with_role(desk->db, addresses, "management", &management, error))
        return false;
    const char *why = refusal_press_call(call->press, management, desk->operator_->press_contact);
    return why == NULL || refuse(error, "%s", why);
}

static const char *number_of(const Person *person, bool mobile, GError **error)
{
    const char *number = mobile ? person->mobile : person->phone;
    if (!person->active)
        refuse(error, _("%s has left. The caller is still with you: choose the successor."),
               person->name);
    else if (number == NULL || *number == '\0')
        refuse(error,
               mobile ? _("%s has no second number in the directory. The caller is still with you.")
                      : _("%s has no number in the directory. The caller is still with you."),
               person->name);
    else
        return number;
    return NULL;
}

/* The one the screen shows: to a journalist, the duty's of whoever has press duty. */
static const char *number_for(const Telephone *telephone, const Call *call, const Person *person,
                              bool mobile, GError **error)
{
    const Rulebook *rules = rules_book(telephone->desk, NULL);
    PresenceRules presence_rules = {.calendar = rules ? rules->calendar : NULL};
    Presence asked = presence_for_press(person, &presence_rules, clock_now());
    const char *shown =
        person->active && !mobile ? who_else_phone(person, &asked, call->press) : "";
    return *shown ? shown : number_of(person, mobile, error);
}

static void remember_reaching(Telephone *telephone, const char *id, gint64 person)
{
    gint64 *kept = g_new(gint64, 1);
    *kept = person;
    g_hash_table_replace(telephone->reaching, g_strdup(id), kept);
}

bool telephone_transfer(Telephone *telephone, gint64 call, const Person *person, bool mobile,
                        GError **error)
{
    g_autoptr(Call) record = calls_get(telephone->desk->db, call, error);
    const char *number =
        record != NULL ? number_for(telephone, record, person, mobile, error) : NULL;
    if (number == NULL || !may_reach(telephone->desk, record, person, error))
        return false;
    const PbxCall *line = telephone_line_of(telephone, call);
    if (line == NULL) {
        const CallEnd end = {.outcome = CALL_TRANSFERRED, .reached = person->id};
        return call_end(telephone->desk, call, &end, error);
    }
    remember_reaching(telephone, line->id, person->id);
    return pbx_act(telephone->pbx, PBX_TRANSFER, line, number, error);
}

bool telephone_act(Telephone *telephone, PbxAct act, gint64 call, const char *number_or_reason,
                   GError **error)
{
    const PbxCall *line = call != 0 ? telephone_line_of(telephone, call) : NULL;
    bool leads_on = act == PBX_TRANSFER || act == PBX_CONSULT;
    if (line != NULL && leads_on && !call_may_go_to(telephone->desk, call, number_or_reason, error))
        return false;
    if (line != NULL && leads_on)
        g_hash_table_remove(telephone->reaching, line->id);
    if (line == NULL && act == PBX_TRANSFER && call != 0) {
        const CallEnd end = {.outcome = CALL_TRANSFERRED, .to_text = number_or_reason};
        return call_end(telephone->desk, call, &end, error);
    }
    return pbx_act(telephone->pbx, act, line, number_or_reason, error);
}

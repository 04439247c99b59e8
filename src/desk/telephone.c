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

#include "telephone_private.h"

enum { MINUTE = 60 };

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

gint64 telephone_ringing(Telephone *telephone, GError **error)
{
    const PbxCall *line = pbx_current(telephone->pbx);
    return line != NULL ? telephone_begin(telephone, line, error) : 0;
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

/* Whoever has press duty and is not at their desk answers a journalist by the number of the duty.
 */
static const char *number_for(const Telephone *telephone, const Call *call, const Person *person,
                              bool mobile, GError **error)
{
    const Rulebook *rules = rules_book(telephone->desk, NULL);
    PresenceRules presence_rules = {.calendar = rules ? rules->calendar : NULL};
    gint64 now = clock_now();
    Presence own = presence_of(person, &presence_rules, now);
    Presence asked = presence_for_press(person, &presence_rules, now);
    bool by_duty = call->press && !mobile && presence_shown(&own) != PRESENCE_IN &&
                   asked.duty != NULL && asked.duty->phone != NULL && *asked.duty->phone != '\0';
    return by_duty && person->active ? asked.duty->phone : number_of(person, mobile, error);
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

/* ---- the state in words --------------------------------------------------------------------- */

/* What this operator is doing. */
static char *own_state(const Telephone *telephone)
{
    const PbxCall *current = pbx_current(telephone->pbx);
    if (pbx_connection(telephone->pbx) == PBX_OFF)
        return g_strdup(_("No telephone system: calls are noted by hand."));
    if (pbx_connection(telephone->pbx) != PBX_CONNECTED) {
        g_autofree char *text = pbx_connection_text(telephone->pbx);
        return g_strconcat(text, ".", NULL);
    }
    if (current != NULL) {
        g_autofree char *caller = telephone_caller(current);
        return g_strdup_printf("%s: %s.", caller, pbx_state_text(current->state));
    }
    return g_strdup(pbx_is_paused(telephone->pbx) ? _("Paused.") : _("Free."));
}

static char *waiting_text(const Telephone *telephone, gint64 now)
{
    g_autoptr(GPtrArray) calls = pbx_calls(telephone->pbx);
    guint waiting = 0;
    gint64 longest = 0;
    for (guint i = 0; i < calls->len; i++) {
        const PbxCall *line = calls->pdata[i];
        if (line->state != PBX_WAITING && line->state != PBX_RETURNED)
            continue;
        waiting++;
        longest = MAX(longest, now - line->began_at);
    }
    if (waiting == 0)
        return g_strdup(_("Nobody is waiting."));
    return g_strdup_printf(_("%u waiting, longest %" PRId64 " min."), waiting, longest / MINUTE);
}

static char *opening_sentence(Desk *desk, gint64 now)
{
    const Rulebook *book = rules_book(desk, NULL);
    if (book == NULL)
        return g_strdup("");
    g_autofree char *text = opening_text(&book->opening, now);
    g_autofree char *first = g_utf8_strup(text, (gssize)(g_utf8_next_char(text) - text));
    return g_strconcat(" ", first, *text != '\0' ? g_utf8_next_char(text) : "", ".", NULL);
}

char *telephone_state_text(const Telephone *telephone, gint64 now)
{
    g_autofree char *own = own_state(telephone);
    bool connected = pbx_connection(telephone->pbx) == PBX_CONNECTED;
    g_autofree char *waiting = connected ? waiting_text(telephone, now) : g_strdup("");
    g_autofree char *opening = opening_sentence(telephone->desk, now);
    return g_strconcat(own, *waiting != '\0' ? " " : "", waiting, opening, NULL);
}

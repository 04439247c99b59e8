/* Owns the door to the telephone system: words, settings, which act is possible when, and the one
 * clock for what is overdue. How a system is spoken to is its driver's; what events mean is
 * pbx_calls.c's. */
#include "skranke/services/pbx.h"

#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"
#include "skranke/base/time_text.h"

#include "skranke/domain/phone_number.h"

#include "pbx_private.h"

enum { LONGEST_INTERNAL = 5, NORWEGIAN_DIGITS = 8, LONGEST_NUMBER = 32 };

/* ---- words ---------------------------------------------------------------------------------- */

const char *const pbx_state_words[] = {
    "waiting",  "ringing", "talking", "consulting", "ready", "transferring", "parked", "elsewhere",
    "returned", "unknown", "done",    "lost",       NULL};
static const char *const state_texts[] = {
    N_("waiting"),
    N_("rings here"),
    N_("talking"),
    N_("consulting"),
    N_("the other answers: can be connected"),
    N_("being transferred"),
    N_("parked"),
    N_("with another operator"),
    N_("came back"),
    N_("outcome unknown: look at the telephone"),
    N_("over"),
    N_("lost"),
};
G_STATIC_ASSERT(G_N_ELEMENTS(state_texts) + 1 == G_N_ELEMENTS(pbx_state_words));

const char *pbx_state_text(PbxState state)
{
    return _(state_texts[state]);
}

const char *const pbx_reason_words[] = {
    "", "no_answer", "busy", "rejected", "unreachable", "no_such_number", "hung_up", NULL};
static const char *const reason_texts[] = {
    "",
    N_("no answer"),
    N_("busy"),
    N_("rejected"),
    N_("switched off or out of reach"),
    N_("no such number"),
    N_("the caller hung up"),
};
G_STATIC_ASSERT(G_N_ELEMENTS(reason_texts) + 1 == G_N_ELEMENTS(pbx_reason_words));

const char *pbx_reason_text(PbxReason reason)
{
    return reason == PBX_REASON_NONE ? "" : _(reason_texts[reason]);
}

const char *const line_state_words[] = {"unknown", "free", "busy", "ringing", "off", NULL};

/* ---- numbers -------------------------------------------------------------------------------- */

bool pbx_is_internal(const char *dialled)
{
    gsize length = strlen(dialled);
    return length > 0 && length <= LONGEST_INTERNAL && dialled[0] != '0' &&
           strspn(dialled, "0123456789") == length;
}

/* "+4722110000" as it is dialled in Norway, abroad with 00. */
static char *national(const char *normalised)
{
    if (g_str_has_prefix(normalised, "+47") &&
        strlen(normalised) <= strlen("+47") + NORWEGIAN_DIGITS)
        return g_strdup(normalised + strlen("+47"));
    return g_strconcat("00", normalised + 1, NULL);
}

/* What is dialled for a number as people write it: internal numbers as they are, others with what
 * goes before them; "" where it must not be dialled. New text. */
static char *dialled_number(const PbxNames *names, const char *number)
{
    g_autofree char *normalised = phone_number_normalise(number != NULL ? number : "");
    bool service = number != NULL && strlen(number) < LONGEST_NUMBER && strpbrk(number, "*#") &&
                   strspn(number, "0123456789*#") == strlen(number);
    if (service)
        return g_strdup(number);
    if (pbx_is_internal(normalised))
        return g_steal_pointer(&normalised);
    if (normalised[0] != '+')
        return g_strdup("");
    g_autofree char *outside = national(normalised);
    return g_strconcat(names->outside_prefix, outside, NULL);
}

/* ---- what can be done when ------------------------------------------------------------------ */

#define IN(state) (1u << (state))

typedef struct {
    unsigned states; /* of the call in which it can be done; 0: needs no call */
    bool number;     /* needs a number */
    const char *wrong_state;
} ActRule;

static const ActRule act_rules[] = {
    [PBX_TAKE] = {IN(PBX_WAITING) | IN(PBX_RETURNED), false, N_("This caller is not waiting.")},
    [PBX_TRANSFER] = {IN(PBX_TALKING) | IN(PBX_PARKED) | IN(PBX_UNKNOWN), true,
                      N_("Only a caller you are speaking to, or one who is parked, can be "
                         "transferred.")},
    [PBX_CONSULT] = {IN(PBX_TALKING), true,
                     N_("Somebody can be asked only while you are speaking to the caller.")},
    [PBX_COMPLETE] = {IN(PBX_READY), false,
                      N_("The other has not answered yet: connecting now could drop the caller.")},
    [PBX_CANCEL] = {IN(PBX_CONSULTING) | IN(PBX_READY) | IN(PBX_TRANSFERRING), false,
                    N_("There is nothing under way to take back.")},
    [PBX_PARK] = {IN(PBX_TALKING), false, N_("Only a caller you are speaking to can be parked.")},
    [PBX_UNPARK] = {IN(PBX_PARKED), false, N_("This caller is not parked.")},
    [PBX_PAUSE] = {0, false, NULL},
    [PBX_RESUME] = {0, false, NULL},
    [PBX_DIAL] = {0, true, NULL},
};

static const char *refuse_connection(const Pbx *pbx)
{
    if (pbx->driver == NULL)
        return _("There is no telephone system here: use the telephone itself.");
    if (pbx->connection != PBX_CONNECTED)
        return _("The telephone system is away: use the telephone itself.");
    return NULL;
}

static const char *refuse_call(const Pbx *pbx, PbxAct act, const PbxCall *call)
{
    const ActRule *rule = &act_rules[act];
    if (rule->states == 0)
        return NULL;
    if (call == NULL)
        return _("The telephone system does not have this call: use the telephone itself.");
    if ((rule->states & IN(call->state)) == 0)
        return _(rule->wrong_state);
    /* Taking back is what may follow on something that is under way. */
    if (act != PBX_CANCEL && call->state != PBX_UNKNOWN && pbx_calls_is_asked(pbx->calls, call->id))
        return _("Something is under way with this caller already: wait a moment.");
    return NULL;
}

static const char *refuse_names(const Pbx *pbx, PbxAct act)
{
    bool queue = act == PBX_PAUSE || act == PBX_RESUME;
    bool own = act != PBX_TRANSFER && act != PBX_COMPLETE;
    if (queue && *pbx->names.queue == '\0')
        return _("No queue is named in the section [pbx] of the settings.");
    if (own && *pbx->names.extension == '\0')
        return _("The number of your telephone is not known: set it in the section [pbx], or in "
                 "the directory.");
    return NULL;
}

static const char *refuse_number(const Pbx *pbx, const char *number)
{
    g_autofree char *dialled = dialled_number(&pbx->names, number);
    if (*dialled == '\0')
        return _("That is no number that can be rung.");
    if (strcmp(dialled, pbx->names.extension) == 0)
        return _("That is your own telephone.");
    return NULL;
}

const char *pbx_refusal(const Pbx *pbx, PbxAct act, const PbxCall *call, const char *number)
{
    const char *why = refuse_connection(pbx);
    if (why == NULL)
        why = refuse_call(pbx, act, call);
    if (why == NULL)
        why = refuse_names(pbx, act);
    if (why == NULL && number != NULL && act_rules[act].number)
        why = refuse_number(pbx, number);
    return why;
}

bool pbx_act(Pbx *pbx, PbxAct act, const PbxCall *call, const char *number_or_reason,
             GError **error)
{
    const char *given = number_or_reason != NULL ? number_or_reason : "";
    const char *why = pbx_refusal(pbx, act, call, given);
    if (why != NULL) {
        g_set_error_literal(error, SKRANKE_ERROR, SKRANKE_ERROR_REFUSED, why);
        return false;
    }
    g_autofree char *dialled =
        act_rules[act].number ? dialled_number(&pbx->names, given) : g_strdup(given);
    pbx->driver->act(pbx, act, call, dialled);
    return true;
}

/* ---- the clock ------------------------------------------------------------------------------ */

PbxMoment pbx_moment(void)
{
    return (PbxMoment){.now = clock_now(), .ms = clock_monotonic_ms()};
}

static gboolean on_timer(gpointer data)
{
    Pbx *pbx = data;
    pbx->timer = 0;
    pbx_set_clock(pbx);
    return G_SOURCE_REMOVE;
}

void pbx_set_clock(Pbx *pbx)
{
    PbxMoment moment = pbx_moment();
    gint64 next = pbx_calls_tick(pbx->calls, moment);
    if (pbx->timer != 0 && next == pbx->timer_at)
        return;
    g_clear_handle_id(&pbx->timer, g_source_remove);
    pbx->timer_at = next;
    if (next != 0)
        pbx->timer = g_timeout_add((guint)CLAMP(next - moment.ms + 1, 1, G_MAXINT), on_timer, pbx);
}

void pbx_take(Pbx *pbx, const PbxBlock *block)
{
    if (pbx->probing && pbx_block_is(block, "UserEvent", PBX_PROBE)) {
        pbx->probing = false;
        pbx->inspecting--;
    }
    pbx_calls_take(pbx->calls, block, pbx_moment());
    pbx_set_clock(pbx);
}

/* ---- connection ----------------------------------------------------------------------------- */

void pbx_set_connection(Pbx *pbx, PbxConnection connection, const char *trouble)
{
    bool same = pbx->connection == connection && g_strcmp0(pbx->trouble, trouble) == 0;
    if (connection == PBX_AWAY && pbx->away_since == 0)
        pbx->away_since = clock_now();
    if (connection == PBX_CONNECTED)
        pbx->away_since = 0;
    pbx->connection = connection;
    if (same)
        return;
    g_free(pbx->trouble);
    pbx->trouble = g_strdup(trouble);
    if (pbx->listener.changed != NULL)
        pbx->listener.changed(NULL, pbx->user);
}

void pbx_tell_failed(Pbx *pbx, const char *sentence)
{
    if (pbx->listener.failed != NULL)
        pbx->listener.failed(sentence, pbx->user);
}

PbxConnection pbx_connection(const Pbx *pbx)
{
    return pbx->connection;
}

const char *pbx_trouble(const Pbx *pbx)
{
    return pbx->trouble != NULL ? pbx->trouble : "";
}

char *pbx_connection_text(const Pbx *pbx)
{
    if (pbx->connection == PBX_OFF)
        return g_strdup("");
    if (pbx->connection == PBX_CONNECTED)
        return g_strdup(_("PBX: connected"));
    if (pbx->away_since == 0)
        return g_strdup(_("PBX: connecting"));
    g_autofree char *since = time_text_clock(pbx->away_since);
    /* TRANSLATORS: the telephone system does not answer since a time of the day. */
    return g_strdup_printf(_("PBX: away since %s"), since);
}

/* ---- what is known -------------------------------------------------------------------------- */

GPtrArray *pbx_calls(const Pbx *pbx)
{
    return pbx_calls_list(pbx->calls);
}

const PbxCall *pbx_call(const Pbx *pbx, const char *id)
{
    return pbx_calls_find(pbx->calls, id);
}

const PbxCall *pbx_current(const Pbx *pbx)
{
    return pbx_calls_current(pbx->calls);
}

bool pbx_is_paused(const Pbx *pbx)
{
    return pbx_calls_paused(pbx->calls);
}

bool pbx_is_member(const Pbx *pbx)
{
    return pbx_calls_is_member(pbx->calls);
}

bool pbx_is_last(const Pbx *pbx)
{
    return pbx->connection == PBX_CONNECTED && pbx_calls_is_last(pbx->calls);
}

const char *pbx_extension(const Pbx *pbx)
{
    return pbx->names.extension;
}

Line pbx_line(Pbx *pbx, const char *number)
{
    g_autofree char *dialled = dialled_number(&pbx->names, number);
    if (pbx->driver == NULL || !pbx_is_internal(dialled))
        return (Line){LINE_UNKNOWN, 0};
    if (g_hash_table_add(pbx->watched, g_strdup(dialled)) && pbx->driver->watch != NULL)
        pbx->driver->watch(pbx, dialled);
    Line line = pbx_calls_line(pbx->calls, dialled);
    /* The system tells every change: what it has not told stands as long as it is heard. */
    if (line.at != 0)
        line.at = MAX(line.at, pbx->heard_at);
    return line;
}

/* ---- is it set up? -------------------------------------------------------------------------- */

void pbx_inspect(Pbx *pbx)
{
    g_clear_pointer(&pbx->findings, g_ptr_array_unref);
    pbx->findings = g_ptr_array_new_with_free_func(g_free);
    pbx->inspecting = 0;
    if (pbx->driver != NULL && pbx->driver->inspect != NULL && pbx->connection == PBX_CONNECTED)
        pbx->driver->inspect(pbx);
}

bool pbx_is_inspected(const Pbx *pbx)
{
    return pbx->findings != NULL && pbx->inspecting == 0;
}

const GPtrArray *pbx_findings(const Pbx *pbx)
{
    return pbx->findings;
}

/* ---- opening -------------------------------------------------------------------------------- */

static const PbxDriver *driver_of(const char *word)
{
    static const PbxDriver *const drivers[] = {&pbx_driver_asterisk, &pbx_driver_replay};
    for (guint i = 0; i < G_N_ELEMENTS(drivers); i++)
        if (strcmp(drivers[i]->word, word) == 0)
            return drivers[i];
    return NULL;
}

/* Names go into the requests: nothing but what names are made of. */
static bool is_name(const char *text, const char *further)
{
    for (const char *sign = text; *sign != '\0'; sign++)
        if (!g_ascii_isalnum(*sign) && strchr(further, *sign) == NULL)
            return false;
    return true;
}

static bool check_name(const Config *config, const char *key, const char *further, GError **error)
{
    if (is_name(config_text(config, "pbx", key), further))
        return true;
    g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_FAILED,
                _("The value of %s in the section [pbx] has a sign that no such name has. Letters, "
                  "digits, - and _ are accepted. The telephone system was not opened."),
                key);
    return false;
}

static bool check_names(const Config *config, const char *extension, GError **error)
{
    if (!check_name(config, "context", "-_", error) ||
        !check_name(config, "internal_context", "-_", error) ||
        !check_name(config, "queue", "-_", error) ||
        !check_name(config, "interface", "-_/@%.", error) ||
        !check_name(config, "outside_prefix", "*#", error))
        return false;
    if (strspn(extension, "0123456789") == strlen(extension) && strlen(extension) < LONGEST_NUMBER)
        return true;
    g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_FAILED,
                _("The telephone's own number must be digits, and \"%s\" is not. Correct extension "
                  "in the section [pbx]. The telephone system was not opened."),
                extension);
    return false;
}

/* The pattern with the number in the place of its first %s. */
static char *interface_of(const char *pattern, const char *extension)
{
    const char *place = strstr(pattern, "%s");
    if (*extension == '\0')
        return g_strdup("");
    if (place == NULL)
        return g_strdup(pattern);
    g_autofree char *before = g_strndup(pattern, (gsize)(place - pattern));
    return g_strconcat(before, extension, place + strlen("%s"), NULL);
}

static void read_names(PbxNames *names, const Config *config, const char *extension)
{
    names->queue = g_strdup(config_text(config, "pbx", "queue"));
    names->extension = g_strdup(extension);
    names->interface = interface_of(config_text(config, "pbx", "interface"), extension);
    names->context = g_strdup(config_text(config, "pbx", "context"));
    names->internal_context = g_strdup(config_text(config, "pbx", "internal_context"));
    names->outside_prefix = g_strdup(config_text(config, "pbx", "outside_prefix"));
}

Pbx *pbx_open(const Config *config, const char *extension, const PbxListener *listener,
              gpointer user, GError **error)
{
    const char *own = extension != NULL ? extension : "";
    if (*own == '\0')
        own = config_text(config, "pbx", "extension");
    const PbxDriver *driver = driver_of(config_text(config, "pbx", "driver"));
    if (driver != NULL && !check_names(config, own, error))
        return NULL;
    g_autoptr(Pbx) pbx = g_new0(Pbx, 1);
    read_names(&pbx->names, config, own);
    pbx->watched = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    pbx->calls = pbx_calls_new(&pbx->names, listener, user);
    pbx->listener = *listener;
    pbx->user = user;
    if (driver != NULL && !driver->open(pbx, config, error))
        return NULL;
    pbx->driver = driver;
    return g_steal_pointer(&pbx);
}

void pbx_close(Pbx *pbx)
{
    if (pbx == NULL)
        return;
    if (pbx->driver != NULL)
        pbx->driver->close(pbx);
    g_clear_handle_id(&pbx->timer, g_source_remove);
    pbx_calls_free(pbx->calls);
    g_hash_table_unref(pbx->watched);
    g_clear_pointer(&pbx->findings, g_ptr_array_unref);
    g_free(pbx->names.queue);
    g_free(pbx->names.extension);
    g_free(pbx->names.interface);
    g_free(pbx->names.context);
    g_free(pbx->names.internal_context);
    g_free(pbx->names.outside_prefix);
    g_free(pbx->trouble);
    g_free(pbx);
}

/*
 * Owns the desk and the telephones of the steps, and how they wait. Nothing here sleeps for a time:
 * the main loop runs until a condition holds.
 */
#include "rig.h"

#include <stdlib.h>
#include <string.h>

#include "skranke/base/language.h"

#include "cleanup.h"
#include "testing.h"

enum { TICK_MS = 10 };

/* ---- what went otherwise -------------------------------------------------------------------- */

bool rig_fail(Rig *rig, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    if (rig->why->len == 0)
        g_string_append_vprintf(rig->why, format, arguments);
    va_end(arguments);
    return false;
}

/* ---- waiting -------------------------------------------------------------------------------- */

static gboolean tick(gpointer data)
{
    (void)data;
    return G_SOURCE_CONTINUE;
}

static bool wait_for(double seconds, RigCondition holds, gconstpointer data)
{
    gint64 deadline = g_get_monotonic_time() + (gint64)(seconds * G_USEC_PER_SEC);
    guint ticks = g_timeout_add(TICK_MS, tick, NULL);
    bool held = holds(data);
    while (!held && g_get_monotonic_time() < deadline) {
        g_main_context_iteration(NULL, TRUE);
        held = holds(data);
    }
    g_source_remove(ticks);
    return held;
}

bool rig_until(Rig *rig, double seconds, const char *what, RigCondition holds, gconstpointer data)
{
    return wait_for(seconds, holds, data) || rig_fail(rig, "waited in vain for %s", what);
}

typedef struct {
    const RigDesk *desk;
    const char *text;
} Expected;

static bool is_told(gconstpointer data)
{
    const Expected *expected = data;
    return strcmp(expected->desk->told->str, expected->text) == 0;
}

bool rig_told(Rig *rig, RigDesk *desk, double seconds, const char *words)
{
    const Expected expected = {desk, words};
    bool told = wait_for(seconds, is_told, &expected) ||
                rig_fail(rig, "expected \"%s\", was told \"%s\"%s%s", words, desk->told->str,
                         desk->failed->len > 0 ? ", said: " : "", desk->failed->str);
    if (desk == &rig->desk)
        recording_note(rig, "=%s", desk->told->str);
    g_string_truncate(desk->told, 0);
    return told;
}

static bool is_said(gconstpointer data)
{
    const Expected *expected = data;
    return strstr(expected->desk->failed->str, expected->text) != NULL;
}

bool rig_said(Rig *rig, RigDesk *desk, double seconds, const char *part)
{
    const Expected expected = {desk, part};
    bool said = wait_for(seconds, is_said, &expected) ||
                rig_fail(rig, "nobody said \"%s\" but \"%s\"; told \"%s\"", part, desk->failed->str,
                         desk->told->str);
    g_string_truncate(desk->failed, 0);
    return said;
}

typedef struct {
    const Handset *handset;
    guint (*count)(const Handset *handset);
    guint calls;
} Calls;

static bool has_calls(gconstpointer data)
{
    const Calls *calls = data;
    return calls->count(calls->handset) == calls->calls;
}

bool rig_rings(Rig *rig, const Handset *handset, guint calls, double seconds)
{
    const Calls wanted = {handset, handset_ringing, calls};
    return wait_for(seconds, has_calls, &wanted) ||
           rig_fail(rig, "%u calls ring at the telephone, not %u; told \"%s\"",
                    handset_ringing(handset), calls, rig->desk.told->str);
}

bool rig_talks(Rig *rig, const Handset *handset, guint calls, double seconds)
{
    const Calls wanted = {handset, handset_talking, calls};
    return wait_for(seconds, has_calls, &wanted) ||
           rig_fail(rig, "the telephone has %u calls, not %u; told \"%s\"",
                    handset_talking(handset), calls, rig->desk.told->str);
}

/* ---- the desk ------------------------------------------------------------------------------- */

static guint number_of(RigDesk *desk, const char *id)
{
    for (guint i = 0; i < desk->ids->len; i++)
        if (strcmp(desk->ids->pdata[i], id) == 0)
            return i + 1;
    g_ptr_array_add(desk->ids, g_strdup(id));
    return desk->ids->len;
}

static void on_changed(const PbxCall *call, gpointer user)
{
    RigDesk *desk = user;
    if (call == NULL)
        return;
    guint number = number_of(desk, call->id);
    if (desk->told->len > 0)
        g_string_append_c(desk->told, ' ');
    if (number > 1)
        g_string_append_printf(desk->told, "%u:", number);
    g_string_append(desk->told, pbx_state_words[call->state]);
    if (call->state == PBX_DONE && *call->target != '\0')
        g_string_append_printf(desk->told, ">%s", call->target);
    if ((call->state == PBX_LOST || call->state == PBX_RETURNED) && call->reason != PBX_REASON_NONE)
        g_string_append_printf(desk->told, "(%s)", pbx_reason_words[call->reason]);
}

static void on_failed(const char *sentence, gpointer user)
{
    g_string_append_printf(((RigDesk *)user)->failed, "%s\n", sentence);
}

static bool is_connected(gconstpointer data)
{
    return pbx_connection(data) == PBX_CONNECTED;
}

void rig_desk_open(Rig *rig, RigDesk *desk, const char *extension, int port, const char *more)
{
    static const PbxListener listener = {on_changed, on_failed};
    g_autoptr(GError) error = NULL;
    g_autofree char *page = g_strdup_printf("%s/skranke.ini", rig->folder);
    g_autofree char *settings = file_read(page);
    g_autofree char *from = g_strdup_printf(":%d", rig->http_port);
    g_autofree char *to = g_strdup_printf(":%d", port);
    g_auto(GStrv) parts = g_strsplit(settings, from, 2);
    g_autofree char *moved = g_strjoinv(to, parts);
    g_autofree char *all =
        g_strdup_printf("%sca_file = %s/keys/pbx.pem\nextension = %s\n%s\n[screen]\nlanguage = "
                        "en\n",
                        moved, rig->folder, extension, more);
    g_autofree char *name = g_strdup_printf("desk-%s.ini", extension);
    g_autofree char *path = file_write(rig->folder, name, all, -1);
    desk->config = config_load(path, &error);
    desk->told = g_string_new(NULL);
    desk->failed = g_string_new(NULL);
    desk->ids = g_ptr_array_new_with_free_func(g_free);
    if (desk->config != NULL)
        desk->pbx = pbx_open(desk->config, "", &listener, desk, &error);
    if (desk->pbx == NULL)
        g_error("the desk %s: %s", extension, error->message);
    if (rig_until(rig, SOON, "the connection", is_connected, desk->pbx)) {
        pbx_line(desk->pbx, "2102"); /* heard of from here on */
        return;
    }
    g_printerr("%s\n", pbx_trouble(desk->pbx));
}

void rig_desk_close(RigDesk *desk)
{
    if (desk->pbx == NULL)
        return;
    pbx_close(desk->pbx);
    config_free(desk->config);
    g_string_free(desk->told, TRUE);
    g_string_free(desk->failed, TRUE);
    g_ptr_array_unref(desk->ids);
    *desk = (RigDesk){.pbx = NULL};
}

static const PbxCall *first_call(const RigDesk *desk)
{
    return desk->ids->len > 0 ? pbx_call(desk->pbx, desk->ids->pdata[0]) : NULL;
}

bool rig_act(Rig *rig, RigDesk *desk, PbxAct act, const char *number)
{
    static const char *const words[] = {"take", "transfer", "consult", "complete", "cancel",
                                        "park", "unpark",   "pause",   "resume",   "dial"};
    recording_note(rig, "?%s %s", words[act], number);
    bool alone = act == PBX_PAUSE || act == PBX_RESUME || act == PBX_DIAL;
    g_autoptr(GError) error = NULL;
    return pbx_act(desk->pbx, act, alone ? NULL : first_call(desk), number, &error) ||
           rig_fail(rig, "refused: %s (told \"%s\")", error->message, desk->told->str);
}

bool rig_refused(Rig *rig, RigDesk *desk, PbxAct act, const char *number)
{
    return pbx_refusal(desk->pbx, act, first_call(desk), number) != NULL ||
           rig_fail(rig, "not refused (told \"%s\")", desk->told->str);
}

bool rig_talk(Rig *rig)
{
    handset_call(rig->caller, "100");
    if (!rig_rings(rig, rig->own, 1, SOON))
        return false;
    handset_answer(rig->own);
    return rig_told(rig, &rig->desk, SOON, "waiting ringing talking");
}

bool rig_consult(Rig *rig)
{
    return rig_talk(rig) && rig_act(rig, &rig->desk, PBX_CONSULT, "2102") &&
           rig_rings(rig, rig->other, 1, SOON) && rig_told(rig, &rig->desk, SOON, "consulting");
}

/* ---- Asterisk ------------------------------------------------------------------------------- */

char *rig_cli(const Rig *rig, const char *command)
{
    g_auto(GStrv) words = g_strsplit(rig->command, " ", -1);
    guint length = g_strv_length(words);
    g_autofree const char **argv = g_new0(const char *, length + 2);
    for (guint i = 0; i < length; i++)
        argv[i] = words[i];
    argv[length] = command;
    g_autoptr(ProcessResult) result = process_run(&(ProcessOptions){.argv = argv});
    return g_strdup(result->output);
}

static bool is_quiet(gconstpointer data)
{
    const Rig *rig = data;
    g_autofree char *channels = rig_cli(rig, "core show channels count");
    return strstr(channels, "0 active channels") != NULL;
}

static bool is_on(gconstpointer data)
{
    return handset_is_on(data);
}

static void hang_up_all(Rig *rig)
{
    Handset *const all[] = {rig->caller, rig->second, rig->own, rig->other, rig->third};
    for (guint i = 0; i < G_N_ELEMENTS(all); i++) {
        handset_set_manner(all[i], HANDSET_RINGS);
        while (handset_talking(all[i]) > 0)
            handset_hang_up(all[i]);
    }
}

static bool has_no_calls(gconstpointer data)
{
    const RigDesk *desk = data;
    g_autoptr(GPtrArray) calls = pbx_calls(desk->pbx);
    for (guint i = 0; i < desk->ids->len; i++)
        if (pbx_call(desk->pbx, desk->ids->pdata[i]) != NULL)
            return false;
    return calls->len == 0;
}

void rig_rest(Rig *rig)
{
    Handset *const inside[] = {rig->own, rig->other, rig->third};
    hang_up_all(rig);
    rig_desk_close(&rig->beside);
    g_free(rig_cli(rig, "channel request hangup all"));
    rig_until(rig, SOON, "the end of all calls", is_quiet, rig);
    for (guint i = 0; i < G_N_ELEMENTS(inside); i++) {
        if (!handset_is_on(inside[i]))
            handset_switch(inside[i], true);
        rig_until(rig, SOON, "a telephone to be on", is_on, inside[i]);
    }
    if (rig->desk.pbx == NULL)
        return;
    rig_until(rig, SOON, "no call on the desk", has_no_calls, &rig->desk);
    recording_note(rig, "-");
    if (rig->desk.failed->len > 0)
        rig_fail(rig, "said: %s", rig->desk.failed->str);
    g_string_truncate(rig->desk.told, 0);
    g_string_truncate(rig->desk.failed, 0);
    g_ptr_array_set_size(rig->desk.ids, 0);
}

/* ---- opening -------------------------------------------------------------------------------- */

static int number_from(const char *name)
{
    const char *text = g_getenv(name);
    return text != NULL ? atoi(text) : 0;
}

Rig *rig_open(void)
{
    Rig *rig = g_new0(Rig, 1);
    rig->folder = g_strdup(g_getenv("SKRANKE_ASTERISK_FOLDER"));
    rig->command = g_strdup(g_getenv("SKRANKE_ASTERISK_COMMAND"));
    rig->sip_port = number_from("SKRANKE_ASTERISK_SIP");
    rig->http_port = number_from("SKRANKE_ASTERISK_HTTPS");
    rig->why = g_string_new(NULL);
    if (rig->folder == NULL || rig->command == NULL || rig->sip_port == 0)
        g_error("run me by tests/pbx/run-against-asterisk.sh");
    rig->sandbox = sandbox_new();
    rig->caller = handset_new(rig->sip_port, "91234567", "trunk");
    rig->second = handset_new(rig->sip_port, "98765432", "trunk");
    rig->own = handset_new(rig->sip_port, "2101", "");
    rig->other = handset_new(rig->sip_port, "2102", "");
    rig->third = handset_new(rig->sip_port, "2103", "");
    g_autoptr(ProcessResult) made = skranke_run(rig->sandbox, NULL, "init", NULL);
    expect_status(made, 0);
    return rig;
}

void rig_close(Rig *rig)
{
    hang_up_all(rig);
    rig_desk_close(&rig->desk);
    rig_desk_close(&rig->beside);
    handset_free(rig->caller);
    handset_free(rig->second);
    handset_free(rig->own);
    handset_free(rig->other);
    handset_free(rig->third);
    recording_free(rig->recording);
    sandbox_free(rig->sandbox);
    g_string_free(rig->why, TRUE);
    g_free(rig->folder);
    g_free(rig->command);
    g_free(rig);
}

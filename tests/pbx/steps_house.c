/*
 * The steps about settings, parking, and what happens to the connection.
 */
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cleanup.h"
#include "rig.h"
#include "servers.h"

/* ---- pbx check ------------------------------------------------------------------------------ */

/* Runs `skranke pbx check`; settings: lines put after those of the page. */
static bool check(Rig *rig, const char *settings, int status, const char *wanted)
{
    g_autofree char *page = g_strdup_printf("%s/skranke.ini", rig->folder);
    g_autofree char *lines = file_read(page);
    g_autofree char *all = g_strdup_printf(
        "%s\nca_file = %s/keys/pbx.pem\nextension = 2101\n%s\n[screen]\nlanguage = en\n", lines,
        rig->folder, settings);
    g_autofree char *path = file_write(rig->sandbox->folder, "check.ini", all, -1);
    g_autoptr(ProcessResult) result =
        skranke_run(rig->sandbox, NULL, "--config", path, "pbx", "check", NULL);
    if (result->status != status)
        return rig_fail(rig, "status %d, not %d: %s%s", result->status, status, result->output,
                        result->errors);
    return strstr(result->output, wanted) != NULL ||
           rig_fail(rig, "\"%s\" is not in: %s%s", wanted, result->output, result->errors);
}

static void good(Rig *rig)
{
    TRY(check(rig, "", 0, "queue sentralbord: 0 waiting"));
    TRY(check(rig, "", 0, "your telephone 2101: in the queue\n"));
}

static void refused(Rig *rig)
{
    g_autofree char *secret = file_write(rig->folder, "wrong", "aWrongText\n", -1);
    g_autofree char *wrong = g_strdup_printf("password_file = %s", secret);
    g_autofree char *authority = g_strdup_printf("ca_file = %s/keys/other.pem", rig->folder);
    chmod(secret, 0600);
    TRY(check(rig, wrong, 1, "refused the login"));
    TRY(check(rig, authority, 1, "certificate"));
}

/* One thing taken away: the file, what stands there, what stands there instead, how it is read
 * anew, and what is said. */
static const struct {
    const char *file, *old, *changed, *reload, *said;
} lacks[] = {
    {"manager.conf", "write = call,agent,originate,", "write = call,agent,", "manager reload",
     "lacks the right to write: originate. In manager.conf, section [skranke]"},
    {"manager.conf", "read = call,agent,user", "read = call,agent", "manager reload",
     "No event comes. In manager.conf, section [skranke]: read = call,agent,user"},
    {"extensions.conf", "exten => 2101,hint,PJSIP/2101\n", "", "dialplan reload",
     "The number 2101 has no hint. In extensions.conf, section [internal]"},
    {"extensions.conf", "[sentralbord-ut]", "[another]", "dialplan reload",
     "There is no dialplan context sentralbord-ut. In extensions.conf"},
    {"queues.conf", "member => PJSIP/2101\n", "", "queue reload all",
     "PJSIP/2101 is no member of the queue. In queues.conf, section [sentralbord]"},
};

static void missing(Rig *rig)
{
    for (gsize i = 0; i < G_N_ELEMENTS(lacks); i++) {
        g_autofree char *folder = g_strdup_printf("%s/etc", rig->folder);
        g_autofree char *path = g_build_filename(folder, lacks[i].file, NULL);
        g_autofree char *whole = file_read(path);
        g_auto(GStrv) parts = g_strsplit(whole, lacks[i].old, 2);
        g_autofree char *changed = g_strjoinv(lacks[i].changed, parts);
        if (g_strv_length(parts) != 2) {
            rig_fail(rig, "docs/pbx.md has no \"%s\"", lacks[i].old);
            return;
        }
        g_free(file_write(folder, lacks[i].file, changed, -1));
        g_free(rig_cli(rig, lacks[i].reload));
        bool named = check(rig, "", 1, lacks[i].said);
        g_free(file_write(folder, lacks[i].file, whole, -1));
        g_free(rig_cli(rig, lacks[i].reload));
        TRY(named);
    }
    TRY(check(rig, "", 0, "in the queue"));
}

/* ---- parking -------------------------------------------------------------------------------- */

static bool park(Rig *rig)
{
    return rig_talk(rig) && rig_act(rig, &rig->desk, PBX_PARK, "") &&
           rig_told(rig, &rig->desk, SOON, "parked") && rig_talks(rig, rig->own, 0, SOON);
}

static void parked(Rig *rig)
{
    TRY(park(rig));
    TRY(rig_act(rig, &rig->desk, PBX_UNPARK, ""));
    TRY(rig_rings(rig, rig->own, 1, SOON));
    handset_answer(rig->own);
    TRY(rig_told(rig, &rig->desk, SOON, "ringing talking"));
    rig_rest(rig);
    TRY(park(rig));
    TRY(rig_act(rig, &rig->desk, PBX_TRANSFER, "2102"));
    TRY(rig_rings(rig, rig->other, 1, SOON));
    handset_answer(rig->other);
    TRY(rig_told(rig, &rig->desk, SOON, "transferring done>2102"));
    rig_rest(rig);
    TRY(park(rig));
    handset_hang_up(rig->caller);
    TRY(rig_told(rig, &rig->desk, SOON, "lost(hung_up)"));
    rig_rest(rig);
    TRY(park(rig));
    TRY(rig_rings(rig, rig->own, 1, 75));
    TRY(rig_told(rig, &rig->desk, SOON, "returned(no_answer) ringing"));
}

/* ---- the connection ------------------------------------------------------------------------- */

static bool is_away(gconstpointer pbx)
{
    return pbx_connection(pbx) == PBX_AWAY;
}

static bool is_back(gconstpointer pbx)
{
    return pbx_connection(pbx) == PBX_CONNECTED;
}

/* Told before the connection broke, or found out after it. */
static bool is_over(gconstpointer data)
{
    const char *told = ((const RigDesk *)data)->told->str;
    return strcmp(told, "done") == 0 || strcmp(told, "unknown done") == 0;
}

static void restarted(Rig *rig)
{
    TRY(rig_talk(rig));
    g_free(rig_cli(rig, "core restart now"));
    TRY(rig_until(rig, SOON, "away", is_away, rig->desk.pbx));
    TRY(rig_until(rig, 60, "back", is_back, rig->desk.pbx));
    TRY(rig_until(rig, SOON, "the end of the call", is_over, &rig->desk));
    g_string_truncate(rig->desk.failed, 0);
    /* As telephones do sooner or later. */
    handset_switch(rig->own, true);
    handset_switch(rig->other, true);
    handset_switch(rig->third, true);
    rig_rest(rig);
    TRY(rig_talk(rig));
}

static void reloaded(Rig *rig)
{
    TRY(rig_talk(rig));
    g_free(rig_cli(rig, "manager reload"));
    TRY(rig_until(rig, SOON, "connected", is_back, rig->desk.pbx));
    handset_call(rig->second, "100");
    TRY(rig_told(rig, &rig->desk, SOON, "2:waiting"));
    handset_hang_up(rig->second);
    TRY(rig_told(rig, &rig->desk, SOON, "2:lost(hung_up)"));
    TRY(rig_act(rig, &rig->desk, PBX_TRANSFER, "2102"));
    TRY(rig_rings(rig, rig->other, 1, SOON));
    handset_answer(rig->other);
    TRY(rig_told(rig, &rig->desk, SOON, "transferring done>2102"));
}

/* A wire between the desk and Asterisk, in a process of its own: stopped, it passes nothing on and
 * ends nothing, as a network that is pulled. */
static pid_t wire_start(int to, int *port)
{
    int ends[2];
    if (pipe(ends) != 0)
        return -1;
    pid_t wire = fork();
    if (wire == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        /* A group that loses its shell while it is stopped would be set going again. */
        setsid();
        *port = delay_proxy_port(delay_proxy_start(to, 0));
        if (write(ends[1], port, sizeof *port) == sizeof *port)
            for (;;)
                pause();
        _exit(1);
    }
    if (read(ends[0], port, sizeof *port) != sizeof *port)
        *port = 0;
    close(ends[0]);
    close(ends[1]);
    return wire;
}

static bool has_expired(gconstpointer data)
{
    const Rig *rig = data;
    g_autofree char *sessions = rig_cli(rig, "manager show connected");
    return strstr(sessions, " -1 ") == NULL;
}

/* Until it is noticed, and Asterisk has forgotten the session. */
static bool pull(Rig *rig, pid_t wire)
{
    return kill(wire, SIGSTOP) == 0 && rig_until(rig, 90, "away", is_away, rig->desk.pbx) &&
           (rig->recording != NULL ||
            rig_until(rig, 120, "the end of the session", has_expired, rig));
}

static bool plug_in(Rig *rig, pid_t wire)
{
    return kill(wire, SIGCONT) == 0 && rig_until(rig, 60, "back", is_back, rig->desk.pbx);
}

/* One talks, one waits, and nothing happens meanwhile. */
static void pulled_and_quiet(Rig *rig, pid_t wire)
{
    TRY(rig_talk(rig));
    handset_call(rig->second, "100");
    TRY(rig_told(rig, &rig->desk, SOON, "2:waiting"));
    TRY(pull(rig, wire));
    TRY(plug_in(rig, wire));
    TRY(rig_told(rig, &rig->desk, SOON, ""));
    handset_hang_up(rig->caller);
    TRY(rig_rings(rig, rig->own, 1, 15));
    TRY(rig_told(rig, &rig->desk, SOON, "done 2:ringing"));
    handset_hang_up(rig->second);
    TRY(rig_told(rig, &rig->desk, SOON, "2:lost(hung_up)"));
}

static bool has_told_both(gconstpointer data)
{
    const char *told = ((const RigDesk *)data)->told->str;
    return strcmp(told, "unknown lost 2:ready") == 0 || strcmp(told, "2:ready unknown lost") == 0;
}

/* One is parked and hangs up meanwhile; for the other somebody is asked, who answers meanwhile. */
static void pulled_and_busy(Rig *rig, pid_t wire)
{
    TRY(rig_talk(rig));
    TRY(rig_act(rig, &rig->desk, PBX_PARK, ""));
    TRY(rig_told(rig, &rig->desk, SOON, "parked"));
    handset_call(rig->second, "100");
    TRY(rig_rings(rig, rig->own, 1, SOON));
    handset_answer(rig->own);
    TRY(rig_told(rig, &rig->desk, SOON, "2:waiting 2:ringing 2:talking"));
    if (!pbx_act(rig->desk.pbx, PBX_CONSULT, pbx_current(rig->desk.pbx), "2102", NULL))
        rig_fail(rig, "not asked");
    TRY(rig_rings(rig, rig->other, 1, SOON));
    TRY(rig_told(rig, &rig->desk, SOON, "2:consulting"));
    kill(wire, SIGSTOP);
    handset_answer(rig->other);
    handset_hang_up(rig->caller);
    TRY(pull(rig, wire));
    g_string_truncate(rig->desk.told, 0); /* not known after a minute */
    TRY(plug_in(rig, wire));
    /* In either order. */
    TRY(rig_until(rig, SOON, "both calls", has_told_both, &rig->desk));
    TRY(rig_said(rig, &rig->desk, SOON, "is gone since"));
}

static void on_wire(Rig *rig, void (*step)(Rig *rig, pid_t wire))
{
    int port = 0;
    pid_t wire = wire_start(rig->http_port, &port);
    rig_desk_close(&rig->desk);
    rig_desk_open(rig, &rig->desk, "2101", port, "");
    step(rig, wire);
    kill(wire, SIGCONT);
    rig_rest(rig);
    kill(wire, SIGKILL);
    waitpid(wire, NULL, 0);
    rig_desk_close(&rig->desk);
    rig_desk_open(rig, &rig->desk, "2101", rig->http_port, "");
}

/* Twice on the same connection's heirs: what came back must go away again. */
static void pulled_twice(Rig *rig, pid_t wire)
{
    pulled_and_quiet(rig, wire);
    kill(wire, SIGCONT);
    rig_rest(rig);
    if (rig->why->len == 0)
        pulled_and_busy(rig, wire);
}

static void network(Rig *rig)
{
    on_wire(rig, pulled_twice);
}

static bool never(gconstpointer data)
{
    return pbx_connection(data) != PBX_CONNECTED;
}

/* Those over HTTP have no file of their own; one that was left goes after a minute. */
static bool has_one_session(gconstpointer data)
{
    g_autofree char *sessions = rig_cli(data, "manager show connected");
    g_auto(GStrv) over_http = g_strsplit(sessions, " -1 ", -1);
    return g_strv_length(over_http) == 2;
}

static void idle(Rig *rig)
{
    const char *seconds = g_getenv("SKRANKE_ASTERISK_IDLE");
    rig_until(rig, seconds != NULL ? g_ascii_strtod(seconds, NULL) : 600, "", never, rig->desk.pbx);
    if (never(rig->desk.pbx))
        g_string_assign(rig->why, "the connection was lost");
    else
        g_string_truncate(rig->why, 0);
    TRY(rig_until(rig, 120, "one session", has_one_session, rig));
    TRY(rig_talk(rig));
}

/* ---- a desk that is opened while calls are there --------------------------------------------- */

static void open_anew(Rig *rig)
{
    rig_desk_close(&rig->desk);
    rig_desk_open(rig, &rig->desk, "2101", rig->http_port, "");
}

static bool has_found_both(gconstpointer data)
{
    const char *told = ((const RigDesk *)data)->told->str;
    return strcmp(told, "talking 2:waiting") == 0 || strcmp(told, "waiting 2:talking") == 0;
}

static void opened_while_talking(Rig *rig)
{
    TRY(rig_talk(rig));
    handset_call(rig->second, "100");
    TRY(rig_told(rig, &rig->desk, SOON, "2:waiting"));
    open_anew(rig);
    TRY(rig_until(rig, SOON, "both calls", has_found_both, &rig->desk));
}

static void opened_while_consulting(Rig *rig)
{
    TRY(rig_consult(rig));
    open_anew(rig);
    TRY(rig_told(rig, &rig->desk, SOON, "consulting"));
    handset_answer(rig->other);
    TRY(rig_told(rig, &rig->desk, SOON, "ready"));
    open_anew(rig);
    TRY(rig_told(rig, &rig->desk, SOON, "ready"));
    TRY(rig_act(rig, &rig->desk, PBX_COMPLETE, ""));
    TRY(rig_told(rig, &rig->desk, SOON, "transferring done>2102"));
}

static void opened_while_parked(Rig *rig)
{
    TRY(park(rig));
    open_anew(rig);
    TRY(rig_told(rig, &rig->desk, SOON, "parked"));
    TRY(rig_act(rig, &rig->desk, PBX_UNPARK, ""));
    TRY(rig_rings(rig, rig->own, 1, SOON));
    open_anew(rig);
    TRY(rig_told(rig, &rig->desk, SOON, "ringing"));
    handset_answer(rig->own);
    TRY(rig_told(rig, &rig->desk, SOON, "talking"));
}

static void opened_late(Rig *rig)
{
    opened_while_talking(rig);
    rig_rest(rig);
    opened_while_consulting(rig);
    rig_rest(rig);
    opened_while_parked(rig);
}

const RigStep steps_of_house[] = {
    {1, "pbx check", good},
    {2, "wrong secret, another authority", refused},
    {3, "one thing missing", missing},
    {19, "park: fetched, transferred, hung up, comes back", parked},
    {23, "Asterisk restarted during a talk", restarted},
    {24, "the network pulled: talking, waiting; parked, consulting", network},
    {25, "manager reload during a talk", reloaded},
    {26, "idle", idle},
    {27, "the desk opened during calls", opened_late},
    {0, NULL, NULL},
};

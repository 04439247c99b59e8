/*
 * Owns the SIP of a telephone of the test: one UDP socket, dialogs, and the few requests of RFC
 * 3261 and RFC 3515 that are needed. Nothing is sent again: on loopback nothing is lost.
 */
#include "handset.h"

#include <arpa/inet.h>
#include <errno.h>
#include <glib-unix.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sip_text.h"

enum {
    LONGEST_MESSAGE = 65535,
    SOUND_MS = 20,
    SAMPLES = 160,
    RTP_HEADER = 12,
    SILENCE = 0xd5,
    OK = 200,
    RINGING = 180,
    GONE = 481,
    TERMINATED = 487
};

typedef enum { CALLING, RINGS, TALKS, OVER } DialogState;

typedef struct {
    DialogState state;
    char *id, *local, *remote; /* Call-ID; From and To with their tags */
    char *target;              /* where requests go */
    char *invite;              /* the request that made it */
    char *answer;              /* what was answered to it last */
    char *keys;                /* still to be pressed */
    int sound_port;            /* of the other side; 0: not known */
    guint sequence;
} Dialog;

struct Handset {
    int socket, pbx_port, port;
    int sound, sound_port; /* silence is sent; what comes is not read */
    char *number, *line;
    HandsetManner manner;
    bool on;
    guint watch, beat, sequence, branches;
    guint16 packets;
    GPtrArray *dialogs; /* of Dialog *, owned, the newest last */
};

/* ---- messages ------------------------------------------------------------------------------- */

static void send_to(int socket, int port, const void *bytes, gsize length)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((guint16)port)};
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (sendto(socket, bytes, length, 0, (struct sockaddr *)&to, sizeof to) < 0 && errno != EAGAIN)
        g_printerr("cannot send to port %d: %s\n", port, g_strerror(errno));
}

static void post(const Handset *handset, const char *message)
{
    send_to(handset->socket, handset->pbx_port, message, strlen(message));
}

/* Where the other side wants the sound, as far as the message says so. */
static void learn_sound(Dialog *dialog, const char *message)
{
    const char *media = strstr(message, "\r\nm=audio ");
    if (media != NULL)
        dialog->sound_port = (int)g_ascii_strtoll(media + strlen("\r\nm=audio "), NULL, 10);
}

static char *description(const Handset *handset, const char *direction)
{
    return g_strdup_printf(
        "v=0\r\no=- %u %u IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
        "m=audio %d RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\na=%s\r\n",
        handset->sequence, handset->branches, handset->sound_port, direction);
}

/* A request in a dialog; type NULL: without a body. */
static char *request(Handset *handset, const Dialog *dialog, const char *method, guint sequence,
                     const char *more, const char *type, const char *body)
{
    g_autofree char *line =
        *handset->line != '\0' ? g_strdup_printf("X-Line: %s\r\n", handset->line) : g_strdup("");
    g_autofree char *content =
        type != NULL ? g_strdup_printf("Content-Type: %s\r\n", type) : g_strdup("");
    return g_strdup_printf(
        "%s %s SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:%d;branch=z9hG4bK%s%u;rport\r\n"
        "Max-Forwards: 70\r\nFrom: %s\r\nTo: %s\r\nCall-ID: %s\r\nCSeq: %u %s\r\n"
        "Contact: <sip:%s@127.0.0.1:%d>\r\nAllow: INVITE, ACK, BYE, CANCEL, INFO, REFER, NOTIFY\r\n"
        "%s%s%sContent-Length: %zu\r\n\r\n%s",
        method, dialog->target, handset->port, handset->number, ++handset->branches, dialog->local,
        dialog->remote, dialog->id, sequence, method, handset->number, handset->port, line, more,
        content, strlen(body), body);
}

static void ask(Handset *handset, Dialog *dialog, const char *method, const char *more,
                const char *type, const char *body)
{
    g_autofree char *text = request(handset, dialog, method, ++dialog->sequence, more, type, body);
    post(handset, text);
}

/* An answer to a request; local: the To with our tag. */
static char *answer_to(const Handset *handset, const char *message, int status, const char *local,
                       const char *body)
{
    g_autofree char *via = sip_headers(message, "Via", "\r\nVia: ");
    g_autofree char *from = sip_header(message, "From");
    g_autofree char *id = sip_header(message, "Call-ID");
    g_autofree char *sequence = sip_header(message, "CSeq");
    return g_strdup_printf(
        "SIP/2.0 %d %s\r\nVia: %s\r\nFrom: %s\r\nTo: %s\r\nCall-ID: %s\r\nCSeq: %s\r\n"
        "Contact: <sip:%s@127.0.0.1:%d>\r\n%sContent-Length: %zu\r\n\r\n%s",
        status, status < 300 ? "OK" : "No", via, from, local, id, sequence, handset->number,
        handset->port, *body != '\0' ? "Content-Type: application/sdp\r\n" : "", strlen(body),
        body);
}

/* ---- dialogs -------------------------------------------------------------------------------- */

static void dialog_free(gpointer data)
{
    Dialog *dialog = data;
    g_free(dialog->id);
    g_free(dialog->local);
    g_free(dialog->remote);
    g_free(dialog->target);
    g_free(dialog->invite);
    g_free(dialog->answer);
    g_free(dialog->keys);
    g_free(dialog);
}

static Dialog *dialog_of(const Handset *handset, const char *message)
{
    g_autofree char *id = sip_header(message, "Call-ID");
    for (guint i = 0; i < handset->dialogs->len; i++)
        if (strcmp(((Dialog *)handset->dialogs->pdata[i])->id, id) == 0)
            return handset->dialogs->pdata[i];
    return NULL;
}

static Dialog *newest(const Handset *handset, unsigned states)
{
    for (guint i = handset->dialogs->len; i > 0; i--) {
        Dialog *dialog = handset->dialogs->pdata[i - 1];
        if ((states & (1u << dialog->state)) != 0)
            return dialog;
    }
    return NULL;
}

static guint count(const Handset *handset, unsigned states)
{
    guint found = 0;
    for (guint i = 0; i < handset->dialogs->len; i++)
        if ((states & (1u << ((Dialog *)handset->dialogs->pdata[i])->state)) != 0)
            found++;
    return found;
}

/* Answers the INVITE of a call that came, and remembers it. */
static void answer_call(Handset *handset, Dialog *dialog, int status)
{
    g_autofree char *body = status == OK ? description(handset, "sendrecv") : g_strdup("");
    g_free(dialog->answer);
    dialog->answer = answer_to(handset, dialog->invite, status, dialog->local, body);
    post(handset, dialog->answer);
    dialog->state = status == RINGING ? RINGS : status == OK ? TALKS : OVER;
}

static void call_comes(Handset *handset, const char *message)
{
    Dialog *dialog = g_new0(Dialog, 1);
    g_autofree char *to = sip_header(message, "To");
    g_autofree char *contact = sip_header(message, "Contact");
    dialog->id = sip_header(message, "Call-ID");
    dialog->remote = sip_header(message, "From");
    dialog->local = g_strdup_printf("%s;tag=h%u", to, ++handset->sequence);
    dialog->target = sip_address(contact);
    dialog->invite = g_strdup(message);
    learn_sound(dialog, message);
    g_ptr_array_add(handset->dialogs, dialog);
    answer_call(handset, dialog, RINGING);
    if (handset->manner != HANDSET_RINGS)
        answer_call(handset, dialog, (int)handset->manner);
}

/* ---- what comes ----------------------------------------------------------------------------- */

static void on_invite(Handset *handset, const char *message)
{
    Dialog *dialog = dialog_of(handset, message);
    if (dialog == NULL) {
        call_comes(handset, message);
    } else if (dialog->state == TALKS) {
        /* Hold, connected line and the like, on a call that is there. */
        learn_sound(dialog, message);
        g_autofree char *body = description(handset, "sendrecv");
        g_autofree char *reply = answer_to(handset, message, OK, dialog->local, body);
        post(handset, reply);
    } else if (dialog->answer != NULL) {
        post(handset, dialog->answer);
    }
}

static void on_request(Handset *handset, const char *message)
{
    Dialog *dialog = dialog_of(handset, message);
    g_autofree char *to = sip_header(message, "To");
    if (g_str_has_prefix(message, "INVITE ")) {
        on_invite(handset, message);
        return;
    }
    if (g_str_has_prefix(message, "ACK "))
        return;
    bool ends = g_str_has_prefix(message, "BYE ");
    bool cancels = g_str_has_prefix(message, "CANCEL ");
    g_autofree char *reply = answer_to(handset, message, dialog != NULL || !ends ? OK : GONE,
                                       cancels && dialog != NULL ? dialog->local : to, "");
    post(handset, reply);
    if (cancels && dialog != NULL && dialog->state == RINGS)
        answer_call(handset, dialog, TERMINATED);
    if (ends && dialog != NULL)
        dialog->state = OVER;
}

static void press_next(Handset *handset, Dialog *dialog)
{
    if (dialog->keys == NULL || *dialog->keys == '\0' || dialog->state != TALKS)
        return;
    g_autofree char *body = g_strdup_printf("Signal=%c\r\nDuration=160\r\n", *dialog->keys);
    memmove(dialog->keys, dialog->keys + 1, strlen(dialog->keys));
    ask(handset, dialog, "INFO", "", "application/dtmf-relay", body);
}

/* The answer to an INVITE of ours is confirmed, also a refusal. */
static void on_called(Handset *handset, Dialog *dialog, const char *message, int status,
                      guint sequence)
{
    g_autofree char *contact = sip_header(message, "Contact");
    if (status < OK)
        return;
    learn_sound(dialog, message);
    if (dialog->state == CALLING) {
        g_free(dialog->remote);
        dialog->remote = sip_header(message, "To");
        if (status < 300 && *contact != '\0') {
            g_free(dialog->target);
            dialog->target = sip_address(contact);
        }
        dialog->state = status < 300 ? TALKS : OVER;
    }
    g_autofree char *confirmed = request(handset, dialog, "ACK", sequence, "", NULL, "");
    post(handset, confirmed);
}

static void on_answer(Handset *handset, const char *message)
{
    g_autofree char *sequence = sip_header(message, "CSeq");
    int status = (int)g_ascii_strtoll(message + strlen("SIP/2.0 "), NULL, 10);
    Dialog *dialog = dialog_of(handset, message);
    if (g_str_has_suffix(sequence, " REGISTER")) {
        g_autofree char *contact = sip_header(message, "Contact");
        handset->on = status == OK && *contact != '\0';
    } else if (dialog != NULL && g_str_has_suffix(sequence, " INVITE")) {
        on_called(handset, dialog, message, status, (guint)g_ascii_strtoull(sequence, NULL, 10));
    } else if (dialog != NULL && status >= OK && g_str_has_suffix(sequence, " INFO")) {
        press_next(handset, dialog);
    }
}

static gboolean on_readable(gint socket, GIOCondition condition, gpointer data)
{
    static char message[LONGEST_MESSAGE + 1];
    Handset *handset = data;
    (void)condition;
    ssize_t length = recv(socket, message, LONGEST_MESSAGE, 0);
    if (length <= 0)
        return G_SOURCE_CONTINUE;
    message[length] = '\0';
    if (g_str_has_prefix(message, "SIP/2.0 "))
        on_answer(handset, message);
    else
        on_request(handset, message);
    return G_SOURCE_CONTINUE;
}

/* Silence, as a telephone sends it: Asterisk goes on to the next key that is fed into a leg only
 * when sound comes from it. */
static gboolean on_beat(gpointer data)
{
    Handset *handset = data;
    guint8 packet[RTP_HEADER + SAMPLES] = {0x80, 8};
    guint32 time = (guint32)++handset->packets * SAMPLES;
    memset(packet + RTP_HEADER, SILENCE, SAMPLES);
    packet[2] = (guint8)(handset->packets >> 8);
    packet[3] = (guint8)(handset->packets & 0xff);
    for (guint i = 0; i < 4; i++)
        packet[4 + i] = (guint8)(time >> (24 - 8 * i) & 0xff);
    packet[11] = 1;
    for (guint i = 0; i < handset->dialogs->len; i++) {
        const Dialog *dialog = handset->dialogs->pdata[i];
        if (dialog->state == TALKS && dialog->sound_port != 0)
            send_to(handset->sound, dialog->sound_port, packet, sizeof packet);
    }
    return G_SOURCE_CONTINUE;
}

/* ---- what it is told to do ------------------------------------------------------------------ */

static int open_port(int *port)
{
    struct sockaddr_in own = {.sin_family = AF_INET};
    socklen_t size = sizeof own;
    own.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int made = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (made < 0 || bind(made, (struct sockaddr *)&own, sizeof own) != 0 ||
        getsockname(made, (struct sockaddr *)&own, &size) != 0)
        g_error("no port for a telephone");
    *port = ntohs(own.sin_port);
    return made;
}

Handset *handset_new(int port, const char *number, const char *line)
{
    Handset *handset = g_new0(Handset, 1);
    handset->socket = open_port(&handset->port);
    handset->sound = open_port(&handset->sound_port);
    handset->pbx_port = port;
    handset->number = g_strdup(number);
    handset->line = g_strdup(line);
    handset->manner = HANDSET_RINGS;
    handset->dialogs = g_ptr_array_new_with_free_func(dialog_free);
    handset->watch = g_unix_fd_add(handset->socket, G_IO_IN, on_readable, handset);
    handset->beat = g_timeout_add(SOUND_MS, on_beat, handset);
    return handset;
}

void handset_free(Handset *handset)
{
    g_source_remove(handset->watch);
    g_source_remove(handset->beat);
    close(handset->socket);
    close(handset->sound);
    g_ptr_array_unref(handset->dialogs);
    g_free(handset->number);
    g_free(handset->line);
    g_free(handset);
}

static Dialog *dialog_new(Handset *handset, const char *to)
{
    Dialog *dialog = g_new0(Dialog, 1);
    dialog->id = g_strdup_printf("%s-%u-%d", handset->number, ++handset->sequence, handset->port);
    dialog->local =
        g_strdup_printf("<sip:%s@127.0.0.1>;tag=h%u", handset->number, handset->sequence);
    dialog->target = g_strdup_printf("sip:%s127.0.0.1:%d", to, handset->pbx_port);
    dialog->remote = g_strdup_printf("<%s>", dialog->target);
    return dialog;
}

void handset_switch(Handset *handset, bool on)
{
    Dialog *dialog = dialog_new(handset, "");
    g_free(dialog->remote);
    dialog->remote = g_strdup_printf("<sip:%s@127.0.0.1>", handset->number);
    dialog->sequence = handset->sequence;
    ask(handset, dialog, "REGISTER", on ? "Expires: 3600\r\n" : "Expires: 0\r\n", NULL, "");
    dialog_free(dialog);
}

bool handset_is_on(const Handset *handset)
{
    return handset->on;
}

void handset_set_manner(Handset *handset, HandsetManner manner)
{
    handset->manner = manner;
}

void handset_answer(Handset *handset)
{
    handset_refuse(handset, OK);
}

void handset_refuse(Handset *handset, int status)
{
    Dialog *dialog = newest(handset, 1u << RINGS);
    if (dialog != NULL)
        answer_call(handset, dialog, status);
}

void handset_call(Handset *handset, const char *number)
{
    g_autofree char *to = g_strconcat(number, "@", NULL);
    Dialog *dialog = dialog_new(handset, to);
    g_autofree char *body = description(handset, "sendrecv");
    g_ptr_array_add(handset->dialogs, dialog);
    dialog->sequence++;
    dialog->invite =
        request(handset, dialog, "INVITE", dialog->sequence, "", "application/sdp", body);
    post(handset, dialog->invite);
}

/* The same transaction as the INVITE: its Via and number. */
static void cancel(Handset *handset, const Dialog *dialog)
{
    g_autofree char *via = sip_header(dialog->invite, "Via");
    g_autofree char *text = g_strdup_printf(
        "CANCEL %s SIP/2.0\r\nVia: %s\r\nMax-Forwards: 70\r\nFrom: %s\r\nTo: %s\r\nCall-ID: %s\r\n"
        "CSeq: %u CANCEL\r\nContent-Length: 0\r\n\r\n",
        dialog->target, via, dialog->local, dialog->remote, dialog->id, dialog->sequence);
    post(handset, text);
}

void handset_hang_up(Handset *handset)
{
    Dialog *dialog = newest(handset, 1u << CALLING | 1u << RINGS | 1u << TALKS);
    if (dialog == NULL)
        return;
    if (dialog->state == CALLING) {
        cancel(handset, dialog);
    } else if (dialog->state == RINGS) {
        answer_call(handset, dialog, HANDSET_IS_BUSY);
    } else {
        ask(handset, dialog, "BYE", "", NULL, "");
        dialog->state = OVER;
    }
}

void handset_press(Handset *handset, const char *keys)
{
    Dialog *dialog = newest(handset, 1u << TALKS);
    if (dialog == NULL)
        return;
    g_free(dialog->keys);
    dialog->keys = g_strdup(keys);
    press_next(handset, dialog);
}

static Dialog *talking(const Handset *handset)
{
    for (guint i = 0; i < handset->dialogs->len; i++) {
        Dialog *dialog = handset->dialogs->pdata[i];
        if (dialog->state == TALKS)
            return dialog;
    }
    return NULL;
}

void handset_hold(Handset *handset)
{
    Dialog *dialog = talking(handset);
    g_autofree char *body = description(handset, "sendonly");
    if (dialog != NULL)
        ask(handset, dialog, "INVITE", "", "application/sdp", body);
}

void handset_hand_over(Handset *handset, const char *number)
{
    Dialog *first = talking(handset), *other = newest(handset, 1u << TALKS);
    if (first == NULL)
        return;
    g_autofree char *own = sip_tag(other->local);
    g_autofree char *their = sip_tag(other->remote);
    g_autofree char *more =
        other == first
            ? g_strdup_printf(
                  "Refer-To: <sip:%s@127.0.0.1:%d>\r\nReferred-By: <sip:%s@127.0.0.1>\r\n", number,
                  handset->pbx_port, handset->number)
            : g_strdup_printf(
                  "Refer-To: <sip:%s@127.0.0.1:%d?Replaces=%s%%3Bto-tag%%3D%s%%3Bfrom-tag"
                  "%%3D%s>\r\nReferred-By: <sip:%s@127.0.0.1>\r\n",
                  number, handset->pbx_port, other->id, their, own, handset->number);
    ask(handset, first, "REFER", more, NULL, "");
}

guint handset_ringing(const Handset *handset)
{
    return count(handset, 1u << RINGS);
}

guint handset_talking(const Handset *handset)
{
    return count(handset, 1u << TALKS);
}

guint handset_calls(const Handset *handset)
{
    return count(handset, 1u << CALLING | 1u << RINGS | 1u << TALKS);
}

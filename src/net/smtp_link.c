/* Hands a message to a mail server through libcurl and says what became of it. Owns the reading of
 * the talk: which command was answered how, and what that means (RFC 5321 4.2.1, 4.5.3.2). Must not
 * know the outbox, nor what a message looks like beyond its line ends. */
#include "skranke/net/smtp_link.h"

#include <string.h>
#include <sys/socket.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"
#include "skranke/base/safe_text.h"
#include "skranke/base/secret.h"

#include "link_curl.h"

/* RFC 5321 4.5.3.2.6: the server may take ten minutes to answer the dot; who hangs up earlier makes
 * doubles. */
#define REPLY_SECONDS 600
#define LONGEST_ADDRESS 254
#define LONGEST_WORDS 1000

/* How far the talk about one message has come. */
typedef enum {
    STAGE_CONNECT, /* up to the end of the login */
    STAGE_MAIL,
    STAGE_RECIPIENT,
    STAGE_DATA,
    STAGE_BODY,  /* 354 came; not all bytes have been handed to libcurl */
    STAGE_REPLY, /* all have; the dot follows at once, and then the answer */
} Stage;

struct SmtpLink {
    CURL *easy;
    GError *unusable; /* why the options make no connection; easy is then NULL */
    LinkOptions options;
    char *host, *user, *password, *ca_file, *hello;

    /* The message under way. */
    Stage stage;
    guint recipient; /* how many RCPT have been said */
    int code;        /* of the answer to the last command; 0: none yet */
    GString *words;  /* that answer */
    bool quitting;   /* libcurl is closing a connection: that talk is not about the message */
    bool gave_up;    /* we did, not libcurl */
    gint64 heard_at; /* monotonic ms: when something last moved */
    gint64 uploaded;
    const char *bytes;
    gsize size, read;
};

/* ---- what is said, and heard ---- */

static void heard(SmtpLink *link)
{
    link->heard_at = clock_monotonic_ms();
}

static const struct {
    const char *start;
    Stage stage;
} commands[] = {
    {"MAIL FROM:", STAGE_MAIL}, {"RCPT TO:", STAGE_RECIPIENT}, {"DATA\r\n", STAGE_DATA}};

static void note_command(SmtpLink *link, const char *line, gsize size)
{
    link->quitting = size >= 4 && strncmp(line, "QUIT", 4) == 0;
    if (link->quitting)
        return;
    link->code = 0;
    for (gsize i = 0; i < G_N_ELEMENTS(commands); i++)
        if (size >= strlen(commands[i].start) &&
            strncmp(line, commands[i].start, strlen(commands[i].start)) == 0)
            link->stage = commands[i].stage;
    if (link->stage == STAGE_RECIPIENT)
        link->recipient++;
}

/* "550-first", "550 last": all lines of one answer make one text. */
static void note_answer(SmtpLink *link, const char *line, gsize size)
{
    while (size && (line[size - 1] == '\r' || line[size - 1] == '\n'))
        size--;
    if (link->quitting || size < 3 || !g_ascii_isdigit(line[0]))
        return;
    int code = 100 * (line[0] - '0') + 10 * (line[1] - '0') + (line[2] - '0');
    if (code != link->code) {
        link->code = code;
        g_string_printf(link->words, "%d", code);
    }
    if (size > 4 && link->words->len < LONGEST_WORDS)
        g_string_append_printf(link->words, " %.*s", (int)MIN(size - 4, LONGEST_WORDS), line + 4);
    if (code == 354 && link->stage == STAGE_DATA)
        link->stage = link->size ? STAGE_BODY : STAGE_REPLY;
}

/* libcurl's transcript; it holds the login too, so nothing of it is kept but commands' names and
 * answers. */
static int on_talk(CURL *easy, curl_infotype type, char *data, size_t size, void *user)
{
    (void)easy;
    SmtpLink *link = user;
    if (type == CURLINFO_HEADER_OUT)
        note_command(link, data, size);
    else if (type == CURLINFO_HEADER_IN)
        note_answer(link, data, size);
    else
        return 0;
    heard(link);
    return 0;
}

static size_t on_read(char *buffer, size_t size, size_t count, void *user)
{
    SmtpLink *link = user;
    gsize part = MIN(size * count, link->size - link->read);
    if (part)
        memcpy(buffer, link->bytes + link->read, part);
    link->read += part;
    if (link->read == link->size && link->stage == STAGE_BODY)
        link->stage = STAGE_REPLY;
    heard(link);
    return part;
}

static int reply_seconds(const SmtpLink *link)
{
    return link->options.reply_seconds > 0 ? link->options.reply_seconds : REPLY_SECONDS;
}

/* libcurl has one time-out for all answers; the one after the dot deserves more patience than the
 * others. */
static int on_progress(void *user, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t uploaded)
{
    (void)a, (void)b, (void)c;
    SmtpLink *link = user;
    if (uploaded != link->uploaded) {
        link->uploaded = uploaded;
        heard(link);
    }
    int seconds = link->stage == STAGE_REPLY ? reply_seconds(link)
                                             : link_curl_silence_seconds(&link->options);
    link->gave_up = clock_monotonic_ms() - link->heard_at > seconds * G_GINT64_CONSTANT(1000);
    return link->gave_up;
}

/* ---- what it means ---- */

/* The server said no: to whom, and for how long? */
static SmtpVerdict judge_refusal(const SmtpLink *link)
{
    bool later = link->code < 500;
    if (link->stage == STAGE_CONNECT)
        return later ? SMTP_AWAY : SMTP_SETUP;
    if (link->stage == STAGE_MAIL && (link->code == 530 || link->code == 535 || link->code == 538))
        return SMTP_SETUP; /* RFC 4954 6: it wants a login, or another one */
    if (link->stage == STAGE_MAIL && link->code == 421)
        return SMTP_AWAY;
    return later ? SMTP_LATER : SMTP_REFUSED;
}

/* The connection broke, or never came about. */
static SmtpVerdict judge_break(const SmtpLink *link, CURLcode code, const GError *why)
{
    switch (link->stage) {
    case STAGE_CONNECT:
        return why->code == SKRANKE_ERROR_UNAVAILABLE ? SMTP_AWAY : SMTP_SETUP;
    case STAGE_MAIL:
        return SMTP_AWAY;
    case STAGE_REPLY: /* a dot that could not be written was not read either */
        return code == CURLE_SEND_ERROR ? SMTP_LATER : SMTP_AMBIGUOUS;
    default:
        return SMTP_LATER;
    }
}

static char *refusal_words(const SmtpLink *link, const char *const *recipients)
{
    bool one = link->stage == STAGE_RECIPIENT && link->recipient > 0 &&
               link->recipient <= g_strv_length((char **)recipients);
    g_autofree char *whole =
        one ? g_strdup_printf("%s: %s", recipients[link->recipient - 1], link->words->str)
            : g_strdup(link->words->str);
    return safe_text_line(whole, -1);
}

static SmtpVerdict judge(SmtpLink *link, CURLcode code, const char *const *recipients,
                         const char *detail, char **answer)
{
    bool answered = link->stage == STAGE_REPLY && link->code >= 200 && link->code < 300;
    if (code == CURLE_OK || answered) {
        *answer = safe_text_line(link->words->str, -1);
        return SMTP_ACCEPTED;
    }
    if (link->code >= 400) {
        *answer = refusal_words(link, recipients);
        return judge_refusal(link);
    }
    g_autoptr(GError) why = NULL;
    link_curl_set_error(&why, &link->options, link->gave_up ? CURLE_OPERATION_TIMEDOUT : code,
                        link->gave_up ? "" : detail);
    SmtpVerdict verdict = judge_break(link, code, why);
    *answer = verdict == SMTP_AMBIGUOUS
                  ? g_strdup_printf(_("The whole message was handed over, but the answer was lost: "
                                      "it has perhaps been sent. %s"),
                                    why->message)
                  : g_strdup(why->message);
    return verdict;
}

/* ---- the connection ---- */

static bool is_hello_name(const char *name)
{
    gsize length = strlen(name);
    bool literal = length > 2 && name[0] == '[' && name[length - 1] == ']';
    const char *allowed = G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS ".-";
    return length > 0 && length < 254 &&
           (literal ? strspn(name + 1, G_CSET_DIGITS ":.IPvabcdefABCDEF") == length - 2
                    : strspn(name, allowed) == length);
}

static void prepare(SmtpLink *link)
{
    CURL *easy = link->easy;
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT, (long)link_curl_silence_seconds(&link->options));
    curl_easy_setopt(easy, CURLOPT_SERVER_RESPONSE_TIMEOUT,
                     (long)MAX(reply_seconds(link), link_curl_silence_seconds(&link->options)));
    curl_easy_setopt(easy, CURLOPT_VERBOSE, 1L);
    curl_easy_setopt(easy, CURLOPT_DEBUGFUNCTION, on_talk);
    curl_easy_setopt(easy, CURLOPT_DEBUGDATA, link);
    curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, on_progress);
    curl_easy_setopt(easy, CURLOPT_XFERINFODATA, link);
    curl_easy_setopt(easy, CURLOPT_READFUNCTION, on_read);
    curl_easy_setopt(easy, CURLOPT_READDATA, link);
}

SmtpLink *smtp_link_new(const LinkOptions *options)
{
    SmtpLink *link = g_new0(SmtpLink, 1);
    const char *hello = options->hello_name ? options->hello_name : "";
    link->host = g_strdup(options->host ? options->host : "");
    link->user = g_strdup(options->user);
    link->password = g_strdup(options->password);
    link->ca_file = g_strdup(options->ca_file);
    link->hello = g_strdup(is_hello_name(hello) ? hello : "");
    link->words = g_string_new(NULL);
    link->options = *options;
    link->options.host = link->host;
    link->options.user = link->user;
    link->options.password = link->password;
    link->options.ca_file = link->ca_file;
    link->options.hello_name = link->hello;
    link->easy = link_curl_new(&link->options, "smtp", link->hello, &link->unusable);
    if (link->easy)
        prepare(link);
    return link;
}

/* libcurl says QUIT and would wait for an answer; with the reading side shut it sees the end at
 * once. */
static void hang_up(CURL *easy)
{
    curl_socket_t socket = CURL_SOCKET_BAD;
    curl_easy_getinfo(easy, CURLINFO_ACTIVESOCKET, &socket);
    if (socket != CURL_SOCKET_BAD)
        shutdown(socket, SHUT_RD);
    curl_easy_cleanup(easy);
}

void smtp_link_free(SmtpLink *link)
{
    if (!link)
        return;
    if (link->easy)
        hang_up(link->easy);
    g_clear_error(&link->unusable);
    g_string_free(link->words, TRUE);
    secret_free(link->password);
    g_free(link->host);
    g_free(link->user);
    g_free(link->ca_file);
    g_free(link->hello);
    g_free(link);
}

/* ---- one message ---- */

/* The address for the envelope: a line break in it would be a command of its own (libcurl 7.88
 * sends it as it is). NULL where it may not be sent. */
static char *envelope_address(const char *address)
{
    gsize length = strlen(address);
    const char *at = strrchr(address, '@');
    if (length > LONGEST_ADDRESS || !at || at == address || !g_utf8_validate(address, -1, NULL))
        return NULL;
    for (const char *c = address; *c; c = g_utf8_next_char(c)) {
        gunichar one = g_utf8_get_char(c);
        if (g_unichar_iscntrl(one) || g_unichar_isspace(one) || one == '<' || one == '>')
            return NULL;
    }
    g_autofree char *domain = g_hostname_to_ascii(at + 1);
    return domain && *domain ? g_strdup_printf("%.*s@%s", (int)(at - address), address, domain)
                             : NULL;
}

static bool has_whole_lines(const char *bytes, gsize size)
{
    for (gsize i = 0; i < size; i++) {
        if (bytes[i] == '\n' && (i == 0 || bytes[i - 1] != '\r'))
            return false;
        if (bytes[i] == '\r' && (i + 1 == size || bytes[i + 1] != '\n'))
            return false;
    }
    return true;
}

/* The envelope's recipients as libcurl wants them; NULL and an answer where one is wrong or there
 * is none. */
static struct curl_slist *envelope_list(const char *const *recipients, char **answer)
{
    struct curl_slist *list = NULL;
    for (; recipients && *recipients; recipients++) {
        g_autofree char *address = envelope_address(*recipients);
        if (!address) {
            g_autofree char *shown = safe_text_line(*recipients, -1);
            *answer = g_strdup_printf(
                _("\"%s\" is no address that mail can be sent to; nothing was sent."), shown);
            curl_slist_free_all(list);
            return NULL;
        }
        list = curl_slist_append(list, address);
    }
    if (!list)
        *answer = g_strdup(_("The message has no recipient; nothing was sent."));
    return list;
}

static CURLcode perform_once(SmtpLink *link, gint64 deadline)
{
    link->stage = STAGE_CONNECT;
    link->recipient = 0;
    link->code = 0;
    link->read = 0;
    link->uploaded = 0;
    link->quitting = false;
    link->gave_up = false;
    g_string_truncate(link->words, 0);
    heard(link);
    gint64 left = MAX(deadline - clock_monotonic_ms(), 1000);
    curl_easy_setopt(link->easy, CURLOPT_TIMEOUT_MS, (long)left);
    return curl_easy_perform(link->easy);
}

/* A server that has had enough of this connection (OpenSMTPD after 100 mails), or closed it
 * meanwhile: not the message's fault, and a new connection cures it. */
static bool is_tired_connection(const SmtpLink *link, SmtpVerdict verdict)
{
    long opened = 0;
    curl_easy_getinfo(link->easy, CURLINFO_NUM_CONNECTS, &opened);
    return opened == 0 && link->stage <= STAGE_MAIL &&
           (verdict == SMTP_LATER || verdict == SMTP_AWAY);
}

static SmtpVerdict perform(SmtpLink *link, const char *const *recipients, char **answer)
{
    char detail[CURL_ERROR_SIZE] = "";
    gint64 deadline = clock_monotonic_ms() + SMTP_LINK_LONGEST_SECONDS * G_GINT64_CONSTANT(1000);
    curl_easy_setopt(link->easy, CURLOPT_ERRORBUFFER, detail);
    CURLcode code = perform_once(link, deadline);
    SmtpVerdict verdict = judge(link, code, recipients, detail, answer);
    if (is_tired_connection(link, verdict)) {
        g_clear_pointer(answer, g_free);
        curl_easy_setopt(link->easy, CURLOPT_FRESH_CONNECT, 1L);
        code = perform_once(link, deadline);
        curl_easy_setopt(link->easy, CURLOPT_FRESH_CONNECT, 0L);
        verdict = judge(link, code, recipients, detail, answer);
    }
    curl_easy_setopt(link->easy, CURLOPT_ERRORBUFFER, NULL);
    return verdict;
}

static SmtpVerdict unusable(const SmtpLink *link, char **answer)
{
    *answer = g_strdup(link->unusable->message);
    return SMTP_SETUP;
}

SmtpVerdict smtp_link_send(SmtpLink *link, const char *sender, const char *const *recipients,
                           GBytes *bytes, char **answer)
{
    if (!link->easy)
        return unusable(link, answer);
    g_autofree char *from = *sender ? envelope_address(sender) : g_strdup("");
    link->bytes = g_bytes_get_data(bytes, &link->size);
    if (!from || !link->size || !has_whole_lines(link->bytes, link->size)) {
        *answer = g_strdup(!from ? _("The sender's address cannot be used; nothing was sent.")
                                 : _("The message is empty or has broken line ends; nothing was "
                                     "sent. This is a defect in Skranke."));
        return SMTP_REFUSED;
    }
    struct curl_slist *list = envelope_list(recipients, answer);
    if (!list)
        return SMTP_REFUSED;
    curl_easy_setopt(link->easy, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(link->easy, CURLOPT_MAIL_FROM, from);
    curl_easy_setopt(link->easy, CURLOPT_MAIL_RCPT, list);
    curl_easy_setopt(link->easy, CURLOPT_INFILESIZE_LARGE, (curl_off_t)link->size);
    SmtpVerdict verdict = perform(link, recipients, answer);
    curl_easy_setopt(link->easy, CURLOPT_MAIL_RCPT, NULL);
    curl_slist_free_all(list);
    link->bytes = NULL;
    return verdict;
}

SmtpVerdict smtp_link_check(SmtpLink *link, char **answer)
{
    if (!link->easy)
        return unusable(link, answer);
    static const char *const nobody[] = {NULL};
    char detail[CURL_ERROR_SIZE] = "";
    CURL *easy = curl_easy_duphandle(link->easy);
    CURL *kept = link->easy;
    link->easy = easy;
    curl_easy_setopt(easy, CURLOPT_CONNECT_ONLY, 1L);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, detail);
    CURLcode code = perform_once(link, clock_monotonic_ms() + SMTP_LINK_LONGEST_SECONDS * 1000LL);
    SmtpVerdict verdict = judge(link, code, nobody, detail, answer);
    size_t sent;
    if (code == CURLE_OK)
        curl_easy_send(easy, "QUIT\r\n", 6, &sent);
    curl_easy_cleanup(easy);
    link->easy = kept;
    return verdict;
}

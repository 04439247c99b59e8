/* A libcurl handle for a mail server: address, login, TLS rules and time-outs in one place, so that
 * the IMAP and the SMTP link cannot differ in what they check. Owns the sentences for connections
 * that fail. Knows neither protocol. */
#include "link_curl.h"

#include <signal.h>
#include <string.h>

#include "skranke/base/error.h"
#include "skranke/base/language.h"
#include "skranke/base/safe_text.h"

LinkSecurity link_security_from_word(const char *word)
{
    if (g_strcmp0(word, "starttls") == 0)
        return LINK_STARTTLS;
    return g_strcmp0(word, "none") == 0 ? LINK_NONE : LINK_TLS;
}

int link_curl_connect_seconds(const LinkOptions *options)
{
    return options->timeout_seconds > 0 ? options->timeout_seconds : 15;
}

int link_curl_silence_seconds(const LinkOptions *options)
{
    return options->timeout_seconds > 0 ? options->timeout_seconds : 60;
}

static bool is_this_machine(const char *host)
{
    return strcmp(host, "localhost") == 0 || strcmp(host, "::1") == 0 ||
           (g_str_has_prefix(host, "127.") && g_hostname_is_ip_address(host));
}

static bool has_login(const LinkOptions *options)
{
    return options->user != NULL && options->user[0] != '\0';
}

/* libcurl with NOSIGNAL leaves SIGPIPE to us; a server that hangs up must not end the process. */
static void ignore_broken_pipes(void)
{
    struct sigaction now;
    if (sigaction(SIGPIPE, NULL, &now) == 0 && now.sa_handler == SIG_DFL) {
        now.sa_handler = SIG_IGN;
        sigaction(SIGPIPE, &now, NULL);
    }
}

static void start_once(void)
{
    static gsize started = 0;
    if (g_once_init_enter(&started)) {
        curl_global_init(CURL_GLOBAL_DEFAULT);
        g_once_init_leave(&started, 1);
    }
    ignore_broken_pipes();
}

static bool set_address(CURL *easy, const LinkOptions *options, const char *scheme,
                        const char *path)
{
    bool bare_v6 = strchr(options->host, ':') != NULL && options->host[0] != '[';
    g_autofree char *host = g_strdup_printf(bare_v6 ? "[%s]" : "%s", options->host);
    g_autofree char *url =
        g_strdup_printf("%s%s://%s:%d/%s", scheme, options->security == LINK_TLS ? "s" : "", host,
                        options->port, path);
    CURLU *parsed = curl_url();
    bool good = options->host[0] != '\0' && strpbrk(options->host, "/@?# \t\r\n") == NULL &&
                options->port > 0 && options->port < 65536 &&
                curl_url_set(parsed, CURLUPART_URL, url, CURLU_NON_SUPPORT_SCHEME) == CURLUE_OK;
    curl_url_cleanup(parsed);
    return good && curl_easy_setopt(easy, CURLOPT_URL, url) == CURLE_OK;
}

/* CURLUSESSL_TRY would send the password in clear when somebody strips STARTTLS: never. */
static void set_safety(CURL *easy, const LinkOptions *options, const char *scheme)
{
    g_autofree char *protocols = g_strdup_printf("%s,%ss", scheme, scheme);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, protocols);
    if (options->security != LINK_NONE)
        curl_easy_setopt(easy, CURLOPT_USE_SSL, (long)CURLUSESSL_ALL);
    curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (options->ca_file != NULL && options->ca_file[0] != '\0')
        curl_easy_setopt(easy, CURLOPT_CAINFO, options->ca_file);
    if (has_login(options)) {
        curl_easy_setopt(easy, CURLOPT_USERNAME, options->user);
        curl_easy_setopt(easy, CURLOPT_PASSWORD, options->password ? options->password : "");
    }
}

static void set_patience(CURL *easy, const LinkOptions *options)
{
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, link_curl_connect_seconds(options) * 1000L);
    curl_easy_setopt(easy, CURLOPT_SERVER_RESPONSE_TIMEOUT,
                     (long)link_curl_silence_seconds(options));
}

CURL *link_curl_new(const LinkOptions *options, const char *scheme, const char *path,
                    GError **error)
{
    if (options->security == LINK_NONE && has_login(options) && !is_this_machine(options->host)) {
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_REFUSED,
                    _("The password for %s was not sent: security = none would show it to the "
                      "network. Set security = tls or starttls."),
                    options->host);
        return NULL;
    }
    start_once();
    CURL *easy = curl_easy_init();
    if (easy == NULL)
        g_error("libcurl has no memory");
    if (!set_address(easy, options, scheme, path)) {
        g_autofree char *host = safe_text_line(options->host, -1);
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_FAILED,
                    _("\"%s\", port %d, is no address of a mail server. Correct host and port in "
                      "the configuration."),
                    host, options->port);
        curl_easy_cleanup(easy);
        return NULL;
    }
    set_safety(easy, options, scheme);
    set_patience(easy, options);
    return easy;
}

/* One row a CURLcode that people can do something about; %s host, %d port. */
typedef struct {
    CURLcode code;
    SkrankeErrorCode kind;
    const char *sentence;
} LinkTrouble;

static const LinkTrouble troubles[] = {
    {CURLE_COULDNT_RESOLVE_HOST, SKRANKE_ERROR_UNAVAILABLE,
     N_("The mail server %s (port %d) is not known to the name service. Check the host name and "
        "the network.")},
    {CURLE_COULDNT_CONNECT, SKRANKE_ERROR_UNAVAILABLE,
     N_("The mail server %s refuses connections at port %d. Check the port, and that the server "
        "is running.")},
    {CURLE_OPERATION_TIMEDOUT, SKRANKE_ERROR_UNAVAILABLE,
     N_("The mail server %s, port %d, did not answer in time. Check the network, and that port "
        "and security (tls or starttls) belong together.")},
    {CURLE_SSL_CONNECT_ERROR, SKRANKE_ERROR_FAILED,
     N_("No secure connection with %s, port %d. Check that security (tls or starttls) fits the "
        "port.")},
    {CURLE_PEER_FAILED_VERIFICATION, SKRANKE_ERROR_FAILED,
     N_("The certificate of %s, port %d, is not trusted, so no password was sent. Set ca_file to "
        "the certificate authority, or correct the host name.")},
    {CURLE_SSL_CACERT_BADFILE, SKRANKE_ERROR_FAILED,
     N_("The certificate authorities for %s, port %d, cannot be read. Correct ca_file in the "
        "configuration.")},
    {CURLE_USE_SSL_FAILED, SKRANKE_ERROR_FAILED,
     N_("The mail server %s, port %d, offers no STARTTLS, so no password was sent. Set security = "
        "tls with its port, or ask its administrator.")},
    {CURLE_LOGIN_DENIED, SKRANKE_ERROR_FAILED,
     N_("The mail server %s, port %d, did not accept user and password. Correct user, "
        "password_command or password_file.")},
};

static const LinkTrouble any_trouble = {
    CURLE_OK, SKRANKE_ERROR_UNAVAILABLE,
    N_("The connection with the mail server %s, port %d, failed. It will be tried again.")};

void link_curl_set_error(GError **error, const LinkOptions *options, CURLcode code,
                         const char *detail)
{
    const LinkTrouble *trouble = &any_trouble;
    for (gsize i = 0; i < G_N_ELEMENTS(troubles); i++)
        if (troubles[i].code == code)
            trouble = &troubles[i];
    g_autofree char *host = safe_text_line(options->host, -1);
    g_autofree char *sentence = g_strdup_printf(_(trouble->sentence), host, options->port);
    g_autofree char *words =
        safe_text_line(detail != NULL && detail[0] != '\0' ? detail : curl_easy_strerror(code), -1);
    g_set_error(error, SKRANKE_ERROR, (int)trouble->kind, "%s (%s)", sentence, words);
}

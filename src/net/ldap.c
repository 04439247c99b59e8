/* Owns searches in a directory through libcurl: which addresses are allowed, when a password may
 * leave, and the sentences for what goes wrong. It must not know what the entries mean. */
#include "skranke/net/ldap.h"

#include <curl/curl.h>
#include <stdbool.h>
#include <string.h>

#include "skranke/base/error.h"
#include "skranke/base/language.h"
#include "skranke/base/safe_text.h"

enum { DEADLINE_MS = 60000, CONNECT_MS = 10000, MOST_BYTES = 64 * 1024 * 1024 };

typedef struct {
    GString *text;
    gsize most;
    bool too_large, truncated;
    char detail[CURL_ERROR_SIZE];
} Search;

static size_t take_bytes(char *bytes, size_t size, size_t count, void *data)
{
    Search *search = data;
    size_t length = size * count;
    search->too_large = length > search->most - search->text->len;
    if (search->too_large)
        return 0;
    g_string_append_len(search->text, bytes, (gssize)length);
    return length;
}

/* libcurl takes a result that the server cut off (sizeLimitExceeded) for a whole one and only notes
 * it among its traces: without this, people would be missing in silence. */
static int watch(CURL *easy, curl_infotype type, char *text, size_t size, void *data)
{
    static const char sign[] = "There are more than";
    Search *search = data;
    (void)easy;
    if (type == CURLINFO_TEXT && size >= strlen(sign) && memcmp(text, sign, strlen(sign)) == 0)
        search->truncated = true;
    return 0;
}

static char *shown_host(const char *url)
{
    const char *start = strstr(url, "://");
    const char *host = start ? start + 3 : url;
    g_autofree char *whole = g_strndup(host, strcspn(host, "/?#"));
    const char *at = strrchr(whole, '@');
    return safe_text_line(at ? at + 1 : whole, -1);
}

static bool is_this_machine(const char *url)
{
    g_autofree char *host = shown_host(url);
    bool six = *host == '[';
    host[six ? strcspn(host, "]") : strcspn(host, ":")] = '\0';
    static const char *const names[] = {"localhost", "127.0.0.1", "[::1", NULL};
    return g_strv_contains(names, host);
}

static bool has_text(const char *text)
{
    return text && *text;
}

static bool refuse(GError **error, int code, const char *format, const char *url)
{
    g_autofree char *host = shown_host(url);
    g_set_error(error, SKRANKE_ERROR, code, format, host);
    return false;
}

static bool is_allowed(const LdapSearch *search, GError **error)
{
    bool tls = g_ascii_strncasecmp(search->url, "ldaps://", 8) == 0;
    if (!tls && g_ascii_strncasecmp(search->url, "ldap://", 7) != 0)
        return refuse(error, SKRANKE_ERROR_FAILED,
                      _("\"%s\" is no address of a directory; write "
                        "ldaps://host/base?attributes?sub?(filter)."),
                      search->url);
    return tls || !has_text(search->password) || is_this_machine(search->url) ||
           refuse(error, SKRANKE_ERROR_REFUSED,
                  _("The password for %s was not sent: the connection is not encrypted. Write "
                    "ldaps:// in [directory] ldap_url."),
                  search->url);
}

static void set_up(CURL *easy, const LdapSearch *given, Search *search)
{
    gint64 deadline = given->deadline_ms > 0 ? given->deadline_ms : DEADLINE_MS;
    curl_easy_setopt(easy, CURLOPT_URL, given->url);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "ldap,ldaps");
    curl_easy_setopt(easy, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)deadline);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)MIN(deadline, CONNECT_MS));
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_bytes);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, search);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, search->detail);
    curl_easy_setopt(easy, CURLOPT_VERBOSE, 1L);
    curl_easy_setopt(easy, CURLOPT_DEBUGFUNCTION, watch);
    curl_easy_setopt(easy, CURLOPT_DEBUGDATA, search);
    if (has_text(given->ca_file))
        curl_easy_setopt(easy, CURLOPT_CAINFO, given->ca_file);
    if (has_text(given->user)) {
        curl_easy_setopt(easy, CURLOPT_USERNAME, given->user);
        curl_easy_setopt(easy, CURLOPT_PASSWORD, given->password ? given->password : "");
    }
}

/* What trying again does not mend, in words; %s are the host and libcurl's own words. */
static const struct {
    CURLcode code;
    const char *sentence;
} failures[] = {
    {CURLE_LOGIN_DENIED,
     N_("%s does not accept the login (%s). Look at [directory] ldap_user and its password.")},
    {CURLE_LDAP_CANNOT_BIND,
     N_("%s does not accept the login (%s). Look at [directory] ldap_user and its password.")},
    {CURLE_REMOTE_ACCESS_DENIED, N_("%s does not let this login search (%s).")},
    {CURLE_LDAP_SEARCH_FAILED,
     N_("%s could not search there (%s). Look at the base and the filter in [directory] "
        "ldap_url.")},
    {CURLE_REMOTE_FILE_NOT_FOUND, N_("%s has no such base (%s). Look at [directory] ldap_url.")},
    {CURLE_URL_MALFORMAT,
     N_("The address of %s cannot be read (%s). Look at [directory] ldap_url.")},
    {CURLE_PEER_FAILED_VERIFICATION,
     N_("The certificate of %s is not trusted (%s). Look at [directory] ldap_ca_file.")},
    {CURLE_SSL_CACERT_BADFILE,
     N_("The certificates for %s cannot be read (%s). Look at [directory] ldap_ca_file.")},
};

static bool fail(const LdapSearch *given, const Search *search, CURLcode code, GError **error)
{
    g_autofree char *host = shown_host(given->url);
    g_autofree char *detail =
        safe_text_line(*search->detail ? search->detail : curl_easy_strerror(code), -1);
    if (search->too_large) {
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_FAILED,
                    _("%s answered with more than %zu bytes; the answer was thrown away."), host,
                    search->most);
        return false;
    }
    for (guint i = 0; i < G_N_ELEMENTS(failures); i++)
        if (failures[i].code == code) {
            g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_FAILED, _(failures[i].sentence), host,
                        detail);
            return false;
        }
    g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_UNAVAILABLE,
                _("%s cannot be reached: %s. Try again later."), host, detail);
    return false;
}

static bool run(const LdapSearch *given, Search *search, GError **error)
{
    CURL *easy = curl_easy_init();
    set_up(easy, given, search);
    CURLcode code = curl_easy_perform(easy);
    curl_easy_cleanup(easy);
    if (code != CURLE_OK)
        return fail(given, search, code, error);
    return !search->truncated ||
           refuse(error, SKRANKE_ERROR_FAILED,
                  _("%s gave only a part of its entries (its size limit); nothing was used. Ask "
                    "for a higher limit, or for fewer by the filter in [directory] ldap_url."),
                  given->url);
}

char *ldap_search(const LdapSearch *search, gsize *size, GError **error)
{
    static gsize ready = 0;
    if (g_once_init_enter(&ready)) {
        curl_global_init(CURL_GLOBAL_DEFAULT);
        g_once_init_leave(&ready, 1);
    }
    if (!is_allowed(search, error))
        return NULL;
    g_autoptr(GString) text = g_string_new(NULL);
    Search running = {.text = text,
                      .most = search->most_bytes > 0 ? search->most_bytes : MOST_BYTES};
    if (!run(search, &running, error))
        return NULL;
    *size = text->len;
    return g_string_free(g_steal_pointer(&text), FALSE);
}

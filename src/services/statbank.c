/* Owns what is asked of the StatBank's API: the contacts of a table, and how fast. It must not know
 * the staff directory. */
#include "skranke/services/statbank.h"

#include <jansson.h>
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"
#include "skranke/base/safe_text.h"

enum {
    MOST_CONTACTS = 20,
    LONGEST_FIELD = 200,   /* characters */
    MOST_WAIT_MS = 120000, /* in all */
    USUAL_WINDOW_S = 60,
    MOST_TRIES = 5,
    MOST_DOCUMENT = 16 * 1024 * 1024,
};

struct Statbank {
    Http *http;
    char *url, *ca_file;
    gint64 waited_ms;
    gint64 not_before; /* monotonic ms: the service asked to wait until then */
};

void statbank_contact_free(StatbankContact *contact)
{
    g_free(contact->name);
    g_free(contact->phone);
    g_free(contact->email);
    g_free(contact);
}

/* ---- the document ---- */

static char *field(const json_t *contact, const char *name)
{
    const json_t *value = json_object_get(contact, name);
    g_autofree char *line =
        safe_text_line(json_is_string(value) ? json_string_value(value) : "", -1);
    g_strstrip(line);
    return g_utf8_substring(line, 0, MIN(LONGEST_FIELD, g_utf8_strlen(line, -1)));
}

static void add_contact(GPtrArray *contacts, const json_t *object)
{
    StatbankContact *contact = g_new0(StatbankContact, 1);
    contact->name = field(object, "name");
    contact->phone = field(object, "phone");
    contact->email = field(object, "mail");
    if (*contact->name || *contact->email)
        g_ptr_array_add(contacts, contact);
    else
        statbank_contact_free(contact);
}

GPtrArray *statbank_contacts_parse(const char *json, gsize size, GError **error)
{
    json_error_t wrong;
    json_t *document = json_loadb(json, size, JSON_REJECT_DUPLICATES, &wrong);
    const json_t *class = json_object_get(document, "class");
    const json_t *extension = json_object_get(document, "extension");
    if (!json_is_string(class) || strcmp(json_string_value(class), "dataset") != 0 ||
        (extension && !json_is_object(extension))) {
        json_decref(document);
        g_set_error_literal(error, SKRANKE_ERROR, SKRANKE_ERROR_FAILED,
                            _("The answer is no metadata of a table."));
        return NULL;
    }
    GPtrArray *contacts = g_ptr_array_new_with_free_func((GDestroyNotify)statbank_contact_free);
    const json_t *list = json_object_get(extension, "contact");
    for (size_t i = 0; i < json_array_size(list) && contacts->len < MOST_CONTACTS; i++)
        if (json_is_object(json_array_get(list, i)))
            add_contact(contacts, json_array_get(list, i));
    json_decref(document);
    return contacts;
}

/* ---- the service ---- */

Statbank *statbank_new(const char *url, const char *ca_file)
{
    Statbank *statbank = g_new0(Statbank, 1);
    gsize length = strlen(url);
    while (length > 0 && url[length - 1] == '/')
        length--;
    statbank->http = http_new();
    statbank->url = g_strndup(url, length);
    statbank->ca_file = g_strdup(ca_file ? ca_file : "");
    return statbank;
}

void statbank_free(Statbank *statbank)
{
    if (!statbank)
        return;
    http_free(statbank->http);
    g_free(statbank->url);
    g_free(statbank->ca_file);
    g_free(statbank);
}

/* "40;w=60s": how long a window of the service is. */
static gint64 window_seconds(const HttpAnswer *answer)
{
    g_autofree char *policy = http_answer_header(answer, "x-ratelimit-policy");
    const char *window = strstr(policy, "w=");
    gint64 seconds = window ? g_ascii_strtoll(window + 2, NULL, 10) : 0;
    return seconds > 0 ? seconds : USUAL_WINDOW_S;
}

/* When the service may be asked again, by what its answer says. */
static void take_pace(Statbank *statbank, const HttpAnswer *answer)
{
    g_autofree char *after = http_answer_header(answer, "Retry-After");
    g_autofree char *remaining = http_answer_header(answer, "x-ratelimit-remaining");
    gint64 seconds = 0;
    if (g_ascii_isdigit(*after))
        seconds = g_ascii_strtoll(after, NULL, 10);
    else if (answer->status == 429 || (*remaining && strcmp(remaining, "0") == 0))
        seconds = window_seconds(answer);
    statbank->not_before = seconds > 0 ? clock_monotonic_ms() + MIN(seconds, 3600) * 1000 : 0;
}

/* Waits as long as the service asked. False where that would be too long in all. */
static bool keep_pace(Statbank *statbank)
{
    gint64 wait = statbank->not_before - clock_monotonic_ms();
    if (wait <= 0)
        return true;
    if (statbank->waited_ms + wait > MOST_WAIT_MS)
        return false;
    statbank->waited_ms += wait;
    g_usleep((gulong)wait * 1000);
    return true;
}

static bool is_table(const char *table)
{
    gsize length = strlen(table);
    for (const char *at = table; *at; at++)
        if (!g_ascii_isalnum(*at))
            return false;
    return length > 0 && length <= 20;
}

static bool fail(GError **error, int code, const char *format, const char *table)
{
    g_set_error(error, SKRANKE_ERROR, code, format, table);
    return false;
}

/* True: ask again. False with the error, or with an answer to be read. */
static bool is_to_be_asked_again(const HttpAnswer *answer, int tries)
{
    return (answer->status == 429 || answer->status == 503) && tries < MOST_TRIES;
}

static bool judge(const HttpAnswer *answer, const char *table, GError **error)
{
    if (answer->status == 200)
        return true;
    if (answer->status == 404)
        return fail(error, SKRANKE_ERROR_NOT_FOUND, _("the StatBank has no table %s"), table);
    if (answer->status == 429 || answer->status >= 500)
        return fail(error, SKRANKE_ERROR_UNAVAILABLE,
                    _("The StatBank does not answer for table %s now; nothing was changed. Try "
                      "again later."),
                    table);
    return fail(error, SKRANKE_ERROR_FAILED, _("the StatBank refuses to answer for table %s"),
                table);
}

/* One request; answer is to be cleared by the caller in any case. */
static bool ask(Statbank *statbank, const char *table, HttpAnswer *answer, GError **error)
{
    g_autofree char *url = g_strconcat(statbank->url, "/tables/", table, "/metadata", NULL);
    const HttpRequest request = {
        .url = url, .ca_file = statbank->ca_file, .most_bytes = MOST_DOCUMENT};
    if (!keep_pace(statbank)) {
        *answer = (HttpAnswer){0};
        return fail(
            error, SKRANKE_ERROR_UNAVAILABLE,
            _("The StatBank asks to wait longer than two minutes (at table %s); nothing was "
              "changed. Try again later."),
            table);
    }
    if (!http_request(statbank->http, &request, answer, error))
        return false;
    take_pace(statbank, answer);
    return true;
}

GPtrArray *statbank_contacts(Statbank *statbank, const char *table, GError **error)
{
    if (!is_table(table) &&
        !fail(error, SKRANKE_ERROR_NOT_FOUND, _("\"%.40s\" is no table of the StatBank"), table))
        return NULL;
    for (int tries = 1;; tries++) {
        HttpAnswer answer;
        bool asked = ask(statbank, table, &answer, error);
        bool again = asked && is_to_be_asked_again(&answer, tries);
        GPtrArray *contacts = asked && !again && judge(&answer, table, error)
                                  ? statbank_contacts_parse(answer.body, answer.body_size, error)
                                  : NULL;
        http_answer_clear(&answer);
        if (!again)
            return contacts;
        if (statbank->not_before == 0)
            statbank->not_before = clock_monotonic_ms() + 1000;
    }
}

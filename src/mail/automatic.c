/* Owns the signs by which a machine's mail is known (RFC 3834, RFC 2919, and habits). It must not
 * know how headers are kept: they come through a look-up. */
#include "skranke/mail/automatic.h"

#include <stdbool.h>
#include <string.h>

#include "skranke/mail/charset.h"

#define VALUE_BYTES 120

/* When does the value of a header tell of a machine? */
typedef enum {
    ALWAYS,      /* the header is there */
    UNLESS_NO,   /* its first word is another than "no" (or "none", "false") */
    ONE_OF_BULK, /* its first word is bulk, junk or auto_reply */
    IS_LIST,     /* its first word is list */
} Sign;

static const struct {
    const char *name;
    Sign sign;
    AutomaticKind kind;
} signs[] = {
    {"Auto-Submitted", UNLESS_NO, AUTOMATIC_COURTESY},
    {"X-Auto-Response-Suppress", UNLESS_NO, AUTOMATIC_PERSON},
    {"Precedence", ONE_OF_BULK, AUTOMATIC_COURTESY},
    {"Precedence", IS_LIST, AUTOMATIC_PERSON},
    {"X-Precedence", ONE_OF_BULK, AUTOMATIC_COURTESY},
    {"X-Precedence", IS_LIST, AUTOMATIC_PERSON},
    {"List-Id", ALWAYS, AUTOMATIC_PERSON},
    {"List-Unsubscribe", ALWAYS, AUTOMATIC_PERSON},
    {"List-Post", ALWAYS, AUTOMATIC_PERSON},
    {"List-Help", ALWAYS, AUTOMATIC_PERSON},
    {"List-Subscribe", ALWAYS, AUTOMATIC_PERSON},
    {"List-Owner", ALWAYS, AUTOMATIC_PERSON},
    {"List-Archive", ALWAYS, AUTOMATIC_PERSON},
    {"X-Mailing-List", ALWAYS, AUTOMATIC_PERSON},
    {"X-Autoreply", UNLESS_NO, AUTOMATIC_COURTESY},
    {"X-Auto-Reply", UNLESS_NO, AUTOMATIC_COURTESY},
    {"X-Autorespond", UNLESS_NO, AUTOMATIC_COURTESY},
    {"X-Autoresponder", UNLESS_NO, AUTOMATIC_COURTESY},
    {"X-Auto-Submitted", UNLESS_NO, AUTOMATIC_COURTESY},
    {"X-Vacation", UNLESS_NO, AUTOMATIC_COURTESY},
    {"X-Failed-Recipients", ALWAYS, AUTOMATIC_FAILURE},
    {"X-Mail-Autoreply", UNLESS_NO, AUTOMATIC_COURTESY},
};

/* What is found, and what it makes of the mail: the strongest sign decides. */
typedef struct {
    GString *reason;
    AutomaticKind kind;
} Finding;

static const char *const bulk_words[] = {"bulk", "junk", "auto_reply", "auto-reply"};
static const char *const no_words[] = {"no", "none", "false"};

/* Machines that send from an address of their own; the local part, without case. */
static const char *const machine_names[] = {"mailer-daemon", "postmaster", "mail-daemon",
                                            "maildaemon"};

static const char *const machine_types[] = {"multipart/report", "message/delivery-status",
                                            "message/disposition-notification", "text/calendar"};

/* Beginnings of subjects that automatic answers carry, also where no header says so; lower case. */
static const char *const subjects[] = {
    "automatisk svar:",
    "automatisk svar ",
    "autosvar:",
    "auto svar:",
    "automatic reply:",
    "automatische antwort:",
    "autoreply:",
    "auto-reply:",
    "auto reply:",
    "out of office:",
    "out of office reply",
    "out of office autoreply",
    "out of the office:",
    "fraværsmelding",
    "fråværsmelding",
    "fraværsassistent",
    "fråværsassistent",
    "fraværssvar",
    "fråværssvar",
    "ikke til stede:",
    "ikkje til stades:",
    "ikke på kontoret:",
    "ikkje på kontoret:",
    "ute av kontoret:",
    "abwesenheitsnotiz",
    "réponse automatique",
    "respuesta automática",
    "automatiskt svar:",
    "undeliverable:",
    "undelivered mail",
    "mail delivery failed",
    "mail delivery failure",
    "mail delivery system",
    "delivery status notification",
    "returned mail:",
    "failure notice",
    "delivery failure",
    "kan ikke leveres:",
    "kan ikkje leverast:",
    "ikke levert:",
    "ikkje levert:",
    "ulevert:",
};

/* The first word in lower case; comments (RFC 5322) and parameters are skipped. */
static char *first_word(const char *value)
{
    GString *word = g_string_new(NULL);
    guint comment = 0;
    for (const char *at = value; *at && word->len < VALUE_BYTES; at++) {
        if (*at == '(') {
            comment++;
        } else if (*at == ')' && comment > 0) {
            comment--;
        } else if (comment == 0) {
            if (strchr("; \t\r\n,\"", *at)) {
                if (word->len > 0)
                    break;
            } else {
                g_string_append_c(word, g_ascii_tolower(*at));
            }
        }
    }
    return g_string_free(word, FALSE);
}

static bool is_one_of(const char *word, const char *const *words, gsize count)
{
    for (gsize i = 0; i < count; i++)
        if (!strcmp(word, words[i]))
            return true;
    return false;
}

static bool tells(Sign sign, const char *value)
{
    if (sign == ALWAYS)
        return true;
    g_autofree char *word = first_word(value);
    if (sign == IS_LIST)
        return strcmp(word, "list") == 0;
    if (sign == ONE_OF_BULK)
        return is_one_of(word, bulk_words, G_N_ELEMENTS(bulk_words));
    return word[0] && !is_one_of(word, no_words, G_N_ELEMENTS(no_words));
}

static void found(Finding *finding, const char *name, const char *value, AutomaticKind kind)
{
    g_autofree char *shown = charset_decode_header(value);
    if (strlen(shown) > VALUE_BYTES)
        *g_utf8_find_prev_char(shown, shown + VALUE_BYTES) = '\0';
    if (finding->reason->len > 0)
        g_string_append(finding->reason, ", ");
    g_string_append_printf(finding->reason, "%s: %s", name, shown);
    finding->kind = MAX(finding->kind, kind);
}

static void look_at_sender(Finding *finding, const char *address, const char *return_path)
{
    const char *at = address ? strchr(address, '@') : NULL;
    if (at) {
        g_autofree char *local = g_ascii_strdown(address, at - address);
        if (is_one_of(local, machine_names, G_N_ELEMENTS(machine_names)))
            found(finding, "From", address, AUTOMATIC_FAILURE);
    }
    g_autofree char *path = g_strstrip(g_strdup(return_path ? return_path : ""));
    if (!strcmp(path, "<>"))
        found(finding, "Return-Path", "<>", AUTOMATIC_COURTESY);
}

/* A report of delivery, or of reading, which is a courtesy (RFC 6522, RFC 8098). */
static void look_at_type(Finding *finding, const char *content_type)
{
    if (!content_type)
        return;
    g_autofree char *type = first_word(content_type);
    if (!is_one_of(type, machine_types, G_N_ELEMENTS(machine_types)))
        return;
    g_autofree char *lower = g_ascii_strdown(content_type, -1);
    found(finding, "Content-Type", type,
          strstr(lower, "delivery-status") ? AUTOMATIC_FAILURE : AUTOMATIC_COURTESY);
}

static void look_at_subject(Finding *finding, const char *value)
{
    if (!value)
        return;
    g_autofree char *subject = charset_decode_header(value);
    g_autofree char *lower = g_utf8_strdown(subject, -1);
    for (gsize i = 0; i < G_N_ELEMENTS(subjects); i++)
        if (g_str_has_prefix(lower, subjects[i])) {
            found(finding, "Subject", subject, AUTOMATIC_COURTESY);
            return;
        }
}

char *automatic_reason(AutomaticHeader header, gpointer user, const char *from_address,
                       const char *content_type, AutomaticKind *kind)
{
    Finding finding = {.reason = g_string_new(NULL)};
    for (gsize i = 0; i < G_N_ELEMENTS(signs); i++) {
        const char *value = header(signs[i].name, user);
        if (value && tells(signs[i].sign, value))
            found(&finding, signs[i].name, value, signs[i].kind);
    }
    look_at_sender(&finding, from_address, header("Return-Path", user));
    look_at_type(&finding, content_type);
    look_at_subject(&finding, header("Subject", user));
    *kind = finding.kind;
    return g_string_free(finding.reason, FALSE);
}

/* ---- without any header ---- */

enum { FIRST_LINES = 5, FIRST_BYTES = 1000 };

/* How machines begin, and how they tell that nobody reads answers; lower case. */
static const char *const openings[] = {
    "dette er en automatisk ",
    "dette er et automatisk ",
    "dette er ei automatisk ",
    "dette er ein automatisk ",
    "dette er eit automatisk ",
    "automatisk melding",
    "automatisk generert ",
    "automatisk utsendt ",
    "denne meldingen er automatisk ",
    "denne meldinga er automatisk ",
    "denne meldingen er sendt automatisk",
    "denne meldinga er send automatisk",
    "denne e-posten er automatisk ",
    "denne e-posten er sendt automatisk",
    "denne e-posten er send automatisk",
    "this is an automatic ",
    "this is an automated ",
    "this is an automatically ",
    "this message was automatically ",
    "this email was automatically ",
    "this e-mail was automatically ",
};
static const char *const closings[] = {
    "svar ikke",    "ikke svar",     "svar ikkje",         "ikkje svar",           "ikke besvar",
    "ikke å svare", "ikkje å svare", "ikke mulig å svare", "ikkje mogleg å svare", "do not reply",
    "don't reply",  "not reply",     "cannot be replied",
};

static bool is_passed_on(const char *lower_subject)
{
    static const char *const marks[] = {"re:", "sv:", "fw:", "fwd:", "vs:", "aw:"};
    for (gsize i = 0; i < G_N_ELEMENTS(marks); i++)
        if (g_str_has_prefix(lower_subject, marks[i]))
            return true;
    return false;
}

/* The first lines that say something, in lower case, without signs before the first word. */
static char *first_lines(const char *text)
{
    g_autofree char *start = g_utf8_make_valid(text, (gssize)strnlen(text, FIRST_BYTES));
    g_autofree char *lower = g_utf8_strdown(start, -1);
    g_auto(GStrv) lines = g_strsplit(lower, "\n", -1);
    GString *said = g_string_new(NULL);
    guint count = 0;
    for (guint i = 0; lines[i] && count < FIRST_LINES; i++) {
        const char *line = g_strstrip(lines[i]);
        count += *line != '\0';
        if (*line)
            g_string_append_printf(said, "%s\n", line);
    }
    g_string_erase(said, 0, (gssize)strspn(said->str, "*-=[ "));
    return g_string_free(said, FALSE);
}

char *automatic_text_reason(const char *subject, const char *text)
{
    g_autofree char *lower_subject = g_utf8_strdown(subject, -1);
    g_autofree char *said = first_lines(text);
    const char *opening = NULL, *closing = NULL;
    for (gsize i = 0; i < G_N_ELEMENTS(openings) && !opening; i++)
        opening = g_str_has_prefix(said, openings[i]) ? openings[i] : NULL;
    for (gsize i = 0; i < G_N_ELEMENTS(closings) && !closing; i++)
        closing = strstr(said, closings[i]) ? closings[i] : NULL;
    return opening && closing && !is_passed_on(lower_subject)
               ? g_strdup_printf("Text: %s … %s", opening, closing)
               : g_strdup("");
}

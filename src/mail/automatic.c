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
    ONE_OF_BULK, /* its first word is bulk, junk, list or auto_reply */
} Sign;

static const struct {
    const char *name;
    Sign sign;
} signs[] = {
    {"Auto-Submitted", UNLESS_NO},
    {"X-Auto-Response-Suppress", UNLESS_NO},
    {"Precedence", ONE_OF_BULK},
    {"X-Precedence", ONE_OF_BULK},
    {"List-Id", ALWAYS},
    {"List-Unsubscribe", ALWAYS},
    {"List-Post", ALWAYS},
    {"List-Help", ALWAYS},
    {"List-Subscribe", ALWAYS},
    {"List-Owner", ALWAYS},
    {"List-Archive", ALWAYS},
    {"X-Mailing-List", ALWAYS},
    {"X-Autoreply", UNLESS_NO},
    {"X-Auto-Reply", UNLESS_NO},
    {"X-Autorespond", UNLESS_NO},
    {"X-Autoresponder", UNLESS_NO},
    {"X-Auto-Submitted", UNLESS_NO},
    {"X-Vacation", UNLESS_NO},
    {"X-Failed-Recipients", ALWAYS},
    {"X-Mail-Autoreply", UNLESS_NO},
};

static const char *const bulk_words[] = {"bulk", "junk", "list", "auto_reply", "auto-reply"};
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
    if (sign == ONE_OF_BULK)
        return is_one_of(word, bulk_words, G_N_ELEMENTS(bulk_words));
    return word[0] && !is_one_of(word, no_words, G_N_ELEMENTS(no_words));
}

static void add_reason(GString *reason, const char *name, const char *value)
{
    g_autofree char *shown = charset_decode_header(value);
    if (strlen(shown) > VALUE_BYTES)
        *g_utf8_find_prev_char(shown, shown + VALUE_BYTES) = '\0';
    if (reason->len > 0)
        g_string_append(reason, ", ");
    g_string_append_printf(reason, "%s: %s", name, shown);
}

static void look_at_sender(GString *reason, const char *address, const char *return_path)
{
    const char *at = address ? strchr(address, '@') : NULL;
    if (at) {
        g_autofree char *local = g_ascii_strdown(address, at - address);
        if (is_one_of(local, machine_names, G_N_ELEMENTS(machine_names)))
            add_reason(reason, "From", address);
    }
    g_autofree char *path = g_strstrip(g_strdup(return_path ? return_path : ""));
    if (!strcmp(path, "<>"))
        add_reason(reason, "Return-Path", "<>");
}

static void look_at_type(GString *reason, const char *content_type)
{
    if (!content_type)
        return;
    g_autofree char *type = first_word(content_type);
    if (is_one_of(type, machine_types, G_N_ELEMENTS(machine_types)))
        add_reason(reason, "Content-Type", type);
}

static void look_at_subject(GString *reason, const char *value)
{
    if (!value)
        return;
    g_autofree char *subject = charset_decode_header(value);
    g_autofree char *lower = g_utf8_strdown(subject, -1);
    for (gsize i = 0; i < G_N_ELEMENTS(subjects); i++)
        if (g_str_has_prefix(lower, subjects[i])) {
            add_reason(reason, "Subject", subject);
            return;
        }
}

char *automatic_reason(AutomaticHeader header, gpointer user, const char *from_address,
                       const char *content_type)
{
    GString *reason = g_string_new(NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(signs); i++) {
        const char *value = header(signs[i].name, user);
        if (value && tells(signs[i].sign, value))
            add_reason(reason, signs[i].name, value);
    }
    look_at_sender(reason, from_address, header("Return-Path", user));
    look_at_type(reason, content_type);
    look_at_subject(reason, header("Subject", user));
    return g_string_free(reason, FALSE);
}

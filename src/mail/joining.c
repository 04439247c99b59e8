/* Owns the rule by which a mail joins an inquiry, and the words of its reason. It must not look
 * anything up: the candidate is an argument. */
#include "skranke/mail/joining.h"

#include <inttypes.h>
#include <string.h>

#include "skranke/base/language.h"

#include "skranke/domain/address.h"

/* Lower case, as programs in the languages of our mail write them. */
static const char *const forward_marks[] = {
    "vs:",          "vs :",        "fwd:",       "fwd :", "fw:",         "fw :",
    "wg:",          "tr:",         "rv:",        "vb:",   "vidaresend:", "vidaresendt:",
    "videresendt:", "videresend:", "forwarded:", "[fwd:", "i:",
};

bool joining_is_forward(const char *subject)
{
    const char *start = subject ? subject : "";
    while (g_ascii_isspace(*start))
        start++;
    for (gsize i = 0; i < G_N_ELEMENTS(forward_marks); i++)
        if (g_ascii_strncasecmp(start, forward_marks[i], strlen(forward_marks[i])) == 0)
            return true;
    return false;
}

/* The length of a mark's secret part, base32 in small letters. */
enum { TOKEN_LENGTH = 12, MOST_TOKENS = 20 };

static bool is_token(const char *text)
{
    return strspn(text, "abcdefghijklmnopqrstuvwxyz234567") >= TOKEN_LENGTH;
}

static void add_token(GPtrArray *tokens, const char *text)
{
    if (is_token(text))
        g_ptr_array_add(tokens, g_strndup(text, TOKEN_LENGTH));
}

/* "[#4711-abcdefgh2345]" */
static void add_subject_tokens(const char *subject, GPtrArray *tokens)
{
    g_autofree char *small = g_ascii_strdown(subject, -1);
    const char *at = small;
    for (guint found = 0; found < MOST_TOKENS && (at = strstr(at, "[#")) != NULL; found++) {
        at += strlen("[#");
        gsize digits = strspn(at, "0123456789");
        const char *token = at + digits + 1;
        if (digits > 0 && at[digits] == '-' && strcspn(token, "]") == TOKEN_LENGTH &&
            token[TOKEN_LENGTH] == ']')
            add_token(tokens, token);
    }
}

void joining_add_tokens(const ParsedMail *mail, GPtrArray *tokens)
{
    add_subject_tokens(mail->subject, tokens);
    for (guint i = 0; i < mail->recipients->len; i++) {
        g_autofree char *small = g_ascii_strdown(mail->recipients->pdata[i], -1);
        const char *plus = strstr(small, "+f-");
        if (plus && strcspn(plus, "@") == strlen("+f-") + TOKEN_LENGTH)
            add_token(tokens, plus + strlen("+f-"));
    }
}

static bool meets(const ParsedMail *mail, const GPtrArray *participants)
{
    if (address_is_among(participants, mail->from_address))
        return true;
    for (guint i = 0; i < mail->recipients->len; i++)
        if (address_is_among(participants, mail->recipients->pdata[i]))
            return true;
    return false;
}

JoinVerdict joining_decide(const ParsedMail *mail, const JoinCandidate *candidate, char **reason)
{
    if (!candidate || candidate->inquiry == 0) {
        *reason = g_strdup("");
        return JOIN_NEW;
    }
    if (candidate->forwarded_to) {
        *reason = g_strdup_printf(_("It carries the mark of the forward to %s."),
                                  candidate->forwarded_to);
        return JOIN_JOINED;
    }
    const char *matched = candidate->matched ? candidate->matched : "";
    if (joining_is_forward(mail->subject) &&
        !address_is_among(candidate->participants, mail->from_address)) {
        *reason = g_strdup_printf(
            _("It forwards <%s> of inquiry %" PRId64 ", but the sender has no part in that one."),
            matched, candidate->inquiry);
        return JOIN_NEW;
    }
    if (candidate->matched_own_message) {
        *reason = g_strdup_printf(_("It refers to <%s>."), matched);
        return JOIN_JOINED;
    }
    if (meets(mail, candidate->participants)) {
        *reason = g_strdup_printf(_("It and the inquiry refer to <%s>, and they share a person."),
                                  matched);
        return JOIN_JOINED;
    }
    *reason =
        g_strdup_printf(_("It refers to <%s> like inquiry %" PRId64 ", but they share no person."),
                        matched, candidate->inquiry);
    return JOIN_NEW;
}

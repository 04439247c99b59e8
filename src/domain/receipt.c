/* Owns the rule of who gets an automatic receipt, and its words. Sending, counting and the headers
 * that tell other machines (Auto-Submitted) are others'. */
#include "skranke/domain/receipt.h"

#include <string.h>

#include "skranke/base/language.h"

#include "skranke/domain/address.h"

#define WORD(id, word, text) word,
#define TEXT(id, word, text) text,
const char *const receipt_verdict_words[] = {RECEIPT_VERDICTS(WORD) NULL};
static const char *const verdict_texts[] = {RECEIPT_VERDICTS(TEXT)};
#undef WORD
#undef TEXT

const char *receipt_verdict_text(ReceiptVerdict verdict)
{
    return _(verdict_texts[verdict]);
}

bool receipt_is_confirmation(const char *category)
{
    return g_strcmp0(category, "job_application") == 0;
}

gint64 receipt_most_to_address(const char *category)
{
    return receipt_is_confirmation(category) ? RECEIPT_MOST_CONFIRMATIONS : RECEIPT_MOST_TO_ADDRESS;
}

/* ---- who gets one ---- */

/* "post+17@byraa.example" is post@byraa.example. New text. */
static char *without_tag(const char *address)
{
    const char *at = strrchr(address, '@');
    const char *plus = strchr(address, '+');
    if (!at || !plus || plus > at)
        return g_strdup(address);
    return g_strdup_printf("%.*s%s", (int)(plus - address), address, at);
}

static bool is_own(const char *address, const GPtrArray *own_addresses)
{
    g_autofree char *bare = without_tag(address);
    for (guint i = 0; own_addresses && i < own_addresses->len; i++)
        if (address_equal(address, own_addresses->pdata[i]) ||
            address_equal(bare, own_addresses->pdata[i]))
            return true;
    return false;
}

static bool is_too_many(gint64 count, gint64 most)
{
    return count < 0 || count >= most;
}

ReceiptVerdict receipt_verdict(const ReceiptCase *receipt_case)
{
    const ReceiptCase *mail = receipt_case;
    bool by_mail = mail->channel == CHANNEL_EMAIL || mail->channel == CHANNEL_WEB_FORM;
    bool wanted = mail->mailbox_sends || receipt_is_confirmation(mail->category);
    const struct {
        bool holds;
        ReceiptVerdict verdict;
    } rules[] = {
        {mail->automatic && *mail->automatic, RECEIPT_AUTOMATIC},
        {!address_is_valid(mail->address), RECEIPT_NO_ADDRESS},
        {address_is_machine(mail->address), RECEIPT_MACHINE},
        {mail->address && is_own(mail->address, mail->own_addresses), RECEIPT_OWN},
        {!by_mail, RECEIPT_CHANNEL},
        {mail->from_file, RECEIPT_FILE},
        {mail->now - mail->received_at > RECEIPT_OLDEST_SECONDS, RECEIPT_OLD},
        {mail->joined, RECEIPT_JOINED},
        {g_strcmp0(mail->category, "spam") == 0, RECEIPT_SPAM},
        {is_too_many(mail->sent_to_address, receipt_most_to_address(mail->category)),
         RECEIPT_ADDRESS_CAP},
        {is_too_many(mail->sent_for_inquiry, RECEIPT_MOST_FOR_INQUIRY), RECEIPT_INQUIRY_CAP},
        {!wanted, RECEIPT_OFF},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rules); i++)
        if (rules[i].holds)
            return rules[i].verdict;
    return RECEIPT_SEND;
}

/* ---- what it says ---- */

/* The times that the service declaration names, in its words, and the rules they are good for. */
static const struct {
    const char *category, *target, *limit, *nb, *nn;
} promises[] = {
    {"simple_statistics", "same_day", "working_days 2",
     "Enkle spørsmål om statistikk blir vanligvis besvart samme dag eller senest innen to "
     "arbeidsdager.",
     "Enkle spørsmål om statistikk får vanlegvis svar same dag eller seinast innan to "
     "arbeidsdagar."},
    {"reporting_duty", "same_day", "working_days 2",
     "Gjelder det oppgaveplikten, skal du få tilbakemelding samme dag eller senest to arbeidsdager "
     "fra vi mottok henvendelsen.",
     "Gjeld det oppgåveplikta, skal du få tilbakemelding same dag eller seinast to arbeidsdagar "
     "frå vi fekk førespurnaden."},
    {"access_request", "next_day", "working_days 5",
     "Forespørsler om innsyn blir normalt besvart samme dag eller påfølgende dag, og senest innen "
     "fem arbeidsdager etter at henvendelsen er mottatt.",
     "Førespurnader om innsyn får normalt svar same dag eller dagen etter, og seinast innan fem "
     "arbeidsdagar etter at førespurnaden er motteken."},
};

static bool keeps(const CategoryRule *rule, const char *promised)
{
    g_autofree char *word = category_rule_word(rule);
    return rule->by == CATEGORY_BY_DOCUMENT && strcmp(word, promised) == 0;
}

/* NULL where nothing is promised. */
static const char *promise_of(const Category *category, bool nynorsk)
{
    for (guint i = 0; category && i < G_N_ELEMENTS(promises); i++)
        if (g_strcmp0(promises[i].category, category->code) == 0 &&
            keeps(&category->target, promises[i].target) &&
            keeps(&category->limit, promises[i].limit))
            return nynorsk ? promises[i].nn : promises[i].nb;
    return NULL;
}

typedef struct {
    const char *greeting, *registered, *careers; /* registered: %s the reference */
    const char *quote, *automatic, *regards;
} Words;

static const Words receipt_words[] = {
    {"Hei!", "Vi har mottatt henvendelsen din. Den er registrert med referanse %s.", "",
     "Oppgi gjerne referansen hvis du tar kontakt igjen.", "Dette er et automatisk svar.",
     "Hilsen"},
    {"Hei!", "Vi har fått førespurnaden din. Han er registrert med referanse %s.", "",
     "Oppgje gjerne referansen dersom du tek kontakt igjen.", "Dette er eit automatisk svar.",
     "Helsing"},
};
static const Words job_words[] = {
    {"Hei!", "Vi bekrefter at søknaden/CV-en din er registrert med referanse %s.",
     "Les gjerne mer om hvordan det er å jobbe hos oss: %s",
     "Oppgi gjerne referansen hvis du tar kontakt om søknaden.",
     "Dette er en automatisk bekreftelse.", "Hilsen"},
    {"Hei!", "Vi stadfestar at søknaden/CV-en din er registrert med referanse %s.",
     "Les gjerne meir om korleis det er å jobbe hos oss: %s",
     "Oppgje gjerne referansen dersom du tek kontakt om søknaden.",
     "Dette er ei automatisk stadfesting.", "Helsing"},
};

static bool is_job(const ReceiptFacts *facts)
{
    return facts->category && receipt_is_confirmation(facts->category->code);
}

static const char *given(const char *text)
{
    return text ? text : "";
}

static void append_form(GString *text, const ReceiptFacts *facts, const Words *words, bool nynorsk)
{
    const char *promise = promise_of(facts->category, nynorsk);
    g_string_append_printf(text, "%s\n\n", words->greeting);
    g_string_append_printf(text, words->registered, given(facts->reference));
    if (promise)
        g_string_append_printf(text, " %s", promise);
    g_string_append_printf(text, " %s %s", words->quote, words->automatic);
    if (*words->careers && *given(facts->careers_url)) {
        g_string_append(text, "\n\n");
        g_string_append_printf(text, words->careers, facts->careers_url);
    }
    g_string_append_printf(text, "\n\n%s\n%s\n", words->regards, given(facts->bureau));
}

char *receipt_subject(const ReceiptFacts *facts)
{
    return g_strdup_printf(
        is_job(facts) ? "Automatisk svar: Søknaden din er registrert (%s)"
                      : "Automatisk svar: Henvendelsen/førespurnaden din er registrert (%s)",
        given(facts->reference));
}

char *receipt_text(const ReceiptFacts *facts)
{
    bool job = is_job(facts);
    const Words *words = job ? job_words : receipt_words;
    GString *text = g_string_new(NULL);
    append_form(text, facts, &words[0], false);
    g_string_append(text, "\n* * *\n\n");
    append_form(text, facts, &words[1], true);
    g_string_append(text, "\n* * *\n\n");
    g_string_append_printf(text,
                           job ? "Your application/CV has been registered (reference %s). This is "
                                 "an automatic confirmation.\n"
                               : "Your inquiry has been registered (reference %s). This is an "
                                 "automatic reply.\n",
                           given(facts->reference));
    return g_string_free(text, FALSE);
}

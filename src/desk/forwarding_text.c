/* The mail that a section gets: what we ask of it, what it must know to answer, and the thread. It
 * is written in the form of the inquirer, because the section answers in that form. Owns these
 * texts; they are the mail's and not the screen's, so they are not in the catalogues. */
#include <string.h>

#include "skranke/base/language.h"
#include "skranke/base/time_text.h"

#include "skranke/domain/address.h"
#include "skranke/domain/identity_number.h"

#include "forwarding_private.h"

enum { MOST_THREAD_BYTES = 256 * 1024 };

/* X(identifier, bokmål, nynorsk, English) */
#define WORDS(X)                                                                                    \
    X(HELLO, "Hei!", "Hei!", "Hello,")                                                              \
    X(ASK, "Kan dere svare på denne henvendelsen til %s?",                                          \
      "Kan de svare på denne førespurnaden til %s?", "Could you answer this inquiry to %s?")        \
    X(ASK_PERSON, "Kan du svare på denne henvendelsen til %s?",                                     \
      "Kan du svare på denne førespurnaden til %s?", "Could you answer this inquiry to %s?")        \
    X(SUMMARY,                                                                                      \
      "Henvendelsen er skjermet: hvem som spør og hva som ble skrevet, sendes ikke videre. Her "   \
      "er "                                                                                         \
      "det dere trenger for å svare.",                                                              \
      "Førespurnaden er skjerma: kven som spør og kva som vart skrive, blir ikkje sendt vidare. " \
      "Her er det de treng for å svare.",                                                           \
      "The inquiry is confidential: who asks and what was written is not sent on. Here is what "    \
      "you need to answer.")                                                                        \
    X(COMMENT, "Kommentar fra %s:", "Kommentar frå %s:", "Comment from %s:")                        \
    X(REPLY,                                                                                        \
      "Svar på denne e-posten, så kommer svaret tilbake til saken; svarer du innsenderen "        \
      "direkte, sett oss på kopi.",                                                                 \
      "Svar på denne e-posten, så kjem svaret tilbake til saka; svarer du innsendaren direkte, "  \
      "set oss på kopi.",                                                                           \
      "Reply to this e-mail and the answer comes back to the case; if you answer the inquirer "     \
      "directly, please copy us in.")                                                               \
    X(REPLY_ONLY, "Svar på denne e-posten, så kommer svaret tilbake til saken.",                    \
      "Svar på denne e-posten, så kjem svaret tilbake til saka.",                                   \
      "Reply to this e-mail and the answer comes back to the case.")                                \
    X(MARK, "La merket %s stå i emnet.", "La merket %s stå i emnet.",                               \
      "Please keep the mark %s in the subject.")                                                    \
    X(CASE, "Sak", "Sak", "Case")                                                                   \
    X(RECEIVED, "Mottatt", "Motteken", "Received")                                                  \
    X(CHANNEL, "Kanal", "Kanal", "Channel")                                                         \
    X(FROM, "Fra", "Frå", "From")                                                                   \
    X(STATISTIC, "Statistikk", "Statistikk", "Statistics")                                          \
    X(FORM, "Svares på", "Svarast på", "To be answered in")                                         \
    X(DEADLINE, "Frist", "Frist", "Deadline")                                                       \
    X(PROMISED, "innsenderen er lovet svar senest %s (serviceerklæringen)",                         \
      "innsendaren er lova svar seinast %s (serviceerklæringa)",                                    \
      "the inquirer has been promised an answer by %s (service declaration)")                       \
    X(BY_LAW, "etter loven skal det svares senest %s", "etter lova skal det svarast seinast %s",    \
      "by law the answer is due by %s")                                                             \
    X(AIM, "ingen er lovet; vårt eget mål er svar innen %s",                                        \
      "ingen er lova; vårt eige mål er svar innan %s",                                              \
      "none was promised; our own aim is an answer by %s")                                          \
    X(NO_DEADLINE, "ingen er lovet", "ingen er lova", "none was promised")                          \
    X(WANTED, "Innsenderen trenger svaret", "Innsendaren treng svaret", "Needed by the inquirer")   \
    X(FOLLOW_UP, "Har vi ikke hørt noe innen %s, spør vi igjen.",                                   \
      "Har vi ikkje høyrt noko innan %s, spør vi igjen.",                                           \
      "If we have heard nothing by %s, we will ask again.")                                         \
    X(INQUIRY, "Henvendelsen", "Førespurnaden", "The inquiry")                                      \
    X(CONFIDENTIAL, "Skjermet henvendelse", "Skjerma førespurnad", "Confidential inquiry")          \
    X(CUT, "[Resten er utelatt.]", "[Resten er utelaten.]", "[The rest is left out.]")              \
    X(NOT_ATTACHED, "[Vedlegget %s er ikke sendt med: for stort.]",                                 \
      "[Vedlegget %s er ikkje sendt med: for stort.]",                                              \
      "[The attachment %s is not included: too large.]")                                            \
    X(HELD_BACK, "[Vedlegget %s er ikke sendt med: det inneholder et fødselsnummer.]",              \
      "[Vedlegget %s er ikkje sendt med: det inneheld eit fødselsnummer.]",                         \
      "[The attachment %s is not included: it holds a national identity number.]")                  \
    X(ASKER, "innsynskrever", "innsynskravar", "who asks for access")                               \
    X(NO_SUBJECT, "Henvendelse uten emne", "Førespurnad utan emne", "Inquiry without a subject")    \
    X(SAME_FORM, "samme målform som innsenderen", "same målform som innsendaren",                   \
      "the form that the inquirer writes")

#define WORD_ENUM(id, nb, nn, en) WORD_##id,
typedef enum { WORDS(WORD_ENUM) WORD_COUNT } Word;
#undef WORD_ENUM
#define WORD_ROW(id, nb, nn, en) {nb, nn, en},
static const char *const words[WORD_COUNT][FORM_COUNT] = {WORDS(WORD_ROW)};

static const char *const channel_names[CHANNEL_COUNT][FORM_COUNT] = {
    [CHANNEL_EMAIL] = {"e-post", "e-post", "e-mail"},
    [CHANNEL_PHONE] = {"telefon", "telefon", "telephone"},
    [CHANNEL_LETTER] = {"brev", "brev", "letter"},
    [CHANNEL_SOCIAL_MEDIA] = {"sosiale medier", "sosiale medium", "social media"},
    [CHANNEL_CHAT] = {"chat", "chat", "chat"},
    [CHANNEL_WEB_FORM] = {"nettskjema", "nettskjema", "web form"},
    [CHANNEL_EINNSYN] = {"eInnsyn", "eInnsyn", "eInnsyn"},
};

static const struct {
    const char *code, *names[FORM_COUNT];
} form_names[] = {
    {"nb", {"bokmål", "bokmål", "bokmål"}},
    {"nn", {"nynorsk", "nynorsk", "nynorsk"}},
    {"en", {"engelsk", "engelsk", "English"}},
    {"other", {"engelsk", "engelsk", "English"}},
};

/* Formats stand in the table: each has as many %s as its one argument. */
static char *sentence(const ForwardPlan *plan, Word word, const char *argument)
{
    return g_strdup_printf(words[word][plan->form], argument);
}

static void add_sentence(GString *out, const ForwardPlan *plan, Word word, const char *argument)
{
    g_autofree char *text = sentence(plan, word, argument);
    g_string_append_printf(out, "%s\n", text);
}

static void add_fact(GString *out, const ForwardPlan *plan, Word name, const char *value)
{
    if (value && *value)
        g_string_append_printf(out, "%s: %s\n", words[name][plan->form], value);
}

/* The day whose end a moment is, as "12.03.2026" in every form. */
static char *day_of_end(gint64 at)
{
    LocalTime day = time_text_local(at - 1);
    return g_strdup_printf("%02d.%02d.%04d", day.day, day.month, day.year);
}

static char *mark_of(const ForwardPlan *plan)
{
    return g_strdup_printf("[#%" G_GINT64_FORMAT "-%s]", plan->change->before->id, plan->token);
}

/* ---- what the section must know ---- */

/* Only what the declaration or a law says is worded as a promise. */
static char *deadline_text(const ForwardPlan *plan)
{
    static const Word by[] = {[CATEGORY_BY_LOCAL] = WORD_AIM,
                              [CATEGORY_BY_DOCUMENT] = WORD_PROMISED,
                              [CATEGORY_BY_LAW] = WORD_BY_LAW};
    const Inquiry *inquiry = plan->change->before;
    const Category *category = clocks_category(plan->rules->categories, inquiry);
    bool answered = inquiry->answered_at > 0 && inquiry->answered_at >= inquiry->started_at;
    if (!category || inquiry->limit_at == 0 || answered)
        return g_strdup(words[WORD_NO_DEADLINE][plan->form]);
    g_autofree char *day = day_of_end(inquiry->limit_at);
    return sentence(plan, by[category->limit.by], day);
}

static const char *answer_form(const ForwardPlan *plan)
{
    const char *language = plan->change->before->language;
    for (guint i = 0; i < G_N_ELEMENTS(form_names); i++)
        if (g_strcmp0(form_names[i].code, language) == 0)
            return form_names[i].names[plan->form];
    return words[WORD_SAME_FORM][plan->form];
}

static char *who_asks(const ForwardPlan *plan)
{
    const Inquiry *inquiry = plan->change->before;
    if (forwarding_is_summary(plan))
        return g_strdup("");
    if (forwarding_hides_inquirer(plan))
        return g_strdup(words[WORD_ASKER][plan->form]);
    return address_display(inquiry->from_name ? inquiry->from_name : "",
                           inquiry->from_address ? inquiry->from_address : "");
}

static void add_facts(GString *out, const ForwardPlan *plan)
{
    const Inquiry *inquiry = plan->change->before;
    const Statistic *statistic = plan->statistic;
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, inquiry->id);
    g_autofree char *received = time_text_full(inquiry->received_at);
    g_autofree char *from = who_asks(plan);
    g_autofree char *deadline = deadline_text(plan);
    g_autofree char *wanted =
        inquiry->wanted_at ? time_text_full(inquiry->wanted_at) : g_strdup("");
    add_fact(out, plan, WORD_CASE, number);
    add_fact(out, plan, WORD_RECEIVED, received);
    add_fact(out, plan, WORD_CHANNEL, channel_names[inquiry->channel][plan->form]);
    add_fact(out, plan, WORD_FROM, from);
    if (statistic)
        add_fact(out, plan, WORD_STATISTIC,
                 forwarding_pick(plan->form, statistic->name_nb, statistic->name_nn,
                                 statistic->name_en));
    add_fact(out, plan, WORD_FORM, answer_form(plan));
    add_fact(out, plan, WORD_DEADLINE, deadline);
    add_fact(out, plan, WORD_WANTED, wanted);
}

/* ---- the thread ---- */

static char *who_wrote(const ForwardPlan *plan, const Message *message)
{
    bool asker = message->direction == MESSAGE_IN && message->purpose != PURPOSE_FROM_SECTION;
    if (asker && forwarding_hides_inquirer(plan))
        return g_strdup(words[WORD_ASKER][plan->form]);
    return address_display(message->from_name ? message->from_name : "",
                           message->from_address ? message->from_address : "");
}

static void add_message(GString *out, const ForwardPlan *plan, const Message *message)
{
    g_autofree char *at = time_text_full(message->at);
    g_autofree char *from = who_wrote(plan, message);
    g_string_append_printf(out, "\n---- %s, %s ----\n\n%s\n", from, at,
                           message->text ? message->text : "");
}

static void add_thread(GString *out, const ForwardPlan *plan)
{
    for (guint i = 0; i < plan->messages->len; i++)
        if (forwarding_shows(plan->messages->pdata[i]))
            add_message(out, plan, plan->messages->pdata[i]);
    if (out->len <= MOST_THREAD_BYTES)
        return;
    g_string_truncate(
        out, (gsize)(g_utf8_find_prev_char(out->str, out->str + MOST_THREAD_BYTES) - out->str));
    g_string_append_printf(out, "\n%s\n", words[WORD_CUT][plan->form]);
}

char *forwarding_not_attached(const ForwardPlan *plan, const char *name, bool for_numbers)
{
    return sentence(plan, for_numbers ? WORD_HELD_BACK : WORD_NOT_ATTACHED, name);
}

/* ---- the whole ---- */

static void add_comment(GString *out, const ForwardPlan *plan)
{
    const char *comment = plan->wish->comment;
    if (!comment || !*comment)
        return;
    add_sentence(out, plan, WORD_COMMENT, plan->desk->operator_->name);
    g_string_append_printf(out, "%s\n\n", comment);
}

static void add_asking(GString *out, const ForwardPlan *plan)
{
    bool summary = forwarding_is_summary(plan);
    g_autofree char *mark = mark_of(plan);
    g_autofree char *day = day_of_end(plan->review->due_at);
    g_string_append_printf(out, "%s\n\n", words[WORD_HELLO][plan->form]);
    add_sentence(out, plan, plan->person ? WORD_ASK_PERSON : WORD_ASK,
                 config_text(plan->desk->config, "bureau", "name"));
    if (summary)
        g_string_append_printf(out, "%s\n", words[WORD_SUMMARY][plan->form]);
    g_string_append_c(out, '\n');
    add_comment(out, plan);
    bool only_here = summary || forwarding_hides_inquirer(plan);
    g_string_append_printf(out, "%s\n",
                           words[only_here ? WORD_REPLY_ONLY : WORD_REPLY][plan->form]);
    add_sentence(out, plan, WORD_MARK, mark);
    add_sentence(out, plan, WORD_FOLLOW_UP, day);
    g_string_append_c(out, '\n');
    add_facts(out, plan);
}

static bool add_content(GString *out, ForwardPlan *plan, GError **error)
{
    g_string_append_printf(out, "\n%s:\n", words[WORD_INQUIRY][plan->form]);
    if (forwarding_is_summary(plan)) {
        g_string_append_printf(out, "\n%s\n", plan->wish->summary);
        return true;
    }
    if (!forwarding_take_files(plan, out, error))
        return false;
    add_thread(out, plan);
    return true;
}

/* The subject of a closed silo's inquiry may name somebody: it stays there. */
static const char *subject_of(const ForwardPlan *plan)
{
    const char *subject = plan->change->before->subject;
    if (forwarding_is_summary(plan))
        return words[WORD_CONFIDENTIAL][plan->form];
    return subject && *subject ? subject : words[WORD_NO_SUBJECT][plan->form];
}

bool forwarding_write_mail(ForwardPlan *plan, GError **error)
{
    g_autoptr(GString) out = g_string_new(NULL);
    g_autofree char *mark = mark_of(plan);
    g_autofree char *subject = forwarding_screened(plan, subject_of(plan));
    add_asking(out, plan);
    if (!add_content(out, plan, error))
        return false;
    plan->numbers =
        plan->numbers || identity_number_is_in(subject_of(plan)) || identity_number_is_in(out->str);
    plan->review->subject = g_strdup_printf("%s %s", mark, subject);
    plan->review->text = forwarding_screened(plan, out->str);
    return true;
}

/* The mail that tells somebody who rang: written in the form that its receiver reads, so the texts
 * are the mail's and not in the catalogues. Owns these texts and their order. */
#include "skranke/base/time_text.h"

#include "skranke/domain/identity_number.h"

#include "phone_messages_private.h"

/* X(identifier, bokmål, nynorsk, English) */
#define WORDS(X)                                                                                   \
    X(HELLO, "Hei!", "Hei!", "Hello,")                                                             \
    X(CAME, "Noen har ringt til %s.", "Nokon har ringt til %s.", "Somebody rang for %s.")          \
    X(REMINDS, "Vi har ikke hørt om denne beskjeden er fulgt opp, og minner om den.",              \
      "Vi har ikkje høyrt om denne beskjeden er følgd opp, og minner om han.",                     \
      "We have not heard whether this message has been seen to, and remind you of it.")            \
    X(FROM, "Hvem", "Kven", "Who")                                                                 \
    X(NUMBER, "Telefon", "Telefon", "Telephone")                                                   \
    X(WISH, "Ønske", "Ønske", "Wish")                                                              \
    X(WANTED, "Når", "Når", "When")                                                                \
    X(TAKEN, "Tatt imot", "Teke imot", "Taken")                                                    \
    X(TAKEN_BY, "%s av %s", "%s av %s", "%s by %s")                                                \
    X(MATTER, "Det gjelder", "Det gjeld", "About")                                                 \
    X(DONE, "Svar på denne e-posten når det er gjort, så vet sentralbordet det.",                  \
      "Svar på denne e-posten når det er gjort, så veit sentralbordet det.",                       \
      "Reply to this e-mail when it is done, and the switchboard knows.")                          \
    X(MARK, "La merket %s stå i emnet.", "La merket %s stå i emnet.",                              \
      "Please keep the mark %s in the subject.")                                                   \
    X(FOLLOW_UP, "Hører vi ikke noe innen %s, spør vi igjen.",                                     \
      "Høyrer vi ikkje noko innan %s, spør vi igjen.", "If we hear nothing by %s, we ask again.")  \
    X(UNKNOWN, "ukjent innringer", "ukjend innringjar", "an unknown caller")                       \
    X(SUBJECT, "Beskjed til %s: %s", "Beskjed til %s: %s", "Message to %s: %s")                    \
    X(REMINDER, "Påminnelse: %s", "Påminning: %s", "Reminder: %s")

#define WORD_ENUM(id, nb, nn, en) WORD_##id,
typedef enum { WORDS(WORD_ENUM) WORD_COUNT } Word;
#undef WORD_ENUM
#define WORD_ROW(id, nb, nn, en) {nb, nn, en},
static const char *const words[WORD_COUNT][FORM_COUNT] = {WORDS(WORD_ROW)};

/* What the caller wishes: as a line of the mail, and in the subject with who it was. */
static const struct {
    const char *line[FORM_COUNT], *subject[FORM_COUNT];
} wishes[WISH_COUNT] = {
    [WISH_CALL_BACK] = {{"vil bli ringt opp", "vil bli ringd opp", "please ring back"},
                        {"ring tilbake til %s", "ring tilbake til %s", "please ring back %s"}},
    [WISH_CALLS_AGAIN] = {{"ringer selv igjen", "ringjer sjølv igjen", "will ring again"},
                          {"%s ringer igjen", "%s ringjer igjen", "%s will ring again"}},
    [WISH_FOR_INFORMATION] = {{"til orientering", "til orientering", "for information"},
                              {"til orientering fra %s", "til orientering frå %s",
                               "for information from %s"}},
};

static bool has_text(const char *text)
{
    return text && *text;
}

/* Formats stand in the tables: each has as many %s as its arguments. */
static char *sentence(const PhoneLetter *letter, Word word, const char *argument)
{
    return g_strdup_printf(words[word][letter->form], argument);
}

static char *who(const PhoneLetter *letter)
{
    if (has_text(letter->caller) && has_text(letter->number))
        return g_strdup_printf("%s, %s", letter->caller, letter->number);
    return g_strdup(has_text(letter->caller)   ? letter->caller
                    : has_text(letter->number) ? letter->number
                                               : words[WORD_UNKNOWN][letter->form]);
}

char *phone_letter_subject(const PhoneLetter *letter)
{
    g_autofree char *caller = who(letter);
    g_autofree char *wish = g_strdup_printf(wishes[letter->wish].subject[letter->form], caller);
    g_autofree char *plain =
        g_strdup_printf(words[WORD_SUBJECT][letter->form], letter->to_name, wish);
    g_autofree char *subject =
        letter->reminder ? sentence(letter, WORD_REMINDER, plain) : g_strdup(plain);
    return identity_number_mask(subject);
}

static void add_sentence(GString *out, const PhoneLetter *letter, Word word, const char *argument)
{
    g_autofree char *text = sentence(letter, word, argument);
    g_string_append_printf(out, "%s\n", text);
}

static void add_fact(GString *out, const PhoneLetter *letter, Word name, const char *value)
{
    if (has_text(value))
        g_string_append_printf(out, "%s: %s\n", words[name][letter->form], value);
}

static void add_facts(GString *out, const PhoneLetter *letter)
{
    g_autofree char *at = time_text_full(letter->at);
    g_autofree char *taken =
        g_strdup_printf(words[WORD_TAKEN_BY][letter->form], at, letter->taken_by);
    add_fact(out, letter, WORD_FROM,
             has_text(letter->caller) ? letter->caller : words[WORD_UNKNOWN][letter->form]);
    add_fact(out, letter, WORD_NUMBER, letter->number);
    add_fact(out, letter, WORD_WISH, wishes[letter->wish].line[letter->form]);
    add_fact(out, letter, WORD_WANTED, letter->wanted);
    add_fact(out, letter, WORD_TAKEN, taken);
    if (has_text(letter->text))
        g_string_append_printf(out, "\n%s:\n%s\n", words[WORD_MATTER][letter->form], letter->text);
}

char *phone_letter_text(const PhoneLetter *letter)
{
    g_autoptr(GString) out = g_string_new(NULL);
    g_autofree char *due = time_text_full(letter->due_at);
    g_string_append_printf(out, "%s\n\n", words[WORD_HELLO][letter->form]);
    add_sentence(out, letter, WORD_CAME, letter->to_name);
    if (letter->reminder)
        g_string_append_printf(out, "%s\n", words[WORD_REMINDS][letter->form]);
    g_string_append_c(out, '\n');
    add_facts(out, letter);
    g_string_append_c(out, '\n');
    if (has_text(letter->mark)) {
        g_string_append_printf(out, "%s\n", words[WORD_DONE][letter->form]);
        add_sentence(out, letter, WORD_MARK, letter->mark);
        add_sentence(out, letter, WORD_FOLLOW_UP, due);
    }
    if (has_text(letter->bureau))
        g_string_append_printf(out, "\n%s\n", letter->bureau);
    return identity_number_mask(out->str);
}

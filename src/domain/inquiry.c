/* The inquiry as a record, and the words for its states and channels. Each enum is one table in
 * the header: the words of the database, of --json and of the screen all come from it. Knows no
 * database and no clock. */
#include "skranke/domain/inquiry.h"

#include <stddef.h>

#include "skranke/base/language.h"

#define WORD(id, word, text) word,
const char *const inquiry_state_words[] = {INQUIRY_STATES(WORD) NULL};
const char *const channel_words[] = {CHANNELS(WORD) NULL};
#undef WORD

const char *const category_chooser_words[] = {"",      "suggestion", "mailbox",
                                              "order", "operator",   NULL};

#define CLOCK_WORD(id, word) word,
const char *const clock_kind_words[] = {CLOCK_KINDS(CLOCK_WORD) NULL};
#undef CLOCK_WORD

#define TEXT(id, word, text) text,
static const char *const state_texts[] = {INQUIRY_STATES(TEXT)};
static const char *const channel_texts[] = {CHANNELS(TEXT)};
#undef TEXT

/* The list has two cells for the state. */
static const char *const state_marks[] = {
    /* TRANSLATORS: two capital letters, "new". */
    N_("NE"),
    /* TRANSLATORS: two capital letters, "open". */
    N_("OP"),
    /* TRANSLATORS: two capital letters, "waiting". */
    N_("WA"),
    /* TRANSLATORS: two capital letters, "closed". */
    N_("CL"),
};
G_STATIC_ASSERT(G_N_ELEMENTS(state_marks) == INQUIRY_STATE_COUNT);

Inquiry *inquiry_new(void)
{
    return g_new0(Inquiry, 1);
}

/* Every text of the record: copied and freed as one list. */
static const gsize texts[] = {
    offsetof(Inquiry, category),       offsetof(Inquiry, language),
    offsetof(Inquiry, subject),        offsetof(Inquiry, from_name),
    offsetof(Inquiry, from_address),   offsetof(Inquiry, owner_login),
    offsetof(Inquiry, owner_name),     offsetof(Inquiry, target_on),
    offsetof(Inquiry, limit_on),       offsetof(Inquiry, statistic),
    offsetof(Inquiry, holding_on),     offsetof(Inquiry, decision),
    offsetof(Inquiry, decision_basis), offsetof(Inquiry, survey),
    offsetof(Inquiry, wished_time),    offsetof(Inquiry, wished_mode),
    offsetof(Inquiry, forwarded_to),   offsetof(Inquiry, writing),
};

static char **text_of(Inquiry *inquiry, gsize offset)
{
    return (char **)(gpointer)((char *)inquiry + offset);
}

Inquiry *inquiry_copy(const Inquiry *inquiry)
{
    Inquiry *copy = inquiry_new();
    *copy = *inquiry;
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        char **text = text_of(copy, texts[i]);
        *text = g_strdup(*text);
    }
    return copy;
}

void inquiry_free(Inquiry *inquiry)
{
    if (!inquiry)
        return;
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
        g_free(*text_of(inquiry, texts[i]));
    g_free(inquiry);
}

const char *inquiry_state_text(InquiryState state)
{
    return _(state_texts[state]);
}

const char *inquiry_state_mark(InquiryState state)
{
    return _(state_marks[state]);
}

const char *channel_text(Channel channel)
{
    return _(channel_texts[channel]);
}

/* Where a word stands in a table, -1 when it is not there. */
static int word_index(const char *const *words, const char *word)
{
    for (int i = 0; word && words[i]; i++)
        if (g_str_equal(words[i], word))
            return i;
    return -1;
}

bool inquiry_state_from_word(const char *word, InquiryState *state)
{
    int index = word_index(inquiry_state_words, word);
    if (index >= 0)
        *state = (InquiryState)index;
    return index >= 0;
}

bool channel_from_word(const char *word, Channel *channel)
{
    int index = word_index(channel_words, word);
    if (index >= 0)
        *channel = (Channel)index;
    return index >= 0;
}

const char *inquiry_sender(const Inquiry *inquiry)
{
    if (inquiry->from_name && *inquiry->from_name != '\0')
        return inquiry->from_name;
    if (inquiry->from_address && *inquiry->from_address != '\0')
        return inquiry->from_address;
    return _("unknown sender");
}

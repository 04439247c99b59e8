/* The inquiry: what somebody asked the bureau, through which channel, and where it stands. A
 * record, no I/O. */
#ifndef SKRANKE_DOMAIN_INQUIRY_H
#define SKRANKE_DOMAIN_INQUIRY_H

#include "skranke/domain/category.h"

/* X(identifier, word in database and --json, text for people) */
#define INQUIRY_STATES(X)                                                                          \
    X(NEW, "new", N_("new"))                                                                       \
    X(OPEN, "open", N_("open"))                                                                    \
    X(WAITING, "waiting", N_("waiting"))                                                           \
    X(CLOSED, "closed", N_("closed"))

#define INQUIRY_ENUM(id, word, text) INQUIRY_##id,
typedef enum { INQUIRY_STATES(INQUIRY_ENUM) INQUIRY_STATE_COUNT } InquiryState;
#undef INQUIRY_ENUM

#define CHANNELS(X)                                                                                \
    X(EMAIL, "email", N_("e-mail"))                                                                \
    X(PHONE, "phone", N_("telephone"))                                                             \
    X(LETTER, "letter", N_("letter"))                                                              \
    X(SOCIAL_MEDIA, "social_media", N_("social media"))                                            \
    X(CHAT, "chat", N_("chat"))                                                                    \
    X(WEB_FORM, "web_form", N_("web form"))                                                        \
    X(EINNSYN, "einnsyn", N_("eInnsyn"))

#define CHANNEL_ENUM(id, word, text) CHANNEL_##id,
typedef enum { CHANNELS(CHANNEL_ENUM) CHANNEL_COUNT } Channel;
#undef CHANNEL_ENUM

/* Who chose the category: the program's suggestion that nobody has looked at yet, the mailbox it
 * came to, an order from eInnsyn, or an operator. */
typedef enum {
    CHOSEN_BY_NOBODY,
    CHOSEN_BY_SUGGESTION,
    CHOSEN_BY_MAILBOX,
    CHOSEN_BY_ORDER,
    CHOSEN_BY_OPERATOR,
} CategoryChooser;
extern const char *const category_chooser_words[]; /* "", "suggestion", "mailbox", "order",
                                                      "operator", NULL */

/* X(identifier, word): which clock of an inquiry is watched (domain/clocks.h) */
#define CLOCK_KINDS(X)                                                                             \
    X(NONE, "")                                                                                    \
    X(TARGET, "target")                                                                            \
    X(LIMIT, "limit")                                                                              \
    X(HOLDING, "holding")                                                                          \
    X(FORWARD, "forward")                                                                          \
    X(WANTED, "wanted")
#define CLOCK_ENUM(id, word) CLOCK_##id,
typedef enum { CLOCK_KINDS(CLOCK_ENUM) CLOCK_KIND_COUNT } ClockKind;
#undef CLOCK_ENUM
extern const char *const clock_kind_words[]; /* NULL-terminated */

typedef struct {
    gint64 id;
    InquiryState state;
    Channel channel;
    char *category; /* a code, "" none */
    char *language; /* "nb", "nn", "en", "other" or "" */
    char *subject;
    char *from_name, *from_address;
    gint64 owner; /* operator, 0: nobody */
    char *owner_login, *owner_name;
    gint64 received_at, last_message_at, message_count, changed_at;
    char *target_on, *limit_on; /* "2026-03-10" or "" */
    gint64 revision;            /* grows with every change */

    CategorySilo silo;
    CategoryChooser category_by;
    char *statistic;   /* short name, "" */
    gint64 started_at; /* when its clocks started; 0: received_at */
    /* Moments, 0: not so. The …_at of clocks are the first that is too late. */
    gint64 answered_at, holding_sent_at;
    char *holding_on;
    gint64 target_at, limit_at, holding_at, wanted_at;
    gint64 due_at; /* of the watched clock */
    ClockKind due_kind;
    CategoryBy due_by;
    bool paused; /* waits for the inquirer, and its clocks with it */
    gint64
        queue_at; /* orders the queue (clocks_queue_key); 0: by receipt, after all with a clock */
    bool bumped;
    gint64 snoozed_until;
    char *decision, *decision_basis; /* of an access request */
    char *survey, *wished_time, *wished_mode;
    char *forwarded_to; /* who has it now, "" nobody; of the newest forward that waits */
    gint64 forward_due_at;

    char *writing; /* logins of others with a fresh draft, or "" (lists fill it) */
} Inquiry;

/* All 0 and NULL; a NULL text counts as "". */
Inquiry *inquiry_new(void);
Inquiry *inquiry_copy(const Inquiry *inquiry);
void inquiry_free(Inquiry *inquiry);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Inquiry, inquiry_free)

/* Words for the database and JSON; NULL-terminated, in enum order. */
extern const char *const inquiry_state_words[];
extern const char *const channel_words[];
/* Translated. */
const char *inquiry_state_text(InquiryState state);
/* Two capital letters for the list ("NY", "ÅP", "VE", "LU"), translated. */
const char *inquiry_state_mark(InquiryState state);
const char *channel_text(Channel channel);
/* Read a word; false when it is none. */
bool inquiry_state_from_word(const char *word, InquiryState *state);
bool channel_from_word(const char *word, Channel *channel);

/* Who to show as the sender: name, else address, else "unknown sender" (translated); borrowed. */
const char *inquiry_sender(const Inquiry *inquiry);

#endif

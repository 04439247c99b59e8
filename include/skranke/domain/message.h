/* A message of an inquiry: what came in, what went out, or an internal note. Records, no I/O. */
#ifndef SKRANKE_DOMAIN_MESSAGE_H
#define SKRANKE_DOMAIN_MESSAGE_H

#include <glib.h>
#include <stdbool.h>

typedef enum { MESSAGE_IN, MESSAGE_OUT, MESSAGE_NOTE } MessageDirection;
extern const char *const message_direction_words[]; /* "in", "out", "note", NULL */

/* X(identifier, word, text for people) */
#define DELIVERIES(X)                                                                              \
    X(NONE, "", "")                                                                                \
    X(HELD, "held", N_("in the outbox, can still be undone"))                                      \
    X(QUEUED, "queued", N_("waiting to be sent"))                                                  \
    X(SENDING, "sending", N_("being sent"))                                                        \
    X(SENT, "sent", N_("sent"))                                                                    \
    X(MAYBE_SENT, "maybe_sent", N_("perhaps sent; will be sent again"))                            \
    X(REFUSED, "refused", N_("refused by the mail server"))                                        \
    X(WITHDRAWN, "withdrawn", N_("withdrawn"))

#define DELIVERY_ENUM(id, word, text) DELIVERY_##id,
typedef enum { DELIVERIES(DELIVERY_ENUM) DELIVERY_COUNT } Delivery;
#undef DELIVERY_ENUM
extern const char *const delivery_words[];
const char *delivery_text(Delivery delivery); /* translated */

/* X(identifier, word, text for people): what a message is to its inquiry. */
#define MESSAGE_PURPOSES(X)                                                                        \
    X(PLAIN, "", "")                                                                               \
    X(ANSWER, "answer", N_("answer"))                       /* stops target and limit */           \
    X(QUESTION, "question", N_("question to the inquirer")) /* the clocks wait with us */          \
    X(HOLDING, "holding", N_("holding reply"))              /* stops the holding clock */          \
    X(RECEIPT, "receipt", N_("automatic receipt"))          /* nobody wrote it */                  \
    X(FORWARD, "forward", N_("forwarded"))                  /* to a section or a person */         \
    X(NOTICE, "notice", N_("notice of forwarding"))         /* to the inquirer */                  \
    X(FROM_SECTION, "from_section", N_("answer from the section"))

#define PURPOSE_ENUM(id, word, text) PURPOSE_##id,
typedef enum { MESSAGE_PURPOSES(PURPOSE_ENUM) PURPOSE_COUNT } MessagePurpose;
#undef PURPOSE_ENUM
extern const char *const message_purpose_words[];
const char *message_purpose_text(MessagePurpose purpose); /* translated, "" for plain */
bool message_purpose_from_word(const char *word, MessagePurpose *purpose);

typedef struct {
    gint64 id, message;
    char *name, *type;
    gint64 size;
    gint64 content;
    char *sha256;
} Attachment;
void attachment_free(Attachment *attachment);

typedef struct {
    gint64 id, inquiry;
    MessageDirection direction;
    char *channel;
    char *from_name, *from_address, *reply_to;
    char *recipients, *copies; /* display lists "Name <address>, …" */
    char *subject, *text;
    gint64 at;
    gint64 author; /* operator, 0: none */
    char *author_name;
    char *message_id; /* without < > */
    char *automatic;  /* why it is automatic mail, "" when a person wrote it */
    Delivery delivery;
    char *delivery_answer; /* the mail server's last words, "" */
    char *joined_by, *warnings;
    MessagePurpose purpose;
    char *journal;           /* "", "no", "assess", "yes" (category_journal_words) */
    char *journal_reason;    /* given by hand; "": the category's */
    gint64 identity_numbers; /* national identity numbers found in subject and text */
    gint64 raw;              /* content id, 0: none */
    GPtrArray *attachments;  /* of Attachment *, never NULL */
} Message;

/* All 0 and NULL but for the empty list of attachments; a NULL text counts as "". */
Message *message_new(void);
void message_free(Message *message);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Message, message_free)

#endif

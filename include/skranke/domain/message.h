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
    gint64 raw;             /* content id, 0: none */
    GPtrArray *attachments; /* of Attachment *, never NULL */
} Message;

/* All 0 and NULL but for the empty list of attachments; a NULL text counts as "". */
Message *message_new(void);
void message_free(Message *message);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Message, message_free)

#endif

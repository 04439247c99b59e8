/* Automatic receipts and confirmations: who gets one, who never does and why, and what it says. The
 * rule against loops is stronger than every wish to answer: two machines that thank each other do
 * not stop by themselves (RFC 3834). Pure: counts and moments are arguments. */
#ifndef SKRANKE_DOMAIN_RECEIPT_H
#define SKRANKE_DOMAIN_RECEIPT_H

#include "skranke/domain/category.h"
#include "skranke/domain/inquiry.h"

enum {
    RECEIPT_ADDRESS_SECONDS = 24 * 3600, /* the span of sent_to_address */
    RECEIPT_MOST_TO_ADDRESS = 1,
    /* Every application is confirmed; this only ends a loop that nothing else has ended. */
    RECEIPT_MOST_CONFIRMATIONS = 20,
    RECEIPT_INQUIRY_SECONDS = 3600, /* the span of sent_for_inquiry */
    RECEIPT_MOST_FOR_INQUIRY = 3,
    RECEIPT_OLDEST_SECONDS = 24 * 3600, /* who wrote earlier has waited: a receipt says nothing */
};

/* X(identifier, word, text for people); the first is the only one that sends */
#define RECEIPT_VERDICTS(X)                                                                        \
    X(SEND, "send", N_("a receipt is sent"))                                                       \
    X(AUTOMATIC, "automatic", N_("no receipt: the mail is automatic"))                             \
    X(NO_ADDRESS, "no_address", N_("no receipt: there is no address to send it to"))               \
    X(MACHINE, "machine", N_("no receipt: nobody reads mail to that address"))                     \
    X(OWN, "own", N_("no receipt: the address is one of ours"))                                    \
    X(CHANNEL, "channel", N_("no receipt: it did not come by e-mail"))                             \
    X(FILE, "file", N_("no receipt: the mail was read from a file"))                               \
    X(OLD, "old", N_("no receipt: the mail is older than a day"))                                  \
    X(JOINED, "joined", N_("no receipt: it belongs to an inquiry that is there"))                  \
    X(SPAM, "spam", N_("no receipt: it is spam"))                                                  \
    X(ADDRESS_CAP, "address_cap", N_("no receipt: the address got one within a day"))              \
    X(INQUIRY_CAP, "inquiry_cap", N_("no receipt: the inquiry got too many within an hour"))       \
    X(OFF, "off", N_("no receipt: the mailbox sends none"))
#define RECEIPT_ENUM(id, word, text) RECEIPT_##id,
typedef enum { RECEIPT_VERDICTS(RECEIPT_ENUM) RECEIPT_VERDICT_COUNT } ReceiptVerdict;
#undef RECEIPT_ENUM
extern const char *const receipt_verdict_words[];         /* NULL-terminated */
const char *receipt_verdict_text(ReceiptVerdict verdict); /* translated */

/* What the rule must know of a mail. Texts may be NULL. */
typedef struct {
    const char *category;           /* code; "" not known */
    const char *automatic;          /* why the mail is automatic, "" when a person wrote it */
    const char *address;            /* where a receipt would go, without a name */
    const GPtrArray *own_addresses; /* of char *; NULL: none */
    Channel channel;
    bool from_file;
    bool joined;        /* to an inquiry that was there */
    bool mailbox_sends; /* the mailbox's setting */
    gint64 received_at, now;
    gint64 sent_to_address;  /* automatic mails to the address within RECEIPT_ADDRESS_SECONDS */
    gint64 sent_for_inquiry; /* for the inquiry within RECEIPT_INQUIRY_SECONDS */
} ReceiptCase;

/* The first rule against it, else SEND. A job application needs no setting of the mailbox (service
 * declaration: "umiddelbart få automatisk bekreftelse") and has a cap of its own; no other rule is
 * lifted for it. A negative count (it could not be read) counts as too many. */
ReceiptVerdict receipt_verdict(const ReceiptCase *receipt_case);

/* Is it a job application, which gets a confirmation that it is registered? */
bool receipt_is_confirmation(const char *category);
/* How many automatic mails an address may have got within RECEIPT_ADDRESS_SECONDS, this one
 * included. */
gint64 receipt_most_to_address(const char *category);

/* What a receipt is made from. */
typedef struct {
    const Category *category; /* NULL: not known */
    const char *reference;    /* as people quote it: "#17" */
    const char *bureau;       /* who signs */
    const char *careers_url;  /* what it is like to work here, "" none */
} ReceiptFacts;

/* Subject and text: bokmål, then nynorsk, then a line in English, whatever the mail was written in.
 * Nothing of the mail is repeated: its sender may be forged. A time is named only where the service
 * declaration names one and the category still keeps it, in the declaration's own words. New
 * text. */
char *receipt_subject(const ReceiptFacts *facts);
char *receipt_text(const ReceiptFacts *facts);

#endif

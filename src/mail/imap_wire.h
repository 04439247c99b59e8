/* IMAP responses read from a mail link as tokens; only src/mail/imap*.c include this. */
#ifndef SKRANKE_MAIL_IMAP_WIRE_H
#define SKRANKE_MAIL_IMAP_WIRE_H

#include "skranke/net/mail_link.h"

typedef struct ImapWire ImapWire;

typedef enum {
    IMAP_ATOM,
    IMAP_STRING,
    IMAP_LITERAL,
    IMAP_NIL,
    IMAP_OPEN,
    IMAP_CLOSE
} ImapTokenType;
typedef struct {
    ImapTokenType type;
    gsize offset;     /* of text in the wire's store */
    const char *text; /* atom or string, NUL-terminated; "" for the others */
    gsize size;
    GBytes *bytes; /* literal */
} ImapToken;

/* One response. Status responses (OK, NO, BAD, BYE, PREAUTH, and "+") are prose: only `text`.
 * Borrowed until the next read. */
typedef struct {
    const char *tag;  /* "*", "+" or a command's tag */
    const char *word; /* status word in capitals, or "" */
    const char *text; /* what follows the status word */
    const ImapToken *tokens;
    guint count;
} ImapResponse;

/* Takes over the link. A literal longer than max_literal is an error. */
ImapWire *imap_wire_new(MailLink *link, gsize max_literal);
void imap_wire_free(ImapWire *wire);

bool imap_wire_send(ImapWire *wire, const char *text, GError **error);
bool imap_wire_read(ImapWire *wire, ImapResponse *response, GError **error);

/* Is token `index` this atom (without case)? */
bool imap_token_is(const ImapResponse *response, guint index, const char *atom);
/* The token's number; -1 when it is none up to 2^63-1. */
gint64 imap_token_number(const ImapResponse *response, guint index);

#endif

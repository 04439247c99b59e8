/* To which inquiry does a mail belong? The rule and the reason, apart from the database's look-up.
 *
 * A mail joins an inquiry when it refers (In-Reply-To, References) to a message of it, or when both
 * refer to the same unknown ancestor and the mail's sender or recipients meet the inquiry's
 * participants. A forward (VS:, Fwd:, WG:) by somebody who has no part in the inquiry starts a new
 * one, with the old one named in the reason. Numbers in subjects and texts join nothing: anybody
 * can write them. The mark of a forward of ours, which nobody can guess, joins by itself. */
#ifndef SKRANKE_MAIL_JOINING_H
#define SKRANKE_MAIL_JOINING_H

#include "skranke/mail/mime_read.h"

typedef enum { JOIN_NEW, JOIN_JOINED } JoinVerdict;

typedef struct {
    gint64 inquiry;                /* candidate, 0: none */
    const char *matched;           /* the Message-ID that matched */
    bool matched_own_message;      /* it is a message of the inquiry (else: only referred to) */
    const GPtrArray *participants; /* addresses of the inquiry, lower case, without the bureau's own
                                      (all mail has those); may be NULL */
    const char *forwarded_to;      /* the mail carries the mark of the forward to this section or
                                      person; NULL: of none */
} JoinCandidate;

/* *reason gets a sentence for the record ("It refers to <…>."), "" when there was no candidate; new
 * text. */
JoinVerdict joining_decide(const ParsedMail *mail, const JoinCandidate *candidate, char **reason);

/* Adds the marks of forwards that a mail carries: "[#4711-abcdefgh2345]" in its subject,
 * "name+f-abcdefgh2345@" among its recipients; texts are new, lower case. What only looks like one
 * is found by the database to be none. */
void joining_add_tokens(const ParsedMail *mail, GPtrArray *tokens);

/* Is the subject a forward's? A reply to a forward ("Sv: VS: …") is none. */
bool joining_is_forward(const char *subject);

#endif

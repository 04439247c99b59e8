/* An answer is written: the draft that survives, the review, the outbox with its hold, the way
 * back. */
#ifndef SKRANKE_DESK_ANSWER_H
#define SKRANKE_DESK_ANSWER_H

#include "skranke/domain/message.h"

#include "skranke/store/drafts.h"

#include "skranke/desk/desk.h"

/* The draft this operator is writing to the inquiry, or a new one: recipients from the newest
 * message from outside that is not automatic, else the newest one not from a machine's address (its
 * Reply-To, else From; a machine's address is left out), subject "Re: …",
 * greeting-free text with signature and quote. A new one is not in the database before answer_save.
 * caret gets the byte offset where writing starts (end of own text for an old draft). */
Draft *answer_begin(Desk *desk, gint64 inquiry, DraftKind kind, gsize *caret, GError **error);

/* Keeps it. Called by the desk within two seconds of the last key. */
bool answer_save(Desk *desk, Draft *draft, GError **error);

/* Throws the text away (kept 30 days in the database). */
bool answer_discard(Desk *desk, Draft *draft, GError **error);

/* What is shown before sending. */
typedef struct {
    char *to, *cc, *subject; /* as they will be sent */
    GPtrArray *addresses;    /* char *: envelope recipients, frozen */
    GPtrArray *warnings;     /* char *: translated sentences */
    GPtrArray *news;         /* Message *: came in after the draft was begun */
    guint identity_numbers;  /* in subject and text: they leave only by decision */
    char *owner_elsewhere;   /* name of another owner, or "" */
} AnswerReview;
void answer_review_free(AnswerReview *review);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AnswerReview, answer_review_free)

/* Fails (USAGE) for an address that is wrong, (REFUSED) without recipients or text, when the bureau
 * has no [mail] from address, or by a rule of domain/refusal.h: microdata answered with data, press
 * to management by others than press contacts, out of the respondents' silo. */
AnswerReview *answer_review(Desk *desk, const Draft *draft, GError **error);

/* Puts it in the outbox: held for [mail] hold_seconds, then the worker sends. The inquiry becomes
 * mine if nobody owned it, and waiting (or closed when `close`). By draft->purpose: an answer stops
 * the clocks; a question to the inquirer lets them wait; a holding reply leaves the inquiry open
 * (both REFUSED with `close`). REFUSED with an identity number in it (see AnswerOptions). CONFLICT
 * when messages came after the draft was begun and `seen_news` is false. Returns the message's
 * number, 0 on error; the draft is marked sent, and comes back when the answer is withdrawn or
 * refused. */
gint64 answer_send(Desk *desk, Draft *draft, bool close, bool seen_news, GError **error);

/* The same with what a command may say otherwise. */
typedef struct {
    bool close, seen_news;
    /* Nothing is saved on the way: a draft that is not in the database goes out or leaves no
     * trace. One that is there goes out as it is given here. */
    bool at_once;
    gint64 hold_seconds;   /* -1: [mail] hold_seconds */
    bool identity_numbers; /* the explicit decision to let them leave */
} AnswerOptions;
gint64 answer_send_with(Desk *desk, Draft *draft, const AnswerOptions *options, GError **error);

/* Takes it back while it is held: the draft is being written again, the inquiry as before. CONFLICT
 * when it has left. */
bool answer_withdraw(Desk *desk, gint64 message, GError **error);

/* Sends a refused one again (after the address was mended: a new answer is better). */
bool answer_retry(Desk *desk, gint64 message, GError **error);

#endif

/* What people do with an inquiry, each act one batch with its event: take, release, assign, note,
 * close, reopen, set, register, undo. Sorting is sorting.h, answering answer.h, forwarding
 * forwarding.h.
 *
 * Common errors: NOT_FOUND (no such inquiry), CONFLICT (someone else was first; the sentence names
 * who, nothing was changed), UNAVAILABLE. A face calls an act with the inquiry's number that was
 * shown when the key was pressed. */
#ifndef SKRANKE_DESK_ACTS_H
#define SKRANKE_DESK_ACTS_H

#include "skranke/domain/inquiry.h"

#include "skranke/desk/desk.h"

/* Makes it mine; one winner. Taking what is already mine succeeds and changes nothing. */
bool act_take(Desk *desk, gint64 inquiry, GError **error);
/* Takes the oldest new one that nobody owns; tries the following ones when others are faster. 0 and
 * NOT_FOUND when none is left. */
gint64 act_take_next(Desk *desk, GError **error);
/* Gives it back to the queue (state new). Only the owner or an administrator, else REFUSED. */
bool act_release(Desk *desk, gint64 inquiry, GError **error);
/* Gives it to another operator. NOT_FOUND for an unknown login. */
bool act_assign(Desk *desk, gint64 inquiry, const char *login, GError **error);
/* An internal note; never leaves the house. REFUSED when empty. The draft of the note is marked
 * done. */
bool act_note(Desk *desk, gint64 inquiry, const char *text, GError **error);
/* Closes; closing a closed one succeeds and changes nothing. REFUSED for an access request without
 * a decision. */
bool act_close(Desk *desk, gint64 inquiry, GError **error);
/* Opens again: open when it has an owner, else new. One that was answered is a new question: its
 * clocks start anew. */
bool act_reopen(Desk *desk, gint64 inquiry, GError **error);

/* What `skranke inquiry set` may change; NULL fields stay. state only "open" and "waiting" (closing
 * and reopening are acts). */
typedef struct {
    const char *language; /* "nb", "nn", "en", "other" */
    const char *subject;
    const char *state;
} InquiryChange;
/* nb, nn, en or other; USAGE else. */
bool act_language_is_known(const char *language, GError **error);
bool act_set(Desk *desk, gint64 inquiry, const InquiryChange *change, GError **error);

/* A letter, call or post registered by hand; returns its number, 0 on error. received_at 0: now. */
typedef struct {
    Channel channel;
    const char *from; /* "Name <address>", an address, a name or a number */
    const char *subject, *text, *language;
    gint64
        received_at; /* of a letter: when post intake registered it; of a post: when it was put */
    const char *category;  /* code or alias, chosen by the operator; NULL: the suggestion's */
    const char *statistic; /* short name, NULL: the suggestion's */
} NewInquiry;
gint64 act_register(Desk *desk, const NewInquiry *given, GError **error);

/* An answer given otherwise than by e-mail: by letter, on the telephone, on social media, in a
 * chat. It stands in the thread and stops the clocks (of a letter: at dispatch). channel: NULL is
 * the inquiry's own. The rules of answering hold as in answer.h. Returns the message's number, 0 on
 * error. The draft of the reply is marked done. */
typedef struct {
    const char *text;
    const Channel *channel;
    bool close;
} RecordedAnswer;
gint64 act_answered(Desk *desk, gint64 id, const RecordedAnswer *answer, GError **error);

/* Undoes the operator's newest act that may be undone and did not leave the house (at most 12 hours
 * old; an answer while it is held in the outbox). done gets a sentence saying what was undone; new
 * text. NOT_FOUND when there is nothing, CONFLICT when others changed the inquiry since. REFUSED
 * where the newest act cannot be undone, and names it: an older one is never taken silently. Asked
 * once more within a minute it takes the one before. */
bool act_undo(Desk *desk, char **done, GError **error);
/* The same, past whatever cannot be undone, was changed by others since or has left the house. */
bool act_undo_before(Desk *desk, char **done, GError **error);

#endif

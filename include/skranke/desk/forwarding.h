/* An inquiry is sent on to a section or a person, and followed up until it is answered.
 *
 * The thread goes by e-mail with a token that brings the answer back; the inquirer is told who will
 * answer, in the inquiry's language; the inquiry waits with its own clock. What comes in settles it
 * (mail/intake); silence brings it back on top (forwarding_sweep). */
#ifndef SKRANKE_DESK_FORWARDING_H
#define SKRANKE_DESK_FORWARDING_H

#include "skranke/domain/person.h"

#include "skranke/store/events.h"
#include "skranke/store/forwards.h"

#include "skranke/desk/change.h"
#include "skranke/desk/desk.h"
#include "skranke/desk/directory.h"

/* To whom. Exactly one of section and person; e-mail addresses come from the directory. */
typedef struct {
    const char *section;   /* code */
    const char *person;    /* initials or number */
    const char *comment;   /* our words above the thread, may be "" */
    const char *summary;   /* sent instead of the thread: what may leave a closed silo; NULL: the
                              thread */
    bool quiet;            /* the inquirer is not told */
    bool identity_numbers; /* an explicit decision to let them leave; else they are masked */
    int answer_days;       /* working days until silence brings it back; 0: the setting
                              "forward.answer_days" (10, the bureau's own aim) */
} ForwardWish;

/* What is shown before it goes. */
typedef struct {
    char *to_name, *to_address;
    char *subject, *text;          /* of the mail */
    char *notice_subject, *notice; /* to the inquirer; "" none, with the reason in warnings */
    gint64 due_at;
    GPtrArray *warnings; /* char *: the person is away until …, no language is set, … */
} ForwardReview;
void forward_review_free(ForwardReview *review);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ForwardReview, forward_review_free)

/* NOT_FOUND for section or person; REFUSED by the rules of domain/refusal.h (press to management,
 * out of the respondents' silo), for a summary that gives away what the silo holds, or when there
 * is no address. Of an inquiry in a closed silo it is an opening (desk/reading.h). */
ForwardReview *forwarding_review(Desk *desk, gint64 inquiry, const ForwardWish *wish,
                                 GError **error);
/* One batch: the mail and the notice into the outbox (held), the forward, the event; the inquiry
 * waits. Undone while both are held. Returns the forward's number, 0 on error. */
gint64 forwarding_send(Desk *desk, gint64 inquiry, const ForwardWish *wish, GError **error);

/* Undoes a FORWARDED event while mail and notice are held: both are withdrawn, the forward is taken
 * back, the inquiry is as before. CONFLICT when one has left or somebody changed the inquiry since.
 * act_undo calls it. */
bool forwarding_undo(Desk *desk, const Event *event, GError **error);

/* For how many working days an answer is awaited; 0 on error. Set by an administrator (REFUSED for
 * others, USAGE outside 1 to FORWARDING_MOST_DAYS); what is out already keeps its day. */
#define FORWARDING_MOST_DAYS 250
int forwarding_days(Desk *desk, GError **error);
bool forwarding_set_days(Desk *desk, int days, GError **error);

/* The section has answered the inquirer directly: the inquiry is closed. REFUSED for an access
 * request without a decision; NOT_FOUND where nobody has it. */
bool forwarding_answered_directly(Desk *desk, gint64 inquiry, GError **error);
/* We take it back: the inquiry is open here again, and what is still held of mail and notice does
 * not leave. NOT_FOUND where nobody has it. */
bool forwarding_take_back(Desk *desk, gint64 inquiry, GError **error);
/* What taking it back could not stop, and what to do: the mail has left, the inquirer was told. New
 * text, "" for nothing; of the forward settled last. NULL on error. */
char *forwarding_still_out(Desk *desk, gint64 inquiry, GError **error);
/* For undoing an act that closed: who was awaited until then is awaited again. Between change's
 * restored fields and change_put; does nothing where the event closed nothing. */
bool forwarding_take_up(Desk *desk, Change *change, const Event *event, GError **error);

/* Whom one would forward it to: the section of its statistic first, then those of its category's
 * owner (data of the sections: role), then all others by code; borrowed from the directory, array
 * of Section *. */
GPtrArray *forwarding_sections(Desk *desk, const Directory *directory, gint64 inquiry,
                               GError **error);

/* How long it took from the receipt to the first forward, in minutes that the counter was open. */
typedef struct {
    bool total;    /* of all mailboxes together */
    char *mailbox; /* its name; "": came to none (files, letters, calls) */
    guint count;   /* inquiries whose first forward lies in the span */
    int median_minutes;
    int most_minutes; /* nine of ten took no longer */
    guint within_day; /* forwarded by the end of the next working day */
} ForwardingTime;
void forwarding_time_free(ForwardingTime *time);
/* Of first forwards from a moment until another: the total first, then each mailbox that has any;
 * array of ForwardingTime *, owned. */
GPtrArray *forwarding_times(Desk *desk, gint64 from, gint64 until, GError **error);

/* What time brings: snoozed inquiries whose moment has come are open again, silent forwards bring
 * theirs back; each once, whoever asks first. Cheap when there is nothing. desk_open and the desk's
 * clock call it. Returns how many woke, -1 on error. */
int forwarding_sweep(Desk *desk, GError **error);

#endif

/* A message to a colleague about a caller: by e-mail from a form that is filled in already,
 * followed up until it is done; and callers to be rung back, with tries.
 *
 * A message stands in the database as an inquiry by telephone (category switchboard_call) that is
 * forwarded to the person: its mail, the answer by reply, bounces and silence are those of
 * desk/forwarding.h. */
#ifndef SKRANKE_DESK_PHONE_MESSAGES_H
#define SKRANKE_DESK_PHONE_MESSAGES_H

#include "skranke/store/events.h"
#include "skranke/store/phone_messages.h"

#include "skranke/desk/desk.h"
#include "skranke/desk/directory.h"

/* To whom: exactly one of person and section. What is NULL or "" is taken from the call. */
typedef struct {
    gint64 call;   /* 0: none */
    gint64 person; /* 0: to the section's shared address */
    const char *section;
    const char *caller, *number;
    PhoneWish wish;
    const char *wanted; /* when, in the caller's words, "" */
    const char *text;
    gint64 due_at; /* 0: when it is wanted, where that is a moment (of a day alone the end of its
                      opening); else the end of the next working day, or of the day of the return */
} NewPhoneMessage;

/* Subject and text of the mail as it will leave, in the first language of whoever gets it, else the
 * screen's; what is missing as warnings (no number to ring back, the person is away until …). In
 * the text "{#}" stands for the number that the inquiry gets. to_address "": no mail is sent, and a
 * warning says why. New texts. */
typedef struct {
    char *to_name, *to_address, *subject, *text;
    gint64 due_at;
    GPtrArray *warnings; /* of char * */
    GPtrArray *asks; /* of char *, translated: what somebody must agree to before it goes (nothing
                        is said of the matter, it leaves the house) */
} PhoneMessageReview;
PhoneMessageReview *phone_message_review(Desk *desk, const Directory *directory,
                                         const NewPhoneMessage *given, GError **error);
void phone_message_review_free(PhoneMessageReview *review);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PhoneMessageReview, phone_message_review_free)

/* Into the outbox (held), the inquiry waits, the call (if any) ends with CALL_MESSAGE: one batch.
 * Where neither the person nor the section has an address the message is kept all the same, open,
 * and shown as not sent; where there is no relay the mail waits in the outbox. USAGE: nothing to
 * say, or a given number that is none; NOT_FOUND: nobody; REFUSED: the press to the management.
 * Returns the message's number, 0 on error. Undone (act_undo) while the mail is held. */
gint64 phone_message_send(Desk *desk, const Directory *directory, const NewPhoneMessage *given,
                          GError **error);
/* The person has rung: done, its inquiry is closed. What was done by a reply already is closed too;
 * CONFLICT for one that was withdrawn. */
bool phone_message_done(Desk *desk, gint64 message, GError **error);
/* Sends it again with "reminder" before the subject, and waits one working day more. CONFLICT for
 * one that is settled or whose mail has not left, REFUSED where there is no address to send to. */
bool phone_message_remind(Desk *desk, gint64 message, GError **error);
/* Undoes a MESSAGE_TAKEN event while the mail is held: withdrawn, its inquiry is closed, the call
 * is open again. CONFLICT when the mail has left or somebody changed the inquiry since. act_undo
 * calls it. */
bool phone_message_undo(Desk *desk, const Event *event, GError **error);

/* Undoes a MESSAGE_REMINDED event while the reminder is held: it does not leave, and what was
 * awaited before is awaited again. CONFLICT as above. act_undo calls it. */
bool phone_message_undo_reminder(Desk *desk, const Event *event, GError **error);

/* number must be one that can be rung (USAGE). due_at 0: within two open hours. call: whose number,
 * caller and matter are taken where they are NULL or "", 0: none. Returns its number. */
gint64 call_back_add(Desk *desk, gint64 call, const char *number, const char *caller,
                     const char *matter, gint64 due_at, GError **error);
/* The same for the caller of a call, which it ends (CALL_CALL_BACK, one act). when: as the caller
 * said it, "" is within two open hours; words that are no moment stand with the matter. Undone
 * together. */
gint64 call_back_promise(Desk *desk, gint64 call, const char *when, GError **error);
/* A try; what leads nowhere is due again after an open hour. */
bool call_back_try(Desk *desk, gint64 call_back, CallBackResult result, const char *note,
                   GError **error);
bool call_back_give_up(Desk *desk, gint64 call_back, GError **error);
/* When one that was missed or promised now is due: within two open hours. 0 on error. */
gint64 call_back_due(Desk *desk, gint64 now, GError **error);
/* Undoes an event of a call-back: what was promised is given up; what was tried or settled waits as
 * before, the try never was. CONFLICT, naming who was later, where it was tried or settled since.
 * act_undo calls it. */
bool call_back_undo(Desk *desk, const Event *event, GError **error);

#endif

/* What the files of messages share: phone_messages_plan.c (to whom, by which rules, when it is
 * due, what is shown before it goes), phone_messages_text.c (the mail), phone_messages.c (sent),
 * phone_messages_fate.c (done, reminded, undone). */
#ifndef SKRANKE_DESK_PHONE_MESSAGES_PRIVATE_H
#define SKRANKE_DESK_PHONE_MESSAGES_PRIVATE_H

#include "skranke/store/calls.h"

#include "skranke/desk/phone_messages.h"

#include "forwarding_private.h"

/* The facts that the mail is made of; all borrowed. */
typedef struct {
    ForwardForm form; /* the one that whoever gets it reads */
    bool reminder;
    const char *mark; /* what brings the answer back, "[#17-abcdefgh2345]"; "": no mail */
    const char *to_name;
    const char *caller, *number; /* as people read them, "" */
    PhoneWish wish;
    const char *wanted, *text;
    gint64 at, due_at;
    const char *taken_by, *bureau;
} PhoneLetter;

/* Without the mark, which stands before it in the mail. New texts; identity numbers are masked. */
char *phone_letter_subject(const PhoneLetter *letter);
char *phone_letter_text(const PhoneLetter *letter);

/* A message on its way, for the first time or once more: everything read, nothing written. */
typedef struct {
    Desk *desk;                 /* borrowed */
    const Directory *directory; /* borrowed */
    const Rulebook *rules;      /* borrowed */
    gint64 now;
    const Person *person;   /* NULL: to a section */
    const Section *section; /* the person's own, where there is one */
    PhoneMessage *message;  /* as it is, or shall be, in the database */
    char *token, *mark;     /* the mark stands in the subject, "" where there is no mail */
    char *why_not;          /* why there is no mail; NULL: there is one */
    PhoneMessageReview *review;
} PhonePlan;

/* Of a new message. call: the one that given names, NULL: none. */
PhonePlan *phone_plan_new(Desk *desk, const Directory *directory, const NewPhoneMessage *given,
                          const Call *call, GError **error);
/* Of a message in the database that goes once more. forward: the one whose answer is awaited, NULL:
 * there is to be a new one. */
PhonePlan *phone_plan_again(Desk *desk, const Directory *directory, const PhoneMessage *message,
                            const Forward *forward, GError **error);
void phone_plan_free(PhonePlan *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PhonePlan, phone_plan_free)

/* Its caller's number as people write it, "" where there is none; new text. */
char *phone_plan_number_text(const PhoneMessage *message);

/* Statements, of an inquiry there or EVENT_LATEST: the mail into the outbox. */
void phone_plan_add_mail(const PhonePlan *plan, DbBatch *batch, gint64 inquiry);
/* … and, after it, whose answer is awaited. */
void phone_plan_add_forward(const PhonePlan *plan, DbBatch *batch, gint64 inquiry);

#endif

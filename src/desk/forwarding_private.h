/* What the files of forwarding share: forwarding.c (to whom, by which rules, what is shown before
 * it goes), forwarding_text.c (the mail to the section), forwarding_files.c (what goes along with
 * it), forwarding_notice.c (what the inquirer is told), forwarding_send.c (sent and undone),
 * forwarding_fate.c (what came of it). */
#ifndef SKRANKE_DESK_FORWARDING_PRIVATE_H
#define SKRANKE_DESK_FORWARDING_PRIVATE_H

#include "skranke/domain/message.h"

#include "skranke/desk/change.h"
#include "skranke/desk/forwarding.h"

/* The form that the inquirer writes in, and so the mail and the notice. */
typedef enum { FORM_NB, FORM_NN, FORM_EN, FORM_COUNT } ForwardForm;

/* A forward on its way: everything read once, nothing written. */
typedef struct {
    Desk *desk;              /* borrowed */
    const ForwardWish *wish; /* borrowed */
    const Rulebook *rules;   /* borrowed */
    Change *change;
    GPtrArray *messages;
    Directory *directory;
    const Person *person;       /* NULL: to a section */
    const Section *section;     /* the person's own, where there is one */
    const Statistic *statistic; /* NULL: none is set, or it is a guess that nobody looked at */
    ForwardForm form;
    char *token;
    GPtrArray *files; /* of const Attachment *: what goes with it */
    bool numbers;     /* identity numbers stand in what is sent on */
    bool unread;      /* some of the files were not searched for them */
    char *inquirer;   /* whom the notice goes to, "Name <address>"; "": nobody is told */
    ForwardReview *review;
} ForwardPlan;

ForwardPlan *forwarding_plan(Desk *desk, gint64 inquiry, const ForwardWish *wish, GError **error);
void forward_plan_free(ForwardPlan *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ForwardPlan, forward_plan_free)

/* Adds a sentence to what is shown before it goes; takes the text. */
void forwarding_warn(ForwardPlan *plan, char *sentence);

/* Is there a summary to be sent instead of the thread? */
bool forwarding_is_summary(const ForwardPlan *plan);
/* Is it part of what the section reads, and what the inquirer knows of? */
bool forwarding_shows(const Message *message);

/* The one of three texts in the form of the mail; the first where it is "". */
const char *forwarding_pick(ForwardForm form, const char *nb, const char *nn, const char *en);
/* Without identity numbers, but where they were decided to go. New text. */
char *forwarding_screened(const ForwardPlan *plan, const char *text);

/* Is who asks left out of the mail? Who asks for access need not be known (offentleglova § 3). */
bool forwarding_hides_inquirer(const ForwardPlan *plan);

/* The files that go along, and warnings about those that do not; what is said of these in the mail
 * is added to the text. False: the database could not be read. */
bool forwarding_take_files(ForwardPlan *plan, GString *text, GError **error);
/* What the mail says of a file that stays here, in the form of the mail; new text. */
char *forwarding_not_attached(const ForwardPlan *plan, const char *name, bool for_numbers);

/* subject and text of the mail to the section, and its files. False: the database could not be
 * read. */
bool forwarding_write_mail(ForwardPlan *plan, GError **error);
/* The notice to the inquirer, or a warning that says why there is none. False: the database could
 * not be read. */
bool forwarding_write_notice(ForwardPlan *plan, GError **error);

/* ---- also what a message to a colleague is made of (phone_messages_private.h) ---- */

/* What brings an answer back; new text. */
char *forwarding_new_token(void);
/* One that this desk reads itself: mail to it comes back as an echo that nobody sees. */
bool forwarding_is_own_address(const Desk *desk, const char *address);
/* A mail of ours about an inquiry (EVENT_LATEST: the one added last), held, to a display list;
 * subject and text are to be set. */
Message *forwarding_mail(const Desk *desk, gint64 inquiry, MessagePurpose purpose, const char *to,
                         gint64 now);
/* Where answers to it go: ourselves, marked where the server delivers plus-addresses; new text. */
char *forwarding_answers_to(const Desk *desk, const char *token);
/* The message added last goes into the outbox, for this one address. */
void forwarding_post(const Desk *desk, DbBatch *batch, const Message *message, const char *address,
                     InquiryState before);
/* Statements: a mail that is held does not leave (0: there is none). CONFLICT where it has left. */
bool forwarding_withdraw(Desk *desk, DbBatch *batch, gint64 message, gint64 now, GError **error);

/* Who has it when this forward is settled: the newest other one that still waits, or nobody. */
bool forwarding_next_holder(Desk *desk, Inquiry *inquiry, gint64 settled, GError **error);

#endif

/* What the files of forwarding share: forwarding.c (to whom, by which rules, what is shown before
 * it goes), forwarding_text.c (the mail to the section), forwarding_notice.c (what the inquirer is
 * told), forwarding_send.c (sent and undone), forwarding_fate.c (what came of it). */
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
    const Statistic *statistic; /* NULL: none is set */
    ForwardForm form;
    char *token;
    GPtrArray *files; /* of const Attachment *: what goes with it */
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

/* subject and text of the mail to the section, and its files. */
void forwarding_write_mail(ForwardPlan *plan);
/* The notice to the inquirer, or a warning that says why there is none. False: the database could
 * not be read. */
bool forwarding_write_notice(ForwardPlan *plan, GError **error);

/* Who has it when this forward is settled: the newest other one that still waits, or nobody. */
bool forwarding_next_holder(Desk *desk, Inquiry *inquiry, gint64 settled, GError **error);

#endif

/* The rules that refuse an answer, whichever way it goes (domain/refusal.h). */
#ifndef SKRANKE_DESK_ANSWER_RULES_H
#define SKRANKE_DESK_ANSWER_RULES_H

#include "skranke/domain/inquiry.h"

#include "skranke/desk/desk.h"

typedef struct {
    const Inquiry *inquiry;
    const char *own_text;         /* without quote and signature */
    const char *attachment_names; /* one a line, NULL none */
    bool outside;                 /* it goes to somebody who has no part in the inquiry */
    bool to_management;           /* it goes to the management (answer_rules_reach_management) */
    bool identity_numbers;        /* they may stand in it */
    bool close;
} AnswerFacts;

/* Is it from the press: by its category, or by what its text suggests whatever somebody chose? */
bool answer_rules_look_like_press(Desk *desk, const Inquiry *inquiry, bool *press, GError **error);
/* Is one of these addresses (array of char *) the management's, or of a person who works there? */
bool answer_rules_reach_management(Desk *desk, const GPtrArray *addresses, bool *reached,
                                   GError **error);

/* REFUSED with the rule's sentence. */
bool answer_rules_hold(Desk *desk, const AnswerFacts *facts, GError **error);

#endif

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
    bool identity_numbers;        /* they may stand in it */
    bool close;
} AnswerFacts;

/* REFUSED with the rule's sentence. */
bool answer_rules_hold(const Desk *desk, const AnswerFacts *facts, GError **error);

#endif

/* Which clocks of an inquiry run now and which one is watched: from its category, the moment they
 * started, the time waited for the inquirer, and what has been done. The queue is ordered by what
 * comes out here. Pure.
 *
 * Rules: an answer stops target and limit; a holding reply stops the holding clock only. Waiting
 * for the inquirer stops and later moves the clocks of a category that pauses, never those of an
 * access request or of a law. A forwarded inquiry is watched by the forward's own clock, and still
 * by its limit where it has one. What the asker needs it by (a journalist) is watched too. The
 * watched clock is the earliest of those that run: the limit, or the target where there is no
 * limit and nobody was asked yet, the holding reply until it was sent, the forward, the wanted
 * time. An answer stops all but the forward, closing stops all. A snooze stops nothing.
 *
 * Waiting counts while the state is waiting and a pause has no end; a pause without an end in
 * another state is not believed. Pauses may overlap: no time is counted twice. */
#ifndef SKRANKE_DOMAIN_CLOCKS_H
#define SKRANKE_DOMAIN_CLOCKS_H

#include "skranke/domain/deadline.h"
#include "skranke/domain/inquiry.h"

/* One time of waiting for the inquirer. */
typedef struct {
    gint64 from_at;
    gint64 until_at; /* 0: still waiting */
} ClockPause;

/* What the clocks depend on. Moments are seconds UTC, 0: not so. */
typedef struct {
    const Category *category; /* NULL: none, no clocks */
    InquiryState state;
    gint64 started_at;  /* receipt, or the customer's newest question after an answer */
    gint64 answered_at; /* the first answer since then */
    gint64 holding_sent_at;
    gint64 forward_due_at; /* when the silence of who it was forwarded to brings it back */
    gint64 wanted_at;      /* what the asker needs it by */
    const GArray *pauses;  /* of ClockPause, by time; NULL: none */
} ClocksInput;

/* What comes out; moments are the first that is too late, 0: no such clock. */
typedef struct {
    char target_on[11], limit_on[11], holding_on[11]; /* "2026-03-10" or "" */
    gint64 target_at, limit_at, holding_at;
    bool paused;   /* waiting for the inquirer, and the category pauses */
    gint64 due_at; /* of the watched clock; 0: none runs */
    ClockKind watched;
    CategoryBy due_by; /* who set the watched clock */
} Clocks;

Clocks clocks_of(const ClocksInput *input, const Opening *opening);

/* The category whose clocks an inquiry runs by: its own, but for questions on social media, which
 * have the clock of the category social_media (declaration: as fast as possible) unless a law
 * counts or the silo is closed. Borrowed; NULL: none. categories: array of Category *. */
const Category *clocks_category(const GPtrArray *categories, const Inquiry *inquiry);
/* Does it wait for the inquirer? Waiting, neither answered nor forwarded nor snoozed. Its clocks
 * then wait too, where the category lets them. */
bool clocks_await_inquirer(const Inquiry *inquiry);
/* Does the inquirer's next question start the clocks anew? Once it is answered or closed; never
 * while the law waits for a decision. */
bool clocks_start_anew(const Inquiry *inquiry);
/* The input that a record gives. category: clocks_category. Before a decision that the category
 * needs (refusal_close_without_decision), an answer is a holding reply only. */
ClocksInput clocks_input_of(const Inquiry *inquiry, const Category *category, const GArray *pauses);
/* Computes the clocks into the record: target_on … queue_at and paused. category NULL: none run. */
void clocks_apply(Inquiry *inquiry, const Category *category, const GArray *pauses,
                  const Opening *opening);

/* The key that orders the queue: the watched clock; bumped ones first; without a clock after all
 * that have one, the oldest receipt first. */
gint64 clocks_queue_key(const Clocks *clocks, bool bumped, gint64 received_at);
/* Inquiries without a clock have keys from here on, if nobody bumped them. */
#define CLOCKS_NO_CLOCK G_GINT64_CONSTANT(1000000000000)
/* What a bump takes off a key: more than any key, so that every bumped one is below 0. */
#define CLOCKS_BUMP G_GINT64_CONSTANT(2000000000000)

/* For a row of the queue, in the screen's language: what deadline_left_text says of a promise; a
 * local aim is told from one ("mål i dag"), so are a forward ("purr i dag") and a wish ("ønske
 * 14:30"); "pauset", "besvart", "" where there is nothing to say. New text, at most 12 cells. state
 * and answered_at as in the input. */
char *clocks_left_text(const Clocks *clocks, InquiryState state, gint64 answered_at, gint64 now,
                       const Opening *opening);

/* Why it is due then: every clock that runs or has run, one paragraph each, with who promised it,
 * which days were not counted, what pauses did, and what was done. New text. */
char *clocks_explain(const ClocksInput *input, gint64 now, const Opening *opening);

#endif

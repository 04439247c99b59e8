/* What counting the clocks and explaining them share, so that they cannot disagree. */
#ifndef SKRANKE_DOMAIN_CLOCKS_VIEW_H
#define SKRANKE_DOMAIN_CLOCKS_VIEW_H

#include "skranke/domain/clocks.h"

/* Answered since the clocks started? */
bool clocks_view_is_answered(const ClocksInput *input);
/* Since when the inquirer is waited for now; 0: not so. */
gint64 clocks_view_waiting_since(const ClocksInput *input);
/* The times of waiting that are over and count: by time, none over another, none before the clocks
 * started or after the answer. Of ClockPause, owned. */
GArray *clocks_view_waits(const ClocksInput *input);
/* What the category gives, moved by the waits; empty without a category. */
Deadline clocks_view_deadline(const ClocksInput *input, const Opening *opening);

#endif

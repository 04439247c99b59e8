/* What counting a deadline and explaining it share, so that they cannot disagree. */
#ifndef SKRANKE_DOMAIN_DEADLINE_VIEW_H
#define SKRANKE_DOMAIN_DEADLINE_VIEW_H

#include "skranke/domain/deadline.h"

/* The calendar as it holds for one category. */
typedef struct {
    Calendar calendar;
    Opening opening;
} DeadlineView;

/* Fills the view and returns its opening, which lives as long as the view; the exceptions are
 * borrowed. */
const Opening *deadline_view_start(DeadlineView *view, const Category *category,
                                   const Opening *opening);

/* A working day before the counter has closed? */
bool deadline_is_in_time(const Opening *opening, Day day, int minute);

#endif

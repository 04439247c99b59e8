/* The columns of an inquiry as every SELECT of it lists them, and how they become a record. Private
 * to the store: the rooms inquiries.c and inquiries_queue.c. */
#ifndef SKRANKE_STORE_INQUIRY_ROW_H
#define SKRANKE_STORE_INQUIRY_ROW_H

#include "skranke/store/records.h"

/* Of "inquiry AS i LEFT JOIN operator AS o ON o.id = i.owner"; one more column follows: the logins
 * of those who are writing. */
#define INQUIRY_COLUMNS                                                                            \
    "i.id, i.state, i.channel, i.category, i.language, i.subject, i.from_name, i.from_address, "   \
    "i.owner, o.login, "                                                                           \
    "o.name, i.received_at, i.last_message_at, i.message_count, i.changed_at, i.target_on, "       \
    "i.limit_on, i.revision, i.silo, i.category_by, i.statistic, i.started_at, i.answered_at, "    \
    "i.holding_sent_at, i.holding_on, i.target_at, i.limit_at, i.holding_at, i.wanted_at, "        \
    "i.due_at, i.due_kind, i.due_by, i.paused, i.queue_at, i.bumped, i.snoozed_until, "            \
    "i.decision, i.decision_basis, i.survey, i.wished_time, i.wished_mode, "                       \
    "(SELECT f.name FROM forward AS f WHERE f.inquiry = i.id AND f.state = 'waiting' "             \
    "ORDER BY f.id DESC LIMIT 1), "                                                                \
    "(SELECT f.due_at FROM forward AS f WHERE f.inquiry = i.id AND f.state = 'waiting' "           \
    "ORDER BY f.id DESC LIMIT 1)"

/* In the order of the columns above, then writing. */
extern const RecordKind inquiry_row;

#endif

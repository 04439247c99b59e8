/* Records as JSON objects with the keys of the contract, and as lines for people. */
#ifndef SKRANKE_CLI_DESCRIBE_H
#define SKRANKE_CLI_DESCRIBE_H

#include <jansson.h>

#include "skranke/domain/inquiry.h"
#include "skranke/domain/message.h"

#include "skranke/store/events.h"

#include "skranke/desk/directory.h"

/* New objects. */
json_t *describe_inquiry(const Inquiry *inquiry, gint64 now);
json_t *describe_message(const Message *message);
json_t *describe_event(const Event *event);
/* With the other ways to an answer when `others`. */
json_t *describe_person(const Directory *directory, const Person *person, gint64 at, bool others);

/* After its limit and not closed. */
bool describe_is_overdue(const Inquiry *inquiry, gint64 now);

/* One line for a list of inquiries. */
void describe_inquiry_line(const Inquiry *inquiry, gint64 now);
/* One line for an event. */
void describe_event_line(const Event *event);

#endif

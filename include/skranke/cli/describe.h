/* Records as JSON objects with the keys of the contract, and as lines for people. */
#ifndef SKRANKE_CLI_DESCRIBE_H
#define SKRANKE_CLI_DESCRIBE_H

#include <jansson.h>

#include "skranke/base/language.h"

#include "skranke/domain/inquiry.h"
#include "skranke/domain/message.h"

#include "skranke/store/events.h"
#include "skranke/store/forwards.h"

#include "skranke/desk/desk.h"
#include "skranke/desk/directory.h"

/* National identity numbers are masked in everything but what is asked for unmasked, which needs a
 * reason (desk/reading.h). */
char *describe_mask(const char *text, bool unmasked); /* new text, "" for NULL */
json_t *describe_masked(const char *text, bool unmasked);
json_t *describe_sender(const char *name, const char *address, bool unmasked);

/* New objects. */
json_t *describe_inquiry(Desk *desk, const Inquiry *inquiry, gint64 now);
/* For many of them: the tags were read together (store/links.h); NULL: none. */
json_t *describe_inquiry_tagged(Desk *desk, const Inquiry *inquiry, const GPtrArray *tags,
                                gint64 now);
json_t *describe_message(const Message *message, bool unmasked);
/* Who is who by number (gint64 * -> char *), for describe_event; empty where it cannot be read. */
GHashTable *describe_logins(Db *db);
/* Moments in its facts as ISO 8601 (null: none), who owns by login, as an inquiry's. */
json_t *describe_event(const Event *event, GHashTable *logins);
json_t *describe_forward(const Forward *forward);
/* All of an inquiry, oldest first; empty where they could not be read. */
json_t *describe_forwards(Desk *desk, gint64 inquiry);
/* How a person is told of. */
typedef struct {
    gint64 at;
    bool others;                 /* with who else can help */
    bool press;                  /* to a journalist: nobody of the management is offered */
    const Statistic *about;      /* what was asked about, NULL */
    const DirectoryEntry *entry; /* how they were found, NULL: they were named */
} PersonWish;
json_t *describe_person(const Directory *directory, const Person *person, const PersonWish *wish);
/* The same as lines for people; the sentence to say is in the caller's language. */
void describe_person_lines(const Directory *directory, const Person *person, const PersonWish *wish,
                           Language language);

/* The watched clock has passed and it is not closed. */
bool describe_is_overdue(const Inquiry *inquiry, gint64 now);
/* How long is left, in words; new text. */
char *describe_left(Desk *desk, const Inquiry *inquiry, gint64 now);
/* The last moment that is in time, 0: no clock runs. */
gint64 describe_due(const Inquiry *inquiry);

/* One line for a list of inquiries. */
void describe_inquiry_line(Desk *desk, const Inquiry *inquiry, gint64 now);
/* One line for an event. */
void describe_event_line(const Event *event);

#endif

/* Messages to people about callers, and callers to be rung back: what is waiting, tried and done.
 */
#ifndef SKRANKE_STORE_PHONE_MESSAGES_H
#define SKRANKE_STORE_PHONE_MESSAGES_H

#include "skranke/store/db.h"

/* X(identifier, word, text for people) */
#define PHONE_WISHES(X)                                                                            \
    X(CALL_BACK, "call_back", N_("please ring back"))                                              \
    X(CALLS_AGAIN, "calls_again", N_("will ring again"))                                           \
    X(FOR_INFORMATION, "for_information", N_("for information"))
#define PHONE_WISH_ENUM(id, word, text) WISH_##id,
typedef enum { PHONE_WISHES(PHONE_WISH_ENUM) WISH_COUNT } PhoneWish;
#undef PHONE_WISH_ENUM
extern const char *const phone_wish_words[];
const char *phone_wish_text(PhoneWish wish); /* translated */

typedef enum {
    PHONE_MESSAGE_WAITING,
    PHONE_MESSAGE_DONE,
    PHONE_MESSAGE_WITHDRAWN
} PhoneMessageState;
extern const char *const phone_message_state_words[];

typedef struct {
    gint64 id, call, inquiry, forward, person;
    char *person_name, *section;
    gint64 operator_id, at;
    char *operator_name;
    char *caller, *number;
    PhoneWish wish;
    char *wanted, *text;
    gint64 due_at;
    PhoneMessageState state;
    gint64 settled_at, reminders;
    char *delivery; /* of its mail: "held", "sent", "refused" (also: it came back) …; "" none */
} PhoneMessage;
PhoneMessage *phone_message_copy(const PhoneMessage *message);
void phone_message_free(PhoneMessage *message);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PhoneMessage, phone_message_free)

/* waiting: only those not settled, due first, before them those whose mail was refused; else all,
 * newest first. Seen only where the inquiry is (SIGHT). Array, owned. */
GPtrArray *phone_messages_list(Db *db, bool waiting, guint limit, GError **error);
PhoneMessage *phone_messages_get(Db *db, gint64 id, GError **error); /* NOT_FOUND */
/* The one that an inquiry is; NULL without error where it is none. */
PhoneMessage *phone_messages_of_inquiry(Db *db, gint64 inquiry, GError **error);
/* Statements. The inquiry and the forward may be EVENT_LATEST (-1): added last in the batch. */
/* Kept (db_batch_keep). A call that is in no inquiry yet is in this one from then on; one that had
 * ended before gets a new revision by that. */
void phone_messages_add(DbBatch *batch, const PhoneMessage *message);
/* waiting -> done or withdrawn; expects that it waits. */
void phone_messages_settle(DbBatch *batch, gint64 id, PhoneMessageState state, gint64 now);
/* Waiting ones of an inquiry become done; nothing where there are none. */
void phone_messages_settle_inquiry(DbBatch *batch, gint64 inquiry, gint64 now);
/* The way back where the inquiry's closing is undone: those that were done at this moment wait
 * again. */
void phone_messages_take_up(DbBatch *batch, gint64 inquiry, gint64 settled_at);
/* Counts a reminder that went with this forward; expects that the message waits. */
void phone_messages_reminded(DbBatch *batch, gint64 id, gint64 forward, gint64 due_at);
/* The way back: one reminder less, awaited by this forward (0: none) until then. Expects that it
 * waits until the moment that the reminder left. */
void phone_messages_unremind(DbBatch *batch, gint64 id, gint64 forward, gint64 due_at, gint64 left);

typedef enum {
    CALL_BACK_UNHANDLED,
    CALL_BACK_TRIED,
    CALL_BACK_DONE,
    CALL_BACK_GIVEN_UP
} CallBackState;
extern const char *const call_back_state_words[];

/* X(identifier, word, text for people, the state it leads to) */
#define CALL_BACK_RESULTS(X)                                                                       \
    X(SPOKE, "spoke", N_("spoke to them"), CALL_BACK_DONE)                                         \
    X(NO_ANSWER, "no_answer", N_("no answer"), CALL_BACK_TRIED)                                    \
    X(BUSY, "busy", N_("busy"), CALL_BACK_TRIED)                                                   \
    X(VOICEMAIL, "voicemail", N_("voicemail"), CALL_BACK_TRIED)                                    \
    X(WRONG_NUMBER, "wrong_number", N_("wrong number"), CALL_BACK_GIVEN_UP)
#define CALL_BACK_RESULT_ENUM(id, word, text, state) RESULT_##id,
typedef enum { CALL_BACK_RESULTS(CALL_BACK_RESULT_ENUM) RESULT_COUNT } CallBackResult;
#undef CALL_BACK_RESULT_ENUM
extern const char *const call_back_result_words[];
const char *call_back_result_text(CallBackResult result); /* translated */
CallBackState call_back_result_state(CallBackResult result);

typedef struct {
    gint64 id, call, inquiry;
    char *number, *caller, *matter;
    gint64 at, due_at, operator_id;
    char *operator_name; /* "": it was missed */
    CallBackState state;
    gint64 settled_at, revision;
    gint64 tries, tried_at; /* how many, and when last (0: never) */
    char *tried_result;     /* word of the last, "" */
    char *tried_note;       /* what was written to it, "" */
    char *asked_for;        /* whom the caller asked for in that call, "" */
} CallBack;
void call_back_free(CallBack *call_back);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CallBack, call_back_free)

GPtrArray *call_backs_list(Db *db, bool waiting, guint limit, GError **error);
CallBack *call_backs_get(Db *db, gint64 id, GError **error); /* NOT_FOUND */
/* The waiting one of a number; NULL without error where there is none. */
CallBack *call_backs_of_number(Db *db, const char *number, GError **error);
/* Kept. A missed one (no operator) is added only where none of its number waits. */
void call_backs_add(DbBatch *batch, const CallBack *call_back);
/* The event added last (its `after` is an object) gets the number of the one added last, as
 * "call_back". */
void call_backs_name_in_event(DbBatch *batch);
/* Records a try and what it leads to; due_at: when to try again. Expects the revision. */
void call_backs_try(DbBatch *batch, const CallBack *call_back, CallBackResult result,
                    const char *note, gint64 operator_id, gint64 due_at, gint64 now);
/* Settles without a try. Expects the revision. */
void call_backs_settle(DbBatch *batch, const CallBack *call_back, CallBackState state, gint64 now);
/* The way back from a try or a settling: it waits as before. Expects it as the act left it. */
typedef struct {
    CallBackState state;
    gint64 due_at;
} CallBackStand;
void call_backs_restore(DbBatch *batch, gint64 call_back, const CallBackStand *was,
                        const CallBackStand *left);
/* The last try never was. Expects one. */
void call_backs_remove_try(DbBatch *batch, gint64 call_back);
/* Somebody spoke to this number in a call that began at a moment: its call-backs from before that
 * are done. Nothing where there are none, and for "". */
void call_backs_spoke(DbBatch *batch, const char *number, gint64 began_at, gint64 now);
/* The way back where such a call is open again: those that were done at the moment when it ended
 * wait again. */
void call_backs_take_up(DbBatch *batch, const char *number, gint64 began_at, gint64 settled_at);

/* Settled before a moment, and still with a number or a name. */
gint64 call_backs_count_named(Db *db, gint64 before, GError **error);
gint64 phone_messages_count_named(Db *db, gint64 before, GError **error);
/* Blanks number and name of those. What a message says stays with its inquiry. */
void call_backs_blank(DbBatch *batch, gint64 before);
void phone_messages_blank(DbBatch *batch, gint64 before);

/* For the header: how many wait, and how many of them are overdue (or, of messages, refused). */
typedef struct {
    gint64 messages, messages_due, call_backs, call_backs_due;
} FollowUpCounts;
bool follow_up_counts(Db *db, gint64 now, FollowUpCounts *counts, GError **error);

#endif

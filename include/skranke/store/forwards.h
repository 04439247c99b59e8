/* Inquiries sent on to a section or a person, and what came of it. */
#ifndef SKRANKE_STORE_FORWARDS_H
#define SKRANKE_STORE_FORWARDS_H

#include "skranke/store/db.h"

/* X(identifier, word, text for people) */
#define FORWARD_STATES(X)                                                                          \
    X(WAITING, "waiting", N_("waiting for the answer"))                                            \
    X(SILENT, "silent", N_("no answer came in time"))                                              \
    X(ANSWERED, "answered", N_("answered"))                                                        \
    X(ANSWERED_DIRECTLY, "answered_directly", N_("answered the inquirer directly"))                \
    X(TAKEN_BACK, "taken_back", N_("taken back"))
#define FORWARD_ENUM(id, word, text) FORWARD_##id,
typedef enum { FORWARD_STATES(FORWARD_ENUM) FORWARD_STATE_COUNT } ForwardState;
#undef FORWARD_ENUM
extern const char *const forward_state_words[];
const char *forward_state_text(ForwardState state);

typedef struct {
    gint64 id, inquiry;
    gint64 message, notice; /* the mail, and what the inquirer was told (0: not told) */
    char *token;
    char *section; /* code, "" */
    gint64 person;
    char *name, *address;
    gint64 operator_id;
    gint64 at, due_at;
    ForwardState state;
    gint64 settled_at, answer; /* answer: the message that settled it, 0 */
} Forward;
Forward *forward_copy(const Forward *forward);
void forward_free(Forward *forward);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Forward, forward_free)

/* Of one inquiry, oldest first; array of Forward *, owned. Screened by sight. */
GPtrArray *forwards_of_inquiry(Db *db, gint64 inquiry, GError **error);
/* The newest that still waits (or was silent: a late answer settles it too); NULL without error. */
Forward *forwards_open(Db *db, gint64 inquiry, GError **error);
/* Waiting ones whose time is over at a moment, oldest first, at most limit. */
GPtrArray *forwards_due(Db *db, gint64 now, guint limit, GError **error);
/* Those whose token stands among these (array of char *): the one whose token it is; several are
 * the newest; NULL without error. */
Forward *forwards_by_token(Db *db, const GPtrArray *tokens, GError **error);

/* For many mails at once: every forward whose token stands among these (array of char *), and every
 * forward of these inquiries (array of gint64); oldest first, array of Forward *, owned. */
GPtrArray *forwards_with_tokens(Db *db, const GPtrArray *tokens, GError **error);
GPtrArray *forwards_of_inquiries(Db *db, const GArray *inquiries, GError **error);

/* Time to the first forward: one row for each inquiry whose first one (that was not undone before
 * it left) lies in the span. */
typedef struct {
    gint64 inquiry, received_at, forwarded_at;
    char *mailbox; /* its name, "" none */
} ForwardTime;
void forward_time_free(ForwardTime *time);
GPtrArray *forwards_times(Db *db, gint64 from, gint64 until, GError **error);

/* ---- statements ---- */
/* message: the one added last in this batch; the inquiry too where it is EVENT_LATEST (-1). */
void forwards_add(DbBatch *batch, const Forward *forward);
/* The notice added last in this batch belongs to the forward with this token. */
void forwards_set_notice(DbBatch *batch, const char *token);
/* waiting or silent -> another state; expects one row. answer EVENT_LATEST: the message added last,
 * 0 none. */
void forwards_settle(DbBatch *batch, gint64 forward, ForwardState state, gint64 answer, gint64 now);
/* Its mail went once more, as the message added last: it waits again, until another moment. Expects
 * that it waits or was silent. */
void forwards_remind(DbBatch *batch, gint64 forward, gint64 due_at);
/* The way back: its mail, day and state are as in `was`. Expects that it awaits an answer to this
 * reminder. */
void forwards_unremind(DbBatch *batch, const Forward *was, gint64 reminder);
/* The inquiry is closed: nobody is awaited any more. Those that wait are taken back at this moment;
 * forwards_take_up lets them wait again. */
void forwards_end(DbBatch *batch, gint64 inquiry, gint64 now);
void forwards_take_up(DbBatch *batch, gint64 inquiry, gint64 ended_at);

#endif

/* The event table: audit trail, undo source and change feed. Every batch that changes something
 * adds its event. */
#ifndef SKRANKE_STORE_EVENTS_H
#define SKRANKE_STORE_EVENTS_H

#include "skranke/base/language.h"

#include "skranke/store/db.h"

/* X(identifier, word in the database, text for people, may be undone) */
#define EVENT_KINDS(X)                                                                             \
    X(RECEIVED, "received", N_("received"), false)                                                 \
    X(JOINED, "joined", N_("new message joined"), false)                                           \
    X(TAKEN, "taken", N_("taken"), true)                                                           \
    X(RELEASED, "released", N_("released"), true)                                                  \
    X(ASSIGNED, "assigned", N_("assigned"), true)                                                  \
    X(NOTED, "noted", N_("internal note"), true)                                                   \
    X(ANSWERED, "answered", N_("answer put in the outbox"), true)                                  \
    X(WITHDRAWN, "withdrawn", N_("answer withdrawn"), false)                                       \
    X(SENT, "sent", N_("answer sent"), false)                                                      \
    X(REFUSED, "refused", N_("answer refused by the mail server"), false)                          \
    X(RETRIED, "retried", N_("sending tried again"), false)                                        \
    X(CLOSED, "closed", N_("closed"), true)                                                        \
    X(REOPENED, "reopened", N_("reopened"), true)                                                  \
    X(RECORDED, "recorded", N_("answer recorded"), true)                                           \
    X(CHANGED, "changed", N_("changed"), true)                                                     \
    X(UNDONE, "undone", N_("undone"), false)                                                       \
    X(OPERATOR_ADDED, "operator_added", N_("operator added"), false)                               \
    X(DIRECTORY_CHANGED, "directory_changed", N_("directory changed"), false)                      \
    X(SUGGESTED, "suggested", N_("category suggested"), false)                                     \
    X(CATEGORISED, "categorised", N_("category chosen"), true)                                     \
    X(SNOOZED, "snoozed", N_("put off"), true)                                                     \
    X(WOKEN, "woken", N_("came back"), false)                                                      \
    X(BUMPED, "bumped", N_("priority changed"), true)                                              \
    X(TAGGED, "tagged", N_("tags changed"), true)                                                  \
    X(LINKED, "linked", N_("links changed"), true)                                                 \
    X(SPLIT, "split", N_("split"), false)                                                          \
    X(DECIDED, "decided", N_("decision recorded"), true)                                           \
    X(SURVEYED, "surveyed", N_("survey and wishes recorded"), true)                                \
    X(FORWARDED, "forwarded", N_("forwarded"), true)                                               \
    X(FORWARD_ANSWERED, "forward_answered", N_("the section answered"), false)                     \
    X(FORWARD_DIRECT, "forward_direct", N_("the section answered the inquirer"), false)            \
    X(FORWARD_SILENT, "forward_silent", N_("no answer from the section"), false)                   \
    X(FORWARD_TAKEN_BACK, "forward_taken_back", N_("forwarding taken back"), false)                \
    X(RECEIPTED, "receipted", N_("automatic receipt sent"), false)                                 \
    X(JOURNALLED, "journalled", N_("journalled"), false)                                           \
    X(JOURNAL_VOID, "journal_void", N_("journal entry void"), false)                               \
    X(JOURNAL_DECIDED, "journal_decided", N_("journalling decided"), false)                        \
    X(OPENED, "opened", N_("opened for reading"), false)                                           \
    X(REVEALED, "revealed", N_("identity numbers shown"), false)                                   \
    X(RECOMPUTED, "recomputed", N_("deadlines computed anew"), false)                              \
    X(RULES_CHANGED, "rules_changed", N_("rules changed"), false)                                  \
    X(GRANTED, "granted", N_("access of an operator changed"), false)                              \
    X(CALL_BEGUN, "call_begun", N_("call begun"), false)                                           \
    X(CALL_KEPT, "call_kept", N_("call noted"), false)                                             \
    X(CALL_ENDED, "call_ended", N_("call ended"), true)                                            \
    X(CALLS_BLANKED, "calls_blanked", N_("numbers of old calls deleted"), false)                   \
    X(MESSAGE_TAKEN, "message_taken", N_("message taken for a colleague"), true)                   \
    X(MESSAGE_REMINDED, "message_reminded", N_("colleague reminded of a message"), true)           \
    X(MESSAGE_SETTLED, "message_settled", N_("message for a colleague done"), true)                \
    X(CALL_BACK_PROMISED, "call_back_promised", N_("call-back promised"), true)                    \
    X(CALL_BACK_TRIED, "call_back_tried", N_("call-back tried"), true)                             \
    X(CALL_BACK_SETTLED, "call_back_settled", N_("call-back settled"), true)                       \
    X(MARKED, "marked", N_("marked as away or in"), true)                                          \
    X(UNMARKED, "unmarked", N_("mark taken away"), true)                                           \
    X(ABSENCE_ADDED, "absence_added", N_("absence entered"), true)                                 \
    X(ABSENCE_ENDED, "absence_ended", N_("absence ended"), true)                                   \
    X(DEPUTY_SET, "deputy_set", N_("deputy changed"), true)                                        \
    X(LEFT, "left", N_("has left the bureau"), true)                                               \
    X(HOURS_SET, "hours_set", N_("office hours changed"), true)                                    \
    X(NOTE_ADDED, "note_added", N_("note about a colleague written"), true)                        \
    X(NOTE_REMOVED, "note_removed", N_("note about a colleague removed"), true)                    \
    X(BACKED_UP, "backed_up", N_("database copied"), false)                                        \
    X(RESTORED, "restored", N_("database brought back from a backup"), false)

#define EVENT_ENUM(id, word, text, undo) EVENT_##id,
typedef enum { EVENT_KINDS(EVENT_ENUM) EVENT_KIND_COUNT } EventKind;
#undef EVENT_ENUM

typedef struct {
    gint64 id, at;
    gint64 operator_id; /* 0: the worker */
    char *operator_name;
    EventKind kind;
    gint64 inquiry, message;
    char *before, *after; /* JSON, may be "" */
    gint64 revision;      /* of the inquiry, after the act */
    gint64 undone_by;     /* the event that undid this one, or 0 */
} Event;

void event_free(Event *event);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Event, event_free)
const char *event_kind_word(EventKind kind);
/* Translated. */
const char *event_kind_text(EventKind kind);
bool event_kind_may_undo(EventKind kind);

/* After it the staff directory has to be read again. */
bool event_changes_directory(const Event *event);

/* Adds the event to a batch. inquiry/message 0: none. inquiry_revision is read from the inquiry
 * inside the batch. Pass EVENT_LATEST for an inquiry or message inserted earlier in the same batch.
 */
#define EVENT_LATEST (-1)
void events_add(DbBatch *batch, gint64 now, gint64 operator_id, EventKind kind, gint64 inquiry,
                gint64 message, const char *before, const char *after);

/* {"name":"text"}, for before and after; new text. */
char *events_text(const char *name, const char *text);
/* The same with further pairs of name and text; ends with NULL. */
char *events_texts(const char *name, const char *text, ...) G_GNUC_NULL_TERMINATED;

/* Adds the UNDONE event of an act: it names the event it undoes. The batch is a CONFLICT where that
 * was undone already, and where a later act about the same thing stands (events_later). */
void events_add_undone(DbBatch *batch, gint64 now, gint64 operator_id, const Event *undone);

/* Adds UNDONE, which refers to the event it undoes; the batch is a CONFLICT where that was undone
 * already. */
void events_add_undo(DbBatch *batch, gint64 now, gint64 operator_id, gint64 undone, gint64 inquiry,
                     const char *before, const char *after);

/* Newest id, 0 when there is none, -1 on error. */
gint64 events_newest(Db *db, GError **error);
/* Of one inquiry, oldest first; array of Event *, owned. */
GPtrArray *events_of_inquiry(Db *db, gint64 inquiry, GError **error);
/* After an id, oldest first, at most limit; array of Event *, owned. */
GPtrArray *events_after(Db *db, gint64 id, guint limit, GError **error);
/* The newest event by this operator, before an event's number (0: of all), that may be undone and
 * has not been, not older than `since`; NULL without error where none. */
Event *events_undoable(Db *db, gint64 operator_id, gint64 since, gint64 before, GError **error);
/* The same of those that cannot be undone as well: what changed something and stands yet. What is
 * only looked at, noted or the desk's own doing is no act. */
Event *events_newest_act(Db *db, gint64 operator_id, gint64 since, gint64 before, GError **error);
/* Why an act on a colleague or a call-back is no longer undone: the newest later one, by whomever,
 * about the same mark, absence, deputy, note or call-back, that stands; for the directory else the
 * newest later leaving or import. NULL without error where there is none. */
Event *events_later(Db *db, const Event *event, GError **error);

#endif

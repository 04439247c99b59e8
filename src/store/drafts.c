/* Drafts: what an operator is writing, saved every other second. Nothing here ever deletes text
 * that was not sent or thrown away, and a draft is found again by inquiry, operator and kind,
 * whichever program wrote it. */
#include "skranke/store/drafts.h"

#include "skranke/store/records.h"

const char *const draft_kind_words[] = {"reply", "note", NULL};

#define COLUMNS                                                                                    \
    "id, inquiry, operator, kind, purpose, recipients, copies, subject, text, seen_message, "      \
    "changed_at"

static const DbField fields[] = {
    DB_INT64(Draft, id),
    DB_INT64(Draft, inquiry),
    DB_INT64(Draft, operator_id),
    DB_ENUM(Draft, kind, draft_kind_words),
    DB_ENUM(Draft, purpose, message_purpose_words),
    DB_TEXT(Draft, recipients),
    DB_TEXT(Draft, copies),
    DB_TEXT(Draft, subject),
    DB_TEXT(Draft, text),
    DB_INT64(Draft, seen_message),
    DB_INT64(Draft, changed_at),
};

static const RecordKind kind = {
    .fields = fields,
    .count = G_N_ELEMENTS(fields),
    .make = (gpointer(*)(void))draft_new,
    .free = (GDestroyNotify)draft_free,
};

static const DbField writer_fields[] = {DB_TEXT(DraftWriter, name), DB_INT64(DraftWriter, at)};

static void writer_free(DraftWriter *writer)
{
    g_free(writer->name);
    g_free(writer);
}

static const RecordKind writer_kind = {
    .fields = writer_fields,
    .count = G_N_ELEMENTS(writer_fields),
    .size = sizeof(DraftWriter),
    .free = (GDestroyNotify)writer_free,
};

Draft *draft_new(void)
{
    return g_new0(Draft, 1);
}

void draft_free(Draft *draft)
{
    if (!draft)
        return;
    g_free(draft->recipients);
    g_free(draft->copies);
    g_free(draft->subject);
    g_free(draft->text);
    g_free(draft);
}

static const char *purpose_word(const Draft *draft)
{
    MessagePurpose purpose = draft->purpose == PURPOSE_PLAIN ? PURPOSE_ANSWER : draft->purpose;
    return message_purpose_words[purpose];
}

Draft *drafts_find(Db *db, gint64 inquiry, gint64 operator_id, DraftKind draft_kind, GError **error)
{
    return records_first(
        db_query(db, error,
                 "SELECT " COLUMNS " FROM draft WHERE inquiry = ? "
                 "AND operator = ? AND kind = ? AND state = 'writing' AND " SIGHT_OF("inquiry"),
                 "iiss", inquiry, operator_id, draft_kind_words[draft_kind], db_sight(db)),
        &kind);
}

GPtrArray *drafts_of_operator(Db *db, gint64 operator_id, GError **error)
{
    return records_all(db_query(db, error,
                                "SELECT " COLUMNS " FROM draft WHERE operator = ? "
                                "AND state = 'writing' AND " SIGHT_OF(
                                    "inquiry") " ORDER BY changed_at DESC, id DESC LIMIT 500",
                                "is", operator_id, db_sight(db)),
                       &kind);
}

bool drafts_save(Db *db, Draft *draft, gint64 now, GError **error)
{
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    db_batch_add(
        batch,
        "INSERT INTO draft (inquiry, operator, kind, purpose, recipients, copies, subject, "
        "text, seen_message, state, changed_at) VALUES (?, ?, ?, ?, ifnull(?, ''), "
        "ifnull(?, ''), ifnull(?, ''), ifnull(?, ''), ?, 'writing', ?) "
        "ON CONFLICT (inquiry, operator, kind) WHERE state = 'writing' DO UPDATE "
        "SET purpose = excluded.purpose, recipients = excluded.recipients, copies = "
        "excluded.copies, "
        "subject = excluded.subject, text = excluded.text, "
        "seen_message = excluded.seen_message, changed_at = excluded.changed_at",
        "iissssssii", draft->inquiry, draft->operator_id, draft_kind_words[draft->kind],
        purpose_word(draft), draft->recipients, draft->copies, draft->subject, draft->text,
        draft->seen_message, now);
    if (!db_batch_apply(db, batch, error))
        return false;
    draft->changed_at = now;
    /* An update has no new row id to keep: the row is asked for by its key. */
    draft->id =
        db_query_integer(db, 0, error,
                         "SELECT id FROM draft WHERE inquiry = ? AND operator = ? "
                         "AND kind = ? AND state = 'writing'",
                         "iis", draft->inquiry, draft->operator_id, draft_kind_words[draft->kind]);
    return draft->id != 0;
}

bool drafts_discard(Db *db, gint64 id, gint64 now, GError **error)
{
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    db_batch_add(batch,
                 "UPDATE draft SET state = 'discarded', changed_at = ? "
                 "WHERE id = ? AND state = 'writing'",
                 "ii", now, id);
    db_batch_expect(batch, 1);
    return db_batch_apply(db, batch, error);
}

GPtrArray *drafts_others(Db *db, gint64 inquiry, gint64 operator_id, gint64 since, GError **error)
{
    return records_all(db_query(db, error,
                                "SELECT o.name, d.changed_at FROM draft AS d "
                                "JOIN operator AS o ON o.id = d.operator WHERE d.inquiry = ? "
                                "AND d.operator <> ? AND d.kind = 'reply' AND d.state = 'writing' "
                                "AND d.changed_at > ? ORDER BY d.changed_at DESC, o.name",
                                "iii", inquiry, operator_id, since),
                       &writer_kind);
}

void drafts_add_sent(DbBatch *batch, const Draft *draft, gint64 now)
{
    db_batch_add(
        batch,
        "INSERT INTO draft (inquiry, operator, kind, purpose, recipients, copies, subject, "
        "text, seen_message, state, changed_at) VALUES (?, ?, ?, ?, ifnull(?, ''), "
        "ifnull(?, ''), ifnull(?, ''), ifnull(?, ''), ?, 'sent', ?)",
        "iissssssii", draft->inquiry, draft->operator_id, draft_kind_words[draft->kind],
        purpose_word(draft), draft->recipients, draft->copies, draft->subject, draft->text,
        draft->seen_message, now);
}

void drafts_mark_sent(DbBatch *batch, gint64 id, gint64 now)
{
    db_batch_add(batch,
                 "UPDATE draft SET state = 'sent', changed_at = ? "
                 "WHERE id = ? AND state = 'writing'",
                 "ii", now, id);
    db_batch_expect(batch, 1);
}

void drafts_mark_writing(DbBatch *batch, gint64 id, gint64 now)
{
    db_batch_add(batch,
                 "UPDATE draft SET state = 'writing', changed_at = ? WHERE id = ? "
                 "AND NOT EXISTS (SELECT 1 FROM draft AS other WHERE other.state = 'writing' "
                 "AND other.inquiry = draft.inquiry AND other.operator = draft.operator "
                 "AND other.kind = draft.kind)",
                 "ii", now, id);
}

/* What is still on its way out can be taken back into its draft. */
#define SETTLED_BEFORE                                                                             \
    "state <> 'writing' AND changed_at < ? AND id NOT IN (SELECT draft FROM outbox "               \
    "WHERE draft IS NOT NULL AND state IN ('held', 'queued', 'sending'))"

void drafts_purge(DbBatch *batch, gint64 before)
{
    db_batch_add(batch,
                 "UPDATE outbox SET draft = NULL "
                 "WHERE draft IN (SELECT id FROM draft WHERE " SETTLED_BEFORE ")",
                 "i", before);
    db_batch_add(batch, "DELETE FROM draft WHERE " SETTLED_BEFORE, "i", before);
}

/* The mailboxes of skranke.ini as the database knows them: how far each has been read and how it
 * went. Part of skranke/store/intake.h; the mails themselves are intake.c's. */
#include "skranke/store/intake.h"
#include "skranke/store/records.h"

#define SELECT_MAILBOXES                                                                           \
    "SELECT id, name, address, uid_validity, last_uid, last_good_at, last_tried_at, last_error "   \
    "FROM mailbox "

static const DbField fields[] = {
    DB_INT64(MailboxState, id),
    DB_TEXT(MailboxState, name),
    DB_TEXT(MailboxState, address),
    DB_INT64(MailboxState, uid_validity),
    DB_INT64(MailboxState, last_uid),
    DB_INT64(MailboxState, last_good_at),
    DB_INT64(MailboxState, last_tried_at),
    DB_TEXT(MailboxState, last_error),
};

static const RecordKind kind = {
    .fields = fields,
    .count = G_N_ELEMENTS(fields),
    .size = sizeof(MailboxState),
    .free = (GDestroyNotify)mailbox_state_free,
};

void mailbox_state_free(MailboxState *state)
{
    if (!state)
        return;
    g_free(state->name);
    g_free(state->address);
    g_free(state->last_error);
    g_free(state);
}

static MailboxState *find(Db *db, const char *name, GError **error)
{
    return records_first(db_query(db, error, SELECT_MAILBOXES "WHERE name = ?", "s", name), &kind);
}

MailboxState *intake_mailbox(Db *db, const char *name, const char *address, GError **error)
{
    GError *failure = NULL;
    MailboxState *state = find(db, name, &failure);
    if (failure)
        g_propagate_error(error, failure);
    if (failure || (state && g_strcmp0(state->address, address ? address : "") == 0))
        return state;
    mailbox_state_free(state);
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    db_batch_add(batch,
                 "INSERT INTO mailbox (name, address) VALUES (?, ifnull(?, '')) "
                 "ON CONFLICT (name) DO UPDATE SET address = excluded.address",
                 "ss", name, address);
    return db_batch_apply(db, batch, error) ? find(db, name, error) : NULL;
}

GPtrArray *intake_mailboxes(Db *db, GError **error)
{
    return records_all(db_query(db, error, SELECT_MAILBOXES "ORDER BY name", ""), &kind);
}

bool intake_mailbox_good(Db *db, gint64 mailbox, gint64 now, GError **error)
{
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    db_batch_add(batch,
                 "UPDATE mailbox SET last_good_at = ?, last_tried_at = ?, last_error = '' "
                 "WHERE id = ?",
                 "iii", now, now, mailbox);
    db_batch_expect(batch, 1);
    return db_batch_apply(db, batch, error);
}

bool intake_mailbox_failed(Db *db, gint64 mailbox, gint64 now, const char *why, GError **error)
{
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    db_batch_add(batch, "UPDATE mailbox SET last_tried_at = ?, last_error = ? WHERE id = ?", "isi",
                 now, why, mailbox);
    db_batch_expect(batch, 1);
    return db_batch_apply(db, batch, error);
}

void intake_cursor(DbBatch *batch, gint64 mailbox, gint64 uid_validity, gint64 last_uid)
{
    /* Within one validity the cursor only grows; a new validity starts it anew (RFC 3501 2.3.1.1).
     */
    db_batch_add(batch,
                 "UPDATE mailbox SET uid_validity = ?, "
                 "last_uid = CASE WHEN uid_validity = ? THEN max(last_uid, ?) ELSE ? END "
                 "WHERE id = ?",
                 "iiiii", uid_validity, uid_validity, last_uid, last_uid, mailbox);
    db_batch_expect(batch, 1);
}

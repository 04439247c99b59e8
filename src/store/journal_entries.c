/* Rows of the public journal: how they are read, and the statements that number, void and screen
 * them. A number is one more than the highest of its year, taken in the statement that uses it; as
 * no row is ever removed, the sequence has no gap. When a message is entered is journal_follow.c's.
 */
#include "skranke/store/journal_entries.h"

#include "skranke/base/language.h"

#include "skranke/store/events.h"
#include "skranke/store/records.h"

#define SELECT_ENTRIES                                                                             \
    "SELECT j.id, j.year, j.number, j.inquiry, j.message, j.type, j.journal_on, j.document_on, "   \
    "j.title, j.title_internal, j.party, j.party_role, j.party_is_person, j.unit, j.handler, "     \
    "j.access_code, j.legal_basis, j.void_at, j.void_reason FROM journal_entry AS j "

static const DbField fields[] = {
    DB_INT64(JournalEntry, id),
    DB_INT64(JournalEntry, year),
    DB_INT64(JournalEntry, number),
    DB_INT64(JournalEntry, inquiry),
    DB_INT64(JournalEntry, message),
    DB_ENUM(JournalEntry, type, journal_type_letters),
    DB_TEXT(JournalEntry, journal_on),
    DB_TEXT(JournalEntry, document_on),
    DB_TEXT(JournalEntry, title),
    DB_TEXT(JournalEntry, title_internal),
    DB_TEXT(JournalEntry, party),
    DB_TEXT(JournalEntry, party_role),
    DB_BOOL(JournalEntry, party_is_person),
    DB_TEXT(JournalEntry, unit),
    DB_TEXT(JournalEntry, handler),
    DB_TEXT(JournalEntry, access_code),
    DB_TEXT(JournalEntry, legal_basis),
    DB_INT64(JournalEntry, void_at),
    DB_TEXT(JournalEntry, void_reason),
};

static const RecordKind kind = {
    .fields = fields,
    .count = G_N_ELEMENTS(fields),
    .make = (gpointer(*)(void))journal_entry_new,
    .free = (GDestroyNotify)journal_entry_free,
};

/* ---- reading ---- */

GPtrArray *journal_entries_list(Db *db, const JournalQuery *query, guint limit, GError **error)
{
    return records_all(db_query(db, error,
                                SELECT_ENTRIES
                                "WHERE (j.year, j.number) > (?, ?) AND (? = 0 OR j.year = ?) "
                                "AND j.journal_on BETWEEN ifnull(?, '') AND ifnull(?, '9999') "
                                "AND " SIGHT_OF("j.inquiry") " ORDER BY j.year, j.number LIMIT ?",
                                "iiiisssi", query->after_year, query->after_number, query->year,
                                query->year, query->from, query->to, db_sight(db), (gint64)limit),
                       &kind);
}

GPtrArray *journal_entries_of_inquiry(Db *db, gint64 inquiry, GError **error)
{
    return records_all(db_query(db, error,
                                SELECT_ENTRIES "WHERE j.inquiry = ? AND " SIGHT_OF(
                                    "j.inquiry") " ORDER BY j.year, j.number",
                                "is", inquiry, db_sight(db)),
                       &kind);
}

const JournalEntry *journal_entries_standing(const GPtrArray *entries, gint64 message)
{
    for (guint i = 0; entries && i < entries->len; i++) {
        const JournalEntry *entry = entries->pdata[i];
        if (entry->message == message && entry->void_at == 0)
            return entry;
    }
    return NULL;
}

GArray *journal_entries_years(Db *db, GError **error)
{
    g_autoptr(DbRows) rows =
        db_query(db, error,
                 "SELECT year, count(*), count(void_at), max(number), min(number), "
                 "count(DISTINCT number) FROM journal_entry GROUP BY year ORDER BY year",
                 "");
    if (!rows)
        return NULL;
    GArray *years = g_array_new(FALSE, FALSE, sizeof(JournalYear));
    for (guint row = 0; row < db_rows_count(rows); row++) {
        JournalYear year = {.year = db_rows_integer(rows, row, 0),
                            .entries = db_rows_integer(rows, row, 1),
                            .voided = db_rows_integer(rows, row, 2),
                            .highest = db_rows_integer(rows, row, 3)};
        gint64 lowest = db_rows_integer(rows, row, 4), numbers = db_rows_integer(rows, row, 5);
        year.whole = lowest == 1 && numbers == year.highest && year.entries == numbers;
        g_array_append_val(years, year);
    }
    return years;
}

gint64 journal_entries_gap(Db *db, gint64 year, GError **error)
{
    g_autoptr(GError) failed = NULL;
    gint64 gap = db_query_integer(
        db, 0, &failed,
        "SELECT min(missing) FROM (SELECT number - 1 AS missing FROM journal_entry AS j "
        "WHERE year = ? AND number > 1 AND NOT EXISTS (SELECT 1 FROM journal_entry "
        "WHERE year = j.year AND number = j.number - 1))",
        "i", year);
    if (!failed)
        return gap;
    g_propagate_error(error, g_steal_pointer(&failed));
    return -1;
}

GArray *journal_entries_astray(Db *db, guint limit, GError **error)
{
    g_autoptr(DbRows) rows =
        db_query(db, error,
                 "SELECT m.id FROM message AS m JOIN inquiry AS i ON i.id = m.inquiry "
                 "LEFT JOIN category AS c ON c.code = i.category "
                 "LEFT JOIN journal_entry AS j ON j.message = m.id AND j.void_at IS NULL "
                 "WHERE CASE WHEN j.id IS NOT NULL THEN m.journal <> 'yes' "
                 "WHEN m.direction = 'out' AND m.delivery NOT IN ('', 'sent') THEN 0 "
                 "WHEN m.journal = '' THEN ifnull(c.journal, '') = 'yes' AND m.direction <> 'note' "
                 "AND (i.category_by IN ('mailbox', 'order', 'operator') OR i.decision <> '') "
                 "AND (m.automatic = '' OR m.channel = 'einnsyn') "
                 "AND m.purpose IN ('', 'answer', 'question', 'holding', 'notice') "
                 "ELSE m.journal = 'yes' END ORDER BY m.id LIMIT ?",
                 "i", (gint64)limit);
    if (!rows)
        return NULL;
    GArray *messages = g_array_new(FALSE, FALSE, sizeof(gint64));
    for (guint row = 0; row < db_rows_count(rows); row++) {
        gint64 message = db_rows_integer(rows, row, 0);
        g_array_append_val(messages, message);
    }
    return messages;
}

/* ---- statements ---- */

#define MESSAGE "ifnull(nullif(?, -1), (SELECT max(id) FROM message))"
#define INQUIRY "ifnull(nullif(?, -1), (SELECT max(id) FROM inquiry))"
G_STATIC_ASSERT(EVENT_LATEST == -1);

/* NULL and "" are the same text. */
static const char *text(const char *given)
{
    return given ? given : "";
}

void journal_entries_add(DbBatch *batch, gint64 inquiry, gint64 message, const JournalEntry *entry,
                         const char *reason, const char *category)
{
    db_batch_add(
        batch,
        "INSERT INTO journal_entry (year, number, inquiry, message, type, journal_on, "
        "document_on, title, title_internal, party, party_role, party_is_person, unit, handler, "
        "access_code, legal_basis) SELECT given.year, (SELECT ifnull(max(number), 0) + 1 "
        "FROM journal_entry WHERE year = given.year), given.inquiry, given.message, "
        "?, ?, ?, ?, ?, ?, ?, ?, ifnull((SELECT value FROM setting WHERE name = 'journal.unit'), "
        "''), "
        "?, ?, ? FROM (SELECT ? AS year, " INQUIRY " AS inquiry, " MESSAGE
        " AS message, ? AS category) AS given "
        "WHERE NOT EXISTS (SELECT 1 FROM journal_entry "
        "WHERE message = given.message AND void_at IS NULL) "
        "AND (given.category IS NULL OR given.category = "
        "(SELECT category FROM inquiry WHERE id = given.inquiry))",
        "sssssssisssiiis", journal_type_letters[entry->type], entry->journal_on, entry->document_on,
        text(entry->title), text(entry->title_internal), text(entry->party), entry->party_role,
        (gint64)entry->party_is_person, text(entry->handler), text(entry->access_code),
        text(entry->legal_basis), entry->year, inquiry, message, category);
    db_batch_add(batch,
                 "UPDATE message SET journal = 'yes', journal_reason = ? WHERE id = " MESSAGE
                 " AND EXISTS (SELECT 1 FROM journal_entry WHERE message = " MESSAGE
                 " AND void_at IS NULL)",
                 "sii", text(reason), message, message);
}

void journal_entries_void(DbBatch *batch, gint64 message, const char *reason, gint64 now)
{
    db_batch_add(batch,
                 "UPDATE journal_entry SET void_at = ?, void_reason = ? "
                 "WHERE message = ? AND void_at IS NULL",
                 "isi", now, reason, message);
    db_batch_expect(batch, 1);
}

void journal_entries_decide(DbBatch *batch, gint64 message, const char *decision,
                            const char *reason)
{
    db_batch_add(batch, "UPDATE message SET journal = ?, journal_reason = ? WHERE id = " MESSAGE,
                 "ssi", decision, text(reason), message);
    db_batch_expect(batch, 1);
}

void journal_entries_expect(DbBatch *batch, gint64 message, const char *decision)
{
    db_batch_add(batch, "UPDATE message SET journal = journal WHERE id = ? AND journal = ?", "is",
                 message, decision);
    db_batch_expect(batch, 1);
}

void journal_entries_screen(DbBatch *batch, gint64 inquiry, gint64 message,
                            const JournalEntry *entry)
{
    db_batch_add(
        batch,
        "UPDATE journal_entry SET title = ?, title_internal = ?, party = ?, "
        "party_is_person = ?, access_code = ?, legal_basis = ? WHERE inquiry = ? AND message = ?",
        "sssissii", text(entry->title), text(entry->title_internal), text(entry->party),
        (gint64)entry->party_is_person, text(entry->access_code), text(entry->legal_basis), inquiry,
        message);
}

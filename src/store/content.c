/* Bytes by their SHA-256, in pieces that both carriers manage. Owns how they are cut and put
 * together again; knows nothing of what they are. */
#include "skranke/store/content.h"

#include "skranke/base/error.h"
#include "skranke/base/language.h"

enum { PIECE_BYTES = 1024 * 1024 };

char *content_add_bytes(DbBatch *batch, GBytes *bytes)
{
    gsize size = g_bytes_get_size(bytes);
    char *hash = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, bytes);
    db_batch_add(batch,
                 "INSERT INTO content (sha256, size) VALUES (?, ?) ON CONFLICT (sha256) DO NOTHING",
                 "si", hash, (gint64)size);
    for (gsize at = 0; at < size; at += PIECE_BYTES) {
        g_autoptr(GBytes) piece = g_bytes_new_from_bytes(bytes, at, MIN(PIECE_BYTES, size - at));
        db_batch_add(batch,
                     "INSERT INTO content_piece (content, number, bytes) "
                     "VALUES ((SELECT id FROM content WHERE sha256 = ?), ?, ?) "
                     "ON CONFLICT (content, number) DO NOTHING",
                     "sib", hash, (gint64)(at / PIECE_BYTES), piece);
    }
    return hash;
}

char *content_add(DbBatch *batch, const void *bytes, gsize size)
{
    g_autoptr(GBytes) own = g_bytes_new(bytes, size);
    return content_add_bytes(batch, own);
}

static GBytes *damaged(gint64 id, GError **error)
{
    g_set_error(
        error, SKRANKE_ERROR, SKRANKE_ERROR_FAILED,
        _("The stored bytes %" PRId64
          " are not what was stored: the database is damaged. Keep it, and bring back the newest "
          "backup: skranke restore FILE."),
        id);
    return NULL;
}

/* Piece by piece, so that a large attachment is in memory once. */
static bool read_pieces(Db *db, gint64 id, gsize size, GByteArray *whole, GError **error)
{
    for (gint64 number = 0; whole->len < size; number++) {
        g_autoptr(DbRows) piece =
            db_query(db, error, "SELECT bytes FROM content_piece WHERE content = ? AND number = ?",
                     "ii", id, number);
        if (piece == NULL)
            return false;
        gsize length = 0;
        gconstpointer bytes = db_rows_count(piece) == 1 ? db_rows_blob(piece, 0, 0, &length) : NULL;
        if (length == 0 || length > size - whole->len)
            return damaged(id, error) != NULL;
        g_byte_array_append(whole, bytes, (guint)length);
    }
    return true;
}

GBytes *content_read(Db *db, gint64 id, GError **error)
{
    g_autoptr(DbRows) row =
        db_query(db, error, "SELECT sha256, size FROM content WHERE id = ?", "i", id);
    if (row == NULL)
        return NULL;
    if (db_rows_count(row) == 0) {
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_NOT_FOUND,
                    _("There are no stored bytes with the number %" PRId64 "."), id);
        return NULL;
    }
    gint64 size = db_rows_integer(row, 0, 1);
    if (size < 0 || size > G_MAXUINT32 / 2)
        return damaged(id, error);
    g_autoptr(GByteArray) whole = g_byte_array_new();
    if (!read_pieces(db, id, (gsize)size, whole, error))
        return NULL;
    g_autofree char *hash = g_compute_checksum_for_data(G_CHECKSUM_SHA256, whole->data, whole->len);
    if (g_strcmp0(hash, db_rows_text(row, 0, 0)) != 0)
        return damaged(id, error);
    return g_byte_array_free_to_bytes(g_steal_pointer(&whole));
}

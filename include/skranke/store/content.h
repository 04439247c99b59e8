/* Bytes by their SHA-256: raw mail, attachments, the bytes of an answer; kept in pieces of at most
 * 1 MB. */
#ifndef SKRANKE_STORE_CONTENT_H
#define SKRANKE_STORE_CONTENT_H

#include "skranke/store/db.h"

/* Adds statements that store the bytes unless they are there already; returns the SHA-256 in hex
 * (new text). Later statements of the batch refer to it as (SELECT id FROM content WHERE sha256 =
 * ?). */
char *content_add(DbBatch *batch, const void *bytes, gsize size);
/* The same without a copy of the bytes. */
char *content_add_bytes(DbBatch *batch, GBytes *bytes);

/* The whole; checked against its hash. Fails with NOT_FOUND, FAILED (the database holds something
 * else), UNAVAILABLE. */
GBytes *content_read(Db *db, gint64 id, GError **error);

#endif

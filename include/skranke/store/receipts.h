/* Automatic mail sent by itself, counted for the caps against loops (domain/receipt.h), and the
 * documents of eInnsyn orders that are cases already. */
#ifndef SKRANKE_STORE_RECEIPTS_H
#define SKRANKE_STORE_RECEIPTS_H

#include "skranke/domain/message.h"
#include "skranke/domain/receipt.h"

#include "skranke/store/rulebook.h"

/* ---- one that is sent ---- */

/* Where a receipt goes and what it says; the rule who gets one is domain/receipt.h's. */
typedef struct {
    ReceiptFacts facts;             /* reference: RECEIPTS_REFERENCE */
    const char *to;                 /* lower case */
    const char *from_name, *sender; /* ours */
    const char *domain;             /* of the Message-ID, "" none */
    gint64 now;
} ReceiptLetter;
/* The message, with what tells other machines that nobody wrote it. */
Message *receipts_message(const ReceiptLetter *letter);
/* Before the inquiry is added: the confirmation of a job application is what was promised at once,
 * so it answers. */
void receipts_answer(const Rulebook *rulebook, Inquiry *inquiry, gint64 now);
/* Statements after the message was added, for the inquiry added last: its number in the text,
 * outbox, count and event. It leaves at not_before. */
void receipts_post(DbBatch *batch, const Message *message, gint64 not_before);

/* How many went to an address (lower case), and for an inquiry, since a moment; -1 on error. */
gint64 receipts_to(Db *db, const char *address, gint64 since, GError **error);
gint64 receipts_for(Db *db, gint64 inquiry, gint64 since, GError **error);
/* The same for many addresses (array of char *, lower case) in one question: a table char * ->
 * count as GINT_TO_POINTER of those that got any. */
GHashTable *receipts_to_many(Db *db, const GPtrArray *addresses, gint64 since, GError **error);
/* Statement; inquiry EVENT_LATEST: the one added last. */
void receipts_add(DbBatch *batch, const char *address, gint64 at, gint64 inquiry);
/* Statement: in subject and text of the message added last, RECEIPTS_REFERENCE becomes the number
 * of the inquiry added last, "#17": who writes a receipt in the batch that makes the inquiry does
 * not know it yet. */
#define RECEIPTS_REFERENCE "{#}"
void receipts_number(DbBatch *batch);
/* Statement: forgets those before a moment; no cap looks so far back. */
void receipts_forget(DbBatch *batch, gint64 before);

/* The inquiry of an ordered document, 0 none, -1 on error. */
gint64 access_orders_find(Db *db, const char *order_id, const char *document_id, GError **error);

/* A document of an order that is a case already. */
typedef struct {
    gint64 inquiry;
    gint64 message; /* its first */
} AccessOrder;

/* All documents of these orders (array of char *) that are cases: a table access_orders_key ->
 * AccessOrder *, owned. */
GHashTable *access_orders_of(Db *db, const GPtrArray *order_ids, GError **error);
/* What that table is asked with; new text. */
char *access_orders_key(const char *order_id, const char *document_id);

/* Statement; expects that it is new. inquiry EVENT_LATEST: the one added last. */
void access_orders_add(DbBatch *batch, const char *order_id, const char *document_id,
                       gint64 inquiry, const char *case_number, const char *document_number,
                       const char *journal_number);
/* Statement: links the inquiry added last with the first one of the same order, where there is one.
 */
void access_orders_link(DbBatch *batch, const char *order_id, gint64 now);

#endif

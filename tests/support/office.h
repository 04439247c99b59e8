/*
 * A small office for the mail tests: a database of its own, an ini that names a relay, and answers
 * in the outbox, put there by the store as the desk does it.
 */
#pragma once

#include "skranke/base/config.h"

#include "skranke/store/db.h"
#include "skranke/store/outbox.h"

typedef struct {
    char *folder, *uri, *ini;
    Db *db;
    Config *config;
} Office;

/** Settings are lines of skranke.ini besides [mail] from; may be "". Fails the test when it cannot.
 */
Office *office_new(const char *settings);
void office_free(Office *office);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Office, office_free)

/** Reads the ini anew with other settings. */
void office_configure(Office *office, const char *settings);

/** An inquiry by kari@example.org that came by mail as <question.N@example.org>, waiting. Its
 * number. */
gint64 office_inquiry(Office *office, const char *subject);

/** An answer to it in the outbox, due at once. addresses: envelope, one a line; also shown in To.
 * The message's number. */
gint64 office_answer(Office *office, gint64 inquiry, const char *addresses, const char *text);

/** The outbox item of an answer. */
OutboxItem *office_item(Office *office, gint64 message);

/** Moves the clock of an answer: due now, first due so many seconds ago. */
void office_make_due(Office *office, gint64 message, gint64 seconds_ago);

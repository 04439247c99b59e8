#include "incoming.h"

#include <string.h>

#include "testing.h"

char *incoming_text(const char *from, const char *id, const char *refers, const char *extra,
                    const char *subject, const char *text)
{
    GString *out = g_string_new(NULL);
    g_string_append_printf(out, "From: %s\r\nTo: info@byraa.example\r\n", from);
    if (id[0] != '\0')
        g_string_append_printf(out, "Message-ID: <%s>\r\n", id);
    if (refers[0] != '\0')
        g_string_append_printf(out, "References: %s\r\n", refers);
    g_string_append_printf(out,
                           "%sSubject: %s\r\nDate: Tue, 14 Nov 2023 10:00:00 +0000\r\n\r\n%s\r\n",
                           extra, subject, text);
    return g_string_free(out, FALSE);
}

void incoming_add(IntakeRun *run, gint64 uid, char *text)
{
    GError *error = NULL;
    g_autoptr(GBytes) bytes = g_bytes_new_take(text, strlen(text));
    IntakeMail mail = {.source = uid > 0 ? "imap" : "file",
                       .mailbox = uid > 0 ? 1 : 0,
                       .uid_validity = uid > 0 ? 7 : 0,
                       .uid = uid,
                       .name = "",
                       .received_at = INCOMING_AT,
                       .bytes = bytes};
    if (!intake_run_add(run, &mail, &error))
        fail_msg("%s", error->message);
}

void incoming_flush(IntakeRun *run)
{
    GError *error = NULL;
    if (!intake_run_flush(run, &error))
        fail_msg("%s", error->message);
}

void incoming_expect_report(IntakeRun *run, const char *expected)
{
    const IntakeReport *r = intake_run_report(run);
    g_autofree char *got = g_strdup_printf(
        "new %d joined %d duplicate %d echo %d quarantined %d skipped %d", (int)r->fresh,
        (int)r->joined, (int)r->duplicate, (int)r->echo, (int)r->quarantined, (int)r->skipped);
    assert_string_equal(got, expected);
    assert_int_equal(r->read, r->fresh + r->joined + r->duplicate + r->echo + r->quarantined);
}

void incoming_expect_ledger(DeskDatabase *database)
{
    IntakeLedger ledger;
    gint64 sum = 0;
    assert_true(intake_ledger(database->db, &ledger, NULL));
    for (int i = 0; i < INTAKE_OUTCOME_COUNT; i++) {
        assert_int_equal(ledger.outcome[i], ledger.maintained[i]);
        sum += ledger.outcome[i];
    }
    assert_int_equal(ledger.fetched, sum);
    assert_int_equal(ledger.outcome[INTAKE_PENDING], 0);
    assert_int_equal(ledger.without_message, 0);
    assert_int_equal(ledger.without_raw, 0);
    /* An answer sent elsewhere is an echo with the bytes of a message. */
    gint64 elsewhere = desk_database_number(
        database,
        "SELECT count(DISTINCT m.id) FROM intake AS i JOIN message AS m ON m.id = i.message AND "
        "m.raw = i.raw AND m.direction = 'out' AND m.delivery = 'sent' "
        "WHERE i.outcome = 'echo'");
    assert_int_equal(
        ledger.outcome[INTAKE_NEW] + ledger.outcome[INTAKE_JOINED] + elsewhere,
        desk_database_number(database, "SELECT count(*) FROM message WHERE raw IS NOT NULL"));
}

DeskDatabase *incoming_database(void)
{
    DeskDatabase *database = desk_database_new(INCOMING_INI);
    mailbox_state_free(intake_mailbox(database->db, "info", "info@byraa.example", NULL));
    return database;
}

/*
 * The operator who imports, for tests of desk/import_staff.h.
 */
#include "import_fixture.h"

#include <string.h>

Office office_of(void **state)
{
    StoreFixture *fixture = *state;
    return (Office){fixture, desk_fixture(fixture, fixture->kari)};
}

void office_close(Office *office)
{
    desk_fixture_free(office->desk);
}

StaffReport *take_bytes(Office *office, StaffKind kind, const char *bytes, gsize size,
                        StaffImport options)
{
    g_autoptr(GError) error = NULL;
    options.source = options.source ? options.source : "staff.csv";
    StaffReport *report = staff_import(office->desk, kind, bytes, size, &options, &error);
    assert_no_error(error);
    return report;
}

void assert_counts_at(const StaffReport *report, const char *expected, int line)
{
    g_autofree char *found =
        g_strdup_printf("%d %d %d %d %d %d %d %u", (int)report->read, (int)report->added,
                        (int)report->changed, (int)report->unchanged, (int)report->skipped,
                        (int)report->missing, (int)report->ended, report->problems->len);
    if (strcmp(found, expected) != 0)
        fail_msg("line %d: %s instead of %s: %s", line, found, expected,
                 report->problems->len ? (char *)report->problems->pdata[0]
                 : report->lines->len  ? (char *)report->lines->pdata[0]
                                       : "");
}
void take(Office *office, StaffKind kind, const char *text, const char *expected)
{
    g_autoptr(StaffReport) report = take_bytes(office, kind, text, strlen(text), (StaffImport){0});
    assert_counts(report, expected);
}

void take_full(Office *office, StaffKind kind, const char *text, const char *expected)
{
    g_autoptr(StaffReport) report =
        take_bytes(office, kind, text, strlen(text), (StaffImport){.full = true});
    assert_counts(report, expected);
}

void assert_number(Office *office, const char *sql, gint64 expected)
{
    gint64 found = fixture_number(office->fixture, sql);
    if (found != expected)
        fail_msg("%d instead of %d: %s", (int)found, (int)expected, sql);
}

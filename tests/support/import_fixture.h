/*
 * An operator who imports files of people, absences and duties, and what a report must come to.
 */
#pragma once

#include "skranke/desk/import_staff.h"

#include "desk_fixture.h"

typedef struct {
    StoreFixture *fixture;
    Desk *desk;
} Office;

/** Of the state of a store test; closed by g_auto. */
Office office_of(void **state);
void office_close(Office *office);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Office, office_close)

/** Imports these bytes, as "staff.csv" where the options name no source. */
StaffReport *take_bytes(Office *office, StaffKind kind, const char *bytes, gsize size,
                        StaffImport options);
/** The same for a text, with and without --full; expected as of assert_counts. */
void take(Office *office, StaffKind kind, const char *text, const char *expected);
void take_full(Office *office, StaffKind kind, const char *text, const char *expected);

/** "read added changed unchanged skipped missing ended problems" */
#define assert_counts(report, expected) assert_counts_at(report, expected, __LINE__)
void assert_counts_at(const StaffReport *report, const char *expected, int line);
void assert_number(Office *office, const char *sql, gint64 expected);

#define TWO_PEOPLE                                                                                 \
    "initials;name;email;phone;employee_id\n"                                                      \
    "kbe;Kari Berg;kbe@byraa.example;00 00 21 11;17\n"                                             \
    "oha;Ola Haug;oha@byraa.example;00 00 21 12;18\n"

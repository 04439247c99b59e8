/* What the files of desk/import_staff.h share: one reading of one source. */
#ifndef SKRANKE_SRC_DESK_IMPORT_STAFF_PRIVATE_H
#define SKRANKE_SRC_DESK_IMPORT_STAFF_PRIVATE_H

#include "skranke/base/csv.h"

#include "skranke/store/people.h"

#include "skranke/desk/import_staff.h"

/* The columns of a person, in the order of staff_fields. */
typedef enum {
    FIELD_INITIALS,
    FIELD_NAME,
    FIELD_TITLE_NB,
    FIELD_TITLE_NN,
    FIELD_TITLE_EN,
    FIELD_SECTIONS,
    FIELD_PHONE,
    FIELD_MOBILE,
    FIELD_EMAIL,
    FIELD_LANGUAGES,
    FIELD_HOURS,
    FIELD_CORE_HOURS,
    FIELD_NOTE,
    FIELD_KEYWORDS,
    FIELD_FORMER_NAMES,
    FIELD_EMPLOYEE_ID,
    FIELD_ORGANISATION,
    FIELD_LEFT_ON,
    FIELD_MOBILE_SHOWN,
    FIELD_DEPUTY,
    FIELD_SUCCESSOR,
    STAFF_FIELDS
} StaffField;

typedef enum {
    VALUE_TEXT,
    VALUE_LIST,
    VALUE_SECTIONS, /* a list of codes */
    VALUE_PHONE,
    VALUE_EMAIL,
    VALUE_HOURS,
    VALUE_DAY,
    VALUE_FLAG,
    VALUE_REFERENCE
} StaffValue;

typedef struct {
    const char *column;
    StaffValue value;
    gsize offset;  /* of the text in Person; of flags and references: not used */
    guint longest; /* characters */
} StaffColumn;
extern const StaffColumn staff_columns[STAFF_FIELDS];

/* A person as a source says it; NULL: it says nothing of this field, which then stays. */
typedef struct {
    guint line;
    char *values[STAFF_FIELDS];
} StaffRow;
void staff_row_free(gpointer row);

typedef struct {
    Desk *desk;
    const StaffImport *options;
    StaffKind kind;
    const char *source;
    gint64 now, from, until;
    PeopleDirectory *known;
    GHashTable *by_employee, *by_email, *by_initials, *by_name; /* folded text -> Person * */
    GHashTable *headers; /* our column -> the file's, of [directory] columns */
    GPtrArray *codes;    /* of AbsenceCode *, NULL: the carried ones */
    GHashTable *seen;    /* char *: what this source has said, by its key */
    DbBatch *batch;
    StaffReport *report;
} StaffReading;

/* ---- reporting: import_staff.c ---- */

StaffReport *staff_report_new(void);
/* "line 7: …"; line 0: of the whole. At most 200 are kept. */
void staff_problem(StaffReading *reading, guint line, const char *format, ...) G_GNUC_PRINTF(3, 4);
void staff_tell(StaffReading *reading, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* ---- texts: import_staff_text.c ---- */

/* The bytes as UTF-8, *encoding is a literal; NULL with a problem. */
char *staff_decode(StaffReading *reading, const char *bytes, gsize size, const char **encoding);
/* One line without control characters, NFC, at most so many characters; new text. NULL with a
 * problem. */
char *staff_clean(StaffReading *reading, guint line, const char *column, const char *text,
                  guint longest);
/* "a; b,c" as "a,b,c"; new text. */
char *staff_list(const char *text);
/* The key under which a name, an address or initials are found; new text. */
char *staff_fold(const char *text);
/* [directory] columns into reading->headers. */
void staff_read_headers(StaffReading *reading);
/* A field by our name of the column, "" where there is none; borrowed. */
const char *staff_cell(const StaffReading *reading, const CsvTable *table, guint row,
                       const char *column);
bool staff_has_column(const StaffReading *reading, const CsvTable *table, const char *column);
/* "yes", "ja", "1" …: 1; "no", "nei", "0", "": 0; else -1. */
int staff_flag(const char *text);

/* ---- whom a source means: import_staff_known.c ---- */

void staff_know(StaffReading *reading);
void staff_forget(StaffReading *reading);
/* By employee number, e-mail, initials, our number or (as the last) a name that only one has; also
 * those who have left. NULL: nobody. */
Person *staff_known(const StaffReading *reading, const char *word);
/* The code of a section that is called so (code or name), NULL. */
const char *staff_section(const StaffReading *reading, const char *word);

/* ---- formats as rows of people: import_staff_rows.c; problems are in the report ---- */

GPtrArray *staff_rows_of_csv(StaffReading *reading, const char *text, gsize size);
GPtrArray *staff_rows_of_ldif(StaffReading *reading, const char *text, gsize size);
GPtrArray *staff_rows_of_vcard(StaffReading *reading, const char *text, gsize size);

/* ---- what becomes of them ---- */

void staff_take_people(StaffReading *reading, const GPtrArray *rows); /* import_staff_people.c */
void staff_take_absences(StaffReading *reading, const char *text, gsize size);
void staff_take_calendar(StaffReading *reading, const char *text, gsize size);
void staff_take_duties(StaffReading *reading, const char *text, gsize size);

/* One absence as the source says it now (import_staff_absences.c): added, changed or unchanged.
 * Its source and seen_at are set here. */
void staff_put_absence(StaffReading *reading, const Person *person, Absence *absence, guint line);
/* Those of this source that it says no more; only of this person (NULL: of all), and only what
 * begins before `until`. */
void staff_end_absences(StaffReading *reading, const Person *person, gint64 until);
/* "is" the person as the report names them; borrowed. */
const char *staff_name_of(const Person *person);

#endif

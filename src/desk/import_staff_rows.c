/* Owns how CSV, LDIF and cards become rows of people: which column, attribute or property is which
 * field. What a row then changes is import_staff_people.c's. */
#include <string.h>

#include "skranke/base/language.h"
#include "skranke/base/ldif.h"
#include "skranke/base/vcard.h"

#include "skranke/domain/phone_number.h"

#include "import_staff_private.h"

enum { MOST_ROWS = 100000 };

#define COLUMN(member, kind, longest)                                                              \
    {                                                                                              \
#member, kind, offsetof(Person, member), longest                                           \
    }

const StaffColumn staff_columns[STAFF_FIELDS] = {
    [FIELD_INITIALS] = COLUMN(initials, VALUE_TEXT, 20),
    [FIELD_NAME] = COLUMN(name, VALUE_TEXT, 120),
    [FIELD_TITLE_NB] = COLUMN(title_nb, VALUE_TEXT, 120),
    [FIELD_TITLE_NN] = COLUMN(title_nn, VALUE_TEXT, 120),
    [FIELD_TITLE_EN] = COLUMN(title_en, VALUE_TEXT, 120),
    [FIELD_SECTIONS] = COLUMN(sections, VALUE_SECTIONS, 200),
    [FIELD_PHONE] = COLUMN(phone, VALUE_PHONE, 40),
    [FIELD_MOBILE] = COLUMN(mobile, VALUE_PHONE, 40),
    [FIELD_EMAIL] = COLUMN(email, VALUE_EMAIL, 254),
    [FIELD_LANGUAGES] = COLUMN(languages, VALUE_LIST, 60),
    [FIELD_HOURS] = COLUMN(hours, VALUE_HOURS, 200),
    [FIELD_CORE_HOURS] = COLUMN(core_hours, VALUE_HOURS, 200),
    [FIELD_NOTE] = COLUMN(note, VALUE_TEXT, 500),
    [FIELD_KEYWORDS] = COLUMN(keywords, VALUE_LIST, 500),
    [FIELD_FORMER_NAMES] = COLUMN(former_names, VALUE_LIST, 300),
    [FIELD_EMPLOYEE_ID] = COLUMN(employee_id, VALUE_TEXT, 60),
    [FIELD_ORGANISATION] = COLUMN(organisation, VALUE_TEXT, 120),
    [FIELD_LEFT_ON] = COLUMN(left_on, VALUE_DAY, 10),
    [FIELD_MOBILE_SHOWN] = {"mobile_shown", VALUE_FLAG, 0, 10},
    [FIELD_DEPUTY] = {"deputy", VALUE_REFERENCE, 0, 254},
    [FIELD_SUCCESSOR] = {"successor", VALUE_REFERENCE, 0, 254},
};

static StaffRow *row_new(guint line)
{
    StaffRow *row = g_new0(StaffRow, 1);
    row->line = line;
    return row;
}

void staff_row_free(gpointer row)
{
    for (guint i = 0; i < STAFF_FIELDS; i++)
        g_free(((StaffRow *)row)->values[i]);
    g_free(row);
}

/* Keeps what a source says of a field, cleaned. */
static void set(StaffReading *reading, StaffRow *row, StaffField field, const char *text)
{
    const StaffColumn *column = &staff_columns[field];
    g_autofree char *clean = staff_clean(reading, row->line, column->column, text, column->longest);
    if (!clean)
        return;
    g_free(row->values[field]);
    row->values[field] = column->value == VALUE_LIST || column->value == VALUE_SECTIONS
                             ? staff_list(clean)
                             : g_steal_pointer(&clean);
}

static void set_where_said(StaffReading *reading, StaffRow *row, StaffField field, const char *text)
{
    if (text && *text)
        set(reading, row, field, text);
}

static bool has_room(StaffReading *reading, guint count)
{
    if (count > MOST_ROWS)
        staff_problem(reading, 0, _("there are more than 100,000 people in it"));
    return count <= MOST_ROWS;
}

/* ---- CSV ---- */

GPtrArray *staff_rows_of_csv(StaffReading *reading, const char *text, gsize size)
{
    g_autoptr(GError) wrong = NULL;
    g_autoptr(CsvTable) table = csv_parse(text, size, &wrong);
    if (!table) {
        staff_problem(reading, 0, "%s", wrong->message);
        return NULL;
    }
    bool has[STAFF_FIELDS];
    for (guint f = 0; f < STAFF_FIELDS; f++)
        has[f] = staff_has_column(reading, table, staff_columns[f].column);
    if (!has[FIELD_INITIALS] && !has[FIELD_EMAIL] && !has[FIELD_EMPLOYEE_ID]) {
        staff_problem(reading, 1,
                      _("none of the columns \"initials\", \"email\" and \"employee_id\" is there; "
                        "this is no file of people (or [directory] columns must name them)"));
        return NULL;
    }
    if (!has_room(reading, csv_rows(table)))
        return NULL;
    GPtrArray *rows = g_ptr_array_new_with_free_func(staff_row_free);
    for (guint r = 0; r < csv_rows(table); r++) {
        StaffRow *row = row_new(csv_line(table, r));
        for (guint f = 0; f < STAFF_FIELDS; f++)
            if (has[f])
                set(reading, row, f, staff_cell(reading, table, r, staff_columns[f].column));
        g_ptr_array_add(rows, row);
    }
    return rows;
}

/* ---- what LDIF and cards share ---- */

/* Codes of the sections that are called so; what the database does not know is told and left. */
static void set_sections(StaffReading *reading, StaffRow *row, const GPtrArray *names)
{
    g_autoptr(GString) codes = g_string_new(NULL);
    for (guint i = 0; i < names->len; i++) {
        const char *code = staff_section(reading, names->pdata[i]);
        g_autofree char *inside = g_strdup_printf(",%s,", codes->str);
        g_autofree char *wanted = g_strdup_printf(",%s,", code ? code : "");
        if (code && !strstr(inside, wanted))
            g_string_append_printf(codes, "%s%s", codes->len ? "," : "", code);
    }
    set_where_said(reading, row, FIELD_SECTIONS, codes->str);
    if (names->len > 0 && codes->len == 0)
        staff_tell(reading, _("line %u: there is no section \"%.60s\"; the section stays as it is"),
                   row->line, (const char *)names->pdata[0]);
}

/* "nb-NO, en;q=0.5" as "nb,en"; no is nb. */
static void set_languages(StaffReading *reading, StaffRow *row, const char *said)
{
    g_auto(GStrv) parts = g_strsplit_set(said, ",", -1);
    g_autoptr(GString) list = g_string_new(NULL);
    for (guint i = 0; parts[i]; i++) {
        g_autofree char *lower = g_ascii_strdown(g_strstrip(parts[i]), -1);
        lower[strcspn(lower, "-_;")] = '\0';
        const char *word = strcmp(lower, "no") == 0 ? "nb" : lower;
        if (*word && strlen(word) <= 3)
            g_string_append_printf(list, "%s%s", list->len ? "," : "", word);
    }
    set_where_said(reading, row, FIELD_LANGUAGES, list->str);
}

/* Initials where the source has none of its own: what stands before the @. */
static void guess_initials(StaffRow *row)
{
    const char *email = row->values[FIELD_EMAIL];
    const char *at = email ? strchr(email, '@') : NULL;
    if (!row->values[FIELD_INITIALS] && at &&
        at - email <= (gssize)staff_columns[FIELD_INITIALS].longest)
        row->values[FIELD_INITIALS] = g_strndup(email, (gsize)(at - email));
}

/* ---- LDIF ---- */

static const struct {
    StaffField field;
    const char *attributes[3]; /* lower case; the first that is there */
} attributes[] = {
    {FIELD_INITIALS, {"uid", "samaccountname", NULL}},
    {FIELD_TITLE_NB, {"title;lang-nb", "title", NULL}},
    {FIELD_TITLE_NN, {"title;lang-nn", NULL, NULL}},
    {FIELD_TITLE_EN, {"title;lang-en", NULL, NULL}},
    {FIELD_PHONE, {"telephonenumber", NULL, NULL}},
    {FIELD_MOBILE, {"mobile", NULL, NULL}},
    {FIELD_EMAIL, {"mail", NULL, NULL}},
    {FIELD_EMPLOYEE_ID, {"employeenumber", "employeeid", NULL}},
    {FIELD_NOTE, {"physicaldeliveryofficename", NULL, NULL}},
};

static bool is_unreadable(const LdifRecord *record, const char *attribute)
{
    const GPtrArray *values = g_hash_table_lookup(record->attributes, attribute);
    return values && values->len == 0;
}

static void read_attributes(StaffReading *reading, StaffRow *row, const LdifRecord *record)
{
    for (guint i = 0; i < G_N_ELEMENTS(attributes); i++)
        for (guint a = 0; a < 3 && attributes[i].attributes[a]; a++) {
            const char *attribute = attributes[i].attributes[a];
            if (is_unreadable(record, attribute))
                staff_problem(reading, row->line, _("\"%s\" is no text in UTF-8"), attribute);
            if (!row->values[attributes[i].field])
                set_where_said(reading, row, attributes[i].field, ldif_value(record, attribute));
        }
}

/* displayName, unless it is turned round ("Bjørnstad, Kari"); else given and family name, else cn.
 */
static void read_name(StaffReading *reading, StaffRow *row, const LdifRecord *record)
{
    const char *shown = ldif_value(record, "displayname"), *given = ldif_value(record, "givenname");
    const char *family = ldif_value(record, "sn"), *common = ldif_value(record, "cn");
    g_autofree char *both = *given && *family ? g_strconcat(given, " ", family, NULL) : NULL;
    if (is_unreadable(record, "cn") || is_unreadable(record, "displayname"))
        staff_problem(reading, row->line, _("\"%s\" is no text in UTF-8"), "cn");
    if (*shown && !strchr(shown, ','))
        set(reading, row, FIELD_NAME, shown);
    else if (both || *common || *shown)
        set(reading, row, FIELD_NAME, both ? both : *common ? common : shown);
}

/* Accounts that are switched off (Active Directory) and entries that are no people. */
static bool is_person(const LdifRecord *record, const StaffRow *row)
{
    guint64 control = g_ascii_strtoull(ldif_value(record, "useraccountcontrol"), NULL, 10);
    bool named =
        row->values[FIELD_INITIALS] || row->values[FIELD_EMAIL] || row->values[FIELD_EMPLOYEE_ID];
    return named && row->values[FIELD_NAME] && (control & 2) == 0;
}

static StaffRow *row_of_record(StaffReading *reading, const LdifRecord *record)
{
    StaffRow *row = row_new(record->line);
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    read_attributes(reading, row, record);
    read_name(reading, row, record);
    static const char *const places[] = {"departmentnumber", "department", "ou"};
    for (guint i = 0; i < G_N_ELEMENTS(places); i++) {
        const GPtrArray *values = g_hash_table_lookup(record->attributes, places[i]);
        for (guint v = 0; values && v < values->len; v++)
            g_ptr_array_add(names, values->pdata[v]);
    }
    if (is_person(record, row)) {
        set_sections(reading, row, names);
        set_languages(reading, row, ldif_value(record, "preferredlanguage"));
        guess_initials(row);
        return row;
    }
    reading->report->read++;
    reading->report->skipped++;
    staff_row_free(row);
    return NULL;
}

GPtrArray *staff_rows_of_ldif(StaffReading *reading, const char *text, gsize size)
{
    g_autoptr(GError) wrong = NULL;
    g_autoptr(GPtrArray) records = ldif_parse(text, size, &wrong);
    if (!records)
        staff_problem(reading, 0, "%s", wrong->message);
    if (!records || !has_room(reading, records->len))
        return NULL;
    GPtrArray *rows = g_ptr_array_new_with_free_func(staff_row_free);
    for (guint i = 0; i < records->len; i++) {
        StaffRow *row = row_of_record(reading, records->pdata[i]);
        if (row)
            g_ptr_array_add(rows, row);
    }
    return rows;
}

/* ---- cards ---- */

static const struct {
    StaffField field;
    const char *property, *type;
} properties[] = {
    {FIELD_INITIALS, "X-INITIALS", NULL},
    {FIELD_INITIALS, "NICKNAME", NULL},
    {FIELD_NAME, "FN", NULL},
    {FIELD_TITLE_NB, "TITLE", NULL},
    {FIELD_MOBILE, "TEL", "cell"},
    {FIELD_EMAIL, "EMAIL", "work"},
    {FIELD_EMAIL, "EMAIL", NULL},
    {FIELD_KEYWORDS, "CATEGORIES", NULL},
    {FIELD_NOTE, "NOTE", NULL},
    {FIELD_EMPLOYEE_ID, "X-EMPLOYEE-ID", NULL},
    {FIELD_EMPLOYEE_ID, "X-EMPLOYEEID", NULL},
};

/* "tel:+47-00-00-21-58;ext=3" as one writes it; other values as they are. */
static char *number_of(const char *value)
{
    if (g_ascii_strncasecmp(value, "tel:", 4) != 0)
        return g_strdup(value);
    g_autofree char *digits = g_strndup(value + 4, strcspn(value + 4, ";"));
    g_autofree char *normal = phone_number_normalise(digits);
    return *normal ? phone_number_text(normal) : g_strdup(digits);
}

/* The first number that is neither a mobile's nor a fax's; one marked as of work goes before. */
static void read_phone(StaffReading *reading, StaffRow *row, const Vcard *card)
{
    const VcardProperty *found = NULL;
    for (guint i = 0; i < card->properties->len; i++) {
        const VcardProperty *property = card->properties->pdata[i];
        bool usable = strcmp(property->name, "TEL") == 0 && !strstr(property->types, ",cell,") &&
                      !strstr(property->types, ",fax,") && !strstr(property->types, ",home,");
        if (usable &&
            (!found || (strstr(property->types, ",work,") && !strstr(found->types, ",work,"))))
            found = property;
    }
    g_autofree char *number = number_of(found ? found->value : "");
    set_where_said(reading, row, FIELD_PHONE, number);
}

static void read_organisation(StaffReading *reading, StaffRow *row, const Vcard *card)
{
    const VcardProperty *property = vcard_property(card, "ORG", NULL);
    if (!property)
        return;
    g_autofree char *first = vcard_part(property, 0), *unit = vcard_part(property, 1);
    g_autofree char *own = staff_fold(config_text(reading->desk->config, "bureau", "name"));
    g_autofree char *said = staff_fold(first);
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    set(reading, row, FIELD_ORGANISATION, strcmp(own, said) == 0 ? "" : first);
    if (*unit)
        g_ptr_array_add(names, unit);
    set_sections(reading, row, names);
}

static StaffRow *row_of_card(StaffReading *reading, const Vcard *card)
{
    StaffRow *row = row_new(card->line);
    for (guint i = 0; i < G_N_ELEMENTS(properties); i++) {
        const VcardProperty *property =
            vcard_property(card, properties[i].property, properties[i].type);
        g_autofree char *value = number_of(property ? property->value : "");
        if (!row->values[properties[i].field])
            set_where_said(reading, row, properties[i].field, value);
    }
    const VcardProperty *name = vcard_property(card, "N", NULL);
    if (name && !row->values[FIELD_NAME]) {
        g_autofree char *family = vcard_part(name, 0), *given = vcard_part(name, 1);
        g_autofree char *both = g_strconcat(given, " ", family, NULL);
        set_where_said(reading, row, FIELD_NAME, g_strstrip(both));
    }
    read_phone(reading, row, card);
    read_organisation(reading, row, card);
    const VcardProperty *language = vcard_property(card, "LANG", NULL);
    set_languages(reading, row, language ? language->value : "");
    guess_initials(row);
    return row;
}

GPtrArray *staff_rows_of_vcard(StaffReading *reading, const char *text, gsize size)
{
    g_autoptr(GError) wrong = NULL;
    g_autoptr(GPtrArray) cards = vcard_parse(text, size, &wrong);
    if (!cards)
        staff_problem(reading, 0, "%s", wrong->message);
    if (!cards || !has_room(reading, cards->len))
        return NULL;
    GPtrArray *rows = g_ptr_array_new_with_free_func(staff_row_free);
    for (guint i = 0; i < cards->len; i++)
        g_ptr_array_add(rows, row_of_card(reading, cards->pdata[i]));
    return rows;
}

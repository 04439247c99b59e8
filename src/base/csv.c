/* Reads CSV as RFC 4180 means it and as spreadsheets write it, and writes it. It must not know what
 * the columns mean. */
#include "skranke/base/csv.h"

#include <stdbool.h>
#include <string.h>

#include "skranke/base/error.h"
#include "skranke/base/language.h"

#define MOST_ROWS 1000000

struct CsvTable {
    GStringChunk *texts;
    GPtrArray *headers; /* folded, borrowed from texts */
    GPtrArray *fields;  /* of all rows after each other, borrowed from texts */
    GArray *first;      /* guint: index of each row's first field */
    GArray *lines;      /* guint: line of the file where each row starts */
};

typedef struct {
    const char *at, *end;
    char separator;
    guint line;
    GString *field;
    GError **error;
} Parser;

void csv_free(CsvTable *table)
{
    if (!table)
        return;
    g_string_chunk_free(table->texts);
    g_ptr_array_unref(table->headers);
    g_ptr_array_unref(table->fields);
    g_array_unref(table->first);
    g_array_unref(table->lines);
    g_free(table);
}

static CsvTable *csv_new(void)
{
    CsvTable *table = g_new0(CsvTable, 1);
    table->texts = g_string_chunk_new(4096);
    table->headers = g_ptr_array_new();
    table->fields = g_ptr_array_new();
    table->first = g_array_new(FALSE, FALSE, sizeof(guint));
    table->lines = g_array_new(FALSE, FALSE, sizeof(guint));
    return table;
}

static bool fail(Parser *parser, guint line, const char *what)
{
    g_set_error(parser->error, SKRANKE_ERROR, SKRANKE_ERROR_FAILED,
                _("Line %u of the CSV file: %s. Nothing was imported. Correct the line and import "
                  "again."),
                line, what);
    return false;
}

/* The separator that the header row has most of, outside quotes; the earlier one wins a draw. */
static char find_separator(const char *at, const char *end)
{
    static const char candidates[] = ";,|\t";
    guint counts[sizeof candidates - 1] = {0};
    bool quoted = false;
    for (; at < end && (quoted || (*at != '\n' && *at != '\r')); at++) {
        const char *found = memchr(candidates, *at, sizeof candidates - 1);
        if (*at == '"')
            quoted = !quoted;
        else if (found && !quoted)
            counts[found - candidates]++;
    }
    guint best = 0;
    for (guint i = 1; i < G_N_ELEMENTS(counts); i++)
        if (counts[i] > counts[best])
            best = i;
    return candidates[best];
}

/* Appends what stands between quotes; parser->at is past the opening quote. */
static bool read_quoted(Parser *parser)
{
    guint opened = parser->line;
    while (parser->at < parser->end) {
        char character = *parser->at++;
        if (character == '"') {
            if (parser->at == parser->end || *parser->at != '"')
                return true;
            parser->at++;
        }
        if (character == '\n')
            parser->line++;
        g_string_append_c(parser->field, character);
    }
    return fail(parser, opened, _("the quotation mark that opens here is never closed"));
}

/* Reads up to the separator or the end of the line, which stay unread. */
static bool read_field(Parser *parser)
{
    g_string_truncate(parser->field, 0);
    bool only_spaces = true;
    while (parser->at < parser->end && *parser->at != parser->separator && *parser->at != '\n' &&
           *parser->at != '\r') {
        char character = *parser->at++;
        /* A quote inside an unquoted field is only a character (7" skjerm). */
        if (character == '"' && only_spaces) {
            if (!read_quoted(parser))
                return false;
        } else {
            g_string_append_c(parser->field, character);
        }
        only_spaces = only_spaces && character == ' ';
    }
    g_strstrip(parser->field->str);
    return true;
}

static void skip_line_end(Parser *parser)
{
    if (parser->at < parser->end && *parser->at == '\r')
        parser->at++;
    if (parser->at < parser->end && *parser->at == '\n')
        parser->at++;
    parser->line++;
}

/* Adds the fields of one row; *empty is true for a line with nothing in it. */
static bool read_row(Parser *parser, CsvTable *table, GPtrArray *row, bool *empty)
{
    guint before = row->len;
    *empty = true;
    for (;;) {
        if (!read_field(parser))
            return false;
        *empty = *empty && parser->field->str[0] == '\0';
        g_ptr_array_add(row, g_string_chunk_insert_const(table->texts, parser->field->str));
        if (parser->at == parser->end || *parser->at != parser->separator)
            break;
        parser->at++;
    }
    skip_line_end(parser);
    if (*empty)
        g_ptr_array_set_size(row, (int)before);
    return true;
}

static bool read_header(Parser *parser, CsvTable *table)
{
    bool empty = true;
    while (empty && parser->at < parser->end)
        if (!read_row(parser, table, table->headers, &empty))
            return false;
    if (empty)
        return fail(parser, 1, _("there is no header row"));
    for (guint i = 0; i < table->headers->len; i++) {
        g_autofree char *folded = g_utf8_casefold(table->headers->pdata[i], -1);
        table->headers->pdata[i] = g_string_chunk_insert_const(table->texts, folded);
    }
    return true;
}

static bool read_rows(Parser *parser, CsvTable *table)
{
    while (parser->at < parser->end) {
        bool empty;
        guint line = parser->line, first = table->fields->len;
        if (!read_row(parser, table, table->fields, &empty))
            return false;
        if (empty)
            continue;
        if (table->fields->len - first > table->headers->len)
            return fail(parser, line, _("there are more fields than in the header row"));
        if (table->first->len == MOST_ROWS)
            return fail(parser, line, _("there are more than 1,000,000 rows"));
        g_array_append_val(table->first, first);
        g_array_append_val(table->lines, line);
    }
    return true;
}

static bool check_encoding(Parser *parser)
{
    const char *wrong;
    if (g_utf8_validate(parser->at, parser->end - parser->at, &wrong))
        return true;
    guint line = 1;
    for (const char *at = parser->at; at < wrong; at++)
        line += *at == '\n';
    return fail(parser, line, _("the text is not UTF-8; save the file as \"CSV UTF-8\""));
}

CsvTable *csv_parse(const char *text, gsize length, GError **error)
{
    g_autoptr(GString) field = g_string_new(NULL);
    g_autoptr(CsvTable) table = csv_new();
    Parser parser = {.at = text, .end = text + length, .line = 1, .field = field, .error = error};
    if (length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0)
        parser.at += 3;
    if (!check_encoding(&parser))
        return NULL;
    parser.separator = find_separator(parser.at, parser.end);
    if (!read_header(&parser, table) || !read_rows(&parser, table))
        return NULL;
    return g_steal_pointer(&table);
}

guint csv_rows(const CsvTable *table)
{
    return table->first->len;
}

/* The column's number, or -1. */
static int find_column(const CsvTable *table, const char *column)
{
    g_autofree char *folded = g_utf8_casefold(column, -1);
    for (guint i = 0; i < table->headers->len; i++)
        if (g_str_equal(table->headers->pdata[i], folded))
            return (int)i;
    return -1;
}

const char *csv_field(const CsvTable *table, guint row, const char *column)
{
    int number = find_column(table, column);
    g_return_val_if_fail(row < csv_rows(table), "");
    guint first = g_array_index(table->first, guint, row);
    guint next = row + 1 < csv_rows(table) ? g_array_index(table->first, guint, row + 1)
                                           : table->fields->len;
    if (number < 0 || first + (guint)number >= next)
        return "";
    return table->fields->pdata[first + (guint)number];
}

gboolean csv_has_column(const CsvTable *table, const char *column)
{
    return find_column(table, column) >= 0;
}

guint csv_line(const CsvTable *table, guint row)
{
    g_return_val_if_fail(row < csv_rows(table), 0);
    return g_array_index(table->lines, guint, row);
}

/* ---- writing ---- */

static bool is_formula(const char *field)
{
    return *field && (strchr("=@", *field) || (strchr("+-", *field) && !g_ascii_isdigit(field[1])));
}

static void append(GString *line, const char *field)
{
    g_autofree char *flat = g_strdelimit(g_strdup(field), "\t\r\n", ' ');
    bool quoted = strpbrk(flat, ",;|\"") != NULL;
    g_auto(GStrv) parts = g_strsplit(flat, "\"", -1);
    g_autofree char *doubled = g_strjoinv("\"\"", parts);
    const char *quote = quoted ? "\"" : "";
    g_string_append_printf(line, "%s%s%s%s", quote, is_formula(flat) ? "'" : "", doubled, quote);
}

char *csv_text(const char *const *fields, gsize count)
{
    GString *line = g_string_new(NULL);
    for (gsize i = 0; i < count; i++) {
        g_string_append(line, i ? "," : "");
        append(line, fields[i]);
    }
    return g_string_free(line, FALSE);
}

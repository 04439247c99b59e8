/* Owns how bytes of a source become clean text: their encoding, what a field may hold, and what a
 * file calls its columns. */
#include <string.h>

#include "skranke/base/language.h"
#include "skranke/base/safe_text.h"

#include "import_staff_private.h"

static guint line_at(const char *bytes, gsize offset)
{
    guint line = 1;
    for (gsize i = 0; i < offset; i++)
        line += bytes[i] == '\n';
    return line;
}

/* Bytes that windows-1252 leaves undefined. */
static bool is_undefined(char byte)
{
    return byte != '\0' && strchr("\x81\x8d\x8f\x90\x9d", byte) != NULL;
}

/* Is there a line with other characters than ASCII that is UTF-8? Letters of windows-1252 hardly
 * ever stand so. */
static bool has_utf8_line(const char *bytes, gsize size)
{
    const char *end = bytes + size;
    for (const char *line = bytes; line < end;) {
        const char *stop = memchr(line, '\n', (gsize)(end - line));
        stop = stop ? stop : end;
        gsize length = (gsize)(stop - line);
        bool ascii = true;
        for (gsize i = 0; i < length && ascii; i++)
            ascii = (guchar)line[i] < 0x80;
        if (!ascii && g_utf8_validate_len(line, length, NULL))
            return true;
        line = stop + 1;
    }
    return false;
}

/* Not UTF-8 as a whole: windows-1252, unless it is a mixture or something else altogether. */
static char *from_windows(StaffReading *reading, const char *bytes, gsize size, gsize wrong)
{
    for (gsize i = 0; i < size; i++)
        if (is_undefined(bytes[i])) {
            staff_problem(reading, line_at(bytes, i),
                          _("the text is neither UTF-8 nor windows-1252"));
            return NULL;
        }
    if (has_utf8_line(bytes, size)) {
        staff_problem(reading, line_at(bytes, wrong),
                      _("the text is UTF-8 in other lines and something else in this one; save the "
                        "file as \"CSV UTF-8\""));
        return NULL;
    }
    return g_convert(bytes, (gssize)size, "UTF-8", "WINDOWS-1252", NULL, NULL, NULL);
}

char *staff_decode(StaffReading *reading, const char *bytes, gsize size, const char **encoding)
{
    const char *nul = memchr(bytes, '\0', size);
    const char *wrong = NULL;
    *encoding = "UTF-8";
    if (nul) {
        staff_problem(reading, line_at(bytes, (gsize)(nul - bytes)),
                      _("there is a NUL byte: this is no text, or it is UTF-16; save the file as "
                        "\"CSV UTF-8\""));
        return NULL;
    }
    if (g_utf8_validate_len(bytes, size, &wrong))
        return g_strndup(bytes, size);
    *encoding = "windows-1252";
    return from_windows(reading, bytes, size, (gsize)(wrong - bytes));
}

char *staff_clean(StaffReading *reading, guint line, const char *column, const char *text,
                  guint longest)
{
    for (const char *at = text; *at; at = g_utf8_next_char(at)) {
        gunichar character = g_utf8_get_char(at);
        if (g_unichar_iscntrl(character) && !strchr("\t\r\n", (int)(character & 0xff))) {
            staff_problem(reading, line, _("\"%s\" holds a control character"), column);
            return NULL;
        }
    }
    if (g_utf8_strlen(text, -1) > (glong)longest) {
        staff_problem(reading, line, _("\"%s\" is longer than %u characters"), column, longest);
        return NULL;
    }
    g_autofree char *safe = safe_text_line(text, -1);
    g_strstrip(safe);
    return g_utf8_normalize(safe, -1, G_NORMALIZE_NFC);
}

char *staff_list(const char *text)
{
    g_auto(GStrv) words = g_strsplit_set(text, ",;", -1);
    GString *list = g_string_new(NULL);
    for (guint i = 0; words[i]; i++)
        if (*g_strstrip(words[i]))
            g_string_append_printf(list, "%s%s", list->len ? "," : "", words[i]);
    return g_string_free(list, FALSE);
}

char *staff_fold(const char *text)
{
    g_autofree char *folded = g_utf8_casefold(text ? text : "", -1);
    char *key = g_utf8_normalize(folded, -1, G_NORMALIZE_NFC);
    return g_strstrip(key ? key : g_strdup(""));
}

/* The columns that files of absences and duties have besides those of people. */
static const char *const other_columns[] = {"person", "from",   "to",         "code", "key",
                                            "backup", "roster", "phone_open", NULL};

static bool is_column(const char *name)
{
    for (guint i = 0; i < STAFF_FIELDS; i++)
        if (strcmp(staff_columns[i].column, name) == 0)
            return true;
    return g_strv_contains(other_columns, name);
}

void staff_read_headers(StaffReading *reading)
{
    const char *text =
        reading->options->carried ? "" : config_text(reading->desk->config, "directory", "columns");
    g_auto(GStrv) pairs = g_strsplit(text, ",", -1);
    reading->headers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    for (guint i = 0; pairs[i]; i++) {
        if (*g_strstrip(pairs[i]) == '\0')
            continue;
        char *equals = strchr(pairs[i], '=');
        if (equals)
            *equals = '\0';
        g_strstrip(pairs[i]);
        if (!equals || !is_column(pairs[i]))
            staff_problem(reading, 0,
                          _("[directory] columns: \"%s\" is no column; write name=Navn, "
                            "phone=Telefon"),
                          pairs[i]);
        else
            g_hash_table_insert(reading->headers, g_strdup(pairs[i]),
                                g_strdup(g_strstrip(equals + 1)));
    }
}

static const char *header_of(const StaffReading *reading, const CsvTable *table, const char *column)
{
    const char *header = g_hash_table_lookup(reading->headers, column);
    return header && csv_has_column(table, header) ? header : column;
}

const char *staff_cell(const StaffReading *reading, const CsvTable *table, guint row,
                       const char *column)
{
    return csv_field(table, row, header_of(reading, table, column));
}

bool staff_has_column(const StaffReading *reading, const CsvTable *table, const char *column)
{
    return csv_has_column(table, header_of(reading, table, column));
}

int staff_flag(const char *text)
{
    static const char *const yes[] = {"yes", "ja", "1", "true", "x", NULL};
    static const char *const no[] = {"no", "nei", "0", "false", "", NULL};
    g_autofree char *lower = g_ascii_strdown(text, -1);
    if (g_strv_contains(yes, lower))
        return 1;
    return g_strv_contains(no, lower) ? 0 : -1;
}

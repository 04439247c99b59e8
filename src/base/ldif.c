/* Owns how LDIF, and the nearly LDIF of libcurl, becomes records. It must not know what an
 * attribute means, and fetches nothing that a value points to. */
#include "skranke/base/ldif.h"

#include <stdbool.h>
#include <string.h>

#include "skranke/base/error.h"
#include "skranke/base/language.h"

enum { MOST_RECORDS = 1000000, LONGEST_LINE = 4 * 1024 * 1024 };

typedef struct {
    const char *at, *end;
    guint next, line; /* of the line read next; of the one read last */
    GString *text;    /* the line read last, joined */
    GPtrArray *records;
    LdifRecord *record; /* the one that is open; owned by records */
    bool loose;         /* it began with "DN:" as libcurl writes it: blank lines do not end it */
    GError **error;
} Parser;

static void record_free(gpointer data)
{
    LdifRecord *record = data;
    g_free(record->dn);
    g_hash_table_unref(record->attributes);
    g_free(record);
}

static bool fail(const Parser *parser, const char *what)
{
    g_set_error(parser->error, SKRANKE_ERROR, SKRANKE_ERROR_USAGE, _("line %u: %s"), parser->line,
                what);
    return false;
}

/* One line of the file after those read; *end stays for the next. */
static void append_line(Parser *parser, gsize skip)
{
    const char *stop = memchr(parser->at, '\n', (gsize)(parser->end - parser->at));
    gsize size = (gsize)((stop ? stop : parser->end) - parser->at);
    gsize kept = size > 0 && parser->at[size - 1] == '\r' ? size - 1 : size;
    if (kept > skip)
        g_string_append_len(parser->text, parser->at + skip, (gssize)(kept - skip));
    parser->at = stop ? stop + 1 : parser->end;
    parser->next++;
}

/* The next line with its continuations (a leading space, RFC 2849 note 2). */
static bool next_line(Parser *parser)
{
    if (parser->at >= parser->end)
        return false;
    parser->line = parser->next;
    g_string_truncate(parser->text, 0);
    append_line(parser, 0);
    while (parser->text->len > 0 && parser->at < parser->end && *parser->at == ' ')
        append_line(parser, 1);
    return true;
}

static void begin_record(Parser *parser, char *dn, bool loose)
{
    LdifRecord *record = g_new0(LdifRecord, 1);
    record->dn = dn;
    record->line = parser->line;
    record->attributes =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
    g_ptr_array_add(parser->records, record);
    parser->record = record;
    parser->loose = loose;
}

/* Options are cut, but those of language make a name of their own ("title;lang-nn"). */
static char *attribute_name(const char *head)
{
    g_auto(GStrv) parts = g_strsplit(head, ";", -1);
    for (guint i = 1; parts[0] && parts[i]; i++)
        if (g_ascii_strncasecmp(parts[i], "lang-", 5) == 0) {
            g_autofree char *whole = g_strconcat(parts[0], ";", parts[i], NULL);
            return g_ascii_strdown(whole, -1);
        }
    return g_ascii_strdown(parts[0] ? parts[0] : "", -1);
}

static void add_value(const Parser *parser, const char *head, char *value)
{
    g_autofree char *name = attribute_name(head);
    GPtrArray *values = g_hash_table_lookup(parser->record->attributes, name);
    if (!values) {
        values = g_ptr_array_new_with_free_func(g_free);
        g_hash_table_insert(parser->record->attributes, g_steal_pointer(&name), values);
    }
    if (value)
        g_ptr_array_add(values, value);
}

static bool is_base64(const char *text)
{
    gsize length = strlen(text), padding = 0;
    for (gsize i = 0; i < length; i++) {
        if (text[i] == '=')
            padding++;
        else if (padding || !(g_ascii_isalnum(text[i]) || strchr("+/", text[i])))
            return false;
    }
    return length % 4 == 0 && padding <= 2;
}

/* *value NULL: bytes that are no text. */
static bool decode(const Parser *parser, char *encoded, char **value)
{
    gsize size = 0;
    g_strstrip(encoded);
    *value = NULL;
    if (!is_base64(encoded))
        return fail(parser, _("what stands after \"::\" is no base64"));
    g_autofree guchar *bytes = g_base64_decode(encoded, &size);
    if (g_utf8_validate_len((const char *)bytes, size, NULL))
        *value = g_strndup((const char *)bytes, size);
    return true;
}

static bool read_value(const Parser *parser, char *rest, char **value)
{
    if (*rest == ':')
        return decode(parser, rest + 1, value);
    if (*rest == '<')
        return fail(parser, _("the value is an address (\":<\"), which is never fetched"));
    if (!g_utf8_validate(rest, -1, NULL))
        return fail(parser, _("the value is not UTF-8"));
    *value = g_strdup(g_strstrip(rest));
    return true;
}

static bool take_dn(Parser *parser, const char *head, char *rest)
{
    char *dn = NULL;
    if (!read_value(parser, rest, &dn))
        return false;
    if (!dn)
        return fail(parser, _("the name of the record (\"dn\") is not UTF-8"));
    if (parser->records->len == MOST_RECORDS) {
        g_free(dn);
        return fail(parser, _("there are more than 1,000,000 records"));
    }
    begin_record(parser, dn, strcmp(head, "DN") == 0);
    return true;
}

static bool take_attribute(Parser *parser, const char *head, char *rest)
{
    char *value = NULL;
    if (!parser->record)
        return fail(parser, _("half a record: there is no \"dn\" before this line"));
    if (g_ascii_strcasecmp(head, "changetype") == 0) {
        g_strstrip(rest);
        return g_ascii_strcasecmp(rest, "add") == 0 ||
               fail(parser, _("it changes something (\"changetype\"); only records as they are can "
                              "be read"));
    }
    if (!read_value(parser, rest, &value))
        return false;
    add_value(parser, head, value);
    return true;
}

static bool take_line(Parser *parser)
{
    char *line = parser->text->str;
    while (*line == '\t')
        line++;
    if (*line == '\0') {
        if (!parser->loose)
            parser->record = NULL;
        return true;
    }
    if (*line == '#')
        return true;
    if (strlen(line) < parser->text->len - (gsize)(line - parser->text->str))
        return fail(parser, _("there is a NUL byte"));
    if (parser->text->len > LONGEST_LINE)
        return fail(parser, _("the line is longer than 4 MB"));
    char *colon = strchr(line, ':');
    if (!colon || colon == line)
        return fail(parser, _("there is no \"name: value\""));
    *colon = '\0';
    if (g_ascii_strcasecmp(line, "version") == 0 && parser->records->len == 0)
        return true;
    return g_ascii_strcasecmp(line, "dn") == 0 ? take_dn(parser, line, colon + 1)
                                               : take_attribute(parser, line, colon + 1);
}

GPtrArray *ldif_parse(const char *text, gsize length, GError **error)
{
    g_autoptr(GString) line = g_string_new(NULL);
    g_autoptr(GPtrArray) records = g_ptr_array_new_with_free_func(record_free);
    Parser parser = {.at = text,
                     .end = text + length,
                     .next = 1,
                     .text = line,
                     .records = records,
                     .error = error};
    if (length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0)
        parser.at += 3;
    while (next_line(&parser))
        if (!take_line(&parser))
            return NULL;
    return g_steal_pointer(&records);
}

const char *ldif_value(const LdifRecord *record, const char *attribute)
{
    const GPtrArray *values = g_hash_table_lookup(record->attributes, attribute);
    return values && values->len > 0 ? values->pdata[0] : "";
}

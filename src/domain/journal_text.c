/* Owns how a text is made fit for the public journal: what must not stand there is found and taken
 * out. Knows no category and no entry. */
#include "journal_text.h"

#include <string.h>

#include "skranke/base/language.h"
#include "skranke/base/safe_text.h"

#include "skranke/domain/identity_number.h"

enum {
    PHONE_DIGITS = 8,
    FEWEST_ABROAD = 7, /* digits after a plus or a double zero */
    MOST_ABROAD = 15,  /* ITU-T E.164 */
    MOST_GROUPS = 4,
    SHORTEST_NAME = 3, /* a shorter name would take half of every title with it */
};

/* How eight digits are written: the digits of each group. */
static const int phone_forms[][MOST_GROUPS] = {{8}, {2, 2, 2, 2}, {3, 2, 3}, {4, 4}};

/* ---- e-mail addresses ---- */

static bool ends_address(gunichar character)
{
    return character == 0 || g_unichar_isspace(character) ||
           (character < 0x80 && strchr("<>()[]{},;:\"'|", (int)character));
}

/* The address around the first @ from `at` on; false: none. */
static bool find_address(const char *text, const char *at, const char **start, const char **end)
{
    for (at = strchr(at, '@'); at; at = strchr(at + 1, '@')) {
        const char *before = at;
        for (const char *previous = at; previous > text;) {
            previous = g_utf8_prev_char(previous);
            if (ends_address(g_utf8_get_char(previous)))
                break;
            before = previous;
        }
        const char *after = at + 1;
        while (!ends_address(g_utf8_get_char(after)))
            after = g_utf8_next_char(after);
        if (before < at && after > at + 1) {
            *start = before;
            *end = after;
            return true;
        }
    }
    return false;
}

/* ---- telephone numbers ---- */

/* The bytes of one sign that may stand between groups of digits, 0: none. */
static gsize separator_length(const char *at)
{
    gunichar character = g_utf8_get_char(at);
    if (character == ' ' || character == '.' || character == '-' || character == 0x00A0 ||
        character == 0x2009 || character == 0x202F || character == 0x2011)
        return (gsize)(g_utf8_next_char(at) - at);
    return 0;
}

static const char *phone_form_end(const char *at, const int form[MOST_GROUPS])
{
    for (int group = 0; group < MOST_GROUPS && form[group] > 0; group++) {
        gsize between = group > 0 ? separator_length(at) : 0;
        if (group > 0 && between == 0)
            return NULL;
        at += between;
        for (int i = 0; i < form[group]; i++)
            if (!g_ascii_isdigit(*at++))
                return NULL;
    }
    return g_ascii_isdigit(*at) ? NULL : at;
}

/* Two years in a row are no telephone number. */
static bool is_two_years(const char *at)
{
    const char *second = at + PHONE_DIGITS / 2 + separator_length(at + PHONE_DIGITS / 2);
    return (g_str_has_prefix(at, "19") || g_str_has_prefix(at, "20")) &&
           (g_str_has_prefix(second, "19") || g_str_has_prefix(second, "20"));
}

static const char *home_phone_end(const char *at)
{
    for (guint i = 0; i < G_N_ELEMENTS(phone_forms); i++) {
        const char *end = phone_form_end(at, phone_forms[i]);
        if (end && (phone_forms[i][0] != PHONE_DIGITS / 2 || !is_two_years(at)))
            return end;
    }
    return NULL;
}

/* "+46 8 123 456 78", "0046 …". */
static const char *foreign_phone_end(const char *at)
{
    gsize prefix = *at == '+' ? 1 : g_str_has_prefix(at, "00") ? 2 : 0;
    int digits = 0;
    const char *end = NULL;
    if (prefix == 0)
        return NULL;
    for (at += prefix; digits <= MOST_ABROAD;) {
        if (g_ascii_isdigit(*at)) {
            digits++;
            end = ++at;
        } else if (digits > 0 && (*at == '(' || *at == ')')) {
            at++;
        } else if (digits > 0 && separator_length(at) > 0) {
            at += separator_length(at);
        } else {
            break;
        }
    }
    return digits >= FEWEST_ABROAD && digits <= MOST_ABROAD ? end : NULL;
}

static bool find_phone(const char *text, const char *at, const char **start, const char **end)
{
    for (; *at; at = g_utf8_next_char(at)) {
        bool begins = at == text || !g_ascii_isdigit(at[-1]);
        if (!begins || (!g_ascii_isdigit(*at) && *at != '+'))
            continue;
        const char *found = foreign_phone_end(at);
        if (!found && g_ascii_isdigit(*at))
            found = home_phone_end(at);
        if (!found)
            continue;
        *start = at;
        *end = found;
        return true;
    }
    return false;
}

/* ---- identity numbers ---- */

static bool find_identity(const char *text, const char *at, const char **start, const char **end)
{
    g_autoptr(GArray) found = identity_number_find(text);
    for (guint i = 0; i < found->len; i++) {
        const IdentityNumber *number = &g_array_index(found, IdentityNumber, i);
        *start = text + number->start;
        *end = *start + number->length;
        if (*start >= at)
            return true;
    }
    return false;
}

/* ---- what is found and taken out ---- */

static const struct {
    bool (*find)(const char *text, const char *at, const char **start, const char **end);
    const char *what;
} forbidden[] = {
    {find_identity, N_("it holds a national identity number")},
    {find_address, N_("it holds an e-mail address")},
    {find_phone, N_("it holds a telephone number")},
};

/* Wide digits and the like as the plain ones they stand for. New text. */
static char *plain(const char *text)
{
    g_autofree char *valid = g_utf8_make_valid(text ? text : "", -1);
    return g_utf8_normalize(valid, -1, G_NORMALIZE_ALL_COMPOSE);
}

const char *journal_text_forbidden(const char *text)
{
    const char *start = NULL, *end = NULL;
    g_autofree char *own = plain(text);
    for (guint i = 0; i < G_N_ELEMENTS(forbidden); i++)
        if (forbidden[i].find(own, own, &start, &end))
            return _(forbidden[i].what);
    return NULL;
}

static char *without(char *text, guint kind)
{
    g_autofree char *owned = text;
    GString *clean = g_string_new(NULL);
    const char *at = owned, *start = NULL, *end = NULL;
    while (forbidden[kind].find(owned, at, &start, &end)) {
        g_string_append_len(clean, at, MAX(0, start - at));
        g_string_append(clean, JOURNAL_WITHHELD);
        at = end;
    }
    return g_string_free(g_string_append(clean, at), FALSE);
}

/* The name as it is written or in other case; folded texts differ in length, so compared by
 * character. */
static bool begins_with_name(const char *text, const char *name)
{
    for (; *name; text = g_utf8_next_char(text), name = g_utf8_next_char(name))
        if (!*text ||
            g_unichar_tolower(g_utf8_get_char(text)) != g_unichar_tolower(g_utf8_get_char(name)))
            return false;
    return true;
}

static char *without_name(char *text, const char *name)
{
    g_autofree char *owned = text;
    GString *clean = g_string_new(NULL);
    for (const char *at = owned; *at;) {
        bool found = begins_with_name(at, name);
        const char *next =
            found ? g_utf8_offset_to_pointer(at, g_utf8_strlen(name, -1)) : g_utf8_next_char(at);
        g_string_append_len(clean, found ? JOURNAL_WITHHELD : at, found ? -1 : next - at);
        at = next;
    }
    return g_string_free(clean, FALSE);
}

bool journal_text_says_something(const char *text)
{
    for (const char *at = text; at && *at; at = g_utf8_next_char(at))
        if (g_unichar_isalnum(g_utf8_get_char(at)))
            return true;
    return false;
}

/* Spaces in a row become one; they come from folded header lines. */
static char *single_spaced(const char *text)
{
    g_auto(GStrv) words = g_strsplit(text, " ", -1);
    GString *line = g_string_new(NULL);
    for (guint i = 0; words[i]; i++)
        if (*words[i])
            g_string_append_printf(line, "%s%s", line->len ? " " : "", words[i]);
    return g_string_free(line, FALSE);
}

static char *without_forbidden(char *text)
{
    for (guint kind = 0; kind < G_N_ELEMENTS(forbidden); kind++)
        text = without(text, kind);
    if (g_utf8_strlen(text, -1) > JOURNAL_LONGEST_TEXT)
        *g_utf8_offset_to_pointer(text, JOURNAL_LONGEST_TEXT) = '\0';
    return g_strstrip(text);
}

char *journal_public_text(const char *text, const char *person)
{
    g_autofree char *given = plain(text);
    g_autofree char *line = safe_text_line(given, -1);
    g_autofree char *name = safe_text_line(person ? person : "", -1);
    char *clean = single_spaced(line);
    g_strstrip(name);
    if (g_utf8_strlen(name, -1) >= SHORTEST_NAME)
        clean = without_name(clean, name);
    clean = without_forbidden(clean);
    /* A longer number that was cut may look like a telephone number now. */
    if (journal_text_forbidden(clean))
        clean = without_forbidden(clean);
    if (!journal_text_says_something(clean) || journal_text_forbidden(clean))
        *clean = '\0';
    return clean;
}

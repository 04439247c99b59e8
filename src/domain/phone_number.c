/* Owns how telephone numbers are read and grouped: Norwegian habits first, then the plans of the
 * countries that ring most. Knows neither people nor calls. */
#include "skranke/domain/phone_number.h"

#include <string.h>

#include "skranke/domain/identity_number.h"

enum {
    MOST_WRITTEN = 80, /* bytes: what is longer is no number */
    LEAST_DIGITS = 3,  /* 110, 112, 113 */
    MOST_DIGITS = 15,  /* E.164 */
    NORWEGIAN = 8,     /* digits of a Norwegian number */
    SHORT_NUMBER = 5,  /* digits of 02800, also the most of an internal number */
    HARMONISED = 6,    /* digits of 116 117 */
    WITH_COUNTRY = 10, /* digits of 47 912 34 567 */
    LEAST_ABROAD = 9,  /* with 00: 00 299 12 34 56 has more; 00 00 21 58 fewer */
    IDENTITY_DIGITS = 11,
    MOST_DIALLED = 32,
    WHOLE = 8,         /* digits that are a number by themselves … */
    WHOLE_ABROAD = 10, /* … and with a country code */
};

/* ---- what is written ---- */

/* A number as it was read: its digits, and whether the country code was written. */
typedef struct {
    char digits[MOST_DIGITS + 8];
    guint count;
    bool plus;
} Written;

/* What people write before a number; longer words before those they begin with. */
static const char *const labels[] = {"telephone", "telefon", "mobile", "mobil", "phone",
                                     "sips",      "sip",     "tlf",    "tel",   "mob"};

/* The number behind "tlf. ", "tel:" or "sip:"; of an address only what stands before the @. */
static char *without_label(const char *written)
{
    char *text = g_strstrip(g_strdup(written));
    for (guint i = 0; i < G_N_ELEMENTS(labels); i++) {
        gsize length = strlen(labels[i]);
        if (g_ascii_strncasecmp(text, labels[i], length) != 0)
            continue;
        text[strcspn(text, "@;")] = '\0';
        memmove(text, text + length, strlen(text + length) + 1);
        char *rest = text + strspn(text, ".: ");
        memmove(text, rest, strlen(rest) + 1);
        break;
    }
    return text;
}

/* Marks of direction and joiners that are copied along with a number. */
static bool is_invisible(gunichar character)
{
    return g_unichar_type(character) == G_UNICODE_FORMAT;
}

static bool is_sign(gunichar character)
{
    return character == ' ' || character == '\t' || character == '.' || character == '/' ||
           character == '(' || character == ')' || character == '[' || character == ']' ||
           character == 0x2212 || g_unichar_type(character) == G_UNICODE_SPACE_SEPARATOR ||
           g_unichar_type(character) == G_UNICODE_DASH_PUNCTUATION;
}

/* "+47 (0) 22 …": the zero that is dialled at home only. */
static bool is_trunk_zero(const char *at, const Written *number)
{
    bool abroad = number->plus || (number->count > 2 && strncmp(number->digits, "00", 2) == 0);
    return abroad && number->count > 0 && g_str_has_prefix(at, "(0)");
}

/* "22 33 44 55/66", "22 33 44 55 / 22 33 44 66": two lines, of which the first is the number. */
static bool is_second_line(gunichar character, const Written *number)
{
    bool abroad = number->plus || (strncmp(number->digits, "00", 2) == 0 &&
                                   strncmp(number->digits, "0000", 4) != 0);
    return character == '/' && number->count >= (abroad ? WHOLE_ABROAD : WHOLE);
}

/* One character of it; false: no number is written so. */
static bool read_character(gunichar character, Written *number)
{
    int digit = g_unichar_digit_value(character);
    if (digit >= 0) {
        if (number->count == G_N_ELEMENTS(number->digits) - 1)
            return false;
        number->digits[number->count++] = (char)('0' + digit);
        return true;
    }
    if (character == '+' || character == 0xFF0B) {
        bool first = number->count == 0 && !number->plus;
        number->plus = true;
        return first;
    }
    return is_sign(character) || is_invisible(character);
}

static bool read_written(const char *written, Written *number)
{
    *number = (Written){0};
    if (!written || strlen(written) > MOST_WRITTEN || !g_utf8_validate(written, -1, NULL))
        return false;
    Written second = {0}, *read = number;
    g_autofree char *text = without_label(written);
    for (const char *at = text; *at; at = g_utf8_next_char(at)) {
        if (is_second_line(g_utf8_get_char(at), read))
            read = &second;
        else if (is_trunk_zero(at, read))
            at += strlen("(0");
        else if (!read_character(g_utf8_get_char(at), read))
            return false;
    }
    return number->count >= LEAST_DIGITS;
}

/* ---- made comparable ---- */

static char *with_plus(const char *code, const char *digits)
{
    gsize count = strlen(code) + strlen(digits);
    return count <= MOST_DIGITS && count >= LEAST_DIGITS && (*code || *digits != '0')
               ? g_strconcat("+", code, digits, NULL)
               : g_strdup("");
}

char *phone_number_normalise(const char *written)
{
    Written number;
    if (!read_written(written, &number))
        return g_strdup("");
    const char *digits = number.digits;
    guint count = number.count;
    if (number.plus)
        return with_plus("", digits);
    if (count == NORWEGIAN || (count == SHORT_NUMBER && digits[0] == '0') ||
        (count == HARMONISED && g_str_has_prefix(digits, "116")))
        return with_plus("47", digits);
    if (count >= LEAST_ABROAD && g_str_has_prefix(digits, "00"))
        return with_plus("", digits + 2);
    if (count == WITH_COUNTRY && g_str_has_prefix(digits, "47"))
        return with_plus("", digits);
    /* Eleven digits that are somebody's identity number are not kept as their telephone. */
    if (count > MOST_DIGITS || (count == IDENTITY_DIGITS && identity_number_is_in(digits)))
        return g_strdup("");
    return g_strdup(digits);
}

bool phone_number_is_meant(const char *typed)
{
    g_autofree char *number = phone_number_normalise(typed);
    return *number != '\0';
}

bool phone_number_may_be_dialled(const char *number)
{
    if (!number)
        return false;
    gsize length = strlen(number);
    const char *rest = number + (number[0] == '+' ? 1 : 0);
    return *rest && length <= MOST_DIALLED && rest[strspn(rest, "0123456789*#")] == '\0';
}

/* ---- as it is read ---- */

/* How the digits after a country code are grouped; begins: the first of them ("": any). The first
 * row that fits counts. */
static const struct {
    const char *code, *begins, *groups;
} plans[] = {
    {"47", "4", "323"},  {"47", "9", "323"},  {"47", "8", "323"},  {"47", "0", "5"},
    {"47", "0", "2222"}, {"47", "116", "33"}, {"47", "", "2222"},  {"46", "8", "1332"},
    {"46", "8", "1322"}, {"46", "", "2322"},  {"46", "", "2222"},  {"45", "", "2222"},
    {"358", "4", "234"}, {"358", "5", "234"}, {"358", "9", "134"}, {"354", "", "34"},
    {"298", "", "222"},  {"299", "", "222"},  {"44", "20", "244"}, {"44", "7", "433"},
    {"44", "", "334"},   {"353", "1", "134"}, {"353", "", "234"},  {"49", "1", "344"},
    {"49", "1", "343"},  {"49", "30", "244"}, {"49", "30", "233"}, {"33", "", "12222"},
    {"31", "6", "1224"}, {"31", "", "234"},   {"32", "4", "3222"}, {"32", "", "1322"},
    {"352", "", "333"},  {"34", "", "333"},   {"351", "", "333"},  {"39", "", "334"},
    {"41", "", "2322"},  {"43", "1", "133"},  {"48", "", "333"},   {"420", "", "333"},
    {"421", "", "333"},  {"36", "", "234"},   {"370", "", "323"},  {"371", "", "233"},
    {"372", "", "44"},   {"372", "", "34"},   {"380", "", "2322"}, {"30", "", "334"},
    {"90", "", "3322"},  {"40", "", "333"},   {"7", "", "3322"},   {"1", "", "334"},
    {"381", "", "234"},  {"385", "", "234"},  {"386", "", "233"},  {"359", "", "234"},
};

static void append_group(GString *text, const char *digits, gsize count)
{
    if (text->len > 0)
        g_string_append_c(text, ' ');
    g_string_append_len(text, digits, (gssize)count);
}

/* In threes, and at the end in twos where one would be left alone. */
static void append_in_threes(GString *text, const char *digits)
{
    for (gsize left = strlen(digits); left > 0;) {
        gsize count = left == 4 || left == 2 ? 2 : MIN(left, 3);
        append_group(text, digits, count);
        digits += count;
        left -= count;
    }
}

static bool groups_fit(const char *groups, gsize digits)
{
    gsize sum = 0;
    for (const char *group = groups; *group; group++)
        sum += (gsize)g_ascii_digit_value(*group);
    return sum == digits;
}

static void append_groups(GString *text, const char *digits, const char *groups)
{
    for (const char *group = groups; *group; group++) {
        gsize count = (gsize)g_ascii_digit_value(*group);
        append_group(text, digits, count);
        digits += count;
    }
}

/* The length of the country code, 0: not one of the table. No code begins another. */
static gsize country_length(const char *digits)
{
    for (guint i = 0; i < G_N_ELEMENTS(plans); i++)
        if (g_str_has_prefix(digits, plans[i].code))
            return strlen(plans[i].code);
    return 0;
}

static void append_national(GString *text, const char *digits, gsize country)
{
    const char *national = digits + country;
    for (guint i = 0; i < G_N_ELEMENTS(plans); i++)
        if (strlen(plans[i].code) == country && g_str_has_prefix(digits, plans[i].code) &&
            g_str_has_prefix(national, plans[i].begins) &&
            groups_fit(plans[i].groups, strlen(national))) {
            append_groups(text, national, plans[i].groups);
            return;
        }
    append_in_threes(text, national);
}

char *phone_number_text(const char *normalised)
{
    if (!normalised || normalised[0] != '+')
        return g_strdup(normalised ? normalised : "");
    const char *digits = normalised + 1;
    gsize country = country_length(digits);
    bool norwegian = country == 2 && g_str_has_prefix(digits, "47");
    gsize national = strlen(digits) - country;
    GString *text = g_string_new(NULL);
    if (country == 0)
        append_in_threes(text, digits);
    else if (norwegian &&
             (national == NORWEGIAN || national == SHORT_NUMBER || national == HARMONISED)) {
        append_national(text, digits, country);
        return g_string_free(text, FALSE);
    } else {
        append_group(text, digits, country);
        append_national(text, digits, country);
    }
    g_string_prepend_c(text, '+');
    return g_string_free(text, FALSE);
}

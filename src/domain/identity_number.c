/* Owns how a national identity number is recognised and masked. What is done when one is found
 * (a warning, a refusal) is others' to decide. */
#include "skranke/domain/identity_number.h"

#include <string.h>

#include "skranke/domain/day.h"

#define MASK "•"
#define MASK_WIDE "・" /* of a digit that fills two cells */

enum {
    DIGITS = 11,
    MOST_GROUPS = 4,
    MOST_BETWEEN = 3, /* signs between two groups */
    D_NUMBER_DAY = 40,
    NAV_MONTH = 40,
    TENOR_MONTH = 80,
    MODULUS = 11,
    LEAP_YEAR = 2000,
};

/* How people write one: the digits of each group. Where the groups have 13 digits, the year has
 * four and its century is left out. */
static const int forms[][MOST_GROUPS] = {
    {11}, {6, 5}, {4, 2, 5}, {2, 2, 2, 5}, {6, 3, 2}, {8, 5}, {2, 2, 4, 5}, {13},
};

/* ---- the number ---- */

/* The weights of the two control digits; a sound number adds up to a multiple of 11. */
static const int weights[][DIGITS] = {
    {3, 7, 6, 1, 8, 9, 4, 5, 2, 1, 0},
    {5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1},
};

static bool adds_up(const char *digits)
{
    for (guint row = 0; row < G_N_ELEMENTS(weights); row++) {
        int sum = 0;
        for (int i = 0; i < DIGITS; i++)
            sum += weights[row][i] * (digits[i] - '0');
        if (sum % MODULUS != 0)
            return false;
    }
    return true;
}

static int two_digits(const char *digits)
{
    return (digits[0] - '0') * 10 + digits[1] - '0';
}

bool identity_number_check(const char *digits, IdentityNumber *number)
{
    if (!digits || strlen(digits) != DIGITS || strspn(digits, "0123456789") != DIGITS)
        return false;
    int day = two_digits(digits), month = two_digits(digits + 2);
    bool is_d_number = day > D_NUMBER_DAY;
    bool synthetic = month > NAV_MONTH;
    day -= is_d_number ? D_NUMBER_DAY : 0;
    month -= month > TENOR_MONTH ? TENOR_MONTH : synthetic ? NAV_MONTH : 0;
    /* 29 February in any year: the century is not judged. */
    if (!day_date_exists(LEAP_YEAR, month, day) || !adds_up(digits))
        return false;
    if (number) {
        number->kind = is_d_number ? IDENTITY_D_NUMBER : IDENTITY_FODSELSNUMMER;
        number->synthetic = synthetic;
    }
    return true;
}

/* ---- in a text ---- */

/* The value of the decimal digit of any script at `at`, which moves past it; -1: none is there. */
static int take_digit(const char **at)
{
    if ((guchar) * *at < 0x80)
        return g_ascii_isdigit(**at) ? *(*at)++ - '0' : -1;
    gunichar character = g_utf8_get_char_validated(*at, -1);
    if (character > 0x10FFFF || !g_unichar_isdigit(character))
        return -1;
    *at = g_utf8_next_char(*at);
    return g_unichar_digit_value(character);
}

static bool is_digit(const char *at)
{
    return take_digit(&at) >= 0;
}

static bool is_separator(gunichar character)
{
    static const gunichar separators[] = {
        ' ',    '\t',   '.',    '-',    '/',
        '\n',   0x00A0, 0x2009, 0x202F, /* spaces: no-break, thin, narrow no-break */
        0x2010, 0x2011, 0x2013, 0x2212, /* hyphens, en dash, minus */
        0x00AD, 0x200B, 0x2060, 0xFEFF, /* what a copied web page hides between digits */
    };
    for (guint i = 0; i < G_N_ELEMENTS(separators); i++)
        if (separators[i] == character)
            return true;
    return false;
}

/* Past what may stand between two groups, such as " - "; NULL when something else does. */
static const char *skip_separators(const char *at)
{
    const char *start = at;
    for (int count = 0; count < MOST_BETWEEN; count++) {
        gunichar character = g_utf8_get_char_validated(at, -1);
        if (!is_separator(character))
            break;
        at = g_utf8_next_char(at);
    }
    return at > start ? at : NULL;
}

/* Reads the form at `at` into digits (room for 13 and the NUL); the end of it, or NULL. */
static const char *read_form(const char *at, const int form[MOST_GROUPS], char *digits)
{
    gsize count = 0;
    for (int group = 0; group < MOST_GROUPS && form[group] > 0; group++) {
        if (group > 0)
            at = skip_separators(at);
        for (int i = 0; at && i < form[group]; i++) {
            int digit = take_digit(&at);
            if (digit < 0)
                return NULL;
            digits[count++] = (char)('0' + digit);
        }
        if (!at)
            return NULL;
    }
    digits[count] = '\0';
    return is_digit(at) ? NULL : at;
}

/* ddmmyyyy… becomes ddmmyy…; only 18, 19 and 20 are centuries. */
static bool drop_century(char *digits)
{
    if (strlen(digits) == DIGITS)
        return true;
    int century = two_digits(digits + 4);
    memmove(digits + 4, digits + 6, strlen(digits + 6) + 1);
    return century >= 18 && century <= 20;
}

/* Is there a number at `at`, the first digit of a run? Its end, or NULL. */
static const char *number_at(const char *at, IdentityNumber *number)
{
    for (guint i = 0; i < G_N_ELEMENTS(forms); i++) {
        char digits[DIGITS + 3];
        const char *end = read_form(at, forms[i], digits);
        if (end && drop_century(digits) && identity_number_check(digits, number))
            return end;
    }
    return NULL;
}

/* Past one space of any width; NULL when something else is there. */
static const char *skip_space(const char *at)
{
    gunichar character = g_utf8_get_char_validated(at, -1);
    bool space = character <= 0x10FFFF && g_unichar_type(character) == G_UNICODE_SPACE_SEPARATOR;
    return space ? g_utf8_next_char(at) : NULL;
}

/* A row of digits that stand alone, one space between each, as some forms have it: its end, and
 * whether it is a number. A longer or shorter row is none. */
static const char *read_row(const char *at, bool *found, IdentityNumber *number)
{
    char digits[DIGITS + 1] = "";
    gsize count = 0;
    const char *end = at;
    for (const char *next = at; next; next = skip_space(end)) {
        int digit = take_digit(&next);
        if (digit < 0 || is_digit(next))
            break;
        if (count < DIGITS)
            digits[count] = (char)('0' + digit);
        count++;
        end = next;
    }
    *found = count == DIGITS && identity_number_check(digits, number);
    return end;
}

/* Is there a number at `at`, where a run of digits begins? Its end, or NULL. row_end: of the row
 * seen last, whose inner digits begin none. */
static const char *find_at(const char *at, const char **row_end, IdentityNumber *number)
{
    bool found = false;
    const char *end = number_at(at, number);
    if (end || at < *row_end)
        return end;
    *row_end = read_row(at, &found, number);
    return found ? *row_end : NULL;
}

GArray *identity_number_find(const char *text)
{
    GArray *found = g_array_new(FALSE, FALSE, sizeof(IdentityNumber));
    const char *row_end = text;
    for (const char *at = text ? text : ""; *at;) {
        IdentityNumber number = {0};
        if (!is_digit(at)) {
            at++;
            continue;
        }
        const char *end = find_at(at, &row_end, &number);
        if (end) {
            number.start = (gsize)(at - text);
            number.length = (gsize)(end - at);
            g_array_append_val(found, number);
            at = end;
        }
        /* The rest of a run of digits is no beginning. */
        while (!end && take_digit(&at) >= 0)
            continue;
    }
    return found;
}

bool identity_number_is_in(const char *text)
{
    g_autoptr(GArray) found = identity_number_find(text);
    return found->len > 0;
}

char *identity_number_mask(const char *text)
{
    g_autoptr(GArray) found = identity_number_find(text);
    GString *masked = g_string_new(NULL);
    const char *at = text ? text : "";
    for (guint i = 0; i < found->len; i++) {
        const IdentityNumber *number = &g_array_index(found, IdentityNumber, i);
        const char *start = text + number->start, *end = start + number->length;
        g_string_append_len(masked, at, start - at);
        for (at = start; at < end;) {
            bool wide = g_unichar_iswide(g_utf8_get_char(at));
            if (take_digit(&at) >= 0)
                g_string_append(masked, wide ? MASK_WIDE : MASK);
            else
                g_string_append_c(masked, *at++);
        }
    }
    return g_string_free(g_string_append(masked, at), FALSE);
}

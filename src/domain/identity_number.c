/* Owns how a national identity number is recognised and masked. What is done when one is found
 * (a warning, a refusal) is others' to decide. */
#include "skranke/domain/identity_number.h"

#include <string.h>

#include "skranke/domain/day.h"

#define MASK "•"

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
            if (!g_ascii_isdigit(*at))
                return NULL;
            digits[count++] = *at++;
        }
        if (!at)
            return NULL;
    }
    digits[count] = '\0';
    return g_ascii_isdigit(*at) ? NULL : at;
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

GArray *identity_number_find(const char *text)
{
    GArray *found = g_array_new(FALSE, FALSE, sizeof(IdentityNumber));
    for (const char *at = text ? text : ""; *at;) {
        IdentityNumber number = {0};
        const char *end = g_ascii_isdigit(*at) ? number_at(at, &number) : NULL;
        if (end) {
            number.start = (gsize)(at - text);
            number.length = (gsize)(end - at);
            g_array_append_val(found, number);
            at = end;
        } else {
            /* The rest of a run of digits is no beginning. */
            do
                at++;
            while (g_ascii_isdigit(at[-1]) && g_ascii_isdigit(*at));
        }
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
        for (at = start; at < end; at++)
            if (g_ascii_isdigit(*at))
                g_string_append(masked, MASK);
            else
                g_string_append_c(masked, *at);
    }
    return g_string_free(g_string_append(masked, at), FALSE);
}

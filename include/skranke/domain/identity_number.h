/* Norwegian national identity numbers in a text: fødselsnummer and D-number, found by form, date
 * and both control digits (mod 11), so that telephone numbers, table numbers and most account
 * numbers stay readable.
 *
 * The eleven digits are ddmmyy, three individual digits and two control digits; a D-number adds 40
 * to the day. Synthetic numbers of test registers add 40 or 80 to the month (Nav, Skatteetaten's
 * Tenor): they belong to nobody, but they count here, so that tests need no living person's number.
 * The century is not judged: masking one number too many costs less than showing one.
 *
 * Pure text rules. */
#ifndef SKRANKE_DOMAIN_IDENTITY_NUMBER_H
#define SKRANKE_DOMAIN_IDENTITY_NUMBER_H

#include <glib.h>
#include <stdbool.h>

typedef enum { IDENTITY_FODSELSNUMMER, IDENTITY_D_NUMBER } IdentityKind;

typedef struct {
    gsize start, length; /* bytes of the text, separators included */
    IdentityKind kind;
    bool synthetic;
} IdentityNumber;

/* Are these exactly eleven digits an identity number? *number (may be NULL) gets kind and
 * synthetic. */
bool identity_number_check(const char *digits, IdentityNumber *number);

/* All of them in a text (UTF-8), in order, never overlapping: an array of IdentityNumber, owned.
 * Understood are 11 digits, 6+5, 4+2+5, 2+2+2+5, 6+3+2 and the date with four digits of the year;
 * between groups one to three signs of: space (also no-break and narrow), tab, full stop, hyphen,
 * dash, slash, line end, and signs without a width. Also eleven single digits with one space
 * between each. Digits of any script. A digit before or after means another number. */
GArray *identity_number_find(const char *text);

bool identity_number_is_in(const char *text);

/* The text with every digit of such numbers as "•" (one of two cells as "・"): as many characters
 * and cells as before; new text. */
char *identity_number_mask(const char *text);

#endif

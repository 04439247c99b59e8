/* Telephone numbers as people write them, made comparable (E.164, ITU-T), by Norwegian habits.
 *
 * Pure. A caller is known again by the normalised form, however it was written. */
#ifndef SKRANKE_DOMAIN_PHONE_NUMBER_H
#define SKRANKE_DOMAIN_PHONE_NUMBER_H

#include <glib.h>
#include <stdbool.h>

/* "912 34 567", "+47 91 23 45 67", "0047-91234567", "tlf. (+47) 912.34.567" are "+4791234567".
 * Eight digits are Norwegian whatever they begin with (the fictional "00 00 21 58" too); five
 * digits that begin with 0 (02800) are Norwegian short numbers, "+4702800"; 3 to 5 other digits are
 * an internal number and stay as they are. "(0)" after a country code is left out. "" for what is
 * no number: words, "anonymous", "<unknown>", fewer than 3 or more than 15 digits. New text. */
char *phone_number_normalise(const char *written);

/* As Norwegians group it: "912 34 567" (mobile, 4 and 9), "22 11 00 00", "815 33 300" (8xx),
 * "02800", "2101"; others "+46 8 123 456 78" as far as the country code is known, else "+" and
 * groups. "" for
 * "". New text. */
char *phone_number_text(const char *normalised);

/* Is what somebody types meant as a number (digits and the signs around them, 3 digits or more)? */
bool phone_number_is_meant(const char *typed);

/* Only what a telephone system may be given: digits, *, # and a + in front, at most 32. */
bool phone_number_may_be_dialled(const char *number);

#endif

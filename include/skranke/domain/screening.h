/* Who may see an inquiry: the silos of categories and what an operator has been granted.
 *
 * The open silo is everybody's. The others are granted one by one, to administrators as well: who
 * looks after the program need not read about respondents (statistikkloven §§ 7–8, the duty of
 * secrecy). Pure. */
#ifndef SKRANKE_DOMAIN_SCREENING_H
#define SKRANKE_DOMAIN_SCREENING_H

#include "skranke/domain/category.h"

/* A set of silos: bit 1 << CategorySilo. */
typedef guint ScreeningGrant;

/* Only what is open. */
ScreeningGrant screening_nothing(void);
ScreeningGrant screening_with(ScreeningGrant grant, CategorySilo silo);
ScreeningGrant screening_without(ScreeningGrant grant, CategorySilo silo);
bool screening_may_see(ScreeningGrant grant, CategorySilo silo);

/* Reads "press,hr" (words of category_silo_words, spaces allowed); "" is what is open. Fails
 * (USAGE) naming a word that is no silo; *grant is then untouched. */
bool screening_parse(const char *text, ScreeningGrant *grant, GError **error);
/* "press,hr" without "open"; new text. */
char *screening_word(ScreeningGrant grant);

#endif

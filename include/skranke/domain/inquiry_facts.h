/* Further facts of an inquiry that counts and reports ask for: where it came from, who asks, what
 * kind of question (service declaration: the European statistics support; Eurostat's own request
 * and user types). A new fact is a row of the table. Pure. */
#ifndef SKRANKE_DOMAIN_INQUIRY_FACTS_H
#define SKRANKE_DOMAIN_INQUIRY_FACTS_H

#include <glib.h>
#include <stdbool.h>

typedef struct {
    const char *name;   /* "user_group" */
    const char *values; /* words with spaces between; "" any text of at most 200 characters */
    const char *text;   /* for people, to be translated */
} InquiryFact;

/* All of them; ends with a name that is NULL:
 *   origin              direct eurostat website
 *   user_group          company student academic public_administration private media nsi political
 *                       eu_institution international_organisation other
 *   request_type        availability technical methodological verification other
 *   escalated_to_eurostat   yes no
 *   municipality_form   nb nn   (språklova § 15: the decided form of a municipality)
 *   wished_form         nb nn en   (what the inquirer has said to wish) */
extern const InquiryFact inquiry_fact_table[];

const InquiryFact *inquiry_fact_find(const char *name);
/* USAGE naming the names or the values there are. */
bool inquiry_fact_check(const char *name, const char *value, GError **error);

#endif

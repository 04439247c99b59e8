/* Words as they are said and not as the directory has them: boligprisindeksen, fødslene, wages,
 * innbyggertallet; and the words around a question that say nothing of its matter. A second try
 * only, where the words as they were typed find too little. Pure. */
#ifndef SKRANKE_DOMAIN_INFLECTION_H
#define SKRANKE_DOMAIN_INFLECTION_H

#include <glib.h>
#include <stdbool.h>

/* Does the word, as words_fold (domain/words.h) has made it, say nothing of the matter: "hvem",
 * "har", "ansvar", "for", "tabell", "antall", "the", "who" …? In bokmål, nynorsk and English. */
bool inflection_is_filler(const char *folded);

/* What may be looked for in its place, the nearest to the word first: without the endings of the
 * definite and the plural (nb, nn) and of the English plural, and without what compounds end in
 * ("-tall", "-statistikk") and the s or e that joins them. At least 4 letters are left of it. Array
 * of char *, owned; empty where there is nothing to take away. */
GPtrArray *inflection_stems(const char *folded);

#endif

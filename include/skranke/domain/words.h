/* Search words and folding, the same for the index and for what is typed.
 *
 * Words of casefold(NFKC(text)), split on everything that is no letter or digit; é ü ä ö and the
 * like lose their marks (ä → æ, ö → ø), æ ø å stay letters. Pure. */
#ifndef SKRANKE_DOMAIN_WORDS_H
#define SKRANKE_DOMAIN_WORDS_H

#include <glib.h>
#include <stdbool.h>

/* The words, single spaces between, at most max_bytes (cut at a word); new text. */
char *words_of(const char *text, gsize max_bytes);

/* An FTS5 MATCH expression for what a person typed: every word quoted, the last one (and those of 3
 * letters or more) as prefix, ae/oe/aa also tried as æ/ø/å and the other way. One letter at the end
 * is left out: a word just begun. NULL when no word is left. New text. */
char *words_match_expression(const char *typed);

/* For lists in memory: folds further (å/aa → a, ø/oe → o, æ/ae → a, đ → d, ŧ → t, ŋ → n, ł → l,
 * accents off, lower case); new text. */
char *words_fold(const char *text);

/* Orders names as Norwegian does when compared by strcmp: æ ø å after z, aa as å; new text. */
char *words_sort_key(const char *text);

/* Does every word typed (already folded) begin a word of the folded text, or stand inside it when
 * it has 3 letters or more? */
bool words_found(const char *folded_text, const char *folded_typed);

#endif

/* Many patterns found in one walk over a text (Aho and Corasick): what the walk costs does not
 * depend on how many patterns there are. */
#ifndef SKRANKE_SUGGESTION_MATCHER_H
#define SKRANKE_SUGGESTION_MATCHER_H

#include <glib.h>

typedef struct Matcher Matcher;

Matcher *matcher_new(void);
void matcher_free(Matcher *matcher);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Matcher, matcher_free)

/* Adds a pattern of folded text (suggestion_text.h); target is what it will be found as, any
 * number. The same pattern may have many targets. */
void matcher_add(Matcher *matcher, const char *pattern, guint target);
/* After the last pattern, before the first walk. */
void matcher_finish(Matcher *matcher);

/* from and to: the bytes of the text where the pattern stands. */
typedef void (*MatcherFound)(guint target, gsize from, gsize to, gpointer data);
void matcher_walk(const Matcher *matcher, const char *text, gsize length, MatcherFound found,
                  gpointer data);

#endif

/* The text of an inquiry as suggestions see it: folded words with a space on both sides, in zones,
 * each knowing where it stood in the original.
 *
 * Folding forgives keyboards and spelling: lower case without marks, å and aa are a, ø and oe are
 * o, æ and ae are a, a doubled letter is single (tall = tal, oppgave = opgave). Marks begin with #:
 *   #case     a case number (2026/412)        #toname   "Til Kari Nordmann:"
 *   #amount   a sum of money (10 000 kr)      #hiname   "Hei Kari,"
 *   #link     a web address               #dimensions  "etter alder, kjønn og kommune"   */
#ifndef SKRANKE_SUGGESTION_TEXT_H
#define SKRANKE_SUGGESTION_TEXT_H

#include <glib.h>
#include <stdbool.h>

#include "skranke/domain/suggestion.h"

typedef enum {
    ZONE_FACT,      /* channel:phone from:nrk.no sender:redaksjon mailbox:innsyn file:cv */
    ZONE_SUBJECT,   /* the subject line */
    ZONE_TEXT,      /* what was written */
    ZONE_SIGNATURE, /* from "Med vennlig hilsen" on */
} SuggestionZone;

typedef struct {
    guint32 at;         /* where its folded form begins */
    guint16 length;     /* of the original, in bytes */
    guint8 zone;        /* SuggestionZone */
    const char *origin; /* the original, borrowed from the input; NULL: a fact */
} SuggestionWord;

typedef struct {
    GString *folded; /* " word word " */
    GArray *words;   /* of SuggestionWord, in order */
} SuggestionText;

SuggestionText *suggestion_text_new(const SuggestionInput *input);
void suggestion_text_free(SuggestionText *text);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SuggestionText, suggestion_text_free)

/* The word in which this byte of the folded text stands. */
guint suggestion_text_word(const SuggestionText *text, gsize at);

enum { SUGGESTION_MOST_WORD = 60 }; /* bytes of a folded word; longer ones are encoded data */

/* The folds of U+0000 – U+00FF, as suggestion_fold_at wants them. */
const char *suggestion_folds(void);
/* The folded letter at text, 0 for a mark, ' ' for a separator, '?' for a letter of another
 * alphabet; bytes gets how many it has. A broken sequence separates. */
char suggestion_fold_at(const char *text, const char *end, const char *folds, gsize *bytes);
/* Appends a folded letter to the word that began at start. */
void suggestion_append_letter(GString *folded, gsize start, char letter);

/* Appends the folded form of one word (any text, separators are left out). */
void suggestion_fold(GString *folded, const char *word, gsize length);

/* Appends a fact as it stands in the folded text: kind is "from:" and the like. */
void suggestion_fold_fact(GString *folded, const char *kind, const char *value, gsize length);

#endif

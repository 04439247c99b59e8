/* What a new inquiry is probably about: a category and a statistic, from its text, its mailbox and
 * its sender, with the reason in words. A suggestion decides nothing for good: an operator accepts
 * it or chooses another.
 *
 * The cues of the categories are data (data/category_cues.csv), those of the statistics are their
 * names and keywords in bokmål, nynorsk and English. Examples (data/category_examples.csv) teach
 * the words for which there is no cue. Pure: no database, no clock. */
#ifndef SKRANKE_DOMAIN_SUGGESTION_H
#define SKRANKE_DOMAIN_SUGGESTION_H

#include "skranke/domain/category.h"
#include "skranke/domain/inquiry.h"
#include "skranke/domain/person.h"

/* Everything that is looked for, prepared once; read by several threads at a time. */
typedef struct SuggestionIndex SuggestionIndex;

/* cues: the table (text of CSV). statistics: array of Statistic *. categories: array of Category *.
 * Both are copied as far as they are needed. Fails (FAILED) naming the line for a cue of a category
 * that is not there or a weight that is no number. */
SuggestionIndex *suggestion_index_new(const char *cues, gsize length, const GPtrArray *categories,
                                      const GPtrArray *statistics, GError **error);
/* Learns from inquiries whose category is known (text of CSV with the columns category, channel,
 * area, subject, text; others and rows of categories that are not there are passed over). Once,
 * before the index is used. Fails as csv_parse does. */
bool suggestion_index_learn(SuggestionIndex *index, const char *examples, gsize length,
                            GError **error);
/* A new index with the cues and examples the program carries; categories or statistics NULL: those
 * it carries too. The face with a database hands in that database's. */
SuggestionIndex *suggestion_index_carried(const GPtrArray *categories, const GPtrArray *statistics,
                                          GError **error);
/* The statistics of the fictional bureau, carried in the program: array of Statistic *, owned. */
GPtrArray *suggestion_carried_statistics(GError **error);
void suggestion_index_free(SuggestionIndex *index);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SuggestionIndex, suggestion_index_free)

/* What is known of the inquiry; every text may be NULL. Foreign text: any bytes of UTF-8, any
 * length; the first 20,000 bytes of the text count, quoted mail below an answer does not. */
typedef struct {
    Channel channel;
    const char *subject, *text;
    const char *from_address;     /* "redaksjon@avisa.example" */
    const char *mailbox_address;  /* the address it was sent to, "innsyn@byraa.example" */
    const char *mailbox_category; /* what the ini says this mailbox is for, "" nothing */
    const char *attachment_names; /* one a line */
} SuggestionInput;

typedef struct {
    char *category;  /* a code of the table; never NULL: where nothing tells, simple_statistics */
    char *statistic; /* short name, "" none */
    char *subject;   /* subject area of the statistic, or of the text where no statistic is named
                        ("pp"), "" none */
    char *why;       /* in the screen's language: which words, mailbox or sender told; new text */
    bool sure;       /* false: little tells, look twice */
} Suggestion;
void suggestion_free(Suggestion *suggestion);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Suggestion, suggestion_free)

/* Linear in the length of the text. Never NULL. */
Suggestion *suggestion_make(const SuggestionIndex *index, const SuggestionInput *input);

#endif

/* What an inquiry is about decides what it is promised: the record of a category and the table
 * data/categories.csv that the first ones come from.
 *
 * Only what stands in the bureau's service declaration is a promise (by: document); what a law
 * demands is by law; all else is the bureau's own aim (by: local) and never shown as a promise. */
#ifndef SKRANKE_DOMAIN_CATEGORY_H
#define SKRANKE_DOMAIN_CATEGORY_H

#include <glib.h>
#include <stdbool.h>

/* X(identifier, word, takes a number) */
#define CATEGORY_RULES(X)                                                                          \
    X(NONE, "none", false)                /* no such clock */                                      \
    X(AT_ONCE, "at_once", false)          /* on the call, or by the machine */                     \
    X(HOURS, "hours", true)               /* by the clock on the wall, also at night */            \
    X(SAME_DAY, "same_day", false)        /* of a working day before closing, else the next one */ \
    X(NEXT_DAY, "next_day", false)        /* the next working day */                               \
    X(WORKING_DAYS, "working_days", true) /* the end of the n-th after the day of receipt */       \
    X(MONTH, "month", true)               /* the same date n months later, or the next working     \
                                             day */

#define CATEGORY_RULE_ENUM(id, word, number) CATEGORY_##id,
typedef enum { CATEGORY_RULES(CATEGORY_RULE_ENUM) CATEGORY_RULE_COUNT } CategoryRuleKind;
#undef CATEGORY_RULE_ENUM

typedef enum { CATEGORY_BY_LOCAL, CATEGORY_BY_DOCUMENT, CATEGORY_BY_LAW } CategoryBy;
extern const char *const category_by_words[]; /* "local", "document", "law", NULL */

/* One clock of a category: how long, and who says so. */
typedef struct {
    CategoryRuleKind kind;
    int number; /* hours, working days or months; 0 where the rule takes none */
    CategoryBy by;
} CategoryRule;

/* What starts the clocks. */
typedef enum {
    CATEGORY_FROM_RECEIPT, /* e-mail: the server has it; letter: registered by post intake */
    CATEGORY_FROM_POST,    /* the moment of the post on social media */
    CATEGORY_FROM_SUBMISSION,
    CATEGORY_FROM_CALL,
} CategoryStart;
extern const char *const category_start_words[]; /* "receipt", "post", "submission", "call", NULL */

typedef enum { CATEGORY_JOURNAL_NO, CATEGORY_JOURNAL_ASSESS, CATEGORY_JOURNAL_YES } CategoryJournal;
extern const char *const category_journal_words[]; /* "no", "assess", "yes", NULL */

/* Who may see it: everybody at the desk, or only those of a closed silo. */
typedef enum {
    CATEGORY_OPEN,
    CATEGORY_RESPONDENTS,
    CATEGORY_PRESS,
    CATEGORY_HR,
    CATEGORY_ACCESS,
    CATEGORY_SILO_COUNT,
} CategorySilo;
extern const char *const category_silo_words[]; /* "open", "respondents", "press", "hr", "access",
                                                   NULL */

typedef struct {
    char *code;    /* "simple_statistics" */
    char *aliases; /* other codes for the same, spaces between, or "" */
    char *name_nb, *name_nn, *name_en;
    CategoryRule target, limit;
    CategoryRule holding; /* when a provisional reply is due if the answer is not ready */
    CategoryStart start;
    char *queue; /* who takes it first: "information_service" */
    char *owner; /* whose the reply is: "section" */
    CategoryJournal journal;
    char *reason_nb, *reason_nn, *reason_en; /* of the journal word */
    CategorySilo silo;
    bool pauses; /* does waiting for the inquirer stop the clocks? Never for what a law counts. */
} Category;

Category *category_copy(const Category *category);
void category_free(Category *category);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Category, category_free)

/* Reads the table (columns as in data/categories.csv): an array of Category *, in the order of the
 * file, owned. Fails (FAILED) naming line and column: a word that is none, a code twice, a missing
 * code or name, a category of access or by law that pauses. */
GPtrArray *category_read_table(const char *text, gsize length, GError **error);
/* The table that the program carries: what the service declaration promises. The same. */
GPtrArray *category_carried(GError **error);

/* By code or alias; borrowed, NULL: none. */
const Category *category_find(const GPtrArray *categories, const char *code);

/* In the screen's language; borrowed. */
const char *category_name(const Category *category);
const char *category_journal_reason(const Category *category);

/* Does a law count its days (offentleglova § 32 for access, or a limit by law)? Such clocks neither
 * pause nor wait for days that only this bureau keeps closed. */
bool category_is_statutory(const Category *category);

/* "same_day", "working_days 2"; by is left alone. False: not such a rule (numbers are 1-999). */
bool category_rule_parse(const char *text, CategoryRule *rule);
/* The same form; new text. */
char *category_rule_word(const CategoryRule *rule);
/* Every rule there is, in this form, with N for a number: "none, …, working_days N"; new text. */
char *category_rule_choices(void);
/* "the same day", "2 working days", in the screen's language; "" for none; new text. */
char *category_rule_text(const CategoryRule *rule);
/* "promised by the service declaration", "required by law", "the bureau's own aim"; borrowed. */
const char *category_by_text(CategoryBy by);

#endif

/* A survey that respondents ask about, and what an operator can say at once to "must I?" (service
 * declaration, "Svartjenesten" and "Rapportere data"): voluntary or mandatory by which section of
 * the law, the deadline, reminders, whom to contact. Nothing is said that the declaration does not
 * promise. Pure. */
#ifndef SKRANKE_DOMAIN_SURVEY_H
#define SKRANKE_DOMAIN_SURVEY_H

#include "skranke/domain/day.h"

typedef enum { SURVEY_PERSONS, SURVEY_BUSINESSES } SurveyAudience;
extern const char *const survey_audience_words[]; /* "persons", "businesses", NULL */

/* All texts owned, "" where there is none. */
typedef struct {
    char *code;
    char *name_nb, *name_nn, *name_en;
    SurveyAudience audience;
    bool mandatory;
    char *legal_reference;             /* "statistikkloven § 10"; data, never in the code */
    char *deadline_on;                 /* "2026-03-10" or "" */
    char *reminders;                   /* "2026-03-02 e-post, 2026-03-16 brev": days, and how */
    char *what_nb, *what_nn, *what_en; /* to report */
    char *whom, *how;                  /* for whom to report, and in which way */
    char *section;                     /* code */
    char *contact;                     /* initials */
    char *phone, *email;               /* of the contact, as in the letter */
    char *note;                        /* on the letter, for operators */
} Survey;

Survey *survey_new(void);
void survey_free(Survey *survey);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Survey, survey_free)

/* Reads the table (columns as in data/demo/surveys.csv): an array of Survey *, in the order of the
 * file, owned. A day may be written "today", "today+14" or "today-3". Fails (FAILED) naming line
 * and column: no code or name, a code twice, a word that is none, a day that is none, an e-mail
 * address that is none, a mandatory survey without its legal reference. */
GPtrArray *survey_read_table(const char *text, gsize length, Day today, GError **error);

/* NULL, or what is wrong with one that was typed in, in the screen's language; new text. The same
 * rules as for the table. */
char *survey_problem(const Survey *survey);

/* By code; borrowed, NULL: none. */
const Survey *survey_find(const GPtrArray *surveys, const char *code);
/* In the screen's language; borrowed. */
const char *survey_name(const Survey *survey);
const char *survey_what(const Survey *survey);

/* How many reminders were sent until today (with it); *last gets the day of the newest of them,
 * *next that of the first to come; each may be NULL and is left alone where there is none. */
guint survey_reminders(const Survey *survey, Day today, Day *last, Day *next);

/* What to say to "must I answer?" in the caller's language ("nb", "nn", "en"; "" is bokmål, any
 * other English), a few sentences: new text. */
char *survey_answer(const Survey *survey, const char *language, Day today);

/* X(identifier, word, text for people): how somebody wishes to be interviewed */
#define SURVEY_MODES(X)                                                                            \
    X(NONE, "", "")                                                                                \
    X(PHONE, "phone", N_("by telephone"))                                                          \
    X(VIDEO, "video", N_("by video"))                                                              \
    X(VISIT, "visit", N_("by a visit"))                                                            \
    X(WEB, "web", N_("on the web"))                                                                \
    X(PAPER, "paper", N_("on paper"))
#define SURVEY_MODE_ENUM(id, word, text) SURVEY_MODE_##id,
typedef enum { SURVEY_MODES(SURVEY_MODE_ENUM) SURVEY_MODE_COUNT } SurveyMode;
#undef SURVEY_MODE_ENUM
extern const char *const survey_mode_words[];  /* NULL-terminated */
const char *survey_mode_text(SurveyMode mode); /* translated, "" for none */
bool survey_mode_from_word(const char *word, SurveyMode *mode);

/* "Wishes to be interviewed onsdag kveld, by telephone." in the screen's language; time in the
 * person's own words, made safe and short; "" when nothing is wished. New text. */
char *survey_wish_text(const char *time, SurveyMode mode);

#endif

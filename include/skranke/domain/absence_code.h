/* The reasons of absences as a table: what they are called in calendars and files ("FER", "MØT"),
 * whether they last days or hours, what the operator reads and what a caller may be told.
 *
 * The first table is data/absence_codes.csv; an administrator may put another in its place (the
 * setting "absence.codes"). Pure. */
#ifndef SKRANKE_DOMAIN_ABSENCE_CODE_H
#define SKRANKE_DOMAIN_ABSENCE_CODE_H

#include <glib.h>
#include <stdbool.h>

/* What it means for whoever rings: gone, busy for a while, or at work elsewhere and to be rung. */
typedef enum { ABSENCE_OUT, ABSENCE_BUSY, ABSENCE_REACHABLE } AbsenceEffect;
extern const char *const absence_effect_words[]; /* "out", "busy", "reachable", NULL */

typedef struct {
    char *code; /* "meeting", as the database keeps it */
    char *also; /* other words for it, comma between: "MØT,MØTE,mtg"; case does not count */
    bool clock; /* ends at a time of the day (a meeting); else at the end of a day (a leave) */
    AbsenceEffect effect;
    char *name_nb, *name_nn, *name_en; /* for operators: "syk" */
    char *said_nb, *said_nn,
        *said_en; /* to callers: "ikke til stede"; never the reason of a leave */
} AbsenceCode;

/* From CSV with the columns code;also;clock;effect;name_nb;name_nn;name_en;said_nb;said_nn;said_en.
 * All or nothing: USAGE names line and column. Array of AbsenceCode *, owned. */
GPtrArray *absence_codes_parse(const char *text, gsize length, GError **error);
/* Those carried in the program; read once, never freed; borrowed. */
const GPtrArray *absence_codes_carried(void);

/* By code or another word for it, whatever the case; borrowed, NULL: none. codes NULL: those
 * carried. */
const AbsenceCode *absence_code_find(const GPtrArray *codes, const char *word);
/* The codes with comma between, for sentences that refuse another; codes NULL: those carried; new
 * text. */
char *absence_codes_known(const GPtrArray *codes);
/* In the screen's language; the code itself where the table has none; borrowed. */
const char *absence_code_name(const GPtrArray *codes, const char *code);

/* The convention of Norwegian public offices for the subject of an appointment: a code, then ":"
 * (the telephone is closed) or ";" (it is open), then words for colleagues: "MØT: Ledermøte",
 * "fer;". NULL where the subject begins with no known code; rest points into the subject, behind
 * the mark and space. */
const AbsenceCode *absence_code_of_subject(const GPtrArray *codes, const char *subject,
                                           bool *phone_open, const char **rest);

#endif

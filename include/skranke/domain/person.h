/* The directory's records: people, sections, statistics, absences. No I/O. */
#ifndef SKRANKE_DOMAIN_PERSON_H
#define SKRANKE_DOMAIN_PERSON_H

#include <glib.h>
#include <stdbool.h>

/* Somebody said that a person is away, or their calendar does: what was said goes before. */
typedef enum { ABSENCE_SAID, ABSENCE_CALENDAR } AbsenceKind;
extern const char *const absence_kind_words[]; /* "said", "calendar", NULL */

typedef struct {
    gint64 id, person;
    gint64 from_at, until_at; /* until is exclusive */
    char *code, *note; /* domain/absence_code.h; the reason stays inside: never said to a caller */
    AbsenceKind kind;
    bool phone_open;     /* away from the desk, but may be rung */
    char *source;        /* "": by hand; else the file or the directory by name */
    char *source_key;    /* what names it there, "": nothing does */
    gint64 seen_at;      /* when it was said or read last, 0: not known */
    char *operator_name; /* who entered it by hand, "" or NULL: nobody is known */
} Absence;
void absence_free(Absence *absence);
/* Was it entered by an operator, not read from a file or a directory? */
bool absence_is_by_hand(const Absence *absence);
/* That operator, or that file; "": not known; borrowed. */
const char *absence_told_by(const Absence *absence);

/* What an operator was told about where somebody is; goes before everything else until it expires.
 */
typedef enum { MARK_IN, MARK_BUSY, MARK_OUT } MarkStatus;
extern const char *const mark_status_words[]; /* "in", "busy", "out", NULL */

typedef struct {
    gint64 person, until_at, at; /* until is exclusive */
    MarkStatus status;
    char *code, *note;
    gint64 operator_id;
    char *operator_name;
} PresenceMark;
void presence_mark_free(PresenceMark *mark);

/* Somebody is on duty: "press", for journalists, also outside opening hours. */
typedef struct {
    gint64 id;
    char *roster;
    gint64 from_at, until_at; /* until is exclusive */
    gint64 person, backup;    /* backup 0: none */
    char *phone;              /* of the duty; "": the person's own */
    char *note, *source, *source_key;
    gint64 seen_at;
} Duty;
void duty_free(Duty *duty);

typedef struct {
    gint64 id, person, at;
    char *operator_name, *text;
} PersonNote;
void person_note_free(PersonNote *note);

typedef struct {
    gint64 id;
    char *initials, *name;
    char *title_nb, *title_nn, *title_en;
    char *sections; /* codes, comma between, the main one first */
    char *phone, *mobile, *email;
    bool mobile_shown; /* the second number may be given to callers */
    char *languages;   /* "nb,nn,en" */
    char *hours;       /* within which they may be met; domain/hours.h */
    char *core_hours;  /* within which they surely are; "": the same */
    char *note;        /* of the file they came from; what operators write is in notes */
    char *keywords;    /* what they know about, comma between */
    char *former_names;
    char *employee_id;
    char *organisation;       /* "": our own; else an external producer of statistics */
    bool active;              /* false: has left */
    char *left_on;            /* "2026-02-28" or "" */
    char *source;             /* "": by hand; else the file or the directory that names them */
    gint64 deputy, successor; /* persons, 0: none */
    GPtrArray *absences;      /* of Absence *, by from_at */
    GPtrArray *duties;        /* of Duty *, by from_at, borrowed from the directory */
    GPtrArray *notes;         /* of PersonNote *, newest first */
    PresenceMark *mark;       /* NULL: none; may have expired */
    GPtrArray *statistics;    /* of Statistic *, borrowed from the directory */
} Person;
/* Active, with empty lists. */
Person *person_new(void);
void person_free(Person *person);
/* Had they left at that moment? From the first moment of the day they left on (Norwegian time); at
 * all times where the day is not known. */
bool person_has_left(const Person *person, gint64 at);
const char *person_title(const Person *person); /* in the screen's language; borrowed */

typedef struct {
    char *code, *name_nb, *name_nn, *name_en, *role, *email, *phone;
} Section;
void section_free(Section *section);
const char *section_name(const Section *section);
/* Is this one of the words of its role ("press+social_media")? NULL has none. */
bool section_has_role(const Section *section, const char *role);

/* What a statistic is about, an area of the website. */
typedef struct {
    char *code, *name_nb, *name_nn, *name_en;
} Subject;
void subject_free(Subject *subject);
const char *subject_name(const Subject *subject);

typedef struct {
    gint64 id;
    char *short_name, *subject, *section;
    char *name_nb, *name_nn, *name_en;
    char *keywords_nb, *keywords_nn, *keywords_en, *tables;
    gint64 responsible, backup; /* person, 0: vacant */
} Statistic;
void statistic_free(Statistic *statistic);
const char *statistic_name(const Statistic *statistic);

#endif

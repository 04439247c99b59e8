/* The staff directory: sections, people, office hours, absences, statistics and who answers for
 * them.
 *
 * Small enough to be read whole (10,000 people): faces search it in memory. The model file of this
 * floor. */
#ifndef SKRANKE_STORE_PEOPLE_H
#define SKRANKE_STORE_PEOPLE_H

#include "skranke/domain/person.h"

#include "skranke/store/db.h"

typedef struct {
    GPtrArray *sections; /* of Section *, by code */
    GPtrArray *people;   /* of Person *, active ones, by name in Norwegian order; with absences and
                            duties that end after `since`, marks and notes */
    GPtrArray *former;   /* of Person *, those who have left, by name; without absences */
    GPtrArray *duties;   /* of Duty *, of all rosters, by from_at */
    GPtrArray *statistics;       /* of Statistic *, by name in the screen's language */
    GHashTable *by_id;           /* gint64 * -> Person *, also former ones; borrowed */
    GHashTable *section_by_code; /* char * -> Section *, borrowed */
} PeopleDirectory;

PeopleDirectory *people_load(Db *db, gint64 since, GError **error);
/* The statistics only, without whose they are; array of Statistic *, owned. */
GPtrArray *people_statistics(Db *db, GError **error);
/* The areas; array of Subject *, owned, by code. */
GPtrArray *people_subjects(Db *db, GError **error);
/* Is any of these addresses (array of char *) one of a section with this word in its role, or of a
 * person who works in such a section? */
bool people_with_role(Db *db, const GPtrArray *addresses, const char *role, bool *found,
                      GError **error);
void people_directory_free(PeopleDirectory *directory);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PeopleDirectory, people_directory_free)
Person *people_directory_person(const PeopleDirectory *directory, gint64 id);
Section *people_directory_section(const PeopleDirectory *directory, const char *code);

/* Statements: insert or update by the natural key (section code, initials, short name, subject
 * code). A person with a number is that person, whatever the initials were before. */
void people_put_section(DbBatch *batch, const Section *section);
void people_put_person(DbBatch *batch, const Person *person, gint64 now);
/* Deputy and successor by initials, for people who come in the same batch; NULL leaves it as it is,
 * "" is nobody. */
void people_refer(DbBatch *batch, const char *initials, const char *deputy, const char *successor);
void people_put_subject(DbBatch *batch, const char *code, const char *nb, const char *nn,
                        const char *en);
/* responsible and backup by initials; "" and initials that nobody has leave it vacant. */
void people_put_statistic(DbBatch *batch, const Statistic *statistic, const char *responsible,
                          const char *backup);
/* Expects that there is a person with these initials. Of a file without keys; now: when it was
 * said. */
void people_add_absence(DbBatch *batch, const char *initials, gint64 from_at, gint64 until_at,
                        const char *code, const char *note, gint64 now);
/* The whole record: by person, source and source_key where the key is set (the same again changes
 * it), else a new one. Expects the person. operator_id 0: a file. */
void people_put_absence(DbBatch *batch, const Absence *absence, gint64 operator_id);
/* Expects that it is there. */
void people_remove_absence(DbBatch *batch, gint64 absence);
/* The person has left on a day; successor 0: nobody is named. Expects the person. */
void people_set_left(DbBatch *batch, gint64 person, const char *left_on, gint64 successor,
                     gint64 now);
/* Whoever answers for statistics and stands in for others does so no more: successor does it from
 * now on (nobody backs up themselves), 0: nobody. */
void people_hand_over(DbBatch *batch, gint64 person, gint64 successor, gint64 now);
/* Who stands in for the person with these initials, and who came after; by initials, "": nobody. */
void people_put_ties(DbBatch *batch, const char *initials, const char *deputy,
                     const char *successor);
/* Deputy, successor by their numbers, 0: nobody. Expects the person. */
void people_set_deputy(DbBatch *batch, gint64 person, gint64 deputy, gint64 now);
/* Expects that there is such a person. */
void people_set_core_hours(DbBatch *batch, gint64 person, const char *hours, gint64 now);
void people_set_hours(DbBatch *batch, gint64 person, const char *hours, gint64 now);
/* Ends it at a moment; expects that it has begun and has not ended before that. */
void people_end_absence(DbBatch *batch, gint64 absence, gint64 at);

/* ---- acts on the directory and the way back (people_undo.c) ---- */

/* Expects that nobody has changed these since they were read: who has left, deputy, successor and
 * hours; when the absence is. */
void people_expect_person(DbBatch *batch, const Person *seen);
void people_expect_absence(DbBatch *batch, const Absence *seen);
/* The event added last gets the number of what was added last, as "absence" or "note". */
void people_name_absence_in_event(DbBatch *batch);
void people_name_note_in_event(DbBatch *batch);
/* The event added last (its `before` is an object) remembers what is about to be changed, as it is
 * when the batch is applied: the mark that lasts at a moment, the row of an absence, whose
 * statistics and whose deputy somebody was. */
void people_remember_mark(DbBatch *batch, gint64 person, gint64 now);
void people_remember_absence(DbBatch *batch, gint64 absence);
void people_remember_charge(DbBatch *batch, gint64 person);
/* The absence that an event remembers is there again. Expects that it was not. */
void people_bring_back_absence(DbBatch *batch, gint64 event);
/* It lasts until then again. Expects that it ends as the act left it. */
void people_prolong_absence(DbBatch *batch, gint64 absence, gint64 until_at, gint64 left);
/* `was` stands in again, or nobody. Expects that the deputy is as the act left it, and that `was`
 * works here. */
void people_restore_deputy(DbBatch *batch, gint64 person, gint64 was, gint64 left, gint64 now);
/* Expects the hours as the act left them. */
void people_restore_hours(DbBatch *batch, gint64 person, const char *was, const char *left,
                          gint64 now);
void people_restore_core_hours(DbBatch *batch, gint64 person, const char *was, const char *left,
                               gint64 now);
/* Whether, when and with which successor somebody has left: as before. Expects it as `left`. */
typedef struct {
    bool active;
    const char *left_on;
    gint64 successor; /* 0: nobody */
} PersonLeft;
void people_restore_left(DbBatch *batch, gint64 person, const PersonLeft *was,
                         const PersonLeft *left, gint64 now);
/* Who answers for a statistic, 0: nobody. Expects it as `left`. */
typedef struct {
    gint64 responsible, backup;
} StatisticCharge;
void people_restore_charge(DbBatch *batch, gint64 statistic, const StatisticCharge *was,
                           const StatisticCharge *left);
/* A note about a person is there again. Expects that it was removed. */
void people_bring_back_note(DbBatch *batch, gint64 note);

#endif

/* Whom to contact for which area, as the bureau publishes it: nothing in it but what anybody may
 * know. */
#ifndef SKRANKE_DESK_DIRECTORY_PUBLISH_H
#define SKRANKE_DESK_DIRECTORY_PUBLISH_H

#include "skranke/desk/directory.h"

typedef enum { CONTACT_RESPONSIBLE, CONTACT_BACKUP, CONTACT_SECTION } PublicContactKind;
extern const char *const public_contact_words[]; /* "responsible", "backup", "section", NULL */

/* One contact of one statistic; all of it may be published, and there is no field for anything
 * else. "" where there is nothing. */
typedef struct {
    const char *contact; /* one of public_contact_words */
    char *area;          /* the name of the subject */
    char *statistic;     /* its name */
    char *code;          /* its short name */
    char *section, *organisation, *name, *title, *phone, *mobile, *email;
} PublicContact;

/* The columns in their order, each a text of a PublicContact; NULL-terminated by name. */
typedef struct {
    const char *name;
    gsize offset;
} PublicColumn;
extern const PublicColumn public_columns[];
const char *public_contact_text(const PublicContact *contact, const PublicColumn *column);

/* For every statistic by area and name: who is responsible, then the backup; where neither works
 * here the shared number of its section, else that of the information service, so that every area
 * has somebody to ask. Never in it: whether somebody is away or why, office hours, notes, numbers
 * that are not for callers, who has left. In the screen's language. Array of PublicContact *,
 * owned. */
GPtrArray *directory_publish(Db *db, const Directory *directory, GError **error);

#endif

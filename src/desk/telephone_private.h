/* What the files of the telephone share. */
#ifndef SKRANKE_DESK_TELEPHONE_PRIVATE_H
#define SKRANKE_DESK_TELEPHONE_PRIVATE_H

#include "skranke/desk/telephone.h"

struct Telephone {
    Desk *desk;
    TelephoneListener listener;
    gpointer user;
    Pbx *pbx;
    GHashTable *rows; /* id of the system, char * -> gint64 *: the call in the database */
    GHashTable
        *reaching;    /* id of the system, char * -> gint64 *: the person it is transferred to */
    GHashTable *whom; /* id of the system, char * -> TelephoneWhom *: at whose telephone it rang */
    GHashTable *told; /* id of the system, char * -> state told last + 1 */
    GQueue later;     /* of PbxCall *, owned: ends that could not be noted, oldest first */
    guint timer;      /* until they are tried again */
};

/* What the system told of a call, into the database; the call's number there, 0: none. sentence:
 * for the message line, new text. */
gint64 telephone_note(Telephone *telephone, const PbxCall *line, char **sentence, GError **error);
/* The call in the database, made this operator's; 0 on error. */
gint64 telephone_begin(Telephone *telephone, const PbxCall *line, GError **error);
/* Keeps the end of a call until the database can be written again. */
void telephone_note_later(Telephone *telephone, const PbxCall *line);
void telephone_forget_later(Telephone *telephone);

/* At whose telephone a call rings, or rang last. */
typedef struct {
    char *number; /* as the system has it */
    char *name;   /* of the person or the section; of nobody we know the number */
    gint64 person;
} TelephoneWhom;
void telephone_whom_free(gpointer whom);
/* Looks up whose number it is, where that changed. Asks the database. */
void telephone_learn_whom(Telephone *telephone, const PbxCall *line);
/* NULL: nobody yet; borrowed. */
const TelephoneWhom *telephone_whom(const Telephone *telephone, const PbxCall *line);
/* Their name, else the number, "?" where there is none; borrowed. */
const char *telephone_whom_name(const Telephone *telephone, const PbxCall *line);
/* Who rings: a name, else a number, else that it is hidden; new text. */
char *telephone_caller(const PbxCall *line);

#endif

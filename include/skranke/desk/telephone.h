/* The telephone at the desk: what the telephone system tells becomes calls in the database, and
 * what an operator does with a call is asked of the system where there is one. Works by hand alone
 * where there is none. */
#ifndef SKRANKE_DESK_TELEPHONE_H
#define SKRANKE_DESK_TELEPHONE_H

#include "skranke/services/pbx.h"

#include "skranke/desk/calls.h"

typedef struct Telephone Telephone;
typedef struct {
    /* A call rings at this operator, is answered, came back, ended …: call is its number in the
     * database (0: a waiting one that has none yet). sentence: translated, for the message line;
     * "". */
    void (*changed)(gint64 call, const PbxCall *line, const char *sentence, gpointer user);
    void (*failed)(const char *sentence, gpointer user);
} TelephoneListener;

/* Opens the driver of the configuration. Never fails for a system that is away; FAILED as
 * pbx_open. */
Telephone *telephone_open(Desk *desk, const TelephoneListener *listener, gpointer user,
                          GError **error);
void telephone_close(Telephone *telephone);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Telephone, telephone_close)

/* The internal number of this desk's telephone: [pbx] extension, else the operator's own in the
 * directory (the person whose initials are the login); "" not known. New text. */
char *telephone_own_number(Desk *desk);

Pbx *telephone_pbx(const Telephone *telephone); /* borrowed */
/* The call of the system that a call in the database is; NULL: by hand, or over. */
const PbxCall *telephone_line_of(const Telephone *telephone, gint64 call);
/* The call that is spoken to at this operator's telephone, else the one that rings there, as a call
 * in the database (made where it is not there yet); 0: none. shown: the call that is on the screen
 * already and is not meant, 0: none. F2 opens it. */
gint64 telephone_ringing(Telephone *telephone, gint64 shown, GError **error);
/* The one that rings at this operator; NULL: none. */
const PbxCall *telephone_rings(const Telephone *telephone);
/* At whose telephone this call rang last in vain, and why; 0: nobody's. */
gint64 telephone_came_back_from(const Telephone *telephone, gint64 call, PbxReason *reason);
/* How many wait to be answered, and since when the first of them does (0: nobody). */
guint telephone_waiting(const Telephone *telephone, gint64 *since);

/* Transfers call to a person's number (mobile: their second one): by the system where it has the
 * call, and ends it in the database only when the system's events say it was answered; by hand at
 * once. REFUSED with the reason in words: has left, no number, the management for journalists, the
 * system's own. */
bool telephone_transfer(Telephone *telephone, gint64 call, const Person *person, bool mobile,
                        GError **error);
bool telephone_act(Telephone *telephone, PbxAct act, gint64 call, const char *number_or_reason,
                   GError **error);

/* "Ringing: 912 34 567", "Back from Lars Øverbø, no answer: 912 34 567"; caller: who rings, as the
 * face shows them. Translated, new text. */
char *telephone_rings_text(const Telephone *telephone, const PbxCall *line, const char *caller);
/* The state in one line, translated: "Free. 3 waiting, longest 1 min. Open until 15:00." Waits in
 * whole minutes. New text. */
char *telephone_state_text(const Telephone *telephone, gint64 now);

#endif

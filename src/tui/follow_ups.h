/* What waits to be followed up, read into one list, and the words for it: shared by the form that
 * shows it and the file that words it. */
#ifndef SKRANKE_TUI_FOLLOW_UPS_H
#define SKRANKE_TUI_FOLLOW_UPS_H

#include "skranke/store/phone_messages.h"

/* One of them is set. */
typedef struct {
    PhoneMessage *message; /* to a colleague, owned */
    CallBack *call_back;   /* a caller to be rung back, owned */
} FollowUp;

/* Array of FollowUp *, owned: what cannot wait (late, or the mail did not leave) first, then by
 * when it is due. NULL on error. */
GPtrArray *follow_ups_read(Db *db, gint64 now, GError **error);

gint64 follow_up_id(const FollowUp *item);
gint64 follow_up_due(const FollowUp *item);
/* Late, or nobody has been told: it stands on top. */
bool follow_up_presses(const FollowUp *item, gint64 now);
/* "+4791234567", ""; borrowed. */
const char *follow_up_number(const FollowUp *item);

/* Texts for a line and for reading: safe and translated; new. */
char *follow_up_due_words(const FollowUp *item, gint64 now); /* "REFUSED", "late 2 h", "14:00" */
char *follow_up_whom(const FollowUp *item);                  /* who is to be reached */
char *follow_up_caller(const FollowUp *item);                /* of a message */
char *follow_up_progress(const FollowUp *item);              /* "missed", "tried 2 times, busy" */
char *follow_up_matter(const FollowUp *item);
/* The row as it is read out: whom, number and when within a line of braille; new text. */
char *follow_up_row(const FollowUp *item, gint64 now, bool selected);
/* All of it, a fact a line. */
char *follow_up_text(const FollowUp *item, gint64 now);

#endif

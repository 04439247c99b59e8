/* An inquiry is opened to be read. Every opening of one in a closed silo leaves an event
 * (statistikkloven §§ 7-8; the service declaration on confidentiality). */
#ifndef SKRANKE_DESK_READING_H
#define SKRANKE_DESK_READING_H

#include "skranke/domain/inquiry.h"

#include "skranke/desk/desk.h"

/* Says that the operator has it before him now. Does nothing for open ones. Faces call it once each
 * time they show an inquiry that was not shown before; reading again while it stands is the same
 * opening. */
bool reading_opened(Desk *desk, const Inquiry *inquiry, GError **error);

/* Shows the identity numbers of an inquiry: an event of its own with the reason. REFUSED without a
 * reason. Until then faces mask them. */
bool reading_reveal(Desk *desk, gint64 id, const char *reason, GError **error);

/* The asker's deadline explained: domain/clocks.h with everything read. New text. */
char *reading_explain(Desk *desk, gint64 id, GError **error);

#endif

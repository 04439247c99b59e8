/* The fictional bureau's mail: the .eml files carried in the binary, dated relative to today,
 * through the real intake. */
#ifndef SKRANKE_MAIL_DEMO_MAIL_H
#define SKRANKE_MAIL_DEMO_MAIL_H

#include "skranke/mail/intake_run.h"

/* A line "Date: {day-2 08:29}" becomes that many days before `now`, in the bureau's time; the
 * receipt is the same moment. */
bool demo_mail_import(IntakeRun *run, gint64 now, GError **error);

#endif

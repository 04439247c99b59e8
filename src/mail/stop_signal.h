/* "Please stop" by SIGTERM, SIGINT or SIGHUP, as a flag that work asks for between two pieces and
 * as an end to waiting. A second SIGINT ends the process at once. One user at a time. */
#ifndef SKRANKE_MAIL_STOP_SIGNAL_H
#define SKRANKE_MAIL_STOP_SIGNAL_H

#include <glib.h>
#include <stdbool.h>

/* From here on the signals no longer end the process, until stop_signal_end puts back what was. */
void stop_signal_start(void);
void stop_signal_end(void);

bool stop_signal_asked(void);

/* Waits that long, or until asked; true when asked. */
bool stop_signal_wait(gint64 milliseconds);

#endif

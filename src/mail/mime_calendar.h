/* An invitation as a few lines of text, for mail that holds nothing else. */
#ifndef SKRANKE_MAIL_MIME_CALENDAR_H
#define SKRANKE_MAIL_MIME_CALENDAR_H

/* text: an iCalendar object (RFC 5545), UTF-8 with LF. The first event's summary, time, place,
 * organiser and description; NULL when there is no event. New text. */
char *mime_calendar_summary(const char *text);

#endif

/* How the mail worker gets on: facts it leaves with its lease, and the words each desk makes of
 * them in its own language. Pure. */
#ifndef SKRANKE_DOMAIN_WORKER_REPORT_H
#define SKRANKE_DOMAIN_WORKER_REPORT_H

#include <glib.h>
#include <stdbool.h>

typedef struct {
    gint64 read_at; /* when mailboxes were last read, 0: never */
    gint64 waiting; /* answers in the outbox */
    gint64 mailboxes_failing;
} WorkerReport;

/* "read=1773133920 waiting=2 failing=0"; new text. */
char *worker_report_pack(const WorkerReport *report);
/* False for anything else; the report is then all zeros. */
bool worker_report_unpack(const char *text, WorkerReport *report);

/* "mail read 09:40", "mail read 09:40, 1 mailbox FAILS", translated; new text. */
char *worker_report_text(const WorkerReport *report);

#endif

/* Owns the form of the worker's report and its words. */
#include "skranke/domain/worker_report.h"

#include <stdio.h>

#include "skranke/base/language.h"
#include "skranke/base/time_text.h"

char *worker_report_pack(const WorkerReport *report)
{
    return g_strdup_printf("read=%" PRId64 " waiting=%" PRId64 " failing=%" PRId64, report->read_at,
                           report->waiting, report->mailboxes_failing);
}

bool worker_report_unpack(const char *text, WorkerReport *report)
{
    WorkerReport read = {0};
    int fields = sscanf(text, "read=%" SCNd64 " waiting=%" SCNd64 " failing=%" SCNd64,
                        &read.read_at, &read.waiting, &read.mailboxes_failing);
    *report = fields == 3 ? read : (WorkerReport){0};
    return fields == 3;
}

char *worker_report_text(const WorkerReport *report)
{
    g_autofree char *at = report->read_at ? time_text_clock(report->read_at) : NULL;
    g_autofree char *read =
        at ? g_strdup_printf(_("mail read %s"), at) : g_strdup(_("mail not read yet"));
    if (report->mailboxes_failing == 0)
        return g_steal_pointer(&read);
    guint failing = (guint)MIN(report->mailboxes_failing, 1000);
    g_autofree char *fails =
        g_strdup_printf(ngettext("%u mailbox FAILS", "%u mailboxes FAIL", failing), failing);
    return g_strdup_printf("%s, %s", fails, read);
}

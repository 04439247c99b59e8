/* What an intake did, as the contract's line; shared by importing and fetching. */
#ifndef SKRANKE_CLI_INTAKE_REPORT_H
#define SKRANKE_CLI_INTAKE_REPORT_H

#include "skranke/mail/intake_run.h"

#include "skranke/cli/command.h"

/* {"read","new","joined","duplicate","echo","quarantined"}, or a sentence. */
void intake_report_print(const CommandContext *context, const IntakeReport *report);

#endif

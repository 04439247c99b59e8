/* What a mail is to the forwards of the inquiry it joins: an answer from the section that settles
 * one, something else that the section wrote, a report that our mail did not arrive, or nothing. */
#ifndef SKRANKE_MAIL_INTAKE_FORWARD_H
#define SKRANKE_MAIL_INTAKE_FORWARD_H

#include "skranke/store/events.h"

#include "intake_known.h"

/* Forwards that the mails of a round may answer. */
IntakeForwards *intake_forwards_read(IntakeRun *run, const GPtrArray *items, GHashTable *inquiries,
                                     GError **error);
void intake_forwards_free(IntakeForwards *forwards);

/* The forward whose mark a mail carries; borrowed, NULL: none. */
const Forward *intake_forward_marked(const IntakeForwards *forwards, const ParsedMail *mail);

/* Of a mail that joins an inquiry: sets from_section, to_inquirer, settles and settled of the
 * verdict. False: the database could not be asked. */
bool intake_forward_judge(IntakeRun *run, Known *known, const ParsedMail *mail,
                          IntakeVerdict *verdict, GError **error);

/* The event of a joined mail: what it settled, else that it joined. */
EventKind intake_forward_event(const IntakeVerdict *verdict);
/* Statements: the forward is settled by the message added last. */
void intake_forward_settle(DbBatch *batch, const IntakeVerdict *verdict);
/* What the inquiry makes of a section's mail (instead of what a customer's would do). at: when it
 * came. */
void intake_forward_tell(const IntakeRun *run, DbBatch *batch, const ParsedMail *mail,
                         const IntakeVerdict *verdict, gint64 at);

#endif

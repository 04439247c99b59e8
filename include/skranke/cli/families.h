/* The functions behind the table of commands, one line each, by family. */
#ifndef SKRANKE_CLI_FAMILIES_H
#define SKRANKE_CLI_FAMILIES_H

#include "skranke/cli/command.h"

#define COMMAND_FUNCTION(name) int name(CommandContext *context, int argc, char **argv)

COMMAND_FUNCTION(command_init);
COMMAND_FUNCTION(command_check);
COMMAND_FUNCTION(command_backup);
COMMAND_FUNCTION(command_restore);
COMMAND_FUNCTION(command_event_list);
COMMAND_FUNCTION(command_search);

COMMAND_FUNCTION(command_calendar);
COMMAND_FUNCTION(command_calendar_day);
COMMAND_FUNCTION(command_calendar_eves);
COMMAND_FUNCTION(command_calendar_hours);
COMMAND_FUNCTION(command_category_list);
COMMAND_FUNCTION(command_category_show);
COMMAND_FUNCTION(command_category_set);
COMMAND_FUNCTION(command_category_import);
COMMAND_FUNCTION(command_deadline);
COMMAND_FUNCTION(command_suggest);

COMMAND_FUNCTION(command_journal);
COMMAND_FUNCTION(command_journal_check);
COMMAND_FUNCTION(command_journal_set);
COMMAND_FUNCTION(command_survey_list);
COMMAND_FUNCTION(command_survey_show);

COMMAND_FUNCTION(command_import_mail);
COMMAND_FUNCTION(command_import_einnsyn);
COMMAND_FUNCTION(command_import_file);
COMMAND_FUNCTION(command_import_staff);
COMMAND_FUNCTION(command_people_refresh);
COMMAND_FUNCTION(command_people_refresh_contacts);

COMMAND_FUNCTION(command_mail_fetch);
COMMAND_FUNCTION(command_mail_send);
COMMAND_FUNCTION(command_mail_run);
COMMAND_FUNCTION(command_mail_ledger);
COMMAND_FUNCTION(command_mail_quarantine);

COMMAND_FUNCTION(command_inquiry_list);
COMMAND_FUNCTION(command_inquiry_show);
COMMAND_FUNCTION(command_inquiry_new);
COMMAND_FUNCTION(command_inquiry_answered);
COMMAND_FUNCTION(command_inquiry_take);
COMMAND_FUNCTION(command_inquiry_release);
COMMAND_FUNCTION(command_inquiry_assign);
COMMAND_FUNCTION(command_inquiry_reply);
COMMAND_FUNCTION(command_inquiry_note);
COMMAND_FUNCTION(command_inquiry_close);
COMMAND_FUNCTION(command_inquiry_reopen);
COMMAND_FUNCTION(command_inquiry_set);
COMMAND_FUNCTION(command_inquiry_snooze);
COMMAND_FUNCTION(command_inquiry_tag);
COMMAND_FUNCTION(command_inquiry_bump);
COMMAND_FUNCTION(command_inquiry_link);
COMMAND_FUNCTION(command_inquiry_split);
COMMAND_FUNCTION(command_inquiry_decide);
COMMAND_FUNCTION(command_inquiry_survey);
COMMAND_FUNCTION(command_inquiry_why);
COMMAND_FUNCTION(command_inquiry_reveal);
COMMAND_FUNCTION(command_undo);

COMMAND_FUNCTION(command_inquiry_forward);
COMMAND_FUNCTION(command_inquiry_forward_answered);
COMMAND_FUNCTION(command_inquiry_forward_back);
COMMAND_FUNCTION(command_forward_days);
COMMAND_FUNCTION(command_report);

COMMAND_FUNCTION(command_call_new);
COMMAND_FUNCTION(command_call_end);
COMMAND_FUNCTION(command_call_list);
COMMAND_FUNCTION(command_call_show);
COMMAND_FUNCTION(command_call_history);
COMMAND_FUNCTION(command_call_day);
COMMAND_FUNCTION(command_message_new);
COMMAND_FUNCTION(command_message_list);
COMMAND_FUNCTION(command_message_show);
COMMAND_FUNCTION(command_message_done);
COMMAND_FUNCTION(command_message_remind);
COMMAND_FUNCTION(command_callback_new);
COMMAND_FUNCTION(command_callback_list);
COMMAND_FUNCTION(command_callback_try);
COMMAND_FUNCTION(command_callback_give_up);

COMMAND_FUNCTION(command_outbox_list);
COMMAND_FUNCTION(command_outbox_withdraw);
COMMAND_FUNCTION(command_outbox_retry);
COMMAND_FUNCTION(command_draft_list);
COMMAND_FUNCTION(command_draft_show);
COMMAND_FUNCTION(command_draft_discard);

COMMAND_FUNCTION(command_people_find);
COMMAND_FUNCTION(command_people_list);
COMMAND_FUNCTION(command_people_publish);
COMMAND_FUNCTION(command_people_show);
COMMAND_FUNCTION(command_people_absences);
COMMAND_FUNCTION(command_people_absence_add);
COMMAND_FUNCTION(command_people_absence_end);
COMMAND_FUNCTION(command_people_hours_set);
COMMAND_FUNCTION(command_people_core_hours_set);
COMMAND_FUNCTION(command_people_away);
COMMAND_FUNCTION(command_people_in);
COMMAND_FUNCTION(command_people_back);
COMMAND_FUNCTION(command_people_note);
COMMAND_FUNCTION(command_people_note_remove);
COMMAND_FUNCTION(command_people_leave);
COMMAND_FUNCTION(command_people_deputy);
COMMAND_FUNCTION(command_people_roster_list);
COMMAND_FUNCTION(command_people_roster_add);
COMMAND_FUNCTION(command_people_roster_remove);
COMMAND_FUNCTION(command_people_roster_gaps);
COMMAND_FUNCTION(command_press);
COMMAND_FUNCTION(command_template_list);
COMMAND_FUNCTION(command_template_show);
COMMAND_FUNCTION(command_operator_list);
COMMAND_FUNCTION(command_operator_add);
COMMAND_FUNCTION(command_operator_set);
COMMAND_FUNCTION(command_operator_signature);

COMMAND_FUNCTION(command_pbx_check);
COMMAND_FUNCTION(command_pbx_watch);
/* One line about the telephone system for `skranke check`, new text; false: it does not work. */
bool command_pbx_summary(const CommandContext *context, char **text);

#undef COMMAND_FUNCTION

#endif

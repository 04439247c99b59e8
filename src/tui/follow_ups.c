/* Owns what waits to be followed up as one list, and the words for it. Knows no screen. */
#include "follow_ups.h"

#include <string.h>

#include "skranke/base/language.h"
#include "skranke/base/time_text.h"

#include "skranke/domain/message.h"
#include "skranke/domain/phone_number.h"

#include "skranke/desk/calls.h"

#include "skranke/tui/accessible_row.h"
#include "skranke/tui/foreign_text.h"

enum { MOST_SHOWN = 500, MINUTE = 60, HOUR = 60 * MINUTE, DAY_SECONDS = 24 * HOUR };

/* ---- the list ---- */

static void follow_up_free(gpointer data)
{
    FollowUp *item = data;
    phone_message_free(item->message);
    call_back_free(item->call_back);
    g_free(item);
}

gint64 follow_up_id(const FollowUp *item)
{
    return item->message ? item->message->id : item->call_back->id;
}

gint64 follow_up_due(const FollowUp *item)
{
    return item->message ? item->message->due_at : item->call_back->due_at;
}

const char *follow_up_number(const FollowUp *item)
{
    return item->message ? item->message->number : item->call_back->number;
}

static bool was_refused(const PhoneMessage *message)
{
    return strcmp(message->delivery, delivery_words[DELIVERY_REFUSED]) == 0;
}

bool follow_up_presses(const FollowUp *item, gint64 now)
{
    bool untold = item->message && (was_refused(item->message) || !*item->message->delivery);
    return untold || follow_up_due(item) <= now;
}

static gint compare(gconstpointer a, gconstpointer b, gpointer now)
{
    const FollowUp *first = *(const FollowUp *const *)a, *second = *(const FollowUp *const *)b;
    int by_press = (int)follow_up_presses(second, *(const gint64 *)now) -
                   (int)follow_up_presses(first, *(const gint64 *)now);
    if (by_press != 0)
        return by_press;
    gint64 due = follow_up_due(first) - follow_up_due(second);
    gint64 id = follow_up_id(first) - follow_up_id(second);
    int by_kind = (first->message == NULL) - (second->message == NULL);
    return due != 0 ? (due > 0) - (due < 0) : by_kind != 0 ? by_kind : (id > 0) - (id < 0);
}

static FollowUp *append_new(GPtrArray *items)
{
    FollowUp *item = g_new0(FollowUp, 1);
    g_ptr_array_add(items, item);
    return item;
}

GPtrArray *follow_ups_read(Db *db, gint64 now, GError **error)
{
    g_autoptr(GPtrArray) messages = phone_messages_list(db, true, MOST_SHOWN, error);
    g_autoptr(GPtrArray) call_backs =
        messages ? call_backs_list(db, true, MOST_SHOWN, error) : NULL;
    if (!call_backs)
        return NULL;
    GPtrArray *items = g_ptr_array_new_with_free_func(follow_up_free);
    while (messages->len > 0)
        append_new(items)->message = g_ptr_array_steal_index(messages, messages->len - 1);
    while (call_backs->len > 0)
        append_new(items)->call_back = g_ptr_array_steal_index(call_backs, call_backs->len - 1);
    g_ptr_array_sort_with_data(items, compare, &now);
    return items;
}

/* ---- a line ---- */

/* "20 min", "3 h", "2 d" */
static char *age_text(gint64 seconds)
{
    if (seconds < HOUR)
        return g_strdup_printf(_("%" PRId64 " min"), MAX(1, seconds / MINUTE));
    if (seconds < DAY_SECONDS)
        return g_strdup_printf(_("%" PRId64 " h"), seconds / HOUR);
    return g_strdup_printf(_("%" PRId64 " d"), seconds / DAY_SECONDS);
}

char *follow_up_due_words(const FollowUp *item, gint64 now)
{
    if (item->message && was_refused(item->message))
        /* TRANSLATORS: the mail to a colleague came back; at most 11 letters. */
        return g_strdup(_("REFUSED"));
    if (item->message && !*item->message->delivery)
        /* TRANSLATORS: no mail went to the colleague; at most 11 letters. */
        return g_strdup(_("not sent"));
    gint64 due = follow_up_due(item);
    if (due <= now) {
        g_autofree char *age = age_text(now - due);
        /* TRANSLATORS: for so long it should have been done, "late 20 min"; at most 11 letters. */
        return g_strdup_printf(_("late %s"), age);
    }
    return time_text_short(due, now);
}

/* Without the number that was typed before or behind it: that has a place of its own. */
static char *name_of(const char *typed)
{
    g_autofree char *name = NULL, *number = NULL;
    call_read_caller(typed, &name, &number);
    return foreign_line(name, false);
}

char *follow_up_whom(const FollowUp *item)
{
    if (!item->message) {
        char *name = name_of(item->call_back->caller);
        if (*name)
            return name;
        g_free(name);
        return g_strdup(_("(no name)"));
    }
    const PhoneMessage *message = item->message;
    return foreign_line(*message->person_name ? message->person_name : message->section, false);
}

char *follow_up_caller(const FollowUp *item)
{
    return name_of(item->message ? item->message->caller : "");
}

static const char *result_text(const CallBack *call_back)
{
    for (guint i = 0; call_back_result_words[i]; i++)
        if (strcmp(call_back_result_words[i], call_back->tried_result) == 0)
            return call_back_result_text((CallBackResult)i);
    return "";
}

static char *progress_of_message(const PhoneMessage *message)
{
    if (message->reminders == 0)
        return g_strdup("");
    return g_strdup_printf(ngettext("reminded %" PRId64 " time", "reminded %" PRId64 " times",
                                    (gulong)message->reminders),
                           message->reminders);
}

char *follow_up_progress(const FollowUp *item)
{
    if (item->message)
        return progress_of_message(item->message);
    const CallBack *call_back = item->call_back;
    if (call_back->tries == 0)
        return g_strdup(call_back->operator_id ? "" : _("missed"));
    return g_strdup_printf(ngettext("tried %" PRId64 " time, %s", "tried %" PRId64 " times, %s",
                                    (gulong)call_back->tries),
                           call_back->tries, result_text(call_back));
}

char *follow_up_matter(const FollowUp *item)
{
    return foreign_line(item->message ? item->message->text : item->call_back->matter, false);
}

char *follow_up_row(const FollowUp *item, gint64 now, bool selected)
{
    static const RowFact facts[] = {{0, true},  {1, ROW_KEY_WHOLE}, {2, ROW_KEY_WHOLE}, {3, false},
                                    {4, false}, {5, false},         {6, false}};
    bool to_person = item->message && *item->message->person_name;
    g_autofree char *whole = follow_up_whom(item);
    g_autofree char *whom = to_person ? accessible_name(whole) : g_strdup(whole);
    g_autofree char *shown = phone_number_text(follow_up_number(item));
    g_autofree char *number = accessible_number(shown);
    g_autofree char *due = follow_up_due_words(item, now);
    g_autofree char *caller = follow_up_caller(item);
    g_autofree char *progress = follow_up_progress(item);
    g_autofree char *matter = follow_up_matter(item);
    const char *const texts[] = {
        whom, number, due, item->message ? _("Message") : _("Ring back"), caller, progress, matter};
    return accessible_row(facts, G_N_ELEMENTS(facts), texts, selected);
}

/* ---- to read ---- */

static void append_fact(GString *text, const char *label, const char *value)
{
    if (*value)
        g_string_append_printf(text, "%s %s\n", label, value);
}

/* Both in one line where both are there. */
static void append_pair(GString *text, const char *label, const char *first, const char *second)
{
    g_autofree char *both = g_strconcat(first, *first && *second ? ", " : "", second, NULL);
    append_fact(text, label, both);
}

static void append_moment(GString *text, const char *label, gint64 at, const char *who)
{
    g_autofree char *moment = time_text_header(at);
    g_autofree char *name = foreign_line(who, false);
    append_pair(text, label, moment, name);
}

static void append_matter(GString *text, const char *matter)
{
    g_autofree char *safe = foreign_block(matter, -1, false);
    append_fact(text, _("About:"), g_strchomp(safe));
}

static void append_inquiry(GString *text, gint64 inquiry)
{
    if (inquiry > 0)
        g_string_append_printf(text, _("Inquiry: %" PRId64 "\n"), inquiry);
}

static void append_mail(GString *text, const PhoneMessage *message)
{
    if (!*message->delivery)
        append_fact(text, _("Mail:"), _("none was sent; they must be told in another way"));
    for (guint i = 0; delivery_words[i]; i++)
        if (strcmp(delivery_words[i], message->delivery) == 0)
            append_fact(text, _("Mail:"), delivery_text((Delivery)i));
}

static char *text_of_message(const FollowUp *item)
{
    const PhoneMessage *message = item->message;
    GString *text = g_string_new(NULL);
    g_autofree char *whom = follow_up_whom(item), *caller = follow_up_caller(item);
    g_autofree char *number = phone_number_text(message->number);
    g_autofree char *wanted = foreign_line(message->wanted, false);
    g_autofree char *progress = follow_up_progress(item);
    append_fact(text, _("Message to:"), whom);
    append_pair(text, _("From:"), caller, number);
    append_pair(text, _("Wish:"), phone_wish_text(message->wish), wanted);
    append_matter(text, message->text);
    append_moment(text, _("To be done by:"), message->due_at, "");
    append_mail(text, message);
    append_fact(text, _("So far:"), progress);
    append_moment(text, _("Taken:"), message->at, message->operator_name);
    append_inquiry(text, message->inquiry);
    return g_string_free(text, FALSE);
}

/* "tried 2 times, busy, 10:01: says she is in a meeting" */
static char *tries_text(const FollowUp *item, gint64 now)
{
    const CallBack *call_back = item->call_back;
    g_autofree char *progress = follow_up_progress(item);
    if (call_back->tries == 0)
        return g_steal_pointer(&progress);
    g_autofree char *at = time_text_short(call_back->tried_at, now);
    g_autofree char *note = foreign_line(call_back->tried_note, false);
    return g_strdup_printf("%s, %s%s%s", progress, at, *note ? ": " : "", note);
}

static char *text_of_call_back(const FollowUp *item, gint64 now)
{
    const CallBack *call_back = item->call_back;
    GString *text = g_string_new(NULL);
    g_autofree char *whom = follow_up_whom(item), *tries = tries_text(item, now);
    g_autofree char *number = phone_number_text(call_back->number);
    append_pair(text, _("To be rung back:"), whom, number);
    g_autofree char *asked_for = foreign_line(call_back->asked_for, false);
    append_fact(text, _("Asked for:"), asked_for);
    append_matter(text, call_back->matter);
    append_moment(text, _("To be done by:"), call_back->due_at, "");
    append_fact(text, _("So far:"), tries);
    append_moment(text, call_back->operator_id ? _("Promised:") : _("Missed:"), call_back->at,
                  call_back->operator_name);
    append_inquiry(text, call_back->inquiry);
    return g_string_free(text, FALSE);
}

char *follow_up_text(const FollowUp *item, gint64 now)
{
    return item->message ? text_of_message(item) : text_of_call_back(item, now);
}

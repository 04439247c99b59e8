/* Owns what is known of a caller in words: who rings, and what their earlier calls and inquiries
 * were. Asks no database. */
#include "skranke/base/clock.h"
#include "skranke/base/language.h"
#include "skranke/base/time_text.h"

#include "skranke/domain/phone_number.h"

#include "call_private.h"

enum { MOST_BEFORE = 3 }; /* calls, in the one line */

static void append(GString *line, const char *text)
{
    if (*text)
        g_string_append_printf(line, "%s%s", line->len ? " · " : "", text);
}

static char *past_call_text(const Call *call)
{
    g_autofree char *when = time_text_short(call->began_at, clock_now());
    const char *whom = call->reached ? call->reached_name : call->person_name;
    const char *outcome = call_outcome_text(call->outcome);
    return *whom ? g_strdup_printf(_("%s for %s (%s)"), when, whom, outcome)
                 : g_strdup_printf("%s (%s)", when, outcome);
}

void call_known_before(const CallSheet *sheet, void (*add)(gpointer to, const char *text),
                       gpointer to, guint most)
{
    guint calls = 0;
    for (guint i = 0; i < sheet->facts->calls->len; i++) {
        const Call *call = g_ptr_array_index(sheet->facts->calls, i);
        if (call->id == sheet->id || calls++ >= most)
            continue;
        g_autofree char *text = past_call_text(call);
        add(to, text);
    }
    if (calls == 0)
        add(to, _("has not called before"));
    for (guint i = 0; i < sheet->facts->inquiries->len; i++) {
        const Inquiry *inquiry = g_ptr_array_index(sheet->facts->inquiries, i);
        g_autofree char *text =
            g_strdup_printf(_("inquiry %" PRId64 " %s"), inquiry->id, inquiry->subject);
        add(to, text);
    }
}

static void add_to_line(gpointer to, const char *text)
{
    append(to, text);
}

char *call_known_who(const CallSheet *sheet)
{
    GString *line = g_string_new(NULL);
    g_autofree char *number = phone_number_text(sheet->facts_number);
    append(line, number);
    append(line, sheet->facts->name);
    if (sheet->facts->colleague)
        append(line, _("a colleague"));
    return g_string_free(line, FALSE);
}

char *call_known_text(const CallSheet *sheet)
{
    g_autofree char *who = call_known_who(sheet);
    GString *line = g_string_new(who);
    call_known_before(sheet, add_to_line, line, MOST_BEFORE);
    return g_string_free(line, FALSE);
}

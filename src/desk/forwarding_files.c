/* What goes along with a forwarded inquiry: the files that came from outside, as far as a mail may
 * hold them. Those that are text are searched for identity numbers, and one that holds any stays
 * here; what is no text nobody can search, and who sends is told. */
#include <string.h>

#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/domain/identity_number.h"

#include "skranke/store/messages.h"

#include "forwarding_private.h"

enum {
    /* Together; what mailboxes commonly take, with room for base64's third. */
    MOST_FILE_BYTES = 20 * 1024 * 1024,
    MOST_SEARCHED_BYTES = 8 * 1024 * 1024,
};

/* ---- what is text ---- */

static bool is_text(const Attachment *file)
{
    static const char *const types[] = {"text/", "application/json", "application/xml",
                                        "message/rfc822"};
    static const char *const endings[] = {".txt",  ".csv", ".tsv", ".xml", ".json",
                                          ".html", ".htm", ".eml", ".md",  ".log"};
    g_autofree char *type = g_ascii_strdown(file->type ? file->type : "", -1);
    g_autofree char *name = g_ascii_strdown(file->name ? file->name : "", -1);
    for (guint i = 0; i < G_N_ELEMENTS(types); i++)
        if (g_str_has_prefix(type, types[i]))
            return true;
    for (guint i = 0; i < G_N_ELEMENTS(endings); i++)
        if (g_str_has_suffix(name, endings[i]))
            return true;
    return false;
}

/* As characters, whatever the encoding: digits are the same ones in all that are in use, but for
 * the zeros that UTF-16 puts between them. */
static char *as_text(GBytes *bytes)
{
    gsize size = 0;
    const char *data = g_bytes_get_data(bytes, &size);
    g_autoptr(GString) digits = g_string_sized_new(size);
    for (gsize i = 0; i < size; i++)
        if (data[i])
            g_string_append_c(digits, data[i]);
    if (g_utf8_validate(digits->str, (gssize)digits->len, NULL))
        return g_strdup(digits->str);
    return g_convert(digits->str, (gssize)digits->len, "UTF-8", "ISO-8859-1", NULL, NULL, NULL);
}

/* False with an error: it could not be read. */
static bool search(const ForwardPlan *plan, const Attachment *file, bool *there, GError **error)
{
    g_autoptr(GBytes) bytes = messages_attachment(plan->desk->db, file->id, error);
    g_autofree char *text = bytes ? as_text(bytes) : NULL;
    *there = text && identity_number_is_in(text);
    return bytes != NULL;
}

/* ---- each file ---- */

static void leave_out(ForwardPlan *plan, GString *text, const Attachment *file, bool for_numbers)
{
    g_autofree char *name = forwarding_screened(plan, file->name);
    g_autofree char *said = forwarding_not_attached(plan, name, for_numbers);
    g_string_append_printf(text, "%s\n", said);
    forwarding_warn(
        plan, for_numbers
                  ? g_strdup_printf(_("The attachment %s does not go with it: there is a national "
                                      "identity number in it."),
                                    name)
                  : g_strdup_printf(_("The attachment %s is too large to go with it."), name));
}

static bool take(ForwardPlan *plan, GString *text, const Attachment *file, gint64 *total,
                 GError **error)
{
    bool there = false, searched = is_text(file) && file->size <= MOST_SEARCHED_BYTES;
    if (*total + file->size > MOST_FILE_BYTES || !file->sha256 || !*file->sha256) {
        leave_out(plan, text, file, false);
        return true;
    }
    if (searched && !search(plan, file, &there, error))
        return false;
    plan->numbers = plan->numbers || (there && plan->wish->identity_numbers) ||
                    identity_number_is_in(file->name);
    if (there && !plan->wish->identity_numbers) {
        leave_out(plan, text, file, true);
        return true;
    }
    plan->unread = plan->unread || !searched;
    *total += file->size;
    g_ptr_array_add(plan->files, (gpointer)file);
    return true;
}

/* What came from outside; what we wrote ourselves the section need not have twice. */
bool forwarding_take_files(ForwardPlan *plan, GString *text, GError **error)
{
    gint64 total = 0;
    for (guint i = 0; i < plan->messages->len; i++) {
        const Message *message = plan->messages->pdata[i];
        if (message->direction != MESSAGE_IN || !forwarding_shows(message))
            continue;
        for (guint j = 0; j < message->attachments->len; j++)
            if (!take(plan, text, message->attachments->pdata[j], &total, error))
                return false;
    }
    return true;
}

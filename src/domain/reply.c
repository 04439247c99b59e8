/* How an answer begins and what is wrong with it before it leaves: subject, quotation, signature,
 * placeholders. Text in, text out; the language is that of the inquiry, not of the screen. */
#include "skranke/domain/reply.h"

#include <string.h>

#include "skranke/base/language.h"
#include "skranke/base/safe_text.h"
#include "skranke/base/time_text.h"

#include "skranke/domain/address.h"
#include "skranke/domain/words.h"

/* RFC 3676 4.3: the line before a signature. */
#define SIGNATURE_LINE "-- "

typedef struct {
    const char *code;
    const char *intro; /* day, month, year, hour, minute, who: positions as in printf */
    const char *wrote; /* what tells the introduction of a quotation from other lines */
} Quoting;

/* The first one serves where the language is not known. In English 03.10 could be March or October,
 * so the date is written as ISO 8601. */
static const Quoting quotings[] = {
    {"nb", "Den %3$02d.%2$02d.%1$04d kl. %4$02d.%5$02d skrev %6$s:", "skrev"},
    {"nn", "Den %3$02d.%2$02d.%1$04d kl. %4$02d.%5$02d skreiv %6$s:", "skreiv"},
    {"en", "On %1$04d-%2$02d-%3$02d at %4$02d:%5$02d %6$s wrote:", "wrote"},
    {"other", "On %1$04d-%2$02d-%3$02d at %4$02d:%5$02d %6$s wrote:", "wrote"},
};

static const Quoting *quoting_for(const char *language)
{
    for (guint i = 0; i < G_N_ELEMENTS(quotings); i++)
        if (g_strcmp0(quotings[i].code, language) == 0)
            return &quotings[i];
    return &quotings[0];
}

/* The bytes of a leading "Re:", "SV :" or "Re[2]:" with the space after it; 0 when there is none.
 * Forwarded ones ("Fwd:", "VS:") stay: they say something about the matter. */
static gsize reply_prefix(const char *subject)
{
    static const char *const words[] = {"re", "sv", "aw", "antw"};
    for (guint i = 0; i < G_N_ELEMENTS(words); i++) {
        gsize length = strlen(words[i]);
        if (g_ascii_strncasecmp(subject, words[i], length) != 0)
            continue;
        const char *at = subject + length;
        if (*at == '[' || *at == '(') {
            at += 1 + strspn(at + 1, "0123456789");
            at += *at == ']' || *at == ')' ? 1 : 0;
        }
        at += strspn(at, " ");
        if (*at == ':')
            return (gsize)(at + 1 - subject) + strspn(at + 1, " ");
    }
    return 0;
}

char *reply_subject(const char *subject)
{
    g_autofree char *line = g_strdelimit(g_strdup(subject ? subject : ""), "\r\n\t", ' ');
    const char *rest = g_strstrip(line);
    for (gsize prefix = reply_prefix(rest); prefix > 0; prefix = reply_prefix(rest))
        rest += prefix;
    return g_strconcat(*rest == '\0' ? "Re:" : "Re: ", rest, NULL);
}

/* The lines of a text; empty ones at the end are left out. */
static char **lines_of(const char *text)
{
    g_autofree char *safe = safe_text_block(text ? text : "", -1);
    g_strchomp(safe);
    return g_strsplit(safe, "\n", -1);
}

char *reply_quote(const char *text, const char *from, gint64 at, const char *language,
                  guint max_lines)
{
    LocalTime when = time_text_local(at);
    g_autofree char *who = safe_text_line(from ? from : "", -1);
    g_auto(GStrv) lines = lines_of(text);
    GString *quote = g_string_new(NULL);
    g_string_append_printf(quote, quoting_for(language)->intro, when.year, when.month, when.day,
                           when.minute_of_day / 60, when.minute_of_day % 60, who);
    for (guint i = 0; lines[i] && i < max_lines; i++) {
        /* ">" and not "> " before nothing and before an older ">": both are what other programs
         * write and fold back (RFC 3676 4.5). */
        bool tight = lines[i][0] == '\0' || lines[i][0] == '>';
        g_string_append_printf(quote, "\n>%s%s", tight ? "" : " ", lines[i]);
    }
    if (g_strv_length(lines) > max_lines)
        g_string_append(quote, "\n> […]");
    g_string_append_c(quote, '\n');
    return g_string_free(quote, FALSE);
}

char *reply_start(const char *signature, const char *quote, gsize *caret)
{
    GString *text = g_string_new("\n");
    if (signature && *signature != '\0')
        g_string_append_printf(text, "\n" SIGNATURE_LINE "\n%s\n", signature);
    if (quote && *quote != '\0')
        g_string_append_printf(text, "\n%s", quote);
    *caret = 0;
    return g_string_free(text, FALSE);
}

/* "Den 10.03.2026 kl. 10.12 skrev Kari Vik:" just before a quotation. */
static bool introduces_quote(const char *line, const char *next)
{
    if (!next || next[0] != '>' || !g_str_has_suffix(line, ":"))
        return false;
    for (guint i = 0; i < G_N_ELEMENTS(quotings); i++)
        if (strstr(line, quotings[i].wrote))
            return true;
    return false;
}

char *reply_own_text(const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text ? text : "", "\n", -1);
    GString *own = g_string_new(NULL);
    bool signature = false;
    for (guint i = 0; lines[i]; i++) {
        bool quoted = lines[i][0] == '>' || introduces_quote(lines[i], lines[i + 1]);
        /* A signature ends where a quotation begins: what is written below the quotation counts. */
        if (quoted)
            signature = false;
        else if (g_str_equal(lines[i], SIGNATURE_LINE))
            signature = true;
        else if (!signature)
            g_string_append_printf(own, "%s\n", lines[i]);
    }
    g_strstrip(own->str);
    return g_string_free(own, FALSE);
}

static bool mentions_attachment(const char *own)
{
    static const char *const words[] = {"vedlagt",  "vedlegg",    "legger ved", "legg ved",
                                        "attached", "attachment", "enclosed",   "vedlagde"};
    g_autofree char *folded = words_fold(own);
    g_autofree char *spaced = g_strdup_printf(" %s", folded);
    for (guint i = 0; i < G_N_ELEMENTS(words); i++) {
        g_autofree char *word = g_strdup_printf(" %s", words[i]);
        if (strstr(spaced, word))
            return true;
    }
    return false;
}

/* "{inquirer}": small letters in braces; NULL when none is left. New text. */
static char *find_placeholder(const char *text)
{
    for (const char *open = strchr(text, '{'); open; open = strchr(open + 1, '{')) {
        gsize length = strspn(open + 1, "abcdefghijklmnopqrstuvwxyz_");
        if (length > 0 && open[1 + length] == '}')
            return g_strndup(open, length + 2);
    }
    return NULL;
}

GPtrArray *reply_warnings(const char *text, const char *recipients, guint attachments)
{
    GPtrArray *warnings = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *own = reply_own_text(text);
    g_autofree char *placeholder = find_placeholder(own);
    g_autoptr(GPtrArray) addresses = address_list_usable(recipients);
    if (addresses->len == 0)
        g_ptr_array_add(warnings, g_strdup(_("The answer has no recipient.")));
    if (*own == '\0')
        g_ptr_array_add(warnings, g_strdup(_("The answer is empty.")));
    if (attachments == 0 && mentions_attachment(own))
        g_ptr_array_add(warnings, g_strdup(_("The answer mentions an attachment, but has none.")));
    if (placeholder)
        g_ptr_array_add(warnings, g_strdup_printf(_("The answer still holds %s from a template."),
                                                  placeholder));
    return warnings;
}

/* The value for the name at the start of text, up to its brace; NULL when it is none of ours. */
static const char *value_for(const char *name, gsize length, const char *const *pairs)
{
    for (guint i = 0; pairs[i] && pairs[i + 1]; i += 2)
        if (strlen(pairs[i]) == length && strncmp(pairs[i], name, length) == 0)
            return pairs[i + 1];
    return NULL;
}

char *reply_fill_template(const char *text, const char *const *pairs)
{
    GString *filled = g_string_new(NULL);
    const char *at = text ? text : "";
    while (*at != '\0') {
        gsize plain = strcspn(at, "{");
        g_string_append_len(filled, at, (gssize)plain);
        at += plain;
        if (*at == '\0')
            break;
        gsize length = strcspn(at + 1, "{}\n");
        const char *value = at[1 + length] == '}' ? value_for(at + 1, length, pairs) : NULL;
        /* An unknown one stays, for reply_warnings to point at. */
        g_string_append_len(filled, value ? value : at, value ? -1 : 1);
        at += value ? length + 2 : 1;
    }
    return g_string_free(filled, FALSE);
}

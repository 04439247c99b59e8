/* Owns the comparison of a text with what it must not give away. It must not know where either
 * comes from nor who reads it. */
#include "skranke/domain/disclosure.h"

#include <stdbool.h>
#include <string.h>

#include "skranke/base/language.h"

/* A message shorter than a run counts when it is there whole, but not "Hei, takk for svar". */
enum { SHORTEST_MESSAGE = 40 };

/* ---- words alone ---- */

static bool is_of_a_word(gunichar c)
{
    return g_unichar_isalnum(c) || g_unichar_ismark(c);
}

/* " words of the text ": folded, one space between and around them. New text. */
static char *folded(const char *text)
{
    g_autofree char *valid = g_utf8_make_valid(text ? text : "", -1);
    g_autofree char *plain = g_utf8_normalize(valid, -1, G_NORMALIZE_ALL_COMPOSE);
    g_autofree char *small = g_utf8_casefold(plain ? plain : "", -1);
    GString *words = g_string_new(" ");
    for (const char *at = small; *at; at = g_utf8_next_char(at)) {
        gunichar c = g_utf8_get_char(at);
        if (is_of_a_word(c))
            g_string_append_unichar(words, c);
        else if (g_unichar_type(c) != G_UNICODE_FORMAT && words->str[words->len - 1] != ' ')
            g_string_append_c(words, ' ');
    }
    if (words->str[words->len - 1] != ' ')
        g_string_append_c(words, ' ');
    return g_string_free(words, FALSE);
}

/* ---- who asks ---- */

static bool holds_words(const char *text, const char *words)
{
    return words[1] != '\0' && strstr(text, words) != NULL;
}

/* "Nordmann, Kari" of "Kari Nordmann". Takes folded words, at least two. New text. */
static char *surname_first(const char *name)
{
    const char *last = g_strrstr_len(name, (gssize)strlen(name) - 1, " ");
    return g_strdup_printf(" %.*s%.*s", (int)strlen(last + 1), last + 1, (int)(last - name),
                           name + 1);
}

static bool holds_name(const char *text, const char *name)
{
    g_autofree char *words = folded(name);
    const char *second = words[1] ? strchr(words + 1, ' ') : NULL;
    if (!second || second[1] == '\0')
        return false;
    g_autofree char *turned = surname_first(words);
    return strstr(text, words) || strstr(text, turned);
}

static bool holds_address(const char *text, const char *address)
{
    g_autofree char *words = folded(address);
    return holds_words(text, words);
}

/* ---- what was written ---- */

typedef struct {
    gunichar *characters;
    glong length;
} Run;

static Run run_of(const char *words)
{
    Run run = {0};
    run.characters = g_utf8_to_ucs4_fast(words, -1, &run.length);
    return run;
}

static guint window_hash(gconstpointer window)
{
    const gunichar *characters = window;
    guint hash = 5381;
    for (guint i = 0; i < DISCLOSURE_RUN; i++)
        hash = hash * 33 + characters[i];
    return hash;
}

static gboolean window_equal(gconstpointer first, gconstpointer second)
{
    return memcmp(first, second, DISCLOSURE_RUN * sizeof(gunichar)) == 0;
}

/* Every run of the text, so that a long message is gone through only once. */
static GHashTable *windows_of(const Run *text)
{
    GHashTable *windows = g_hash_table_new(window_hash, window_equal);
    for (glong i = 0; i + DISCLOSURE_RUN <= text->length; i++)
        g_hash_table_add(windows, text->characters + i);
    return windows;
}

static bool holds_run(GHashTable *windows, const char *message)
{
    Run run = run_of(message);
    bool found = false;
    for (glong i = 0; !found && i + DISCLOSURE_RUN <= run.length; i++)
        found = g_hash_table_contains(windows, run.characters + i);
    g_free(run.characters);
    return found;
}

static bool holds_whole(const char *text, const char *message)
{
    glong length = g_utf8_strlen(message, -1);
    return length >= SHORTEST_MESSAGE && length < DISCLOSURE_RUN && strstr(text, message);
}

static bool holds_copy(const char *text, const GPtrArray *messages)
{
    Run run = run_of(text);
    g_autoptr(GHashTable) windows = windows_of(&run);
    bool found = false;
    for (guint i = 0; messages && !found && i < messages->len; i++) {
        g_autofree char *message = folded(messages->pdata[i]);
        found = holds_run(windows, message) || holds_whole(text, message);
    }
    g_free(run.characters);
    return found;
}

const char *disclosure_refusal(const DisclosureHidden *hidden, const char *text)
{
    g_autofree char *words = folded(text);
    if (holds_address(words, hidden->address))
        return _("The text holds the inquirer's address, which others are not to see; nothing was "
                 "sent or split. Write what is asked without saying who asks (statistikkloven "
                 "§§ 7–8).");
    if (holds_name(words, hidden->name))
        return _("The text holds the inquirer's full name, which others are not to see; nothing "
                 "was sent or split. Write what is asked without saying who asks (statistikkloven "
                 "§§ 7–8).");
    if (holds_copy(words, hidden->texts))
        return _("The text is copied from what was written here, which others are not to see; "
                 "nothing was sent or split. Write in your own words what is asked "
                 "(statistikkloven §§ 7–8).");
    return NULL;
}

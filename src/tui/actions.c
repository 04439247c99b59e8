/* Owns the table of actions; what they do stands in the act_*.c files. */
#include "skranke/tui/actions.h"

#include "skranke/base/language.h"

#define ACTION_ROW(id_, word_, keys_, scope_, needs_, bar_, label_, help_)                         \
    [ACTION_##id_] = {.word = word_,                                                               \
                      .keys = keys_,                                                               \
                      .scope = scope_,                                                             \
                      .needs = needs_,                                                             \
                      .bar = bar_,                                                                 \
                      .label = label_,                                                             \
                      .help = help_,                                                               \
                      .run = do_##id_},
const Action actions[ACTION_COUNT] = {ACTIONS(ACTION_ROW)};

static bool has_key(const Action *action, KeyCode key)
{
    g_auto(GStrv) words = g_strsplit(action->keys, " ", -1);
    for (guint i = 0; words[i]; i++)
        if (*words[i] && key_from_text(words[i]) == key)
            return true;
    return false;
}

ActionId action_of_key(KeyCode key, guint scope)
{
    if ((scope & SCOPE_WRITING) && key_is_text(key))
        return ACTION_COUNT;
    for (ActionId id = 0; id < ACTION_COUNT; id++)
        if ((actions[id].scope & scope) && has_key(&actions[id], key))
            return id;
    return ACTION_COUNT;
}

char *action_keys_text(ActionId id)
{
    g_auto(GStrv) words = g_strsplit(actions[id].keys, " ", -1);
    GString *text = g_string_new(NULL);
    for (guint i = 0; words[i] && *words[i]; i++) {
        g_autofree char *key = key_text(key_from_text(words[i]));
        g_string_append_printf(text, "%s%s", i ? " " : "", key);
    }
    return g_string_free(text, FALSE);
}

char *action_first_key(ActionId id)
{
    g_auto(GStrv) words = g_strsplit(actions[id].keys, " ", 2);
    return words[0] && *words[0] ? key_text(key_from_text(words[0])) : g_strdup("");
}

/*
 * The table of actions: keys that are keys, no key with two meanings in one place, and every action
 * within reach.
 */
#include <string.h>

#include "skranke/tui/actions.h"

#include "testing.h"

/* Every place where keys are read: the action scopes that hold at once. */
static const guint places[] = {SCOPE_EVERYWHERE | SCOPE_QUEUE, SCOPE_EVERYWHERE | SCOPE_INQUIRY,
                               SCOPE_EVERYWHERE | SCOPE_DIRECTORY, SCOPE_WRITING};

static void every_word_is_a_key(void **state)
{
    (void)state;
    for (ActionId id = 0; id < ACTION_COUNT; id++) {
        g_auto(GStrv) words = g_strsplit(actions[id].keys, " ", -1);
        for (guint i = 0; words[i] && *words[i]; i++)
            if (key_from_text(words[i]) == KEY_NONE_)
                fail_msg("%s: \"%s\" is no key", actions[id].word, words[i]);
        assert_true(*actions[id].word && *actions[id].label && *actions[id].help);
        assert_non_null(actions[id].run);
    }
}

static void expect_own_keys(ActionId id, guint place)
{
    g_auto(GStrv) words = g_strsplit(actions[id].keys, " ", -1);
    for (guint i = 0; words[i] && *words[i]; i++) {
        KeyCode key = key_from_text(words[i]);
        if (place == SCOPE_WRITING && key_is_text(key))
            continue; /* it types there */
        ActionId found = action_of_key(key, place);
        if (found != id)
            fail_msg("%s means %s and %s", words[i], actions[id].word,
                     found < ACTION_COUNT ? actions[found].word : "nothing");
    }
}

static void a_key_has_one_meaning_in_a_place(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(places); i++)
        for (ActionId id = 0; id < ACTION_COUNT; id++)
            if (actions[id].scope & places[i])
                expect_own_keys(id, places[i]);
}

static void words_are_different(void **state)
{
    (void)state;
    for (ActionId a = 0; a < ACTION_COUNT; a++)
        for (ActionId b = a + 1; b < ACTION_COUNT; b++)
            assert_string_not_equal(actions[a].word, actions[b].word);
}

/* Keys that a Norwegian keyboard or a terminal does not give freely. */
static void no_key_is_out_of_reach(void **state)
{
    (void)state;
    static const char forbidden[] = "@$[]{}`^~\\";
    for (ActionId id = 0; id < ACTION_COUNT; id++) {
        g_auto(GStrv) words = g_strsplit(actions[id].keys, " ", -1);
        bool f_key_alone = false, other = false;
        for (guint i = 0; words[i] && *words[i]; i++) {
            KeyCode key = key_from_text(words[i]);
            assert_false(key < 0x80 && strchr(forbidden, (int)key) != NULL);
            assert_false(key == KEY_CTRL('A') || key == KEY_CTRL('B'));
            f_key_alone = f_key_alone || (key >= DESK_KEY_F1 && key <= DESK_KEY_F10);
            other = other || !(key >= DESK_KEY_F1 && key <= DESK_KEY_F10);
        }
        /* F10 has "q" in the queue, F6 in the text has F7 and Esc beside it. */
        bool known = id == ACTION_quit || id == ACTION_pane_from_text;
        if (f_key_alone && !other && !known)
            fail_msg("%s has only an F key", actions[id].word);
    }
}

/* Reply, assign, find a person, take, close: one key each, wherever an inquiry is looked at. */
static void what_is_done_all_day_takes_one_key(void **state)
{
    (void)state;
    static const struct {
        KeyCode key;
        ActionId action;
    } rows[] = {{'r', ACTION_reply}, {'t', ACTION_assign}, {DESK_KEY_F7, ACTION_directory},
                {'m', ACTION_take},  {'c', ACTION_close},  {'s', ACTION_directory},
                {'i', ACTION_note},  {'/', ACTION_find},   {'u', ACTION_undo}};
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
        for (gsize k = 0; k < 2; k++)
            assert_int_equal(action_of_key(rows[i].key, places[k]), rows[i].action);
    assert_int_equal(action_of_key(DESK_KEY_F7, SCOPE_WRITING), ACTION_directory);
    assert_int_equal(action_of_key('r', SCOPE_WRITING), ACTION_COUNT);
}

static void keys_as_people_read_them(void **state)
{
    (void)state;
    g_autofree char *help = action_keys_text(ACTION_help);
    assert_string_equal(help, "F1 ?");
    g_autofree char *down = action_keys_text(ACTION_down);
    assert_string_equal(down, "↓ j");
    g_autofree char *first = action_first_key(ACTION_find);
    assert_string_equal(first, "F3");
    g_autofree char *none = action_first_key(ACTION_messages);
    assert_string_equal(none, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_word_is_a_key),
        cmocka_unit_test(a_key_has_one_meaning_in_a_place),
        cmocka_unit_test(words_are_different),
        cmocka_unit_test(no_key_is_out_of_reach),
        cmocka_unit_test(what_is_done_all_day_takes_one_key),
        cmocka_unit_test(keys_as_people_read_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

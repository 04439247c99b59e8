/* The state machine of calls with what a real Asterisk sent: the recordings in tests/pbx/recorded,
 * made by tests/pbx/run-against-asterisk.sh (see docs/pbx.md). Each line "=…" is what the desk was
 * told until then; it must be told the same again. */
#include <string.h>

#include "skranke/base/language.h"

#include "../../src/services/pbx_calls.h"
#include "cleanup.h"
#include "testing.h"

typedef struct {
    const char *file;
    guint line;
    PbxCalls *calls;
    PbxMoment moment;
    GString *told, *block;
    GPtrArray *ids; /* in the order in which they were told of */
} Player;

static PbxNames names = {.queue = (char *)"sentralbord",
                         .extension = (char *)"2101",
                         .interface = (char *)"PJSIP/2101",
                         .context = (char *)"sentralbord-ut",
                         .internal_context = (char *)"internal",
                         .outside_prefix = (char *)""};

static guint number_of(Player *player, const char *id)
{
    for (guint i = 0; i < player->ids->len; i++)
        if (strcmp(player->ids->pdata[i], id) == 0)
            return i + 1;
    g_ptr_array_add(player->ids, g_strdup(id));
    return player->ids->len;
}

static void on_changed(const PbxCall *call, gpointer user)
{
    Player *player = user;
    if (call == NULL)
        return;
    guint number = number_of(player, call->id);
    g_string_append(player->told, player->told->len > 0 ? " " : "");
    if (number > 1)
        g_string_append_printf(player->told, "%u:", number);
    g_string_append(player->told, pbx_state_words[call->state]);
    if (call->state == PBX_DONE && *call->target != '\0')
        g_string_append_printf(player->told, ">%s", call->target);
    if ((call->state == PBX_LOST || call->state == PBX_RETURNED) && call->reason != PBX_REASON_NONE)
        g_string_append_printf(player->told, "(%s)", pbx_reason_words[call->reason]);
}

static void on_failed(const char *sentence, gpointer user)
{
    (void)user;
    assert_non_null(sentence);
}

/* ---- lines ---------------------------------------------------------------------------------- */

static void take_block(Player *player)
{
    g_string_append_c(player->block, '\n');
    g_autoptr(GPtrArray) blocks = pbx_blocks_read(player->block->str, player->block->len);
    for (guint i = 0; i < blocks->len; i++)
        pbx_calls_take(player->calls, blocks->pdata[i], player->moment);
    g_string_truncate(player->block, 0);
}

static void ask(Player *player, const char *words)
{
    static const char *const acts[] = {"take",   "transfer", "consult", "complete",
                                       "cancel", "park",     "unpark"};
    g_auto(GStrv) parts = g_strsplit(words, " ", 2);
    for (guint i = 0; i < G_N_ELEMENTS(acts); i++)
        if (strcmp(acts[i], parts[0]) == 0 && player->ids->len > 0)
            pbx_calls_asked(player->calls, player->ids->pdata[0], (PbxAct)i,
                            parts[1] != NULL ? parts[1] : "", player->moment);
}

static void go_by(Player *player, const char *seconds)
{
    player->moment.ms += (gint64)(g_ascii_strtod(seconds, NULL) * 1000);
    player->moment.now = player->moment.ms / 1000;
    pbx_calls_tick(player->calls, player->moment);
}

static void compare(Player *player, const char *expected)
{
    if (strcmp(player->told->str, expected) != 0)
        fail_msg("%s, line %u: told \"%s\", not \"%s\"", player->file, player->line,
                 player->told->str, expected);
    g_string_truncate(player->told, 0);
}

static void forget(Player *player)
{
    g_string_truncate(player->told, 0);
    g_ptr_array_set_size(player->ids, 0);
}

static void play_line(Player *player, const char *line)
{
    if (*line == '?')
        ask(player, line + 1);
    else if (*line == '=')
        compare(player, line + 1);
    else if (strcmp(line, "-") == 0)
        forget(player);
    else if (g_str_has_prefix(line, "@+"))
        go_by(player, line + 2);
    else if (*line == '\0')
        take_block(player);
    else if (*line != '#')
        g_string_append_printf(player->block, "%s\n", line);
}

static void play(const char *path)
{
    static const PbxListener listener = {on_changed, on_failed};
    Player player = {.file = path,
                     .moment = {1000, 1000000},
                     .told = g_string_new(NULL),
                     .block = g_string_new(NULL),
                     .ids = g_ptr_array_new_with_free_func(g_free)};
    g_autofree char *text = file_read(path);
    assert_non_null(text);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    player.calls = pbx_calls_new(&names, &listener, &player);
    for (; lines[player.line] != NULL; player.line++)
        play_line(&player, lines[player.line]);
    pbx_calls_free(player.calls);
    g_string_free(player.told, TRUE);
    g_string_free(player.block, TRUE);
    g_ptr_array_unref(player.ids);
}

static void test_as_recorded(void **state)
{
    const char *folder = SKRANKE_SOURCE "/tests/pbx/recorded";
    g_autoptr(GDir) files = g_dir_open(folder, 0, NULL);
    guint played = 0;
    (void)state;
    assert_non_null(files);
    for (const char *name; (name = g_dir_read_name(files)) != NULL; played++) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        play(path);
    }
    assert_true(played >= 10);
}

int main(void)
{
    language_start("en");
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_as_recorded)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

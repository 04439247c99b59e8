/* The driver that plays a recording: blocks of text with times between them, for tests and for
 * training. docs/pbx.md describes the format.
 *
 * What an operator asks for is accepted and answered by what the recording says next: a line
 * "@wait transfer" holds it until then. */
#include <string.h>

#include "skranke/base/error.h"
#include "skranke/base/language.h"
#include "skranke/base/safe_text.h"

#include "pbx_private.h"

enum { SECOND_MS = 1000, LONGEST_FILE = 1024 * 1024, MOST_SECONDS = 3600 };

static const char *const act_words[] = {"take", "transfer", "consult", "complete", "cancel",
                                        "park", "unpark",   "pause",   "resume",   "dial"};

typedef struct {
    char **lines;
    guint next;
    guint timer;
    const char *awaited; /* the word of an act, NULL: nothing is waited for; in lines */
    char *target;        /* the number asked for last */
} Replay;

/* ---- playing -------------------------------------------------------------------------------- */

/* A recording fits every desk: its own names stand in for the words with a $. */
static char *filled_in(const Pbx *pbx, const char *line)
{
    const Replay *replay = pbx->own;
    const struct {
        const char *word, *value;
    } words[] = {
        {"$interface", pbx->names.interface},
        {"$extension", pbx->names.extension},
        {"$queue", pbx->names.queue},
        {"$target", replay->target},
    };
    GString *text = g_string_new(line);
    for (guint i = 0; i < G_N_ELEMENTS(words); i++)
        g_string_replace(text, words[i].word, words[i].value, 0);
    return g_string_free(text, FALSE);
}

/* From here to the next empty line or mark. */
static void play_block(Pbx *pbx)
{
    Replay *replay = pbx->own;
    g_autoptr(PbxReader) reader = pbx_reader_new();
    const char *line = replay->lines[replay->next];
    for (; line != NULL && *line != '\0' && *line != '@'; line = replay->lines[++replay->next]) {
        g_autofree char *text = filled_in(pbx, line);
        if (*line == '#')
            continue;
        pbx_reader_feed(reader, text, strlen(text));
        pbx_reader_feed(reader, "\n", 1);
    }
    pbx_reader_end(reader, true);
    g_autoptr(PbxBlock) block = pbx_reader_next(reader);
    if (block != NULL)
        pbx_take(pbx, block);
}

static gboolean on_time(gpointer data);

/* "@+1.5" and "@wait transfer"; true: go on at once. */
static bool obey_mark(Pbx *pbx, const char *mark)
{
    Replay *replay = pbx->own;
    double seconds = 0;
    if (g_str_has_prefix(mark, "@wait ")) {
        replay->awaited = mark + strlen("@wait ");
        return false;
    }
    if (g_str_has_prefix(mark, "@+"))
        seconds = CLAMP(g_ascii_strtod(mark + strlen("@+"), NULL), 0, MOST_SECONDS);
    if (!(seconds > 0))
        return true;
    replay->timer = g_timeout_add((guint)(seconds * SECOND_MS), on_time, pbx);
    return false;
}

static void play(Pbx *pbx)
{
    Replay *replay = pbx->own;
    while (replay->lines[replay->next] != NULL) {
        const char *line = replay->lines[replay->next];
        if (*line == '@') {
            replay->next++;
            if (!obey_mark(pbx, line))
                return;
        } else if (*line == '\0') {
            replay->next++;
        } else {
            play_block(pbx);
        }
    }
}

static gboolean on_time(gpointer data)
{
    Pbx *pbx = data;
    Replay *replay = pbx->own;
    replay->timer = 0;
    if (pbx->connection != PBX_CONNECTED)
        pbx_set_connection(pbx, PBX_CONNECTED, NULL);
    play(pbx);
    return G_SOURCE_REMOVE;
}

/* ---- acts ----------------------------------------------------------------------------------- */

static void act_replay(Pbx *pbx, PbxAct act, const PbxCall *call, const char *number)
{
    Replay *replay = pbx->own;
    g_free(replay->target);
    replay->target = g_strdup(number);
    if (call != NULL) {
        g_autofree char *id = g_strdup(call->id);
        pbx_calls_asked(pbx->calls, id, act, replay->target, pbx_moment());
        pbx_set_clock(pbx);
    }
    if (replay->awaited == NULL || strcmp(replay->awaited, act_words[act]) != 0)
        return;
    replay->awaited = NULL;
    /* Later, as a real answer comes: whoever asked is not told while asking. */
    replay->timer = g_idle_add(on_time, pbx);
}

/* ---- opening -------------------------------------------------------------------------------- */

static bool is_act(const char *word)
{
    for (guint i = 0; i < G_N_ELEMENTS(act_words); i++)
        if (strcmp(act_words[i], word) == 0)
            return true;
    return false;
}

static bool check_marks(char **lines, const char *path, GError **error)
{
    for (guint i = 0; lines[i] != NULL; i++) {
        g_strchomp(lines[i]);
        const char *line = lines[i];
        bool wait = g_str_has_prefix(line, "@wait ") && is_act(line + strlen("@wait "));
        if (*line != '@' || wait || (g_str_has_prefix(line, "@+") && g_ascii_isdigit(line[2])))
            continue;
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_FAILED,
                    _("%s, line %u: a mark is \"@+1.5\" (seconds) or \"@wait\" with what an "
                      "operator does. The recording was not opened."),
                    path, i + 1);
        return false;
    }
    return true;
}

static bool open_replay(Pbx *pbx, const Config *config, GError **error)
{
    const char *path = config_text(config, "pbx", "replay_file");
    g_autofree char *bytes = NULL;
    gsize length = 0;
    g_autoptr(GError) cause = NULL;
    if (!g_file_get_contents(path, &bytes, &length, &cause) || length > LONGEST_FILE) {
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_FAILED,
                    _("The recording in [pbx] replay_file cannot be played: %s"),
                    cause != NULL ? cause->message : _("it is larger than 1 MB"));
        return false;
    }
    g_autofree char *text = safe_text_valid(bytes, (gssize)length);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    if (!check_marks(lines, path, error))
        return false;
    Replay *replay = g_new0(Replay, 1);
    replay->lines = g_steal_pointer(&lines);
    replay->target = g_strdup("");
    pbx->own = replay;
    pbx->connection = PBX_CONNECTING;
    replay->timer = g_idle_add(on_time, pbx);
    return true;
}

static void close_replay(Pbx *pbx)
{
    Replay *replay = pbx->own;
    g_clear_handle_id(&replay->timer, g_source_remove);
    g_strfreev(replay->lines);
    g_free(replay->target);
    g_free(replay);
}

const PbxDriver pbx_driver_replay = {"replay", open_replay, act_replay, NULL, close_replay, NULL};

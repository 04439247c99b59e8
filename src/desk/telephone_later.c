/* Owns the ends of calls that could not be noted because the database was away: the telephone
 * system does not tell them twice, and a lost caller is to be rung back all the same. */
#include "skranke/base/error.h"
#include "skranke/base/log.h"

#include "telephone_private.h"

enum { AGAIN_SECONDS = 5, MOST_KEPT = 1000 };

static PbxCall *copy_line(const PbxCall *line)
{
    PbxCall *copy = g_new0(PbxCall, 1);
    *copy = *line;
    copy->id = g_strdup(line->id);
    copy->number = g_strdup(line->number);
    copy->name = g_strdup(line->name);
    copy->queue = g_strdup(line->queue);
    copy->target = g_strdup(line->target);
    copy->operator_ = g_strdup(line->operator_);
    return copy;
}

static void free_line(gpointer data)
{
    PbxCall *line = data;
    g_free(line->id);
    g_free(line->number);
    g_free(line->name);
    g_free(line->queue);
    g_free(line->target);
    g_free(line->operator_);
    g_free(line);
}

static gboolean try_again(gpointer data)
{
    Telephone *telephone = data;
    for (PbxCall *line = g_queue_peek_head(&telephone->later); line != NULL;
         line = g_queue_peek_head(&telephone->later)) {
        g_autofree char *sentence = NULL;
        g_autoptr(GError) error = NULL;
        gint64 call = telephone_note(telephone, line, &sentence, &error);
        if (g_error_matches(error, SKRANKE_ERROR, SKRANKE_ERROR_UNAVAILABLE))
            return G_SOURCE_CONTINUE;
        if (error != NULL)
            log_line(LOG_WARNING, "the end of a call was not noted: %s", error->message);
        else
            telephone->listener.changed(call, line, sentence != NULL ? sentence : "",
                                        telephone->user);
        free_line(g_queue_pop_head(&telephone->later));
    }
    telephone->timer = 0;
    return G_SOURCE_REMOVE;
}

void telephone_note_later(Telephone *telephone, const PbxCall *line)
{
    if (telephone->later.length >= MOST_KEPT)
        return;
    g_queue_push_tail(&telephone->later, copy_line(line));
    if (telephone->timer == 0)
        telephone->timer = g_timeout_add_seconds(AGAIN_SECONDS, try_again, telephone);
}

void telephone_forget_later(Telephone *telephone)
{
    g_clear_handle_id(&telephone->timer, g_source_remove);
    g_queue_clear_full(&telephone->later, free_line);
}

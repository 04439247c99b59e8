/* Owns what is known of internal numbers, and whether this desk's telephone is in the queue and
 * paused. Calls are pbx_events.c's. */
#include <string.h>

#include "skranke/base/language.h"

#include "pbx_records.h"

/* ---- which number --------------------------------------------------------------------------- */

bool is_own(const PbxCalls *calls, const char *channel)
{
    const char *interface = calls->names->interface;
    gsize length = strlen(interface);
    return length > 0 && g_ascii_strncasecmp(channel, interface, length) == 0 &&
           (channel[length] == '\0' || channel[length] == '-');
}

bool is_own_queue(const PbxCalls *calls, const PbxBlock *block)
{
    return *calls->names->queue == '\0' ||
           g_ascii_strcasecmp(pbx_block_get(block, "Queue"), calls->names->queue) == 0;
}

static char *number_of_interface(const PbxCalls *calls, const char *interface)
{
    const PbxNames *names = calls->names;
    const char *place =
        *names->extension != '\0' ? strstr(names->interface, names->extension) : NULL;
    gsize before = place != NULL ? (gsize)(place - names->interface) : 0;
    if (place == NULL || g_ascii_strncasecmp(interface, names->interface, before) != 0)
        return g_strdup("");
    const char *rest = interface + before;
    return g_strndup(rest, strspn(rest, "0123456789"));
}

static void line_heard(PbxCalls *calls, const char *number, LineState state)
{
    Line *line = g_hash_table_lookup(calls->lines, number);
    bool other = line == NULL || line->state != state;
    if (*number == '\0')
        return;
    if (line == NULL) {
        line = g_new0(Line, 1);
        g_hash_table_replace(calls->lines, g_strdup(number), line);
    }
    line->state = state;
    line->at = calls->moment.now;
    if (other && calls->listener.changed != NULL)
        calls->listener.changed(NULL, calls->user);
}

Line pbx_calls_line(const PbxCalls *calls, const char *number)
{
    const Line *line = g_hash_table_lookup(calls->lines, number);
    return line != NULL ? *line : (Line){LINE_UNKNOWN, 0};
}

/* ---- lines and this desk in the queue ------------------------------------------------------- */

void lines_extension(PbxCalls *calls, const PbxBlock *block)
{
    static const struct {
        gint64 status;
        LineState state;
    } states[] = {{0, LINE_FREE},    {1, LINE_BUSY}, {2, LINE_BUSY},  {4, LINE_OFF},
                  {8, LINE_RINGING}, {9, LINE_BUSY}, {16, LINE_BUSY}, {17, LINE_BUSY}};
    const char *context = pbx_block_get(block, "Context");
    gint64 status = pbx_block_number(block, "Status", -1);
    LineState state = LINE_UNKNOWN;
    if (*context != '\0' && g_ascii_strcasecmp(context, calls->names->internal_context) != 0)
        return;
    for (guint i = 0; i < G_N_ELEMENTS(states); i++)
        if (states[i].status == status)
            state = states[i].state;
    line_heard(calls, pbx_block_get(block, "Exten"), state);
}

static LineState member_line(gint64 status)
{
    static const LineState states[] = {LINE_UNKNOWN, LINE_FREE,    LINE_BUSY, LINE_BUSY, LINE_OFF,
                                       LINE_OFF,     LINE_RINGING, LINE_BUSY, LINE_BUSY};
    return status >= 0 && status < (gint64)G_N_ELEMENTS(states) ? states[status] : LINE_UNKNOWN;
}

/* Can callers of the queue come to this one: in it, not paused, its telephone not switched off? */
static void other_member(PbxCalls *calls, const char *interface, const PbxBlock *block)
{
    LineState line = member_line(pbx_block_number(block, "Status", 0));
    if (pbx_block_is(block, "Event", "QueueMemberRemoved") || line == LINE_OFF ||
        pbx_block_number(block, "Paused", 0) != 0)
        g_hash_table_remove(calls->free, interface);
    else
        g_hash_table_add(calls->free, g_strdup(interface));
}

void lines_member(PbxCalls *calls, const PbxBlock *block)
{
    /* Events and lists name it differently; a member may be reached by another name than its
     * telephone has. */
    const char *interface = pbx_block_get(block, "Interface");
    const char *telephone = pbx_block_get(block, "StateInterface");
    if (*interface == '\0')
        interface = pbx_block_get(block, "Location");
    gint64 status = pbx_block_number(block, "Status", -1);
    g_autofree char *number =
        number_of_interface(calls, *telephone != '\0' ? telephone : interface);
    if (status > 0 && *number != '\0')
        line_heard(calls, number, member_line(status));
    if (*interface == '\0' || !is_own_queue(calls, block))
        return;
    if (!is_own(calls, interface)) {
        other_member(calls, interface, block);
        return;
    }
    bool member = !pbx_block_is(block, "Event", "QueueMemberRemoved");
    bool paused = member && pbx_block_number(block, "Paused", 0) != 0;
    bool other = member != calls->member || paused != calls->paused;
    calls->member = member;
    calls->paused = paused;
    if (other && calls->listener.changed != NULL)
        calls->listener.changed(NULL, calls->user);
}

void lines_originated(PbxCalls *calls, const PbxBlock *block)
{
    if (!pbx_block_is(block, "Response", "Failure") || calls->listener.failed == NULL ||
        !is_own(calls, pbx_block_get(block, "Channel")))
        return;
    calls->listener.failed(_("Your telephone did not answer: nobody was rung."), calls->user);
}

/* Forwards as JSON and as lines: to whom, until when, and what came of it. The mark that brings the
 * answer back is not shown: it stands in the mail. */
#include "skranke/base/time_text.h"

#include "skranke/cli/describe.h"
#include "skranke/cli/output.h"

json_t *describe_forward(const Forward *forward)
{
    json_t *object = json_object();
    json_object_set_new(object, "id", json_integer(forward->id));
    json_object_set_new(object, "to", output_text(forward->name));
    json_object_set_new(object, "address", output_text(forward->address));
    json_object_set_new(object, "section", output_text(forward->section));
    json_object_set_new(object, "person", output_number(forward->person));
    json_object_set_new(object, "state", json_string(forward_state_words[forward->state]));
    json_object_set_new(object, "at", output_time(forward->at));
    json_object_set_new(object, "due", output_time(forward->due_at - 1));
    json_object_set_new(object, "settled", output_time(forward->settled_at));
    json_object_set_new(object, "message", output_number(forward->message));
    json_object_set_new(object, "notice", output_number(forward->notice));
    json_object_set_new(object, "answer", output_number(forward->answer));
    return object;
}

json_t *describe_forwards(Desk *desk, gint64 inquiry)
{
    json_t *array = json_array();
    g_autoptr(GPtrArray) forwards = forwards_of_inquiry(desk->db, inquiry, NULL);
    for (guint i = 0; forwards && i < forwards->len; i++)
        json_array_append_new(array, describe_forward(forwards->pdata[i]));
    return array;
}

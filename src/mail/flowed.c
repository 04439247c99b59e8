/* Owns the unwrapping of format=flowed text (RFC 3676). It must not know where the text came from.
 */
#include "skranke/mail/flowed.h"

#include <string.h>

typedef struct {
    GString *out;
    gsize depth;      /* of the paragraph being written */
    gboolean flowing; /* the line before ended in a space: the next may go on */
    gboolean delsp;
} Unwrap;

static gboolean is_signature_mark(const char *line, gsize length)
{
    return length == 3 && memcmp(line, "-- ", 3) == 0;
}

static void start_line(Unwrap *unwrap, gsize depth, gboolean first)
{
    if (!first)
        g_string_append_c(unwrap->out, '\n');
    for (gsize i = 0; i < depth; i++)
        g_string_append_c(unwrap->out, '>');
    if (depth > 0)
        g_string_append_c(unwrap->out, ' ');
}

static void take_line(Unwrap *unwrap, const char *line, gsize length, gboolean first)
{
    gsize depth = 0;
    while (depth < length && line[depth] == '>')
        depth++;
    line += depth;
    length -= depth;
    if (length > 0 && line[0] == ' ') {
        line++;
        length--;
    }
    gboolean mark = is_signature_mark(line, length);
    if (!unwrap->flowing || depth != unwrap->depth || mark)
        start_line(unwrap, depth, first);
    unwrap->depth = depth;
    unwrap->flowing = !mark && length > 0 && line[length - 1] == ' ';
    if (unwrap->flowing && unwrap->delsp)
        length--;
    g_string_append_len(unwrap->out, line, (gssize)length);
}

char *flowed_unwrap(const char *text, gboolean delsp)
{
    Unwrap unwrap = {.out = g_string_sized_new(strlen(text) + 16), .delsp = delsp};
    gboolean first = TRUE;
    for (const char *line = text; *line;) {
        const char *end = strchrnul(line, '\n');
        take_line(&unwrap, line, (gsize)(end - line), first);
        first = FALSE;
        line = *end ? end + 1 : end;
    }
    if (g_str_has_suffix(text, "\n"))
        g_string_append_c(unwrap.out, '\n');
    return g_string_free(unwrap.out, FALSE);
}

/* An inquiry's messages as lines of a width: headers, text, attachments, notes; safe text, styled
 * by what it is. Pure. */
#ifndef SKRANKE_TUI_THREAD_TEXT_H
#define SKRANKE_TUI_THREAD_TEXT_H

#include "skranke/domain/inquiry.h"
#include "skranke/domain/message.h"

#include "skranke/tui/theme.h"

typedef struct {
    char *text;
    Style style;
} ThreadLine;
void thread_line_free(ThreadLine *line);

/* revealed: identity numbers as they are, else masked. Oldest message first; array of ThreadLine *,
 * owned. first_of gets the line where each message begins (GArray of int, owned), may be NULL. */
GPtrArray *thread_lines(const Inquiry *inquiry, const GPtrArray *messages, int width, gint64 now,
                        bool revealed, GArray **first_of);

#endif

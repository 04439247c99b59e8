/* Owns spaces, line ends and quote signs of text made from HTML. It must not know elements. */
#include "html_writer.h"

#include <string.h>

#define QUOTES_SHOWN 10

void html_writer_break(HtmlWriter *writer, guint breaks)
{
    if (writer->out->len > 0)
        writer->breaks = MAX(writer->breaks, breaks);
    writer->space = false;
}

static void strip_line_end(HtmlWriter *writer)
{
    while (writer->out->len > 0 && writer->out->str[writer->out->len - 1] == ' ')
        g_string_truncate(writer->out, writer->out->len - 1);
}

static void write_quotes(HtmlWriter *writer, guint quotes)
{
    for (guint i = 0; i < MIN(quotes, QUOTES_SHOWN); i++)
        g_string_append(writer->out, "> ");
}

static void end_line(HtmlWriter *writer, guint quotes)
{
    strip_line_end(writer);
    g_string_append_c(writer->out, '\n');
    write_quotes(writer, quotes);
    writer->line_empty = true;
}

void html_writer_line(HtmlWriter *writer)
{
    writer->space = false;
    if (writer->breaks > 0)
        writer->breaks = MIN(writer->breaks + 1, 2);
    else if (writer->out->len > 0)
        writer->breaks = 1;
}

/* What is owed before something is written. */
static void pay(HtmlWriter *writer)
{
    if (writer->out->len == 0 && writer->line_empty == false) {
        write_quotes(writer, writer->quotes);
        writer->line_empty = true;
    }
    /* An empty line between two depths belongs to the outer one. */
    for (; writer->breaks > 0; writer->breaks--)
        end_line(writer,
                 writer->breaks > 1 ? MIN(writer->quotes, writer->quotes_before) : writer->quotes);
    writer->quotes_before = writer->quotes;
    if (writer->space && !writer->line_empty)
        g_string_append_c(writer->out, ' ');
    writer->space = false;
}

void html_writer_literal(HtmlWriter *writer, const char *text)
{
    pay(writer);
    g_string_append(writer->out, text);
    writer->line_empty = false;
}

static void write_preformatted(HtmlWriter *writer, const char *text, gsize length)
{
    for (gsize i = 0; i < length; i++) {
        if (text[i] == '\r')
            continue;
        if (text[i] == '\n') {
            pay(writer);
            writer->breaks = 1;
            continue;
        }
        pay(writer);
        g_string_append_c(writer->out, text[i]);
        writer->line_empty = false;
    }
}

void html_writer_text(HtmlWriter *writer, const char *text, gsize length)
{
    if (writer->preformatted > 0) {
        write_preformatted(writer, text, length);
        return;
    }
    for (gsize i = 0; i < length;) {
        if (strchr(" \t\r\n\f", text[i])) {
            writer->space = true;
            i++;
            continue;
        }
        gsize end = i;
        while (end < length && !strchr(" \t\r\n\f", text[end]))
            end++;
        pay(writer);
        g_string_append_len(writer->out, text + i, (gssize)(end - i));
        writer->line_empty = false;
        i = end;
    }
}

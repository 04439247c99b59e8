/* Writes the text of an HTML page line by line: words, breaks, quotes. */
#ifndef SKRANKE_MAIL_HTML_WRITER_H
#define SKRANKE_MAIL_HTML_WRITER_H

#include <glib.h>
#include <stdbool.h>

typedef struct {
    GString *out;
    guint breaks;        /* line ends owed before the next word: 1 new line, 2 empty line */
    guint quotes;        /* depth of quotation */
    guint quotes_before; /* of the line written last */
    guint preformatted;  /* depth of <pre> */
    bool space;          /* a space is owed before the next word */
    bool line_empty;     /* nothing on this line yet but its prefix */
} HtmlWriter;

void html_writer_break(HtmlWriter *writer, guint breaks);
/* <br>: a line end that is not merged with its neighbours. */
void html_writer_line(HtmlWriter *writer);
/* UTF-8; spaces run together unless preformatted. */
void html_writer_text(HtmlWriter *writer, const char *text, gsize length);
/* As it is, within the line. */
void html_writer_literal(HtmlWriter *writer, const char *text);

#endif

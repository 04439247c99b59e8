/* HTML mail as text: libxml2 reads, a small walker writes paragraphs, lists, tables, links and quotes. Linear time, bounded depth and size. */
#ifndef SKRANKE_MAIL_HTML_TEXT_H
#define SKRANKE_MAIL_HTML_TEXT_H

#include <glib.h>

/* html is UTF-8. Links appear once as "text <https://…>". Script, style and comments are left out; nothing is fetched. cut is set when a bound
 * was met. New text. */
char *html_text(const char *html, gsize size, gboolean *cut);

#endif

/* HTML mail as text: libxml2 reads, a small writer makes paragraphs, lists, tables, links and
 * quotes. Bounded in depth, size and time. */
#ifndef SKRANKE_MAIL_HTML_TEXT_H
#define SKRANKE_MAIL_HTML_TEXT_H

#include <glib.h>

/* html is UTF-8. Links appear once as "text <https://…>". Script, style, comments and what is
 * marked as not shown are left out; nothing is fetched. A picture leaves its alternative text in
 * brackets. *cut (may be NULL) becomes TRUE when a bound was met; the text until there is kept. New
 * text. */
char *html_text(const char *html, gsize size, gboolean *cut);

/* The same, and tells each picture that the mail carries inside its HTML (src="data:…"). */
typedef void (*HtmlPictureFunc)(const char *source, gpointer user);
char *html_text_and_pictures(const char *html, gsize size, HtmlPictureFunc func, gpointer user,
                             gboolean *cut);

#endif

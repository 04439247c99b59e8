/* Owns what each HTML element means for text. libxml2 finds the elements (as events, without a
 * tree: depth costs nothing); html_writer.c lays out the text. It fetches nothing and must not know
 * mail.
 */
#include "skranke/mail/html_text.h"

#include <libxml/HTMLparser.h>
#include <libxml/parserInternals.h>
#include <stdbool.h>
#include <string.h>

#include "skranke/base/language.h"

#include "html_writer.h"

#define HTML_BYTES (4 * 1024 * 1024)
#define TEXT_BYTES (1024 * 1024)
#define DEPTH 1000     /* libxml2 looks through all open elements at each end tag */
#define ATTRIBUTES 500 /* and compares the attributes of one tag with each other */
#define TIME_MICROSECONDS (2 * G_USEC_PER_SEC)
#define LISTS 32
#define PICTURES 200

/* What an element does to the text around it. */
typedef enum {
    INLINE,
    LINE,      /* begins and ends a line */
    PARAGRAPH, /* an empty line before and after */
    HIDDEN,    /* no text for people */
    BREAK,
    RULE,
    ITEM,
    LIST,
    NUMBERED,
    CELL,
    QUOTE,
    PRE,
    LINK,
    PICTURE,
} Kind;

static const struct {
    const char *name;
    Kind kind;
} elements[] = {
    {"a", LINK},        {"address", LINE},  {"article", LINE},    {"blockquote", QUOTE},
    {"br", BREAK},      {"center", LINE},   {"dd", LINE},         {"div", LINE},
    {"dl", PARAGRAPH},  {"dt", LINE},       {"fieldset", LINE},   {"footer", LINE},
    {"form", LINE},     {"h1", PARAGRAPH},  {"h2", PARAGRAPH},    {"h3", PARAGRAPH},
    {"h4", PARAGRAPH},  {"h5", PARAGRAPH},  {"h6", PARAGRAPH},    {"header", LINE},
    {"hr", RULE},       {"img", PICTURE},   {"li", ITEM},         {"listing", PRE},
    {"main", LINE},     {"noframes", LINE}, {"object", INLINE},   {"ol", NUMBERED},
    {"option", LINE},   {"p", PARAGRAPH},   {"plaintext", PRE},   {"pre", PRE},
    {"script", HIDDEN}, {"section", LINE},  {"style", HIDDEN},    {"table", PARAGRAPH},
    {"tbody", LINE},    {"td", CELL},       {"template", HIDDEN}, {"textarea", LINE},
    {"tfoot", LINE},    {"th", CELL},       {"thead", LINE},      {"title", HIDDEN},
    {"tr", LINE},       {"ul", LIST},       {"xmp", PRE},
};

typedef struct {
    HtmlWriter writer;
    htmlParserCtxtPtr parser;
    HtmlPictureFunc picture;
    gpointer user;
    guint pictures;
    guint depth, hidden_from; /* hidden_from: the depth of the outermost hidden element, 0: none */
    guint lists;
    int numbers[LISTS]; /* the next number of each open list, -1 where it has none */
    char *link;         /* of the open <a> */
    gsize link_start;   /* where its text begins in the output */
    gint64 deadline;
    guint events;
    gsize rest; /* where in the HTML reading stopped, when it was cut */
    bool cut;
} Page;

static Kind kind_of(const char *name)
{
    gsize low = 0, high = G_N_ELEMENTS(elements);
    while (low < high) {
        gsize middle = (low + high) / 2;
        int order = strcmp(name, elements[middle].name);
        if (order == 0)
            return elements[middle].kind;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return INLINE;
}

static const char *attribute(const xmlChar **attributes, const char *name)
{
    for (; attributes && attributes[0]; attributes += 2)
        if (!strcmp((const char *)attributes[0], name))
            return attributes[1] ? (const char *)attributes[1] : "";
    return NULL;
}

/* Stops reading when it takes too long or has gone too far. */
static bool is_over(Page *page)
{
    if (page->cut)
        return true;
    bool late = (++page->events & 255) == 0 && g_get_monotonic_time() > page->deadline;
    if (!late && page->depth <= DEPTH && page->writer.out->len <= TEXT_BYTES)
        return false;
    page->cut = true;
    const xmlParserInput *input = page->parser->input;
    page->rest = input ? input->consumed + (gsize)(input->cur - input->base) : G_MAXSIZE;
    xmlStopParser(page->parser);
    return true;
}

static bool is_styled_hidden(const xmlChar **attributes)
{
    const char *style = attribute(attributes, "style");
    if (!style || strlen(style) > 2000)
        return false;
    g_autofree char *plain = g_ascii_strdown(style, -1);
    char *out = plain;
    for (const char *at = plain; *at; at++)
        if (!g_ascii_isspace(*at))
            *out++ = *at;
    *out = '\0';
    return strstr(plain, "display:none") || strstr(plain, "mso-hide:all");
}

static void begin_item(Page *page)
{
    html_writer_break(&page->writer, 1);
    int *number = page->lists > 0 ? &page->numbers[MIN(page->lists, LISTS) - 1] : NULL;
    for (guint i = 1; i < MIN(page->lists, 6); i++)
        html_writer_literal(&page->writer, "  ");
    if (number && *number >= 0) {
        g_autofree char *mark = g_strdup_printf("%d. ", (*number)++);
        html_writer_literal(&page->writer, mark);
    } else {
        html_writer_literal(&page->writer, "* ");
    }
    page->writer.line_empty = true;
}

static void begin_list(Page *page, bool numbered, const char *start)
{
    html_writer_break(&page->writer, page->lists > 0 ? 1 : 2);
    if (page->lists < LISTS) {
        gint64 first = start ? g_ascii_strtoll(start, NULL, 10) : 1;
        page->numbers[page->lists] = numbered ? (int)CLAMP(first, 0, 1000000) : -1;
    }
    page->lists++;
}

static void begin_cell(Page *page)
{
    if (!page->writer.line_empty && page->writer.breaks == 0 && page->writer.out->len > 0)
        html_writer_literal(&page->writer, " | ");
    page->writer.space = false;
}

static void begin_link(Page *page, const char *target)
{
    g_clear_pointer(&page->link, g_free);
    if (!target || !(g_ascii_strncasecmp(target, "http:", 5) == 0 ||
                     g_ascii_strncasecmp(target, "https:", 6) == 0 ||
                     g_ascii_strncasecmp(target, "mailto:", 7) == 0))
        return;
    page->link = g_strstrip(g_strdup(target));
    page->link_start = page->writer.out->len;
}

/* The target without what people leave out when they write it. */
static const char *bare_target(const char *target)
{
    static const char *const schemes[] = {"mailto:", "https://", "http://"};
    for (gsize i = 0; i < G_N_ELEMENTS(schemes); i++)
        if (g_ascii_strncasecmp(target, schemes[i], strlen(schemes[i])) == 0)
            return target + strlen(schemes[i]);
    return target;
}

static void end_link(Page *page)
{
    if (!page->link)
        return;
    const char *bare = bare_target(page->link);
    gsize length = strcspn(bare, g_ascii_strncasecmp(page->link, "mailto:", 7) ? "" : "?");
    while (length > 0 && bare[length - 1] == '/')
        length--;
    g_autofree char *core = g_strndup(bare, length);
    bool told = length == 0 || strstr(page->writer.out->str + page->link_start, core);
    if (!told) {
        bool empty = page->writer.out->len == page->link_start;
        page->writer.space = !empty;
        g_autofree char *shown =
            g_strdup_printf("<%s>", g_str_has_prefix(page->link, "mailto:") ? core : page->link);
        html_writer_literal(&page->writer, shown);
    }
    g_clear_pointer(&page->link, g_free);
}

static void put_picture(Page *page, const xmlChar **attributes)
{
    const char *source = attribute(attributes, "src"), *text = attribute(attributes, "alt");
    bool inside = source && (g_ascii_strncasecmp(source, "data:", 5) == 0 ||
                             g_ascii_strncasecmp(source, "cid:", 4) == 0);
    if (source && page->picture && g_ascii_strncasecmp(source, "data:", 5) == 0 &&
        page->pictures++ < PICTURES)
        page->picture(source, page->user);
    if ((!text || !*text) && inside)
        text = _("picture");
    if (!text || !*text)
        return;
    html_writer_text(&page->writer, "[", 1);
    html_writer_text(&page->writer, text, MIN(strlen(text), 1000));
    page->writer.space = false;
    html_writer_literal(&page->writer, "]");
}

static void begin_kind(Page *page, Kind kind, const xmlChar **attributes)
{
    HtmlWriter *writer = &page->writer;
    switch (kind) {
    case LINE:
        html_writer_break(writer, 1);
        break;
    case PARAGRAPH:
        html_writer_break(writer, 2);
        break;
    case BREAK:
        html_writer_line(writer);
        break;
    case RULE:
        html_writer_break(writer, 1);
        html_writer_literal(writer, "---");
        html_writer_break(writer, 1);
        break;
    case ITEM:
        begin_item(page);
        break;
    case LIST:
    case NUMBERED:
        begin_list(page, kind == NUMBERED, attribute(attributes, "start"));
        break;
    case CELL:
        begin_cell(page);
        break;
    case QUOTE:
        html_writer_break(writer, 2);
        writer->quotes++;
        break;
    case PRE:
        html_writer_break(writer, 2);
        writer->preformatted++;
        break;
    case LINK:
        begin_link(page, attribute(attributes, "href"));
        break;
    case PICTURE:
        put_picture(page, attributes);
        break;
    case INLINE:
    case HIDDEN:
        break;
    }
}

static void on_start(void *user, const xmlChar *name, const xmlChar **attributes)
{
    Page *page = user;
    page->depth++;
    if (is_over(page) || page->hidden_from > 0)
        return;
    Kind kind = kind_of((const char *)name);
    if (kind == HIDDEN || is_styled_hidden(attributes))
        page->hidden_from = page->depth;
    else
        begin_kind(page, kind, attributes);
}

static void end_kind(Page *page, Kind kind)
{
    HtmlWriter *writer = &page->writer;
    if (kind == LINE || kind == ITEM)
        html_writer_break(writer, 1);
    if (kind == PARAGRAPH || kind == QUOTE || kind == PRE)
        html_writer_break(writer, 2);
    if (kind == QUOTE && writer->quotes > 0)
        writer->quotes--;
    if (kind == PRE && writer->preformatted > 0)
        writer->preformatted--;
    if (kind == LIST || kind == NUMBERED) {
        page->lists -= page->lists > 0;
        html_writer_break(writer, page->lists > 0 ? 1 : 2);
    }
    if (kind == LINK)
        end_link(page);
}

static void on_end(void *user, const xmlChar *name)
{
    Page *page = user;
    if (page->hidden_from == 0 && !page->cut)
        end_kind(page, kind_of((const char *)name));
    else if (page->hidden_from == page->depth)
        page->hidden_from = 0;
    page->depth -= page->depth > 0;
}

static void on_text(void *user, const xmlChar *text, int length)
{
    Page *page = user;
    if (page->hidden_from == 0 && !is_over(page))
        html_writer_text(&page->writer, (const char *)text, (gsize)length);
}

/* Is there a tag with more attributes than the parser can bear? */
static bool has_monstrous_tag(const char *html, gsize size)
{
    guint attributes = 0;
    bool in_tag = false;
    for (gsize i = 0; i < size; i++) {
        if (html[i] == '<') {
            in_tag = true;
            attributes = 0;
        } else if (html[i] == '>') {
            in_tag = false;
        } else if (in_tag && g_ascii_isspace(html[i]) && i + 1 < size &&
                   !g_ascii_isspace(html[i + 1]) && ++attributes > ATTRIBUTES) {
            return true;
        }
    }
    return false;
}

/* Without the parser: tags away, nothing else understood. */
static char *strip_tags(const char *html, gsize size)
{
    GString *text = g_string_sized_new(size / 2);
    bool in_tag = false;
    for (gsize i = 0; i < size && text->len < TEXT_BYTES; i++) {
        bool opens = html[i] == '<' && i + 1 < size &&
                     (g_ascii_isalpha(html[i + 1]) || strchr("/!?", html[i + 1]));
        if (opens)
            in_tag = true;
        else if (in_tag)
            in_tag = html[i] != '>';
        else if (html[i] != '\r')
            g_string_append_c(text, html[i]);
    }
    char *valid = g_utf8_make_valid(text->str, (gssize)text->len);
    g_string_free(text, TRUE);
    return valid;
}

static void read_page(Page *page, const char *html, gsize size)
{
    static const htmlSAXHandler events = {
        .startElement = on_start,
        .endElement = on_end,
        .characters = on_text,
        .cdataBlock = NULL, /* the text of script and style */
        .ignorableWhitespace = on_text,
    };
    page->parser = htmlCreateMemoryParserCtxt(html, (int)size);
    if (!page->parser)
        return;
    htmlSAXHandler *own = page->parser->sax;
    htmlSAXHandler copy = events;
    page->parser->sax = &copy;
    page->parser->userData = page;
    htmlCtxtUseOptions(page->parser, HTML_PARSE_RECOVER | HTML_PARSE_NOERROR |
                                         HTML_PARSE_NOWARNING | HTML_PARSE_NONET);
    xmlCharEncodingHandlerPtr utf8 = xmlFindCharEncodingHandler("UTF-8");
    if (utf8)
        xmlSwitchToEncoding(page->parser, utf8);
    htmlParseDocument(page->parser);
    page->parser->sax = own;
    htmlFreeParserCtxt(page->parser);
}

char *html_text_and_pictures(const char *html, gsize size, HtmlPictureFunc func, gpointer user,
                             gboolean *cut)
{
    gsize bounded = MIN(size, HTML_BYTES);
    gboolean ignored = FALSE;
    gboolean *told = cut ? cut : &ignored;
    *told |= bounded < size;
    if (bounded == 0)
        return g_strdup("");
    if (has_monstrous_tag(html, bounded)) {
        *told = TRUE;
        return strip_tags(html, bounded);
    }
    Page page = {.picture = func, .user = user};
    page.writer.out = g_string_sized_new(bounded / 2 + 64);
    page.deadline = g_get_monotonic_time() + TIME_MICROSECONDS;
    read_page(&page, html, bounded);
    *told |= page.cut;
    g_free(page.link);
    if (page.cut && page.rest < bounded && page.writer.out->len < TEXT_BYTES) {
        g_autofree char *rest = strip_tags(html + page.rest, bounded - page.rest);
        g_string_append_printf(page.writer.out, "\n%s", rest);
    }
    char *valid = g_utf8_make_valid(page.writer.out->str, (gssize)page.writer.out->len);
    g_string_free(page.writer.out, TRUE);
    return g_strchomp(valid);
}

char *html_text(const char *html, gsize size, gboolean *cut)
{
    return html_text_and_pictures(html, size, NULL, NULL, cut);
}

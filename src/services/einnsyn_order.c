/* Reads an order of documents from the eInnsyn portal. Owns what may stand in one: encodings,
 * bounds, which element means what in version 1 and 2. Knows no mail, no inquiry and no clock.
 *
 * libxml2 gets clean UTF-8 only, without the XML declaration: no encoding can smuggle what the
 * guards before it looked for. It loads nothing, and a document type ends the reading. */
#include "skranke/services/einnsyn_order.h"

#include <libxml/parser.h>
#include <stdio.h>
#include <string.h>

#include "skranke/base/error.h"
#include "skranke/base/language.h"
#include "skranke/base/safe_text.h"

#include "skranke/domain/address.h"
#include "skranke/domain/day.h"

enum {
    MOST_BYTES = 1024 * 1024,
    MOST_DOCUMENTS = 500,
    MOST_CHARACTERS = 500, /* of one fact */
    /* libxml2 compares each attribute of a tag with all others. */
    MOST_ATTRIBUTES = 1000,
};

/* Where the text of an element goes. The first one in the table that has a text is the one. */
typedef struct {
    const char *element;
    gsize offset;
} Place;

static const Place order_places[] = {
    {"id", offsetof(EinnsynOrder, id)},
    {"bestillingsdato", offsetof(EinnsynOrder, ordered_on)},
    {"innsynskravepost", offsetof(EinnsynOrder, body_email)}, /* version 1 has it here */
};
static const Place body_places[] = {
    {"virksomhet", offsetof(EinnsynOrder, body_name)},
    {"enhet", offsetof(EinnsynOrder, body_name)}, /* version 1 */
    {"orgnr", offsetof(EinnsynOrder, body_number)},
    {"innsynskravepost", offsetof(EinnsynOrder, body_email)},
    {"enhetepost", offsetof(EinnsynOrder, body_email)},
};
static const Place contact_places[] = {
    {"forsendelsesmåte", offsetof(EinnsynOrder, delivery)},
    {"forsendelsesmate", offsetof(EinnsynOrder, delivery)},
    {"navn", offsetof(EinnsynOrder, name)},
    {"organisasjon", offsetof(EinnsynOrder, organisation)},
    {"e-post", offsetof(EinnsynOrder, email)},
    {"epost", offsetof(EinnsynOrder, email)},
    {"språk", offsetof(EinnsynOrder, language)},
    {"sprak", offsetof(EinnsynOrder, language)},
};
static const Place document_places[] = {
    {"id", offsetof(OrderedDocument, id)},
    {"systemId", offsetof(OrderedDocument, system_id)},
    {"saksnr", offsetof(OrderedDocument, case_number)},
    {"dokumentnr", offsetof(OrderedDocument, document_number)},
    {"journalnr", offsetof(OrderedDocument, journal_number)},
    {"saksbehandler", offsetof(OrderedDocument, case_handler)},
    {"admEnhet", offsetof(OrderedDocument, unit)},
    {"sakstittel", offsetof(OrderedDocument, case_title)},
    {"dokumenttittel", offsetof(OrderedDocument, document_title)},
    {"tittel", offsetof(OrderedDocument, document_title)},
};
/* Their texts together are the address, in this order. */
static const char *const address_elements[] = {"adresse", "gateadresse", "postboks",
                                               "postnr",  "poststed",    "land"};

/* ---- records ---- */

static char **field_at(gpointer record, gsize offset)
{
    return (char **)(void *)((char *)record + offset);
}

/* No field is ever NULL. */
static void fill_gaps(gpointer record, const Place *places, gsize count)
{
    for (gsize i = 0; i < count; i++) {
        char **field = field_at(record, places[i].offset);
        if (!*field)
            *field = g_strdup("");
    }
}

static void clear_fields(gpointer record, const Place *places, gsize count)
{
    for (gsize i = 0; i < count; i++)
        g_clear_pointer(field_at(record, places[i].offset), g_free);
}

static void document_free(gpointer document)
{
    clear_fields(document, document_places, G_N_ELEMENTS(document_places));
    g_free(document);
}

void einnsyn_order_free(EinnsynOrder *order)
{
    if (!order)
        return;
    clear_fields(order, order_places, G_N_ELEMENTS(order_places));
    clear_fields(order, body_places, G_N_ELEMENTS(body_places));
    clear_fields(order, contact_places, G_N_ELEMENTS(contact_places));
    g_free(order->address);
    g_ptr_array_unref(order->documents);
    g_free(order);
}

static EinnsynOrder *order_new(int version)
{
    EinnsynOrder *order = g_new0(EinnsynOrder, 1);
    order->version = version;
    order->documents = g_ptr_array_new_with_free_func(document_free);
    return order;
}

/* ---- elements ---- */

static void replace(char **field, char *with)
{
    g_free(*field);
    *field = with;
}

/* White space and control characters, any number of them, are one space; at most MOST_CHARACTERS.
 */
static char *fact_of(const xmlNode *node)
{
    xmlChar *content = xmlNodeGetContent(node);
    g_autofree char *valid = safe_text_valid(content ? (const char *)content : "", -1);
    xmlFree(content);
    GString *fact = g_string_new(NULL);
    int characters = 0;
    bool space = false;
    for (const char *at = valid; *at && characters < MOST_CHARACTERS; at = g_utf8_next_char(at)) {
        gunichar c = g_utf8_get_char(at);
        bool blank = g_unichar_isspace(c) || g_unichar_iscntrl(c);
        if (!blank) {
            if (space && fact->len)
                g_string_append_c(fact, ' ');
            g_string_append_unichar(fact, c);
            characters++;
        }
        space = blank;
    }
    return g_string_free(fact, FALSE);
}

/* An element of this name without a namespace or in the order's own. */
static bool is_element(const xmlNode *node, const char *name)
{
    if (node->type != XML_ELEMENT_NODE || strcmp((const char *)node->name, name) != 0)
        return false;
    const xmlNode *root = xmlDocGetRootElement(node->doc);
    return !node->ns || (root->ns && xmlStrEqual(node->ns->href, root->ns->href));
}

static void read_places(const xmlNode *parent, gpointer record, const Place *places, gsize count)
{
    for (gsize i = 0; i < count; i++) {
        char **field = field_at(record, places[i].offset);
        for (const xmlNode *child = parent->children; child; child = child->next)
            if ((!*field || !**field) && is_element(child, places[i].element))
                replace(field, fact_of(child));
    }
}

static void add_address(EinnsynOrder *order, const char *part)
{
    if (!*part)
        return;
    bool has_some = order->address && *order->address;
    replace(&order->address,
            has_some ? g_strconcat(order->address, ", ", part, NULL) : g_strdup(part));
}

static void read_contact(const xmlNode *contact, EinnsynOrder *order)
{
    read_places(contact, order, contact_places, G_N_ELEMENTS(contact_places));
    for (gsize i = 0; i < G_N_ELEMENTS(address_elements); i++)
        for (const xmlNode *child = contact->children; child; child = child->next)
            if (is_element(child, address_elements[i])) {
                g_autofree char *part = fact_of(child);
                add_address(order, part);
            }
}

/* ---- facts ---- */

static bool both_equal(const char *a, const char *b)
{
    return *a && strcmp(a, b) == 0;
}

static bool either_empty(const char *a, const char *b)
{
    return !*a || !*b;
}

/* Case and document number say which document it is; a journal number may tell two apart. */
static bool is_same_document(const OrderedDocument *a, const OrderedDocument *b)
{
    if (both_equal(a->case_number, b->case_number) &&
        both_equal(a->document_number, b->document_number))
        return either_empty(a->journal_number, b->journal_number) ||
               both_equal(a->journal_number, b->journal_number);
    bool told = !either_empty(a->case_number, b->case_number) &&
                !either_empty(a->document_number, b->document_number);
    return !told && (both_equal(a->id, b->id) || both_equal(a->system_id, b->system_id));
}

static bool is_known(const GPtrArray *documents, const OrderedDocument *document)
{
    for (guint i = 0; i < documents->len; i++)
        if (is_same_document(documents->pdata[i], document))
            return true;
    return false;
}

/* Nothing that a document could be looked for by. */
static bool is_nothing(const OrderedDocument *document)
{
    const char *const names[] = {document->id,
                                 document->system_id,
                                 document->case_number,
                                 document->document_number,
                                 document->journal_number,
                                 document->case_title,
                                 document->document_title};
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
        if (*names[i])
            return false;
    return true;
}

static void read_document(const xmlNode *node, GPtrArray *documents)
{
    OrderedDocument *document = g_new0(OrderedDocument, 1);
    read_places(node, document, document_places, G_N_ELEMENTS(document_places));
    fill_gaps(document, document_places, G_N_ELEMENTS(document_places));
    /* What the portal writes where nobody has the case. */
    if (g_ascii_strcasecmp(document->case_handler, "[Ufordelt]") == 0)
        replace(&document->case_handler, g_strdup(""));
    if (is_nothing(document) || is_known(documents, document))
        document_free(document);
    else
        g_ptr_array_add(documents, document);
}

/* One more than may be is enough to know that there are too many. */
static void read_documents(const xmlNode *parent, GPtrArray *documents)
{
    for (const xmlNode *child = parent->children; child; child = child->next)
        if (is_element(child, "dokument") && documents->len <= MOST_DOCUMENTS)
            read_document(child, documents);
}

/* "14.03.2026" (version 1) or "2026-03-14" (version 2), the time after it is let be; "" where it is
 * no date. New text. */
static char *iso_date(const char *written)
{
    int year = 0, month = 0, day = 0;
    bool read = sscanf(written, "%2d.%2d.%4d", &day, &month, &year) == 3 ||
                sscanf(written, "%4d-%2d-%2d", &year, &month, &day) == 3;
    if (!read || year < 1000 || !day_date_exists(year, month, day))
        return g_strdup("");
    return day_iso(day_of_date(year, month, day));
}

/* "nb" of "nb_NO"; "" for a language we have no texts in. */
static const char *known_language(const char *written)
{
    static const char *const known[][2] = {{"nb", "nb"}, {"no", "nb"}, {"nn", "nn"}, {"en", "en"}};
    gsize length = strcspn(written, "_-");
    for (gsize i = 0; i < G_N_ELEMENTS(known); i++)
        if (length == 2 && g_ascii_strncasecmp(written, known[i][0], 2) == 0)
            return known[i][1];
    return "";
}

static void settle_facts(EinnsynOrder *order)
{
    fill_gaps(order, order_places, G_N_ELEMENTS(order_places));
    fill_gaps(order, body_places, G_N_ELEMENTS(body_places));
    fill_gaps(order, contact_places, G_N_ELEMENTS(contact_places));
    replace(&order->ordered_on, iso_date(order->ordered_on));
    replace(&order->language, g_strdup(known_language(order->language)));
    if (!address_is_valid(order->email)) {
        add_address(order, order->email); /* somebody may make sense of it */
        replace(&order->email, g_strdup(""));
    }
    if (!order->address)
        order->address = g_strdup("");
}

/* ---- the file ---- */

static void *refuse(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);

static void *refuse(GError **error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *why = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_FAILED,
                _("The order from eInnsyn could not be read: %s. It is kept as it came; read it "
                  "and register each document by hand."),
                why);
    return NULL;
}

/* What follows the XML declaration, and the encoding it names (new text, "UTF-8" where it names
 * none). */
static const char *after_declaration(const char *bytes, const char *end, char **encoding)
{
    *encoding = g_strdup("UTF-8");
    if (end - bytes < 6 || strncmp(bytes, "<?xml", 5) != 0 || !g_ascii_isspace(bytes[5]))
        return bytes;
    const char *close = g_strstr_len(bytes, MIN(end - bytes, 200), "?>");
    if (!close)
        return bytes;
    g_autofree char *declaration = g_strndup(bytes, (gsize)(close - bytes));
    const char *named = strstr(declaration, "encoding");
    named = named ? strpbrk(named, "\"'") : NULL;
    if (named)
        replace(encoding, g_strndup(named + 1, strcspn(named + 1, "\"'")));
    return close + 2;
}

/* The order as UTF-8 without its declaration; NULL with a reason. */
static char *clean_text(const char *bytes, gsize size, gsize *length, GError **error)
{
    static const char *const accepted[] = {"UTF-8",       "US-ASCII",     "ISO-8859-1",
                                           "ISO-8859-15", "WINDOWS-1252", NULL};
    const char *end = bytes + size;
    if (size >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0)
        bytes += 3;
    while (bytes < end && g_ascii_isspace(*bytes))
        bytes++;
    g_autofree char *encoding = NULL;
    const char *text = after_declaration(bytes, end, &encoding);
    g_autofree char *upper = g_ascii_strup(encoding, -1);
    if (!g_strv_contains(accepted, upper)) {
        g_autofree char *shown = safe_text_line(encoding, -1);
        return refuse(error, _("it is written in the character set \"%s\""), shown);
    }
    bool is_utf8 = strcmp(upper, "UTF-8") == 0 || strcmp(upper, "US-ASCII") == 0;
    if (is_utf8 && g_utf8_validate(text, end - text, NULL)) {
        *length = (gsize)(end - text);
        return g_strndup(text, *length);
    }
    /* Says UTF-8 and is not: a mail program on the way wrote it anew. */
    char *converted =
        g_convert(text, end - text, "UTF-8", is_utf8 ? "WINDOWS-1252" : upper, NULL, length, NULL);
    return converted ? converted : refuse(error, _("its characters are broken"));
}

/* "<" never stands in an attribute: between two of them there is one tag at most. */
static bool has_monstrous_tag(const char *text, gsize length)
{
    guint equals = 0;
    for (gsize i = 0; i < length; i++) {
        equals = text[i] == '<' ? 0 : equals + (text[i] == '=');
        if (equals > MOST_ATTRIBUTES)
            return true;
    }
    return false;
}

/* libxml2 calls it before it reads what the document type holds. */
static void on_document_type(void *parser, const xmlChar *name, const xmlChar *external,
                             const xmlChar *system)
{
    (void)name;
    (void)external;
    (void)system;
    xmlParserCtxt *context = parser;
    *(bool *)context->_private = true;
    xmlStopParser(context);
}

static xmlDoc *parse(const char *text, gsize length, GError **error)
{
    bool has_type = false;
    xmlParserCtxt *parser = xmlNewParserCtxt();
    g_assert(parser);
    parser->_private = &has_type;
    parser->sax->internalSubset = on_document_type;
    xmlDoc *document = xmlCtxtReadMemory(parser, text, (int)length, NULL, "UTF-8",
                                         XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    int line = parser->lastError.line;
    if (has_type)
        g_clear_pointer(&document, xmlFreeDoc);
    xmlFreeParserCtxt(parser);
    if (has_type)
        return refuse(error, _("it holds a document type, which an order never does"));
    if (!document)
        return refuse(error, _("it is no sound XML (line %d)"), line);
    return document;
}

/* 0: no order of ours. */
static int version_of(const xmlNode *root)
{
    static const char *const spaces[] = {"http://einnsyn.no/schema/order/v1",
                                         "http://einnsyn.no/schema/order/v2"};
    if (!root->ns)
        return 1;
    for (int i = 0; i < (int)G_N_ELEMENTS(spaces); i++)
        if (strcmp((const char *)root->ns->href, spaces[i]) == 0)
            return i + 1;
    return 0;
}

static EinnsynOrder *read_order(const xmlNode *root, int version)
{
    EinnsynOrder *order = order_new(version);
    read_places(root, order, order_places, G_N_ELEMENTS(order_places));
    read_documents(root, order->documents);
    for (const xmlNode *child = root->children; child; child = child->next) {
        if (is_element(child, "til"))
            read_places(child, order, body_places, G_N_ELEMENTS(body_places));
        else if (is_element(child, "kontaktinfo"))
            read_contact(child, order);
        else if (is_element(child, "dokumenter"))
            read_documents(child, order->documents);
    }
    settle_facts(order);
    return order;
}

static EinnsynOrder *read_root(const xmlNode *root, GError **error)
{
    if (strcmp((const char *)root->name, "bestilling") != 0) {
        g_autofree char *shown = safe_text_line((const char *)root->name, -1);
        return refuse(error, _("it begins with \"%s\", not with \"bestilling\""), shown);
    }
    int version = version_of(root);
    if (version == 0) {
        g_autofree char *shown = safe_text_line((const char *)root->ns->href, -1);
        return refuse(error, _("\"%s\" is none of its known versions"), shown);
    }
    g_autoptr(EinnsynOrder) order = read_order(root, version);
    if (order->documents->len == 0)
        return refuse(error, _("it names no document"));
    if (order->documents->len > MOST_DOCUMENTS)
        return refuse(error, _("it names more than %d documents"), (int)MOST_DOCUMENTS);
    return g_steal_pointer(&order);
}

EinnsynOrder *einnsyn_order_read(const char *bytes, gsize size, GError **error)
{
    if (size == 0)
        return refuse(error, _("it is empty"));
    if (size > MOST_BYTES)
        return refuse(error, _("it is larger than 1 MB"));
    gsize length = 0;
    g_autofree char *text = clean_text(bytes, size, &length, error);
    if (!text)
        return NULL;
    if (has_monstrous_tag(text, length))
        return refuse(error, _("one of its elements has more than %d attributes"),
                      (int)MOST_ATTRIBUTES);
    xmlDoc *document = parse(text, length, error);
    if (!document)
        return NULL;
    EinnsynOrder *order = read_root(xmlDocGetRootElement(document), error);
    xmlFreeDoc(document);
    return order;
}

/* An order from eInnsyn as people read it: subject and text of one document's access case, in
 * bokmål, nynorsk or English, whatever the language of the screen; and whether an attachment looks
 * like an order at all. Knows no XML parser. */
#include <string.h>

#include "skranke/domain/day.h"

#include "skranke/services/einnsyn_order.h"

/* How far into a file its first element may begin. */
#define FIRST_BYTES 4096

/* ---- is it one? ---- */

/* Behind the end mark, or NULL. */
static const char *behind(const char *at, const char *mark)
{
    const char *found = strstr(at, mark);
    return found ? found + strlen(mark) : NULL;
}

/* The first element's "<", past byte order mark, declaration and comments; NULL: none near, or a
 * document type, which no order has. */
static const char *first_element(const char *at)
{
    if (g_str_has_prefix(at, "\xEF\xBB\xBF"))
        at += 3;
    while (at) {
        at += strspn(at, " \t\r\n");
        if (g_str_has_prefix(at, "<?"))
            at = behind(at, "?>");
        else if (g_str_has_prefix(at, "<!--"))
            at = behind(at + 4, "-->");
        else
            return *at == '<' && at[1] != '!' ? at : NULL;
    }
    return NULL;
}

bool einnsyn_order_looks_like(const char *name, const char *bytes, gsize size)
{
    g_autofree char *start = g_strndup(bytes ? bytes : "", bytes ? MIN(size, FIRST_BYTES) : 0);
    const char *element = first_element(start);
    if (!element)
        return false;
    const char *tag = element + 1;
    const char *colon = tag + strcspn(tag, ": \t\r\n/>");
    tag = *colon == ':' ? colon + 1 : tag;
    gsize length = strcspn(tag, " \t\r\n/>");
    if (length != strlen("bestilling") || strncmp(tag, "bestilling", length) != 0)
        return false;
    /* The word alone is any shop's order. */
    g_autofree char *lower = g_ascii_strdown(name ? name : "", -1);
    return strstr(element, "einnsyn.no/schema/order/") || !*lower ||
           g_str_has_suffix(lower, ".xml");
}

/* ---- in words ---- */

typedef enum {
    LABEL_SUBJECT,
    LABEL_DOCUMENT,
    LABEL_WITHOUT_NUMBER,
    LABEL_TITLE,
    LABEL_CASE,
    LABEL_DOCUMENT_NUMBER,
    LABEL_JOURNAL,
    LABEL_HANDLER,
    LABEL_UNIT,
    LABEL_ORDERED,
    LABEL_BODY,
    LABEL_DELIVERY,
    LABEL_NAME,
    LABEL_ORGANISATION,
    LABEL_EMAIL,
    LABEL_ADDRESS,
    LABEL_ANONYMOUS,
    LABEL_UNREACHABLE,
    LABEL_ORDER_ID,
    LABEL_DOCUMENT_ID,
    LABEL_SYSTEM_ID,
    LABEL_COUNT
} Label;

enum { BOKMAL, NYNORSK, ENGLISH, LANGUAGES };

static const char *const labels[LABEL_COUNT][LANGUAGES] = {
    [LABEL_SUBJECT] = {"Innsynskrav: sak %s", "Innsynskrav: sak %s", "Access request: case %s"},
    [LABEL_DOCUMENT] = {"dokument %s", "dokument %s", "document %s"},
    [LABEL_WITHOUT_NUMBER] = {"uten saksnummer", "utan saksnummer", "without a number"},
    [LABEL_TITLE] = {"Innsynskrav fra eInnsyn", "Innsynskrav frå eInnsyn",
                     "Access request from eInnsyn"},
    [LABEL_CASE] = {"Sak", "Sak", "Case"},
    [LABEL_DOCUMENT_NUMBER] = {"Dokument", "Dokument", "Document"},
    [LABEL_JOURNAL] = {"Journalnummer", "Journalnummer", "Journal number"},
    [LABEL_HANDLER] = {"Saksbehandler", "Saksbehandlar", "Case handler"},
    [LABEL_UNIT] = {"Enhet", "Eining", "Unit"},
    [LABEL_ORDERED] = {"Bestilt", "Bestilt", "Ordered"},
    [LABEL_BODY] = {"Stilet til", "Stila til", "Addressed to"},
    [LABEL_DELIVERY] = {"Svar ønskes med", "Svar ønskt med", "Answer wished by"},
    [LABEL_NAME] = {"Navn", "Namn", "Name"},
    [LABEL_ORGANISATION] = {"Organisasjon", "Organisasjon", "Organisation"},
    [LABEL_EMAIL] = {"E-post", "E-post", "E-mail"},
    [LABEL_ADDRESS] = {"Adresse", "Adresse", "Address"},
    [LABEL_ANONYMOUS] = {"Den som krever innsyn, har ikke oppgitt navn. Det trengs heller ikke.",
                         "Den som krev innsyn, har ikkje oppgitt namn. Det trengst heller ikkje.",
                         "The requester has given no name, and none may be demanded."},
    [LABEL_UNREACHABLE] = {"Bestillingen har ingen brukbar e-postadresse å svare til.",
                           "Bestillinga har inga brukbar e-postadresse å svare til.",
                           "The order has no usable e-mail address to answer to."},
    [LABEL_ORDER_ID] = {"Bestillingens id", "Id for bestillinga", "Order id"},
    [LABEL_DOCUMENT_ID] = {"Kravets id", "Id for kravet", "Request id"},
    [LABEL_SYSTEM_ID] = {"System-id", "System-id", "System id"},
};

static const char *label(Label which, const char *language)
{
    int column = g_strcmp0(language, "nn") == 0   ? NYNORSK
                 : g_strcmp0(language, "en") == 0 ? ENGLISH
                                                  : BOKMAL;
    return labels[which][column];
}

char *einnsyn_order_subject(const OrderedDocument *document, const char *language)
{
    const char *number =
        *document->case_number ? document->case_number : label(LABEL_WITHOUT_NUMBER, language);
    g_autofree char *subject = g_strdup_printf(label(LABEL_SUBJECT, language), number);
    if (!*document->document_number)
        return g_steal_pointer(&subject);
    g_autofree char *which =
        g_strdup_printf(label(LABEL_DOCUMENT, language), document->document_number);
    return g_strconcat(subject, ", ", which, NULL);
}

static void add(GString *text, Label which, const char *language, const char *fact)
{
    if (*fact)
        g_string_append_printf(text, "%s: %s\n", label(which, language), fact);
}

/* "2026/412 – Tittel" */
static void add_titled(GString *text, Label which, const char *language, const char *number,
                       const char *title)
{
    g_autofree char *fact = g_strconcat(number, *number && *title ? " – " : "", title, NULL);
    add(text, which, language, fact);
}

/* "14.03.2026" as Norwegians write it; English readers get the ISO date, which has one reading. */
static void add_date(GString *text, const char *language, const char *iso)
{
    Day day;
    if (g_strcmp0(language, "en") == 0 || !day_parse(iso, &day)) {
        add(text, LABEL_ORDERED, language, iso);
        return;
    }
    DayDate date = day_date(day);
    g_autofree char *shown = g_strdup_printf("%02d.%02d.%d", date.day, date.month, date.year);
    add(text, LABEL_ORDERED, language, shown);
}

static void add_requester(GString *text, const EinnsynOrder *order, const char *language)
{
    add(text, LABEL_NAME, language, order->name);
    add(text, LABEL_ORGANISATION, language, order->organisation);
    add(text, LABEL_EMAIL, language, order->email);
    add(text, LABEL_ADDRESS, language, order->address);
    add(text, LABEL_DELIVERY, language, order->delivery);
    if (!*order->name && !*order->organisation)
        g_string_append_printf(text, "%s\n", label(LABEL_ANONYMOUS, language));
    if (!*order->email)
        g_string_append_printf(text, "%s\n", label(LABEL_UNREACHABLE, language));
}

char *einnsyn_order_text(const EinnsynOrder *order, const OrderedDocument *document,
                         const char *language)
{
    GString *text = g_string_new(label(LABEL_TITLE, language));
    g_string_append(text, "\n\n");
    add_titled(text, LABEL_CASE, language, document->case_number, document->case_title);
    add_titled(text, LABEL_DOCUMENT_NUMBER, language, document->document_number,
               document->document_title);
    add(text, LABEL_JOURNAL, language, document->journal_number);
    add(text, LABEL_HANDLER, language, document->case_handler);
    add(text, LABEL_UNIT, language, document->unit);
    g_string_append_c(text, '\n');
    add_requester(text, order, language);
    g_string_append_c(text, '\n');
    add_date(text, language, order->ordered_on);
    add_titled(text, LABEL_BODY, language, order->body_name, order->body_number);
    add(text, LABEL_ORDER_ID, language, order->id);
    add(text, LABEL_DOCUMENT_ID, language, document->id);
    add(text, LABEL_SYSTEM_ID, language, document->system_id);
    return g_string_free(text, FALSE);
}

/*
 * An order from eInnsyn in words, in three languages, and what looks like one before it is read.
 */
#include <string.h>

#include "skranke/services/einnsyn_order.h"

#include "cleanup.h"
#include "testing.h"

#define DATA SKRANKE_SOURCE "/tests/services/data/"

#define V2 "xmlns:ein='http://einnsyn.no/schema/order/v2'"

static EinnsynOrder *read_path(const char *path)
{
    g_autofree char *text = file_read(path);
    assert_non_null(text);
    assert_true(einnsyn_order_looks_like("order.xml", text, strlen(text)));
    g_autoptr(GError) error = NULL;
    EinnsynOrder *order = einnsyn_order_read(text, strlen(text), &error);
    if (!order)
        fail_msg("%s", error->message);
    return order;
}

static const OrderedDocument *document_at(const EinnsynOrder *order, guint index)
{
    assert_true(index < order->documents->len);
    return order->documents->pdata[index];
}

static void test_subjects(void **state)
{
    (void)state;
    OrderedDocument document = {.case_number = (char *)"2026/412", .document_number = (char *)"1"};
    static const char *const wanted[][2] = {
        {"nb", "Innsynskrav: sak 2026/412, dokument 1"},
        {"nn", "Innsynskrav: sak 2026/412, dokument 1"},
        {"en", "Access request: case 2026/412, document 1"},
        {"", "Innsynskrav: sak 2026/412, dokument 1"},
        {NULL, "Innsynskrav: sak 2026/412, dokument 1"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(wanted); i++) {
        g_autofree char *subject = einnsyn_order_subject(&document, wanted[i][0]);
        assert_string_equal(subject, wanted[i][1]);
    }
    document.case_number = document.document_number = (char *)"";
    g_autofree char *bare = einnsyn_order_subject(&document, "nn");
    assert_string_equal(bare, "Innsynskrav: sak utan saksnummer");
    document.case_number = (char *)"%s%n";
    g_autofree char *evil = einnsyn_order_subject(&document, "en");
    assert_string_equal(evil, "Access request: case %s%n");
}

static void test_text(void **state)
{
    (void)state;
    g_autoptr(EinnsynOrder) order = read_path(DATA "order-v2.xml");
    g_autofree char *text = einnsyn_order_text(order, document_at(order, 0), order->language);
    assert_string_equal(text,
                        "Innsynskrav frå eInnsyn\n\n"
                        "Sak: 2026/412\n"
                        "Dokument: 1\n"
                        "Journalnummer: 2101/26\n"
                        "Eining: 611\n\n"
                        "E-post: ola.noreg@example.org\n"
                        "Svar ønskt med: e-post\n"
                        "Den som krev innsyn, har ikkje oppgitt namn. Det trengst heller ikkje.\n\n"
                        "Bestilt: 24.03.2027\n"
                        "Stila til: Det fiktive statistikkbyrået – 999999999\n"
                        "Id for bestillinga: ikb_01jx0000000000000000000042\n"
                        "Id for kravet: ik_01jx0000000000000000000001\n"
                        "System-id: jp-2101\n");
    g_autoptr(EinnsynOrder) named = read_path(DATA "order-v1.xml");
    g_autofree char *english = einnsyn_order_text(named, document_at(named, 0), "en");
    assert_non_null(strstr(english, "Name: Kåre Ødegård\nOrganisation: Lokalavisa\n"));
    assert_non_null(strstr(english, "Case handler: Bjørg Fiktiv\n"));
    assert_non_null(strstr(english, "Ordered: 2027-05-07\n"));
    assert_null(strstr(english, "given no name"));
}

static void test_looks_like(void **state)
{
    (void)state;
    static const struct {
        const char *name, *text;
        bool looks;
    } cases[] = {
        {"order.xml", "<bestilling>", true},
        {"ORDER.XML", "<?xml version='1.0'?>\n<!-- a --> <bestilling >", true},
        {"", "<bestilling/>", true},
        {NULL, "<bestilling/>", true},
        {"bestilling.txt", "<bestilling>", false}, /* any shop's */
        {"order.bin", "<ein:bestilling " V2 ">", true},
        {"order.xml", "<bestillinger>", false},
        {"order.xml", "<bestilling", true},
        {"order.xml", "bestilling", false},
        {"order.xml", "<!DOCTYPE bestilling><bestilling>", false},
        {"order.xml", "<?xml <bestilling>", false},
        {"order.xml", "<html>bestilling</html>", false},
        {"order.xml", "", false},
        {"order.xml", "<", false},
        {"order.xml", "<a:", false},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        gsize size = strlen(cases[i].text);
        g_autofree char *exact = g_memdup2(cases[i].text, size);
        if (einnsyn_order_looks_like(cases[i].name, exact, size) != cases[i].looks)
            fail_msg("%s", cases[i].text);
    }
    assert_false(einnsyn_order_looks_like("order.xml", NULL, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_subjects),
        cmocka_unit_test(test_text),
        cmocka_unit_test(test_looks_like),
    };
    return cmocka_run_group_tests_name("einnsyn_order_text", tests, NULL, NULL);
}

/*
 * Orders from the eInnsyn portal: both versions, what is missing or strange in them. Hostile files
 * fail with a sentence, at once and without anything loaded.
 */
#include <string.h>

#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/services/einnsyn_order.h"

#include "cleanup.h"
#include "testing.h"

#define DATA SKRANKE_SOURCE "/tests/services/data/"
#define SAMPLE SKRANKE_SOURCE "/../shared/domain/einnsyn/innsynskrav-order-v2-sample.xml"

#define CASE "<saksnr>2026/1</saksnr><dokumentnr>1</dokumentnr>"
#define ONE "<dokumenter><dokument>" CASE "</dokument></dokumenter>"

static EinnsynOrder *read_text(const char *text)
{
    g_autoptr(GError) error = NULL;
    EinnsynOrder *order = einnsyn_order_read(text, strlen(text), &error);
    if (!order)
        fail_msg("%s\n%s", error->message, text);
    return order;
}

static EinnsynOrder *read_path(const char *path)
{
    g_autofree char *text = file_read(path);
    assert_non_null(text);
    assert_true(einnsyn_order_looks_like("order.xml", text, strlen(text)));
    return read_text(text);
}

static void expect_refused_bytes(const char *bytes, gsize size, const char *words)
{
    g_autoptr(GError) error = NULL;
    EinnsynOrder *order = einnsyn_order_read(bytes, size, &error);
    if (order)
        fail_msg("was read: %.60s", bytes);
    assert_true(g_error_matches(error, SKRANKE_ERROR, SKRANKE_ERROR_FAILED));
    if (!strstr(error->message, words) || !strstr(error->message, "register each document by hand"))
        fail_msg("no \"%s\" in \"%s\"", words, error->message);
}

static void expect_refused(const char *text, const char *words)
{
    expect_refused_bytes(text, strlen(text), words);
}

static const OrderedDocument *document_at(const EinnsynOrder *order, guint index)
{
    assert_true(index < order->documents->len);
    return order->documents->pdata[index];
}

/* ---- both versions ---- */

static void test_version_two(void **state)
{
    (void)state;
    g_autoptr(EinnsynOrder) order = read_path(DATA "order-v2.xml");
    assert_int_equal(order->version, 2);
    assert_string_equal(order->id, "ikb_01jx0000000000000000000042");
    assert_string_equal(order->ordered_on, "2027-03-24");
    assert_string_equal(order->body_name, "Det fiktive statistikkbyrået");
    assert_string_equal(order->body_number, "999999999");
    assert_string_equal(order->body_email, "innsyn@byraa.example");
    assert_string_equal(order->delivery, "e-post");
    assert_string_equal(order->email, "ola.noreg@example.org");
    assert_string_equal(order->language, "nn");
    assert_string_equal(order->name, "");
    assert_int_equal(order->documents->len, 2); /* the third is the first again */
    const OrderedDocument *first = document_at(order, 0), *second = document_at(order, 1);
    assert_string_equal(first->id, "ik_01jx0000000000000000000001"); /* not its fagsysteminfo's */
    assert_string_equal(first->system_id, "jp-2101");
    assert_string_equal(first->case_number, "2026/412");
    assert_string_equal(first->document_number, "1");
    assert_string_equal(first->journal_number, "2101/26");
    assert_string_equal(first->case_handler, "");
    assert_string_equal(first->unit, "611");
    assert_string_equal(second->case_handler, "Bjørg & Åse");
    assert_string_equal(second->system_id, "");
    assert_string_equal(second->unit, "");
}

/* ISO-8859-1, without a namespace, Norwegian date, the body's address in another place. */
static void test_version_one(void **state)
{
    (void)state;
    g_autoptr(EinnsynOrder) order = read_path(DATA "order-v1.xml");
    assert_int_equal(order->version, 1);
    assert_string_equal(order->ordered_on, "2027-05-07");
    assert_string_equal(order->body_name, "Det fiktive statistikkbyrået");
    assert_string_equal(order->body_email, "innsyn@byraa.example");
    assert_string_equal(order->delivery, "e-post");
    assert_string_equal(order->name, "Kåre Ødegård");
    assert_string_equal(order->organisation, "Lokalavisa");
    assert_string_equal(order->email, "kare@example.org");
    assert_string_equal(order->address, "Storgata 1, 0001, Ås");
    assert_string_equal(order->language, "");
    assert_int_equal(order->documents->len, 1);
    assert_string_equal(document_at(order, 0)->case_number, "2027/98");
    assert_string_equal(document_at(order, 0)->case_handler, "Bjørg Fiktiv");
    g_autoptr(EinnsynOrder) spaced =
        read_text("<bestilling xmlns='http://einnsyn.no/schema/order/v1'>" ONE "</bestilling>");
    assert_int_equal(spaced->version, 1);
}

static void test_the_known_sample(void **state)
{
    (void)state;
    if (!g_file_test(SAMPLE, G_FILE_TEST_EXISTS)) {
        print_message("no " SAMPLE ": skipped\n");
        skip();
    }
    g_autoptr(EinnsynOrder) order = read_path(SAMPLE);
    assert_string_equal(order->ordered_on, "2026-03-14");
    assert_string_equal(order->email, "kari@example.org");
    assert_string_equal(order->language, "nb");
    assert_int_equal(order->documents->len, 1);
    assert_string_equal(document_at(order, 0)->case_handler, "");
}

/* ---- what is missing or strange ---- */

static void test_missing_parts(void **state)
{
    (void)state;
    g_autoptr(EinnsynOrder) order = read_text("\xEF\xBB\xBF \r\n<bestilling>" ONE "</bestilling>");
    const char *const facts[] = {order->id,         order->ordered_on, order->body_name,
                                 order->body_email, order->delivery,   order->name,
                                 order->email,      order->address,    order->language};
    for (gsize i = 0; i < G_N_ELEMENTS(facts); i++)
        assert_string_equal(facts[i], "");
    const OrderedDocument *document = document_at(order, 0);
    assert_string_equal(document->journal_number, "");
    g_autofree char *text = einnsyn_order_text(order, document, "");
    assert_non_null(strstr(text, "Sak: 2026/1\n"));
    assert_non_null(strstr(text, "har ikke oppgitt navn"));
    assert_non_null(strstr(text, "ingen brukbar e-postadresse"));
    assert_null(strstr(text, "Journalnummer"));
    assert_null(strstr(text, "Bestilt:"));
}

static void test_anonymous(void **state)
{
    (void)state;
    g_autoptr(EinnsynOrder) order =
        read_text("<x:bestilling xmlns:x='http://einnsyn.no/schema/order/v2'><kontaktinfo>"
                  "<navn/><organisasjon> </organisasjon><e-post> x@example.org </e-post>"
                  "</kontaktinfo>" ONE "</x:bestilling>");
    assert_string_equal(order->name, "");
    assert_string_equal(order->organisation, "");
    assert_string_equal(order->email, "x@example.org");
    g_autofree char *text = einnsyn_order_text(order, document_at(order, 0), "en");
    assert_non_null(strstr(text, "E-mail: x@example.org\n"));
    assert_non_null(strstr(text, "no name, and none may be demanded"));
}

/* Elements nobody knows, of other namespaces, in another order; what is in the order's own
 * namespace counts like what is in none. */
static void test_strange_elements(void **state)
{
    (void)state;
    g_autoptr(EinnsynOrder) order = read_text(
        "<?xml version='1.0'?><!-- a comment --><o:bestilling "
        "xmlns:o='http://einnsyn.no/schema/order/v2' xmlns:z='urn:z'>"
        "<ny><id>no</id></ny><z:id>no</z:id><o:id a='1'>yes</o:id><id>later</id>"
        "<dokumenter><z:dokument>" CASE "</z:dokument><o:dokument><o:saksnr>2026/\n\t 7</o:saksnr>"
        "<dokumentnr><![CDATA[<2>]]></dokumentnr><tittel>Brev &#x2013; svar</tittel>"
        "</o:dokument></dokumenter>"
        "<kontaktinfo><epost>kari (at) example.org</epost><sprak>EN-gb</sprak></kontaktinfo>"
        "</o:bestilling>");
    assert_string_equal(order->id, "yes");
    assert_int_equal(order->documents->len, 1);
    assert_string_equal(document_at(order, 0)->case_number, "2026/ 7");
    assert_string_equal(document_at(order, 0)->document_number, "<2>");
    assert_string_equal(document_at(order, 0)->document_title, "Brev – svar");
    assert_string_equal(order->language, "en");
    assert_string_equal(order->email, "");
    assert_string_equal(order->address, "kari (at) example.org");
}

static void test_dates_and_languages(void **state)
{
    (void)state;
    static const struct {
        const char *written, *date, *language, *code;
    } cases[] = {
        {"2027-05-17", "2027-05-17", "nb_NO", "nb"},
        {"17.05.2027", "2027-05-17", "nn-NO", "nn"},
        {"7.5.2027", "2027-05-07", "no", "nb"},
        {"2027-05-17T12:30:00+02:00", "2027-05-17", "en", "en"},
        {"29.02.2027", "", "se", ""},
        {"2028-02-29", "2028-02-29", "norsk", ""},
        {"17.05.27", "", "nb2", ""},
        {"31.04.2027", "", "", ""},
        {"-1.-1.2027", "", "n", ""},
        {"i dag", "", "EN", "en"},
        {"99999999999-01-01", "", "_", ""},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = g_strdup_printf(
            "<e:bestilling xmlns:e='http://einnsyn.no/schema/order/v2'><bestillingsdato>%s"
            "</bestillingsdato><kontaktinfo><språk>%s</språk></kontaktinfo>" ONE "</e:bestilling>",
            cases[i].written, cases[i].language);
        g_autoptr(EinnsynOrder) order = read_text(text);
        assert_string_equal(order->ordered_on, cases[i].date);
        assert_string_equal(order->language, cases[i].code);
    }
}

static void test_encodings(void **state)
{
    (void)state;
    static const char *const declared[] = {"ISO-8859-1", "iso-8859-15", "windows-1252", "UTF-8"};
    for (gsize i = 0; i < G_N_ELEMENTS(declared); i++) {
        /* The last says UTF-8 and is not: somebody on the way wrote the bytes anew. */
        g_autofree char *text = g_strdup_printf(
            "<?xml version=\"1.0\" encoding=\"%s\"?>\n<bestilling><kontaktinfo><navn>K\xE5re"
            "</navn><forsendelsesm\xE5te>brev</forsendelsesm\xE5te></kontaktinfo>" ONE
            "</bestilling>",
            declared[i]);
        g_autoptr(EinnsynOrder) order = read_text(text);
        assert_string_equal(order->name, "Kåre");
        assert_string_equal(order->delivery, "brev");
    }
    expect_refused("<?xml version='1.0' encoding='UTF-7'?><bestilling/>", "\"UTF-7\"");
    expect_refused("<?xml version='1.0' encoding='ebcdic\x1b[2J'?><bestilling/>", "character set");
}

/* Bounded, one line, and not a byte of an escape in it. */
static void test_long_and_dirty_facts(void **state)
{
    (void)state;
    g_autofree char *long_text = g_strnfill(40000, 'x');
    g_autofree char *text = g_strdup_printf(
        "<bestilling><kontaktinfo><navn>Kari\r\n\xC2\x9B Bcc: &#9;x</navn></kontaktinfo>"
        "<dokumenter><dokument>" CASE "<sakstittel>%s</sakstittel></dokument></dokumenter>"
        "</bestilling>",
        long_text);
    g_autoptr(EinnsynOrder) order = read_text(text);
    assert_string_equal(order->name, "Kari Bcc: x");
    assert_int_equal(strlen(document_at(order, 0)->case_title), 500);
    expect_refused("<bestilling><id>\x1b[2J</id>" ONE "</bestilling>", "no sound XML");
}

/* ---- documents ---- */

static void add_document(GString *text, const char *case_number, const char *number,
                         const char *journal, const char *id)
{
    g_string_append_printf(text,
                           "<dokument><saksnr>%s</saksnr><dokumentnr>%s</dokumentnr>"
                           "<journalnr>%s</journalnr><id>%s</id></dokument>",
                           case_number, number, journal, id);
}

static EinnsynOrder *read_documents(const GString *documents)
{
    g_autofree char *text =
        g_strdup_printf("<bestilling><dokumenter>%s</dokumenter></bestilling>", documents->str);
    return read_text(text);
}

static void test_the_same_document_is_one(void **state)
{
    (void)state;
    g_autoptr(GString) documents = g_string_new("<dokument/><dokument><x/></dokument>");
    add_document(documents, "2026/1", "1", "5/26", "a");
    add_document(documents, "2026/1", "1", "5/26", "b"); /* again */
    add_document(documents, "2026/1", "1", "", "c");     /* again, told less */
    add_document(documents, "2026/1", "1", "6/26", "d"); /* another journal entry */
    add_document(documents, "2026/1", "2", "7/26", "a"); /* an id used twice tells nothing */
    add_document(documents, "2026/2", "1", "8/26", "e");
    add_document(documents, "", "", "", "f");
    add_document(documents, "", "", "", "f"); /* again */
    add_document(documents, "", "", "9/26", "");
    add_document(documents, "", "", "9/26", ""); /* nothing says that it is the same */
    g_autoptr(EinnsynOrder) order = read_documents(documents);
    static const char *const wanted[] = {"a", "d", "a", "e", "f", "", ""};
    assert_int_equal(order->documents->len, G_N_ELEMENTS(wanted));
    for (guint i = 0; i < G_N_ELEMENTS(wanted); i++)
        assert_string_equal(document_at(order, i)->id, wanted[i]);
}

static void test_many_documents(void **state)
{
    (void)state;
    g_autoptr(GString) documents = g_string_new(NULL);
    for (int i = 1; i <= 500; i++) {
        g_autofree char *number = g_strdup_printf("%d", i);
        add_document(documents, "2026/412", number, number, "");
        add_document(documents, "2026/412", number, number, ""); /* each twice */
    }
    g_autoptr(EinnsynOrder) order = read_documents(documents);
    assert_int_equal(order->documents->len, 500);
    assert_string_equal(document_at(order, 499)->document_number, "500");
    add_document(documents, "2026/412", "501", "501", "");
    g_autofree char *text =
        g_strdup_printf("<bestilling><dokumenter>%s</dokumenter></bestilling>", documents->str);
    expect_refused(text, "more than 500 documents");
}

/* ---- broken and hostile ---- */

static void test_broken(void **state)
{
    (void)state;
    static const struct {
        const char *text, *words;
    } cases[] = {
        {"", "it is empty"},
        {"   \n ", "no sound XML"},
        {"Hei! Jeg vil ha innsyn.", "no sound XML"},
        {"<bestilling>", "no sound XML"},
        {"<bestilling><id></bestilling>", "line 1"},
        {"<bestilling><id>&ukjent;</id>" ONE "</bestilling>", "no sound XML"},
        {"<bestilling/>", "names no document"},
        {"<bestilling><dokumenter/></bestilling>", "names no document"},
        {"<ordre>" ONE "</ordre>", "begins with \"ordre\""},
        {"<html><body><p>bestilling</p></body></html>", "begins with \"html\""},
        {"<bestilling xmlns='http://einnsyn.no/schema/order/v9'>" ONE "</bestilling>",
         "\"http://einnsyn.no/schema/order/v9\""},
        {"<?xml version='1.0' encoding='UTF-8'", "no sound XML"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
        expect_refused(cases[i].text, cases[i].words);
    g_autofree char *large = g_strnfill(1024 * 1024 + 1, ' ');
    expect_refused(large, "larger than 1 MB");
    static const char zeros[] = "<bestilling>\0" ONE "</bestilling>";
    expect_refused_bytes(zeros, sizeof zeros - 1, "no sound XML");
}

static char *nested(int depth)
{
    GString *text = g_string_new("<bestilling>");
    for (int i = 0; i < depth; i++)
        g_string_append(text, "<a>");
    for (int i = 0; i < depth; i++)
        g_string_append(text, "</a>");
    return g_string_free(g_string_append(text, ONE "</bestilling>"), FALSE);
}

static void test_hostile(void **state)
{
    (void)state;
    gint64 until = deadline_after(5);
    expect_refused("<?xml version='1.0'?><!DOCTYPE bestilling [<!ENTITY a 'ha'><!ENTITY b "
                   "'&a;&a;&a;&a;&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;'>"
                   "<!ENTITY d '&c;&c;&c;&c;&c;&c;&c;&c;'>]><bestilling><id>&d;</id>" ONE
                   "</bestilling>",
                   "document type");
    expect_refused("<!DOCTYPE bestilling [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"
                   "<bestilling><id>&x;</id>" ONE "</bestilling>",
                   "document type");
    expect_refused("<!DOCTYPE bestilling SYSTEM 'http://127.0.0.1:1/order.dtd'><bestilling>" ONE
                   "</bestilling>",
                   "document type");
    g_autofree char *deep = nested(5000), *shallow = nested(100);
    expect_refused(deep, "no sound XML");
    g_autoptr(EinnsynOrder) fine = read_text(shallow);
    assert_int_equal(fine->documents->len, 1);
    GString *wide = g_string_new("<bestilling");
    for (int i = 0; i < 100000; i++)
        g_string_append_printf(wide, " a%d=''", i);
    g_string_append(wide, ">" ONE "</bestilling>");
    g_string_truncate(wide, MIN(wide->len, 1024 * 1024));
    expect_refused(wide->str, "attributes");
    g_string_free(wide, TRUE);
    assert_true(g_get_monotonic_time() < until);
}

/* An inclusion is a strange element like others: nothing is loaded. */
static void test_nothing_is_included(void **state)
{
    (void)state;
    g_autoptr(EinnsynOrder) order =
        read_text("<bestilling xmlns:xi='http://www.w3.org/2001/XInclude'>"
                  "<id><xi:include href='/etc/passwd' parse='text'/></id>" ONE "</bestilling>");
    assert_string_equal(order->id, "");
}

/* Every beginning of a good file fails with a sentence; the whole, and what lacks only white space
 * at its end, reads. */
static void test_every_beginning(void **state)
{
    (void)state;
    static const char *const paths[] = {DATA "order-v1.xml", DATA "order-v2.xml"};
    for (gsize i = 0; i < G_N_ELEMENTS(paths); i++) {
        g_autofree char *text = file_read(paths[i]);
        gsize whole = strlen(g_strchomp(text));
        for (gsize size = 0; size < whole; size++) {
            g_autofree char *exact = g_memdup2(text, size); /* a byte too far is seen */
            expect_refused_bytes(exact, size, "The order from eInnsyn could not be read");
            einnsyn_order_looks_like("order.xml", exact, size);
        }
        g_autoptr(EinnsynOrder) order = read_text(text);
        assert_true(order->documents->len > 0);
    }
}

/* Each byte in turn is another one: it reads or fails, and what is read is whole. */
static void test_every_byte(void **state)
{
    (void)state;
    static const char bytes[] = {'\0', '<', '>', '&', '"', '\xE5', '\xFF', ':'};
    g_autofree char *text = file_read(DATA "order-v2.xml");
    gsize size = strlen(text);
    guint read = 0, refused = 0;
    for (gsize at = 0; at < size; at++)
        for (gsize i = 0; i < sizeof bytes; i++) {
            char kept = text[at];
            text[at] = bytes[i];
            g_autoptr(GError) error = NULL;
            g_autoptr(EinnsynOrder) order = einnsyn_order_read(text, size, &error);
            assert_true((order == NULL) == (error != NULL));
            for (guint d = 0; order && d < order->documents->len; d++) {
                g_autofree char *shown = einnsyn_order_text(order, document_at(order, d), "nn");
                assert_true(g_utf8_validate(shown, -1, NULL));
            }
            *(order ? &read : &refused) += 1;
            text[at] = kept;
        }
    assert_true(read > 100 && refused > 100);
}

static int start(void **state)
{
    (void)state;
    language_start("en");
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_version_two),
        cmocka_unit_test(test_version_one),
        cmocka_unit_test(test_the_known_sample),
        cmocka_unit_test(test_missing_parts),
        cmocka_unit_test(test_anonymous),
        cmocka_unit_test(test_strange_elements),
        cmocka_unit_test(test_dates_and_languages),
        cmocka_unit_test(test_encodings),
        cmocka_unit_test(test_long_and_dirty_facts),
        cmocka_unit_test(test_the_same_document_is_one),
        cmocka_unit_test(test_many_documents),
        cmocka_unit_test(test_broken),
        cmocka_unit_test(test_hostile),
        cmocka_unit_test(test_nothing_is_included),
        cmocka_unit_test(test_every_beginning),
        cmocka_unit_test(test_every_byte),
    };
    return cmocka_run_group_tests_name("einnsyn_order", tests, start, NULL);
}

/* Blocks of text as a telephone system sends them: pieces, odd values, and what is no block. */
#include <string.h>

#include "../../src/services/pbx_blocks.h"
#include "testing.h"

/* The block that this text alone is; the pieces are so many bytes long. */
static PbxBlock *block_of(const char *text, gsize piece)
{
    g_autoptr(PbxReader) reader = pbx_reader_new();
    for (gsize at = 0; at < strlen(text); at += piece)
        pbx_reader_feed(reader, text + at, MIN(piece, strlen(text) - at));
    return pbx_reader_next(reader);
}

static void test_a_block_is_the_same_in_any_pieces(void **state)
{
    (void)state;
    static const char text[] = "Event: QueueCallerJoin\r\nChannel: PJSIP/trunk-00000001\r\n"
                               "CallerIDName: \xc3\x85se Bj\xc3\xb8rn-\xc3\x98"
                               "deg\xc3\xa5rd\r\n"
                               "AppData: a: b: c\r\n\r\n";
    for (gsize piece = 1; piece <= strlen(text); piece++) {
        g_autoptr(PbxBlock) block = block_of(text, piece);
        assert_non_null(block);
        assert_int_equal(pbx_block_lines(block), 4);
        assert_string_equal(pbx_block_get(block, "event"), "QueueCallerJoin");
        assert_string_equal(pbx_block_get(block, "CallerIDName"), "Åse Bjørn-Ødegård");
        assert_string_equal(pbx_block_get(block, "AppData"), "a: b: c");
    }
}

static void test_values(void **state)
{
    (void)state;
    static const struct {
        const char *line, *key, *value;
    } rows[] = {
        {"Key: value", "Key", "value"},
        {"Key: value", "KEY", "value"},
        {"Key: value", "Other", ""},
        {"Key: ", "Key", ""},
        {"Key:", "Key", ""},
        {"Key:value", "Key", "value"},
        {"CallerIDNum: <unknown>", "CallerIDNum", ""},
        {"CallerIDNum: unknown", "CallerIDNum", ""},
        {"CallerIDName: Unknown Soldier", "CallerIDName", "Unknown Soldier"},
        {"Linkedid: 1\nLinkedid: 2", "Linkedid", "1"},
        {"Key: a\x1b[31mb", "Key", "a\xe2\x90\x9b[31mb"},
        {"Key: a\xff", "Key", "a\xef\xbf\xbd"},
        {"no colon\nKey: b", "Key", "b"},
        {": nothing\nKey: b", "Key", "b"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = g_strconcat(rows[i].line, "\n\n", NULL);
        g_autoptr(PbxBlock) block = block_of(text, 3);
        assert_non_null(block);
        assert_string_equal(pbx_block_get(block, rows[i].key), rows[i].value);
    }
}

static void test_numbers(void **state)
{
    (void)state;
    g_autoptr(PbxBlock) block = block_of("A: 12\nB: -1\nC: x\nD: 99999999999999999999\n\n", 7);
    assert_int_equal(pbx_block_number(block, "A", 5), 12);
    assert_int_equal(pbx_block_number(block, "B", 5), -1);
    assert_int_equal(pbx_block_number(block, "C", 5), 5);
    assert_int_equal(pbx_block_number(block, "D", 5), 5);
    assert_int_equal(pbx_block_number(block, "E", 5), 5);
}

static void test_half_a_block_is_no_block(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        guint blocks;
    } rows[] = {
        {"", 0},
        {"\r\n\r\n", 0},
        {"A: 1\r\n\r\nB: 2", 1},     /* cut in a line */
        {"A: 1\r\n\r\nB: 2\r\n", 2}, /* the last empty line is missing only */
        {"A: 1\r\n\r\n\r\nB: 2\r\n\r\n", 2},
        {"<html>\n\n", 0},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GPtrArray) blocks = pbx_blocks_read(rows[i].text, strlen(rows[i].text));
        assert_int_equal(blocks->len, rows[i].blocks);
    }
}

static void test_sixty_kilobytes_at_once(void **state)
{
    (void)state;
    GString *text = g_string_new(NULL);
    guint sent = 0;
    for (; text->len < 60 * 1024; sent++)
        g_string_append_printf(text, "Event: Hangup\r\nChannel: PJSIP/%08u\r\n\r\n", sent);
    g_autoptr(GPtrArray) blocks = pbx_blocks_read(text->str, text->len);
    assert_int_equal(blocks->len, sent);
    g_autofree char *last = g_strdup_printf("PJSIP/%08u", sent - 1);
    assert_string_equal(pbx_block_get(blocks->pdata[sent - 1], "Channel"), last);
    g_string_free(text, TRUE);
}

static void test_nothing_grows_without_end(void **state)
{
    (void)state;
    g_autoptr(PbxReader) reader = pbx_reader_new();
    g_autofree char *long_text = g_strnfill(100000, 'x');
    pbx_reader_feed(reader, "Key: ", 5);
    pbx_reader_feed(reader, long_text, 100000);
    for (guint i = 0; i < 5000; i++)
        pbx_reader_feed(reader, "\nA: 1", 5);
    pbx_reader_feed(reader, "\n\n", 2);
    g_autoptr(PbxBlock) block = pbx_reader_next(reader);
    assert_int_equal(pbx_block_lines(block), 400);
    assert_in_range(strlen(pbx_block_get(block, "Key")), 1, 1024);
}

static void test_a_nul_is_no_end(void **state)
{
    (void)state;
    g_autoptr(GPtrArray) blocks = pbx_blocks_read("A: 1\0B\r\n\r\n", 10);
    assert_int_equal(blocks->len, 1);
    assert_string_equal(pbx_block_get(blocks->pdata[0], "A"), "1 B");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_block_is_the_same_in_any_pieces),
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_half_a_block_is_no_block),
        cmocka_unit_test(test_sixty_kilobytes_at_once),
        cmocka_unit_test(test_nothing_grows_without_end),
        cmocka_unit_test(test_a_nul_is_no_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

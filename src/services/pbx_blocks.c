/* Owns the reading of blocks of text. Foreign bytes: bounded (lines, blocks, values), made valid,
 * without control characters. Must not know what any key means. */
#include "pbx_blocks.h"

#include <string.h>

#include "skranke/base/safe_text.h"

enum {
    LONGEST_LINE = 8192,  /* what is longer is cut */
    MOST_LINES = 400,     /* further ones of a block are left out */
    LONGEST_VALUE = 1024, /* characters */
    MOST_BLOCKS = 100000, /* of one reader; Asterisk sends some hundreds at most */
};

typedef struct {
    char *key, *value;
} Line;

struct PbxBlock {
    GArray *lines; /* of Line */
};

struct PbxReader {
    GString *line; /* the line under way, without its end */
    PbxBlock *block;
    GQueue blocks; /* of PbxBlock * */
};

/* ---- a block -------------------------------------------------------------------------------- */

static void line_clear(gpointer data)
{
    Line *line = data;
    g_free(line->key);
    g_free(line->value);
}

static PbxBlock *block_new(void)
{
    PbxBlock *block = g_new0(PbxBlock, 1);
    block->lines = g_array_new(FALSE, FALSE, sizeof(Line));
    g_array_set_clear_func(block->lines, line_clear);
    return block;
}

void pbx_block_free(PbxBlock *block)
{
    if (block == NULL)
        return;
    g_array_unref(block->lines);
    g_free(block);
}

static const char *found(const PbxBlock *block, const char *key)
{
    for (guint i = 0; i < block->lines->len; i++) {
        const Line *line = &g_array_index(block->lines, Line, i);
        if (g_ascii_strcasecmp(line->key, key) == 0)
            return line->value;
    }
    return "";
}

const char *pbx_block_get(const PbxBlock *block, const char *key)
{
    const char *value = found(block, key);
    /* Two spellings of the same: channel events and queue entries differ. */
    bool unknown = strcmp(value, "<unknown>") == 0 || strcmp(value, "unknown") == 0;
    return unknown ? "" : value;
}

bool pbx_block_is(const PbxBlock *block, const char *key, const char *word)
{
    return g_ascii_strcasecmp(found(block, key), word) == 0;
}

gint64 pbx_block_number(const PbxBlock *block, const char *key, gint64 fallback)
{
    gint64 number;
    return g_ascii_string_to_signed(found(block, key), 10, G_MININT32, G_MAXINT64, &number, NULL)
               ? number
               : fallback;
}

guint pbx_block_lines(const PbxBlock *block)
{
    return block->lines->len;
}

/* ---- reading -------------------------------------------------------------------------------- */

static char *clean(const char *text)
{
    g_autofree char *safe = safe_text_line(text, -1);
    g_strstrip(safe);
    if (g_utf8_strlen(safe, -1) > LONGEST_VALUE)
        *g_utf8_offset_to_pointer(safe, LONGEST_VALUE) = '\0';
    return g_steal_pointer(&safe);
}

/* "Key: value"; also "Key:" and "Key: ". A line without a colon says nothing. */
static void add_line(PbxBlock *block, const char *text)
{
    const char *mark = strstr(text, ": ");
    const char *colon = mark != NULL ? mark : strchr(text, ':');
    if (colon == NULL || colon == text || block->lines->len >= MOST_LINES)
        return;
    g_autofree char *key = g_strndup(text, (gsize)(colon - text));
    Line line = {.key = clean(key), .value = clean(colon + 1)};
    g_array_append_val(block->lines, line);
}

static void end_block(PbxReader *reader)
{
    if (reader->block == NULL)
        return;
    if (reader->block->lines->len > 0 && reader->blocks.length < MOST_BLOCKS)
        g_queue_push_tail(&reader->blocks, g_steal_pointer(&reader->block));
    g_clear_pointer(&reader->block, pbx_block_free);
}

static void end_line(PbxReader *reader)
{
    GString *line = reader->line;
    if (line->len > 0 && line->str[line->len - 1] == '\r')
        g_string_truncate(line, line->len - 1);
    if (line->len == 0) {
        end_block(reader);
    } else {
        if (reader->block == NULL)
            reader->block = block_new();
        add_line(reader->block, line->str);
    }
    g_string_truncate(line, 0);
}

PbxReader *pbx_reader_new(void)
{
    PbxReader *reader = g_new0(PbxReader, 1);
    reader->line = g_string_new(NULL);
    g_queue_init(&reader->blocks);
    return reader;
}

void pbx_reader_free(PbxReader *reader)
{
    if (reader == NULL)
        return;
    g_string_free(reader->line, TRUE);
    pbx_block_free(reader->block);
    g_queue_clear_full(&reader->blocks, (GDestroyNotify)pbx_block_free);
    g_free(reader);
}

/* A NUL is no end: it becomes a space, as every other control character later. */
static void append_piece(GString *line, const char *bytes, gsize length)
{
    gsize room = line->len < LONGEST_LINE ? LONGEST_LINE - line->len : 0;
    gsize start = line->len;
    g_string_append_len(line, bytes, (gssize)MIN(length, room));
    for (gsize i = start; i < line->len; i++)
        if (line->str[i] == '\0')
            line->str[i] = ' ';
}

void pbx_reader_feed(PbxReader *reader, const char *bytes, gsize length)
{
    while (length > 0) {
        const char *end = memchr(bytes, '\n', length);
        gsize piece = end != NULL ? (gsize)(end - bytes) : length;
        append_piece(reader->line, bytes, piece);
        if (end == NULL)
            return;
        end_line(reader);
        bytes += piece + 1;
        length -= piece + 1;
    }
}

void pbx_reader_end(PbxReader *reader, bool whole)
{
    if (whole && reader->line->len > 0)
        end_line(reader);
    g_string_truncate(reader->line, 0);
    if (whole)
        end_block(reader);
    g_clear_pointer(&reader->block, pbx_block_free);
}

PbxBlock *pbx_reader_next(PbxReader *reader)
{
    return g_queue_pop_head(&reader->blocks);
}

GPtrArray *pbx_blocks_read(const char *bytes, gsize length)
{
    g_autoptr(PbxReader) reader = pbx_reader_new();
    GPtrArray *blocks = g_ptr_array_new_with_free_func((GDestroyNotify)pbx_block_free);
    pbx_reader_feed(reader, bytes, length);
    pbx_reader_end(reader, length > 0 && bytes[length - 1] == '\n');
    for (PbxBlock *block = pbx_reader_next(reader); block != NULL; block = pbx_reader_next(reader))
        g_ptr_array_add(blocks, block);
    return blocks;
}

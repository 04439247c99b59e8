/* Blocks of text as a telephone system of Asterisk's kind writes them: "Key: value" lines, an empty
 * line after each block. The driver asterisk and recordings read them with the same eyes. */
#ifndef SKRANKE_SERVICES_PBX_BLOCKS_H
#define SKRANKE_SERVICES_PBX_BLOCKS_H

#include <glib.h>
#include <stdbool.h>

typedef struct PbxBlock PbxBlock;
void pbx_block_free(PbxBlock *block);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PbxBlock, pbx_block_free)

/* The value of a key (whatever its case), of the first line that has it; "" where there is none,
 * or where the system says that it does not know ("<unknown>", "unknown"). Valid UTF-8 without
 * control characters; borrowed. */
const char *pbx_block_get(const PbxBlock *block, const char *key);
/* Is the value this word, whatever its case? */
bool pbx_block_is(const PbxBlock *block, const char *key, const char *word);
/* A whole number; fallback where it is none. */
gint64 pbx_block_number(const PbxBlock *block, const char *key, gint64 fallback);
guint pbx_block_lines(const PbxBlock *block);

/* Puts blocks together from pieces as they come. */
typedef struct PbxReader PbxReader;
PbxReader *pbx_reader_new(void);
void pbx_reader_free(PbxReader *reader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PbxReader, pbx_reader_free)
/* Bytes as they were read; a line and a block may go on in the next piece. */
void pbx_reader_feed(PbxReader *reader, const char *bytes, gsize length);
/* Nothing more comes: a block that was not ended by an empty line is thrown away unless `whole`. */
void pbx_reader_end(PbxReader *reader, bool whole);
/* The next block that is whole, NULL: none yet. */
PbxBlock *pbx_reader_next(PbxReader *reader);

/* All blocks of an answer; array of PbxBlock *, owned. The last one counts as whole only when its
 * last line is. */
GPtrArray *pbx_blocks_read(const char *bytes, gsize length);

#endif

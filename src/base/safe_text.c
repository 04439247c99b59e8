/* Owns the rules that make foreign text harmless (the sanitiser). It must not know where the text
 * comes from or goes to. Every pass is linear in the text: hostile mail decides how long that is.
 * Measuring and laying out the result lives in safe_text_cells.c. */
#include "skranke/base/safe_text.h"

#include <string.h>

#include "safe_text_cells.h"

#define REPLACEMENT 0xFFFD
#define DOTTED_CIRCLE 0x25CC
#define CONTROL_PICTURES 0x2400
#define DELETE_PICTURE 0x2421
#define LINE_CHARACTERS 4096
#define TAB_CELLS 8
#define MARKS_PER_BASE 4

/* Characters that terminals disagree about, or that change the order or look of their neighbours.
 */
static const struct {
    gunichar first, last;
} dropped[] = {
    {0x00AD, 0x00AD},   /* soft hyphen */
    {0x034F, 0x034F},   /* combining grapheme joiner */
    {0x061C, 0x061C},   /* Arabic letter mark */
    {0x115F, 0x1160},   /* Hangul fillers */
    {0x17B4, 0x17B5},   /* Khmer inherent vowels */
    {0x180B, 0x180F},   /* Mongolian variation selectors */
    {0x200B, 0x200F},   /* zero width space, joiners, direction marks */
    {0x202A, 0x202E},   /* bidirectional embeddings and overrides */
    {0x2060, 0x206F},   /* word joiner, invisible operators, isolates */
    {0x3164, 0x3164},   /* Hangul filler */
    {0xFE00, 0xFE0F},   /* variation selectors */
    {0xFEFF, 0xFEFF},   /* byte order mark */
    {0xFFA0, 0xFFA0},   /* halfwidth Hangul filler */
    {0xFFF9, 0xFFFB},   /* interlinear annotation */
    {0x1F3FB, 0x1F3FF}, /* skin tones */
    {0xE0000, 0xE0FFF}, /* tags, more variation selectors */
};

typedef struct {
    const char *at, *end;
} Reader;

typedef struct {
    GString *text;
    bool block;     /* several lines are allowed */
    int column;     /* of the current line */
    int marks;      /* combining marks on the last base */
    bool has_base;  /* the last character can carry a mark */
    int characters; /* written so far */
} Writer;

static Reader reader_of(const char *text, gssize length)
{
    const char *start = text ? text : "";
    gsize bytes = length < 0 || !text ? strlen(start) : (gsize)length;
    return (Reader){start, start + bytes};
}

/* The next character; a byte that starts no valid one is U+FFFD. */
static gunichar read_character(Reader *reader)
{
    unsigned char byte = (unsigned char)*reader->at;
    if (byte < 0x80) {
        reader->at++;
        return byte;
    }
    gunichar character = g_utf8_get_char_validated(reader->at, reader->end - reader->at);
    if (character == (gunichar)-1 || character == (gunichar)-2) {
        reader->at++;
        return REPLACEMENT;
    }
    reader->at = g_utf8_next_char(reader->at);
    return character;
}

static bool is_dropped(gunichar character)
{
    guint low = 0, high = G_N_ELEMENTS(dropped);
    while (low < high) {
        guint middle = (low + high) / 2;
        if (character > dropped[middle].last)
            low = middle + 1;
        else if (character < dropped[middle].first)
            high = middle;
        else
            return true;
    }
    return false;
}

/* What stands for a character on a screen, before its width is looked at; 0 drops it. */
static gunichar visible_character(gunichar character)
{
    if (character < 0x20)
        return CONTROL_PICTURES + character;
    if (character < 0x7F)
        return character;
    if (character == 0x7F)
        return DELETE_PICTURE;
    if (character < 0xA0)
        return REPLACEMENT;
    if (is_dropped(character))
        return 0;
    return safe_text_raw_cells(character) < 0 ? REPLACEMENT : character;
}

static void write_base(Writer *writer, gunichar character, int width)
{
    g_string_append_unichar(writer->text, character);
    writer->column += width;
    writer->marks = 0;
    writer->has_base = true;
    writer->characters++;
}

static void write_mark(Writer *writer, gunichar character)
{
    if (!writer->has_base)
        write_base(writer, DOTTED_CIRCLE, 1);
    if (writer->marks++ >= MARKS_PER_BASE)
        return;
    g_string_append_unichar(writer->text, character);
    writer->characters++;
}

static void write_line_end(Writer *writer)
{
    if (!writer->block) {
        write_base(writer, ' ', 1);
        return;
    }
    g_string_append_c(writer->text, '\n');
    writer->column = 0;
    writer->has_base = false;
}

static void write_tab(Writer *writer)
{
    int spaces = writer->block ? TAB_CELLS - writer->column % TAB_CELLS : 1;
    for (int i = 0; i < spaces; i++)
        write_base(writer, ' ', 1);
}

static void write_character(Writer *writer, gunichar character)
{
    gunichar shown = visible_character(character);
    if (shown == 0)
        return;
    int width = shown < 0x7F ? 1 : safe_text_raw_cells(shown);
    if (width == 0)
        write_mark(writer, shown);
    else
        write_base(writer, shown, MAX(width, 1));
}

static char *sanitised(const char *text, gssize length, bool block)
{
    Reader reader = reader_of(text, length);
    Writer writer = {.text = g_string_sized_new((gsize)(reader.end - reader.at) + 1),
                     .block = block};
    while (reader.at < reader.end) {
        if (!block && writer.characters >= LINE_CHARACTERS) {
            g_string_append(writer.text, "…");
            break;
        }
        gunichar character = read_character(&reader);
        if (character == '\r' && reader.at < reader.end && *reader.at == '\n')
            continue;
        if (character == '\n' || character == '\r' || character == 0x2028 || character == 0x2029)
            write_line_end(&writer);
        else if (character == '\t')
            write_tab(&writer);
        else
            write_character(&writer, character);
    }
    return g_string_free(writer.text, FALSE);
}

char *safe_text_line(const char *text, gssize length)
{
    return sanitised(text, length, false);
}

char *safe_text_block(const char *text, gssize length)
{
    return sanitised(text, length, true);
}

/* Marks in a row that are put in order together. Ordering is quadratic in GLib, and no script needs
 * more than 30 (Unicode Standard Annex 15, Stream-Safe Text Format). */
#define MARKS_TOGETHER 64

/* Invalid bytes and NUL replaced; *plain is true when every character is its own NFC (below
 * U+0300). */
static GString *replaced(const char *text, gssize length, bool *plain)
{
    Reader reader = reader_of(text, length);
    GString *valid = g_string_sized_new((gsize)(reader.end - reader.at) + 1);
    *plain = true;
    while (reader.at < reader.end) {
        gunichar character = read_character(&reader);
        g_string_append_unichar(valid, character == 0 ? CONTROL_PICTURES : character);
        *plain = *plain && (character < 0x300 || character == REPLACEMENT);
    }
    return valid;
}

static void append_composed(GString *text, const char *from, const char *to)
{
    g_autofree char *composed = g_utf8_normalize(from, to - from, G_NORMALIZE_NFC);
    g_string_append(text, composed);
}

char *safe_text_valid(const char *text, gssize length)
{
    bool plain;
    g_autoptr(GString) valid = replaced(text, length, &plain);
    if (plain)
        return g_strndup(valid->str, valid->len);
    GString *composed = g_string_sized_new(valid->len + 1);
    const char *from = valid->str;
    int marks = 0;
    for (const char *at = from; *at != '\0'; at = g_utf8_next_char(at)) {
        marks = g_unichar_combining_class(g_utf8_get_char(at)) == 0 ? 0 : marks + 1;
        if (marks > MARKS_TOGETHER) {
            append_composed(composed, from, at);
            from = at;
            marks = 0;
        }
    }
    append_composed(composed, from, valid->str + valid->len);
    return g_string_free(composed, FALSE);
}

/*
 * A small reader of the program's byte stream beside libvterm: which DEC private modes are on,
 * what the last OSC strings said, how many bytes were written. It never changes the stream.
 */
#include <stdlib.h>
#include <string.h>

#include "terminal_private.h"

enum { GROUND, ESCAPE, CSI, STRING, STRING_ESCAPE };

/* Modes that are on in a terminal nobody has touched. */
enum { MODE_CURSOR_VISIBLE = 25 };

void stream_init(Stream *stream)
{
    memset(stream, 0, sizeof *stream);
    stream->argument = g_string_new(NULL);
    stream->modes = g_hash_table_new(g_direct_hash, g_direct_equal);
    stream->osc = g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, g_free);
    g_hash_table_add(stream->modes, GINT_TO_POINTER(MODE_CURSOR_VISIBLE));
}

void stream_clear(Stream *stream)
{
    g_string_free(stream->argument, TRUE);
    g_hash_table_unref(stream->modes);
    g_hash_table_unref(stream->osc);
}

bool stream_mode(const Stream *stream, int mode)
{
    return g_hash_table_contains(stream->modes, GINT_TO_POINTER(mode));
}

static void set_modes(Stream *stream, bool on)
{
    g_auto(GStrv) numbers = g_strsplit(stream->argument->str + 1, ";", -1);
    for (gsize i = 0; numbers[i]; i++) {
        int mode = atoi(numbers[i]);
        if (on)
            g_hash_table_add(stream->modes, GINT_TO_POINTER(mode));
        else
            g_hash_table_remove(stream->modes, GINT_TO_POINTER(mode));
    }
}

static void csi_end(Stream *stream, char final)
{
    if (stream->argument->str[0] == '?' && (final == 'h' || final == 'l'))
        set_modes(stream, final == 'h');
    stream->state = GROUND;
}

static void osc_end(Stream *stream)
{
    static const char frame_title[] = "skranke frame=";
    const char *payload = strchr(stream->argument->str, ';');
    int number = atoi(stream->argument->str);
    payload = payload ? payload + 1 : "";
    stream->state = GROUND;
    g_hash_table_insert(stream->osc, GINT_TO_POINTER(number), g_strdup(payload));
    if ((number == 0 || number == 2) && g_str_has_prefix(payload, frame_title)) {
        stream->frame = g_ascii_strtoull(payload + strlen(frame_title), NULL, 10);
        stream->bytes -= stream->sequence_length;
    }
}

static void escape_end(Stream *stream, char byte)
{
    g_string_truncate(stream->argument, 0);
    stream->state = byte == '[' ? CSI : byte == ']' ? STRING : GROUND;
    if (byte == 'P' || byte == '_' || byte == '^' || byte == 'X') {
        /* DCS and its like are skipped as a string whose number nobody asks for. */
        g_string_assign(stream->argument, "-1;");
        stream->state = STRING;
    }
    if (byte == 'c') {
        g_hash_table_remove_all(stream->modes);
        g_hash_table_add(stream->modes, GINT_TO_POINTER(MODE_CURSOR_VISIBLE));
    }
}

static void string_byte(Stream *stream, char byte)
{
    if (byte == '\a')
        osc_end(stream);
    else if (byte == '\033')
        stream->state = STRING_ESCAPE;
    else
        g_string_append_c(stream->argument, byte);
}

static void feed_byte(Stream *stream, char byte)
{
    stream->bytes++;
    stream->sequence_length++;
    if (stream->state == STRING) {
        string_byte(stream, byte);
    } else if (stream->state == STRING_ESCAPE) {
        osc_end(stream);
        if (byte != '\\')
            escape_end(stream, byte);
    } else if (byte == '\033') {
        stream->state = ESCAPE;
        stream->sequence_length = 1;
    } else if (stream->state == ESCAPE) {
        escape_end(stream, byte);
    } else if (stream->state == CSI) {
        if (byte >= '@' && byte <= '~')
            csi_end(stream, byte);
        else
            g_string_append_c(stream->argument, byte);
    }
}

void stream_feed(Stream *stream, const char *bytes, gsize length)
{
    for (gsize i = 0; i < length; i++)
        feed_byte(stream, bytes[i]);
}

/* Owns the text an operator writes and every way back; knows no terminal. */
#include "skranke/tui/text_buffer.h"

#include <string.h>

enum { MOST_BYTES = 1024 * 1024, MOST_STEPS = 10000 };

/* One change: `removed` stood at `at` and `inserted` came in its place. */
typedef struct {
    gsize at;
    char *removed, *inserted;
    gsize caret_before;
} Change;

struct TextBuffer {
    GString *text;
    gsize caret;
    guint revision;
    GPtrArray *changes; /* of Change * */
    guint done;         /* changes[0 … done) are applied, the rest can be redone */
    bool typing;        /* the newest change may still grow */
};

static void change_free(gpointer data)
{
    Change *change = data;
    g_free(change->removed);
    g_free(change->inserted);
    g_free(change);
}

TextBuffer *text_buffer_new(const char *text, gsize caret)
{
    TextBuffer *buffer = g_new0(TextBuffer, 1);
    buffer->text = g_string_new(text);
    buffer->changes = g_ptr_array_new_with_free_func(change_free);
    text_buffer_set_caret(buffer, caret);
    return buffer;
}

void text_buffer_free(TextBuffer *buffer)
{
    if (!buffer)
        return;
    g_string_free(buffer->text, TRUE);
    g_ptr_array_unref(buffer->changes);
    g_free(buffer);
}

const char *text_buffer_text(const TextBuffer *buffer)
{
    return buffer->text->str;
}

gsize text_buffer_length(const TextBuffer *buffer)
{
    return buffer->text->len;
}

gsize text_buffer_caret(const TextBuffer *buffer)
{
    return buffer->caret;
}

guint text_buffer_revision(const TextBuffer *buffer)
{
    return buffer->revision;
}

void text_buffer_set_caret(TextBuffer *buffer, gsize caret)
{
    caret = MIN(caret, buffer->text->len);
    while (caret > 0 && ((guchar)buffer->text->str[caret] & 0xc0) == 0x80)
        caret--;
    buffer->caret = caret;
    buffer->typing = false;
}

static void splice(TextBuffer *buffer, gsize at, gsize remove, const char *insert)
{
    g_string_erase(buffer->text, (gssize)at, (gssize)remove);
    g_string_insert(buffer->text, (gssize)at, insert);
    buffer->revision++;
}

static void forget_redo(TextBuffer *buffer)
{
    if (buffer->changes->len > buffer->done)
        g_ptr_array_remove_range(buffer->changes, buffer->done,
                                 buffer->changes->len - buffer->done);
}

/* Replaces a range by a text as a new undo step. */
static void change(TextBuffer *buffer, gsize at, gsize remove, const char *insert)
{
    if (remove == 0 && *insert == '\0')
        return;
    forget_redo(buffer);
    Change *step = g_new0(Change, 1);
    step->at = at;
    step->removed = g_strndup(buffer->text->str + at, remove);
    step->inserted = g_strdup(insert);
    step->caret_before = buffer->caret;
    g_ptr_array_add(buffer->changes, step);
    if (buffer->changes->len > MOST_STEPS)
        g_ptr_array_remove_index(buffer->changes, 0);
    buffer->done = buffer->changes->len;
    splice(buffer, at, remove, insert);
    buffer->caret = at + strlen(insert);
    buffer->typing = false;
}

/* Lets the newest step grow by what is typed right behind it. */
static bool grow_typing(TextBuffer *buffer, const char *text)
{
    if (!buffer->typing || buffer->done == 0)
        return false;
    Change *step = g_ptr_array_index(buffer->changes, buffer->done - 1);
    if (step->at + strlen(step->inserted) != buffer->caret)
        return false;
    g_autofree char *old = step->inserted;
    step->inserted = g_strconcat(old, text, NULL);
    splice(buffer, buffer->caret, 0, text);
    buffer->caret += strlen(text);
    return true;
}

bool text_buffer_insert(TextBuffer *buffer, const char *text, bool step)
{
    if (buffer->text->len + strlen(text) > MOST_BYTES)
        return false;
    bool ends_step = step || strpbrk(text, " \n") != NULL;
    if (step || !grow_typing(buffer, text))
        change(buffer, buffer->caret, 0, text);
    buffer->typing = !ends_step;
    return true;
}

void text_buffer_replace(TextBuffer *buffer, const char *text)
{
    if (strcmp(buffer->text->str, text) != 0)
        change(buffer, 0, buffer->text->len, text);
}

/* The start of what a person sees as the character before `at`. */
static gsize before(const TextBuffer *buffer, gsize at)
{
    const char *start = buffer->text->str, *p = start + at;
    while (p > start) {
        p = g_utf8_prev_char(p);
        gunichar c = g_utf8_get_char(p);
        if (!g_unichar_ismark(c) && !g_unichar_iszerowidth(c))
            break;
    }
    return (gsize)(p - start);
}

static gsize after(const TextBuffer *buffer, gsize at)
{
    const char *start = buffer->text->str, *end = start + buffer->text->len, *p = start + at;
    if (p < end)
        p = g_utf8_next_char(p);
    while (p < end) {
        gunichar c = g_utf8_get_char(p);
        if (!g_unichar_ismark(c) && !g_unichar_iszerowidth(c))
            break;
        p = g_utf8_next_char(p);
    }
    return (gsize)(p - start);
}

static bool is_word(const TextBuffer *buffer, gsize at)
{
    return g_unichar_isalnum(g_utf8_get_char(buffer->text->str + at));
}

static gsize word_before(const TextBuffer *buffer, gsize at)
{
    while (at > 0 && !is_word(buffer, before(buffer, at)))
        at = before(buffer, at);
    while (at > 0 && is_word(buffer, before(buffer, at)))
        at = before(buffer, at);
    return at;
}

static gsize word_after(const TextBuffer *buffer, gsize at)
{
    while (at < buffer->text->len && !is_word(buffer, at))
        at = after(buffer, at);
    while (at < buffer->text->len && is_word(buffer, at))
        at = after(buffer, at);
    return at;
}

static gsize line_start(const TextBuffer *buffer, gsize at)
{
    while (at > 0 && buffer->text->str[at - 1] != '\n')
        at--;
    return at;
}

static gsize line_end(const TextBuffer *buffer, gsize at)
{
    const char *newline = strchr(buffer->text->str + at, '\n');
    return newline ? (gsize)(newline - buffer->text->str) : buffer->text->len;
}

static void delete_range(TextBuffer *buffer, gsize from, gsize to)
{
    change(buffer, from, to - from, "");
}

void text_buffer_backspace(TextBuffer *buffer)
{
    delete_range(buffer, before(buffer, buffer->caret), buffer->caret);
}

void text_buffer_delete(TextBuffer *buffer)
{
    delete_range(buffer, buffer->caret, after(buffer, buffer->caret));
}

void text_buffer_delete_word_before(TextBuffer *buffer)
{
    delete_range(buffer, word_before(buffer, buffer->caret), buffer->caret);
}

void text_buffer_delete_to_line_start(TextBuffer *buffer)
{
    delete_range(buffer, line_start(buffer, buffer->caret), buffer->caret);
}

void text_buffer_delete_to_line_end(TextBuffer *buffer)
{
    gsize end = line_end(buffer, buffer->caret);
    delete_range(buffer, buffer->caret,
                 end > buffer->caret ? end : MIN(end + 1, buffer->text->len));
}

bool text_buffer_undo(TextBuffer *buffer)
{
    if (buffer->done == 0)
        return false;
    const Change *step = g_ptr_array_index(buffer->changes, --buffer->done);
    splice(buffer, step->at, strlen(step->inserted), step->removed);
    text_buffer_set_caret(buffer, step->caret_before);
    return true;
}

bool text_buffer_redo(TextBuffer *buffer)
{
    if (buffer->done == buffer->changes->len)
        return false;
    const Change *step = g_ptr_array_index(buffer->changes, buffer->done++);
    splice(buffer, step->at, strlen(step->removed), step->inserted);
    text_buffer_set_caret(buffer, step->at + strlen(step->inserted));
    return true;
}

void text_buffer_left(TextBuffer *buffer)
{
    text_buffer_set_caret(buffer, before(buffer, buffer->caret));
}

void text_buffer_right(TextBuffer *buffer)
{
    text_buffer_set_caret(buffer, after(buffer, buffer->caret));
}

void text_buffer_word_left(TextBuffer *buffer)
{
    text_buffer_set_caret(buffer, word_before(buffer, buffer->caret));
}

void text_buffer_word_right(TextBuffer *buffer)
{
    text_buffer_set_caret(buffer, word_after(buffer, buffer->caret));
}

void text_buffer_line_start(TextBuffer *buffer)
{
    text_buffer_set_caret(buffer, line_start(buffer, buffer->caret));
}

void text_buffer_line_end(TextBuffer *buffer)
{
    text_buffer_set_caret(buffer, line_end(buffer, buffer->caret));
}

/* Reads IMAP responses: lines with a bound, literals by count, tokens without recursion. It trusts
 * no length that the server claims, and knows no command: imap.c and imap_fetch.c say what the
 * tokens mean. */
#include "imap_wire.h"

#include <string.h>

#include "skranke/base/error.h"
#include "skranke/base/language.h"

enum { LINE_MOST = 1 << 20, TOKENS_MOST = 600000, BUFFER_FIRST = 64 * 1024 };

struct ImapWire {
    MailLink *link;
    gsize max_literal;
    char *buffer; /* bytes start..end are received and not yet used */
    gsize start, end, room;
    GString *store; /* texts of the response at hand */
    GArray *tokens; /* of ImapToken */
    gsize literal_bytes;
};

static void token_clear(gpointer token)
{
    g_clear_pointer(&((ImapToken *)token)->bytes, g_bytes_unref);
}

ImapWire *imap_wire_new(MailLink *link, gsize max_literal)
{
    ImapWire *wire = g_new0(ImapWire, 1);
    wire->link = link;
    wire->max_literal = max_literal;
    wire->room = BUFFER_FIRST;
    wire->buffer = g_malloc(wire->room);
    wire->store = g_string_new(NULL);
    wire->tokens = g_array_new(FALSE, TRUE, sizeof(ImapToken));
    g_array_set_clear_func(wire->tokens, token_clear);
    return wire;
}

void imap_wire_free(ImapWire *wire)
{
    if (wire == NULL)
        return;
    mail_link_close(wire->link);
    g_free(wire->buffer);
    g_string_free(wire->store, TRUE);
    g_array_unref(wire->tokens);
    g_free(wire);
}

bool imap_wire_send(ImapWire *wire, const char *text, GError **error)
{
    return mail_link_send(wire->link, text, strlen(text), error);
}

static bool refuse(GError **error, const char *why)
{
    g_set_error(
        error, SKRANKE_ERROR, SKRANKE_ERROR_UNAVAILABLE,
        _("The mail server's answer cannot be understood (%s). Nothing was lost; it will be "
          "tried again."),
        why);
    return false;
}

static bool received(gssize got, GError **error)
{
    if (got == 0)
        g_set_error_literal(error, SKRANKE_ERROR, SKRANKE_ERROR_UNAVAILABLE,
                            _("The mail server closed the connection. Nothing was lost; it will be "
                              "tried again."));
    return got > 0;
}

/* Makes room and reads once more. */
static bool fill(ImapWire *wire, GError **error)
{
    if (wire->start > 0 && (wire->start == wire->end || wire->end == wire->room)) {
        memmove(wire->buffer, wire->buffer + wire->start, wire->end - wire->start);
        wire->end -= wire->start;
        wire->start = 0;
    }
    if (wire->end == wire->room) {
        if (wire->room >= LINE_MOST)
            return refuse(error, _("a line longer than 1 MB"));
        wire->room *= 2;
        wire->buffer = g_realloc(wire->buffer, wire->room);
    }
    gssize got =
        mail_link_receive(wire->link, wire->buffer + wire->end, wire->room - wire->end, error);
    if (!received(got, error))
        return false;
    wire->end += (gsize)got;
    return true;
}

/* The next line without its end; borrowed until the next fill. */
static const char *next_line(ImapWire *wire, gsize *size, GError **error)
{
    gsize looked = 0;
    for (;;) {
        char *from = wire->buffer + wire->start;
        gsize length = wire->end - wire->start;
        char *newline = length > looked ? memchr(from + looked, '\n', length - looked) : NULL;
        if (newline != NULL) {
            *size = (gsize)(newline - from);
            wire->start += *size + 1;
            if (*size > 0 && from[*size - 1] == '\r')
                --*size;
            return from;
        }
        looked = length;
        if (!fill(wire, error))
            return NULL;
    }
}

static ImapToken *add_token(ImapWire *wire, ImapTokenType type, const char *text, gsize size)
{
    ImapToken token = {.type = type, .offset = wire->store->len, .size = size};
    if (text != NULL)
        g_string_append_len(wire->store, text, (gssize)size);
    g_string_append_c(wire->store, '\0');
    g_array_append_val(wire->tokens, token);
    return &g_array_index(wire->tokens, ImapToken, wire->tokens->len - 1);
}

static bool read_literal(ImapWire *wire, guint64 size, GError **error)
{
    wire->literal_bytes += size;
    if (size > wire->max_literal || wire->literal_bytes > 2 * wire->max_literal)
        return refuse(error, _("more bytes in one piece than the limit for a message"));
    char *bytes = g_malloc(size + 1);
    gsize have = MIN((gsize)size, wire->end - wire->start);
    memcpy(bytes, wire->buffer + wire->start, have);
    wire->start += have;
    while (have < size) {
        gssize got = mail_link_receive(wire->link, bytes + have, size - have, error);
        if (!received(got, error)) {
            g_free(bytes);
            return false;
        }
        have += (gsize)got;
    }
    add_token(wire, IMAP_LITERAL, NULL, 0)->bytes = g_bytes_new_take(bytes, size);
    return true;
}

/* "{123}", "{123+}" or "~{123}" at the end of a line: how many bytes follow. */
static bool is_literal(const char *text, gsize size, guint64 *count)
{
    if (size > 0 && text[0] == '~')
        text++, size--;
    if (size < 3 || size > 24 || text[0] != '{' || text[size - 1] != '}')
        return false;
    guint64 value = 0;
    for (gsize i = 1; i < size - 1; i++) {
        if (text[i] == '+' && i == size - 2 && i > 1)
            break;
        if (!g_ascii_isdigit(text[i]) || value > G_MAXUINT64 / 16)
            return false;
        value = value * 10 + (guint64)(text[i] - '0');
    }
    *count = value;
    return true;
}

static gsize quoted(ImapWire *wire, const char *line, gsize at, gsize size)
{
    ImapToken *token = add_token(wire, IMAP_STRING, NULL, 0);
    g_string_truncate(wire->store, token->offset);
    for (at++; at < size && line[at] != '"'; at++) {
        if (line[at] == '\\' && at + 1 < size)
            at++;
        g_string_append_c(wire->store, line[at]);
        token->size++;
    }
    g_string_append_c(wire->store, '\0');
    return at + 1;
}

/* An atom ends at a space or parenthesis; what stands in [ ] belongs to it, spaces too
 * (BODY[HEADER.FIELDS (DATE)]). */
static gsize atom_end(const char *line, gsize at, gsize size)
{
    bool bracket = false;
    for (; at < size; at++) {
        if (line[at] == '[')
            bracket = true;
        else if (line[at] == ']')
            bracket = false;
        else if (!bracket && (line[at] == ' ' || line[at] == '(' || line[at] == ')'))
            break;
    }
    return at;
}

/* Tokens of one line; *literal gets the count when it ends with one. */
static bool split_line(ImapWire *wire, const char *line, gsize size, bool *more, guint64 *literal)
{
    *more = false;
    for (gsize at = 0; at < size && wire->tokens->len < TOKENS_MOST;) {
        if (line[at] == ' ') {
            at++;
        } else if (line[at] == '(' || line[at] == ')') {
            add_token(wire, line[at] == '(' ? IMAP_OPEN : IMAP_CLOSE, NULL, 0);
            at++;
        } else if (line[at] == '"') {
            at = quoted(wire, line, at, size);
        } else {
            gsize end = atom_end(line, at, size);
            if (end == size && is_literal(line + at, end - at, literal)) {
                *more = true;
                return true;
            }
            bool nil = end - at == 3 && g_ascii_strncasecmp(line + at, "NIL", 3) == 0;
            add_token(wire, nil ? IMAP_NIL : IMAP_ATOM, line + at, end - at);
            at = end;
        }
    }
    return wire->tokens->len < TOKENS_MOST;
}

/* A status response is prose and never has literals. */
static bool read_status(ImapWire *wire, const char *line, gsize size, ImapResponse *response)
{
    static const char *const words[] = {"OK", "NO", "BAD", "BYE", "PREAUTH"};
    g_string_truncate(wire->store, 0);
    g_string_append_len(wire->store, line, (gssize)size);
    for (char *nul; (nul = memchr(wire->store->str, '\0', size)) != NULL;)
        *nul = '?';
    char *tag = wire->store->str;
    char *word = strchr(tag, ' ');
    response->tag = tag;
    if (word != NULL)
        *word++ = '\0';
    if (strcmp(tag, "+") == 0) {
        response->text = word ? word : "";
        return true;
    }
    char *text = word ? strchr(word, ' ') : NULL;
    if (text != NULL)
        *text++ = '\0';
    for (gsize i = 0; word != NULL && i < G_N_ELEMENTS(words); i++)
        if (g_ascii_strcasecmp(word, words[i]) == 0) {
            response->word = words[i];
            response->text = text ? text : "";
            return true;
        }
    return false;
}

static bool read_tokens(ImapWire *wire, const char *line, gsize size, GError **error)
{
    g_string_truncate(wire->store, 0);
    bool more;
    guint64 literal;
    for (;;) {
        if (!split_line(wire, line, size, &more, &literal))
            return refuse(error, _("too many words in one answer"));
        if (!more)
            return true;
        if (!read_literal(wire, literal, error))
            return false;
        line = next_line(wire, &size, error);
        if (line == NULL)
            return false;
    }
}

bool imap_wire_read(ImapWire *wire, ImapResponse *response, GError **error)
{
    g_array_set_size(wire->tokens, 0);
    wire->literal_bytes = 0;
    *response = (ImapResponse){.tag = "", .word = "", .text = ""};
    gsize size;
    const char *line = next_line(wire, &size, error);
    if (line == NULL)
        return false;
    if (read_status(wire, line, MIN(size, 4096), response))
        return true;
    if (!read_tokens(wire, line, size, error))
        return false;
    for (guint i = 0; i < wire->tokens->len; i++) {
        ImapToken *token = &g_array_index(wire->tokens, ImapToken, i);
        token->text = wire->store->str + token->offset;
    }
    response->tokens = (const ImapToken *)(gpointer)wire->tokens->data;
    response->count = wire->tokens->len;
    response->tag = response->count > 0 ? response->tokens[0].text : "";
    return true;
}

bool imap_token_is(const ImapResponse *response, guint index, const char *atom)
{
    return index < response->count && response->tokens[index].type == IMAP_ATOM &&
           g_ascii_strcasecmp(response->tokens[index].text, atom) == 0;
}

gint64 imap_token_number(const ImapResponse *response, guint index)
{
    guint64 value;
    if (index >= response->count || response->tokens[index].type != IMAP_ATOM ||
        !g_ascii_string_to_unsigned(response->tokens[index].text, 10, 0, G_MAXINT64, &value, NULL))
        return -1;
    return (gint64)value;
}

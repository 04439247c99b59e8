/* Owns the limits a mail must keep before it is parsed (measured: a million parts cost the parser
 * fifteen seconds, nested groups its stack). It reads lines, boundaries and nothing else of MIME;
 * it must not know what a part is for. */
#include "mime_bounds.h"

#include <stdbool.h>
#include <string.h>

#define BOUNDARY_BYTES 300

typedef struct {
    guint depth; /* 1: outermost; 0: not open */
    char name[];
} Boundary;

typedef struct {
    MimeBounds *bounds;
    const char *end;
    const char *kept;     /* everything before it is in the copy */
    GHashTable *declared; /* name -> Boundary, for those named in some Content-Type */
    GPtrArray *open;      /* of these, outermost first */
    bool any_boundary;    /* one was named in a way we do not read: every "--" line counts */
    bool in_header;       /* of the mail or of a part */
    bool in_content_type; /* the header line before was Content-Type */
    gsize header_bytes, header_lines;
    guint parts;
} Scan;

static bool is_blank(const char *line, gsize length)
{
    return length == 0 || (length == 1 && line[0] == '\r');
}

static bool is_header_start(const char *line, gsize length)
{
    gsize name = 0;
    while (name < length && line[name] > ' ' && line[name] != ':' && line[name] != 0x7F)
        name++;
    gsize colon = name;
    while (colon < length && (line[colon] == ' ' || line[colon] == '\t'))
        colon++;
    return name > 0 && colon < length && line[colon] == ':';
}

/* Leaves [from, until) out of the parser's copy. */
static void leave_out(Scan *scan, const char *from, const char *until)
{
    MimeBounds *bounds = scan->bounds;
    if (!bounds->copy)
        bounds->copy = g_byte_array_sized_new((guint)MIN(bounds->size, G_MAXUINT / 2));
    g_byte_array_append(bounds->copy, (const guint8 *)scan->kept, (guint)(from - scan->kept));
    scan->kept = until;
}

/* NUL would end a header for a library of C strings. */
static void leave_out_nul(Scan *scan, const char *line, gsize length)
{
    const char *end = line + length;
    for (const char *nul = memchr(line, 0, length); nul;
         nul = memchr(nul + 1, 0, (gsize)(end - nul - 1)))
        leave_out(scan, nul, nul + 1);
}

static const char *find_word(const char *line, gsize length, const char *word)
{
    gsize size = strlen(word);
    for (gsize i = 0; i + size <= length; i++)
        if ((line[i] | 0x20) == word[0] && g_ascii_strncasecmp(line + i, word, size) == 0)
            return line + i;
    return NULL;
}

static void add_boundary(Scan *scan, const char *name, gsize length)
{
    if (!scan->declared)
        scan->declared = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
    if (g_hash_table_size(scan->declared) >= 2 * MIME_PARTS)
        return;
    Boundary *boundary = g_malloc0(sizeof *boundary + length + 1);
    memcpy(boundary->name, name, length);
    if (g_hash_table_contains(scan->declared, boundary->name))
        g_free(boundary);
    else
        g_hash_table_insert(scan->declared, boundary->name, boundary);
}

static void declare_boundary(Scan *scan, const char *line, gsize length)
{
    const char *end = line + length, *at = find_word(line, length, "boundary");
    if (!at)
        return;
    at += strlen("boundary");
    while (at < end && (*at == ' ' || *at == '\t'))
        at++;
    if (at >= end || *at != '=') {
        scan->any_boundary = true;
        return;
    }
    at++;
    while (at < end && (*at == ' ' || *at == '\t'))
        at++;
    bool quoted = at < end && *at == '"';
    at += quoted;
    const char *stop = at;
    while (stop < end && (quoted ? *stop != '"' : !strchr("; \t\r(", *stop)))
        stop++;
    while (stop > at && g_ascii_isspace(stop[-1]))
        stop--;
    if (stop == at || stop - at > BOUNDARY_BYTES || memchr(at, '\\', (gsize)(stop - at)))
        scan->any_boundary = true;
    else
        add_boundary(scan, at, (gsize)(stop - at));
}

/* One line of a header; what is beyond the bounds is left out. */
static void take_header_line(Scan *scan, const char *line, gsize length, const char *next)
{
    bool goes_on = line[0] == ' ' || line[0] == '\t';
    if (!goes_on) {
        scan->header_bytes = 0;
        scan->in_content_type = length > 12 && g_ascii_strncasecmp(line, "Content-Type", 12) == 0;
    }
    if (scan->in_content_type)
        declare_boundary(scan, line, length);
    gsize room = MIME_HEADER_BYTES - MIN(scan->header_bytes, MIME_HEADER_BYTES);
    scan->header_bytes += length + 1;
    bool too_many = ++scan->header_lines > MIME_HEADER_LINES;
    if (too_many || room == 0) {
        scan->bounds->cut_headers = TRUE;
        leave_out(scan, line, next);
    } else if (length > room) {
        scan->bounds->cut_headers = TRUE;
        leave_out_nul(scan, line, room);
        leave_out(scan, line + room, line + length);
    } else {
        leave_out_nul(scan, line, length);
    }
}

/* A delimiter line opens its multipart, or closes all that were opened within it. */
static void take_depth(Scan *scan, Boundary *boundary, bool closing)
{
    if (boundary->depth == 0 && !closing) {
        g_ptr_array_add(scan->open, boundary);
        boundary->depth = scan->open->len;
    }
    if (boundary->depth == 0)
        return;
    guint keep = closing ? boundary->depth - 1 : boundary->depth;
    while (scan->open->len > keep) {
        Boundary *inner = g_ptr_array_steal_index(scan->open, scan->open->len - 1);
        inner->depth = 0;
    }
}

/* The boundary that this line ("--name" or "--name--") delimits; NULL when it is an ordinary line.
 */
static Boundary *find_boundary(const Scan *scan, const char *line, gsize length, bool *closing)
{
    char name[BOUNDARY_BYTES + 8];
    *closing = false;
    if (!scan->declared || length > sizeof name)
        return NULL;
    memcpy(name, line + 2, length - 2);
    name[length - 2] = '\0';
    Boundary *boundary = g_hash_table_lookup(scan->declared, name);
    if (boundary || length < 5 || strcmp(name + length - 4, "--") != 0)
        return boundary;
    name[length - 4] = '\0';
    *closing = true;
    return g_hash_table_lookup(scan->declared, name);
}

/* Is the line a delimiter of a boundary that was named? Counts it. */
static bool take_delimiter(Scan *scan, const char *line, gsize length)
{
    if (length < 3 || line[0] != '-' || line[1] != '-')
        return false;
    while (length > 2 && g_ascii_isspace(line[length - 1]))
        length--;
    bool closing;
    Boundary *boundary = find_boundary(scan, line, length, &closing);
    if (!boundary && !scan->any_boundary)
        return false;
    if (boundary)
        take_depth(scan, boundary, closing);
    scan->parts += !closing;
    scan->in_header = !closing;
    scan->header_bytes = 0;
    scan->in_content_type = false;
    return true;
}

static bool is_out_of_bounds(const Scan *scan)
{
    return scan->parts > MIME_PARTS || scan->open->len > MIME_DEPTH;
}

/* Returns where the parser must stop. */
static const char *scan_lines(Scan *scan, const char *at)
{
    while (at < scan->end) {
        const char *newline = memchr(at, '\n', (gsize)(scan->end - at));
        const char *stop = newline ? newline : scan->end, *next = newline ? newline + 1 : stop;
        gsize length = (gsize)(stop - at);
        if (take_delimiter(scan, at, length)) {
            if (is_out_of_bounds(scan)) {
                scan->bounds->cut_parts = TRUE;
                return at;
            }
        } else if (scan->in_header && is_blank(at, length)) {
            scan->in_header = false;
        } else if (scan->in_header) {
            take_header_line(scan, at, length, next);
        }
        at = next;
    }
    return at;
}

/* Skips what may stand before the first header line. */
static const char *find_start(const char *bytes, const char *end)
{
    if (end - bytes >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0)
        bytes += 3;
    while (bytes < end && (*bytes == '\r' || *bytes == '\n'))
        bytes++;
    while (end - bytes > 6 && (memcmp(bytes, "From ", 5) == 0 || memcmp(bytes, ">From ", 6) == 0)) {
        const char *newline = memchr(bytes, '\n', (gsize)(end - bytes));
        bytes = newline ? newline + 1 : end;
    }
    return bytes;
}

static bool has_header(const char *at, const char *end)
{
    while (at < end) {
        const char *newline = memchr(at, '\n', (gsize)(end - at));
        const char *stop = newline ? newline : end;
        if (is_blank(at, (gsize)(stop - at)))
            return false;
        if (is_header_start(at, (gsize)(stop - at)))
            return true;
        at = newline ? newline + 1 : end;
    }
    return false;
}

void mime_bounds_take(MimeBounds *bounds, const char *bytes, gsize size)
{
    const char *end = bytes + size, *start = find_start(bytes, end);
    *bounds = (MimeBounds){.bytes = start, .size = (gsize)(end - start)};
    bounds->has_header = has_header(start, end);
    Scan scan = {.bounds = bounds, .end = end, .kept = start, .in_header = true};
    scan.open = g_ptr_array_new();
    const char *stop = scan_lines(&scan, start);
    if (bounds->copy) {
        leave_out(&scan, stop, end);
        bounds->bytes = (const char *)bounds->copy->data;
        bounds->size = bounds->copy->len;
    } else {
        bounds->size = (gsize)(stop - start);
    }
    g_ptr_array_unref(scan.open);
    g_clear_pointer(&scan.declared, g_hash_table_unref);
}

void mime_bounds_clear(MimeBounds *bounds)
{
    g_clear_pointer(&bounds->copy, g_byte_array_unref);
}

/* One file that holds one mail or an mbox of many. Owns the splitting of an mbox; what a mail says
 * is mime_read's. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "skranke/base/language.h"

#include "mail_files_walk.h"

enum { HEADER_KEPT = 64 * 1024, DIGITS_MOST = 18 };

void mail_files_complain(const MailFileWalk *walk, const char *name, const char *why)
{
    if (walk->trouble != NULL)
        walk->trouble(name, why, walk->user);
}

static bool hand_over(const MailFileWalk *walk, const char *name, GBytes *bytes, gint64 at,
                      GError **error)
{
    gsize size = g_bytes_get_size(bytes);
    bool large = size > walk->max_bytes;
    g_autoptr(GBytes) kept =
        large ? g_bytes_new_from_bytes(bytes, 0, MIN(size, HEADER_KEPT)) : g_bytes_ref(bytes);
    MailFile file = {name, kept, at, large ? (gint64)size : 0};
    return walk->func(&file, walk->user, error);
}

/* ---- mbox ---- */

/* The line after the one at `at`, or the end. */
static const char *after_line(const char *at, const char *end)
{
    const char *newline = memchr(at, '\n', (gsize)(end - at));
    return newline != NULL ? newline + 1 : end;
}

/* "From somebody Tue Mar 10 09:41:00 2026": the time of day tells it from a sentence that begins
 * so. */
static bool is_separator(const char *at, const char *end)
{
    if (end - at < 5 || memcmp(at, "From ", 5) != 0)
        return false;
    const char *last = after_line(at, end);
    for (const char *c = at + 5; c + 4 < last; c++)
        if (g_ascii_isdigit(c[0]) && g_ascii_isdigit(c[1]) && c[2] == ':' &&
            g_ascii_isdigit(c[3]) && g_ascii_isdigit(c[4]))
            return true;
    return false;
}

static bool is_empty_line(const char *at, const char *end)
{
    return at < end && (at[0] == '\n' || (at[0] == '\r' && at + 1 < end && at[1] == '\n'));
}

/* Where the body begins; *length gets the Content-Length or -1. */
static const char *skip_header(const char *at, const char *end, gint64 *length)
{
    static const char field[] = "Content-Length:";
    *length = -1;
    for (; at < end && !is_empty_line(at, end); at = after_line(at, end)) {
        gsize size = (gsize)(after_line(at, end) - at);
        if (size <= sizeof field || size > sizeof field + DIGITS_MOST ||
            g_ascii_strncasecmp(at, field, sizeof field - 1) != 0)
            continue;
        g_autofree char *value = g_strndup(at + sizeof field - 1, size - sizeof field + 1);
        guint64 number;
        if (g_ascii_string_to_unsigned(g_strstrip(value), 10, 0, G_MAXINT64, &number, NULL))
            *length = (gint64)number;
    }
    return at < end ? after_line(at, end) : end;
}

/* The end of a body whose length is told, where a separator or the end of the file confirms it;
 * else NULL. */
static const char *told_end(const char *body, const char *end, gint64 length)
{
    if (length < 0 || length > end - body)
        return NULL;
    const char *at = body + length;
    while (is_empty_line(at, end))
        at = after_line(at, end);
    return at == end || is_separator(at, end) ? body + length : NULL;
}

/* Does a header begin here? Then the separator before it is one, also without the empty line that
 * ought to stand before it. */
static bool is_header(const char *at, const char *end)
{
    const char *name = at;
    while (at < end && g_ascii_isgraph(*at) && *at != ':')
        at++;
    return at > name && at < end && *at == ':';
}

/* The end of the mail that begins at `at`: before the empty line before the next separator. */
static const char *mail_end(const char *at, const char *end)
{
    gint64 length;
    const char *body = skip_header(at, end, &length);
    const char *told = told_end(body, end, length);
    if (told != NULL)
        return told;
    const char *empty = NULL; /* the line just read, when it was empty */
    for (const char *line = body; line < end; line = after_line(line, end)) {
        if (is_separator(line, end) && (empty != NULL || is_header(after_line(line, end), end)))
            return empty != NULL ? empty : line;
        empty = is_empty_line(line, end) ? line : NULL;
    }
    return end;
}

/* ">From " loses one ">" (mboxo and mboxrd). */
static GBytes *unquote(const char *at, const char *end)
{
    GString *out = g_string_sized_new((gsize)(end - at) + 1);
    while (at < end) {
        const char *next = after_line(at, end), *mark = at;
        while (mark < next && *mark == '>')
            mark++;
        if (mark > at && next - mark >= 5 && memcmp(mark, "From ", 5) == 0)
            at++;
        g_string_append_len(out, at, next - at);
        at = next;
    }
    return g_string_free_to_bytes(out);
}

static bool read_mbox(const MailFileWalk *walk, const char *path, GBytes *all, gint64 at,
                      GError **error)
{
    gsize size;
    const char *from = g_bytes_get_data(all, &size), *end = from + size;
    for (guint number = 1; from < end; number++) {
        const char *start = after_line(from, end), *until = mail_end(start, end);
        g_autofree char *name = g_strdup_printf("%s#%u", path, number);
        bool large = (gsize)(until - start) > walk->max_bytes;
        g_autoptr(GBytes) mail =
            large ? g_bytes_new_static(start, (gsize)(until - start)) : unquote(start, until);
        if (!hand_over(walk, name, mail, at, error))
            return false;
        for (from = until; is_empty_line(from, end);)
            from = after_line(from, end);
    }
    return true;
}

/* ---- one file ---- */

/* Nothing but a regular file is read: a pipe would wait for ever. Links are followed only where
 * people name them: one in a folder may lead to a file that is nobody's mail. */
static int open_regular(const char *path, MailFileKind kind, struct stat *about)
{
    int no_link = kind == MAIL_FILE_NAMED ? 0 : O_NOFOLLOW;
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | no_link);
    if (file >= 0 && fstat(file, about) == 0 && S_ISREG(about->st_mode))
        return file;
    if (file >= 0) {
        close(file);
        errno = EINVAL;
    }
    return -1;
}

/* The system's words for what is no file are riddles ("Invalid argument"). */
static const char *reason(int trouble)
{
    if (trouble == EINVAL || trouble == ENXIO)
        return _("a pipe, a socket or a device, not a file; it was not read");
    if (trouble == ELOOP)
        return _("a link; links in a folder are not followed");
    return g_strerror(trouble);
}

/* Small files are read, large ones mapped. */
static GBytes *load(int file, gsize size)
{
    if (size > 1 << 20) {
        GMappedFile *mapped = g_mapped_file_new_from_fd(file, FALSE, NULL);
        GBytes *bytes = mapped != NULL ? g_mapped_file_get_bytes(mapped) : NULL;
        g_clear_pointer(&mapped, g_mapped_file_unref);
        return bytes;
    }
    g_autofree char *bytes = g_malloc(size + 1);
    gsize have = 0;
    while (have < size) {
        gssize got = read(file, bytes + have, size - have);
        if (got < 0 && errno != EINTR)
            return NULL;
        if (got == 0)
            break;
        have += got > 0 ? (gsize)got : 0;
    }
    return g_bytes_new_take(g_steal_pointer(&bytes), have);
}

static bool named_like_mail(const char *path)
{
    static const char *const ends[] = {".eml", ".mail", ".mime"};
    for (gsize i = 0; i < G_N_ELEMENTS(ends); i++)
        if (g_str_has_suffix(path, ends[i]))
            return true;
    return false;
}

bool mail_files_read(const MailFileWalk *walk, const char *path, MailFileKind kind, GError **error)
{
    struct stat about;
    int file = open_regular(path, kind, &about);
    g_autoptr(GBytes) bytes = file >= 0 ? load(file, (gsize)about.st_size) : NULL;
    int trouble = errno;
    if (file >= 0)
        close(file);
    if (bytes == NULL) {
        mail_files_complain(walk, path, reason(trouble));
        return true;
    }
    gsize size;
    const char *text = g_bytes_get_data(bytes, &size);
    text = text != NULL ? text : "";
    const char *end = text + size, *start = text;
    while (kind != MAIL_FILE_ONE && is_empty_line(start, end))
        start = after_line(start, end);
    if (kind != MAIL_FILE_ONE && size > 0 && is_separator(start, end)) {
        g_autoptr(GBytes) box =
            g_bytes_new_from_bytes(bytes, (gsize)(start - text), (gsize)(end - start));
        return read_mbox(walk, path, box, about.st_mtime, error);
    }
    if (kind == MAIL_FILE_ONE || named_like_mail(path) || (kind == MAIL_FILE_NAMED && size > 0))
        return hand_over(walk, path, bytes, about.st_mtime, error);
    if (size > 0)
        mail_files_complain(walk, path, _("neither a mail nor a mailbox file"));
    return true;
}

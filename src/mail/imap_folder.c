/* Folder names on the wire: modified UTF-7 (RFC 3501 5.1.3). */
#include <string.h>

#include "skranke/mail/imap.h"

/* Base64 of UTF-16 (big-endian), "," for "/", no padding, between "&" and "-". */
static void append_shifted(GString *out, const char *from, const char *until)
{
    glong units = 0;
    g_autofree gunichar2 *wide = g_utf8_to_utf16(from, until - from, NULL, &units, NULL);
    for (glong i = 0; i < units; i++)
        wide[i] = GUINT16_TO_BE(wide[i]);
    g_autofree char *base64 = g_base64_encode((const guchar *)wide, (gsize)units * 2);
    g_strdelimit(base64, "/", ',');
    g_string_append_printf(out, "&%.*s-", (int)strcspn(base64, "="), base64);
}

static bool is_direct(char c)
{
    return c >= 0x20 && c <= 0x7e;
}

char *imap_folder_encode(const char *name)
{
    g_autofree char *valid = g_utf8_make_valid(name, -1);
    GString *out = g_string_new(NULL);
    for (const char *at = valid; *at != '\0';) {
        const char *until = at;
        while (*until != '\0' && !is_direct(*until))
            until++;
        if (until > at)
            append_shifted(out, at, until);
        else
            g_string_append(out, *at == '&' ? "&-" : (char[]){*at, '\0'});
        at = until > at ? until : at + 1;
    }
    return g_string_free(out, FALSE);
}

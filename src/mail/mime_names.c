/* Owns the names of attachments: what a sender calls a file is a suggestion. It must not know
 * parts.
 */
#include "mime_names.h"

#include <string.h>

#include "skranke/mail/charset.h"

#define NAME_BYTES 200
#define ENDING_BYTES 20
#define RAW_BYTES 4096

static const struct {
    const char *type, *name;
} default_names[] = {
    {"message/rfc822", "message.eml"},
    {"message/delivery-status", "delivery-status.txt"},
    {"message/disposition-notification", "receipt.txt"},
    {"text/rfc822-headers", "headers.txt"},
    {"text/plain", "text.txt"},
    {"text/html", "page.html"},
    {"text/calendar", "invitation.ics"},
    {"text/csv", "table.csv"},
    {"text/vcard", "contact.vcf"},
    {"text/x-vcard", "contact.vcf"},
    {"image/png", "image.png"},
    {"image/jpeg", "image.jpg"},
    {"image/jpg", "image.jpg"},
    {"image/gif", "image.gif"},
    {"image/svg+xml", "image.svg"},
    {"image/webp", "image.webp"},
    {"image/tiff", "image.tif"},
    {"image/bmp", "image.bmp"},
    {"audio/mpeg", "sound.mp3"},
    {"audio/wav", "sound.wav"},
    {"audio/x-wav", "sound.wav"},
    {"video/mp4", "video.mp4"},
    {"application/pdf", "document.pdf"},
    {"application/zip", "archive.zip"},
    {"application/msword", "document.doc"},
    {"application/rtf", "document.rtf"},
    {"application/json", "data.json"},
    {"application/xml", "data.xml"},
    {"application/vnd.ms-excel", "table.xls"},
    {"application/ms-tnef", "winmail.dat"},
    {"application/vnd.ms-tnef", "winmail.dat"},
    {"application/pkcs7-mime", "smime.p7m"},
    {"application/x-pkcs7-mime", "smime.p7m"},
    {"application/pkcs7-signature", "smime.p7s"},
    {"application/x-pkcs7-signature", "smime.p7s"},
    {"application/pgp-signature", "signature.asc"},
    {"application/pgp-encrypted", "version.txt"},
    {"application/pgp-keys", "key.asc"},
};

static const char *default_name(const char *type)
{
    for (gsize i = 0; i < G_N_ELEMENTS(default_names); i++)
        if (!strcmp(type, default_names[i].type))
            return default_names[i].name;
    return "attachment.bin";
}

/* Controls, and what turns the order of letters or cannot be seen (U+200B and the like): "gpj.exe"
 * must not look like "exe.jpg". */
static gboolean is_unwanted(gunichar character)
{
    if (character < 0x20 || (character >= 0x7F && character <= 0x9F))
        return TRUE;
    if (character == 0xAD || character == 0x61C || character == 0xFEFF || character == 0xFFFD)
        return TRUE;
    return (character >= 0x200B && character <= 0x200F) ||
           (character >= 0x2028 && character <= 0x202E) ||
           (character >= 0x2060 && character <= 0x206F);
}

/* The last part of a path, by the rules of any system. */
static const char *last_part(const char *path)
{
    const char *part = path;
    for (const char *at = path; *at; at++)
        if ((*at == '/' || *at == '\\') && at[1])
            part = at + 1;
    return part;
}

static char *clean(const char *raw)
{
    g_autofree char *bounded = g_strndup(raw, RAW_BYTES);
    g_autofree char *text = charset_mend(bounded);
    GString *name = g_string_new(NULL);
    for (const char *at = last_part(text); *at; at = g_utf8_next_char(at)) {
        gunichar character = g_utf8_get_char(at);
        if (character == '/' || character == '\\')
            continue;
        if (!is_unwanted(character))
            g_string_append_unichar(name, character);
    }
    char *start = name->str + strspn(name->str, ". ");
    g_string_erase(name, 0, start - name->str);
    while (name->len > 0 && strchr(". ", name->str[name->len - 1]))
        g_string_truncate(name, name->len - 1);
    return g_string_free(name, FALSE);
}

/* Where the ending (".pdf") begins; the end where there is none. */
static gsize ending_at(const char *name)
{
    const char *dot = strrchr(name, '.');
    gsize length = strlen(name);
    return dot && dot != name && strlen(dot) <= ENDING_BYTES ? (gsize)(dot - name) : length;
}

/* "stem<mark>.ending" within the bound; the stem gives way, at a whole character. */
static char *fit(const char *name, const char *mark)
{
    gsize stem = ending_at(name);
    gsize room = NAME_BYTES - strlen(name + stem) - strlen(mark);
    gsize keep = MIN(stem, room);
    while (keep > 0 && keep < stem && ((guchar)name[keep] & 0xC0) == 0x80)
        keep--;
    return g_strdup_printf("%.*s%s%s", (int)keep, name, mark, name + stem);
}

/* File systems that ignore case must not mix two up. The set maps a folded name to how often it was
 * wanted, so that a thousand equal names stay linear. */
static char *unique(const char *name, GHashTable *used)
{
    g_autofree char *folded = g_utf8_casefold(name, -1);
    guint wanted = GPOINTER_TO_UINT(g_hash_table_lookup(used, folded)) + 1;
    g_hash_table_replace(used, g_strdup(folded), GUINT_TO_POINTER(wanted));
    if (wanted == 1)
        return g_strdup(name);
    for (;; wanted++) {
        g_autofree char *mark = g_strdup_printf(" (%u)", wanted);
        g_autofree char *candidate = fit(name, mark);
        g_autofree char *key = g_utf8_casefold(candidate, -1);
        if (g_hash_table_contains(used, key))
            continue;
        g_hash_table_replace(used, g_steal_pointer(&key), GUINT_TO_POINTER(1));
        g_hash_table_replace(used, g_strdup(folded), GUINT_TO_POINTER(wanted));
        return g_steal_pointer(&candidate);
    }
}

char *mime_names_make(const char *raw, const char *type, GHashTable *used)
{
    g_autofree char *name = raw ? clean(raw) : NULL;
    if (!name || !*name) {
        g_free(name);
        name = g_strdup(default_name(type));
    }
    g_autofree char *bounded = fit(name, "");
    return unique(bounded, used);
}

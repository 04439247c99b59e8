/*
 * Owns the text of SIP messages as far as the telephones of the test read it.
 */
#include "sip_text.h"

#include <string.h>

char *sip_headers(const char *message, const char *name, const char *separator)
{
    GString *all = g_string_new(NULL);
    g_auto(GStrv) lines = g_strsplit(message, "\r\n", -1);
    gsize length = strlen(name);
    for (guint i = 1; lines[i] != NULL && *lines[i] != '\0'; i++) {
        if (g_ascii_strncasecmp(lines[i], name, length) != 0 || lines[i][length] != ':')
            continue;
        if (all->len > 0 && separator == NULL)
            break;
        g_string_append_printf(all, "%s%s", all->len > 0 ? separator : "",
                               g_strstrip(lines[i] + length + 1));
    }
    return g_string_free(all, FALSE);
}

char *sip_header(const char *message, const char *name)
{
    return sip_headers(message, name, NULL);
}

char *sip_address(const char *value)
{
    const char *begin = strchr(value, '<'), *end = begin != NULL ? strchr(begin, '>') : NULL;
    return end != NULL ? g_strndup(begin + 1, (gsize)(end - begin - 1)) : g_strdup(value);
}

char *sip_tag(const char *value)
{
    const char *tag = strstr(value, ";tag=");
    return tag != NULL ? g_strndup(tag + 5, strcspn(tag + 5, ";>")) : g_strdup("");
}

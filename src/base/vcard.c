/* Owns how cards become properties. It must not know what a property means for the directory. */
#include "skranke/base/vcard.h"

#include <stdbool.h>
#include <string.h>

#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "content_lines.h"

enum { LONGEST_VALUE = 100000, MOST_PROPERTIES = 2000 };
#define PART "\x1f" /* between the parts of a structured value */

static void property_free(gpointer data)
{
    VcardProperty *property = data;
    g_free(property->name);
    g_free(property->types);
    g_free(property->value);
    g_free(property);
}

static void card_free(gpointer data)
{
    Vcard *card = data;
    g_ptr_array_unref(card->properties);
    g_free(card);
}

static bool fail(guint line, const char *what, GError **error)
{
    g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_USAGE, _("line %u: %s"), line, what);
    return false;
}

/* ",work,cell,": of TYPE=…, several times or as a list, and of words without "=" (2.1 habits). */
static char *types_of(const ContentLine *line)
{
    GString *types = g_string_new(",");
    g_auto(GStrv) parameters = g_strsplit(line->parameters, ";", -1);
    for (guint i = 0; parameters[i]; i++) {
        const char *equals = strchr(parameters[i], '=');
        if (equals && g_ascii_strncasecmp(parameters[i], "TYPE=", 5) != 0)
            continue;
        g_autofree char *lower = g_ascii_strdown(equals ? equals + 1 : parameters[i], -1);
        g_auto(GStrv) words = g_strsplit_set(lower, ",\"", -1);
        for (guint w = 0; words[w]; w++)
            if (*words[w])
                g_string_append_printf(types, "%s,", words[w]);
    }
    return g_string_free(types, FALSE);
}

static bool is_structured(const char *name)
{
    static const char *const structured[] = {"N", "ORG", "ADR", "GENDER", "CLIENTPIDMAP", NULL};
    return g_strv_contains(structured, name);
}

/* Unescaped; ";" that is not escaped becomes the mark between parts, in those that have parts. */
static char *value_of(const char *name, const char *raw)
{
    if (!is_structured(name))
        return content_lines_unescape(raw);
    GString *value = g_string_new(NULL);
    GString *part = g_string_new(NULL);
    for (; *raw; raw++) {
        if (*raw == ';') {
            g_autofree char *plain = content_lines_unescape(part->str);
            g_string_append(value, plain);
            g_string_append(value, PART);
            g_string_truncate(part, 0);
            continue;
        }
        g_string_append_c(part, *raw);
        if (*raw == '\\' && raw[1])
            g_string_append_c(part, *++raw);
    }
    g_autofree char *plain = content_lines_unescape(part->str);
    g_string_append(value, plain);
    g_string_free(part, TRUE);
    return g_string_free(value, FALSE);
}

/* "item1.TEL" belongs to a group; its name is TEL. */
static VcardProperty *property_of(const ContentLine *line)
{
    const char *dot = strrchr(line->name, '.');
    VcardProperty *property = g_new0(VcardProperty, 1);
    property->name = g_strdup(dot ? dot + 1 : line->name);
    property->types = types_of(line);
    property->value = value_of(property->name, line->value);
    property->line = line->line;
    return property;
}

/* What a finished card must have said. */
static bool card_is_sound(const Vcard *card, GError **error)
{
    const VcardProperty *version = vcard_property(card, "VERSION", NULL);
    if (!version)
        return fail(card->line, _("the card does not say its VERSION"), error);
    if (strcmp(version->value, "2.1") == 0)
        return fail(version->line,
                    _("the card is vCard 2.1, whose characters cannot be read reliably; export "
                      "version 3.0 or 4.0"),
                    error);
    return strcmp(version->value, "3.0") == 0 || strcmp(version->value, "4.0") == 0 ||
           fail(version->line, _("the card is neither vCard 3.0 nor 4.0"), error);
}

static bool is_mark(const ContentLine *line, const char *name)
{
    return strcmp(line->name, name) == 0 &&
           g_ascii_strcasecmp(g_strstrip(line->value), "VCARD") == 0;
}

/* One line; *card is the one that is open, owned by cards. */
static bool take_line(GPtrArray *cards, Vcard **card, const ContentLine *line, GError **error)
{
    if (is_mark(line, "BEGIN")) {
        if (*card)
            return fail((*card)->line, _("half a card: it has no END"), error);
        *card = g_new0(Vcard, 1);
        (*card)->line = line->line;
        (*card)->properties = g_ptr_array_new_with_free_func(property_free);
        g_ptr_array_add(cards, *card);
        return true;
    }
    if (!*card)
        return fail(line->line, _("there is no BEGIN:VCARD before this line"), error);
    if (is_mark(line, "END")) {
        bool sound = card_is_sound(*card, error);
        *card = NULL;
        return sound;
    }
    /* Quoted-printable of vCard 2.1 has lines of its own; the version says more than they do. */
    const VcardProperty *version = vcard_property(*card, "VERSION", NULL);
    if (version && strcmp(version->value, "2.1") == 0)
        return card_is_sound(*card, error);
    if (*line->name == '\0')
        return fail(line->line, _("there is no \"name:value\""), error);
    if ((*card)->properties->len == MOST_PROPERTIES)
        return fail(line->line, _("the card has more than 2,000 properties"), error);
    g_ptr_array_add((*card)->properties, property_of(line));
    return true;
}

GPtrArray *vcard_parse(const char *text, gsize length, GError **error)
{
    g_autoptr(GPtrArray) lines = content_lines_read(text, length, LONGEST_VALUE, error);
    if (!lines)
        return NULL;
    g_autoptr(GPtrArray) cards = g_ptr_array_new_with_free_func(card_free);
    Vcard *card = NULL;
    for (guint i = 0; i < lines->len; i++)
        if (!take_line(cards, &card, lines->pdata[i], error))
            return NULL;
    if (card && !fail(card->line, _("half a card: it has no END"), error))
        return NULL;
    return g_steal_pointer(&cards);
}

const VcardProperty *vcard_property(const Vcard *card, const char *name, const char *type)
{
    g_autofree char *wanted = g_strconcat(",", type ? type : "", type ? "," : "", NULL);
    for (guint i = 0; i < card->properties->len; i++) {
        const VcardProperty *property = card->properties->pdata[i];
        if (strcmp(property->name, name) == 0 && strstr(property->types, wanted))
            return property;
    }
    return NULL;
}

char *vcard_part(const VcardProperty *property, guint part)
{
    g_auto(GStrv) parts = g_strsplit(property->value, PART, -1);
    return g_strdup(part < g_strv_length(parts) ? parts[part] : "");
}

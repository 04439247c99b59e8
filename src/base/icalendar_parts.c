/* Owns the structure of a calendar file: which lines belong to which component, and what is only
 * half there. It must not know what the lines mean. */
#include <string.h>

#include "skranke/base/language.h"

#include "icalendar_private.h"

enum { MOST_PROBLEMS = 200, MOST_DEPTH = 16, MOST_PARTS = 50000 };

typedef struct {
    char *kind;
    guint line;
    IcalendarPart *part; /* lines go there; NULL: passed over */
} Open;

typedef struct {
    GPtrArray *parts, *problems;
    GArray *open; /* of Open */
    Icalendar *result;
    bool any;
} Structure;

void icalendar_problem(GPtrArray *problems, guint line, const char *format, ...)
{
    if (problems->len >= MOST_PROBLEMS)
        return;
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *sentence = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_ptr_array_add(problems, g_strdup_printf(_("line %u: %s"), line, sentence));
}

static void part_free(gpointer data)
{
    IcalendarPart *part = data;
    g_free(part->kind);
    g_ptr_array_unref(part->lines);
    g_free(part);
}

static void open_clear(gpointer data)
{
    g_free(((Open *)data)->kind);
}

static Open *innermost(const Structure *structure)
{
    return structure->open->len ? &g_array_index(structure->open, Open, structure->open->len - 1)
                                : NULL;
}

static IcalendarPart *new_part(Structure *structure, const char *kind, guint line)
{
    static const char *const wanted[] = {"VEVENT", "VFREEBUSY", "VTIMEZONE", NULL};
    if (!g_strv_contains(wanted, kind))
        return NULL;
    if (structure->parts->len == MOST_PARTS)
        icalendar_problem(structure->problems, line, _("there are more than %d components"),
                          MOST_PARTS);
    if (structure->parts->len >= MOST_PARTS)
        return NULL;
    IcalendarPart *part = g_new0(IcalendarPart, 1);
    part->kind = g_strdup(kind);
    part->line = line;
    part->lines = g_ptr_array_new();
    g_ptr_array_add(structure->parts, part);
    return part;
}

static void begin(Structure *structure, ContentLine *line)
{
    const Open *around = innermost(structure);
    Open open = {.kind = g_ascii_strup(g_strstrip(line->value), -1), .line = line->line};
    structure->any = structure->any || strcmp(open.kind, "VCALENDAR") == 0;
    if (around && around->part && strcmp(around->part->kind, "VTIMEZONE") == 0) {
        open.part = around->part;
        g_ptr_array_add(open.part->lines, line);
    } else if (around && strcmp(around->kind, "VCALENDAR") == 0)
        open.part = new_part(structure, open.kind, line->line);
    structure->result->availabilities += strcmp(open.kind, "VAVAILABILITY") == 0;
    if (structure->open->len >= MOST_DEPTH) {
        icalendar_problem(structure->problems, line->line, _("components are nested too deep"));
        g_free(open.kind);
        return;
    }
    g_array_append_val(structure->open, open);
}

static void close_innermost(Structure *structure)
{
    g_array_remove_index(structure->open, structure->open->len - 1);
}

static bool is_open(const Structure *structure, const char *kind)
{
    for (guint i = 0; i < structure->open->len; i++)
        if (strcmp(g_array_index(structure->open, Open, i).kind, kind) == 0)
            return true;
    return false;
}

static void tell_of_half(const Structure *structure, const Open *open)
{
    icalendar_problem(structure->problems, open->line,
                      _("\"BEGIN:%.40s\" has no END: half a component"), open->kind);
}

static void end(Structure *structure, ContentLine *line)
{
    g_autofree char *kind = g_ascii_strup(g_strstrip(line->value), -1);
    if (!is_open(structure, kind)) {
        icalendar_problem(structure->problems, line->line,
                          _("\"END:%.40s\" without its BEGIN: half a component"), kind);
        return;
    }
    while (strcmp(innermost(structure)->kind, kind) != 0) {
        tell_of_half(structure, innermost(structure));
        close_innermost(structure);
    }
    IcalendarPart *part = innermost(structure)->part;
    close_innermost(structure);
    const Open *around = innermost(structure);
    if (part && around && around->part == part)
        g_ptr_array_add(part->lines, line);
}

static void take(Structure *structure, ContentLine *line)
{
    const Open *inner = innermost(structure);
    if (*line->name == '\0')
        icalendar_problem(structure->problems, line->line, _("there is no \"name:value\""));
    else if (strcmp(line->name, "BEGIN") == 0)
        begin(structure, line);
    else if (strcmp(line->name, "END") == 0)
        end(structure, line);
    else if (inner && inner->part)
        g_ptr_array_add(inner->part->lines, line);
    else if (inner && strcmp(line->name, "X-WR-CALNAME") == 0 && *structure->result->name == '\0') {
        g_free(structure->result->name);
        structure->result->name = content_lines_unescape(line->value);
    }
}

GPtrArray *icalendar_parts(const GPtrArray *lines, Icalendar *result)
{
    Structure structure = {.parts = g_ptr_array_new_with_free_func(part_free),
                           .problems = result->problems,
                           .open = g_array_new(FALSE, FALSE, sizeof(Open)),
                           .result = result};
    g_array_set_clear_func(structure.open, open_clear);
    result->name = g_strdup("");
    for (guint i = 0; i < lines->len; i++)
        take(&structure, lines->pdata[i]);
    for (guint i = structure.open->len; i > 0; i--)
        tell_of_half(&structure, &g_array_index(structure.open, Open, i - 1));
    g_array_unref(structure.open);
    if (!structure.any)
        g_clear_pointer(&structure.parts, g_ptr_array_unref);
    return structure.parts;
}

const ContentLine *icalendar_line(const IcalendarPart *part, const char *name)
{
    for (guint i = 0; i < part->lines->len; i++) {
        const ContentLine *line = part->lines->pdata[i];
        if (strcmp(line->name, name) == 0)
            return line;
    }
    return NULL;
}

/* Owns the table of those a caller may be put through to: whom they asked for and who else, in the
 * same columns. Draws nothing. */
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/language.h"
#include "skranke/base/safe_text.h"

#include "skranke/tui/app.h"
#include "skranke/tui/foreign_text.h"
#include "skranke/tui/person_text.h"

#include "call_private.h"

enum { COLUMN_NAME, COLUMN_STATUS, COLUMN_PHONE, COLUMN_MORE, COLUMNS };

/* Number and status stand whole whatever else is cut: they are what is told. */
static const TableColumn columns[COLUMNS] = {
    [COLUMN_NAME] = {.title = N_("Name"), .least = 20},
    [COLUMN_STATUS] = {.title = N_("Status"), .least = 30},
    [COLUMN_PHONE] = {.title = N_("Phone"), .least = 16},
    [COLUMN_MORE] = {.title = "", .least = 10},
};

/* Sections and statistics are told from each other by what stands behind "Division for", "Price
 * index for". */
static const char *told_apart(const char *section)
{
    const char *at = strstr(section, " for ");
    return at && at[strlen(" for ")] ? at + strlen(" for ") : section;
}

/* Where it would be cut. */
static void tell_apart(char **text, int cells)
{
    if (safe_text_cells(*text) <= cells)
        return;
    char *end = g_strdup(told_apart(*text));
    g_free(*text);
    *text = end;
}

static GStrv safe_texts(const char *name, const char *status, const char *phone, const char *why)
{
    GStrv texts = g_new0(char *, COLUMNS + 1);
    texts[COLUMN_NAME] = foreign_line(name, false);
    texts[COLUMN_STATUS] = foreign_line(status, false);
    texts[COLUMN_PHONE] = foreign_line(phone, false);
    texts[COLUMN_MORE] = foreign_line(why, false);
    return texts;
}

/* Why somebody was found: the name column is who would be rung. New text. */
static char *hit_why(const CallSheet *sheet, const DirectoryEntry *entry)
{
    if (sheet->offered && !sheet->settled)
        return g_strdup(_("spoken to before"));
    if (entry->by_sound)
        return g_strdup(_("sounds alike"));
    g_autofree char *why = person_entry_why(entry);
    return g_strdup(entry->statistic ? why : told_apart(why));
}

static GStrv texts_of_hit(const App *app, const CallSheet *sheet, int place)
{
    const DirectoryEntry *entry = g_ptr_array_index(sheet->hits, place);
    const Directory *directory = app->directory.directory;
    gint64 now = clock_now();
    g_autofree char *status = person_status_text(directory, entry, sheet->press, now);
    g_autofree char *why = hit_why(sheet, entry);
    g_autofree char *name =
        entry->person ? g_strdup(entry->person->name) : person_entry_name(entry);
    return safe_texts(name, status, person_phone(directory, entry, sheet->press, now), why);
}

/* In fewer words than other_why(): the name stands beside it. */
static char *short_why(const Other *other)
{
    return other->reason == OTHER_STATISTIC ? g_strdup(statistic_name(other->statistic))
           : other->reason == OTHER_LINE    ? g_strdup(_("shared line"))
                                            : other_why(other);
}

static GStrv texts_of_other(const Other *other)
{
    g_autofree char *status = other_presence_text(other, clock_now());
    g_autofree char *why = short_why(other);
    return safe_texts(other_name(other), status, other_phone(other), why);
}

static void widen(int *widest, GStrv texts, int name_cells)
{
    tell_apart(&texts[COLUMN_NAME], name_cells);
    table_widen(widest, (const char *const *)texts, COLUMNS);
    g_strfreev(texts);
}

/* What is wanted of the columns where names have so many cells. */
static void widen_all(const App *app, const CallSheet *sheet, int *widest, int name_cells)
{
    for (int i = 0; sheet->hits && i < (int)sheet->hits->len; i++)
        widen(widest, texts_of_hit(app, sheet, i), name_cells);
    for (guint i = 0; sheet->others && i < sheet->others->others->len; i++)
        widen(widest, texts_of_other(g_ptr_array_index(sheet->others->others, i)), name_cells);
}

/* The same for the hits and for who else, whatever of them is in sight. Where something is cut,
 * long names of sections take no room from the reasons. */
TableWidths call_rows_widths(const App *app, const CallSheet *sheet, int cells)
{
    int widest[COLUMNS] = {0}, short_names[COLUMNS] = {0};
    widen_all(app, sheet, widest, G_MAXINT);
    TableWidths widths = table_fit(columns, COLUMNS, widest, cells);
    if (widths.width[COLUMN_NAME] >= widest[COLUMN_NAME] &&
        widths.width[COLUMN_MORE] >= widest[COLUMN_MORE])
        return widths;
    widen_all(app, sheet, short_names, columns[COLUMN_NAME].least);
    return table_fit(columns, COLUMNS, short_names, cells);
}

char *call_rows_titles(const TableWidths *widths)
{
    return table_titles(columns, widths);
}

/* Takes the texts. */
static char *line_of(GStrv texts, const TableWidths *widths)
{
    static const guint cut[] = {COLUMN_NAME, COLUMN_MORE};
    for (guint i = 0; i < G_N_ELEMENTS(cut); i++)
        tell_apart(&texts[cut[i]], widths->width[cut[i]]);
    char *line = table_line(columns, widths, (const char *const *)texts);
    g_strfreev(texts);
    return line;
}

char *call_rows_hit(const App *app, const CallSheet *sheet, int place, const TableWidths *widths)
{
    return line_of(texts_of_hit(app, sheet, place), widths);
}

char *call_rows_other(const Other *other, const TableWidths *widths)
{
    return line_of(texts_of_other(other), widths);
}

/* Owns how columns share a line; knows no terminal and no inquiry. */
#include "skranke/tui/table.h"

#include "skranke/base/language.h"
#include "skranke/base/safe_text.h"

static int least_total(const TableColumn *columns, const TableWidths *widths)
{
    int total = -1;
    for (guint i = 0; i < widths->count; i++)
        if (widths->width[i] > 0)
            total += columns[i].least + 1;
    return total;
}

/* The column to leave out next, or -1. */
static int next_to_drop(const TableColumn *columns, const TableWidths *widths)
{
    int found = -1;
    for (guint i = 0; i < widths->count; i++)
        if (widths->width[i] > 0 && columns[i].drop > 0 &&
            (found < 0 || columns[i].drop > columns[found].drop))
            found = (int)i;
    return found;
}

/* Gives the cells that are left: a third to columns with a bound, the rest to the one without. */
static void grow(const TableColumn *columns, TableWidths *widths, int left)
{
    int share = left / 3;
    for (guint i = 0; i < widths->count && share > 0; i++) {
        if (widths->width[i] == 0 || columns[i].most == 0)
            continue;
        int more = CLAMP(columns[i].most - widths->width[i], 0, share);
        widths->width[i] += more;
        share -= more;
        left -= more;
    }
    for (guint i = 0; i < widths->count; i++)
        if (widths->width[i] > 0 && columns[i].most == 0) {
            widths->width[i] += left;
            return;
        }
}

TableWidths table_widths(const TableColumn *columns, guint count, int cells)
{
    g_assert(count <= TABLE_MOST_COLUMNS);
    TableWidths widths = {.count = count};
    for (guint i = 0; i < count; i++)
        widths.width[i] = cells >= columns[i].from ? columns[i].least : 0;
    while (least_total(columns, &widths) > cells) {
        int drop = next_to_drop(columns, &widths);
        if (drop < 0)
            return widths;
        widths.width[drop] = 0;
    }
    grow(columns, &widths, cells - least_total(columns, &widths));
    return widths;
}

void table_widen(int *widest, const char *const *texts, guint count)
{
    for (guint i = 0; i < count; i++)
        widest[i] = MAX(widest[i], safe_text_cells(texts[i]));
}

/* A cell at a time to each that is still cut, so that one long text does not take it all. */
static int share(TableWidths *widths, const int *needed, int left)
{
    for (bool given = true; given && left > 0;) {
        given = false;
        for (guint i = 0; i < widths->count && left > 0; i++)
            if (widths->width[i] > 0 && widths->width[i] < needed[i]) {
                widths->width[i]++;
                left--;
                given = true;
            }
    }
    return left;
}

TableWidths table_fit(const TableColumn *columns, guint count, const int *widest, int cells)
{
    g_assert(count <= TABLE_MOST_COLUMNS);
    TableColumn fitted[TABLE_MOST_COLUMNS];
    TableWidths widths = {.count = count};
    int needed[TABLE_MOST_COLUMNS];
    for (guint i = 0; i < count; i++) {
        int title = *columns[i].title ? safe_text_cells(_(columns[i].title)) : 0;
        needed[i] = MAX(title, widest[i]);
        fitted[i] = columns[i];
        fitted[i].least = MIN(columns[i].least, needed[i]);
        bool shown = widest[i] > 0 && cells >= columns[i].from;
        widths.width[i] = shown ? fitted[i].least : 0;
    }
    while (least_total(fitted, &widths) > cells) {
        int drop = next_to_drop(fitted, &widths);
        if (drop < 0)
            return widths;
        widths.width[drop] = 0;
    }
    int left = share(&widths, needed, cells - least_total(fitted, &widths));
    for (guint i = count; i-- > 0 && left > 0;)
        if (widths.width[i] > 0) {
            widths.width[i] += left;
            left = 0;
        }
    return widths;
}

char *table_line(const TableColumn *columns, const TableWidths *widths, const char *const *texts)
{
    GString *line = g_string_new(NULL);
    for (guint i = 0; i < widths->count; i++) {
        if (widths->width[i] == 0)
            continue;
        if (line->len > 0)
            g_string_append_c(line, ' ');
        g_autofree char *cell = safe_text_fit(texts[i], widths->width[i], columns[i].right_aligned);
        g_string_append(line, cell);
    }
    return g_string_free(line, FALSE);
}

char *table_titles(const TableColumn *columns, const TableWidths *widths)
{
    const char *titles[TABLE_MOST_COLUMNS];
    for (guint i = 0; i < widths->count; i++)
        titles[i] = *columns[i].title ? _(columns[i].title) : "";
    return table_line(columns, widths, titles);
}

/* Owns how a call looks: three lines to write in, what is known of the caller, whom they ask for,
 * what to say to them, who else. One item a line; states are words. Asks no database. */
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/language.h"
#include "skranke/base/safe_text.h"
#include "skranke/base/time_text.h"

#include "skranke/tui/app.h"
#include "skranke/tui/foreign_text.h"
#include "skranke/tui/person_text.h"
#include "skranke/tui/rescue.h"

#include "call_private.h"

enum {
    LEAST_HITS = 3,
    OTHERS_SHOWN = 4, /* where many hits need the room */
    KNOWN_LINES = 2,
    MARK_CELLS = 2, /* "> " */
    NOTES = 2,
    MORE_NOTES = 8,  /* on a card of its own */
    WIDE = 120,      /* cells from which on the card stands beside the call */
    CARD_LEAST = 46, /* its cells, and of what is more than WIDE half */
};
/* A place that is filled line by line from above. */
typedef struct {
    Rect place;
    int used;
} Page;

static int left(const Page *page)
{
    return MAX(0, page->place.height - page->used);
}

/* Safe text. */
static void put(Page *page, Style style, const char *text)
{
    if (left(page) > 0)
        screen_text(page->place.row + page->used++, page->place.column, page->place.width, style,
                    text);
}

/* Foreign text, wrapped, at most so many lines. */
static void put_block(Page *page, Style style, const char *text, int most)
{
    g_autofree char *safe = foreign_block(text, -1, false);
    g_autoptr(GPtrArray) lines = safe_text_wrap(safe, page->place.width);
    for (guint i = 0; i < lines->len && (int)i < most; i++)
        put(page, style, g_ptr_array_index(lines, i));
}

/* ---- the lines to write in ---- */

static void draw_fields(CallSheet *sheet, Page *page)
{
    static const char *const labels[SHEET_PLACES] = {N_("Caller"), N_("For whom"), N_("Matter")};
    int widest = 0;
    for (guint i = 0; i < SHEET_PLACES; i++)
        widest = MAX(widest, safe_text_cells(_(labels[i])));
    for (guint i = 0; i < SHEET_PLACES && left(page) > 0; i++) {
        int row = page->place.row + page->used++;
        bool focus = i == sheet->place; /* where the cursor stays unless a row takes it */
        int cells = form_label(row, page->place.column, widest, _(labels[i]));
        field_draw(sheet->field[i], row, page->place.column + cells,
                   MAX(1, page->place.width - cells), focus);
    }
}

/* ---- what is known of the caller ---- */

static void append(GString *line, const char *text)
{
    if (*text)
        g_string_append_printf(line, "%s%s", line->len ? " · " : "", text);
}

/* What to be careful about with this call. */
static void draw_warnings(const App *app, const CallSheet *sheet, Page *page)
{
    const PbxCall *line = call_sheet_line(app, sheet);
    if (sheet->call && *sheet->call->returned) {
        g_autofree char *back =
            g_strdup_printf(_("! Came back: %s"), person_return_text(sheet->call->returned));
        g_autofree char *safe = foreign_line(back, false);
        put(page, STYLE_NEW, safe);
    }
    if (line && line->state == PBX_UNKNOWN)
        put(page, STYLE_NEW, _("! What became of it is not known: look at the telephone."));
}

/* In one column; an empty line where there is nothing, so that what is below does not jump. */
static void draw_known(const CallSheet *sheet, Page *page)
{
    bool typed = *field_text(sheet->field[SHEET_CALLER]) != '\0';
    if (!sheet->facts) {
        put(page, STYLE_FADED, typed ? "" : _("A number shows who rang before; a name goes too."));
        return;
    }
    g_autofree char *known = call_known_text(sheet);
    put_block(page, STYLE_NORMAL, known, KNOWN_LINES);
}

/* ---- people, a line each ---- */

/* Takes the line. */
static void put_row(Page *page, char *cells, bool selected)
{
    g_autofree char *taken = cells;
    g_autofree char *line = g_strconcat(selected ? ">" : " ", taken, NULL);
    put(page, selected ? STYLE_SELECTED : STYLE_NORMAL, line);
}

/* A row as it is read out; the cursor goes there when the arrows do. */
static void put_read_row(const App *app, Page *page, const char *row, bool selected)
{
    int line = page->place.row + page->used;
    if (selected && left(page) > 0 && app_cursor_in_list(app))
        screen_cursor(line, page->place.column, false);
    put(page, selected ? STYLE_SELECTED : STYLE_NORMAL, row);
}

static void put_titles(Page *page, const TableWidths *widths)
{
    if (screen_is_accessible())
        return;
    g_autofree char *titles = call_rows_titles(widths);
    g_autofree char *line = g_strconcat(" ", titles, NULL);
    put(page, STYLE_COLUMN, line);
}

static void put_hit(const App *app, const CallSheet *sheet, int place, Page *page,
                    const TableWidths *widths)
{
    const DirectoryEntry *entry = g_ptr_array_index(sheet->hits, place);
    bool offered = sheet->offered && !sheet->settled,
         selected = place == sheet->hit && sheet->other < 0 && sheet->card == 0;
    if (screen_is_accessible()) {
        g_autofree char *row =
            person_row(app->directory.directory, entry, offered ? _("spoken to before") : NULL,
                       sheet->press, clock_now(), selected);
        put_read_row(app, page, row, selected);
        return;
    }
    put_row(page, call_rows_hit(app, sheet, place, widths), selected);
}

static void draw_hits(const App *app, const CallSheet *sheet, Page *page, const TableWidths *widths,
                      int most)
{
    int count = sheet->hits ? (int)sheet->hits->len : 0;
    if (count == 0) {
        bool typed = *field_text(sheet->field[SHEET_FOR]) != '\0';
        put(page, STYLE_NORMAL,
            typed ? _("No match; F8 makes it an inquiry.")
                  : _("Type a name, a number, a section or a subject."));
        return;
    }
    put_titles(page, widths);
    int shown = count > most ? MAX(1, most - 1) : count;
    int top = CLAMP(sheet->hit - shown + 1, 0, count - shown);
    for (int i = top; i < top + shown; i++)
        put_hit(app, sheet, i, page, widths);
    if (count == shown)
        return;
    g_autofree char *more =
        g_strdup_printf(ngettext(" … %d more: type more of it, or ↓",
                                 " … %d more: type more of it, or ↓", (gulong)(count - shown)),
                        count - shown);
    put(page, STYLE_FADED, more);
}

static void put_other(const App *app, const Other *other, Page *page, const TableWidths *widths,
                      bool selected)
{
    if (screen_is_accessible()) {
        g_autofree char *row = person_other_row(other, clock_now(), selected);
        put_read_row(app, page, row, selected);
        return;
    }
    put_row(page, call_rows_other(other, widths), selected);
}

static void draw_others(const App *app, const CallSheet *sheet, Page *page,
                        const TableWidths *widths, int most)
{
    if (!sheet->others)
        return;
    int count = (int)sheet->others->others->len;
    bool free = presence_is_free(&sheet->presence); /* they are for a journalist then */
    if (!free && (sheet->others->nobody_free || count == 0))
        put(page, STYLE_NEW, _("! Who else: nobody is free – F3 writes a message"));
    else
        put(page, STYLE_LABEL, _("Who else (↓ selects):"));
    int shown = MIN(count, MIN(most, left(page)));
    int top = CLAMP(sheet->other - shown + 1, 0, count - shown);
    for (int i = top; i < top + shown; i++)
        put_other(app, g_ptr_array_index(sheet->others->others, i), page, widths,
                  i == sheet->other && sheet->card == 0);
}

/* ---- what to say, and the card ---- */

/* One line, told from the lists by the word of its language. */
static void draw_saying(const CallSheet *sheet, Page *page)
{
    if (!*sheet->saying || left(page) == 0)
        return;
    g_autofree char *word = g_strdup_printf("%s:", language_code(sheet->language));
    g_autofree char *sentence = safe_text_line(sheet->saying, -1);
    if (screen_is_accessible()) {
        g_autofree char *line = g_strdup_printf("%s %s", word, sentence);
        put(page, STYLE_NEW, line);
        return;
    }
    int row = page->place.row + page->used, cells = safe_text_cells(word) + 1;
    screen_text(row, page->place.column, page->place.width, STYLE_KEY, word);
    Page rest = *page;
    rest.place.column += cells;
    rest.place.width -= cells;
    put(&rest, STYLE_NEW, sentence);
    page->used = rest.used;
}

/* Behind the last of the people the arrows go on into it, line by line. */
static void draw_read_card(const App *app, CallSheet *sheet, Page *page, const char *card)
{
    g_autofree char *safe = foreign_block(card, -1, false);
    g_autoptr(GPtrArray) lines = safe_text_wrap(g_strchomp(safe), page->place.width - MARK_CELLS);
    int room = left(page), top = MAX(0, sheet->card - room);
    sheet->card_lines = room > 0 ? (int)lines->len : 0;
    sheet->card = MIN(sheet->card, sheet->card_lines);
    for (int i = top; i < MIN(top + room, sheet->card_lines); i++) {
        bool read = i + 1 == sheet->card;
        g_autofree char *line = g_strconcat(read ? "> " : "", g_ptr_array_index(lines, i), NULL);
        put_read_row(app, page, line, read);
    }
}

static void draw_card(const App *app, CallSheet *sheet, Page *page, guint notes)
{
    const DirectoryEntry *entry = call_sheet_entry(sheet);
    sheet->card_lines = 0;
    if (!entry)
        return;
    g_autofree char *card =
        screen_is_accessible()
            ? person_facts(app->directory.directory, entry, sheet->press, clock_now(), false)
            : person_card(app->directory.directory, entry, sheet->press, clock_now(), notes, false);
    if (screen_is_accessible())
        draw_read_card(app, sheet, page, card);
    else
        put_block(page, STYLE_NORMAL, card, left(page));
}

/* ---- beside the call, where there is room ---- */

static void add_as_line(gpointer to, const char *text)
{
    put_block(to, STYLE_NORMAL, text, 2);
}

static void draw_before(const CallSheet *sheet, Page *page)
{
    if (!sheet->facts)
        return;
    g_autofree char *who = call_known_who(sheet);
    put(page, STYLE_LABEL, _("The caller"));
    put_block(page, STYLE_NORMAL, who, 2);
    call_known_before(sheet, add_as_line, page, G_MAXUINT);
    put(page, STYLE_NORMAL, "");
}

static void draw_answers_for(const CallSheet *sheet, Page *page)
{
    const Person *person = call_sheet_asked(sheet);
    if (!person || person->statistics->len == 0)
        return;
    put(page, STYLE_NORMAL, "");
    put(page, STYLE_LABEL, _("Answers for"));
    for (guint i = 0; i < person->statistics->len; i++)
        put_block(page, STYLE_NORMAL, statistic_name(g_ptr_array_index(person->statistics, i)), 1);
}

static void draw_beside(const App *app, CallSheet *sheet, Rect area)
{
    screen_frame(area, false, _(" What is known "), NULL);
    Page page = {.place = screen_inside(area)};
    draw_before(sheet, &page);
    draw_card(app, sheet, &page, MORE_NOTES);
    draw_answers_for(sheet, &page);
    if (page.used == 0)
        put(&page, STYLE_FADED, _("A number shows who rang before; a name goes too."));
}

/* ---- the whole ---- */

/* The lines that who else takes: the hits have all the others. */
static int others_lines(const CallSheet *sheet)
{
    return sheet->others ? 1 + MIN((int)sheet->others->others->len, OTHERS_SHOWN) : 0;
}

/* The caller waits for the sentence: it stands right under those it is about, and who else under
 * it. */
static void draw_inside(App *app, CallSheet *sheet, Rect inside, bool beside)
{
    Page page = {.place = inside};
    draw_fields(sheet, &page);
    if (!call_sheet_look(app, sheet)) {
        put(&page, STYLE_NORMAL, _("The directory cannot be read just now."));
        return;
    }
    draw_warnings(app, sheet, &page);
    if (!beside)
        draw_known(sheet, &page);
    TableWidths widths = call_rows_widths(app, sheet, page.place.width - 1);
    int below = 2 + others_lines(sheet); /* the titles above, the sentence */
    draw_hits(app, sheet, &page, &widths, MAX(LEAST_HITS, left(&page) - below));
    draw_saying(sheet, &page);
    draw_others(app, sheet, &page, &widths, beside ? G_MAXINT : OTHERS_SHOWN);
    if (!beside)
        draw_card(app, sheet, &page, NOTES);
}

static char *title_of(const App *app, const CallSheet *sheet)
{
    GString *title = g_string_new(NULL);
    if (sheet->id)
        g_string_printf(title, _("Call %" PRId64), sheet->id);
    else
        g_string_assign(title, _("Call, not in the database yet"));
    g_autofree char *at = time_text_clock(sheet->began_at);
    const PbxCall *line = call_sheet_line(app, sheet);
    append(title, at);
    g_autofree char *whose = call_form_whose(app, sheet);
    append(title, whose);
    append(title, line ? pbx_state_text(line->state) : "");
    append(title, sheet->press ? _("PRESS") : "");
    append(title, rescue_has_call(sheet) ? _("kept on this machine") : "");
    g_autofree char *raw = g_string_free(title, FALSE);
    g_autofree char *safe = safe_text_line(raw, -1);
    return g_strdup_printf(" %s ", safe);
}

void call_sheet_draw(App *app, CallSheet *sheet, Rect area)
{
    screen_fill(area, STYLE_NORMAL);
    g_autofree char *title = title_of(app, sheet);
    guint open = app->calls.open;
    g_autofree char *note = open > 1 ? g_strdup_printf(_("%u open calls (PgUp PgDn)"), open) : NULL;
    bool beside = area.width >= WIDE && !screen_is_accessible();
    Rect call = area, card = area;
    if (beside) {
        card.width = CARD_LEAST + (area.width - WIDE) / 2;
        call.width -= card.width;
        card.column += call.width;
    }
    screen_frame(call, true, title, note);
    draw_inside(app, sheet, screen_inside(call), beside);
    if (beside && call_sheet_look(app, sheet))
        draw_beside(app, sheet, card);
}

/* Owns the list of what is followed up: messages to colleagues that wait, and callers to be rung
 * back. The selection is tied to the record, not to the line. What a key does is
 * desk/phone_messages.h's to carry out. */
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/language.h"
#include "skranke/base/safe_text.h"

#include "skranke/domain/phone_number.h"

#include "skranke/desk/phone_messages.h"

#include "skranke/tui/app.h"
#include "skranke/tui/table.h"

#include "follow_ups.h"

enum { LEAST_WITH_DETAIL = 16, DETAIL_LINES = 8, MOST_DETAIL_LINES = 14 };

typedef struct {
    Form form;
    GPtrArray *items; /* of FollowUp * */
    gint64 now;       /* when they were read */
    guint selected, top;
    int height;
} FollowUps;

/* ---- columns ---- */

enum {
    COLUMN_MARK,
    COLUMN_KIND,
    COLUMN_DUE,
    COLUMN_WHOM,
    COLUMN_NUMBER,
    COLUMN_CALLER,
    COLUMN_PROGRESS,
    COLUMN_MATTER,
    COLUMNS
};

/* Kind, when and whom stand within forty cells: as much as a line of braille shows. */
static const TableColumn columns[COLUMNS] = {
    [COLUMN_MARK] = {.title = "", .least = 1, .most = 1},
    [COLUMN_KIND] = {.title = N_("What"), .least = 9, .most = 9},
    [COLUMN_DUE] = {.title = N_("Due"), .least = 11, .most = 11},
    [COLUMN_WHOM] = {.title = N_("To whom"), .least = 14, .most = 22},
    [COLUMN_NUMBER] = {.title = N_("Number"), .least = 12, .most = 17},
    [COLUMN_CALLER] = {.title = N_("Caller"), .least = 14, .most = 20, .drop = 2, .from = 120},
    [COLUMN_PROGRESS] = {.title = N_("So far"), .least = 24, .most = 30, .drop = 1, .from = 120},
    [COLUMN_MATTER] = {.title = N_("About"), .least = 16},
};

/* The columns with room for the longest number: one that is cut is of no use. */
static TableWidths widths_for(const FollowUps *form, TableColumn *fitted, int cells)
{
    memcpy(fitted, columns, sizeof columns);
    TableColumn *number = &fitted[COLUMN_NUMBER];
    for (guint i = 0; i < form->items->len; i++) {
        g_autofree char *text =
            phone_number_text(follow_up_number(g_ptr_array_index(form->items, i)));
        number->least = CLAMP(safe_text_cells(text), number->least, number->most);
    }
    return table_widths(fitted, COLUMNS, cells);
}

/* What has no column of its own stands before the matter. */
static char *about(const FollowUp *item, const TableWidths *widths)
{
    g_autofree char *caller = follow_up_caller(item);
    g_autofree char *progress = follow_up_progress(item);
    g_autofree char *matter = follow_up_matter(item);
    const char *before = widths->width[COLUMN_CALLER] > 0 ? "" : *caller ? caller : progress;
    return *before && *matter ? g_strdup_printf("%s: %s", before, matter)
                              : g_strdup(*before ? before : matter);
}

static void draw_read_out(const FollowUps *form, guint index, Rect place)
{
    bool selected = index == form->selected;
    g_autofree char *row =
        follow_up_row(g_ptr_array_index(form->items, index), form->now, selected);
    screen_text(place.row, place.column, place.width, selected ? STYLE_SELECTED : STYLE_NORMAL,
                row);
}

static void draw_item(const FollowUps *form, guint index, Rect place, const TableColumn *fitted,
                      const TableWidths *widths)
{
    if (screen_is_accessible()) {
        draw_read_out(form, index, place);
        return;
    }
    const FollowUp *item = g_ptr_array_index(form->items, index);
    bool selected = index == form->selected;
    g_autofree char *due = follow_up_due_words(item, form->now);
    g_autofree char *whom = follow_up_whom(item);
    g_autofree char *number = phone_number_text(follow_up_number(item));
    g_autofree char *caller = follow_up_caller(item);
    g_autofree char *progress = follow_up_progress(item);
    g_autofree char *matter = about(item, widths);
    const char *const texts[COLUMNS] = {
        [COLUMN_MARK] = selected ? ">" : " ",
        /* TRANSLATORS: what is to be done in a list, at most 9 letters each. */
        [COLUMN_KIND] = item->message ? _("Message") : _("Ring back"),
        [COLUMN_DUE] = due,
        [COLUMN_WHOM] = whom,
        [COLUMN_NUMBER] = number,
        [COLUMN_CALLER] = caller,
        [COLUMN_PROGRESS] = progress,
        [COLUMN_MATTER] = matter,
    };
    g_autofree char *line = table_line(fitted, widths, texts);
    screen_text(place.row, place.column, place.width, selected ? STYLE_SELECTED : STYLE_NORMAL,
                line);
    if (!selected && follow_up_presses(item, form->now))
        screen_text(place.row,
                    place.column + widths->width[COLUMN_MARK] + widths->width[COLUMN_KIND] + 2,
                    widths->width[COLUMN_DUE], STYLE_OVERDUE, due);
}

/* ---- drawing ---- */

static const FollowUp *selected_item(const FollowUps *form)
{
    return form->selected < form->items->len ? g_ptr_array_index(form->items, form->selected)
                                             : NULL;
}

static char *title_text(const FollowUps *form)
{
    guint messages = 0, pressing = 0;
    for (guint i = 0; i < form->items->len; i++) {
        const FollowUp *item = g_ptr_array_index(form->items, i);
        messages += item->message != NULL;
        pressing += follow_up_presses(item, form->now);
    }
    return g_strdup_printf(_(" Follow-ups · messages %u · to ring back %u · late or not sent %u "),
                           messages, form->items->len - messages, pressing);
}

static char *name_text(const FollowUp *item)
{
    return item->message ? g_strdup_printf(_("Message %" PRId64), follow_up_id(item))
                         : g_strdup_printf(_("Call-back %" PRId64), follow_up_id(item));
}

static void draw_list(FollowUps *form, Rect frame)
{
    Rect inside = screen_inside(frame);
    form->height = MAX(1, inside.height - 1);
    guint height = (guint)form->height;
    form->top = CLAMP(form->top, form->selected >= height ? form->selected - height + 1 : 0,
                      form->selected);
    g_autofree char *title = title_text(form);
    g_autofree char *note =
        g_strdup_printf("%u/%u", MIN(form->selected + 1, form->items->len), form->items->len);
    screen_frame(frame, true, title, screen_is_accessible() ? NULL : note);
    TableColumn fitted[COLUMNS];
    TableWidths widths = widths_for(form, fitted, inside.width);
    g_autofree char *titles = screen_is_accessible()
                                  ? g_strdup(_("  To whom Number When What Caller About"))
                                  : table_titles(fitted, &widths);
    screen_text(inside.row, inside.column, inside.width, STYLE_COLUMN, titles);
    for (guint i = 0; i < height && form->top + i < form->items->len; i++) {
        Rect place = {inside.row + 1 + (int)i, inside.column, 1, inside.width};
        draw_item(form, form->top + i, place, fitted, &widths);
    }
    if (form->items->len == 0)
        screen_text(inside.row + 1, inside.column + 1, inside.width - 1, STYLE_NORMAL,
                    _("No message waits and nobody is to be rung back. F2 begins a call."));
    screen_cursor(inside.row + 1 + (int)(form->selected - form->top), inside.column, false);
}

/* The selected one in full, as far as it fits; Enter reads all. */
static void draw_detail(const FollowUps *form, Rect frame)
{
    Rect inside = screen_inside(frame);
    const FollowUp *item = selected_item(form);
    g_autofree char *name = name_text(item);
    g_autofree char *title = g_strdup_printf(" %s ", name);
    screen_frame(frame, false, title, NULL);
    g_autofree char *text = follow_up_text(item, form->now);
    g_autoptr(GPtrArray) lines = safe_text_wrap(text, inside.width - 2);
    for (guint i = 0; i < lines->len && (int)i < inside.height; i++)
        screen_text(inside.row + (int)i, inside.column + 1, inside.width - 2, STYLE_NORMAL,
                    g_ptr_array_index(lines, i));
}

static void follow_ups_draw(Form *base, App *app, Rect area)
{
    (void)app;
    FollowUps *form = (FollowUps *)base;
    screen_fill(area, STYLE_NORMAL);
    if (screen_is_accessible() || area.height < LEAST_WITH_DETAIL || form->items->len == 0) {
        draw_list(form, area); /* one thing on the screen, and Enter reads the rest */
        return;
    }
    Rect list = area, detail = area;
    detail.height = CLAMP(area.height / 3, DETAIL_LINES, MOST_DETAIL_LINES) + 2;
    list.height -= detail.height;
    detail.row += list.height;
    draw_detail(form, detail);
    draw_list(form, list);
}

/* ---- reading again ---- */

static bool is_same(const FollowUp *item, bool message, gint64 id)
{
    return (item->message != NULL) == message && follow_up_id(item) == id;
}

/* The same record is selected again, or the one in its place. True: it is still there. */
static bool read_items(FollowUps *form, App *app)
{
    const FollowUp *item = selected_item(form);
    bool had = item != NULL, message = had && item->message;
    gint64 id = had ? follow_up_id(item) : 0;
    g_autoptr(GError) error = NULL;
    gint64 now = clock_now();
    GPtrArray *items = follow_ups_read(app->desk->db, now, &error);
    if (!items) {
        app_complain(app, error);
        return true;
    }
    g_ptr_array_unref(form->items);
    form->items = items;
    form->now = now;
    app->dirty = true;
    for (guint i = 0; had && i < items->len; i++)
        if (is_same(g_ptr_array_index(items, i), message, id)) {
            form->selected = i;
            return true;
        }
    form->selected = MIN(form->selected, items->len > 0 ? items->len - 1 : 0);
    return !had;
}

static void follow_ups_refresh(Form *base, App *app)
{
    FollowUps *form = (FollowUps *)base;
    const FollowUp *item = selected_item(form);
    g_autofree char *whom = item ? follow_up_whom(item) : g_strdup("");
    if (!read_items(form, app))
        app_say(app, SAY_INFO, _("%s is no longer waiting; the next one is selected."), whom);
}

static const FormOperations follow_ups_operations; /* below */

/* The list on top; NULL: it was left meanwhile. */
static FollowUps *list_on_top(const App *app)
{
    Form *form = app_top_form(app);
    return form && form->operations == &follow_ups_operations ? (FollowUps *)form : NULL;
}

static void did(App *app, bool ok, const GError *error, const char *sentence)
{
    FollowUps *form = list_on_top(app);
    if (form) /* before the sentence: what it names has gone from the list by our own hand */
        read_items(form, app);
    app_did(app, ok, error, sentence);
}

/* ---- what is done to messages ---- */

static void mark_done(App *app, gint64 id)
{
    g_autoptr(GError) error = NULL;
    bool ok = phone_message_done(app->desk, id, &error);
    did(app, ok, error, _("Done; the message is off the list and its inquiry is closed."));
}

static void ask_done(App *app, const FollowUp *item)
{
    g_autofree char *whom = follow_up_whom(item);
    g_autofree char *question =
        g_strdup_printf(_("Has %s seen to it? The message is done then."), whom);
    app_push_form(app, question_new(question, mark_done, item->message->id));
}

static void remind(App *app, const FollowUp *item)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *whom = follow_up_whom(item);
    bool ok = phone_message_remind(app->desk, item->message->id, &error);
    g_autofree char *done = g_strdup_printf(_("A reminder goes to %s."), whom);
    did(app, ok, error, done);
}

/* ---- what is done to call-backs ---- */

/* value: the call-back and the result in one number. */
static void tried(App *app, gint64 value)
{
    g_autoptr(GError) error = NULL;
    CallBackResult result = (CallBackResult)(value % RESULT_COUNT);
    bool ok = call_back_try(app->desk, value / RESULT_COUNT, result, "", &error);
    g_autofree char *done =
        g_strdup_printf(call_back_result_state(result) == CALL_BACK_TRIED
                            ? _("Recorded: %s. They are to be rung again after an open hour.")
                            : _("Recorded: %s. The call-back is off the list."),
                        call_back_result_text(result));
    did(app, ok, error, done);
}

static void ask_result(App *app, const FollowUp *item)
{
    static const char *const leads_to[] = {
        [CALL_BACK_UNHANDLED] = "",
        [CALL_BACK_TRIED] = N_("ring again after an open hour"),
        [CALL_BACK_DONE] = N_("done"),
        [CALL_BACK_GIVEN_UP] = N_("off the list"),
    };
    GPtrArray *items = picker_items_new();
    for (guint i = 0; i < RESULT_COUNT; i++) {
        const char *next = leads_to[call_back_result_state((CallBackResult)i)];
        g_ptr_array_add(items, picker_item_new(call_back_result_text((CallBackResult)i), _(next),
                                               item->call_back->id * RESULT_COUNT + (gint64)i));
    }
    g_autofree char *whom = follow_up_whom(item);
    g_autofree char *number = phone_number_text(follow_up_number(item));
    g_autofree char *title = g_strdup_printf(_("How did it go? %s, %s"), whom, number);
    app_push_form(app, picker_new(title, items, tried, NULL));
}

static void give_up(App *app, gint64 id)
{
    g_autoptr(GError) error = NULL;
    bool ok = call_back_give_up(app->desk, id, &error);
    did(app, ok, error, _("Given up; the call-back is off the list."));
}

static void ask_give_up(App *app, const FollowUp *item)
{
    g_autofree char *whom = follow_up_whom(item);
    g_autofree char *number = phone_number_text(follow_up_number(item));
    g_autofree char *question = g_strdup_printf(_("Give up ringing %s back (%s)?"), whom, number);
    app_push_form(app, question_new(question, give_up, item->call_back->id));
}

/* ---- what is done to both ---- */

static void read_in_full(App *app, const FollowUp *item)
{
    g_autofree char *text = follow_up_text(item, clock_now());
    g_autofree char *title = name_text(item);
    app_push_form(app, reader_new(title, text));
}

static void copy_number(App *app, const FollowUp *item)
{
    g_autofree char *number = phone_number_text(follow_up_number(item));
    if (!*number) {
        app_say(app, SAY_ERROR, "%s", _("There is no number to copy."));
        return;
    }
    screen_copy(number);
    app_say(app, SAY_INFO, _("Copied to the clipboard: %s"), number);
}

static void undo(FollowUps *form, App *app)
{
    app_run_action(app, ACTION_undo);
    read_items(form, app);
}

/* ---- keys ---- */

typedef void (*FollowUpFunc)(App *app, const FollowUp *item);

/* Where it is not for one kind, what is for that instead is said. */
static const struct {
    KeyCode key;
    FollowUpFunc of_message, of_call_back;
    const char *refusal; /* N_() */
} acts[] = {
    {DESK_KEY_ENTER, read_in_full, read_in_full, NULL},
    {'y', copy_number, copy_number, NULL},
    {'d', ask_done, NULL, N_("A call-back is done when t records that you spoke to them.")},
    {'r', remind, NULL, N_("Only a message is reminded of; t records a try to ring back.")},
    {'t', NULL, ask_result, N_("Only call-backs are tried; d says that a message is done.")},
    {'g', NULL, ask_give_up, N_("Only call-backs are given up; d says that a message is done.")},
};

static bool act_key(const FollowUps *form, App *app, KeyCode key)
{
    for (guint i = 0; i < G_N_ELEMENTS(acts); i++) {
        if (acts[i].key != key)
            continue;
        const FollowUp *item = selected_item(form);
        FollowUpFunc act = !item ? NULL : item->message ? acts[i].of_message : acts[i].of_call_back;
        if (act)
            act(app, item);
        else
            app_say(app, SAY_ERROR, "%s",
                    item ? _(acts[i].refusal) : _("There is nothing selected."));
        return true;
    }
    return false;
}

static bool move_key(FollowUps *form, KeyCode key)
{
    int page = MAX(1, form->height - 1), all = (int)form->items->len;
    const struct {
        KeyCode key;
        int by;
    } moves[] = {
        {DESK_KEY_DOWN, 1},
        {'j', 1},
        {DESK_KEY_UP, -1},
        {'k', -1},
        {KEY_CTRL('D'), page},
        {DESK_KEY_PAGE_DOWN, page},
        {KEY_CTRL('U'), -page},
        {DESK_KEY_PAGE_UP, -page},
        {DESK_KEY_HOME, -all},
        {DESK_KEY_END, all},
        {'G', all},
    };
    for (guint i = 0; i < G_N_ELEMENTS(moves); i++)
        if (moves[i].key == key) {
            form->selected = (guint)CLAMP((int)form->selected + moves[i].by, 0, MAX(0, all - 1));
            return true;
        }
    return false;
}

static void follow_ups_key(Form *base, App *app, KeyCode key)
{
    FollowUps *form = (FollowUps *)base;
    if (move_key(form, key) || act_key(form, app, key))
        return;
    if (key == DESK_KEY_ESCAPE || key == 'q') {
        app_pop_form(app);
    } else if (key == 'u' || key == KEY_CTRL('Z')) {
        undo(form, app);
    } else if (key == DESK_KEY_F5 || key == KEY_CTRL('R')) {
        read_items(form, app);
    } else {
        g_autofree char *word = key_text(key);
        app_say(app, SAY_INFO, _("%s is not used here; the bottom line shows the keys."), word);
    }
}

static const char *follow_ups_keys(const Form *base)
{
    const FollowUp *item = selected_item((const FollowUps *)base);
    if (!item)
        return _("u Undo  F5 Read again  Esc Back");
    return item->message ? _("Enter Read  d Done  r Remind  y Copy number  u Undo  Esc Back")
                         : _("Enter Read  t Tried  g Give up  y Copy number  u Undo  Esc Back");
}

static void follow_ups_free(Form *base)
{
    g_ptr_array_unref(((FollowUps *)base)->items);
    g_free(base);
}

static const FormOperations follow_ups_operations = {
    .draw = follow_ups_draw,
    .key = follow_ups_key,
    .keys = follow_ups_keys,
    .refresh = follow_ups_refresh,
    .free = follow_ups_free,
};

void do_follow_ups(App *app)
{
    g_autoptr(GError) error = NULL;
    gint64 now = clock_now();
    GPtrArray *items = follow_ups_read(app->desk->db, now, &error);
    if (!items) {
        app_complain(app, error);
        return;
    }
    FollowUps *form = g_new0(FollowUps, 1);
    form->form.operations = &follow_ups_operations;
    form->form.own_key = 'O';
    form->items = items;
    form->now = now;
    app_push_form(app, &form->form);
}

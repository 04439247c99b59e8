/* Owns the sheet with the figures of a day: which day, of all or of oneself. What they are and how
 * they are worded is desk/calls.h's. */
#include "skranke/base/clock.h"
#include "skranke/base/language.h"

#include "skranke/domain/day.h"

#include "skranke/desk/calls.h"

#include "skranke/tui/app.h"
#include "skranke/tui/sheet_form.h"

typedef struct {
    Day day;
    bool mine;
} DayData;

static void fill(SheetForm *form, App *app)
{
    const DayData *data = sheet_form_data(form);
    g_autoptr(GError) error = NULL;
    gint64 from = day_moment(data->day, 0), until = day_moment(data->day + 1, 0);
    CallFigures figures = {0};
    if (!calls_figures(app->desk->db, from, until, data->mine ? app->desk->operator_->id : 0,
                       &figures, &error)) {
        app_complain(app, error);
        return;
    }
    g_autofree char *day = day_text(data->day);
    g_autofree char *title = data->mine ? g_strdup_printf(_("Figures · %s · only mine"), day)
                                        : g_strdup_printf(_("Figures · %s · all operators"), day);
    g_autofree char *words = calls_day_text(&figures, from);
    bool empty = figures.offered == 0 && figures.messages == 0;
    g_autofree char *text = g_strdup_printf(
        "%s%s", words,
        empty ? _("\nNo call was recorded on this day. Left shows the day before.\n") : "");
    sheet_form_set_title(form, title);
    sheet_form_set(form, text);
}

static void go(SheetForm *form, App *app, int days)
{
    DayData *data = sheet_form_data(form);
    if (data->day + days > day_of_moment(clock_now(), NULL)) {
        app_say(app, SAY_INFO, "%s", _("This is today; later days have no figures yet."));
        return;
    }
    data->day += days;
    fill(form, app);
}

static void figures_key(SheetForm *form, App *app, KeyCode key)
{
    DayData *data = sheet_form_data(form);
    if (key == DESK_KEY_LEFT) {
        go(form, app, -1);
    } else if (key == DESK_KEY_RIGHT) {
        go(form, app, 1);
    } else if (key == 'm') {
        data->mine = !data->mine;
        fill(form, app);
    } else if (key == DESK_KEY_F5 || key == KEY_CTRL('R')) {
        fill(form, app);
    }
}

static const SheetOperations figures_operations = {
    .keys = N_("← Day before  → Day after  m Mine or all  F5 Refresh  C Calls  O Follow-ups  p "
               "Press  Esc Back"),
    .key = figures_key,
    .free_data = g_free};

void do_figures(App *app)
{
    DayData *data = g_new0(DayData, 1);
    data->day = day_of_moment(clock_now(), NULL);
    SheetForm *form = sheet_form_new(&figures_operations, data, _("Figures of the day"));
    sheet_form_base(form)->own_key = 'F';
    app_push_form(app, sheet_form_base(form));
    fill(form, app);
}

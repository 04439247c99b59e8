/* Owns the window on the queue. Rows are kept as one run of the list (at most ROWS_KEPT); paging
 * reads on at its ends. */
#include "skranke/tui/queue_model.h"

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/domain/day.h"

enum { PAGE = 120, ROWS_KEPT = 600 };

struct QueueModel {
    Db *db;
    QueueQuery query;
    char *filter, *category, *tag;
    bool due;
    GPtrArray *rows; /* of Inquiry *, consecutive in the list */
    bool at_start, at_end;
    guint top, selected; /* indexes of rows */
    int height;
    gint64 total, place, lost, fresh, total_seen;
};

static void inquiry_destroy(gpointer inquiry)
{
    inquiry_free(inquiry);
}

QueueModel *queue_model_new(Db *db, gint64 operator_id)
{
    QueueModel *model = g_new0(QueueModel, 1);
    model->db = db;
    model->query.operator_id = operator_id;
    model->query.view = QUEUE_UNFINISHED;
    model->filter = g_strdup("");
    model->query.filter = model->filter;
    model->rows = g_ptr_array_new_with_free_func(inquiry_destroy);
    model->height = 20;
    model->total_seen = -1;
    return model;
}

void queue_model_free(QueueModel *model)
{
    if (!model)
        return;
    g_ptr_array_unref(model->rows);
    g_free(model->filter);
    g_free(model->category);
    g_free(model->tag);
    g_free(model);
}

static const Inquiry *row(const QueueModel *model, guint index)
{
    return index < model->rows->len ? g_ptr_array_index(model->rows, index) : NULL;
}

QueueView queue_model_view(const QueueModel *model)
{
    return model->query.view;
}

const char *queue_model_filter(const QueueModel *model)
{
    return model->filter;
}

QueueNarrow queue_model_narrow(const QueueModel *model)
{
    return (QueueNarrow){.category = model->category, .tag = model->tag, .due = model->due};
}

/* What is due depends on the moment it is asked. */
static void set_now(QueueModel *model, gint64 now)
{
    model->query.now = now;
    model->query.due_before = model->due ? day_moment(day_of_moment(now, NULL) + 1, 0) : 0;
}

/* Newest first in the views of what is done; oldest first where something waits. */
static bool newest_first(QueueView view)
{
    return view == QUEUE_CLOSED || view == QUEUE_ALL;
}

/* Does a stand before b in the list? */
static bool stands_before(QueueView view, const Inquiry *a, const Inquiry *b)
{
    gint64 a_key = inquiries_key(view, a), b_key = inquiries_key(view, b);
    bool less = a_key < b_key || (a_key == b_key && a->id < b->id);
    bool same = a_key == b_key && a->id == b->id;
    return !same && (newest_first(view) ? !less : less);
}

/* ---- reading ---- */

static gint64 key_of(const QueueModel *model, const Inquiry *inquiry)
{
    return inquiries_key(model->query.view, inquiry);
}

static bool append_page(QueueModel *model, gint64 key, gint64 id, GError **error)
{
    g_autoptr(GPtrArray) page = inquiries_page(model->db, &model->query, key, id, PAGE, error);
    if (!page)
        return false;
    model->at_end = page->len < PAGE;
    g_ptr_array_extend_and_steal(model->rows, g_steal_pointer(&page));
    return true;
}

static bool prepend_page(QueueModel *model, GError **error)
{
    const Inquiry *first = row(model, 0);
    g_autoptr(GPtrArray) page = inquiries_page_before(model->db, &model->query,
                                                      key_of(model, first), first->id, PAGE, error);
    if (!page)
        return false;
    model->at_start = page->len < PAGE;
    g_ptr_array_set_free_func(page, NULL);
    for (guint i = 0; i < page->len; i++)
        g_ptr_array_insert(model->rows, 0, g_ptr_array_index(page, i));
    model->top += page->len;
    model->selected += page->len;
    return true;
}

/* Forgets rows far from what is shown, so that a long walk does not grow. */
static void trim(QueueModel *model)
{
    if (model->rows->len <= ROWS_KEPT)
        return;
    if (model->top > PAGE * 2) {
        guint drop = model->top - PAGE;
        g_ptr_array_remove_range(model->rows, 0, drop);
        model->top -= drop;
        model->selected -= drop;
        model->at_start = false;
    }
    guint keep = model->top + (guint)model->height + PAGE * 2;
    if (model->rows->len > keep) {
        g_ptr_array_remove_range(model->rows, keep, model->rows->len - keep);
        model->at_end = false;
    }
}

static bool read_counts(QueueModel *model, GError **error)
{
    g_autoptr(GError) failed = NULL;
    bool all_read = model->at_start && model->at_end; /* then nothing need be asked */
    gint64 total = all_read ? model->rows->len : inquiries_count(model->db, &model->query, &failed);
    if (failed) {
        g_propagate_error(error, g_steal_pointer(&failed));
        return false;
    }
    model->total = total;
    if (model->total_seen < 0)
        model->total_seen = total;
    model->fresh = MAX(0, total - model->total_seen);
    return true;
}

static bool read_place(QueueModel *model, GError **error)
{
    const Inquiry *first = row(model, model->top);
    if (first && model->at_start) {
        model->place = model->top + 1;
        return true;
    }
    model->place = first ? inquiries_position(model->db, &model->query, key_of(model, first),
                                              first->id, error) +
                               1
                         : 0;
    model->place = MAX(0, model->place);
    return true;
}

/* Keeps the selected row among the shown ones. */
static void scroll(QueueModel *model)
{
    guint height = (guint)MAX(1, model->height);
    if (model->rows->len == 0) {
        model->top = model->selected = 0;
        return;
    }
    model->selected = MIN(model->selected, model->rows->len - 1);
    if (model->selected < model->top)
        model->top = model->selected;
    if (model->selected >= model->top + height)
        model->top = model->selected - height + 1;
    if (model->at_end && model->top + height > model->rows->len)
        model->top = model->rows->len > height ? model->rows->len - height : 0;
}

static bool read_from_start(QueueModel *model, GError **error)
{
    g_ptr_array_set_size(model->rows, 0);
    model->top = model->selected = 0;
    model->at_start = true;
    return append_page(model, 0, 0, error);
}

/* The row with this id, or the first behind the old place, or the last. */
static guint find_again(const QueueModel *model, const Inquiry *wanted, bool *found)
{
    *found = false;
    guint neighbour = model->rows->len ? model->rows->len - 1 : 0;
    for (guint i = model->rows->len; i-- > 0;) {
        const Inquiry *candidate = row(model, i);
        if (candidate->id == wanted->id) {
            *found = true;
            return i;
        }
        if (!stands_before(model->query.view, candidate, wanted))
            neighbour = i;
    }
    return neighbour;
}

/* Reads a run of rows that begins with this one (NULL: at the start of the list). */
static bool read_run(QueueModel *model, const Inquiry *first, GError **error)
{
    guint wanted = (guint)MAX(1, model->height) * 2 + PAGE;
    g_ptr_array_set_size(model->rows, 0);
    model->top = model->selected = 0;
    model->at_start = !first;
    /* One step before it, so that it is read itself. */
    gint64 step = newest_first(model->query.view) ? 1 : -1;
    if (!append_page(model, first ? key_of(model, first) : 0, first ? first->id + step : 0, error))
        return false;
    while (!model->at_end && model->rows->len < wanted) {
        const Inquiry *last = row(model, model->rows->len - 1);
        if (!append_page(model, key_of(model, last), last->id, error))
            return false;
    }
    /* Near the end of the list there are too few behind it to fill the pane. */
    bool few = model->rows->len > 0 && model->rows->len < (guint)model->height;
    return !few || model->at_start || prepend_page(model, error);
}

/* Reads the run again from its first shown row. `anchor` and `wanted` are copies. */
static bool reread(QueueModel *model, const Inquiry *anchor, const Inquiry *wanted, GError **error)
{
    bool from_start = model->at_start && model->top < PAGE;
    if (!read_run(model, from_start ? NULL : anchor, error))
        return false;
    bool found = false;
    find_again(model, wanted, &found);
    /* So many came in above that the run from the start does not reach what is shown. */
    if (!found && from_start && !model->at_end && !read_run(model, anchor, error))
        return false;
    model->selected = find_again(model, wanted, &found);
    model->lost = found ? 0 : wanted->id;
    bool anchor_found = false;
    model->top = find_again(model, anchor, &anchor_found);
    return true;
}

bool queue_model_refresh(QueueModel *model, gint64 now, GError **error)
{
    set_now(model, now);
    model->lost = 0;
    const Inquiry *shown = row(model, model->top), *selected = row(model, model->selected);
    bool ok;
    if (!shown || !selected) {
        ok = read_from_start(model, error);
    } else {
        g_autoptr(Inquiry) anchor = inquiry_copy(shown);
        g_autoptr(Inquiry) wanted = inquiry_copy(selected);
        ok = reread(model, anchor, wanted, error);
        if (ok && model->rows->len == 0 && !model->at_start)
            ok = read_from_start(model, error);
    }
    if (!ok || !read_counts(model, error))
        return false;
    scroll(model);
    return read_place(model, error);
}

static bool start_again(QueueModel *model, GError **error)
{
    g_autoptr(Inquiry) wanted =
        row(model, model->selected) ? inquiry_copy(row(model, model->selected)) : NULL;
    model->total_seen = -1;
    model->lost = 0;
    if (!read_from_start(model, error) || !read_counts(model, error))
        return false;
    for (guint i = 0; wanted && i < model->rows->len; i++)
        if (row(model, i)->id == wanted->id)
            model->selected = i;
    scroll(model);
    return read_place(model, error);
}

bool queue_model_set_view(QueueModel *model, QueueView view, GError **error)
{
    model->query.view = view;
    set_now(model, clock_now());
    return start_again(model, error);
}

bool queue_model_set_filter(QueueModel *model, const char *filter, GError **error)
{
    g_free(model->filter);
    model->filter = g_strdup(filter);
    model->query.filter = model->filter;
    set_now(model, clock_now());
    return start_again(model, error);
}

bool queue_model_set_narrow(QueueModel *model, const QueueNarrow *narrow, GError **error)
{
    char *category = g_strdup(narrow->category), *tag = g_strdup(narrow->tag);
    g_free(model->category);
    g_free(model->tag);
    model->query.category = model->category = category;
    model->query.tag = model->tag = tag;
    model->due = narrow->due;
    set_now(model, clock_now());
    return start_again(model, error);
}

/* ---- showing ---- */

void queue_model_set_height(QueueModel *model, int rows)
{
    if (model->height == rows)
        return;
    guint old_top = model->top;
    model->height = rows;
    scroll(model);
    if (model->place > 0)
        model->place += (gint64)model->top - (gint64)old_top;
}

const Inquiry *queue_model_line(const QueueModel *model, int line)
{
    return line >= 0 && line < model->height ? row(model, model->top + (guint)line) : NULL;
}

int queue_model_selected_line(const QueueModel *model)
{
    return model->rows->len ? (int)(model->selected - model->top) : -1;
}

const Inquiry *queue_model_selected(const QueueModel *model)
{
    return row(model, model->selected);
}

/* ---- moving ---- */

static bool read_on(QueueModel *model, guint wanted, GError **error)
{
    while (wanted + (guint)model->height >= model->rows->len && !model->at_end &&
           model->rows->len > 0) {
        const Inquiry *last = row(model, model->rows->len - 1);
        if (!append_page(model, key_of(model, last), last->id, error))
            return false;
    }
    return true;
}

bool queue_model_move(QueueModel *model, int by, GError **error)
{
    if (model->rows->len == 0)
        return true;
    if (by < 0 && (guint)-by > model->selected && !model->at_start && !prepend_page(model, error))
        return false;
    gint64 wanted = MAX(0, (gint64)model->selected + by);
    if (by > 0 && !read_on(model, (guint)wanted, error))
        return false;
    guint old_top = model->top;
    model->selected = (guint)MIN(wanted, (gint64)model->rows->len - 1);
    scroll(model);
    if (model->place > 0)
        model->place += (gint64)model->top - (gint64)old_top;
    trim(model);
    return true;
}

bool queue_model_first(QueueModel *model, GError **error)
{
    queue_model_seen(model);
    if (!model->at_start && !read_from_start(model, error))
        return false;
    model->selected = 0;
    scroll(model);
    model->place = model->rows->len ? 1 : 0;
    return true;
}

bool queue_model_last(QueueModel *model, GError **error)
{
    if (!model->at_end) {
        bool newest = newest_first(model->query.view);
        g_autoptr(GPtrArray) page =
            inquiries_page_before(model->db, &model->query, newest ? 0 : G_MAXINT64,
                                  newest ? 0 : G_MAXINT64, PAGE, error);
        if (!page)
            return false;
        g_ptr_array_set_free_func(page, NULL);
        g_ptr_array_set_size(model->rows, 0);
        for (guint i = page->len; i-- > 0;)
            g_ptr_array_add(model->rows, g_ptr_array_index(page, i));
        model->at_end = true;
        model->at_start = page->len < PAGE;
        model->top = 0;
    }
    model->selected = model->rows->len ? model->rows->len - 1 : 0;
    scroll(model);
    if (!model->filter[0] && !model->category && !model->tag && !model->due)
        model->place = MAX(0, model->total - (gint64)(model->rows->len - model->top) + 1);
    return true;
}

static bool select_read(QueueModel *model, gint64 id)
{
    for (guint i = 0; i < model->rows->len; i++)
        if (row(model, i)->id == id) {
            model->selected = i;
            scroll(model);
            return true;
        }
    return false;
}

bool queue_model_select(QueueModel *model, gint64 id, GError **error)
{
    if (select_read(model, id))
        return true;
    g_autoptr(Inquiry) wanted = inquiries_get(model->db, id, error);
    if (!wanted)
        return false;
    gint64 place =
        inquiries_position(model->db, &model->query, key_of(model, wanted), wanted->id, NULL);
    if (place != -1)
        return read_run(model, wanted, error) && select_read(model, id) && read_place(model, error);
    g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_NOT_FOUND,
                _("Inquiry %" PRId64 " is not in this view."), id);
    return false;
}

gint64 queue_model_total(const QueueModel *model)
{
    return model->total;
}

gint64 queue_model_place(const QueueModel *model)
{
    return model->place;
}

gint64 queue_model_lost(QueueModel *model)
{
    gint64 lost = model->lost;
    model->lost = 0;
    return lost;
}

gint64 queue_model_fresh(const QueueModel *model)
{
    return model->fresh;
}

void queue_model_seen(QueueModel *model)
{
    model->total_seen = model->total;
    model->fresh = 0;
}

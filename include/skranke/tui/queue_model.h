/* A window on the queue: the rows around what is shown, the selection tied to an inquiry's number.
 * Knows the database and no terminal.
 *
 * New, changed and vanished rows never move the selection to another inquiry; when the selected one
 * leaves the list its neighbour is selected and queue_model_lost names it. */
#ifndef SKRANKE_TUI_QUEUE_MODEL_H
#define SKRANKE_TUI_QUEUE_MODEL_H

#include "skranke/domain/inquiry.h"

#include "skranke/store/inquiries.h"

typedef struct QueueModel QueueModel;

QueueModel *queue_model_new(Db *db, gint64 operator_id);
void queue_model_free(QueueModel *model);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(QueueModel, queue_model_free)

/* What is listed; reads it from the top (or keeps the selected inquiry where it is in the new list,
 * too). */
bool queue_model_set_view(QueueModel *model, QueueView view, GError **error);
bool queue_model_set_filter(QueueModel *model, const char *filter, GError **error);
/* Only one category or one tag (NULL: any), only what is overdue or due before the day ends. */
typedef struct {
    const char *category, *tag;
    bool due;
} QueueNarrow;
bool queue_model_set_narrow(QueueModel *model, const QueueNarrow *narrow, GError **error);
/* As it was set; its texts are borrowed. */
QueueNarrow queue_model_narrow(const QueueModel *model);
QueueView queue_model_view(const QueueModel *model);
const char *queue_model_filter(const QueueModel *model);

/* Reads again what is shown. */
bool queue_model_refresh(QueueModel *model, gint64 now, GError **error);

/* How many rows the pane shows; keeps the selected one among them. */
void queue_model_set_height(QueueModel *model, int rows);
/* The inquiry on a shown line (from 0), NULL below the end; borrowed until the next change. */
const Inquiry *queue_model_line(const QueueModel *model, int line);
/* The selected one's line, -1 when the list is empty. */
int queue_model_selected_line(const QueueModel *model);
const Inquiry *queue_model_selected(const QueueModel *model);

/* By lines; positive is down. Stops at the ends. */
bool queue_model_move(QueueModel *model, int by, GError **error);
bool queue_model_first(QueueModel *model, GError **error);
bool queue_model_last(QueueModel *model, GError **error);
/* Selects an inquiry wherever it is in the list; NOT_FOUND when it is not in it. */
bool queue_model_select(QueueModel *model, gint64 id, GError **error);

/* Rows in the whole list, and the place of the first shown one (from 1, 0: not known). */
gint64 queue_model_total(const QueueModel *model);
gint64 queue_model_place(const QueueModel *model);
/* The selected inquiry that left the list in the last refresh, 0 when none did. */
gint64 queue_model_lost(QueueModel *model);
/* Inquiries that came into the list since the operator last looked (went to the top or pressed
 * refresh). */
gint64 queue_model_fresh(const QueueModel *model);
void queue_model_seen(QueueModel *model);

#endif

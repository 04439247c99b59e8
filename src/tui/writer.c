/* Owns the pane where an answer or a note is written, and its promise: what was typed is in the
 * database within two seconds, or in a file when the database is away. */
#include "skranke/tui/writer.h"

#include "skranke/base/clock.h"
#include "skranke/base/language.h"
#include "skranke/base/safe_text.h"
#include "skranke/base/time_text.h"

#include "skranke/tui/app.h"
#include "skranke/tui/foreign_text.h"
#include "skranke/tui/rescue.h"

enum { SAVE_AFTER_MS = 1000, SAVE_DEADLINE_MS = 5000 };

/* ---- open and close ---- */

static guint revision(const Writer *writer)
{
    guint sum = text_buffer_revision(writer->editor->buffer);
    for (guint i = 0; i < WRITER_TEXT; i++)
        sum += writer->field[i] ? text_buffer_revision(writer->field[i]->buffer) : 0;
    return sum;
}

/* A text that could not be saved the last time comes first; Ctrl-Z brings the other one back. */
static void take_rescued(App *app, Writer *writer)
{
    if (!rescue_take(app, writer->draft))
        return;
    const char *const fields[WRITER_TEXT] = {writer->draft->recipients, writer->draft->copies,
                                             writer->draft->subject};
    for (guint i = 0; i < WRITER_TEXT && writer->field[i]; i++)
        text_buffer_replace(writer->field[i]->buffer, fields[i]);
    text_buffer_replace(writer->editor->buffer, writer->draft->text);
    writer->rescued = true;
    writer->rescued_revision = revision(writer);
    writer->changed_at = clock_monotonic_ms();
    app_say(app, SAY_INFO, _("This text was kept on your machine while the database was away."));
}

Writer *writer_open(App *app, gint64 inquiry, DraftKind kind)
{
    g_autoptr(GError) error = NULL;
    gsize caret = 0;
    Draft *draft = answer_begin(app->desk, inquiry, kind, &caret, &error);
    if (!draft) {
        app_complain(app, error);
        return NULL;
    }
    Writer *writer = g_new0(Writer, 1);
    writer->draft = draft;
    writer->editor = editor_new(draft->text, caret);
    writer->place = WRITER_TEXT;
    writer->saved_at = draft->id ? draft->changed_at : 0;
    if (kind == DRAFT_REPLY) {
        writer->field[WRITER_TO] = field_new(draft->recipients);
        writer->field[WRITER_CC] = field_new(draft->copies);
        writer->field[WRITER_SUBJECT] = field_new(draft->subject);
    }
    writer->saved_revision = revision(writer);
    take_rescued(app, writer);
    return writer;
}

void writer_free(Writer *writer)
{
    if (!writer)
        return;
    draft_free(writer->draft);
    for (guint i = 0; i < WRITER_TEXT; i++)
        field_free(writer->field[i]);
    editor_free(writer->editor);
    g_free(writer);
}

void writer_leave(App *app)
{
    writer_save(app, true);
    g_clear_pointer(&app->writer, writer_free);
    app->dirty = true;
}

/* ---- keeping ---- */

static void set_text(char **place, const char *text)
{
    g_free(*place);
    *place = g_strdup(text);
}

static void copy_texts(const Writer *writer, Draft *draft)
{
    set_text(&draft->text, text_buffer_text(writer->editor->buffer));
    if (!writer->field[WRITER_TO])
        return;
    set_text(&draft->recipients, field_text(writer->field[WRITER_TO]));
    set_text(&draft->copies, field_text(writer->field[WRITER_CC]));
    set_text(&draft->subject, field_text(writer->field[WRITER_SUBJECT]));
}

void writer_collect(Writer *writer)
{
    copy_texts(writer, writer->draft);
}

void writer_rescue(App *app)
{
    Writer *writer = app->writer;
    guint current = writer ? revision(writer) : 0;
    if (!writer || current == (writer->rescued ? writer->rescued_revision : writer->saved_revision))
        return;
    /* The draft itself may be on its way to the database just now. */
    g_autoptr(Draft) copy = draft_new();
    copy->inquiry = writer->draft->inquiry;
    copy->operator_id = writer->draft->operator_id;
    copy->kind = writer->draft->kind;
    copy_texts(writer, copy);
    if (!rescue_keep(app, copy))
        return;
    writer->rescued = true;
    writer->rescued_revision = current;
    app->dirty = true;
}

static void forget_rescued(App *app)
{
    if (app->writer->rescued)
        rescue_forget(app, app->writer->draft);
    app->writer->rescued = false;
}

void writer_done(App *app)
{
    forget_rescued(app);
    g_clear_pointer(&app->writer, writer_free);
}

/* The file of our own is enough for a while: nobody who writes waits longer than this. */
static bool save(App *app)
{
    g_autoptr(GError) error = NULL;
    db_set_deadline(app->desk->db, SAVE_DEADLINE_MS);
    bool saved = answer_save(app->desk, app->writer->draft, &error);
    db_set_deadline(app->desk->db, 0);
    if (!saved) {
        writer_rescue(app);
        app_complain(app, error);
    }
    return saved;
}

void writer_save(App *app, bool now)
{
    Writer *writer = app->writer;
    if (!writer)
        return;
    guint current = revision(writer);
    if (current == writer->saved_revision && !writer->rescued)
        return;
    gint64 clock = clock_monotonic_ms();
    if (writer->changed_at == 0)
        writer->changed_at = clock;
    if (!now && clock - writer->changed_at < SAVE_AFTER_MS)
        return;
    writer_collect(writer);
    writer->changed_at = clock;
    if (app->down_since) {
        writer_rescue(app);
        return;
    }
    if (!save(app))
        return;
    forget_rescued(app);
    writer->saved_revision = current;
    writer->saved_at = clock_now();
    writer->changed_at = 0;
    app->change_mark = db_change_mark(app->desk->db);
    app->dirty = true;
}

void writer_set_purpose(App *app, MessagePurpose purpose)
{
    app->writer->draft->purpose = purpose;
    app->writer->saved_revision--; /* the texts are as they were, and yet there is news to save */
    writer_save(app, true);
}

/* ---- keys ---- */

bool writer_key(Writer *writer, KeyCode key)
{
    if (writer->place == WRITER_TEXT)
        return editor_key(writer->editor, key);
    if (key == DESK_KEY_DOWN || key == DESK_KEY_ENTER) {
        writer->place++;
        return true;
    }
    if (key == DESK_KEY_UP) {
        writer->place -= writer->place > WRITER_TO ? 1 : 0;
        return true;
    }
    return field_key(writer->field[writer->place], key);
}

void writer_paste(App *app, const char *text)
{
    Writer *writer = app->writer;
    bool fits = writer->place == WRITER_TEXT ? editor_paste(writer->editor, text)
                                             : field_paste(writer->field[writer->place], text);
    if (!fits)
        app_say(app, SAY_ERROR, _("That is too much text (1 MB at most); nothing was pasted."));
}

void writer_insert(App *app, const char *text)
{
    editor_paste(app->writer->editor, text);
    app->writer->place = WRITER_TEXT;
    app->dirty = true;
}

/* ---- drawing ---- */

static char *title_text(const App *app)
{
    const Writer *writer = app->writer;
    const char *what = writer->draft->kind == DRAFT_NOTE            ? _("Internal note on")
                       : writer->draft->purpose == PURPOSE_HOLDING  ? _("Holding reply to")
                       : writer->draft->purpose == PURPOSE_QUESTION ? _("Question on")
                                                                    : _("Answer to");
    const char *mark = app->focus == PANE_INQUIRY ? "*" : " ";
    if (writer->rescued)
        return g_strdup_printf("2%s%s %" G_GINT64_FORMAT " · %s ", mark, what,
                               writer->draft->inquiry, _("kept on this machine"));
    /* It would change with every letter, and be read out with it. */
    if (writer->changed_at || writer->saved_at == 0 || screen_is_accessible())
        return g_strdup_printf("2%s%s %" G_GINT64_FORMAT " ", mark, what, writer->draft->inquiry);
    g_autofree char *at = time_text_clock(writer->saved_at);
    g_autofree char *saved = g_strdup_printf(_("draft saved %s"), at);
    return g_strdup_printf("2%s%s %" G_GINT64_FORMAT " · %s ", mark, what, writer->draft->inquiry,
                           saved);
}

static int draw_fields(Writer *writer, Rect inside, bool focus)
{
    static const char *const labels[WRITER_TEXT] = {N_("To:"), N_("Cc:"), N_("Subject:")};
    int label_cells = 0;
    for (guint i = 0; i < WRITER_TEXT; i++)
        label_cells = MAX(label_cells, safe_text_cells(_(labels[i])));
    for (guint i = 0; i < WRITER_TEXT; i++) {
        int row = inside.row + (int)i;
        int cells = form_label(row, inside.column, label_cells, _(labels[i]));
        field_draw(writer->field[i], row, inside.column + cells, inside.width - cells,
                   focus && writer->place == i);
    }
    return WRITER_TEXT;
}

/* Where the inquiry cannot be seen beside the text, its last words stand above it on a large
 * screen. */
static int draw_question(const App *app, Rect inside)
{
    const GPtrArray *messages = app->inquiry.messages;
    if (!messages || messages->len == 0 || inside.height < 24)
        return 0;
    const Message *last = g_ptr_array_index(messages, messages->len - 1);
    g_autofree char *safe = foreign_block(last->text, -1, app->inquiry.revealed == app->inquiry.id);
    g_autoptr(GPtrArray) lines = safe_text_wrap(safe, inside.width);
    int shown = MIN((int)lines->len, inside.height / 3);
    for (int i = 0; i < shown; i++)
        screen_text(inside.row + i, inside.column, inside.width, STYLE_QUOTE,
                    g_ptr_array_index(lines, i));
    return shown + 1;
}

/* Identity numbers that were shown in the inquiry are shown in its answer. */
static void reveal_as_read(App *app)
{
    Writer *writer = app->writer;
    bool revealed = app->inquiry.revealed == writer->draft->inquiry;
    writer->editor->revealed = revealed;
    for (guint i = 0; i < WRITER_TEXT && writer->field[i]; i++)
        writer->field[i]->revealed = revealed;
}

void writer_draw(App *app, Rect frame, bool focus)
{
    Writer *writer = app->writer;
    Rect inside = screen_inside(frame);
    reveal_as_read(app);
    g_autofree char *title = title_text(app);
    int line = 0, column = 0, count = 0;
    editor_place(writer->editor, &line, &column, &count);
    g_autofree char *note = g_strdup_printf(_("line %d/%d"), line + 1, count);
    screen_frame(frame, focus, title, screen_is_accessible() ? NULL : note);
    int used = draw_question(app, inside);
    if (writer->field[WRITER_TO])
        used += draw_fields(
            writer, (Rect){inside.row + used, inside.column, inside.height, inside.width}, focus);
    Rect area = {.row = inside.row + used,
                 .column = inside.column,
                 .height = inside.height - used,
                 .width = inside.width};
    editor_draw(writer->editor, area, focus && writer->place == WRITER_TEXT);
}

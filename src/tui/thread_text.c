/* Owns how a thread reads: who, when, what became of it, the text, the attachments. Knows no
 * terminal. */
#include "skranke/tui/thread_text.h"

#include "skranke/base/language.h"
#include "skranke/base/safe_text.h"
#include "skranke/base/time_text.h"

#include "skranke/domain/address.h"

#include "skranke/tui/foreign_text.h"

typedef struct {
    GPtrArray *lines;
    int width;
    bool revealed;
} Sheet;

void thread_line_free(ThreadLine *line)
{
    if (!line)
        return;
    g_free(line->text);
    g_free(line);
}

static void line_destroy(gpointer line)
{
    thread_line_free(line);
}

static void add(Sheet *sheet, Style style, const char *text)
{
    ThreadLine *line = g_new0(ThreadLine, 1);
    line->text = g_strdup(text);
    line->style = style;
    g_ptr_array_add(sheet->lines, line);
}

/* Wraps foreign text; quoted lines look like quotes. */
static void add_block(Sheet *sheet, Style style, const char *text)
{
    g_autofree char *safe = foreign_block(text, -1, sheet->revealed);
    g_auto(GStrv) paragraphs = g_strsplit(safe, "\n", -1);
    for (guint i = 0; paragraphs[i]; i++) {
        g_autoptr(GPtrArray) wrapped = safe_text_wrap(paragraphs[i], sheet->width);
        Style look = style == STYLE_NORMAL && paragraphs[i][0] == '>' ? STYLE_QUOTE : style;
        for (guint k = 0; k < wrapped->len; k++)
            add(sheet, look, g_ptr_array_index(wrapped, k));
        if (wrapped->len == 0)
            add(sheet, look, "");
    }
}

static void add_field(Sheet *sheet, const char *label, const char *value)
{
    if (!value || !*value)
        return;
    g_autofree char *safe = foreign_line(value, sheet->revealed);
    g_autofree char *line = g_strdup_printf("%s %s", label, safe);
    g_autofree char *cut = safe_text_cut(line, sheet->width);
    add(sheet, STYLE_LABEL, cut);
}

/* " · journalled" where it was entered in the public journal. */
static const char *journal_words(const Message *message)
{
    bool entered = g_strcmp0(message->journal, category_journal_words[CATEGORY_JOURNAL_YES]) == 0;
    return entered ? _(" · journalled") : "";
}

/* "── 2  Inn · e-post · i går 08:29 ── Kari Vik <kari@eks.example> ──" */
static void add_heading(Sheet *sheet, const Inquiry *inquiry, const Message *message, guint number,
                        gint64 now)
{
    static const char *const words[] = {N_("In"), N_("Out"), N_("Internal note")};
    g_autofree char *when = time_text_short(message->at, now);
    const char *name = message->direction == MESSAGE_IN ? message->from_name : message->author_name;
    if (message->direction != MESSAGE_IN && (!name || !*name))
        name = message->from_name;
    /* The inquirer's own address stands above already. */
    bool known = name && *name && g_strcmp0(message->from_address, inquiry->from_address) == 0;
    bool address = message->direction == MESSAGE_IN && !known;
    g_autofree char *who = address_display(name ? name : "", address ? message->from_address : "");
    g_autofree char *safe = foreign_line(who, sheet->revealed);
    const char *purpose = message->purpose == PURPOSE_ANSWER && message->direction == MESSAGE_OUT
                              ? ""
                              : message_purpose_text(message->purpose);
    g_autofree char *line = g_strdup_printf(
        "── %u  %s%s%s · %s · %s%s ──", number, _(words[message->direction]), *purpose ? ", " : "",
        purpose, when, *safe ? safe : _("unknown sender"), journal_words(message));
    g_autofree char *cut = safe_text_cut(line, sheet->width);
    Style style = message->direction == MESSAGE_NOTE  ? STYLE_NOTE
                  : message->direction == MESSAGE_OUT ? STYLE_OUTGOING
                                                      : STYLE_LABEL;
    add(sheet, style, cut);
}

static char *size_text(gint64 bytes)
{
    if (bytes < 1024)
        return g_strdup_printf(_("%" PRId64 " bytes"), bytes);
    if (bytes < 1024 * 1024)
        return g_strdup_printf("%" G_GINT64_FORMAT " kB", (bytes + 512) / 1024);
    return g_strdup_printf("%" G_GINT64_FORMAT " MB", (bytes + 512 * 1024) / (1024 * 1024));
}

static void add_attachments(Sheet *sheet, const Message *message)
{
    for (guint i = 0; i < message->attachments->len; i++) {
        const Attachment *attachment = g_ptr_array_index(message->attachments, i);
        g_autofree char *name = foreign_line(attachment->name, sheet->revealed);
        g_autofree char *type = safe_text_line(attachment->type, -1);
        g_autofree char *size = size_text(attachment->size);
        g_autofree char *line = g_strdup_printf("+ %s (%s, %s)", name, type, size);
        g_autofree char *cut = safe_text_cut(line, sheet->width);
        add(sheet, STYLE_LABEL, cut);
    }
}

static void add_fate(Sheet *sheet, const Message *message)
{
    if (message->delivery == DELIVERY_NONE)
        return;
    g_autofree char *answer =
        foreign_line(message->delivery_answer ? message->delivery_answer : "", sheet->revealed);
    g_autofree char *line =
        *answer && message->delivery != DELIVERY_SENT
            ? g_strdup_printf("[%s: %s]", delivery_text(message->delivery), answer)
            : g_strdup_printf("[%s]", delivery_text(message->delivery));
    add_block(sheet, message->delivery == DELIVERY_REFUSED ? STYLE_ERROR : STYLE_LABEL, line);
}

static void add_warnings(Sheet *sheet, const Message *message)
{
    if (message->automatic && *message->automatic) {
        g_autofree char *line = g_strdup_printf(_("[automatic mail: %s]"), message->automatic);
        add_block(sheet, STYLE_LABEL, line);
    }
    if (message->reply_to && *message->reply_to)
        add_field(sheet, _("Answers go to:"), message->reply_to);
    if (message->warnings && *message->warnings)
        add_block(sheet, STYLE_LABEL, message->warnings);
}

static void add_message(Sheet *sheet, const Inquiry *inquiry, const Message *message, guint number,
                        gint64 now)
{
    add_heading(sheet, inquiry, message, number, now);
    if (message->direction == MESSAGE_OUT)
        add_field(sheet, _("To:"), message->recipients);
    add_field(sheet, _("Cc:"), message->copies);
    if (message->subject && g_strcmp0(message->subject, inquiry->subject) != 0)
        add_field(sheet, _("Subject:"), message->subject);
    add_fate(sheet, message);
    add_warnings(sheet, message);
    add_attachments(sheet, message);
    const char *text = message->text && *message->text ? message->text : _("(no text)");
    add_block(sheet, STYLE_NORMAL, text);
    add(sheet, STYLE_NORMAL, "");
}

GPtrArray *thread_lines(const Inquiry *inquiry, const GPtrArray *messages, int width, gint64 now,
                        bool revealed, GArray **first_of)
{
    Sheet sheet = {.lines = g_ptr_array_new_with_free_func(line_destroy),
                   .width = MAX(10, width),
                   .revealed = revealed};
    GArray *first = g_array_new(FALSE, FALSE, sizeof(int));
    for (guint i = 0; i < messages->len; i++) {
        int at = (int)sheet.lines->len;
        g_array_append_val(first, at);
        add_message(&sheet, inquiry, g_ptr_array_index(messages, i), i + 1, now);
    }
    if (first_of)
        *first_of = first;
    else
        g_array_unref(first);
    return sheet.lines;
}

/* What a new inquiry is promised from its first moment: a category, and the clocks that belong to
 * it; and how the clocks go on when a message comes in later. Owns the rules and words that the
 * intake keeps at hand; how a text tells what it is about, and how clocks are counted, the domain
 * knows. */
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/language.h"
#include "skranke/base/log.h"

#include "skranke/domain/identity_number.h"

#include "skranke/store/inquiries.h"
#include "skranke/store/pauses.h"
#include "skranke/store/people.h"
#include "skranke/store/settings.h"

#include "intake_private.h"
#include "order_cases.h"

#define RULES_MARK "rules.mark"
#define ACCESS_REQUEST "access_request"

/* A mailbox as the ini has it. */
typedef struct {
    gint64 id;
    char *address;
    char *category; /* a code of the table, "" none */
    bool confirms_all;
} Box;

static void box_free(gpointer data)
{
    Box *box = data;
    g_free(box->address);
    g_free(box->category);
    g_free(box);
}

/* ---- at hand ---- */

/* A code that is none decides nothing; the text of each mail does. `skranke check` says so too. */
static const char *category_of_box(const Rulebook *rulebook, const char *name, const char *code)
{
    const Category *category = *code ? rulebook_category(rulebook, code) : NULL;
    if (*code && !category)
        log_line(LOG_WARNING, _("mailbox %s: there is no category \"%s\"; its text decides"), name,
                 code);
    return category ? category->code : "";
}

static Box *box_of(const IntakeRun *run, const Rulebook *rulebook, const MailboxState *state)
{
    const char *section = config_mailbox_section(run->config, state->name);
    const char *address = section ? config_text(run->config, section, "address") : "";
    const char *code = section ? config_text(run->config, section, "category") : "";
    Box *box = g_new0(Box, 1);
    box->id = state->id;
    box->address = g_utf8_strdown(*address ? address : state->address, -1);
    box->category = g_strdup(category_of_box(rulebook, state->name, code));
    box->confirms_all = section && config_flag(run->config, section, "receipt");
    return box;
}

static GHashTable *read_boxes(const IntakeRun *run, const Rulebook *rulebook, GError **error)
{
    g_autoptr(GPtrArray) states = intake_mailboxes(run->db, error);
    if (!states)
        return NULL;
    GHashTable *boxes = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, box_free);
    for (guint i = 0; i < states->len; i++) {
        Box *box = box_of(run, rulebook, states->pdata[i]);
        g_hash_table_insert(boxes, &box->id, box);
    }
    return boxes;
}

void intake_rules_free(IntakeRules *rules)
{
    if (!rules)
        return;
    g_clear_pointer(&rules->rulebook, rulebook_free);
    g_clear_pointer(&rules->index, suggestion_index_free);
    g_clear_pointer(&rules->boxes, g_hash_table_unref);
    g_free(rules->mark);
    g_free(rules);
}

/* A table of categories that an administrator has thinned must not keep mail out: then the carried
 * one is suggested from, and who finds a code that is gone chooses another. */
static SuggestionIndex *make_index(const Rulebook *rulebook, const GPtrArray *statistics,
                                   GError **error)
{
    g_autoptr(GError) failed = NULL;
    SuggestionIndex *index = suggestion_index_carried(rulebook->categories, statistics, &failed);
    if (index)
        return index;
    log_line(LOG_WARNING, "%s", failed->message);
    return suggestion_index_carried(NULL, statistics, error);
}

static IntakeRules *read_rules(const IntakeRun *run, const char *mark, GError **error)
{
    g_autoptr(IntakeRules) rules = g_new0(IntakeRules, 1);
    g_autoptr(GPtrArray) statistics = NULL;
    rules->mark = g_strdup(mark);
    if (!(rules->rulebook = rulebook_load(run->db, error)) ||
        !(rules->boxes = read_boxes(run, rules->rulebook, error)) ||
        !(statistics = people_statistics(run->db, error)))
        return NULL;
    /* Before the first import the carried keywords tell more than none. */
    rules->index = make_index(rules->rulebook, statistics->len > 0 ? statistics : NULL, error);
    return rules->index ? g_steal_pointer(&rules) : NULL;
}

static bool knows_boxes(const IntakeRules *rules, const GPtrArray *items)
{
    for (guint i = 0; i < items->len; i++) {
        const IntakeItem *item = items->pdata[i];
        if (item->mailbox != 0 && !g_hash_table_contains(rules->boxes, &item->mailbox))
            return false;
    }
    return true;
}

bool intake_rules_read(IntakeRun *run, const GPtrArray *items, GError **error)
{
    g_autofree char *mark = settings_get(run->db, RULES_MARK, error);
    if (!mark)
        return false;
    if (run->rules && strcmp(run->rules->mark, mark) == 0 && knows_boxes(run->rules, items))
        return true;
    IntakeRules *rules = read_rules(run, mark, error);
    if (!rules)
        return false;
    intake_rules_free(run->rules);
    run->rules = rules;
    return true;
}

/* ---- what a mail tells ---- */

static const Box *box_at(const IntakeRun *run, const IntakeItem *item)
{
    return run->rules && item->mailbox ? g_hash_table_lookup(run->rules->boxes, &item->mailbox)
                                       : NULL;
}

/* The address it was sent to: its mailbox's; of a file, the first of ours among its recipients. */
static const char *mailbox_address(const IntakeRun *run, const IntakeItem *item)
{
    const Box *box = box_at(run, item);
    if (box && *box->address)
        return box->address;
    const GPtrArray *recipients = item->mail->recipients;
    for (guint i = 0; i < recipients->len; i++)
        if (intake_is_own_address(run, recipients->pdata[i]))
            return recipients->pdata[i];
    return recipients->len > 0 ? recipients->pdata[0] : "";
}

static Suggestion *suggest(const IntakeRun *run, const IntakeItem *item)
{
    const ParsedMail *mail = item->mail;
    const Box *box = box_at(run, item);
    g_autoptr(GString) names = g_string_new(NULL);
    for (guint i = 0; i < mail->attachments->len; i++)
        g_string_append_printf(names, "%s\n",
                               ((const MailAttachment *)mail->attachments->pdata[i])->name);
    SuggestionInput input = {.channel = CHANNEL_EMAIL,
                             .subject = mail->subject,
                             .text = mail->text,
                             .from_address = mail->from_address,
                             .mailbox_address = mailbox_address(run, item),
                             .mailbox_category = box ? box->category : "",
                             .attachment_names = names->str};
    return suggestion_make(run->rules->index, &input);
}

static gint64 count_identity_numbers(const ParsedMail *mail)
{
    g_autoptr(GArray) in_subject = identity_number_find(mail->subject);
    g_autoptr(GArray) in_text = identity_number_find(mail->text);
    return (gint64)in_subject->len + in_text->len;
}

static void note_order(IntakeItem *item, EinnsynOrder *order)
{
    g_autoptr(GPtrArray) cases = order_cases_of(order);
    if (!item->orders) {
        item->orders = g_ptr_array_new_with_free_func((GDestroyNotify)einnsyn_order_free);
        item->cases = g_ptr_array_new_with_free_func(ordered_case_free);
    }
    g_ptr_array_add(item->orders, order);
    g_ptr_array_set_free_func(cases, NULL);
    for (guint i = 0; i < cases->len; i++)
        g_ptr_array_add(item->cases, cases->pdata[i]);
}

static void look_for_order(IntakeItem *item, const char *name, const char *bytes, gsize size)
{
    if (!bytes || !einnsyn_order_looks_like(name, bytes, size))
        return;
    g_autoptr(GError) unreadable = NULL;
    EinnsynOrder *order = einnsyn_order_read(bytes, size, &unreadable);
    if (order)
        note_order(item, order);
    else if (!item->order_trouble)
        item->order_trouble = g_strdup(unreadable->message);
}

static void look_for_orders(IntakeItem *item)
{
    const ParsedMail *mail = item->mail;
    for (guint i = 0; i < mail->attachments->len; i++) {
        const MailAttachment *attachment = mail->attachments->pdata[i];
        gsize size = 0;
        const char *bytes = g_bytes_get_data(attachment->bytes, &size);
        look_for_order(item, attachment->name, bytes, size);
    }
    const char *body = order_cases_body(mail->text);
    look_for_order(item, "", body, strlen(body));
}

void intake_promise_judge(const IntakeRun *run, IntakeItem *item)
{
    item->identity_numbers = count_identity_numbers(item->mail);
    look_for_orders(item);
    if (item->mail->references->len == 0)
        intake_promise_suggest(run, item);
}

void intake_promise_suggest(const IntakeRun *run, IntakeItem *item)
{
    if (!run->rules || item->suggestion)
        return;
    item->suggestion = suggest(run, item);
    receipt_mail_judge(run, item);
}

/* ---- a new inquiry ---- */

static const char *category_told(const IntakeRun *run, const IntakeItem *item, CategoryChooser *by)
{
    const Box *box = box_at(run, item);
    bool by_box = box && *box->category;
    *by = item->order_trouble ? CHOSEN_BY_ORDER
          : by_box            ? CHOSEN_BY_MAILBOX
          : item->suggestion  ? CHOSEN_BY_SUGGESTION
                              : CHOSEN_BY_NOBODY;
    if (item->order_trouble)
        return ACCESS_REQUEST;
    return by_box ? box->category : item->suggestion ? item->suggestion->category : "";
}

const char *intake_promise_category(const IntakeRun *run, const IntakeItem *item,
                                    CategoryChooser *by)
{
    const char *code = category_told(run, item, by);
    if (item->order_trouble || item->mail->automatic_kind == AUTOMATIC_PERSON)
        return code;
    const Category *category = run->rules ? rulebook_category(run->rules->rulebook, code) : NULL;
    if (category && category->silo != CATEGORY_OPEN)
        return code;
    *by = CHOSEN_BY_NOBODY;
    return "";
}

bool intake_promise_confirms_all(const IntakeRun *run, const IntakeItem *item)
{
    const Box *box = box_at(run, item);
    return box && box->confirms_all;
}

Inquiry *intake_promise_inquiry(const IntakeRun *run, const IntakeItem *item, gint64 at)
{
    const ParsedMail *mail = item->mail;
    Inquiry *inquiry = inquiry_new();
    inquiry->state = INQUIRY_NEW;
    inquiry->channel = item->order_trouble ? CHANNEL_EINNSYN : CHANNEL_EMAIL;
    inquiry->category = g_strdup(intake_promise_category(run, item, &inquiry->category_by));
    inquiry->statistic = g_strdup(item->suggestion ? item->suggestion->statistic : "");
    inquiry->subject = g_strdup(mail->subject);
    inquiry->from_name = g_strdup(mail->from_name);
    inquiry->from_address = g_strdup(mail->from_address);
    inquiry->received_at = inquiry->started_at = at;
    if (run->rules)
        rulebook_apply(run->rules->rulebook, inquiry, NULL);
    return inquiry;
}

/* ---- a message comes in later ---- */

void intake_promise_touch(DbBatch *batch, IntakeInquiry *known)
{
    if (!known->touched)
        intake_expect_unchanged(batch, known->record);
    known->touched = true;
}

static void end_pause(DbBatch *batch, IntakeInquiry *known, gint64 at)
{
    for (guint i = 0; i < known->pauses->len; i++) {
        ClockPause *pause = &g_array_index(known->pauses, ClockPause, i);
        if (pause->until_at == 0)
            pause->until_at = MAX(pause->from_at, at);
    }
    pauses_end(batch, known->record->id, at);
}

static void put_clocks(const IntakeRun *run, DbBatch *batch, IntakeInquiry *known)
{
    if (run->rules)
        rulebook_apply(run->rules->rulebook, known->record, known->pauses);
    inquiries_put_clocks(batch, known->record);
}

/* A question after the answer, or in what was closed: nobody counts from the first one any more. */
static void start_anew(IntakeInquiry *known, gint64 at)
{
    Inquiry *record = known->record;
    record->started_at = MAX(record->started_at, at);
    record->answered_at = record->holding_sent_at = 0;
    g_array_set_size(known->pauses, 0);
}

void intake_promise_came(const IntakeRun *run, DbBatch *batch, IntakeInquiry *known, CameKind kind,
                         gint64 at)
{
    Inquiry *record = known->record;
    intake_promise_touch(batch, known);
    if (record->state == INQUIRY_WAITING)
        end_pause(batch, known, at);
    if (kind == CAME_FROM_INQUIRER && clocks_start_anew(record))
        start_anew(known, at);
    if (kind != CAME_A_FORWARD_BACK)
        record->answered_at = 0;
    record->snoozed_until = 0;
    if (record->state == INQUIRY_CLOSED || record->state == INQUIRY_WAITING)
        record->state = record->owner ? INQUIRY_OPEN : INQUIRY_NEW;
    put_clocks(run, batch, known);
}

void intake_promise_answered(const IntakeRun *run, DbBatch *batch, IntakeInquiry *known, gint64 at)
{
    Inquiry *record = known->record;
    bool newer_question = record->started_at > at;
    if (record->answered_at || newer_question || record->state == INQUIRY_CLOSED)
        return;
    intake_promise_touch(batch, known);
    end_pause(batch, known, at);
    record->answered_at = at;
    put_clocks(run, batch, known);
}

void intake_promise_back(const IntakeRun *run, DbBatch *batch, IntakeInquiry *known,
                         InquiryState state, gint64 answered_at, gint64 at)
{
    Inquiry *record = known->record;
    intake_promise_touch(batch, known);
    end_pause(batch, known, at);
    inquiries_force_state(batch, record->id, state, clock_now());
    record->state = state;
    record->snoozed_until = 0;
    if (answered_at)
        record->answered_at = answered_at;
    put_clocks(run, batch, known);
}

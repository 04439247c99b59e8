/* The intake's batches: raw bytes first, in one commit with the cursor; then what they mean. Owns
 * the promise that whatever was committed is settled once, also after a crash. What a mail becomes
 * is intake_settle.c's. */
#include "skranke/mail/intake_run.h"

#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/store/content.h"

#include "skranke/mail/charset.h"

#include "intake_private.h"

enum { PATIENCE_MS = 10 * 60 * 1000 };
enum { BATCH_MAILS = 500, BATCH_BYTES = 16 * 1024 * 1024, BATCH_BYTES_NETWORK = 4 * 1024 * 1024 };

void intake_item_free(gpointer data)
{
    IntakeItem *item = data;
    g_free(item->name);
    g_free(item->sha256);
    g_free(item->refusal);
    g_free(item->failure);
    g_free(item->words);
    suggestion_free(item->suggestion);
    g_free(item->receipt_to);
    g_clear_pointer(&item->cases, g_ptr_array_unref);
    g_clear_pointer(&item->orders, g_ptr_array_unref);
    g_clear_pointer(&item->made_words, g_ptr_array_unref);
    g_free(item->order_trouble);
    g_bytes_unref(item->bytes);
    parsed_mail_free(item->mail);
    g_free(item);
}

/* The right side of our Message-IDs, as the ini has it or as it follows from `from`. */
static char *own_domain(const Config *config)
{
    const char *domain = config_text(config, "mail", "message_id_domain");
    if (domain[0] != '\0')
        return g_ascii_strdown(domain, -1);
    const char *at = strrchr(config_text(config, "mail", "from"), '@');
    return g_ascii_strdown(at != NULL ? at + 1 : "", -1);
}

IntakeRun *intake_run_new(Db *db, const Config *config)
{
    IntakeRun *run = g_new0(IntakeRun, 1);
    run->db = db;
    run->config = config;
    run->items = g_ptr_array_new_with_free_func(intake_item_free);
    run->troubles = g_ptr_array_new_with_free_func(g_free);
    run->newest = -1;
    run->patience_ms = PATIENCE_MS;
    run->own_domain = own_domain(config);
    mime_start();
    return run;
}

static GPtrArray *take_read(IntakeRun *run);

void intake_run_free(IntakeRun *run)
{
    if (run == NULL)
        return;
    GPtrArray *left = take_read(run);
    g_clear_pointer(&left, g_ptr_array_unref);
    g_clear_pointer(&run->turn, lease_keeper_stop);
    g_ptr_array_unref(run->items);
    g_ptr_array_unref(run->troubles);
    intake_rules_free(run->rules);
    g_free(run->own_domain);
    g_free(run);
}

void intake_run_set_patience(IntakeRun *run, gint64 milliseconds)
{
    run->patience_ms = milliseconds;
}

const IntakeReport *intake_run_report(const IntakeRun *run)
{
    return &run->report;
}

const GPtrArray *intake_run_troubles(const IntakeRun *run)
{
    return run->troubles;
}

/* An address that a forward asks for its answer at ("info+f-abcdefgh2345@…") is the one before the
 * plus. */
static void forget_mark(char *address)
{
    char *plus = strstr(address, "+f-"), *at = plus ? strchr(plus, '@') : NULL;
    if (at)
        memmove(plus, at, strlen(at) + 1);
}

bool intake_is_own_address(const IntakeRun *run, const char *address)
{
    g_autofree char *lower = g_utf8_strdown(address, -1);
    forget_mark(lower);
    const GPtrArray *own = config_own_addresses(run->config);
    for (guint i = 0; i < own->len; i++)
        if (strcmp(own->pdata[i], lower) == 0)
            return true;
    return false;
}

bool intake_is_own_message_id(const IntakeRun *run, const char *message_id)
{
    const char *at = strrchr(message_id, '@');
    return run->own_domain[0] != '\0' && at != NULL &&
           g_ascii_strcasecmp(at + 1, run->own_domain) == 0;
}

void intake_item_learn(const IntakeRun *run, IntakeItem *item)
{
    intake_item_make_words(item);
    intake_promise_judge(run, item);
}

void intake_item_read(const IntakeRun *run, IntakeItem *item)
{
    g_autoptr(GError) error = NULL;
    item->mail = mime_read(item->bytes, item->received_at, &error);
    if (item->mail == NULL)
        item->failure = g_strdup(error->message);
    else
        intake_item_learn(run, item);
}

/* ---- phase one: the bytes ---- */

static char *incomplete_reason(const IntakeItem *item)
{
    if (item->refusal != NULL && item->from_file)
        return g_strdup(item->refusal);
    if (item->refusal != NULL)
        return g_strdup_printf(_("the mail server would not hand it over: %s"), item->refusal);
    return g_strdup_printf(
        _("larger than the limit: %" PRId64
          " bytes; only its beginning is kept, the mail itself was left where it "
          "is"),
        item->too_large);
}

static bool is_incomplete(const IntakeItem *item)
{
    return item->too_large > 0 || item->refusal != NULL;
}

static void store_item(DbBatch *batch, IntakeItem *item, gint64 now)
{
    item->sha256 = content_add_bytes(batch, item->bytes);
    intake_add(batch, item->from_file ? "file" : "imap", item->mailbox, item->uid_validity,
               item->uid, item->name, item->received_at, now, item->sha256);
    if (is_incomplete(item)) {
        g_autofree char *why = incomplete_reason(item);
        g_autofree char *reason = intake_told_reason(why, item->bytes);
        intake_quarantine_added(batch, item->mailbox, item->uid_validity, item->uid, item->name,
                                reason);
    }
}

static guint find_uid(const GArray *uids, gint64 uid)
{
    guint low = 0, high = uids->len;
    while (low < high) {
        guint middle = low + (high - low) / 2;
        if (g_array_index(uids, gint64, middle) < uid)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* A server may answer in any order: the cursor stands before the first UID that is not here yet. */
static void advance_cursor(IntakeRun *run, DbBatch *batch)
{
    IntakeCursor *cursor = run->cursor;
    if (cursor == NULL)
        return;
    for (guint i = 0; i < run->items->len; i++) {
        const IntakeItem *item = run->items->pdata[i];
        guint index = find_uid(cursor->uids, item->uid);
        if (index < cursor->uids->len)
            cursor->added[index] = 1;
    }
    while (cursor->low < cursor->uids->len && cursor->added[cursor->low])
        cursor->low++;
    if (cursor->low > 0)
        intake_cursor(batch, cursor->mailbox, cursor->uid_validity,
                      g_array_index(cursor->uids, gint64, cursor->low - 1));
}

static bool same_mail(const IntakeItem *item, const IntakeFresh *row)
{
    return item->id == 0 && item->uid == row->uid && item->mailbox == row->mailbox &&
           item->uid_validity == row->uid_validity && strcmp(item->sha256, row->sha256) == 0 &&
           strcmp(item->name, row->name) == 0;
}

/* Rows come in the order in which the items were added, with gaps where a uid was known: one walk
 * finds all. Nobody else adds any in our turn. */
static void take_ids(GPtrArray *items, const GPtrArray *rows)
{
    guint next = 0;
    for (guint i = 0; i < rows->len; i++) {
        const IntakeFresh *row = rows->pdata[i];
        guint at = next;
        while (at < items->len && !same_mail(items->pdata[at], row))
            at++;
        if (at == items->len)
            continue;
        ((IntakeItem *)items->pdata[at])->id = row->id;
        next = at + 1;
    }
}

/* Removes what is not to be read: already in the ledger, or quarantined by its size. */
static void drop_finished(IntakeRun *run)
{
    for (guint i = 0; i < run->items->len;) {
        const IntakeItem *item = run->items->pdata[i];
        if (item->id != 0 && !is_incomplete(item)) {
            i++;
            continue;
        }
        if (item->id == 0)
            run->report.skipped++;
        else
            run->report.read++, run->report.quarantined++;
        g_ptr_array_remove_index(run->items, i);
    }
}

static bool store_batch(IntakeRun *run, GError **error)
{
    if (run->newest < 0 && (run->newest = intake_newest(run->db, error)) < 0)
        return false;
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    gint64 now = clock_now();
    for (guint i = 0; i < run->items->len; i++)
        store_item(batch, run->items->pdata[i], now);
    advance_cursor(run, batch);
    if (!db_batch_apply(run->db, batch, error))
        return false;
    g_autoptr(GPtrArray) rows = intake_added_after(run->db, run->newest, error);
    if (rows == NULL)
        return false;
    if (rows->len > 0)
        run->newest = ((const IntakeFresh *)rows->pdata[rows->len - 1])->id;
    take_ids(run->items, rows);
    drop_finished(run);
    return true;
}

/* ---- phase two: what they say ---- */

/* The reader is the only thread that reads mail while it lives. Of the run it sees what stays as it
 * is meanwhile. */
static gpointer read_items(gpointer data)
{
    const IntakeRun *run = data;
    for (guint i = 0; i < run->reading->len; i++)
        intake_item_read(run, run->reading->pdata[i]);
    return NULL;
}

static void start_reading(IntakeRun *run)
{
    run->reading = run->items;
    run->items = g_ptr_array_new_with_free_func(intake_item_free);
    run->reader = g_thread_try_new("mail-reader", read_items, run, NULL);
    if (run->reader == NULL)
        read_items(run);
}

/* Waits for what is being read; the caller owns it, NULL when there is nothing. */
static GPtrArray *take_read(IntakeRun *run)
{
    g_clear_pointer(&run->reader, g_thread_join);
    return g_steal_pointer(&run->reading);
}

static bool settle_read(IntakeRun *run, GPtrArray *items, GError **error)
{
    bool good = items == NULL || intake_settle_items(run, items, error);
    g_clear_pointer(&items, g_ptr_array_unref);
    return good;
}

/* Stores the batch at hand and has it read while the one before is settled: reading and the
 * database take about the same time. */
static bool push_batch(IntakeRun *run, GError **error)
{
    run->bytes = 0;
    if (run->items->len == 0)
        return true;
    if (!intake_take_turn(run, error) || !store_batch(run, error)) {
        g_ptr_array_set_size(run->items, 0);
        return false;
    }
    GPtrArray *before = take_read(run);
    if (!intake_rules_read(run, run->items, error)) {
        g_clear_pointer(&before, g_ptr_array_unref);
        g_ptr_array_set_size(run->items, 0);
        return false;
    }
    start_reading(run);
    return settle_read(run, before, error);
}

bool intake_run_flush(IntakeRun *run, GError **error)
{
    bool good = push_batch(run, error);
    return settle_read(run, take_read(run), good ? error : NULL) && good;
}

bool intake_run_add(IntakeRun *run, const IntakeMail *mail, GError **error)
{
    gsize most = db_is_file(run->db) ? BATCH_BYTES : BATCH_BYTES_NETWORK;
    IntakeItem *item = g_new0(IntakeItem, 1);
    item->from_file = strcmp(mail->source, "file") == 0;
    item->mailbox = mail->mailbox;
    item->uid_validity = mail->uid_validity;
    item->uid = mail->uid;
    /* A server's or a disk's clock may be ahead of ours: nothing came in the future. */
    item->received_at = mail->received_at > 0 ? MIN(mail->received_at, clock_now()) : clock_now();
    item->name = g_strdup(mail->name != NULL ? mail->name : "");
    item->refusal = g_strdup(mail->refusal);
    item->too_large = mail->too_large;
    item->bytes = g_bytes_ref(mail->bytes);
    g_ptr_array_add(run->items, item);
    run->bytes += g_bytes_get_size(mail->bytes);
    if (run->items->len >= BATCH_MAILS || run->bytes >= most)
        return push_batch(run, error);
    return true;
}

/* ---- out of quarantine ---- */

/* No mail at all: its bytes as text. */
static ParsedMail *as_plain_text(GBytes *bytes)
{
    gsize size;
    const char *data = g_bytes_get_data(bytes, &size);
    ParsedMail *mail = g_new0(ParsedMail, 1);
    char **texts[] = {&mail->message_id,  &mail->from_name,  &mail->from_address, &mail->reply_to,
                      &mail->to,          &mail->cc,         &mail->subject,      &mail->automatic,
                      &mail->null_sender, &mail->fingerprint};
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
        *texts[i] = g_strdup("");
    mail->text = charset_decode(data != NULL ? data : "", MIN(size, 1 << 20), NULL, NULL);
    mail->references = g_ptr_array_new_with_free_func(g_free);
    mail->recipients = g_ptr_array_new_with_free_func(g_free);
    mail->attachments = g_ptr_array_new_with_free_func(g_free);
    mail->warnings = g_ptr_array_new_with_free_func(g_free);
    return mail;
}

bool intake_run_release(IntakeRun *run, gint64 intake_id, GError **error)
{
    IntakeRow *row = intake_take_turn(run, error) ? intake_get(run->db, intake_id, error) : NULL;
    if (row == NULL)
        return false;
    bool held = row->outcome == INTAKE_QUARANTINED;
    IntakeItem *item = held ? intake_item_of_row(run, row, error) : NULL;
    if (!held)
        g_set_error_literal(error, SKRANKE_ERROR, SKRANKE_ERROR_REFUSED,
                            _("This mail is not in quarantine; nothing was changed."));
    intake_row_free(row);
    if (item == NULL)
        return false;
    g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func(intake_item_free);
    g_ptr_array_add(items, item);
    item->reopen = true;
    if (!intake_rules_read(run, items, error))
        return false;
    intake_item_read(run, item);
    if (item->mail == NULL) {
        item->mail = as_plain_text(item->bytes);
        intake_item_learn(run, item);
    }
    g_ptr_array_add(item->mail->warnings,
                    g_strdup(_("This came out of quarantine; what could not be read is in the "
                               "original.")));
    return intake_settle_items(run, items, error);
}

/* Settles each mail of a batch, once. Mails that speak of each other are settled in rounds: one
 * that needs what this round has not committed yet waits for the next. Owns the rounds and what is
 * asked for all their mails at once; the verdict is intake_judge.c's, the statements
 * intake_record.c's. */
#include <string.h>

#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/store/receipts.h"

#include "intake_forward.h"

enum { CONFLICT_TRIES = 5 };

static void known_clear(Known *known)
{
    g_clear_pointer(&known->threads, g_hash_table_unref);
    g_clear_pointer(&known->twins, g_hash_table_unref);
    g_clear_pointer(&known->inquiries, g_hash_table_unref);
    g_clear_pointer(&known->ordered, g_hash_table_unref);
    g_clear_pointer(&known->forwards, intake_forwards_free);
    receipt_counts_clear(&known->receipts);
    g_clear_pointer(&known->unsettled, g_hash_table_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Known, known_clear)

/* An answer to ourselves reaches nobody: where Reply-To says so, From counts. */
static void forget_own_reply_to(const IntakeRun *run, ParsedMail *mail)
{
    if (mail->reply_to[0] != '\0' && intake_is_own_address(run, mail->reply_to))
        mail->reply_to[0] = '\0';
}

/* Every inquiry that a thread leads to, in one question. */
static bool look_up_inquiries(IntakeRun *run, Known *known, GError **error)
{
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_autoptr(GHashTable) seen = g_hash_table_new(g_int64_hash, g_int64_equal);
    GHashTableIter every;
    gpointer threads;
    g_hash_table_iter_init(&every, known->threads);
    while (g_hash_table_iter_next(&every, NULL, &threads))
        for (guint i = 0; i < ((GArray *)threads)->len; i++) {
            IntakeThread *thread = &g_array_index((GArray *)threads, IntakeThread, i);
            if (g_hash_table_add(seen, &thread->inquiry))
                g_array_append_val(ids, thread->inquiry);
        }
    known->inquiries = intake_find_inquiries(run->db, ids, error);
    return known->inquiries != NULL;
}

static bool look_up_orders(IntakeRun *run, const GPtrArray *items, Known *known, GError **error)
{
    g_autoptr(GPtrArray) ids = g_ptr_array_new();
    for (guint i = 0; i < items->len; i++) {
        const GPtrArray *cases = ((const IntakeItem *)items->pdata[i])->cases;
        for (guint j = 0; cases && j < cases->len; j++)
            g_ptr_array_add(ids, ((const OrderedCase *)cases->pdata[j])->order_id);
    }
    if (ids->len == 0)
        return true;
    known->ordered = access_orders_of(run->db, ids, error);
    return known->ordered != NULL;
}

static bool look_up(IntakeRun *run, const GPtrArray *items, Known *known, GError **error)
{
    g_autoptr(GPtrArray) ids = g_ptr_array_new();
    g_autoptr(GPtrArray) fingerprints = g_ptr_array_new();
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < items->len; i++) {
        ParsedMail *mail = ((const IntakeItem *)items->pdata[i])->mail;
        if (mail == NULL)
            continue;
        forget_own_reply_to(run, mail);
        if (mail->message_id[0] != '\0' && g_hash_table_add(seen, mail->message_id))
            g_ptr_array_add(ids, mail->message_id);
        for (guint j = 0; j < mail->references->len; j++)
            if (g_hash_table_add(seen, mail->references->pdata[j]))
                g_ptr_array_add(ids, mail->references->pdata[j]);
        if (mail->fingerprint[0] != '\0' && g_hash_table_add(seen, mail->fingerprint))
            g_ptr_array_add(fingerprints, mail->fingerprint);
    }
    known->unsettled = g_hash_table_new(g_str_hash, g_str_equal);
    known->threads = intake_find_threads(run->db, ids, error);
    known->twins = known->threads ? intake_find_twins(run->db, fingerprints, error) : NULL;
    return known->twins != NULL && look_up_inquiries(run, known, error) &&
           (known->forwards = intake_forwards_read(run, items, known->inquiries, error)) != NULL &&
           look_up_orders(run, items, known, error) &&
           receipt_counts_read(run, items, &known->receipts, error);
}

/* ---- rounds ---- */

/* Does its verdict hang on a mail whose inquiry has no number yet? An ancestor that is a message of
 * a known inquiry decides, whatever stands behind it. */
static bool must_wait(const Known *known, const IntakeItem *item)
{
    const ParsedMail *mail = item->mail;
    const IntakeThread *own = known_thread(known, mail->message_id, true);
    const char *self = mail->message_id[0] != '\0' ? mail->message_id : mail->fingerprint;
    if (g_hash_table_contains(known->unsettled, self) ||
        (own != NULL && own->message == NOT_COMMITTED))
        return true;
    for (guint i = 0; item->cases && i < item->cases->len; i++)
        if (g_hash_table_contains(known->unsettled,
                                  ((const OrderedCase *)item->cases->pdata[i])->order_id))
            return true;
    for (guint i = 0; i < mail->references->len; i++) {
        if (known_thread(known, mail->references->pdata[i], true) != NULL)
            return false;
        if (g_hash_table_contains(known->unsettled, mail->references->pdata[i]))
            return true;
    }
    return false;
}

static void note_unsettled(Known *known, const IntakeItem *item)
{
    const ParsedMail *mail = item->mail;
    for (guint i = 0; item->cases && i < item->cases->len; i++)
        g_hash_table_add(known->unsettled, ((OrderedCase *)item->cases->pdata[i])->order_id);
    g_hash_table_add(known->unsettled,
                     mail->message_id[0] != '\0' ? mail->message_id : mail->fingerprint);
    for (guint i = 0; i < mail->references->len; i++)
        g_hash_table_add(known->unsettled, mail->references->pdata[i]);
}

static void note_thread(Known *known, const char *id, gint64 inquiry, gint64 message)
{
    IntakeThread thread = {.inquiry = inquiry, .message = message};
    GArray *threads = g_hash_table_lookup(known->threads, id);
    if (threads == NULL) {
        threads = g_array_new(FALSE, FALSE, sizeof thread);
        g_hash_table_insert(known->threads, g_strdup(id), threads);
    }
    g_array_append_val(threads, thread);
}

/* What the next mails of the round must know of this one. */
static void note_verdict(Known *known, const IntakeItem *item, const IntakeVerdict *verdict)
{
    const ParsedMail *mail = item->mail;
    if (verdict->outcome == INTAKE_NEW)
        note_unsettled(known, item);
    if (verdict->outcome == INTAKE_NEW || verdict->inquiry == 0)
        return;
    if (mail->message_id[0] != '\0')
        note_thread(known, mail->message_id, verdict->inquiry, NOT_COMMITTED);
    else
        g_hash_table_add(known->unsettled, mail->fingerprint);
    for (guint i = 0; i < mail->references->len; i++)
        note_thread(known, mail->references->pdata[i], verdict->inquiry, 0);
}

static void count(IntakeReport *report, IntakeOutcome outcome)
{
    gint64 *places[INTAKE_OUTCOME_COUNT] = {
        [INTAKE_NEW] = &report->fresh,
        [INTAKE_JOINED] = &report->joined,
        [INTAKE_DUPLICATE] = &report->duplicate,
        [INTAKE_ECHO] = &report->echo,
        [INTAKE_QUARANTINED] = &report->quarantined,
    };
    report->read++;
    (*places[outcome])++;
}

/* A round on its way to one commit. */
typedef struct {
    DbBatch *batch;
    GPtrArray *words; /* of the messages it adds */
    GArray *outcomes; /* of IntakeOutcome */
    GPtrArray *later; /* what must wait for the next round; NULL: nothing waits */
} Round;

/* Judges and records one. */
static bool settle_one(IntakeRun *run, Known *known, Round *round, IntakeItem *item, GError **error)
{
    if (round->later != NULL && item->mail != NULL && must_wait(known, item)) {
        note_unsettled(known, item);
        g_ptr_array_add(round->later, item);
        return true;
    }
    g_auto(IntakeVerdict) verdict = {0};
    if (!intake_judge(run, known, item, &verdict, error))
        return false;
    intake_record(run, round->batch, item, &verdict, round->words);
    g_array_append_val(round->outcomes, verdict.outcome);
    if (item->mail != NULL)
        note_verdict(known, item, &verdict);
    return true;
}

static bool settle_together(IntakeRun *run, const GPtrArray *items, GPtrArray *later,
                            GError **error)
{
    g_auto(Known) known = {0};
    if (!look_up(run, items, &known, error))
        return false;
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    g_autoptr(GPtrArray) words = g_ptr_array_new();
    g_autoptr(GArray) outcomes = g_array_new(FALSE, FALSE, sizeof(IntakeOutcome));
    Round round = {batch, words, outcomes, later};
    for (guint i = 0; i < items->len; i++)
        if (!settle_one(run, &known, &round, items->pdata[i], error))
            return false;
    intake_record_search(batch, words);
    if (!db_batch_apply(run->db, batch, error))
        return false;
    for (guint i = 0; i < outcomes->len; i++)
        count(&run->report, g_array_index(outcomes, IntakeOutcome, i));
    return true;
}

/* Alone with its trouble: somebody else settled it (then it is done), or the database will not have
 * it (then it is quarantined with the reason). */
static bool settle_alone(IntakeRun *run, IntakeItem *item, GError **error)
{
    g_autoptr(GPtrArray) one = g_ptr_array_new();
    g_ptr_array_add(one, item);
    GError *trouble = NULL;
    /* Somebody may have changed the inquiry it joins just then: it is judged anew. */
    for (int tries = 1; !settle_together(run, one, NULL, &trouble); tries++) {
        if (tries == CONFLICT_TRIES ||
            !g_error_matches(trouble, SKRANKE_ERROR, SKRANKE_ERROR_CONFLICT))
            break;
        g_clear_error(&trouble);
    }
    if (trouble == NULL)
        return true;
    if (g_error_matches(trouble, SKRANKE_ERROR, SKRANKE_ERROR_CONFLICT) && !item->reopen) {
        run->report.skipped++;
        g_error_free(trouble);
        return true;
    }
    if (!g_error_matches(trouble, SKRANKE_ERROR, SKRANKE_ERROR_FAILED) || item->mail == NULL) {
        g_propagate_error(error, trouble);
        return false;
    }
    g_clear_pointer(&item->mail, parsed_mail_free);
    item->failure = g_strdup(trouble->message);
    g_error_free(trouble);
    return settle_together(run, one, NULL, error);
}

/* One mail's trouble must not hold up the others: then each goes alone, and none waits. */
static bool settle_round(IntakeRun *run, const GPtrArray *items, GPtrArray *later, GError **error)
{
    GError *trouble = NULL;
    if (settle_together(run, items, later, &trouble))
        return true;
    g_ptr_array_set_size(later, 0);
    if (g_error_matches(trouble, SKRANKE_ERROR, SKRANKE_ERROR_UNAVAILABLE)) {
        g_propagate_error(error, trouble);
        return false;
    }
    g_clear_error(&trouble);
    for (guint i = 0; i < items->len; i++)
        if (!settle_alone(run, items->pdata[i], error))
            return false;
    return true;
}

bool intake_settle_items(IntakeRun *run, const GPtrArray *items, GError **error)
{
    g_autoptr(GPtrArray) rest = g_ptr_array_new();
    for (guint i = 0; i < items->len; i++)
        g_ptr_array_add(rest, items->pdata[i]);
    while (rest->len > 0) {
        GPtrArray *later = g_ptr_array_new();
        bool good = settle_round(run, rest, later, error);
        g_ptr_array_unref(rest);
        rest = later;
        if (!good)
            return false;
    }
    return true;
}

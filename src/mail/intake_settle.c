/* What becomes of each mail of a batch: new, joined, duplicate, echo or quarantined. Mails that
 * speak of each other are settled in rounds: one that needs what this round has not committed yet
 * waits for the next. Owns the verdict; the statements are intake_record.c's. */
#include <string.h>

#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/store/messages.h"

#include "skranke/mail/charset.h"
#include "skranke/mail/joining.h"

#include "intake_private.h"

enum { HEADER_LOOKED_AT = 64 * 1024, HEADER_SHOWN = 500 };

/* What the database knows about a round's mails, and what the round adds to it. */
typedef struct {
    GHashTable *threads, *twins;
    /* Message-IDs and fingerprints spoken of by mails that begin an inquiry in this round, or wait:
     * whose inquiry has no number yet. Texts are the mails'. */
    GHashTable *unsettled;
} Known;

/* The message of an IntakeThread that this round adds. */
#define NOT_COMMITTED (-1)

static void known_clear(Known *known)
{
    g_clear_pointer(&known->threads, g_hash_table_unref);
    g_clear_pointer(&known->twins, g_hash_table_unref);
    g_clear_pointer(&known->unsettled, g_hash_table_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Known, known_clear)

/* An answer to ourselves reaches nobody: where Reply-To says so, From counts. */
static void forget_own_reply_to(const IntakeRun *run, ParsedMail *mail)
{
    if (mail->reply_to[0] != '\0' && intake_is_own_address(run, mail->reply_to))
        mail->reply_to[0] = '\0';
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
    return known->twins != NULL;
}

/* ---- one mail ---- */

static const IntakeThread *first_thread(const Known *known, const char *id, bool own_message)
{
    const GArray *threads = g_hash_table_lookup(known->threads, id);
    for (guint i = 0; threads != NULL && i < threads->len; i++) {
        const IntakeThread *thread = &g_array_index(threads, IntakeThread, i);
        if ((thread->message != 0) == own_message)
            return thread;
    }
    return NULL;
}

/* Ours by its address. A form on our own web site looks the same, but speaks for whoever filled it
 * in: Reply-To tells, which no answer of ours has. Nor is a report of a failure an answer. */
static bool is_from_us(const IntakeRun *run, const ParsedMail *mail)
{
    return mail->reply_to[0] == '\0' && mail->automatic_kind != AUTOMATIC_FAILURE &&
           intake_is_own_address(run, mail->from_address);
}

static void call_echo(const ParsedMail *mail, gint64 message, IntakeVerdict *verdict)
{
    verdict->outcome = INTAKE_ECHO;
    verdict->message = message;
    verdict->reason = g_strdup_printf(_("our own mail <%s>"), mail->message_id);
}

/* An answer that the database knows. */
static bool judge_echo(const Known *known, const ParsedMail *mail, IntakeVerdict *verdict)
{
    const IntakeThread *own = first_thread(known, mail->message_id, true);
    if (own == NULL || !own->sent_by_us)
        return false;
    call_echo(mail, own->message, verdict);
    return true;
}

static bool judge_twin(const Known *known, const IntakeItem *item, IntakeVerdict *verdict)
{
    const ParsedMail *mail = item->mail;
    const GPtrArray *twins = g_hash_table_lookup(known->twins, mail->fingerprint);
    for (guint i = 0; twins != NULL && i < twins->len; i++) {
        const IntakeTwin *twin = twins->pdata[i];
        if (mail->message_id[0] != '\0' && strcmp(mail->message_id, twin->message_id) != 0)
            continue;
        verdict->outcome = INTAKE_DUPLICATE;
        verdict->message = twin->message;
        verdict->reason = g_strdup_printf(
            twin->mailbox == item->mailbox
                ? _("the same mail is in inquiry %" PRId64)
                : _("the same mail came to another mailbox and is in inquiry %" PRId64),
            twin->inquiry);
        return true;
    }
    verdict->same_id = first_thread(known, mail->message_id, true) != NULL;
    return false;
}

/* The nearest ancestor that is a message of an inquiry; else the nearest that one refers to. A
 * parent that comes after its reply finds the inquiry by its own Message-ID, which the reply
 * referred to. */
static bool find_candidate(const Known *known, const ParsedMail *mail, JoinCandidate *candidate)
{
    for (int own = 1; own >= 0; own--) {
        for (guint i = 0; i < mail->references->len; i++) {
            const IntakeThread *thread = first_thread(known, mail->references->pdata[i], own == 1);
            if (thread == NULL)
                continue;
            *candidate = (JoinCandidate){.inquiry = thread->inquiry,
                                         .matched = mail->references->pdata[i],
                                         .matched_own_message = own == 1};
            return true;
        }
    }
    const IntakeThread *thread = first_thread(known, mail->message_id, false);
    if (thread != NULL)
        *candidate = (JoinCandidate){.inquiry = thread->inquiry, .matched = mail->message_id};
    return thread != NULL;
}

/* Who takes part in the inquiry besides ourselves: our own mailbox is in every inquiry and would
 * make strangers meet. */
static GPtrArray *outsiders(IntakeRun *run, gint64 inquiry, GError **error)
{
    GPtrArray *people = messages_participants(run->db, inquiry, error);
    for (guint i = 0; people != NULL && i < people->len;)
        if (intake_is_own_address(run, people->pdata[i]))
            g_ptr_array_remove_index_fast(people, i);
        else
            i++;
    return people;
}

/* A colleague who writes to us alone wants something of us: that is no answer to anybody. */
static bool reaches_outsiders(const IntakeRun *run, const ParsedMail *mail)
{
    for (guint i = 0; i < mail->recipients->len; i++)
        if (!intake_is_own_address(run, mail->recipients->pdata[i]))
            return true;
    return false;
}

/* Mail with our own address that no program of this desk sent: an answer that a colleague wrote in
 * another mail program goes into its inquiry as one of ours. False: it is judged like any mail. */
static bool judge_sent_elsewhere(const IntakeRun *run, const ParsedMail *mail,
                                 const JoinCandidate *candidate, bool joins, IntakeVerdict *verdict)
{
    bool own_id = intake_is_own_message_id(run, mail->message_id);
    if (!is_from_us(run, mail) || (!own_id && !reaches_outsiders(run, mail)))
        return false;
    if (joins || candidate->matched_own_message) {
        verdict->outcome = INTAKE_ECHO;
        verdict->inquiry = candidate->inquiry;
        verdict->reason =
            g_strdup_printf(_("Sent from another mail program, from %s; it refers to <%s>."),
                            mail->from_address, candidate->matched);
        return true;
    }
    if (own_id)
        call_echo(mail, 0, verdict);
    return own_id;
}

static bool judge_joining(IntakeRun *run, const Known *known, const ParsedMail *mail,
                          IntakeVerdict *verdict, GError **error)
{
    JoinCandidate candidate = {0};
    g_autoptr(GPtrArray) people = NULL;
    /* Who takes part is asked only where the rule needs it. */
    if (find_candidate(known, mail, &candidate) &&
        (!candidate.matched_own_message || joining_is_forward(mail->subject))) {
        people = outsiders(run, candidate.inquiry, error);
        if (people == NULL)
            return false;
        candidate.participants = people;
    }
    g_autofree char *reason = NULL;
    bool joins = joining_decide(mail, &candidate, &reason) == JOIN_JOINED;
    if (judge_sent_elsewhere(run, mail, &candidate, joins, verdict))
        return true;
    verdict->reason = g_steal_pointer(&reason);
    verdict->outcome = joins ? INTAKE_JOINED : INTAKE_NEW;
    verdict->inquiry = joins ? candidate.inquiry : 0;
    return true;
}

/* A header's value, as well as it can be read from bytes that are no proper mail; "" where there is
 * none. */
static char *glimpse(GBytes *bytes, const char *field)
{
    gsize size;
    const char *at = g_bytes_get_data(bytes, &size);
    const char *end = at != NULL ? at + MIN(size, HEADER_LOOKED_AT) : NULL;
    gsize length = strlen(field);
    while (at != NULL && at < end) {
        const char *newline = memchr(at, '\n', (gsize)(end - at));
        const char *until = newline != NULL ? newline : end;
        if ((gsize)(until - at) > length && g_ascii_strncasecmp(at, field, length) == 0) {
            g_autofree char *value =
                g_strndup(at + length, MIN((gsize)(until - at) - length, HEADER_SHOWN));
            return charset_decode_header(g_strstrip(value));
        }
        at = until + 1;
    }
    return g_strdup("");
}

char *intake_told_reason(const char *reason, GBytes *bytes)
{
    g_autofree char *from = glimpse(bytes, "From:");
    g_autofree char *subject = glimpse(bytes, "Subject:");
    return from[0] == '\0' && subject[0] == '\0'
               ? g_strdup(reason)
               : g_strdup_printf(_("%s (from %s, subject %s)"), reason, from, subject);
}

/* Imported again, it need not lie in quarantine twice. No bytes at all say nothing: a mail that the
 * server did not hand over has none either. */
static bool judge_unreadable(IntakeRun *run, const IntakeItem *item, IntakeVerdict *verdict,
                             GError **error)
{
    gint64 other = g_bytes_get_size(item->bytes) == 0
                       ? 0
                       : intake_find_quarantined(run->db, item->sha256, item->id, error);
    verdict->outcome = other > 0 ? INTAKE_DUPLICATE : INTAKE_QUARANTINED;
    verdict->reason = other >= 0 ? intake_told_reason(item->failure, item->bytes) : NULL;
    return other >= 0;
}

static bool judge(IntakeRun *run, const Known *known, const IntakeItem *item,
                  IntakeVerdict *verdict, GError **error)
{
    if (item->mail == NULL)
        return judge_unreadable(run, item, verdict, error);
    return judge_echo(known, item->mail, verdict) || judge_twin(known, item, verdict) ||
           judge_joining(run, known, item->mail, verdict, error);
}

/* ---- rounds ---- */

/* Does its verdict hang on a mail whose inquiry has no number yet? An ancestor that is a message of
 * a known inquiry decides, whatever stands behind it. */
static bool must_wait(const Known *known, const ParsedMail *mail)
{
    const IntakeThread *own = first_thread(known, mail->message_id, true);
    const char *self = mail->message_id[0] != '\0' ? mail->message_id : mail->fingerprint;
    if (g_hash_table_contains(known->unsettled, self) ||
        (own != NULL && own->message == NOT_COMMITTED))
        return true;
    for (guint i = 0; i < mail->references->len; i++) {
        if (first_thread(known, mail->references->pdata[i], true) != NULL)
            return false;
        if (g_hash_table_contains(known->unsettled, mail->references->pdata[i]))
            return true;
    }
    return false;
}

static void note_unsettled(Known *known, const ParsedMail *mail)
{
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
static void note_verdict(Known *known, const ParsedMail *mail, const IntakeVerdict *verdict)
{
    if (verdict->outcome == INTAKE_NEW)
        note_unsettled(known, mail);
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
    if (round->later != NULL && item->mail != NULL && must_wait(known, item->mail)) {
        note_unsettled(known, item->mail);
        g_ptr_array_add(round->later, item);
        return true;
    }
    IntakeVerdict verdict = {0};
    if (!judge(run, known, item, &verdict, error))
        return false;
    intake_record(round->batch, item, &verdict, round->words);
    g_array_append_val(round->outcomes, verdict.outcome);
    if (item->mail != NULL)
        note_verdict(known, item->mail, &verdict);
    g_free(verdict.reason);
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
    if (settle_together(run, one, NULL, &trouble))
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

/* What becomes of one mail: new, joined, duplicate, echo or quarantined. Owns the verdict; what the
 * database knows was asked before, for the whole round (intake_settle.c). */
#include <string.h>

#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/store/messages.h"
#include "skranke/store/receipts.h"

#include "skranke/mail/charset.h"
#include "skranke/mail/joining.h"

#include "intake_forward.h"

enum { HEADER_LOOKED_AT = 64 * 1024, HEADER_SHOWN = 500 };

void verdict_clear(IntakeVerdict *verdict)
{
    g_clear_pointer(&verdict->cases, g_ptr_array_unref);
    g_clear_pointer(&verdict->reason, g_free);
}

const IntakeThread *known_thread(const Known *known, const char *id, bool own_message)
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

/* An order becomes cases, whatever thread its mail is in; one whose documents all are cases
 * already is a duplicate: the portal sent it twice. Its bytes stay in the ledger. */
static bool judge_order(const IntakeRun *run, const Known *known, const IntakeItem *item,
                        IntakeVerdict *verdict)
{
    if (!item->cases || is_from_us(run, item->mail))
        return false;
    gpointer first_known = NULL;
    const OrderedCase *first = item->cases->pdata[0];
    GPtrArray *fresh = order_cases_new(item->cases, known->ordered, &first_known);
    if (fresh->len > 0) {
        verdict->outcome = INTAKE_NEW;
        verdict->cases = fresh;
        verdict->reason = g_strdup_printf(_("Order %s from eInnsyn."), first->order_id);
        return true;
    }
    const AccessOrder *there = first_known;
    g_ptr_array_unref(fresh);
    verdict->outcome = INTAKE_DUPLICATE;
    verdict->message = there->message;
    verdict->reason = g_strdup_printf(_("order %s from eInnsyn is in inquiry %" PRId64),
                                      first->order_id, there->inquiry);
    return true;
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
    const IntakeThread *own = known_thread(known, mail->message_id, true);
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
    verdict->same_id = known_thread(known, mail->message_id, true) != NULL;
    return false;
}

/* The nearest ancestor that is a message of an inquiry; else the nearest that one refers to. A
 * parent that comes after its reply finds the inquiry by its own Message-ID, which the reply
 * referred to. */
static bool find_candidate(const Known *known, const ParsedMail *mail, JoinCandidate *candidate)
{
    for (int own = 1; own >= 0; own--) {
        for (guint i = 0; i < mail->references->len; i++) {
            const IntakeThread *thread = known_thread(known, mail->references->pdata[i], own == 1);
            if (thread == NULL)
                continue;
            *candidate = (JoinCandidate){.inquiry = thread->inquiry,
                                         .matched = mail->references->pdata[i],
                                         .matched_own_message = own == 1};
            return true;
        }
    }
    const IntakeThread *thread = known_thread(known, mail->message_id, false);
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
    const Forward *marked = joins ? NULL : intake_forward_marked(known->forwards, mail);
    if (marked) {
        g_free(reason);
        candidate = (JoinCandidate){.inquiry = marked->inquiry, .forwarded_to = marked->name};
        joins = joining_decide(mail, &candidate, &reason) == JOIN_JOINED;
    }
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
           judge_order(run, known, item, verdict) ||
           judge_joining(run, known, item->mail, verdict, error);
}

/* The joined inquiry as it is known; asked for now where no thread of the round had led to it. */
static bool find_joined(IntakeRun *run, Known *known, IntakeVerdict *verdict, GError **error)
{
    if (verdict->inquiry == 0)
        return true;
    verdict->joined = g_hash_table_lookup(known->inquiries, &verdict->inquiry);
    if (verdict->joined)
        return true;
    g_autoptr(GArray) one = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_array_append_val(one, verdict->inquiry);
    g_autoptr(GHashTable) found = intake_find_inquiries(run->db, one, error);
    if (!found)
        return false;
    verdict->joined = g_hash_table_lookup(found, &verdict->inquiry);
    if (verdict->joined) {
        g_hash_table_steal(found, &verdict->inquiry);
        g_hash_table_insert(known->inquiries, &verdict->joined->record->id, verdict->joined);
        return true;
    }
    g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_CONFLICT,
                _("Inquiry %" PRId64 " is gone; the mail will be read again."), verdict->inquiry);
    return false;
}

bool intake_judge(IntakeRun *run, Known *known, IntakeItem *item, IntakeVerdict *verdict,
                  GError **error)
{
    if (!judge(run, known, item, verdict, error) || !find_joined(run, known, verdict, error) ||
        !intake_forward_judge(run, known, item->mail, verdict, error))
        return false;
    if (verdict->outcome != INTAKE_NEW || verdict->cases)
        return true;
    intake_promise_suggest(run, item);
    verdict->receipt = receipt_mail_allow(run, &known->receipts, item);
    return true;
}

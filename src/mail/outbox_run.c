/* Empties the outbox: claims an answer, sends it, records its fate. Owns the rules of trying again
 * and of giving up; must not know MIME nor SMTP, only bytes and verdicts. */
#include "skranke/mail/outbox_run.h"

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"
#include "skranke/base/log.h"
#include "skranke/base/secret.h"

#include "skranke/store/content.h"
#include "skranke/store/events.h"
#include "skranke/store/inquiries.h"

#include "skranke/mail/outbox_mail.h"

#include "outbox_fate.h"
#include "outbox_journal.h"

G_STATIC_ASSERT(SMTP_LINK_LONGEST_SECONDS < OUTBOX_SENDING_SECONDS);

#define PAGE 50
#define MINUTE 60
#define GIVE_UP_SECONDS (5 * 24 * 60 * MINUTE)
/* Where the whole relay is away nothing is wrong with the answer: it shall not wait long once it is
 * back. */
#define LONGEST_AWAY_SECONDS (5 * MINUTE)
/* A fate that cannot be recorded is a double: be stubborn. */
#define RECORD_TRIES 20

typedef struct {
    Db *db;
    const Config *config;
    SmtpLink *link;
    OutboxReport *report;
} OutboxRun;

gint64 outbox_backoff(gint64 tries)
{
    static const gint64 minutes[] = {1, 2, 5, 10, 30, 60};
    gint64 step = CLAMP(tries, 1, (gint64)G_N_ELEMENTS(minutes)) - 1;
    return minutes[step] * MINUTE;
}

SmtpLink *outbox_relay(const Config *config, GError **error)
{
    if (!*config_text(config, "relay", "host")) {
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_FAILED,
                    _("No mail can be sent: no relay is set. Answers stay in the outbox. Set host "
                      "under [relay] in the configuration."));
        return NULL;
    }
    char *password = secret_read(config_text(config, "relay", "password_command"),
                                 config_text(config, "relay", "password_file"), error);
    if (!password)
        return NULL;
    const LinkOptions options = {
        .host = config_text(config, "relay", "host"),
        .port = (int)config_integer(config, "relay", "port"),
        .security = link_security_from_word(config_text(config, "relay", "security")),
        .user = config_text(config, "relay", "user"),
        .password = password,
        .ca_file = config_text(config, "relay", "ca_file"),
    };
    SmtpLink *link = smtp_link_new(&options);
    secret_free(password);
    return link;
}

/* ---- the fate ---- */

/* An earlier try may have reached somebody: the answer was lost, or the sender died. */
static bool is_perhaps_sent(const OutboxItem *item)
{
    return item->state == DELIVERY_MAYBE_SENT || item->state == DELIVERY_SENDING;
}

static void tell_taken_over(const OutboxItem *item)
{
    log_line(LOG_WARNING, _("answer %" PRId64 ": its fate was recorded by another process"),
             item->message);
}

/* Applies again while the database is away. CONFLICT: somebody took the item over; their fate
 * counts. */
static bool record(OutboxRun *run, const OutboxItem *item, DbBatch *batch, GError **error)
{
    for (int tries = 1;; tries++) {
        g_autoptr(GError) failed = NULL;
        if (db_batch_apply(run->db, batch, &failed))
            return true;
        if (g_error_matches(failed, SKRANKE_ERROR, SKRANKE_ERROR_CONFLICT)) {
            tell_taken_over(item);
            return true;
        }
        if (!g_error_matches(failed, SKRANKE_ERROR, SKRANKE_ERROR_UNAVAILABLE) ||
            tries == RECORD_TRIES) {
            g_propagate_error(error, g_steal_pointer(&failed));
            return false;
        }
        g_usleep(G_USEC_PER_SEC);
    }
}

static bool add_refusal(Db *db, DbBatch *batch, const OutboxItem *item, const char *words,
                        gint64 now, GError **error)
{
    g_autofree char *said =
        is_perhaps_sent(item)
            ? g_strdup_printf(_("%s (An earlier try may have reached the recipient.)"), words)
            : g_strdup(words);
    g_autofree char *after = events_text("answer", said);
    outbox_refused(batch, item, said, now);
    if (!outbox_fate_refused(db, batch, item, now, error))
        return false;
    events_add(batch, now, 0, EVENT_REFUSED, item->inquiry, item->message, "", after);
    return true;
}

/* Has nobody recorded its fate since we began? */
static bool is_still_ours(OutboxRun *run, const OutboxItem *item)
{
    g_autoptr(OutboxItem) now = outbox_of_message(run->db, item->message, NULL);
    return now && now->state == DELIVERY_SENDING && now->attempts == item->attempts + 1;
}

/* What a refusal makes of the inquiry holds only where nobody has changed that meanwhile: then it
 * is worked out anew, as it is where the database was away. */
static bool record_refused(OutboxRun *run, const OutboxItem *item, const char *words,
                           GError **error)
{
    run->report->refused++;
    for (int tries = 1;; tries++) {
        g_autoptr(GError) failed = NULL;
        g_autoptr(DbBatch) batch = db_batch_new(NULL);
        if (add_refusal(run->db, batch, item, words, clock_now(), &failed) &&
            db_batch_apply(run->db, batch, &failed))
            return true;
        bool away = g_error_matches(failed, SKRANKE_ERROR, SKRANKE_ERROR_UNAVAILABLE);
        bool conflict = g_error_matches(failed, SKRANKE_ERROR, SKRANKE_ERROR_CONFLICT);
        if (conflict && !is_still_ours(run, item)) {
            tell_taken_over(item);
            return true;
        }
        if ((!away && !conflict) || tries == RECORD_TRIES) {
            g_propagate_error(error, g_steal_pointer(&failed));
            return false;
        }
        g_usleep(away ? G_USEC_PER_SEC : 0);
    }
}

static bool record_sent(OutboxRun *run, const OutboxItem *item, OutboxJournal *journal,
                        const char *words, GError **error)
{
    gint64 now = clock_now();
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    g_autofree char *after = events_text("answer", words);
    outbox_sent(batch, item, words, now);
    events_add(batch, now, 0, EVENT_SENT, item->inquiry, item->message, "", after);
    outbox_journal_sent(journal, batch, now);
    run->report->sent++;
    return record(run, item, batch, error);
}

static bool record_later(OutboxRun *run, const OutboxItem *item, SmtpVerdict verdict,
                         const char *words, GError **error)
{
    gint64 now = clock_now();
    if (verdict != SMTP_SETUP && now - item->not_before >= GIVE_UP_SECONDS)
        return record_refused(run, item, words, error);
    gint64 wait = outbox_backoff(item->attempts + 1);
    if (verdict == SMTP_AWAY || verdict == SMTP_SETUP)
        wait = MIN(wait, LONGEST_AWAY_SECONDS);
    bool perhaps = verdict == SMTP_AMBIGUOUS || is_perhaps_sent(item);
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    outbox_later(batch, item, perhaps ? DELIVERY_MAYBE_SENT : DELIVERY_QUEUED, words, now + wait,
                 now);
    *(verdict == SMTP_AMBIGUOUS ? &run->report->maybe_sent : &run->report->later) += 1;
    return record(run, item, batch, error);
}

/* Records what became of it; false also where the rest of the outbox must wait. */
static bool settle(OutboxRun *run, const OutboxItem *item, OutboxJournal *journal,
                   SmtpVerdict verdict, const char *words, GError **error)
{
    log_line(verdict == SMTP_ACCEPTED ? LOG_INFO : LOG_WARNING,
             _("answer %" PRId64 " to inquiry %" PRId64 ": %s"), item->message, item->inquiry,
             words);
    if (verdict == SMTP_ACCEPTED)
        return record_sent(run, item, journal, words, error);
    if (verdict == SMTP_REFUSED)
        return record_refused(run, item, words, error);
    if (!record_later(run, item, verdict, words, error))
        return false;
    if (verdict != SMTP_AWAY && verdict != SMTP_SETUP)
        return true;
    g_set_error(error, SKRANKE_ERROR,
                verdict == SMTP_AWAY ? SKRANKE_ERROR_UNAVAILABLE : SKRANKE_ERROR_FAILED,
                _("Answers could not be sent now and stay in the outbox: %s"), words);
    return false;
}

/* ---- one answer ---- */

/* Makes the item ours, with the bytes kept. *ours false: another process has it, or it was
 * withdrawn. */
static bool claim(OutboxRun *run, const OutboxItem *item, GBytes *fresh, bool *ours, GError **error)
{
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    g_autoptr(GError) failed = NULL;
    g_autofree char *sha256 = NULL;
    if (fresh) {
        gsize size;
        const void *bytes = g_bytes_get_data(fresh, &size);
        sha256 = content_add(batch, bytes, size);
    }
    outbox_begin(batch, item, sha256, clock_now());
    *ours = db_batch_apply(run->db, batch, &failed);
    if (*ours || g_error_matches(failed, SKRANKE_ERROR, SKRANKE_ERROR_CONFLICT))
        return true;
    g_propagate_error(error, g_steal_pointer(&failed));
    return false;
}

/* No mail can be made of it: to its writer that is a refusal like any other. */
static bool refuse_unmade(OutboxRun *run, const OutboxItem *item, GError *why, GError **error)
{
    if (g_error_matches(why, SKRANKE_ERROR, SKRANKE_ERROR_UNAVAILABLE)) {
        g_propagate_error(error, g_error_copy(why));
        return false;
    }
    bool ours;
    return claim(run, item, NULL, &ours, error) &&
           (!ours || record_refused(run, item, why->message, error));
}

static bool send_one(OutboxRun *run, const OutboxItem *item, bool *ours, GError **error)
{
    bool fresh;
    g_autoptr(GError) unmade = NULL;
    *ours = true;
    g_autoptr(GBytes) bytes =
        outbox_mail_bytes(run->db, run->config, item, clock_now(), &fresh, &unmade);
    if (!bytes)
        return refuse_unmade(run, item, unmade, error);
    g_autoptr(OutboxJournal) journal = outbox_journal_read(run->db, item, error);
    if (!journal || !claim(run, item, fresh ? bytes : NULL, ours, error))
        return false;
    if (!*ours)
        return true;
    const char *sender = *item->sender ? item->sender : config_text(run->config, "mail", "from");
    g_auto(GStrv) recipients = g_strsplit(g_strchomp(item->addresses), "\n", -1);
    g_autofree char *words = NULL;
    SmtpVerdict verdict =
        smtp_link_send(run->link, sender, (const char *const *)recipients, bytes, &words);
    return settle(run, item, journal, verdict, words, error);
}

static bool always(gpointer user)
{
    (void)user;
    return true;
}

/* Sends a page of what is due; *more says whether another look is worth it. */
static bool send_page(OutboxRun *run, OutboxGoOn go_on, gpointer user, bool *more, GError **error)
{
    g_autoptr(GPtrArray) due = outbox_due(run->db, clock_now(), PAGE, error);
    *more = false;
    if (!due)
        return false;
    if (due->len && !run->link)
        run->link = outbox_relay(run->config, error);
    if (due->len && !run->link)
        return false;
    for (guint i = 0; i < due->len; i++) {
        bool ours;
        if (!go_on(user)) {
            *more = false;
            return true;
        }
        if (!send_one(run, g_ptr_array_index(due, i), &ours, error))
            return false;
        /* A page of others' items alone would come again and again. */
        *more = *more || ours;
    }
    return true;
}

bool outbox_run_while(Db *db, const Config *config, OutboxGoOn go_on, gpointer user,
                      OutboxReport *report, GError **error)
{
    *report = (OutboxReport){0};
    OutboxRun run = {.db = db, .config = config, .report = report};
    bool good = true, more = true;
    while (good && more)
        good = send_page(&run, go_on, user, &more, error);
    smtp_link_free(run.link);
    return good;
}

bool outbox_run(Db *db, const Config *config, OutboxReport *report, GError **error)
{
    return outbox_run_while(db, config, always, NULL, report, error);
}

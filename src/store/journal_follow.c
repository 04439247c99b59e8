/* What becomes of a message in the journal when its inquiry has a category: one rule for the desk,
 * the intake and the outbox. Makes statements only and asks nothing of the database, so that it
 * fits into the batch of whatever act called for it. */
#include <string.h>

#include "skranke/base/language.h"

#include "skranke/store/events.h"
#include "skranke/store/journal_entries.h"

typedef struct {
    DbBatch *batch;
    const JournalCase *of;
    const Message *message;
    gint64 id, inquiry;           /* of the message and its inquiry, or EVENT_LATEST */
    const JournalEntry *standing; /* NULL: none */
} Follow;

bool journal_entries_is_dispatched(const Message *message)
{
    return message->direction != MESSAGE_OUT || message->delivery == DELIVERY_NONE ||
           message->delivery == DELIVERY_SENT;
}

/* ---- the entry ---- */

/* The first name of a display list, "Kari <k@b.example>, …"; "" where it is an address alone. */
static char *first_name(const char *recipients)
{
    const char *end = recipients ? strchr(recipients, '<') : NULL;
    g_autofree char *name = end ? g_strndup(recipients, (gsize)(end - recipients)) : NULL;
    if (!name || strchr(name, '@'))
        return g_strdup("");
    g_strdelimit(name, "\"", ' ');
    return g_strdup(g_strstrip(name));
}

static const char *or_else(const char *text, const char *fallback)
{
    return text && *text ? text : fallback;
}

/* Who it is from or to. What somebody registered by hand has its name on the inquiry only, and an
 * answer goes to who asked unless it says another name. */
static char *party_name(const Inquiry *inquiry, const Message *message)
{
    if (message->direction == MESSAGE_IN && or_else(message->from_address, NULL))
        return g_strdup(message->from_name);
    if (message->direction == MESSAGE_IN)
        return g_strdup(or_else(message->from_name, inquiry->from_name));
    g_autofree char *name = first_name(message->recipients);
    bool inside = message->purpose == PURPOSE_FORWARD;
    return g_strdup(inside ? name : or_else(name, inquiry->from_name));
}

static const char *party_address(const Inquiry *inquiry, const Message *message)
{
    return message->direction == MESSAGE_IN ? or_else(message->from_address, inquiry->from_address)
                                            : inquiry->from_address;
}

/* Whatever is wrong with it; the category is not NULL. */
static JournalEntry *make_entry(const JournalCase *journal_case, const Message *message)
{
    const Inquiry *inquiry = journal_case->inquiry;
    bool ours = message->direction == MESSAGE_OUT;
    g_autofree char *name = party_name(inquiry, message);
    const JournalFacts facts = {
        .category = journal_case->category,
        .direction = message->direction,
        .purpose = message->purpose,
        .journalled_at = journal_case->now,
        .document_at = message->at,
        .subject = or_else(message->subject, inquiry->subject),
        .party_name = name,
        .party_address = party_address(inquiry, message),
        .language = inquiry->language,
        .handler = or_else(ours ? message->author_name : NULL, journal_case->handler),
    };
    return journal_entry_make(&facts);
}

JournalEntry *journal_entries_make(const JournalCase *journal_case, const Message *message,
                                   char **problem)
{
    g_autoptr(JournalEntry) entry =
        journal_case->category ? make_entry(journal_case, message) : NULL;
    g_autofree char *wrong = NULL;
    if (entry) {
        entry->number = 1; /* the real one is given in the batch; only its absence would be wrong */
        wrong = journal_entry_problem(entry, journal_case->category->silo);
        entry->number = 0;
    } else {
        wrong = g_strdup(_("the inquiry has no category yet"));
    }
    bool sound = wrong == NULL;
    if (problem)
        *problem = g_steal_pointer(&wrong);
    return sound ? g_steal_pointer(&entry) : NULL;
}

/* ---- what is done ---- */

static void add_event(const Follow *follow, EventKind kind, const char *name, const char *value)
{
    g_autofree char *after = events_text(name, value);
    events_add(follow->batch, follow->of->now, follow->of->operator_id, kind, follow->inquiry,
               follow->id, "", after);
}

static void decide(const Follow *follow, const char *decision)
{
    if (g_strcmp0(or_else(follow->message->journal, ""), decision) != 0)
        journal_entries_decide(follow->batch, follow->id, decision, "");
}

/* What may not stand in the journal is left to somebody's assessment. */
static void enter(const Follow *follow, const char *reason)
{
    const JournalCase *of = follow->of;
    g_autoptr(JournalEntry) entry = journal_entries_make(of, follow->message, NULL);
    if (!entry) {
        decide(follow, category_journal_words[CATEGORY_JOURNAL_ASSESS]);
        return;
    }
    journal_entries_add(follow->batch, follow->inquiry, follow->id, entry, reason,
                        of->as_seen ? of->inquiry->category : NULL);
    add_event(follow, EVENT_JOURNALLED, "reason", reason);
}

static void leave_out(const Follow *follow, const char *decision)
{
    if (follow->standing) {
        const char *reason = _("The category was changed.");
        journal_entries_void(follow->batch, follow->id, reason, follow->of->now);
        add_event(follow, EVENT_JOURNAL_VOID, "reason", reason);
    }
    decide(follow, decision);
}

static bool is_chosen(const Inquiry *inquiry)
{
    return inquiry->category_by != CHOSEN_BY_NOBODY && inquiry->category_by != CHOSEN_BY_SUGGESTION;
}

static void follow_category(const Follow *follow)
{
    const Message *message = follow->message;
    /* The portal's mail is a machine's, but somebody asked for the document. */
    bool ordered = g_strcmp0(message->channel, channel_words[CHANNEL_EINNSYN]) == 0;
    JournalDecision what = journal_decide(follow->of->category, message->direction,
                                          message->purpose, ordered ? "" : message->automatic);
    if (!is_chosen(follow->of->inquiry))
        leave_out(follow, "");
    else if (what.decision == CATEGORY_JOURNAL_NO)
        leave_out(follow, category_journal_words[CATEGORY_JOURNAL_NO]);
    else if (follow->standing)
        return; /* whoever assesses it decides whether it stays */
    else if (what.decision == CATEGORY_JOURNAL_YES)
        enter(follow, "");
    else
        decide(follow, category_journal_words[CATEGORY_JOURNAL_ASSESS]);
}

static bool looks_alike(const JournalEntry *one, const JournalEntry *other)
{
    return g_strcmp0(one->title, other->title) == 0 && g_strcmp0(one->party, other->party) == 0 &&
           g_strcmp0(one->access_code, other->access_code) == 0 &&
           g_strcmp0(one->legal_basis, other->legal_basis) == 0;
}

/* A closed category closes what was entered before, also what is void: the public reads on. */
static void screen(const Follow *follow, const GPtrArray *entries)
{
    g_autoptr(JournalEntry) entry =
        follow->of->category ? make_entry(follow->of, follow->message) : NULL;
    for (guint i = 0; entry && entries && i < entries->len; i++) {
        const JournalEntry *there = entries->pdata[i];
        if (there->message == follow->id && !looks_alike(there, entry)) {
            journal_entries_screen(follow->batch, follow->inquiry, follow->id, entry);
            return;
        }
    }
}

void journal_entries_follow_message(DbBatch *batch, const JournalCase *journal_case,
                                    const Message *message, const GPtrArray *entries)
{
    const Follow follow = {
        .batch = batch,
        .of = journal_case,
        .message = message,
        .id = message->id ? message->id : EVENT_LATEST,
        .inquiry = journal_case->inquiry->id ? journal_case->inquiry->id : EVENT_LATEST,
        .standing = journal_entries_standing(entries, message->id),
    };
    const char *by_hand = or_else(message->journal_reason, NULL);
    bool wanted = g_strcmp0(message->journal, category_journal_words[CATEGORY_JOURNAL_YES]) == 0;
    if (message->direction == MESSAGE_NOTE)
        return;
    screen(&follow, entries);
    if (!journal_entries_is_dispatched(message))
        return;
    if (!by_hand)
        follow_category(&follow);
    else if (wanted && !follow.standing)
        enter(&follow, by_hand);
}

void journal_entries_follow_received(DbBatch *batch, const Inquiry *inquiry,
                                     const Category *category, const Message *message, gint64 now)
{
    const JournalCase journal_case = {
        .inquiry = inquiry,
        .category = category,
        .handler = inquiry->owner_name,
        .now = now,
        .as_seen = inquiry->id != 0,
    };
    journal_entries_follow_message(batch, &journal_case, message, NULL);
}

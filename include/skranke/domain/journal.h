/* The public journal: which messages are entered, with which facts (arkivforskriften 2017 § 10:
 * journal date, number, sender or recipient, what it is about, document date), and what must never
 * stand there. Pure: numbers are given by the store, moments are arguments.
 *
 * The journal is read by everybody. Identity numbers, e-mail addresses and telephone numbers never
 * stand in it, respondents not even by name or subject (service declaration: "strenge regler for
 * taushetsplikt"; statistikkloven), job applicants neither. Paragraphs are data in one table
 * (journal.c): the laws are being rewritten. */
#ifndef SKRANKE_DOMAIN_JOURNAL_H
#define SKRANKE_DOMAIN_JOURNAL_H

#include "skranke/domain/category.h"
#include "skranke/domain/message.h"

enum { JOURNAL_LONGEST_TEXT = 500 }; /* characters; what the eInnsyn portal takes */

/* X(identifier, letter in Noark and the database, word of the eInnsyn portal) */
#define JOURNAL_TYPES(X)                                                                           \
    X(INCOMING, "I", "inngaaende_dokument")                                                        \
    X(OUTGOING, "U", "utgaaende_dokument")                                                         \
    X(INTERNAL_FOLLOWED, "N", "organinternt_dokument_for_oppfoelging")                             \
    X(INTERNAL, "X", "organinternt_dokument_uten_oppfoelging")
#define JOURNAL_TYPE_ENUM(id, letter, word) JOURNAL_##id,
typedef enum { JOURNAL_TYPES(JOURNAL_TYPE_ENUM) JOURNAL_TYPE_COUNT } JournalType;
#undef JOURNAL_TYPE_ENUM
extern const char *const journal_type_letters[]; /* NULL-terminated */
extern const char *const journal_type_words[];   /* NULL-terminated */

/* What goes to a section is followed up, what comes from one is not; notes are internal. */
JournalType journal_type_of(MessageDirection direction, MessagePurpose purpose);

/* Is this message journalled, and why (in the screen's language; borrowed)? */
typedef struct {
    CategoryJournal decision;
    const char *reason;
} JournalDecision;

/* category NULL: not known yet, to be assessed. automatic: why a message is automatic mail, "" when
 * a person wrote it; also "" for an order from the eInnsyn portal, which a machine sends for one.
 * Notes, receipts and automatic mail never are; what goes between the counter and a section is
 * assessed where the category says yes; else the category decides. */
JournalDecision journal_decide(const Category *category, MessageDirection direction,
                               MessagePurpose purpose, const char *automatic);

/* The year whose sequence a moment belongs to, in the bureau's zone. */
int journal_year(gint64 at);

/* One entry: a row of journal_entry. All texts owned; a NULL text counts as "". */
typedef struct {
    gint64 id;
    gint64 year, number; /* 0: not given yet */
    gint64 inquiry, message;
    JournalType type;
    char *journal_on, *document_on; /* "2026-03-10" */
    char *title;                    /* public */
    char *title_internal;           /* never leaves the house; no identity number there either */
    char *party;                    /* public; "": withheld */
    char *party_role;               /* "avsender", "mottaker" */
    bool party_is_person; /* not findable by name after a year (offentlegforskrifta § 6) */
    char *unit, *handler;
    char *access_code, *legal_basis; /* "" and "": open */
    gint64 void_at;
    char *void_reason;
} JournalEntry;
JournalEntry *journal_entry_new(void);
void journal_entry_free(JournalEntry *entry);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(JournalEntry, journal_entry_free)

/* What an entry is made from. Foreign text; every text may be NULL. */
typedef struct {
    const Category *category; /* not NULL */
    MessageDirection direction;
    MessagePurpose purpose;
    gint64 journalled_at, document_at;
    const char *subject;       /* of the message, else of the inquiry */
    const char *party_name;    /* who sent it to us or whom we sent it to; "" unknown */
    const char *party_address; /* tells firms from persons, is never entered */
    const char *language;      /* of the inquiry: "nn", else bokmål */
    const char *unit, *handler;
} JournalFacts;

/* The entry without number, year set. What the category keeps closed gets a neutral title, no name,
 * an access code and its legal basis. Elsewhere the title is the subject without what must not be
 * there ("*****" instead), the category's name where nothing is left. It has no problem (below) but
 * the missing number. */
JournalEntry *journal_entry_make(const JournalFacts *facts);

/* A public title of any text: no identity number, e-mail address, telephone number, nor the name of
 * a person (NULL: none); "*****" instead; one line of at most JOURNAL_LONGEST_TEXT characters; ""
 * when nothing but asterisks is left. New text. */
char *journal_public_text(const char *text, const char *person);

/* Is it a physical person? True unless the name or nothing but an organisation's address says that
 * it is none: one person taken for a firm is worse than the other way. Sole traders are persons. */
bool journal_party_is_person(const char *name, const char *address);

/* What is wrong with an entry, in the screen's language, new text; NULL: nothing, it may be
 * published. silo: of its inquiry. Fails closed: what is not known to be right is wrong. */
char *journal_entry_problem(const JournalEntry *entry, CategorySilo silo);

#endif

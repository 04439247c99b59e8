/* Owns the facts of a journal entry: type, decision, dates, titles, who is withheld and by which
 * law. How a text is made fit for the public is journal_text.c's, the sequence is the store's. */
#include "skranke/domain/journal.h"

#include <string.h>

#include "skranke/base/language.h"

#include "skranke/domain/day.h"
#include "skranke/domain/reply.h"

#include "journal_text.h"

#define LETTER(id, letter, word) letter,
#define WORD(id, letter, word) word,
const char *const journal_type_letters[] = {JOURNAL_TYPES(LETTER) NULL};
const char *const journal_type_words[] = {JOURNAL_TYPES(WORD) NULL};
#undef LETTER
#undef WORD

#define ROLE_SENDER "avsender"
#define ROLE_RECIPIENT "mottaker"

/* ---- what is kept from the public, and by which law ---- */

/* The paragraphs stand here and nowhere else; not verified against the acts of 2025 and 2026. The
 * first row that fits holds: a category by its code, else a silo. */
typedef struct {
    const char *category; /* NULL: all of the silo */
    CategorySilo silo;
    const char *in_nb, *in_nn, *out_nb, *out_nn; /* neutral titles */
    const char *access_code, *legal_basis;
} Closed;

static const Closed closed[] = {
    {NULL, CATEGORY_RESPONDENTS, "Svar fra oppgavegiver", "Svar frå oppgåvegivar",
     "Svar til oppgavegiver", "Svar til oppgåvegivar", "UO",
     "Offl. § 13 første ledd, jf. statistikkloven § 8"},
    {NULL, CATEGORY_HR, "Søknad på stilling", "Søknad på stilling", "Svar på søknad",
     "Svar på søknad", "UO", "Offl. § 25 første ledd"},
    {"gdpr_access", CATEGORY_ACCESS, "Krav om innsyn i egne personopplysninger",
     "Krav om innsyn i eigne personopplysningar",
     "Svar på krav om innsyn i egne personopplysninger",
     "Svar på krav om innsyn i eigne personopplysningar", "UO",
     "Offl. § 13 første ledd, jf. fvl. § 13 første ledd nr. 1"},
};

static const Closed *closed_of(const Category *category)
{
    for (guint i = 0; i < G_N_ELEMENTS(closed); i++)
        if (closed[i].category ? g_strcmp0(closed[i].category, category->code) == 0
                               : closed[i].silo == category->silo)
            return &closed[i];
    return NULL;
}

static const char *neutral_title(const Closed *row, MessageDirection direction, bool nynorsk)
{
    if (direction == MESSAGE_IN)
        return nynorsk ? row->in_nn : row->in_nb;
    return nynorsk ? row->out_nn : row->out_nb;
}

bool journal_title_is_neutral(const char *title)
{
    for (guint i = 0; i < G_N_ELEMENTS(closed); i++) {
        const char *titles[] = {closed[i].in_nb, closed[i].in_nn, closed[i].out_nb,
                                closed[i].out_nn, NULL};
        if (g_strv_contains(titles, title ? title : ""))
            return true;
    }
    return false;
}

/* ---- which messages, and as what ---- */

JournalType journal_type_of(MessageDirection direction, MessagePurpose purpose)
{
    if (purpose == PURPOSE_FORWARD)
        return JOURNAL_INTERNAL_FOLLOWED;
    if (purpose == PURPOSE_FROM_SECTION || direction == MESSAGE_NOTE)
        return JOURNAL_INTERNAL;
    return direction == MESSAGE_IN ? JOURNAL_INCOMING : JOURNAL_OUTGOING;
}

JournalDecision journal_decide(const Category *category, MessageDirection direction,
                               MessagePurpose purpose, const char *automatic)
{
    if (direction == MESSAGE_NOTE)
        return (JournalDecision){CATEGORY_JOURNAL_NO, _("An internal note is no case document.")};
    if (purpose == PURPOSE_RECEIPT)
        return (JournalDecision){CATEGORY_JOURNAL_NO,
                                 _("An automatic receipt documents nothing by itself.")};
    if (automatic && *automatic)
        return (JournalDecision){CATEGORY_JOURNAL_NO,
                                 _("Automatic mail: nobody wrote it, and nothing is decided in "
                                   "it.")};
    if (!category)
        return (JournalDecision){CATEGORY_JOURNAL_ASSESS,
                                 _("It has no category yet; assess it when it has one.")};
    bool internal = purpose == PURPOSE_FORWARD || purpose == PURPOSE_FROM_SECTION;
    if (internal && category->journal == CATEGORY_JOURNAL_YES)
        return (JournalDecision){CATEGORY_JOURNAL_ASSESS,
                                 _("Sent within the bureau: journalled when it has value as "
                                   "documentation.")};
    return (JournalDecision){category->journal, category_journal_reason(category)};
}

int journal_year(gint64 at)
{
    return day_date(day_of_moment(at, NULL)).year;
}

/* ---- who ---- */

/* Words that only organisations have in their name. */
static bool is_organisation_word(const char *word)
{
    static const char *const words[] = {
        "as",         "asa",     "ans",           "da",         "sa",         "ba",
        "iks",        "kf",      "fkf",           "hf",         "rhf",        "nuf",
        "ks",         "ltd",     "limited",       "gmbh",       "inc",        "ab",
        "oy",         "aps",     "kommune",       "nav",        "stiftelsen", "stiftelse",
        "borettslag", "sameiet", "universitetet", "university", NULL};
    static const char *const endings[] = {
        "kommune",    "departementet", "direktoratet", "universitetet", "høgskolen",
        "høyskolen",  "høgskulen",     "tilsynet",     "etaten",        "forvalteren",
        "foreningen", "foreininga",    "forbundet",    "borettslag",    "museum",
        "museet",     "biblioteket",   "redaksjonen"};
    if (g_strv_contains(words, word))
        return true;
    for (guint i = 0; i < G_N_ELEMENTS(endings); i++)
        if (g_str_has_suffix(word, endings[i]))
            return true;
    return false;
}

static bool is_organisation(const char *name)
{
    g_autofree char *valid = g_utf8_make_valid(name, -1);
    g_autofree char *small = g_utf8_strdown(valid, -1);
    g_auto(GStrv) words = g_strsplit_set(small, " ,./\t", -1);
    for (guint i = 0; words[i]; i++)
        if (*words[i] && is_organisation_word(words[i]))
            return true;
    return false;
}

/* Addresses that belong to a house and to nobody in it. */
static bool is_shared_address(const char *address)
{
    static const char *const locals[] = {"post@",      "postmottak@",  "kontakt@",   "info@",
                                         "redaksjon@", "redaksjonen@", "firmapost@", "tips@"};
    for (guint i = 0; address && i < G_N_ELEMENTS(locals); i++)
        if (g_ascii_strncasecmp(address, locals[i], strlen(locals[i])) == 0)
            return true;
    return false;
}

bool journal_party_is_person(const char *name, const char *address)
{
    if (name && *name)
        return !is_organisation(name);
    return !is_shared_address(address);
}

/* ---- the entry ---- */

JournalEntry *journal_entry_new(void)
{
    return g_new0(JournalEntry, 1);
}

void journal_entry_free(JournalEntry *entry)
{
    if (!entry)
        return;
    g_free(entry->journal_on);
    g_free(entry->document_on);
    g_free(entry->title);
    g_free(entry->title_internal);
    g_free(entry->party);
    g_free(entry->party_role);
    g_free(entry->unit);
    g_free(entry->handler);
    g_free(entry->access_code);
    g_free(entry->legal_basis);
    g_free(entry->void_reason);
    g_free(entry);
}

/* "Re: Sv: Innsyn" says as much as "Innsyn"; reply_subject puts one "Re: " before it. */
static char *bare_subject(const char *subject)
{
    g_autofree char *reply = reply_subject(subject);
    return g_strdup(g_str_has_prefix(reply, "Re: ") ? reply + strlen("Re: ") : "");
}

static char *open_title(const JournalFacts *facts, const char *person)
{
    g_autofree char *subject = bare_subject(facts->subject);
    g_autofree char *title = journal_public_text(subject, person);
    bool nynorsk = g_strcmp0(facts->language, "nn") == 0;
    const Category *category = facts->category;
    bool has_nynorsk = category->name_nn && *category->name_nn;
    const char *name = nynorsk && has_nynorsk ? category->name_nn : category->name_nb;
    return g_strdup(*title ? title : name);
}

static void set_texts(JournalEntry *entry, const JournalFacts *facts)
{
    const Closed *row = closed_of(facts->category);
    bool nynorsk = g_strcmp0(facts->language, "nn") == 0;
    const char *person = entry->party_is_person ? facts->party_name : NULL;
    g_autofree char *subject = bare_subject(facts->subject);
    g_autofree char *internal = journal_public_text(subject, NULL);
    entry->title =
        row ? g_strdup(neutral_title(row, facts->direction, nynorsk)) : open_title(facts, person);
    entry->title_internal = g_strdup(*internal ? internal : entry->title);
    entry->party = row ? g_strdup("") : journal_public_text(facts->party_name, NULL);
    entry->access_code = g_strdup(row ? row->access_code : "");
    entry->legal_basis = g_strdup(row ? row->legal_basis : "");
}

JournalEntry *journal_entry_make(const JournalFacts *facts)
{
    JournalEntry *entry = journal_entry_new();
    Day journalled = day_of_moment(facts->journalled_at, NULL);
    /* A sender's clock may run ahead; a document is not younger than its entry. */
    Day document = MIN(day_of_moment(facts->document_at, NULL), journalled);
    bool from_them = facts->direction == MESSAGE_IN;
    entry->year = journal_year(facts->journalled_at);
    entry->type = journal_type_of(facts->direction, facts->purpose);
    entry->journal_on = day_iso(journalled);
    entry->document_on = day_iso(document);
    entry->party_role = g_strdup(from_them ? ROLE_SENDER : ROLE_RECIPIENT);
    entry->party_is_person = journal_party_is_person(facts->party_name, facts->party_address);
    entry->unit = journal_public_text(facts->unit, NULL);
    entry->handler = journal_public_text(facts->handler, NULL);
    entry->void_reason = g_strdup("");
    set_texts(entry, facts);
    return entry;
}

/* ---- what is wrong ---- */

static const char *text_problem(const char *text, bool needed)
{
    const char *given = text ? text : "";
    if (!g_utf8_validate(given, -1, NULL))
        return _("it is no readable text");
    if (needed && !journal_text_says_something(given))
        return _("it is empty, or only asterisks");
    if (g_utf8_strlen(given, -1) > JOURNAL_LONGEST_TEXT)
        return _("it is longer than 500 characters");
    for (const char *at = given; *at; at = g_utf8_next_char(at))
        if (g_unichar_iscntrl(g_utf8_get_char(at)))
            return _("it holds a control character");
    return journal_text_forbidden(given);
}

static const char *texts_problem(const JournalEntry *entry, const char **field)
{
    const struct {
        const char *name, *text;
        bool needed;
    } texts[] = {
        {N_("public title"), entry->title, true},
        {N_("internal title"), entry->title_internal, true},
        {N_("party"), entry->party, false},
        {N_("unit"), entry->unit, false},
        {N_("case handler"), entry->handler, false},
        {N_("legal basis"), entry->legal_basis, false},
    };
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
        const char *problem = text_problem(texts[i].text, texts[i].needed);
        *field = texts[i].name;
        if (problem)
            return problem;
    }
    return NULL;
}

static const char *dates_problem(const JournalEntry *entry)
{
    Day journalled = 0, document = 0;
    if (!day_parse(entry->journal_on, &journalled) || !day_parse(entry->document_on, &document))
        return _("it is no date");
    if (day_date(journalled).year != entry->year)
        return _("the journal date lies in another year than the sequence");
    return document > journalled ? _("the document is younger than its entry") : NULL;
}

static bool is_empty(const char *text)
{
    return !text || *text == '\0';
}

/* Every closed entry names its law, and the law names what is closed. */
static const char *access_problem(const JournalEntry *entry, CategorySilo silo)
{
    bool must_close = silo == CATEGORY_RESPONDENTS || silo == CATEGORY_HR;
    if (is_empty(entry->access_code) != is_empty(entry->legal_basis))
        return _("an access code and its legal basis go together");
    if (!is_empty(entry->legal_basis) && !strstr(entry->legal_basis, "§"))
        return _("the legal basis names no section of a law");
    if (!must_close)
        return NULL;
    if (is_empty(entry->access_code) || !is_empty(entry->party) ||
        !journal_title_is_neutral(entry->title))
        return _("a closed case has a neutral title, no name, and an access code");
    return NULL;
}

static const char *others_problem(const JournalEntry *entry)
{
    if (entry->number < 1)
        return _("it has no number");
    if ((int)entry->type < 0 || entry->type >= JOURNAL_TYPE_COUNT)
        return _("its type is none");
    if (g_strcmp0(entry->party_role, ROLE_SENDER) != 0 &&
        g_strcmp0(entry->party_role, ROLE_RECIPIENT) != 0)
        return _("it says neither sender nor recipient");
    return entry->void_at != 0 && is_empty(entry->void_reason) ? _("it is void without a reason")
                                                               : NULL;
}

char *journal_entry_problem(const JournalEntry *entry, CategorySilo silo)
{
    const char *field = N_("journal entry");
    const char *problem = others_problem(entry);
    if (!problem)
        problem = dates_problem(entry);
    if (!problem)
        problem = access_problem(entry, silo);
    if (!problem)
        problem = texts_problem(entry, &field);
    if (!problem)
        return NULL;
    /* TRANSLATORS: a field of the journal, and what is wrong with it. */
    return g_strdup_printf(_("%s: %s. It is not published."), _(field), problem);
}

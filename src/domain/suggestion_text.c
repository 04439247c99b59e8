/* Owns how an inquiry is cut into folded words: what is quoted from others is left out, the
 * signature is a zone of its own, and facts about the mail stand beside its words. It knows nothing
 * of categories. */
#include "suggestion_text.h"

#include <string.h>

/* Beyond this nothing new is said; a text of any length costs the same. */
enum {
    MOST_BYTES = 20000,
    MOST_SCANNED = 65536, /* with the quoted lines, which do not count */
    MOST_LINE = 1000,
    MOST_FACTS = 2000,
    SIGNATURE_LINE = 70, /* a longer line that begins with "Hilsen" is a sentence */
    FEW_WORDS = 8,       /* above a quoted mail: then the quoted mail is what it is about */
    MOST_LIST = 120,     /* how far a list of what figures are broken down by is looked for */
    MOST_ITEM_WORDS = 4, /* in each item of it */
};

/* ---- words ---- */

static void push_word(SuggestionText *text, gsize at, const char *origin, gsize length,
                      SuggestionZone zone)
{
    SuggestionWord word = {.at = (guint32)at,
                           .length = (guint16)MIN(length, G_MAXUINT16),
                           .zone = (guint8)zone,
                           .origin = origin};
    g_string_append_c(text->folded, ' ');
    g_array_append_val(text->words, word);
}

static void push_mark(SuggestionText *text, const char *mark, const char *origin, gsize length,
                      SuggestionZone zone)
{
    gsize at = text->folded->len;
    g_string_append(text->folded, mark);
    push_word(text, at, origin, length, zone);
}

static gsize count_digits(const char *at, const char *end)
{
    gsize count = 0;
    while (at + count < end && g_ascii_isdigit(at[count]))
        count++;
    return count;
}

/* "2026/412", "26/00412-3": the length, 0 for anything else. Two years that follow each other
 * (2024/2025, 2024/25) are a season. */
static gsize case_number_length(const char *at, const char *end)
{
    gsize year = count_digits(at, end);
    if ((year != 4 && year != 2) || at + year >= end || at[year] != '/')
        return 0;
    gsize number = count_digits(at + year + 1, end);
    guint64 first = g_ascii_strtoull(at, NULL, 10);
    guint64 second = number > 0 ? g_ascii_strtoull(at + year + 1, NULL, 10) : 0;
    bool plausible = year == 4 ? first >= 1900 && first < 2100 && number >= 1 : number >= 3;
    if (!plausible || number > 6 || second == first + 1 || second == (first + 1) % 100)
        return 0;
    return year + 1 + number;
}

/* "10 000 kr", "500 kroner", "NOK 5000" are seen from the word of the currency: is there a number
 * before it? */
static bool is_amount(const SuggestionText *text, const char *word)
{
    static const char *const currencies[] = {"kr", "kroner", "nok", "kronar", NULL};
    if (!g_strv_contains(currencies, word) || text->words->len < 2)
        return false;
    const SuggestionWord *before =
        &g_array_index(text->words, SuggestionWord, text->words->len - 2);
    return g_ascii_isdigit(text->folded->str[before->at]);
}

/* Is a list with two separators or more to follow: "alder, kjønn og kommune"? Looks no further than
 * a clause of short items. */
static bool is_list(const char *at, const char *end)
{
    static const char *const words[] = {" og ", " and ", " samt ", NULL};
    guint separators = 0, blanks = 0;
    const char *stop = MIN(end, at + MOST_LIST);
    for (; at < stop && separators < 2 && blanks <= MOST_ITEM_WORDS; at++) {
        bool separates = *at == ',' && at + 5 < end && strncmp(at + 1, " og ", 4) != 0;
        for (guint i = 0; *at == ' ' && words[i]; i++)
            separates = separates || ((gsize)(end - at) > strlen(words[i]) &&
                                      strncmp(at, words[i], strlen(words[i])) == 0);
        separators += separates;
        blanks = separates ? 0 : blanks + (*at == ' ');
        if (strchr(".?!;:\n", *at))
            break;
    }
    return separators >= 2;
}

/* "etter" in "etter alder, kjønn og kommune": does a breakdown by several things follow? */
static bool is_breakdown(const char *folded, const char *after, const char *end)
{
    static const char *const words[] = {"eter", "by", "fordelt", "fordelte", NULL};
    return g_strv_contains(words, folded) && is_list(after, end);
}

static void push_marks_of_word(SuggestionText *text, gsize at, const char *word, gsize length,
                               const char *end, SuggestionZone zone)
{
    char folded[16];
    gsize size = text->folded->len - 1 - at;
    if (size >= sizeof folded || zone == ZONE_FACT)
        return;
    memcpy(folded, text->folded->str + at, size);
    folded[size] = '\0';
    if (is_amount(text, folded))
        push_mark(text, "#amount", word, length, zone);
    else if (strcmp(folded, "https") == 0 || strcmp(folded, "http") == 0)
        push_mark(text, "#link", word, length, zone);
    else if (is_breakdown(folded, word + length, end))
        push_mark(text, "#dimensions", word, length, zone);
}

/* Cuts a piece of text into words. */
static void push_words(SuggestionText *text, const char *at, const char *end, SuggestionZone zone)
{
    const char *folds = suggestion_folds();
    while (at < end) {
        const char *start = at;
        gsize folded_at = text->folded->len, bytes = 0;
        gsize number = g_ascii_isdigit(*at) ? case_number_length(at, end) : 0;
        if (number > 0) {
            push_mark(text, "#case", at, number, zone);
            at += number;
            continue;
        }
        for (; at < end; at += bytes) {
            char letter = suggestion_fold_at(at, end, folds, &bytes);
            if (letter == ' ')
                break;
            if (letter != 0 && text->folded->len - folded_at < SUGGESTION_MOST_WORD)
                suggestion_append_letter(text->folded, folded_at, letter);
        }
        if (text->folded->len > folded_at) {
            push_word(text, folded_at, start, (gsize)(at - start), zone);
            push_marks_of_word(text, folded_at, start, (gsize)(at - start), end, zone);
        }
        at += at < end ? bytes : 0;
    }
}

/* ---- whom it greets ---- */

/* Words that begin a name of this house or of nobody in particular. */
static const char *const nobody[] = {
    "ssb",    "statist", "byra",  "seksjon", "avdeling", "press",    "arkiv",  "bureau",
    "depart", "ofic",    "ofice", "team",    "whom",     "sir",      "madam",  "dere",
    "dokk",   "dykk",    "hvem",  "den",     "det",      "al",       "kunde",  "info",
    "redak",  "norge",   "noreg", "norway",  "hele",     "post",     "person", "kontakt",
    "hr",     "svarte",  "there", "custom",  "support",  "kundes",   "ledels", "direkt",
    "people", "folk",    "god",   "igjen",   "jeg",      "eg",       "og",     "min",
    "mine",   "vi",      "er",    "har",     "hva",      "kva",      "hvor",   "kor",
    "can",    "could",   "we",    "my",      "how",      "what",     "where",  "takk",
    "fra",    "fr",      "colle", "libr",    "spors",    "sentralb", "kol",    "intervju"};

static bool is_nobody(const char *folded)
{
    for (guint i = 0; i < G_N_ELEMENTS(nobody); i++) {
        gsize length = strlen(nobody[i]);
        if (length > 3 ? g_str_has_prefix(folded, nobody[i]) : strcmp(folded, nobody[i]) == 0)
            return true;
    }
    return false;
}

static gsize name_word_length(const char *at, const char *end)
{
    gunichar first = at < end ? g_utf8_get_char_validated(at, end - at) : 0;
    if (first == (gunichar)-1 || first == (gunichar)-2 || !g_unichar_isupper(first))
        return 0;
    const char *to = at;
    while (to < end && ((guchar)*to >= 0x80 || g_ascii_isalpha(*to) || *to == '-'))
        to++;
    g_autoptr(GString) folded = g_string_new(NULL);
    suggestion_fold(folded, at, (gsize)(to - at));
    return folded->len >= 2 && !is_nobody(folded->str) ? (gsize)(to - at) : 0;
}

/* Names after a greeting, up to a sign that ends it; 0 none. */
static guint count_names(const char *at, const char *end)
{
    guint names = 0;
    gsize length;
    while (names < 4 && (length = name_word_length(at, end)) > 0) {
        names++;
        at += length;
        while (at < end && (*at == ' ' || *at == '.'))
            at++;
    }
    bool ended = at >= end || strchr(":,;!-(\r", *at) != NULL;
    return ended ? names : 0;
}

static const struct {
    const char *word, *mark;
    guint least;
} greetings[] = {
    {"til ", "#toname", 2},     {"to ", "#toname", 2},    {"til: ", "#toname", 2},
    {"to: ", "#toname", 2},     {"att: ", "#toname", 1},  {"att ", "#toname", 2},
    {"att. ", "#toname", 2},    {"attn: ", "#toname", 1}, {"attn ", "#toname", 2},
    {"att.: ", "#toname", 1},   {"v/ ", "#toname", 1},    {"v/", "#toname", 1},
    {"for ", "#toname", 2},     {"hei ", "#hiname", 1},   {"hei, ", "#hiname", 1},
    {"kjære ", "#hiname", 1},   {"hi ", "#hiname", 1},    {"hello ", "#hiname", 1},
    {"dear ", "#hiname", 1},    {"hallo ", "#hiname", 1}, {"god dag ", "#hiname", 1},
    {"heisann ", "#hiname", 1}, {"hey ", "#hiname", 1},
};

/* A line that begins "Til Kari Nordmann:" or "Hei Kari,". */
static void push_greeting(SuggestionText *text, const char *at, const char *end,
                          SuggestionZone zone)
{
    for (guint i = 0; i < G_N_ELEMENTS(greetings); i++) {
        gsize length = strlen(greetings[i].word);
        if ((gsize)(end - at) <= length || g_ascii_strncasecmp(at, greetings[i].word, length) != 0)
            continue;
        if (count_names(at + length, end) >= greetings[i].least)
            push_mark(text, greetings[i].mark, at, MIN((gsize)(end - at), 40), zone);
        return;
    }
}

/* ---- lines ---- */

typedef enum { LINE_OWN, LINE_QUOTED, LINE_REST_QUOTED, LINE_REST_SIGNATURE } LineKind;

static const struct {
    const char *begins;
    LineKind kind;
} line_kinds[] = {
    {">", LINE_QUOTED},
    {"-----original", LINE_REST_QUOTED},
    {"----- original", LINE_REST_QUOTED},
    {"-----opprinn", LINE_REST_QUOTED},
    {"----- opprinn", LINE_REST_QUOTED},
    {"-----opphav", LINE_REST_QUOTED},
    {"________________", LINE_REST_QUOTED},
    {"fra: ", LINE_REST_QUOTED},
    {"frå: ", LINE_REST_QUOTED},
    {"from: ", LINE_REST_QUOTED},
    {"-- ", LINE_REST_SIGNATURE},
    {"--\n", LINE_REST_SIGNATURE},
    {"mvh", LINE_REST_SIGNATURE},
    {"m.v.h", LINE_REST_SIGNATURE},
    {"med vennlig", LINE_REST_SIGNATURE},
    {"med venleg", LINE_REST_SIGNATURE},
    {"med beste", LINE_REST_SIGNATURE},
    {"vennlig hils", LINE_REST_SIGNATURE},
    {"venleg hels", LINE_REST_SIGNATURE},
    {"vennligst hils", LINE_REST_SIGNATURE},
    {"beste hels", LINE_REST_SIGNATURE},
    {"beste hils", LINE_REST_SIGNATURE},
    {"hilsen", LINE_REST_SIGNATURE},
    {"helsing", LINE_REST_SIGNATURE},
    {"best regards", LINE_REST_SIGNATURE},
    {"kind regards", LINE_REST_SIGNATURE},
    {"kindest regards", LINE_REST_SIGNATURE},
    {"warm regards", LINE_REST_SIGNATURE},
    {"many thanks,", LINE_REST_SIGNATURE},
    {"regards", LINE_REST_SIGNATURE},
    {"best wishes", LINE_REST_SIGNATURE},
    {"sincerely", LINE_REST_SIGNATURE},
    {"yours ", LINE_REST_SIGNATURE},
    {"sendt fra min", LINE_REST_SIGNATURE},
    {"sent from my", LINE_REST_SIGNATURE},
};

static bool ends_with(const char *line, const char *end, const char *tail)
{
    gsize length = strlen(tail);
    while (end > line && g_ascii_isspace(end[-1]))
        end--;
    return (gsize)(end - line) >= length && strncmp(end - length, tail, length) == 0;
}

/* Does somebody else's mail follow ("Den 3. mars skrev Kari:")? */
static bool announces_quote(const char *line, const char *end)
{
    return ends_with(line, end, "skrev:") || ends_with(line, end, "wrote:") ||
           ends_with(line, end, "skreiv:");
}

/* How much must have been said before such a line ends it. */
static const guint least_words[] = {
    [LINE_REST_QUOTED] = FEW_WORDS,
    [LINE_REST_SIGNATURE] = 2,
};

static LineKind kind_of_line(const char *line, const char *end, guint own_words)
{
    while (line < end && g_ascii_isspace(*line))
        line++;
    for (guint i = 0; i < G_N_ELEMENTS(line_kinds); i++) {
        gsize length = strlen(line_kinds[i].begins);
        if ((gsize)(end - line) < length ||
            g_ascii_strncasecmp(line, line_kinds[i].begins, length) != 0)
            continue;
        if (line_kinds[i].kind == LINE_REST_SIGNATURE && end - line > SIGNATURE_LINE)
            return LINE_OWN;
        return own_words >= least_words[line_kinds[i].kind] ? line_kinds[i].kind : LINE_OWN;
    }
    return announces_quote(line, end) && own_words >= FEW_WORDS ? LINE_REST_QUOTED : LINE_OWN;
}

static void push_body(SuggestionText *text, const char *body)
{
    gsize length = strnlen(body, MOST_SCANNED);
    const char *end = body + length;
    guint first = text->words->len;
    SuggestionZone zone = ZONE_TEXT;
    gsize taken = 0;
    for (const char *line = body, *next; line < end && taken < MOST_BYTES; line = next) {
        const char *newline = memchr(line, '\n', (gsize)(end - line));
        next = newline ? newline + 1 : end;
        LineKind kind = kind_of_line(line, next, text->words->len - first);
        if (kind == LINE_REST_QUOTED)
            return;
        if (kind == LINE_QUOTED)
            continue;
        zone = kind == LINE_REST_SIGNATURE ? ZONE_SIGNATURE : zone;
        const char *last = MIN(next, line + MOST_BYTES - taken);
        if (zone == ZONE_TEXT && taken < MOST_LINE)
            push_greeting(text, line, newline ? newline : last, zone);
        push_words(text, line, last, zone);
        taken += (gsize)(last - line);
    }
}

/* ---- facts ---- */

static void push_fact(SuggestionText *text, const char *kind, const char *value, gsize length)
{
    gsize at = text->folded->len;
    suggestion_fold_fact(text->folded, kind, value, length);
    push_word(text, at, NULL, 0, ZONE_FACT);
}

/* sender:redaksjon from:mail.nrk.no from:nrk.no from:no */
static void push_address(SuggestionText *text, const char *local, const char *domain,
                         const char *address)
{
    const char *at = address ? strrchr(address, '@') : NULL;
    if (!address || !*address || strlen(address) > 320)
        return;
    push_fact(text, local, address, at ? (gsize)(at - address) : strlen(address));
    for (const char *part = at; domain && part; part = strchr(part + 1, '.'))
        push_fact(text, domain, part + 1, strlen(part + 1));
}

static void push_files(SuggestionText *text, const char *names)
{
    const char *folds = suggestion_folds(), *end = names + strnlen(names, MOST_FACTS);
    for (const char *at = names; at < end;) {
        gsize bytes = 0, start = text->folded->len;
        g_string_append(text->folded, "file:");
        gsize from = text->folded->len;
        for (char letter; at < end && (letter = suggestion_fold_at(at, end, folds, &bytes)) != ' ';
             at += bytes)
            if (letter != 0 && text->folded->len - from < SUGGESTION_MOST_WORD)
                suggestion_append_letter(text->folded, from, letter);
        if (text->folded->len > from)
            push_word(text, start, NULL, 0, ZONE_FACT);
        else
            g_string_truncate(text->folded, start);
        at += at < end ? bytes : 0;
    }
}

static bool is_person_address(const char *address)
{
    const char *at = address ? strchr(address, '@') : NULL;
    const char *dot = address ? strchr(address, '.') : NULL;
    return at && dot && dot > address + 1 && dot < at - 2;
}

static void push_facts(SuggestionText *text, const SuggestionInput *input)
{
    const char *channel = channel_words[input->channel < CHANNEL_COUNT ? input->channel : 0];
    push_fact(text, "channel:", channel, strlen(channel));
    push_address(text, "sender:", "from:", input->from_address);
    push_address(text, "mailbox:", NULL, input->mailbox_address);
    if (is_person_address(input->mailbox_address))
        push_fact(text, "mailbox:", "#person", strlen("#person"));
    if (input->attachment_names)
        push_files(text, input->attachment_names);
}

/* ---- the whole ---- */

SuggestionText *suggestion_text_new(const SuggestionInput *input)
{
    SuggestionText *text = g_new(SuggestionText, 1);
    text->folded = g_string_sized_new(2048);
    text->words = g_array_sized_new(FALSE, FALSE, sizeof(SuggestionWord), 256);
    g_string_append_c(text->folded, ' ');
    push_facts(text, input);
    if (input->subject) {
        const char *end = input->subject + strnlen(input->subject, MOST_LINE);
        push_greeting(text, input->subject, end, ZONE_SUBJECT);
        push_words(text, input->subject, end, ZONE_SUBJECT);
    }
    /* No phrase reaches from the subject into the text. */
    g_string_append(text->folded, "| ");
    if (input->text)
        push_body(text, input->text);
    return text;
}

void suggestion_text_free(SuggestionText *text)
{
    if (!text)
        return;
    g_string_free(text->folded, TRUE);
    g_array_unref(text->words);
    g_free(text);
}

guint suggestion_text_word(const SuggestionText *text, gsize at)
{
    guint low = 0, high = text->words->len;
    while (high - low > 1) {
        guint middle = low + (high - low) / 2;
        if (g_array_index(text->words, SuggestionWord, middle).at <= at)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* Owns the rules that refuse an act and the sentences that say so. Whether an act asks them is the
 * act's; who is a press contact and which silo an inquiry lies in come in as arguments. */
#include "skranke/domain/refusal.h"

#include <string.h>

#include "skranke/base/language.h"

#include "skranke/domain/identity_number.h"

enum {
    DATA_LINES = 2,   /* so many lines of figures are a table */
    DATA_NUMBERS = 3, /* so many numbers make a line of figures */
    PROSE = 5,        /* more letters than this to a digit: a sentence with numbers in it */
    THOUSAND = 3,     /* digits of a group in 1 234 567 */
    TABLE_ID = 5,     /* digits of a table's number in the StatBank */
    YEAR = 4,         /* digits of 2026 */
    PHONE_GROUPS = 4, /* 22 33 44 55 */
    PHONE_GROUP = 2,
};

const char *const refusal_decision_words[] = {"granted",   "partly",    "refused",
                                              "passed_on", "withdrawn", NULL};

static const char *const decision_texts[] = {N_("Access granted"), N_("Access granted in part"),
                                             N_("Access refused"), N_("Passed on to another body"),
                                             N_("Withdrawn")};
G_STATIC_ASSERT(G_N_ELEMENTS(decision_texts) + 1 == G_N_ELEMENTS(refusal_decision_words));

static bool is(const char *word, const char *other)
{
    return g_strcmp0(word, other) == 0;
}

const char *refusal_decision_text(const char *word)
{
    for (guint i = 0; i < G_N_ELEMENTS(decision_texts); i++)
        if (is(word, refusal_decision_words[i]))
            return _(decision_texts[i]);
    return "";
}

/* ---- press ---- */

const char *refusal_press_to_management(bool looks_like_press, bool to_management,
                                        bool by_press_contact)
{
    if (!looks_like_press || !to_management || by_press_contact)
        return NULL;
    return _("Press inquiries to the management go by the press contacts. Nothing was sent. Give "
             "the inquiry the category press to management, and they take it.");
}

const char *refusal_press_call(bool press, bool to_management, bool by_press_contact)
{
    if (!press || !to_management || by_press_contact)
        return NULL;
    return _("Press inquiries to the management go by the press contacts. The call is still open. "
             "Put the journalist through to the press contact on duty (Ctrl-O in a call).");
}

const char *refusal_press_management_answer(const char *category, bool by_press_contact)
{
    if (!is(category, "press_management") || by_press_contact)
        return NULL;
    return _("Press inquiries to the management are answered by the press contacts only. Nothing "
             "was sent. Let a press contact take the inquiry.");
}

/* ---- access requests ---- */

const char *refusal_close_without_decision(const char *category, const char *decision)
{
    if (!is(category, "access_request") ||
        (decision && g_strv_contains(refusal_decision_words, decision)))
        return NULL;
    return _("An access request is not closed before it is decided. It stays open. Record whether "
             "access was granted, granted in part, refused, or whether the request was passed on "
             "or withdrawn.");
}

const char *refusal_decision_without_basis(const char *decision, const char *basis)
{
    if (!is(decision, "refused") && !is(decision, "partly"))
        return NULL;
    /* A basis is a section of a law: at least it has a number. */
    if (basis && strpbrk(basis, "0123456789"))
        return NULL;
    return _("A refusal, also in part, must name its legal basis (Freedom of Information Act, "
             "section 31). Nothing was recorded. Give the section, such as offl. § 13.");
}

/* ---- microdata ---- */

/* A line that may be a row of figures. */
typedef struct {
    gsize letters, digits;
    guint groups;  /* runs of digits, with the signs numbers have inside */
    guint numbers; /* the same, with the groups of one number as one */
} Line;

/* The length of "1234", "12,5", "2026-03-10" or "14:30"; 0: no number begins here. */
static gsize number_length(const char *text)
{
    gsize length = strspn(text, "0123456789");
    while (length > 0 && text[length] && strchr(".,:-/", text[length]) &&
           g_ascii_isdigit(text[length + 1]))
        length += 1 + strspn(text + length + 1, "0123456789");
    return length;
}

static bool is_group(const char *text, gsize digits)
{
    return strspn(text, "0123456789") == digits && number_length(text) == digits;
}

/* The length of one number written in groups: "1 234 567", "22 33 44 55"; else of the first. */
static gsize grouped_length(const char *text, bool may_be_phone)
{
    gsize first = number_length(text), length = first;
    guint groups = 1;
    if (may_be_phone && is_group(text, PHONE_GROUP)) {
        while (text[length] == ' ' && is_group(text + length + 1, PHONE_GROUP)) {
            length += 1 + PHONE_GROUP;
            groups++;
        }
        if (groups == PHONE_GROUPS)
            return length;
        length = first;
    }
    while (first <= THOUSAND && text[length] == ' ' && is_group(text + length + 1, THOUSAND))
        length += 1 + THOUSAND;
    return length;
}

/* Links, and the numbers of tables that somebody is shown to, are no data. */
static gsize harmless_length(const char *text, bool names_tables)
{
    gsize word = strcspn(text, " \t\n");
    if (g_ascii_strncasecmp(text, "http", 4) == 0 || g_ascii_strncasecmp(text, "www.", 4) == 0)
        return word;
    return names_tables && is_group(text, TABLE_ID) ? TABLE_ID : 0;
}

static bool contains_any(const char *text, const char *const *words)
{
    for (guint i = 0; words[i]; i++)
        if (strstr(text, words[i]))
            return true;
    return false;
}

/* Adds the number at the beginning of text; its length. */
static gsize read_number(const char *text, bool may_be_phone, Line *line)
{
    gsize length = grouped_length(text, may_be_phone);
    bool is_phone = may_be_phone && length == PHONE_GROUPS * (PHONE_GROUP + 1) - 1;
    line->numbers++;
    line->groups++;
    for (gsize i = 0; i < length; i++) {
        line->digits += g_ascii_isdigit(text[i]) ? 1 : 0;
        line->groups += text[i] == ' ' && !is_phone ? 1 : 0;
    }
    return length;
}

static const char *const phone_words[] = {"tlf",   "telefon", "ring", "phone",
                                          "mobil", "call",    "+47",  NULL};
static const char *const table_words[] = {"tabell", "table", "statbank", NULL};

/* In small letters, and 1 234 with a space that does not break as 1234. */
static char *plain_line(const char *text)
{
    static const char *const spaces[] = {"\u00a0", "\u202f", "\u2009"};
    GString *plain = g_string_new(NULL);
    g_autofree char *small = g_utf8_strdown(text, -1);
    g_string_append(plain, small);
    for (guint i = 0; i < G_N_ELEMENTS(spaces); i++)
        g_string_replace(plain, spaces[i], "", 0);
    return g_string_free(plain, FALSE);
}

static Line read_line(const char *text)
{
    Line line = {0};
    g_autofree char *plain = plain_line(text);
    bool may_be_phone = contains_any(plain, phone_words);
    bool names_tables = contains_any(plain, table_words);
    for (const char *at = plain; *at;) {
        gsize length = harmless_length(at, names_tables);
        if (length == 0 && g_ascii_isdigit(*at))
            length = read_number(at, may_be_phone, &line);
        if (length == 0) {
            line.letters += g_unichar_isalpha(g_utf8_get_char(at)) ? 1 : 0;
            length = (gsize)(g_utf8_next_char(at) - at);
        }
        at += length;
    }
    return line;
}

/* Three numbers that are no sentence; or three groups with hardly a word, where "123 456 789" is
 * rather three numbers than one. */
static bool is_data_line(const char *text)
{
    Line line = read_line(text);
    return (line.numbers >= DATA_NUMBERS && line.letters <= PROSE * line.digits) ||
           (line.groups >= DATA_NUMBERS && line.letters < line.digits);
}

/* A year, and the number of a table or a telephone where the line speaks of such. */
static bool is_harmless_cell(const char *cell, const char *line)
{
    gsize digits = 0;
    for (const char *at = cell; *at; at++)
        digits += g_ascii_isdigit(*at) ? 1 : 0;
    bool century = g_str_has_prefix(cell, "18") || g_str_has_prefix(cell, "19") ||
                   g_str_has_prefix(cell, "20");
    return (digits == YEAR && strlen(cell) == YEAR && century) ||
           (digits == TABLE_ID && contains_any(line, table_words)) ||
           (digits == PHONE_GROUPS * PHONE_GROUP && contains_any(line, phone_words));
}

/* Nothing but numbers with , ; or tabs between them, three or more: "0301,450000,34". */
static bool is_row(const char *text, const char *line)
{
    guint numbers = 0;
    g_auto(GStrv) cells = g_strsplit_set(text, ",;\t", -1);
    for (guint i = 0; cells[i]; i++) {
        const char *cell = g_strstrip(cells[i]);
        if (cell[strspn(cell, "0123456789 .-%\"")] != '\0')
            return false;
        bool is_number = strpbrk(cell, "0123456789") != NULL;
        numbers += is_number && !is_harmless_cell(cell, line) ? 1 : 0;
    }
    return numbers >= DATA_NUMBERS;
}

/* A row alone, or what a colon leads to. One is enough: no sentence is written so. */
static bool has_row(const char *text)
{
    g_autofree char *line = plain_line(text);
    bool found = is_row(line, line);
    for (const char *colon = strchr(line, ':'); colon && !found; colon = strchr(colon + 1, ':'))
        found = is_row(colon + 1, line);
    return found;
}

static bool has_rows(const char *text)
{
    g_autofree char *valid = g_utf8_make_valid(text ? text : "", -1);
    g_auto(GStrv) lines = g_strsplit_set(valid, "\r\n", -1);
    guint rows = 0;
    for (guint i = 0; lines[i]; i++)
        rows += has_row(lines[i]) ? DATA_LINES : is_data_line(lines[i]) ? 1 : 0;
    return rows >= DATA_LINES;
}

/* Archives count: nobody sees what is in them. */
static bool is_data_file(const char *name)
{
    static const char *const endings[] = {
        ".csv",    ".tsv",     ".tab",     ".dat",      ".xls",  ".xlsx", ".xlsm", ".xlsb",
        ".ods",    ".numbers", ".sav",     ".por",      ".dta",  ".rds",  ".rda",  ".rdata",
        ".px",     ".parquet", ".feather", ".arrow",    ".json", ".xml",  ".sql",  ".db",
        ".sqlite", ".mdb",     ".accdb",   ".sas7bdat", ".xpt",  ".zip",  ".7z",   ".gz",
        ".tar",    ".tgz",     ".rar",     ".bz2",      ".xz",   ".zst"};
    g_autofree char *folded = g_ascii_strdown(name, -1);
    for (guint i = 0; i < G_N_ELEMENTS(endings); i++)
        if (g_str_has_suffix(folded, endings[i]))
            return true;
    return false;
}

static bool has_data_file(const char *names)
{
    g_auto(GStrv) lines = g_strsplit(names ? names : "", "\n", -1);
    bool found = false;
    for (guint i = 0; lines[i] && !found; i++)
        found = is_data_file(g_strstrip(lines[i]));
    return found;
}

/* A word with a path in it that ends in a file of data, also before "?download=1". */
static bool is_data_link(char *word)
{
    const char *scheme = strstr(word, "://");
    if (!strchr(scheme ? scheme + strlen("://") : word, '/'))
        return false;
    for (gsize length = strlen(word); length > 0 && strchr(".,;:!?)]}>'\"", word[length - 1]);)
        word[--length] = '\0';
    if (is_data_file(word))
        return true;
    word[strcspn(word, "?#")] = '\0';
    return is_data_file(word);
}

static bool has_data_link(const char *text)
{
    g_auto(GStrv) words = g_strsplit_set(text ? text : "", " \t\r\n<>\"", -1);
    bool found = false;
    for (guint i = 0; words[i] && !found; i++)
        found = is_data_link(words[i]);
    return found;
}

const char *refusal_microdata_with_data(const char *category, const char *own_text,
                                        const char *attachment_names)
{
    if (!is(category, "microdata") && !is(category, "custom_dataset"))
        return NULL;
    if (has_data_file(attachment_names))
        return _("Microdata and datasets are not sent from here: the answer has a data file. "
                 "Nothing was sent. Take the file off and show the way to apply.");
    if (has_data_link(own_text))
        return _("Microdata and datasets are not sent from here: the answer has a link to a data "
                 "file. Nothing was sent. Take it out and show the way to apply.");
    if (has_rows(own_text))
        return _("Microdata and datasets are not sent from here: the answer has rows of figures. "
                 "Nothing was sent. Take them out and show the way to apply.");
    return NULL;
}

/* ---- respondents ---- */

const char *refusal_out_of_respondents(CategorySilo silo, bool outside, bool has_summary)
{
    if (silo != CATEGORY_RESPONDENTS || !outside || has_summary)
        return NULL;
    return _("What concerns respondents does not leave the respondents' service (Statistics Act, "
             "duty of secrecy). Nothing was sent. Write a summary without the respondent's details "
             "and send that on instead.");
}

const char *refusal_identity_number(const char *text, bool decided)
{
    if (decided || !identity_number_is_in(text))
        return NULL;
    return _("The text holds a national identity number. Nothing was sent. Take "
             "the number out, or decide explicitly that it must go with it.");
}

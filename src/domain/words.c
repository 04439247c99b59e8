/* Search words: one way to fold for the index, for what is typed, and for lists in memory.
 *
 * Folding is done here and not by the engine: SQLite's tokenizer would turn å into a, and a word
 * must be found in the same way on both carriers. Knows nothing of SQL but the quoting of an FTS5
 * expression. */
#include "skranke/domain/words.h"

#include <string.h>

/* Longer ones are not words but encoded data; cut alike in the index and in what is typed. */
#define LONGEST_WORD 64
/* What somebody types into a filter; the rest of a pasted letter does not make it more precise. */
#define MOST_TYPED_WORDS 12
#define MOST_TYPED_BYTES 600
/* From here on a word typed may be unfinished without matching half of the database. */
#define PREFIX_LENGTH 3

typedef struct {
    const char *from, *to;
} Spelling;

/* Keyboards without æ ø å: the words are looked for in both spellings. */
static const Spelling with_letters[] = {{"ae", "æ"}, {"oe", "ø"}, {"aa", "å"}};
static const Spelling without_letters[] = {{"æ", "ae"}, {"ø", "oe"}, {"å", "aa"}};
/* In memory å, aa and a are one, and letters with a stroke or a hook, which are no letter and a
 * mark (đ, ŧ and ŋ of Sámi names), are the letters people have on their keys. */
static const Spelling folded_letters[] = {{"å", "a"}, {"aa", "a"}, {"ø", "o"}, {"oe", "o"},
                                          {"æ", "a"}, {"ae", "a"}, {"đ", "d"}, {"ð", "d"},
                                          {"ŧ", "t"}, {"þ", "t"},  {"ŋ", "n"}, {"ł", "l"}};
/* æ ø å come after z in this order, which their code points do not; aa is an old å. */
static const Spelling sorted_letters[] = {{"aa", "å"},
                                          {"æ", "\x7f"
                                                "1"},
                                          {"ø", "\x7f"
                                                "2"},
                                          {"å", "\x7f"
                                                "3"}};

static char *respell(const char *word, const Spelling *spellings, gsize count)
{
    GString *text = g_string_new(word);
    for (gsize i = 0; i < count; i++)
        g_string_replace(text, spellings[i].from, spellings[i].to, 0);
    return g_string_free(text, FALSE);
}

/* The letter without its marks: é → e, ä → æ, ö → ø; 0 for a mark alone. */
static gunichar bare_letter(gunichar letter)
{
    switch (letter) {
    case 0xe5: /* å, a letter of its own */
        return letter;
    case 0xe4: /* ä */
        return 0xe6;
    case 0xf6: /* ö */
        return 0xf8;
    default:
        break;
    }
    if (g_unichar_ismark(letter))
        return 0;
    gunichar parts[G_UNICHAR_MAX_DECOMPOSITION_LENGTH];
    gsize count = g_unichar_fully_decompose(letter, FALSE, parts, G_N_ELEMENTS(parts));
    /* A Hangul syllable decomposes into letters, not into a letter and marks: it stays whole. */
    return count > 1 && g_unichar_ismark(parts[1]) ? parts[0] : letter;
}

/* Appends a piece of text with a space for everything that is no letter or digit. */
static void fold_piece(const char *piece, gsize length, GString *folded)
{
    g_autofree char *valid = g_utf8_make_valid(piece, (gssize)length);
    g_autofree char *compatible = g_utf8_normalize(valid, -1, G_NORMALIZE_NFKC);
    g_autofree char *casefolded = g_utf8_casefold(compatible, -1);
    /* Folding case can take a composed letter apart. */
    g_autofree char *composed = g_utf8_normalize(casefolded, -1, G_NORMALIZE_NFKC);
    for (const char *at = composed; *at != '\0'; at = g_utf8_next_char(at)) {
        gunichar letter = bare_letter(g_utf8_get_char(at));
        if (letter == 0)
            continue;
        if (g_unichar_isalnum(letter))
            g_string_append_unichar(folded, letter);
        else
            g_string_append_c(folded, ' ');
    }
}

/* How the characters U+0080 – U+00FF fold, each found out once by the full rules. Almost all text
 * here is ASCII with some of these, and the Unicode tables cost twenty times as much. */
static const char *fold_latin1(gunichar character)
{
    static char *folded[0x80];
    static gsize ready;
    if (g_once_init_enter(&ready)) {
        for (guint i = 0; i < G_N_ELEMENTS(folded); i++) {
            char utf8[6];
            GString *text = g_string_new(NULL);
            fold_piece(utf8, (gsize)g_unichar_to_utf8(0x80 + i, utf8), text);
            folded[i] = g_string_free(text, FALSE);
        }
        g_once_init_leave(&ready, 1);
    }
    return folded[character - 0x80];
}

/* The character U+0080 – U+00FF at text, 0 when there is another. */
static gunichar latin1_at(const char *text)
{
    guchar first = (guchar)text[0], second = (guchar)text[1];
    bool latin1 = (first == 0xc2 || first == 0xc3) && (second & 0xc0) == 0x80;
    return latin1 ? ((gunichar)(first & 0x03) << 6) | (second & 0x3f) : 0;
}

/* The bytes up to the next ASCII separator; simple tells that there is nothing beyond U+00FF in
 * them, and so no mark that belongs to the letter before it. */
static gsize piece_length(const char *text, bool *simple)
{
    gsize length = 0;
    *simple = true;
    while (g_ascii_isalnum(text[length]) || ((guchar)text[length] & 0x80)) {
        bool ascii = g_ascii_isalnum(text[length]);
        bool latin1 = !ascii && latin1_at(text + length) != 0;
        *simple = *simple && (ascii || latin1);
        length += latin1 ? 2 : 1;
    }
    return length;
}

static void fold_simple_piece(const char *piece, gsize length, GString *folded)
{
    for (gsize i = 0; i < length; i++) {
        gunichar character = latin1_at(piece + i);
        if (character == 0) {
            g_string_append_c(folded, g_ascii_tolower(piece[i]));
        } else {
            g_string_append(folded, fold_latin1(character));
            i++;
        }
    }
}

/* Appends one word; false when there is no more room. */
static bool append_word(GString *words, const char *word, gsize length, gsize max_bytes)
{
    if (length > LONGEST_WORD) {
        length = LONGEST_WORD;
        while (length > 0 && ((guchar)word[length] & 0xc0) == 0x80)
            length--;
    }
    gsize space = words->len > 0 ? 1 : 0;
    if (words->len + space + length > max_bytes)
        return false;
    if (space)
        g_string_append_c(words, ' ');
    g_string_append_len(words, word, (gssize)length);
    return true;
}

/* Appends the words of folded text; false when there is no more room. */
static bool append_words(GString *words, const char *folded, gsize max_bytes)
{
    while (*folded != '\0') {
        folded += strspn(folded, " ");
        gsize length = strcspn(folded, " ");
        if (length > 0 && !append_word(words, folded, length, max_bytes))
            return false;
        folded += length;
    }
    return true;
}

char *words_of(const char *text, gsize max_bytes)
{
    GString *words = g_string_new(NULL);
    g_autoptr(GString) folded = g_string_new(NULL);
    const char *at = text ? text : "";
    bool room = true;
    while (room && *at != '\0') {
        bool simple = true;
        gsize length = piece_length(at, &simple);
        g_string_truncate(folded, 0);
        if (simple)
            fold_simple_piece(at, length, folded);
        else
            fold_piece(at, length, folded);
        room = append_words(words, folded->str, max_bytes);
        at += length;
        at += *at != '\0' && length == 0 ? 1 : 0;
    }
    return g_string_free(words, FALSE);
}

static void append_phrase(GString *expression, const char *word, bool prefix)
{
    /* Folded words hold letters and digits only: nothing in them ends the quotation. */
    g_string_append_printf(expression, "\"%s\"%s", word, prefix ? "*" : "");
}

/* ("aase"* OR "åse"*) */
static void append_spellings(GString *expression, const char *word, bool prefix)
{
    g_autofree char *with = respell(word, with_letters, G_N_ELEMENTS(with_letters));
    g_autofree char *without = respell(word, without_letters, G_N_ELEMENTS(without_letters));
    g_string_append(expression, expression->len > 0 ? " AND (" : "(");
    append_phrase(expression, word, prefix);
    const char *others[] = {with, without};
    for (guint i = 0; i < G_N_ELEMENTS(others); i++)
        if (!g_str_equal(others[i], word)) {
            g_string_append(expression, " OR ");
            append_phrase(expression, others[i], prefix);
        }
    g_string_append_c(expression, ')');
}

/* One letter at the end is a word that somebody has just begun. As a prefix it would mean most of
 * the database, and as a word nothing. Ideographs are words alone. */
static bool is_just_begun(const char *word)
{
    return g_utf8_strlen(word, -1) == 1 && strlen(word) <= 2;
}

char *words_match_expression(const char *typed)
{
    g_autofree char *words = words_of(typed, MOST_TYPED_BYTES);
    g_auto(GStrv) list = g_strsplit(words, " ", -1);
    guint count = MIN(g_strv_length(list), MOST_TYPED_WORDS);
    if (count > 0 && is_just_begun(list[count - 1]))
        count--;
    if (count == 0)
        return NULL;
    GString *expression = g_string_new(NULL);
    for (guint i = 0; i < count; i++) {
        bool prefix = i == count - 1 || g_utf8_strlen(list[i], -1) >= PREFIX_LENGTH;
        append_spellings(expression, list[i], prefix);
    }
    return g_string_free(expression, FALSE);
}

char *words_fold(const char *text)
{
    g_autofree char *words = words_of(text, G_MAXUINT16);
    return respell(words, folded_letters, G_N_ELEMENTS(folded_letters));
}

char *words_sort_key(const char *text)
{
    g_autofree char *words = words_of(text, G_MAXUINT16);
    return respell(words, sorted_letters, G_N_ELEMENTS(sorted_letters));
}

static bool begins_a_word(const char *text, const char *word)
{
    gsize length = strlen(word);
    for (const char *at = text; at; at = strchr(at, ' ')) {
        at += *at == ' ' ? 1 : 0;
        if (strncmp(at, word, length) == 0)
            return true;
    }
    return false;
}

bool words_found(const char *folded_text, const char *folded_typed)
{
    g_auto(GStrv) typed = g_strsplit(folded_typed ? folded_typed : "", " ", -1);
    for (guint i = 0; typed[i]; i++) {
        bool inside = g_utf8_strlen(typed[i], -1) >= PREFIX_LENGTH && strstr(folded_text, typed[i]);
        if (!inside && !begins_a_word(folded_text, typed[i]))
            return false;
    }
    return true;
}

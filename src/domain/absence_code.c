/* Owns the table of the reasons of absences and the convention of a code at the beginning of an
 * appointment's subject. Knows no person and no moment: what an absence does is presence.c's. */
#include "skranke/domain/absence_code.h"

#include <string.h>

#include "skranke/base/csv.h"
#include "skranke/base/data_file.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"

#define CARRIED "absence_codes.csv"
/* No code is longer; a subject with a colon far behind is not looked at. In bytes. */
#define LONGEST_WORD 60

const char *const absence_effect_words[] = {"out", "busy", "reachable", NULL};

static void absence_code_free(gpointer data)
{
    AbsenceCode *code = data;
    g_free(code->code);
    g_free(code->also);
    g_free(code->name_nb);
    g_free(code->name_nn);
    g_free(code->name_en);
    g_free(code->said_nb);
    g_free(code->said_nn);
    g_free(code->said_en);
    g_free(code);
}

/* ---- words ---- */

/* Composed, so that what a Mac writes is the same, and without space around; new text. */
static char *compose(const char *word, gsize length)
{
    g_autofree char *valid = g_utf8_make_valid(word, (gssize)length);
    return g_strstrip(g_utf8_normalize(valid, -1, G_NORMALIZE_NFC));
}

/* Is the composed word this part of a table's text, whatever the case? Compared without a copy:
 * every row of the directory asks. */
static bool is_word(const char *word, const char *part, gsize length)
{
    const char *end = part + length;
    for (; part < end && *word; part = g_utf8_next_char(part), word = g_utf8_next_char(word))
        if (g_unichar_tolower(g_utf8_get_char(part)) != g_unichar_tolower(g_utf8_get_char(word)))
            return false;
    return part >= end && !*word;
}

static bool has_word(const AbsenceCode *code, const char *word)
{
    if (is_word(word, code->code, strlen(code->code)))
        return true;
    for (const char *part = code->also; *part;) {
        part += strspn(part, ", ");
        gsize whole = strcspn(part, ","), length = whole;
        while (length > 0 && part[length - 1] == ' ')
            length--;
        if (is_word(word, part, length))
            return true;
        part += whole;
    }
    return false;
}

static const AbsenceCode *find_composed(const GPtrArray *codes, const char *word)
{
    for (guint i = 0; *word && i < codes->len; i++)
        if (has_word(codes->pdata[i], word))
            return codes->pdata[i];
    return NULL;
}

const AbsenceCode *absence_code_find(const GPtrArray *codes, const char *word)
{
    codes = codes ? codes : absence_codes_carried();
    if (!word || !*word)
        return NULL;
    for (guint i = 0; i < codes->len; i++) {
        const AbsenceCode *code = codes->pdata[i];
        if (strcmp(code->code, word) == 0)
            return code;
    }
    if (g_str_is_ascii(word)) /* most are, and need no copy */
        return find_composed(codes, word);
    g_autofree char *composed = compose(word, strlen(word));
    return find_composed(codes, composed);
}

char *absence_codes_known(const GPtrArray *codes)
{
    codes = codes ? codes : absence_codes_carried();
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < codes->len; i++)
        g_string_append_printf(text, "%s%s", i ? ", " : "",
                               ((const AbsenceCode *)codes->pdata[i])->code);
    return g_string_free(text, FALSE);
}

const char *absence_code_name(const GPtrArray *codes, const char *code)
{
    const AbsenceCode *found = absence_code_find(codes, code);
    if (!found)
        return code ? code : "";
    return language_pick(found->name_nb, found->name_nn, found->name_en);
}

const AbsenceCode *absence_code_of_subject(const GPtrArray *codes, const char *subject,
                                           bool *phone_open, const char **rest)
{
    gsize length = strcspn(subject, ":;");
    if (length == 0 || length > LONGEST_WORD || !subject[length])
        return NULL;
    g_autofree char *word = compose(subject, length);
    const AbsenceCode *code = find_composed(codes ? codes : absence_codes_carried(), word);
    if (!code)
        return NULL;
    *phone_open = subject[length] == ';';
    *rest = subject + length + 1;
    while (g_ascii_isspace(**rest))
        (*rest)++;
    return code;
}

/* ---- the table ---- */

typedef struct {
    const CsvTable *table;
    guint row;
    GError **error;
} Row;

static bool fail(const Row *row, const char *column, const char *what)
{
    g_set_error(row->error, SKRANKE_ERROR, SKRANKE_ERROR_USAGE,
                _("Line %u of the reasons of absences, column %s: %s. No reason was changed. "
                  "Correct the line and read the table again."),
                csv_line(row->table, row->row), column, what);
    return false;
}

static bool read_texts(const Row *row, AbsenceCode *code)
{
    const struct {
        const char *column;
        char **text;
        bool needed;
    } texts[] = {
        {"code", &code->code, true},        {"also", &code->also, false},
        {"name_nb", &code->name_nb, true},  {"name_nn", &code->name_nn, false},
        {"name_en", &code->name_en, false}, {"said_nb", &code->said_nb, true},
        {"said_nn", &code->said_nn, false}, {"said_en", &code->said_en, false},
    };
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
        *texts[i].text = g_strdup(csv_field(row->table, row->row, texts[i].column));
        if (texts[i].needed && !**texts[i].text)
            return fail(row, texts[i].column, _("it is empty"));
    }
    return true;
}

/* The place of the field's text among the words, -1: it is none of them, and the error says so. */
static int read_word(const Row *row, const char *column, const char *const *words)
{
    const char *given = csv_field(row->table, row->row, column);
    for (int i = 0; words[i]; i++)
        if (g_ascii_strcasecmp(words[i], given) == 0)
            return i;
    g_autofree char *list = g_strjoinv(", ", (char **)words);
    g_autofree char *what = g_strdup_printf(_("\"%.40s\" is none of %s"), given, list);
    fail(row, column, what);
    return -1;
}

static bool is_new(const Row *row, const GPtrArray *codes, const AbsenceCode *code)
{
    g_autofree char *all = g_strconcat(code->code, ",", code->also, NULL);
    g_auto(GStrv) words = g_strsplit(all, ",", -1);
    for (guint i = 0; words[i]; i++)
        if (absence_code_find(codes, words[i])) {
            g_autofree char *what =
                g_strdup_printf(_("another line has \"%.40s\" already"), words[i]);
            return fail(row, i == 0 ? "code" : "also", what);
        }
    return true;
}

static bool read_code(const Row *row, GPtrArray *codes)
{
    static const char *const answers[] = {"no", "yes", NULL};
    AbsenceCode *code = g_new0(AbsenceCode, 1);
    int clock = -1, effect = -1;
    bool good = read_texts(row, code) && (clock = read_word(row, "clock", answers)) >= 0 &&
                (effect = read_word(row, "effect", absence_effect_words)) >= 0 &&
                is_new(row, codes, code);
    if (!good) {
        absence_code_free(code);
        return false;
    }
    code->clock = clock == 1;
    code->effect = (AbsenceEffect)effect;
    g_ptr_array_add(codes, code);
    return true;
}

GPtrArray *absence_codes_parse(const char *text, gsize length, GError **error)
{
    g_autoptr(GError) broken = NULL;
    g_autoptr(CsvTable) table = csv_parse(text, length, &broken);
    if (!table) {
        g_set_error_literal(error, SKRANKE_ERROR, SKRANKE_ERROR_USAGE, broken->message);
        return NULL;
    }
    g_autoptr(GPtrArray) codes = g_ptr_array_new_with_free_func(absence_code_free);
    for (guint i = 0; i < csv_rows(table); i++) {
        Row row = {.table = table, .row = i, .error = error};
        if (!read_code(&row, codes))
            return NULL;
    }
    if (codes->len == 0) {
        g_set_error_literal(error, SKRANKE_ERROR, SKRANKE_ERROR_USAGE,
                            _("The table of the reasons of absences has no line. No reason was "
                              "changed. Give it a header and a line for each reason."));
        return NULL;
    }
    return g_steal_pointer(&codes);
}

const GPtrArray *absence_codes_carried(void)
{
    static GPtrArray *carried;
    if (!carried) {
        g_autoptr(GError) error = NULL;
        g_autoptr(GBytes) bytes = data_file_read(CARRIED, &error);
        if (bytes)
            carried =
                absence_codes_parse(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), &error);
        if (!carried) {
            /* A defect of the build, which the tests find: every absence then counts as out. */
            g_critical("%s", error->message);
            carried = g_ptr_array_new();
        }
    }
    return carried;
}

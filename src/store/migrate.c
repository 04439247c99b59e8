/* Lifts a database from one schema version to the next. Owns the order and the splitting of steps;
 * knows no carrier, and of the tables only those that keep the version. */
#include "skranke/store/migrate.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "skranke/base/data_file.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/store/carrier.h"

/* ---- splitting ------------------------------------------------------------------------------ */

/* Where the statement ends is told by its last words: inside CREATE TRIGGER only "; END ;" ends it.
 */
typedef struct {
    GString *text;
    guint words;                  /* of this statement, counted to 3: CREATE [TEMP] TRIGGER */
    bool create, trigger;         /* its first words */
    bool after_semicolon, at_end; /* in a trigger: the last token was ";", or END after ";" */
} Splitter;

static void start_statement(Splitter *splitter)
{
    g_string_truncate(splitter->text, 0);
    splitter->words = 0;
    splitter->create = splitter->trigger = false;
    splitter->after_semicolon = splitter->at_end = false;
}

static void note_word(Splitter *splitter, const char *word, gsize length)
{
    splitter->words++;
    if (splitter->words == 1)
        splitter->create = length == 6 && g_ascii_strncasecmp(word, "CREATE", 6) == 0;
    else if (splitter->words <= 3 && splitter->create)
        splitter->trigger =
            splitter->trigger || (length == 7 && g_ascii_strncasecmp(word, "TRIGGER", 7) == 0);
    splitter->at_end =
        splitter->after_semicolon && length == 3 && g_ascii_strncasecmp(word, "END", 3) == 0;
    splitter->after_semicolon = false;
}

/* Bytes up to and with the closing quote (a doubled quote is two texts side by side: same bytes).
 */
static gsize quoted_length(const char *text)
{
    const char *close = strchr(text + 1, *text == '[' ? ']' : *text);
    return close != NULL ? (gsize)(close - text) + 1 : strlen(text);
}

static gsize comment_length(const char *text)
{
    if (g_str_has_prefix(text, "--"))
        return strcspn(text, "\n");
    if (!g_str_has_prefix(text, "/*"))
        return 0;
    const char *close = strstr(text + 2, "*/");
    return close != NULL ? (gsize)(close - text) + 2 : strlen(text);
}

static gsize word_length(const char *text)
{
    gsize length = 0;
    while (isalnum((unsigned char)text[length]) || text[length] == '_')
        length++;
    return length;
}

/* One token that is no comment and no semicolon; its length. */
static gsize take_token(Splitter *splitter, const char *text)
{
    gsize length = word_length(text);
    if (length > 0) {
        note_word(splitter, text, length);
    } else {
        length = strchr("'\"`[", *text) != NULL ? quoted_length(text) : 1;
        if (!isspace((unsigned char)*text))
            splitter->after_semicolon = splitter->at_end = false;
    }
    g_string_append_len(splitter->text, text, (gssize)length);
    return length;
}

static bool semicolon_ends(Splitter *splitter)
{
    if (!splitter->trigger || splitter->at_end)
        return true;
    splitter->after_semicolon = true;
    g_string_append_c(splitter->text, ';');
    return false;
}

static void finish_statement(Splitter *splitter, GPtrArray *statements)
{
    g_strstrip(splitter->text->str);
    if (splitter->text->str[0] != '\0')
        g_ptr_array_add(statements, g_strdup(splitter->text->str));
    start_statement(splitter);
}

char **migrate_split(const char *text)
{
    GPtrArray *statements = g_ptr_array_new();
    Splitter splitter = {.text = g_string_new(NULL)};
    start_statement(&splitter);
    while (*text != '\0') {
        gsize comment = comment_length(text);
        if (comment > 0)
            text += comment;
        else if (*text != ';')
            text += take_token(&splitter, text);
        else if (text++, semicolon_ends(&splitter))
            finish_statement(&splitter, statements);
    }
    finish_statement(&splitter, statements);
    g_string_free(splitter.text, TRUE);
    g_ptr_array_add(statements, NULL);
    return (char **)g_ptr_array_free(statements, FALSE);
}

/* ---- where the steps are -------------------------------------------------------------------- */

static char *step_name(int step)
{
    return g_strdup_printf("%03d.sql", step);
}

/* Only one step has been released so far: tests bring further ones. */
static char *test_step_text(int step)
{
    const char *folder = g_getenv("SKRANKE_TEST_SCHEMA");
    if (folder == NULL || g_strcmp0(g_getenv("SKRANKE_TEST"), "1") != 0)
        return NULL;
    g_autofree char *name = step_name(step);
    g_autofree char *path = g_build_filename(folder, name, NULL);
    char *text = NULL;
    g_file_get_contents(path, &text, NULL, NULL);
    return text;
}

static char *step_text(int step, GError **error)
{
    char *text = test_step_text(step);
    if (text != NULL)
        return text;
    g_autofree char *name = step_name(step);
    g_autofree char *path = g_strconcat("schema/", name, NULL);
    g_autoptr(GBytes) bytes = data_file_read(path, error);
    if (bytes == NULL)
        return NULL;
    return g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
}

int migrate_newest(void)
{
    for (int newest = 0;; newest++) {
        g_autofree char *next = step_text(newest + 1, NULL);
        if (next == NULL)
            return newest;
    }
}

/* ---- applying ------------------------------------------------------------------------------- */

int migrate_version(Db *db, GError **error)
{
    g_autoptr(GError) trouble = NULL;
    gint64 known = db_query_integer(
        db, 0, &trouble,
        "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'compatibility'", "");
    gint64 version = 0;
    if (trouble == NULL && known > 0)
        version =
            db_query_integer(db, 0, &trouble, "SELECT version FROM compatibility WHERE id = 1", "");
    if (trouble == NULL)
        return (int)version;
    g_propagate_error(error, g_steal_pointer(&trouble));
    return -1;
}

/* Schema statements take no parameters, so the step's number is printed; it is ours. */
static void add_version(GPtrArray *statements, int step)
{
    if (step == 1) {
        g_ptr_array_add(statements, g_strdup("INSERT INTO compatibility (id, version, "
                                             "oldest_reader, oldest_writer) VALUES (1, 1, 1, 1)"));
        g_ptr_array_add(statements,
                        g_strdup_printf("PRAGMA application_id = %d", DB_APPLICATION_ID));
    } else {
        g_ptr_array_add(statements, g_strdup_printf("UPDATE compatibility SET version = %d, "
                                                    "oldest_reader = %d, oldest_writer = %d "
                                                    "WHERE version = %d",
                                                    step, step, step, step - 1));
        g_ptr_array_add(statements, g_strdup("INSERT INTO guard (id, ok) VALUES (1, changes() = 1) "
                                             "ON CONFLICT (id) DO UPDATE SET ok = excluded.ok"));
    }
    g_ptr_array_add(statements, g_strdup_printf("PRAGMA user_version = %d", step));
}

bool migrate_apply(Db *db, int step, const char *text, GError **error)
{
    g_autoptr(GPtrArray) statements = g_ptr_array_new_with_free_func(g_free);
    g_auto(GStrv) own = migrate_split(text);
    /* The table that holds the version is itself made by step 1. */
    if (step > 1)
        add_version(statements, step);
    for (guint i = 0; own[i] != NULL; i++)
        g_ptr_array_add(statements, g_strdup(own[i]));
    if (step == 1)
        add_version(statements, step);
    g_ptr_array_add(statements, NULL);
    return db_apply_script(db, (const char *const *)statements->pdata, error);
}

bool migrate_run(Db *db, int from, int to, GError **error)
{
    for (int step = from + 1; step <= to; step++) {
        g_autofree char *text = step_text(step, error);
        if (text == NULL)
            return false;
        g_autoptr(GError) trouble = NULL;
        if (migrate_apply(db, step, text, &trouble))
            continue;
        /* Another program may have been first, or an answer was lost: the version tells. */
        if (migrate_version(db, NULL) >= step)
            continue;
        g_propagate_prefixed_error(error, g_steal_pointer(&trouble),
                                   _("Schema step %d of %s was not done: "), step, db_uri(db));
        return false;
    }
    return true;
}

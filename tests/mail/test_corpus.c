/* Mail that other projects test with, beside the repository (../shared): nothing crashes, nothing
 * is lost, and what they expect is compared. The floors are what was measured: a change that agrees
 * with fewer of them fails. SKRANKE_CORPUS_VERBOSE=1 tells the differences. */
// clang-format off
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
// clang-format on
#include <glib.h>
#include <jansson.h>
#include <string.h>

#include "skranke/mail/charset.h"
#include "skranke/mail/html_text.h"
#include "skranke/mail/mime_read.h"

#define CORPUS SKRANKE_SOURCE "/../shared/mail-corpus/"
#define RECEIVED 1900000000
#define ADDRESS_FLOOR 48
#define JAVA_FLOOR 156 /* the rest are alternatives of a text that is shown */

static bool is_verbose(void)
{
    return g_getenv("SKRANKE_CORPUS_VERBOSE") != NULL;
}

static bool has_corpus(void)
{
    if (g_file_test(CORPUS, G_FILE_TEST_IS_DIR))
        return true;
    print_message("no mail corpus at %s: skipped\n", CORPUS);
    return false;
}

static void collect(const char *folder, const char *suffix, GPtrArray *paths)
{
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    for (const char *name = dir ? g_dir_read_name(dir) : NULL; name; name = g_dir_read_name(dir)) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        if (g_file_test(path, G_FILE_TEST_IS_DIR))
            collect(path, suffix, paths);
        else if (g_str_has_suffix(name, suffix))
            g_ptr_array_add(paths, g_steal_pointer(&path));
    }
}

static GPtrArray *files_below(const char *folder, const char *suffix)
{
    GPtrArray *paths = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *full = g_strconcat(CORPUS, folder, NULL);
    collect(full, suffix, paths);
    return paths;
}

static GBytes *bytes_of(const char *path)
{
    char *content = NULL;
    gsize size = 0;
    assert_true(g_file_get_contents(path, &content, &size, NULL));
    return g_bytes_new_take(content, size);
}

/* What holds for any mail that could be read. */
static void check_sound(const ParsedMail *mail)
{
    const char *texts[] = {mail->message_id, mail->from_name,  mail->from_address, mail->reply_to,
                           mail->to,         mail->cc,         mail->subject,      mail->text,
                           mail->automatic,  mail->null_sender};
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        assert_non_null(texts[i]);
        assert_true(g_utf8_validate(texts[i], -1, NULL));
    }
    assert_null(strpbrk(mail->subject, "\r\n"));
    assert_null(strchr(mail->text, '\r'));
    assert_int_equal(strlen(mail->fingerprint), 64);
    g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < mail->attachments->len; i++) {
        const MailAttachment *attachment = mail->attachments->pdata[i];
        assert_true(g_utf8_validate(attachment->name, -1, NULL));
        assert_null(strpbrk(attachment->name, "/\\\r\n"));
        assert_in_range(strlen(attachment->name), 1, 200);
        assert_true(g_hash_table_add(names, attachment->name));
    }
}

static void everything_is_read(void **state)
{
    (void)state;
    if (!has_corpus())
        skip();
    g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
    collect(CORPUS, "", paths);
    guint read = 0, refused = 0;
    for (guint i = 0; i < paths->len; i++) {
        g_autoptr(GBytes) raw = bytes_of(paths->pdata[i]);
        g_autoptr(GError) error = NULL;
        g_autoptr(ParsedMail) mail = mime_read(raw, RECEIVED, &error);
        assert_true((mail != NULL) != (error != NULL));
        if (mail)
            check_sound(mail);
        mail ? read++ : refused++;
        gboolean is_mail = g_str_has_suffix(paths->pdata[i], ".eml");
        if (is_mail && !mail && is_verbose())
            print_message("refused: %s\n", (char *)paths->pdata[i]);
    }
    print_message("%u files of any kind: %u read as mail, %u are none\n", paths->len, read,
                  refused);
}

/* Words with one space between: how lines are broken is no difference. */
static char *words(const char *text)
{
    GString *plain = g_string_new(" ");
    for (const char *at = text; *at; at = g_utf8_next_char(at)) {
        gunichar character = g_utf8_get_char(at);
        gboolean space = g_unichar_isspace(character) || character == 0xFEFF;
        if (!space)
            g_string_append_unichar(plain, character);
        else if (plain->str[plain->len - 1] != ' ')
            g_string_append_c(plain, ' ');
    }
    char *stripped = g_strstrip(g_string_free(plain, FALSE));
    char *composed = g_utf8_normalize(stripped, -1, G_NORMALIZE_NFC);
    g_free(stripped);
    return composed ? composed : g_strdup("");
}

typedef struct {
    const char *what;
    guint agree, all;
} Score;

static bool compare(Score *score, const char *path, const char *ours, const char *theirs)
{
    g_autofree char *a = words(ours);
    g_autofree char *b = words(theirs);
    score->all++;
    bool same = !strcmp(a, b);
    score->agree += same;
    if (!same && is_verbose())
        print_message("%s of %s\n   ours: %.300s\n theirs: %.300s\n", score->what,
                      path + strlen(CORPUS), a, b);
    return same;
}

static json_t *header_of(json_t *part, const char *name)
{
    size_t i;
    json_t *header;
    json_array_foreach(json_object_get(part, "headers"), i, header)
    {
        if (!g_strcmp0(json_string_value(json_object_get(header, "name")), name))
            return json_object_get(header, "value");
    }
    return NULL;
}

static const char *text_of(json_t *value)
{
    const char *text = json_string_value(json_object_get(value, "Text"));
    if (!text)
        text = json_string_value(json_array_get(json_object_get(value, "TextList"), 0));
    return text;
}

static const char *first_address(json_t *value)
{
    json_t *address = json_object_get(value, "Address");
    json_t *list = json_object_get(address, "List"), *group;
    size_t i, j;
    json_t *item;
    json_array_foreach(json_object_get(address, "Group"), i, group)
    {
        json_array_foreach(json_object_get(group, "addresses"), j, item)
        {
            const char *text = json_string_value(json_object_get(item, "address"));
            if (text)
                return text;
        }
    }
    json_array_foreach(list, i, item)
    {
        const char *text = json_string_value(json_object_get(item, "address"));
        if (text && strchr(text, '@'))
            return text;
    }
    return NULL;
}

static char *expected_text(json_t *message)
{
    GString *text = g_string_new(NULL);
    json_t *parts = json_object_get(message, "parts"), *index;
    size_t i;
    json_array_foreach(json_object_get(message, "text_body"), i, index)
    {
        json_t *body =
            json_object_get(json_array_get(parts, (size_t)json_integer_value(index)), "body");
        const char *plain = json_string_value(json_object_get(body, "Text"));
        const char *html = json_string_value(json_object_get(body, "Html"));
        if (plain)
            g_string_append_printf(text, "%s\n", plain);
        g_autofree char *page = html ? html_text(html, strlen(html), NULL) : NULL;
        if (page)
            g_string_append_printf(text, "%s\n", page);
    }
    return g_string_free(text, FALSE);
}

static const char *attribute_of(json_t *part, const char *header, const char *name)
{
    json_t *attributes =
        json_object_get(json_object_get(header_of(part, header), "ContentType"), "attributes");
    size_t i;
    json_t *pair;
    json_array_foreach(attributes, i, pair)
    {
        if (!g_strcmp0(json_string_value(json_object_get(pair, "name")), name))
            return json_string_value(json_object_get(pair, "value"));
    }
    return NULL;
}

static bool has_size(const ParsedMail *mail, gsize size)
{
    for (guint i = 0; i < mail->attachments->len; i++) {
        const MailAttachment *attachment = mail->attachments->pdata[i];
        gsize own = g_bytes_get_size(attachment->bytes);
        /* The line end before a boundary is the boundary's; some count it to the part. */
        if (own == size || own + 1 == size || own + 2 == size || own == size + 1)
            return true;
    }
    return false;
}

static bool has_name(const ParsedMail *mail, const char *name)
{
    const char *slash = strrchr(name, '/');
    g_autofree char *wanted = words(slash ? slash + 1 : name);
    for (guint i = 0; i < mail->attachments->len; i++) {
        const MailAttachment *attachment = mail->attachments->pdata[i];
        g_autofree char *own = words(attachment->name);
        if (!strcmp(own, wanted))
            return true;
    }
    return false;
}

static void compare_parts(json_t *message, const ParsedMail *mail, const char *path, Score *sizes,
                          Score *names)
{
    size_t i;
    json_t *part;
    json_array_foreach(json_object_get(message, "parts"), i, part)
    {
        json_t *body = json_object_get(part, "body");
        json_t *binary = json_object_get(body, "Binary");
        binary = binary ? binary : json_object_get(body, "InlineBinary");
        if (!binary)
            continue;
        bool same = has_size(mail, json_array_size(binary));
        sizes->all++;
        sizes->agree += same;
        const char *name = attribute_of(part, "content_disposition", "filename");
        name = name ? name : attribute_of(part, "content_type", "name");
        bool named = !name || has_name(mail, name);
        names->all += name != NULL;
        names->agree += name && named;
        if ((!same || !named) && is_verbose())
            print_message("attachment of %s: %zu bytes %s (%u attachments, first %s)\n",
                          path + strlen(CORPUS), json_array_size(binary), name ? name : "-",
                          mail->attachments->len,
                          mail->attachments->len
                              ? ((MailAttachment *)mail->attachments->pdata[0])->name
                              : "-");
    }
}

enum { SUBJECT, FROM, TEXT, SIZES, NAMES, SCORES };

static void compare_mail(const char *path, Score scores[SCORES])
{
    g_autofree char *expected = g_strndup(path, strlen(path) - strlen(".eml"));
    g_autofree char *json_path = g_strconcat(expected, ".json", NULL);
    json_t *message = json_load_file(json_path, 0, NULL);
    g_autoptr(GBytes) raw = bytes_of(path);
    g_autoptr(ParsedMail) mail = mime_read(raw, RECEIVED, NULL);
    if (message && mail) {
        json_t *root = json_array_get(json_object_get(message, "parts"), 0);
        const char *subject = text_of(header_of(root, "subject"));
        if (subject)
            compare(&scores[SUBJECT], path, mail->subject, subject);
        const char *from = first_address(header_of(root, "from"));
        if (from)
            compare(&scores[FROM], path, mail->from_address, from);
        g_autofree char *text = expected_text(message);
        /* Our own words, where a mail holds nothing but another mail. */
        bool ours = g_str_has_prefix(mail->text, "The mail has no text of its own");
        compare(&scores[TEXT], path, ours ? "" : mail->text, text);
        compare_parts(message, mail, path, &scores[SIZES], &scores[NAMES]);
    }
    json_decref(message);
}

static void a_rust_parser_agrees(void **state)
{
    (void)state;
    if (!has_corpus())
        skip();
    /* Where we differ we show more: broken multiparts, BinHex and uuencode, letters that the other
     * one gave up. */
    static const guint floors[SCORES] = {74, 74, 87, 74, 67};
    Score scores[SCORES] = {{"subject", 0, 0},
                            {"from", 0, 0},
                            {"text", 0, 0},
                            {"attachment sizes", 0, 0},
                            {"attachment names", 0, 0}};
    g_autoptr(GPtrArray) paths = files_below("stalwart-mail-parser/eml", ".eml");
    for (guint i = 0; i < paths->len; i++)
        compare_mail(paths->pdata[i], scores);
    for (int i = 0; i < SCORES; i++) {
        print_message("%s: %u of %u agree\n", scores[i].what, scores[i].agree, scores[i].all);
        assert_true(scores[i].agree >= floors[i]);
    }
}

static void add_addresses(json_t *list, GString *all)
{
    size_t i;
    json_t *item;
    json_array_foreach(list, i, item)
    {
        const char *address = json_string_value(json_object_get(item, "address"));
        g_autofree char *lower = address ? g_utf8_strdown(address, -1) : NULL;
        if (lower && strchr(lower, '@'))
            g_string_append_printf(all, "%s ", lower);
    }
}

static char *expected_addresses(json_t *expected)
{
    GString *all = g_string_new(NULL);
    add_addresses(json_object_get(expected, "List"), all);
    size_t i;
    json_t *group;
    json_array_foreach(json_object_get(expected, "Group"), i, group)
        add_addresses(json_object_get(group, "addresses"), all);
    return g_string_free(all, FALSE);
}

static void addresses_agree(void **state)
{
    (void)state;
    if (!has_corpus())
        skip();
    Score score = {"address lists", 0, 0};
    json_t *vectors = json_load_file(CORPUS "stalwart-mail-parser/fields/address.json", 0, NULL);
    assert_non_null(vectors);
    size_t i;
    json_t *vector;
    json_array_foreach(vectors, i, vector)
    {
        const char *header = json_string_value(json_object_get(vector, "header"));
        g_autofree char *text = g_strdup_printf("From: a@b.no\nTo: %s\n\nhei\n", header);
        g_autoptr(GBytes) raw = g_bytes_new(text, strlen(text));
        g_autoptr(ParsedMail) mail = mime_read(raw, RECEIVED, NULL);
        g_autofree char *expected = expected_addresses(json_object_get(vector, "expected"));
        GString *ours = g_string_new(NULL);
        for (guint j = 0; mail && j < mail->recipients->len; j++)
            g_string_append_printf(ours, "%s ", (char *)mail->recipients->pdata[j]);
        if (!compare(&score, CORPUS "address.json", ours->str, expected) && is_verbose())
            print_message(" header: %s\n", header);
        g_string_free(ours, TRUE);
    }
    json_decref(vectors);
    print_message("%s: %u of %u agree\n", score.what, score.agree, score.all);
    assert_true(score.agree >= ADDRESS_FLOOR);
}

static bool is_kept(const ParsedMail *mail, GBytes *part, guint depth);

/* Kept as it is, or within a mail that is kept whole. */
static bool is_in_attachment(const MailAttachment *attachment, GBytes *part, guint depth)
{
    gsize size = 0, own_size = 0;
    const char *bytes = g_bytes_get_data(part, &size);
    const char *own = g_bytes_get_data(attachment->bytes, &own_size);
    if (own_size > 0 && size >= own_size && size - own_size <= 2 && !memcmp(own, bytes, own_size))
        return true;
    if (strcmp(attachment->type, "message/rfc822") != 0 || depth > 9)
        return false;
    g_autoptr(ParsedMail) inner = mime_read(attachment->bytes, RECEIVED, NULL);
    return inner && is_kept(inner, part, depth + 1);
}

/* Is the decoded part somewhere in what we show or keep? */
static bool is_kept(const ParsedMail *mail, GBytes *part, guint depth)
{
    gsize size = 0;
    const char *bytes = g_bytes_get_data(part, &size);
    if (size == 0)
        return true;
    for (guint i = 0; i < mail->attachments->len; i++)
        if (is_in_attachment(mail->attachments->pdata[i], part, depth))
            return true;
    g_autofree char *valid = charset_decode(bytes, size, NULL, NULL);
    g_autofree char *plain = words(valid);
    g_autofree char *text = words(mail->text);
    if (strstr(text, plain))
        return true;
    g_autofree char *page = html_text(valid, strlen(valid), NULL);
    g_autofree char *page_words = words(page);
    return *page_words && strstr(text, page_words);
}

static void a_java_parser_agrees(void **state)
{
    (void)state;
    if (!has_corpus())
        skip();
    Score kept = {"decoded parts shown or kept", 0, 0};
    g_autoptr(GPtrArray) mails = files_below("james-mime4j", ".msg");
    g_autoptr(GPtrArray) texts = files_below("james-mime4j", ".txt");
    g_autoptr(GPtrArray) binaries = files_below("james-mime4j", ".bin");
    g_ptr_array_extend_and_steal(texts, g_steal_pointer(&binaries));
    for (guint i = 0; i < mails->len; i++) {
        g_autofree char *stem = g_strndup(mails->pdata[i], strlen(mails->pdata[i]) - 4);
        g_autofree char *prefix = g_strconcat(stem, "_decoded_", NULL);
        g_autoptr(GBytes) raw = bytes_of(mails->pdata[i]);
        g_autoptr(ParsedMail) mail = mime_read(raw, RECEIVED, NULL);
        for (guint j = 0; mail && j < texts->len; j++) {
            if (!g_str_has_prefix(texts->pdata[j], prefix))
                continue;
            g_autoptr(GBytes) part = bytes_of(texts->pdata[j]);
            bool found = is_kept(mail, part, 0);
            kept.all++;
            kept.agree += found;
            if (!found && is_verbose())
                print_message("not found: %s\n", (char *)texts->pdata[j] + strlen(CORPUS));
        }
    }
    print_message("%s: %u of %u\n", kept.what, kept.agree, kept.all);
    assert_true(kept.agree >= JAVA_FLOOR);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everything_is_read),
        cmocka_unit_test(a_rust_parser_agrees),
        cmocka_unit_test(addresses_agree),
        cmocka_unit_test(a_java_parser_agrees),
    };
    mime_start();
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * Mail from files: what counts as mail in a folder, in which order it comes, and where an mbox is
 * split.
 */
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "skranke/base/error.h"

#include "skranke/mail/mail_files.h"

#include "cleanup.h"
#include "testing.h"

enum { CAP = 100000 };

static bool note(const MailFile *file, gpointer user, GError **error)
{
    (void)error;
    const char *slash = strrchr(file->name, '/');
    gsize size;
    const char *bytes = g_bytes_get_data(file->bytes, &size);
    g_string_append_printf(user, "%s[%.*s]", slash ? slash + 1 : file->name, (int)size,
                           bytes ? bytes : "");
    if (file->too_large > 0)
        g_string_append_printf(user, "(%d)", (int)file->too_large);
    return true;
}

static void note_trouble(const char *name, const char *why, gpointer user)
{
    g_string_append_printf(user, "!%s: %s!", strrchr(name, '/') + 1, why);
}

static char *walked(const char *path, gsize cap, GError **error)
{
    GString *out = g_string_new(NULL);
    mail_files_walk(path, cap, note, note_trouble, out, error);
    return g_string_free(out, FALSE);
}

static void put(const char *folder, const char *name, const char *text)
{
    g_free(file_write(folder, name, text, -1));
}

static char *mbox(const char *text)
{
    char *folder = temp_folder_make("mbox");
    put(folder, "box", text);
    g_autofree char *path = g_build_filename(folder, "box", NULL);
    char *got = walked(path, CAP, NULL);
    temp_folder_remove(folder);
    return got;
}

#define FROM "From ola@example.no Tue Mar 10 09:41:00 2026\n"

static void mbox_kinds(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {FROM "A: 1\n\none\n\n" FROM "A: 2\n\ntwo\n", "box#1[A: 1\n\none\n]box#2[A: 2\n\ntwo\n]"},
        {FROM "A: 1\n\nFrom here on\n\nFrom now on\n",
         "box#1[A: 1\n\nFrom here on\n\nFrom now on\n]"},
        {FROM "A: 1\n\n>From x\n>>From y\n> From z\n",
         "box#1[A: 1\n\nFrom x\n>From y\n> From z\n]"},
        {FROM "A: 1\nContent-Length: 54\n\nx\n\n" FROM "A: no\n\n\n" FROM "A: 2\n\ny\n",
         "box#1[A: 1\nContent-Length: 54\n\nx\n\n" FROM "A: no\n]box#2[A: 2\n\ny\n]"},
        {FROM "A: 1\nContent-Length: 9999\n\nx\n\n" FROM "A: 2\n\ny\n",
         "box#1[A: 1\nContent-Length: 9999\n\nx\n]box#2[A: 2\n\ny\n]"},
        /* No empty line between them, and some before the first: two mails all the same. */
        {FROM "A: 1\n\nx\n" FROM "A: 2\n\ny\n", "box#1[A: 1\n\nx\n]box#2[A: 2\n\ny\n]"},
        {"\n\r\n" FROM "A: 1\n\nx\n\n" FROM "A: 2\n\ny\n", "box#1[A: 1\n\nx\n]box#2[A: 2\n\ny\n]"},
        {FROM "A: 1\n\nx\n" FROM "said so.\n", "box#1[A: 1\n\nx\n" FROM "said so.\n]"},
        {FROM "A: 1\r\n\r\nx\r\n\r\n" FROM "A: 2\r\n\r\ny",
         "box#1[A: 1\r\n\r\nx\r\n]box#2[A: 2\r\n\r\ny]"},
        {FROM "A: 1\n\nno separator without an empty line\n" FROM "x\n",
         "box#1[A: 1\n\nno separator without an empty line\n" FROM "x\n]"},
        {FROM, "box#1[]"},
        {"", ""},
        {"Subject: a mail\n\nFrom here\n", "box[Subject: a mail\n\nFrom here\n]"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *got = mbox(rows[i][0]);
        assert_string_equal(got, rows[i][1]);
    }
}

static void maildir_in_order(void **state)
{
    (void)state;
    char *folder = temp_folder_make("maildir");
    put(folder, "new/1003.b", "c");
    put(folder, "cur/1001.a:2,S", "a");
    put(folder, "cur/1002.a:2,", FROM "b");
    put(folder, "cur/1004", "");
    put(folder, "tmp/1000", "never");
    put(folder, "dovecot.index", "never");
    put(folder, ".Sub/cur/5", "sub");
    put(folder, ".Sub/new/6", "sub2");
    g_autofree char *got = walked(folder, CAP, NULL);
    assert_string_equal(got, "1001.a:2,S[a]1002.a:2,[" FROM "b]1003.b[c]1004[]5[sub]6[sub2]");
    temp_folder_remove(folder);
}

static void folder_of_files(void **state)
{
    (void)state;
    char *folder = temp_folder_make("files");
    put(folder, "b.eml", "b");
    put(folder, "a.eml", "a");
    put(folder, "inner/12", "mh");
    put(folder, "inner/box", FROM "A: 1\n\nx\n");
    put(folder, "tmp/x.eml", "never");
    put(folder, ".hidden.eml", "never");
    put(folder, "read.me", "text");
    put(folder, "empty", "");
    g_autofree char *pipe_ = g_build_filename(folder, "c.eml", NULL);
    assert_int_equal(mkfifo(pipe_, 0600), 0);
    g_autofree char *link = g_build_filename(folder, "loop", NULL);
    assert_int_equal(symlink(folder, link), 0);
    /* A link to what is no mail of this folder. */
    g_autofree char *stolen = g_build_filename(folder, "d.eml", NULL);
    assert_int_equal(symlink("/etc/passwd", stolen), 0);
    g_autofree char *got = walked(folder, CAP, NULL);
    assert_string_equal(
        got, "a.eml[a]b.eml[b]!c.eml: a pipe, a socket or a device, not a file; it was not read!"
             "!d.eml: a link; links in a folder are not followed!"
             "12[mh]box#1[A: 1\n\nx\n]"
             "!loop: a link; links in a folder are not followed!"
             "!read.me: neither a mail nor a mailbox file!");
    temp_folder_remove(folder);
}

static void too_large(void **state)
{
    (void)state;
    char *folder = temp_folder_make("large");
    g_autofree char *body = g_strnfill(70000, 'x');
    put(folder, "a.eml", body);
    put(folder, "b.eml", "123456789a");
    put(folder, "c.eml", "123456789");
    g_autofree char *all = walked(folder, 9, NULL);
    assert_non_null(strstr(all, "(70000)b.eml[123456789a](10)c.eml[123456789]"));
    assert_int_equal(strstr(all, "](70000)") - strstr(all, "[x"), 65537);
    temp_folder_remove(folder);
}

static void nothing_there(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autofree char *got = walked("/nonexistent/skranke", CAP, &error);
    assert_true(g_error_matches(error, SKRANKE_ERROR, SKRANKE_ERROR_NOT_FOUND));
    assert_string_equal(got, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mbox_kinds),      cmocka_unit_test(maildir_in_order),
        cmocka_unit_test(folder_of_files), cmocka_unit_test(too_large),
        cmocka_unit_test(nothing_there),
    };
    return cmocka_run_group_tests_name("mail_files", tests, NULL, NULL);
}

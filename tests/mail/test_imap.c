/*
 * The IMAP grammar: folder names, and sessions with a scripted server that answers in every way the
 * standard allows and in some it does not. A real Dovecot is in services/mailboxes.
 */
#include <string.h>

#include "skranke/base/error.h"

#include "skranke/mail/imap.h"

#include "fake_imap.h"
#include "testing.h"

#define OPENED                                                                                     \
    {                                                                                              \
        "EXAMINE", "* 3 EXISTS\r\n* OK [UIDVALIDITY 77] ok\r\n%t OK [READ-ONLY] done\r\n", 0       \
    }
#define PLAIN                                                                                      \
    {                                                                                              \
        "CAPABILITY", "* CAPABILITY IMAP4rev1\r\n%t OK\r\n", 0                                     \
    }
#define MODERN                                                                                     \
    {                                                                                              \
        "CAPABILITY", "* CAPABILITY IMAP4rev1 ESEARCH MOVE UIDPLUS\r\n%t OK\r\n", 0                \
    }
#define NONE_LARGE                                                                                 \
    {                                                                                              \
        "UID SEARCH RETURN (ALL) UID 1:3 LARGER", "* ESEARCH (TAG \"%t\") UID\r\n%t OK\r\n", 0     \
    }
#define END                                                                                        \
    {                                                                                              \
        NULL, NULL, 0                                                                              \
    }

enum { CAP = 1000 };

static ImapSession *open_session(FakeImap *server, GError **error)
{
    LinkOptions options = {.host = "127.0.0.1",
                           .port = fake_imap_port(server),
                           .security = LINK_NONE,
                           .user = "",
                           .password = "",
                           .ca_file = "",
                           .timeout_seconds = 5};
    MailLink *link = mail_link_open_imap(&options, error);
    return link == NULL ? NULL : imap_open(link, "INBOX", CAP, error);
}

static bool note(const ImapMessage *message, gpointer user, GError **error)
{
    (void)error;
    GString *out = user;
    GBytes *bytes = message->bytes != NULL ? message->bytes : message->header;
    gsize size = 0;
    const char *text = bytes != NULL ? g_bytes_get_data(bytes, &size) : message->refusal;
    g_string_append_printf(out, "%d %s %.*s @%" G_GINT64_FORMAT "\n", (int)message->uid,
                           message->bytes ? "whole" : (message->header ? "header" : "refused"),
                           bytes != NULL ? (int)size : (int)strlen(text), text ? text : "",
                           message->internal_date);
    return true;
}

/* What fetching 1, 2 and 3 gives with these answers. */
static char *fetched(const FakeImapRow *rows, GError **error)
{
    static const gint64 uids[] = {1, 2, 3};
    g_autoptr(FakeImap) server = fake_imap_start(rows);
    g_autoptr(ImapSession) session = open_session(server, error);
    GString *out = g_string_new(NULL);
    if (session != NULL)
        imap_fetch(session, uids, 3, note, out, error);
    return g_string_free(out, FALSE);
}

static void folder_names(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"INBOX", "INBOX"},
        {"Åmyrlige spørsmål", "&AMU-myrlige sp&APg-rsm&AOU-l"},
        {"Tom & Jerry", "Tom &- Jerry"},
        {"台北/日本語", "&U,BTFw-/&ZeVnLIqe-"},
        {"a\r\nb", "a&AA0ACg-b"},
        {"😀", "&2D3eAA-"},
        {"", ""},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *encoded = imap_folder_encode(rows[i][0]);
        assert_string_equal(encoded, rows[i][1]);
    }
}

static void any_order_and_any_string(void **state)
{
    (void)state;
    const FakeImapRow rows[] = {
        MODERN,
        OPENED,
        NONE_LARGE,
        {"UID FETCH 1:3",
         "* 9 FETCH (FLAGS (\\Seen))\r\n"
         "* 2 EXPUNGE\r\n"
         "* 3 FETCH (BODY[] {7}\r\nA: b)\r\n UID 3 X-GM (1 (2 \"3)\")) INTERNALDATE "
         "\" 7-Feb-2024 22:42:04 +0100\")\r\n"
         "* 44 EXISTS\r\n"
         "* OK [ALERT] brackets ( \" {12}\r\n"
         "* 1 FETCH (UID 1 BODY[] \"q\\\"uo\\\\te\" INTERNALDATE \"17-Jul-1996 02:44:25 "
         "-0700\")\r\n"
         "* 2 FETCH (UID 2 BODY[] NIL)\r\n"
         "* 2 FETCH (UID 2 BODY[] {3}\r\ntwo)\r\n"
         "* 5 FETCH (UID 99 BODY[] {3}\r\nnot)\r\n"
         "%t OK done\r\n",
         0},
        END};
    g_autoptr(GError) error = NULL;
    g_autofree char *got = fetched(rows, &error);
    assert_null(error);
    assert_string_equal(got, "3 whole A: b)\r\n @1707342124\n"
                             "1 whole q\"uo\\te @837596665\n"
                             "2 whole  @0\n");
}

static void fake_tags_in_a_mail(void **state)
{
    (void)state;
    const FakeImapRow rows[] = {
        MODERN,
        OPENED,
        NONE_LARGE,
        {"UID FETCH 1:3",
         "* 1 FETCH (UID 1 BODY[] {28}\r\nS4 OK done\r\n* BYE\r\n{99}\r\n\r\n)\r\n"
         "%t OK done\r\n",
         0},
        END};
    g_autoptr(GError) error = NULL;
    g_autofree char *got = fetched(rows, &error);
    assert_null(error);
    assert_true(g_str_has_prefix(got, "1 whole S4 OK done\r\n* BYE\r\n{99}\r\n"));
}

static void too_large_gives_the_header(void **state)
{
    (void)state;
    const FakeImapRow rows[] = {
        MODERN,
        OPENED,
        {"UID SEARCH RETURN (ALL) UID 1:3 LARGER 1000",
         "* ESEARCH (TAG \"%t\") UID ALL 2\r\n%t OK\r\n", 0},
        {"UID FETCH 1,3 (UID INTERNALDATE BODY.PEEK[])",
         "* 1 FETCH (UID 1 BODY[] {1}\r\na)\r\n* 3 FETCH (UID 3 BODY[] {1}\r\nc)\r\n%t OK\r\n", 0},
        {"UID FETCH 2 (UID INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER]<0.65536>)",
         "* 2 FETCH (UID 2 RFC822.SIZE 5000 BODY[HEADER]<0> {2}\r\nhh)\r\n%t OK\r\n", 0},
        END};
    g_autoptr(GError) error = NULL;
    g_autofree char *got = fetched(rows, &error);
    assert_null(error);
    assert_string_equal(got, "1 whole a @0\n3 whole c @0\n2 header hh @0\n");
}

static void a_no_is_asked_again(void **state)
{
    (void)state;
    const FakeImapRow rows[] = {
        MODERN,
        OPENED,
        NONE_LARGE,
        {"UID FETCH 1:3", "* 1 FETCH (UID 1 BODY[] {1}\r\na)\r\n%t NO internal error\r\n", 0},
        {"UID FETCH 2 ", "%t NO [SERVERBUG] cannot read it\r\n", 0},
        {"UID FETCH 3 ", "%t OK gone\r\n", 0},
        END};
    g_autoptr(GError) error = NULL;
    g_autofree char *got = fetched(rows, &error);
    assert_null(error);
    assert_string_equal(got, "1 whole a @0\n2 refused [SERVERBUG] cannot read it @0\n");
}

/* A server that lies or leaves: an error, what came before is there, nothing hangs. */
static void broken_servers(void **state)
{
    (void)state;
    static const char *const replies[] = {
        "* 1 FETCH (UID 1 BODY[] {99999999999999}\r\nabc",
        "* 1 FETCH (UID 1 BODY[] {1001}\r\nabc",
        "* 1 FETCH (UID 1 BODY[] {500}\r\nabc%c",
        "* 1 FETCH (UID 1 BO%c",
        "* BYE shutting down\r\n",
        "%t BAD what?\r\n",
    };
    for (gsize i = 0; i < G_N_ELEMENTS(replies); i++) {
        const FakeImapRow rows[] = {MODERN, OPENED, NONE_LARGE, {"UID FETCH", replies[i], 0}, END};
        g_autoptr(GError) error = NULL;
        g_autofree char *got = fetched(rows, &error);
        assert_non_null(error);
        assert_int_equal(error->domain, SKRANKE_ERROR);
        assert_string_equal(got, "");
    }
}

static void a_line_without_end(void **state)
{
    (void)state;
    g_autofree char *noise = g_strnfill((1 << 20) + 100000, 'x');
    const FakeImapRow rows[] = {MODERN, OPENED, NONE_LARGE, {"UID FETCH", noise, 0}, END};
    g_autoptr(GError) error = NULL;
    g_autofree char *got = fetched(rows, &error);
    assert_string_equal(got, "");
    assert_true(g_error_matches(error, SKRANKE_ERROR, SKRANKE_ERROR_UNAVAILABLE));
}

static char *found(const FakeImapRow *rows, gint64 after, GError **error)
{
    g_autoptr(FakeImap) server = fake_imap_start(rows);
    g_autoptr(ImapSession) session = open_session(server, error);
    g_autoptr(GArray) uids = session ? imap_search_after(session, after, error) : NULL;
    GString *out = g_string_new(NULL);
    for (guint i = 0; uids != NULL && i < uids->len; i++)
        g_string_append_printf(out, "%d ", (int)g_array_index(uids, gint64, i));
    return g_string_free(out, FALSE);
}

static void searches(void **state)
{
    (void)state;
    const struct {
        const char *command, *reply, *found;
        bool fails;
    } table[] = {
        {"UID SEARCH RETURN (ALL) UID 5:*", "* ESEARCH (TAG \"%t\") UID ALL 9,6:8,7\r\n%t OK\r\n",
         "6 7 8 9 ", false},
        {"UID SEARCH RETURN", "* ESEARCH (TAG \"%t\") UID ALL 4\r\n%t OK\r\n", "", false},
        {"UID SEARCH RETURN", "* ESEARCH (TAG \"%t\") UID\r\n%t OK\r\n", "", false},
        {"UID SEARCH RETURN", "* ESEARCH UID ALL 1:4294967295\r\n%t OK\r\n", "", true},
        {"UID SEARCH RETURN", "* ESEARCH UID ALL 7;8\r\n%t OK\r\n", "", true},
        {"UID SEARCH RETURN", "%t NO later\r\n", "", true},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {
        const FakeImapRow rows[] = {MODERN, OPENED, {table[i].command, table[i].reply, 0}, END};
        g_autoptr(GError) error = NULL;
        g_autofree char *got = found(rows, 4, &error);
        assert_string_equal(got, table[i].found);
        assert_int_equal(error != NULL, table[i].fails);
    }
}

static void search_without_esearch(void **state)
{
    (void)state;
    const FakeImapRow rows[] = {
        PLAIN,
        OPENED,
        {"UID SEARCH 1:3 UID 5:*", "* SEARCH 9 6\r\n* 4 EXISTS\r\n* SEARCH 7 4\r\n%t OK\r\n", 0},
        END};
    g_autoptr(GError) error = NULL;
    g_autofree char *got = found(rows, 4, &error);
    assert_null(error);
    assert_string_equal(got, "6 7 9 ");
}

static char *moved(const FakeImapRow *rows, GError **error)
{
    static const gint64 uids[] = {1, 2, 3};
    g_autoptr(FakeImap) server = fake_imap_start(rows);
    ImapSession *session = open_session(server, error);
    if (session != NULL)
        imap_move(session, uids, 3, "Ferdig \"å\"", error);
    imap_close(session);
    char *commands = fake_imap_commands(server);
    char *from = strstr(commands, "SELECT");
    char *rest = g_strdup(from ? from : "");
    g_free(commands);
    return rest;
}

#define SELECTED                                                                                   \
    {                                                                                              \
        "SELECT", "* OK [UIDVALIDITY 77] ok\r\n%t OK [READ-WRITE] done\r\n", 0                     \
    }

static void move_makes_the_folder(void **state)
{
    (void)state;
    const FakeImapRow rows[] = {
        MODERN, OPENED, SELECTED, {"UID MOVE", "%t NO [TRYCREATE] no such folder\r\n", 1}, END};
    g_autoptr(GError) error = NULL;
    g_autofree char *commands = moved(rows, &error);
    assert_null(error);
    assert_non_null(strstr(commands, "S4 UID MOVE 1:3 \"Ferdig \\\"&AOU-\\\"\"\n"
                                     "S5 CREATE \"Ferdig \\\"&AOU-\\\"\"\n"
                                     "S6 UID MOVE 1:3 "));
}

static void move_without_move(void **state)
{
    (void)state;
    const FakeImapRow rows[] = {PLAIN, OPENED, SELECTED, END};
    g_autoptr(GError) error = NULL;
    g_autofree char *commands = moved(rows, &error);
    assert_null(error);
    assert_non_null(strstr(commands, "UID COPY 1:3 "));
    assert_non_null(strstr(commands, "UID STORE 1:3 +FLAGS.SILENT (\\Deleted)"));
    assert_null(strstr(commands, "EXPUNGE"));
}

static void move_stops_when_the_folder_is_new(void **state)
{
    (void)state;
    const FakeImapRow rows[] = {
        MODERN, OPENED, {"SELECT", "* OK [UIDVALIDITY 78] ok\r\n%t OK done\r\n", 0}, END};
    g_autoptr(GError) error = NULL;
    g_autofree char *commands = moved(rows, &error);
    assert_true(g_error_matches(error, SKRANKE_ERROR, SKRANKE_ERROR_CONFLICT));
    assert_null(strstr(commands, "MOVE"));
}

static void missing_folder(void **state)
{
    (void)state;
    const FakeImapRow rows[] = {MODERN, {"EXAMINE", "%t NO no such mailbox\r\n", 0}, END};
    g_autoptr(GError) error = NULL;
    g_autofree char *got = found(rows, 0, &error);
    assert_string_equal(got, "");
    assert_true(g_error_matches(error, SKRANKE_ERROR, SKRANKE_ERROR_NOT_FOUND));
    assert_non_null(strstr(error->message, "no such mailbox"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(folder_names),
        cmocka_unit_test(any_order_and_any_string),
        cmocka_unit_test(fake_tags_in_a_mail),
        cmocka_unit_test(too_large_gives_the_header),
        cmocka_unit_test(a_no_is_asked_again),
        cmocka_unit_test(broken_servers),
        cmocka_unit_test(a_line_without_end),
        cmocka_unit_test(searches),
        cmocka_unit_test(search_without_esearch),
        cmocka_unit_test(move_makes_the_folder),
        cmocka_unit_test(move_without_move),
        cmocka_unit_test(move_stops_when_the_folder_is_new),
        cmocka_unit_test(missing_folder),
    };
    return cmocka_run_group_tests_name("imap", tests, NULL, NULL);
}

/* The command contract, through the real binary: exit statuses, JSON keys, global options anywhere,
 * and nothing that steers a terminal. One winner among twenty: test_rival_commands.c. */
#include <signal.h>
#include <string.h>

#include "cleanup.h"
#include "json_check.h"
#include "process.h"
#include "testing.h"

static Sandbox *box;

/* Tuesday morning: most of the fictional staff is in. */
static const char *const environment[] = {"SKRANKE_NOW=2026-03-10T10:12:00+01:00",
                                          "LANG=en_US.UTF-8", "LC_ALL=C.UTF-8", NULL};

static const char ini[] =
    "[screen]\nlanguage = en\n[mail]\nfrom = post@byraa.example\nhold_seconds = 600\n";

static ProcessResult *run_in(const Sandbox *sandbox, const char *input, va_list list)
{
    g_autoptr(GPtrArray) arguments = g_ptr_array_new();
    for (const char *argument; (argument = va_arg(list, const char *));)
        g_ptr_array_add(arguments, (gpointer)(uintptr_t)argument);
    g_ptr_array_add(arguments, NULL);
    return skranke_run_with(sandbox, input, environment, (const char *const *)arguments->pdata);
}

/* Runs in the demo's sandbox, expects a status, and gives standard output (or errors where the
 * status is not 0). */
G_GNUC_NULL_TERMINATED static char *run(int status, const char *input, ...)
{
    va_list list;
    va_start(list, input);
    g_autoptr(ProcessResult) result = run_in(box, input, list);
    va_end(list);
    expect_status(result, status);
    if (status != 0)
        assert_true(g_str_has_prefix(result->errors, "skranke: "));
    return g_strdup(status == 0 ? result->output : result->errors);
}

static json_t *object(const char *text)
{
    assert_int_equal(json_line_count(text), 1);
    return json_line(text, 0);
}

static int begin(void **state)
{
    (void)state;
    box = sandbox_new();
    g_autofree char *config = file_write(box->folder, ".config/skranke/skranke.ini", ini, -1);
    g_autofree char *made = run(0, NULL, "init", "--demo", "--as", "kari", NULL);
    assert_non_null(strstr(made, "41 inquiries"));
    return 0;
}

static int end(void **state)
{
    (void)state;
    sandbox_free(box);
    return 0;
}

/* Registers a letter; its number. */
static gint64 letter(const char *subject)
{
    g_autofree char *output =
        run(0, "Kjære byrå", "inquiry", "new", "--channel", "letter", "--from",
            "Per Vik <per@eks.example>", "--subject", subject, "--as", "kari", "--json", NULL);
    json_auto_t *inquiry = object(output);
    return json_whole(inquiry, "id");
}

static char *number(gint64 id)
{
    return g_strdup_printf("%" G_GINT64_FORMAT, id);
}

static void what_makes_no_sense_is_2(void **state)
{
    (void)state;
    static const struct {
        const char *arguments[6], *says;
    } cases[] = {
        {{"inquiry", "eat", "1"}, "inquiry eat"},
        {{"inquiry"}, "skranke inquiry take"},
        {{"fly"}, "fly"},
        {{"--fly"}, "--fly"},
        {{"inquiry", "list", "--fly"}, "usage: skranke inquiry list"},
        {{"inquiry", "list", "--state", "gone"}, "gone"},
        {{"inquiry", "list", "--limit", "many"}, "usage: skranke inquiry list"},
        {{"inquiry", "list", "--limit", "0"}, "usage: skranke inquiry list"},
        {{"inquiry", "list", "--db"}, "usage: skranke [--db URI]"},
        {{"inquiry", "list", "surplus"}, "surplus"},
        {{"inquiry", "take"}, "--next"},
        {{"inquiry", "take", "1", "--next"}, "--next"},
        {{"inquiry", "take", "one"}, "one"},
        {{"inquiry", "take", "-1"}, "usage: skranke inquiry take"},
        {{"inquiry", "take", "0"}, "usage: skranke inquiry take"},
        {{"inquiry", "show", "99999999999999999999"}, "usage: skranke inquiry show"},
        {{"inquiry", "new"}, "--channel"},
        {{"inquiry", "new", "--channel", "smoke"}, "smoke"},
        {{"inquiry", "new", "--channel", "phone", "--received", "soon"}, "soon"},
        {{"inquiry", "set", "1"}, "usage: skranke inquiry set"},
        {{"inquiry", "set", "1", "--language", "de"}, "de"},
        {{"inquiry", "assign", "1"}, "usage: skranke inquiry assign"},
        {{"people", "find"}, "usage: skranke people find"},
        {{"people", "find", "kari", "--at", "later"}, "later"},
        {{"mail", "quarantine", "eat", "1"}, "eat"},
        {{"import", "people"}, "usage: skranke import people"},
        {{"event", "list", "--after"}, "usage: skranke event list"},
        {{"inquiry", "list", "--as"}, "--as"},
        {{"inquiry", "list", "--as", "two words"}, "two words"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(ProcessResult) result =
            skranke_run_with(box, NULL, environment, cases[i].arguments);
        expect_status(result, 2);
        if (!strstr(result->errors, cases[i].says))
            fail_msg("\"%s\" is not in: %s", cases[i].says, result->errors);
        assert_string_equal(result->output, "");
    }
}

static void help_is_asked_for(void **state)
{
    (void)state;
    g_autofree char *all = run(0, NULL, "--help", NULL);
    assert_non_null(strstr(all, "skranke inquiry take"));
    assert_non_null(strstr(all, "skranke mail ledger"));
    g_autofree char *one = run(0, NULL, "inquiry", "--help", "reply", NULL);
    assert_non_null(strstr(one, "--hold SECONDS"));
    g_autofree char *path = file_write(box->folder, "nynorsk.ini", "[screen]\nlanguage = nn\n", -1);
    g_autofree char *nynorsk = run(0, NULL, "--help", "--config", path, NULL);
    assert_non_null(strstr(nynorsk, "bruk: skranke"));
    g_autofree char *wrong = run(2, NULL, "fly", "--config", path, NULL);
    assert_non_null(strstr(wrong, "bruk: skranke"));
    g_autofree char *version = run(0, NULL, "--version", NULL);
    assert_true(g_str_has_prefix(version, "skranke "));
}

static void global_options_stand_anywhere(void **state)
{
    (void)state;
    g_autofree char *before = run(0, NULL, "--json", "--as", "kari", "inquiry", "show", "1", NULL);
    g_autofree char *between = run(0, NULL, "inquiry", "--as=kari", "show", "--json", "1", NULL);
    g_autofree char *after = run(0, NULL, "inquiry", "show", "1", "--json", "--as", "kari", NULL);
    assert_string_equal(before, between);
    assert_string_equal(before, after);
    json_auto_t *inquiry = object(before);
    assert_int_equal(json_whole(inquiry, "id"), 1);
    /* after "--" it is a word, not an option */
    g_autofree char *ended = run(2, NULL, "inquiry", "show", "--", "--json", NULL);
    assert_non_null(strstr(ended, "--json"));
}

/* ---- the other statuses ---- */

static void each_failure_has_its_status(void **state)
{
    (void)state;
    g_autofree char *id = number(letter("Status"));
    g_autofree char *gone = run(3, NULL, "inquiry", "show", "9999", NULL);
    assert_non_null(strstr(gone, "9999"));
    g_autofree char *nobody = run(3, NULL, "people", "find", "qqqqqq", NULL);
    g_autofree char *no_file = run(3, NULL, "import", "people", "/nonexistent.csv", NULL);
    g_autofree char *no_path = run(3, NULL, "import", "mail", "/nonexistent", NULL);
    g_autoptr(ProcessResult) nothing = skranke_run(box, NULL, "import", "mail", "/nope", NULL);
    expect_status(nothing, 3);
    assert_string_equal(nothing->output, "");
    g_autofree char *taken = run(0, NULL, "inquiry", "take", id, "--as", "kari", NULL);
    g_autofree char *first = run(4, NULL, "inquiry", "take", id, "--as", "mul", NULL);
    assert_non_null(strstr(first, "kari"));
    g_autofree char *rule = run(5, NULL, "inquiry", "release", id, "--as", "mul", NULL);
    g_autofree char *empty = run(5, " \n", "inquiry", "reply", id, "--as", "kari", NULL);
    g_autofree char *not_admin = run(5, NULL, "operator", "add", "ny", "--as", "mul", NULL);
    g_autofree char *again = run(5, NULL, "init", NULL);
    assert_non_null(strstr(again, box->database));
    g_autofree char *bad = file_write(box->folder, "bad.csv", "initials;name\nab;\n", -1);
    g_autofree char *line = run(1, NULL, "import", "people", bad, "--as", "kari", NULL);
    assert_non_null(strstr(line, "line 2"));
    g_autofree char *no_mailbox = run(1, NULL, "mail", "fetch", NULL);
    g_autofree char *unknown_mailbox = run(3, NULL, "mail", "fetch", "info", NULL);
}

static void a_database_must_be_made_first(void **state)
{
    (void)state;
    g_autoptr(Sandbox) empty = sandbox_new();
    g_autoptr(ProcessResult) result = skranke_run(empty, NULL, "inquiry", "list", NULL);
    expect_status(result, 3);
    assert_non_null(strstr(result->errors, empty->database));
    assert_non_null(strstr(result->errors, " init"));
    assert_false(g_file_test(empty->database, G_FILE_TEST_EXISTS));
    g_autoptr(ProcessResult) text =
        skranke_run(empty, NULL, "--db", "/etc/passwd", "inquiry", "list", NULL);
    expect_status(text, 1);
    assert_non_null(strstr(text->errors, "/etc/passwd"));
}

/* ---- JSON ---- */

static const char *const inquiry_keys[] = {"id",       "state",   "category", "channel",
                                           "language", "subject", "from",     "owner",
                                           "received", "target",  "limit",    "overdue"};

static void lists_have_the_keys_of_the_contract(void **state)
{
    (void)state;
    g_autofree char *output = run(0, NULL, "inquiry", "list", "--json", "--limit", "5", NULL);
    assert_int_equal(json_line_count(output), 5);
    for (gsize line = 0; line < 5; line++) {
        json_auto_t *inquiry = json_line(output, line);
        for (gsize i = 0; i < G_N_ELEMENTS(inquiry_keys); i++)
            assert_non_null(json_object_get(inquiry, inquiry_keys[i]));
        json_truth(inquiry, "overdue");
        assert_string_equal(json_text(inquiry, "category_by"), "suggestion");
        assert_non_null(json_find(inquiry, "left"));
        assert_non_null(strstr(json_text(inquiry, "received"), "+01:00"));
    }
    g_autofree char *all =
        run(0, NULL, "inquiry", "list", "--state", "all", "--json", "--as", "kari", NULL);
    g_autofree char *none = run(0, NULL, "inquiry", "list", "--state", "closed", "--json", NULL);
    assert_true(json_line_count(all) >= 41);
    assert_int_equal(json_line_count(none), 0);
}

static void show_has_messages_attachments_and_events(void **state)
{
    (void)state;
    g_autofree char *hits = run(0, NULL, "search", "tvillinger", "--json", NULL);
    json_auto_t *hit = json_line(hits, 0);
    g_autofree char *id = number(json_whole(hit, "id"));
    g_autofree char *output = run(0, NULL, "inquiry", "show", id, "--json", NULL);
    json_auto_t *inquiry = object(output);
    assert_string_equal(json_text(inquiry, "suggested.category"), "simple_statistics");
    assert_true(json_length(inquiry, "messages") >= 1);
    static const char *const keys[] = {"id",       "direction",  "channel", "from",
                                       "to",       "subject",    "text",    "at",
                                       "delivery", "attachments"};
    json_t *message = json_find(inquiry, "messages.0");
    for (gsize i = 0; i < G_N_ELEMENTS(keys); i++)
        assert_non_null(json_object_get(message, keys[i]));
    assert_string_equal(json_text(inquiry, "messages.0.direction"), "in");
    assert_string_equal(json_text(inquiry, "events.0.kind"), "received");
    g_autofree char *text = run(0, NULL, "inquiry", "show", id, NULL);
    assert_non_null(strstr(text, json_text(inquiry, "subject")));
}

static void people_are_found_with_whom_else_to_ask(void **state)
{
    (void)state;
    g_autofree char *output = run(0, NULL, "people", "find", "befolkning", "--at",
                                  "2026-03-10T10:12", "--json", "--limit", "1", NULL);
    json_auto_t *person = object(output);
    static const char *const keys[] = {"id",     "name",  "title",   "section",    "phone",
                                       "status", "until", "back_at", "statistics", "alternatives"};
    for (gsize i = 0; i < G_N_ELEMENTS(keys); i++)
        assert_non_null(json_object_get(person, keys[i]));
    assert_true(json_length(person, "alternatives") > 0);
    static const char *const other_keys[] = {"id", "name", "phone", "status", "back_at", "why"};
    for (gsize i = 0; i < G_N_ELEMENTS(other_keys); i++)
        assert_non_null(json_object_get(json_find(person, "alternatives.0"), other_keys[i]));
    g_autofree char *sunday =
        run(0, NULL, "people", "find", "befolkning", "--at", "2026-03-15", "--json", NULL);
    json_auto_t *away = json_line(sunday, 0);
    assert_string_not_equal(json_text(away, "status"), "in");
    g_autofree char *everybody = run(0, NULL, "people", "list", "--json", NULL);
    assert_true(json_line_count(everybody) >= 115);
}

/* ---- acts ---- */

static void an_inquiry_from_letter_to_closed(void **state)
{
    (void)state;
    g_autofree char *id = number(letter("Livsløp"));
    g_autofree char *taken = run(0, NULL, "inquiry", "take", id, "--as", "kari", "--json", NULL);
    json_auto_t *open = object(taken);
    assert_string_equal(json_text(open, "state"), "open");
    assert_string_equal(json_text(open, "owner"), "kari");
    g_autofree char *noted = run(0, "Ring ham\n", "inquiry", "note", id, "--as", "kari", NULL);
    g_autofree char *set =
        run(0, NULL, "inquiry", "set", id, "--language", "nn", "--as", "kari", "--json", NULL);
    json_auto_t *changed = object(set);
    assert_string_equal(json_text(changed, "language"), "nn");
    g_autofree char *given =
        run(0, NULL, "inquiry", "assign", id, "mul", "--as", "kari", "--json", NULL);
    g_autofree char *closed = run(0, NULL, "inquiry", "close", id, "--as", "mul", NULL);
    g_autofree char *undone = run(0, NULL, "undo", "--as", "mul", "--json", NULL);
    g_autofree char *shown = run(0, NULL, "inquiry", "show", id, "--json", NULL);
    json_auto_t *inquiry = object(shown);
    assert_string_equal(json_text(inquiry, "state"), "open");
    assert_string_equal(json_text(inquiry, "owner"), "mul");
    assert_string_equal(json_text(inquiry, "messages.1.direction"), "note");
    assert_string_equal(json_text(inquiry, "messages.1.text"), "Ring ham");
    g_autofree char *mine =
        run(0, NULL, "inquiry", "list", "--mine", "--as", "mul", "--json", NULL);
    assert_int_equal(json_line_count(mine), 1);
}

static void a_reply_is_held_and_taken_back(void **state)
{
    (void)state;
    g_autofree char *id = number(letter("Svar"));
    g_autofree char *output =
        run(0, "Hei Per!\n", "inquiry", "reply", id, "--as", "kari", "--close", "--json", NULL);
    json_auto_t *sent = object(output);
    g_autofree char *message = number(json_whole(sent, "id"));
    assert_string_equal(json_text(sent, "delivery"), "held");
    assert_string_equal(json_text(sent, "addresses.0"), "per@eks.example");
    assert_string_equal(json_text(sent, "not_before"), "2026-03-10T10:22:00+01:00");
    g_autofree char *list = run(0, NULL, "outbox", "list", "--json", NULL);
    json_auto_t *item = json_line(list, 0);
    assert_int_equal(json_whole(item, "id"), json_whole(sent, "id"));
    g_autofree char *other = run(5, NULL, "outbox", "withdraw", message, "--as", "mul", NULL);
    g_autofree char *withdrawn = run(0, NULL, "outbox", "withdraw", message, "--as", "kari", NULL);
    g_autofree char *again = run(4, NULL, "outbox", "withdraw", message, "--as", "kari", NULL);
    /* the text is a draft again, and no other answer overwrites it */
    g_autofree char *overwrite =
        run(5, NULL, "inquiry", "reply", id, "--text", "Nei", "--as", "kari", NULL);
    g_autofree char *draft = run(0, NULL, "draft", "show", id, "--as", "kari", "--json", NULL);
    json_auto_t *writing = object(draft);
    assert_true(g_str_has_prefix(json_text(writing, "text"), "Hei Per!"));
    assert_non_null(strstr(json_text(writing, "text"), "> Kjære byrå"));
    g_autofree char *resent =
        run(0, NULL, "inquiry", "reply", id, "--draft", "--hold", "0", "--as", "kari", NULL);
    assert_string_not_equal(resent, "");
    g_autofree char *unknown = run(3, NULL, "outbox", "withdraw", "99999", "--as", "kari", NULL);
}

static void a_failed_reply_leaves_nothing_behind(void **state)
{
    (void)state;
    g_autofree char *id = number(letter("Feil"));
    g_autofree char *wrong = run(2, NULL, "inquiry", "reply", id, "--text", "Hei", "--to",
                                 "per@@eks", "--as", "kari", NULL);
    g_autofree char *ours = run(5, NULL, "inquiry", "reply", id, "--text", "Hei", "--to",
                                "post@byraa.example", "--as", "kari", NULL);
    g_autofree char *unseen = run(3, NULL, "inquiry", "reply", id, "--text", "Hei", "--seen",
                                  "99999", "--as", "kari", NULL);
    assert_null(strstr(ours, "is kept"));
    assert_non_null(strstr(ours, "not kept"));
    g_autofree char *no_draft = run(3, NULL, "draft", "show", id, "--as", "kari", NULL);
    g_autofree char *shown = run(0, NULL, "inquiry", "show", id, "--json", NULL);
    json_auto_t *inquiry = object(shown);
    assert_int_equal(json_length(inquiry, "messages"), 1);
    assert_string_equal(json_text(inquiry, "state"), "new");
}

/* ---- mail, events, check, backup ---- */

static void mail_is_accounted_for(void **state)
{
    (void)state;
    g_autofree char *mail =
        file_write(box->folder, "post/en.eml",
                   "From: Ny <ny@eks.example>\nTo: post@byraa.example\nSubject: Ny post\n"
                   "Message-ID: <ny1@eks.example>\nDate: Tue, 10 Mar 2026 09:00:00 +0100\n\nHei\n",
                   -1);
    g_autofree char *folder = g_path_get_dirname(mail);
    g_autofree char *first = run(0, NULL, "import", "mail", folder, "--json", NULL);
    g_autofree char *second = run(0, NULL, "import", "mail", mail, "--json", NULL);
    assert_string_equal(
        first,
        "{\"read\":1,\"new\":1,\"joined\":0,\"duplicate\":0,\"echo\":0,\"quarantined\":0}\n");
    assert_string_equal(
        second,
        "{\"read\":1,\"new\":0,\"joined\":0,\"duplicate\":1,\"echo\":0,\"quarantined\":0}\n");
    g_autofree char *ledger = run(0, NULL, "mail", "ledger", "--json", NULL);
    json_auto_t *sum = object(ledger);
    assert_true(json_truth(sum, "adds_up"));
    assert_int_equal(json_whole(sum, "fetched"),
                     json_whole(sum, "new") + json_whole(sum, "joined") +
                         json_whole(sum, "duplicate") + json_whole(sum, "echo") +
                         json_whole(sum, "quarantined"));
    g_autofree char *quarantine = run(0, NULL, "mail", "quarantine", "--json", NULL);
    assert_int_equal(json_line_count(quarantine), json_whole(sum, "quarantined"));
    g_autofree char *none = file_write(box->folder, "tom.eml", "", 0);
    g_autofree char *kept = run(0, NULL, "import", "mail", none, "--json", NULL);
    g_autofree char *held_mail = run(0, NULL, "mail", "quarantine", "--json", NULL);
    json_auto_t *held = json_line(held_mail, 0);
    static const char *const keys[] = {"id", "from", "subject", "mailbox", "reason"};
    for (gsize i = 0; i < G_N_ELEMENTS(keys); i++)
        assert_non_null(json_object_get(held, keys[i]));
}

static void events_are_a_feed(void **state)
{
    (void)state;
    g_autofree char *all = run(0, NULL, "event", "list", "--json", NULL);
    gsize count = json_line_count(all);
    json_auto_t *last = json_line(all, count - 1);
    g_autofree char *after = number(json_whole(last, "id"));
    g_autofree char *none = run(0, NULL, "event", "list", "--after", after, "--json", NULL);
    assert_int_equal(json_line_count(none), 0);
    gint64 id = letter("Hendelse");
    g_autofree char *news = run(0, NULL, "event", "list", "--after", after, "--json", NULL);
    json_auto_t *event = object(news);
    assert_string_equal(json_text(event, "kind"), "received");
    assert_int_equal(json_whole(event, "inquiry"), id);
    assert_string_equal(json_text(event, "operator"), "kari");
}

static void check_says_what_works(void **state)
{
    (void)state;
    g_autofree char *good = run(0, NULL, "check", "--json", NULL);
    json_auto_t *first = json_line(good, 0);
    assert_string_equal(json_text(first, "what"), "config");
    assert_true(json_truth(first, "ok"));
    assert_non_null(strstr(good, "\"what\":\"database\",\"ok\":true"));
    g_autofree char *path =
        file_write(box->folder, "broken.ini", "[mail]\nhold_seconds = soon\n", -1);
    g_autoptr(ProcessResult) bad =
        skranke_run(box, NULL, "check", "--config", path, "--json", NULL);
    expect_status(bad, 1);
    assert_non_null(strstr(bad->output, "hold_seconds"));
    g_autoptr(ProcessResult) gone =
        skranke_run(box, NULL, "check", "--db", "/nonexistent/x.db", "--json", NULL);
    expect_status(gone, 1);
    assert_non_null(strstr(gone->output, "\"what\":\"database\",\"ok\":false"));
    /* a broken line is also named by other commands, which go on */
    g_autoptr(ProcessResult) other =
        skranke_run(box, NULL, "inquiry", "list", "--config", path, NULL);
    expect_status(other, 0);
    assert_non_null(strstr(other->errors, "hold_seconds"));
}

static void a_backup_is_a_database(void **state)
{
    (void)state;
    g_autofree char *copy = g_build_filename(box->folder, "copy.db", NULL);
    g_autofree char *made = run(0, NULL, "backup", copy, "--as", "kari", NULL);
    g_autofree char *there = run(5, NULL, "backup", copy, "--as", "kari", NULL);
    g_autofree char *here = run(0, NULL, "inquiry", "list", "--json", NULL);
    g_autofree char *same = run(0, NULL, "inquiry", "list", "--json", "--db", copy, NULL);
    assert_string_equal(here, same);
}

/* ---- output ---- */

static void foreign_text_steers_no_terminal(void **state)
{
    (void)state;
    static const char subject[] = "a\033[31mb\r\007\xc2\x9b"
                                  "c";
    g_autofree char *id = number(letter(subject));
    g_autofree char *text = run(0, NULL, "inquiry", "show", id, NULL);
    g_autofree char *list = run(0, NULL, "inquiry", "list", NULL);
    assert_null(strpbrk(text, "\033\r\007"));
    assert_null(strpbrk(list, "\033\r\007"));
    assert_null(strstr(list, "\xc2\x9b"));
    g_autofree char *json = run(0, NULL, "inquiry", "show", id, "--json", NULL);
    json_auto_t *inquiry = object(json);
    assert_string_equal(json_text(inquiry, "subject"), subject);
}

static ProcessResult *shell(const char *script)
{
    const char *const argv[] = {"sh", "-c", script, "sh", SKRANKE_BINARY, box->database, NULL};
    return process_run(
        &(ProcessOptions){.argv = argv, .environment = environment, .home = box->folder});
}

static void a_closed_pipe_is_no_failure(void **state)
{
    (void)state;
    g_autoptr(ProcessResult) head =
        shell("{ \"$1\" --db \"$2\" inquiry list --json; echo $? >&2; } | head -n 1");
    assert_int_equal(json_line_count(head->output), 1);
    assert_string_equal(head->errors, "0\n");
    g_autoptr(ProcessResult) full = shell("\"$1\" --db \"$2\" inquiry list >/dev/full");
    expect_status(full, 1);
    assert_non_null(strstr(full->errors, "skranke: "));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_makes_no_sense_is_2),
        cmocka_unit_test(help_is_asked_for),
        cmocka_unit_test(global_options_stand_anywhere),
        cmocka_unit_test(each_failure_has_its_status),
        cmocka_unit_test(a_database_must_be_made_first),
        cmocka_unit_test(lists_have_the_keys_of_the_contract),
        cmocka_unit_test(show_has_messages_attachments_and_events),
        cmocka_unit_test(people_are_found_with_whom_else_to_ask),
        cmocka_unit_test(an_inquiry_from_letter_to_closed),
        cmocka_unit_test(a_reply_is_held_and_taken_back),
        cmocka_unit_test(a_failed_reply_leaves_nothing_behind),
        cmocka_unit_test(mail_is_accounted_for),
        cmocka_unit_test(events_are_a_feed),
        cmocka_unit_test(check_says_what_works),
        cmocka_unit_test(a_backup_is_a_database),
        cmocka_unit_test(foreign_text_steers_no_terminal),
        cmocka_unit_test(a_closed_pipe_is_no_failure),
    };
    return cmocka_run_group_tests(tests, begin, end);
}

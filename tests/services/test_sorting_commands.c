/* Sorting, showing and ruling by command, through the real binary: keys, exit statuses, several
 * inquiries at once, and that a person without the role sees nothing of a closed silo anywhere. Now
 * is Tuesday 10 March 2026 at 10:12. */
#include <string.h>

#include "cleanup.h"
#include "json_check.h"
#include "process.h"
#include "testing.h"

#define NUMBER "13097248022" /* synthetic */

static Sandbox *box;

static const char *const environment[] = {"SKRANKE_NOW=2026-03-10T10:12:00+01:00",
                                          "LANG=en_US.UTF-8", "LC_ALL=C.UTF-8", NULL};

static const char ini[] =
    "[screen]\nlanguage = en\n[mail]\nfrom = post@byraa.example\nhold_seconds = 600\n";

/* Runs, expects a status, and gives standard output (or errors where the status is not 0). */
G_GNUC_NULL_TERMINATED static char *run(int status, const char *login, ...)
{
    g_autoptr(GPtrArray) arguments = g_ptr_array_new();
    va_list list;
    va_start(list, login);
    g_ptr_array_add(arguments, (gpointer)(uintptr_t) "--as");
    g_ptr_array_add(arguments, (gpointer)(uintptr_t)login);
    for (const char *argument; (argument = va_arg(list, const char *));)
        g_ptr_array_add(arguments, (gpointer)(uintptr_t)argument);
    va_end(list);
    g_ptr_array_add(arguments, NULL);
    g_autoptr(ProcessResult) result =
        skranke_run_with(box, NULL, environment, (const char *const *)arguments->pdata);
    expect_status(result, status);
    return g_strdup(status == 0 ? result->output : result->errors);
}
#define json(...) run(0, __VA_ARGS__, "--json", NULL)
#define fails(status, ...) g_free(run(status, __VA_ARGS__, NULL))
#define does(...) g_free(run(0, __VA_ARGS__, NULL))

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
    does("kari", "init", "--demo");
    does("kari", "operator", "add", "ola", "--name", "Ola Ås");
    return 0;
}

static int end(void **state)
{
    (void)state;
    sandbox_free(box);
    return 0;
}

/* A letter in a category; its number as text. */
static char *letter(const char *category, const char *subject, const char *text)
{
    g_autofree char *output =
        json("kari", "inquiry", "new", "--channel", "letter", "--from", "Per Vik <per@eks.example>",
             "--subject", subject, "--text", text, "--category", category);
    json_auto_t *inquiry = object(output);
    return g_strdup_printf("%" G_GINT64_FORMAT, json_whole(inquiry, "id"));
}

static json_t *show(const char *login, const char *id)
{
    g_autofree char *output = json(login, "inquiry", "show", id);
    return object(output);
}

/* ---- one inquiry ---- */

static void it_has_the_keys_of_the_contract(void **state)
{
    (void)state;
    g_autofree char *id = letter("simple_statistics", "Folketall", "Hvor mange bor i Hamar?");
    json_auto_t *inquiry = show("kari", id);
    static const char *const keys[] = {
        "id",       "state",    "channel",       "language",    "subject",      "from",
        "owner",    "received", "category",      "category_by", "statistic",    "silo",
        "decision", "survey",   "wished_time",   "wished_mode", "forwarded_to", "target",
        "limit",    "holding",  "overdue",       "due",         "due_clock",    "due_by",
        "left",     "paused",   "answered",      "wanted",      "bumped",       "snoozed_until",
        "tags",     "facts",    "decision_basis"};
    for (guint i = 0; i < G_N_ELEMENTS(keys); i++)
        if (!json_object_get(inquiry, keys[i]))
            fail_msg("the key %s is missing", keys[i]);
    assert_string_equal(json_text(inquiry, "category"), "simple_statistics");
    assert_string_equal(json_text(inquiry, "category_by"), "operator");
    assert_string_equal(json_text(inquiry, "target"), "2026-03-10");
    assert_string_equal(json_text(inquiry, "limit"), "2026-03-12");
    assert_string_equal(json_text(inquiry, "due"), "2026-03-12T23:59:59+01:00");
    assert_string_equal(json_text(inquiry, "due_by"), "document");
    assert_string_equal(json_text(inquiry, "due_clock"), "limit");
    assert_false(json_truth(inquiry, "overdue"));
    assert_string_equal(json_text(inquiry, "suggested.category"), "simple_statistics");
    assert_true(*json_text(inquiry, "suggested.why"));
    assert_int_equal(json_whole(inquiry, "messages.0.identity_numbers"), 0);
    g_autofree char *text = run(0, "kari", "inquiry", "show", id, NULL);
    assert_non_null(strstr(text, "Limit: 2026-03-12 (promised in the service declaration)"));
}

static void it_is_set_in_many_ways(void **state)
{
    (void)state;
    g_autofree char *id = letter("simple_statistics", "Folketall", "Hvor mange bor i Hamar?");
    g_autofree char *output =
        json("kari", "inquiry", "set", id, "--category", "complex_statistics", "--statistic", "kpi",
             "--language", "nn", "--subject", "Prisar", "--wanted", "i morgon kl. 12", "--fact",
             "origin=website", "--fact", "user_group=student");
    json_auto_t *set = object(output);
    assert_string_equal(json_text(set, "category"), "complex_statistics");
    assert_string_equal(json_text(set, "statistic"), "kpi");
    assert_string_equal(json_text(set, "language"), "nn");
    assert_string_equal(json_text(set, "subject"), "Prisar");
    assert_string_equal(json_text(set, "wanted"), "2026-03-11T12:00:59+01:00");
    g_autofree char *why = run(0, "kari", "inquiry", "why", id, NULL);
    assert_non_null(strstr(why, "needs the answer by Wednesday 11 March 2026 at 12:00"));
    json_auto_t *shown = show("kari", id);
    assert_string_equal(json_text(shown, "facts.origin"), "website");
    fails(2, "kari", "inquiry", "set", id);
    fails(2, "kari", "inquiry", "set", id, "--accept", "--category", "press");
    fails(2, "kari", "inquiry", "set", id, "--fact", "origin");
    fails(2, "kari", "inquiry", "set", id, "--fact", "origin=moon");
    fails(2, "kari", "inquiry", "set", id, "--wanted", "soon");
    fails(3, "kari", "inquiry", "set", id, "--statistic", "nonsense");
    g_autofree char *none = run(3, "kari", "inquiry", "set", id, "--category", "bees", NULL);
    assert_non_null(strstr(none, "access_request"));
    fails(3, "kari", "inquiry", "set", "9999", "--accept");
    does("kari", "inquiry", "set", id, "--wanted", "-");
    g_autofree char *accepted = json("kari", "inquiry", "set", id, "--accept");
    json_auto_t *after = object(accepted);
    assert_true(json_is_null(json_object_get(after, "wanted")));
    assert_string_equal(json_text(after, "category_by"), "operator");
}

static void it_is_put_off_and_tagged_and_linked(void **state)
{
    (void)state;
    g_autofree char *first = letter("simple_statistics", "En", "Tekst");
    g_autofree char *second = letter("simple_statistics", "To", "Tekst");
    g_autofree char *snoozed = json("kari", "inquiry", "snooze", first, second, "mandag", "9:30");
    assert_int_equal(json_line_count(snoozed), 2);
    json_auto_t *line = json_line(snoozed, 1);
    assert_string_equal(json_text(line, "snoozed_until"), "2026-03-16T09:30:00+01:00");
    assert_string_equal(json_text(line, "state"), "waiting");
    does("kari", "inquiry", "snooze", first, "--wake");
    fails(2, "kari", "inquiry", "snooze", first, "today 09:00");
    fails(2, "kari", "inquiry", "snooze", first);
    fails(2, "kari", "inquiry", "snooze", first, "monday", "--wake");
    fails(2, "kari", "inquiry", "snooze", "monday");
    does("kari", "inquiry", "tag", first, second, "--add", "VALG", "--add", "haster");
    does("kari", "inquiry", "tag", second, "--remove", "haster");
    g_autofree char *tagged = json("kari", "inquiry", "list", "--tag", "haster");
    json_auto_t *one = object(tagged);
    assert_int_equal(json_length(one, "tags"), 2);
    does("kari", "inquiry", "link", first, second, "--kind", "duplicate_of");
    fails(2, "kari", "inquiry", "link", first, first);
    fails(2, "kari", "inquiry", "link", first, second, "--kind", "friends");
    json_auto_t *shown = show("kari", second);
    assert_string_equal(json_text(shown, "links.0.kind"), "duplicate_of");
    assert_true(json_truth(shown, "links.0.back"));
    fails(5, "kari", "inquiry", "bump", first);
    does("kari", "inquiry", "bump", first, "--reason", "ringte to ganger");
    g_autofree char *top = json("kari", "inquiry", "list", "--limit", "1");
    json_auto_t *bumped = object(top);
    assert_true(json_truth(bumped, "bumped"));
    does("kari", "inquiry", "bump", first, "--off");
}

static void why_it_is_due(void **state)
{
    (void)state;
    g_autofree char *id = letter("access_request", "Innsyn", "Jeg ber om innsyn.");
    g_autofree char *output = json("kari", "inquiry", "why", id);
    json_auto_t *why = object(output);
    assert_non_null(strstr(json_text(why, "why"), "17 March 2026"));
    assert_string_equal(json_text(why, "due"), "2026-03-17T23:59:59+01:00");
    fails(3, "kari", "inquiry", "why", "9999");
}

static void a_decision_and_a_split(void **state)
{
    (void)state;
    g_autofree char *id = letter("simple_statistics", "Tall og innsyn", "Begge deler, takk.");
    g_autofree char *output = json("kari", "inquiry", "split", id, "--category", "access_request",
                                   "--text", "Jeg ber om innsyn i brevet.");
    json_auto_t *part = object(output);
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, json_whole(part, "id"));
    assert_string_equal(json_text(part, "category"), "access_request");
    fails(5, "kari", "inquiry", "close", number);
    fails(2, "kari", "inquiry", "decide", number, "perhaps");
    fails(5, "kari", "inquiry", "decide", number, "refused");
    g_autofree char *decided =
        json("kari", "inquiry", "decide", number, "partly", "--basis", "offl. § 13");
    json_auto_t *after = object(decided);
    assert_string_equal(json_text(after, "decision_basis"), "offl. § 13");
    does("kari", "inquiry", "close", number);
    fails(2, "kari", "inquiry", "split", id);
    g_autofree char *closed = letter("respondent_person", "Skjema", "Må jeg svare?");
    fails(5, "kari", "inquiry", "split", closed, "--category", "simple_statistics");
    g_autofree char *survey =
        json("kari", "inquiry", "survey", closed, "--time", "onsdag kveld", "--mode", "phone");
    json_auto_t *wished = object(survey);
    assert_string_equal(json_text(wished, "wished_mode"), "phone");
    fails(2, "kari", "inquiry", "survey", closed, "--mode", "pigeon");
}

/* ---- several at once ---- */

static void each_on_its_own_and_the_worst_status(void **state)
{
    (void)state;
    g_autofree char *first = letter("simple_statistics", "En", "Tekst");
    g_autofree char *second = letter("simple_statistics", "To", "Tekst");
    g_autoptr(ProcessResult) result =
        skranke_run_with(box, NULL, environment,
                         (const char *const[]){"--as", "kari", "--json", "inquiry", "take", first,
                                               "9999", second, NULL});
    expect_status(result, 3);
    assert_int_equal(json_line_count(result->output), 2);
    assert_non_null(strstr(result->errors, "9999"));
    json_auto_t *last = json_line(result->output, 1);
    assert_string_equal(json_text(last, "owner"), "kari");
    fails(4, "nsa", "inquiry", "take", first, second);
    fails(2, "kari", "inquiry", "close", first, "two");
    json_auto_t *untouched = show("kari", first);
    assert_string_equal(json_text(untouched, "state"), "open");
    static const char *const acts[] = {"release", "close", "reopen", "take"};
    for (guint i = 0; i < G_N_ELEMENTS(acts); i++) {
        g_autofree char *output = json("kari", "inquiry", acts[i], first, second);
        assert_int_equal(json_line_count(output), 2);
    }
    g_autofree char *assigned = json("kari", "inquiry", "assign", first, second, "nsa");
    json_auto_t *given = json_line(assigned, 1);
    assert_string_equal(json_text(given, "owner"), "nsa");
    g_autofree char *accepted = json("kari", "inquiry", "set", first, second, "--accept");
    assert_int_equal(json_line_count(accepted), 2);
}

/* ---- lists ---- */

static void lists_are_narrowed(void **state)
{
    (void)state;
    g_autofree char *overdue = json("kari", "inquiry", "list", "--overdue");
    g_autofree char *due = json("kari", "inquiry", "list", "--due", "today");
    g_autofree char *all = json("kari", "inquiry", "list");
    gsize late = json_line_count(overdue), today = json_line_count(due);
    assert_true(late > 0 && late < today && today < json_line_count(all));
    for (gsize i = 0; i < late; i++) {
        json_auto_t *inquiry = json_line(overdue, i);
        assert_true(json_truth(inquiry, "overdue"));
    }
    g_autofree char *access =
        json("kari", "inquiry", "list", "--category", "access_request", "--state", "all");
    for (gsize i = 0; i < json_line_count(access); i++) {
        json_auto_t *inquiry = json_line(access, i);
        assert_string_equal(json_text(inquiry, "category"), "access_request");
    }
    fails(3, "kari", "inquiry", "list", "--category", "bees");
    fails(2, "kari", "inquiry", "list", "--due", "soon");
}

/* ---- identity numbers ---- */

static void identity_numbers_are_masked_everywhere(void **state)
{
    (void)state;
    g_autofree char *id = letter("respondent_person", "Om " NUMBER, "Mitt nummer er " NUMBER ".");
    does("kari", "inquiry", "note", id, "--text", "Gjelder " NUMBER);
    does("kari", "inquiry", "set", id, "--subject", "Nytt om " NUMBER);
    const char *const commands[][5] = {
        {"inquiry", "show", id}, {"inquiry", "list", "--filter", "nytt"},
        {"search", "nummer"},    {"event", "list"},
        {"inquiry", "why", id},
    };
    for (guint i = 0; i < G_N_ELEMENTS(commands); i++)
        for (int machine = 0; machine < 2; machine++) {
            const char *const *c = commands[i];
            g_autoptr(ProcessResult) result = skranke_run_with(
                box, NULL, environment,
                (const char *const[]){"--as", "kari", machine ? "--json" : c[0],
                                      machine ? c[0] : c[1], machine ? c[1] : c[2],
                                      machine ? c[2] : c[3], machine ? c[3] : c[4], NULL});
            expect_status(result, 0);
            if (strstr(result->output, NUMBER))
                fail_msg("%s %s shows the number:\n%s", c[0], c[1], result->output);
        }
    fails(5, "kari", "inquiry", "show", id, "--unmasked");
    fails(5, "kari", "inquiry", "reveal", id);
    g_autofree char *shown =
        run(0, "kari", "inquiry", "show", id, "--unmasked", "--reason", "finne skjemaet", NULL);
    assert_non_null(strstr(shown, NUMBER));
    g_autofree char *revealed = json("kari", "inquiry", "reveal", id, "--reason", "en gang til");
    assert_non_null(strstr(revealed, NUMBER));
    assert_non_null(strstr(revealed, "finne skjemaet")); /* the event */
}

/* ---- who may see what ---- */

/* Every command that prints inquiries, as ola, who sees what is open. */
static void expect_unseen(const char *id, const char *word)
{
    const char *const commands[][4] = {
        {"inquiry", "list", "--state", "all"},
        {"inquiry", "list"},
        {"inquiry", "list", "--mine"},
        {"inquiry", "list", "--overdue"},
        {"inquiry", "list", "--filter", word},
        {"inquiry", "list", "--tag", "skjult"},
        {"inquiry", "list", "--category", "press"},
        {"search", word},
        {"search", id},
        {"event", "list"},
        {"draft", "list"},
        {"outbox", "list"},
        {"journal"},
        {"journal", "--year", "2026"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(commands); i++)
        for (int machine = 0; machine < 2; machine++) {
            g_autoptr(GPtrArray) arguments = g_ptr_array_new();
            g_ptr_array_add(arguments, (gpointer)(uintptr_t) "--as");
            g_ptr_array_add(arguments, (gpointer)(uintptr_t) "ola");
            if (machine)
                g_ptr_array_add(arguments, (gpointer)(uintptr_t) "--json");
            for (guint w = 0; w < G_N_ELEMENTS(commands[i]) && commands[i][w]; w++)
                g_ptr_array_add(arguments, (gpointer)(uintptr_t)commands[i][w]);
            g_ptr_array_add(arguments, NULL);
            g_autoptr(ProcessResult) result =
                skranke_run_with(box, NULL, environment, (const char *const *)arguments->pdata);
            g_autofree char *as_number = g_strdup_printf("\"inquiry\":%s,", id);
            expect_status(result, 0);
            if (strstr(result->output, word) || strstr(result->output, as_number))
                fail_msg("ola sees it in %s %s:\n%s", commands[i][0], commands[i][1],
                         result->output);
        }
}

/* Everything that is done to one by its number is 3, as if it were not there; also to a message of
 * it. */
static void expect_no_way_in(const char *id, const char *other, const char *message)
{
    const char *const acts[][6] = {
        {"inquiry", "forward", id, "--to", "gro"},
        {"inquiry", "forward-answered", id},
        {"inquiry", "forward-back", id},
        {"outbox", "withdraw", message},
        {"outbox", "retry", message},
        {"journal", "set", message, "yes"},
        {"inquiry", "show", id},
        {"inquiry", "why", id},
        {"inquiry", "reveal", id, "--reason", "vil vite"},
        {"inquiry", "take", id},
        {"inquiry", "release", id},
        {"inquiry", "close", id},
        {"inquiry", "reopen", id},
        {"inquiry", "assign", id, "ola"},
        {"inquiry", "note", id, "--text", "hei"},
        {"inquiry", "set", id, "--accept"},
        {"inquiry", "set", id, "--subject", "Nytt"},
        {"inquiry", "set", id, "--category", "press"},
        {"inquiry", "snooze", id, "tomorrow"},
        {"inquiry", "tag", id, "--add", "a"},
        {"inquiry", "bump", id, "--reason", "a"},
        {"inquiry", "link", id, other},
        {"inquiry", "link", other, id},
        {"inquiry", "split", id, "--category", "licence"},
        {"inquiry", "decide", id, "granted"},
        {"inquiry", "survey", id, "--time", "nå"},
        {"inquiry", "reply", id, "--text", "hei"},
        {"inquiry", "answered", id, "--text", "hei"},
        {"draft", "show", id},
        {"draft", "discard", id},
    };
    for (guint i = 0; i < G_N_ELEMENTS(acts); i++) {
        g_autoptr(GPtrArray) arguments = g_ptr_array_new();
        g_ptr_array_add(arguments, (gpointer)(uintptr_t) "--as");
        g_ptr_array_add(arguments, (gpointer)(uintptr_t) "ola");
        for (guint w = 0; w < G_N_ELEMENTS(acts[i]) && acts[i][w]; w++)
            g_ptr_array_add(arguments, (gpointer)(uintptr_t)acts[i][w]);
        g_ptr_array_add(arguments, NULL);
        g_autoptr(ProcessResult) result =
            skranke_run_with(box, NULL, environment, (const char *const *)arguments->pdata);
        if (result->status != 3)
            fail_msg("%s %s gives %d: %s%s", acts[i][0], acts[i][1], result->status, result->output,
                     result->errors);
    }
}

static void nothing_of_a_closed_silo_is_seen(void **state)
{
    (void)state;
    g_autofree char *open = letter("simple_statistics", "Folketall", "Tekst");
    g_autofree char *id = letter("press", "Hemmeligheten", "Hemmeligheten om budsjettet");
    does("kari", "inquiry", "tag", id, "--add", "skjult");
    does("kari", "inquiry", "link", open, id, "--kind", "related");
    does("kari", "inquiry", "note", id, "--text", "Hemmeligheten er ute");
    does("kari", "inquiry", "reply", id, "--text", "Vi svarer på Hemmeligheten", "--seen", "0");
    json_auto_t *full = show("kari", id);
    gint64 last = json_whole(full, "messages.2.id");
    g_autofree char *message = g_strdup_printf("%" G_GINT64_FORMAT, last);
    expect_unseen(id, "Hemmeligheten");
    expect_no_way_in(id, open, message);
    json_auto_t *shown = show("ola", open);
    assert_int_equal(json_length(shown, "links"), 0);
    does("kari", "operator", "set", "ola", "--silos", "press");
    json_auto_t *now = show("ola", id);
    assert_string_equal(json_text(now, "subject"), "Hemmeligheten");
    gsize events = json_length(now, "events");
    assert_string_equal(json_text(now, "silo"), "press");
    json_auto_t *again = show("ola", id);
    assert_int_equal(json_length(again, "events"), events + 1); /* each opening is one */
    does("kari", "operator", "set", "ola", "--silos", "");
    fails(3, "ola", "inquiry", "show", id);
    fails(5, "ola", "operator", "set", "ola", "--silos", "press");
    fails(2, "kari", "operator", "set", "ola", "--silos", "press,moon");
    fails(2, "kari", "operator", "set", "ola");
    fails(2, "kari", "operator", "set", "ola", "--press-contact", "perhaps");
}

static void handing_over_is_clear_and_can_be_undone(void **state)
{
    (void)state;
    g_autofree char *id = letter("simple_statistics", "Folketall", "Fra en avis");
    g_autofree char *output = json("ola", "inquiry", "set", id, "--category", "press");
    json_auto_t *gone = object(output);
    assert_false(json_truth(gone, "seen"));
    fails(3, "ola", "inquiry", "show", id);
    does("ola", "undo");
    json_auto_t *back = show("ola", id);
    assert_string_equal(json_text(back, "category"), "simple_statistics");
    g_autofree char *text = run(0, "ola", "inquiry", "set", id, "--category", "press", NULL);
    assert_non_null(strstr(text, "undo"));
    does("ola", "undo");
}

/* ---- rules ---- */

static void rules_are_changed_and_shown(void **state)
{
    (void)state;
    g_autofree char *id = letter("licence", "Lisens", "Kan vi gjenbruke figurene?");
    g_autofree char *list = json("ola", "category", "list");
    assert_true(json_line_count(list) >= 17);
    fails(5, "ola", "category", "set", "licence", "target", "working_days 3");
    g_autofree char *set = json("kari", "category", "set", "licence", "target", "working_days 3");
    json_auto_t *changed = object(set);
    assert_string_equal(json_text(changed, "target"), "working_days 3");
    assert_string_equal(json_text(changed, "target_by"), "local");
    assert_true(json_whole(changed, "moved") >= 1);
    json_auto_t *moved = show("kari", id);
    assert_string_equal(json_text(moved, "target"), "2026-03-13");
    fails(2, "kari", "category", "set", "licence", "target", "soon");
    fails(2, "kari", "category", "set", "licence", "target_by", "document");
    fails(3, "kari", "category", "set", "bees", "target", "none");
    fails(3, "kari", "category", "import", "/nonexistent.csv");
    g_autofree char *file = g_build_filename(SKRANKE_SOURCE, "data", "categories.csv", NULL);
    g_autofree char *imported = json("kari", "category", "import", file);
    json_auto_t *back = object(imported);
    assert_true(json_whole(back, "moved") >= 1);
}

static void days_are_changed_and_counted_with(void **state)
{
    (void)state;
    fails(5, "ola", "calendar", "day", "2026-03-11", "closed");
    g_autofree char *closed =
        json("kari", "calendar", "day", "2026-03-11", "closed", "--reason", "flytting");
    json_auto_t *day = object(closed);
    assert_true(json_whole(day, "moved") > 0);
    g_autofree char *deadline = json("ola", "deadline", "simple_statistics");
    json_auto_t *due = object(deadline);
    assert_string_equal(json_text(due, "limit"), "2026-03-13");
    assert_string_equal(json_text(due, "rules"), "database");
    g_autofree char *year = json("ola", "calendar", "2026");
    json_auto_t *calendar = object(year);
    assert_string_equal(json_text(calendar, "exceptions.0.date"), "2026-03-11");
    assert_string_equal(json_text(calendar, "exceptions.0.reason"), "flytting");
    does("kari", "calendar", "day", "2026-03-11", "09:00-12:00", "--reason", "flytting");
    does("kari", "calendar", "day", "2026-03-11", "--usual");
    does("kari", "calendar", "eves", "no");
    does("kari", "calendar", "eves", "yes");
    does("kari", "calendar", "hours", "ma-fr 09:00-15:00");
    fails(2, "kari", "calendar", "day", "2026-03-11");
    fails(2, "kari", "calendar", "day", "2026-03-11", "later");
    fails(2, "kari", "calendar", "day", "2026-03-11", "15:00-09:00");
    fails(2, "kari", "calendar", "day", "christmas", "closed");
    fails(2, "kari", "calendar", "eves", "perhaps");
    fails(2, "kari", "calendar", "hours", "-");
    g_autofree char *after = json("ola", "deadline", "simple_statistics");
    json_auto_t *usual = object(after);
    assert_string_equal(json_text(usual, "limit"), "2026-03-12");
}

static void check_tells_what_nobody_sees(void **state)
{
    (void)state;
    g_autofree char *good = run(0, "kari", "check", NULL);
    assert_non_null(strstr(good, "categories"));
    assert_non_null(strstr(good, "calendar"));
    static const char *const seeing[] = {"kari", "nsa", "man", "tkr", "jto", "agr"};
    for (guint i = G_N_ELEMENTS(seeing); i > 0; i--)
        does("kari", "operator", "set", seeing[i - 1], "--silos",
             i == 1 ? "press,access,respondents" : "");
    g_autoptr(ProcessResult) result = skranke_run_with(
        box, NULL, environment, (const char *const[]){"--as", "kari", "check", NULL});
    expect_status(result, 1);
    assert_non_null(strstr(result->output, "nobody may see: hr"));
    does("kari", "operator", "set", "kari", "--silos", "press,access,respondents,hr");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_has_the_keys_of_the_contract),
        cmocka_unit_test(it_is_set_in_many_ways),
        cmocka_unit_test(it_is_put_off_and_tagged_and_linked),
        cmocka_unit_test(why_it_is_due),
        cmocka_unit_test(a_decision_and_a_split),
        cmocka_unit_test(each_on_its_own_and_the_worst_status),
        cmocka_unit_test(lists_are_narrowed),
        cmocka_unit_test(identity_numbers_are_masked_everywhere),
        cmocka_unit_test(nothing_of_a_closed_silo_is_seen),
        cmocka_unit_test(handing_over_is_clear_and_can_be_undone),
        cmocka_unit_test(rules_are_changed_and_shown),
        cmocka_unit_test(days_are_changed_and_counted_with),
        cmocka_unit_test(check_tells_what_nobody_sees),
    };
    return cmocka_run_group_tests(tests, begin, end);
}

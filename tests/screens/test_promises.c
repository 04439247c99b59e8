/*
 * What the bureau promised, on the screen: what is due first stands first, each row says in words
 * how long is left, the category that was suggested is accepted or changed with a key.
 */
#include <string.h>

#include "skranke/store/open.h"

#include "cleanup.h"
#include "desk_screen.h"
#include "testing.h"

/* 5: a simple question whose limit has passed; 6: an access request, due in the week. */
static DeskScreen *with_more(void)
{
    DeskScreen *desk = desk_screen_new();
    desk_screen_mail(desk, "fem", "Ny Person <ny@eksempel.example>", "Folketall i 1801",
                     "Thu, 05 Mar 2026 08:00:00 +0100", NULL, "Hvor mange bodde i landet i 1801?");
    desk_screen_mail(desk, "seks", "Vibeke Moe <vibeke@eksempel.example>", "Innsynskrav",
                     "Mon, 09 Mar 2026 12:00:00 +0100", NULL,
                     "Jeg krever innsyn etter offentleglova i brevet om elgjakt.");
    return desk;
}

static void what_is_due_first_stands_first(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = with_more();
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    terminal_wait_row(terminal, 0, " Overdue 1 · today 0 │ New 6 │ open until 15:00 *");
    terminal_wait_row(terminal, 2, "│*No. Due *From *Subject*");
    terminal_wait_row(terminal, 3, "│>*5 broken 1 d *Ny Person*");
    terminal_wait_row(terminal, 4, "│ *1 1 work day *Åse Bjørnson*");
    terminal_wait_row(terminal, 7, "│ *4 2 work days *Jim Smith*");
    terminal_wait_row(terminal, 8, "│ *6 4 work days *Vibeke Moe*");
    terminal_keys(terminal, "ww"); /* due, then mine */
    terminal_wait_text(terminal, "Inquiries: Mine");
    terminal_keys(terminal, "wwwwww"); /* all round */
    terminal_wait_row(terminal, 1, "*Inquiries: Due now *1-1/1*");
    terminal_wait_row(terminal, 3, "│>*5 broken 1 d *");
    desk_screen_quit(terminal);
}

static void overdue_looks_different_and_says_so(void **state)
{
    (void)state;
    static const char *const plain[] = {"NO_COLOR=1", NULL};
    g_autoptr(DeskScreen) desk = with_more();
    g_autoptr(Terminal) terminal = desk_screen_start(desk, "kari", 160, 48, NULL, plain);
    terminal_wait_row(terminal, 3, "│>*5 broken 1 d *");
    terminal_keys(terminal, "j"); /* the selected row looks like any selected row */
    terminal_wait_row(terminal, 4, "│>*");
    terminal_wait_text(terminal, "2 Inquiry 1 ·");
    int row = 0, column = 0;
    assert_true(terminal_find(terminal, "broken 1 d", &row, &column));
    assert_int_equal(row, 3);
    unsigned late = terminal_attribute(terminal, 3, column);
    unsigned early = terminal_attribute(terminal, 5, column);
    assert_int_not_equal(late, early);
    terminal_wait_row(terminal, 0, "*Overdue 1 · today 0*open until 15:00*");
    expect_golden(terminal, "promises");
    desk_screen_quit(terminal);
}

static void the_head_says_who_promised_it(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = with_more();
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    terminal_wait_text(terminal, "by 09.03., usually 05.03. (promised in the service declaration)");
    terminal_keys(terminal, "G");
    terminal_wait_text(terminal, "Access request");
    terminal_keys(terminal, "D");
    terminal_wait_text(terminal, "Why 6 is due then");
    terminal_wait_text(terminal, "Latest time");
    terminal_keys(terminal, "<Esc>K"); /* Enter alone would change nothing: its own is selected */
    terminal_wait_text(terminal, "│>Access request ");
    terminal_keys(terminal, "<Esc>");
    /* A local aim is never worded as a promise. */
    desk_screen_do(desk, "kari", "inquiry", "set", "4", "--category", "press");
    terminal_keys(terminal, "k");
    terminal_wait_text(terminal, "the bureau's own aim");
    terminal_wait_text(terminal, "aim");
    desk_screen_quit(terminal);
}

static void a_suggestion_is_accepted_changed_and_undone(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = with_more();
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    terminal_wait_text(terminal, "Simple question on statistics – suggested: A accepts");
    terminal_wait_row(terminal, 23, "*A Accept*");
    terminal_keys(terminal, "A");
    terminal_wait_text(terminal, "The suggested category of inquiry 5 is accepted.");
    terminal_wait_no_text(terminal, "suggested: A accepts");
    terminal_wait_no_text(terminal, "A Accept"); /* nothing to accept any more */
    terminal_keys(terminal, "K");
    terminal_wait_text(terminal, "Category: 5");
    terminal_text(terminal, "complex");
    terminal_wait_row(terminal, 3, "*Complex question on statistics*own aim 10 working days*");
    terminal_keys(terminal, "<CR>");
    terminal_wait_text(terminal, "Inquiry 5 has a new category.  u undoes");
    terminal_wait_text(terminal, "aim");
    terminal_wait_row(terminal, 0, " Overdue 1 *"); /* its holding reply was due */
    terminal_keys(terminal, "u");
    terminal_wait_row(terminal, 3, "│*5 broken 1 d *");
    desk_screen_quit(terminal);
}

static void put_off_and_on_top(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_new();
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    terminal_keys(terminal, "S");
    terminal_wait_text(terminal, "Put off until");
    terminal_text(terminal, "i morgen 9");
    terminal_wait_text(terminal, "Until Wed 11 Mar 09:00");
    terminal_keys(terminal, "<CR>");
    terminal_wait_text(terminal, "Inquiry 1 is put off; its deadline goes on.");
    terminal_wait_text(terminal, "[back ");
    terminal_keys(terminal, "GP");
    terminal_wait_text(terminal, "On top of the queue, because");
    terminal_keys(terminal, "<CR>"); /* a reason is asked for */
    terminal_wait_no_text(terminal, "On top of the queue, because");
    terminal_wait_no_text(terminal, "[bumped up]");
    terminal_keys(terminal, "P");
    terminal_text(terminal, "a correction of ours");
    terminal_keys(terminal, "<CR>");
    terminal_wait_row(terminal, 3, "│> !*[bumped up]*");
    desk_screen_quit(terminal);
}

/* The moment of a put-off inquiry comes while the desk is open. */
static void what_was_put_off_comes_back(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_new();
    desk_screen_do(desk, "kari", "inquiry", "snooze", "2", "tomorrow");
    desk_screen_do(desk, "kari", "inquiry", "snooze", "3", "tomorrow");
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    terminal_wait_row(terminal, 4, "│ *2 *[back *WA│");
    g_autoptr(GError) error = NULL;
    Db *db = store_open(desk->box->database, &error);
    assert_non_null(db);
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    db_batch_add(batch, "UPDATE inquiry SET snoozed_until = 1 WHERE snoozed_until IS NOT NULL", "");
    assert_true(db_batch_apply(db, batch, &error));
    db_close(db);
    terminal_wait_text(terminal, "2 came back");
    terminal_wait_no_text(terminal, "[back ");
    desk_screen_quit(terminal);
}

static void only_one_tag_or_category(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = with_more();
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    terminal_keys(terminal, "jT");
    terminal_wait_text(terminal, "Tags: 1");
    terminal_text(terminal, "haster");
    terminal_wait_text(terminal, "Add the tag \"haster\"");
    terminal_keys(terminal, "<CR>");
    terminal_wait_text(terminal, "#haster");
    terminal_keys(terminal, "Q");
    terminal_wait_text(terminal, "Show only");
    terminal_text(terminal, "haster");
    terminal_keys(terminal, "<CR>");
    terminal_wait_row(terminal, 1, "*Unfinished · #haster *1-1/1*");
    terminal_wait_row(terminal, 3, "│>*Åse*");
    terminal_keys(terminal, "<Esc>");
    terminal_wait_row(terminal, 1, "*Unfinished *1-6/6*");
    terminal_keys(terminal, "Q");
    terminal_wait_text(terminal, "Show only");
    terminal_text(terminal, "access req");
    terminal_keys(terminal, "<CR>");
    terminal_wait_row(terminal, 3, "│>*Vibeke Moe*");
    desk_screen_quit(terminal);
}

static void an_access_request_is_decided_before_it_is_closed(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = with_more();
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    terminal_keys(terminal, "G");
    terminal_wait_row(terminal, 23, "*B Decision*");
    terminal_keys(terminal, "c");
    terminal_wait_row(terminal, 8, "│>*6 *Vibeke Moe*"); /* refused: it is still there */
    terminal_keys(terminal, "B");
    terminal_wait_text(terminal, "Decision: 6");
    terminal_text(terminal, "refu");
    terminal_keys(terminal, "<CR>");
    terminal_wait_text(terminal, "Legal basis");
    terminal_text(terminal, "offentleglova § 13");
    terminal_keys(terminal, "<CR>");
    terminal_wait_text(terminal, "The decision on 6 is recorded.");
    terminal_wait_text(terminal, "Access refused (offentleglova § 13)");
    terminal_keys(terminal, "c");
    terminal_wait_text(terminal, "Inquiry 6 is closed.");
    desk_screen_quit(terminal);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_due_first_stands_first),
        cmocka_unit_test(overdue_looks_different_and_says_so),
        cmocka_unit_test(the_head_says_who_promised_it),
        cmocka_unit_test(a_suggestion_is_accepted_changed_and_undone),
        cmocka_unit_test(put_off_and_on_top),
        cmocka_unit_test(what_was_put_off_comes_back),
        cmocka_unit_test(only_one_tag_or_category),
        cmocka_unit_test(an_access_request_is_decided_before_it_is_closed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

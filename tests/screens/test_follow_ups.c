/*
 * What is followed up: messages to colleagues and callers to be rung back, what cannot wait on top,
 * each settled with a key, the selection tied to the record.
 */
#include <string.h>

#include "skranke/store/open.h"

#include "cleanup.h"
#include "desk_screen.h"
#include "testing.h"

static void change(const DeskScreen *desk, const char *sql)
{
    g_autoptr(GError) error = NULL;
    Db *db = store_open(desk->box->database, &error);
    assert_non_null(db);
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    db_batch_add(batch, sql, "");
    assert_true(db_batch_apply(db, batch, &error));
    db_close(db);
}

/* Messages 1 to Ragnhild Ødegaard and 2 to Tor-Arne Vassli; call-backs 1 of Hilde Aune, 2 of a
 * number only, tried once. */
static DeskScreen *with_follow_ups(void)
{
    DeskScreen *desk = desk_screen_demo();
    desk_screen_do(desk, "kari", "message", "new", "--to", "rod", "--from", "Ola Nordby",
                   "--number", "922 11 333", "--wanted", "etter kl. 14", "--text",
                   "Spør om revisjonen av KPI");
    desk_screen_do(desk, "kari", "message", "new", "--to", "tva", "--from", "Kåre Lie", "--number",
                   "450 01 020", "--wish", "calls_again", "--text", "Ringer igjen om industrien");
    desk_screen_do(desk, "kari", "callback", "new", "912 34 567", "--caller", "Hilde Aune",
                   "--matter", "Tall for konkurser");
    desk_screen_do(desk, "kari", "callback", "new", "00 00 31 12", "--matter", "Befolkning");
    desk_screen_do(desk, "kari", "callback", "try", "2", "no_answer");
    return desk;
}

static Terminal *open_list(const DeskScreen *desk, int width, int height)
{
    Terminal *terminal = desk_screen_open(desk, "kari", width, height);
    terminal_keys(terminal, "O");
    terminal_wait_text(terminal, "Follow-ups · messages");
    return terminal;
}

static void close_list(Terminal *terminal)
{
    terminal_keys(terminal, "<Esc>");
    terminal_wait_no_text(terminal, "Follow-ups · messages");
    desk_screen_quit(terminal);
}

/* The same where mails to colleagues are still in the outbox: leaving is asked about. */
static void close_list_and_leave_mail(Terminal *terminal)
{
    int status = -1;
    terminal_keys(terminal, "<Esc>");
    terminal_wait_no_text(terminal, "Follow-ups · messages");
    terminal_keys(terminal, "<F10>");
    terminal_wait_text(terminal, "not left yet");
    terminal_keys(terminal, "y");
    terminal_wait_exit(terminal, &status);
    assert_int_equal(status, 0);
    expect_modes_reset(terminal);
}

/* ---- what is shown ---- */

static void what_cannot_wait_stands_first(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = with_follow_ups();
    change(desk, "UPDATE phone_message SET due_at = due_at - 172800 WHERE id = 2");
    change(desk, "UPDATE message SET delivery = 'refused' WHERE id = (SELECT f.message FROM "
                 "forward AS f JOIN phone_message AS p ON p.forward = f.id WHERE p.id = 1)");
    g_autoptr(Terminal) terminal = open_list(desk, 80, 24);
    terminal_wait_row(terminal, 1, "*messages 2 · to ring back 2 · late or not sent 2 *1/4*");
    terminal_wait_row(terminal, 3,
                      "│> Message   late 19 h *Tor-Arne Vassli *450 01 020 *Kåre Lie: *");
    terminal_wait_row(terminal, 4,
                      "│  Message   REFUSED *Ragnhild Ødega* 922 11 333 *Ola Nordby: *");
    terminal_wait_row(terminal, 5,
                      "│  Ring back 11:12 *(no name) *00 00 31 12 *tried 1 time, no *");
    terminal_wait_row(terminal, 6, "│  Ring back 12:12 *Hilde Aune *912 34 567 *Tall for*");
    terminal_wait_text(terminal, "About: Ringer igjen om industrien");
    expect_golden(terminal, "follow_ups");
    terminal_keys(terminal, "j");
    terminal_wait_text(terminal, "Wish: please ring back, etter kl. 14");
    terminal_keys(terminal, "<CR>");
    terminal_wait_row(terminal, 1, "┌ Message 1 *");
    terminal_keys(terminal, "<Esc>");
    terminal_wait_row(terminal, 4, "│> Message   REFUSED *");
    close_list_and_leave_mail(terminal);
}

static void a_wide_screen_has_columns_for_all(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = with_follow_ups();
    g_autoptr(Terminal) terminal = open_list(desk, 160, 48);
    terminal_wait_row(terminal, 2, "*Due *To whom *Number *Caller *So far *About *");
    terminal_wait_row(terminal, 3, "│> Ring back *tried 1 time, no answer *Befolkning*");
    terminal_wait_row(terminal, 5, "*Message *Wed 15:00*Ragnhild Ødegaard*Ola Nordby *Spør om*");
    close_list_and_leave_mail(terminal);
}

static void nothing_waits_is_said(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_new();
    g_autoptr(Terminal) terminal = open_list(desk, 80, 24);
    terminal_wait_text(terminal, "No message waits and nobody is to be rung back. F2 begins");
    g_autofree char *screen = terminal_screen(terminal);
    assert_null(strstr(strstr(screen, "┌") + 1, "┌")); /* no empty frame under it */
    terminal_keys(terminal, "d");
    terminal_wait_text(terminal, "There is nothing selected.");
    close_list(terminal);
}

static void foreign_words_are_harmless(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_new();
    desk_screen_do(desk, "kari", "callback", "new", "912 34 567", "--caller", "A\033[31mB",
                   "--matter", "Gjelder 01810750045");
    g_autoptr(Terminal) terminal = open_list(desk, 80, 24);
    terminal_wait_row(terminal, 3, "*Gjelder •••*");
    terminal_wait_text(terminal, "About: Gjelder •••••••••••");
    assert_false(terminal_has_text(terminal, "0181075"));
    assert_null(strstr(terminal_output(terminal)->str, "A\033[31mB"));
    close_list(terminal);
}

/* As operators type it: the number has its column, and does not stand in the name. */
static void the_number_is_taken_out_of_the_name(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_new();
    desk_screen_do(desk, "kari", "callback", "new", "998 87 766", "--caller",
                   "99 88 77 66 Kari Holm");
    g_autoptr(Terminal) terminal = open_list(desk, 80, 24);
    terminal_wait_row(terminal, 3, "│> Ring back *Kari Holm *998 87 766*");
    terminal_wait_text(terminal, "To be rung back: Kari Holm, 998 87 766");
    assert_false(terminal_has_text(terminal, "99 88 77 66"));
    close_list(terminal);
}

/* ---- what is done ---- */

static void a_message_is_reminded_of_and_done(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = with_follow_ups();
    g_autoptr(Terminal) terminal = open_list(desk, 80, 24);
    terminal_keys(terminal, "jj");
    terminal_wait_row(terminal, 5, "│> Message *Ragnhild *");
    terminal_keys(terminal, "t");
    terminal_wait_text(terminal, "Only call-backs are tried; d says that a message is done.");
    terminal_keys(terminal, "r");
    terminal_wait_text(terminal, "The mail to Ragnhild Ødegaard has not left yet");
    change(desk, "UPDATE outbox SET state = 'sent'");
    terminal_keys(terminal, "r");
    terminal_wait_text(terminal, "A reminder goes to Ragnhild Ødegaard.");
    terminal_wait_text(terminal, "So far: reminded 1 time");
    terminal_wait_row(terminal, 5, "│> Message *Ragnhild *"); /* still the same one */
    terminal_keys(terminal, "j");
    terminal_wait_row(terminal, 6, "│> Message *Tor-Arne *");
    terminal_keys(terminal, "d");
    terminal_wait_text(terminal, "Has Tor-Arne Vassli seen to it?");
    terminal_keys(terminal, "y");
    terminal_wait_text(terminal, "Done; the message is off the list");
    terminal_wait_row(terminal, 1, "*messages 1 *");
    terminal_wait_row(terminal, 5, "│> Message *Ragnhild *");
    close_list_and_leave_mail(terminal);
}

/* Each act of the list goes back by itself, the newest first. */
static void a_try_goes_back(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_new();
    desk_screen_do(desk, "kari", "callback", "new", "912 34 567", "--caller", "Hilde Aune");
    desk_screen_do(desk, "kari", "callback", "new", "912 34 568", "--caller", "Ny Person");
    g_autoptr(Terminal) terminal = open_list(desk, 80, 24);
    terminal_keys(terminal, "t");
    terminal_wait_text(terminal, "How did it go? Hilde Aune");
    terminal_keys(terminal, "<CR>");
    terminal_wait_row(terminal, 3, "│> Ring back *Ny Person*");
    terminal_keys(terminal, "gy");
    terminal_wait_text(terminal, "No message waits and nobody is to be rung back.");
    terminal_keys(terminal, "u");
    terminal_wait_text(terminal, "Undone: call-back 2 waits again.");
    terminal_wait_text(terminal, "Ny Person");
    terminal_keys(terminal, "u");
    terminal_wait_text(terminal, "Undone: call-back 1 waits again.");
    terminal_wait_text(terminal, "Hilde Aune");
    close_list(terminal);
}

static void a_try_is_recorded_at_once(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = with_follow_ups();
    change(desk, "UPDATE call_back SET due_at = due_at - 7200 WHERE id = 1");
    g_autoptr(Terminal) terminal = open_list(desk, 80, 24);
    terminal_wait_row(terminal, 3, "│> Ring back late 1 min *Hilde Aune *");
    terminal_keys(terminal, "t");
    terminal_wait_text(terminal, "How did it go? Hilde Aune, 912 34 567");
    terminal_text(terminal, "busy");
    terminal_wait_text(terminal, ">busy");
    terminal_keys(terminal, "<CR>");
    terminal_wait_text(terminal, "Recorded: busy. They are to be rung again after an open hour.");
    terminal_wait_row(terminal, 3, "│*Ring back 11:12 *Hilde Aune *tried 1 time, busy*");
    terminal_keys(terminal, "<Home>t");
    terminal_wait_text(terminal, "How did it go? Hilde Aune, 912 34 567");
    terminal_keys(terminal, "<CR>"); /* the first is that one spoke to them */
    terminal_wait_text(terminal, "Recorded: spoke to them. The call-back is off the list.");
    terminal_wait_row(terminal, 1, "*to ring back 1 *");
    close_list_and_leave_mail(terminal);
    g_autofree char *all = desk_screen_run(desk, "kari", NULL, "callback", "list", "--all", NULL);
    assert_non_null(strstr(all, "Hilde Aune"));
}

static void giving_up_asks_first(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = with_follow_ups();
    g_autoptr(Terminal) terminal = open_list(desk, 80, 24);
    terminal_wait_row(terminal, 3, "│> Ring back *(no name)*");
    terminal_keys(terminal, "g");
    terminal_wait_text(terminal, "Give up ringing (no name) back (00 00 31 12)?");
    terminal_keys(terminal, "<CR>"); /* Enter is a no */
    terminal_wait_no_text(terminal, "Give up ringing");
    terminal_wait_row(terminal, 1, "*to ring back 2 *");
    terminal_keys(terminal, "gy");
    terminal_wait_text(terminal, "Given up; the call-back is off the list.");
    terminal_wait_row(terminal, 3, "│> Ring back *Hilde Aune*");
    terminal_keys(terminal, "y");
    terminal_wait_text(terminal, "clipboard: 912 34 567");
    g_autofree char *encoded = g_base64_encode((const guchar *)"912 34 567", 10);
    assert_non_null(strstr(terminal_osc(terminal, 52), encoded));
    close_list_and_leave_mail(terminal);
}

static void the_selection_is_tied_to_the_record(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = with_follow_ups();
    g_autoptr(Terminal) terminal = open_list(desk, 80, 24);
    terminal_keys(terminal, "j");
    terminal_wait_row(terminal, 4, "│> Ring back *Hilde Aune*");
    change(desk, "UPDATE call_back SET due_at = due_at - 86400 WHERE id = 1");
    desk_screen_do(desk, "kari", "callback", "new", "912 00 000", "--caller", "Ny Person");
    terminal_wait_row(terminal, 3, "│> Ring back late 22 h *Hilde Aune*");
    terminal_wait_cursor(terminal, 3, 1);
    desk_screen_do(desk, "kari", "callback", "give-up", "1");
    terminal_wait_text(terminal, "Hilde Aune is no longer waiting; the next one is selected.");
    terminal_wait_row(terminal, 3, "│> Ring back *(no name)*");
    close_list_and_leave_mail(terminal);
}

/* ---- for those who do not see the screen ---- */

static void the_accessible_list_is_lines_only(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = with_follow_ups();
    desk->config = (g_free(desk->config), file_write(desk->box->folder, "accessible.ini",
                                                     "[screen]\nlanguage = en\naccessible = yes\n"
                                                     "[mail]\nfrom = info@byraa.example\n"
                                                     "[worker]\nstart_from_desk = no\n",
                                                     -1));
    g_autoptr(Terminal) terminal = desk_screen_start(desk, "kari", 80, 24, NULL, NULL);
    terminal_wait_text(terminal, "Inquiries");
    terminal_keys(terminal, "O");
    terminal_wait_row(terminal, 3, "> (no name) 00003112 11:12 Ring back*");
    terminal_keys(terminal, "jj");
    terminal_wait_row(terminal, 5, "> Ødegaard R * Wed 15:00 Message *");
    terminal_wait_cursor(terminal, 5, 0);
    bool visible = false;
    terminal_cursor(terminal, NULL, NULL, &visible);
    assert_true(visible);
    g_autofree char *screen = terminal_screen(terminal);
    static const char *const glyphs[] = {"│", "─", "┌", "└"};
    for (gsize i = 0; i < G_N_ELEMENTS(glyphs); i++)
        assert_null(strstr(screen, glyphs[i]));
    terminal_keys(terminal, "<CR>");
    terminal_wait_text(terminal, "Message to: Ragnhild Ødegaard");
    terminal_keys(terminal, "<Esc>");
    terminal_wait_row(terminal, 5, "> Ødegaard R *");
    close_list_and_leave_mail(terminal);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_cannot_wait_stands_first),
        cmocka_unit_test(a_wide_screen_has_columns_for_all),
        cmocka_unit_test(nothing_waits_is_said),
        cmocka_unit_test(foreign_words_are_harmless),
        cmocka_unit_test(the_number_is_taken_out_of_the_name),
        cmocka_unit_test(a_message_is_reminded_of_and_done),
        cmocka_unit_test(a_try_goes_back),
        cmocka_unit_test(a_try_is_recorded_at_once),
        cmocka_unit_test(giving_up_asks_first),
        cmocka_unit_test(the_selection_is_tied_to_the_record),
        cmocka_unit_test(the_accessible_list_is_lines_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

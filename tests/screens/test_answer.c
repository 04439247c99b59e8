/*
 * An answer from the first key to the outbox and back: take, read, write, review, send, undo; and
 * the note, the template, the operator's own editor.
 */
#include <string.h>
#include <sys/stat.h>

#include "cleanup.h"
#include "desk_screen.h"
#include "testing.h"

static void begin(Terminal *terminal, const char *text)
{
    terminal_keys(terminal, "r");
    terminal_wait_text(terminal, "2*Answer to 1");
    terminal_text(terminal, text);
    terminal_wait_text(terminal, text);
}

static void taken_read_answered_and_taken_back(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_new();
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    terminal_keys(terminal, "m");
    terminal_wait_text(terminal, "Inquiry 1 is yours.  u undoes");
    terminal_wait_row(terminal, 3, "│>*Åse*kari*OP│");
    terminal_keys(terminal, "<CR>");
    terminal_wait_text(terminal, "2*Inquiry 1 · e-mail · open · kari");
    begin(terminal, "Hei Åse, 55 000. Blåbær og øl.");
    terminal_wait_text(terminal, "To:      Åse Bjørnson <ase@eksempel.example>");
    terminal_wait_text(terminal, "Subject: Re: Folketall i Ålesund");
    terminal_keys(terminal, "<C-x>");
    terminal_wait_text(terminal, "Review: answer to 1");
    terminal_wait_row(terminal, 2, "│Answer: stops the deadline.*");
    terminal_wait_row(terminal, 3, "│To: Åse Bjørnson <ase@eksempel.example>*");
    terminal_wait_text(terminal, "> hvor mange bor det i Ålesund nå?");
    expect_golden(terminal, "review");
    terminal_keys(terminal, "<CR>"); /* Enter never sends */
    terminal_wait_text(terminal, "s sends, c sends and closes");
    terminal_keys(terminal, "s");
    terminal_wait_text(terminal, "The answer to 1 leaves in 10 s.  u takes it back");
    terminal_wait_row(terminal, 0, "* New 3 │ Outbox 1 *");
    terminal_wait_row(terminal, 6, "│>*1 answer given *Åse*kari*WA│"); /* its clocks have stopped */
    g_autofree char *held = desk_screen_run(desk, "kari", NULL, "outbox", "list", NULL);
    assert_non_null(strstr(held, "Folketall"));
    terminal_keys(terminal, "u");
    terminal_wait_row(terminal, 3, "│>*Åse*kari*OP│");
    terminal_wait_no_text(terminal, "Outbox 1");
    begin(terminal, ""); /* the text is a draft again */
    terminal_wait_text(terminal, "Hei Åse, 55 000. Blåbær og øl.");
    terminal_keys(terminal, "<C-x>");
    terminal_wait_text(terminal, "Review: answer to 1");
    terminal_keys(terminal, "c");
    terminal_wait_text(terminal, "leaves in 10 s");
    terminal_wait_row(terminal, 3, "│>*Øyvind*"); /* closed ones leave the view */
    terminal_keys(terminal, "<F10>");
    terminal_wait_text(terminal, "1 answer has not left yet");
    terminal_keys(terminal, "<CR>"); /* no */
    terminal_wait_no_text(terminal, "has not left");
    terminal_keys(terminal, "<F10>y");
    int status = -1;
    terminal_wait_exit(terminal, &status);
    assert_int_equal(status, 0);
}

static void what_came_meanwhile_is_shown_first(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_new();
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    begin(terminal, "Svaret mitt.");
    terminal_wait_text(terminal, "draft saved");
    desk_screen_mail(desk, "en2", "Åse Bjørnson <ase@eksempel.example>", "Re: Folketall i Ålesund",
                     "Tue, 10 Mar 2026 10:00:00 +0100", "In-Reply-To: <en@eksempel.example>\n",
                     "Jeg mente Giske, ikke Ålesund.");
    terminal_keys(terminal, "<C-x>");
    terminal_wait_row(terminal, 2, "│! The inquiry got new messages while you wrote:*");
    terminal_wait_row(terminal, 3, "│*Jeg mente Giske, ikke Ålesund.*");
    terminal_keys(terminal, "<Esc>");
    terminal_wait_text(terminal, "2*Answer to 1");
    desk_screen_quit(terminal);
}

/* It comes while the review is on the screen: nothing is sent before it has been shown. */
static void what_comes_during_the_review_stops_it(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_new();
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    begin(terminal, "Svaret mitt.");
    terminal_keys(terminal, "<C-x>");
    terminal_wait_text(terminal, "Review: answer to 1");
    desk_screen_mail(desk, "en2", "Åse Bjørnson <ase@eksempel.example>", "Re: Folketall i Ålesund",
                     "Tue, 10 Mar 2026 10:00:00 +0100", "In-Reply-To: <en@eksempel.example>\n",
                     "Jeg mente Giske, ikke Ålesund.");
    terminal_keys(terminal, "s");
    terminal_wait_row(terminal, 3, "│*Jeg mente Giske, ikke Ålesund.*");
    g_autofree char *held = desk_screen_run(desk, "kari", NULL, "--json", "outbox", "list", NULL);
    assert_null(strstr(held, "Folketall"));
    terminal_keys(terminal, "s");
    terminal_wait_text(terminal, "leaves in 10 s");
}

static void a_note_stays_in_the_house(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_new();
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    terminal_keys(terminal, "i");
    terminal_wait_text(terminal, "2*Internal note on 1");
    terminal_text(terminal, "Ringte, ikke svar.");
    terminal_keys(terminal, "<C-x>");
    terminal_wait_text(terminal, "Note kept on inquiry 1.  u undoes");
    g_autofree char *shown = desk_screen_run(desk, "ola", NULL, "inquiry", "show", "1", NULL);
    assert_non_null(strstr(shown, "Ringte, ikke svar."));
    g_autofree char *held = desk_screen_run(desk, "kari", NULL, "--json", "outbox", "list", NULL);
    assert_string_equal(held, "");
    desk_screen_quit(terminal);
}

static char *editor_script(const DeskScreen *desk, const char *script)
{
    char *path = file_write(desk->box->folder, "editor.sh", script, -1);
    chmod(path, 0755);
    return path;
}

static Terminal *open_with_editor(const DeskScreen *desk, const char *script)
{
    g_autofree char *path = editor_script(desk, script);
    g_autofree char *variable = g_strconcat("EDITOR=", path, NULL);
    const char *const environment[] = {variable, "VISUAL", NULL};
    Terminal *terminal = desk_screen_start(desk, "kari", 80, 24, NULL, environment);
    terminal_wait_text(terminal, "1*Inquiries");
    return terminal;
}

static void the_own_editor_gets_the_text_and_gives_it_back(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_new();
    g_autoptr(Terminal) terminal = open_with_editor(
        desk, "#!/bin/sh\nsed -i '1s/.*/Fra min editor: & \303\246\303\270\303\245/' \"$1\"\n");
    begin(terminal, "Hei");
    terminal_keys(terminal, "<C-e>");
    terminal_wait_text(terminal, "The text came back from the editor.  Ctrl-Z undoes");
    terminal_wait_text(terminal, "│Fra min editor: Hei æøå");
    assert_true(terminal_mode(terminal, 2004));
    terminal_keys(terminal, "<C-z>");
    terminal_wait_no_text(terminal, "min editor:");
    terminal_wait_text(terminal, "│Hei");
    desk_screen_quit(terminal);
}

static void an_editor_that_fails_changes_nothing(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_new();
    g_autoptr(Terminal) terminal =
        open_with_editor(desk, "#!/bin/sh\necho borte > \"$1\"\nexit 3\n");
    begin(terminal, "Beholdes");
    terminal_keys(terminal, "<C-e>");
    terminal_wait_text(terminal, "The editor did not end well (status 3)");
    terminal_wait_text(terminal, "│Beholdes");
    desk_screen_quit(terminal);
}

static void a_template_is_put_in(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_new();
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    begin(terminal, "");
    terminal_keys(terminal, "<C-t>");
    terminal_wait_text(terminal, "┌ Templates");
    terminal_keys(terminal, "<CR>");
    terminal_wait_text(terminal, "Template put in: ");
    terminal_keys(terminal, "<C-z>");
    terminal_wait_no_text(terminal, "{inquirer}");
    desk_screen_quit(terminal);
}

static void fields_are_edited_and_checked(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_new();
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    begin(terminal, "Hei");
    terminal_keys(terminal, "<Tab><C-u>"); /* text -> to */
    terminal_text(terminal, "ikke en adresse");
    terminal_keys(terminal, "<C-x>");
    terminal_wait_text(terminal, "ikke en adresse\"");
    terminal_wait_no_text(terminal, "Review:");
    terminal_keys(terminal, "<C-u>");
    terminal_text(terminal, "ny@eksempel.example");
    terminal_keys(terminal, "<Tab><Tab> x");
    terminal_keys(terminal, "<C-x>");
    terminal_wait_row(terminal, 3, "│To: ny@eksempel.example*");
    terminal_wait_text(terminal, "Subject: Re: Folketall i Ålesund x");
    terminal_keys(terminal, "<Esc>");
    desk_screen_quit(terminal);
}

/* One key says what it is; the words say what that does to the deadline. */
static void a_question_lets_the_deadline_wait(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_new();
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    begin(terminal, "Hvilket år gjelder det?");
    terminal_keys(terminal, "<C-x>");
    terminal_wait_row(terminal, 2, "│Answer: stops the deadline.*");
    terminal_keys(terminal, "p");
    terminal_wait_row(terminal, 2, "│Question to the inquirer: our deadline waits *");
    terminal_keys(terminal, "s");
    terminal_wait_text(terminal, "The question on 1 leaves in 10 s.  u takes it back");
    terminal_wait_text(terminal, "paused");
    terminal_keys(terminal, "<F10>y");
    int status = -1;
    terminal_wait_exit(terminal, &status);
    assert_int_equal(status, 0);
}

static void a_holding_reply_leaves_the_deadline(void **state)
{
    (void)state;
    g_autoptr(DeskScreen) desk = desk_screen_new();
    g_autoptr(Terminal) terminal = desk_screen_open(desk, "kari", 80, 24);
    terminal_keys(terminal, "H");
    terminal_wait_text(terminal, "2*Holding reply to 1");
    terminal_keys(terminal, "<C-x>");
    terminal_wait_text(terminal, "Holding reply: the answer is still due when it was");
    terminal_wait_text(terminal, "! A place in [brackets] is not filled in yet.");
    terminal_wait_row(terminal, 23, " s Send  p Purpose *"); /* it does not close */
    terminal_keys(terminal, "c"); /* cannot be closed with: the text is kept */
    terminal_wait_text(terminal, "Review: holding reply to 1");
    terminal_keys(terminal, "s");
    terminal_wait_text(terminal, "The holding reply to 1 leaves in 10 s.");
    terminal_wait_row(terminal, 3, "│>*1 1 work day *kari*OP│");
    terminal_keys(terminal, "u");
    terminal_wait_no_text(terminal, "Outbox 1");
    desk_screen_quit(terminal);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(taken_read_answered_and_taken_back),
        cmocka_unit_test(what_came_meanwhile_is_shown_first),
        cmocka_unit_test(what_comes_during_the_review_stops_it),
        cmocka_unit_test(a_note_stays_in_the_house),
        cmocka_unit_test(the_own_editor_gets_the_text_and_gives_it_back),
        cmocka_unit_test(an_editor_that_fails_changes_nothing),
        cmocka_unit_test(a_template_is_put_in),
        cmocka_unit_test(fields_are_edited_and_checked),
        cmocka_unit_test(a_question_lets_the_deadline_wait),
        cmocka_unit_test(a_holding_reply_leaves_the_deadline),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* How an answer begins, and what is said about it before it leaves. */
#include <string.h>

#include "skranke/base/language.h"
#include "skranke/base/time_text.h"

#include "skranke/domain/reply.h"

#include "testing.h"

static void check_subject(const char *subject, const char *reply)
{
    g_autofree char *made = reply_subject(subject);
    assert_string_equal(made, reply);
}

static void subjects_lose_chains_of_replies_only(void **state)
{
    (void)state;
    check_subject("Folketall", "Re: Folketall");
    check_subject("Re: Folketall", "Re: Folketall");
    check_subject("SV: Re: Sv : AW:Antw: Folketall", "Re: Folketall");
    check_subject("RE[2]: re(3): Folketall", "Re: Folketall");
    check_subject("Re: VS: Folketall", "Re: VS: Folketall");
    check_subject("Fwd: Re: Folketall", "Re: Fwd: Re: Folketall");
    check_subject("Vedr.: Re: x", "Re: Vedr.: Re: x");
    check_subject("Reisevaner: tall", "Re: Reisevaner: tall");
    check_subject("Svar", "Re: Svar");
    check_subject("  Re:  ", "Re:");
    check_subject("", "Re:");
    check_subject(NULL, "Re:");
    check_subject("a\r\nBcc: b@c.example", "Re: a  Bcc: b@c.example");
}

static gint64 moment(void)
{
    gint64 at = 0;
    assert_true(time_text_parse("2026-03-10T10:12", &at, NULL));
    return at;
}

static void check_quote(const char *language, const char *first_line)
{
    g_autofree char *quote = reply_quote("Hei!", "Kari Vik", moment(), language, 10);
    g_autofree char *wanted = g_strconcat(first_line, "\n> Hei!\n", NULL);
    assert_string_equal(quote, wanted);
}

static void quotes_in_the_language_of_the_inquirer(void **state)
{
    (void)state;
    check_quote("nb", "Den 10.03.2026 kl. 10.12 skrev Kari Vik:");
    check_quote("nn", "Den 10.03.2026 kl. 10.12 skreiv Kari Vik:");
    check_quote("en", "On 2026-03-10 at 10:12 Kari Vik wrote:");
    check_quote("other", "On 2026-03-10 at 10:12 Kari Vik wrote:");
    check_quote("", "Den 10.03.2026 kl. 10.12 skrev Kari Vik:");
    check_quote(NULL, "Den 10.03.2026 kl. 10.12 skrev Kari Vik:");
}

static void quotes_lines_bounded_and_safe(void **state)
{
    (void)state;
    g_autofree char *quote =
        reply_quote("ein\r\n\r\n> gammelt\nto\x1b[2J\n\n\n", "x\x1b]0;y\n", moment(), "nb", 10);
    assert_non_null(strstr(quote, "\n> ein\n>\n>> gammelt\n> to"));
    assert_null(strchr(quote, '\x1b'));
    assert_true(g_str_has_suffix(quote, "[2J\n")); /* no empty lines at the end */
    g_autofree char *cut = reply_quote("1\n2\n3\n4", "x", moment(), "nb", 2);
    assert_true(g_str_has_suffix(cut, "\n> 1\n> 2\n> […]\n"));
    g_autofree char *whole = reply_quote("1\n2", "x", moment(), "nb", 2);
    assert_true(g_str_has_suffix(whole, "\n> 1\n> 2\n"));
}

static void starts_above_signature_and_quote(void **state)
{
    (void)state;
    gsize caret = 99;
    g_autofree char *text = reply_start("Kari\nByrået", "Den …:\n> Hei\n", &caret);
    assert_string_equal(text, "\n\n-- \nKari\nByrået\n\nDen …:\n> Hei\n");
    assert_int_equal(caret, 0);
    g_autofree char *bare = reply_start("", "", &caret);
    assert_string_equal(bare, "\n");
}

static void own_text_is_without_quote_and_signature(void **state)
{
    (void)state;
    gsize caret;
    g_autofree char *quote = reply_quote("Hva er KPI?", "Kari Vik", moment(), "nb", 10);
    g_autofree char *start = reply_start("Ola\nByrået", quote, &caret);
    g_autofree char *empty = reply_own_text(start);
    assert_string_equal(empty, "");
    g_autofree char *answered =
        g_strconcat("Hei!\n\n3 prosent:\n", start, "Under sitatet.\n", NULL);
    g_autofree char *own = reply_own_text(answered);
    assert_string_equal(own, "Hei!\n\n3 prosent:\n\n\nUnder sitatet.");
}

/* Every warning as a line. */
static char *warned(const char *text, const char *recipients, guint attachments)
{
    g_autoptr(GPtrArray) warnings = reply_warnings(text, recipients, attachments);
    g_ptr_array_add(warnings, NULL);
    return g_strjoinv("\n", (char **)warnings->pdata);
}

static void check_warned(const char *text, const char *recipients, guint attachments,
                         const char *warnings)
{
    g_autofree char *made = warned(text, recipients, attachments);
    assert_string_equal(made, warnings);
}

static void warns_before_sending(void **state)
{
    (void)state;
    check_warned("Hei!", "k@b.example", 0, "");
    check_warned("\n> Hei\n", "k@b.example", 0, "The answer is empty.");
    check_warned("Hei!", "", 0, "The answer has no recipient.");
    check_warned("Hei!", "tull", 0, "The answer has no recipient.");
    const char *missing = "The answer mentions an attachment, but has none.";
    check_warned("Tabellen ligger vedlagt.", "k@b.example", 0, missing);
    check_warned("Eg legg ved tabellen.", "k@b.example", 0, missing);
    check_warned("Please find ATTACHED", "k@b.example", 0, missing);
    check_warned("Tabellen ligger vedlagt.", "k@b.example", 1, "");
    check_warned("Hei!\n> Se vedlegg", "k@b.example", 0, "");
    check_warned("Hei {inquirer}!", "k@b.example", 0,
                 "The answer still holds {inquirer} from a template.");
    check_warned("f(x) = {1, 2} {} { a }", "k@b.example", 0, "");
}

static void fills_templates(void **state)
{
    (void)state;
    const char *const pairs[] = {"inquirer", "Kari", "bureau", "{operator}", NULL};
    g_autofree char *filled =
        reply_fill_template("Hei {inquirer}! {bureau} {statistic} {} {inquirer", pairs);
    assert_string_equal(filled, "Hei Kari! {operator} {statistic} {} {inquirer");
}

int main(void)
{
    language_start("en");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(subjects_lose_chains_of_replies_only),
        cmocka_unit_test(quotes_in_the_language_of_the_inquirer),
        cmocka_unit_test(quotes_lines_bounded_and_safe),
        cmocka_unit_test(starts_above_signature_and_quote),
        cmocka_unit_test(own_text_is_without_quote_and_signature),
        cmocka_unit_test(warns_before_sending),
        cmocka_unit_test(fills_templates),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

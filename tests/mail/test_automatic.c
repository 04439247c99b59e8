/* Which mail was sent by a machine, header by header. */
// clang-format off
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
// clang-format on
#include <glib.h>
#include <stdbool.h>
#include <string.h>

#include "skranke/mail/automatic.h"

typedef struct {
    const char *name, *value;
} Header;

static const char *look_up(const char *name, gpointer user)
{
    const Header *header = user;
    return header->name && !g_ascii_strcasecmp(header->name, name) ? header->value : NULL;
}

static const struct {
    const char *header, *value, *from, *type;
    gboolean automatic;
    AutomaticKind kind;
} cases[] = {
    {NULL, NULL, "a@b.no", "text/plain", FALSE, AUTOMATIC_PERSON},
    {"Auto-Submitted", "no", "a@b.no", NULL, FALSE, AUTOMATIC_PERSON},
    {"Auto-Submitted", " NO ; x=y", "a@b.no", NULL, FALSE, AUTOMATIC_PERSON},
    {"Auto-Submitted", "(comment) no", "a@b.no", NULL, FALSE, AUTOMATIC_PERSON},
    {"Auto-Submitted", "", "a@b.no", NULL, FALSE, AUTOMATIC_PERSON},
    {"Auto-Submitted", "auto-replied", "a@b.no", NULL, TRUE, AUTOMATIC_COURTESY},
    {"auto-submitted", "Auto-Generated (x); y", "a@b.no", NULL, TRUE, AUTOMATIC_COURTESY},
    {"X-Auto-Response-Suppress", "All", "a@b.no", NULL, TRUE, AUTOMATIC_PERSON},
    {"X-Auto-Response-Suppress", "None", "a@b.no", NULL, FALSE, AUTOMATIC_PERSON},
    {"Precedence", "bulk", "a@b.no", NULL, TRUE, AUTOMATIC_COURTESY},
    {"Precedence", "List", "a@b.no", NULL, TRUE, AUTOMATIC_PERSON},
    {"Precedence", "first-class", "a@b.no", NULL, FALSE, AUTOMATIC_PERSON},
    {"List-Id", "<x.y>", "a@b.no", NULL, TRUE, AUTOMATIC_PERSON},
    {"List-Unsubscribe", "<https://x>", "a@b.no", NULL, TRUE, AUTOMATIC_PERSON},
    {"Return-Path", "<>", "a@b.no", NULL, TRUE, AUTOMATIC_COURTESY},
    {"Return-Path", " < a@b.no >", "a@b.no", NULL, FALSE, AUTOMATIC_PERSON},
    {NULL, NULL, "MAILER-DAEMON@x.no", NULL, TRUE, AUTOMATIC_FAILURE},
    {NULL, NULL, "postmaster@x.no", NULL, TRUE, AUTOMATIC_FAILURE},
    {NULL, NULL, "postmasteren@x.no", NULL, FALSE, AUTOMATIC_PERSON},
    {NULL, NULL, "", NULL, FALSE, AUTOMATIC_PERSON},
    {NULL, NULL, "a@b.no", "Multipart/Report; report-type=x", TRUE, AUTOMATIC_COURTESY},
    {NULL, NULL, "a@b.no", "text/calendar; method=REQUEST", TRUE, AUTOMATIC_COURTESY},
    {NULL, NULL, "a@b.no", "multipart/mixed", FALSE, AUTOMATIC_PERSON},
    {"Subject", "Automatisk svar: Ferie", "a@b.no", NULL, TRUE, AUTOMATIC_COURTESY},
    {"Subject", "=?utf-8?q?Frav=C3=A6rsmelding?=", "a@b.no", NULL, TRUE, AUTOMATIC_COURTESY},
    {"Subject", "Fråværsmelding", "a@b.no", NULL, TRUE, AUTOMATIC_COURTESY},
    {"Subject", "Out of Office: x", "a@b.no", NULL, TRUE, AUTOMATIC_COURTESY},
    {"Subject", "Sv: Automatisk svar: Ferie", "a@b.no", NULL, FALSE, AUTOMATIC_PERSON},
    {"Subject", "Spørsmål om automatisk svar", "a@b.no", NULL, FALSE, AUTOMATIC_PERSON},
    {"Subject", "Auto: antall biler", "a@b.no", NULL, FALSE, AUTOMATIC_PERSON},
    {NULL, NULL, "a@b.no", "multipart/report; report-type=\"Delivery-Status\"", TRUE,
     AUTOMATIC_FAILURE},
    {"X-Failed-Recipients", "x@y.no", "a@b.no", NULL, TRUE, AUTOMATIC_FAILURE},
};

static void machines_are_known(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        Header header = {cases[i].header, cases[i].value};
        AutomaticKind kind;
        g_autofree char *reason =
            automatic_reason(look_up, &header, cases[i].from, cases[i].type, &kind);
        assert_int_equal(kind, cases[i].kind);
        print_message("%zu: %s\n", i, reason);
        assert_int_equal(*reason != '\0', cases[i].automatic);
    }
}

static void the_reason_names_the_sign(void **state)
{
    (void)state;
    Header header = {"Auto-Submitted", "auto-replied"};
    AutomaticKind kind;
    g_autofree char *reason = automatic_reason(look_up, &header, "a@b.no", NULL, &kind);
    assert_string_equal(reason, "Auto-Submitted: auto-replied");
}

static void a_long_value_is_cut_at_a_letter(void **state)
{
    (void)state;
    g_autoptr(GString) value = g_string_new("x");
    for (int i = 0; i < 1000; i++)
        g_string_append(value, "å");
    Header header = {"List-Id", value->str};
    AutomaticKind kind;
    g_autofree char *reason = automatic_reason(look_up, &header, "a@b.no", NULL, &kind);
    assert_true(g_utf8_validate(reason, -1, NULL));
    assert_in_range(strlen(reason), 20, 150);
}

/* Machines that no header tells of say so in their first words; people who write about such mail,
 * or pass it on, do not begin so. */
static void some_texts_tell(void **state)
{
    (void)state;
    static const struct {
        const char *subject, *text;
        bool tells;
    } texts[] = {
        {"Kvittering", "Dette er en automatisk melding. Svar ikke.", true},
        {"Kvittering", "\n  Dette er ei automatisk melding og kan ikkje svarast på.\n", true},
        {"", "Automatisk melding\n\nDu kan ikke svare på denne e-posten.\n", true},
        {"Notice", "This is an automated message, please do not reply to this email.", true},
        {"", "Denne e-posten er sendt automatisk.\nVennligst ikke svar på den.", true},
        {"", "*** Automatisk generert melding – kan ikke besvares ***", true},
        {"", "Dette er en automatisk melding.", false},
        {"", "Hei, jeg fikk denne:\nDette er en automatisk melding. Svar ikke.", false},
        {"", "> Dette er en automatisk melding. Svar ikke.\nHva er dette?", false},
        {"VS: Kvittering", "Dette er en automatisk melding. Svar ikke.", false},
        {"Fwd: Receipt", "This is an automated message, do not reply.", false},
        {"Re: x", "Automatisk melding. Svar ikke.", false},
        {"", "Automatisk melding\n1\n2\n3\n4\n5\n6\nSvar ikke.", false},
        {"", "Automatiske målinger av trafikk: hvor mange? Svar ikke før mandag.", false},
        {"", "", false},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autofree char *reason = automatic_text_reason(texts[i].subject, texts[i].text);
        if ((*reason != '\0') != texts[i].tells)
            fail_msg("%s: %s: %s", texts[i].subject, texts[i].text, reason);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(machines_are_known),
        cmocka_unit_test(the_reason_names_the_sign),
        cmocka_unit_test(a_long_value_is_cut_at_a_letter),
        cmocka_unit_test(some_texts_tell),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

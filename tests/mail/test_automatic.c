/* Which mail was sent by a machine, header by header. */
// clang-format off
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
// clang-format on
#include <glib.h>
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
} cases[] = {
    {NULL, NULL, "a@b.no", "text/plain", FALSE},
    {"Auto-Submitted", "no", "a@b.no", NULL, FALSE},
    {"Auto-Submitted", " NO ; x=y", "a@b.no", NULL, FALSE},
    {"Auto-Submitted", "(comment) no", "a@b.no", NULL, FALSE},
    {"Auto-Submitted", "", "a@b.no", NULL, FALSE},
    {"Auto-Submitted", "auto-replied", "a@b.no", NULL, TRUE},
    {"auto-submitted", "Auto-Generated (x); y", "a@b.no", NULL, TRUE},
    {"X-Auto-Response-Suppress", "All", "a@b.no", NULL, TRUE},
    {"X-Auto-Response-Suppress", "None", "a@b.no", NULL, FALSE},
    {"Precedence", "bulk", "a@b.no", NULL, TRUE},
    {"Precedence", "List", "a@b.no", NULL, TRUE},
    {"Precedence", "first-class", "a@b.no", NULL, FALSE},
    {"List-Id", "<x.y>", "a@b.no", NULL, TRUE},
    {"List-Unsubscribe", "<https://x>", "a@b.no", NULL, TRUE},
    {"Return-Path", "<>", "a@b.no", NULL, TRUE},
    {"Return-Path", " < a@b.no >", "a@b.no", NULL, FALSE},
    {NULL, NULL, "MAILER-DAEMON@x.no", NULL, TRUE},
    {NULL, NULL, "postmaster@x.no", NULL, TRUE},
    {NULL, NULL, "postmasteren@x.no", NULL, FALSE},
    {NULL, NULL, "", NULL, FALSE},
    {NULL, NULL, "a@b.no", "Multipart/Report; report-type=x", TRUE},
    {NULL, NULL, "a@b.no", "text/calendar; method=REQUEST", TRUE},
    {NULL, NULL, "a@b.no", "multipart/mixed", FALSE},
    {"Subject", "Automatisk svar: Ferie", "a@b.no", NULL, TRUE},
    {"Subject", "=?utf-8?q?Frav=C3=A6rsmelding?=", "a@b.no", NULL, TRUE},
    {"Subject", "Fråværsmelding", "a@b.no", NULL, TRUE},
    {"Subject", "Out of Office: x", "a@b.no", NULL, TRUE},
    {"Subject", "Sv: Automatisk svar: Ferie", "a@b.no", NULL, FALSE},
    {"Subject", "Spørsmål om automatisk svar", "a@b.no", NULL, FALSE},
    {"Subject", "Auto: antall biler", "a@b.no", NULL, FALSE},
};

static void machines_are_known(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        Header header = {cases[i].header, cases[i].value};
        g_autofree char *reason = automatic_reason(look_up, &header, cases[i].from, cases[i].type);
        print_message("%zu: %s\n", i, reason);
        assert_int_equal(*reason != '\0', cases[i].automatic);
    }
}

static void the_reason_names_the_sign(void **state)
{
    (void)state;
    Header header = {"Auto-Submitted", "auto-replied"};
    g_autofree char *reason = automatic_reason(look_up, &header, "a@b.no", NULL);
    assert_string_equal(reason, "Auto-Submitted: auto-replied");
}

static void a_long_value_is_cut_at_a_letter(void **state)
{
    (void)state;
    g_autoptr(GString) value = g_string_new("x");
    for (int i = 0; i < 1000; i++)
        g_string_append(value, "å");
    Header header = {"List-Id", value->str};
    g_autofree char *reason = automatic_reason(look_up, &header, "a@b.no", NULL);
    assert_true(g_utf8_validate(reason, -1, NULL));
    assert_in_range(strlen(reason), 20, 150);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(machines_are_known),
        cmocka_unit_test(the_reason_names_the_sign),
        cmocka_unit_test(a_long_value_is_cut_at_a_letter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* To which inquiry a mail belongs: every branch of the rule. */
// clang-format off
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
// clang-format on
#include <glib.h>
#include <string.h>

#include "skranke/mail/joining.h"

static const struct {
    const char *subject;
    bool forward;
} subjects[] = {
    {"VS: Tall", true},    {"Vs: Tall", true},        {"Fwd: Tall", true}, {"FW: Tall", true},
    {"WG: Tall", true},    {" Videresendt: T", true}, {"[Fwd: x]", true},  {"Sv: VS: Tall", false},
    {"Re: Fwd: x", false}, {"Vsomething", false},     {"Tall", false},     {"", false},
    {NULL, false},
};

static void forwards_are_known(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(subjects); i++)
        assert_int_equal(joining_is_forward(subjects[i].subject), subjects[i].forward);
}

static const struct {
    const char *from, *recipient, *subject;
    gint64 inquiry;
    bool own;
    JoinVerdict verdict;
    const char *reason; /* a piece of it */
} cases[] = {
    {"kari@x.no", "post@byraa.example", "Sv: Tall", 0, false, JOIN_NEW, ""},
    {"kari@x.no", "post@byraa.example", "Sv: Tall", 7, true, JOIN_JOINED, "<m@byraa.example>"},
    {"KARI@x.no", "post@byraa.example", "Sv: Tall", 7, true, JOIN_JOINED, "<m@byraa.example>"},
    /* A colleague answers in her place: the reference is to our own message. */
    {"ola@x.no", "post@byraa.example", "Sv: Tall", 7, true, JOIN_JOINED, "<m@byraa.example>"},
    /* Somebody else forwards what we wrote. */
    {"ola@y.no", "post@byraa.example", "VS: Tall", 7, true, JOIN_NEW, "7"},
    {"kari@x.no", "post@byraa.example", "VS: Tall", 7, true, JOIN_JOINED, "<m@byraa.example>"},
    {"", "post@byraa.example", "VS: Tall", 7, true, JOIN_NEW, "7"},
    /* Only an ancestor in common. */
    {"kari@x.no", "post@byraa.example", "Tall", 7, false, JOIN_JOINED, "share a person"},
    {"ola@y.no", "kari@x.no", "Tall", 7, false, JOIN_JOINED, "share a person"},
    {"ola@y.no", "post@byraa.example", "Tall", 7, false, JOIN_NEW, "share no person"},
    {"ola@y.no", "kari@x.no", "WG: Tall", 7, false, JOIN_NEW, "no part"},
};

static void mails_join_where_they_belong(void **state)
{
    (void)state;
    g_autoptr(GPtrArray) participants = g_ptr_array_new();
    g_ptr_array_add(participants, (gpointer)(gintptr) "kari@x.no");
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GPtrArray) recipients = g_ptr_array_new();
        g_ptr_array_add(recipients, (gpointer)(gintptr)cases[i].recipient);
        ParsedMail mail = {.from_address = (char *)(gintptr)cases[i].from,
                           .subject = (char *)(gintptr)cases[i].subject,
                           .recipients = recipients};
        JoinCandidate candidate = {.inquiry = cases[i].inquiry,
                                   .matched = "m@byraa.example",
                                   .matched_own_message = cases[i].own,
                                   .participants = participants};
        g_autofree char *reason = NULL;
        assert_int_equal(joining_decide(&mail, &candidate, &reason), cases[i].verdict);
        assert_non_null(strstr(reason, cases[i].reason));
        assert_int_equal(*reason == '\0', cases[i].inquiry == 0);
    }
}

static void no_candidate_is_a_new_inquiry(void **state)
{
    (void)state;
    g_autoptr(GPtrArray) none = g_ptr_array_new();
    char address[] = "a@b.no", subject[] = "Tall";
    ParsedMail mail = {.from_address = address, .subject = subject, .recipients = none};
    g_autofree char *reason = NULL;
    assert_int_equal(joining_decide(&mail, NULL, &reason), JOIN_NEW);
    assert_string_equal(reason, "");
    JoinCandidate lonely = {.inquiry = 7};
    g_autofree char *why = NULL;
    assert_int_equal(joining_decide(&mail, &lonely, &why), JOIN_NEW);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forwards_are_known),
        cmocka_unit_test(mails_join_where_they_belong),
        cmocka_unit_test(no_candidate_is_a_new_inquiry),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

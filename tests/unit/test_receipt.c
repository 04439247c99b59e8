/* Automatic receipts: one test for each rule against them, then what they say, and that they
 * promise nothing the service declaration does not. */
#include <string.h>

#include "skranke/base/language.h"

#include "skranke/domain/receipt.h"

#include "testing.h"

#define NOW G_GINT64_CONSTANT(1773133920)

static GPtrArray *categories, *own;

static int begin(void **state)
{
    (void)state;
    language_start("en");
    categories = category_carried(NULL);
    own = g_ptr_array_new();
    g_ptr_array_add(own, (gpointer) "post@byraa.example");
    return categories ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    g_ptr_array_unref(categories);
    g_ptr_array_unref(own);
    return 0;
}

static ReceiptCase plain_case(void)
{
    return (ReceiptCase){.category = "simple_statistics",
                         .automatic = "",
                         .address = "kari@eksempel.example",
                         .own_addresses = own,
                         .channel = CHANNEL_EMAIL,
                         .mailbox_sends = true,
                         .received_at = NOW - 60,
                         .now = NOW};
}

static void assert_verdict(const ReceiptCase *mail, ReceiptVerdict wanted)
{
    ReceiptVerdict verdict = receipt_verdict(mail);
    if (verdict != wanted)
        fail_msg("%s and not %s", receipt_verdict_words[verdict], receipt_verdict_words[wanted]);
}

/* ---- who gets one ---- */

static void a_person_gets_one_where_the_mailbox_sends(void **state)
{
    (void)state;
    ReceiptCase mail = plain_case();
    assert_verdict(&mail, RECEIPT_SEND);
    mail.mailbox_sends = false;
    assert_verdict(&mail, RECEIPT_OFF);
    mail.category = "job_application";
    assert_verdict(&mail, RECEIPT_SEND);
    mail.category = NULL;
    assert_verdict(&mail, RECEIPT_OFF);
}

/* Each rule holds for a job application as well. */
static void every_rule_against_loops_holds_for_all(void **state)
{
    (void)state;
    static const char *const codes[] = {"simple_statistics", "job_application"};
    for (guint i = 0; i < G_N_ELEMENTS(codes); i++) {
        ReceiptCase mail = plain_case();
        mail.category = codes[i];
        const ReceiptCase sound = mail;
        mail.automatic = "Auto-Submitted: auto-replied";
        assert_verdict(&mail, RECEIPT_AUTOMATIC);
        mail = sound;
        mail.address = "no-reply@eksempel.example";
        assert_verdict(&mail, RECEIPT_MACHINE);
        mail.address = "MAILER-DAEMON@eksempel.example";
        assert_verdict(&mail, RECEIPT_MACHINE);
        mail.address = "";
        assert_verdict(&mail, RECEIPT_NO_ADDRESS);
        mail.address = NULL;
        assert_verdict(&mail, RECEIPT_NO_ADDRESS);
        mail.address = "kari@eksempel.example\nBcc: x@y.example";
        assert_verdict(&mail, RECEIPT_NO_ADDRESS);
        mail.address = "Post@Byraa.Example";
        assert_verdict(&mail, RECEIPT_OWN);
        mail.address = "post+17@byraa.example";
        assert_verdict(&mail, RECEIPT_OWN);
        mail = sound;
        mail.from_file = true;
        assert_verdict(&mail, RECEIPT_FILE);
        mail = sound;
        mail.joined = true;
        assert_verdict(&mail, RECEIPT_JOINED);
        mail = sound;
        mail.channel = CHANNEL_PHONE;
        assert_verdict(&mail, RECEIPT_CHANNEL);
    }
    ReceiptCase spam = plain_case();
    spam.category = "spam";
    assert_verdict(&spam, RECEIPT_SPAM);
}

static void old_mail_gets_none(void **state)
{
    (void)state;
    ReceiptCase mail = plain_case();
    mail.received_at = NOW - RECEIPT_OLDEST_SECONDS;
    assert_verdict(&mail, RECEIPT_SEND);
    mail.received_at--;
    assert_verdict(&mail, RECEIPT_OLD);
    mail.received_at = NOW + 600; /* the server's clock runs ahead */
    assert_verdict(&mail, RECEIPT_SEND);
}

static void the_caps_hold(void **state)
{
    (void)state;
    ReceiptCase mail = plain_case();
    mail.sent_to_address = 1;
    assert_verdict(&mail, RECEIPT_ADDRESS_CAP);
    mail.sent_to_address = 0;
    mail.sent_for_inquiry = 2;
    assert_verdict(&mail, RECEIPT_SEND);
    mail.sent_for_inquiry = 3;
    assert_verdict(&mail, RECEIPT_INQUIRY_CAP);
    mail.sent_for_inquiry = -1;
    assert_verdict(&mail, RECEIPT_INQUIRY_CAP);
    mail.sent_to_address = -1;
    assert_verdict(&mail, RECEIPT_ADDRESS_CAP);
}

/* Every application is confirmed, whatever went to the address before; but no loop goes on for
 * ever. */
static void applications_have_a_cap_of_their_own(void **state)
{
    (void)state;
    ReceiptCase mail = plain_case();
    mail.category = "job_application";
    mail.sent_to_address = 1;
    assert_verdict(&mail, RECEIPT_SEND);
    mail.sent_to_address = RECEIPT_MOST_CONFIRMATIONS - 1;
    assert_verdict(&mail, RECEIPT_SEND);
    mail.sent_to_address++;
    assert_verdict(&mail, RECEIPT_ADDRESS_CAP);
    mail.sent_to_address = -1;
    assert_verdict(&mail, RECEIPT_ADDRESS_CAP);
}

static void every_verdict_has_a_word_and_a_text(void **state)
{
    (void)state;
    for (int i = 0; i < RECEIPT_VERDICT_COUNT; i++) {
        assert_true(*receipt_verdict_words[i]);
        assert_true(*receipt_verdict_text((ReceiptVerdict)i));
    }
    assert_null(receipt_verdict_words[RECEIPT_VERDICT_COUNT]);
}

/* ---- what it says ---- */

static char *text_for(const char *code)
{
    ReceiptFacts facts = {.category = category_find(categories, code),
                          .reference = "#17",
                          .bureau = "Statistisk fellesbyrå",
                          .careers_url = "https://www.byraa.example/jobb"};
    return receipt_text(&facts);
}

static void a_receipt_is_in_both_forms_and_a_line_of_english(void **state)
{
    (void)state;
    g_autofree char *text = text_for("licence");
    assert_string_equal(
        text, "Hei!\n\n"
              "Vi har mottatt henvendelsen din. Den er registrert med referanse #17. Oppgi gjerne "
              "referansen hvis du tar kontakt igjen. Dette er et automatisk svar.\n\n"
              "Hilsen\nStatistisk fellesbyrå\n"
              "\n* * *\n\n"
              "Hei!\n\n"
              "Vi har fått førespurnaden din. Han er registrert med referanse #17. Oppgje gjerne "
              "referansen dersom du tek kontakt igjen. Dette er eit automatisk svar.\n\n"
              "Helsing\nStatistisk fellesbyrå\n"
              "\n* * *\n\n"
              "Your inquiry has been registered (reference #17). This is an automatic reply.\n");
}

static void a_job_application_is_confirmed(void **state)
{
    (void)state;
    g_autofree char *text = text_for("job_application");
    assert_non_null(strstr(text, "Vi bekrefter at søknaden/CV-en din er registrert med referanse "
                                 "#17."));
    assert_non_null(strstr(text, "Vi stadfestar at søknaden/CV-en din er registrert"));
    assert_non_null(strstr(text, "hvordan det er å jobbe hos oss: https://www.byraa.example/jobb"));
    assert_non_null(strstr(text, "korleis det er å jobbe hos oss: https://www.byraa.example/jobb"));
    assert_non_null(strstr(text, "Your application/CV has been registered (reference #17)."));
    ReceiptFacts facts = {.category = category_find(categories, "job_application")};
    g_autofree char *bare = receipt_text(&facts);
    assert_null(strstr(bare, "jobbe hos oss"));
    g_autofree char *subject = receipt_subject(&facts);
    assert_true(g_str_has_prefix(subject, "Automatisk svar: Søknaden"));
}

/* The three categories with a number in the declaration, and no other. */
static void only_declared_times_are_named(void **state)
{
    (void)state;
    static const char *const promised[] = {"simple_statistics", "reporting_duty", "access_request",
                                           NULL};
    for (guint i = 0; i < categories->len; i++) {
        const Category *category = categories->pdata[i];
        g_autofree char *text = text_for(category->code);
        bool named = strstr(text, "arbeidsdag") || strstr(text, "samme dag");
        assert_int_equal(named, g_strv_contains(promised, category->code));
        assert_int_equal(strstr(text, "arbeidsdagar") != NULL, named);
    }
    g_autofree char *simple = text_for("simple_statistics");
    assert_non_null(strstr(simple, "vanligvis besvart samme dag eller senest innen to "
                                   "arbeidsdager."));
    assert_non_null(strstr(simple, "får vanlegvis svar same dag eller seinast innan to "
                                   "arbeidsdagar."));
    g_autofree char *unknown = text_for("none");
    assert_null(strstr(unknown, "arbeidsdag"));
}

/* An administrator who changes the rule must not leave the old promise standing. */
static void a_changed_rule_is_not_promised(void **state)
{
    (void)state;
    g_autoptr(Category) category = category_copy(category_find(categories, "simple_statistics"));
    ReceiptFacts facts = {.category = category, .reference = "#17"};
    category->limit.number = 3;
    g_autofree char *longer = receipt_text(&facts);
    assert_null(strstr(longer, "arbeidsdag"));
    category->limit.number = 2;
    category->limit.by = CATEGORY_BY_LOCAL;
    g_autofree char *local = receipt_text(&facts);
    assert_null(strstr(local, "arbeidsdag"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_person_gets_one_where_the_mailbox_sends),
        cmocka_unit_test(every_rule_against_loops_holds_for_all),
        cmocka_unit_test(old_mail_gets_none),
        cmocka_unit_test(the_caps_hold),
        cmocka_unit_test(applications_have_a_cap_of_their_own),
        cmocka_unit_test(every_verdict_has_a_word_and_a_text),
        cmocka_unit_test(a_receipt_is_in_both_forms_and_a_line_of_english),
        cmocka_unit_test(a_job_application_is_confirmed),
        cmocka_unit_test(only_declared_times_are_named),
        cmocka_unit_test(a_changed_rule_is_not_promised),
    };
    return cmocka_run_group_tests(tests, begin, end);
}

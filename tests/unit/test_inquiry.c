/* The records: words there and back, copies, and who is shown as the sender. */
#include <string.h>

#include "skranke/base/language.h"

#include "skranke/domain/inquiry.h"
#include "skranke/domain/message.h"
#include "skranke/domain/person.h"

#include "testing.h"

static void words_go_there_and_back(void **state)
{
    (void)state;
    for (int i = 0; i < INQUIRY_STATE_COUNT; i++) {
        InquiryState read = INQUIRY_NEW;
        assert_true(inquiry_state_from_word(inquiry_state_words[i], &read));
        assert_int_equal(read, i);
        assert_int_equal(strlen(inquiry_state_mark(read)), 2);
        assert_true(*inquiry_state_text(read) != '\0');
    }
    for (int i = 0; i < CHANNEL_COUNT; i++) {
        Channel read = CHANNEL_EMAIL;
        assert_true(channel_from_word(channel_words[i], &read));
        assert_int_equal(read, i);
        assert_true(*channel_text(read) != '\0');
    }
    assert_null(inquiry_state_words[INQUIRY_STATE_COUNT]);
    assert_null(channel_words[CHANNEL_COUNT]);
    assert_null(delivery_words[DELIVERY_COUNT]);
}

static void unknown_words_are_refused(void **state)
{
    (void)state;
    InquiryState read = INQUIRY_WAITING;
    Channel channel = CHANNEL_CHAT;
    assert_false(inquiry_state_from_word("NEW", &read));
    assert_false(inquiry_state_from_word("", &read));
    assert_false(inquiry_state_from_word(NULL, &read));
    assert_int_equal(read, INQUIRY_WAITING);
    assert_false(channel_from_word("fax", &channel));
    assert_int_equal(channel, CHANNEL_CHAT);
}

static void a_copy_lives_alone(void **state)
{
    (void)state;
    Inquiry *inquiry = inquiry_new();
    inquiry->id = 7;
    inquiry->subject = g_strdup("Folketall");
    inquiry->writing = g_strdup("kari");
    g_autoptr(Inquiry) copy = inquiry_copy(inquiry);
    inquiry_free(inquiry);
    assert_int_equal(copy->id, 7);
    assert_string_equal(copy->subject, "Folketall");
    assert_string_equal(copy->writing, "kari");
}

static void somebody_is_always_shown(void **state)
{
    (void)state;
    g_autoptr(Inquiry) inquiry = inquiry_new();
    assert_string_equal(inquiry_sender(inquiry), "unknown sender");
    inquiry->from_name = g_strdup("");
    inquiry->from_address = g_strdup("k@b.example");
    assert_string_equal(inquiry_sender(inquiry), "k@b.example");
    g_free(inquiry->from_name);
    inquiry->from_name = g_strdup("Kari Vik");
    assert_string_equal(inquiry_sender(inquiry), "Kari Vik");
}

static void names_follow_the_screen(void **state)
{
    (void)state;
    Statistic statistic = {.name_nb = (char[]){"Lønn"}, .name_nn = (char[]){"Løn"}};
    language_start("nn");
    assert_string_equal(statistic_name(&statistic), "Løn");
    language_start("en"); /* no English name: bokmål */
    assert_string_equal(statistic_name(&statistic), "Lønn");
}

static void no_delivery_is_no_text(void **state)
{
    (void)state;
    assert_string_equal(delivery_text(DELIVERY_NONE), "");
    assert_string_equal(delivery_text(DELIVERY_SENT), "sent");
}

int main(void)
{
    language_start("en");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_go_there_and_back), cmocka_unit_test(unknown_words_are_refused),
        cmocka_unit_test(a_copy_lives_alone),      cmocka_unit_test(somebody_is_always_shown),
        cmocka_unit_test(names_follow_the_screen), cmocka_unit_test(no_delivery_is_no_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * An inquiry's clocks on the screen: promises worded as promises and aims as aims, and the marks of
 * a row.
 */
#include <string.h>

#include "skranke/base/language.h"
#include "skranke/base/time_text.h"

#include "skranke/tui/clock_words.h"
#include "skranke/tui/foreign_text.h"

#include "cleanup.h"
#include "testing.h"

static gint64 at(const char *text)
{
    gint64 moment = 0;
    assert_true(time_text_parse(text, &moment, NULL));
    return moment;
}

#define NOW at("2026-03-10T10:12")

static int english(void **state)
{
    (void)state;
    language_start("en");
    return 0;
}

/* Tuesday; a limit that ends on Thursday. */
static Inquiry *with_limit(void)
{
    Inquiry *inquiry = inquiry_new();
    inquiry->limit_at = at("2026-03-13T00:00");
    inquiry->target_at = at("2026-03-11T00:00");
    inquiry->due_at = inquiry->limit_at;
    inquiry->due_kind = CLOCK_LIMIT;
    inquiry->due_by = CATEGORY_BY_DOCUMENT;
    return inquiry;
}

static void how_long_is_left(void **state)
{
    (void)state;
    g_autoptr(Calendar) calendar = calendar_new();
    Opening opening = opening_usual(calendar);
    g_autoptr(Inquiry) inquiry = with_limit();
    g_autofree char *left = clock_words_left(inquiry, NOW, &opening);
    assert_string_equal(left, "2 work days");
    g_autofree char *later = clock_words_left(inquiry, at("2026-03-12T08:00"), &opening);
    assert_string_equal(later, "today");
    assert_false(clock_words_overdue(inquiry, NOW));
    assert_true(clock_words_overdue(inquiry, inquiry->due_at));
    inquiry->due_by = CATEGORY_BY_LOCAL;
    g_autofree char *aim = clock_words_left(inquiry, NOW, &opening);
    assert_string_equal(aim, "aim 2 d");
    inquiry->state = INQUIRY_CLOSED;
    g_autofree char *closed = clock_words_left(inquiry, NOW, &opening);
    assert_string_equal(closed, "");
    assert_false(clock_words_overdue(inquiry, inquiry->due_at));
    g_autofree char *unknown = clock_words_left(inquiry, NOW, NULL);
    assert_string_equal(unknown, "");
}

static void who_promised_it(void **state)
{
    (void)state;
    g_autoptr(Inquiry) inquiry = with_limit();
    Category category = {
        .target = {.kind = CATEGORY_SAME_DAY, .by = CATEGORY_BY_DOCUMENT},
        .limit = {.kind = CATEGORY_WORKING_DAYS, .number = 2, .by = CATEGORY_BY_DOCUMENT}};
    g_autofree char *both = clock_words_both(inquiry, &category);
    assert_string_equal(both, "by 12.03., usually 10.03. (promised in the service declaration)");
    category.target.by = CATEGORY_BY_LOCAL;
    g_autofree char *two = clock_words_both(inquiry, &category);
    assert_string_equal(two, "by 12.03. (promised in the service declaration), usually 10.03. "
                             "(the bureau's own aim)");
    g_autofree char *promise = clock_words_promise(&category);
    assert_string_equal(promise, "promised 2 working days · own aim the same day");
    inquiry->limit_at = inquiry->target_at = 0;
    inquiry->wanted_at = at("2026-03-10T14:31"); /* the first moment that is too late */
    g_autofree char *wanted = clock_words_both(inquiry, &category);
    assert_string_equal(wanted, "wanted 10.03. 14:30");
}

/* What the words of the row are about stands first, with who set it. */
static void the_watched_clock_stands_first(void **state)
{
    (void)state;
    g_autoptr(Inquiry) inquiry = with_limit();
    Category category = {.target = {.kind = CATEGORY_WORKING_DAYS, .number = 10},
                         .holding = {.kind = CATEGORY_WORKING_DAYS, .number = 2}};
    inquiry->limit_at = 0;
    inquiry->holding_at = inquiry->due_at = at("2026-03-04T00:00");
    inquiry->due_kind = CLOCK_HOLDING;
    g_autofree char *both = clock_words_both(inquiry, &category);
    assert_string_equal(both, "holding reply 03.03., usually 10.03. (the bureau's own aim)");
    category.target.by = CATEGORY_BY_DOCUMENT;
    g_autofree char *mixed = clock_words_both(inquiry, &category);
    assert_string_equal(mixed, "holding reply 03.03. (the bureau's own aim), usually 10.03. "
                               "(promised in the service declaration)");
    inquiry->due_kind = CLOCK_FORWARD; /* the words of the row are "chase 2 d" */
    inquiry->due_at = at("2026-03-13T00:00");
    inquiry->holding_sent_at = NOW;
    g_autofree char *chased = clock_words_both(inquiry, &category);
    assert_string_equal(chased, "chase 12.03., usually 10.03. "
                                "(promised in the service declaration)");
}

static void marks_of_a_row(void **state)
{
    (void)state;
    g_autoptr(Inquiry) inquiry = with_limit();
    g_autofree char *none = clock_words_marks(inquiry, NULL, NOW);
    assert_string_equal(none, "");
    inquiry->bumped = true;
    inquiry->forwarded_to = g_strdup("Division for \x1b[31mprices");
    inquiry->snoozed_until = at("2026-03-10T14:00");
    g_autofree char *all = clock_words_marks(inquiry, NULL, NOW);
    assert_non_null(strstr(all, "bumped up, with Division for"));
    assert_non_null(strstr(all, "back 14:00"));
    assert_null(strchr(all, '\x1b'));
    inquiry->snoozed_until = at("2026-03-12T09:00");
    g_autofree char *brief = clock_words_marks(inquiry, "320", NOW);
    assert_string_equal(brief, "bumped up, with 320, back 12.03.");
}

static void numbers_are_masked_after_what_hides_between_them(void **state)
{
    (void)state;
    g_autofree char *masked = foreign_line("Nr 018107\xe2\x80\x8b"
                                           "50045, takk\r\nHei",
                                           false);
    assert_null(strstr(masked, "018107"));
    g_autofree char *revealed = foreign_line("018107 50045", true);
    assert_string_equal(revealed, "018107 50045");
    g_autofree char *block = foreign_block("a\n018107 50045\n", -1, false);
    assert_string_equal(block, "a\n•••••• •••••\n");
    g_autofree char *none = foreign_block(NULL, -1, false);
    assert_string_equal(none, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(how_long_is_left),
        cmocka_unit_test(who_promised_it),
        cmocka_unit_test(the_watched_clock_stands_first),
        cmocka_unit_test(marks_of_a_row),
        cmocka_unit_test(numbers_are_masked_after_what_hides_between_them),
    };
    return cmocka_run_group_tests(tests, english, NULL);
}

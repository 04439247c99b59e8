/* Inquiries sent on to sections and persons: the two mails, the rules that refuse, the way back,
 * and what silence brings. On both carriers. */
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/time_text.h"

#include "skranke/domain/day.h"

#include "skranke/store/content.h"
#include "skranke/store/events.h"
#include "skranke/store/inquiries.h"
#include "skranke/store/messages.h"
#include "skranke/store/outbox.h"
#include "skranke/store/settings.h"

#include "skranke/desk/answer.h"
#include "skranke/desk/forwarding.h"

#include "desk_fixture.h"

/* A number of the synthetic series: nobody's. */
#define NUMBER "13527210091"

static const Section sections[] = {
    {(char *)"010", (char *)"Ledelsen", (char *)"Leiinga", (char *)"Management",
     (char *)"management", (char *)"ledelsen@byraa.example", (char *)""},
    {(char *)"240", (char *)"Seksjon for prisstatistikk", (char *)"Seksjon for prisstatistikk",
     (char *)"Division for price statistics", (char *)"subject", (char *)"s240@byraa.example",
     (char *)""},
    {(char *)"611", (char *)"Brukerkontakt", (char *)"Brukarkontakt", (char *)"User contact",
     (char *)"information_service", (char *)"info@byraa.example", (char *)""},
    {(char *)"821", (char *)"Næringslivsundersøkelser", (char *)"Næringslivsundersøkingar",
     (char *)"Business surveys", (char *)"respondents_business", (char *)"s821@byraa.example",
     (char *)""},
};

static void put_person(DbBatch *batch, const char *initials, const char *name, const char *section,
                       const char *email)
{
    Person *person = person_new();
    person->initials = g_strdup(initials);
    person->name = g_strdup(name);
    person->sections = g_strdup(section);
    person->email = g_strdup(email);
    person->hours = g_strdup("ma-fr 08:00-15:30");
    people_put_person(batch, person, FIXTURE_NOW);
    person_free(person);
}

/* A small bureau, and a desk at it. */
static Desk *begin(StoreFixture *fixture)
{
    static const Statistic kpi = {.short_name = (char *)"kpi",
                                  .section = (char *)"240",
                                  .name_nb = (char *)"Konsumprisindeksen",
                                  .name_nn = (char *)"Konsumprisindeksen",
                                  .name_en = (char *)"Consumer price index"};
    DbBatch *batch = db_batch_new(NULL);
    for (guint i = 0; i < G_N_ELEMENTS(sections); i++)
        people_put_section(batch, &sections[i]);
    put_person(batch, "ono", "Ola Nordmann", "240", "ono@byraa.example");
    put_person(batch, "kno", "Kari Nordmann", "240", "kno@byraa.example");
    put_person(batch, "dir", "Dina Rektor", "010", "dir@byraa.example");
    put_person(batch, "tom", "Tom Uten", "240", "");
    people_put_statistic(batch, &kpi, "ono", "kno");
    people_add_absence(batch, "ono", FIXTURE_NOW - 60, FIXTURE_NOW + 3 * 86400, "leave", "hemmelig",
                       0);
    settings_put(batch, "forward.answer_days", "");
    fixture_apply(fixture, batch);
    return desk_fixture(fixture, fixture->kari);
}

static gint64 inquiry_of(StoreFixture *fixture, const char *category, const char *silo,
                         const char *language)
{
    gint64 id = fixture_inquiry(fixture, "open", fixture->kari, FIXTURE_NOW - 3600,
                                "Spørsmål om prisar", "Kva kostar " NUMBER "?");
    DbBatch *batch = db_batch_new(NULL);
    db_batch_add(batch,
                 "UPDATE inquiry SET category = ?, silo = ?, language = ?, from_name = 'Eva Dal', "
                 "statistic = 'kpi' WHERE id = ?",
                 "sssi", category, silo, language, id);
    db_batch_add(batch, "UPDATE message SET from_name = 'Eva Dal' WHERE inquiry = ?", "i", id);
    fixture_apply(fixture, batch);
    return id;
}

static Inquiry *look(Desk *desk, gint64 id)
{
    g_autoptr(GError) error = NULL;
    Inquiry *inquiry = inquiries_get(desk->db, id, &error);
    assert_no_error(error);
    return inquiry;
}

static const Message *newest(const GPtrArray *messages, MessagePurpose purpose)
{
    for (guint i = messages->len; i > 0; i--)
        if (((const Message *)messages->pdata[i - 1])->purpose == purpose)
            return messages->pdata[i - 1];
    return NULL;
}

static void assert_holds(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("\"%s\" is not in: %s", part, text);
}

static void assert_lacks(const char *text, const char *part)
{
    if (strstr(text, part))
        fail_msg("\"%s\" is in: %s", part, text);
}

static gint64 forward(Desk *desk, gint64 id, const ForwardWish *wish)
{
    g_autoptr(GError) error = NULL;
    gint64 number = forwarding_send(desk, id, wish, &error);
    assert_no_error(error);
    assert_true(number > 0);
    return number;
}

/* ---- what goes out ---- */

static void section_and_inquirer_get_their_mails(void **state)
{
    StoreFixture *fixture = *state;
    Desk *desk = begin(fixture);
    gint64 id = inquiry_of(fixture, "simple_statistics", "open", "nn");
    ForwardWish wish = {.section = "240", .comment = "Gjeld dette KPI-JAE?"};
    gint64 number = forward(desk, id, &wish);
    g_autoptr(GPtrArray) forwards = forwards_of_inquiry(desk->db, id, NULL);
    const Forward *kept = forwards->pdata[0];
    assert_int_equal(kept->id, number);
    assert_int_equal(strlen(kept->token), 12);
    /* Ten working days after Tuesday 10 March: Tuesday 24 March, to its end. */
    assert_int_equal(kept->due_at, day_moment(day_of_date(2026, 3, 25), 0));
    g_autoptr(GPtrArray) messages = messages_of_inquiry(desk->db, id, NULL);
    const Message *mail = newest(messages, PURPOSE_FORWARD);
    const Message *notice = newest(messages, PURPOSE_NOTICE);
    assert_int_equal(kept->message, mail->id);
    assert_int_equal(kept->notice, notice->id);
    g_autofree char *mark = g_strdup_printf("[#%d-%s]", (int)id, kept->token);
    g_autofree char *subject = g_strdup_printf("%s Spørsmål om prisar", mark);
    assert_string_equal(mail->subject, subject);
    assert_string_equal(mail->recipients, "Seksjon for prisstatistikk <s240@byraa.example>");
    assert_string_equal(mail->reply_to, "post@byraa.example");
    assert_string_equal(mail->automatic, "");
    assert_holds(mail->text, mark);
    assert_holds(mail->text, "Gjeld dette KPI-JAE?");
    assert_holds(mail->text, "Svar på denne e-posten, så kjem svaret tilbake til saka; svarer du "
                             "innsendaren direkte, set oss på kopi.");
    assert_holds(mail->text, "Svarast på: nynorsk");
    assert_holds(mail->text, "Eva Dal <kunde@example.org>");
    assert_holds(mail->text, "Kva kostar •••••••••••?");
    assert_lacks(mail->text, NUMBER);
    assert_string_equal(notice->recipients, "Eva Dal <kunde@example.org>");
    assert_string_equal(notice->subject, "Re: Spørsmål om prisar");
    assert_string_equal(notice->automatic, "auto-generated");
    assert_holds(notice->text, "Hei, Eva Dal!");
    assert_holds(notice->text, "Takk for førespurnaden om «Konsumprisindeksen». Vi har sendt han "
                               "vidare til Seksjon for prisstatistikk");
    assert_holds(notice->text, "Du får svar direkte frå seksjonen.");
    assert_lacks(notice->text, "{");
    g_autoptr(OutboxItem) item = outbox_of_message(desk->db, mail->id, NULL);
    assert_string_equal(item->addresses, "s240@byraa.example");
    assert_int_equal(item->state, DELIVERY_HELD);
    desk_fixture_free(desk);
}

static void the_inquiry_waits_with_its_own_clock(void **state)
{
    StoreFixture *fixture = *state;
    Desk *desk = begin(fixture);
    gint64 id = inquiry_of(fixture, "complex_statistics", "open", "nb");
    ForwardWish wish = {.section = "240", .answer_days = 1};
    forward(desk, id, &wish);
    g_autoptr(Inquiry) inquiry = look(desk, id);
    assert_int_equal(inquiry->state, INQUIRY_WAITING);
    assert_string_equal(inquiry->forwarded_to, "Seksjon for prisstatistikk");
    assert_int_equal(inquiry->due_kind, CLOCK_FORWARD);
    assert_int_equal(inquiry->due_by, CATEGORY_BY_LOCAL);
    assert_int_equal(inquiry->due_at, day_moment(day_of_date(2026, 3, 12), 0));
    assert_false(inquiry->paused);
    assert_int_equal(inquiry->message_count, 3);
    g_autoptr(Event) event = desk_newest_event(desk, id);
    g_autoptr(GPtrArray) messages = messages_of_inquiry(desk->db, id, NULL);
    assert_int_equal(event->kind, EVENT_FORWARDED);
    assert_int_equal(event->message, newest(messages, PURPOSE_FORWARD)->id);
    assert_holds(event->after, "\"to\":\"Seksjon for prisstatistikk\"");
    g_autoptr(GPtrArray) forwards = forwards_of_inquiry(desk->db, id, NULL);
    assert_lacks(event->after, ((const Forward *)forwards->pdata[0])->token);
    desk_fixture_free(desk);
}

static void only_what_was_promised_is_called_so(void **state)
{
    static const struct {
        const char *category, *says, *says_not;
    } rows[] = {
        {"simple_statistics", "Frist: innsenderen er lovet svar senest", "vårt eget mål"},
        {"licence", "Frist: ingen er lovet; vårt eget mål er svar innen", "innsenderen er lovet"},
        {"complex_statistics", "Frist: ingen er lovet\n", "senest"},
        {"gdpr_access", "Frist: etter loven skal det svares senest", "lovet"},
    };
    StoreFixture *fixture = *state;
    Desk *desk = begin(fixture);
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        gint64 id = inquiry_of(fixture, rows[i].category, "open", "nb");
        g_autoptr(Inquiry) inquiry = look(desk, id);
        g_autoptr(Rulebook) rules = rulebook_load(desk->db, NULL);
        rulebook_apply(rules, inquiry, NULL);
        inquiry->silo = CATEGORY_OPEN;
        DbBatch *batch = db_batch_new(NULL);
        inquiries_put(batch, inquiry, FIXTURE_NOW);
        fixture_apply(fixture, batch);
        ForwardWish wish = {.section = "240"};
        g_autoptr(ForwardReview) review = forwarding_review(desk, id, &wish, &error);
        assert_no_error(error);
        assert_holds(review->text, rows[i].says);
        assert_lacks(review->text, rows[i].says_not);
    }
    desk_fixture_free(desk);
}

static void attachments_go_by_reference(void **state)
{
    StoreFixture *fixture = *state;
    Desk *desk = begin(fixture);
    gint64 id = inquiry_of(fixture, "simple_statistics", "open", "nb");
    DbBatch *batch = db_batch_new(NULL);
    g_autofree char *sha256 = content_add(batch, "tall", 4);
    messages_add_attachment(batch, "tall.csv", "text/csv", 4, sha256);
    messages_add_attachment(batch, "stor.zip", "application/zip", 30 * 1024 * 1024, sha256);
    fixture_apply(fixture, batch);
    gint64 before = fixture_number(fixture, "SELECT count(*) FROM content");
    ForwardWish wish = {.section = "240"};
    forward(desk, id, &wish);
    g_autoptr(GPtrArray) messages = messages_of_inquiry(desk->db, id, NULL);
    const Message *mail = newest(messages, PURPOSE_FORWARD);
    assert_int_equal(mail->attachments->len, 1);
    const Attachment *file = mail->attachments->pdata[0];
    assert_string_equal(file->name, "tall.csv");
    assert_string_equal(file->sha256, sha256);
    assert_holds(mail->text, "stor.zip");
    assert_int_equal(newest(messages, PURPOSE_NOTICE)->attachments->len, 0);
    assert_int_equal(fixture_number(fixture, "SELECT count(*) FROM content"), before);
    desk_fixture_free(desk);
}

static void numbers_leave_by_decision_only(void **state)
{
    StoreFixture *fixture = *state;
    Desk *desk = begin(fixture);
    gint64 id = inquiry_of(fixture, "simple_statistics", "open", "nb");
    ForwardWish wish = {.section = "240", .identity_numbers = true};
    forward(desk, id, &wish);
    g_autoptr(GPtrArray) messages = messages_of_inquiry(desk->db, id, NULL);
    assert_holds(newest(messages, PURPOSE_FORWARD)->text, NUMBER);
    g_autoptr(Event) event = desk_newest_event(desk, id);
    assert_holds(event->after, "\"identity_numbers\":true");
    desk_fixture_free(desk);
}

static void a_person_away_is_not_passed_over_silently(void **state)
{
    StoreFixture *fixture = *state;
    Desk *desk = begin(fixture);
    g_autoptr(GError) error = NULL;
    gint64 id = inquiry_of(fixture, "personally_addressed", "open", "en");
    ForwardWish wish = {.person = "ono"};
    g_autoptr(ForwardReview) review = forwarding_review(desk, id, &wish, &error);
    assert_no_error(error);
    assert_string_equal(review->to_address, "ono@byraa.example");
    g_autofree char *warned = g_strjoinv(
        "\n", (char **)(g_ptr_array_add(review->warnings, NULL), review->warnings->pdata));
    assert_holds(warned, "Ola Nordmann");
    assert_holds(warned, "Kari Nordmann (kno)");
    assert_lacks(warned, "hemmelig");
    assert_lacks(warned, "leave");
    assert_holds(review->notice, "Dear Eva Dal,");
    assert_holds(review->notice, "to Ola Nordmann (Division for price statistics)");
    ForwardWish other = {.person = "kno"};
    g_autoptr(ForwardReview) calm = forwarding_review(desk, id, &other, &error);
    for (guint i = 0; i < calm->warnings->len; i++)
        assert_lacks(calm->warnings->pdata[i], "Kari Nordmann");
    desk_fixture_free(desk);
}

/* ---- whom nobody tells ---- */

static void some_cannot_be_told(void **state)
{
    StoreFixture *fixture = *state;
    Desk *desk = begin(fixture);
    static const struct {
        const char *sql;
        bool quiet, told;
    } rows[] = {
        {"UPDATE inquiry SET language = ''", false, true},
        {"UPDATE message SET from_address = 'noreply@example.org'", false, false},
        {"UPDATE message SET automatic = 'Auto-Submitted: auto-replied'", false, false},
        {"UPDATE message SET from_address = 'info@byraa.example'", false, false},
        {"UPDATE message SET from_address = 'info@byraa.example', reply_to = 'a@b.example'", false,
         true},
        {"UPDATE inquiry SET channel = 'phone', from_address = ''", false, true},
        {"UPDATE message SET from_address = '', text = 'ringte'", false, true},
        {"UPDATE message SET text = 'hei'", true, false},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        gint64 id = inquiry_of(fixture, "simple_statistics", "open", "nb");
        DbBatch *batch = db_batch_new(NULL);
        db_batch_add(batch, rows[i].sql, "");
        fixture_apply(fixture, batch);
        ForwardWish wish = {.section = "240", .quiet = rows[i].quiet};
        g_autoptr(ForwardReview) review = forwarding_review(desk, id, &wish, &error);
        assert_no_error(error);
        if ((*review->notice != '\0') != rows[i].told)
            fail_msg("row %u: %s", i, review->notice);
        assert_true(rows[i].told || review->warnings->len > 0);
        batch = db_batch_new(NULL);
        db_batch_add(batch, "UPDATE message SET automatic = '', reply_to = ''", "");
        fixture_apply(fixture, batch);
    }
    desk_fixture_free(desk);
}

static void without_a_language_it_is_bokmal_and_said(void **state)
{
    StoreFixture *fixture = *state;
    Desk *desk = begin(fixture);
    g_autoptr(GError) error = NULL;
    gint64 id = inquiry_of(fixture, "simple_statistics", "open", "");
    ForwardWish wish = {.section = "240"};
    g_autoptr(ForwardReview) review = forwarding_review(desk, id, &wish, &error);
    assert_holds(review->notice, "Takk for henvendelsen om");
    bool said = false;
    for (guint i = 0; i < review->warnings->len; i++)
        said = said || strstr(review->warnings->pdata[i], "bokmål") != NULL;
    assert_true(said);
    desk_fixture_free(desk);
}

/* ---- what is refused ---- */

static void refused(Desk *desk, gint64 id, const ForwardWish *wish, int code)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(ForwardReview) review = forwarding_review(desk, id, wish, &error);
    assert_refused(review != NULL, error, code);
    assert_refused(forwarding_send(desk, id, wish, &error) != 0, error, code);
    g_autoptr(GPtrArray) none = forwards_of_inquiry(desk->db, id, NULL);
    assert_int_equal(none->len, 0);
}

static void the_rules_refuse(void **state)
{
    StoreFixture *fixture = *state;
    Desk *desk = begin(fixture);
    gint64 press = inquiry_of(fixture, "press", "press", "nb");
    gint64 firm = inquiry_of(fixture, "respondent_business", "respondents", "nb");
    gint64 plain = inquiry_of(fixture, "simple_statistics", "open", "nb");
    refused(desk, press, &(ForwardWish){.section = "010"}, SKRANKE_ERROR_REFUSED);
    refused(desk, press, &(ForwardWish){.person = "dir"}, SKRANKE_ERROR_REFUSED);
    refused(desk, firm, &(ForwardWish){.section = "240"}, SKRANKE_ERROR_REFUSED);
    refused(desk, plain, &(ForwardWish){.person = "tom"}, SKRANKE_ERROR_REFUSED);
    /* Our own mailbox: the mail would come back as an echo that nobody sees. */
    refused(desk, plain, &(ForwardWish){.section = "611"}, SKRANKE_ERROR_REFUSED);
    refused(desk, plain, &(ForwardWish){.section = "999"}, SKRANKE_ERROR_NOT_FOUND);
    refused(desk, plain, &(ForwardWish){.person = "xyz"}, SKRANKE_ERROR_NOT_FOUND);
    refused(desk, plain, &(ForwardWish){0}, SKRANKE_ERROR_USAGE);
    refused(desk, plain, &(ForwardWish){.section = "240", .person = "ono"}, SKRANKE_ERROR_USAGE);
    refused(desk, plain, &(ForwardWish){.section = "240", .answer_days = 9999},
            SKRANKE_ERROR_USAGE);
    desk->operator_->press_contact = true;
    forward(desk, press, &(ForwardWish){.section = "010"});
    desk_fixture_free(desk);
}

static void only_the_summary_leaves_a_closed_silo(void **state)
{
    StoreFixture *fixture = *state;
    Desk *desk = begin(fixture);
    gint64 id = inquiry_of(fixture, "respondent_business", "respondents", "nb");
    DbBatch *batch = db_batch_new(NULL);
    g_autofree char *sha256 = content_add(batch, "tall", 4);
    messages_add_attachment(batch, "oppgave.csv", "text/csv", 4, sha256);
    fixture_apply(fixture, batch);
    ForwardWish wish = {.section = "240", .summary = "Hvordan regnes pant med?"};
    forward(desk, id, &wish);
    g_autoptr(GPtrArray) messages = messages_of_inquiry(desk->db, id, NULL);
    const Message *mail = newest(messages, PURPOSE_FORWARD);
    assert_holds(mail->text, "Hvordan regnes pant med?");
    assert_lacks(mail->text, "Kva kostar");
    assert_lacks(mail->text, "Eva Dal");
    assert_lacks(mail->text, "kunde@example.org");
    assert_lacks(mail->text, "direkte");
    assert_lacks(mail->subject, "prisar");
    assert_int_equal(mail->attachments->len, 0);
    /* The respondents' own section gets it whole. */
    gint64 inside = inquiry_of(fixture, "respondent_business", "respondents", "nb");
    forward(desk, inside, &(ForwardWish){.section = "821"});
    g_autoptr(GPtrArray) whole = messages_of_inquiry(desk->db, inside, NULL);
    assert_holds(newest(whole, PURPOSE_FORWARD)->text, "Eva Dal");
    desk_fixture_free(desk);
}

/* ---- the way back ---- */

static void undone_while_held(void **state)
{
    StoreFixture *fixture = *state;
    Desk *desk = begin(fixture);
    g_autoptr(GError) error = NULL;
    gint64 id = inquiry_of(fixture, "simple_statistics", "open", "nb");
    forward(desk, id, &(ForwardWish){.section = "240"});
    g_autoptr(Event) event = desk_newest_event(desk, id);
    assert_done(forwarding_undo(desk, event, &error), error);
    g_autoptr(Inquiry) inquiry = look(desk, id);
    assert_int_equal(inquiry->state, INQUIRY_OPEN);
    assert_string_equal(inquiry->forwarded_to, "");
    assert_int_not_equal(inquiry->due_kind, CLOCK_FORWARD);
    assert_int_equal(
        fixture_number(fixture, "SELECT count(*) FROM outbox WHERE state = 'withdrawn'"), 2);
    assert_int_equal(
        fixture_number(fixture, "SELECT count(*) FROM forward WHERE state = 'taken_back'"), 1);
    assert_refused(forwarding_undo(desk, event, &error), error, SKRANKE_ERROR_CONFLICT);
    desk_fixture_free(desk);
}

static void not_undone_when_a_mail_has_left(void **state)
{
    StoreFixture *fixture = *state;
    Desk *desk = begin(fixture);
    g_autoptr(GError) error = NULL;
    gint64 id = inquiry_of(fixture, "simple_statistics", "open", "nb");
    forward(desk, id, &(ForwardWish){.section = "240"});
    g_autoptr(Event) event = desk_newest_event(desk, id);
    g_autoptr(GPtrArray) messages = messages_of_inquiry(desk->db, id, NULL);
    g_autoptr(OutboxItem) item =
        outbox_of_message(desk->db, newest(messages, PURPOSE_NOTICE)->id, NULL);
    DbBatch *batch = db_batch_new(NULL);
    outbox_begin(batch, item, NULL, FIXTURE_NOW);
    fixture_apply(fixture, batch);
    assert_refused(forwarding_undo(desk, event, &error), error, SKRANKE_ERROR_CONFLICT);
    assert_int_equal(
        fixture_number(fixture, "SELECT count(*) FROM outbox WHERE state = 'withdrawn'"), 0);
    desk_fixture_free(desk);
}

static void answered_directly_and_taken_back(void **state)
{
    StoreFixture *fixture = *state;
    Desk *desk = begin(fixture);
    g_autoptr(GError) error = NULL;
    gint64 id = inquiry_of(fixture, "complex_statistics", "open", "nb");
    assert_refused(forwarding_answered_directly(desk, id, &error), error, SKRANKE_ERROR_NOT_FOUND);
    assert_refused(forwarding_take_back(desk, id, &error), error, SKRANKE_ERROR_NOT_FOUND);
    forward(desk, id, &(ForwardWish){.section = "240"});
    assert_done(forwarding_take_back(desk, id, &error), error);
    g_autoptr(Inquiry) back = look(desk, id);
    assert_int_equal(back->state, INQUIRY_OPEN);
    assert_string_equal(back->forwarded_to, "");
    forward(desk, id, &(ForwardWish){.section = "240"});
    assert_done(forwarding_answered_directly(desk, id, &error), error);
    g_autoptr(Inquiry) closed = look(desk, id);
    assert_int_equal(closed->state, INQUIRY_CLOSED);
    assert_int_equal(closed->answered_at, FIXTURE_NOW);
    g_autoptr(Event) event = desk_newest_event(desk, id);
    assert_int_equal(event->kind, EVENT_FORWARD_DIRECT);
    /* A decision on access is the archive's, whoever wrote the letter. */
    gint64 access = inquiry_of(fixture, "access_request", "access", "nb");
    forward(desk, access, &(ForwardWish){.section = "240"});
    assert_refused(forwarding_answered_directly(desk, access, &error), error,
                   SKRANKE_ERROR_REFUSED);
    desk_fixture_free(desk);
}

/* ---- what time brings ---- */

static void freeze(const char *moment)
{
    g_autoptr(GError) error = NULL;
    g_setenv("SKRANKE_NOW", moment, TRUE);
    assert_done(clock_start(&error), error);
}

static int sweep(Desk *desk)
{
    g_autoptr(GError) error = NULL;
    int count = forwarding_sweep(desk, &error);
    assert_no_error(error);
    return count;
}

static void silence_brings_it_back_on_top(void **state)
{
    StoreFixture *fixture = *state;
    Desk *desk = begin(fixture), *other = desk_fixture(fixture, fixture->ola);
    gint64 earlier = fixture_inquiry(fixture, "open", fixture->kari, 1000, "Eldre", "Hei");
    gint64 id = inquiry_of(fixture, "complex_statistics", "open", "nb");
    gint64 closed = inquiry_of(fixture, "complex_statistics", "open", "nb");
    forward(desk, id, &(ForwardWish){.section = "240", .answer_days = 2});
    forward(desk, closed, &(ForwardWish){.section = "240", .answer_days = 2});
    DbBatch *batch = db_batch_new(NULL);
    db_batch_add(batch, "UPDATE inquiry SET state = 'closed' WHERE id = ?", "i", closed);
    fixture_apply(fixture, batch);
    freeze("2026-03-12T23:59:59+01:00");
    assert_int_equal(sweep(desk), 0);
    freeze("2026-03-13T00:00:00+01:00");
    assert_int_equal(sweep(desk), 2);
    assert_int_equal(sweep(other), 0);
    desk_fixture_freeze_clock();
    g_autoptr(Inquiry) inquiry = look(desk, id);
    assert_int_equal(inquiry->state, INQUIRY_OPEN);
    assert_true(inquiry->bumped);
    g_autoptr(Inquiry) old = look(desk, earlier);
    assert_true(inquiry->queue_at < old->queue_at);
    g_autoptr(Event) event = desk_newest_event(desk, id);
    assert_int_equal(event->kind, EVENT_FORWARD_SILENT);
    assert_int_equal(event->operator_id, 0);
    g_autoptr(Inquiry) still = look(desk, closed);
    assert_int_equal(still->state, INQUIRY_CLOSED);
    assert_int_equal(fixture_number(fixture, "SELECT count(*) FROM forward WHERE state = 'silent'"),
                     2);
    desk_fixture_free(other);
    desk_fixture_free(desk);
}

static void an_answer_takes_it_off_the_top(void **state)
{
    StoreFixture *fixture = *state;
    Desk *desk = begin(fixture);
    g_autoptr(GError) error = NULL;
    gint64 id = inquiry_of(fixture, "licence", "open", "nb");
    DbBatch *batch = db_batch_new(NULL);
    db_batch_add(batch, "UPDATE inquiry SET bumped = 1 WHERE id = ?", "i", id);
    fixture_apply(fixture, batch);
    g_autoptr(Draft) draft = answer_begin(desk, id, DRAFT_REPLY, NULL, &error);
    assert_no_error(error);
    g_free(draft->text);
    draft->text = g_strdup("Svaret er 42.");
    assert_done(answer_send(desk, draft, false, false, &error) != 0, error);
    g_autoptr(Inquiry) answered = look(desk, id);
    assert_false(answered->bumped);
    assert_true(answered->queue_at > 0);
    desk_fixture_free(desk);
}

static void a_snooze_ends(void **state)
{
    StoreFixture *fixture = *state;
    Desk *desk = begin(fixture);
    gint64 id = inquiry_of(fixture, "simple_statistics", "open", "nb");
    DbBatch *batch = db_batch_new(NULL);
    db_batch_add(batch, "UPDATE inquiry SET state = 'waiting', snoozed_until = ? WHERE id = ?",
                 "ii", FIXTURE_NOW + 1, id);
    fixture_apply(fixture, batch);
    assert_int_equal(sweep(desk), 0);
    batch = db_batch_new(NULL);
    db_batch_add(batch, "UPDATE inquiry SET snoozed_until = ? WHERE id = ?", "ii", FIXTURE_NOW, id);
    fixture_apply(fixture, batch);
    assert_int_equal(sweep(desk), 1);
    g_autoptr(Inquiry) inquiry = look(desk, id);
    assert_int_equal(inquiry->state, INQUIRY_OPEN);
    assert_int_equal(inquiry->snoozed_until, 0);
    g_autoptr(Event) event = desk_newest_event(desk, id);
    assert_int_equal(event->kind, EVENT_WOKEN);
    desk_fixture_free(desk);
}

static void how_long_to_wait_is_an_administrators(void **state)
{
    StoreFixture *fixture = *state;
    Desk *desk = begin(fixture), *other = desk_fixture(fixture, fixture->ola);
    g_autoptr(GError) error = NULL;
    other->operator_->role = ROLE_OPERATOR;
    assert_int_equal(forwarding_days(desk, &error), 10);
    assert_refused(forwarding_set_days(other, 5, &error), error, SKRANKE_ERROR_REFUSED);
    desk->operator_->role = ROLE_ADMINISTRATOR;
    assert_refused(forwarding_set_days(desk, 0, &error), error, SKRANKE_ERROR_USAGE);
    assert_refused(forwarding_set_days(desk, 251, &error), error, SKRANKE_ERROR_USAGE);
    assert_done(forwarding_set_days(desk, 5, &error), error);
    assert_int_equal(forwarding_days(other, &error), 5);
    gint64 id = inquiry_of(fixture, "simple_statistics", "open", "nb");
    g_autoptr(ForwardReview) review =
        forwarding_review(other, id, &(ForwardWish){.section = "240"}, &error);
    assert_no_error(error);
    assert_int_equal(review->due_at, day_moment(day_of_date(2026, 3, 18), 0));
    assert_int_equal(
        fixture_number(fixture, "SELECT count(*) FROM event WHERE kind = 'rules_changed'"), 1);
    desk_fixture_free(other);
    desk_fixture_free(desk);
}

/* Received on Friday at 14:30: half an hour is left of that day, 72 minutes have gone of Monday …
 */
static void the_time_to_forward_is_measured(void **state)
{
    static const char *const received[] = {
        "2026-03-10T09:12:00+01:00", /* an hour of today */
        "2026-03-10T07:00:00+01:00", /* before opening: 72 minutes */
        "2026-03-09T14:30:00+01:00", /* yesterday: 30 + 72 */
        "2026-03-06T14:30:00+01:00", /* Friday: 30 + 360 + 72, one day too late */
    };
    StoreFixture *fixture = *state;
    Desk *desk = begin(fixture);
    g_autoptr(GError) error = NULL;
    for (guint i = 0; i < G_N_ELEMENTS(received); i++) {
        gint64 id = inquiry_of(fixture, "shared_mailbox_forward", "open", "nb"), at = 0;
        assert_true(time_text_parse(received[i], &at, NULL));
        DbBatch *batch = db_batch_new(NULL);
        db_batch_add(batch, "UPDATE inquiry SET received_at = ? WHERE id = ?", "ii", at, id);
        fixture_apply(fixture, batch);
        forward(desk, id, &(ForwardWish){.section = "240"});
        forward(desk, id, &(ForwardWish){.section = "821"});
    }
    g_autoptr(GPtrArray) times = forwarding_times(desk, 0, FIXTURE_NOW + 1, &error);
    assert_no_error(error);
    assert_int_equal(times->len, 2);
    const ForwardingTime *all = times->pdata[0];
    assert_true(all->total);
    assert_int_equal(all->count, 4);
    assert_int_equal(all->median_minutes, 72);
    assert_int_equal(all->most_minutes, 462);
    assert_int_equal(all->within_day, 3);
    g_autoptr(GPtrArray) none = forwarding_times(desk, 0, FIXTURE_NOW, &error);
    assert_int_equal(none->len, 1);
    assert_int_equal(((const ForwardingTime *)none->pdata[0])->count, 0);
    desk_fixture_free(desk);
}

static void its_statistic_says_whom_to_ask(void **state)
{
    StoreFixture *fixture = *state;
    Desk *desk = begin(fixture);
    g_autoptr(GError) error = NULL;
    gint64 id = inquiry_of(fixture, "respondent_business", "respondents", "nb");
    g_autoptr(Directory) directory = directory_load(desk->db, FIXTURE_NOW, &error);
    g_autoptr(GPtrArray) offered = forwarding_sections(desk, directory, id, &error);
    assert_no_error(error);
    assert_int_equal(offered->len, G_N_ELEMENTS(sections));
    assert_string_equal(((const Section *)offered->pdata[0])->code, "240");
    assert_string_equal(((const Section *)offered->pdata[1])->code, "821");
    desk_fixture_free(desk);
}

int main(void)
{
    desk_fixture_freeze_clock();
    const StoreTest tests[] = {
        store_test(section_and_inquirer_get_their_mails),
        store_test(the_inquiry_waits_with_its_own_clock),
        store_test(only_what_was_promised_is_called_so),
        store_test(attachments_go_by_reference),
        store_test(numbers_leave_by_decision_only),
        store_test(a_person_away_is_not_passed_over_silently),
        store_test(some_cannot_be_told),
        store_test(without_a_language_it_is_bokmal_and_said),
        store_test(the_rules_refuse),
        store_test(only_the_summary_leaves_a_closed_silo),
        store_test(undone_while_held),
        store_test(not_undone_when_a_mail_has_left),
        store_test(answered_directly_and_taken_back),
        store_test(silence_brings_it_back_on_top),
        store_test(an_answer_takes_it_off_the_top),
        store_test(a_snooze_ends),
        store_test(how_long_to_wait_is_an_administrators),
        store_test(the_time_to_forward_is_measured),
        store_test(its_statistic_says_whom_to_ask),
    };
    return run_on_both_carriers(tests);
}

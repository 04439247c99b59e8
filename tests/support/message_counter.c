/*
 * The counter of message_counter.h.
 */
#include "message_counter.h"

#include <string.h>

#include "skranke/domain/day.h"

#include "skranke/store/inquiries.h"

#include "skranke/desk/calls.h"

gint64 counter_at(int day, int hour)
{
    return day_moment(day_of_date(2026, 3, day), hour * 60);
}

static void put_person(DbBatch *batch, const char *initials, const char *name, const char *section,
                       const char *email, const char *languages)
{
    Person *person = person_new();
    person->initials = g_strdup(initials);
    person->name = g_strdup(name);
    person->sections = g_strdup(section);
    person->email = g_strdup(email);
    person->languages = g_strdup(languages);
    person->hours = g_strdup("ma-fr 08:00-15:30");
    people_put_person(batch, person, FIXTURE_NOW);
    person_free(person);
}

static void put_section(DbBatch *batch, const char *code, const char *name, const char *role,
                        const char *email)
{
    const Section section = {(char *)code, (char *)name,  (char *)name, (char *)name,
                             (char *)role, (char *)email, (char *)""};
    people_put_section(batch, &section);
}

Counter counter_begin(StoreFixture *fixture)
{
    g_autoptr(GError) error = NULL;
    DbBatch *batch = db_batch_new(NULL);
    put_section(batch, "010", "Ledelsen", "management", "ledelsen@byraa.example");
    put_section(batch, "240", "Prisstatistikk", "subject", "s240@byraa.example");
    put_section(batch, "611", "Brukerkontakt", "information_service", "info@byraa.example");
    put_person(batch, "kno", "Kari Nordmann", "240", "kno@byraa.example", "nn,nb");
    put_person(batch, "eng", "Ed Young", "240", "eng@byraa.example", "en");
    put_person(batch, "tom", "Tom Uten", "240", "", "nb");
    put_person(batch, "ulf", "Ulf Uten", "611", "", "nb");
    put_person(batch, "dir", "Dina Rektor", "010", "dir@byraa.example", "nb");
    people_add_absence(batch, "kno", FIXTURE_NOW - 60, FIXTURE_NOW + 3 * 86400, "leave", "hemmelig",
                       0);
    fixture_apply(fixture, batch);
    Counter counter = {.desk = desk_fixture(fixture, fixture->kari)};
    counter.directory = directory_load(fixture->db, FIXTURE_NOW, &error);
    assert_no_error(error);
    return counter;
}

void counter_end(Counter *counter)
{
    directory_free(counter->directory);
    desk_fixture_free(counter->desk);
}

gint64 counter_person(const Counter *counter, const char *initials)
{
    return directory_person_named(counter->directory, initials)->id;
}

NewPhoneMessage counter_message_to(const Counter *counter, const char *initials)
{
    return (NewPhoneMessage){.person = counter_person(counter, initials),
                             .caller = "Per Ring",
                             .number = "912 34 567",
                             .wish = WISH_CALL_BACK,
                             .wanted = "etter kl. 14",
                             .text = "Gjelder " IDENTITY " og {#}"};
}

gint64 counter_take(const Counter *counter, const NewPhoneMessage *given)
{
    g_autoptr(GError) error = NULL;
    gint64 id = phone_message_send(counter->desk, counter->directory, given, &error);
    assert_done(id, error);
    return id;
}

PhoneMessage *counter_look(const Counter *counter, gint64 id)
{
    g_autoptr(GError) error = NULL;
    PhoneMessage *message = phone_messages_get(counter->desk->db, id, &error);
    assert_no_error(error);
    return message;
}

Inquiry *counter_inquiry_of(const Counter *counter, gint64 message)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(PhoneMessage) seen = counter_look(counter, message);
    Inquiry *inquiry = inquiries_get(counter->desk->db, seen->inquiry, &error);
    assert_no_error(error);
    return inquiry;
}

void assert_holds(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("\"%s\" is not in: %s", part, text);
}

void assert_lacks(const char *text, const char *part)
{
    if (strstr(text, part))
        fail_msg("\"%s\" is in: %s", part, text);
}

FollowUpCounts counter_counts_at(const Counter *counter, gint64 now)
{
    g_autoptr(GError) error = NULL;
    FollowUpCounts counts = {0};
    assert_done(follow_up_counts(counter->desk->db, now, &counts, &error), error);
    return counts;
}

Message *counter_mail_of(const Counter *counter, gint64 inquiry)
{
    gint64 id = messages_newest_out(counter->desk->db, inquiry, NULL);
    return messages_get(counter->desk->db, id, NULL);
}

gint64 counter_ring(const Counter *counter)
{
    g_autoptr(GError) error = NULL;
    NewCall given = {.caller = "Per Ring", .number = NUMBER, .direction = CALL_IN};
    CallFacts facts = CALL_FACTS_NONE;
    facts.matter = "Om KPI";
    facts.person = counter_person(counter, "eng");
    gint64 call = call_begin(counter->desk, &given, &error);
    assert_done(call, error);
    assert_done(call_keep(counter->desk, call, &facts, &error), error);
    return call;
}

#include "call_fixture.h"

#include "skranke/store/people.h"

gint64 call_fixture_person(StoreFixture *fixture, const char *initials, const char *name,
                           const char *section, const char *hours)
{
    Person person = {.initials = (char *)initials,
                     .name = (char *)name,
                     .sections = (char *)section,
                     .hours = (char *)hours,
                     .phone = (char *)"22 86 45 00",
                     .active = true};
    DbBatch *batch = db_batch_new(NULL);
    people_put_section(
        batch,
        &(Section){.code = (char *)"240", .name_nb = (char *)"Pris", .role = (char *)"subject"});
    people_put_section(batch, &(Section){.code = (char *)"100",
                                         .name_nb = (char *)"Ledelse",
                                         .name_en = (char *)"Management",
                                         .phone = (char *)"00 00 10 09",
                                         .role = (char *)"management"});
    people_put_person(batch, &person, 0);
    fixture_apply(fixture, batch);
    return fixture_number(fixture, "SELECT max(id) FROM person");
}

gint64 call_fixture_begin(Desk *desk, const char *caller)
{
    g_autoptr(GError) error = NULL;
    gint64 id = call_begin(desk, &(NewCall){.caller = caller}, &error);
    assert_done(id, error);
    return id;
}

void call_fixture_end(Desk *desk, gint64 id, CallEnd how)
{
    g_autoptr(GError) error = NULL;
    assert_done(call_end(desk, id, &how, &error), error);
}

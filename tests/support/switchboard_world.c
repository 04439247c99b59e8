/* The bureau of the switchboard's walk: owns its people and operators, and how it is emptied
 * between two walks (switchboard_walk.h). */
#include "skranke/store/intake.h"
#include "skranke/store/people.h"

#include "switchboard_walk.h"

enum { DAY = 86400 };

void switchboard_people(StoreFixture *fixture)
{
    static const char *const people[][3] = {{"kno", "Kari Nordmann", "kno@byraa.example"},
                                            {"eng", "Ed Young", "eng@byraa.example"},
                                            {"tom", "Tom Uten", ""},
                                            {"dir", "Dina Rektor", "dir@byraa.example"}};
    static const char *const sections[][3] = {{"240", "subject", "s240@byraa.example"},
                                              {"611", "information_service", "info@byraa.example"},
                                              {"010", "management", ""}};
    DbBatch *batch = db_batch_new(NULL);
    for (guint i = 0; i < G_N_ELEMENTS(sections); i++) {
        Section section = {
            (char *)sections[i][0], (char *)"Seksjonen",    (char *)"Seksjonen", (char *)"Section",
            (char *)sections[i][1], (char *)sections[i][2], (char *)""};
        people_put_section(batch, &section);
    }
    for (guint i = 0; i < G_N_ELEMENTS(people); i++) {
        Person *person = person_new();
        person->initials = g_strdup(people[i][0]);
        person->name = g_strdup(people[i][1]);
        person->email = g_strdup(people[i][2]);
        person->sections = g_strdup(i == 3 ? "010" : i == 2 ? "611" : "240");
        people_put_person(batch, person, FIXTURE_NOW);
        person_free(person);
    }
    fixture_apply(fixture, batch);
    mailbox_state_free(intake_mailbox(fixture->db, "info", "info@byraa.example", NULL));
}

gint64 switchboard_operators(StoreFixture *fixture)
{
    g_autoptr(GError) error = NULL;
    if (!operators_add(fixture->db, FIXTURE_NOW, fixture->kari, "nina", "Nina", ROLE_OPERATOR,
                       &error))
        fail_msg("%s", error->message);
    gint64 nina = fixture_number(fixture, "SELECT max(id) FROM operator");
    DbBatch *batch = db_batch_new(NULL);
    operators_set_grants(batch, fixture->kari, "respondents,press,hr,access", true);
    operators_set_grants(batch, fixture->ola, "respondents,press,hr,access", false);
    operators_set_grants(batch, nina, "", false);
    fixture_apply(fixture, batch);
    return nina;
}

void switchboard_empty(StoreFixture *fixture)
{
    static const char *const emptying[] = {
        "DELETE FROM event",
        "DELETE FROM outbox",
        "DELETE FROM draft",
        "DELETE FROM thread_id",
        "DELETE FROM intake",
        "DELETE FROM intake_count",
        "DELETE FROM journal_entry",
        "DELETE FROM pause",
        "DELETE FROM call_back_try",
        "DELETE FROM call_back",
        "DELETE FROM phone_message",
        "DELETE FROM call",
        "DELETE FROM forward",
        "DELETE FROM tag",
        "DELETE FROM receipt",
        "DELETE FROM message",
        "DELETE FROM inquiry",
        "DELETE FROM inquiry_tally",
        "DELETE FROM presence_mark",
        "DELETE FROM person_note",
        "DELETE FROM absence",
        "UPDATE person SET active = 1, left_on = '', successor = NULL, deputy = NULL",
    };
    DbBatch *batch = db_batch_new(NULL);
    for (guint i = 0; i < G_N_ELEMENTS(emptying); i++)
        db_batch_add(batch, emptying[i], "");
    people_add_absence(batch, "eng", FIXTURE_NOW, FIXTURE_NOW + 9 * DAY, "leave", "", 0);
    fixture_apply(fixture, batch);
}

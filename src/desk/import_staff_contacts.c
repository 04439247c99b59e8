/* Owns who answers for a statistic by what the StatBank says of its tables. Asking is
 * services/statbank.h's. */
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/services/statbank.h"
#include "skranke/store/events.h"

#include "import_staff_private.h"

enum { MOST_TABLES = 20 };

typedef struct {
    StaffReading *reading;
    Statbank *statbank;
    GHashTable *asked; /* table -> GPtrArray of StatbankContact * */
} Refresh;

/* The contacts of a table, borrowed. NULL with an error: NOT_FOUND and FAILED are of this table. */
static const GPtrArray *contacts_of(Refresh *refresh, const char *table, GError **error)
{
    GPtrArray *contacts = g_hash_table_lookup(refresh->asked, table);
    if (!contacts && (contacts = statbank_contacts(refresh->statbank, table, error)))
        g_hash_table_insert(refresh->asked, g_strdup(table), contacts);
    return contacts;
}

/* By e-mail, else by name; only who works here. */
static const Person *known_contact(const StaffReading *reading, const StatbankContact *contact)
{
    const Person *person = *contact->email ? staff_known(reading, contact->email) : NULL;
    person = person ? person : *contact->name ? staff_known(reading, contact->name) : NULL;
    return person && person->active ? person : NULL;
}

/* Those who are known, each once, in the order of the tables. False where somebody is unknown. */
static bool add_people(Refresh *refresh, const Statistic *statistic, const GPtrArray *contacts,
                       GPtrArray *people)
{
    for (guint i = 0; i < contacts->len; i++) {
        const StatbankContact *contact = contacts->pdata[i];
        const Person *person = known_contact(refresh->reading, contact);
        if (!person) {
            staff_problem(refresh->reading, 0,
                          _("%s: \"%s\" (%s) is nobody in the directory; the statistic stays as it "
                            "is"),
                          statistic->short_name, contact->name, contact->email);
            return false;
        }
        if (!g_ptr_array_find(people, person, NULL))
            g_ptr_array_add(people, (gpointer)(guintptr)person);
    }
    return true;
}

static const char *initials_of(const StaffReading *reading, gint64 id)
{
    const Person *person = id ? people_directory_person(reading->known, id) : NULL;
    return person ? person->initials : "";
}

static void settle(StaffReading *reading, const Statistic *statistic, const GPtrArray *people)
{
    const Person *first = people->pdata[0];
    const Person *second = people->len > 1 ? people->pdata[1] : NULL;
    /* Where only one is named, whoever stood in before goes on, unless that is the same one. */
    gint64 backup = second ? second->id : statistic->backup == first->id ? 0 : statistic->backup;
    if (statistic->responsible == first->id && statistic->backup == backup) {
        reading->report->unchanged++;
        return;
    }
    reading->report->changed++;
    const char *new_backup = initials_of(reading, backup);
    staff_tell(reading, "%s: %s/%s -> %s/%s", statistic->short_name,
               initials_of(reading, statistic->responsible),
               initials_of(reading, statistic->backup), first->initials, new_backup);
    people_put_statistic(reading->batch, statistic, first->initials, new_backup);
}

/* False with an error that ends it all. */
static bool take_statistic(Refresh *refresh, const Statistic *statistic, GError **error)
{
    StaffReading *reading = refresh->reading;
    g_auto(GStrv) tables = g_strsplit_set(statistic->tables, ",; ", -1);
    g_autoptr(GPtrArray) people = g_ptr_array_new();
    bool known = true;
    guint asked = 0;
    reading->report->read++;
    for (guint i = 0; tables[i] && known && asked < MOST_TABLES; i++) {
        g_autoptr(GError) wrong = NULL;
        if (*tables[i] == '\0')
            continue;
        asked++;
        const GPtrArray *contacts = contacts_of(refresh, tables[i], &wrong);
        if (g_error_matches(wrong, SKRANKE_ERROR, SKRANKE_ERROR_UNAVAILABLE)) {
            g_propagate_error(error, g_steal_pointer(&wrong));
            return false;
        }
        if (!contacts)
            staff_problem(reading, 0, "%s: %s", statistic->short_name, wrong->message);
        known = contacts && add_people(refresh, statistic, contacts, people);
    }
    if (known && people->len > 0)
        settle(reading, statistic, people);
    else
        reading->report->skipped++;
    return true;
}

static bool take_all(Refresh *refresh, GError **error)
{
    const GPtrArray *statistics = refresh->reading->known->statistics;
    for (guint i = 0; i < statistics->len; i++) {
        const Statistic *statistic = statistics->pdata[i];
        if (statistic->tables && *statistic->tables && !take_statistic(refresh, statistic, error))
            return false;
    }
    return true;
}

static bool refresh_all(StaffReading *reading, const char *url, const char *ca_file, GError **error)
{
    g_autoptr(Statbank) statbank = statbank_new(url, ca_file);
    Refresh refresh = {.reading = reading,
                       .statbank = statbank,
                       .asked = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
                                                      (GDestroyNotify)g_ptr_array_unref)};
    bool done = take_all(&refresh, error);
    g_hash_table_unref(refresh.asked);
    if (!done || reading->options->dry_run || reading->report->changed == 0)
        return done;
    events_add(reading->batch, reading->now, reading->desk->operator_->id, EVENT_DIRECTORY_CHANGED,
               0, 0, "", "");
    return db_batch_apply(reading->desk->db, reading->batch, error);
}

StaffReport *staff_refresh_contacts(Desk *desk, bool dry_run, GError **error)
{
    const char *url = config_text(desk->config, "directory", "statbank_url");
    if (*url == '\0') {
        g_set_error_literal(error, SKRANKE_ERROR, SKRANKE_ERROR_REFUSED,
                            _("Where the contacts of tables are asked for is not set; write "
                              "[directory] statbank_url."));
        return NULL;
    }
    g_autoptr(StaffReport) report = staff_report_new();
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    const StaffImport options = {.dry_run = dry_run};
    StaffReading reading = {.desk = desk,
                            .options = &options,
                            .now = clock_now(),
                            .source = "",
                            .batch = batch,
                            .report = report};
    reading.known = people_load(desk->db, reading.now, error);
    bool done = reading.known != NULL;
    if (done) {
        staff_know(&reading);
        done = refresh_all(&reading, url,
                           config_text(desk->config, "directory", "statbank_ca_file"), error);
    }
    staff_forget(&reading);
    return done ? g_steal_pointer(&report) : NULL;
}

/* Owns what happens when somebody leaves the bureau, and who stands in for whom. */
#include <jansson.h>
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/domain/day.h"

#include "skranke/store/rosters.h"

#include "skranke/desk/staff.h"

#include "staff_private.h"

static void statistic_left_free(gpointer data)
{
    StatisticLeft *left = data;
    g_free(left->short_name);
    g_free(left->name);
    g_free(left->now_by);
    g_free(left);
}

/* The day as it is kept; a day to come is an absence until then. */
static char *day_of(const Person *person, const char *given, GError **error)
{
    Day today = day_of_moment(clock_now(), NULL), day = today;
    if (!given && *person->left_on)
        return g_strdup(person->left_on);
    if (given && strcmp(given, "today") != 0 && !day_parse(given, &day)) {
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_USAGE,
                    _("\"%.40s\" is no day; nothing was changed. Write 2026-02-28 or today."),
                    given);
        return NULL;
    }
    if (day <= today)
        return day_iso(day);
    g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_USAGE,
                _("%s is a day to come; nothing was changed. Say it on that day: until then "
                  "callers are put through."),
                given);
    return NULL;
}

/* The successor, or NULL where none is named; false with an error. */
static bool find_successor(const PeopleDirectory *directory, const Person *person, const char *word,
                           const Person **successor, GError **error)
{
    *successor = NULL;
    if (!word || !*word)
        return true;
    *successor = staff_find(directory, word, false, error);
    if (*successor != person)
        return *successor != NULL;
    g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_REFUSED,
                _("%s cannot come after themselves; nothing was changed."), person->name);
    return false;
}

/* What becomes of one statistic; as people_hand_over does it. */
static StatisticLeft *left_of(const Statistic *statistic, const Person *person,
                              const Person *successor)
{
    gint64 next = successor ? successor->id : 0;
    bool responsible = statistic->responsible == person->id;
    gint64 answers = responsible ? next : statistic->responsible;
    gint64 stands_in = statistic->backup == person->id ? next : statistic->backup;
    if (stands_in == answers)
        stands_in = 0;
    gint64 now_by = responsible ? answers : stands_in;
    StatisticLeft *left = g_new0(StatisticLeft, 1);
    left->short_name = g_strdup(statistic->short_name);
    left->name = g_strdup(statistic_name(statistic));
    left->backup = !responsible;
    left->now_by = g_strdup(now_by && successor ? successor->name : "");
    left->vacant = !answers && !stands_in;
    return left;
}

static GPtrArray *all_left(const Person *person, const Person *successor)
{
    GPtrArray *all = g_ptr_array_new_with_free_func(statistic_left_free);
    for (guint i = 0; i < person->statistics->len; i++)
        g_ptr_array_add(all, left_of(person->statistics->pdata[i], person, successor));
    return all;
}

/* Which statistics they were, for whoever must find that out later. */
static char *names_of(const GPtrArray *all)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (guint i = 0; i < all->len; i++)
        g_ptr_array_add(names, ((const StatisticLeft *)all->pdata[i])->short_name);
    g_ptr_array_add(names, NULL);
    return g_strjoinv(",", (char **)names->pdata);
}

static char *duties_warning(const PeopleDirectory *directory, const Person *person)
{
    guint duties = 0;
    for (guint i = 0; i < directory->duties->len; i++) {
        const Duty *duty = directory->duties->pdata[i];
        duties += duty->person == person->id || duty->backup == person->id;
    }
    return duties ? g_strdup_printf(ngettext("%s stands in the roster for %u duty to come: give it "
                                             "to somebody else.",
                                             "%s stands in the roster for %u duties to come: give "
                                             "them to somebody else.",
                                             duties),
                                    person->name, duties)
                  : g_strdup("");
}

static json_t *facts_of(const Person *person, const char *left_on, gint64 successor)
{
    return json_pack("{s:I, s:s, s:s, s:I}", "person", (json_int_t)person->id, "name", person->name,
                     "left_on", left_on, "successor_id", (json_int_t)successor);
}

static bool put_leaving(Desk *desk, const Person *person, const Person *successor, const char *day,
                        const GPtrArray *left, GError **error)
{
    gint64 now = clock_now(), heir = successor ? successor->id : 0;
    gint64 next = successor ? heir : person->successor;
    g_autofree char *statistics = names_of(left);
    json_t *before = facts_of(person, person->left_on, person->successor);
    json_t *after = facts_of(person, day, next);
    json_object_set_new(before, "active", json_boolean(person->active));
    json_object_set_new(before, "statistics", json_string(statistics));
    json_object_set_new(after, "successor", json_string(successor ? successor->name : ""));
    json_object_set_new(after, "handed_to", json_integer(heir));
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    people_expect_person(batch, person);
    staff_add_act(desk, batch, EVENT_LEFT, before, after);
    people_remember_charge(batch, person->id);
    people_remember_mark(batch, person->id, now);
    people_set_left(batch, person->id, day, next, now);
    people_hand_over(batch, person->id, heir, now);
    rosters_remove_mark(batch, person->id);
    return staff_apply_as_seen(desk, batch, person->name, error);
}

GPtrArray *staff_leave(Desk *desk, const Leaving *leaving, char **warning, GError **error)
{
    g_autoptr(PeopleDirectory) directory = people_load(desk->db, clock_now(), error);
    const Person *person = directory ? staff_find(directory, leaving->person, true, error) : NULL;
    const Person *successor = NULL;
    if (!person || !find_successor(directory, person, leaving->successor, &successor, error))
        return NULL;
    g_autofree char *day = day_of(person, leaving->day, error);
    if (!day)
        return NULL;
    if (!person->active && strcmp(day, person->left_on) == 0 &&
        (!successor || successor->id == person->successor)) {
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_CONFLICT,
                    _("%s has left already (%s); nothing was changed. Name another day or another "
                      "successor."),
                    person->name, day);
        return NULL;
    }
    g_autoptr(GPtrArray) left = all_left(person, successor);
    if (!put_leaving(desk, person, successor, day, left, error))
        return NULL;
    if (warning)
        *warning = duties_warning(directory, person);
    return g_steal_pointer(&left);
}

static json_t *facts_of_deputy(const Person *person, const Person *deputy)
{
    return json_pack("{s:I, s:s, s:s, s:I}", "person", (json_int_t)person->id, "name", person->name,
                     "deputy", deputy ? deputy->name : "", "deputy_id",
                     (json_int_t)(deputy ? deputy->id : 0));
}

bool staff_deputy_set(Desk *desk, const char *person, const char *deputy, GError **error)
{
    g_autoptr(PeopleDirectory) directory = people_load(desk->db, clock_now(), error);
    const Person *found = directory ? staff_find(directory, person, false, error) : NULL;
    bool nobody = !deputy || !*deputy;
    const Person *other = found && !nobody ? staff_find(directory, deputy, false, error) : NULL;
    if (!found || (!nobody && !other))
        return false;
    if (other == found) {
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_REFUSED,
                    _("%s cannot stand in for themselves; nothing was changed."), found->name);
        return false;
    }
    const Person *was = people_directory_person(directory, found->deputy);
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    people_expect_person(batch, found);
    people_set_deputy(batch, found->id, other ? other->id : 0, clock_now());
    staff_add_act(desk, batch, EVENT_DEPUTY_SET, facts_of_deputy(found, was),
                  facts_of_deputy(found, other));
    return staff_apply_as_seen(desk, batch, found->name, error);
}

/* What operators of the switchboard's walk do to colleagues, and how the walk chooses
 * (switchboard_walk.h). */
#include "skranke/desk/staff.h"

#include "switchboard_walk.h"

int switchboard_pick(Walk *walk, int count)
{
    return g_rand_int_range(walk->chance, 0, count);
}

static gint64 number(Walk *walk, const char *sql)
{
    return fixture_number(walk->fixture, sql);
}

/* One of a table's rows; one that is not there where there is none. */
gint64 switchboard_any(Walk *walk, const char *newest)
{
    gint64 most = number(walk, newest);
    return most ? most - switchboard_pick(walk, (int)MIN(most, 4)) : 1;
}

gint64 switchboard_any_person(Walk *walk)
{
    return number(walk, "SELECT min(id) FROM person") + switchboard_pick(walk, 4);
}

bool switchboard_mark(Walk *walk, GError **error)
{
    static const char *const codes[] = {"meeting", "sick", "home_office", ""};
    return staff_mark(walk->desk, switchboard_any_person(walk),
                      (MarkStatus)switchboard_pick(walk, 3), "tomorrow",
                      codes[switchboard_pick(walk, G_N_ELEMENTS(codes))], "sagt", error) != 0;
}

bool switchboard_unmark(Walk *walk, GError **error)
{
    return staff_unmark(walk->desk, switchboard_any_person(walk), error);
}

bool switchboard_note(Walk *walk, GError **error)
{
    return staff_note_add(walk->desk, switchboard_any_person(walk), "Ring mobilen.", error) != 0;
}

bool switchboard_remove_note(Walk *walk, GError **error)
{
    return staff_note_remove(
        walk->desk, switchboard_any(walk, "SELECT ifnull(max(id), 0) FROM person_note"), error);
}

static const char *initials_of_any(Walk *walk)
{
    static const char *const initials[] = {"kno", "eng", "tom", "dir"};
    return initials[switchboard_pick(walk, G_N_ELEMENTS(initials))];
}

bool switchboard_absent(Walk *walk, GError **error)
{
    NewAbsence given = {.person = initials_of_any(walk),
                        .from = switchboard_pick(walk, 2) ? "today" : "tomorrow",
                        .code = "leave"};
    Absence *absence = staff_absence_add(walk->desk, &given, error);
    absence_free(absence);
    return absence != NULL;
}

bool switchboard_present(Walk *walk, GError **error)
{
    gint64 newest = switchboard_any(walk, "SELECT ifnull(max(id), 0) FROM absence");
    Absence *absence = staff_absence_end(walk->desk, newest, walk->now, error);
    absence_free(absence);
    return absence != NULL;
}

bool switchboard_stand_in(Walk *walk, GError **error)
{
    const char *deputy = switchboard_pick(walk, 3) ? initials_of_any(walk) : NULL;
    return staff_deputy_set(walk->desk, initials_of_any(walk), deputy, error);
}

bool switchboard_leave(Walk *walk, GError **error)
{
    Leaving leaving = {.person = initials_of_any(walk),
                       .successor = switchboard_pick(walk, 2) ? initials_of_any(walk) : NULL};
    g_autoptr(GPtrArray) left = staff_leave(walk->desk, &leaving, NULL, error);
    return left != NULL;
}

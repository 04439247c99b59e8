/* Owns to whom a transferred call goes: a person, a shared line by its name, or a number; and who
 * of them is kept from the press. How the call ends is calls_end.c's. */
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/domain/phone_number.h"
#include "skranke/domain/refusal.h"

#include "calls_private.h"

static bool has_text(const char *text)
{
    return text && *text;
}

gint64 call_target(const Call *call, const CallEnd *end)
{
    if (end->outcome != CALL_TRANSFERRED)
        return end->reached;
    return end->reached || has_text(end->to_text) ? end->reached : call->person;
}

/* ---- what was written ---- */

static bool same_word(const char *name, const char *wanted)
{
    g_autofree char *folded = g_utf8_casefold(name ? name : "", -1);
    return *folded && strcmp(g_strstrip(folded), wanted) == 0;
}

static bool same_number(const char *phone, const char *wanted)
{
    g_autofree char *number = phone_number_normalise(phone ? phone : "");
    return *number && strcmp(number, wanted) == 0;
}

/* By its code, its name in any language of the house, or its number. */
static bool is_named(const Section *section, const char *word, const char *number)
{
    return same_word(section->code, word) || same_word(section->name_nb, word) ||
           same_word(section->name_nn, word) || same_word(section->name_en, word) ||
           same_number(section->phone, number);
}

/* Several sections may share a line: the one with this role counts, NULL: any. */
static const Section *line_of(const Directory *directory, const char *written, const char *role)
{
    const GPtrArray *sections = directory_people(directory)->sections;
    g_autofree char *valid = g_utf8_make_valid(written, -1);
    g_autofree char *word = g_utf8_casefold(g_strstrip(valid), -1);
    g_autofree char *number = phone_number_normalise(written);
    for (guint i = 0; *word && i < sections->len; i++) {
        const Section *section = sections->pdata[i];
        if (is_named(section, word, number) && (!role || section_has_role(section, role)))
            return section;
    }
    return NULL;
}

/* ---- is there such a one ---- */

static bool works_here(const Directory *directory, gint64 id, GError **error)
{
    const Person *person = people_directory_person(directory_people(directory), id);
    if (!id || (person && person->active))
        return true;
    if (person)
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_NOT_FOUND,
                    _("%s does not work here any more. The call is still open. Choose who took "
                      "over."),
                    person->name);
    else
        g_set_error_literal(error, SKRANKE_ERROR, SKRANKE_ERROR_NOT_FOUND,
                            _("There is no such person in the directory. The call is still open."));
    return false;
}

bool call_target_is_there(const Directory *directory, const Call *call, const CallEnd *end,
                          GError **error)
{
    if (!works_here(directory, call_target(call, end), error) ||
        !works_here(directory, end->other, error))
        return false;
    if (end->outcome != CALL_TRANSFERRED || !has_text(end->to_text) ||
        phone_number_is_meant(end->to_text) || line_of(directory, end->to_text, NULL))
        return true;
    g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_NOT_FOUND,
                _("There is no person, section or number \"%.60s\" to transfer to. The call is "
                  "still open. Look with \"skranke people find\"."),
                end->to_text);
    return false;
}

/* ---- the press ---- */

static bool is_manager(const Directory *directory, const Person *person)
{
    return person && directory_has_role(directory, person, "management");
}

static bool leads_to_management(const Directory *directory, gint64 id, const char *written)
{
    const PeopleDirectory *people = directory_people(directory);
    if (is_manager(directory, people_directory_person(people, id)))
        return true;
    if (id || !has_text(written))
        return false;
    g_autofree char *number = phone_number_normalise(written);
    return line_of(directory, written, "management") ||
           is_manager(directory, directory_person_named(directory, written)) ||
           (*number && is_manager(directory, directory_person_of_number(directory, number)));
}

static bool press_may_reach(const Desk *desk, const Call *call, bool management, GError **error)
{
    const char *refusal =
        refusal_press_call(call->press, management, desk->operator_->press_contact);
    if (refusal)
        g_set_error_literal(error, SKRANKE_ERROR, SKRANKE_ERROR_REFUSED, refusal);
    return refusal == NULL;
}

/* Neither put through nor given the name: that would send them there all the same. */
bool call_press_may(const Desk *desk, const Directory *directory, const Call *call,
                    const CallEnd *end, GError **error)
{
    const char *written = end->outcome == CALL_TRANSFERRED ? end->to_text : NULL;
    bool management = leads_to_management(directory, call_target(call, end), written) ||
                      leads_to_management(directory, end->other, NULL);
    return press_may_reach(desk, call, management, error);
}

bool call_may_go_to(Desk *desk, gint64 id, const char *written, GError **error)
{
    g_autoptr(Call) call = calls_get(desk->db, id, error);
    if (!call || !call->press)
        return call != NULL;
    g_autoptr(Directory) directory = directory_load(desk->db, clock_now(), error);
    return directory &&
           press_may_reach(desk, call, leads_to_management(directory, 0, written), error);
}

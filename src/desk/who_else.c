/* Owns who is offered when somebody is out, why, and in which order; and that nobody of the
 * management is given to journalists. Knows no screen. */
#include "skranke/desk/who_else.h"

#include "skranke/base/safe_text.h"

#include "skranke/domain/saying.h"

#include "skranke/store/rosters.h"

#include "directory_private.h"

/* Somebody who has left may have been followed by somebody who has. */
enum { MOST_SUCCESSORS = 8 };

/* Words in the role of a section. */
#define MANAGEMENT "management"
#define PRESS "press"

const char *const other_reason_words[] = {"successor", "deputy", "statistic", "section",
                                          "line",      "press",  NULL};

typedef struct {
    const Directory *directory;
    const Person *person;
    const Statistic *about;
    bool press;
    gint64 now;
    GPtrArray *others;
    GHashTable *taken; /* Person * already among them and the one asked for; Section * of lines */
} Looking;

static void append(Looking *looking, const Other *other)
{
    Other *kept = g_memdup2(other, sizeof *other);
    kept->free = presence_is_free(&kept->presence);
    g_ptr_array_add(looking->others, kept);
}

static bool has_left(const Looking *looking, const Person *person)
{
    return person_has_left(person, looking->now);
}

/* Whoever took over from somebody who has left; NULL: nobody is named. */
static const Person *in_charge(const Looking *looking, const Person *person)
{
    for (int i = 0; person && has_left(looking, person) && i < MOST_SUCCESSORS; i++)
        person = people_directory_person(directory_people(looking->directory), person->successor);
    return person && !has_left(looking, person) ? person : NULL;
}

static void offer(Looking *looking, OtherReason reason, const Person *named,
                  const Statistic *statistic)
{
    const Person *person = in_charge(looking, named);
    if (!person || (looking->press && directory_has_role(looking->directory, person, MANAGEMENT)) ||
        !g_hash_table_add(looking->taken, (gpointer)person))
        return;
    Other other = {.reason = reason,
                   .person = person,
                   .section = directory_main_section(looking->directory, person),
                   .statistic = statistic,
                   .presence = directory_presence(looking->directory, person, looking->now)};
    append(looking, &other);
}

static void offer_by_number(Looking *looking, OtherReason reason, gint64 id,
                            const Statistic *statistic)
{
    offer(looking, reason, people_directory_person(directory_people(looking->directory), id),
          statistic);
}

static void offer_statistic(Looking *looking, const Statistic *statistic)
{
    offer_by_number(looking, OTHER_STATISTIC, statistic->responsible, statistic);
    offer_by_number(looking, OTHER_STATISTIC, statistic->backup, statistic);
}

/* In an order that does not hang on the screen's language. */
static void offer_statistics(Looking *looking)
{
    if (looking->about) {
        offer_statistic(looking, looking->about);
        return;
    }
    g_autoptr(GPtrArray) statistics = g_ptr_array_new();
    g_ptr_array_extend(statistics, looking->person->statistics, NULL, NULL);
    g_ptr_array_sort(statistics, directory_compare_statistics);
    for (guint i = 0; i < statistics->len; i++)
        offer_statistic(looking, statistics->pdata[i]);
}

/* People of other bureaus work with those of their own. */
static void offer_section(Looking *looking, const Section *section)
{
    const GPtrArray *members = directory_members(looking->directory, section);
    for (guint i = 0; members && i < members->len; i++) {
        const Person *member = members->pdata[i];
        if (g_strcmp0(member->organisation, looking->person->organisation) == 0)
            offer(looking, OTHER_SECTION, member, NULL);
    }
}

Presence who_else_line(const Directory *directory, gint64 now)
{
    const Opening *opening = directory_opening(directory);
    bool open = opening_is_open(opening, now);
    gint64 next = open ? 0 : opening_next(opening, now);
    return (Presence){.status = open ? PRESENCE_IN : PRESENCE_CLOSED,
                      .until = open ? opening_closes(opening, now) : next,
                      .back_at = next,
                      .source = PRESENCE_BY_HOURS,
                      .source_name = "",
                      .code = ""};
}

static void append_line(Looking *looking, OtherReason reason, const Section *section)
{
    Other other = {.reason = reason,
                   .section = section,
                   .presence = who_else_line(looking->directory, looking->now)};
    if (section->phone && *section->phone && g_hash_table_add(looking->taken, (gpointer)section))
        append(looking, &other);
}

static void offer_line(Looking *looking, const Section *section)
{
    bool ours = !looking->person->organisation || !*looking->person->organisation;
    if (section && ours && !(looking->press && section_has_role(section, MANAGEMENT)))
        append_line(looking, OTHER_LINE, section);
}

/* Can they be given to a journalist now? */
static bool offer_on_duty(Looking *looking, const Duty *duty, gint64 id)
{
    const Person *person = people_directory_person(directory_people(looking->directory), id);
    if (!person || has_left(looking, person) || !g_hash_table_add(looking->taken, (gpointer)person))
        return false;
    Other other = {.reason = OTHER_PRESS,
                   .person = person,
                   .section = directory_main_section(looking->directory, person),
                   .duty = duty,
                   .presence =
                       directory_presence_asked(looking->directory, person, true, looking->now)};
    append(looking, &other);
    return presence_is_free(&other.presence);
}

static bool is_press_duty(const Duty *duty)
{
    return g_str_equal(duty->roster, ROSTER_PRESS);
}

/* Nobody keeps the duty now: who has it next, and the press contacts, so that somebody is named. */
static void offer_press_contacts(Looking *looking)
{
    const PeopleDirectory *people = directory_people(looking->directory);
    const Duty *next = NULL;
    for (guint i = 0; i < people->duties->len && !next; i++) { /* they stand by from_at */
        const Duty *duty = people->duties->pdata[i];
        if (is_press_duty(duty) && duty->from_at > looking->now)
            next = duty;
    }
    if (next)
        offer_on_duty(looking, next, next->person);
    for (guint i = 0; i < people->sections->len; i++) {
        const Section *section = people->sections->pdata[i];
        const GPtrArray *members = section_has_role(section, PRESS)
                                       ? directory_members(looking->directory, section)
                                       : NULL;
        for (guint m = 0; members && m < members->len; m++)
            offer_on_duty(looking, NULL, ((const Person *)members->pdata[m])->id);
    }
}

/* Those on duty, also at night, then the press section's own line. */
static void offer_press(Looking *looking)
{
    const PeopleDirectory *people = directory_people(looking->directory);
    bool somebody = false;
    for (guint i = 0; i < people->duties->len; i++) {
        const Duty *duty = people->duties->pdata[i];
        if (!is_press_duty(duty) || looking->now < duty->from_at || looking->now >= duty->until_at)
            continue;
        somebody |= offer_on_duty(looking, duty, duty->person);
        somebody |= offer_on_duty(looking, duty, duty->backup);
    }
    if (!somebody)
        offer_press_contacts(looking);
    for (guint i = 0; i < people->sections->len; i++)
        if (section_has_role(people->sections->pdata[i], PRESS))
            append_line(looking, OTHER_PRESS, people->sections->pdata[i]);
}

static void offer_everybody(Looking *looking)
{
    const Person *person = looking->person;
    const Section *section = directory_main_section(looking->directory, person);
    if (has_left(looking, person))
        offer_by_number(looking, OTHER_SUCCESSOR, person->successor, NULL);
    offer_by_number(looking, OTHER_DEPUTY, person->deputy, NULL);
    offer_statistics(looking);
    offer_section(looking, section);
    offer_line(looking, section);
}

/* The successor of somebody who has left stands first, free or not; then those who are free. */
static int turn_of(const Other *other)
{
    return other->reason == OTHER_SUCCESSOR ? 0 : other->free ? 1 : 2;
}

/* Of those who are not free whoever is back first; who is not known to come back is the last. */
static int compare_others(gconstpointer a, gconstpointer b)
{
    const Other *one = *(Other *const *)a, *other = *(Other *const *)b;
    int turn = turn_of(one);
    if (turn != turn_of(other))
        return turn - turn_of(other);
    guint64 back = (guint64)one->presence.back_at - 1,
            others = (guint64)other->presence.back_at - 1;
    return turn < 2 || back == others ? 0 : back < others ? -1 : 1;
}

/* Those who are alike stay in the order of the reasons: g_ptr_array_sort is stable. */
static GPtrArray *in_order(const GPtrArray *others, guint limit)
{
    GPtrArray *ordered = g_ptr_array_new();
    g_ptr_array_extend(ordered, (GPtrArray *)others, NULL, NULL);
    g_ptr_array_sort(ordered, compare_others);
    g_ptr_array_set_size(ordered, (int)MIN(ordered->len, limit));
    return ordered;
}

static GPtrArray *keep_best(GPtrArray *others, guint limit)
{
    g_autoptr(GPtrArray) ordered = in_order(others, limit);
    GPtrArray *kept = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < ordered->len; i++)
        g_ptr_array_add(kept, g_memdup2(ordered->pdata[i], sizeof(Other)));
    return kept;
}

static bool is_nobody_free(const GPtrArray *others)
{
    for (guint i = 0; i < others->len; i++)
        if (((const Other *)others->pdata[i])->free)
            return false;
    return true;
}

static gpointer copy_other(gconstpointer other, gpointer unused)
{
    (void)unused;
    return g_memdup2(other, sizeof(Other));
}

/* Last, but of somebody who has the duty: their backup and the other contacts come first. */
static void add_contacts(const Looking *looking, GPtrArray *all, const GPtrArray *colleagues,
                         const GPtrArray *contacts)
{
    bool has_duty =
        looking->press &&
        directory_presence(looking->directory, looking->person, looking->now).duty != NULL;
    g_ptr_array_extend(all, (GPtrArray *)(has_duty ? contacts : colleagues), copy_other, NULL);
    g_ptr_array_extend(all, (GPtrArray *)(has_duty ? colleagues : contacts), copy_other, NULL);
}

WhoElse *who_else(const Directory *directory, const Person *person, const Statistic *about,
                  bool press, gint64 now, guint limit)
{
    g_autoptr(GPtrArray) contacts = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) colleagues = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GHashTable) taken = g_hash_table_new(NULL, NULL);
    Looking looking = {.directory = directory,
                       .person = person,
                       .about = about,
                       .press = press,
                       .now = now,
                       .others = contacts,
                       .taken = taken};
    g_hash_table_add(taken, (gpointer)person);
    if (press) /* first, so that a colleague on duty is offered as such, by the duty's number */
        offer_press(&looking);
    looking.others = colleagues;
    bool only_press = press && directory_has_role(directory, person, MANAGEMENT);
    if (!only_press)
        offer_everybody(&looking);
    add_contacts(&looking, all, colleagues, contacts);
    WhoElse *others = g_new0(WhoElse, 1);
    others->others = keep_best(all, limit);
    others->nobody_free = is_nobody_free(all);
    others->only_press = only_press;
    others->press = press;
    return others;
}

void who_else_free(WhoElse *others)
{
    if (!others)
        return;
    g_ptr_array_unref(others->others);
    g_free(others);
}

/* ---- in words ---- */

/* The telephone of the duty is in the hands of whoever has it, not of their backup. */
static bool has_duty(const Other *other)
{
    return other->duty && other->duty->person == other->person->id;
}

static const char *press_why(const Other *other)
{
    if (!other->person)
        return _("press contacts");
    if (!other->duty)
        return _("press contact");
    if (!has_duty(other))
        return _("backup of the press duty");
    if (other->presence.duty != other->duty)
        return _("has press duty next");
    return other->free ? _("on press duty") : _("on press duty, but noted as away");
}

char *other_why(const Other *other)
{
    switch (other->reason) {
    case OTHER_SUCCESSOR:
        return g_strdup(_("successor"));
    case OTHER_DEPUTY:
        return g_strdup(_("deputy"));
    case OTHER_STATISTIC:
        /* TRANSLATORS: %s: the name of a statistic. */
        return g_strdup_printf(_("answers for %s too"), statistic_name(other->statistic));
    case OTHER_LINE:
        /* TRANSLATORS: %s: the name of a section; it has a telephone that all of it answer. */
        return g_strdup_printf(_("shared line of %s"), section_name(other->section));
    case OTHER_PRESS:
        return g_strdup(press_why(other));
    case OTHER_SECTION:
    default:
        return g_strdup(_("same section"));
    }
}

const char *other_name(const Other *other)
{
    return other->person ? other->person->name : section_name(other->section);
}

/* A mobile number that is not shown is nobody's to give. */
const char *other_phone(const Other *other)
{
    const Person *person = other->person;
    if (!person)
        return other->section->phone;
    if (has_duty(other) && other->duty->phone && *other->duty->phone)
        return other->duty->phone;
    bool mobile = (!person->phone || !*person->phone) && person->mobile_shown && person->mobile;
    return mobile ? person->mobile : person->phone ? person->phone : "";
}

char *other_presence_text(const Other *other, gint64 now)
{
    if (!other->person)
        return presence_line_text(&other->presence, now);
    return other->reason == OTHER_PRESS ? presence_press_text(&other->presence, now)
                                        : presence_text(&other->presence, now);
}

const char *who_else_phone(const Person *person, const Presence *presence, bool press)
{
    Other asked = {.person = person, .presence = *presence, .duty = press ? presence->duty : NULL};
    bool by_duty = has_duty(&asked) && asked.duty->phone && *asked.duty->phone;
    return by_duty ? asked.duty->phone : person->phone ? person->phone : "";
}

/* One of three texts in the caller's language, which is not the screen's; bokmål where it is not
 * known. */
static const char *in_language(Language language, const char *nb, const char *nn, const char *en)
{
    const char *const texts[] = {
        [LANGUAGE_BOKMAL] = nb, [LANGUAGE_NYNORSK] = nn, [LANGUAGE_ENGLISH] = en};
    return texts[language] && *texts[language] ? texts[language] : nb ? nb : "";
}

static const char *name_of_other(const Other *other, Language language)
{
    const Section *section = other->section;
    return other->person
               ? other->person->name
               : in_language(language, section->name_nb, section->name_nn, section->name_en);
}

/* The first who is free; of somebody who has left the successor, whatever they do now. */
static const Other *other_to_say(const WhoElse *others)
{
    for (guint i = 0; others && i < others->others->len; i++) {
        const Other *other = others->others->pdata[i];
        if (other->free || other->reason == OTHER_SUCCESSOR)
            return other;
    }
    return NULL;
}

/* Whom journalists are told to turn to: who is free, else the first who is not noted as away. */
static const Other *press_to_say(const WhoElse *others)
{
    const Other *free = other_to_say(others);
    for (guint i = 0; !free && i < others->others->len; i++) {
        const Other *other = others->others->pdata[i];
        if (presence_shown(&other->presence) == PRESENCE_CLOSED)
            return other;
    }
    return free;
}

/* What a line is called where its name is too long to be said; NULL: a person. */
static const char *short_name_of_line(const Other *other, Language language)
{
    static const char *const section[] = {[LANGUAGE_BOKMAL] = "seksjonen",
                                          [LANGUAGE_NYNORSK] = "seksjonen",
                                          [LANGUAGE_ENGLISH] = "the division"};
    static const char *const press[] = {[LANGUAGE_BOKMAL] = "pressekontaktene",
                                        [LANGUAGE_NYNORSK] = "pressekontaktane",
                                        [LANGUAGE_ENGLISH] = "the press contacts"};
    return !other || other->person ? NULL
                                   : (other->reason == OTHER_PRESS ? press : section)[language];
}

/* The name is shortened, and stays away where the line would be too long all the same. */
static char *say_press(const WhoElse *others, Language language)
{
    static const char *const sentences[] = {
        [LANGUAGE_BOKMAL] = "Pressespørsmål til ledelsen går til pressekontakten",
        [LANGUAGE_NYNORSK] = "Pressespørsmål til leiinga går til pressekontakten",
        [LANGUAGE_ENGLISH] = "Press questions to the management go to the press contact"};
    const Other *other = press_to_say(others);
    const char *name = other && other->person ? other->person->name : NULL;
    g_autofree char *without_middle = saying_short_name(name);
    const char *const names[] = {name, name ? without_middle : NULL};
    for (guint i = 0; i < G_N_ELEMENTS(names) && names[i]; i++) {
        g_autofree char *named = g_strdup_printf("%s: %s.", sentences[language], names[i]);
        if (safe_text_cells(named) <= SAYING_CELLS)
            return g_steal_pointer(&named);
    }
    return g_strconcat(sentences[language], ".", NULL);
}

char *who_else_saying_tried(const Directory *directory, const Person *person,
                            const Statistic *about, const WhoElse *others, SayingTried tried,
                            gint64 now, Language language)
{
    if (others && others->only_press)
        return say_press(others, language);
    bool press = others && others->press;
    Presence presence = directory_presence_asked(directory, person, press, now);
    const Other *other = other_to_say(others);
    Saying saying = {
        .name = person->name,
        .presence = &presence,
        .statistic =
            about ? in_language(language, about->name_nb, about->name_nn, about->name_en) : "",
        .other = other ? name_of_other(other, language) : "",
        .other_is_line = other && !other->person,
        .other_flexible = other && other->presence.flexible,
        .other_short = short_name_of_line(other, language),
        .has_left = other && other->reason == OTHER_SUCCESSOR,
        .others_known = others != NULL,
        .tried = tried};
    return saying_text(&saying, now, language);
}

char *who_else_saying(const Directory *directory, const Person *person, const Statistic *about,
                      const WhoElse *others, gint64 now, Language language)
{
    return who_else_saying_tried(directory, person, about, others, TRIED_NOT, now, language);
}

/* Owns the commands about telephone calls: new, end, list, show, history, day. What a call is and
 * how it ends is desk/calls.h's. */
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"
#include "skranke/base/time_text.h"

#include "skranke/domain/day.h"
#include "skranke/domain/phone_number.h"

#include "skranke/desk/calls.h"
#include "skranke/desk/phone_messages.h"

#include "skranke/cli/describe.h"
#include "skranke/cli/families.h"
#include "skranke/cli/options.h"
#include "skranke/cli/output.h"

enum { LISTED = 100, MOST_LISTED = 10000 };

/* ---- as JSON and as lines ---- */

static json_t *describe_somebody(gint64 id, const char *name)
{
    if (id == 0 && !*name)
        return json_null();
    json_t *object = json_object();
    json_object_set_new(object, "id", output_number(id));
    json_object_set_new(object, "name", output_text(name));
    return object;
}

static json_t *describe_call(const Call *call)
{
    json_t *object = json_object();
    json_object_set_new(object, "id", json_integer(call->id));
    json_object_set_new(object, "direction", json_string(call_direction_words[call->direction]));
    json_object_set_new(object, "operator", output_text(call->operator_name));
    json_object_set_new(object, "began", output_time(call->began_at));
    json_object_set_new(object, "answered", output_time(call->answered_at));
    json_object_set_new(object, "ended", output_time(call->ended_at));
    json_object_set_new(object, "number", output_text(call->number));
    json_object_set_new(object, "caller", describe_masked(call->caller, false));
    json_object_set_new(object, "asked_for", describe_masked(call->asked_for, false));
    json_object_set_new(object, "person", describe_somebody(call->person, call->person_name));
    json_object_set_new(object, "statistic", output_text(call->statistic));
    json_object_set_new(object, "matter", describe_masked(call->matter, false));
    json_object_set_new(object, "press", json_boolean(call->press));
    json_object_set_new(object, "outcome", output_text(call_outcome_words[call->outcome]));
    json_object_set_new(object, "status", output_text(call->status));
    json_object_set_new(object, "told_back", output_time(call->told_back_at));
    json_object_set_new(object, "other", describe_somebody(call->other, call->other_name));
    json_object_set_new(object, "reached", describe_somebody(call->reached, call->reached_name));
    json_object_set_new(object, "returned", output_text(call->returned));
    json_object_set_new(object, "inquiry", output_number(call->inquiry));
    json_object_set_new(object, "seen", json_boolean(!call->out_of_sight));
    return object;
}

/* The first line of what was said. */
static char *matter_line(const Call *call)
{
    char *line = describe_mask(call->matter, false);
    line[strcspn(line, "\r\n")] = '\0';
    return line;
}

static void print_line(const Call *call)
{
    g_autofree char *at = time_text_short(call->began_at, clock_now());
    g_autofree char *number = phone_number_text(call->number);
    g_autofree char *caller = describe_mask(call->caller, false);
    g_autofree char *matter = matter_line(call);
    const char *whom = *call->reached_name ? call->reached_name : call->person_name;
    output_line("%6" PRId64 "  %-11s  %-15s  %s  %s%s%s%s%s", call->id, at, number,
                call_outcome_text(call->outcome), caller, *whom ? " → " : "", whom,
                *matter && (*caller || *whom) ? ": " : "", matter);
}

static void print_call(const CommandContext *context, const Call *call)
{
    if (context->json)
        output_json(describe_call(call));
    else
        print_line(call);
}

static int print_after(const CommandContext *context, gint64 id)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Call) call = calls_get(context->db, id, &error);
    if (!call)
        return command_fail(error);
    print_call(context, call);
    return 0;
}

/* ---- how it ends ---- */

typedef struct {
    char *outcome, *to, *other;
} EndWish;

static void end_wish_clear(EndWish *wish)
{
    g_free(wish->outcome);
    g_free(wish->to);
    g_free(wish->other);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(EndWish, end_wish_clear)

/* Those an operator says; whether a caller was lost, the telephone system knows. */
static bool read_outcome(const char *word, CallOutcome *outcome)
{
    for (int i = CALL_NONE + 1; i < CALL_OUTCOME_COUNT; i++)
        if (i != CALL_LOST && strcmp(word, call_outcome_words[i]) == 0) {
            *outcome = (CallOutcome)i;
            return true;
        }
    return false;
}

/* By number, initials, telephone or the whole name; NULL: nobody of ours. */
static const Person *somebody(const Directory *directory, const char *word)
{
    const Person *person = directory_person_named(directory, word);
    g_autofree char *number = phone_number_normalise(word);
    if (!person && *number)
        person = directory_person_of_number(directory, number);
    const GPtrArray *people = directory_people(directory)->people;
    g_autofree char *wanted = g_utf8_casefold(word, -1);
    for (guint i = 0; i < people->len && !person; i++) {
        Person *other = people->pdata[i];
        g_autofree char *name = g_utf8_casefold(other->name, -1);
        person = strcmp(name, wanted) == 0 ? other : NULL;
    }
    return person;
}

static bool find_person(const Directory *directory, const char *word, gint64 *id, GError **error)
{
    const Person *person = somebody(directory, word);
    if (person)
        *id = person->id;
    else
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_NOT_FOUND,
                    _("Nobody was found for \"%s\"."), word);
    return person != NULL;
}

/* --to is a person, else a line or a number as it is written. */
static bool read_end(const Directory *directory, const EndWish *wish, CallEnd *end, GError **error)
{
    const Person *to = wish->to ? somebody(directory, wish->to) : NULL;
    end->directory = directory;
    end->reached = to ? to->id : 0;
    end->to_text = to ? NULL : wish->to;
    end->told_back = end->outcome == CALL_INFORMED;
    return !wish->other || find_person(directory, wish->other, &end->other, error);
}

static bool finish(CommandContext *context, gint64 id, const EndWish *wish, GError **error)
{
    CallEnd end = {.outcome = CALL_NONE};
    g_autoptr(Directory) directory = directory_load(context->db, clock_now(), error);
    if (!directory || !read_outcome(wish->outcome, &end.outcome) ||
        !read_end(directory, wish, &end, error))
        return false;
    if (end.outcome == CALL_INQUIRY)
        return call_to_inquiry(context->desk, id, NULL, true, error) != 0;
    if (end.outcome == CALL_CALL_BACK)
        return call_back_promise(context->desk, id, "", error) != 0;
    return call_end(context->desk, id, &end, error);
}

/* False: usage was printed. */
static bool is_outcome(const CommandContext *context, const char *word)
{
    CallOutcome outcome;
    if (read_outcome(word, &outcome))
        return true;
    command_usage_error(context->command, _("\"%s\" is no outcome of a call"), word);
    return false;
}

int command_call_end(CommandContext *context, int argc, char **argv)
{
    g_auto(EndWish) wish = {0};
    const GOptionEntry entries[] = {{"to", 0, 0, G_OPTION_ARG_STRING, &wish.to, NULL, NULL},
                                    {"other", 0, 0, G_OPTION_ARG_STRING, &wish.other, NULL, NULL},
                                    G_OPTION_ENTRY_NULL};
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) error = NULL;
    gint64 id = 0;
    if (!options_read(context, argc, argv, entries, 2, 2, &words) ||
        !options_number(context, words[0], &id) || !is_outcome(context, words[1]))
        return SKRANKE_ERROR_USAGE;
    wish.outcome = g_strdup(words[1]);
    if (!finish(context, id, &wish, &error))
        return command_fail(error);
    return print_after(context, id);
}

/* ---- a new one ---- */

typedef struct {
    char *from, *for_, *about, *matter;
    gboolean press;
    EndWish end;
} CallWish;

static void call_wish_clear(CallWish *wish)
{
    g_free(wish->from);
    g_free(wish->for_);
    g_free(wish->about);
    g_free(wish->matter);
    end_wish_clear(&wish->end);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(CallWish, call_wish_clear)

static bool read_call(const CommandContext *context, int argc, char **argv, CallWish *wish)
{
    const GOptionEntry entries[] = {
        {"from", 0, 0, G_OPTION_ARG_STRING, &wish->from, NULL, NULL},
        {"for", 0, 0, G_OPTION_ARG_STRING, &wish->for_, NULL, NULL},
        {"about", 0, 0, G_OPTION_ARG_STRING, &wish->about, NULL, NULL},
        {"matter", 0, 0, G_OPTION_ARG_STRING, &wish->matter, NULL, NULL},
        {"text", 0, 0, G_OPTION_ARG_STRING, &wish->matter, NULL, NULL},
        {"press", 0, 0, G_OPTION_ARG_NONE, &wish->press, NULL, NULL},
        {"outcome", 0, 0, G_OPTION_ARG_STRING, &wish->end.outcome, NULL, NULL},
        {"to", 0, 0, G_OPTION_ARG_STRING, &wish->end.to, NULL, NULL},
        {"other", 0, 0, G_OPTION_ARG_STRING, &wish->end.other, NULL, NULL},
        G_OPTION_ENTRY_NULL};
    g_auto(GStrv) words = NULL;
    if (!options_read(context, argc, argv, entries, 0, 0, &words) ||
        (wish->end.outcome && !is_outcome(context, wish->end.outcome)))
        return false;
    if (wish->end.outcome || (!wish->end.to && !wish->end.other))
        return true;
    command_usage_error(context->command, _("--to and --other go with --outcome"));
    return false;
}

/* Everything that may be wrong is looked at before the call is begun. */
static gint64 begin(CommandContext *context, const CallWish *wish, GError **error)
{
    g_autoptr(Directory) directory = directory_load(context->db, clock_now(), error);
    bool given_in = g_strcmp0(wish->matter, "-") == 0; /* on standard input */
    g_autofree char *matter = given_in ? options_text(NULL, error) : g_strdup(wish->matter);
    CallFacts facts = CALL_FACTS_NONE;
    CallEnd end = {.outcome = CALL_NONE};
    if (!directory || (given_in && !matter) || !read_end(directory, &wish->end, &end, error))
        return 0;
    const Person *person = wish->for_ ? somebody(directory, wish->for_) : NULL;
    facts.asked_for = wish->for_;
    facts.person = person ? person->id : 0;
    facts.statistic = wish->about;
    facts.matter = matter;
    facts.press = wish->press ? 1 : 0;
    NewCall given = {.caller = wish->from ? wish->from : ""};
    gint64 id = call_begin(context->desk, &given, error);
    return id && call_keep(context->desk, id, &facts, error) ? id : 0;
}

int command_call_new(CommandContext *context, int argc, char **argv)
{
    g_auto(CallWish) wish = {0};
    g_autoptr(GError) error = NULL;
    if (!read_call(context, argc, argv, &wish))
        return SKRANKE_ERROR_USAGE;
    gint64 id = begin(context, &wish, &error);
    if (!id)
        return command_fail(error);
    if (!wish.end.outcome || finish(context, id, &wish.end, &error))
        return print_after(context, id);
    g_prefix_error(&error, _("Call %" PRId64 " is kept and open. "), id);
    return command_fail(error);
}

/* ---- looking ---- */

static bool read_day(const CommandContext *context, const char *text, gint64 *from, gint64 *until)
{
    g_autoptr(GError) wrong = NULL;
    gint64 at = clock_now();
    if (text && !time_text_parse(text, &at, &wrong)) {
        command_usage_error(context->command, "%s", wrong->message);
        return false;
    }
    Day day = day_of_moment(at, NULL);
    *from = day_moment(day, 0);
    *until = day_moment(day + 1, 0);
    return true;
}

static void print_all(const CommandContext *context, const GPtrArray *calls)
{
    for (guint i = 0; i < calls->len && !output_is_closed(); i++)
        print_call(context, calls->pdata[i]);
}

static bool is_number(const CommandContext *context, const char *typed, char **number)
{
    *number = phone_number_normalise(typed);
    if (**number)
        return true;
    command_usage_error(context->command, _("\"%s\" is no telephone number"), typed);
    return false;
}

int command_call_list(CommandContext *context, int argc, char **argv)
{
    g_autofree char *day = NULL, *typed = NULL, *number = NULL;
    gboolean open = FALSE;
    gint64 limit = LISTED, from = 0, until = 0;
    const GOptionEntry entries[] = {{"day", 0, 0, G_OPTION_ARG_STRING, &day, NULL, NULL},
                                    {"open", 0, 0, G_OPTION_ARG_NONE, &open, NULL, NULL},
                                    {"number", 0, 0, G_OPTION_ARG_STRING, &typed, NULL, NULL},
                                    {"limit", 0, 0, G_OPTION_ARG_INT64, &limit, NULL, NULL},
                                    G_OPTION_ENTRY_NULL};
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) error = NULL;
    if (!options_read(context, argc, argv, entries, 0, 0, &words) ||
        !read_day(context, day, &from, &until) || (typed && !is_number(context, typed, &number)))
        return SKRANKE_ERROR_USAGE;
    if ((day != NULL) + (open ? 1 : 0) + (typed != NULL) > 1)
        return command_usage_error(context->command, _("one of --day, --open and --number"));
    guint most = (guint)CLAMP(limit, 1, MOST_LISTED);
    g_autoptr(GPtrArray) calls = open     ? calls_open(context->db, CALLS_OF_ALL, &error)
                                 : number ? calls_of_number(context->db, number, most, &error)
                                          : calls_between(context->db, from, until, most, &error);
    if (!calls)
        return command_fail(error);
    if (calls->len > most)
        g_ptr_array_set_size(calls, (int)most);
    print_all(context, calls);
    return 0;
}

int command_call_show(CommandContext *context, int argc, char **argv)
{
    g_auto(GStrv) words = NULL;
    gint64 id = 0;
    if (!options_read_number(context, argc, argv, NULL, 1, &words, &id))
        return SKRANKE_ERROR_USAGE;
    int status = print_after(context, id);
    if (status != 0 || context->json)
        return status;
    g_autoptr(Call) call = calls_get(context->db, id, NULL);
    g_autofree char *matter = describe_mask(call ? call->matter : "", false);
    output_block(matter, "    ");
    return 0;
}

/* ---- who rings ---- */

static json_t *describe_history(CommandContext *context, const Directory *directory,
                                const CallerFacts *facts)
{
    json_t *calls = json_array(), *inquiries = json_array(), *reached = json_array();
    gint64 now = clock_now();
    for (guint i = 0; i < facts->calls->len; i++)
        json_array_append_new(calls, describe_call(facts->calls->pdata[i]));
    for (guint i = 0; i < facts->inquiries->len; i++)
        json_array_append_new(inquiries,
                              describe_inquiry(context->desk, facts->inquiries->pdata[i], now));
    for (guint i = 0; i < facts->reached->len; i++) {
        const Person *person = facts->reached->pdata[i];
        Presence presence = directory_presence(directory, person, now);
        json_t *object = describe_somebody(person->id, person->name);
        json_object_set_new(object, "phone", output_text(person->phone));
        json_object_set_new(object, "status",
                            json_string(presence_words[presence_shown(&presence)]));
        json_object_set_new(object, "back_at", output_time(presence.back_at));
        json_array_append_new(reached, object);
    }
    json_t *object = json_object();
    json_object_set_new(object, "name", describe_masked(facts->name, false));
    json_object_set_new(object, "colleague",
                        facts->colleague
                            ? describe_somebody(facts->colleague->id, facts->colleague->name)
                            : json_null());
    json_object_set_new(object, "calls", calls);
    json_object_set_new(object, "inquiries", inquiries);
    json_object_set_new(object, "reached", reached);
    return object;
}

static void print_history(CommandContext *context, const CallerFacts *facts)
{
    g_autofree char *name = describe_mask(facts->name, false);
    output_line("%s", *name ? name : _("Not known."));
    for (guint i = 0; i < facts->reached->len; i++) {
        const Person *person = facts->reached->pdata[i];
        output_line(_("Spoke to: %s  %s"), person->name, person->phone);
    }
    for (guint i = 0; i < facts->inquiries->len; i++)
        describe_inquiry_line(context->desk, facts->inquiries->pdata[i], clock_now());
    print_all(context, facts->calls);
}

int command_call_history(CommandContext *context, int argc, char **argv)
{
    g_auto(GStrv) words = NULL;
    g_autofree char *number = NULL;
    g_autoptr(GError) error = NULL;
    if (!options_read(context, argc, argv, NULL, 1, -1, &words))
        return SKRANKE_ERROR_USAGE;
    g_autofree char *typed = g_strjoinv(" ", words);
    if (!is_number(context, typed, &number))
        return SKRANKE_ERROR_USAGE;
    g_autoptr(Directory) directory = directory_load(context->db, clock_now(), &error);
    g_autoptr(CallerFacts) facts =
        directory ? caller_facts(context->desk, directory, number, &error) : NULL;
    if (!facts)
        return command_fail(error);
    if (!context->json) {
        print_history(context, facts);
        return 0;
    }
    json_t *object = describe_history(context, directory, facts);
    json_object_set_new(object, "number", json_string(number));
    output_json(object);
    return 0;
}

/* ---- the figures ---- */

static json_t *describe_figures(const CallFigures *figures, gint64 from)
{
    const struct {
        const char *name;
        gint64 value;
    } values[] = {
        {"offered", figures->offered},
        {"answered", figures->answered},
        {"lost", figures->lost},
        {"transferred", figures->transferred},
        {"returned", figures->returned},
        {"messages", figures->messages},
        {"by_message", figures->by_message},
        {"inquiries", figures->inquiries},
        {"on_the_spot", figures->on_the_spot},
        {"informed", figures->informed},
        {"call_backs", figures->call_backs},
        {"given_up", figures->given_up},
        {"open", figures->open},
        {"away", figures->away},
        {"away_informed", figures->away_informed},
        {"timed", figures->timed},
        {"average_wait", figures->average_wait},
        {"longest_wait", figures->longest_wait},
        {"answered_soon", figures->answered_soon},
    };
    g_autofree char *day = day_iso(day_of_moment(from, NULL));
    json_t *object = json_object();
    json_object_set_new(object, "date", json_string(day));
    for (guint i = 0; i < G_N_ELEMENTS(values); i++)
        json_object_set_new(object, values[i].name, json_integer(values[i].value));
    return object;
}

int command_call_day(CommandContext *context, int argc, char **argv)
{
    g_autofree char *date = NULL;
    gboolean mine = FALSE;
    const GOptionEntry entries[] = {{"date", 0, 0, G_OPTION_ARG_STRING, &date, NULL, NULL},
                                    {"mine", 0, 0, G_OPTION_ARG_NONE, &mine, NULL, NULL},
                                    G_OPTION_ENTRY_NULL};
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) error = NULL;
    gint64 from = 0, until = 0;
    CallFigures figures;
    if (!options_read(context, argc, argv, entries, 0, 0, &words) ||
        !read_day(context, date, &from, &until))
        return SKRANKE_ERROR_USAGE;
    gint64 who = mine ? context->desk->operator_->id : 0;
    if (!calls_figures(context->db, from, until, who, &figures, &error))
        return command_fail(error);
    if (context->json) {
        output_json(describe_figures(&figures, from));
        return 0;
    }
    g_autofree char *text = calls_day_text(&figures, from);
    output_block(text, "");
    return 0;
}

/* Owns the commands that forward an inquiry and say what came of it, and the report on how long
 * forwarding took. The acts and their rules are desk/forwarding.h's. */
#include <stdio.h>
#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"
#include "skranke/base/safe_text.h"
#include "skranke/base/time_text.h"

#include "skranke/desk/forwarding.h"

#include "skranke/cli/each.h"
#include "skranke/cli/families.h"
#include "skranke/cli/options.h"
#include "skranke/cli/output.h"

/* ---- forward ---- */

enum { USUAL_DAYS = -1, MOST_DAYS = 1000 };

typedef struct {
    char *to, *comment, *summary;
    gboolean quiet, identity_numbers, dry_run;
    gint64 days; /* USUAL_DAYS: those of the bureau */
} Given;

static void given_clear(Given *given)
{
    g_free(given->to);
    g_free(given->comment);
    g_free(given->summary);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Given, given_clear)

/* A section's code goes before initials and numbers of people. */
static bool is_section(CommandContext *context, const char *word, bool *section, GError **error)
{
    g_autoptr(Directory) directory = directory_load(context->db, clock_now(), error);
    *section = directory && people_directory_section(directory_people(directory), word) != NULL;
    return directory != NULL;
}

static void print_review_json(const ForwardReview *review)
{
    json_t *object = json_object();
    json_object_set_new(object, "dry_run", json_true());
    json_object_set_new(object, "to", output_text(review->to_name));
    json_object_set_new(object, "address", output_text(review->to_address));
    json_object_set_new(object, "subject", output_text(review->subject));
    json_object_set_new(object, "text", output_text(review->text));
    json_object_set_new(object, "notice_subject", output_text(review->notice_subject));
    json_object_set_new(object, "notice", output_text(review->notice));
    json_object_set_new(object, "due", output_time(review->due_at - 1));
    json_object_set_new(object, "warnings", output_texts(review->warnings));
    output_json(object);
}

static void print_review(const ForwardReview *review)
{
    g_autofree char *due = time_text_header(review->due_at - 1);
    output_line(_("To: %s <%s>"), review->to_name, review->to_address);
    output_line(_("Subject: %s"), review->subject);
    output_line(_("Answer awaited until: %s"), due);
    output_line("%s", "");
    output_block(review->text, "  ");
    if (*review->notice == '\0')
        return;
    output_line("%s", "");
    output_line(_("To the inquirer: %s"), review->notice_subject);
    output_line("%s", "");
    output_block(review->notice, "  ");
}

static int forward(CommandContext *context, gint64 id, const Given *given)
{
    g_autoptr(GError) error = NULL;
    bool section = false;
    if (!is_section(context, given->to, &section, &error))
        return command_fail(error);
    ForwardWish wish = {.section = section ? given->to : NULL,
                        .person = section ? NULL : given->to,
                        .comment = given->comment ? given->comment : "",
                        .summary = given->summary,
                        .quiet = given->quiet,
                        .identity_numbers = given->identity_numbers,
                        .answer_days = given->days == USUAL_DAYS ? 0 : (int)given->days};
    g_autoptr(ForwardReview) review = forwarding_review(context->desk, id, &wish, &error);
    if (!review)
        return command_fail(error);
    if (!given->dry_run || !context->json)
        output_warnings(NULL, review->warnings);
    if (!given->dry_run)
        return forwarding_send(context->desk, id, &wish, &error) ? each_print_after(context, id)
                                                                 : command_fail(error);
    if (context->json)
        print_review_json(review);
    else
        print_review(review);
    return 0;
}

int command_inquiry_forward(CommandContext *context, int argc, char **argv)
{
    g_auto(Given) given = {.days = USUAL_DAYS};
    const GOptionEntry entries[] = {
        {"to", 0, 0, G_OPTION_ARG_STRING, &given.to, NULL, NULL},
        {"comment", 0, 0, G_OPTION_ARG_STRING, &given.comment, NULL, NULL},
        {"summary", 0, 0, G_OPTION_ARG_STRING, &given.summary, NULL, NULL},
        {"quiet", 0, 0, G_OPTION_ARG_NONE, &given.quiet, NULL, NULL},
        {"identity-numbers", 0, 0, G_OPTION_ARG_NONE, &given.identity_numbers, NULL, NULL},
        {"days", 0, 0, G_OPTION_ARG_INT64, &given.days, NULL, NULL},
        {"dry-run", 0, 0, G_OPTION_ARG_NONE, &given.dry_run, NULL, NULL},
        G_OPTION_ENTRY_NULL};
    g_auto(GStrv) words = NULL;
    gint64 id = 0;
    if (!options_read_number(context, argc, argv, entries, 1, &words, &id))
        return SKRANKE_ERROR_USAGE;
    if (!given.to || !*given.to)
        return command_usage_error(context->command, _("say whom with --to"));
    if (given.days != USUAL_DAYS && (given.days < 1 || given.days > MOST_DAYS))
        return command_usage_error(context->command,
                                   _("--days is a number of working days above 0"));
    return forward(context, id, &given);
}

/* ---- what came of it ---- */

static int settle(CommandContext *context, int argc, char **argv,
                  bool (*act)(Desk *, gint64, GError **))
{
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) error = NULL;
    gint64 id = 0;
    if (!options_read_number(context, argc, argv, NULL, 1, &words, &id))
        return SKRANKE_ERROR_USAGE;
    return act(context->desk, id, &error) ? each_print_after(context, id) : command_fail(error);
}

int command_inquiry_forward_answered(CommandContext *context, int argc, char **argv)
{
    return settle(context, argc, argv, forwarding_answered_directly);
}

/* What has left cannot be stopped: that is said, and what to do. */
static bool take_back(Desk *desk, gint64 id, GError **error)
{
    g_autoptr(GError) failed = NULL;
    if (!forwarding_take_back(desk, id, error))
        return false;
    g_autofree char *out = forwarding_still_out(desk, id, &failed);
    g_autofree char *safe = safe_text_line(out ? out : failed->message, -1);
    if (*safe)
        fprintf(stderr, "skranke: %s\n", safe);
    return true;
}

int command_inquiry_forward_back(CommandContext *context, int argc, char **argv)
{
    return settle(context, argc, argv, take_back);
}

int command_forward_days(CommandContext *context, int argc, char **argv)
{
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) error = NULL;
    gint64 days = 0;
    if (!options_read(context, argc, argv, NULL, 0, 1, &words))
        return SKRANKE_ERROR_USAGE;
    if (words[0] && !g_ascii_string_to_signed(words[0], 10, 1, FORWARDING_MOST_DAYS, &days, NULL))
        return command_usage_error(context->command, _("\"%.40s\" is no number from 1 to %d"),
                                   words[0], FORWARDING_MOST_DAYS);
    if (words[0] && !forwarding_set_days(context->desk, (int)days, &error))
        return command_fail(error);
    int now = forwarding_days(context->desk, &error);
    if (now == 0)
        return command_fail(error);
    if (context->json)
        output_json(json_pack("{s:i}", "days", now));
    else
        output_line("%d", now);
    return 0;
}

/* ---- how long it took ---- */

static void print_time_json(const ForwardingTime *time)
{
    json_t *object = json_object();
    json_object_set_new(object, "total", json_boolean(time->total));
    json_object_set_new(object, "mailbox", output_text(time->mailbox));
    json_object_set_new(object, "forwarded", json_integer(time->count));
    json_object_set_new(object, "median_minutes",
                        time->count ? json_integer(time->median_minutes) : json_null());
    json_object_set_new(object, "p90_minutes",
                        time->count ? json_integer(time->most_minutes) : json_null());
    json_object_set_new(object, "within_one_working_day", json_integer(time->within_day));
    json_object_set_new(object, "share_within_one_working_day",
                        time->count ? json_real((double)time->within_day / time->count)
                                    : json_null());
    output_json(object);
}

static void print_time(const ForwardingTime *time)
{
    const char *name = time->total      ? _("all")
                       : *time->mailbox ? time->mailbox
                                        : _("without a mailbox");
    if (time->count == 0) {
        output_line(_("%s: nothing was forwarded"), name);
        return;
    }
    output_line(_("%s: %u forwarded, half of them within %d open minutes, nine of ten within %d; "
                  "%u within one working day (%.0f %%)"),
                name, time->count, time->median_minutes, time->most_minutes, time->within_day,
                100.0 * time->within_day / time->count);
}

/* A day alone ends with its last moment. */
static bool read_span(const char *from, const char *to, gint64 *from_at, gint64 *until,
                      GError **error)
{
    *from_at = 0;
    *until = clock_now() + 1;
    if (from && !time_text_parse(from, from_at, error))
        return false;
    if (!to)
        return true;
    if (!time_text_parse(to, until, error))
        return false;
    Day day = 0;
    if (day_parse(to, &day))
        *until = day_moment(day + 1, 0);
    return true;
}

int command_report(CommandContext *context, int argc, char **argv)
{
    g_autofree char *by = NULL, *from = NULL, *to = NULL;
    const GOptionEntry entries[] = {{"by", 0, 0, G_OPTION_ARG_STRING, &by, NULL, NULL},
                                    {"from", 0, 0, G_OPTION_ARG_STRING, &from, NULL, NULL},
                                    {"to", 0, 0, G_OPTION_ARG_STRING, &to, NULL, NULL},
                                    G_OPTION_ENTRY_NULL};
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) error = NULL;
    gint64 from_at = 0, until = 0;
    if (!options_read(context, argc, argv, entries, 0, 0, &words))
        return SKRANKE_ERROR_USAGE;
    if (g_strcmp0(by, "forwarding") != 0)
        return command_usage_error(context->command, _("say --by forwarding"));
    if (!read_span(from, to, &from_at, &until, &error))
        return command_usage_error(context->command, "%s", error->message);
    g_autoptr(GPtrArray) times = forwarding_times(context->desk, from_at, until, &error);
    if (!times)
        return command_fail(error);
    for (guint i = 0; i < times->len; i++) {
        if (context->json)
            print_time_json(times->pdata[i]);
        else
            print_time(times->pdata[i]);
    }
    return 0;
}

/* What must hold of the switchboard whatever was done in whatever order: owns the conditions, not
 * the acts (switchboard_walk.h). */
#include <string.h>

#include "skranke/store/calls.h"
#include "skranke/store/phone_messages.h"

#include "switchboard_walk.h"

enum { MOST = 1000 };

#define holds(walk, what)                                                                          \
    do {                                                                                           \
        if (!(what))                                                                               \
            fail_msg("%s: not %s", (walk)->path->str, #what);                                      \
    } while (0)

/* No row that is not so. */
#define never(walk, table_and_condition)                                                           \
    do {                                                                                           \
        if (number(walk, "SELECT count(*) FROM " table_and_condition) != 0)                        \
            fail_msg("%s: there is a %s", (walk)->path->str, table_and_condition);                 \
    } while (0)

static gint64 number(Walk *walk, const char *sql)
{
    return fixture_number(walk->fixture, sql);
}

/* ---- what must hold ---- */

static void calls_are_sound(Walk *walk)
{
    never(walk, "call WHERE (ended_at IS NULL) <> (outcome = '')");
    never(walk, "call WHERE (operator IS NULL) <> (answered_at IS NULL)");
    never(walk, "call WHERE outcome = 'lost' AND answered_at IS NOT NULL");
    never(walk, "call WHERE ended_at < began_at OR answered_at < began_at");
    never(walk, "call WHERE ended_at IS NULL AND (told_back_at IS NOT NULL OR status <> '')");
    never(walk, "call WHERE outcome = 'transferred' AND reached IS NULL AND reached_text = ''");
    never(walk, "call WHERE outcome = 'inquiry' AND inquiry IS NULL");
    never(walk, "call AS c WHERE outcome = 'inquiry' AND EXISTS (SELECT 1 FROM phone_message "
                "WHERE inquiry = c.inquiry AND state = 'withdrawn')");
    never(walk, "call AS c WHERE NOT EXISTS (SELECT 1 FROM event WHERE kind = 'call_begun' AND "
                "json_extract(after, '$.call') = c.id)");
}

static void follow_ups_are_sound(Walk *walk)
{
    never(walk, "phone_message WHERE (state = 'waiting') <> (settled_at IS NULL)");
    never(walk, "phone_message AS p JOIN inquiry AS i ON i.id = p.inquiry "
                "WHERE p.state = 'waiting' AND i.state = 'closed'");
    never(walk, "phone_message AS p JOIN forward AS f ON f.id = p.forward "
                "WHERE p.state = 'waiting' AND f.state IN ('answered', 'answered_directly')");
    never(walk, "phone_message AS p JOIN forward AS f ON f.id = p.forward "
                "WHERE p.state = 'withdrawn' AND f.state IN ('waiting', 'silent')");
    never(walk, "phone_message AS p JOIN call AS c ON c.id = p.call "
                "WHERE p.state <> 'withdrawn' AND c.inquiry IS NULL");
    never(walk, "call_back WHERE (state IN ('unhandled', 'tried')) <> (settled_at IS NULL)");
    never(walk, "call_back AS b WHERE state IN ('unhandled', 'tried') AND (state = 'tried') <> "
                "EXISTS (SELECT 1 FROM call_back_try WHERE call_back = b.id)");
    never(walk, "call_back WHERE number = ''");
}

static void figures_add_up(Walk *walk)
{
    g_autoptr(GError) error = NULL;
    CallFigures all = {0}, sum = {0};
    Db *db = walk->fixture->db;
    assert_done(calls_figures(db, 0, G_MAXINT32, 0, &all, &error), error);
    for (int i = 0; i < SWITCHBOARD_DESKS; i++) {
        CallFigures one = {0};
        assert_done(calls_figures(db, 0, G_MAXINT32, walk->desks[i]->operator_->id, &one, &error),
                    error);
        holds(walk, one.lost == 0);
        sum.answered += one.answered;
        sum.transferred += one.transferred;
        sum.messages += one.messages;
    }
    holds(walk, sum.answered == all.answered && sum.transferred == all.transferred);
    holds(walk, sum.messages == all.messages);
    /* One that was begun and not written in yet is no call. */
    holds(walk,
          all.offered ==
              number(walk,
                     "SELECT count(*) FROM call WHERE ended_at IS NOT NULL OR linked_id <> '' "
                     "OR number || caller || asked_for || matter <> '' OR press = 1 OR "
                     "person IS NOT NULL OR inquiry IS NOT NULL"));
    holds(walk, all.offered == all.transferred + all.by_message + all.on_the_spot + all.inquiries +
                                   all.informed + all.call_backs + all.given_up + all.lost +
                                   all.open);
    holds(walk, all.offered == all.answered + all.lost +
                                   number(walk, "SELECT count(*) FROM call WHERE "
                                                "answered_at IS NULL AND ended_at IS NULL"));
    holds(walk, all.away_informed <= all.away && all.returned == 0);
    holds(walk, all.messages ==
                    number(walk, "SELECT count(*) FROM phone_message WHERE state <> 'withdrawn'"));
}

/* Whether somebody with this sight may see an inquiry. */
static bool may_see(Walk *walk, gint64 inquiry)
{
    g_autoptr(GError) error = NULL;
    gint64 open = db_query_integer(walk->fixture->db, 0, &error,
                                   "SELECT count(*) FROM inquiry WHERE id = ? AND silo = 'open'",
                                   "i", inquiry);
    return inquiry == 0 || open == 1 || walk->desk != walk->desks[SWITCHBOARD_DESKS - 1];
}

static void call_is_seen(Walk *walk, const Call *call, const char *sought)
{
    g_autoptr(GError) error = NULL;
    gint64 inquiry =
        db_query_integer(walk->fixture->db, 0, &error,
                         "SELECT ifnull(inquiry, 0) FROM call WHERE id = ?", "i", call->id);
    bool own = call->ended_at == 0 && call->operator_id == walk->desk->operator_->id;
    holds(walk, call->out_of_sight == !(own || may_see(walk, inquiry)));
    holds(walk, !call->out_of_sight || (!*call->number && !*call->caller && !*call->matter &&
                                        !*call->asked_for && !call->inquiry && !sought));
}

static void calls_are_seen(Walk *walk)
{
    g_autoptr(GError) error = NULL;
    Db *db = walk->desk->db;
    g_autoptr(GPtrArray) calls = calls_between(db, 0, G_MAXINT32, MOST, &error);
    g_autoptr(GPtrArray) same = calls_of_number(db, "+4791234567", MOST, &error);
    g_autoptr(GPtrArray) open = calls_open(db, CALLS_OF_ALL, &error);
    assert_no_error(error);
    for (guint i = 0; i < calls->len; i++)
        call_is_seen(walk, calls->pdata[i], NULL);
    for (guint i = 0; i < same->len; i++)
        call_is_seen(walk, same->pdata[i], "+4791234567");
    guint sum = 0;
    for (int i = -1; i < SWITCHBOARD_DESKS; i++) {
        gint64 operator_id = i < 0 ? 0 : walk->desks[i]->operator_->id;
        g_autoptr(GPtrArray) theirs = calls_open(db, operator_id, &error);
        sum += theirs->len;
    }
    holds(walk, sum == open->len);
}

/* The header counts what the list shows, and neither shows what is closed. */
static void counts_are_the_lists(Walk *walk)
{
    g_autoptr(GError) error = NULL;
    FollowUpCounts counts = {0};
    assert_done(follow_up_counts(walk->desk->db, walk->now, &counts, &error), error);
    g_autoptr(GPtrArray) messages = phone_messages_list(walk->desk->db, true, MOST, &error);
    g_autoptr(GPtrArray) backs = call_backs_list(walk->desk->db, true, MOST, &error);
    assert_no_error(error);
    gint64 messages_due = 0, backs_due = 0;
    for (guint i = 0; i < messages->len; i++) {
        const PhoneMessage *one = messages->pdata[i];
        holds(walk, may_see(walk, one->inquiry));
        messages_due += one->due_at <= walk->now || strcmp(one->delivery, "refused") == 0;
    }
    for (guint i = 0; i < backs->len; i++) {
        const CallBack *one = backs->pdata[i];
        holds(walk, may_see(walk, one->inquiry));
        backs_due += one->due_at <= walk->now;
    }
    holds(walk, counts.messages == messages->len && counts.messages_due == messages_due);
    holds(walk, counts.call_backs == backs->len && counts.call_backs_due == backs_due);
}

/* Every one on whom an end is noted may see what others may not, in their own way. */
void switchboard_is_sound(Walk *walk)
{
    Desk *acting = walk->desk;
    calls_are_sound(walk);
    follow_ups_are_sound(walk);
    figures_add_up(walk);
    for (int i = 0; i < SWITCHBOARD_DESKS; i++) {
        walk->desk = walk->desks[i];
        desk_look_again(walk->desk);
        calls_are_seen(walk);
        counts_are_the_lists(walk);
    }
    walk->desk = acting;
    desk_look_again(acting);
}

/* ---- before and after ---- */

/* The rows of a query whose only parameter is now, a line each. */
static void append_rows(Walk *walk, GString *text, const char *sql)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(DbRows) rows = db_query(walk->fixture->db, &error, sql, "i", walk->now);
    assert_no_error(error);
    for (guint i = 0; i < db_rows_count(rows); i++)
        g_string_append_printf(text, "%s\n", db_rows_text(rows, i, 0));
}

char *switchboard_state(Walk *walk)
{
    static const char *const rows[] = {
        "SELECT 'call ' || json_array(id, ended_at, number, caller, asked_for, person, matter, "
        "press, outcome, status, told_back_at, other, reached, reached_text) FROM call "
        "WHERE ? > 0 ORDER BY id",
        "SELECT 'call-back ' || json_array(id, state, due_at, settled_at) FROM call_back "
        "WHERE state IN ('unhandled', 'tried') AND ? > 0 ORDER BY id",
        "SELECT 'message ' || json_array(id, inquiry, forward, state, due_at, reminders) "
        "FROM phone_message WHERE state = 'waiting' AND ? > 0 ORDER BY id",
        "SELECT 'mark ' || json_array(person, status, until_at, code, note, operator, at) "
        "FROM presence_mark WHERE until_at > ? ORDER BY person",
        "SELECT 'person ' || json_array(id, active, left_on, deputy, successor) FROM person "
        "WHERE ? > 0 ORDER BY id",
        "SELECT 'absence ' || json_array(id, person, from_at, until_at, operator) FROM absence "
        "WHERE ? > 0 ORDER BY id",
        "SELECT 'note ' || json_array(id, person, text) FROM person_note WHERE removed_at IS NULL "
        "AND ? > 0 ORDER BY id"};
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
        append_rows(walk, text, rows[i]);
    return g_string_free(text, FALSE);
}

char *switchboard_all(Walk *walk)
{
    g_autofree char *state = switchboard_state(walk);
    GString *text = g_string_new(state);
    append_rows(walk, text,
                "SELECT json_array((SELECT max(id) FROM event), (SELECT count(*) FROM inquiry), "
                "(SELECT count(*) FROM message), (SELECT count(*) FROM forward), "
                "(SELECT sum(revision) FROM inquiry), (SELECT sum(revision) FROM call), "
                "(SELECT sum(revision) FROM call_back), (SELECT count(*) FROM phone_message), "
                "(SELECT count(*) FROM person_note WHERE removed_at IS NULL)) WHERE ? > 0");
    return g_string_free(text, FALSE);
}

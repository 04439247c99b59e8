/* The queue's lists: pages before and after a row, how many, and where a row stands; each also with
 * a filter. Every list is read along an index in the order it is shown, so a page costs the same
 * with forty inquiries and with a million. Knows no rule about who may see what. */
#include <string.h>

#include "skranke/domain/words.h"

#include "skranke/store/inquiries.h"
#include "skranke/store/inquiry_row.h"

/* A reply that was changed within this time is being written. */
#define WRITING_SECONDS (10 * 60)
/* Rows are counted one by one to find where one stands: up to here that takes a millisecond. */
#define MOST_COUNTED 10000
/* Where 0, 0 stands for "from the end". */
#define EVER G_MAXINT64

/* Each list is put together from literals: MARK names the values that several parts need. */
#define MARK "WITH mark (at, id, operator, since) AS (SELECT ?, ?, ?, ?) "
#define BESIDE_MARK(side) "(received_at, id) " side " (SELECT at, id FROM mark)"

/* One scan of the index inquiry_queue or inquiry_owner; several merge without sorting. */
#define OF_STATE(state, side)                                                                      \
    "SELECT id, received_at FROM inquiry WHERE state = '" state "' AND " BESIDE_MARK(side)
#define OF_OWNER(state, side) OF_STATE(state, side) " AND owner = (SELECT operator FROM mark)"
#define AND_ALSO " UNION ALL "

#define UNFINISHED(side)                                                                           \
    OF_STATE("new", side) AND_ALSO OF_STATE("open", side)                                          \
    AND_ALSO OF_STATE("waiting", side)
#define MINE(side)                                                                                 \
    OF_OWNER("new", side) AND_ALSO OF_OWNER("open", side)                                          \
    AND_ALSO OF_OWNER("waiting", side)
#define NEW(side) OF_STATE("new", side)
#define WAITING(side) OF_STATE("waiting", side)
#define CLOSED(side) OF_STATE("closed", side)
#define ALL(side) UNFINISHED(side) AND_ALSO CLOSED(side)

/* The same lists as a condition, for hits of a filter and for the maintained counts. */
#define IS_UNFINISHED "state IN ('new', 'open', 'waiting')"
#define IS_MINE IS_UNFINISHED " AND owner = (SELECT nullif(operator, 0) FROM mark)"
#define IS_NEW "state = 'new'"
#define IS_WAITING "state = 'waiting'"
#define IS_CLOSED "state = 'closed'"
#define IS_ANY "state <> ''"

/* The newest 2,000 messages with the words, and the inquiry with the number typed. A row below zero
 * is that of a subject somebody set (inquiries.c). */
#define HITS                                                                                       \
    "SELECT ifnull(m.inquiry, -hit.rowid) AS inquiry FROM (SELECT rowid FROM search WHERE search " \
    "MATCH ? "                                                                                     \
    "ORDER BY rowid DESC LIMIT 2000) AS hit LEFT JOIN message AS m ON m.id = hit.rowid "           \
    "UNION SELECT n.id FROM inquiry AS n WHERE n.id = ?"
#define FILTERED(is)                                                                               \
    "SELECT id, received_at FROM (" HITS ") AS hits CROSS JOIN inquiry ON id = hits.inquiry "      \
    "WHERE " is
#define FILTERED_BESIDE(is, side) FILTERED(is) " AND " BESIDE_MARK(side)

#define WRITING                                                                                    \
    "(SELECT group_concat(login, ', ') FROM (SELECT w.login FROM draft AS d "                      \
    "JOIN operator AS w ON w.id = d.operator WHERE d.inquiry = i.id AND d.kind = 'reply' "         \
    "AND d.state = 'writing' AND d.changed_at > (SELECT since FROM mark) "                         \
    "AND d.operator <> (SELECT operator FROM mark) ORDER BY w.login))"

#define PAGE(rows, way)                                                                            \
    MARK "SELECT " INQUIRY_COLUMNS ", " WRITING " FROM (" rows " ORDER BY received_at " way        \
         ", id " way " LIMIT ?) AS page CROSS JOIN inquiry AS i ON i.id = page.id "                \
         "LEFT JOIN operator AS o ON o.id = i.owner ORDER BY i.received_at " way ", i.id " way
#define WHOLE_COUNT(is) MARK "SELECT ifnull(sum(count), 0) FROM inquiry_count WHERE " is
#define WHOLE_POSITION(ROWS, before)                                                               \
    MARK "SELECT CASE WHEN EXISTS (" ROWS("=") ") THEN (SELECT count(*) FROM (" ROWS(              \
        before) " LIMIT 10001)) ELSE -1 END"
/* One look at the hits for both questions: finding them is what costs. */
#define FILTERED_COUNT(is) MARK "SELECT count(*) FROM (" FILTERED(is) ")"
#define FILTERED_POSITION(is, before)                                                              \
    MARK "SELECT CASE WHEN sum(" BESIDE_MARK("=") ") > 0 THEN sum(" BESIDE_MARK(                   \
        before) ") ELSE -1 END FROM (" FILTERED(is) ")"

typedef struct {
    const char *later, *earlier; /* pages on either side of the mark */
    const char *count;
    const char *position; /* of the mark, -1 when it is not in the list */
} Lists;

typedef struct {
    bool newest_first;
    Lists whole, filtered;
} View;

#define WHOLE(ROWS, is, before)                                                                    \
    {                                                                                              \
        PAGE(ROWS(">"), "ASC"), PAGE(ROWS("<"), "DESC"), WHOLE_COUNT(is),                          \
            WHOLE_POSITION(ROWS, before)                                                           \
    }
#define HITS_OF(is, before)                                                                        \
    {                                                                                              \
        PAGE(FILTERED_BESIDE(is, ">"), "ASC"), PAGE(FILTERED_BESIDE(is, "<"), "DESC"),             \
            FILTERED_COUNT(is), FILTERED_POSITION(is, before)                                      \
    }
#define OLDEST_FIRST(ROWS, is)                                                                     \
    {                                                                                              \
        false, WHOLE(ROWS, is, "<"), HITS_OF(is, "<")                                              \
    }
#define NEWEST_FIRST(ROWS, is)                                                                     \
    {                                                                                              \
        true, WHOLE(ROWS, is, ">"), HITS_OF(is, ">")                                               \
    }

static const View views[QUEUE_VIEW_COUNT] = {
    [QUEUE_UNFINISHED] = OLDEST_FIRST(UNFINISHED, IS_UNFINISHED),
    [QUEUE_MINE] = OLDEST_FIRST(MINE, IS_MINE),
    [QUEUE_NEW] = OLDEST_FIRST(NEW, IS_NEW),
    [QUEUE_WAITING] = OLDEST_FIRST(WAITING, IS_WAITING),
    [QUEUE_CLOSED] = NEWEST_FIRST(CLOSED, IS_CLOSED),
    [QUEUE_ALL] = NEWEST_FIRST(ALL, IS_ANY),
};

typedef struct {
    gint64 at, id;
} Mark;

/* "4711" or "#4711"; 0 when the filter is no number. */
static gint64 filter_number(const char *filter)
{
    filter += strspn(filter, " \t");
    filter += *filter == '#' ? 1 : 0;
    gsize digits = strspn(filter, "0123456789");
    bool number =
        digits > 0 && digits < 18 && filter[digits + strspn(filter + digits, " \t")] == '\0';
    return number ? g_ascii_strtoll(filter, NULL, 10) : 0;
}

/* What a filter looks for. One that says nothing yet ("", "-", a first letter) is none. */
typedef struct {
    char *words; /* an FTS5 expression; NULL: no filter */
    gint64 number;
} Filter;

static void filter_clear(Filter *filter)
{
    g_free(filter->words);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Filter, filter_clear)

static Filter read_filter(const QueueQuery *query)
{
    Filter filter = {0};
    if (!query->filter)
        return filter;
    filter.words = words_match_expression(query->filter);
    filter.number = filter_number(query->filter);
    /* An empty phrase matches no message. */
    if (!filter.words && filter.number != 0)
        filter.words = g_strdup("\"\"");
    return filter;
}

static const Lists *lists_of(const QueueQuery *query, const Filter *filter)
{
    const View *view = &views[query->view];
    return filter->words ? &view->filtered : &view->whole;
}

/* The values of MARK, then those of HITS where there is a filter. */
#define MARK_FORMAT "iiii"
#define HITS_FORMAT "si"
#define MARK_VALUES(query, mark)                                                                   \
    (mark).at, (mark).id, (query)->operator_id, (query)->now - WRITING_SECONDS

static GPtrArray *read_page(Db *db, const QueueQuery *query, Mark mark, bool later, guint limit,
                            GError **error)
{
    g_auto(Filter) filter = read_filter(query);
    const Lists *lists = lists_of(query, &filter);
    const char *sql = later ? lists->later : lists->earlier;
    DbRows *rows =
        filter.words
            ? db_query(db, error, sql, MARK_FORMAT HITS_FORMAT "i", MARK_VALUES(query, mark),
                       filter.words, filter.number, (gint64)limit)
            : db_query(db, error, sql, MARK_FORMAT "i", MARK_VALUES(query, mark), (gint64)limit);
    return records_all(rows, &inquiry_row);
}

static gint64 read_number(Db *db, const QueueQuery *query, const Filter *filter, Mark mark,
                          const char *sql, GError **error)
{
    if (!filter->words)
        return db_query_integer(db, -1, error, sql, MARK_FORMAT, MARK_VALUES(query, mark));
    return db_query_integer(db, -1, error, sql, MARK_FORMAT HITS_FORMAT, MARK_VALUES(query, mark),
                            filter->words, filter->number);
}

/* The mark as given, or before or after every row for 0, 0. */
static Mark mark_from(gint64 at, gint64 id, bool later)
{
    if (at != 0 || id != 0)
        return (Mark){at, id};
    return later ? (Mark){-EVER, 0} : (Mark){EVER, 0};
}

GPtrArray *inquiries_page(Db *db, const QueueQuery *query, gint64 after_received_at,
                          gint64 after_id, guint limit, GError **error)
{
    bool later = !views[query->view].newest_first;
    Mark mark = mark_from(after_received_at, after_id, later);
    return read_page(db, query, mark, later, limit, error);
}

GPtrArray *inquiries_page_before(Db *db, const QueueQuery *query, gint64 before_received_at,
                                 gint64 before_id, guint limit, GError **error)
{
    bool later = views[query->view].newest_first;
    Mark mark = mark_from(before_received_at, before_id, later);
    return read_page(db, query, mark, later, limit, error);
}

gint64 inquiries_count(Db *db, const QueueQuery *query, GError **error)
{
    g_auto(Filter) filter = read_filter(query);
    return read_number(db, query, &filter, (Mark){0, 0}, lists_of(query, &filter)->count, error);
}

gint64 inquiries_position(Db *db, const QueueQuery *query, gint64 received_at, gint64 id,
                          GError **error)
{
    g_auto(Filter) filter = read_filter(query);
    gint64 position = read_number(db, query, &filter, (Mark){received_at, id},
                                  lists_of(query, &filter)->position, error);
    return position > MOST_COUNTED ? -2 : position;
}

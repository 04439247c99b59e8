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

/* The newest 2,000 messages with the words, and the inquiry with the number typed. */
#define HITS                                                                                       \
    "SELECT m.inquiry FROM (SELECT rowid FROM search WHERE search MATCH ? "                        \
    "ORDER BY rowid DESC LIMIT 2000) AS hit CROSS JOIN message AS m ON m.id = hit.rowid "          \
    "UNION SELECT n.id FROM inquiry AS n WHERE n.id = ?"
#define FILTERED(condition, side)                                                                  \
    "SELECT id, received_at FROM (" HITS ") AS hits CROSS JOIN inquiry ON id = hits.inquiry "      \
    "WHERE " condition " AND " BESIDE_MARK(side)

#define WRITING                                                                                    \
    "(SELECT group_concat(login, ', ') FROM (SELECT w.login FROM draft AS d "                      \
    "JOIN operator AS w ON w.id = d.operator WHERE d.inquiry = i.id AND d.kind = 'reply' "         \
    "AND d.state = 'writing' AND d.changed_at > (SELECT since FROM mark) "                         \
    "AND d.operator <> (SELECT operator FROM mark) ORDER BY w.login))"

#define PAGE(rows, way)                                                                            \
    MARK "SELECT " INQUIRY_COLUMNS ", " WRITING " FROM (" rows " ORDER BY received_at " way        \
         ", id " way " LIMIT ?) AS page CROSS JOIN inquiry AS i ON i.id = page.id "                \
         "LEFT JOIN operator AS o ON o.id = i.owner ORDER BY i.received_at " way ", i.id " way
#define COUNT(rows) MARK "SELECT count(*) FROM (" rows " LIMIT 10001)"
#define TOTAL(condition) MARK "SELECT ifnull(sum(count), 0) FROM inquiry_count WHERE " condition

typedef struct {
    const char *later, *earlier;             /* pages on either side of the mark */
    const char *count_later, *count_earlier; /* rows on either side, and … */
    const char *count_here;                  /* … whether the mark itself is in the list */
} Lists;

typedef struct {
    bool newest_first;
    const char *total;
    Lists whole, filtered;
} View;

#define WHOLE_LISTS(ROWS)                                                                          \
    {                                                                                              \
        PAGE(ROWS(">"), "ASC"), PAGE(ROWS("<"), "DESC"), COUNT(ROWS(">")), COUNT(ROWS("<")),       \
            COUNT(ROWS("="))                                                                       \
    }
#define FILTERED_LISTS(is)                                                                         \
    {                                                                                              \
        PAGE(FILTERED(is, ">"), "ASC"), PAGE(FILTERED(is, "<"), "DESC"), COUNT(FILTERED(is, ">")), \
            COUNT(FILTERED(is, "<")), COUNT(FILTERED(is, "="))                                     \
    }
#define VIEW(newest_first, ROWS, is)                                                               \
    {                                                                                              \
        newest_first, TOTAL(is), WHOLE_LISTS(ROWS), FILTERED_LISTS(is)                             \
    }

static const View views[QUEUE_VIEW_COUNT] = {
    [QUEUE_UNFINISHED] = VIEW(false, UNFINISHED, IS_UNFINISHED),
    [QUEUE_MINE] = VIEW(false, MINE, IS_MINE),
    [QUEUE_NEW] = VIEW(false, NEW, IS_NEW),
    [QUEUE_WAITING] = VIEW(false, WAITING, IS_WAITING),
    [QUEUE_CLOSED] = VIEW(true, CLOSED, IS_CLOSED),
    [QUEUE_ALL] = VIEW(true, ALL, IS_ANY),
};

typedef struct {
    gint64 at, id;
} Mark;

static bool is_filtered(const QueueQuery *query)
{
    return query->filter && query->filter[strspn(query->filter, " \t")] != '\0';
}

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

static const Lists *lists_of(const QueueQuery *query)
{
    const View *view = &views[query->view];
    return is_filtered(query) ? &view->filtered : &view->whole;
}

/* The values of MARK, then those of HITS where there is a filter. A filter without any word (NULL)
 * matches nothing. */
#define MARK_FORMAT "iiii"
#define HITS_FORMAT "si"
#define MARK_VALUES(query, mark)                                                                   \
    (mark).at, (mark).id, (query)->operator_id, (query)->now - WRITING_SECONDS

static GPtrArray *read_page(Db *db, const QueueQuery *query, Mark mark, bool later, guint limit,
                            GError **error)
{
    const Lists *lists = lists_of(query);
    const char *sql = later ? lists->later : lists->earlier;
    DbRows *rows;
    if (is_filtered(query)) {
        g_autofree char *words = words_match_expression(query->filter);
        rows = db_query(db, error, sql, MARK_FORMAT HITS_FORMAT "i", MARK_VALUES(query, mark),
                        words ? words : "", filter_number(query->filter), (gint64)limit);
    } else {
        rows = db_query(db, error, sql, MARK_FORMAT "i", MARK_VALUES(query, mark), (gint64)limit);
    }
    return records_all(rows, &inquiry_row);
}

static gint64 read_count(Db *db, const QueueQuery *query, Mark mark, const char *sql,
                         GError **error)
{
    if (!is_filtered(query))
        return db_query_integer(db, -1, error, sql, MARK_FORMAT, MARK_VALUES(query, mark));
    g_autofree char *words = words_match_expression(query->filter);
    return db_query_integer(db, -1, error, sql, MARK_FORMAT HITS_FORMAT, MARK_VALUES(query, mark),
                            words ? words : "", filter_number(query->filter));
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
    const View *view = &views[query->view];
    const char *sql = is_filtered(query) ? view->filtered.count_later : view->total;
    return read_count(db, query, mark_from(0, 0, true), sql, error);
}

gint64 inquiries_position(Db *db, const QueueQuery *query, gint64 received_at, gint64 id,
                          GError **error)
{
    const Lists *lists = lists_of(query);
    Mark mark = {received_at, id};
    if (read_count(db, query, mark, lists->count_here, error) <= 0)
        return -1;
    bool newest_first = views[query->view].newest_first;
    const char *before = newest_first ? lists->count_later : lists->count_earlier;
    gint64 position = read_count(db, query, mark, before, error);
    return position > MOST_COUNTED ? -2 : position;
}

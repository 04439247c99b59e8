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
#define MARK                                                                                       \
    "WITH mark (key, id, operator, since, sight, category, tag, due) AS "                          \
    "(SELECT ?, ?, ?, ?, ?, ifnull(?, ''), ifnull(?, ''), ?) "

/* The two orders: by the watched clock, and the newest receipt first. */
#define BY_CLOCK "queue_at"
#define BY_RECEIPT "received_at"
#define BESIDE_MARK(key, side) "(" key ", id) " side " (SELECT key, id FROM mark)"

/* What may be seen and is asked for. The silo stands in every index that is walked; the rest reads
 * the row, and only where it is asked for. */
#define WANTED                                                                                     \
    " AND instr((SELECT sight FROM mark), ',' || silo || ',') > 0 "                                \
    "AND ((SELECT category FROM mark) = '' OR category = (SELECT category FROM mark)) "            \
    "AND ((SELECT tag FROM mark) = '' OR EXISTS (SELECT 1 FROM tag AS t "                          \
    "WHERE t.inquiry = inquiry.id AND t.tag = (SELECT tag FROM mark))) "                           \
    "AND ((SELECT due FROM mark) = 0 OR due_at <= (SELECT due FROM mark))"

/* One scan of the index inquiry_queue or inquiry_owner, or of inquiry_received; several merge
 * without sorting. The words state <> 'closed' are those of the partial indexes. */
#define OF_STATE(state, side)                                                                      \
    "SELECT id, queue_at AS key FROM inquiry WHERE state = '" state "' AND state <> 'closed' "     \
    "AND " BESIDE_MARK(BY_CLOCK, side) WANTED
#define OF_OWNER(state, side) OF_STATE(state, side) " AND owner = (SELECT operator FROM mark)"
#define RECEIVED(state, side)                                                                      \
    "SELECT id, received_at AS key FROM inquiry WHERE state = '" state                             \
    "' AND " BESIDE_MARK(BY_RECEIPT, side) WANTED
#define AND_ALSO " UNION ALL "

#define UNFINISHED(side)                                                                           \
    OF_STATE("new", side) AND_ALSO OF_STATE("open", side)                                          \
    AND_ALSO OF_STATE("waiting", side)
#define MINE(side)                                                                                 \
    OF_OWNER("new", side) AND_ALSO OF_OWNER("open", side)                                          \
    AND_ALSO OF_OWNER("waiting", side)
#define NEW(side) OF_STATE("new", side)
#define WAITING(side) OF_STATE("waiting", side)
#define CLOSED(side) RECEIVED("closed", side)
#define ALL(side)                                                                                  \
    RECEIVED("new", side) AND_ALSO RECEIVED("open", side)                                          \
    AND_ALSO RECEIVED("waiting", side)                                                             \
    AND_ALSO CLOSED(side)

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
#define FILTERED(is, key)                                                                          \
    "SELECT id, " key " AS key FROM (" HITS ") AS hits CROSS JOIN inquiry ON id = hits.inquiry "   \
    "WHERE " is WANTED
#define FILTERED_BESIDE(is, key, side) FILTERED(is, key) " AND " BESIDE_MARK(key, side)

#define WRITING                                                                                    \
    "(SELECT group_concat(login, ', ') FROM (SELECT w.login FROM draft AS d "                      \
    "JOIN operator AS w ON w.id = d.operator WHERE d.inquiry = i.id AND d.kind = 'reply' "         \
    "AND d.state = 'writing' AND d.changed_at > (SELECT since FROM mark) "                         \
    "AND d.operator <> (SELECT operator FROM mark) ORDER BY w.login))"

#define PAGE(rows, way)                                                                            \
    MARK "SELECT " INQUIRY_COLUMNS ", " WRITING " FROM (" rows " ORDER BY key " way ", id " way    \
         " LIMIT ?) AS page CROSS JOIN inquiry AS i ON i.id = page.id "                            \
         "LEFT JOIN operator AS o ON o.id = i.owner ORDER BY page.key " way ", i.id " way
#define WHOLE_COUNT(is)                                                                            \
    MARK "SELECT ifnull(sum(count), 0) FROM inquiry_tally "                                        \
         "WHERE instr((SELECT sight FROM mark), ',' || silo || ',') > 0 AND " is
#define WHOLE_POSITION(ROWS, before)                                                               \
    MARK "SELECT CASE WHEN EXISTS (" ROWS("=") ") THEN (SELECT count(*) FROM (" ROWS(              \
        before) " LIMIT 10001)) ELSE -1 END"
/* One look at the hits for both questions: finding them is what costs. */
#define FILTERED_COUNT(is, key) MARK "SELECT count(*) FROM (" FILTERED(is, key) ")"
#define FILTERED_POSITION(is, key_, before)                                                        \
    MARK "SELECT CASE WHEN sum(" BESIDE_MARK("key", "=") ") > 0 THEN sum(" BESIDE_MARK(            \
        "key", before) ") ELSE -1 END FROM (" FILTERED(is, key_) ")"
/* Category, tag and clock have no maintained counts: rows are counted, up to as many as a place is
 * looked for. */
#define NARROWED_COUNT(ROWS, far) MARK "SELECT count(*) FROM (" ROWS(far) " LIMIT 10001)"

typedef struct {
    const char *later, *earlier; /* pages on either side of the mark */
    const char *count, *narrowed;
    const char *position; /* of the mark, -1 when it is not in the list */
} Lists;

typedef struct {
    bool newest_first;
    Lists whole, filtered;
} View;

#define WHOLE(ROWS, is, before)                                                                    \
    {                                                                                              \
        PAGE(ROWS(">"), "ASC"), PAGE(ROWS("<"), "DESC"), WHOLE_COUNT(is),                          \
            NARROWED_COUNT(ROWS, ">"), WHOLE_POSITION(ROWS, before)                                \
    }
#define HITS_OF(is, key, before)                                                                   \
    {                                                                                              \
        PAGE(FILTERED_BESIDE(is, key, ">"), "ASC"), PAGE(FILTERED_BESIDE(is, key, "<"), "DESC"),   \
            FILTERED_COUNT(is, key), FILTERED_COUNT(is, key), FILTERED_POSITION(is, key, before)   \
    }
#define FIRST_DUE_FIRST(ROWS, is)                                                                  \
    {                                                                                              \
        false, WHOLE(ROWS, is, "<"), HITS_OF(is, BY_CLOCK, "<")                                    \
    }
#define NEWEST_FIRST(ROWS, is)                                                                     \
    {                                                                                              \
        true, WHOLE(ROWS, is, ">"), HITS_OF(is, BY_RECEIPT, ">")                                   \
    }

static const View views[QUEUE_VIEW_COUNT] = {
    [QUEUE_UNFINISHED] = FIRST_DUE_FIRST(UNFINISHED, IS_UNFINISHED),
    [QUEUE_MINE] = FIRST_DUE_FIRST(MINE, IS_MINE),
    [QUEUE_NEW] = FIRST_DUE_FIRST(NEW, IS_NEW),
    [QUEUE_WAITING] = FIRST_DUE_FIRST(WAITING, IS_WAITING),
    [QUEUE_CLOSED] = NEWEST_FIRST(CLOSED, IS_CLOSED),
    [QUEUE_ALL] = NEWEST_FIRST(ALL, IS_ANY),
};

typedef struct {
    gint64 key, id;
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
#define MARK_FORMAT "iiiisssi"
#define HITS_FORMAT "si"
#define MARK_VALUES(db, query, mark)                                                               \
    (mark).key, (mark).id, (query)->operator_id, (query)->now - WRITING_SECONDS, db_sight(db),     \
        (query)->category, (query)->tag, (query)->due_before

static GPtrArray *read_page(Db *db, const QueueQuery *query, Mark mark, bool later, guint limit,
                            GError **error)
{
    g_auto(Filter) filter = read_filter(query);
    const Lists *lists = lists_of(query, &filter);
    const char *sql = later ? lists->later : lists->earlier;
    DbRows *rows = filter.words ? db_query(db, error, sql, MARK_FORMAT HITS_FORMAT "i",
                                           MARK_VALUES(db, query, mark), filter.words,
                                           filter.number, (gint64)limit)
                                : db_query(db, error, sql, MARK_FORMAT "i",
                                           MARK_VALUES(db, query, mark), (gint64)limit);
    return records_all(rows, &inquiry_row);
}

static gint64 read_number(Db *db, const QueueQuery *query, const Filter *filter, Mark mark,
                          const char *sql, GError **error)
{
    if (!filter->words)
        return db_query_integer(db, -1, error, sql, MARK_FORMAT, MARK_VALUES(db, query, mark));
    return db_query_integer(db, -1, error, sql, MARK_FORMAT HITS_FORMAT,
                            MARK_VALUES(db, query, mark), filter->words, filter->number);
}

/* The mark as given, or before or after every row for 0, 0. */
static Mark mark_from(gint64 key, gint64 id, bool later)
{
    if (key != 0 || id != 0)
        return (Mark){key, id};
    return later ? (Mark){-EVER, 0} : (Mark){EVER, 0};
}

GPtrArray *inquiries_page(Db *db, const QueueQuery *query, gint64 after_key, gint64 after_id,
                          guint limit, GError **error)
{
    bool later = !views[query->view].newest_first;
    return read_page(db, query, mark_from(after_key, after_id, later), later, limit, error);
}

GPtrArray *inquiries_page_before(Db *db, const QueueQuery *query, gint64 before_key,
                                 gint64 before_id, guint limit, GError **error)
{
    bool later = views[query->view].newest_first;
    return read_page(db, query, mark_from(before_key, before_id, later), later, limit, error);
}

gint64 inquiries_key(QueueView view, const Inquiry *inquiry)
{
    return views[view].newest_first ? inquiry->received_at : inquiry->queue_at;
}

static bool is_narrowed(const QueueQuery *query)
{
    return query->category || query->tag || query->due_before != 0;
}

gint64 inquiries_count(Db *db, const QueueQuery *query, GError **error)
{
    g_auto(Filter) filter = read_filter(query);
    const Lists *lists = lists_of(query, &filter);
    Mark all = {-EVER, 0};
    return read_number(db, query, &filter, all, is_narrowed(query) ? lists->narrowed : lists->count,
                       error);
}

gint64 inquiries_position(Db *db, const QueueQuery *query, gint64 key, gint64 id, GError **error)
{
    g_auto(Filter) filter = read_filter(query);
    gint64 position =
        read_number(db, query, &filter, (Mark){key, id}, lists_of(query, &filter)->position, error);
    return position > MOST_COUNTED ? -2 : position;
}

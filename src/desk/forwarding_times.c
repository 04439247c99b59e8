/* How long it took to forward what had to be forwarded: in minutes that the counter was open, from
 * the receipt to the first forward (declaration: mail to shared addresses is forwarded as soon as
 * possible to the right person). Measures; promises nothing. */
#include <string.h>

#include "skranke/store/forwards.h"

#include "skranke/desk/forwarding.h"
#include "skranke/desk/rules.h"

/* What is being counted of one mailbox. */
typedef struct {
    char *mailbox;
    GArray *minutes; /* of int */
    guint within_day;
} Tally;

static void tally_free(gpointer data)
{
    Tally *tally = data;
    g_free(tally->mailbox);
    g_array_unref(tally->minutes);
    g_free(tally);
}

static Tally *tally_new(const char *mailbox)
{
    Tally *tally = g_new0(Tally, 1);
    tally->mailbox = g_strdup(mailbox);
    tally->minutes = g_array_new(FALSE, FALSE, sizeof(int));
    return tally;
}

/* The tally of a mailbox, made where it is new; the first one is everything's. */
static Tally *tally_of(GPtrArray *tallies, const char *mailbox)
{
    for (guint i = 1; i < tallies->len; i++)
        if (strcmp(((const Tally *)tallies->pdata[i])->mailbox, mailbox) == 0)
            return tallies->pdata[i];
    g_ptr_array_add(tallies, tally_new(mailbox));
    return tallies->pdata[tallies->len - 1];
}

/* By the end of the first working day after the day of receipt, which is not counted. */
static bool is_within_day(const ForwardTime *time, const Rulebook *rules)
{
    Day received = day_of_moment(time->received_at, NULL);
    Day last = calendar_add_working_days(rules->calendar, received, 1);
    return time->forwarded_at < day_moment(last + 1, 0);
}

static void count(Tally *tally, const ForwardTime *time, const Rulebook *rules)
{
    int minutes = opening_minutes_between(&rules->opening, time->received_at, time->forwarded_at);
    g_array_append_val(tally->minutes, minutes);
    tally->within_day += is_within_day(time, rules) ? 1 : 0;
}

static int by_size(gconstpointer a, gconstpointer b)
{
    return *(const int *)a - *(const int *)b;
}

/* The smallest that at least so many of a hundred are not above. */
static int percentile(const GArray *sorted, guint hundredths)
{
    if (sorted->len == 0)
        return 0;
    guint rank = (sorted->len * hundredths + 99) / 100;
    return g_array_index(sorted, int, MAX(rank, 1) - 1);
}

void forwarding_time_free(ForwardingTime *time)
{
    if (!time)
        return;
    g_free(time->mailbox);
    g_free(time);
}

static ForwardingTime *time_of(const Tally *tally, bool total)
{
    ForwardingTime *time = g_new0(ForwardingTime, 1);
    g_array_sort(tally->minutes, by_size);
    time->total = total;
    time->mailbox = g_strdup(tally->mailbox);
    time->count = tally->minutes->len;
    time->within_day = tally->within_day;
    time->median_minutes = percentile(tally->minutes, 50);
    time->most_minutes = percentile(tally->minutes, 90);
    return time;
}

GPtrArray *forwarding_times(Desk *desk, gint64 from, gint64 until, GError **error)
{
    const Rulebook *rules = rules_book(desk, error);
    g_autoptr(GPtrArray) times = rules ? forwards_times(desk->db, from, until, error) : NULL;
    if (!times)
        return NULL;
    g_autoptr(GPtrArray) tallies = g_ptr_array_new_with_free_func(tally_free);
    g_ptr_array_add(tallies, tally_new(""));
    for (guint i = 0; i < times->len; i++) {
        const ForwardTime *time = times->pdata[i];
        count(tallies->pdata[0], time, rules);
        count(tally_of(tallies, time->mailbox), time, rules);
    }
    GPtrArray *rows = g_ptr_array_new_with_free_func((GDestroyNotify)forwarding_time_free);
    for (guint i = 0; i < tallies->len; i++)
        g_ptr_array_add(rows, time_of(tallies->pdata[i], i == 0));
    return rows;
}

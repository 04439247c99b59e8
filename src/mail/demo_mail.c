/* Owns the dating of the fictional bureau's mail: the carried files say how many working days ago
 * they came, and go through the real intake. */
#include "skranke/mail/demo_mail.h"

#include <stdio.h>
#include <string.h>

#include "skranke/base/data_file.h"
#include "skranke/base/error.h"
#include "skranke/base/language.h"
#include "skranke/base/time_text.h"

#define FOLDER "demo/mail"
#define DATE_MARK "\nDate: {day-"
/* The newest mail came a little while ago, and mails that today has not reached yet come closely
 * before it. */
enum { NEWEST_AGE = 3 * 60, STEP = 60, DAY_MINUTES = 24 * 60 };

typedef struct {
    char *name, *text;
    const char *mark; /* where the line with the date stands in text */
    gint64 at;
} DemoMail;

static void demo_mail_free(DemoMail *mail)
{
    g_free(mail->name);
    g_free(mail->text);
    g_free(mail);
}

/* Midnight of the day so many working days (Monday to Friday) back; on a weekend day 0 is Friday.
 */
static gint64 working_day_back(gint64 now, int days)
{
    LocalTime today = time_text_local(now);
    int back = 0, weekday = today.weekday;
    while (weekday > 5 || days > 0) {
        days -= weekday <= 5 ? 1 : 0;
        weekday = weekday == 1 ? 7 : weekday - 1;
        back++;
        if (weekday <= 5 && days <= 0)
            break;
    }
    return time_text_from_local(today.year, today.month, today.day, -back * DAY_MINUTES);
}

static bool read_mark(DemoMail *mail, gint64 now, GError **error)
{
    int days = 0, hour = 0, minute = 0;
    mail->mark = strstr(mail->text, DATE_MARK);
    if (!mail->mark ||
        sscanf(mail->mark + strlen(DATE_MARK), "%d %d:%d}", &days, &hour, &minute) != 3) {
        g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_FAILED,
                    _("%s has no date like {day-2 08:29}."), mail->name);
        return false;
    }
    LocalTime day = time_text_local(working_day_back(now, days));
    mail->at = time_text_from_local(day.year, day.month, day.day, hour * 60 + minute);
    return true;
}

static DemoMail *read_mail(const char *name, gint64 now, GError **error)
{
    g_autofree char *path = g_build_filename(FOLDER, name, NULL);
    g_autoptr(GBytes) bytes = data_file_read(path, error);
    if (!bytes)
        return NULL;
    gsize size = 0;
    const char *data = g_bytes_get_data(bytes, &size);
    DemoMail *mail = g_new0(DemoMail, 1);
    mail->name = g_strdup(name);
    mail->text = g_strndup(data, size);
    if (read_mark(mail, now, error))
        return mail;
    demo_mail_free(mail);
    return NULL;
}

static gint latest_first(gconstpointer a, gconstpointer b)
{
    const DemoMail *left = *(DemoMail *const *)a, *right = *(DemoMail *const *)b;
    return left->at < right->at ? 1 : left->at > right->at ? -1 : 0;
}

/* No mail from the future: what the day has not reached yet came closely before now, in the same
 * order; mails of the same minute stay so (a copy is then known as one). */
static void keep_in_the_past(const GPtrArray *mails, gint64 now)
{
    g_autoptr(GPtrArray) sorted = g_ptr_array_new();
    for (guint i = 0; i < mails->len; i++)
        g_ptr_array_add(sorted, mails->pdata[i]);
    g_ptr_array_sort(sorted, latest_first);
    gint64 latest = now - NEWEST_AGE, was = G_MAXINT64;
    for (guint i = 0; i < sorted->len; i++) {
        DemoMail *mail = sorted->pdata[i];
        if (i > 0 && mail->at != was)
            latest -= STEP;
        was = mail->at;
        latest = MIN(latest, mail->at);
        mail->at = latest;
    }
}

/* RFC 5322 3.3; names of days and months are English whatever the locale. */
static char *mail_date(gint64 at)
{
    static const char *const days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(at);
    g_autoptr(GDateTime) local = g_date_time_to_timezone(utc, time_text_zone());
    g_autofree char *rest = g_date_time_format(local, "%Y %H:%M:%S %z");
    return g_strdup_printf("%s, %d %s %s", days[g_date_time_get_day_of_week(local) - 1],
                           g_date_time_get_day_of_month(local),
                           months[g_date_time_get_month(local) - 1], rest);
}

static bool add_mail(IntakeRun *run, const DemoMail *mail, GError **error)
{
    g_autofree char *date = mail_date(mail->at);
    const char *rest = strchr(mail->mark, '}') + 1;
    g_autofree char *whole =
        g_strdup_printf("%.*s\nDate: %s%s", (int)(mail->mark - mail->text), mail->text, date, rest);
    gsize length = strlen(whole);
    g_autoptr(GBytes) bytes = g_bytes_new_take(g_steal_pointer(&whole), length);
    IntakeMail intake = {
        .source = "file", .name = mail->name, .received_at = mail->at, .bytes = bytes};
    return intake_run_add(run, &intake, error);
}

bool demo_mail_import(IntakeRun *run, gint64 now, GError **error)
{
    g_auto(GStrv) names = data_file_list(FOLDER);
    g_autoptr(GPtrArray) mails = g_ptr_array_new_with_free_func((GDestroyNotify)demo_mail_free);
    for (guint i = 0; names[i]; i++) {
        DemoMail *mail = read_mail(names[i], now, error);
        if (!mail)
            return false;
        g_ptr_array_add(mails, mail);
    }
    keep_in_the_past(mails, now);
    for (guint i = 0; i < mails->len; i++)
        if (!add_mail(run, mails->pdata[i], error))
            return false;
    return intake_run_flush(run, error);
}

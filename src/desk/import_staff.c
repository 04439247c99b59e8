/* Owns one reading of one source of the directory from its bytes to the one batch that keeps it,
 * and that nothing is kept where there is a problem. What the rows mean is in the files beside it.
 */
#include "skranke/desk/import_staff.h"

#include <string.h>

#include "skranke/base/clock.h"
#include "skranke/base/language.h"
#include "skranke/base/safe_text.h"

#include "skranke/domain/absence_code.h"

#include "skranke/store/events.h"
#include "skranke/store/settings.h"

#include "import_staff_private.h"

enum {
    MOST_BYTES = 64 * 1024 * 1024,
    MOST_PROBLEMS = 200,
    DAYS_BACK = 30,
    DAYS_AHEAD = 400,
};

const char *const staff_kind_words[] = {"people", "absences", "roster", NULL};

StaffReport *staff_report_new(void)
{
    StaffReport *report = g_new0(StaffReport, 1);
    report->encoding = g_strdup("UTF-8");
    report->lines = g_ptr_array_new_with_free_func(g_free);
    report->problems = g_ptr_array_new_with_free_func(g_free);
    return report;
}

void staff_report_free(StaffReport *report)
{
    if (!report)
        return;
    g_free(report->encoding);
    g_ptr_array_unref(report->lines);
    g_ptr_array_unref(report->problems);
    g_free(report);
}

void staff_problem(StaffReading *reading, guint line, const char *format, ...)
{
    GPtrArray *problems = reading->report->problems;
    if (problems->len > MOST_PROBLEMS)
        return;
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *sentence = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    if (problems->len == MOST_PROBLEMS)
        g_ptr_array_add(problems, g_strdup(_("there are more problems; mend these first")));
    else if (line)
        g_ptr_array_add(problems, g_strdup_printf(_("line %u: %s"), line, sentence));
    else
        g_ptr_array_add(problems, g_steal_pointer(&sentence));
}

void staff_tell(StaffReading *reading, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *sentence = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_ptr_array_add(reading->report->lines, safe_text_line(sentence, -1));
}

/* ---- which format ---- */

typedef enum { FORMAT_CSV, FORMAT_CALENDAR, FORMAT_CARDS, FORMAT_LDIF } Format;

/* The first bytes tell; comments and the version of LDIF may stand before its first record. */
static Format format_of(const char *text)
{
    static const struct {
        const char *begins;
        Format format;
    } signs[] = {{"BEGIN:VCALENDAR", FORMAT_CALENDAR},
                 {"BEGIN:VCARD", FORMAT_CARDS},
                 {"dn:", FORMAT_LDIF},
                 {"version:", FORMAT_LDIF},
                 {"# extended LDIF", FORMAT_LDIF},
                 {"#", FORMAT_LDIF}};
    if (g_str_has_prefix(text, "\xEF\xBB\xBF"))
        text += 3;
    while (g_ascii_isspace(*text))
        text++;
    for (guint i = 0; i < G_N_ELEMENTS(signs); i++)
        if (g_ascii_strncasecmp(text, signs[i].begins, strlen(signs[i].begins)) == 0)
            return signs[i].format;
    return FORMAT_CSV;
}

static void take_people(StaffReading *reading, Format format, const char *text, gsize size)
{
    g_autoptr(GPtrArray) rows = format == FORMAT_LDIF    ? staff_rows_of_ldif(reading, text, size)
                                : format == FORMAT_CARDS ? staff_rows_of_vcard(reading, text, size)
                                : format == FORMAT_CSV   ? staff_rows_of_csv(reading, text, size)
                                                         : NULL;
    if (rows)
        staff_take_people(reading, rows);
}

static void take(StaffReading *reading, const char *text, gsize size)
{
    Format format = format_of(text);
    bool fits = format == FORMAT_CSV ||
                (reading->kind == STAFF_PEOPLE && format != FORMAT_CALENDAR) ||
                (reading->kind == STAFF_ABSENCES && format == FORMAT_CALENDAR);
    if (!fits)
        staff_problem(reading, 1, _("this is no file of %s"), staff_kind_words[reading->kind]);
    else if (reading->kind == STAFF_PEOPLE)
        take_people(reading, format, text, size);
    else if (format == FORMAT_CALENDAR)
        staff_take_calendar(reading, text, size);
    else if (reading->kind == STAFF_ABSENCES)
        staff_take_absences(reading, text, size);
    else
        staff_take_duties(reading, text, size);
}

static void read_source(StaffReading *reading, const char *bytes, gsize size)
{
    const char *encoding = NULL;
    if (size > MOST_BYTES) {
        staff_problem(reading, 0, _("the file is larger than 64 MB"));
        return;
    }
    g_autofree char *text = staff_decode(reading, bytes, size, &encoding);
    if (!text)
        return;
    g_free(reading->report->encoding);
    reading->report->encoding = g_strdup(encoding);
    if (strspn(text, " \t\r\n") == strlen(text)) {
        staff_problem(reading, 0, _("the file is empty"));
        return;
    }
    staff_read_headers(reading);
    staff_know(reading);
    take(reading, text, strlen(text));
    if (reading->options->full && reading->report->read == 0 && reading->report->problems->len == 0)
        staff_problem(reading, 0,
                      _("there is nothing in it, and with --full everything would be over; nothing "
                        "was changed"));
}

/* ---- keeping it ---- */

static void add_event(const StaffReading *reading)
{
    g_autofree char *changed =
        g_strdup_printf("%" G_GINT64_FORMAT,
                        reading->report->added + reading->report->changed + reading->report->ended);
    g_autofree char *after = events_texts("import", staff_kind_words[reading->kind], "source",
                                          reading->source, "changed", changed, NULL);
    events_add(reading->batch, reading->now, reading->desk->operator_->id, EVENT_DIRECTORY_CHANGED,
               0, 0, "", after);
}

static bool finish(const StaffReading *reading, GError **error)
{
    StaffReport *report = reading->report;
    if (report->problems->len > 0) {
        report->added = report->changed = report->unchanged = report->skipped = report->missing =
            report->ended = 0;
        g_ptr_array_set_size(report->lines, 0);
        return true;
    }
    if (reading->options->dry_run)
        return true;
    if (report->added + report->changed + report->ended > 0)
        add_event(reading);
    return db_batch_apply(reading->desk->db, reading->batch, error);
}

static bool load(StaffReading *reading, GError **error)
{
    g_autofree char *codes = settings_get(reading->desk->db, "absence.codes", error);
    if (!codes || !(reading->known = people_load(reading->desk->db, 0, error)))
        return false;
    reading->codes = *codes ? absence_codes_parse(codes, strlen(codes), NULL) : NULL;
    return true;
}

StaffReport *staff_import(Desk *desk, StaffKind kind, const char *bytes, gsize size,
                          const StaffImport *options, GError **error)
{
    g_autoptr(StaffReport) report = staff_report_new();
    g_autoptr(DbBatch) batch = db_batch_new(NULL);
    gint64 now = options->now ? options->now : clock_now();
    StaffReading reading = {
        .desk = desk,
        .options = options,
        .kind = kind,
        .source = options->source ? options->source : "",
        .now = now,
        .from = options->from ? options->from : now - (gint64)DAYS_BACK * 86400,
        .until = options->until ? options->until : now + (gint64)DAYS_AHEAD * 86400,
        .batch = batch,
        .report = report,
    };
    bool done = load(&reading, error);
    if (done) {
        read_source(&reading, bytes, size);
        done = finish(&reading, error);
    }
    staff_forget(&reading);
    return done ? g_steal_pointer(&report) : NULL;
}

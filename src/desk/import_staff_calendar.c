/* Owns what a calendar says of absences: whose it is, which appointments count, and as what. Times
 * are base/icalendar.h's. */
#include <string.h>

#include "skranke/base/icalendar.h"
#include "skranke/base/language.h"

#include "skranke/domain/absence_code.h"

#include "import_staff_private.h"

enum { LONGEST_NOTE = 200, LONGEST_KEY = 200 };

typedef struct {
    StaffReading *reading;
    const Person *person; /* whose the whole calendar is; NULL: each event tells */
    GHashTable *told;     /* addresses that nobody has, told once */
    const Icalendar *calendar;
} Reader;

/* The option, else the name of the calendar where it is somebody's. False with a problem. */
static bool find_owner(Reader *reader)
{
    StaffReading *reading = reader->reading;
    const char *word = reading->options->person;
    Person *person = staff_known(reading, word ? word : reader->calendar->name);
    if (word && !person)
        staff_problem(reading, 0, _("nobody is called \"%s\"; import the people first"), word);
    if (person && !person->active)
        staff_problem(reading, 0, _("%s does not work here any more"), person->name);
    reader->person = person;
    return (!word || person) && (!person || person->active);
}

static const Person *owner_of(Reader *reader, const IcalendarOccurrence *one)
{
    const Person *person =
        reader->person ? reader->person : staff_known(reader->reading, one->owner);
    if (person && person->active)
        return person;
    if (g_hash_table_add(reader->told, g_strdup(one->owner)))
        staff_problem(reader->reading, one->line,
                      _("whose calendar this is cannot be told (\"%.80s\" is nobody here); say it "
                        "with --person"),
                      one->owner);
    return NULL;
}

/* UID and occurrence; those without a UID by their beginning. */
static char *key_of(const IcalendarOccurrence *one)
{
    g_autofree char *key =
        *one->uid ? g_strconcat(one->uid, " ", one->occurrence, NULL)
                  : g_strdup_printf("@%" G_GINT64_FORMAT " %s", one->from, one->subject);
    return strlen(key) <= LONGEST_KEY ? g_steal_pointer(&key)
                                      : g_compute_checksum_for_string(G_CHECKSUM_SHA256, key, -1);
}

/* A code in the subject is somebody's word, whatever the calendar shows; without one it is the
 * calendar's. NULL: free, or not decided. */
static Absence *absence_of(const Reader *reader, const IcalendarOccurrence *one)
{
    bool open = false;
    const char *rest = one->subject;
    const AbsenceCode *code =
        absence_code_of_subject(reader->reading->codes, one->subject, &open, &rest);
    if (one->status == ICALENDAR_TENTATIVE || (!code && one->status == ICALENDAR_FREE))
        return NULL;
    Absence *absence = g_new0(Absence, 1);
    absence->from_at = one->from;
    absence->until_at = one->until;
    absence->kind = code ? ABSENCE_SAID : ABSENCE_CALENDAR;
    absence->code = g_strdup(code                           ? code->code
                             : one->status == ICALENDAR_OUT ? "out_of_office"
                                                            : "busy");
    absence->phone_open = open;
    absence->note = g_utf8_substring(rest, 0, MIN(LONGEST_NOTE, g_utf8_strlen(rest, -1)));
    absence->source_key = key_of(one);
    return absence;
}

static void take_occurrence(Reader *reader, const IcalendarOccurrence *one)
{
    Absence *absence = absence_of(reader, one);
    const Person *person = absence ? owner_of(reader, one) : NULL;
    if (person)
        staff_put_absence(reader->reading, person, absence, one->line);
    else {
        reader->reading->report->read++;
        reader->reading->report->skipped += absence == NULL;
    }
    if (absence)
        absence_free(absence);
}

static void take(Reader *reader)
{
    const Icalendar *calendar = reader->calendar;
    for (guint i = 0; i < calendar->problems->len; i++)
        staff_problem(reader->reading, 0, "%s", (const char *)calendar->problems->pdata[i]);
    for (guint i = 0; !reader->reading->options->open_ended && i < calendar->endless->len; i++)
        staff_problem(
            reader->reading, g_array_index(calendar->endless, guint, i),
            _("the recurrence has no end; give it one, or import with --open-ended to keep "
              "what lies within the coming 400 days"));
    if (reader->reading->report->problems->len > 0 || !find_owner(reader))
        return;
    if (calendar->availabilities > 0)
        staff_tell(reader->reading,
                   ngettext("%u VAVAILABILITY is not read; office hours come with the people",
                            "%u VAVAILABILITY are not read; office hours come with the people",
                            calendar->availabilities),
                   calendar->availabilities);
    for (guint i = 0; i < calendar->occurrences->len; i++)
        take_occurrence(reader, calendar->occurrences->pdata[i]);
    staff_end_absences(reader->reading, reader->person, reader->reading->until);
}

void staff_take_calendar(StaffReading *reading, const char *text, gsize size)
{
    g_autoptr(GError) wrong = NULL;
    g_autoptr(Icalendar) calendar =
        icalendar_read(text, size, reading->from, reading->until, &wrong);
    if (!calendar) {
        staff_problem(reading, 0, "%s", wrong->message);
        return;
    }
    Reader reader = {.reading = reading,
                     .calendar = calendar,
                     .told = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL)};
    take(&reader);
    g_hash_table_unref(reader.told);
}

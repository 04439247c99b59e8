/* Owns the sentence an operator says to a caller and the words for a moment in it. It sees no
 * absence, only what presence.c decided and the words that may be said; the reason stays inside.
 *
 * Tables and not gettext: the language is the caller's. */
#include "skranke/domain/saying.h"

#include <string.h>

#include "skranke/base/safe_text.h"

#include "skranke/domain/day.h"

enum { LANGUAGES = 3, HOUR_MINUTES = 60, WEEK_DAYS = 7 };

/* ---- moments ---- */

typedef struct {
    const char *tomorrow;
    const char *before_clock;
    const char *separator; /* of hours and minutes */
    bool whole_hours;      /* said without minutes */
} MomentWords;

static const MomentWords moment_words[LANGUAGES] = {
    [LANGUAGE_BOKMAL] = {"i morgen", "kl. ", ".", true},
    [LANGUAGE_NYNORSK] = {"i morgon", "kl. ", ".", true},
    [LANGUAGE_ENGLISH] = {"tomorrow", "at ", ":", false},
};

/* "9", "13.30", "8.05"; "13:30" and "14:00" in English. */
static char *clock_text(const MomentWords *words, int minute)
{
    int hour = minute / HOUR_MINUTES, rest = minute % HOUR_MINUTES;
    if (rest == 0 && words->whole_hours)
        return g_strdup_printf("%d", hour);
    return rest == 0 ? g_strdup_printf("%d%s00", hour, words->separator)
                     : g_strdup_printf("%d%s%02d", hour, words->separator, rest);
}

/* The day as one says it: "" today, "i morgen", a weekday, a date. */
static char *said_day(Day day, Day today, Language language)
{
    if (day == today)
        return g_strdup("");
    if (day == today + 1)
        return g_strdup(moment_words[language].tomorrow);
    if (day > today && day < today + WEEK_DAYS)
        return g_strdup(day_weekday_in(day, language));
    return day_date(day).year == day_date(today).year ? day_short_text_in(day, language)
                                                      : day_text_in(day, language);
}

char *saying_moment(gint64 at, gint64 now, Language language)
{
    const MomentWords *words = &moment_words[language];
    int minute = 0;
    Day day = day_of_moment(at, &minute);
    g_autofree char *said = said_day(day, day_of_moment(now, NULL), language);
    g_autofree char *clock = clock_text(words, minute);
    return g_strconcat(said, *said ? " " : "", words->before_clock, clock, NULL);
}

/* ---- sentences ---- */

/* In the forms below @ is the name of the person asked for, # who can help instead, ~ what may be
 * said of the absence, ^ the moment of return, $ the same behind "until", % the statistic. */
enum { MOST_FORMS = 4 };
/* The fullest first; NULL: no more. The fourth only where no shorter name helps. */
typedef const char *const Forms[MOST_FORMS];

typedef enum {
    HEAD_IN,
    HEAD_FLEXIBLE, /* in by office hours only: may be gone */
    HEAD_BY_PHONE,
    HEAD_SILENT,  /* rung just now, and nobody answered */
    HEAD_ENGAGED, /* rung just now, and somebody else was on the line */
    HEAD_BUSY,
    HEAD_OUT,
    HEAD_GONE, /* gone for the day */
    HEAD_CLOSED,
    HEAD_AWAY, /* nobody knows for how long */
    HEAD_LEFT,
    HEAD_COUNT
} Head;

typedef enum {
    TAIL_HELP,
    TAIL_LINE,
    TAIL_NOBODY,
    TAIL_SUCCESSOR,
    TAIL_NOTHING, /* who else was not looked for, or nobody else is needed */
    TAIL_COUNT
} Tail;

typedef struct {
    Forms heads[HEAD_COUNT];
    Forms tails[TAIL_COUNT];
    const char *busy, *out; /* said where the table of reasons has no words */
} SentenceWords;

static const SentenceWords sentence_words[LANGUAGES] = {
    [LANGUAGE_BOKMAL] =
        {.heads = {[HEAD_IN] = {"@ er inne, jeg setter deg over", "@ er inne"},
                   [HEAD_FLEXIBLE] = {"@ er vanligvis inne nå, jeg prøver å sette deg over",
                                      "@ er vanligvis inne nå"},
                   [HEAD_BY_PHONE] = {"@ er å treffe på telefon, jeg setter deg over",
                                      "@ er å treffe på telefon"},
                   [HEAD_SILENT] = {"@ svarer ikke akkurat nå", "@ svarer ikke"},
                   [HEAD_ENGAGED] = {"@ sitter i telefonen akkurat nå", "@ sitter i telefonen"},
                   [HEAD_BUSY] = {"@ er ~ til $", "@ er opptatt til $"},
                   [HEAD_OUT] = {"@ er ~, men er tilbake ^", "@ er tilbake ^"},
                   [HEAD_GONE] = {"@ har gått for dagen og er tilbake ^", "@ er tilbake ^"},
                   [HEAD_CLOSED] = {"@ er tilbake ^"},
                   [HEAD_AWAY] = {"@ er ~", "@ er ikke til stede", "@ er ute"},
                   [HEAD_LEFT] = {"@ har sluttet"}},
         .tails = {[TAIL_HELP] = {"; # kan hjelpe deg nå med %.", "; # kan hjelpe deg nå.",
                                  "; # kan hjelpe."},
                   [TAIL_LINE] = {"; # kan hjelpe deg med %.", "; # kan hjelpe deg.",
                                  "; # kan hjelpe."},
                   [TAIL_NOBODY] = {". Ingen andre er ledige; skal jeg ta en beskjed?",
                                    ". Ingen er ledig; skal jeg ta en beskjed?",
                                    "; skal jeg ta beskjed?", ". Ingen er ledig."},
                   [TAIL_SUCCESSOR] = {"; # har overtatt."},
                   [TAIL_NOTHING] = {"."}},
         .busy = "opptatt",
         .out = "ikke til stede"},
    [LANGUAGE_NYNORSK] =
        {.heads = {[HEAD_IN] = {"@ er inne, eg set deg over", "@ er inne"},
                   [HEAD_FLEXIBLE] = {"@ er vanlegvis inne no, eg prøver å setje deg over",
                                      "@ er vanlegvis inne no"},
                   [HEAD_BY_PHONE] = {"@ er å treffe på telefon, eg set deg over",
                                      "@ er å treffe på telefon"},
                   [HEAD_SILENT] = {"@ svarar ikkje akkurat no", "@ svarar ikkje"},
                   [HEAD_ENGAGED] = {"@ sit i telefonen akkurat no", "@ sit i telefonen"},
                   [HEAD_BUSY] = {"@ er ~ til $", "@ er oppteken til $"},
                   [HEAD_OUT] = {"@ er ~, men er tilbake ^", "@ er tilbake ^"},
                   [HEAD_GONE] = {"@ har gått for dagen og er tilbake ^", "@ er tilbake ^"},
                   [HEAD_CLOSED] = {"@ er tilbake ^"},
                   [HEAD_AWAY] = {"@ er ~", "@ er ikkje til stades", "@ er ute"},
                   [HEAD_LEFT] = {"@ har slutta"}},
         .tails = {[TAIL_HELP] = {"; # kan hjelpe deg no med %.", "; # kan hjelpe deg no.",
                                  "; # kan hjelpe."},
                   [TAIL_LINE] = {"; # kan hjelpe deg med %.", "; # kan hjelpe deg.",
                                  "; # kan hjelpe."},
                   [TAIL_NOBODY] = {". Ingen andre er ledige; skal eg ta ein beskjed?",
                                    ". Ingen er ledig; skal eg ta ein beskjed?",
                                    "; skal eg ta beskjed?", ". Ingen er ledig."},
                   [TAIL_SUCCESSOR] = {"; # har teke over."},
                   [TAIL_NOTHING] = {"."}},
         .busy = "oppteken",
         .out = "ikkje til stades"},
    [LANGUAGE_ENGLISH] =
        {.heads = {[HEAD_IN] = {"@ is in, I'll put you through", "@ is in"},
                   [HEAD_FLEXIBLE] = {"@ is usually in now, I'll try to put you through",
                                      "@ is usually in now"},
                   [HEAD_BY_PHONE] = {"@ can be reached by phone, I'll put you through",
                                      "@ can be reached by phone"},
                   [HEAD_SILENT] = {"@ does not answer just now", "@ does not answer"},
                   [HEAD_ENGAGED] = {"@ is on the phone just now", "@ is on the phone"},
                   [HEAD_BUSY] = {"@ is ~ until $", "@ is busy until $"},
                   [HEAD_OUT] = {"@ is ~, but will be back ^", "@ will be back ^"},
                   [HEAD_GONE] = {"@ has left for the day and will be back ^", "@ will be back ^"},
                   [HEAD_CLOSED] = {"@ will be back ^"},
                   [HEAD_AWAY] = {"@ is ~", "@ is not in", "@ is out"},
                   [HEAD_LEFT] = {"@ no longer works here", "@ has left"}},
         .tails = {[TAIL_HELP] = {"; # can help you now with %.", "; # can help you now.",
                                  "; # can help."},
                   [TAIL_LINE] = {"; # can help you with %.", "; # can help you.", "; # can help."},
                   [TAIL_NOBODY] = {". Nobody else is free; may I take a message?",
                                    ". Nobody is free; may I take a message?",
                                    "; may I take a message?", ". Nobody is free."},
                   [TAIL_SUCCESSOR] = {"; # has taken over."},
                   [TAIL_NOTHING] = {"."}},
         .busy = "busy",
         .out = "not in"},
};

typedef struct {
    char *name, *other, *statistic, *moment;
    const char *until; /* within the moment: English "until 13:30", not "until at 13:30" */
    const char *said;
} Parts;

static Head head_of(const Saying *saying)
{
    const Presence *presence = saying->presence;
    if (saying->has_left || presence->source == PRESENCE_BY_LEAVING)
        return HEAD_LEFT;
    PresenceStatus told = presence_shown(presence);
    bool elsewhere = presence->phone_open && told != PRESENCE_CLOSED;
    if (saying->tried != TRIED_NOT && (elsewhere || told == PRESENCE_IN))
        return saying->tried == TRIED_BUSY ? HEAD_ENGAGED : HEAD_SILENT;
    if (elsewhere)
        return HEAD_BY_PHONE;
    if (told == PRESENCE_IN)
        return presence->flexible ? HEAD_FLEXIBLE : HEAD_IN;
    if (presence->back_at == 0)
        return HEAD_AWAY;
    if (told == PRESENCE_CLOSED)
        return presence->was_in_today ? HEAD_GONE : HEAD_CLOSED;
    return told == PRESENCE_BUSY && !presence->goes_out ? HEAD_BUSY : HEAD_OUT;
}

static Tail tail_of(const Saying *saying, Head head)
{
    bool other = saying->other && *saying->other;
    if (head <= HEAD_BY_PHONE)
        return TAIL_NOTHING;
    if (other && saying->has_left)
        return TAIL_SUCCESSOR;
    if (other)
        return saying->other_is_line || saying->other_flexible ? TAIL_LINE : TAIL_HELP;
    return saying->others_known ? TAIL_NOBODY : TAIL_NOTHING;
}

static const char *said_of(const Presence *presence, Language language)
{
    const AbsenceCode *reason = presence->reason;
    const char *said[LANGUAGES] = {0};
    if (reason) {
        said[LANGUAGE_BOKMAL] = reason->said_nb;
        said[LANGUAGE_NYNORSK] = reason->said_nn;
        said[LANGUAGE_ENGLISH] = reason->said_en;
    }
    const SentenceWords *words = &sentence_words[language];
    const char *plain = presence_shown(presence) == PRESENCE_BUSY ? words->busy : words->out;
    return said[language] && *said[language] ? said[language] : plain;
}

/* "Konsumprisindeksen" inside a sentence of Norwegian; "KPI" and English titles stay. */
static char *within_sentence(const char *name, Language language)
{
    g_autofree char *safe = safe_text_line(name ? name : "", -1);
    gunichar first = g_utf8_get_char(safe);
    bool lower = language != LANGUAGE_ENGLISH && *safe &&
                 g_unichar_islower(g_utf8_get_char(g_utf8_next_char(safe)));
    GString *text = g_string_new(NULL);
    if (*safe) {
        g_string_append_unichar(text, lower ? g_unichar_tolower(first) : first);
        g_string_append(text, g_utf8_next_char(safe));
    }
    return g_string_free(text, FALSE);
}

/* One pass, so that a sign inside a name is never taken for one of the form's. */
static void fill(GString *text, const char *form, const Parts *parts)
{
    for (; *form; form++) {
        const char *part = *form == '@'   ? parts->name
                           : *form == '#' ? parts->other
                           : *form == '~' ? parts->said
                           : *form == '^' ? parts->moment
                           : *form == '$' ? parts->until
                           : *form == '%' ? parts->statistic
                                          : NULL;
        if (part)
            g_string_append(text, part);
        else
            g_string_append_c(text, *form);
    }
}

static int last_form(const char *const *forms)
{
    int last = 0;
    while (last + 1 < MOST_FORMS && forms[last + 1])
        last++;
    return last;
}

static char *sentence(const char *head, const char *tail, const Parts *parts)
{
    GString *text = g_string_new(NULL);
    fill(text, head, parts);
    fill(text, tail, parts);
    return g_string_free(text, FALSE);
}

/* The fullest sentence that fits, else the shortest one, with *fits false. What is left out goes
 * from the end: a step of the tail, then a step of the head, and so on. */
static char *fullest(const char *const *heads, const char *const *tails, const Parts *parts,
                     bool all_forms, bool *fits)
{
    int last_head = last_form(heads);
    int last_tail = MIN(last_form(tails), MOST_FORMS - (all_forms ? 1 : 2));
    int steps = 2 * MAX(last_head, last_tail) + 1;
    for (int step = 0;; step++) {
        bool shortest = step == steps;
        int tail = MIN((step + 1) / 2, last_tail);
        int head = MIN(step / 2, last_head);
        if (!shortest && strchr(tails[tail], '%') && !*parts->statistic)
            continue;
        char *text = sentence(heads[head], tails[tail], parts);
        *fits = safe_text_cells(text) <= SAYING_CELLS;
        if (*fits || shortest)
            return text;
        g_free(text);
    }
}

static void replace(char **text, char *with)
{
    g_free(*text);
    *text = with;
}

/* "Geir Ove Straume" becomes "Geir Straume". */
static void drop_middle_names(char **name)
{
    const char *first = *name ? strchr(*name, ' ') : NULL;
    const char *last = first ? strrchr(first, ' ') : NULL;
    if (first && last != first && last[1])
        replace(name, g_strdup_printf("%.*s%s", (int)(first - *name), *name, last));
}

/* "Geir Straume" becomes "G. Straume": a section may have two of a family name. */
static void keep_initial(char **name)
{
    const char *space = *name ? strrchr(*name, ' ') : NULL;
    if (space && space[1] && space > *name)
        replace(name,
                g_strdup_printf("%.*s.%s", (int)(g_utf8_next_char(*name) - *name), *name, space));
}

/* Makes both names together `cells` narrower; the wider one gives first. */
static void narrow(Parts *parts, int cells)
{
    int name = safe_text_cells(parts->name), other = safe_text_cells(parts->other);
    int room = MAX(2, name + other - cells);
    int least = MIN(MIN(name, other), room / 2);
    bool other_is_wider = other > name;
    int for_name = other_is_wider ? least : room - least;
    replace(&parts->name, safe_text_cut(parts->name, for_name));
    replace(&parts->other, safe_text_cut(parts->other, room - for_name));
}

/* "G. Straume" becomes "Straume": the caller knows whom they asked for. */
static void keep_family_name(char **name)
{
    const char *space = *name ? strrchr(*name, ' ') : NULL;
    if (space && space[1] && space > *name)
        replace(name, g_strdup(space + 1));
}

/* What is shortened next where the sentence does not fit. */
typedef struct {
    void (*shorten)(char **name);
    bool other_too; /* not only the name of the person asked for */
} Step;

/* The names shortened step by step until the sentence fits. */
static char *shortened(const char *const *heads, const char *const *tails, Parts *parts,
                       bool other_is_line)
{
    static const Step steps[] = {
        {drop_middle_names, true}, {keep_initial, true}, {keep_family_name, false}};
    bool fits = false;
    char *text = fullest(heads, tails, parts, false, &fits);
    for (guint i = 0; i < G_N_ELEMENTS(steps) && !fits; i++) {
        g_free(text);
        steps[i].shorten(&parts->name);
        if (!other_is_line && steps[i].other_too)
            steps[i].shorten(&parts->other);
        text = fullest(heads, tails, parts, false, &fits);
    }
    if (fits)
        return text;
    g_free(text);
    text = fullest(heads, tails, parts, true, &fits);
    if (fits)
        return text;
    narrow(parts, safe_text_cells(text) - SAYING_CELLS);
    g_free(text);
    return sentence(heads[last_form(heads)], tails[last_form(tails)], parts);
}

/* With the name of a line, where that fits; else it is "the division" that can help. */
static char *whole_or_short(const Saying *saying, const char *const *heads,
                            const char *const *tails, Parts *parts)
{
    bool fits = false;
    g_autofree char *text = fullest(heads, tails, parts, false, &fits);
    if (fits)
        return g_steal_pointer(&text);
    if (saying->other_is_line && saying->other_short && *saying->other_short && *parts->other)
        replace(&parts->other, safe_text_line(saying->other_short, -1));
    return shortened(heads, tails, parts, saying->other_is_line);
}

char *saying_short_name(const char *name)
{
    char *text = safe_text_line(name ? name : "", -1);
    drop_middle_names(&text);
    return text;
}

char *saying_text(const Saying *saying, gint64 now, Language language)
{
    const SentenceWords *words = &sentence_words[language];
    Head head = head_of(saying);
    Tail tail = tail_of(saying, head);
    bool names_other = tail == TAIL_HELP || tail == TAIL_LINE || tail == TAIL_SUCCESSOR;
    gint64 back = saying->presence->back_at;
    Parts parts = {.name = safe_text_line(saying->name, -1),
                   .other = safe_text_line(names_other ? saying->other : "", -1),
                   .statistic = within_sentence(saying->statistic, language),
                   .moment = back ? saying_moment(back, now, language) : g_strdup(""),
                   .said = said_of(saying->presence, language)};
    const char *clock = moment_words[language].before_clock;
    bool skip = language == LANGUAGE_ENGLISH && g_str_has_prefix(parts.moment, clock);
    parts.until = parts.moment + (skip ? strlen(clock) : 0);

    char *text = whole_or_short(saying, words->heads[head], words->tails[tail], &parts);
    g_free(parts.name);
    g_free(parts.other);
    g_free(parts.statistic);
    g_free(parts.moment);
    return text;
}

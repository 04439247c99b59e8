/* Owns the sentences that answer "must I?" on the telephone, in the caller's language. Texts stand
 * in tables and not in the translations: the screen's language is another one than the caller's. */
#include <string.h>

#include "skranke/base/language.h"

#include "skranke/domain/survey.h"

#define LAW "statistikkloven § "

/* %s is a date, a law, or how to reach somebody. */
typedef struct {
    const char *code;
    const char *voluntary_person, *voluntary_business;
    const char *mandatory; /* the law */
    const char *deadline, *deadline_today, *deadline_passed, *deadline_unknown;
    const char *reminded_once;  /* the day */
    const char *reminded_often; /* how many, the day of the last */
    const char *reminder_next, *reminder_rule;
    const char *fine;
    const char *reach, *reach_letter;
    const char *phone, *email, * or ;
    const char *law;  /* the section's number */
    const char *date; /* day, month, year */
    const char *months[12];
} Sentences;

static const Sentences sentences[] = {
    {
        .code = "nb",
        .voluntary_person = "Nei, det er frivillig å delta. Du bestemmer selv om du vil være med. "
                            "Hvis du vil det, legger vi så langt det er mulig til rette for et "
                            "tidspunkt og en måte som passer deg.",
        .voluntary_business =
            "Nei, det er frivillig å svare. Dere bestemmer selv om dere vil delta.",
        .mandatory = "Ja. Undersøkelsen har opplysningsplikt etter %s.",
        .deadline = "Fristen er %s.",
        .deadline_today = "Fristen er i dag, %s.",
        .deadline_passed = "Fristen var %s.",
        .deadline_unknown = "Svarfristen står i brevet eller på skjemaet.",
        .reminded_once = "Det er sendt én purring, %s.",
        .reminded_often = "Det er sendt %u purringer, den siste %s.",
        .reminder_next = "Neste purring til dem som ikke har svart, er satt opp til %s.",
        .reminder_rule = "Det blir sendt purring til den som ikke svarer.",
        .fine = "Den som ikke svarer, kan etter statistikkloven bli ilagt tvangsmulkt.",
        .reach = "Har du spørsmål om undersøkelsen, kan du kontakte oss på %s.",
        .reach_letter = "Hvem du kan kontakte om undersøkelsen, står i brevet eller på skjemaet.",
        .phone = "telefon %s",
        .email = "e-post %s",
        .or = " eller ",
        .law = "statistikkloven § %s",
        .date = "%d. %s %d",
        .months = {"januar", "februar", "mars", "april", "mai", "juni", "juli", "august",
                   "september", "oktober", "november", "desember"},
    },
    {
        .code = "nn",
        .voluntary_person = "Nei, det er frivillig å delta. Du avgjer sjølv om du vil vere med. "
                            "Dersom du vil det, legg vi så langt det er mogleg til rette for eit "
                            "tidspunkt og ein måte som passar deg.",
        .voluntary_business = "Nei, det er frivillig å svare. De avgjer sjølve om de vil delta.",
        .mandatory = "Ja. Undersøkinga har opplysningsplikt etter %s.",
        .deadline = "Fristen er %s.",
        .deadline_today = "Fristen er i dag, %s.",
        .deadline_passed = "Fristen var %s.",
        .deadline_unknown = "Svarfristen står i brevet eller på skjemaet.",
        .reminded_once = "Det er sendt éi purring, %s.",
        .reminded_often = "Det er sendt %u purringar, den siste %s.",
        .reminder_next = "Neste purring til dei som ikkje har svart, er sett opp til %s.",
        .reminder_rule = "Det blir sendt purring til den som ikkje svarer.",
        .fine = "Den som ikkje svarer, kan etter statistikklova få tvangsmulkt.",
        .reach = "Har du spørsmål om undersøkinga, kan du kontakte oss på %s.",
        .reach_letter = "Kven du kan kontakte om undersøkinga, står i brevet eller på skjemaet.",
        .phone = "telefon %s",
        .email = "e-post %s",
        .or = " eller ",
        .law = "statistikklova § %s",
        .date = "%d. %s %d",
        .months = {"januar", "februar", "mars", "april", "mai", "juni", "juli", "august",
                   "september", "oktober", "november", "desember"},
    },
    {
        .code = "en",
        .voluntary_person = "No, taking part is voluntary. It is entirely up to you. If you would "
                            "like to take part, we will as far as possible arrange a time and a "
                            "way that suit you.",
        .voluntary_business = "No, answering is voluntary. It is for your business to decide.",
        .mandatory = "Yes. There is a legal obligation to answer this survey under %s.",
        .deadline = "The deadline is %s.",
        .deadline_today = "The deadline is today, %s.",
        .deadline_passed = "The deadline was %s.",
        .deadline_unknown = "The deadline is given in the letter or on the form.",
        .reminded_once = "One reminder has been sent, on %s.",
        .reminded_often = "%u reminders have been sent, the last on %s.",
        .reminder_next = "The next reminder to those who have not answered is planned for %s.",
        .reminder_rule = "A reminder is sent to those who do not answer.",
        .fine = "Under the Statistics Act, a coercive fine may be imposed on those who do not "
                "answer.",
        .reach = "If you have any questions about the survey, you can reach us %s.",
        .reach_letter = "The letter or the form says whom to contact about the survey.",
        .phone = "by telephone on %s",
        .email = "by e-mail at %s",
        .or = " or ",
        .law = "section %s of the Statistics Act",
        .date = "%d %s %d",
        .months = {"January", "February", "March", "April", "May", "June", "July", "August",
                   "September", "October", "November", "December"},
    },
};

static const Sentences *sentences_in(const char *language)
{
    if (!language || *language == '\0')
        return &sentences[LANGUAGE_BOKMAL];
    for (guint i = 0; i < G_N_ELEMENTS(sentences); i++)
        if (strcmp(sentences[i].code, language) == 0)
            return &sentences[i];
    return &sentences[LANGUAGE_ENGLISH];
}

static void say(GString *answer, const char *format, ...) G_GNUC_PRINTF(2, 3);

static void say(GString *answer, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_string_append(answer, answer->len ? " " : "");
    g_string_append_vprintf(answer, format, arguments);
    va_end(arguments);
}

static char *date_in(const Sentences *words, Day day)
{
    DayDate date = day_date(day);
    return g_strdup_printf(words->date, date.day, words->months[date.month - 1], date.year);
}

/* "statistikkloven § 10" in the caller's language; a reference of another form as it stands, for it
 * must be the one in the letter. */
static char *law_in(const Sentences *words, const char *reference)
{
    const char *number = reference + strlen(LAW);
    if (!g_str_has_prefix(reference, LAW) || *number == '\0' ||
        number[strspn(number, "0123456789")] != '\0')
        return g_strdup(reference);
    return g_strdup_printf(words->law, number);
}

static void say_deadline(GString *answer, const Sentences *words, const Survey *survey, Day today)
{
    Day deadline = 0;
    if (!day_parse(survey->deadline_on, &deadline)) {
        if (survey->mandatory)
            say(answer, "%s", words->deadline_unknown);
        return;
    }
    g_autofree char *date = date_in(words, deadline);
    if (deadline == today)
        say(answer, words->deadline_today, date);
    else
        say(answer, deadline > today ? words->deadline : words->deadline_passed, date);
}

/* Who need not answer is not told of reminders. */
static void say_reminders(GString *answer, const Sentences *words, const Survey *survey, Day today)
{
    Day last = 0, next = today;
    guint sent = survey_reminders(survey, today, &last, &next);
    if (sent > 0) {
        g_autofree char *date = date_in(words, last);
        if (sent == 1)
            say(answer, words->reminded_once, date);
        else
            say(answer, words->reminded_often, sent, date);
    }
    if (next > today) {
        g_autofree char *date = date_in(words, next);
        say(answer, words->reminder_next, date);
    } else if (sent == 0) {
        say(answer, "%s", words->reminder_rule);
    }
}

static void say_reach(GString *answer, const Sentences *words, const Survey *survey)
{
    g_autofree char *phone = g_strdup_printf(words->phone, survey->phone);
    g_autofree char *email = g_strdup_printf(words->email, survey->email);
    bool has_phone = survey->phone && *survey->phone, has_email = survey->email && *survey->email;
    if (!has_phone && !has_email) {
        say(answer, "%s", words->reach_letter);
        return;
    }
    g_autofree char *both =
        g_strconcat(has_phone ? phone : "", has_phone && has_email ? words->or : "",
                    has_email ? email : "", NULL);
    say(answer, words->reach, both);
}

static bool has_passed(const Survey *survey, Day today)
{
    Day deadline = 0;
    return day_parse(survey->deadline_on, &deadline) && deadline < today;
}

char *survey_answer(const Survey *survey, const char *language, Day today)
{
    const Sentences *words = sentences_in(language);
    GString *answer = g_string_new(NULL);
    if (survey->mandatory) {
        const char *reference = survey->legal_reference ? survey->legal_reference : "";
        g_autofree char *law = law_in(words, reference);
        say(answer, words->mandatory, law);
    } else {
        say(answer, "%s",
            survey->audience == SURVEY_PERSONS ? words->voluntary_person
                                               : words->voluntary_business);
    }
    say_deadline(answer, words, survey, today);
    if (survey->mandatory)
        say_reminders(answer, words, survey, today);
    if (survey->mandatory && has_passed(survey, today))
        say(answer, "%s", words->fine);
    say_reach(answer, words, survey);
    return g_string_free(answer, FALSE);
}

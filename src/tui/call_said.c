/* Owns what is said of a call to those who do not see its form: who rings, whom they ask for, what
 * was found, what a key changed that moves no cursor. Others see it where they look. */
#include "skranke/base/clock.h"
#include "skranke/base/language.h"
#include "skranke/base/time_text.h"

#include "skranke/domain/phone_number.h"

#include "skranke/tui/app.h"
#include "skranke/tui/person_text.h"

#include "call_private.h"

/* ---- a call in a line ---- */

static void add(GPtrArray *parts, const char *format, const char *text)
{
    if (*text)
        g_ptr_array_add(parts, g_strdup_printf(format, text));
}

/* How it stands; a caller who came back is not greeted as a new one. */
static void add_state(const App *app, const CallSheet *sheet, GPtrArray *parts)
{
    const PbxCall *line = call_sheet_line(app, sheet);
    g_autofree char *at = time_text_clock(sheet->began_at);
    const char *state = line ? pbx_state_text(line->state) : call_outcome_text(CALL_NONE);
    /* TRANSLATORS: of a call, read out: its number, since when, how it stands. */
    g_ptr_array_add(parts, g_strdup_printf(_("Call %" PRId64 ", %s, %s."), sheet->id, at, state));
    if (sheet->call && *sheet->call->returned)
        add(parts, _("Came back: %s."), person_return_text(sheet->call->returned));
    if (sheet->press)
        g_ptr_array_add(parts, g_strdup_printf("%s.", _("PRESS")));
}

/* As it is typed, else as the telephone system says. */
static char *caller_text(const CallSheet *sheet)
{
    const char *typed = field_text(sheet->field[SHEET_CALLER]);
    const char *name = sheet->facts ? sheet->facts->name : "";
    g_autofree char *number = phone_number_text(sheet->facts_number ? sheet->facts_number : "");
    if (*typed)
        return g_strdup(typed);
    if (!*number)
        return g_strdup(sheet->call && *sheet->call->linked_id ? _("hidden number") : "");
    return g_strdup_printf("%s%s%s", number, *name ? ", " : "", name);
}

/* "Anne Hansen IN until 15:30", "Price statistics OPEN until 15:00"; "": nobody is selected. New
 * text. */
static char *whom_text(const App *app, const CallSheet *sheet)
{
    const Directory *directory = app->directory.directory;
    const DirectoryEntry *entry = directory ? call_sheet_entry(sheet) : NULL;
    const Other *other = directory ? call_sheet_other(sheet) : NULL;
    if (!entry && !other)
        return g_strdup("");
    gint64 now = clock_now();
    g_autofree char *name = other           ? g_strdup(other_name(other))
                            : entry->person ? g_strdup(entry->person->name)
                                            : person_entry_name(entry);
    g_autofree char *there = other ? other_presence_text(other, now)
                                   : person_status_text(directory, entry, sheet->press, now);
    return g_strdup_printf("%s%s%s", name, *there ? " " : "", there);
}

void call_said_parts(const App *app, const CallSheet *sheet, bool state_said, GPtrArray *parts)
{
    if (!state_said)
        add_state(app, sheet, parts);
    g_autofree char *caller = caller_text(sheet);
    g_autofree char *whom = whom_text(app, sheet);
    add(parts, "%s.", caller);
    if (*whom)
        add(parts, _("For %s."), whom);
    else
        add(parts, _("No match for \"%s\"."), field_text(sheet->field[SHEET_FOR]));
    add(parts, "%s.", field_text(sheet->field[SHEET_MATTER]));
}

static char *joined(const GPtrArray *parts)
{
    GString *line = g_string_new(NULL);
    for (guint i = 0; i < parts->len; i++)
        g_string_append_printf(line, "%s%s", i ? " " : "", (const char *)parts->pdata[i]);
    return g_string_free(line, FALSE);
}

void call_say_shown(App *app, const CallSheet *sheet, const char *first)
{
    if (!screen_is_accessible())
        return;
    g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func(g_free);
    add(parts, "%s.", first);
    call_said_parts(app, sheet, false, parts);
    g_autofree char *line = joined(parts);
    app_say(app, SAY_INFO, "%s", line);
}

/* ---- what was found ---- */

/* The sentence for the caller, and that nobody can help them now. */
static char *sentence_text(const CallSheet *sheet)
{
    bool nobody =
        sheet->others && sheet->others->nobody_free && !presence_is_free(&sheet->presence);
    g_autofree char *sentence =
        g_strdup_printf("%s: %s", language_code(sheet->language), sheet->saying);
    return nobody ? g_strdup_printf(_("%s Nobody else is free, F3 writes a message."), sentence)
                  : g_steal_pointer(&sentence);
}

void call_say_found(App *app, const CallSheet *sheet, guint found)
{
    const char *typed = field_text(sheet->field[SHEET_FOR]);
    if (!screen_is_accessible() || !app->directory.directory)
        return;
    g_autofree char *whom = whom_text(app, sheet);
    g_autofree char *sentence = *sheet->saying ? sentence_text(sheet) : g_strdup("");
    if (*whom && found > 1)
        app_say(app, SAY_INFO, ngettext("%u match: %s. %s", "%u matches: %s. %s", found), found,
                whom, sentence);
    else if (*whom)
        app_say(app, SAY_INFO, "%s", *sentence ? sentence : whom);
    else if (*typed)
        app_say(app, SAY_INFO, _("No match for \"%s\"."), typed);
}

void call_say_caller(App *app, const CallSheet *sheet)
{
    if (!screen_is_accessible() || !sheet->facts)
        return;
    g_autofree char *known = call_known_text(sheet);
    g_autoptr(GString) line = g_string_new(known);
    g_string_replace(line, " · ", ", ", 0); /* the sign would be read out */
    app_say(app, SAY_INFO, "%s", line->str);
}

/* ---- what a key changed ---- */

void call_say_sentence(App *app, const CallSheet *sheet)
{
    if (!screen_is_accessible())
        return;
    g_autofree char *sentence =
        *sheet->saying ? sentence_text(sheet) : g_strdup(language_code(sheet->language));
    app_say(app, SAY_INFO, "%s", sentence);
}

void call_say_press(App *app, const CallSheet *sheet)
{
    if (!screen_is_accessible())
        return;
    g_autofree char *sentence = *sheet->saying ? sentence_text(sheet) : g_strdup("");
    app_say(app, SAY_INFO, "%s. %s", sheet->press ? _("PRESS") : _("No press call"), sentence);
}

void call_say_form(App *app, const char *title, const GPtrArray *warnings)
{
    if (!screen_is_accessible())
        return;
    g_autoptr(GString) line = g_string_new(title);
    for (guint i = 0; warnings && i < warnings->len; i++)
        g_string_append_printf(line, ". %s", (const char *)g_ptr_array_index(warnings, i));
    app_say(app, SAY_INFO, "%s", line->str);
}

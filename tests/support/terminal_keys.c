/*
 * From key names to bytes, by terminfo of the TERM the program runs under, so that every TERM is
 * tested with what it would really send. The only file that includes <term.h>, whose macros are
 * many and short.
 */
#include "terminal_keys.h"

#include <curses.h>
#include <fcntl.h>
#include <glib.h>
#include <stdint.h>
#include <string.h>
#include <term.h>
#include <unistd.h>

/* capability NULL: the same in every terminal. fallback: what xterm sends, where terminfo is
 * silent. */
static const struct {
    const char *name;
    const char *capability;
    const char *fallback;
} named_keys[] = {
    {"CR", NULL, "\r"},
    {"Esc", NULL, "\033"},
    {"Tab", NULL, "\t"},
    {"Space", NULL, " "},
    {"lt", NULL, "<"},
    {"S-Tab", "kcbt", "\033[Z"},
    {"Up", "kcuu1", "\033OA"},
    {"Down", "kcud1", "\033OB"},
    {"Right", "kcuf1", "\033OC"},
    {"Left", "kcub1", "\033OD"},
    {"PgUp", "kpp", "\033[5~"},
    {"PgDn", "knp", "\033[6~"},
    {"Home", "khome", "\033OH"},
    {"End", "kend", "\033OF"},
    {"BS", "kbs", "\177"},
    {"Del", "kdch1", "\033[3~"},
    {"Ins", "kich1", "\033[2~"},
    {"C-Left", "kLFT5", "\033[1;5D"},
    {"F1", "kf1", "\033OP"},
    {"C-Right", "kRIT5", "\033[1;5C"},
    {"F2", "kf2", "\033OQ"},
    {"F3", "kf3", "\033OR"},
    {"F4", "kf4", "\033OS"},
    {"F5", "kf5", "\033[15~"},
    {"F6", "kf6", "\033[17~"},
    {"F7", "kf7", "\033[18~"},
    {"F8", "kf8", "\033[19~"},
    {"F9", "kf9", "\033[20~"},
    {"F10", "kf10", "\033[21~"},
    {"F11", "kf11", "\033[23~"},
    {"F12", "kf12", "\033[24~"},
};

/* The test itself may have a curses screen of its own: its terminal is put back. */
static char *terminfo_text(const char *term, const char *capability)
{
    TERMINAL *before = cur_term;
    char *text = NULL;
    int found = 0;
    int null_device = open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (setupterm(term, null_device, &found) == OK) {
        const char *value = tigetstr(capability);
        if (value && value != (const char *)(intptr_t)-1)
            text = g_strdup(value);
        TERMINAL *used = set_curterm(before);
        del_curterm(used);
    }
    close(null_device);
    return text;
}

bool key_bytes(const char *term, const char *name, GString *bytes)
{
    for (gsize i = 0; i < G_N_ELEMENTS(named_keys); i++) {
        if (strcmp(named_keys[i].name, name) != 0)
            continue;
        const char *capability = named_keys[i].capability;
        g_autofree char *known = capability ? terminfo_text(term, capability) : NULL;
        g_string_append(bytes, known ? known : named_keys[i].fallback);
        return true;
    }
    if (strlen(name) == 3 && g_str_has_prefix(name, "C-") && g_ascii_isalpha(name[2])) {
        g_string_append_c(bytes, (char)(g_ascii_toupper(name[2]) - '@'));
        return true;
    }
    if (strlen(name) > 2 && g_str_has_prefix(name, "A-")) {
        g_string_append_printf(bytes, "\033%s", name + 2);
        return true;
    }
    return false;
}

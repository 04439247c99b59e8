/*
 * The telephones of the steps, moved by hand: for looking at the desk itself while real calls come.
 * Reads lines such as "caller call 100" and "2101 answer" from the standard input.
 */
#include <glib-unix.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "rig.h"

static void call(Handset *handset, const char *what)
{
    handset_call(handset, what);
}

static void answer(Handset *handset, const char *what)
{
    (void)what;
    handset_answer(handset);
}

static void refuse(Handset *handset, const char *what)
{
    handset_refuse(handset, *what != '\0' ? atoi(what) : HANDSET_REJECTS);
}

static void hang_up(Handset *handset, const char *what)
{
    (void)what;
    handset_hang_up(handset);
}

static void switch_on(Handset *handset, const char *what)
{
    handset_switch(handset, strcmp(what, "off") != 0);
}

static const struct {
    const char *word;
    void (*does)(Handset *handset, const char *what);
} acts[] = {
    {"call", call},        {"answer", answer},       {"refuse", refuse},
    {"hang-up", hang_up},  {"press", handset_press}, {"hand-over", handset_hand_over},
    {"switch", switch_on},
};

static Handset *named(const Rig *rig, const char *who)
{
    const struct {
        const char *word;
        Handset *handset;
    } all[] = {{"caller", rig->caller},
               {"second", rig->second},
               {"2101", rig->own},
               {"2102", rig->other},
               {"2103", rig->third}};
    for (gsize i = 0; i < G_N_ELEMENTS(all); i++)
        if (strcmp(all[i].word, who) == 0)
            return all[i].handset;
    return NULL;
}

static void obey(const Rig *rig, const char *line)
{
    g_auto(GStrv) words = g_strsplit(line, " ", 3);
    guint length = g_strv_length(words);
    Handset *handset = length >= 2 ? named(rig, words[0]) : NULL;
    for (gsize i = 0; handset != NULL && i < G_N_ELEMENTS(acts); i++)
        if (strcmp(acts[i].word, words[1]) == 0) {
            acts[i].does(handset, length > 2 ? words[2] : "");
            return;
        }
    printf("caller|second|2101|2102|2103  call N|answer|refuse [N]|hang-up|press KEYS|hand-over N|"
           "switch on|off\n");
    fflush(stdout);
}

typedef struct {
    const Rig *rig;
    bool over;
} Hands;

static gboolean on_input(gint file, GIOCondition condition, gpointer data)
{
    Hands *hands = data;
    char bytes[4096];
    ssize_t length = read(file, bytes, sizeof bytes - 1);
    (void)condition;
    hands->over = length <= 0;
    if (hands->over)
        return G_SOURCE_REMOVE;
    bytes[length] = '\0';
    g_auto(GStrv) lines = g_strsplit(bytes, "\n", -1);
    for (guint i = 0; lines[i] != NULL; i++)
        if (*lines[i] != '\0')
            obey(hands->rig, lines[i]);
    return G_SOURCE_CONTINUE;
}

void by_hand(const Rig *rig)
{
    Hands hands = {.rig = rig};
    printf("The desk's settings: %s/skranke.ini, with ca_file = %s/keys/pbx.pem\n", rig->folder,
           rig->folder);
    fflush(stdout);
    g_unix_fd_add(STDIN_FILENO, G_IO_IN | G_IO_HUP, on_input, &hands);
    while (!hands.over)
        g_main_context_iteration(NULL, TRUE);
}

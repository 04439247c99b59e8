/*
 * The steps in which somebody is asked while the caller waits.
 */
#include <stdio.h>
#include <string.h>

#include "rig.h"

static void completed(Rig *rig)
{
    TRY(rig_consult(rig));
    TRY(rig_refused(rig, &rig->desk, PBX_COMPLETE, ""));
    handset_answer(rig->other);
    TRY(rig_told(rig, &rig->desk, SOON, "ready"));
    TRY(rig_act(rig, &rig->desk, PBX_COMPLETE, ""));
    TRY(rig_told(rig, &rig->desk, SOON, "transferring done>2102"));
    TRY(rig_talks(rig, rig->own, 0, SOON));
    TRY(rig_talks(rig, rig->caller, 1, 0));
    TRY(rig_talks(rig, rig->other, 1, 0));
    handset_hang_up(rig->caller);
    TRY(rig_talks(rig, rig->other, 0, SOON));
    TRY(rig_told(rig, &rig->desk, 0, ""));
    rig_rest(rig);
    /* The telephone put down once the other has answered connects them as well. */
    TRY(rig_consult(rig));
    handset_answer(rig->other);
    TRY(rig_told(rig, &rig->desk, SOON, "ready"));
    handset_hang_up(rig->own);
    TRY(rig_told(rig, &rig->desk, SOON, "done>2102"));
}

static void taken_back(Rig *rig)
{
    TRY(rig_consult(rig));
    TRY(rig_act(rig, &rig->desk, PBX_CANCEL, ""));
    TRY(rig_told(rig, &rig->desk, SOON, "talking"));
    TRY(rig_rings(rig, rig->other, 0, SOON));
    TRY(rig_talks(rig, rig->own, 1, 0));
    rig_rest(rig);
    TRY(rig_consult(rig));
    handset_answer(rig->other);
    TRY(rig_told(rig, &rig->desk, SOON, "ready"));
    TRY(rig_act(rig, &rig->desk, PBX_CANCEL, ""));
    TRY(rig_told(rig, &rig->desk, SOON, "talking"));
    TRY(rig_talks(rig, rig->other, 0, SOON));
    TRY(rig_talks(rig, rig->own, 1, 0));
    /* And it can be done again. */
    TRY(rig_act(rig, &rig->desk, PBX_TRANSFER, "2102"));
    TRY(rig_rings(rig, rig->other, 1, SOON));
    handset_answer(rig->other);
    TRY(rig_told(rig, &rig->desk, SOON, "transferring done>2102"));
}

static bool nobody(Rig *rig, const char *course)
{
    return rig_said(rig, &rig->desk, RINGING_OUT, "Nobody could be asked") &&
           rig_told(rig, &rig->desk, SOON, course) && rig_talks(rig, rig->own, 1, 0) &&
           rig_talks(rig, rig->caller, 1, 0);
}

static void rejected(Rig *rig)
{
    handset_set_manner(rig->other, HANDSET_REJECTS);
    TRY(rig_talk(rig));
    TRY(rig_act(rig, &rig->desk, PBX_CONSULT, "2102"));
    TRY(nobody(rig, "consulting talking"));
    rig_rest(rig);
    handset_set_manner(rig->other, HANDSET_IS_BUSY);
    TRY(rig_talk(rig));
    TRY(rig_act(rig, &rig->desk, PBX_CONSULT, "2102"));
    TRY(nobody(rig, "consulting talking"));
    rig_rest(rig);
    TRY(rig_consult(rig));
    TRY(nobody(rig, "talking"));
    rig_rest(rig);
    TRY(rig_consult(rig));
    handset_answer(rig->other);
    TRY(rig_told(rig, &rig->desk, SOON, "ready"));
    handset_hang_up(rig->other);
    TRY(nobody(rig, "talking"));
}

static void caller_gives_up(Rig *rig)
{
    TRY(rig_consult(rig));
    handset_hang_up(rig->caller);
    TRY(rig_told(rig, &rig->desk, SOON, "done"));
    rig_rest(rig);
    TRY(rig_consult(rig));
    handset_answer(rig->other);
    TRY(rig_told(rig, &rig->desk, SOON, "ready"));
    handset_hang_up(rig->caller);
    TRY(rig_told(rig, &rig->desk, SOON, "done"));
}

static bool put_down(Rig *rig)
{
    if (!rig_consult(rig))
        return false;
    handset_hang_up(rig->own);
    return rig_told(rig, &rig->desk, SOON, "transferring") && rig_rings(rig, rig->other, 1, 0);
}

static void put_down_early(Rig *rig)
{
    TRY(put_down(rig));
    handset_answer(rig->other);
    TRY(rig_told(rig, &rig->desk, SOON, "done>2102"));
    TRY(rig_talks(rig, rig->caller, 1, 0));
    rig_rest(rig);
    TRY(put_down(rig));
    handset_refuse(rig->other, HANDSET_REJECTS);
    /* Asterisk calls the operator back. */
    TRY(rig_rings(rig, rig->own, 1, SOON));
    TRY(rig_told(rig, &rig->desk, SOON, "returned(rejected) ringing"));
    handset_answer(rig->own);
    TRY(rig_told(rig, &rig->desk, SOON, "talking"));
    TRY(rig_talks(rig, rig->caller, 1, 0));
    TRY(rig_act(rig, &rig->desk, PBX_TRANSFER, "2102"));
    TRY(rig_rings(rig, rig->other, 1, SOON));
    handset_answer(rig->other);
    TRY(rig_told(rig, &rig->desk, SOON, "transferring done>2102"));
}

static void put_down_and_not_there(Rig *rig)
{
    put_down_early(rig);
    rig_rest(rig);
    TRY(put_down(rig));
    handset_hang_up(rig->caller);
    TRY(rig_told(rig, &rig->desk, SOON, "lost(hung_up)"));
    TRY(rig_rings(rig, rig->other, 0, SOON));
    rig_rest(rig);
    TRY(put_down(rig));
    TRY(rig_rings(rig, rig->own, 1, RINGING_OUT));
    TRY(rig_told(rig, &rig->desk, SOON, "returned(no_answer) ringing"));
    /* Nobody at the desk either: the other is rung once more. */
    TRY(rig_rings(rig, rig->own, 0, RINGING_OUT));
    TRY(rig_told(rig, &rig->desk, SOON, "returned(no_answer)"));
    TRY(rig_rings(rig, rig->other, 1, RINGING_OUT));
    TRY(rig_told(rig, &rig->desk, SOON, "transferring"));
    handset_answer(rig->other);
    TRY(rig_told(rig, &rig->desk, SOON, "done>2102"));
    TRY(rig_talks(rig, rig->caller, 1, 0));
}

/* The prompt is taken away, and put back. */
static void move_sounds(const Rig *rig, const char *from, const char *to)
{
    g_autofree char *root = g_strdup_printf("%s/data/sounds", rig->folder);
    g_autoptr(GDir) languages = g_dir_open(root, 0, NULL);
    const char *language;
    while (languages != NULL && (language = g_dir_read_name(languages)) != NULL) {
        g_autofree char *folder = g_build_filename(root, language, NULL);
        g_autoptr(GDir) sounds = g_dir_open(folder, 0, NULL);
        const char *name;
        while (sounds != NULL && (name = g_dir_read_name(sounds)) != NULL) {
            if (!g_str_has_prefix(name, from))
                continue;
            g_autofree char *old = g_build_filename(folder, name, NULL);
            g_autofree char *moved = g_strdup_printf("%s/%s%s", folder, to, name + strlen(from));
            if (rename(old, moved) != 0)
                g_printerr("%s cannot be moved\n", old);
        }
    }
}

static void without_prompt(Rig *rig)
{
    TRY(rig_talk(rig));
    TRY(rig_act(rig, &rig->desk, PBX_CONSULT, "2102"));
    TRY(rig_said(rig, &rig->desk, RINGING_OUT, "Nobody could be asked"));
    TRY(rig_told(rig, &rig->desk, 0, "consulting talking"));
    TRY(rig_refused(rig, &rig->desk, PBX_COMPLETE, ""));
    TRY(rig_talks(rig, rig->own, 1, 0));
    TRY(rig_talks(rig, rig->caller, 1, 0));
}

static void consult_without_prompt(Rig *rig)
{
    move_sounds(rig, "pbx-transfer", "away-transfer");
    without_prompt(rig);
    move_sounds(rig, "away-transfer", "pbx-transfer");
}

const RigStep steps_of_consulting[] = {
    {11, "consult, answered, completed", completed},
    {12, "consult, taken back while it rings, and answered", taken_back},
    {13, "consult: rejected, busy, not answered, hung up", rejected},
    {14, "consult, the caller hangs up meanwhile", caller_gives_up},
    {15, "consult, the telephone put down while it rings", put_down_and_not_there},
    {16, "consult without the prompt pbx-transfer", consult_without_prompt},
    {0, NULL, NULL},
};

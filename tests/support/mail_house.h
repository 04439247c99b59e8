/*
 * A bureau with real mail: a Dovecot with its mailbox, a Postfix that everything is sent through,
 * and a database and a configuration that name both. Tests of what comes and goes begin here.
 */
#pragma once

#include "process.h"
#include "servers.h"

typedef struct {
    DovecotServer *dovecot;
    PostfixServer *postfix; /**< NULL: it cannot run here, see reason */
    Sandbox *sandbox;
    char *ini; /**< the path of the configuration; texts are in English */
    const char *reason;
} MailHouse;

/** Starts both servers and writes the configuration; the database is not made yet. mail_settings
 * are lines of the section [mail], each with its line end; worker_settings the same of [worker].
 * Never NULL; mail_house_close it. */
MailHouse *mail_house_open(const char *mail_settings, const char *worker_settings);
void mail_house_close(MailHouse *house);

/** Skips the running test where the servers cannot run. */
#define MAIL_HOUSE(house)                                                                          \
    do {                                                                                           \
        if (!(house)->postfix)                                                                     \
            test_skip_with_reason((house)->reason);                                                \
    } while (0)

/** Runs `skranke` with these words (NULL-terminated) at a moment (SKRANKE_NOW; NULL: now), expects
 * success; what it printed, owned by the caller. */
char *mail_house_run_words(const MailHouse *house, const char *moment, const char *const *words);
/** The same with a space between the words. */
char *mail_house_run_at(const MailHouse *house, const char *moment, const char *words);
void mail_house_run(const MailHouse *house, const char *words);
/** Imports this text as `skranke import WHAT`. */
void mail_house_import(const MailHouse *house, const char *what, const char *csv);

/** Lays a mail (CRLF) into the mailbox and takes it in with `mail fetch`, which is repeated: a
 * server does not always show at once what was laid into its folder. */
void mail_house_comes(MailHouse *house, const char *mail);

/** @name Mails that Postfix delivered: their lines end in LF @{ */

/** The value of a header, unfolded; "" where it has none. Owned by the caller. */
char *sent_header(GBytes *mail, const char *name);
/** All of it, with the soft line breaks of quoted-printable taken out. Owned by the caller. */
char *sent_text(GBytes *mail);
/** The mark of a subject or text, "[#1-abcdefgh2345]"; fails the test where there is none. Owned by
 * the caller. */
char *sent_mark(const char *text);
/** @} */

/*
 * An IMAP server (plain, no login) that answers from a script: for what no real server does on
 * request, like answers in odd order, lies and hang-ups. Serves one connection at a time.
 */
#pragma once

#include <glib.h>

typedef struct FakeImap FakeImap;

/** When a command begins with this (without its tag), the reply is sent; "%t" in it is the tag. A
 * reply that ends with "%c" closes the connection there. Rows are tried in order, each is used
 * `times` times (0: always). What no row answers gets "TAG OK done". */
typedef struct {
    const char *command;
    const char *reply;
    guint times;
} FakeImapRow;

/** rows end with a NULL command and are copied. */
FakeImap *fake_imap_start(const FakeImapRow *rows);
int fake_imap_port(const FakeImap *server);
/** The lines that came, one a line. The caller owns it. */
char *fake_imap_commands(FakeImap *server);
void fake_imap_stop(FakeImap *server);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(FakeImap, fake_imap_stop)

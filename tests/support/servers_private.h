/*
 * What the files of the server harness share; tests include servers.h only.
 */
#pragma once

#include "process.h"
#include "servers.h"

/** The servers' certificate and key (PEM files), made once per test program with openssl. */
typedef struct {
    char *authority;
    char *certificate;
    char *key;
} Certificates;

/** NULL with a reason where openssl is missing. */
const Certificates *certificates(const char **reason);

/** Finds a program in PATH and the sbin folders; the caller owns the path, NULL if there is none.
 */
char *program_find(const char *name, const char *const *more_folders);

/** A listening socket on 127.0.0.1 and a free port, for the stand-ins written here. */
int server_listen(int *port);

/** True once the port greets with this text within the deadline; false as soon as the process has
 * ended (its port was taken by somebody else, or its configuration is wrong) or time is over. */
bool server_greets(Process *process, int port, const char *request, const char *greeting);

/** SIGTERM, then SIGKILL to the group after a grace, then free. */
void server_end(Process *process);

/** The id of the user nobody, for mail of servers run by root. */
void server_mail_owner(uid_t *user, gid_t *group);

/** The text with every placeholder replaced; values: placeholder, value, …, NULL. */
char *server_fill(const char *text, const char *const *values);

/** Fails the test showing the server's log. */
void server_fail(const char *what, const char *log);

/** The socket at which Dovecot checks logins for Postfix; the caller owns the path. */
char *dovecot_auth_socket(const DovecotServer *server);

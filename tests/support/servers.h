/*
 * Real servers for tests, on 127.0.0.1 and free ports, each in a temp folder of its own: Dovecot,
 * Postfix, rqlite; and two small stand-ins for what no real server does on request: a proxy that
 * delays and an SMTP server that fails at a chosen stage. Everything stops at the end of the test
 * program, also after a failed assertion.
 *
 * What cannot run here (not installed, not root) is a NULL with a reason: tests then call
 * test_skip_with_reason.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

/** Prints "SKIPPED: reason" and skips the running cmocka test by a jump: g_autoptr variables are
 * not freed, so stop other servers first. */
#define test_skip_with_reason(reason)                                                              \
    do {                                                                                           \
        print_message("SKIPPED: %s\n", reason);                                                    \
        skip();                                                                                    \
    } while (0)

/** The certificate authority that signed the servers' certificate ("localhost", 127.0.0.1): a PEM
 * file made once per test program. NULL with a reason where openssl is missing. */
const char *server_authority(const char **reason);

/** A TCP port on 127.0.0.1 that nobody listens on. */
int server_free_port(void);

/** Connects to 127.0.0.1; -1 when nobody listens. Close it with close(). */
int server_connect(int port);

/** Sends a request (NULL: nothing) and returns all that comes until the other side closes or, where
 * until is given, until that text has come; at most 10 s times patience(). */
char *server_exchange(int port, const char *request, const char *until);

/** @name Maildir folders @{ */

/** The files of new/ and cur/ in order of name, as GBytes. */
GPtrArray *maildir_messages(const char *maildir);
/** Waits (10 s times patience) until at least count messages are there, else fails the test. */
GPtrArray *maildir_wait(const char *maildir, guint count);
/** How many messages lie in new/ and cur/. */
guint maildir_count(const char *maildir);
/** @} */

/** @name Dovecot: IMAP with STARTTLS on one port, TLS at once on another @{ */

typedef struct DovecotServer DovecotServer;

typedef struct {
    const char *const
        *users;           /**< NULL-terminated login names; NULL: "desk". Passwords are "secret" */
    const char *settings; /**< lines added to the configuration, may be NULL */
} DovecotOptions;

/** Starts Dovecot and waits until it greets. options may be NULL. NULL with a reason where it
 * cannot run; fails the test where it should run but does not. Works as root (mail is then owned by
 * nobody) and as any user. */
DovecotServer *dovecot_start(const DovecotOptions *options, const char **reason);
/** Stops Dovecot and removes its folder. NULL is allowed. */
void dovecot_stop(DovecotServer *server);
int dovecot_port(const DovecotServer *server);              /**< imap://, offers STARTTLS */
int dovecot_tls_port(const DovecotServer *server);          /**< imaps:// */
const char *dovecot_authority(const DovecotServer *server); /**< PEM file for CAINFO */
#define dovecot_ca(server) dovecot_authority(server)
const char *dovecot_password(const DovecotServer *server); /**< of every user */
const char *dovecot_log(const DovecotServer *server);      /**< path of its log */
/** The Maildir of a user's folder ("INBOX" or "Arkiv", "A/B" for a child), made if missing. The
 * caller owns the path. */
char *dovecot_maildir(const DovecotServer *server, const char *user, const char *folder);
/** Drops a message (length -1: a text) into new/ of a folder, readable for Dovecot. */
void dovecot_deliver(DovecotServer *server, const char *user, const char *folder,
                     const char *message, gssize length);
/** Drops the same count of messages at once; make(index, data) returns each text, newly allocated.
 */
void dovecot_deliver_many(DovecotServer *server, const char *user, const char *folder, guint count,
                          char *(*make)(guint index, void *data), void *data);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DovecotServer, dovecot_stop)
/** @} */

/** @name Postfix: a relay that takes everything from 127.0.0.1 and delivers into Maildirs @{ */

typedef struct PostfixServer PostfixServer;

typedef struct {
    const DovecotServer
        *logins;          /**< where given: AUTH against these users is offered after STARTTLS */
    const char *settings; /**< lines added to main.cf, may be NULL */
} PostfixOptions;

/** Starts Postfix and waits until it greets. options may be NULL. Refuses tempfail@anywhere with
 * 450 and reject@anywhere with 550. NULL with a reason where it cannot run (it needs root). */
PostfixServer *postfix_start(const PostfixOptions *options, const char **reason);
/** Stops Postfix and removes its folder. NULL is allowed. */
void postfix_stop(PostfixServer *server);
int postfix_port(const PostfixServer *server);     /**< smtp://, offers STARTTLS */
int postfix_tls_port(const PostfixServer *server); /**< smtps:// */
const char *postfix_authority(const PostfixServer *server);
const char *postfix_log(const PostfixServer *server);
/** The Maildir that holds all deliveries, one copy per recipient, each with X-Original-To and
 * Delivered-To before its own header and lines ended by LF. The caller owns the path. */
char *postfix_maildir(const PostfixServer *server);
/** What was delivered to an address (NULL: to anybody), in order, as GBytes. */
GPtrArray *postfix_messages(const PostfixServer *server, const char *address);
/** Waits until at least count messages for the address (NULL: for anybody) are delivered; fails the
 * test with the log of Postfix otherwise. */
GPtrArray *postfix_wait(const PostfixServer *server, const char *address, guint count);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PostfixServer, postfix_stop)
/** @} */

/** @name rqlite: one node @{ */

typedef struct RqliteServer RqliteServer;

/** Starts a node and waits until it is ready. NULL with a reason where rqlited is missing: it is
 * looked for in $SKRANKE_RQLITED, the build folder (tests/install-rqlite.sh) and PATH. */
RqliteServer *rqlite_start(const char **reason);
/** The same of a node that does not check references between tables. */
RqliteServer *rqlite_start_careless(const char **reason);
void rqlite_stop(RqliteServer *server);
int rqlite_port(const RqliteServer *server); /**< HTTP API */
/** "rqlite://127.0.0.1:PORT" (borrowed). */
const char *rqlite_uri(const RqliteServer *server);
/** Ends the node as a power cut would; the data stay. */
void rqlite_kill(RqliteServer *server);
/** Starts a killed node again on the same data and port, and waits until it is ready. */
void rqlite_restart(RqliteServer *server);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RqliteServer, rqlite_stop)
/** @} */

/** @name slapd: a directory by LDAP @{ */

typedef struct SlapdServer SlapdServer;

/** Who may read it (nobody else may), and the password. */
#define SLAPD_USER "cn=admin,dc=byraa,dc=example"
#define SLAPD_PASSWORD "hemmelig"

/** Starts slapd with these entries below "dc=byraa,dc=example" (that one included). size_limit 0:
 * none. NULL with a reason where it cannot run. The certificate is server_authority's. */
SlapdServer *slapd_start(const char *ldif, guint size_limit, const char **reason);
/** NULL is allowed. */
void slapd_stop(SlapdServer *server);
int slapd_port(const SlapdServer *server);     /**< ldap:// */
int slapd_tls_port(const SlapdServer *server); /**< ldaps:// */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SlapdServer, slapd_stop)
/** @} */

/** @name A proxy that delays @{ */

typedef struct DelayProxy DelayProxy;

/** Forwards a free port to another one on 127.0.0.1. Bytes are delayed by half of round_trip
 * milliseconds in each direction, without reordering or a limit of bandwidth. The TCP handshake
 * itself is not delayed. */
DelayProxy *delay_proxy_start(int port, double round_trip);
int delay_proxy_port(const DelayProxy *proxy);
void delay_proxy_stop(DelayProxy *proxy);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DelayProxy, delay_proxy_stop)
/** @} */

/** @name An SMTP server (plain, no TLS) that fails on request @{ */

typedef struct FakeSmtp FakeSmtp;

/** Where a fault strikes: instead of the answer to this. AFTER_DOT: the message has come whole. */
typedef enum {
    FAKE_SMTP_GREETING,
    FAKE_SMTP_HELLO,
    FAKE_SMTP_MAIL,
    FAKE_SMTP_RCPT,
    FAKE_SMTP_DATA,
    FAKE_SMTP_BODY, /**< in the middle of the message: only CUT and STALL make sense */
    FAKE_SMTP_AFTER_DOT,
    FAKE_SMTP_QUIT,
} FakeSmtpStage;

/** Instead of a reply: closes the connection, or never answers until the client gives up. */
#define FAKE_SMTP_CUT "cut"
#define FAKE_SMTP_STALL "stall"

/** A message as far as it came. */
typedef struct {
    char *sender;          /**< of MAIL FROM, without brackets */
    GPtrArray *recipients; /**< accepted ones, texts */
    GString *body;         /**< between DATA and the dot, dots unstuffed, CRLF kept */
    bool whole;            /**< the final dot came */
    bool accepted;         /**< our 250 after the dot was sent */
} FakeSmtpMessage;

FakeSmtp *fake_smtp_start(void);
int fake_smtp_port(const FakeSmtp *server);
/** From now on, the next times (0: always) a client reaches the stage it gets the reply ("451 4.3.0
 * later", FAKE_SMTP_CUT, FAKE_SMTP_STALL) instead of the good answer. Faults of one stage work in
 * the order in which they were given. */
void fake_smtp_fault(FakeSmtp *server, FakeSmtpStage stage, const char *reply, unsigned times);
/** Forgets all faults. */
void fake_smtp_heal(FakeSmtp *server);
/** How many messages have been started (MAIL accepted); fake_smtp_accepted: answered 250 at the
 * end. */
guint fake_smtp_count(FakeSmtp *server);
guint fake_smtp_accepted(FakeSmtp *server);
/** Waits until that many messages were accepted, else fails the test. */
void fake_smtp_wait(FakeSmtp *server, guint accepted);
/** A copy of the message with this index in order of arrival, NULL if there is none. */
FakeSmtpMessage *fake_smtp_message(FakeSmtp *server, guint index);
void fake_smtp_message_free(FakeSmtpMessage *message);
/** Every line clients have sent as commands, one per line (not the bodies). The caller owns it. */
char *fake_smtp_commands(FakeSmtp *server);
void fake_smtp_stop(FakeSmtp *server);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(FakeSmtp, fake_smtp_stop)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(FakeSmtpMessage, fake_smtp_message_free)
/** @} */

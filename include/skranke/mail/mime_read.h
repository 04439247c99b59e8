/* A mail made readable: headers, sender, text and attachments of raw bytes, by GMime, with our
 * charset ladder and bounds.
 *
 * Never fails for anything that is a mail: what had to be mended or left out stands in `warnings`.
 * Bounds: a header 32 KB, 1,000 parts, depth 50, text 1 MB (the rest stays in the raw copy and a
 * warning says so). Knows no database. Not for several threads at once. */
#ifndef SKRANKE_MAIL_MIME_READ_H
#define SKRANKE_MAIL_MIME_READ_H

#include <glib.h>
#include <stdbool.h>

#include "skranke/mail/automatic.h"

typedef struct {
    char *name, *type; /* safe file name, unique in the mail; media type lower case */
    GBytes *bytes;     /* decoded */
} MailAttachment;

typedef struct {
    char *message_id;      /* without < >, "" when there is none */
    GPtrArray *references; /* char *: In-Reply-To and References, nearest ancestor first, without <
                              >, at most 50 (of more, the nearest and the first) */
    char *from_name;       /* sender ladder: From, Sender, Reply-To, Return-Path; "" unknown */
    char *from_address;
    char *reply_to;         /* address, "" unless valid and another than From */
    char *to, *cc;          /* display lists, cut at 4 KB */
    GPtrArray *recipients;  /* char *: addresses of To, Cc, Delivered-To, X-Original-To, lower case,
                               at  most 200 */
    char *subject;          /* one line, at most 2,000 characters */
    gint64 date;            /* the Date header; 0: none or nonsense. Display only */
    char *text;             /* UTF-8 NFC, LF, not sanitised for screens */
    GPtrArray *attachments; /* of MailAttachment * */
    char *automatic;        /* why it counts as automatic (automatic.h), "" a person's */
    AutomaticKind automatic_kind;
    char *null_sender;   /* Return-Path as it came, "<>" for bounces, "" unknown */
    GPtrArray *warnings; /* char *: translated sentences */
    char *fingerprint;   /* SHA-256 hex over From, Date, Subject, text, and names and sizes of the
                            attachments: a second copy of the same mail has the same */
} ParsedMail;

/* received_at (seconds UTC) tells a Date in the future. Fails (FAILED) only for what is no mail at
 * all: empty, or no header line; the caller quarantines it. */
ParsedMail *mime_read(GBytes *raw, gint64 received_at, GError **error);
void parsed_mail_free(ParsedMail *mail);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ParsedMail, parsed_mail_free)

/* Once per process, before any thread. GMime then treats a mail inside a mail as one opaque part.
 */
void mime_start(void);

#endif

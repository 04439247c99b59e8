/*
 * Mails as a statistical bureau gets them, made from a number: always the same, 4.3 KB on average,
 * in bokmål, nynorsk and English, in eight kinds (8-bit, quoted-printable, Latin-1, flowed, HTML,
 * both, with an attachment, replies).
 */
#pragma once

#include <glib.h>

/** The mail with this number, with LF line ends. The Message-ID is <sample-NUMBER@example.no>;
 * every eighth one, from 8 on, replies to the mail four before it. The caller owns it. */
char *mail_sample(guint number);

/** The same for dovecot_deliver_many; data is not used. */
char *mail_sample_make(guint number, void *data);

/* What the IMAP and the SMTP link have in common: a libcurl handle made from LinkOptions, and
 * CURLcodes as sentences. Only src/net includes this. */
#ifndef SKRANKE_NET_LINK_CURL_H
#define SKRANKE_NET_LINK_CURL_H

#include <curl/curl.h>

#include "skranke/net/mail_link.h"

/* Seconds for connecting (greeting, TLS and login included) and for each silence after that. */
int link_curl_connect_seconds(const LinkOptions *options);
int link_curl_silence_seconds(const LinkOptions *options);

/* A handle for scheme "imap" or "smtp" (their TLS forms are chosen by options->security) with
 * address, login, certificate checks and time-outs set; path is the URL's path without slash, ""
 * none. Fails (FAILED) for a host that is none, and REFUSED where a password would leave this
 * machine without TLS. Free with curl_easy_cleanup. */
CURL *link_curl_new(const LinkOptions *options, const char *scheme, const char *path,
                    GError **error);

/* Sets error for a failed connection: UNAVAILABLE where trying again may help, FAILED where the
 * setting must be changed. detail: libcurl's or the server's words, may be "". */
void link_curl_set_error(GError **error, const LinkOptions *options, CURLcode code,
                         const char *detail);

#endif

/*
 * Reading SIP messages: headers, and what is in them.
 */
#pragma once

#include <glib.h>

/** The lines of this header, joined by separator; NULL: only the first. New text, "" none. */
char *sip_headers(const char *message, const char *name, const char *separator);
/** The first of them. New text. */
char *sip_header(const char *message, const char *name);
/** What stands between < and >, else the whole. New text. */
char *sip_address(const char *value);
/** The tag of a From or To. New text, "" none. */
char *sip_tag(const char *value);

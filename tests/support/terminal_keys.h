/*
 * From a key's name to its bytes. A header of its own because <term.h> and <vterm.h> cannot be
 * included in one file: the short macros of the first break the second.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

/** Appends the bytes of a named key ("F1", "C-x") under this TERM; false if the name is unknown. */
bool key_bytes(const char *term, const char *name, GString *bytes);

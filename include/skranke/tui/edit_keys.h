/* The editing keys that a field and the editor share: characters, deletions, moves along the line,
 * undo and redo. */
#ifndef SKRANKE_TUI_EDIT_KEYS_H
#define SKRANKE_TUI_EDIT_KEYS_H

#include "skranke/tui/keys.h"
#include "skranke/tui/text_buffer.h"

/* True when the key was one of them. */
bool edit_key(TextBuffer *buffer, KeyCode key);

#endif

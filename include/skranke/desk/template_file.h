/* The text files of data/templates: "Name:" and "Subject:" lines, an empty line, the body. Files
 * named signature.* are not templates but what an answer is signed with until an operator has
 * written a signature. */
#ifndef SKRANKE_DESK_TEMPLATE_FILE_H
#define SKRANKE_DESK_TEMPLATE_FILE_H

#include "skranke/desk/desk.h"

typedef struct {
    char *name, *subject, *text; /* text without blank lines at its ends */
} TemplateFile;

/* Takes a file apart; a text without such lines is all body. New record, free with
 * template_file_free. */
TemplateFile *template_file_parse(const char *text, gsize length);
void template_file_free(TemplateFile *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TemplateFile, template_file_free)

/* What this operator signs answers in a language with ("nb", "nn"; "" is bokmål, anything else
 * English): the own signature, else the carried one; {operator} and {bureau} are filled in. New
 * text, "" where there is none. */
char *template_file_signature(const Desk *desk, const char *language);

#endif

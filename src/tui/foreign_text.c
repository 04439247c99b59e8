/* Owns how foreign text reaches the screen. Knows no terminal and no inquiry. */
#include "skranke/tui/foreign_text.h"

#include "skranke/base/safe_text.h"

#include "skranke/domain/identity_number.h"

/* Masked when it is safe already: what the sanitiser drops could stand between two digits. */
static char *masked(char *safe, bool revealed)
{
    char *shown = revealed ? g_strdup(safe) : identity_number_mask(safe);
    g_free(safe);
    return shown;
}

char *foreign_line(const char *text, bool revealed)
{
    return masked(safe_text_line(text ? text : "", -1), revealed);
}

char *foreign_block(const char *text, gssize length, bool revealed)
{
    return masked(safe_text_block(text ? text : "", text ? length : 0), revealed);
}

/* Makes names that nobody else makes, from the kernel's random numbers. It knows nothing of what
 * they are used for. */
#include "skranke/base/identity.h"

#include <errno.h>
#include <sys/random.h>
#include <unistd.h>

#define ID_BYTES 16

/* Sixteen bytes come whole or not at all once the kernel is seeded; only a signal before that
 * moment interrupts (getrandom(2)). */
static void fill_random(unsigned char *bytes, size_t length)
{
    while (getrandom(bytes, length, 0) != (ssize_t)length)
        if (errno != EINTR)
            g_error("getrandom: %s", g_strerror(errno));
}

char *identity_new(void)
{
    unsigned char bytes[ID_BYTES];
    fill_random(bytes, sizeof bytes);
    GString *text = g_string_sized_new(2 * ID_BYTES + 1);
    for (gsize i = 0; i < sizeof bytes; i++)
        g_string_append_printf(text, "%02x", bytes[i]);
    return g_string_free(text, FALSE);
}

const char *identity_process(void)
{
    static char *name;
    static pid_t owner;
    /* A fork is another process: it must not hold its parent's lease. */
    if (!name || owner != getpid()) {
        g_autofree char *id = identity_new();
        owner = getpid();
        g_free(name);
        name = g_strdup_printf("%s:%d:%.12s", g_get_host_name(), (int)owner, id);
    }
    return name;
}

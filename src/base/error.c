/* The error domain of the house and how an error becomes an exit status. It must not know any room:
 * every room uses it. */
#include "skranke/base/error.h"

G_DEFINE_QUARK(skranke - error, skranke_error)

int skranke_error_exit_status(const GError *error)
{
    if (!error)
        return 0;
    if (error->domain != SKRANKE_ERROR || error->code < SKRANKE_ERROR_FAILED ||
        error->code > SKRANKE_ERROR_REFUSED)
        return SKRANKE_ERROR_FAILED;
    return error->code;
}

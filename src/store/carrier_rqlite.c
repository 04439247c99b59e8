/* The carrier to rqlite over HTTP. */
#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/store/carrier.h"

static gpointer rqlite_open(const char *uri, const DbContext *context, GError **error)
{
    (void)context;
    g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_UNAVAILABLE, _("%s cannot be reached."), uri);
    return NULL;
}

const DbCarrier db_carrier_rqlite = {.name = "rqlite", .open = rqlite_open};

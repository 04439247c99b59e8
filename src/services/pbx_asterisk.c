/* Not there yet. */
#include "skranke/base/error.h"

#include "pbx_private.h"

static bool away(Pbx *pbx, const Config *config, GError **error)
{
    (void)pbx;
    (void)config;
    g_set_error_literal(error, SKRANKE_ERROR, SKRANKE_ERROR_FAILED, "not there yet");
    return false;
}
const PbxDriver pbx_driver_asterisk = {"asterisk", away, NULL, NULL, NULL};
const PbxDriver pbx_driver_replay = {"replay", away, NULL, NULL, NULL};

/* For now nothing is known of any call. */
#include "pbx_calls.h"

struct PbxCalls {
    int none;
};
PbxCalls *pbx_calls_new(const PbxNames *names, const PbxListener *listener, gpointer user)
{
    (void)names;
    (void)listener;
    (void)user;
    return g_new0(PbxCalls, 1);
}
void pbx_calls_free(PbxCalls *calls)
{
    g_free(calls);
}
void pbx_calls_take(PbxCalls *calls, const PbxBlock *block, PbxMoment moment)
{
    (void)calls;
    (void)block;
    (void)moment;
}
gint64 pbx_calls_tick(PbxCalls *calls, PbxMoment moment)
{
    (void)calls;
    (void)moment;
    return 0;
}
GPtrArray *pbx_calls_list(const PbxCalls *calls)
{
    (void)calls;
    return g_ptr_array_new();
}
const PbxCall *pbx_calls_find(const PbxCalls *calls, const char *id)
{
    (void)calls;
    (void)id;
    return NULL;
}
const PbxCall *pbx_calls_current(const PbxCalls *calls)
{
    (void)calls;
    return NULL;
}
Line pbx_calls_line(const PbxCalls *calls, const char *number)
{
    (void)calls;
    (void)number;
    return (Line){LINE_UNKNOWN, 0};
}
bool pbx_calls_paused(const PbxCalls *calls)
{
    (void)calls;
    return false;
}
bool pbx_calls_is_asked(const PbxCalls *calls, const char *id)
{
    (void)calls;
    (void)id;
    return false;
}
bool pbx_calls_is_member(const PbxCalls *calls)
{
    (void)calls;
    return false;
}

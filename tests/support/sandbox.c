/*
 * Running the skranke binary in a folder of its own, as an operator's shell would.
 */
#include <stdarg.h>
#include <stdint.h>

#include "cleanup.h"
#include "process.h"

Sandbox *sandbox_new(void)
{
    Sandbox *sandbox = g_new0(Sandbox, 1);
    sandbox->folder = temp_folder_make("box");
    sandbox->database = g_build_filename(sandbox->folder, "skranke.db", NULL);
    return sandbox;
}

void sandbox_free(Sandbox *sandbox)
{
    if (!sandbox)
        return;
    temp_folder_remove(sandbox->folder);
    g_free(sandbox->database);
    g_free(sandbox);
}

ProcessResult *skranke_run_with(const Sandbox *sandbox, const char *input,
                                const char *const *environment, const char *const *arguments)
{
    g_autoptr(GPtrArray) argv = g_ptr_array_new();
    g_ptr_array_add(argv, (void *)(uintptr_t)SKRANKE_BINARY);
    g_ptr_array_add(argv, (void *)(uintptr_t) "--db");
    g_ptr_array_add(argv, sandbox->database);
    for (gsize i = 0; arguments[i]; i++)
        g_ptr_array_add(argv, (void *)(uintptr_t)arguments[i]);
    g_ptr_array_add(argv, NULL);
    return process_run(&(ProcessOptions){.argv = (const char *const *)argv->pdata,
                                         .environment = environment,
                                         .home = sandbox->folder,
                                         .input = input});
}

ProcessResult *skranke_run(const Sandbox *sandbox, const char *input, ...)
{
    g_autoptr(GPtrArray) arguments = g_ptr_array_new();
    va_list list;
    va_start(list, input);
    for (const char *argument; (argument = va_arg(list, const char *));)
        g_ptr_array_add(arguments, (void *)(uintptr_t)argument);
    va_end(list);
    g_ptr_array_add(arguments, NULL);
    return skranke_run_with(sandbox, input, NULL, (const char *const *)arguments->pdata);
}

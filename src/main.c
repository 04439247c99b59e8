/* argv goes to the command table; without a command the desk opens. Nothing more. */
#include "skranke/cli/command.h"
#include "skranke/tui/tui.h"

int main(int argc, char **argv)
{
    return commands_main(argc, argv, tui_main);
}

// The subcommands of `overt` and `overt-collector`, one file each.
#pragma once

#include <string>

#include "cli/command.h"

namespace overt::cli {

// Exit code for whatever the user can mend: bad options, a missing file, an occupied port.
inline constexpr int kExitUsage = 2;

// Writes "overt: MESSAGE" as one line to stderr; returns kExitUsage.
int fail(const std::string& message);

// Writes `text` to stdout; returns 0, or what fail() does where `what` of the command, "the
// report", cannot be written.
int print(const std::string& text, const std::string& what);

Command contract_command();
Command doctor_command();
// `command` is what stood behind `--`, ending in a null pointer.
Command exec_command(char* const* command);
Command export_command();
Command forget_command();
Command import_command();
Command log_command();
Command migrate_command();
Command off_command();
Command on_command();
Command preview_command();
Command project_id_command();
Command publish_command();
Command purge_command();
Command query_command();
Command report_command();
Command send_command();
Command serve_command();
Command simulate_command();
Command status_command();
Command store_command();
Command verify_command();

}  // namespace overt::cli

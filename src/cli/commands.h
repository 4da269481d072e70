// The subcommands of `overt` and `overt-collector`, one file each. Each adds itself to the parser
// and, if it is the one that was called, leaves what main() is to run; that returns the exit code.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>

namespace overt::cli {

using Run = std::function<int()>;

// Exit code for whatever the user can mend: bad options, a missing file, an occupied port.
inline constexpr int kExitUsage = 2;

// Writes "overt: MESSAGE" as one line to stderr; returns kExitUsage.
int fail(const std::string& message);

void add_contract_command(CLI::App& app, Run& run);
void add_doctor_command(CLI::App& app, Run& run);
// `command` is what stood behind `--`, ending in a null pointer.
void add_exec_command(CLI::App& app, Run& run, char* const* command);
void add_log_command(CLI::App& app, Run& run);
void add_off_command(CLI::App& app, Run& run);
void add_on_command(CLI::App& app, Run& run);
void add_preview_command(CLI::App& app, Run& run);
void add_purge_command(CLI::App& app, Run& run);
void add_report_command(CLI::App& app, Run& run);
void add_send_command(CLI::App& app, Run& run);
void add_serve_command(CLI::App& app, Run& run);
void add_status_command(CLI::App& app, Run& run);
void add_verify_command(CLI::App& app, Run& run);

}  // namespace overt::cli

#include "cli/collector_program.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <filesystem>
#include <string>
#include <system_error>

#include "cli/commands.h"

namespace overt::cli {
namespace {

struct ListedCommand {
  const char* name;
  const char* summary;
};

constexpr std::array<ListedCommand, 12> kCommands = {{
    {"serve", kServeSummary},
    {"doctor", kDoctorSummary},
    {"report", kReportSummary},
    {"query", kQuerySummary},
    {"export", kExportSummary},
    {"import", kImportSummary},
    {"migrate", kMigrateSummary},
    {"publish", kPublishSummary},
    {"project-id", kProjectIdSummary},
    {"forget", kForgetSummary},
    {"store", kStoreSummary},
    {"simulate", kSimulateSummary},
}};

}  // namespace

bool is_collector_command(std::string_view name) {
  return std::ranges::count(kCommands, name, &ListedCommand::name) > 0;
}

std::vector<Command> listed_collector_commands() {
  std::vector<Command> listed;
  listed.reserve(kCommands.size());
  for (const ListedCommand& command : kCommands) {
    listed.push_back({.name = command.name, .summary = command.summary});
  }
  return listed;
}

int become_collector_program(char** argv) {
  std::error_code error;
  const std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe", error);
  if (error) return fail("cannot find where overt is installed: " + error.message());
  const std::string program = self.parent_path() / "overt-collector";
  ::execv(program.c_str(), argv);
  return fail(std::string("`overt ") + argv[1] + "` needs the program " + program + ": " +
              std::strerror(errno));
}

}  // namespace overt::cli

// Two programs stand behind the one name `overt`. The store is a library of 70 MB, and whatever a
// user or a tool starts must be small; so the commands that need it are a program of their own,
// `overt-collector`, which stands beside `overt`.
#pragma once

#include <string_view>
#include <vector>

#include "cli/command.h"

namespace overt::cli {

inline constexpr const char* kServeSummary = "Collect events and answer for them";
inline constexpr const char* kDoctorSummary = "Check whether a collector would run well here";
inline constexpr const char* kReportSummary =
    "Answer questions about the use of your tool from what was collected";
inline constexpr const char* kQuerySummary = "Ask what was collected in SQL, without writing";
inline constexpr const char* kExportSummary = "Write events or runs of a store to a file";
inline constexpr const char* kImportSummary = "Bring events of a file into a store, each once";

inline constexpr const char* kMigrateSummary =
    "Bring what a DuckDB store has into ClickHouse, and prove that it is there";
inline constexpr const char* kPublishSummary =
    "Write a month for everybody to see, without telling of small groups";
inline constexpr const char* kForgetSummary = "Take a project out of everything that was collected";
inline constexpr const char* kProjectIdSummary = "Show the id under which a project is known";
inline constexpr const char* kStoreSummary = "Mend a collector's store by hand";
inline constexpr const char* kSimulateSummary =
    "Make up users of your tool and what they would send, to try all of this";

// Whether the command of that name is one of overt-collector's.
bool is_collector_command(std::string_view name);

// What the help of `overt` says of them; nothing runs them there.
std::vector<Command> listed_collector_commands();

// Becomes overt-collector with the same arguments. Returns only if that cannot be done: kExitUsage,
// with the reason on stderr.
int become_collector_program(char** argv);

}  // namespace overt::cli

#include "cli/doctor_checks.h"

#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/timex.h>

#include <chrono>

#include "cli/doctor_addresses.h"
#include "collector/admin_access.h"
#include "collector/contract_set.h"
#include "collector/limits.h"
#include "contract/load.h"
#include "contract/review/lint.h"

namespace overt::cli {
namespace {

using std::chrono::milliseconds;

std::size_t open_findings(const Contract& contract, const Clock& clock) {
  const std::chrono::sys_time<milliseconds> now{milliseconds(clock.unix_ms())};
  std::size_t count = 0;
  for (const LintFinding& finding : lint(contract, std::chrono::floor<std::chrono::days>(now))) {
    if (finding.is_open()) ++count;
  }
  return count;
}

}  // namespace

Findings check_contracts(const ServeSettings& settings, const Clock& clock) {
  Findings findings;
  std::vector<LoadedContract> contracts;
  for (const std::string& path : settings.contracts) {
    auto contract = load_contract(path);
    if (!contract) {
      findings.push_back({"contract", Health::kProblem, contract.error().message,
                          "mend it; docs/contract-format.md says what is expected"});
      continue;
    }
    if (const std::size_t count = open_findings(**contract, clock); count > 0) {
      findings.push_back(
          {"contract", Health::kWarning,
           fmt::format("{}: {} of what could give away a person or is left to say", path, count),
           "see: overt contract check " + path});
    } else {
      findings.push_back({"contract", Health::kOk, fmt::format("{}: {}", path, (*contract)->app)});
    }
    contracts.push_back(*std::move(contract));
  }
  if (contracts.size() != settings.contracts.size()) return findings;
  if (const auto set = ContractSet::make(std::move(contracts)); !set) {
    findings.push_back({"contract", Health::kProblem, set.error().message,
                        "name each tool's contract once, in `contracts`"});
  }
  return findings;
}

Findings check_token(const ServeSettings& settings) {
  const auto token = read_admin_token(settings);
  if (!token) return {{"token", Health::kProblem, token.error().message, "mend it"}};
  if (const Status access = check_admin_access(settings.admin, *token); !access) {
    return {{"token", Health::kProblem, access.error().message, "mend it"}};
  }
  if (token->empty()) {
    return {{"token", Health::kOk, "none; the admin address is this machine's alone"}};
  }
  return {{"token", Health::kOk, "there is one, and it is its owner's alone"}};
}

Findings check_descriptors() {
  constexpr std::size_t kFilesOfStores = 128;
  constexpr std::size_t kNeeded = kIngestConnectionsMax + kAdminConnectionsMax + kFilesOfStores;
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  const std::string seen = fmt::format("{} may be open at once", limit.rlim_cur);
  if (limit.rlim_cur >= kNeeded) return {{"descriptors", Health::kOk, seen}};
  return {{"descriptors", Health::kWarning, fmt::format("{}, and {} may be needed", seen, kNeeded),
           fmt::format("raise it: ulimit -n {0}, or LimitNOFILE={0} in the unit", kNeeded)}};
}

Findings check_clock(const ServeSettings& settings, const Clock& clock) {
  constexpr std::int64_t kBuiltAfterMs = 1'735'689'600'000;  // 2025-01-01
  constexpr std::int64_t kAheadMs = std::int64_t{60} * 60 * 1000;
  const std::int64_t now_ms = clock.unix_ms();
  const std::string mend =
      "set the clock, and keep it right: systemctl enable --now systemd-timesyncd";
  if (now_ms < kBuiltAfterMs) {
    return {{"clock", Health::kProblem, "it shows a time before this program was written", mend}};
  }
  if (const auto newest_ms = newest_file_ms(settings.data); newest_ms > now_ms + kAheadMs) {
    return {{"clock", Health::kProblem,
             fmt::format("files in {} are from {} minutes ahead of it", settings.data,
                         (newest_ms - now_ms) / 60'000),
             mend}};
  }
  timex state{};
  if (::adjtimex(&state) == TIME_ERROR) {
    return {{"clock", Health::kWarning,
             "nothing keeps it right (the kernel knows of no time source)", mend}};
  }
  return {{"clock", Health::kOk, "it is kept right"}};
}

}  // namespace overt::cli

#include "cli/doctor_checks.h"

#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/timex.h>

#include <chrono>

#include "cli/doctor_addresses.h"
#include "cli/serve_options.h"
#include "collector/admin_access.h"
#include "collector/contract_set.h"
#include "collector/descriptors.h"
#include "collector/ingest_keys.h"
#include "collector/limits.h"
#include "collector/tls.h"
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

Findings check_entrance(const ServeSettings& settings) {
  Findings findings;
  const auto files = tls_files(settings);
  if (!files) {
    findings.push_back({"tls", Health::kProblem, files.error().message, "set both or none"});
  } else if (!*files) {
    const bool reachable = !is_loopback(settings.listen);
    findings.push_back(
        {"tls", reachable ? Health::kWarning : Health::kOk, "senders speak plain HTTP",
         reachable ? "set tls_certificates and tls_key, or listen on loopback behind a proxy"
                   : ""});
  } else if (const auto context = TlsContext::load(**files); !context) {
    findings.push_back({"tls", Health::kProblem, context.error().message, "mend it"});
  } else if (context->warnings().empty()) {
    findings.push_back({"tls", Health::kOk, settings.tls_certificates + " is in its time"});
  } else {
    for (const std::string& warning : context->warnings()) {
      findings.push_back({"tls", Health::kWarning, warning, "renew it, then send SIGHUP"});
    }
  }
  if (settings.ingest_keys.empty()) return findings;
  const auto keys = IngestKeys::load(settings.ingest_keys);
  findings.push_back(
      keys ? Finding{"keys", Health::kOk, fmt::format("{} tools have keys", keys->apps().size())}
           : Finding{"keys", Health::kProblem, keys.error().message, "mend it"});
  return findings;
}

Findings check_descriptors(const ServeSettings& settings) {
  const std::size_t usual = settings.tls_key.empty() ? kIngestConnectionsMax : kTlsConnectionsMax;
  const std::size_t wanted =
      settings.connections_max == 0 ? usual : static_cast<std::size_t>(settings.connections_max);
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  // A collector raises its own limit as far as it may.
  const std::size_t possible = connections_for(limit.rlim_max, wanted);
  const std::string seen =
      fmt::format("{} may be open at once: {} connections", limit.rlim_max, possible);
  if (possible == wanted) return {{"descriptors", Health::kOk, seen}};
  const std::size_t needed = wanted + kDescriptorsReserved;
  return {{"descriptors", Health::kWarning, fmt::format("{}, and {} are wanted", seen, wanted),
           fmt::format("raise the limit: ulimit -Hn {0}, or LimitNOFILE={0} in the unit", needed)}};
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

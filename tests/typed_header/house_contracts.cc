// The headers of this house's contracts compile, without a warning, in one program.
#include "git_telemetry.hpp"
#include "werf_telemetry.hpp"

static_assert(git_telemetry::contract_data::kContract.app == "git");
static_assert(static_cast<int>(git_telemetry::Command::kGit) == 0);
static_assert(werf_telemetry::contract_data::kContract.events.size() == 7);
static_assert(werf_telemetry::BuildStarted::ContainerBackend::kBuildah <
              werf_telemetry::BuildStarted::ContainerBackend::kDocker);

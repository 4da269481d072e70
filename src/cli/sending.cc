#include "cli/sending.h"

#include "client/start_sender.h"
#include "sender/endpoint.h"

namespace overt::cli {

Result<std::string> choose_endpoint(const std::optional<std::string>& option,
                                    const Contract& contract, const Environment& environment) {
  if (option) return allowed_endpoint(*option, EndpointSource::kUser);
  const std::string named = user_endpoint(contract, environment);
  if (!named.empty()) return allowed_endpoint(named, EndpointSource::kUser);
  return allowed_endpoint(contract.endpoint, EndpointSource::kContract);
}

TransportOptions transport_options(const std::string& endpoint, const Environment& environment) {
  return trusting(environment, {.endpoint = endpoint, .user_agent = "overt/" OVERT_VERSION});
}

}  // namespace overt::cli

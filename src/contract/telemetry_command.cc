#include "contract/telemetry_command.h"

namespace overt {

std::string telemetry_command(const Contract& contract, std::string_view command,
                              std::string_view more) {
  const bool of_the_tool = !contract.telemetry_command.empty();
  std::string line(of_the_tool ? contract.telemetry_command : "overt");
  line.append(" ").append(command);
  if (!of_the_tool) line.append(" --app ").append(contract.app);
  if (!more.empty()) line.append(" ").append(more);
  return line;
}

}  // namespace overt

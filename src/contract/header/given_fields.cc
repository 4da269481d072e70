#include "contract/header/given_fields.h"

#include <algorithm>
#include <string>

#include "model/event.h"

namespace overt {
namespace {

// What overt fills in by itself, from what it is told when a command begins and ends.
bool is_filled_in(std::string_view event, std::string_view field) {
  if (event == kCommandStarted) return field == field::kCommandOptions;
  if (event == kCommandExited) return field == field::kExitCode || field == field::kDurationMs;
  return false;
}

}  // namespace

bool is_of_a_run(std::string_view event_type) {
  return event_type == kCommandStarted || event_type == kCommandExited;
}

Result<std::vector<std::size_t>> given_fields(const EventSpec& event) {
  std::vector<std::size_t> given;
  for (std::size_t i = 0; i < event.fields.size(); ++i) {
    const FieldSpec& field = event.fields[i];
    if (field.discard || is_filled_in(event.type, field.name)) continue;
    const bool cannot = field.type == FieldType::kOptions || is_of_a_run(event.type);
    if (cannot && field.optional) continue;
    if (cannot) {
      return Error{"event " + std::string(event.type) + ": a tool cannot give the field " +
                   std::string(field.name) + "; make it optional, or put it into another event"};
    }
    given.push_back(i);
  }
  return given;
}

std::string_view root_of(std::span<const std::string_view> commands) {
  const std::string_view root = commands.front().substr(0, commands.front().find(' '));
  const bool of_all = std::ranges::all_of(commands, [root](std::string_view command) {
    return command.substr(0, command.find(' ')) == root;
  });
  return of_all ? root : std::string_view();
}

std::string_view below(std::string_view root, std::string_view command) {
  const bool is_below =
      !root.empty() && command.starts_with(root) && command.substr(root.size()).starts_with(' ');
  return is_below ? command.substr(root.size() + 1) : command;
}

}  // namespace overt

#include "store/row.h"

#include "base/bytes.h"

namespace overt {
namespace {

std::uint64_t project_from_hex(std::string_view project_id) {
  const auto bytes = bytes_from_hex<8>(project_id.substr(0, 16));
  if (!bytes) return 0;
  std::uint64_t project = 0;
  for (const std::uint8_t byte : *bytes) project = project << 8 | byte;
  return project;
}

std::string text_of(const Fields& fields, std::string_view name) {
  const auto* text = find_field<std::string>(fields, name);
  return text == nullptr ? std::string() : *text;
}

std::optional<std::int64_t> number_of(const Fields& fields, std::string_view name) {
  const auto* number = find_field<std::int64_t>(fields, name);
  return number == nullptr ? std::nullopt : std::optional(*number);
}

void add_options(const OptionList& options, Row& row) {
  for (const CommandOption& option : options) {
    row.options.push_back(option.name);
    row.option_as_cli.push_back(option.as_cli);
    row.option_as_env.push_back(option.as_env);
    row.option_counts.push_back(option.count);
  }
}

}  // namespace

Row row_from_event(const std::string& app, std::int64_t received_ms, const Event& event) {
  const bool* ci = find_field<bool>(event.attributes, field::kCi);
  Row row{.app = app,
          .received_ms = received_ms,
          .ts_ms = event.ts_ms,
          .execution_id = event.execution_id,
          .project = project_from_hex(event.project_id),
          .command = event.command,
          .event_type = event.event_type,
          .schema_version = event.schema_version,
          .os = text_of(event.attributes, field::kOs),
          .arch = text_of(event.attributes, field::kArch),
          .version = text_of(event.attributes, field::kVersion),
          .group_channel = text_of(event.attributes, field::kGroupChannel),
          .ci = ci != nullptr && *ci,
          .ci_name = text_of(event.attributes, field::kCiName),
          .exit_code = number_of(event.data, field::kExitCode),
          .duration_ms = number_of(event.data, field::kDurationMs),
          .options = {},
          .option_as_cli = {},
          .option_as_env = {},
          .option_counts = {}};
  if (const auto* options = find_field<OptionList>(event.data, field::kCommandOptions)) {
    add_options(*options, row);
  }
  return row;
}

}  // namespace overt

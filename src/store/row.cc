#include "store/row.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <span>
#include <string_view>

namespace overt {
namespace {

std::string text_of(const Fields& fields, std::string_view name) {
  const auto* text = find_field<std::string>(fields, name);
  return text == nullptr ? std::string() : *text;
}

std::optional<std::int64_t> number_of(const Fields& fields, std::string_view name) {
  const auto* number = find_field<std::int64_t>(fields, name);
  return number == nullptr ? std::nullopt : std::optional(*number);
}

// The fields that a column takes if they have its type.
constexpr std::array kColumnsOfAttributes = {field::kOs, field::kArch,         field::kVersion,
                                             field::kCi, field::kGroupChannel, field::kCiName};
constexpr std::array kColumnsOfData = {field::kExitCode, field::kDurationMs,
                                       field::kCommandOptions};

bool has_column(const Field& field, std::span<const std::string_view> columns) {
  if (std::ranges::find(columns, field.name) == columns.end()) return false;
  if (field.name == field::kCi) return std::holds_alternative<bool>(field.value);
  if (field.name == field::kCommandOptions) return std::holds_alternative<OptionList>(field.value);
  if (field.name == field::kExitCode || field.name == field::kDurationMs) {
    return std::holds_alternative<std::int64_t>(field.value);
  }
  return std::holds_alternative<std::string>(field.value);
}

OtherFields others_of(const Fields& fields, std::span<const std::string_view> columns) {
  OtherFields others;
  for (const Field& field : fields) {
    if (has_column(field, columns)) continue;
    if (const auto* flag = std::get_if<bool>(&field.value)) {
      others.flags.emplace_back(field.name, *flag);
    } else if (const auto* number = std::get_if<std::int64_t>(&field.value)) {
      others.numbers.emplace_back(field.name, *number);
    } else if (const auto* text = std::get_if<std::string>(&field.value)) {
      others.texts.emplace_back(field.name, *text);
    } else if (const auto* options = std::get_if<OptionList>(&field.value)) {
      for (const CommandOption& option : *options)
        others.texts.emplace_back(field.name, option.name);
    }
  }
  return others;
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

std::uint64_t number_of_id(std::string_view id) {
  constexpr std::size_t kDigitsMin = kIdBits / 4;
  constexpr std::size_t kDigitsMax = 16;
  if (id.size() < kDigitsMin) return 0;
  const std::string_view first = id.substr(0, kDigitsMax);
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(first.data(), first.data() + first.size(), number, 16);
  return error == std::errc() && end == first.data() + first.size() ? number & kIdMask : 0;
}

Row row_from_event(const std::string& app, std::int64_t received_ms, const Event& event) {
  const bool* ci = find_field<bool>(event.attributes, field::kCi);
  Row row{.app = app,
          .received_ms = received_ms,
          .ts_ms = event.ts_ms,
          .execution_id = event.execution_id,
          .project = number_of_id(event.project_id),
          .user = number_of_id(event.user_id),
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
          .option_counts = {},
          .attributes = others_of(event.attributes, kColumnsOfAttributes),
          .data = others_of(event.data, kColumnsOfData)};
  if (const auto* options = find_field<OptionList>(event.data, field::kCommandOptions)) {
    add_options(*options, row);
  }
  return row;
}

}  // namespace overt

#include "simulate/make_event.h"

#include <algorithm>

namespace overt::simulate {
namespace {

Uuid execution_id_of(std::uint64_t seed, std::uint64_t run) {
  auto generator = Generator::of(seed, Purpose::kExecutionId, run);
  Uuid uuid;
  for (std::size_t i = 0; i < uuid.bytes.size(); i += 8) {
    std::uint64_t bits = generator.next();
    for (std::size_t j = 0; j < 8; ++j, bits >>= 8) {
      uuid.bytes[i + j] = static_cast<std::uint8_t>(bits & 0xFF);
    }
  }
  // RFC 9562, section 5.4: the version and the variant.
  uuid.bytes[6] = static_cast<std::uint8_t>((uuid.bytes[6] & 0x0F) | 0x40);
  uuid.bytes[8] = static_cast<std::uint8_t>((uuid.bytes[8] & 0x3F) | 0x80);
  return uuid;
}

bool has_field(std::span<const FieldSpec> specs, std::string_view name, int schema_version) {
  const auto spec = std::ranges::find(specs, name, &FieldSpec::name);
  return spec != specs.end() && spec->since_schema <= schema_version;
}

void add(Fields& fields, std::string_view name, Value value) {
  fields.push_back({.name = std::string(name), .value = std::move(value)});
}

}  // namespace

EventMaker::EventMaker(const Model& model, const Contract& contract, std::uint64_t seed)
    : model_(model),
      seed_(seed),
      schema_version_(contract.schema_versions.back()),
      has_project_id_(contract.project_id.has_value()),
      has_ci_(has_field(contract.attributes, field::kCi, schema_version_)),
      has_ci_name_(has_field(contract.attributes, field::kCiName, schema_version_)),
      has_extra_(has_field(contract.attributes, field::kExtra, schema_version_)),
      has_group_channel_(has_field(contract.attributes, field::kGroupChannel, schema_version_)) {
  const auto started = std::ranges::find(contract.events, kCommandStarted, &EventSpec::type);
  has_options_ = started != contract.events.end() &&
                 has_field(started->fields, field::kCommandOptions, schema_version_);
}

void EventMaker::make(const Run& run, const Project& project, bool is_start, Event& event) const {
  event.ts_ms = run.started_ms + (is_start ? 0 : run.duration_ms);
  event.execution_id = execution_id_of(seed_, run.number);
  event.project_id.clear();
  if (run.has_project && has_project_id_) event.project_id = project.id;
  event.command = model_.commands[run.command].name;
  write_attributes(run, project, event.attributes);
  event.event_type = is_start ? kCommandStarted : kCommandExited;
  event.data.clear();
  event.schema_version = schema_version_;
  if (is_start) {
    write_options(run, event.data);
  } else {
    add(event.data, field::kExitCode, std::int64_t{run.exit_code});
    add(event.data, field::kDurationMs, run.duration_ms);
  }
}

// Sorted by name, as the client has them.
void EventMaker::write_attributes(const Run& run, const Project& project, Fields& fields) const {
  const PlatformModel& platform =
      (run.ci ? model_.ci_platforms : model_.local_platforms)[run.platform];
  const std::string& ci_system = model_.ci_systems[run.ci_system].name;
  const std::string& channel = model_.channels[project.channel].name;
  fields.clear();
  add(fields, field::kArch, platform.arch);
  if (run.ci && has_ci_) add(fields, field::kCi, true);
  if (run.ci && has_ci_name_ && !ci_system.empty()) add(fields, field::kCiName, ci_system);
  if (has_extra_) add(fields, field::kExtra, StringMap());
  if (has_group_channel_ && !channel.empty()) add(fields, field::kGroupChannel, channel);
  add(fields, field::kOs, platform.os);
  add(fields, field::kVersion, model_.releases[run.release].version);
}

void EventMaker::write_options(const Run& run, Fields& fields) const {
  if (!has_options_) return;
  const auto& options = model_.commands[run.command].options;
  OptionList used;
  for (std::size_t i = 0; i < options.size(); ++i) {
    if ((run.options >> i & 1) == 0) continue;
    const bool in_environment = (run.options_in_environment >> i & 1) != 0;
    used.push_back({.name = options[i].name,
                    .as_cli = !in_environment,
                    .as_env = in_environment,
                    .count = in_environment ? 0 : 1});
  }
  add(fields, field::kCommandOptions, std::move(used));
}

}  // namespace overt::simulate

// include/overt/overt.h, made of RecordedRun: names and values as C gives them become an event's,
// and nothing that goes wrong gets out.
#include <algorithm>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/environment.h"
#include "client/errno_kept.h"
#include "client/option_uses.h"
#include "client/recorded_run.h"
#include "contract/compiled.h"
#include "overt/overt.h"

struct overt_run {
  // `recorded` is not null.
  overt_run(std::string bytes_, std::shared_ptr<const overt::Contract> contract_,
            std::unique_ptr<overt::RecordedRun> recorded_)
      : bytes(std::move(bytes_)),
        contract(std::move(contract_)),
        recorded(std::move(recorded_)),
        uses(*contract) {}

  std::string bytes;  // the compiled contract, to which `contract` has views
  std::shared_ptr<const overt::Contract> contract;
  std::unique_ptr<overt::RecordedRun> recorded;  // nullptr once nothing more is to be recorded
  overt::OptionUses uses;
  bool has_started = false;
};

namespace overt {
namespace {

// Does `work` for a run that records. Out of memory, the tool goes on, and nothing more is
// recorded.
template <typename Work>
void harmlessly(overt_run* run, Work work) noexcept {
  if (run == nullptr || !run->recorded) return;
  const ErrnoKept kept;
  try {
    work(*run);
  } catch (...) {
    run->recorded.reset();
  }
}

// Whether whoever called was compiled with this member of its options.
bool has_program(const overt_options& options) {
  return options.struct_size >=
         offsetof(overt_options, overt_program) + sizeof options.overt_program;
}

RunOptions run_options(const char* tool_version, const overt_options* options) {
  const std::string_view version = tool_version == nullptr ? "" : tool_version;
  const char* program = nullptr;
  if (options != nullptr && has_program(*options)) program = options->overt_program;
  return {.tool_version = kVersionPattern.matches(version) ? std::string(version) : "unknown",
          .overt = program == nullptr ? OVERT_INSTALLED_PROGRAM : program};
}

std::unique_ptr<overt_run> open_run(std::string_view contract_bytes, RunOptions options) {
  std::string bytes(contract_bytes);
  // Short strings move with their bytes; a compiled contract is longer than that.
  auto contract = read_compiled(bytes);
  if (!contract) return nullptr;
  auto recorded = RecordedRun::open(**contract, std::move(options), Environment::of_this_process());
  if (!recorded) return nullptr;
  return std::make_unique<overt_run>(std::move(bytes), *std::move(contract), std::move(recorded));
}

// The words of `command` that the contract names, from the first on; empty if that is a command to
// ignore or none. A pattern of the contract for commands to come makes none: it is for the wire.
std::string_view recorded_command(const Contract& contract, std::string_view command) {
  while (true) {
    if (std::ranges::binary_search(contract.ignored_commands, command)) return {};
    if (std::ranges::binary_search(contract.commands, command)) return command;
    const auto space = command.rfind(' ');
    if (space == std::string_view::npos) return {};
    command = command.substr(0, space);
  }
}

void start(overt_run& run, std::string_view command, const overt_option_use* uses,
           std::size_t use_count) {
  if (std::exchange(run.has_started, true)) return;
  const std::string_view recorded = recorded_command(*run.contract, command);
  if (recorded.empty()) {
    run.recorded.reset();
    return;
  }
  for (std::size_t i = 0; uses != nullptr && i < use_count; ++i) {
    const overt_option_use& use = uses[i];
    if (use.name == nullptr) continue;
    run.uses.add({.name = use.name,
                  .as_cli = use.as_cli != 0,
                  .as_env = use.as_env != 0,
                  .count = use.count});
  }
  run.recorded->begin(std::string(recorded), run.uses.list());
  run.recorded->record_started();
}

bool is_absent(const overt_value& value) {
  return value.type == OVERT_ABSENT || (value.type == OVERT_TEXT && value.as.text == nullptr);
}

std::optional<Value> value_of(const overt_value& value) {
  switch (value.type) {
    case OVERT_BOOLEAN:
      return value.as.boolean != 0;
    case OVERT_INTEGER:
      return value.as.integer;
    case OVERT_TEXT:
      return std::string(value.as.text);
    default:
      return std::nullopt;
  }
}

// Nothing if one of them cannot be understood: an event is recorded whole or not.
std::optional<Fields> fields_of(const overt_field* given, std::size_t count) {
  Fields fields;
  if (given == nullptr) return fields;
  if (count > kFieldsMax) return std::nullopt;
  for (std::size_t i = 0; i < count; ++i) {
    const overt_field& field = given[i];
    if (is_absent(field.value)) continue;
    std::optional<Value> value = value_of(field.value);
    if (field.name == nullptr || !value) return std::nullopt;
    fields.push_back({field.name, *std::move(value)});
  }
  return fields;
}

}  // namespace
}  // namespace overt

uint32_t overt_abi_version() noexcept { return OVERT_ABI_VERSION; }

overt_run* overt_open(const void* contract, size_t contract_bytes, const char* tool_version,
                      const overt_options* options) noexcept {
  if (contract == nullptr) return nullptr;
  const overt::ErrnoKept kept;
  try {
    return overt::open_run({static_cast<const char*>(contract), contract_bytes},
                           overt::run_options(tool_version, options))
        .release();
  } catch (...) {
    return nullptr;
  }
}

int overt_option_given(overt_run* run, const char* spelling) noexcept {
  bool is_known = false;
  if (spelling == nullptr) return 0;
  overt::harmlessly(run, [&](overt_run& known) { is_known = known.uses.give(spelling); });
  return is_known ? 1 : 0;
}

void overt_options_from_environment(overt_run* run) noexcept {
  overt::harmlessly(run,
                    [](overt_run& known) { known.uses.take_from(known.recorded->environment()); });
}

void overt_command_started(overt_run* run, const char* command, const overt_option_use* uses,
                           size_t use_count) noexcept {
  if (command == nullptr) return;
  overt::harmlessly(run, [&](overt_run& known) { overt::start(known, command, uses, use_count); });
}

void overt_event(overt_run* run, const char* type, const overt_field* fields,
                 size_t field_count) noexcept {
  if (type == nullptr) return;
  overt::harmlessly(run, [&](overt_run& known) {
    const std::string_view name = type;
    // overt's own, of which it knows what is true.
    if (name == overt::kCommandStarted || name == overt::kCommandExited) return;
    std::optional<overt::Fields> given = overt::fields_of(fields, field_count);
    if (given) known.recorded->record(name, *std::move(given));
  });
}

void overt_command_exited(overt_run* run, int exit_code) noexcept {
  // POSIX: what others see of it.
  overt::harmlessly(run, [&](overt_run& known) { known.recorded->exit(exit_code & 0xFF); });
}

void overt_close(overt_run* run) noexcept {
  const overt::ErrnoKept kept;
  delete run;
}

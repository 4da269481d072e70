// Whatever bytes are read as a contract, the outcome is a contract that keeps the format's limits
// or a list of problems.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "contract/gate.h"
#include "contract/load.h"
#include "model/page_examples.h"

namespace overt {
namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

void check_field(const FieldSpec& field) {
  require(field.values.size() <= kEnumValuesMax);
  require(std::ranges::is_sorted(field.values));
  require(field.min <= field.max);
  require((field.type == FieldType::kPattern) == (field.pattern != nullptr));
  if (field.pattern != nullptr) require(field.pattern->problem().empty());
  require(!field.why.en.empty());
}

void check_fields(std::span<const FieldSpec> fields) {
  require(fields.size() <= kFieldsMax);
  for (const FieldSpec& field : fields) check_field(field);
}

void check_contract(const Contract& contract) {
  require(!contract.commands.empty() && contract.commands.size() <= kCommandsMax);
  require(std::ranges::is_sorted(contract.commands));
  require(contract.ignored_commands.size() <= kCommandsMax);
  require(std::ranges::is_sorted(contract.ignored_commands));
  require(!contract.schema_versions.empty() && std::ranges::is_sorted(contract.schema_versions));
  require(contract.options.size() <= kOptionsMax);
  require(std::ranges::is_sorted(contract.options, {}, &OptionSpec::name));
  require(std::ranges::adjacent_find(contract.options, {}, &OptionSpec::name) ==
          contract.options.end());
  require(std::ranges::is_sorted(contract.attributes, {}, &FieldSpec::name));
  check_fields(contract.attributes);
  require(!contract.events.empty() && contract.events.size() <= kEventTypesMax);
  for (const EventSpec& event : contract.events) check_fields(event.fields);
  for (const auto& field : {contract.commands_to_come, contract.project_id, contract.user_id}) {
    if (field) check_field(*field);
  }
}

}  // namespace
}  // namespace overt

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const overt::ContractReading reading =
      overt::read_contract({reinterpret_cast<const char*>(data), size});
  overt::require(reading.problems.empty() == (reading.contract != nullptr));
  if (!reading.contract) return 0;
  overt::check_contract(*reading.contract);
  for (overt::Event event : {overt::testing::page_started(), overt::testing::page_exited(),
                             overt::testing::schema_2_event()}) {
    if (!overt::check(*reading.contract, event))
      overt::discard(*reading.contract, event, event.ts_ms);
  }
  return 0;
}

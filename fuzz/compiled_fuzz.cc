// Whatever bytes are opened as a compiled contract, the outcome is an error or a contract that
// compiles to the same bytes, and that the gate can work with.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "contract/compiled.h"
#include "contract/compiled/write_compiled.h"
#include "contract/compiled_format.h"
#include "contract/gate.h"

namespace {

void append_number(std::string& bytes, std::uint64_t number, int count) {
  for (int i = 0; i < count; ++i, number >>= 8) bytes += static_cast<char>(number & 0xFF);
}

// A header that fits `payload`, so that the fuzzer need not find a checksum.
std::string with_header(std::string_view payload) {
  std::string bytes(overt::kCompiledMagic);
  append_number(bytes, overt::kCompiledVersion, 4);
  append_number(bytes, payload.size(), 4);
  append_number(bytes, overt::compiled_checksum(payload), 8);
  return bytes.append(payload);
}

// An event that asks for every list that is searched.
void ask_gate(const overt::Contract& contract) {
  overt::Event event{.command = std::string(contract.commands.front()),
                     .schema_version = contract.schema_versions.back()};
  for (const overt::FieldSpec& spec : contract.attributes) {
    event.attributes.push_back({std::string(spec.name), std::string("1.2")});
  }
  for (const overt::EventSpec& spec : contract.events) {
    event.event_type = spec.type;
    event.data = {{"commandOptions", overt::OptionList{{.name = "verbose"}}}};
    if (!overt::check(contract, event)) overt::discard(contract, event, 0);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  static_cast<void>(overt::read_compiled(input).ok());
  const std::string bytes = with_header(input);
  const auto contract = overt::read_compiled(bytes);
  if (!contract) return 0;
  if (overt::write_compiled(**contract) != bytes) std::abort();
  ask_gate(**contract);
  return 0;
}

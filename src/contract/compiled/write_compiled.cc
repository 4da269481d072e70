#include "contract/compiled/write_compiled.h"

#include <span>
#include <string_view>

#include "contract/compiled_format.h"

namespace overt {
namespace {

class Writer {
 public:
  void u8(std::size_t number) { little_endian_bytes(number, 1); }
  void u32(std::size_t number) { little_endian_bytes(number, 4); }
  void u64(std::uint64_t number) { little_endian_bytes(number, 8); }
  void i64(std::int64_t number) { u64(static_cast<std::uint64_t>(number)); }

  void text(std::string_view text) {
    u32(text.size());
    bytes_ += text;
  }

  template <typename Item, typename Write>
  void list(std::span<const Item> items, Write write) {
    u32(items.size());
    for (const Item& item : items) write(item);
  }

  void texts(std::span<const std::string_view> words) {
    list(words, [this](std::string_view word) { text(word); });
  }

  std::string take() && { return std::move(bytes_); }

 private:
  void little_endian_bytes(std::uint64_t number, int count) {
    for (int i = 0; i < count; ++i, number >>= 8) bytes_ += static_cast<char>(number & 0xFF);
  }

  std::string bytes_;
};

void write_values(Writer& out, const FieldSpec& field) {
  if (field.type == FieldType::kInteger) {
    out.i64(field.min);
    out.i64(field.max);
  } else if (field.type == FieldType::kEnum) {
    out.texts(field.values);
  } else if (field.type == FieldType::kPattern) {
    out.text(field.pattern->text());
    out.u32(field.pattern->characters_max());
  }
}

void write_field(Writer& out, const FieldSpec& field) {
  const bool expires = field.expires != kNever;
  out.text(field.name);
  out.u8(static_cast<std::size_t>(field.type));
  out.u8((field.optional ? kFieldOptional : 0U) | (field.discard ? kFieldDiscard : 0U) |
         (expires ? kFieldExpires : 0U));
  out.u8(static_cast<std::size_t>(field.since_schema));
  out.text(field.env);
  write_values(out, field);
  if (expires) out.u32(static_cast<std::uint32_t>(field.expires.time_since_epoch().count()));
}

void write_fields(Writer& out, std::span<const FieldSpec> fields) {
  out.list(fields, [&out](const FieldSpec& field) { write_field(out, field); });
}

void write_known_field(Writer& out, const std::optional<FieldSpec>& field) {
  out.u8(field ? 1 : 0);
  if (field) write_field(out, *field);
}

void write_option(Writer& out, const OptionSpec& option) {
  out.text(option.name);
  out.text(option.spellings.text());
  out.u8(option.takes_value ? 1 : 0);
  out.text(option.env);
}

void write_event(Writer& out, const EventSpec& event) {
  out.text(event.type);
  out.u8(static_cast<std::size_t>(event.since_schema));
  write_fields(out, event.fields);
}

std::string payload_of(const Contract& contract) {
  Writer out;
  out.text(contract.app);
  out.text(contract.env_prefix);
  out.text(contract.endpoint);
  out.text(contract.span_name);
  out.list(contract.schema_versions,
           [&out](int version) { out.u8(static_cast<std::size_t>(version)); });
  out.u8(static_cast<std::size_t>(contract.consent_default));
  out.u8(contract.consent_in_ci ? static_cast<std::size_t>(*contract.consent_in_ci) : kNoConsent);
  out.i64(contract.ci_wait_ms);
  out.text(contract.telemetry_command);
  out.texts(contract.commands);
  out.texts(contract.ignored_commands);
  write_known_field(out, contract.commands_to_come);
  write_known_field(out, contract.project_id);
  write_known_field(out, contract.user_id);
  out.u32(contract.options.size());
  for (const OptionSpec& option : contract.options) write_option(out, option);
  write_fields(out, contract.attributes);
  out.list(contract.events, [&out](const EventSpec& event) { write_event(out, event); });
  out.text(contract.text);
  return std::move(out).take();
}

}  // namespace

std::string write_compiled(const Contract& contract) {
  const std::string payload = payload_of(contract);
  Writer header;
  header.u32(kCompiledVersion);
  header.u32(payload.size());
  header.u64(compiled_checksum(payload));
  return std::string(kCompiledMagic) + std::move(header).take() + payload;
}

}  // namespace overt

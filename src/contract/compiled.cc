#include "contract/compiled.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <string>
#include <utility>

#include "contract/compiled_format.h"
#include "contract/storage.h"
#include "model/limits.h"

namespace overt {
namespace {

// Takes values from the front of a payload. After the first that is not right it gives zeros and
// nothing, and every list ends.
class Reader {
 public:
  Reader(std::string_view bytes, Storage& storage) : rest_(bytes), storage_(storage) {}

  bool ok() const { return ok_; }
  bool at_end() const { return rest_.empty(); }

  void require(bool holds) { ok_ = ok_ && holds; }

  int u8() { return static_cast<int>(number(1)); }
  std::size_t u32() { return number(4); }
  std::int64_t i64() { return static_cast<std::int64_t>(number(8)); }
  bool flag() { return enumerator(1) == 1; }

  // From 0 to `max`.
  int enumerator(int max) {
    const int value = u8();
    require(value <= max);
    return ok_ ? value : 0;
  }

  std::string_view text() { return take(u32()); }

  template <typename Item, typename Read>
  std::span<const Item> list(std::size_t count_max, Read read) {
    const std::size_t count = u32();
    // Each takes a byte at least, so a lie about their number costs little memory.
    require(count <= count_max && count <= rest_.size());
    if (!ok_) return {};
    const std::span<Item> items = storage_.make_list<Item>(count);
    for (Item& item : items) {
      item = read();
      if (!ok_) return {};
    }
    return items;
  }

  std::span<const std::string_view> texts(std::size_t count_max) {
    return list<std::string_view>(count_max, [this] { return text(); });
  }

  Storage& storage() { return storage_; }

 private:
  std::string_view take(std::size_t count) {
    require(count <= rest_.size());
    if (!ok_) return {};
    const std::string_view taken = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return taken;
  }

  std::uint64_t number(std::size_t bytes) { return little_endian(take(bytes)); }

  std::string_view rest_;
  Storage& storage_;
  bool ok_ = true;
};

// It names a folder.
bool is_app(std::string_view text) {
  return !text.empty() && text.front() != '-' && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

template <typename Item, typename Projection = std::identity>
bool ascends(std::span<const Item> items, Projection projection = {}) {
  return std::ranges::adjacent_find(items, std::greater_equal<>(), projection) == items.end();
}

int read_since_schema(Reader& in) {
  const int version = in.u8();
  in.require(version >= kSchemaVersionMin && version <= kSchemaVersionMax);
  return version;
}

const Pattern* read_pattern(Reader& in) {
  const std::string_view text = in.text();
  const std::size_t characters_max = in.u32();
  in.require(characters_max <= static_cast<std::size_t>(kPatternCharactersMax));
  if (!in.ok()) return nullptr;
  const auto* const pattern = in.storage().make<Pattern>(text, characters_max);
  in.require(pattern->problem().empty());
  return pattern;
}

void read_values(Reader& in, FieldSpec& field) {
  if (field.type == FieldType::kInteger) {
    field.min = in.i64();
    field.max = in.i64();
    in.require(field.min <= field.max);
  } else if (field.type == FieldType::kEnum) {
    field.values = in.texts(kEnumValuesMax);
    in.require(ascends(field.values));
  } else if (field.type == FieldType::kPattern) {
    field.pattern = read_pattern(in);
  }
}

FieldSpec read_field(Reader& in) {
  FieldSpec field;
  field.name = in.text();
  field.type = static_cast<FieldType>(in.enumerator(static_cast<int>(FieldType::kText)));
  const int flags = in.enumerator(kFieldOptional | kFieldDiscard | kFieldExpires);
  field.optional = (flags & kFieldOptional) != 0;
  field.discard = (flags & kFieldDiscard) != 0;
  field.since_schema = read_since_schema(in);
  field.env = in.text();
  read_values(in, field);
  const bool is_closed = field.type != FieldType::kMap && field.type != FieldType::kText;
  in.require(is_closed || field.discard);
  if ((flags & kFieldExpires) != 0) {
    const auto days = static_cast<std::int32_t>(static_cast<std::uint32_t>(in.u32()));
    field.expires = std::chrono::sys_days(std::chrono::days(days));
  }
  return field;
}

std::span<const FieldSpec> read_fields(Reader& in) {
  return in.list<FieldSpec>(kFieldsMax, [&in] { return read_field(in); });
}

std::optional<FieldSpec> read_known_field(Reader& in, FieldType type) {
  if (!in.flag()) return std::nullopt;
  FieldSpec field = read_field(in);
  in.require(field.type == type);
  return field;
}

// Its texts stay where they are, in `payload`.
Options::Entry read_option(Reader& in, std::string_view payload) {
  Options::Entry entry;
  const auto read_text = [&](std::uint32_t& at, std::uint16_t& size) {
    const std::string_view text = in.text();
    in.require(text.size() <= std::numeric_limits<std::uint16_t>::max());
    if (text.empty() || !in.ok()) return;
    at = static_cast<std::uint32_t>(text.data() - payload.data());
    size = static_cast<std::uint16_t>(text.size());
  };
  read_text(entry.name_at, entry.name_size);
  read_text(entry.spellings_at, entry.spellings_size);
  entry.takes_value = in.flag();
  read_text(entry.env_at, entry.env_size);
  return entry;
}

Options read_options(Reader& in, std::string_view payload) {
  const Options options(
      in.list<Options::Entry>(kOptionsMax, [&] { return read_option(in, payload); }), payload);
  in.require(std::ranges::adjacent_find(options, std::greater_equal<>(), &OptionSpec::name) ==
             options.end());
  return options;
}

EventSpec read_event(Reader& in) {
  EventSpec event;
  event.type = in.text();
  event.since_schema = read_since_schema(in);
  event.fields = read_fields(in);
  return event;
}

ConsentDefault read_consent(Reader& in) {
  return static_cast<ConsentDefault>(in.enumerator(static_cast<int>(ConsentDefault::kLocal)));
}

void read_identity(Reader& in, Contract& contract) {
  contract.app = in.text();
  in.require(is_app(contract.app));
  contract.env_prefix = in.text();
  contract.endpoint = in.text();
  contract.span_name = in.text();
  contract.schema_versions =
      in.list<int>(kSchemaVersionMax, [&in] { return read_since_schema(in); });
  in.require(!contract.schema_versions.empty() && ascends(contract.schema_versions));
}

void read_how_it_works(Reader& in, Contract& contract) {
  contract.consent_default = read_consent(in);
  const int in_ci = in.u8();
  in.require(in_ci <= static_cast<int>(ConsentDefault::kLocal) || in_ci == kNoConsent);
  if (in_ci != kNoConsent) contract.consent_in_ci = static_cast<ConsentDefault>(in_ci);
  contract.ci_wait_ms = in.i64();
  in.require(contract.ci_wait_ms >= 0 && contract.ci_wait_ms <= kCiWaitMsMax);
  contract.telemetry_command = in.text();
}

void read_collected(Reader& in, std::string_view payload, Contract& contract) {
  contract.commands = in.texts(kCommandsMax);
  in.require(!contract.commands.empty() && ascends(contract.commands));
  contract.ignored_commands = in.texts(kCommandsMax);
  in.require(ascends(contract.ignored_commands));
  contract.commands_to_come = read_known_field(in, FieldType::kPattern);
  contract.project_id = read_known_field(in, FieldType::kSha256);
  contract.user_id = read_known_field(in, FieldType::kSha256);
  contract.options = read_options(in, payload);
  contract.attributes = read_fields(in);
  in.require(ascends(contract.attributes, &FieldSpec::name));
  contract.events = in.list<EventSpec>(kEventTypesMax, [&in] { return read_event(in); });
  contract.text = in.text();
}

// The payload, if the header is right and it is the whole rest.
Result<std::string_view> payload_of(std::string_view bytes) {
  if (!bytes.starts_with(kCompiledMagic) || bytes.size() < kCompiledHeaderBytes) {
    return Error{"is no compiled contract; make one with `overt contract compile`"};
  }
  const std::string_view header = bytes.substr(kCompiledMagic.size());
  if (const auto version = little_endian(header.substr(0, 4)); version != kCompiledVersion) {
    return Error{"is a compiled contract of version " + std::to_string(version) +
                 ", and this overt reads version " + std::to_string(kCompiledVersion)};
  }
  const std::string_view payload = bytes.substr(kCompiledHeaderBytes);
  const bool is_whole = little_endian(header.substr(4, 4)) == payload.size();
  if (!is_whole || payload.size() > kCompiledPayloadBytesMax) {
    return Error{"is a compiled contract that is not whole"};
  }
  if (little_endian(header.substr(8, 8)) != compiled_checksum(payload)) {
    return Error{"is a compiled contract whose bytes were changed"};
  }
  return payload;
}

// A contract beside the memory that its views lead to.
struct Kept {
  Storage storage;
  Contract contract;
};

}  // namespace

Result<std::shared_ptr<const Contract>> read_compiled(std::string_view bytes) {
  const Result<std::string_view> payload = payload_of(bytes);
  if (!payload) return payload.error();
  const auto kept = std::make_shared<Kept>();
  Reader in(*payload, kept->storage);
  read_identity(in, kept->contract);
  read_how_it_works(in, kept->contract);
  read_collected(in, *payload, kept->contract);
  if (!in.ok() || !in.at_end()) return Error{"is a compiled contract that breaks the format"};
  return std::shared_ptr<const Contract>(kept, &kept->contract);
}

}  // namespace overt

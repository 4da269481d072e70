#include "client/attributes.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <utility>

#include "client/ci.h"
#include "contract/gate.h"

namespace overt {
namespace {

#if defined(__x86_64__)
constexpr std::string_view kArch = "amd64";
#elif defined(__aarch64__)
constexpr std::string_view kArch = "arm64";
#elif defined(__i386__)
constexpr std::string_view kArch = "386";
#elif defined(__arm__)
constexpr std::string_view kArch = "arm";
#elif defined(__riscv) && __riscv_xlen == 64
constexpr std::string_view kArch = "riscv64";
#elif defined(__powerpc64__) && defined(__LITTLE_ENDIAN__)
constexpr std::string_view kArch = "ppc64le";
#elif defined(__s390x__)
constexpr std::string_view kArch = "s390x";
#elif defined(__loongarch64)
constexpr std::string_view kArch = "loong64";
#else
#error "name this processor as Go does"
#endif

#if defined(__linux__)
constexpr std::string_view kOs = "linux";
#elif defined(__APPLE__)
constexpr std::string_view kOs = "darwin";
#elif defined(__FreeBSD__)
constexpr std::string_view kOs = "freebsd";
#elif defined(__NetBSD__)
constexpr std::string_view kOs = "netbsd";
#elif defined(__OpenBSD__)
constexpr std::string_view kOs = "openbsd";
#else
#error "name this system as Go does"
#endif

std::optional<Value> text(std::string_view value) { return Value(std::string(value)); }

std::optional<Value> text_unless_empty(std::string_view value) {
  return value.empty() ? std::nullopt : text(value);
}

// The value that a variable holds for a field of this type; nothing if it holds none.
std::optional<Value> read_variable(FieldType type, std::string_view word) {
  switch (type) {
    case FieldType::kBoolean: {
      const std::optional<bool> truth = read_boolean(word);
      return truth ? std::optional<Value>(*truth) : std::nullopt;
    }
    case FieldType::kInteger:
    case FieldType::kDurationMs:
    case FieldType::kExitCode: {
      std::int64_t number = 0;
      const auto [end, error] = std::from_chars(word.begin(), word.end(), number);
      return error == std::errc{} && end == word.end() ? std::optional<Value>(number)
                                                       : std::nullopt;
    }
    case FieldType::kEnum:
    case FieldType::kVersion:
    case FieldType::kUuid:
    case FieldType::kSha256:
    case FieldType::kPattern:
      return text(word);
    case FieldType::kOptions:
    case FieldType::kMap:
    case FieldType::kText:
      return std::nullopt;
  }
  return std::nullopt;
}

std::optional<Value> value_of(const FieldSpec& spec, const Environment& environment,
                              std::string_view version) {
  // Nothing of a discarded field is recorded, but schema 2 wants this one to be there.
  if (spec.name == field::kExtra) return Value(StringMap{});
  if (spec.discard) return std::nullopt;
  if (!spec.env.empty()) {
    const auto word = environment.get(spec.env);
    return word ? read_variable(spec.type, *word) : std::nullopt;
  }
  if (spec.name == field::kArch) return text(kArch);
  if (spec.name == field::kOs) return text(kOs);
  if (spec.name == field::kVersion) return text(version);
  if (spec.name == field::kCiName) return text_unless_empty(ci_name(environment));
  // werf.md, "Environment": true or absent, whatever a system's own variable says.
  if (spec.name == field::kCi && read_boolean(environment.get("CI").value_or("")) == true) {
    return Value(true);
  }
  return std::nullopt;
}

}  // namespace

Fields environment_attributes(const Contract& contract, const Environment& environment,
                              std::string_view version, int schema_version) {
  Fields attributes;
  for (const FieldSpec& spec : contract.attributes) {
    if (spec.since_schema > schema_version) continue;
    std::optional<Value> value = value_of(spec, environment, version);
    if (!value || !fits(contract, spec, *value)) continue;
    attributes.push_back({.name = std::string(spec.name), .value = *std::move(value)});
  }
  std::ranges::sort(attributes, {}, &Field::name);
  return attributes;
}

}  // namespace overt

// Records the runs of a command-line tool. A tool does not use these names itself: it includes the
// header that `overt contract header` makes of its contract, whose class Telemetry has a function for
// each event and a type for each field. Whatever is not in the contract does not compile there.
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <variant>

#include "overt/contract.hpp"

namespace overt {

// A whole number that has to be given. No truth value and no character becomes one.
class Whole {
 public:
  template <std::integral T>
    requires(!std::same_as<T, bool> && !std::same_as<T, char> && !std::same_as<T, char8_t> &&
             !std::same_as<T, char16_t> && !std::same_as<T, char32_t> && !std::same_as<T, wchar_t>)
  constexpr Whole(T value) : value_(static_cast<std::int64_t>(value)) {}

  constexpr std::int64_t value() const { return value_; }

 private:
  std::int64_t value_;
};

// `true` or `false`, which has to be given. No pointer and no number becomes one.
class Truth {
 public:
  template <std::same_as<bool> T>
  constexpr Truth(T value) : value_(value) {}

  constexpr bool value() const { return value_; }

 private:
  bool value_;
};

// A value that has to be given, of exactly that type.
template <typename T>
class Required {
 public:
  constexpr Required(T value) : value_(value) {}

  constexpr const T& value() const { return value_; }

 private:
  T value_;
};

// A text that a pattern of the contract has let through. The one way to make one is from().
template <const Pattern& kPattern>
class ClosedText {
 public:
  // Nothing if the pattern does not match all of `text`.
  static constexpr std::optional<ClosedText> from(std::string_view text) {
    if (text.size() > kPatternCharactersMax || !kPattern.matches(text)) return std::nullopt;
    return ClosedText(text);
  }

  constexpr std::string_view text() const { return {characters_.data(), size_}; }

 private:
  constexpr explicit ClosedText(std::string_view text) : size_(text.size()) {
    std::ranges::copy(text, characters_.begin());
  }

  std::array<char, static_cast<std::size_t>(kPatternCharactersMax)> characters_{};
  std::size_t size_;
};

// The tool's own version, known when the tool is compiled.
class ToolVersion {
 public:
  // Does not compile unless `text` is a version: digits first, or "dev".
  consteval ToolVersion(const char* text) : text_(text) {
    if (!kVersionPattern.matches(text_)) throw "a version begins with a digit, or is \"dev\"";
  }

  constexpr std::string_view text() const { return text_; }

 private:
  std::string_view text_;
};

// How an option of the contract was used; by its place among the contract's options. All zero says
// that it was used, and no more.
struct OptionUse {
  std::size_t option = 0;
  bool as_cli = false;     // given on the command line
  bool as_env = false;     // given by an environment variable
  std::int64_t count = 0;  // how often it was given on the command line
};

// One of an enum's values, by its place among them.
struct EnumValue {
  std::size_t index = 0;
};

// What a field of an event holds; by its place among the event's fields.
struct FieldValue {
  std::size_t field = 0;
  std::variant<bool, std::int64_t, EnumValue, std::string_view> value;
};

// One run of a tool. Whatever happens, it is silent and harmless: it throws nothing, prints nothing
// and waits for nobody; what it cannot record, or may not, is not recorded.
// Threads: one.
class Recorder {
 public:
  // Looks whether the run may be recorded. `contract` must outlive it.
  Recorder(const Contract& contract, ToolVersion version) noexcept;
  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;
  ~Recorder();

  // The run of a command begins, by its place among the contract's commands.
  void command_started(std::size_t command, std::span<const OptionUse> options) noexcept;

  // An event of the run, by its place among the contract's events. Nothing before
  // command_started().
  void record(std::size_t event, std::span<const FieldValue> values) noexcept;

  // The run ends; its duration is known.
  void command_exited(int exit_code) noexcept;

 private:
  class Run;

  std::unique_ptr<Run> run_;  // nullptr if nothing is to be recorded
};

}  // namespace overt

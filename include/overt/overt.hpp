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
#include <type_traits>
#include <variant>

#include "overt/contract.hpp"

namespace overt {

// Conversions to these types are meant: they are how values are given, and only the right ones convert.
// NOLINTBEGIN(google-explicit-constructor)

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

// A value that has to be given: one of that type, or what becomes one without loss, as seconds do
// where milliseconds are.
template <typename T>
class Required {
 public:
  template <std::convertible_to<T> From>
  constexpr Required(From value) : value_(value) {}

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

// NOLINTEND(google-explicit-constructor)

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

// How a tool's telemetry works where it is installed.
struct RecorderOptions {
  // Absolute path of the program `overt`, which sends what was recorded. nullptr: where overt stood
  // when this library was built. If it is not there, the log is kept and nothing is sent.
  const char* overt_program = nullptr;

  // Whether a run that a signal ends, or std::terminate(), has its command_exited as well, with the
  // exit code 128 + N. For that, signals that the tool has left at their default are handled while
  // the run lasts, and end the process as they would have done.
  bool ends_by_signal = true;
};

// One run of a tool. Whatever happens, it is silent and harmless: it throws nothing and
// prints nothing but, once, a notice at a terminal: where the contract's default is on and the
// user has chosen nothing. What it cannot record, or may not, is not recorded.
// Threads: one.
class Recorder {
 public:
  // Looks whether the run may be recorded. `contract` must outlive it.
  Recorder(const Contract& contract, ToolVersion version,
           const RecorderOptions& options = {}) noexcept;
  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;
  ~Recorder();

  // An option of the command that is about to begin.
  void option_used(const OptionUse& use) noexcept;

  // The run of a command begins, by its place among the contract's commands, with the options that
  // were told before.
  void command_started(std::size_t command) noexcept;

  // An event of the run, by its place among the contract's events. Nothing before
  // command_started().
  void record(std::size_t event, std::span<const FieldValue> values) noexcept;

  // The run ends; its duration is known. What was recorded is sent by a process of its own, for
  // which nobody waits; in CI and containers for at most the contract's ci_wait_ms, and only if its
  // connection is live.
  void command_exited(int exit_code) noexcept;

 private:
  class Run;

  std::unique_ptr<Run> run_;  // nullptr if nothing is to be recorded
};

// What the tool's users may ask of its telemetry: `status`, `on`, `off`, `log`, `purge`; and
// `preview`, `verify` and `send`, for which it becomes the program `overt`. `argv` is that of the
// tool from its own word for this on: for `my-tool telemetry status`, argv[1] is `status`.
// Prints to stdout and stderr; returns the exit code: 0, or 2 with one line that says what is wrong.
int telemetry_command(const Contract& contract, ToolVersion version, int argc, char** argv,
                      const RecorderOptions& options = {}) noexcept;

// The values of one event's fields, put down one after the other. For generated headers.
template <std::size_t kFields>
class FieldValues {
 public:
  constexpr void add(std::size_t field, Whole value) { push({field, value.value()}); }
  constexpr void add(std::size_t field, Truth value) { push({field, value.value()}); }
  constexpr void add(std::size_t field, std::chrono::milliseconds value) {
    push({field, std::int64_t{value.count()}});
  }
  template <typename Enum>
    requires std::is_enum_v<Enum>
  constexpr void add(std::size_t field, Enum value) {
    push({field, EnumValue{static_cast<std::size_t>(value)}});
  }
  // `value` must outlive this.
  template <const Pattern& kPattern>
  constexpr void add(std::size_t field, const ClosedText<kPattern>& value) {
    push({field, value.text()});
  }
  template <typename T>
  constexpr void add(std::size_t field, const Required<T>& value) {
    add(field, value.value());
  }
  template <typename T>
  constexpr void add(std::size_t field, const std::optional<T>& value) {
    if (value) add(field, *value);
  }

  constexpr std::span<const FieldValue> span() const { return std::span(values_).first(size_); }

 private:
  constexpr void push(FieldValue value) { values_[size_++] = value; }

  std::array<FieldValue, kFields> values_{};
  std::size_t size_ = 0;
};

// What all generated classes Telemetry have in common. Command and Option are enum classes in the
// order of the contract's commands and options.
template <typename Command, typename Option>
class TypedRecorder {
 public:
  // How an option was used. An Option alone says that it was used, and no more.
  struct Use {
    Required<Option> option;
    Truth as_cli = false;  // given on the command line
    Truth as_env = false;  // given by an environment variable
    Whole count = 0;       // how often it was given on the command line
  };

  // The run of a command begins. Call it as early as the command is known: a run's duration counts
  // from here.
  void command_started(Command command, std::initializer_list<Option> options = {}) noexcept {
    for (const Option option : options) {
      recorder_.option_used({.option = static_cast<std::size_t>(option)});
    }
    recorder_.command_started(static_cast<std::size_t>(command));
  }
  void command_started(Command command, std::span<const Use> options) noexcept {
    for (const Use& use : options) {
      recorder_.option_used({.option = static_cast<std::size_t>(use.option.value()),
                             .as_cli = use.as_cli.value(),
                             .as_env = use.as_env.value(),
                             .count = use.count.value()});
    }
    recorder_.command_started(static_cast<std::size_t>(command));
  }

  // What may be recorded. For adapters, which find in it what a parser has read.
  const Contract& contract() const noexcept { return contract_; }

  // The run ends; call it with what main() returns.
  void command_exited(Whole exit_code) noexcept {
    recorder_.command_exited(static_cast<int>(exit_code.value() & 0xFF));
  }

 protected:
  TypedRecorder(const Contract& contract, ToolVersion version,
                const RecorderOptions& options) noexcept
      : contract_(contract), recorder_(contract, version, options) {}
  ~TypedRecorder() = default;

  void record(std::size_t event, std::span<const FieldValue> values) noexcept {
    recorder_.record(event, values);
  }

 private:
  const Contract& contract_;
  Recorder recorder_;
};

}  // namespace overt

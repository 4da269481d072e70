// The options of a contract. Large tools have hundreds, and each is a handful of texts: kept as
// pointers among a tool's constants, all of them would be relocated whenever the tool is loaded, one
// page after the other, whether the run is recorded or not. So they lie as numbers beside one text.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <span>
#include <string_view>

#include "overt/place.hpp"

namespace overt {

// Words with one space between two.
class WordSequence {
 public:
  class Iterator {
   public:
    using value_type = std::string_view;
    using difference_type = std::ptrdiff_t;

    constexpr Iterator() = default;
    constexpr explicit Iterator(std::string_view rest) : rest_(rest) {}

    constexpr std::string_view operator*() const { return rest_.substr(0, rest_.find(' ')); }
    constexpr Iterator& operator++() {
      rest_.remove_prefix(std::min((**this).size() + 1, rest_.size()));
      return *this;
    }
    constexpr Iterator operator++(int) {
      const Iterator before = *this;
      ++*this;
      return before;
    }
    // Two of one sequence.
    constexpr bool operator==(const Iterator& other) const {
      return rest_.size() == other.rest_.size();
    }

   private:
    std::string_view rest_;
  };
  using value_type = std::string_view;
  using const_iterator = Iterator;

  constexpr WordSequence() = default;
  // NOLINTNEXTLINE(google-explicit-constructor): it is that text
  constexpr WordSequence(std::string_view text) : text_(text) {}
  // NOLINTNEXTLINE(google-explicit-constructor)
  constexpr WordSequence(const char* text) : text_(text) {}

  constexpr std::string_view text() const { return text_; }
  constexpr bool empty() const { return text_.empty(); }
  constexpr Iterator begin() const { return Iterator(text_); }
  static constexpr Iterator end() { return {}; }

 private:
  std::string_view text_;
};

// An option of the tool's command line.
struct OptionSpec {
  std::string_view name{};    // what is recorded
  WordSequence spellings{};   // "-m", "--message"
  bool takes_value = false;   // the next word belongs to it unless `=` gave it one
  std::string_view env{};     // the variable that sets it; empty for none
  Place place{};
};

// A list of options, sorted by name. What it leads to must outlive it.
class Options {
 public:
  // Where the texts of one option lie in the text of all.
  struct Entry {
    std::uint32_t name_at = 0;
    std::uint32_t spellings_at = 0;
    std::uint32_t env_at = 0;
    std::uint16_t name_size = 0;
    std::uint16_t spellings_size = 0;
    std::uint16_t env_size = 0;
    bool takes_value = false;
    Place place{};
  };

  class Iterator {
   public:
    using value_type = OptionSpec;
    using difference_type = std::ptrdiff_t;

    constexpr Iterator() = default;
    constexpr Iterator(const Entry* entry, const char* text) : entry_(entry), text_(text) {}

    constexpr OptionSpec operator*() const { return spec(*entry_, text_); }
    constexpr Iterator& operator++() {
      ++entry_;
      return *this;
    }
    constexpr Iterator operator++(int) {
      const Iterator before = *this;
      ++*this;
      return before;
    }
    constexpr bool operator==(const Iterator& other) const { return entry_ == other.entry_; }

   private:
    const Entry* entry_ = nullptr;
    const char* text_ = nullptr;
  };

  constexpr Options() = default;
  constexpr Options(std::span<const Entry> entries, std::string_view text)
      : entries_(entries), text_(text.data()) {}

  constexpr std::size_t size() const { return entries_.size(); }
  constexpr bool empty() const { return entries_.empty(); }
  constexpr OptionSpec operator[](std::size_t place) const { return spec(entries_[place], text_); }
  constexpr OptionSpec front() const { return (*this)[0]; }
  constexpr Iterator begin() const { return {entries_.data(), text_}; }
  constexpr Iterator end() const { return {entries_.data() + entries_.size(), text_}; }

  // The place of the one of that name.
  constexpr std::optional<std::size_t> find(std::string_view name) const {
    const auto found = std::ranges::lower_bound(
        entries_, name, {}, [this](const Entry& entry) { return spec(entry, text_).name; });
    if (found == entries_.end() || spec(*found, text_).name != name) return std::nullopt;
    return static_cast<std::size_t>(found - entries_.begin());
  }

 private:
  static constexpr OptionSpec spec(const Entry& entry, const char* text) {
    return {.name = {text + entry.name_at, entry.name_size},
            .spellings = std::string_view(text + entry.spellings_at, entry.spellings_size),
            .takes_value = entry.takes_value,
            .env = {text + entry.env_at, entry.env_size},
            .place = entry.place};
  }

  std::span<const Entry> entries_;
  const char* text_ = nullptr;
};

// The bytes that the texts of `options` take together.
constexpr std::size_t packed_bytes(std::span<const OptionSpec> options) {
  std::size_t bytes = 0;
  for (const OptionSpec& option : options) {
    bytes += option.name.size() + option.spellings.text().size() + option.env.size();
  }
  return bytes;
}

// Puts `options` down in as many `entries` and in `text`, which has packed_bytes() of room.
constexpr void pack(std::span<const OptionSpec> options, std::span<Options::Entry> entries,
                    std::span<char> text) {
  std::size_t used = 0;
  const auto put = [&](std::string_view piece, std::uint32_t& at, std::uint16_t& size) {
    at = static_cast<std::uint32_t>(used);
    size = static_cast<std::uint16_t>(piece.size());
    std::ranges::copy(piece, text.begin() + static_cast<std::ptrdiff_t>(used));
    used += piece.size();
  };
  for (std::size_t i = 0; i < options.size(); ++i) {
    const OptionSpec& option = options[i];
    Options::Entry& entry = entries[i];
    put(option.name, entry.name_at, entry.name_size);
    put(option.spellings.text(), entry.spellings_at, entry.spellings_size);
    put(option.env, entry.env_at, entry.env_size);
    entry.takes_value = option.takes_value;
    entry.place = option.place;
  }
}

// Options that a compiler packs: no pointer among them reaches the program.
template <std::size_t kCount, std::size_t kBytes>
struct PackedOptions {
  std::array<Options::Entry, kCount> entries{};
  std::array<char, kBytes> text{};

  // NOLINTNEXTLINE(google-explicit-constructor): it is that list
  constexpr operator Options() const { return {entries, {text.data(), text.size()}}; }
};

// `List` is a type whose consteval operator() returns them in a std::array.
template <typename List>
consteval auto packed_options() {
  constexpr auto kOptions = List()();
  PackedOptions<kOptions.size(), packed_bytes(kOptions)> packed;
  pack(kOptions, packed.entries, packed.text);
  return packed;
}

}  // namespace overt

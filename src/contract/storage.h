// Keeps what a loaded contract's views lead to.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <memory_resource>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "overt/options.hpp"

namespace overt {

// What it has given out is valid as long as it lives, and is freed with it as a whole.
class Storage {
 public:
  std::string_view keep(std::string_view text) {
    if (text.empty()) return {};
    auto* const copy = static_cast<char*>(memory_.allocate(text.size(), 1));
    std::ranges::copy(text, copy);
    return {copy, text.size()};
  }

  template <typename T>
  std::span<const T> keep(const std::vector<T>& items) {
    static_assert(std::is_trivially_destructible_v<T>);
    if (items.empty()) return {};
    auto* const copy = static_cast<T*>(memory_.allocate(items.size() * sizeof(T), alignof(T)));
    std::uninitialized_copy(items.begin(), items.end(), copy);
    return {copy, items.size()};
  }

  // Room for `count` of them, each as its default.
  template <typename T>
  std::span<T> make_list(std::size_t count) {
    static_assert(std::is_trivially_destructible_v<T>);
    if (count == 0) return {};
    auto* const items = static_cast<T*>(memory_.allocate(count * sizeof(T), alignof(T)));
    std::uninitialized_value_construct_n(items, count);
    return {items, count};
  }

  template <typename T, typename... Arguments>
  const T* make(Arguments&&... arguments) {
    static_assert(std::is_trivially_destructible_v<T>);
    return ::new (memory_.allocate(sizeof(T), alignof(T))) T(std::forward<Arguments>(arguments)...);
  }

 private:
  std::pmr::monotonic_buffer_resource memory_;
};

// The options as a contract holds them.
inline Options keep_options(std::span<const OptionSpec> options, Storage& storage) {
  const std::span<Options::Entry> entries = storage.make_list<Options::Entry>(options.size());
  const std::span<char> text = storage.make_list<char>(packed_bytes(options));
  pack(options, entries, text);
  return {entries, {text.data(), text.size()}};
}

}  // namespace overt

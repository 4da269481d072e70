// What one part of a program could leave behind for the others, as text.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace host {

// No memory is asked for: it may be used up.
class StateText {
 public:
  void add(std::string_view text);
  void add(long number);
  std::string_view view() const { return {characters_.data(), size_}; }

 private:
  std::array<char, 8192> characters_{};
  std::size_t size_ = 0;
};

// Descriptors, signals, children, umask, current directory, limits, and the `error` number that was
// left behind.
StateText process_state(int error);

}  // namespace host

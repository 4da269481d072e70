// The head of a request, held to RFC 9112 by the letter. A proxy in front may read a loose head
// in another way than the collector does, and then sees other requests than it (request smuggling);
// a head that can be read in one way only cannot be used for that. No socket, no library.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace overt {

// Finds the end of a head while it comes, and at once what no head may have: a line end that is not
// CRLF, a control character, a line that goes on with white space (obs-fold).
class HeadScanner {
 public:
  enum class Found { kMore, kEnd, kFault };

  // Looks on from where it stopped; `bytes` begins with the request's first byte.
  Found scan(std::string_view bytes);

  // After kEnd: the head's size with its empty line.
  std::size_t size() const { return seen_; }

 private:
  Found step(char byte);

  std::size_t seen_ = 0;
  std::size_t line_size_ = 0;
  bool after_return_ = false;
};

// What is wrong with a head that HeadScanner took; nothing if it can be read in one way only.
std::optional<std::string_view> fault_of_head(std::string_view head);

}  // namespace overt

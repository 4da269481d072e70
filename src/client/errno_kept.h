// Leaves errno as it was: a tool may have an error of its own to tell.
#pragma once

#include <cerrno>

namespace overt {

class ErrnoKept {
 public:
  ErrnoKept() = default;
  ErrnoKept(const ErrnoKept&) = delete;
  ErrnoKept& operator=(const ErrnoKept&) = delete;
  ~ErrnoKept() { errno = number_; }

 private:
  int number_ = errno;
};

}  // namespace overt

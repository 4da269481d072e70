// Expected failures are values: a function that can fail returns Result<T>.
// Bugs are not: they hit assert.
#pragma once

#include <cassert>
#include <string>
#include <utility>
#include <variant>

namespace overt {

// One line for a person: what went wrong, where, and what to do about it.
struct Error {
  std::string message;
};

// Either a T or an Error. Reading the one that is not there is a bug.
template <typename T>
class [[nodiscard]] Result {
 public:
  // Implicit on purpose, so that `return value;` and `return Error{…};` both read as they mean.
  Result(T value) : state_(std::move(value)) {}      // NOLINT(google-explicit-constructor)
  Result(Error error) : state_(std::move(error)) {}  // NOLINT(google-explicit-constructor)

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  const T& value() const& {
    assert(ok());
    return *std::get_if<0>(&state_);
  }
  T& value() & {
    assert(ok());
    return *std::get_if<0>(&state_);
  }
  // By value, so that `for (x : *function())` does not walk what has gone.
  T value() && {
    assert(ok());
    return std::move(*std::get_if<0>(&state_));
  }
  const T& operator*() const& { return value(); }
  T& operator*() & { return value(); }
  T operator*() && { return std::move(*this).value(); }
  const T* operator->() const { return &value(); }
  T* operator->() { return &value(); }

  const Error& error() const {
    assert(!ok());
    return *std::get_if<1>(&state_);
  }

 private:
  std::variant<T, Error> state_;
};

// For functions that only succeed or fail: `return Ok{};`.
using Ok = std::monostate;
using Status = Result<Ok>;

}  // namespace overt

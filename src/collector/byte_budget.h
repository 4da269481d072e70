// Counts bytes that many requests hold at once, so that together they stay under a limit.
#pragma once

#include <atomic>
#include <cstddef>

namespace overt {

// Threads: any.
class ByteBudget {
 public:
  explicit ByteBudget(std::size_t bytes_max) : bytes_max_(bytes_max) {}

  // False, and nothing taken, if `bytes` more would exceed the limit.
  bool take(std::size_t bytes) {
    std::size_t taken = taken_.load();
    do {
      if (bytes > bytes_max_ - taken) return false;
    } while (!taken_.compare_exchange_weak(taken, taken + bytes));
    return true;
  }

  void give_back(std::size_t bytes) { taken_ -= bytes; }

  std::size_t taken() const { return taken_; }

 private:
  const std::size_t bytes_max_;
  std::atomic<std::size_t> taken_ = 0;
};

// What one request holds of a budget; gives it back at its end.
class BudgetShare {
 public:
  explicit BudgetShare(ByteBudget& budget) : budget_(budget) {}
  BudgetShare(const BudgetShare&) = delete;
  BudgetShare& operator=(const BudgetShare&) = delete;
  ~BudgetShare() { budget_.give_back(bytes_); }

  // Makes the share at least `bytes`; false if the budget has no room for that.
  bool grow_to(std::size_t bytes) {
    if (bytes <= bytes_) return true;
    if (!budget_.take(bytes - bytes_)) return false;
    bytes_ = bytes;
    return true;
  }

 private:
  ByteBudget& budget_;
  std::size_t bytes_ = 0;
};

}  // namespace overt

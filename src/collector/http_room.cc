#include "collector/http_room.h"

namespace overt {

std::optional<HttpRoom::Seat> HttpRoom::enter(std::shared_ptr<Guest> guest) {
  const std::scoped_lock lock(mutex_);
  if (taken() >= seats_ && !tell_longest()) return std::nullopt;
  auto& idle = who(Does::kIdle);
  idle.push_back({.guest = std::move(guest), .does = Does::kIdle, .since = ++moment_});
  return std::prev(idle.end());
}

void HttpRoom::leave(Seat seat) {
  // The guest, which may hold much, goes after the lock.
  std::list<Place> left;
  const std::scoped_lock lock(mutex_);
  left.splice(left.end(), who(seat->does), seat);
  if (is_empty()) emptied_.notify_all();
}

void HttpRoom::now(Seat seat, Does does) {
  const std::scoped_lock lock(mutex_);
  if (seat->does == Does::kLeaving && does != Does::kBusy) return;
  move(seat, does);
}

void HttpRoom::hurry() {
  const std::scoped_lock lock(mutex_);
  auto& sending = who(Does::kSending);
  if (!sending.empty()) tell(sending.begin());
}

std::size_t HttpRoom::leaving() const {
  const std::scoped_lock lock(mutex_);
  return who(Does::kLeaving).size();
}

void HttpRoom::close() {
  const std::scoped_lock lock(mutex_);
  while (tell_longest()) continue;
}

bool HttpRoom::wait_until_empty(std::chrono::milliseconds time) {
  std::unique_lock lock(mutex_);
  return emptied_.wait_for(lock, time, [this] { return is_empty(); });
}

void HttpRoom::clear() {
  decltype(places_) gone;
  const std::scoped_lock lock(mutex_);
  places_.swap(gone);
}

std::size_t HttpRoom::taken() const {
  return who(Does::kIdle).size() + who(Does::kSending).size() + who(Does::kBusy).size();
}

void HttpRoom::move(Seat seat, Does does) {
  auto& to = who(does);
  to.splice(to.end(), who(seat->does), seat);
  seat->does = does;
  seat->since = ++moment_;
}

void HttpRoom::tell(Seat seat) {
  move(seat, Does::kLeaving);
  seat->guest->give_way();
}

bool HttpRoom::tell_longest() {
  auto& idle = who(Does::kIdle);
  auto& sending = who(Does::kSending);
  if (idle.empty() && sending.empty()) return false;
  const bool is_idle =
      sending.empty() || (!idle.empty() && idle.front().since < sending.front().since);
  tell(is_idle ? idle.begin() : sending.begin());
  return true;
}

}  // namespace overt

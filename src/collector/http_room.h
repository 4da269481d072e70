// Who is connected to a listener, and who gives way when there are too many. A connection that
// waits for its peer may be told to; one whose request is whole may not. No socket.
#pragma once

#include <array>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <optional>

namespace overt {

// Threads: any.
class HttpRoom {
 public:
  class Guest {
   public:
    virtual ~Guest() = default;
    // Is to leave soon, unless it became busy meanwhile. Called under the room's lock.
    virtual void give_way() = 0;
  };

  // What a guest does.
  enum class Does : std::uint8_t {
    kIdle,     // waits for a request
    kSending,  // its peer has begun one
    kBusy,     // has a whole one, which will be answered
    kLeaving,  // was told to give way
  };

 private:
  struct Place {
    std::shared_ptr<Guest> guest;
    Does does = Does::kIdle;
    std::uint64_t since = 0;  // ascending
  };

 public:
  using Seat = std::list<Place>::iterator;

  explicit HttpRoom(std::size_t seats) : seats_(seats) {}

  // A seat for an idle guest. If none is free, who has been idle or sending for longest gives way;
  // nothing if all are busy.
  std::optional<Seat> enter(std::shared_ptr<Guest> guest);
  void leave(Seat seat);

  // A guest that is leaving stays so, unless it has become busy.
  void now(Seat seat, Does does);

  // Who has been sending for longest gives way, if anyone is.
  void hurry();

  std::size_t leaving() const;

  // All give way who may.
  void close();

  // False if some are still there after `time`.
  bool wait_until_empty(std::chrono::milliseconds time);

  // Lets go of all who are still there. Afterwards no seat may be used.
  void clear();

 private:
  std::list<Place>& who(Does does) { return places_.at(static_cast<std::size_t>(does)); }
  const std::list<Place>& who(Does does) const {
    return places_.at(static_cast<std::size_t>(does));
  }
  std::size_t taken() const;
  bool is_empty() const { return taken() == 0 && who(Does::kLeaving).empty(); }
  void move(Seat seat, Does does);
  void tell(Seat seat);
  bool tell_longest();

  const std::size_t seats_;
  mutable std::mutex mutex_;
  std::condition_variable emptied_;
  // Under mutex_: who does what, each list in the order in which they began to.
  std::array<std::list<Place>, 4> places_;
  std::uint64_t moment_ = 0;
};

}  // namespace overt

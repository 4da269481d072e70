// Events that can be told apart, sent to a collector that may end at any moment; and what of them
// its store has.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace overt::testing {

using EventNumber = std::int64_t;

// The contract that they are held against.
std::string numbered_contract();

// How often each event is in the store at `path`, which no collector may have open.
std::map<EventNumber, std::int64_t> stored_numbers(const std::string& path);

// Threads that send batch after batch. What was not answered 200 is sent again by the next start():
// it may be stored already, and is to be stored once.
class NumberedLoad {
 public:
  NumberedLoad() = default;
  NumberedLoad(const NumberedLoad&) = delete;
  NumberedLoad& operator=(const NumberedLoad&) = delete;
  ~NumberedLoad() { stop(); }

  // Begins to send to that port of 127.0.0.1.
  void start(std::uint16_t port);

  // Waits until so many events more than at the last start() are acknowledged, or no thread sends
  // any more.
  void wait_for(std::size_t events);

  // Ends all threads; each after the answer it waits for.
  void stop();

  // Sends what was not acknowledged; false if something of it is not answered 200.
  bool send_the_rest(std::uint16_t port);

  // Sends one batch of new events; its answer's status, 0 if there was none.
  int send_one_batch(std::uint16_t port);

  const std::set<EventNumber>& acknowledged() const { return acknowledged_; }
  int refused() const { return refused_; }  // answers that were 503

  // Those of which the store has not one: acknowledged ones that are not there, any that is twice.
  std::vector<EventNumber> not_once(const std::map<EventNumber, std::int64_t>& stored) const;

 private:
  using Batch = std::vector<EventNumber>;

  void run(std::uint16_t port);
  Batch next_batch();
  void settle(Batch batch, int status);

  std::atomic<bool> ending_ = false;
  std::atomic<int> running_ = 0;
  std::atomic<std::size_t> count_ = 0;  // acknowledged, or threads ended: for wait_for()
  std::size_t count_at_start_ = 0;

  std::mutex mutex_;
  EventNumber next_ = 1;
  std::vector<Batch> unanswered_;
  std::set<EventNumber> acknowledged_;
  int refused_ = 0;

  std::vector<std::jthread> threads_;
};

}  // namespace overt::testing

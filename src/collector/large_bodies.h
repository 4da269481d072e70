// Large bodies are inflated and decoded one after the other, on a thread of their own: the threads
// that serve go on with everybody else's requests, and what one body takes in memory while it is
// decoded is taken once, however many processors there are.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

#include "collector/http_message.h"

namespace overt {

// From this size on a body is large: an SDK's batch of 512 spans has some 500 kB, which take
// milliseconds.
inline constexpr std::size_t kLargeBodyBytes = std::size_t{1024} * 1024;

// The same for a compressed one: that batch comes to some 40 kB, and less than this to no more than
// 13 MB (kInflationMax).
inline constexpr std::size_t kLargeCompressedBytes = std::size_t{64} * 1024;

// Large bodies that wait for the one before them. The largest take a few tenths of a second each,
// so that the last one is answered before its sender gives up after 10 s.
inline constexpr std::size_t kLargeBodiesWaitingMax = 32;

// Threads: any, but for stop().
class LargeBodies {
 public:
  using Take = std::function<void(const HttpRequest&, Respond)>;
  using Refuse = std::function<HttpResponse(const HttpRequest&)>;

  // What finds no room, or is still waiting at the end, is answered by `refuse`.
  explicit LargeBodies(Refuse refuse)
      : refuse_(std::move(refuse)), thread_([this](const std::stop_token& stop) { run(stop); }) {}

  LargeBodies(const LargeBodies&) = delete;
  LargeBodies& operator=(const LargeBodies&) = delete;
  ~LargeBodies() { stop(); }

  static bool is_large(const HttpRequest& request);

  // Calls `take` with the request when those before it are done.
  void add(HttpRequest request, Respond respond, Take take);

  // Ends the thread after the body it is at; nothing may be added afterwards.
  void stop();

 private:
  struct Waiting {
    HttpRequest request;
    Respond respond;
    Take take;
  };

  void run(const std::stop_token& stop);

  Refuse refuse_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<Waiting> waiting_;  // under mutex_
  std::jthread thread_;          // last: it uses all of the above
};

}  // namespace overt

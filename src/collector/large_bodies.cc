#include "collector/large_bodies.h"

#include <optional>

namespace overt {

bool LargeBodies::is_large(const HttpRequest& request) {
  const std::size_t from =
      request.content_encoding.empty() ? kLargeBodyBytes : kLargeCompressedBytes;
  return request.body.size() >= from;
}

void LargeBodies::add(HttpRequest request, Respond respond, Take take) {
  {
    const std::scoped_lock lock(mutex_);
    if (waiting_.size() < kLargeBodiesWaitingMax) {
      waiting_.push_back({std::move(request), std::move(respond), std::move(take)});
      changed_.notify_one();
      return;
    }
  }
  respond(refuse_(request));
}

void LargeBodies::stop() {
  thread_.request_stop();
  if (thread_.joinable()) thread_.join();
  for (const Waiting& left : waiting_) left.respond(refuse_(left.request));
  waiting_.clear();
}

void LargeBodies::run(const std::stop_token& stop) {
  while (true) {
    std::optional<Waiting> next;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, stop, [this] { return !waiting_.empty(); });
      if (stop.stop_requested()) return;
      next = std::move(waiting_.front());
      waiting_.pop_front();
    }
    next->take(next->request, std::move(next->respond));
  }
}

}  // namespace overt

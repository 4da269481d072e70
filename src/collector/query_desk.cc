#include "collector/query_desk.h"

#include <charconv>

#include "collector/admin.h"
#include "reports/answer_json.h"

namespace overt {
namespace {

// A type that no page of another origin may send without asking first.
constexpr std::string_view kStatementType = "application/sql";

// In whole seconds; nothing if it is none that is taken.
std::optional<std::chrono::seconds> timeout_of(const HttpRequest& request) {
  const auto text = query_parameter(request.query, "timeout");
  if (!text) return kAskTimeout;
  std::int64_t seconds = 0;
  const char* const end = text->data() + text->size();
  const auto [stopped, error] = std::from_chars(text->data(), end, seconds);
  const bool is_good =
      error == std::errc{} && stopped == end && seconds >= 1 && seconds <= kAskTimeoutMax.count();
  return is_good ? std::optional(std::chrono::seconds(seconds)) : std::nullopt;
}

HttpResponse come_back() {
  HttpResponse response = admin_error({}, 503, "another query runs; try again when it ends");
  response.headers.emplace_back("Retry-After", "1");
  return response;
}

}  // namespace

void QueryDesk::take(const HttpRequest& request, Respond respond) {
  if (media_type(request.content_type) != kStatementType || !request.content_encoding.empty()) {
    respond(admin_error(request, 415, "the Content-Type is not application/sql"));
    return;
  }
  const auto timeout = timeout_of(request);
  if (!timeout) {
    respond(admin_error(
        request, 400,
        "timeout: must be from 1 to " + std::to_string(kAskTimeoutMax.count()) + " seconds"));
    return;
  }
  {
    const std::scoped_lock lock(mutex_);
    if (!is_busy_) {
      is_busy_ = true;
      asked_ = Asked{
          .sql = request.body, .limits = {.timeout = *timeout}, .respond = std::move(respond)};
      changed_.notify_one();
      return;
    }
  }
  respond(come_back());
}

void QueryDesk::stop() {
  thread_.request_stop();
  if (thread_.joinable()) thread_.join();
  const std::scoped_lock lock(mutex_);
  is_busy_ = true;
  if (asked_) asked_->respond(come_back());
  asked_.reset();
}

void QueryDesk::run(const std::stop_token& stop) {
  while (true) {
    std::optional<Asked> next;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, stop, [this] { return asked_.has_value(); });
      if (stop.stop_requested()) return;
      next.swap(asked_);
    }
    HttpResponse response = answer(*next, stop);
    {
      const std::scoped_lock lock(mutex_);
      is_busy_ = false;
    }
    next->respond(std::move(response));
  }
}

HttpResponse QueryDesk::answer(const Asked& asked, const std::stop_token& stop) {
  const auto answer = store_.ask(asked.sql, asked.limits, stop);
  if (!answer) return admin_error({}, 500, answer.error().message);
  if (!answer->refusal.empty()) return admin_error({}, 400, answer->refusal);
  return {.status = 200,
          .content_type = "application/json",
          .body = to_json(*answer),
          .headers = {{"Cache-Control", "no-store"}}};
}

}  // namespace overt

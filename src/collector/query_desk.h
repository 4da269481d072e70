// POST /v1/query: statements of the operator, one at a time, on a thread of its own: whoever asks
// for a report or for the collector's health does not wait for one.
#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

#include "collector/http_message.h"
#include "store/store.h"

namespace overt {

// Threads: any, but for stop(). The store is borrowed.
class QueryDesk {
 public:
  explicit QueryDesk(Store& store)
      : store_(store), thread_([this](const std::stop_token& stop) { run(stop); }) {}

  QueryDesk(const QueryDesk&) = delete;
  QueryDesk& operator=(const QueryDesk&) = delete;
  ~QueryDesk() { stop(); }

  // Answers when the statement, which is the body, has run: 200 as answer_json.h has it, 400 with
  // why it was refused. 503 at once while another one runs.
  void take(const HttpRequest& request, Respond respond);

  // Ends the statement that runs, and answers it; what comes afterwards finds it busy.
  void stop();

 private:
  struct Asked {
    std::string sql;
    AskLimits limits;
    Respond respond;
  };

  void run(const std::stop_token& stop);
  HttpResponse answer(const Asked& asked, const std::stop_token& stop);

  Store& store_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  bool is_busy_ = false;        // under mutex_
  std::optional<Asked> asked_;  // under mutex_; what the thread has not taken yet
  std::jthread thread_;         // last: it uses all of the above
};

}  // namespace overt

#include "cli/simulate_outputs.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <thread>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "cli/sending.h"
#include "collector/data_directory.h"
#include "collector/transfer.h"
#include "model/event_json.h"
#include "model/otlp.h"
#include "sender/endpoint.h"
#include "sender/http.h"
#include "sender/plan.h"
#include "store/store.h"

namespace overt::cli {
namespace {

using simulate::Arrival;

// A collector that is full empties itself within seconds; one that takes nothing for so many tries
// has something else.
constexpr int kTriesMax = 10;

// A collector asks for as long as its inbox needs, which is seconds; nobody waits hours for a
// trial.
constexpr std::int64_t kWaitMsMax = 30'000;
constexpr std::int64_t kWaitMsDefault = 1'000;

constexpr std::int64_t kRequestMsMax = 30'000;

// What is written at once.
constexpr std::size_t kWriteBytes = std::size_t{1} << 16;

class LinesOutput final : public SimulationOutput {
 public:
  // `file` is closed at the end, unless it is stdout.
  LinesOutput(std::FILE* file, std::string name) : file_(file), name_(std::move(name)) {}
  LinesOutput(const LinesOutput&) = delete;
  LinesOutput& operator=(const LinesOutput&) = delete;
  ~LinesOutput() override {
    if (file_ != nullptr && file_ != stdout) std::fclose(file_);
  }

  Status add(const Arrival& arrival) override {
    text_ += to_json(arrival.event);
    text_ += '\n';
    return text_.size() < kWriteBytes ? Ok{} : write();
  }

  Status finish() override {
    if (const Status written = write(); !written) return written;
    if (std::fflush(file_) != 0) return errno_error("write", name_);
    return Ok{};
  }

 private:
  Status write() {
    if (std::fwrite(text_.data(), 1, text_.size(), file_) != text_.size()) {
      return errno_error("write", name_);
    }
    text_.clear();
    return Ok{};
  }

  std::FILE* file_;
  std::string name_;
  std::string text_;
};

class CollectorOutput final : public SimulationOutput {
 public:
  CollectorOutput(std::string endpoint, LoadedContract contract, TransportOptions options)
      : endpoint_(std::move(endpoint)),
        contract_(std::move(contract)),
        transport_(curl_transport(std::move(options))) {}

  Status add(const Arrival& arrival) override {
    events_.push_back(
        {.event = arrival.event, .identity = identity_of(arrival.event, to_json(arrival.event))});
    return events_.size() < kEventsPerRequestMax ? Ok{} : finish();
  }

  Status finish() override {
    if (events_.empty()) return Ok{};
    const std::string body = encode_export_request(events_, contract_->span_name);
    const auto count = static_cast<std::int64_t>(events_.size());
    events_.clear();
    Attempt attempt;
    for (int tries = 0; tries < kTriesMax; ++tries) {
      attempt = post(body, count);
      if (attempt.settled) break;
      const std::int64_t wait_ms = attempt.retry_after_ms.value_or(kWaitMsDefault);
      std::this_thread::sleep_for(std::chrono::milliseconds(std::min(wait_ms, kWaitMsMax)));
    }
    return status_of(attempt, count);
  }

 private:
  Attempt post(const std::string& body, std::int64_t count) {
    const auto answer = transport_->post(body, kRequestMsMax);
    if (!answer) return no_answer(answer.error().message);
    return judge_answer(answer->status, answer->body, answer->retry_after, count,
                        SystemClock().unix_ms());
  }

  Status status_of(const Attempt& attempt, std::int64_t count) const {
    if (attempt.settled && attempt.rejected == 0) return Ok{};
    if (attempt.status >= 200 && attempt.status <= 299) {
      return Error{fmt::format(
          "{} did not take {} of {} events: {} (a collector of {} is one that reads the contract "
          "that --write-contract writes)",
          endpoint_, attempt.rejected, count, attempt.why, contract_->app)};
    }
    return Error{fmt::format("cannot send to {}: {}", endpoint_, attempt.why)};
  }

  std::string endpoint_;
  LoadedContract contract_;
  std::unique_ptr<Transport> transport_;
  std::vector<OutgoingEvent> events_;
};

class StoreOutput final : public SimulationOutput {
 public:
  StoreOutput(DataDirectory directory, std::unique_ptr<Store> store, LoadedContract contract)
      : directory_(std::move(directory)),
        store_(std::move(store)),
        contract_(std::move(contract)),
        app_(contract_->app) {}

  Status add(const Arrival& arrival) override {
    // The door, through which this does not come, would know it.
    if (arrival.is_duplicate) return Ok{};
    rows_.push_back(row_from_event(app_, arrival.received_ms, arrival.event));
    return rows_.size() < kTransferEventsMax ? Ok{} : finish();
  }

  Status finish() override {
    // Nothing of an inbox: a collector that begins here begins with an empty one.
    const Status loaded = store_->load(rows_, 0);
    rows_.clear();
    return loaded;
  }

 private:
  DataDirectory directory_;  // holds its lock
  std::unique_ptr<Store> store_;
  LoadedContract contract_;
  std::string app_;
  std::vector<Row> rows_;
};

}  // namespace

Result<std::unique_ptr<SimulationOutput>> lines_output(const std::string& path) {
  if (path.empty()) return std::unique_ptr<SimulationOutput>(new LinesOutput(stdout, "stdout"));
  std::FILE* const file = std::fopen(path.c_str(), "we");
  if (file == nullptr) return errno_error("write", path);
  return std::unique_ptr<SimulationOutput>(new LinesOutput(file, path));
}

Result<std::unique_ptr<SimulationOutput>> collector_output(const std::string& url,
                                                           LoadedContract contract,
                                                           const Environment& environment) {
  auto endpoint = allowed_endpoint(url, EndpointSource::kUser);
  if (!endpoint) return endpoint.error();
  return std::unique_ptr<SimulationOutput>(new CollectorOutput(
      *endpoint, std::move(contract), transport_options(*endpoint, environment)));
}

Result<std::unique_ptr<SimulationOutput>> store_output(const std::string& data_directory,
                                                       LoadedContract contract) {
  auto directory = DataDirectory::claim(data_directory);
  if (!directory) return directory.error();
  std::error_code ignored;
  for (const std::string& path : {directory->store(), directory->inbox()}) {
    if (!std::filesystem::exists(path, ignored)) continue;
    return Error{fmt::format(
        "{} is there already; name a directory that a simulation has for itself", path)};
  }
  auto store = open_duckdb_store(directory->store());
  if (!store) return store.error();
  return std::unique_ptr<SimulationOutput>(
      new StoreOutput(*std::move(directory), *std::move(store), std::move(contract)));
}

}  // namespace overt::cli

#include "durable/numbered_load.h"

#include <algorithm>
#include <iterator>

#include "collector/test_http_client.h"
#include "model/event_json.h"
#include "model/otlp.h"
#include "model/page_examples.h"
#include "store/store.h"

namespace overt::testing {
namespace {

constexpr int kThreads = 3;
constexpr EventNumber kBatchEvents = 20;

std::string request_of(const std::vector<EventNumber>& numbers) {
  std::vector<OutgoingEvent> outgoing;
  outgoing.reserve(numbers.size());
  for (const EventNumber number : numbers) {
    Event event = page_exited_at(number);
    outgoing.push_back({event, identity_of(event, to_json(event))});
  }
  return post("/v1/traces", "application/x-protobuf",
              encode_export_request(outgoing, "telemetry.werf.io"));
}

}  // namespace

std::string numbered_contract() { return std::string(OVERT_CONTRACTS) + "/werf.toml"; }

std::map<EventNumber, std::int64_t> stored_numbers(const std::string& path) {
  std::map<EventNumber, std::int64_t> numbers;
  const auto store = open_duckdb_store(path);
  if (!store) return numbers;
  const auto result = (*store)->query("SELECT ts_ms, count(*) FROM event GROUP BY ts_ms", {});
  if (!result) return numbers;
  for (const auto& row : result->rows) {
    numbers[std::get<std::int64_t>(row.at(0))] = std::get<std::int64_t>(row.at(1));
  }
  return numbers;
}

void NumberedLoad::start(std::uint16_t port) {
  stop();
  ending_ = false;
  count_at_start_ = count_;
  running_ = kThreads;
  for (int i = 0; i < kThreads; ++i) {
    threads_.emplace_back([this, port] {
      run(port);
      --running_;
      ++count_;
      count_.notify_all();
    });
  }
}

void NumberedLoad::wait_for(std::size_t events) {
  for (std::size_t count = count_; count < count_at_start_ + events && running_ > 0;
       count = count_) {
    count_.wait(count);
  }
}

void NumberedLoad::stop() {
  ending_ = true;
  threads_.clear();
}

void NumberedLoad::run(std::uint16_t port) {
  HttpClient client(port);
  while (!ending_) {
    Batch batch = next_batch();
    const int status = client.send(request_of(batch)) ? client.receive().status : 0;
    settle(std::move(batch), status);
    if (status == 0) return;
  }
}

bool NumberedLoad::send_the_rest(std::uint16_t port) {
  HttpClient client(port);
  while (!unanswered_.empty()) {
    Batch batch = next_batch();
    const int status = client.send(request_of(batch)) ? client.receive().status : 0;
    settle(std::move(batch), status);
    if (status != 200) return false;
  }
  return true;
}

int NumberedLoad::send_one_batch(std::uint16_t port) {
  Batch batch;
  {
    const std::scoped_lock lock(mutex_);
    for (EventNumber i = 0; i < kBatchEvents; ++i) batch.push_back(next_++);
  }
  HttpClient client(port);
  const int status = client.send(request_of(batch)) ? client.receive().status : 0;
  settle(std::move(batch), status);
  return status;
}

NumberedLoad::Batch NumberedLoad::next_batch() {
  const std::scoped_lock lock(mutex_);
  Batch batch;
  if (!unanswered_.empty()) {
    batch = std::move(unanswered_.front());
    unanswered_.erase(unanswered_.begin());
    return batch;
  }
  for (EventNumber i = 0; i < kBatchEvents; ++i) batch.push_back(next_++);
  return batch;
}

void NumberedLoad::settle(Batch batch, int status) {
  const std::scoped_lock lock(mutex_);
  if (status == 503) ++refused_;
  if (status != 200) {
    unanswered_.push_back(std::move(batch));
    return;
  }
  acknowledged_.insert(batch.begin(), batch.end());
  count_ += batch.size();
  count_.notify_all();
}

std::vector<EventNumber> NumberedLoad::not_once(
    const std::map<EventNumber, std::int64_t>& stored) const {
  std::vector<EventNumber> wrong;
  for (const auto& [number, count] : stored) {
    if (count != 1) wrong.push_back(number);
  }
  std::ranges::copy_if(acknowledged_, std::back_inserter(wrong),
                       [&stored](EventNumber number) { return !stored.contains(number); });
  return wrong;
}

}  // namespace overt::testing

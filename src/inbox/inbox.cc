#include "inbox/inbox.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <numeric>
#include <stop_token>
#include <thread>

#include "inbox/inbox_file.h"
#include "inbox/inbox_reader.h"

namespace overt {
namespace {

// What an event takes in the queue beside its text.
constexpr std::size_t kEventOverheadBytes = sizeof(AcceptedEvent);

std::size_t size_of(const std::vector<AcceptedEvent>& batch) {
  return std::accumulate(batch.begin(), batch.end(), std::size_t{0},
                         [](std::size_t sum, const AcceptedEvent& event) {
                           return sum + event.line.size() + kEventOverheadBytes;
                         });
}

struct WaitingBatch {
  std::vector<AcceptedEvent> events;
  std::size_t bytes = 0;
  std::function<void(Status)> done;
};

// Batches on their way to the writer, at most kQueueBytesMax of them.
class BatchQueue {
 public:
  // False, with `batch` left as it was, if there is no room.
  bool push(WaitingBatch& batch) {
    {
      const std::lock_guard lock(mutex_);
      if (bytes_ + batch.bytes > kQueueBytesMax) return false;
      bytes_ += batch.bytes;
      batches_.push_back(std::move(batch));
    }
    changed_.notify_one();
    return true;
  }

  // Waits for a batch and then, for kGroupWindowMs or until kGroupBytesMax are there, for more.
  // Empty only when `stop` was asked for and nothing is left.
  std::vector<WaitingBatch> pop_group(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, stop, [this] { return !batches_.empty(); });
    changed_.wait_for(lock, stop, std::chrono::milliseconds(kGroupWindowMs),
                      [this] { return bytes_ >= kGroupBytesMax; });
    std::vector<WaitingBatch> group;
    std::size_t group_bytes = 0;
    while (!batches_.empty() && group_bytes < kGroupBytesMax) {
      group_bytes += batches_.front().bytes;
      group.push_back(std::move(batches_.front()));
      batches_.pop_front();
    }
    bytes_ -= group_bytes;
    return group;
  }

 private:
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<WaitingBatch> batches_;
  std::size_t bytes_ = 0;
};

class SqliteInbox final : public Inbox {
 public:
  SqliteInbox(InboxWriter writer, InboxReader reader)
      : writer_(std::move(writer)),
        reader_(std::move(reader)),
        thread_([this](const std::stop_token& stop) { run(stop); }) {}

  void submit(std::vector<AcceptedEvent> batch, std::function<void(Status)> done) override {
    const std::size_t bytes = size_of(batch);
    WaitingBatch waiting{.events = std::move(batch), .bytes = bytes, .done = std::move(done)};
    if (!queue_.push(waiting)) {
      waiting.done(Error{"the inbox is busy: the disk does not keep up; try again later"});
    }
  }

  Result<std::vector<StoredEvent>> read(std::int64_t position, std::size_t events_max) override {
    const std::lock_guard lock(reader_mutex_);
    return reader_.read(position, events_max);
  }

  Status prune(std::int64_t position) override {
    while (true) {
      const auto turn = writer_turn();
      const auto removed = writer_.prune_some(position);
      if (!removed) return Error{"cannot prune the inbox: " + removed.error().message};
      if (*removed == 0) return Ok{};
    }
  }

  Status forget_before(std::int64_t position, std::int64_t received_ms) override {
    while (true) {
      const auto turn = writer_turn();
      const auto removed = writer_.forget_some(position, received_ms);
      if (!removed) return Error{"cannot prune the inbox: " + removed.error().message};
      if (*removed == 0) return Ok{};
    }
  }

  Result<std::int64_t> forget_lines(const std::string& app,
                                    std::span<const std::string> texts) override {
    const auto turn = writer_turn();
    auto forgotten = writer_.forget_lines(app, texts);
    if (!forgotten) return Error{"cannot forget in the inbox: " + forgotten.error().message};
    return forgotten;
  }

  Result<InboxExtent> extent() override {
    const auto turn = writer_turn();
    return writer_.extent();
  }

  Status begin_after(std::int64_t position) override {
    const auto turn = writer_turn();
    return writer_.begin_after(position);
  }

  Result<std::vector<InboxPart>> begin_part(const std::string& name) override {
    const auto turn = writer_turn();
    return writer_.begin_part(name);
  }

  Result<Backlog> backlog(std::int64_t position) override {
    const std::lock_guard lock(reader_mutex_);
    return reader_.backlog(position);
  }

  Result<InboxRoom> room() override {
    const auto turn = writer_turn();
    return writer_.room();
  }

  Result<std::vector<LostEvents>> lost() override {
    const std::lock_guard lock(reader_mutex_);
    return reader_.lost();
  }

  std::uint64_t duplicates() const override { return duplicates_; }

 private:
  void run(const std::stop_token& stop) {
    for (auto group = queue_.pop_group(stop); !group.empty(); group = queue_.pop_group(stop)) {
      const Status committed = commit(group);
      for (const WaitingBatch& batch : group) batch.done(committed);
    }
  }

  Status commit(const std::vector<WaitingBatch>& group) {
    std::vector<const std::vector<AcceptedEvent>*> batches;
    batches.reserve(group.size());
    for (const WaitingBatch& batch : group) batches.push_back(&batch.events);
    const auto turn = writer_turn();
    const Status added = writer_.add(batches);
    if (!added) return Error{"cannot write to the inbox: " + added.error().message};
    duplicates_ = writer_.duplicates();
    return Ok{};
  }

  // Whoever waits is next: without the first mutex, prune() would take the second one again before
  // a commit that waits for it had woken up.
  std::unique_lock<std::mutex> writer_turn() {
    const std::lock_guard next(next_mutex_);
    return std::unique_lock(writer_mutex_);
  }

  std::mutex next_mutex_;
  std::mutex writer_mutex_;
  InboxWriter writer_;
  std::mutex reader_mutex_;
  InboxReader reader_;
  std::atomic<std::uint64_t> duplicates_ = 0;
  BatchQueue queue_;
  std::jthread thread_;  // last: it uses all of the above until it is joined
};

}  // namespace

Result<std::unique_ptr<Inbox>> Inbox::open(const std::string& path, InboxOptions options) {
  auto writer = InboxWriter::open(path, options);
  if (!writer) return writer.error();
  auto reader = InboxReader::open(path);
  if (!reader) return reader.error();
  return std::unique_ptr<Inbox>(
      std::make_unique<SqliteInbox>(*std::move(writer), *std::move(reader)));
}

}  // namespace overt

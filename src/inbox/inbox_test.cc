#include "inbox/inbox.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <future>
#include <set>
#include <thread>

#include "base/file.h"
#include "base/temporary_directory.h"

namespace overt {
namespace {

using ::testing::HasSubstr;

constexpr std::size_t kAll = 1'000'000;

AcceptedEvent event(std::uint32_t number) {
  AcceptedEvent event{.identity = {}, .app = "git", .received_ms = number, .line = {}};
  for (std::size_t i = 0; i < sizeof number; ++i) {
    event.identity.trace_id[i] = static_cast<std::uint8_t>(number >> (8 * i));
  }
  event.line = "event " + std::to_string(number);
  return event;
}

AcceptedEvent large_event(std::uint32_t number) {
  AcceptedEvent large = event(number);
  large.line.resize(1000, '.');
  return large;
}

// Submits and waits for the answer.
Status submit(Inbox& inbox, std::vector<AcceptedEvent> batch) {
  std::promise<Status> answer;
  auto future = answer.get_future();
  inbox.submit(std::move(batch), [&](Status status) { answer.set_value(std::move(status)); });
  return future.get();
}

std::vector<std::string> lines(Inbox& inbox) {
  const auto events = inbox.read(0, kAll);
  EXPECT_TRUE(events.ok());
  std::vector<std::string> lines;
  for (const StoredEvent& stored : *events) lines.push_back(stored.line);
  return lines;
}

class InboxTest : public ::testing::Test {
 protected:
  std::unique_ptr<Inbox> open(const InboxOptions& options = {}) {
    auto inbox = Inbox::open(path_, options);
    EXPECT_TRUE(inbox.ok()) << (inbox ? "" : inbox.error().message);
    return *std::move(inbox);
  }

  testing::TemporaryDirectory directory_;
  std::string path_ = directory_.file("inbox.sqlite");
};

TEST_F(InboxTest, gives_back_what_it_took_in_order) {
  const auto inbox = open();
  ASSERT_TRUE(submit(*inbox, {event(7), event(5)}).ok());
  ASSERT_TRUE(submit(*inbox, {event(6)}).ok());
  const auto events = inbox->read(0, kAll);
  ASSERT_TRUE(events.ok());
  ASSERT_EQ(events->size(), 3U);
  EXPECT_EQ((*events)[0].position, 1);
  EXPECT_EQ((*events)[0].app, "git");
  EXPECT_EQ((*events)[0].received_ms, 7);
  EXPECT_EQ((*events)[0].line, "event 7");
  EXPECT_EQ((*events)[2].position, 3);
  EXPECT_EQ((*events)[2].line, "event 6");
}

TEST_F(InboxTest, reads_no_more_than_it_is_asked_for_and_only_what_comes_after) {
  const auto inbox = open();
  ASSERT_TRUE(submit(*inbox, {event(1), event(2), event(3)}).ok());
  const auto events = inbox->read(1, 1);
  ASSERT_TRUE(events.ok());
  ASSERT_EQ(events->size(), 1U);
  EXPECT_EQ((*events)[0].line, "event 2");
}

TEST_F(InboxTest, keeps_a_line_byte_for_byte) {
  const auto inbox = open();
  AcceptedEvent odd = event(1);
  odd.line = std::string("\0 é \"quoted\" \n end", 19);
  ASSERT_TRUE(submit(*inbox, {odd}).ok());
  EXPECT_EQ(lines(*inbox), std::vector{odd.line});
}

TEST_F(InboxTest, keeps_a_duplicate_once_and_takes_it_for_delivered) {
  const auto inbox = open();
  ASSERT_TRUE(submit(*inbox, {event(1), event(1), event(2)}).ok());
  ASSERT_TRUE(submit(*inbox, {event(2), event(3)}).ok());
  EXPECT_THAT(lines(*inbox), ::testing::ElementsAre("event 1", "event 2", "event 3"));
}

TEST_F(InboxTest, tells_events_of_one_run_apart_by_their_span) {
  const auto inbox = open();
  AcceptedEvent started = event(1);
  AcceptedEvent exited = event(1);
  exited.identity.span_id[7] = 1;
  exited.line = "exited";
  ASSERT_TRUE(submit(*inbox, {started, exited}).ok());
  EXPECT_THAT(lines(*inbox), ::testing::ElementsAre("event 1", "exited"));
}

TEST_F(InboxTest, knows_a_duplicate_after_a_restart) {
  ASSERT_TRUE(submit(*open(), {event(1)}).ok());
  const auto inbox = open();
  ASSERT_TRUE(submit(*inbox, {event(1)}).ok());
  EXPECT_EQ(lines(*inbox).size(), 1U);
}

TEST_F(InboxTest, takes_batches_from_many_threads_at_once) {
  constexpr std::uint32_t kThreads = 16;
  constexpr std::uint32_t kBatches = 50;
  const auto inbox = open();
  std::atomic<int> taken = 0;
  {
    std::vector<std::jthread> threads;
    threads.reserve(kThreads);
    for (std::uint32_t thread = 0; thread < kThreads; ++thread) {
      threads.emplace_back([&, thread] {
        for (std::uint32_t i = 0; i < kBatches; ++i) {
          if (submit(*inbox, {event(thread * kBatches + i)}).ok()) ++taken;
        }
      });
    }
  }
  EXPECT_EQ(taken, kThreads * kBatches);
  const auto all = lines(*inbox);
  EXPECT_EQ(std::set(all.begin(), all.end()).size(), kThreads * kBatches);
}

TEST_F(InboxTest, commits_what_still_waits_when_it_is_closed) {
  std::atomic<int> answers = 0;
  {
    const auto inbox = open();
    for (std::uint32_t i = 0; i < 100; ++i) {
      inbox->submit({event(i)}, [&](const Status& status) { answers += status.ok() ? 1 : 0; });
    }
  }
  EXPECT_EQ(answers, 100);
  EXPECT_EQ(lines(*open()).size(), 100U);
}

TEST_F(InboxTest, refuses_at_once_what_its_queue_has_no_room_for) {
  // Holds the inbox's thread in the first answer, so that the queue fills.
  std::promise<void> entered;
  std::promise<void> release;
  std::promise<Status> last;
  const auto inbox = open();
  inbox->submit({event(0)}, [&](const Status&) {
    entered.set_value();
    release.get_future().wait();
  });
  entered.get_future().wait();

  AcceptedEvent large = event(1);
  large.line.assign(kQueueBytesMax - sizeof(AcceptedEvent), 'x');
  inbox->submit({large}, [&](Status status) { last.set_value(std::move(status)); });
  Status refused = Ok{};
  inbox->submit({event(2)}, [&](Status status) { refused = std::move(status); });
  ASSERT_FALSE(refused.ok());
  EXPECT_THAT(refused.error().message, HasSubstr("busy"));

  release.set_value();
  EXPECT_TRUE(last.get_future().get().ok());
  EXPECT_TRUE(submit(*inbox, {event(2)}).ok());
}

// Of an inbox that keeps nothing the store has.
constexpr InboxOptions kKeepNothing = {.keep_bytes = 0};

TEST_F(InboxTest, forgets_only_what_is_loaded) {
  const auto inbox = open(kKeepNothing);
  ASSERT_TRUE(submit(*inbox, {event(10), event(20)}).ok());
  ASSERT_TRUE(submit(*inbox, {event(30), event(40)}).ok());
  ASSERT_TRUE(inbox->prune(3).ok());
  EXPECT_THAT(lines(*inbox), ::testing::ElementsAre("event 30", "event 40"));
  EXPECT_EQ(*inbox->extent(), (InboxExtent{.first = 3, .last = 4}));
}

TEST_F(InboxTest, forgets_nothing_while_there_is_room) {
  const auto inbox = open();
  ASSERT_TRUE(submit(*inbox, {event(1), event(2)}).ok());
  ASSERT_TRUE(inbox->prune(2).ok());
  EXPECT_EQ(lines(*inbox).size(), 2U);
}

TEST_F(InboxTest, forgets_the_oldest_when_the_disk_gets_full) {
  constexpr std::uint64_t kMoreThanAnyDisk = std::uint64_t{1} << 60;
  const auto inbox = open();
  ASSERT_TRUE(submit(*inbox, {event(1)}).ok());
  ASSERT_TRUE(submit(*inbox, {event(2)}).ok());
  const auto on_a_full_disk = open({.disk_free_min = kMoreThanAnyDisk});
  ASSERT_TRUE(on_a_full_disk->prune(1).ok());
  EXPECT_THAT(lines(*inbox), ::testing::ElementsAre("event 2"));
}

TEST_F(InboxTest, forgets_what_is_both_archived_and_old_though_there_is_room) {
  const auto inbox = open();
  for (const std::uint32_t number : {1U, 2U, 3U, 4U}) {
    AcceptedEvent old = event(number);
    old.received_ms = number;
    ASSERT_TRUE(submit(*inbox, {old}).ok());
  }
  ASSERT_TRUE(inbox->forget_before(2, 2).ok());
  EXPECT_EQ(inbox->extent()->first, 2) << "the second one came no earlier";
  ASSERT_TRUE(inbox->forget_before(3, 100).ok());
  EXPECT_EQ(inbox->extent()->first, 4) << "the last one is not archived";
}

TEST_F(InboxTest, knows_a_duplicate_of_what_it_forgot) {
  {
    const auto inbox = open(kKeepNothing);
    ASSERT_TRUE(submit(*inbox, {event(1)}).ok());
    ASSERT_TRUE(inbox->prune(1).ok());
    ASSERT_TRUE(submit(*inbox, {event(1)}).ok());
    EXPECT_TRUE(lines(*inbox).empty());
  }
  const auto inbox = open(kKeepNothing);
  ASSERT_TRUE(submit(*inbox, {event(1)}).ok());
  EXPECT_TRUE(lines(*inbox).empty());
}

TEST_F(InboxTest, keeps_the_room_it_has_left_for_what_is_not_loaded) {
  const auto inbox = open({.keep_bytes = 0, .bytes_max = 200'000});
  std::uint32_t taken = 0;
  Status status = Ok{};
  while (status && taken < 10'000) {
    status = submit(*inbox, {large_event(taken)});
    taken += status ? 1 : 0;
  }
  ASSERT_FALSE(status.ok());
  EXPECT_THAT(status.error().message, HasSubstr("until the store takes events again"));
  EXPECT_GT(taken, 100U);
  EXPECT_EQ(lines(*inbox).size(), taken);

  ASSERT_TRUE(inbox->prune(taken).ok());
  EXPECT_TRUE(submit(*inbox, {large_event(taken)}).ok());
}

TEST_F(InboxTest, leaves_room_on_the_disk_to_others) {
  const auto inbox = open({.disk_free_min = std::uint64_t{1} << 60});
  const Status status = submit(*inbox, {event(1)});
  ASSERT_FALSE(status.ok());
  EXPECT_THAT(status.error().message, HasSubstr("are free on the disk"));
}

TEST_F(InboxTest, forgets_more_than_one_chunk) {
  const auto inbox = open(kKeepNothing);
  std::vector<AcceptedEvent> batch;
  batch.reserve(12'000);
  for (std::uint32_t i = 0; i < 11'999; ++i) batch.push_back(event(i));
  ASSERT_TRUE(submit(*inbox, std::move(batch)).ok());
  ASSERT_TRUE(submit(*inbox, {event(11'999)}).ok());
  ASSERT_TRUE(inbox->prune(11'999).ok());
  EXPECT_THAT(lines(*inbox), ::testing::ElementsAre("event 11999"));
}

// Submits the events from `first` to before `end`, some hundred a batch.
void submit_all(Inbox& inbox, std::uint32_t first, std::uint32_t end) {
  while (first < end) {
    std::vector<AcceptedEvent> batch;
    for (; first < end && batch.size() < 100; ++first) batch.push_back(event(first));
    ASSERT_TRUE(submit(inbox, std::move(batch)).ok());
  }
}

TEST_F(InboxTest, knows_as_many_as_it_is_told_to_and_twice_as_many_at_most) {
  constexpr std::uint32_t kKnown = 1000;
  constexpr InboxOptions kOptions = {.duplicate_events = kKnown, .keep_bytes = 0};
  constexpr std::uint32_t kSubmitted = 5 * kKnown + kKnown / 2;
  {
    const auto inbox = open(kOptions);
    submit_all(*inbox, 0, kSubmitted);
    ASSERT_TRUE(inbox->prune(kSubmitted).ok());
  }
  const auto inbox = open(kOptions);
  submit_all(*inbox, kSubmitted - kKnown, kSubmitted);
  EXPECT_TRUE(lines(*inbox).empty());
  submit_all(*inbox, 0, kKnown);
  EXPECT_EQ(lines(*inbox).size(), kKnown);
}

TEST_F(InboxTest, does_not_know_what_was_not_committed) {
  const auto small = open({.bytes_max = 1});
  ASSERT_FALSE(submit(*small, {event(1)}).ok());
  const auto inbox = open();
  ASSERT_TRUE(submit(*inbox, {event(1)}).ok());
  EXPECT_EQ(lines(*inbox).size(), 1U);
}

TEST_F(InboxTest, begins_after_the_position_it_is_given_and_never_goes_back) {
  const auto inbox = open();
  EXPECT_EQ(*inbox->extent(), (InboxExtent{.first = 1, .last = 0}));
  ASSERT_TRUE(inbox->begin_after(1000).ok());
  ASSERT_TRUE(submit(*inbox, {event(1)}).ok());
  EXPECT_EQ(*inbox->extent(), (InboxExtent{.first = 1001, .last = 1001}));
  ASSERT_TRUE(inbox->begin_after(7).ok());
  ASSERT_TRUE(submit(*inbox, {event(2)}).ok());
  EXPECT_EQ(*inbox->extent(), (InboxExtent{.first = 1001, .last = 1002}));
}

TEST_F(InboxTest, never_uses_a_position_again) {
  {
    const auto inbox = open(kKeepNothing);
    ASSERT_TRUE(submit(*inbox, {event(1), event(2)}).ok());
    ASSERT_TRUE(inbox->prune(2).ok());
    ASSERT_TRUE(lines(*inbox).empty());
  }
  const auto inbox = open();
  ASSERT_TRUE(submit(*inbox, {event(3)}).ok());
  const auto events = inbox->read(2, kAll);
  ASSERT_TRUE(events.ok());
  ASSERT_EQ(events->size(), 1U);
  EXPECT_EQ((*events)[0].line, "event 3");
}

TEST_F(InboxTest, is_for_its_owner_only) {
  const auto inbox = open();
  ASSERT_TRUE(submit(*inbox, {event(1)}).ok());
  for (const char* suffix : {"", "-wal", "-shm"}) {
    struct stat status{};
    ASSERT_EQ(::stat((path_ + suffix).c_str(), &status), 0) << suffix;
    EXPECT_EQ(status.st_mode & 0777U, 0600U) << suffix;
  }
}

TEST_F(InboxTest, says_what_stands_in_the_way_of_opening) {
  const auto missing = Inbox::open(directory_.file("no/inbox.sqlite"));
  ASSERT_FALSE(missing.ok());
  EXPECT_EQ(missing.error().message, "cannot open the inbox " + directory_.file("no/inbox.sqlite") +
                                         ": No such file or directory");
  const auto occupied = Inbox::open(directory_.path());
  ASSERT_FALSE(occupied.ok());
  EXPECT_EQ(occupied.error().message,
            "cannot open the inbox " + directory_.path() + ": Is a directory");
}

TEST_F(InboxTest, leaves_a_file_that_is_no_database_alone) {
  const std::string text =
      "A letter to a friend, and longer than the header of a database. " + std::string(200, '.');
  ASSERT_TRUE(write_file_atomically(path_, text).ok());
  const auto inbox = Inbox::open(path_);
  ASSERT_FALSE(inbox.ok());
  EXPECT_EQ(inbox.error().message, "cannot open the inbox " + path_ + ": file is not a database");
  EXPECT_EQ(*read_file(path_, kAll), text);
}

// What a child process runs: submits batches of three until it is killed, and writes the number of
// each that was acknowledged to `fd`.
[[noreturn]] void acknowledge_until_killed(const std::string& path, int fd) {
  auto inbox = Inbox::open(path);
  if (!inbox) ::_exit(1);
  for (std::uint32_t batch = 0;; ++batch) {
    (*inbox)->submit({event(3 * batch), event(3 * batch + 1), event(3 * batch + 2)},
                     [fd, batch](const Status& status) {
                       if (status.ok() && ::write(fd, &batch, sizeof batch) < 0) ::_exit(1);
                     });
  }
}

// Starts that child, kills it after `count` acknowledgements, and gives back all that it had made.
std::set<std::uint32_t> acknowledged_before_the_kill(const std::string& path, std::size_t count) {
  std::array<int, 2> pipe_fds{};
  if (::pipe(pipe_fds.data()) != 0) std::abort();
  const UniqueFd read_end(pipe_fds[0]);
  UniqueFd write_end(pipe_fds[1]);
  const pid_t child = ::fork();
  if (child == 0) acknowledge_until_killed(path, write_end.get());
  write_end = UniqueFd();

  std::set<std::uint32_t> acknowledged;
  std::uint32_t batch = 0;
  const auto next = [&] { return ::read(read_end.get(), &batch, sizeof batch) == sizeof batch; };
  while (acknowledged.size() < count && next()) acknowledged.insert(batch);
  ::kill(child, SIGKILL);
  while (next()) acknowledged.insert(batch);
  ::waitpid(child, nullptr, 0);
  return acknowledged;
}

TEST_F(InboxTest, has_what_it_acknowledged_after_its_process_is_killed) {
  constexpr std::size_t kBatches = 2000;
  const auto acknowledged = acknowledged_before_the_kill(path_, kBatches);
  ASSERT_GE(acknowledged.size(), kBatches);
  const auto all = lines(*open());
  const std::set<std::string> kept(all.begin(), all.end());
  EXPECT_EQ(kept.size(), all.size());
  EXPECT_EQ(kept.size() % 3, 0U) << "half a batch";
  std::size_t lost = 0;
  for (const std::uint32_t number : acknowledged) {
    for (std::uint32_t i = 0; i < 3; ++i) lost += kept.contains(event(3 * number + i).line) ? 0 : 1;
  }
  EXPECT_EQ(lost, 0U);
}

}  // namespace
}  // namespace overt

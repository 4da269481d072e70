#include "durable/archived_data.h"

#include <cstring>
#include <filesystem>
#include <future>

#include "base/clock.h"
#include "base/file.h"
#include "base/random.h"
#include "collector/transfer.h"
#include "model/event_json.h"
#include "store/row.h"
#include "store/run_row.h"
#include "store/store.h"

namespace overt::testing {

ArchivedDataTest::ArchivedDataTest() {
  id_ = overt({"project-id", kUrl}).out;
  id_ = id_.substr(0, id_.find('\n'));
  std::filesystem::create_directories(data_);
  SystemRandom random;
  pepper_ = std::make_unique<Pepper>(*Pepper::open_or_make(data_ + "/pepper", random));
}

Outcome ArchivedDataTest::overt(std::vector<std::string> arguments) const {
  arguments.insert(arguments.begin(), OVERT_PROGRAM);
  return run_program({.argv = std::move(arguments),
                      .environment = std::vector<std::string>{"HOME=" + directory_.path()}});
}

std::string ArchivedDataTest::reports() const {
  const Outcome outcome = overt({"report", "--data", data_, "--per", "day"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  return outcome.out;
}

Event ArchivedDataTest::event(std::int64_t number, const std::string& id,
                              std::string_view type) const {
  Event event;
  event.ts_ms = number;
  std::memcpy(event.execution_id.bytes.data(), &number, sizeof number);
  event.project_id = pepper_->key(id);
  event.command = "git commit";
  event.attributes = {{"version", std::string("1.0.0")}};
  event.event_type = type;
  if (type == kCommandExited) {
    event.data = {{"exitCode", number % 3}, {"durationMs", number % 1000}};
  }
  return event;
}

AcceptedEvent ArchivedDataTest::accepted(const Event& event, std::int64_t received_ms) {
  const std::string line = to_json(event);
  return {
      .identity = identity_of(event, line), .app = "git", .received_ms = received_ms, .line = line};
}

void ArchivedDataTest::collect(bool with_project) const {
  const auto inbox = *Inbox::open(data_ + "/inbox.sqlite");
  const auto store = *open_duckdb_store(data_ + "/store.duckdb");
  const std::int64_t first_ms = (SystemClock().unix_ms() / kDayMs - kArchivedDays) * kDayMs + 1000;
  std::int64_t archived = 0;
  for (std::int64_t day = 0; day <= kArchivedDays; ++day) {
    std::vector<AcceptedEvent> events;
    for (const std::string& id : {std::string(64, '1'), std::string(64, '2'), id_}) {
      if (id == id_ && !with_project) continue;
      const std::int64_t run = 1000 * (day + 1) + id.front();
      const std::int64_t ms = first_ms + day * kDayMs;
      events.push_back(accepted(event(run, id, kCommandStarted), ms));
      events.push_back(accepted(event(run, id, kCommandExited), ms));
      events.push_back(accepted(event(run + 300, id, kCommandStarted), ms));
      if (day > 0) events.push_back(accepted(event(run - 700, id, kCommandExited), ms));
      events.push_back(accepted(event(run + 600, id, kCommandStarted), ms));
    }
    std::promise<bool> kept;
    inbox->submit(std::move(events), [&](const Status& status) { kept.set_value(status.ok()); });
    ASSERT_TRUE(kept.get_future().get());
    ASSERT_TRUE(transfer_all(*inbox, *store, [] { return true; }));
    archived = *store->archive();
  }
  ASSERT_GT(archived, 0);
  ASSERT_TRUE(inbox->forget_before(archived, first_ms + kArchivedDays * kDayMs).ok());
}

std::string ArchivedDataTest::reports_without_project() const {
  std::filesystem::remove_all(data_);
  std::filesystem::create_directories(data_);
  collect(false);
  return reports();
}

std::string ArchivedDataTest::file_with_id() const {
  const std::string hex = pepper_->key(id_);
  const std::uint64_t number = number_of_id(hex);
  std::string little(sizeof number, '\0');
  std::memcpy(little.data(), &number, sizeof number);
  const std::string big(little.rbegin(), little.rend());
  for (const auto& entry : std::filesystem::recursive_directory_iterator(data_)) {
    if (!entry.is_regular_file()) continue;
    const std::string whole = *read_file(entry.path(), kDataFileBytesMax);
    for (const std::string& form : {hex, little, big, hex.substr(0, 16), std::to_string(number)}) {
      if (whole.find(form) != std::string::npos) return entry.path();
    }
  }
  return "";
}

}  // namespace overt::testing

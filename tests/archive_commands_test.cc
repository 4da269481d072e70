// `overt store rebuild`, `overt project-id` and `overt forget` as an operator runs them: on data of
// several days, beside a collector and without one.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <cstring>
#include <filesystem>
#include <future>

#include "base/clock.h"
#include "base/file.h"
#include "base/random.h"
#include "base/temporary_directory.h"
#include "collector/data_directory.h"
#include "collector/pepper.h"
#include "collector/transfer.h"
#include "inbox/inbox.h"
#include "model/event_json.h"
#include "store/row.h"
#include "store/run_row.h"
#include "support/collector_process.h"
#include "support/process.h"

namespace overt::testing {
namespace {

using ::testing::HasSubstr;

constexpr int kDays = 5;
constexpr char kUrl[] = "https://example.com/group/project.git";
constexpr std::size_t kFileBytesMax = std::size_t{1} << 28;

class ArchiveCommandsTest : public ::testing::Test {
 protected:
  ArchiveCommandsTest() {
    id_ = overt({"project-id", kUrl}).out;
    id_ = id_.substr(0, id_.find('\n'));
    std::filesystem::create_directories(data_);
    SystemRandom random;
    pepper_ = std::make_unique<Pepper>(*Pepper::open_or_make(data_ + "/pepper", random));
  }

  Outcome overt(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), OVERT_PROGRAM);
    return run_program({.argv = std::move(arguments),
                        .environment = std::vector<std::string>{"HOME=" + directory_.path()}});
  }

  // Every report, on stdout.
  std::string reports() const {
    const Outcome outcome = overt({"report", "--data", data_, "--per", "day"});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    return outcome.out;
  }

  Event event(std::int64_t number, const std::string& id, std::string_view type) const {
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

  void submit(Inbox& inbox, const Event& event, std::int64_t received_ms) const {
    const std::string line = to_json(event);
    std::promise<bool> kept;
    inbox.submit({{.identity = identity_of(event, line),
                   .app = "git",
                   .received_ms = received_ms,
                   .line = line}},
                 [&](const Status& status) { kept.set_value(status.ok()); });
    ASSERT_TRUE(kept.get_future().get());
  }

  // Days of runs of other projects and, if asked, of the one of kUrl, up to today; a run of each
  // day ends on the next one, another one waits. The inbox has forgotten what is archived.
  void collect(bool with_project) const {
    const auto inbox = *Inbox::open(data_ + "/inbox.sqlite");
    const auto store = *open_duckdb_store(data_ + "/store.duckdb");
    const std::int64_t first_ms = (SystemClock().unix_ms() / kDayMs - kDays) * kDayMs + 1000;
    std::int64_t archived = 0;
    for (std::int64_t day = 0; day <= kDays; ++day) {
      for (const std::string& id : {std::string(64, '1'), std::string(64, '2'), id_}) {
        if (id == id_ && !with_project) continue;
        const std::int64_t run = 1000 * (day + 1) + id.front();
        const std::int64_t ms = first_ms + day * kDayMs;
        submit(*inbox, event(run, id, kCommandStarted), ms);
        submit(*inbox, event(run, id, kCommandExited), ms);
        submit(*inbox, event(run + 300, id, kCommandStarted), ms);
        if (day > 0) submit(*inbox, event(run - 700, id, kCommandExited), ms);
        submit(*inbox, event(run + 600, id, kCommandStarted), ms);
      }
      ASSERT_TRUE(transfer_all(*inbox, *store, [] { return true; }));
      archived = *store->archive();
    }
    ASSERT_GT(archived, 0);
    ASSERT_TRUE(inbox->forget_before(archived, first_ms + kDays * kDayMs).ok());
  }

  // Whether a file has the id in it as anything stores it.
  std::string file_with_id() const {
    const std::string hex = pepper_->key(id_);
    const std::uint64_t number = number_of_id(hex);
    std::string little(sizeof number, '\0');
    std::memcpy(little.data(), &number, sizeof number);
    const std::string big(little.rbegin(), little.rend());
    for (const auto& entry : std::filesystem::recursive_directory_iterator(data_)) {
      if (!entry.is_regular_file()) continue;
      const std::string whole = *read_file(entry.path(), kFileBytesMax);
      for (const std::string& form :
           {hex, little, big, hex.substr(0, 16), std::to_string(number)}) {
        if (whole.find(form) != std::string::npos) return entry.path();
      }
    }
    return "";
  }

  TemporaryDirectory directory_;
  std::string data_ = directory_.file("data");
  std::string id_;
  std::unique_ptr<Pepper> pepper_;
};

TEST_F(ArchiveCommandsTest, a_store_that_is_made_anew_answers_as_before) {
  collect(true);
  const std::string before = reports();
  std::filesystem::resize_file(data_ + "/store.duckdb", 5000);
  const Outcome rebuilt = overt({"store", "rebuild", "--data", data_});
  EXPECT_EQ(rebuilt.exit_code, 0) << rebuilt.err;
  EXPECT_THAT(rebuilt.out, HasSubstr("from 5 days of the archive and 15 events of the inbox"));
  EXPECT_THAT(rebuilt.out, HasSubstr("store.duckdb.damaged-"));
  EXPECT_EQ(reports(), before);
}

TEST_F(ArchiveCommandsTest, a_store_is_not_made_anew_where_events_would_be_missing) {
  collect(true);
  const std::string before = reports();
  std::filesystem::remove_all(data_ + "/archive");
  const Outcome refused = overt({"store", "rebuild", "--data", data_});
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_THAT(refused.err, HasSubstr("events are in neither archive nor inbox"));
  EXPECT_EQ(reports(), before);
  EXPECT_EQ(overt({"store", "rebuild", "--data", data_, "--accept-missing"}).exit_code, 0);
}

TEST_F(ArchiveCommandsTest, nothing_is_done_to_files_that_a_collector_has) {
  collect(true);
  CollectorProcess collector(
      OVERT_PROGRAM, {"--contract", std::string(OVERT_CONTRACTS) + "/git.toml", "--data", data_});
  ASSERT_NE(collector.admin_port(), 0) << collector.log();
  for (const auto& command :
       {std::vector<std::string>{"store", "rebuild", "--data", data_},
        std::vector<std::string>{"forget", "--app", "git", "--project", kUrl, "--data", data_}}) {
    const Outcome refused = overt(command);
    EXPECT_EQ(refused.exit_code, 2);
    EXPECT_THAT(refused.err, HasSubstr("another overt has it"));
  }
  EXPECT_EQ(collector.end_by(SIGTERM), 0);
}

TEST_F(ArchiveCommandsTest, a_project_that_is_forgotten_was_never_there) {
  collect(true);
  ASSERT_NE(file_with_id(), "");
  const Outcome forgotten = overt({"forget", "--app", "git", "--project", kUrl, "--data", data_});
  EXPECT_EQ(forgotten.exit_code, 0) << forgotten.err;
  EXPECT_THAT(forgotten.out, HasSubstr(R"("app":"git","keptIdSha256":[)"));
  EXPECT_THAT(forgotten.out, HasSubstr(R"("inboxEvents":5,"runs":11,"halves":7)"));
  EXPECT_EQ(*read_file(data_ + "/forgotten.ndjson", kFileBytesMax), forgotten.out);
  EXPECT_EQ(file_with_id(), "");
  const std::string after = reports();
  std::filesystem::remove_all(data_);
  std::filesystem::create_directories(data_);
  collect(false);
  EXPECT_EQ(after, reports());
}

TEST_F(ArchiveCommandsTest, beside_a_collector_a_project_is_forgotten_by_it) {
  collect(true);
  const std::string other = data_ + "/store.duckdb.damaged-20231114T221320Z";
  ASSERT_TRUE(write_file_atomically(other, pepper_->key(id_)).ok());
  CollectorProcess collector(
      OVERT_PROGRAM, {"--contract", std::string(OVERT_CONTRACTS) + "/git.toml", "--data", data_});
  ASSERT_NE(collector.admin_port(), 0) << collector.log();
  const std::string server = "http://127.0.0.1:" + std::to_string(collector.admin_port());
  const Outcome forgotten = overt({"forget", "--app", "git", "--project", id_, "--server", server});
  EXPECT_EQ(forgotten.exit_code, 0) << forgotten.err << collector.log();
  EXPECT_THAT(forgotten.out, HasSubstr(R"("filesSetAside":1)"));
  EXPECT_EQ(collector.end_by(SIGTERM), 0);
  EXPECT_EQ(file_with_id(), "");
  const std::string after = reports();
  std::filesystem::remove_all(data_);
  std::filesystem::create_directories(data_);
  collect(false);
  EXPECT_EQ(after, reports());
}

TEST_F(ArchiveCommandsTest, every_way_to_clone_a_project_has_one_id_and_a_path_has_none) {
  EXPECT_EQ(overt({"project-id", "git@example.com:group/project.git"}).out, id_ + "\n");
  const Outcome kept = overt({"project-id", kUrl, "--data", data_});
  EXPECT_THAT(kept.out, HasSubstr("kept as     " + pepper_->key(id_) + "\n"));
  EXPECT_THAT(kept.out, HasSubstr(std::to_string(number_of_id(pepper_->key(id_)))));
  const Outcome path = overt({"project-id", "/home/me/project"});
  EXPECT_EQ(path.exit_code, 2);
  EXPECT_THAT(path.err, HasSubstr("neither a URL"));
  const Outcome nowhere = overt({"project-id", kUrl, "--data", directory_.path()});
  EXPECT_EQ(nowhere.exit_code, 2);
  EXPECT_THAT(nowhere.err, HasSubstr("there is no "));
}

}  // namespace
}  // namespace overt::testing

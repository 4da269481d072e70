#include "collector/kept_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <future>
#include <utility>

#include "base/file.h"
#include "base/temporary_directory.h"
#include "collector/test_events.h"
#include "collector/transfer.h"
#include "store/run_row.h"

namespace overt {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::tool_event;

class FixedClock final : public Clock {
 public:
  std::int64_t unix_ms() const override { return 1'700'000'000'123; }
  std::int64_t steady_ms() const override { return 0; }
};

constexpr auto kToTheEnd = [] { return true; };

class KeptStoreTest : public ::testing::Test {
 protected:
  void SetUp() override { open_inbox({}); }

  void open_inbox(const InboxOptions& options) {
    inbox_.reset();
    inbox_ = *Inbox::open(directory_.file("inbox.sqlite"), options);
  }

  void put(std::int64_t first, std::int64_t count, std::string_view event_type = kCommandExited,
           std::int64_t received_ms = 1) {
    std::vector<AcceptedEvent> batch;
    for (std::int64_t number = first; number < first + count; ++number) {
      Event event = tool_event(number);
      event.event_type = event_type;
      const std::string line = to_json(event);
      batch.push_back({.identity = identity_of(event, line),
                       .app = "tool",
                       .received_ms = received_ms,
                       .line = line});
    }
    std::promise<bool> done;
    inbox_->submit(std::move(batch), [&](const Status& status) { done.set_value(status.ok()); });
    ASSERT_TRUE(done.get_future().get());
  }

  std::unique_ptr<KeptStore> open(const KeptStore::Open& open = open_duckdb_store) {
    auto store = KeptStore::open(path_, *inbox_, clock_, log_, open);
    EXPECT_TRUE(store.ok()) << store.error().message;
    return store ? *std::move(store) : nullptr;
  }

  bool load_all(Store& store) { return transfer_all(*inbox_, store, kToTheEnd).ok(); }

  static std::int64_t rows(Store& store) {
    const auto answer = store.query("SELECT count(*) FROM event", {});
    return answer ? std::get<std::int64_t>(answer->rows.at(0).at(0)) : -1;
  }

  // Overwrites some bytes that are not needed to open it; false if there are none.
  bool damage_rows() const {
    const std::string whole = *read_file(path_, 1 << 28);
    constexpr std::size_t kStep = 16384;
    for (std::size_t offset = kStep; offset + 100 < whole.size(); offset += kStep) {
      std::string damaged = whole;
      damaged.replace(offset, 100, 100, '\x5A');
      if (!write_file_atomically(path_, damaged)) return false;
      const auto store = open_duckdb_store(path_);
      if (store && !(*store)->check(kToTheEnd)) return true;
    }
    return false;
  }

  testing::TemporaryDirectory directory_;
  std::string path_ = directory_.file("store.duckdb");
  std::string aside_ = path_ + ".damaged-20231114T221320Z";
  FixedClock clock_;
  std::vector<std::string> log_lines_;
  ServerLog log_{clock_, [this](std::string_view line) { log_lines_.emplace_back(line); }};
  std::unique_ptr<Inbox> inbox_;
};

TEST_F(KeptStoreTest,
       its_revision_grows_with_whatever_may_change_its_answers_and_with_no_question) {
  const auto store = open();
  auto before = store->revision();
  ASSERT_TRUE(before);
  const auto has_grown = [&] {
    return store->revision() > std::exchange(before, store->revision());
  };
  EXPECT_EQ(rows(*store), 0);
  EXPECT_TRUE(store->position());
  EXPECT_FALSE(has_grown());
  put(1, 1);
  EXPECT_TRUE(load_all(*store));
  EXPECT_TRUE(has_grown());
  EXPECT_TRUE(store->add_refused({}));
  EXPECT_TRUE(has_grown());
  EXPECT_TRUE(store->set_lost({}));
  EXPECT_TRUE(has_grown());
  EXPECT_TRUE(store->forget_before(0));
  EXPECT_TRUE(has_grown());
  const std::uint64_t project = 1;
  EXPECT_TRUE(store->forget_project("tool", std::span(&project, 1)));
  EXPECT_TRUE(has_grown());
  EXPECT_TRUE(store->position());
  EXPECT_TRUE(has_grown()) << "it was opened anew";
}

TEST_F(KeptStoreTest, one_in_order_is_left_alone_and_nothing_is_said) {
  put(1, 10);
  ASSERT_TRUE(load_all(*open()));
  const auto store = open();
  EXPECT_TRUE(store->check(kToTheEnd).ok());
  EXPECT_TRUE(load_all(*store));
  EXPECT_EQ(rows(*store), 10);
  EXPECT_THAT(log_lines_, IsEmpty());
}

TEST_F(KeptStoreTest, one_that_was_cut_is_set_aside_and_filled_from_the_inbox) {
  put(1, 10);
  ASSERT_TRUE(load_all(*open()));
  std::filesystem::resize_file(path_, 5000);
  const auto store = open();
  EXPECT_TRUE(load_all(*store));
  EXPECT_EQ(rows(*store), 10);
  EXPECT_EQ(store->missing_events(), 0);
  EXPECT_EQ(std::filesystem::file_size(aside_), 5000U);
  EXPECT_THAT(log_lines_,
              ElementsAre(AllOf(HasSubstr("a new one is filled from the inbox"), HasSubstr(aside_),
                                HasSubstr("from_inbox=\"10\""), HasSubstr("missing=\"0\""))));
}

TEST_F(KeptStoreTest, damage_among_the_rows_is_found_by_the_check) {
  // Of a type that a store does not read when it is opened, as it does halves of runs.
  put(1, 1000, "BuildStarted");
  ASSERT_TRUE(load_all(*open()));
  ASSERT_TRUE(damage_rows());
  const auto store = open();
  EXPECT_FALSE(store->check(kToTheEnd).ok());
  EXPECT_TRUE(load_all(*store));
  EXPECT_EQ(rows(*store), 1000);
  EXPECT_TRUE(std::filesystem::exists(aside_));
  EXPECT_EQ(log_lines_.size(), 1U);
}

TEST_F(KeptStoreTest, what_neither_store_nor_inbox_has_is_counted) {
  open_inbox({.keep_bytes = 0});
  put(1, 7);
  put(8, 3);
  ASSERT_TRUE(load_all(*open()));
  ASSERT_TRUE(inbox_->prune(7).ok());
  std::filesystem::resize_file(path_, 0);
  const auto store = open();
  EXPECT_TRUE(load_all(*store));
  EXPECT_EQ(rows(*store), 3);
  EXPECT_EQ(store->missing_events(), 7);
  EXPECT_THAT(log_lines_,
              ElementsAre(AllOf(HasSubstr("from_inbox=\"3\""), HasSubstr("missing=\"7\""))));
}

TEST_F(KeptStoreTest, an_inbox_that_is_gone_begins_after_the_store) {
  put(1, 10);
  ASSERT_TRUE(load_all(*open()));
  inbox_.reset();
  std::filesystem::remove(directory_.file("inbox.sqlite"));
  open_inbox({});
  const auto store = open();
  put(11, 5);
  EXPECT_TRUE(load_all(*store));
  EXPECT_EQ(rows(*store), 15);
  EXPECT_EQ(store->missing_events(), 0);
  EXPECT_THAT(log_lines_, ElementsAre(HasSubstr("goes on after those of the store")));
}

class ArchivedStoreTest : public KeptStoreTest {
 protected:
  // Three days of ten events; of the first two there is an archive, and the inbox has the last one.
  void SetUp() override {
    open_inbox({});
    const auto store = open();
    for (std::int64_t day = 0; day < 3; ++day) {
      put(10 * day + 1, 10, kCommandExited, day * kDayMs);
      ASSERT_TRUE(load_all(*store));
      ASSERT_EQ(*store->archive(), 10 * day);
    }
    ASSERT_TRUE(inbox_->forget_before(20, 2 * kDayMs).ok());
    log_lines_.clear();
  }
};

TEST_F(ArchivedStoreTest, one_that_is_gone_is_filled_by_who_loads_while_queries_are_told_so) {
  std::filesystem::remove(path_);
  const auto store = open();
  const auto answer = store->query("SELECT count(*) FROM event", {});
  ASSERT_FALSE(answer.ok());
  EXPECT_THAT(answer.error().message, HasSubstr("filled from its archive"));
  EXPECT_TRUE(load_all(*store));
  EXPECT_EQ(rows(*store), 30);
  EXPECT_EQ(store->missing_events(), 0);
  EXPECT_THAT(log_lines_,
              ElementsAre(AllOf(HasSubstr("was gone: a new one is filled from its archive"),
                                HasSubstr("archived_days=\"2\""), HasSubstr("from_inbox=\"10\""),
                                HasSubstr("missing=\"0\""))));
}

TEST_F(ArchivedStoreTest, one_that_is_damaged_is_set_aside_and_filled) {
  std::filesystem::resize_file(path_, 5000);
  const auto store = open();
  EXPECT_TRUE(load_all(*store));
  EXPECT_EQ(rows(*store), 30);
  EXPECT_EQ(store->missing_events(), 0);
  EXPECT_TRUE(std::filesystem::exists(aside_));
  EXPECT_THAT(log_lines_,
              ElementsAre(AllOf(HasSubstr("is damaged: a new one is filled from its archive"),
                                HasSubstr(aside_))));
}

TEST_F(ArchivedStoreTest, what_is_damaged_in_the_archive_is_counted) {
  const std::string day = directory_.file("archive/1970-01-02.parquet");
  std::filesystem::resize_file(day, std::filesystem::file_size(day) - 1);
  std::filesystem::remove(path_);
  const auto store = open();
  EXPECT_TRUE(load_all(*store));
  EXPECT_EQ(rows(*store), 20);
  EXPECT_EQ(store->missing_events(), 10);
  EXPECT_THAT(log_lines_, ElementsAre(HasSubstr(day)));
}

TEST_F(ArchivedStoreTest, where_the_inbox_is_gone_as_well_new_events_come_after_the_archive) {
  std::filesystem::remove(path_);
  inbox_.reset();
  std::filesystem::remove(directory_.file("inbox.sqlite"));
  open_inbox({});
  const auto store = open();
  put(31, 5, kCommandExited, 3 * kDayMs);
  EXPECT_TRUE(load_all(*store));
  EXPECT_EQ(rows(*store), 25);
}

// A store whose failures a test orders; the rows are a real one's.
struct Failing {
  Error on_load;                    // what the next load fails with, after it has taken place
  std::vector<Error> on_open = {};  // what opening fails with, from the last on
  int opened = 0;
};

class FailingStore final : public Store {
 public:
  FailingStore(std::unique_ptr<Store> store, Failing& failing)
      : store_(std::move(store)), failing_(failing) {}

  Result<std::int64_t> position() override { return store_->position(); }
  Status load(std::span<const Row> rows, std::int64_t position) override {
    Status loaded = store_->load(rows, position);
    if (failing_.on_load.message.empty()) return loaded;
    return std::exchange(failing_.on_load, Error{});
  }
  Result<std::size_t> add_refused(std::span<const RefusedEvents> refused) override {
    return store_->add_refused(refused);
  }
  Status set_lost(std::span<const LostBeforeSending> lost) override {
    return store_->set_lost(lost);
  }
  Status forget_before(std::int32_t day) override { return store_->forget_before(day); }
  Status check(const std::function<bool()>& keep_going) override {
    return store_->check(keep_going);
  }
  Result<QueryResult> query(const std::string& sql, const QueryParameters& parameters) override {
    return store_->query(sql, parameters);
  }

 private:
  std::unique_ptr<Store> store_;
  Failing& failing_;
};

KeptStore::Open opener(Failing& failing) {
  return [&failing](const std::string& path) -> Result<std::unique_ptr<Store>> {
    ++failing.opened;
    if (!failing.on_open.empty()) {
      Error error = failing.on_open.back();
      failing.on_open.pop_back();
      return error;
    }
    auto store = open_duckdb_store(path);
    if (!store) return store.error();
    return std::unique_ptr<Store>(std::make_unique<FailingStore>(*std::move(store), failing));
  };
}

TEST_F(KeptStoreTest, a_load_that_failed_and_took_place_is_not_made_twice) {
  Failing failing{.on_load = {"IO Error: Input/output error"}};
  const auto store = open(opener(failing));
  put(1, 10);
  EXPECT_FALSE(load_all(*store));
  EXPECT_TRUE(load_all(*store));
  EXPECT_EQ(rows(*store), 10);
  EXPECT_EQ(failing.opened, 2) << "it is opened anew after a failure";
}

TEST_F(KeptStoreTest, damage_while_it_is_in_use_is_believed_when_it_is_there_again) {
  Failing failing{.on_load = {"Corrupt database file: for a moment"}};
  const auto store = open(opener(failing));
  put(1, 10);
  EXPECT_FALSE(load_all(*store));
  EXPECT_TRUE(load_all(*store));
  EXPECT_EQ(rows(*store), 10);
  EXPECT_FALSE(std::filesystem::exists(aside_));
}

TEST_F(KeptStoreTest, on_a_full_disk_it_is_opened_later) {
  const Error full{"IO Error: No space left on device"};
  Failing failing{.on_open = {full, full}};
  const auto store = open(opener(failing));
  put(1, 10);
  EXPECT_FALSE(store->query("SELECT 1", {}).ok());
  EXPECT_FALSE(load_all(*store));
  EXPECT_TRUE(load_all(*store));
  EXPECT_EQ(rows(*store), 10);
}

TEST_F(KeptStoreTest, what_a_person_has_to_mend_is_an_error_at_once) {
  Failing failing{.on_open = {{"the store is in use by process 7"}}};
  const auto store = KeptStore::open(path_, *inbox_, clock_, log_, opener(failing));
  ASSERT_FALSE(store.ok());
  EXPECT_EQ(store.error().message, "the store is in use by process 7");
}

TEST_F(KeptStoreTest, on_a_disk_that_damages_everything_it_gives_up) {
  Failing failing{.on_open = std::vector<Error>(100, Error{"Corrupt database file"})};
  const auto store = KeptStore::open(path_, *inbox_, clock_, log_, opener(failing));
  ASSERT_FALSE(store.ok());
  EXPECT_THAT(store.error().message, HasSubstr("look after the disk"));
  EXPECT_EQ(failing.opened, kSetAsideMax + 1);
}

}  // namespace
}  // namespace overt

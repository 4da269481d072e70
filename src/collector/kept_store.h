// The store as the collector keeps it: opened anew when it has failed, set aside when it is
// damaged, and filled again from its archive and the inbox.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>

#include "base/clock.h"
#include "collector/server_log.h"
#include "inbox/inbox.h"
#include "store/store.h"

namespace overt {

// Damaged files that one process sets aside. On a disk that damages everything they would fill it.
inline constexpr int kSetAsideMax = 4;

// How often the log says how far the filling is.
inline constexpr std::chrono::milliseconds kFillTellInterval = std::chrono::seconds(10);

class KeptStore final : public Store {
 public:
  using Open = std::function<Result<std::unique_ptr<Store>>(const std::string& path)>;

  // Opens or makes the file at `path`. If it is damaged it is set aside and a new one begins; if
  // the disk is full or fails, or if there is an archive to fill a new one from, it is opened
  // later, by position(). `inbox`, `clock` and `log` are borrowed. The inbox gives no position that
  // the store has passed from then on.
  static Result<std::unique_ptr<KeptStore>> open(std::string path, Inbox& inbox, const Clock& clock,
                                                 ServerLog& log, Open open = open_duckdb_store);

  // Where to go on with loading; for one thread, the one that loads. After a failure it first opens
  // the store anew: what a failed transaction left behind is settled by that, and a damaged file
  // set aside. Waits for the queries that run; those that come while it fills a new store from the
  // archive fail, and are told how far that is.
  Result<std::int64_t> position() override;

  Status load(std::span<const Row> rows, std::int64_t position) override;
  Result<std::size_t> add_refused(std::span<const RefusedEvents> refused) override;
  Status set_lost(std::span<const LostBeforeSending> lost) override;
  Status forget_before(std::int32_t day) override;
  Result<std::int64_t> archive() override;

  // forget_in_duckdb_store() for the thread that loads. Queries that come meanwhile fail;
  // position() opens the store again.
  Result<ForgottenRows> forget_project(const std::string& app,
                                       std::span<const std::uint64_t> projects) override;

  std::optional<std::uint64_t> revision() const override { return revision_; }

  Status check(const std::function<bool()>& keep_going) override;
  Result<QueryResult> query(const std::string& sql, const QueryParameters& parameters) override;
  Result<AskAnswer> ask(const std::string& sql, const AskLimits& limits,
                        const std::stop_token& stop) override;

  // Events that were acknowledged and loaded, and are neither in this store nor in the inbox any
  // more, as far as this process knows: they are in a file that it set aside. Threads: any.
  std::int64_t missing_events() const { return missing_events_; }

 private:
  KeptStore(std::string path, Inbox& inbox, const Clock& clock, ServerLog& log, Open open)
      : path_(std::move(path)), inbox_(inbox), clock_(clock), log_(log), open_(std::move(open)) {}

  // Whoever may change what the store answers has one until that is done: a commit whose answer was
  // an error may be there.
  class Change {
   public:
    explicit Change(std::atomic<std::uint64_t>& revision) : revision_(revision) {}
    Change(const Change&) = delete;
    Change& operator=(const Change&) = delete;
    ~Change() { ++revision_; }

   private:
    std::atomic<std::uint64_t>& revision_;
  };

  // Who has it may use store_ alone.
  using Alone = std::unique_lock<std::shared_mutex>;

  Status open_anew();
  Status open_or_set_aside(bool is_doubtful, Alone& lock);
  Status open_once(bool is_doubtful, Alone& lock);
  Status fill_from_archive(Alone& lock);
  Result<ArchiveExtent> fill();
  Status set_aside(const Error& damage);
  Status meet_inbox();
  Status begin_inbox_after(std::int64_t position);
  void tell_what_was_done(std::int64_t from_inbox, std::int64_t missing);
  void note(const Error& error);
  Error trouble() const;

  std::string path_;
  Inbox& inbox_;
  const Clock& clock_;
  ServerLog& log_;
  Open open_;
  bool may_fill_ = false;  // it takes too long for who waits for the collector to start
  int set_aside_count_ = 0;
  std::string damage_;                   // since the last line about it in the log
  std::string kept_as_;                  // what was set aside since then
  std::optional<ArchiveExtent> filled_;  // what the store was filled from since then
  std::atomic<std::int64_t> missing_events_ = 0;
  std::atomic<std::uint64_t> revision_ = 0;

  std::shared_mutex mutex_;  // shared by who uses the store, alone by who opens it
  std::unique_ptr<Store> store_;

  mutable std::mutex trouble_mutex_;
  std::atomic<bool> is_suspect_ = false;  // it is to be opened anew
  Error trouble_;                         // why; under trouble_mutex_
};

}  // namespace overt

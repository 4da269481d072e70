#include "collector/kept_store.h"

#include <algorithm>
#include <filesystem>
#include <string_view>
#include <utility>

namespace overt {
namespace {

std::string listed(const std::vector<std::string>& files) {
  std::string list;
  for (const std::string& file : files) list += (list.empty() ? "" : ", ") + file;
  return list;
}

std::string_view what_was_done(bool was_set_aside, bool was_filled) {
  if (was_set_aside) {
    return was_filled ? "the store is damaged: a new one is filled from its archive and the inbox"
                      : "the store is damaged: a new one is filled from the inbox";
  }
  return was_filled ? "the store was gone: a new one is filled from its archive and the inbox"
                    : "the store lacks events that the inbox has no more";
}

}  // namespace

Result<std::unique_ptr<KeptStore>> KeptStore::open(std::string path, Inbox& inbox,
                                                   const Clock& clock, ServerLog& log, Open open) {
  std::unique_ptr<KeptStore> kept(
      new KeptStore(std::move(path), inbox, clock, log, std::move(open)));
  const Status opened = kept->open_anew();
  const bool is_to_be_filled = std::exchange(kept->may_fill_, true);
  if (opened || is_to_be_filled) return kept;
  // That may be over later. Every other error that keeps a store from being opened is for a person
  // to mend.
  if (!is_trouble_of_the_disk(opened.error())) return opened.error();
  log.error("the store cannot be opened yet, events stay in the inbox",
            {{.name = "reason", .value = opened.error().message}});
  return kept;
}

Result<std::int64_t> KeptStore::position() {
  if (is_suspect_) {
    if (const Status opened = open_anew(); !opened) return opened.error();
  }
  const std::shared_lock lock(mutex_);
  auto position = store_->position();
  if (!position) note(position.error());
  return position;
}

Status KeptStore::load(std::span<const Row> rows, std::int64_t position) {
  const Change change(revision_);
  const std::shared_lock lock(mutex_);
  if (store_ == nullptr) return trouble();
  Status loaded = store_->load(rows, position);
  // The transaction may be in the store's log nevertheless; who opens it knows.
  if (!loaded) note(loaded.error());
  return loaded;
}

Result<std::size_t> KeptStore::add_refused(std::span<const RefusedEvents> refused) {
  const Change change(revision_);
  const std::shared_lock lock(mutex_);
  if (store_ == nullptr) return trouble();
  auto added = store_->add_refused(refused);
  if (!added) note(added.error());
  return added;
}

Status KeptStore::set_lost(std::span<const LostBeforeSending> lost) {
  const Change change(revision_);
  const std::shared_lock lock(mutex_);
  if (store_ == nullptr) return trouble();
  Status set = store_->set_lost(lost);
  if (!set) note(set.error());
  return set;
}

Status KeptStore::forget_before(std::int32_t day) {
  const Change change(revision_);
  const std::shared_lock lock(mutex_);
  if (store_ == nullptr) return trouble();
  Status forgotten = store_->forget_before(day);
  if (!forgotten) note(forgotten.error());
  return forgotten;
}

// What fails of it alone, as a folder that cannot be written, is no doubt about the store.
Result<std::int64_t> KeptStore::archive() {
  const std::shared_lock lock(mutex_);
  if (store_ == nullptr) return trouble();
  auto archived = store_->archive();
  if (!archived && is_damage_of_duckdb_store(archived.error())) note(archived.error());
  return archived;
}

Result<ForgottenRows> KeptStore::forget_project(const std::string& app,
                                                std::span<const std::uint64_t> projects) {
  const Change change(revision_);
  {
    const Alone lock(mutex_);
    if (store_ == nullptr) return trouble();
    note(Error{"a project is being forgotten; ask again in a minute"});
    store_.reset();
  }
  return forget_in_duckdb_store(path_, app, projects);
}

Status KeptStore::check(const std::function<bool()>& keep_going) {
  const std::shared_lock lock(mutex_);
  if (store_ == nullptr) return trouble();
  Status checked = store_->check(keep_going);
  if (!checked) note(checked.error());
  return checked;
}

Result<QueryResult> KeptStore::query(const std::string& sql, const QueryParameters& parameters) {
  const std::shared_lock lock(mutex_);
  if (store_ == nullptr) return trouble();
  auto answer = store_->query(sql, parameters);
  // Any other is the query's own.
  if (!answer && is_damage_of_duckdb_store(answer.error())) note(answer.error());
  return answer;
}

Result<AskAnswer> KeptStore::ask(const std::string& sql, const AskLimits& limits,
                                 const std::stop_token& stop) {
  const std::shared_lock lock(mutex_);
  if (store_ == nullptr) return trouble();
  auto answer = store_->ask(sql, limits, stop);
  if (!answer && is_damage_of_duckdb_store(answer.error())) note(answer.error());
  return answer;
}

Status KeptStore::open_anew() {
  const Change change(revision_);
  Alone lock(mutex_);
  store_.reset();
  // Damage that shows while the store is in use may be the memory's or the disk's of that moment.
  // What the file is worth is what can be read of it anew.
  const bool is_doubtful = is_damage_of_duckdb_store(trouble());
  Status opened = open_or_set_aside(is_doubtful, lock);
  if (opened) opened = meet_inbox();
  if (!opened) {
    store_.reset();
    note(opened.error());
    return opened;
  }
  const std::scoped_lock trouble_lock(trouble_mutex_);
  trouble_ = Error{};
  is_suspect_ = false;
  return Ok{};
}

Status KeptStore::open_or_set_aside(bool is_doubtful, Alone& lock) {
  Status opened = open_once(is_doubtful, lock);
  while (!opened && is_damage_of_duckdb_store(opened.error())) {
    if (const Status moved = set_aside(opened.error()); !moved) return moved;
    opened = open_once(is_doubtful, lock);
  }
  return opened;
}

Status KeptStore::open_once(bool is_doubtful, Alone& lock) {
  if (const Status filled = fill_from_archive(lock); !filled) return filled;
  auto opened = open_(path_);
  if (!opened) return opened.error();
  if (const auto position = (*opened)->position(); !position) return position.error();
  if (is_doubtful) {
    if (Status checked = (*opened)->check([] { return true; }); !checked) return checked;
  }
  store_ = *std::move(opened);
  return Ok{};
}

// Does nothing if there is a store or no archive.
Status KeptStore::fill_from_archive(Alone& lock) {
  std::error_code ignored;
  if (std::filesystem::exists(path_, ignored)) return Ok{};
  const auto archive = extent_of_duckdb_archive(path_);
  if (!archive) return archive.error();
  if (archive->days == 0) return Ok{};
  if (!may_fill_) {
    may_fill_ = true;
    if (const Status begun = begin_inbox_after(archive->position); !begun) return begun;
    return Error{"the store is filled from its archive first"};
  }
  lock.unlock();
  auto filled = fill();
  lock.lock();
  if (!filled) return filled.error();
  filled_ = *std::move(filled);
  return Ok{};
}

Result<ArchiveExtent> KeptStore::fill() {
  std::int64_t told_ms = clock_.steady_ms();
  return fill_duckdb_store(path_, [&](std::int64_t done, std::int64_t days) {
    note(Error{"the store is being filled from its archive: " + std::to_string(done) + " of " +
               std::to_string(days) + " days are there"});
    if (clock_.steady_ms() - told_ms < kFillTellInterval.count()) return;
    told_ms = clock_.steady_ms();
    log_.info("the store is being filled from its archive",
              {{.name = "days", .value = std::to_string(done)},
               {.name = "of", .value = std::to_string(days)}});
  });
}

Status KeptStore::set_aside(const Error& damage) {
  if (set_aside_count_ == kSetAsideMax) {
    return Error{"the store " + path_ + " was damaged " + std::to_string(kSetAsideMax) +
                 " times (look after the disk, and start anew)"};
  }
  const auto kept_as = set_duckdb_store_aside(path_, damage, clock_.unix_ms());
  if (!kept_as) return kept_as.error();
  ++set_aside_count_;
  damage_ = damage.message;
  kept_as_ += (kept_as_.empty() ? "" : ", ") + *kept_as;
  return Ok{};
}

// Position for position: what the store is behind, the inbox has or has not; where the inbox is
// behind, it goes on after the store, which else would take new events for loaded ones.
Status KeptStore::meet_inbox() {
  const auto position = store_->position();
  if (!position) return position.error();
  auto extent = inbox_.extent();
  if (!extent) return extent.error();
  if (extent->last < *position) {
    if (const Status begun = begin_inbox_after(*position); !begun) return begun;
    extent = inbox_.extent();
    if (!extent) return extent.error();
  }
  const std::int64_t first = std::max(extent->first, *position + 1);
  const std::int64_t missing = first - *position - 1 + (filled_ ? filled_->missing : 0);
  if (missing > 0 || !kept_as_.empty() || filled_) {
    tell_what_was_done(extent->last - first + 1, missing);
  }
  return Ok{};
}

Status KeptStore::begin_inbox_after(std::int64_t position) {
  const auto extent = inbox_.extent();
  if (!extent) return extent.error();
  if (extent->last >= position) return Ok{};
  log_.error("the inbox has lost its newest positions, and goes on after those of the store",
             {{.name = "inbox_position", .value = std::to_string(extent->last)},
              {.name = "store_position", .value = std::to_string(position)}});
  return inbox_.begin_after(position);
}

void KeptStore::tell_what_was_done(std::int64_t from_inbox, std::int64_t missing) {
  missing_events_ += missing;
  const std::string damaged_days = filled_ ? listed(filled_->damaged) : "";
  const std::string without_digest = filled_ ? listed(filled_->without_digest) : "";
  log_.error(what_was_done(!kept_as_.empty(), filled_.has_value()),
             {{.name = "reason", .value = damage_},
              {.name = "kept_as", .value = kept_as_},
              {.name = "archived_days", .value = std::to_string(filled_ ? filled_->days : 0)},
              {.name = "damaged_days", .value = damaged_days},
              {.name = "without_digest", .value = without_digest},
              {.name = "from_inbox", .value = std::to_string(from_inbox)},
              {.name = "missing", .value = std::to_string(missing)}});
  damage_.clear();
  kept_as_.clear();
  filled_.reset();
}

void KeptStore::note(const Error& error) {
  const std::scoped_lock lock(trouble_mutex_);
  trouble_ = error;
  is_suspect_ = true;
}

Error KeptStore::trouble() const {
  const std::scoped_lock lock(trouble_mutex_);
  return trouble_;
}

}  // namespace overt

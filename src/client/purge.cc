#include "client/purge.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <optional>
#include <string_view>

#include "base/file.h"
#include "base/printable.h"
#include "client/receipt.h"
#include "client/user_words.h"

namespace overt {
namespace {

std::string_view name_in(std::string_view path) { return path.substr(path.rfind('/') + 1); }

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

// What stands between `begin` and `end`; nothing if `text` is not so.
std::optional<std::string_view> between(std::string_view begin, std::string_view text,
                                        std::string_view end) {
  if (text.size() < begin.size() + end.size()) return std::nullopt;
  if (!text.starts_with(begin) || !text.ends_with(end)) return std::nullopt;
  return text.substr(begin.size(), text.size() - begin.size() - end.size());
}

// Whether overt gives this name to a file of a state directory.
bool is_our_name(const StateDirectory& state, std::string_view name) {
  const std::string paths[] = {
      state.events(),      state.receipts(),     older_receipts(state.receipts()),
      state.cursor(),      state.contract(),     state.notice(),
      state.losses(),      state.next_cursor(),  state.log_lock(),
      state.sender_lock(), state.staying_lock(), state.attached_lock()};
  for (const std::string& path : paths) {
    if (name == name_in(path)) return true;
    // A program that was killed while it replaced the file has left it half.
    const auto half = between(std::string(name_in(path)) + ".new.", name, "");
    if (half && is_number(*half)) return true;
  }
  const auto segment = between("events.", name, ".ndjson");
  return segment && is_number(*segment);
}

struct CloseDirectory {
  void operator()(DIR* directory) const { ::closedir(directory); }
};

struct Found {
  std::vector<PurgedFile> ours;
  std::vector<std::string> others;
};

Result<Found> find_files(const StateDirectory& state, int directory) {
  UniqueFd copy(::fcntl(directory, F_DUPFD_CLOEXEC, 0));
  const std::unique_ptr<DIR, CloseDirectory> stream(copy ? ::fdopendir(copy.get()) : nullptr);
  if (!stream) return errno_error("list", state.path);
  static_cast<void>(copy.release());  // it is the stream's now
  Found found;
  // NOLINTNEXTLINE(concurrency-mt-unsafe): the stream is this function's own
  while (const dirent* const entry = ::readdir(stream.get())) {
    const std::string name = entry->d_name;
    if (name == "." || name == "..") continue;
    struct stat status{};
    const bool is_file = ::fstatat(directory, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0 &&
                         S_ISREG(status.st_mode);
    if (is_file && is_our_name(state, name)) {
      found.ours.push_back({name, status.st_size});
    } else {
      found.others.push_back(name);
    }
  }
  std::ranges::sort(found.ours, {}, &PurgedFile::name);
  std::ranges::sort(found.others);
  return found;
}

// Held as long as it lives; while it is, no sender is at work.
Result<UniqueFd> lock_out_senders(const StateDirectory& state, int directory) {
  constexpr int kFlags = O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK;
  const std::string name(name_in(state.sender_lock()));
  UniqueFd lock(::openat(directory, name.c_str(), kFlags, 0600));
  if (!lock) return errno_error("open", state.sender_lock());
  if (::flock(lock.get(), LOCK_EX | LOCK_NB) == 0) return lock;
  if (errno != EWOULDBLOCK) return errno_error("lock", state.sender_lock());
  return Error{"nothing was removed: a sender is at work; try again in a few seconds"};
}

}  // namespace

Result<Purged> purge(const StateDirectory& state) {
  Purged purged;
  const UniqueFd directory(
      ::open(state.path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!directory && errno == ENOENT) return purged;
  if (!directory) return errno_error("open the directory", state.path);
  Result<Found> found = find_files(state, directory.get());
  if (!found) return found.error();
  // Before the lock, which may make its file. What comes to be meanwhile belongs to a new log.
  const Result<UniqueFd> lock = lock_out_senders(state, directory.get());
  if (!lock) return lock.error();
  const std::string lock_name(name_in(state.sender_lock()));
  const bool had_lock = std::ranges::count(found->ours, lock_name, &PurgedFile::name) > 0;
  if (!had_lock) ::unlinkat(directory.get(), lock_name.c_str(), 0);
  for (const PurgedFile& file : found->ours) {
    const bool gone = ::unlinkat(directory.get(), file.name.c_str(), 0) == 0 || errno == ENOENT;
    if (!gone) return errno_error("remove", state.path + "/" + file.name);
  }
  purged.removed = std::move(found->ours);
  purged.left = std::move(found->others);
  purged.directory_is_gone = ::rmdir(state.path.c_str()) == 0;
  return purged;
}

std::string words_of(const Purged& purged, const StateDirectory& state) {
  const std::string place = printable(state.path);
  if (purged.removed.empty() && purged.left.empty()) {
    return "Nothing is recorded: there is no " + place + "\n";
  }
  std::string text = purged.removed.empty() ? "Nothing is recorded in " + place + "\n"
                                            : "Removed from " + place + ":\n";
  for (const PurgedFile& file : purged.removed) {
    text += "  " + printable(file.name) + " (" + size_of_bytes(file.bytes) + ")\n";
  }
  for (const std::string& name : purged.left) {
    text += "Left, for overt has not made it: " + printable(name) + "\n";
  }
  if (purged.directory_is_gone) text += "The directory was empty then and is gone, too.\n";
  return text + "Your choice, on or off, stays as it is.\n";
}

}  // namespace overt

// overt store: what is done to a collector's store by hand.
#include "store/store.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/environment.h"
#include "base/move_aside.h"
#include "cli/collector_program.h"
#include "cli/commands.h"
#include "cli/data_directory.h"
#include "cli/progress_line.h"
#include "collector/data_directory.h"
#include "collector/transfer.h"
#include "inbox/inbox.h"

namespace overt::cli {
namespace {

struct RebuildOptions {
  std::string data;  // empty for the default
  bool accept_missing = false;
};

// What a new store would be made of.
struct Sources {
  ArchiveExtent archive;
  std::int64_t inbox_events = 0;  // that come after the archive
  std::int64_t missing = 0;
};

Result<Sources> look_at(const std::string& store, Inbox& inbox) {
  ProgressLine progress("reading the archive");
  auto archive = check_duckdb_archive(store, [&](std::int64_t done, std::int64_t steps) {
    progress.show(static_cast<double>(done) / static_cast<double>(steps));
  });
  if (!archive) return archive.error();
  const auto extent = inbox.extent();
  if (!extent) return extent.error();
  const std::int64_t first = std::max(extent->first, archive->position + 1);
  return Sources{.archive = *archive,
                 .inbox_events = std::max<std::int64_t>(0, extent->last - first + 1),
                 .missing = archive->missing + first - archive->position - 1};
}

Status refuse_loss(const Sources& sources) {
  if (sources.missing == 0 && sources.archive.damaged.empty()) return Ok{};
  return Error{fmt::format(
      "{} events are in neither archive nor inbox and {} files of the archive are damaged{}; the "
      "store stays as it is (--accept-missing makes one without them)",
      sources.missing, sources.archive.damaged.size(),
      sources.archive.damaged.empty() ? "" : ", the first is " + sources.archive.damaged.front())};
}

// The old one stays under another name: what is in it may still be of use.
Result<std::string> set_aside(const std::string& store, std::int64_t now_ms) {
  std::error_code ignored;
  if (!std::filesystem::exists(store, ignored)) return std::string();
  const std::string aside = name_aside(store, now_ms);
  if (const Status moved = rename_if_there(store + ".wal", aside + ".wal"); !moved) {
    return moved.error();
  }
  if (const Status moved = rename_if_there(store, aside); !moved) return moved.error();
  return aside;
}

Result<Transferred> fill(const std::string& path, Inbox& inbox) {
  ProgressLine progress("making the store anew");
  const auto filled = fill_duckdb_store(path, [&](std::int64_t done, std::int64_t days) {
    progress.show(static_cast<double>(done) / static_cast<double>(days));
  });
  if (!filled) return filled.error();
  const auto store = open_duckdb_store(path);
  if (!store) return store.error();
  return transfer_all(inbox, **store, [] { return true; });
}

int rebuild(const RebuildOptions& options) {
  const auto directory = options.data.empty()
                             ? default_data_directory(Environment::of_this_process())
                             : Result<std::string>(options.data);
  if (!directory) return fail(directory.error().message);
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(inbox_path(*directory), ignored)) {
    return fail("no collector's data in " + *directory + "; name its directory with --data");
  }
  const auto claimed = DataDirectory::claim(*directory);
  if (!claimed) return fail(claimed.error().message);
  ::umask(077);
  const auto inbox = Inbox::open(claimed->inbox());
  if (!inbox) return fail(inbox.error().message);
  const auto sources = look_at(claimed->store(), **inbox);
  if (!sources) return fail(sources.error().message);
  if (const Status whole = refuse_loss(*sources); !whole && !options.accept_missing) {
    return fail(whole.error().message);
  }
  for (const std::string& path : sources->archive.without_digest) {
    fmt::print(stderr, "overt: the .sha256 of {} holds no digest of it; the day is read without\n",
               path);
  }
  const auto aside = set_aside(claimed->store(), SystemClock().unix_ms());
  if (!aside) return fail(aside.error().message);
  const auto moved = fill(claimed->store(), **inbox);
  if (!moved) return fail(moved.error().message);
  fmt::print("The store is made anew from {} days of the archive and {} events of the inbox{}.\n",
             sources->archive.days, moved->loaded,
             aside->empty() ? "" : "; the old one is kept as " + *aside);
  return 0;
}

Command rebuild_command() {
  const auto options = std::make_shared<RebuildOptions>();
  return {.name = "rebuild",
          .summary = "Make the store anew from its archive and the inbox",
          .options = {{.name = "--data",
                       .value = &options->data,
                       .help = "The data directory of a collector that does not run",
                       .value_name = "DIR"},
                      {.name = "--accept-missing",
                       .value = &options->accept_missing,
                       .help = "Also if events are in neither of them any more"}},
          .footer =
              "A collector does this by itself when its store is damaged or gone. The store "
              "that is there\nis kept under another name.\n\n"
              "Example: overt store rebuild --data /var/lib/overt",
          .run = [options] { return rebuild(*options); }};
}

}  // namespace

Command store_command() {
  return {.name = "store", .summary = kStoreSummary, .commands = {rebuild_command()}};
}

}  // namespace overt::cli

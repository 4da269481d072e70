// Files of telemetry's that are not as they should be.
#include <fcntl.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdlib>

#include "client/log.h"
#include "hostile/enter.h"
#include "hostile/world.h"

namespace overt::testing {
namespace {

using Make = std::function<void(World&, const std::string&)>;

// What may stand where a file is looked for.

void directory(World& world, const std::string& path) { world.make_directory(path + "/in-it"); }
void fifo(World&, const std::string& path) { ::mkfifo(path.c_str(), 0600); }
void link_to_itself(World&, const std::string& path) {
  std::filesystem::create_symlink(path, path);
}
void link_to_foreign(World& world, const std::string& path) {
  world.write(world.path("foreign"), "theirs\n");
  std::filesystem::create_symlink(world.path("foreign"), path);
}
void hard_link_to_foreign(World& world, const std::string& path) {
  world.write(world.path("foreign"), "theirs\n");
  std::filesystem::create_hard_link(world.path("foreign"), path);
}
void link_to_zeros(World&, const std::string& path) {
  std::filesystem::create_symlink("/dev/zero", path);
}
void fifo_with_reader(World& world, const std::string& path) {
  fifo(world, path);
  world.hold(UniqueFd(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC)));
}
void listening_socket(World& world, const std::string& path) {
  // Its address is shorter than most paths.
  const std::filesystem::path before = std::filesystem::current_path();
  std::filesystem::current_path(std::filesystem::path(path).parent_path());
  UniqueFd listener(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
  std::filesystem::path(path).filename().string().copy(address.sun_path, 100);
  ::bind(listener.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address);
  ::listen(listener.get(), 1);
  world.hold(std::move(listener));
  std::filesystem::current_path(before);
}
void full_device(World&, const std::string& path) {
  [[maybe_unused]] const int made = ::mknod(path.c_str(), S_IFCHR | 0600, makedev(1, 7));
}
void locked_for_ever(World& world, const std::string& path) {
  UniqueFd lock(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  ::flock(lock.get(), LOCK_EX);
  world.hold(std::move(lock));
}
Make text(const std::string& bytes) {
  return [bytes](World& world, const std::string& path) { world.write(path, bytes); };
}
Make sparse(std::int64_t bytes) {
  return [bytes](World& world, const std::string& path) {
    world.write(path, "");
    std::filesystem::resize_file(path, static_cast<std::uintmax_t>(bytes));
  };
}

// In the state directory.
Hostile in_state(const std::string& name, Recorded recorded, const std::string& file, Make make) {
  return {name, recorded, [file, make](World& world) {
            world.make_directory(world.state);
            make(world, world.state + "/" + file);
          }};
}

// Beside a log that has to be rotated before a line is written.
Hostile beside_full_log(const std::string& name, Recorded recorded, const std::string& file,
                        std::size_t log_bytes, Make make) {
  return {name, recorded, [=](World& world) {
            world.write(world.state + "/events.ndjson", std::string(log_bytes, 'x'));
            make(world, world.state + "/" + file);
          }};
}

Hostile choice(const std::string& name, Make make) {
  return {name, Recorded::kNo, [make](World& world) {
            world.make_directory(world.home + "/.config/overt/host");
            make(world, world.home + "/.config/overt/host/consent");
          }};
}

// HOST_TELEMETRY_LOG_FILE.
Hostile own_file(const std::string& name, Recorded recorded, Make make) {
  return {name, recorded, [make](World& world) {
            make(world, world.path("own"));
            world.set("HOST_TELEMETRY_LOG_FILE", world.path("own"));
          }};
}

void terminal(World& world, const std::string& path) {
  UniqueFd master(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
  ::grantpt(master.get());
  ::unlockpt(master.get());
  std::filesystem::create_symlink(::ptsname(master.get()), path);
  world.hold(std::move(master));
}

std::vector<Hostile> logs() {
  const std::string log = "events.ndjson";
  return {
      in_state("log_is_a_directory", Recorded::kNo, log, directory),
      in_state("log_is_a_link_to_a_foreign_file", Recorded::kNo, log, link_to_foreign),
      in_state("log_is_a_link_to_itself", Recorded::kNo, log, link_to_itself),
      in_state("log_is_a_fifo_without_reader", Recorded::kNo, log, fifo),
      in_state("log_is_a_fifo_with_a_reader", Recorded::kNo, log, fifo_with_reader),
      in_state("log_is_a_socket", Recorded::kNo, log, listening_socket),
      in_state("log_is_a_full_device", Recorded::kNo, log, full_device),
      in_state("log_is_a_hard_link_to_a_foreign_file", Recorded::kNo, log, hard_link_to_foreign),
      in_state("log_is_somebody_elses", Recorded::kNo, log,
               [](World& world, const std::string& path) {
                 world.write(path, "theirs\n");
                 [[maybe_unused]] const int given = ::chown(path.c_str(), kNobody, kNobody);
               }),
      {"log_may_not_be_written", Recorded::kNo,
       [](World& world) {
         world.write(world.state + "/events.ndjson", "old\n");
         for (const std::string& path : {world.state, world.state + "/events.ndjson"}) {
           [[maybe_unused]] const int given = ::chown(path.c_str(), kNobody, kNobody);
         }
         ::chmod((world.state + "/events.ndjson").c_str(), 0);
       },
       [](const World&) { return as_user(kNobody)(); }},
      in_state("log_ends_inside_a_line", Recorded::kYes, log, text("{\"ts\":12")),
      in_state("log_is_binary", Recorded::kYes, log, text(std::string(70'000, '\0'))),
      in_state("log_is_a_terabyte_of_nothing", Recorded::kYes, log, sparse(std::int64_t{1} << 40)),
      in_state("segments_have_absurd_numbers", Recorded::kYes, "events.9223372036854775807.ndjson",
               text("x\n")),
  };
}

std::vector<Hostile> locks() {
  constexpr std::size_t kFull = kLogSegmentBytesMax;
  constexpr std::size_t kFullToTheEnd = kLogSegmentBytesMax + kLogSlackBytes;
  const std::string lock = "log.lock";
  const std::string sender = "sender.lock";
  const std::string staying = "staying.lock";
  return {
      beside_full_log("log_is_full", Recorded::kYes, "notice", kFull, text("")),
      beside_full_log("the_logs_lock_is_a_directory", Recorded::kUnseen, lock, kFull, directory),
      beside_full_log("the_logs_lock_is_a_fifo", Recorded::kUnseen, lock, kFull, fifo),
      beside_full_log("the_logs_lock_is_a_link", Recorded::kUnseen, lock, kFull, link_to_foreign),
      beside_full_log("the_logs_lock_is_held_for_ever", Recorded::kUnseen, lock, kFull,
                      locked_for_ever),
      beside_full_log("the_logs_lock_is_held_and_nothing_fits", Recorded::kNo, lock, kFullToTheEnd,
                      locked_for_ever),
      beside_full_log("the_finished_segment_is_a_directory", Recorded::kYes, "events.1.ndjson",
                      kFull, directory),
      in_state("the_senders_lock_is_a_directory", Recorded::kYes, sender, directory),
      in_state("the_senders_lock_is_a_fifo", Recorded::kYes, sender, fifo),
      in_state("the_senders_lock_is_a_link", Recorded::kYes, sender, link_to_foreign),
      in_state("the_senders_lock_is_held_for_ever", Recorded::kYes, sender, locked_for_ever),
      in_state("the_lock_of_who_stays_is_a_directory", Recorded::kYes, staying, directory),
      in_state("the_lock_of_who_stays_is_a_fifo", Recorded::kYes, staying, fifo),
      in_state("the_lock_of_who_stays_is_a_link", Recorded::kYes, staying, link_to_foreign),
      in_state("the_lock_of_who_stays_is_held_for_ever", Recorded::kYes, staying, locked_for_ever),
  };
}

std::vector<Hostile> other_files() {
  const std::string cursor = "cursor.json";
  const std::string contract = "contract.toml";
  return {
      in_state("cursor_is_binary", Recorded::kYes, cursor, text(std::string("\0\xff\x80{", 4))),
      in_state("cursor_is_huge", Recorded::kYes, cursor, sparse(std::int64_t{1} << 40)),
      in_state("cursor_is_negative", Recorded::kYes, cursor,
               text(R"({"segment":-1,"offset":-9223372036854775808,"notBeforeMs":-1})")),
      in_state("cursor_is_of_the_far_future", Recorded::kYes, cursor,
               text(R"({"notBeforeMs":9223372036854775807,"endpoint":"http://127.0.0.1:9/"})")),
      in_state("cursor_has_a_number_without_end", Recorded::kYes, cursor,
               text("{\"notBeforeMs\":" + std::string(4000, '9'))),
      in_state("cursor_is_a_directory", Recorded::kYes, cursor, directory),
      in_state("cursor_is_a_fifo", Recorded::kYes, cursor, fifo),
      in_state("cursor_is_a_link_to_zeros", Recorded::kYes, cursor, link_to_zeros),
      in_state("receipts_are_binary", Recorded::kYes, "receipts.ndjson",
               text(std::string(5000, '\xff'))),
      in_state("receipts_are_a_directory", Recorded::kYes, "receipts.ndjson", directory),
      in_state("contract_is_a_directory", Recorded::kYes, contract, directory),
      in_state("contract_is_a_fifo", Recorded::kYes, contract, fifo),
      in_state("contract_is_a_link_to_a_foreign_file", Recorded::kYes, contract, link_to_foreign),
      in_state("contract_is_a_hard_link_to_a_foreign_file", Recorded::kYes, contract,
               hard_link_to_foreign),
      in_state("contract_is_a_link_to_zeros", Recorded::kYes, contract, link_to_zeros),
      in_state("contract_is_huge", Recorded::kYes, contract, sparse(std::int64_t{1} << 40)),
      choice("consent_is_a_fifo", fifo),
      choice("consent_is_a_directory", directory),
      choice("consent_is_a_link_to_zeros", link_to_zeros),
      choice("consent_is_a_link_to_itself", link_to_itself),
      choice("consent_is_huge", sparse(std::int64_t{1} << 40)),
      choice("consent_is_a_socket", listening_socket),
      own_file("own_file_is_a_fifo_without_reader", Recorded::kNo, fifo),
      own_file("own_file_is_a_directory", Recorded::kNo, directory),
      own_file("own_file_is_a_socket", Recorded::kNo, listening_socket),
      own_file("own_file_is_a_link_to_itself", Recorded::kNo, link_to_itself),
      own_file("own_file_is_a_full_device", Recorded::kNo, full_device),
      own_file("own_file_is_a_terminal", Recorded::kYes, terminal),
  };
}

}  // namespace

std::vector<Hostile> hostile_files() {
  std::vector<Hostile> all = logs();
  for (const auto& more : {locks(), other_files()}) all.insert(all.end(), more.begin(), more.end());
  return all;
}

}  // namespace overt::testing

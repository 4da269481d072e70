// Homes and state directories that are not as they should be.
#include <sys/stat.h>
#include <unistd.h>

#include "hostile/enter.h"
#include "hostile/world.h"

namespace overt::testing {
namespace {

Hostile variable(const std::string& name, Recorded recorded, const std::string& variable,
                 const std::string& value) {
  return {name, recorded, [=](World& world) { world.set(variable, value); }};
}

void give_to_nobody(const std::string& path) {
  [[maybe_unused]] const int result = ::chown(path.c_str(), kNobody, kNobody);
}

std::string enter_as_nobody(const World&) { return as_user(kNobody)(); }

// A home on a file system of its own, made ready by the entrances that follow.
std::string enter_small_home(const World& world, const std::string& options,
                             std::vector<Entrance> more) {
  more.insert(more.begin(), mount_over(world.home, options));
  return enter_all(more);
}

Entrance make_log(const World& world, std::size_t bytes) {
  return [&world, bytes] {
    world.write(world.state + "/events.ndjson", std::string(bytes - 1, 'x') + "\n");
    return std::string();
  };
}

std::vector<Hostile> by_variables() {
  return {
      {"ordinary", Recorded::kYes},
      {"home_is_not_set", Recorded::kNo, [](World& world) { world.unset("HOME"); }},
      variable("home_is_empty", Recorded::kNo, "HOME", ""),
      variable("home_is_relative", Recorded::kNo, "HOME", "home"),
      variable("home_is_longer_than_a_path", Recorded::kNo, "HOME", "/" + std::string(5000, 'h')),
      variable("home_has_a_name_that_is_too_long", Recorded::kNo, "HOME",
               "/tmp/" + std::string(300, 'h')),
      variable("home_is_a_device", Recorded::kNo, "HOME", "/dev/null"),
      variable("home_is_proc", Recorded::kNo, "HOME", "/proc"),
      variable("state_home_is_relative", Recorded::kYes, "XDG_STATE_HOME", "state"),
      variable("state_home_is_empty", Recorded::kYes, "XDG_STATE_HOME", ""),
      variable("state_home_is_proc", Recorded::kNo, "XDG_STATE_HOME", "/proc/self"),
      {"state_home_is_a_dangling_link", Recorded::kNo,
       [](World& world) {
         std::filesystem::create_symlink(world.path("nowhere"), world.path("link"));
         world.set("XDG_STATE_HOME", world.path("link"));
       }},
      {"state_home_is_a_file", Recorded::kNo,
       [](World& world) {
         world.write(world.path("file"), "theirs");
         world.set("XDG_STATE_HOME", world.path("file"));
       }},
      {"home_is_the_root_directory_of_others", Recorded::kUnseen,
       [](World& world) { world.set("HOME", "/"); }, enter_as_nobody},
  };
}

std::vector<Hostile> by_directories() {
  return {
      {"home_is_a_file", Recorded::kNo,
       [](World& world) {
         std::filesystem::remove(world.home);
         world.write(world.home, "theirs");
       }},
      {"home_is_a_dangling_link", Recorded::kNo,
       [](World& world) {
         std::filesystem::remove(world.home);
         std::filesystem::create_symlink(world.path("nowhere"), world.home);
       }},
      {"home_is_a_link_to_itself", Recorded::kNo,
       [](World& world) {
         std::filesystem::remove(world.home);
         std::filesystem::create_symlink(world.home, world.home);
       }},
      {"home_may_not_be_written", Recorded::kNo,
       [](World& world) {
         give_to_nobody(world.home);
         ::chmod(world.home.c_str(), 0500);
       },
       enter_as_nobody},
      {"home_may_not_be_searched", Recorded::kNo,
       [](World& world) {
         give_to_nobody(world.home);
         ::chmod(world.home.c_str(), 0);
       },
       enter_as_nobody},
      {"home_is_somebody_elses", Recorded::kNo, {}, enter_as_nobody},
      {"state_is_a_file", Recorded::kNo, [](World& world) { world.write(world.state, "theirs"); }},
      {"state_is_a_fifo", Recorded::kNo,
       [](World& world) {
         world.make_directory(world.home + "/.local/state/overt");
         ::mkfifo(world.state.c_str(), 0600);
       }},
      // People move what grows to another disk.
      {"state_is_a_link_to_a_directory", Recorded::kYes,
       [](World& world) {
         world.where_state_is = world.path("other-disk");
         world.make_directory(world.where_state_is);
         world.make_directory(world.home + "/.local/state/overt");
         std::filesystem::create_symlink(world.where_state_is, world.state);
       }},
      {"state_is_a_link_to_itself", Recorded::kNo,
       [](World& world) {
         world.make_directory(world.home + "/.local/state/overt");
         std::filesystem::create_symlink(world.state, world.state);
       }},
      // What is in it is still held to be this user's alone, file by file.
      {"state_may_be_written_by_all", Recorded::kYes,
       [](World& world) {
         world.make_directory(world.state);
         ::chmod(world.state.c_str(), 0777);
       }},
      {"state_may_not_be_searched", Recorded::kNo,
       [](World& world) {
         world.make_directory(world.state);
         give_to_nobody(world.state);
         ::chmod(world.state.c_str(), 0);
       },
       enter_as_nobody},
      {"state_is_somebody_elses", Recorded::kNo,
       [](World& world) { world.make_directory(world.state); }, enter_as_nobody},
  };
}

std::vector<Hostile> by_file_systems() {
  return {
      {"home_is_read_only",
       Recorded::kNo,
       {},
       [](const World& world) { return enter_small_home(world, "ro,size=64k", {}); }},
      {"home_is_full",
       Recorded::kUnseen,
       {},
       [](const World& world) { return enter_small_home(world, "size=64k", {fill(world.home)}); }},
      {"home_is_full_and_has_a_log",
       Recorded::kUnseen,
       {},
       [](const World& world) {
         return enter_small_home(world, "size=64k", {make_log(world, 8192), fill(world.home)});
       }},
      // The first line ends on a page that is not there.
      {"home_fills_within_a_line",
       Recorded::kUnseen,
       {},
       [](const World& world) {
         return enter_small_home(world, "size=64k", {make_log(world, 4000), fill(world.home)});
       }},
      {"home_fills_within_the_contract",
       Recorded::kUnseen,
       {},
       [](const World& world) {
         return enter_small_home(world, "size=64k", {make_log(world, 100), fill(world.home)});
       }},
      {"home_has_no_inode_left",
       Recorded::kUnseen,
       {},
       [](const World& world) { return enter_small_home(world, "nr_inodes=1", {}); }},
      {"home_has_inodes_for_the_directories_only",
       Recorded::kUnseen,
       {},
       [](const World& world) { return enter_small_home(world, "nr_inodes=5", {}); }},
      {"home_has_an_inode_for_the_log_only",
       Recorded::kUnseen,
       {},
       [](const World& world) { return enter_small_home(world, "nr_inodes=6", {}); }},
  };
}

}  // namespace

std::vector<Hostile> hostile_homes() {
  std::vector<Hostile> all = by_variables();
  for (const auto& more : {by_directories(), by_file_systems()}) {
    all.insert(all.end(), more.begin(), more.end());
  }
  return all;
}

}  // namespace overt::testing

// A directory with a home in it, in which the tool of tests/host runs, and what became of it.
#pragma once

#include <filesystem>
#include <functional>
#include <iosfwd>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.h"
#include "base/temporary_directory.h"
#include "support/confined.h"

namespace overt::testing {

class World {
  // First of all members: the others' paths begin with its own.
  TemporaryDirectory directory_;

 public:
  World();

  std::string home = path("home");
  std::string state = home + "/.local/state/overt/host";
  std::string where_state_is = state;  // if it is a symlink
  std::string run_in = path("here");

  std::string path(const std::string& name) const { return directory_.file(name); }

  // Makes a file or a directory, and the directories that lead to it.
  void write(const std::string& path, std::string_view bytes) const;
  void make_directory(const std::string& path) const;

  // The tool, `host` or `host_plain`, with the arguments and variables of this world.
  Confined tool(const std::string& name) const;

  void set(const std::string& variable, const std::string& value) { variables_[variable] = value; }
  void unset(const std::string& variable) { variables_.erase(variable); }
  void hold(UniqueFd fd) { held_.push_back(std::move(fd)); }

  // Each file here but those in the state directory, and all that is known of it.
  std::map<std::string, std::string> listing() const;

  // What stands in the log; empty if it is no file.
  std::string log() const;

 private:
  bool is_telemetrys(const std::string& path) const;

  std::map<std::string, std::string> variables_;
  std::vector<UniqueFd> held_;
};

// Whether the run's events are in the log.
enum class Recorded { kYes, kNo, kUnseen };

// One way in which the world is not as it should be.
struct Hostile {
  std::string name;
  Recorded recorded = Recorded::kUnseen;
  std::function<void(World&)> arrange = {};
  // In the process that becomes the tool; "" or what is not permitted.
  std::function<std::string(const World&)> enter = {};
};

// GoogleTest shows it by its name.
void PrintTo(const Hostile& hostile, std::ostream* out);

std::vector<Hostile> hostile_homes();
std::vector<Hostile> hostile_files();
std::vector<Hostile> hostile_processes();
std::vector<Hostile> hostile_repositories();

}  // namespace overt::testing

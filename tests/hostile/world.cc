#include "hostile/world.h"

#include <sys/stat.h>

#include <cstdlib>
#include <fstream>
#include <ostream>

#include "base/bytes.h"
#include "base/hash.h"

namespace overt::testing {
namespace {

constexpr std::size_t kFileBytesMax = std::size_t{64} << 20;

// Everything that somebody could have changed, but when it was last read.
std::string description(const std::string& path) {
  struct stat status{};
  if (::lstat(path.c_str(), &status) != 0) return "gone";
  std::string text;
  for (const auto number :
       {static_cast<std::uint64_t>(status.st_mode), static_cast<std::uint64_t>(status.st_uid),
        static_cast<std::uint64_t>(status.st_ino), static_cast<std::uint64_t>(status.st_size),
        static_cast<std::uint64_t>(status.st_mtim.tv_sec),
        static_cast<std::uint64_t>(status.st_mtim.tv_nsec)}) {
    text += std::to_string(number) + " ";
  }
  std::error_code error;
  if (S_ISLNK(status.st_mode)) text += std::filesystem::read_symlink(path, error).string();
  if (S_ISREG(status.st_mode)) {
    const auto bytes = read_file(path, kFileBytesMax);
    text += bytes ? to_hex(sha256(*bytes)) : bytes.error().message;
  }
  return text;
}

}  // namespace

World::World() {
  // A test that changes owners and modes must never do so elsewhere.
  if (!home.starts_with(directory_.path() + "/")) std::abort();
  // Other users run the tool, too.
  std::filesystem::permissions(directory_.path(), std::filesystem::perms(0755));
  for (const char* name : {"home", "here", "bin"}) make_directory(path(name));
  for (const auto& [name, from] : {std::pair("host", HOST), std::pair("host_in_ci", HOST_IN_CI),
                                   std::pair("host_plain", HOST_PLAIN)}) {
    std::filesystem::copy_file(from, path("bin/") + name);
  }
  set("HOME", home);
  set("PATH", "/usr/bin:/bin");
  // A program that does nothing, and ends at once.
  set("HOST_OVERT", "/bin/true");
}

void World::write(const std::string& path, std::string_view bytes) const {
  make_directory(std::filesystem::path(path).parent_path());
  std::ofstream(path, std::ios::binary) << bytes;
}

void World::make_directory(const std::string& path) const {
  std::filesystem::create_directories(path);
}

Confined World::tool(const std::string& name) const {
  Confined program{.executable = path("bin/" + name),
                   .argv = {"host", "3", "2"},
                   .environment = {},
                   .directory = run_in};
  for (const auto& [variable, value] : variables_) {
    program.environment.push_back(variable + "=" + value);
  }
  return program;
}

bool World::is_telemetrys(const std::string& path) const {
  for (const std::string& own : {state, where_state_is}) {
    // What leads to it may have to be made; what is in it is telemetry's.
    std::error_code error;
    const bool leads_there =
        own.starts_with(path + "/") && std::filesystem::is_directory(path, error);
    if (leads_there || path == own || path.starts_with(own + "/")) return true;
  }
  return false;
}

std::map<std::string, std::string> World::listing() const {
  std::map<std::string, std::string> files;
  std::error_code error;
  const auto all = std::filesystem::recursive_directory_iterator(
      directory_.path(), std::filesystem::directory_options::skip_permission_denied, error);
  for (const auto& entry : all) {
    if (!is_telemetrys(entry.path())) files[entry.path()] = description(entry.path());
  }
  return files;
}

void PrintTo(const Hostile& hostile, std::ostream* out) { *out << hostile.name; }

std::string World::log() const {
  const auto text = read_file(where_state_is + "/events.ndjson", kFileBytesMax);
  return text ? *text : "";
}

}  // namespace overt::testing

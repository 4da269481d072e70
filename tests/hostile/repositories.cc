// Places to run in, and git repositories, that are not as they should be.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "hostile/enter.h"
#include "hostile/world.h"

namespace overt::testing {
namespace {

// A repository in which the tool runs.
void make_repository(const World& world) {
  world.make_directory(world.run_in + "/.git/objects");
  world.make_directory(world.run_in + "/.git/refs");
  world.write(world.run_in + "/.git/HEAD", "ref: refs/heads/main\n");
  world.write(world.run_in + "/.git/config",
              "[remote \"origin\"]\n\turl = https://example.com/team/project.git\n");
}

// One with another config.
Hostile config(const std::string& name, const std::string& text) {
  return {name, Recorded::kYes, [=](World& world) {
            make_repository(world);
            world.write(world.run_in + "/.git/config", text);
          }};
}

using Make = std::function<void(const std::string&)>;

void fifo(const std::string& path) { ::mkfifo(path.c_str(), 0600); }
void directory(const std::string& path) { std::filesystem::create_directories(path + "/in-it"); }
void link_to_itself(const std::string& path) { std::filesystem::create_symlink(path, path); }
void link_to_zeros(const std::string& path) { std::filesystem::create_symlink("/dev/zero", path); }
void terabyte(const std::string& path) {
  ::close(::creat(path.c_str(), 0600));
  std::filesystem::resize_file(path, std::uintmax_t{1} << 40);
}

// One in which something else stands in a file's place.
Hostile instead(const std::string& name, const std::string& file, const Make& make) {
  return {name, Recorded::kYes, [=](World& world) {
            make_repository(world);
            const std::string path = world.run_in + "/" + file;
            std::filesystem::remove_all(path);
            make(path);
          }};
}

std::string in_a_deleted_directory(const World&) {
  std::string name = "/tmp/overt-gone-XXXXXX";
  if (::mkdtemp(name.data()) == nullptr || ::chdir(name.c_str()) != 0) return "no directory";
  ::rmdir(name.c_str());
  return "";
}

}  // namespace

std::vector<Hostile> hostile_repositories() {
  const std::string long_section = "[" + std::string(100'000, 'a') + "]\n";
  return {
      {"the_directory_is_deleted", Recorded::kYes, {}, in_a_deleted_directory},
      {"the_directory_may_not_be_read", Recorded::kYes,
       [](World& world) {
         [[maybe_unused]] const int given = ::chown(world.home.c_str(), kNobody, kNobody);
         make_repository(world);
         ::chmod(world.run_in.c_str(), 0);
       },
       [](const World&) { return as_user(kNobody)(); }},
      {"a_repository", Recorded::kYes, [](World& world) { make_repository(world); }},
      config("its_config_includes_itself", "[include]\n\tpath = config\n"),
      config("its_config_includes_zeros", "[include]\n\tpath = /dev/zero\n"),
      config("its_config_includes_a_terminal", "[include]\n\tpath = /dev/tty\n"),
      config("its_config_is_binary", std::string("[remote \"origin\"]\n\0\xff\x80url", 24)),
      config("its_config_has_no_end",
             "[remote \"origin\"]\n\turl = \"" + std::string(70'000, '\\')),
      config("its_config_has_long_names", long_section + "\turl = x\n"),
      instead("its_config_is_huge", ".git/config", terabyte),
      instead("its_config_is_a_fifo", ".git/config", fifo),
      instead("its_config_is_a_directory", ".git/config", directory),
      instead("its_config_is_a_link_to_itself", ".git/config", link_to_itself),
      instead("its_config_is_a_link_to_zeros", ".git/config", link_to_zeros),
      instead("its_head_is_a_fifo", ".git/HEAD", fifo),
      instead("its_head_is_huge", ".git/HEAD", terabyte),
      instead("it_is_a_fifo", ".git", fifo),
      instead("it_is_a_link_to_itself", ".git", link_to_itself),
      instead("it_is_a_huge_file", ".git", terabyte),
      {"it_names_itself", Recorded::kYes,
       [](World& world) { world.write(world.run_in + "/.git", "gitdir: .git\n"); }},
      {"git_dir_is_a_device", Recorded::kYes,
       [](World& world) { world.set("GIT_DIR", "/dev/zero"); }},
      {"git_dir_is_a_fifo", Recorded::kYes,
       [](World& world) {
         fifo(world.path("fifo"));
         world.set("GIT_DIR", world.path("fifo"));
       }},
  };
}

}  // namespace overt::testing

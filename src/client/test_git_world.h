// For tests: real repositories, and what the real git says about them.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "base/environment.h"
#include "base/temporary_directory.h"
#include "support/process.h"

namespace overt::testing {

class GitWorld {
 public:
  GitWorld() : root_(std::filesystem::canonical(directory_.path())) {
    set("PATH", "/usr/local/bin:/usr/bin:/bin");
    set("HOME", path("home"));
    set("GIT_CONFIG_NOSYSTEM", "1");
    set("GIT_CEILING_DIRECTORIES", root_);
    set("GIT_AUTHOR_NAME", "A");
    set("GIT_AUTHOR_EMAIL", "a@example.com");
    set("GIT_COMMITTER_NAME", "A");
    set("GIT_COMMITTER_EMAIL", "a@example.com");
    std::filesystem::create_directory(path("home"));
  }

  std::string path(const std::string& name) const { return root_ + "/" + name; }

  // For git and for overt alike.
  void set(const std::string& name, const std::string& value) {
    for (auto& [key, old] : variables_) {
      if (key == name) {
        old = value;
        return;
      }
    }
    variables_.emplace_back(name, value);
  }

  Environment environment() const { return Environment(variables_); }

  void write(const std::string& name, const std::string& text) const {
    std::filesystem::create_directories(std::filesystem::path(path(name)).parent_path());
    std::ofstream(path(name), std::ios::binary) << text;
  }

  void append(const std::string& name, const std::string& text) const {
    std::ofstream(path(name), std::ios::binary | std::ios::app) << text;
  }

  // Runs git in `directory`, which need not be in this world.
  Outcome run_git(const std::string& directory, std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), "git");
    std::vector<std::string> environment{"PWD=" + directory};
    for (const auto& [name, value] : variables_) environment.push_back(name + "=" + value);
    return run_program({.argv = std::move(arguments),
                        .environment = std::move(environment),
                        .directory = directory});
  }

  // A git command, its words parted by spaces, that must succeed in a directory of this world.
  std::string git(const std::string& name, const std::string& arguments) const {
    std::istringstream words(arguments);
    const Outcome outcome = run_git(path(name), {std::istream_iterator<std::string>(words), {}});
    EXPECT_EQ(outcome.exit_code, 0) << "git " << arguments << ": " << outcome.err;
    return outcome.out;
  }

  // A repository with this text added to its configuration.
  void make_repository(const std::string& name, const std::string& config) const {
    git("", "init -q -b main " + name);
    append(name + "/.git/config", config);
  }

 private:
  TemporaryDirectory directory_;
  std::string root_;
  std::vector<std::pair<std::string, std::string>> variables_;
};

}  // namespace overt::testing

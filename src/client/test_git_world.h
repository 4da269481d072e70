// For tests: real repositories, and what the real git says about them.
#pragma once

#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "base/environment.h"
#include "base/temporary_directory.h"

namespace overt::testing {

struct Output {
  int status = 0;
  std::string text;
};

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

  // Runs a line of shell in `directory`, which need not be in this world.
  Output run_in(const std::string& directory, const std::string& command) const {
    std::string line = "cd '" + directory + "' && exec env -i PWD='" + directory + "'";
    for (const auto& [name, value] : variables_) line += " " + name + "='" + value + "'";
    line += " " + command + " 2>/dev/null </dev/null";
    FILE* const pipe = ::popen(line.c_str(), "r");
    Output output;
    char buffer[4096];
    for (std::size_t size = 0; (size = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;) {
      output.text.append(buffer, size);
    }
    const int status = ::pclose(pipe);
    output.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return output;
  }

  // A git command that must succeed.
  std::string git(const std::string& directory, const std::string& arguments) const {
    const Output output = run_in(path(directory), "git " + arguments);
    EXPECT_EQ(output.status, 0) << "git " << arguments;
    return output.text;
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
